/** Which uniform a driver has in a scenario: plain, Latin hypercube or scrambled Sobol.
 *
 *     plain    an independent uniform for every scenario and driver
 *     latin    (pi_d(i) + v) / N of N scenarios: pi_d is a permutation of 0 … N-1 for each
 *              driver d, so every N-th part of (0, 1) is hit once (McKay, Beckman, Conover
 *              1979); v is uniform
 *     sobol    point i of a Sobol sequence under Owen's scrambling: drivers are its
 *              dimensions; the error of a smooth mean falls nearly as N^-1.5 when N is a
 *              power of two (Owen 1997)
 *
 * All are functions of (seed, scenario, driver) alone, and each uniform by itself is
 * uniform in (0, 1). pi_d is a Feistel network on the digits of i, walked until it falls
 * below N, so nothing of length N is stored. Beyond AP_SOBOL_DIMENSIONS drivers, each
 * further block of as many takes the same dimensions with the points' numbers shuffled
 * (nested, as the digits are: Burley, Practical hash-based Owen scrambling, JCGT 2020):
 * each block is a Sobol sequence, and blocks are independent of each other as in plain
 * sampling.
 */
#ifndef APPORTION_SAMPLE_SAMPLING_H
#define APPORTION_SAMPLE_SAMPLING_H

#include <stdint.h>

#include "apportion/status.h"

typedef enum ap_sampling_way {
    AP_SAMPLING_PLAIN,
    AP_SAMPLING_LATIN,
    AP_SAMPLING_SOBOL,
} ap_sampling_way;

/** The words for them, in that order. */
#define AP_SAMPLING_WAYS "plain|latin|sobol"

typedef struct ap_sampling ap_sampling;

/** Of so many scenarios, 1 to 2^32; else AP_BAD_SETTING. *out is the caller's to free. */
ap_status ap_sampling_new(ap_sampling_way way, uint64_t seed, uint64_t scenarios,
                          ap_sampling **out, ap_error *err);

/** NULL is ignored. */
void ap_sampling_free(ap_sampling *sampling);

/** The uniform, above 0 and below 1; scenario is below the number of scenarios. */
double ap_sampling_uniform(const ap_sampling *sampling, uint64_t scenario, uint32_t driver);

/** The uniforms of drivers 0 to count - 1 of a scenario, the same ones, in a fraction of
 * the time. */
void ap_sampling_point(const ap_sampling *sampling, uint64_t scenario, uint32_t count,
                       double u[]);

#endif
