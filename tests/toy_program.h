/** Small random programs that have an answer, for tests. */
#ifndef APPORTION_TESTS_TOY_PROGRAM_H
#define APPORTION_TESTS_TOY_PROGRAM_H

#include <stdint.h>

#include "solve/lexico.h"
#include "solve/lp.h"

/** At most 31 boxed columns and 20 rows of every kind around the activities of a random
 * point. The caller's to free. */
ap_lp *ap_toy_program(uint64_t *seed);

/** Other numbers in the same shape: bounds are widened, costs and a few coefficients moved.
 */
void ap_toy_program_shake(ap_lp *lp, uint64_t *seed);

/** A small program and goals with small whole coefficients, so that ties, kinks and stuck
 * measures abound. Goal 1 is a leximin; levels have not been added. */
typedef struct ap_puzzle {
    ap_lp *lp;
    ap_goal goals[4];
} ap_puzzle;

ap_puzzle ap_toy_puzzle_new(uint64_t *seed);

void ap_toy_puzzle_free(ap_puzzle *puzzle);

#endif
