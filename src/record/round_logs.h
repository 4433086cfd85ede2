/** Sheets of record: sources, checks, assumptions log, data log, run log, sign-off. */
#ifndef APPORTION_RECORD_ROUND_LOGS_H
#define APPORTION_RECORD_ROUND_LOGS_H

#include "record/round_results.h"

/** Sources: an input sheet that totals and checks refer to. */
ap_status ap_round_sources(const ap_round_results *results, ap_report *report,
                           ap_error *err);

/** Checks, after every sheet they look at. *failed is how many do not pass. */
ap_status ap_round_checks(const ap_round_results *results, ap_report *report,
                          size_t *failed, ap_error *err);

/** Assumptions log, data log, run log, sign-off. */
ap_status ap_round_logs(const ap_round_results *results, ap_report *report, ap_error *err);

#endif
