/** `apportion show RUN`: what is on record of one run. */
#ifndef APPORTION_COMMAND_SHOW_H
#define APPORTION_COMMAND_SHOW_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Called by every rank; rank 0 alone works. */
ap_status ap_command_show(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
