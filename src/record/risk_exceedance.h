/** Sheets of exceedance: the chance of losing more than each amount, by place, pool,
 * partner and programme; the whole's is beside the S-curve. */
#ifndef APPORTION_RECORD_RISK_EXCEEDANCE_H
#define APPORTION_RECORD_RISK_EXCEEDANCE_H

#include "record/risk_results.h"

/** A kind that nothing was measured of has no sheet. */
ap_status ap_risk_exceedance(const ap_risk_results *results, ap_report *report,
                             ap_error *err);

#endif
