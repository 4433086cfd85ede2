/** The pack of a partnership management group as one report. */
#ifndef APPORTION_RECORD_POOL_REPORT_H
#define APPORTION_RECORD_POOL_REPORT_H

#include "base/text.h"
#include "record/pool_results.h"
#include "record/report.h"

/** The report with all its sheets; *failed is how many checks do not pass. *out is the
 * caller's to free. */
ap_status ap_pool_report(const ap_pool_results *results, ap_report **out, size_t *failed,
                         ap_error *err);

/** What such a report is about: the year and the month. The arena's; NULL on no memory. */
const char *ap_pool_subject(const ap_case *inputs, int month, ap_arena *arena);

#endif
