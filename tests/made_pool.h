/** A pool of any lines, for tests: a case of one pool with two partners, ICB and Council.
 *
 * Sources and who brings them: nhs_minimum (ICB), icb (ICB), council and ibcf (Council),
 * all general revenue; discharge (ICB, revenue behind a fence) and dfg (Council, capital).
 * Every contribution is the sum of the budgets of its source.
 */
#ifndef APPORTION_TESTS_MADE_POOL_H
#define APPORTION_TESTS_MADE_POOL_H

#include "apportion/case.h"
#include "method/fund.h"

/** A line of the budget with its forecast; "" or 0 where the case is to say nothing. */
typedef struct ap_made_line {
    const char *scheme;
    const char *source;
    double budget;
    double forecast;
    const char *tags;
    const char *cause;
    const char *caused_by;
    double committed;
    double spent;        /**< in month 1 */
    const char *profile; /**< of the scheme */
} ap_made_line;

/** Tables as text, below their headers; NULL: empty.
 *
 *     steps      step,name,rule,scheme,tag,stream,cause,side,weigh,amount,limit,partner
 *     parties    step,partner,from,share,cap
 *     virements  virement,from,to,source,month,amount,decision
 *     approvals  level,limit,notice
 *     profiles   profile,month,weight
 *     changes    change,name,scheme,source,month,amount
 *     receipts   partner,source,month,amount
 *     options    option,name,table,target,column,value */
typedef struct ap_made_tables {
    const char *steps;
    const char *parties;
    const char *virements;
    const char *approvals;
    const char *profiles;
    const char *changes;
    const char *receipts;
    const char *options;
} ap_made_tables;

/** Both are the caller's to free; ends the test when the case is refused. */
ap_case *ap_made_pool(size_t count, const ap_made_line lines[], ap_made_tables tables);

/** The fund of the first pool of the case at month 6; *index is freed after it. */
ap_fund *ap_made_fund(const ap_case *inputs, ap_fund_index **index);

#endif
