/** Rules of pooled funds: budgets, ledger, forecasts, virements, risk shares. */
#ifndef APPORTION_DATA_CHECK_POOLS_H
#define APPORTION_DATA_CHECK_POOLS_H

#include "data/checking.h"

ap_check_rule ap_check_pool_month;    /**< the case says which month is closed */
ap_check_rule ap_check_months;        /**< months are whole, the ledger's are closed */
ap_check_rule ap_check_pool_partners; /**< a source in a pool comes from one partner */
ap_check_rule ap_check_pool_names;    /**< names that sheets tell things apart by */
ap_check_rule ap_check_budget_lines;  /**< a line's source is in the pool and may pay */
ap_check_rule ap_check_budgeted;      /**< every scheme of a pool has a budget */
ap_check_rule ap_check_profiles;      /**< a scheme's profile is there, and is not 0 */
ap_check_rule ap_check_changes;       /**< a change is of a line of the budget */
ap_check_rule ap_check_spenders;      /**< who spends or forecasts has a line */
ap_check_rule ap_check_receipts;      /**< what is paid in was agreed */
ap_check_rule ap_check_virements;     /**< two schemes of a pool, a source that may pay */
ap_check_rule ap_check_risk_steps;    /**< a step has what its rule needs */
ap_check_rule ap_check_risk_parties;  /**< of a step of shares, partners of the pool */
ap_check_rule ap_check_risk_shares;   /**< the shares of a band are 100% */

#endif
