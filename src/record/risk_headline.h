/** Sheets of the whole: headline results, their standard errors, contingency. */
#ifndef APPORTION_RECORD_RISK_HEADLINE_H
#define APPORTION_RECORD_RISK_HEADLINE_H

#include "record/risk_results.h"

ap_status ap_risk_headline(const ap_risk_results *results, ap_report *report,
                           ap_error *err);

#endif
