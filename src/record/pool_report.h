/** The pack of a partnership management group as one report. */
#ifndef APPORTION_RECORD_POOL_REPORT_H
#define APPORTION_RECORD_POOL_REPORT_H

#include "record/pool_results.h"
#include "record/report.h"

/** The report with all its sheets; *failed is how many checks do not pass. *out is the
 * caller's to free. */
ap_status ap_pool_report(const ap_pool_results *results, ap_report **out, size_t *failed,
                         ap_error *err);

#endif
