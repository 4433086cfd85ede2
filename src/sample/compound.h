/** A draw of a compound, X_1 + … + X_N: attempts at addresses, until one lies between the
 * ends.
 *
 * The numbers of a draw are those of its address (seed, scenario, driver) with the use
 * AP_USE_EVENT and an index, of which each attempt has 65,536 of its own:
 *
 *     attempt 0         N by the driver's own uniform;   X_k by index k - 1
 *     attempt a = 1 …   N by index 65,536 a;             X_k by index 65,536 a + k
 *
 * So a correlation given for a compound is one of N, as far as attempt 0 is taken; that of
 * one that is not cut always is, and may have 2^24 events. 256 attempts fill the index.
 * Where each succeeds once in ten times, which is asked of a cut, all fail once in 5e11
 * draws; then the end is given that is nearest to the last.
 */
#ifndef APPORTION_SAMPLE_COMPOUND_H
#define APPORTION_SAMPLE_COMPOUND_H

#include <stdbool.h>

#include "sample/random.h"

/** The most events of a compound that is cut. */
#define AP_MOST_CUT_EVENTS 65535.0

/** Between which sums, both included: to within a billionth of the end and of the sum's
 * standard deviation, so that 0.1 + 0.2 is not above 0.3. */
typedef struct ap_ends {
    double low;
    double high;
    double deviation;
} ap_ends;

bool ap_ends_hold(const ap_ends *ends, double sum);

/** The quantiles of N and of X, by a uniform. */
typedef struct ap_event_draws {
    const void *context;
    double (*count)(const void *context, double u);
    double (*size)(const void *context, double u);
} ap_event_draws;

/** A draw, of which attempt 0 has `count` events. ends NULL: not cut. Of at, seed, scenario
 * and driver count. */
double ap_compound_draw(const ap_event_draws *draws, double count, const ap_ends *ends,
                        const ap_address *at);

#endif
