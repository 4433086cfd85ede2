/** `apportion compare A B`: what differs between two runs. That something does is an
 * answer, not a failure. */
#ifndef APPORTION_COMMAND_COMPARE_RUNS_H
#define APPORTION_COMMAND_COMPARE_RUNS_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Called by every rank; rank 0 alone works. */
ap_status ap_command_compare(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
