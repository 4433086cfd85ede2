/** The metrics of the Better Care Fund: plan and actual by quarter on sheet "BCF metrics",
 * definition, data lag and narrative on sheet "BCF metric notes". */
#ifndef APPORTION_RECORD_POOL_METRICS_H
#define APPORTION_RECORD_POOL_METRICS_H

#include "method/fund.h"
#include "record/report.h"

/** Add the sheets for the month of the pools (at least one): what is actual or estimated of
 * a quarter that begins later is left out. A case without metrics has neither. */
ap_status ap_pool_metrics(size_t count, const ap_fund *const funds[], ap_report *report,
                          ap_error *err);

#endif
