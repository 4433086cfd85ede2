/** --draws: every scenario of a finished risk run once more, by all ranks, into one file.
 *
 * A scenario is answered to the last bit alike whenever and wherever it is, so nothing has
 * to be kept of the run: ranks work out a stretch of scenarios each, rank 0 writes them in
 * order, and so on. A signal ends it between two stretches.
 */
#ifndef APPORTION_COMMAND_RISK_DRAWS_H
#define APPORTION_COMMAND_RISK_DRAWS_H

#include "base/ranks.h"
#include "command/risk_setup.h"

/** Write the drivers' values and all measures of scenarios 0 to count - 1 to draws.csv or
 * draws.sqlite in the folder (rank 0's; NULL elsewhere), as setup->options.draws says.
 * AP_STOPPED when a signal came. Collective. */
ap_status ap_risk_draws(const ap_risk_setup *setup, ap_ranks ranks, uint64_t count,
                        const char *folder, ap_error *err);

#endif
