/** The pack of a partnership management group as one report. */
#ifndef APPORTION_RECORD_POOL_REPORT_H
#define APPORTION_RECORD_POOL_REPORT_H

#include "method/bcf.h"
#include "method/year_end.h"
#include "record/pool_since.h"
#include "record/report.h"
#include "solve/outlook.h"

/** What a report of pools is made of. Everything is borrowed. */
typedef struct ap_pool_results {
    const ap_outlooks *all;
    int month;
    const ap_report *before;  /**< the run that the first page compares with; or NULL */
    const char *before_words; /**< "month 7 (run r0123456789ab)"; "" */
    ap_year_end *const *ends; /**< of each pool, at month 12; NULL before */
    const char *run_id;
    const char *version;
} ap_pool_results;

/** The report with all its sheets; *failed is how many checks do not pass. *out is the
 * caller's to free. */
ap_status ap_pool_report(const ap_pool_results *results, ap_report **out, size_t *failed,
                         ap_error *err);

#endif
