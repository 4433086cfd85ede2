/** Goals in order: each is made as good as possible without giving up those before it.
 *
 * Goal g is solved on the optimal face of goals 1 .. g-1. The face is kept by fixing what
 * has a reduced cost: by complementary slackness a column (or row) whose reduced cost
 * (multiplier) is not zero stands at that bound in every optimum, and any point with all of
 * those at their bounds is an optimum. So no row is added, the basis stays primal feasible,
 * and a later goal costs an earlier one nothing but the tolerance on reduced costs.
 *
 * A leximin goal makes the worst of several measures as small as possible, then the next
 * worst, and so on. Its measures are w_i x_i for columns x_i >= 0 and weights w_i > 0; the
 * program holds a level column t and a row w_i x_i - t <= 0 for each (added by
 * ap_lexico_add_levels). Level by level t is minimised; measures whose row has a nonzero
 * multiplier equal t in every optimum, so they are settled: the column is fixed, its row
 * freed, and the rest go on. At least one is settled a level, so there are at most as
 * many levels as measures; at t = its lower bound all the rest are settled.
 */
#ifndef APPORTION_SOLVE_LEXICO_H
#define APPORTION_SOLVE_LEXICO_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "solve/certificate.h"
#include "solve/lp.h"
#include "solve/solver.h"

typedef struct ap_goal {
    const char *name; /**< borrowed: "least total distance from target" */
    bool is_leximin;
    size_t count;
    ap_term *terms;   /**< count of them. Not leximin: the costs. Leximin: weight and column
                         of   each measure. Borrowed for the calls below */
    size_t level;     /**< leximin: the level column, set by ap_lexico_add_levels */
    size_t first_row; /**< leximin: the row of the first measure; the rest follow */
} ap_goal;

/** One stage of the solve: a goal, or one level of a leximin goal. */
typedef struct ap_stage {
    size_t goal;
    double best;                /**< least value of this stage's objective */
    double kept;                /**< its value at the final answer */
    ap_certificate certificate; /**< of this stage on its face */
    long iterations;
    bool is_unique; /**< no column or row that is free to move has a price of zero */
} ap_stage;

typedef struct ap_lexico_result {
    ap_outcome outcome; /**< not AP_OPTIMAL: nothing below but `stage_count` can be used */
    double *values;     /**< lp->columns of them */
    size_t stage_count;
    ap_stage *stages;
    double **multipliers; /**< a stage: lp->rows multipliers, on its face */
    double **reduced;     /**< a stage: lp->columns reduced costs, on its face */
    ap_standing *basis;   /**< of the final answer: lp->rows + lp->columns; start
                               perturbations of this program from it */
} ap_lexico_result;

/** Add the level column and rows of each leximin goal to lp. Call once, before solving. */
ap_status ap_lexico_add_levels(ap_lp *lp, size_t count, ap_goal goals[], ap_error *err);

/** Solve. start may be NULL (cold) or a basis of a program of the same shape (dual simplex
 * for the first stage, primal afterwards). lp's own costs are ignored. *out is the caller's
 * to free, also when infeasible. An undecided stage or one whose certificate does not hold
 * is solved again cold; if that fails too, the outcome is AP_UNDECIDED. */
ap_status ap_lexico_solve(const ap_lp *lp, size_t count, const ap_goal goals[],
                          const ap_standing start[], ap_lexico_result **out, ap_error *err);

/** The same, on a solver that already holds a program of lp's shape (ap_solver_reload is
 * called with lp, bounds and costs are scratch afterwards): for many programs in a row. */
ap_status ap_lexico_solve_with(ap_solver *solver, const ap_lp *lp, size_t count,
                               const ap_goal goals[], const ap_standing start[],
                               ap_lexico_result **out, ap_error *err);

/** NULL is ignored. */
void ap_lexico_result_free(ap_lexico_result *result);

#endif
