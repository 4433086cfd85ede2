/** The first sheets: what a finance director reads first, contents, notes. */
#ifndef APPORTION_RECORD_RISK_COVER_H
#define APPORTION_RECORD_RISK_COVER_H

#include <stddef.h>

#include "record/risk_results.h"

/** Add cover, contents and notes after all other sheets, then bring them to the front.
 * failed is how many checks do not pass. */
ap_status ap_risk_cover(const ap_risk_results *results, ap_report *report, size_t failed,
                        ap_error *err);

#endif
