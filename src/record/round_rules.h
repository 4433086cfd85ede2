/** Sheets of rules: constraint register, what dropping each rule changes, clashes. */
#ifndef APPORTION_RECORD_ROUND_RULES_H
#define APPORTION_RECORD_ROUND_RULES_H

#include "record/round_results.h"

ap_status ap_round_rules(const ap_round_results *results, ap_report *report, ap_error *err);

#endif
