/** `apportion round CASE` and `apportion rerun RUN`: one allocation round with its options
 * side by side, from a folder of inputs or from the record of a run. */
#ifndef APPORTION_COMMAND_ROUND_H
#define APPORTION_COMMAND_ROUND_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Collective; statuses need not agree. */
ap_status ap_command_round(const ap_options *options, ap_ranks ranks, ap_error *err);

/** The same from a run's record alone. Collective; statuses need not agree. */
ap_status ap_command_rerun(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
