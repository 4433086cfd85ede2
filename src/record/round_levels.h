/** What lies around the places of a round: uplifts of their need, and the levels below. */
#ifndef APPORTION_RECORD_ROUND_LEVELS_H
#define APPORTION_RECORD_ROUND_LEVELS_H

#include "record/checks.h"
#include "record/round_results.h"

/** Sheets of uplifts and of the levels below the round; none where there are none. */
ap_status ap_round_levels(const ap_round_results *results, ap_report *report,
                          ap_error *err);

enum { AP_LEVEL_CHECKS = 16 };

/** Their checks, written to checks; returns how many. */
size_t ap_round_level_checks(const ap_round_results *results, ap_report *report,
                             ap_check checks[AP_LEVEL_CHECKS]);

#endif
