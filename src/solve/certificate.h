/** Proof that a point is optimal, from the original data and nothing of the solver's.
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

typedef struct ap_certificate {
    double primal; /**< primal infeasibility */
    double dual;   /**< dual infeasibility */
    double gap;    /**< relative duality gap */
} ap_certificate;

/** Of lp with its own costs: values has lp->columns, multipliers lp->rows numbers. */
ap_certificate ap_certify(const ap_lp *lp, const double values[],
                          const double multipliers[]);

/** Is every part within 1e-7 (DESIGN's tolerance of the scaled problem)? NaN is not. */
bool ap_certificate_holds(ap_certificate certificate);

#endif
