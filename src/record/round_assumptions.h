/** Sheets of the inputs' standing: is everything there, and where does each figure come
 * from.
 */
#ifndef APPORTION_RECORD_ROUND_ASSUMPTIONS_H
#define APPORTION_RECORD_ROUND_ASSUMPTIONS_H

#include "record/round_results.h"

/** Inputs checklist and assumptions log. */
ap_status ap_round_assumptions(const ap_round_results *results, ap_report *report,
                               ap_error *err);

#endif
