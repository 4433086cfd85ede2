/** From the tally of a risk run to its workbook, twins, dumps and record. */
#ifndef APPORTION_COMMAND_RISK_WRITE_H
#define APPORTION_COMMAND_RISK_WRITE_H

#include "base/ranks.h"
#include "command/deliver.h"
#include "command/risk_setup.h"

/** Where a run is on its way; rank 0's. */
typedef struct ap_risk_delivery {
    ap_risk_setup *setup;
    ap_output output;
    ap_ranks ranks;
    const ap_tally *tally;
    const char *started;
    size_t timing_count;
    const ap_timing *timings;
} ap_risk_delivery;

/** Write all and print the results. AP_CHECK_FAILED when a check of the workbook fails; it
 * is written then. */
ap_status ap_risk_deliver(const ap_risk_delivery *delivery, ap_error *err);

#endif
