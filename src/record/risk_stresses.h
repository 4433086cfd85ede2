/** Sheets of what could break: rules, named stresses, the back test. */
#ifndef APPORTION_RECORD_RISK_STRESSES_H
#define APPORTION_RECORD_RISK_STRESSES_H

#include "base/text.h"
#include "record/risk_results.h"

/** What the case or the run has none of has no sheet. */
ap_status ap_risk_stresses(const ap_risk_results *results, ap_report *report,
                           ap_error *err);

/** Measures of the headroom of rules, the one most likely to break first; *count is how
 * many. The arena's; NULL on no memory. */
const size_t *ap_risk_by_break(const ap_risk_results *results, ap_arena *arena,
                               size_t *count);

#endif
