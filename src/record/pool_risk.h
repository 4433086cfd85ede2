/** The sheets of who bears what: the steps of the risk share, what each bearer bears of
 * each, the bottom line, and how it moves with the shares. */
#ifndef APPORTION_RECORD_POOL_RISK_H
#define APPORTION_RECORD_POOL_RISK_H

#include "record/report.h"
#include "solve/outlook.h"

/** Add the sheets of `count` pools of one case. */
ap_status ap_pool_risk(size_t count, ap_outlook *const pools[], ap_report *report,
                       ap_error *err);

/** "NHS … ICB", "Risk reserve", "Uncommitted schemes", "Carried forward in the pool". */
const char *ap_pool_bearer_words(const ap_fund *fund, ap_bearer bearer, size_t partner);

/** What a bearer bears in a fence of the fund, over all steps. */
ap_pence ap_pool_borne(const ap_risk_result *result, size_t fence, ap_bearer bearer,
                       size_t partner);

#endif
