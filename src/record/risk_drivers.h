/** Sheets of what is uncertain: drivers and their correlations. */
#ifndef APPORTION_RECORD_RISK_DRIVERS_H
#define APPORTION_RECORD_RISK_DRIVERS_H

#include "base/text.h"
#include "record/risk_results.h"

/** Drivers, and correlations where the case has any. */
ap_status ap_risk_drivers(const ap_risk_results *results, ap_report *report, ap_error *err);

/** How drivers go together: "a Gaussian copula". */
const char *ap_risk_copula_words(const ap_risk_results *results, ap_arena *arena);

#endif
