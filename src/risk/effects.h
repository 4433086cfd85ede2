/** What the drivers of a scenario do to costs and income.
 *
 *     d_s = X_s (1 + sum w D) (1 + sum w D) + sum w D X_s / X(e)              (32)
 *               price           demand          pounds
 *           - sum clip(w D, 0, 12) / 12 N_s + sum w (1 - D) X_s
 *             delay                           saving
 *     R'_f = R_f + sum w D R_f   or   + sum w D R_f / R(e)                    (33)
 *                 rate                 pounds
 *     to date(m) = sum_d own_d c_d(m) + (sum_s (d_s - X_s) - sum_d own_d) m / 12   (34)
 *
 *     X_s  the plan of the scheme; X(e) of all schemes of the exposure together
 *     N_s  what is new in it: max(0, X_s - last year's spend)
 *     R_f  the plan of the source; R(e) of all sources of the exposure together
 *     w, D weight of the exposure, value of its driver
 *     own_d what driver d alone, all others as planned, adds to the cost of all schemes (as
 *           if a cost could fall below 0)
 *     c_d(m) the part of its profile that falls in months 1 to m; m / 12 without one
 *
 * d_s is at least 0, R'_f too. A contingency (settings.risk_contingency) has no cost: its
 * schemes are left out everywhere (d_s = 0, and it is not in any sum).
 */
#ifndef APPORTION_RISK_EFFECTS_H
#define APPORTION_RISK_EFFECTS_H

#include "risk/drivers.h"

typedef struct ap_effects ap_effects;

/** AP_BAD_INPUT when pounds are to be shared among schemes or sources that have none in
 * the plan. scheme_plan: X_s in pounds of each row of schemes; source_plan: R_f of each row
 * of sources. Both are copied. *out is the caller's to free; inputs and drivers must
 * outlive it. */
ap_status ap_effects_new(const ap_case *inputs, const ap_drivers *drivers,
                         const double scheme_plan[], const double source_plan[],
                         ap_effects **out, ap_error *err);

/** NULL is ignored. */
void ap_effects_free(ap_effects *effects);

/** Of drivers' values (as many as drivers count): cost d_s of each scheme, income R'_f of
 * each source, pressure to date of months 1 to 12 (to_date[0] is of April), and what each
 * driver adds by itself; all pounds. NULL arrays are not filled. */
typedef struct ap_scenario_money {
    double *cost;
    double *income;
    double *to_date;
    double *own;
} ap_scenario_money;
void ap_effects_apply(ap_effects *effects, const double values[], ap_scenario_money out);

#endif
