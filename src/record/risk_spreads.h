/** Sheets of parts: places, pools, partners, programmes, schemes, rules; and why their
 * percentiles do not add up. */
#ifndef APPORTION_RECORD_RISK_SPREADS_H
#define APPORTION_RECORD_RISK_SPREADS_H

#include "record/risk_results.h"

/** A kind that nothing was measured of has no sheet; schemes and sources always have. */
ap_status ap_risk_spreads(const ap_risk_results *results, ap_report *report, ap_error *err);

#endif
