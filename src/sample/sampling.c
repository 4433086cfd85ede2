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

/* Some drivers of a scenario, side by side. */
enum { AT_ONCE = AP_SOBOL_AT_ONCE };

typedef struct ap_side_by_side {
    const ap_sampling *sampling;
    uint64_t scenario;
    size_t count;
    uint32_t drivers[AT_ONCE];
} ap_side_by_side;

/* The words that the scenario's drivers have for a use. */
static void words_of(const ap_side_by_side *side, ap_use use, uint64_t words[AT_ONCE])
{
    const ap_address at = {.seed = side->sampling->seed, .use = use};
    uint64_t scenarios[AT_ONCE];
    for (size_t k = 0; k < side->count; k++) {
        scenarios[k] = side->scenario;
    }
    ap_random_words(&at, side->count, scenarios, side->drivers, words);
}

/* A permutation of the numbers of so many digits: the two halves take turns at being
 * flipped as a word says that is addressed by the other. With 8 rounds the permutations of
 * a handful of numbers are not yet equally likely; with 12 they are. */
static void mix(const ap_side_by_side *side, uint64_t numbers[])
{
    enum { ROUNDS = 16 };
    unsigned right_digits = side->sampling->digits / 2;
    unsigned left_digits = side->sampling->digits - right_digits;
    uint64_t words[AT_ONCE];
    uint64_t halves[2][AT_ONCE];
    const uint64_t masks[] = {(UINT64_C(1) << left_digits) - 1,
                              (UINT64_C(1) << right_digits) - 1};
    ap_address at = {.seed = side->sampling->seed, .use = AP_USE_STRATUM};
    for (size_t k = 0; k < side->count; k++) {
        halves[0][k] = numbers[k] >> right_digits;
        halves[1][k] = numbers[k] & masks[1];
    }
    for (at.index = 0; at.index < ROUNDS; at.index++) {
        unsigned flipped = at.index % 2;
        ap_random_words(&at, side->count, halves[1 - flipped], side->drivers, words);
        for (size_t k = 0; k < side->count; k++) {
            halves[flipped][k] ^= words[k] & masks[flipped];
        }
    }
    for (size_t k = 0; k < side->count; k++) {
        numbers[k] = halves[0][k] << right_digits | halves[1][k];
    }
}

/* Drivers on their way to their strata, and which of the scenario's each is. */
typedef struct ap_walk {
    ap_side_by_side going;
    uint64_t numbers[AT_ONCE];
    size_t places[AT_ONCE];
} ap_walk;

/* Those that are not below N go on among themselves. */
static void keep_going(ap_walk *walk)
{
    size_t left = 0;
    for (size_t k = 0; k < walk->going.count; k++) {
        if (walk->numbers[k] >= walk->going.sampling->scenarios) {
            walk->numbers[left] = walk->numbers[k];
            walk->places[left] = walk->places[k];
            walk->going.drivers[left++] = walk->going.drivers[k];
        }
    }
    walk->going.count = left;
}

/* Following the permutation of the 2^digits numbers from one below N until the next below N
 * is a permutation of those below N (Black & Rogaway 2002). */
static void find_strata(const ap_side_by_side *side, uint64_t strata[])
{
    ap_walk walk = {.going = *side};
    for (size_t k = 0; k < side->count; k++) {
        walk.numbers[k] = side->scenario;
        walk.places[k] = k;
    }
    while (walk.going.count > 0) {
        mix(&walk.going, walk.numbers);
        for (size_t k = 0; k < walk.going.count; k++) {
            strata[walk.places[k]] = walk.numbers[k];
        }
        keep_going(&walk);
    }
}

static void take_plain(const ap_side_by_side *side, double u[])
{
    uint64_t words[AT_ONCE];
    words_of(side, AP_USE_DRAW, words);
    for (size_t k = 0; k < side->count; k++) {
        u[k] = ap_random_fraction(words[k]);
    }
}

/* v has so many digits that stratum + v is exact, and the quotient stays below the next. */
static void take_latin(const ap_side_by_side *side, double u[])
{
    const ap_sampling *sampling = side->sampling;
    uint64_t strata[AT_ONCE];
    uint64_t words[AT_ONCE];
    double cells = (double)(UINT64_C(1) << (52 - sampling->digits));
    find_strata(side, strata);
    words_of(side, AP_USE_WITHIN, words);
    for (size_t k = 0; k < side->count; k++) {
        double v = ((double)(words[k] >> (12 + sampling->digits)) + 0.5) / cells;
        u[k] = ((double)strata[k] + v) / (double)sampling->scenarios;
    }
}

/* The scenario's number among the points of a block of dimensions. */
static uint32_t number_of(const ap_sampling *sampling, uint64_t scenario, uint32_t block)
{
    const ap_address shuffle = {sampling->seed, 0, block, AP_USE_SHUFFLE, 0};
    return block == 0 ? (uint32_t)scenario
                      : ap_sobol_scramble((uint32_t)scenario, &shuffle);
}

/* 32 scrambled digits; those after them are independent under Owen's scrambling. */
static void take_sobol(const ap_side_by_side *side, double u[])
{
    const ap_sampling *sampling = side->sampling;
    const ap_address tree = {.seed = sampling->seed, .use = AP_USE_FLIP};
    uint32_t block = UINT32_MAX;
    uint32_t number = 0;
    uint32_t digits[AT_ONCE];
    uint64_t within[AT_ONCE];
    for (size_t k = 0; k < side->count; k++) {
        uint32_t driver = side->drivers[k];
        if (driver / AP_SOBOL_DIMENSIONS != block) {
            block = driver / AP_SOBOL_DIMENSIONS;
            number = number_of(sampling, side->scenario, block);
        }
        digits[k] =
            ap_sobol_point(sampling->directions[driver % AP_SOBOL_DIMENSIONS], number);
    }
    ap_sobol_scramble_many(side->count, digits, &tree, side->drivers);
    words_of(side, AP_USE_WITHIN, within);
    for (size_t k = 0; k < side->count; k++) {
        uint64_t word = (uint64_t)digits[k] << 32 | within[k] >> 32;
        u[k] = ap_random_fraction(word);
    }
}

static void take(const ap_side_by_side *side, double u[])
{
    assert(side->scenario < side->sampling->scenarios);
    switch (side->sampling->way) {
    case AP_SAMPLING_LATIN:
        take_latin(side, u);
        break;
    case AP_SAMPLING_SOBOL:
        take_sobol(side, u);
        break;
    default:
        take_plain(side, u);
    }
}

double ap_sampling_uniform(const ap_sampling *sampling, uint64_t scenario, uint32_t driver)
{
    double u = 0;
    const ap_side_by_side side = {sampling, scenario, 1, {driver}};
    take(&side, &u);
    return u;
}

void ap_sampling_point(const ap_sampling *sampling, uint64_t scenario, uint32_t count,
                       double u[])
{
    ap_side_by_side side = {.sampling = sampling, .scenario = scenario};
    for (uint32_t first = 0; first < count; first += AT_ONCE) {
        side.count = count - first < AT_ONCE ? count - first : AT_ONCE;
        for (uint32_t k = 0; k < side.count; k++) {
            side.drivers[k] = first + k;
        }
        take(&side, u + first);
    }
}
