/** The whole program of carry.h, cell by cell, as it is written there: what carry.c takes
 * apart into totals and a formula, for another solver to solve in one piece.
 */
#ifndef APPORTION_TESTS_WHOLE_CARRY_H
#define APPORTION_TESTS_WHOLE_CARRY_H

#include <stddef.h>

#include "solve/carry.h"
#include "solve/lexico.h"
#include "solve/lp.h"

/** The goals of carry.h; also the one that needs none of its own, the total distance. Those
 * without a term have count 0. */
typedef enum ap_cells_goal {
    AP_CELLS_BROKEN,
    AP_CELLS_UNDER,
    AP_CELLS_TOTAL, /**< sum of o_c + u_c */
    AP_CELLS_NO_TARGET,
    AP_CELLS_OVER,
    AP_CELLS_DISTANCE,
    AP_CELLS_GOALS,
} ap_cells_goal;

typedef struct ap_cells_program {
    ap_lp *lp;
    ap_goal goals[AP_CELLS_GOALS]; /**< the levels of the two leximins come last in lp */
    ap_term *terms;                /**< of all goals */
    double *ours;                  /**< the answer as values of the columns */
} ap_cells_program;

/** Of a plan with at least one target above 0 and its answer; ends the test when memory
 * runs out. Free it with ap_cells_free. */
ap_cells_program ap_cells_of(const ap_carry_plan *plan, const ap_carry *carry);

void ap_cells_free(ap_cells_program *program);

#endif
