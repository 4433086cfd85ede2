/** Sheets of causes: tornado, what the worst years share, conditional means; and which
 * drivers the cover names. */
#ifndef APPORTION_RECORD_RISK_CAUSES_H
#define APPORTION_RECORD_RISK_CAUSES_H

#include "base/text.h"
#include "record/risk_results.h"

/** Nothing where the case has no drivers. */
ap_status ap_risk_causes(const ap_risk_results *results, ap_report *report, ap_error *err);

/** The findings of drivers, those with the largest swing first, or those whose worst years
 * are furthest from usual. As many as findings->driver_count; the arena's. NULL on no
 * memory. */
const ap_driver_finding **ap_risk_by_swing(const ap_risk_results *results, ap_arena *arena);
const ap_driver_finding **ap_risk_by_worst(const ap_risk_results *results, ap_arena *arena);

/** How much the headline moves between the driver's P10 and P90, pounds. */
double ap_risk_swing(const ap_risk_results *results, const ap_driver_finding *driver);

/** "far higher than usual" of a driver's mean uniform in the worst years. */
const char *ap_risk_usual_words(double uniform);

#endif
