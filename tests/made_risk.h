/** A risk run made up in a test: a case, its drivers, and scenarios that follow from a few
 * lines of arithmetic instead of linear programs.
 *
 *     pressure  = sum of the drivers' effects          need = pressure + lost - held back
 *     overspend = max(0, need - contingency)           unspent = max(0, contingency - need)
 *
 * Places, programmes, schemes and partners have parts of pressure and overspend that add up
 * to the penny.
 */
#ifndef APPORTION_TESTS_MADE_RISK_H
#define APPORTION_TESTS_MADE_RISK_H

#include <stddef.h>
#include <stdint.h>

#include "record/risk_results.h"

enum { AP_MADE_DRIVERS = 8 };

/** Results point into the rest, so a made run stays where it was made. */
typedef struct ap_made_risk {
    ap_case *loaded;
    ap_case inputs; /**< with drivers, exposures, correlations, stresses of its own */
    ap_driver drivers[AP_MADE_DRIVERS];
    ap_exposure exposures[AP_MADE_DRIVERS];
    ap_correlation_row correlations[2];
    ap_stress_row stresses[3];
    ap_measures *measures;
    ap_tally *tally;
    ap_findings *findings;
    double *scheme_plan;
    double *source_plan;
    bool *is_contingency;
    ap_repair repair;
    ap_risk_results results;
} ap_made_risk;

/** A run of so many scenarios of inputs/hiow-2023-24; ends the test when it cannot be
 * made. */
void ap_made_risk_run(ap_made_risk *made, size_t scenarios);

void ap_made_risk_end(ap_made_risk *made);

#endif
