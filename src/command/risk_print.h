/** What a risk run says: how it is set up, how far it is, what it found. */
#ifndef APPORTION_COMMAND_RISK_PRINT_H
#define APPORTION_COMMAND_RISK_PRINT_H

#include "command/risk_setup.h"
#include "record/risk_results.h"
#include "risk/run.h"

/** Ranks, hosts, scenarios, drivers, program, sampling; in words on standard error. */
void ap_risk_banner(ap_output output, const ap_risk_setup *setup, ap_ranks ranks,
                    const char (*hosts)[AP_HOST_SIZE]);

/** When the last line of progress was written. */
typedef struct ap_risk_pace {
    ap_output output;
    double written; /**< seconds of the run */
    double first;   /**< scenarios of this attempt at the first look, and when that was */
    double since;
} ap_risk_pace;

/** Scenarios done, how many a second, time left, P80 so far with its error: a line of the
 * terminal that the next replaces, or in a log a line every 30 s. */
void ap_risk_progress(ap_risk_pace *pace, const ap_run_progress *progress);

/** What it took, with --verbose. */
void ap_risk_cost(ap_output output, const ap_run_cost *cost);

/** The results for a person, and for a program. */
void ap_risk_text(const ap_risk_results *results, ap_text *text);
void ap_risk_json(const ap_risk_results *results, const char *workbook, ap_text *text);

#endif
