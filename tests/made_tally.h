/* Tallies for tests: of scenarios that follow from a seed. */
#ifndef TESTS_MADE_TALLY_H
#define TESTS_MADE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "risk/tally.h"

enum { AP_MADE_MEASURES = 5, AP_MADE_DRIVERS = 4 };

/* What the measures are, in whole ticks; z_d is the normal score of driver d. */
enum {
    AP_MADE_HEADLINE, /* 1000 (4 z_0 + 2 z_1 - z_2): steps of 1, sd 4583 */
    AP_MADE_TAIL,     /* a loss without a variance, 10000 / (1 - u_3): steps of 100 */
    AP_MADE_SELDOM,   /* 0 in four of five scenarios, else 500 z_0: steps of 3 */
    AP_MADE_LEVEL,    /* -12345 always */
    AP_MADE_MANY,     /* 0 or 1, as u_1 is above a half */
};

typedef struct ap_made_scenario {
    int64_t ticks[AP_MADE_MEASURES];
    double uniforms[AP_MADE_DRIVERS];
    int64_t effects[AP_MADE_DRIVERS];
} ap_made_scenario;

ap_made_scenario ap_made_scenario_of(uint64_t seed, uint64_t number);

/* A tally of one measure in steps of this width, and no drivers: of scenarios 0 to count
 * - 1. */
ap_tally *ap_tally_of(int64_t width, size_t count, const int64_t ticks[]);

/* A random word for other choices. */
uint64_t ap_made_word(uint64_t seed, uint64_t number);

/* An empty tally of the shape of made scenarios. */
ap_tally *ap_made_tally(void);

/* Adds scenarios first to end - 1. */
void ap_made_add(ap_tally *tally, uint64_t seed, uint64_t first, uint64_t end);

#endif
