/** The Better Care Fund plan of a case's pools: its money tests, income and expenditure.
 *
 * Sheets "BCF tests", "BCF income" and "BCF expenditure"; the last has the columns of the
 * planning template in its order, then what ties a row to the other sheets.
 */
#ifndef APPORTION_RECORD_POOL_BCF_H
#define APPORTION_RECORD_POOL_BCF_H

#include "method/fund.h"
#include "record/report.h"

/** Add the sheets of `count` pools of one case at one month (at least one), in the order of
 * pools.csv. */
ap_status ap_pool_bcf(size_t count, const ap_fund *const funds[], ap_report *report,
                      ap_error *err);

#endif
