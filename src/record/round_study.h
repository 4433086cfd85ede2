/** Sheets of what would be otherwise: options side by side, frontier, sensitivities. */
#ifndef APPORTION_RECORD_ROUND_STUDY_H
#define APPORTION_RECORD_ROUND_STUDY_H

#include "record/round_results.h"

/** Nothing is added when the round has no study. */
ap_status ap_round_study(const ap_round_results *results, ap_report *report, ap_error *err);

#endif
