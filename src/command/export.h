/** `apportion export RUN`: the tables of a run as CSV files or JSON, or its linear program
 * as MPS or LP. */
#ifndef APPORTION_COMMAND_EXPORT_H
#define APPORTION_COMMAND_EXPORT_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Called by every rank; rank 0 alone works. */
ap_status ap_command_export(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
