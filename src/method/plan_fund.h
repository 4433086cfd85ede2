/** The pools of a plan as funds: what a round gives the schemes of a pool is the budget of
 * its lines, nothing is spent yet and everything is forecast as budgeted.
 *
 * So the risk-share rules can say who would bear what a scenario brings, before there is a
 * budgets.csv. Budgets, changes, ledger, forecasts, receipts and virements of the case are
 * not looked at. Partners, fences and contributions are those of contributions.csv; a
 * source that pays for a scheme of a pool without being among them is brought by its owner,
 * who contributes what it pays.
 */
#ifndef APPORTION_METHOD_PLAN_FUND_H
#define APPORTION_METHOD_PLAN_FUND_H

#include "method/fund.h"

/** What the plan gives a scheme from a source; 0: nothing, but a line is wanted, since
 * money may come to be moved there. */
typedef struct ap_plan_cell {
    size_t scheme; /**< row of schemes.csv; one without a pool is passed over */
    size_t source; /**< row of sources.csv */
    ap_pence amount;
} ap_plan_cell;

/** The pools of a plan. */
typedef struct ap_plan_funds {
    size_t count;         /**< of pools.csv */
    ap_fund **funds;      /**< one a row of pools.csv */
    ap_case *inputs;      /**< the case with the plan in the place of its budgets */
    ap_fund_index *index; /**< of that case; the funds are of both */
} ap_plan_funds;

/** Cells are copied, each pair of scheme and source once; a fund has its lines by scheme,
 * by partner and then in the order of the cells. *out is the caller's to free; the case
 * must outlive it. */
ap_status ap_plan_funds_new(const ap_case *inputs, size_t count, const ap_plan_cell cells[],
                            ap_plan_funds **out, ap_error *err);

/** NULL is ignored. */
void ap_plan_funds_free(ap_plan_funds *funds);

#endif
