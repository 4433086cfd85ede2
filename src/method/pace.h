/** Pace of change: how fast a place may move, formula (8), from the rows of pace.csv.
 *
 *     g_i     = gbar + clip(-v kappa max(|D_i| - d, 0) sign(D_i), c_min, c_max)
 *     phi_i   = the floor, tapering to waived_floor as D_i rises from waived_from to
 *               waived_to, and at least g_i - tolerance
 *     gamma_i = the cap, tapering to open_cap as D_i falls from opens_from to opens_to,
 *               and at most g_i + tolerance
 *
 *     D_i opening distance from target; the floor is the larger of the cash floor and the
 *     floor per head, (1 + f) P_i / P_i' - 1 with P_i' last year's population; v is speed.
 *
 * g_i binds only where there is a convergence schedule (kappa > 0). A taper whose ends are
 * equal is a step: at the end itself the floor still holds and the cap is still shut. A
 * cap that opens without an open_cap is gone as soon as it begins to open.
 *
 * Sources: NHS England's rules of 2014 to 2019 (floors, waiver, cap) and the convergence
 * adjustment since 2022/23, whose schedule is not published: every number is an input.
 */
#ifndef APPORTION_METHOD_PACE_H
#define APPORTION_METHOD_PACE_H

#include <stdbool.h>

#include "apportion/case.h"

/** The parameters of pace.csv; an absent floor is -INFINITY, an absent cap INFINITY. */
typedef struct ap_pace {
    double base_growth; /**< gbar */
    double cash_floor;
    double head_floor;
    double waived_from;
    double waived_to;
    double waived_floor;
    double cap;
    double opens_from;
    double opens_to;
    double open_cap;
    double kappa; /**< 0: no convergence schedule */
    double dead_band;
    double converge_min;
    double converge_max;
    double tolerance;
    double speed;
    double smoothing; /**< m of a level below the round, see (19) in down_level.h; people */
} ap_pace;

/** Of the places of the round: the rows without a level. */
ap_pace ap_pace_of_case(const ap_case *inputs);

/** Of the places of a level of the case (ap_case_levels): the rows of that level; 0 is the
 * round's. */
ap_pace ap_pace_of_level(const ap_case *inputs, size_t level);

/** g_i for opening distance D_i. */
double ap_pace_convergence(const ap_pace *pace, double opening);

/** phi_i; people is P_i / P_i', 1 where last year's population is not known. */
double ap_pace_floor(const ap_pace *pace, double opening, double people);

/** gamma_i. */
double ap_pace_cap(const ap_pace *pace, double opening);

#endif
