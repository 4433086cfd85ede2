/** What has changed since an earlier run of the same pools, in sentences. */
#ifndef APPORTION_RECORD_POOL_SINCE_H
#define APPORTION_RECORD_POOL_SINCE_H

#include "base/text.h"
#include "method/fund.h"
#include "record/report.h"

enum { AP_SINCE_MOST = 12 };

typedef struct ap_since {
    size_t count;
    const char *sentences[AP_SINCE_MOST]; /**< the arena's */
} ap_since;

/** Compare the funds with the report of an earlier run, as the store gives it back: its
 * sheets Scheme monitor and Pool summary. before NULL: there is no earlier run, and the one
 * sentence says so. `called` is how that run is called: "month 7 (run r0123…)". */
ap_status ap_pool_since(const ap_report *before, const char *called, size_t count,
                        const ap_fund *const funds[], ap_arena *arena, ap_since *out,
                        ap_error *err);

#endif
