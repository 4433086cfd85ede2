/** One scenario of a risk run for another program: a second way to the same answer can
 * begin from it.
 *
 * One object. Keys of schemes, sources, pools and drivers are those of the case; numbers
 * have 17 digits, so nothing is lost.
 *
 *     scenario, of, seed   which one it is
 *     program              the path of its program (MPS)
 *     drivers              driver, uniform, value, alone (what it adds by itself)
 *     sources              source, plan R_f, allotted, income R_f(w)
 *     schemes              scheme, plan X_s, cost d_s, over_price p_s, hold_price c_s,
 *                          open K_s, over z_s + z0_s, held g_s + h0_s
 *     cells                scheme, source, plan x_fs, part_fs, move_price r_fs, moved v_fs
 *     accounts             source, pool (null: outside pools), left_price q_a, pot P_a,
 *                          left e_a
 *     recourse             rows, columns, least (12), how, steps, and its certificate
 *     measures             what, of, at (a key; of a rule, partner or month a name),
 *                          ticks, tick
 *
 * Money is pounds, but for least, which is millions.
 */
#ifndef APPORTION_COMMAND_RISK_SCENARIO_JSON_H
#define APPORTION_COMMAND_RISK_SCENARIO_JSON_H

#include "command/risk_setup.h"

/** The scenario that the setup's engine has at hand. */
void ap_risk_scenario_json(const ap_risk_setup *setup, const char *program, ap_text *text);

#endif
