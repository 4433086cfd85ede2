/** A made-up round of any size, in the shape of a real one, for tests of the solver. */
#ifndef APPORTION_TESTS_TOY_ROUND_H
#define APPORTION_TESTS_TOY_ROUND_H

#include <stddef.h>
#include <stdint.h>

#include "solve/lexico.h"
#include "solve/lp.h"

enum { AP_TOY_GOALS = 8 };

/** Two ranks of soft rules, leximin below target, total distance, unmet bids, movement,
 * preference among sources, one answer only. */
typedef struct ap_toy {
    ap_lp *lp;
    ap_goal goals[AP_TOY_GOALS];
    size_t places;
    size_t source_row; /**< row f is source f, an equality */
    size_t sources;
    size_t target_row; /**< the row of place 0's target; the rest follow */
} ap_toy;

/** A number from 0 up to 1; state is any number and moves on. */
double ap_toy_draw(uint64_t *state);

/** Build a round; ends the test when memory runs out. Free it with ap_toy_free. */
ap_toy ap_toy_new(size_t places, size_t schemes_a_place, uint64_t seed);

/** Other targets, source amounts and soft rules within +-size (0.05 for 5%) of those of
 * the round as it was built with this seed. */
void ap_toy_shake(ap_toy *toy, const ap_lp *base, double size, uint64_t seed);

/** Other coefficients in the rows of the targets, within +-size of those of the base. */
void ap_toy_bend(ap_toy *toy, const ap_lp *base, double size, uint64_t seed);

/** The same round with its rows and columns in another order; order has a place for every
 * column but the level, and order[p] is the column that comes at p. */
ap_toy ap_toy_shuffled(const ap_toy *toy, size_t order[], uint64_t *seed);

void ap_toy_free(ap_toy *toy);

#endif
