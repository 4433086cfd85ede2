/** `apportion runs`: what the store holds, one line a run, newest first. */
#ifndef APPORTION_COMMAND_RUNS_H
#define APPORTION_COMMAND_RUNS_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Called by every rank; rank 0 alone works. */
ap_status ap_command_runs(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
