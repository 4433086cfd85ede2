/** The sheets of where the pools of a case stand: income, lines, variations, by fence, by
 * partner, by source. */
#ifndef APPORTION_RECORD_POOL_POSITION_H
#define APPORTION_RECORD_POOL_POSITION_H

#include "method/fund.h"
#include "record/report.h"

/** Add the sheets of `count` funds, all of one case at one month. */
ap_status ap_pool_position(size_t count, ap_fund *const funds[], ap_report *report,
                           ap_error *err);

/** "given by the partner", "as so far (run rate)", …: how a part's forecast is made. */
const char *ap_pool_method_words(ap_forecast_method method);

/** Is the part's forecast further from its budget than settings.pool_tolerance? */
bool ap_pool_is_variation(const ap_fund *fund, const ap_fund_part *part);

#endif
