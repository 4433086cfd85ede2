/** The report of a round: which sheets, in what order. */
#ifndef APPORTION_RECORD_ROUND_REPORT_H
#define APPORTION_RECORD_ROUND_REPORT_H

#include "record/round_results.h"

/** The whole report; *failed is how many of its checks do not pass. *out is the caller's to
 * free; results need not outlive it. */
ap_status ap_round_report(const ap_round_results *results, ap_report **out, size_t *failed,
                          ap_error *err);

#endif
