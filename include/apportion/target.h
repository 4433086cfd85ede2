/** Targets, distance from target and pace of change: formulas (3), (4) and (8).
 *
 *     T_i   = sum_k n_ik Y_k,   Y_k = y_k Q               target of place i        (3)
 *     DfT_i = (A_i - T_i) / T_i                           distance from target     (4)
 *     (1 + phi_i) b_i <= A_i <= (1 + gamma_i) b_i         pace of change           (8)
 *
 *     y_k   the programme's part of the money shared by need (programmes.csv, target_share)
 *     Q     the envelope less what schemes of the system as a whole bid for, those aside
 *           that no source of the envelope may fund
 *     A_i   money of the envelope that reaches place i; b_i the same last year
 *
 * Y_k is data, not the money the programme ends up with: else a round could bring a place
 * nearer its target by moving money out of the programmes it needs most, without giving it
 * a penny. Targets are fixed before the round, as NHS England's are.
 *
 * Opening distance is taken with last year's money scaled to this year's total, so that it
 * shows where a place starts and not that the envelope grew:
 *
 *     opening DfT_i = (b_i / sum_j b_j) / (T_i / sum_j T_j) - 1
 */
#ifndef APPORTION_TARGET_H
#define APPORTION_TARGET_H

#include <stddef.h>

#include "apportion/case.h"
#include "apportion/need.h"
#include "apportion/status.h"

/** All arrays have one number a place of need. Pounds. */
typedef struct ap_target {
    size_t places;
    double quantum;   /**< Q */
    double *target;   /**< T_i */
    double *baseline; /**< b_i */
    double *opening;  /**< opening DfT_i, a fraction */
    double *floor;    /**< phi_i, growth as a fraction; -INFINITY: none */
    double *cap;      /**< gamma_i; INFINITY: none */
    double *converge; /**< g_i of the convergence schedule; NAN where there is none */
} ap_target;

/** Targets and pace of change of a case. *out is the caller's to free. */
ap_status ap_target_of_case(const ap_case *inputs, const ap_need *need, ap_target **out,
                            ap_error *err);

/** NULL is ignored. */
void ap_target_free(ap_target *target);

/** T_i as it would be without local uplifts, formula (2a): a number a place of the round in
 * pounds, the caller's to free; NULL where the case has no uplifts. */
ap_status ap_target_without_uplifts(const ap_case *inputs, double **out, ap_error *err);

/** Formula (4); 0 where the target is 0. */
double ap_distance(double allocation, double target);

#endif
