/** The checks of a risk report. */
#ifndef APPORTION_RECORD_RISK_CHECKS_H
#define APPORTION_RECORD_RISK_CHECKS_H

#include <stddef.h>

#include "record/risk_results.h"

/** Add the sheet, after every sheet that it looks at. *failed is how many do not pass. */
ap_status ap_risk_checks(const ap_risk_results *results, ap_report *report, size_t *failed,
                         ap_error *err);

#endif
