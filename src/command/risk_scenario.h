/** One scenario of a risk run, for a reader who wants to check it: draws, costs, the
 * recourse program and its solution, the proof, who bears what.
 */
#ifndef APPORTION_COMMAND_RISK_SCENARIO_H
#define APPORTION_COMMAND_RISK_SCENARIO_H

#include "command/risk_setup.h"

/** Print scenario options.scenario; its program, as an analyst would write it, goes to
 * scenario-W.mps in the run's folder, whose path is the last line. With --json as one
 * object, see risk_scenario_json.h. AP_USAGE when there is no such scenario. */
ap_status ap_risk_scenario(ap_risk_setup *setup, ap_output output, ap_error *err);

#endif
