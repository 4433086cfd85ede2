/** Sheets of how it was done: run facts, how scenarios were solved, replications, failures.
 */
#ifndef APPORTION_RECORD_RISK_SOLVING_H
#define APPORTION_RECORD_RISK_SOLVING_H

#include "base/text.h"
#include "record/risk_results.h"

/** Failed scenarios have a sheet where there are any. */
ap_status ap_risk_solving(const ap_risk_results *results, ap_report *report, ap_error *err);

/** "1,000,000 scenarios, scrambled Sobol, seed 1, 16 replications". */
const char *ap_risk_sampling_words(const ap_risk_results *results, ap_arena *arena);

/** The power of ten that no certificate of any scenario is above. */
double ap_risk_certificate(const ap_risk_results *results);

#endif
