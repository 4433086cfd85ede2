/** Proof that a point is optimal, and what the proof says of every other optimum. The
 * proof is made from the original data and nothing of the solver's.
 *
 * For x with multipliers y, in extended precision (long double):
 *
 *     primal infeasibility   the worst violation of any row or bound, relative to
 *                            1 + its size
 *     dual infeasibility     with d = c - A'y: the worst d_j (or y_i) of the wrong sign for
 *                            a column (row) that is not at the bound that would allow it;
 *                            for boxed columns the sign alone decides which bound counts
 *     gap                    |c'x - dual objective| / (1 + |c'x|), dual objective =
 *                            sum of y_i times the bound its sign points to + the same for d
 */
#ifndef APPORTION_SOLVE_CERTIFICATE_H
#define APPORTION_SOLVE_CERTIFICATE_H

#include <stdbool.h>

#include "solve/lp.h"
#include "solve/solver.h"

typedef struct ap_certificate {
    double primal; /**< primal infeasibility */
    double dual;   /**< dual infeasibility */
    double gap;    /**< relative duality gap */
} ap_certificate;

/** Of lp with its own costs: values has lp->columns, multipliers lp->rows numbers. NaN
 * where they are not finite, or there is no memory. */
ap_certificate ap_certify(const ap_lp *lp, const double values[],
                          const double multipliers[]);

/** The worst violation of any row or bound, as above; NaN when values are not finite. */
double ap_infeasibility(const ap_lp *lp, const double values[]);

/** Is every part within 1e-7 (DESIGN's tolerance of the scaled problem)? NaN is not. */
bool ap_certificate_holds(ap_certificate certificate);

/** The multipliers of the rows and the reduced costs of the columns at an optimum. */
typedef struct ap_prices {
    const double *multipliers;
    const double *reduced;
} ap_prices;

/** Narrow a program, and the solver's alike, to its optima: every column (row) whose price
 * is beyond `nonzero` is fixed at the bound where it stands in the basis, which stays
 * primal feasible. is_spared has rows, then columns, as the basis; those are left alone. */
void ap_face_fix(ap_lp *face, ap_solver *solver, const ap_standing basis[],
                 const bool is_spared[], ap_prices prices, double nonzero);

/** After ap_face_fix: can anything still move at no cost? What has room and is not basic
 * then has a price of zero. Those spared are not asked. */
bool ap_face_has_ties(const ap_lp *face, const ap_standing basis[], const bool is_spared[]);

#endif
