/** Sheets of the pooled funds: what each partner puts in, and the Better Care Fund's tests.
 */
#ifndef APPORTION_RECORD_ROUND_POOLS_H
#define APPORTION_RECORD_ROUND_POOLS_H

#include "record/round_results.h"

/** Pools by partner, where the case has pools, and BCF tests, where it has any. */
ap_status ap_round_pools(const ap_round_results *results, ap_report *report, ap_error *err);

#endif
