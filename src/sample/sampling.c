#include "sample/sampling.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "sample/random.h"
#include "sample/sobol.h"

#define MOST_SCENARIOS (UINT64_C(1) << 32)

struct ap_sampling {
    ap_sampling_way way;
    uint64_t seed;
    uint64_t scenarios;
    unsigned digits; /* the least with 2^digits >= scenarios */
    uint32_t directions[AP_SOBOL_DIMENSIONS][AP_SOBOL_DIGITS];
};

ap_status ap_sampling_new(ap_sampling_way way, uint64_t seed, uint64_t scenarios,
                          ap_sampling **out, ap_error *err)
{
    if (scenarios < 1 || scenarios > MOST_SCENARIOS) {
        return ap_fail(err, AP_BAD_SETTING, "scenarios",
                       "there can be 1 to %" PRIu64 " scenarios, not %" PRIu64,
                       MOST_SCENARIOS, scenarios);
    }
    ap_sampling *sampling = calloc(1, sizeof *sampling);
    if (sampling == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "scenarios", "direction numbers");
    }
    sampling->way = way;
    sampling->seed = seed;
    sampling->scenarios = scenarios;
    while (UINT64_C(1) << sampling->digits < scenarios) {
        sampling->digits++;
    }
    for (uint32_t d = 0; way == AP_SAMPLING_SOBOL && d < AP_SOBOL_DIMENSIONS; d++) {
        ap_sobol_directions(d, sampling->directions[d]);
    }
    *out = sampling;
    return AP_OK;
}

void ap_sampling_free(ap_sampling *sampling)
{
    free(sampling);
}

/* A permutation of the numbers of so many digits: the two halves take turns at being
 * flipped as a word says that is addressed by the other. With 8 rounds the permutations of
 * a handful of numbers are not yet equally likely; with 12 they are. */
static uint64_t mixed(const ap_sampling *sampling, uint64_t number, uint32_t driver)
{
    enum { ROUNDS = 16 };
    unsigned right_digits = sampling->digits / 2;
    uint64_t right_mask = (UINT64_C(1) << right_digits) - 1;
    uint64_t left_mask = (UINT64_C(1) << (sampling->digits - right_digits)) - 1;
    uint64_t left = number >> right_digits;
    uint64_t right = number & right_mask;
    ap_address at = {sampling->seed, 0, driver, AP_USE_STRATUM, 0};
    for (at.index = 0; at.index < ROUNDS; at.index++) {
        if (at.index % 2 == 0) {
            at.scenario = right;
            left ^= ap_random_word(&at) & left_mask;
        } else {
            at.scenario = left;
            right ^= ap_random_word(&at) & right_mask;
        }
    }
    return left << right_digits | right;
}

/* Following the permutation of the 2^digits numbers from one below N until the next below N
 * is a permutation of those below N (Black & Rogaway 2002). */
static uint64_t stratum_of(const ap_sampling *sampling, uint64_t scenario, uint32_t driver)
{
    uint64_t stratum = scenario;
    do {
        stratum = mixed(sampling, stratum, driver);
    } while (stratum >= sampling->scenarios);
    return stratum;
}

/* v has so many digits that stratum + v is exact, and the quotient stays below the next. */
static double latin(const ap_sampling *sampling, uint64_t scenario, uint32_t driver)
{
    const ap_address at = {sampling->seed, scenario, driver, AP_USE_WITHIN, 0};
    uint64_t word = ap_random_word(&at) >> (12 + sampling->digits);
    double cells = (double)(UINT64_C(1) << (52 - sampling->digits));
    double v = ((double)word + 0.5) / cells;
    uint64_t stratum = stratum_of(sampling, scenario, driver);
    return ((double)stratum + v) / (double)sampling->scenarios;
}

/* 32 scrambled digits; those after them are independent under Owen's scrambling. */
static double sobol(const ap_sampling *sampling, uint64_t scenario, uint32_t driver)
{
    uint32_t block = driver / AP_SOBOL_DIMENSIONS;
    uint32_t number = (uint32_t)scenario;
    if (block > 0) {
        const ap_address shuffle = {sampling->seed, 0, block, AP_USE_SHUFFLE, 0};
        number = ap_sobol_scramble(number, &shuffle);
    }
    uint32_t digits =
        ap_sobol_point(sampling->directions[driver % AP_SOBOL_DIMENSIONS], number);
    const ap_address tree = {sampling->seed, 0, driver, AP_USE_FLIP, 0};
    const ap_address within = {sampling->seed, scenario, driver, AP_USE_WITHIN, 0};
    uint64_t word = (uint64_t)ap_sobol_scramble(digits, &tree) << 32;
    return ap_random_fraction(word | (uint32_t)(ap_random_word(&within) >> 32));
}

double ap_sampling_uniform(const ap_sampling *sampling, uint64_t scenario, uint32_t driver)
{
    assert(scenario < sampling->scenarios);
    const ap_address at = {sampling->seed, scenario, driver, AP_USE_DRAW, 0};
    switch (sampling->way) {
    case AP_SAMPLING_LATIN:
        return latin(sampling, scenario, driver);
    case AP_SAMPLING_SOBOL:
        return sobol(sampling, scenario, driver);
    default:
        return ap_random_uniform(&at);
    }
}
