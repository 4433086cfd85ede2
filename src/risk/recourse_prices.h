/** The prices of the recourse program (12), as both of its forms use them. */
#ifndef APPORTION_RISK_RECOURSE_PRICES_H
#define APPORTION_RISK_RECOURSE_PRICES_H

#include "risk/plan.h"

/** r_fs of a cell: settings.risk_move_price, up to twice as much for sources that are used
 * later (preference). */
double ap_recourse_move_price(const ap_plan *plan, size_t cell);

/** c_s: settings.risk_hold_price of p_s. */
double ap_recourse_hold_price(const ap_plan *plan, size_t scheme);

/** q_a: settings.risk_return_price of money that is to be spent in full, else 0. */
double ap_recourse_return_price(const ap_plan *plan, size_t account);

/** May anything of the scheme ever be held back for others? */
bool ap_recourse_may_hold(const ap_plan *plan, size_t scheme);

/** More than any amount of (12) can be, pounds: every column is boxed. */
double ap_recourse_most(const ap_plan *plan);

#endif
