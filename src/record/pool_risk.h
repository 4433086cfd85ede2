/** The sheets of who bears what: the steps of the risk share, what each bearer bears of
 * each, the bottom line, and how it moves with the shares. */
#ifndef APPORTION_RECORD_POOL_RISK_H
#define APPORTION_RECORD_POOL_RISK_H

#include "record/report.h"
#include "solve/outlook.h"

/** Add the sheets of `count` pools of one case. */
ap_status ap_pool_risk(size_t count, ap_outlook *const pools[], ap_report *report,
                       ap_error *err);

/** How many bearers a fund has. They are numbered: its partners in their order, the risk
 * reserve, uncommitted schemes, what is carried forward in the pool. */
size_t ap_pool_bearers(const ap_fund *fund);

/** "NHS … ICB", "Risk reserve", "Uncommitted schemes", "Carried forward in the pool". */
const char *ap_pool_bearer_words(const ap_fund *fund, size_t bearer);

/** What a bearer bears in a fence of the fund, over all steps. */
ap_pence ap_pool_borne(const ap_fund *fund, const ap_risk_result *result, size_t fence,
                       size_t bearer);

#endif
