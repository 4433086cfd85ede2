/** The report of a risk run: which sheets, in what order. */
#ifndef APPORTION_RECORD_RISK_REPORT_H
#define APPORTION_RECORD_RISK_REPORT_H

#include <stddef.h>

#include "record/risk_results.h"

/** The whole report; *failed is how many of its checks do not pass. *out is the caller's to
 * free; results need not outlive it. */
ap_status ap_risk_report(const ap_risk_results *results, ap_report **out, size_t *failed,
                         ap_error *err);

#endif
