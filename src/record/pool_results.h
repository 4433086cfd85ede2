/** What a report of pools is made of. */
#ifndef APPORTION_RECORD_POOL_RESULTS_H
#define APPORTION_RECORD_POOL_RESULTS_H

#include "method/year_end.h"
#include "record/report.h"
#include "solve/outlook.h"

/** Everything is borrowed. */
typedef struct ap_pool_results {
    const ap_outlooks *all;
    int month;
    const ap_report *before;  /**< the run that the first page compares with; or NULL */
    const char *before_words; /**< "month 7 (run r0123456789ab)"; "" */
    ap_year_end *const *ends; /**< of each pool, at month 12; NULL before */
    const char *run_id;
    const char *version;
} ap_pool_results;

#endif
