/** `apportion rerun`: a run once more, from its record alone. */
#ifndef APPORTION_COMMAND_RERUN_H
#define APPORTION_COMMAND_RERUN_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Find the run, and repeat its command with the inputs and options on record. AP_BAD_INPUT
 * when this version does not know the command. Collective. */
ap_status ap_command_rerun(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
