/** What of the findings has to be solved, or asked of the case: the plan with every driver
 * at its P50, each driver at its P10 and P90 with the others at their P50, the named
 * stresses, and what actual outturns say of the model.
 */
#ifndef APPORTION_RISK_STRESS_H
#define APPORTION_RISK_STRESS_H

#include "risk/engine.h"
#include "risk/findings.h"

/** Complete the findings of a tally of the engine's scenarios. */
ap_status ap_findings_solve(ap_findings *findings, ap_engine *engine, ap_error *err);

/** What of the planned contingency the scenario at hand uses, pounds. */
double ap_stress_contingency(const ap_engine *engine);

#endif
