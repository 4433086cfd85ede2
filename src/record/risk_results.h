/** What a finished risk run has to show.
 *
 * Not to be taken for method/risk_result.h, which is how one pool shares one variance.
 */
#ifndef APPORTION_RECORD_RISK_RESULTS_H
#define APPORTION_RECORD_RISK_RESULTS_H

#include "apportion/case.h"
#include "record/report.h"
#include "risk/findings.h"
#include "sample/correlation.h"
#include "sample/sampling.h"

/** Everything is borrowed. Money is pounds. */
typedef struct ap_risk_results {
    const ap_case *inputs;
    const ap_findings *findings; /**< and by them the measures and the tally */
    const double *scheme_plan;   /**< X_s of each row of schemes */
    const double *source_plan;   /**< R_f of each row of sources */
    const bool *is_contingency;  /**< of each row of schemes: settings.risk_contingency */
    ap_sampling_way way;
    uint64_t seed;
    double degrees;          /**< of the t copula; 0: Gaussian */
    uint64_t asked;          /**< scenarios that were asked for, at most */
    uint64_t scenarios;      /**< that were to be counted: all of them, or as many as
                                  the stop rule took */
    const char *until;       /**< the stop rule as it was given: "P80 within £250k";
                                  NULL: none */
    bool is_reached;         /**< the stop rule's aim */
    const ap_repair *repair; /**< of the correlations */
    const char *repaired[2]; /**< the pair that it changed most: names of drivers, or
                                  of blocks; NULL where nothing was changed */
    size_t lp_rows;          /**< of (12) */
    size_t lp_columns;
    const char *dumps; /**< folder of the programs that could not be solved;
                            NULL: none was written */
    const char *run_id;
    const char *version;
} ap_risk_results;

#endif
