/** Curves of the whole: the S-curve of contingency, the fan of the months. */
#ifndef APPORTION_RECORD_RISK_CURVES_H
#define APPORTION_RECORD_RISK_CURVES_H

#include "record/risk_results.h"

/** Months are left out where pressure to date was not measured. */
ap_status ap_risk_curves(const ap_risk_results *results, ap_report *report, ap_error *err);

/** How many levels of the S-curve are below the one before it: none of a sound one. */
double ap_risk_curve_falls(const ap_risk_results *results);

#endif
