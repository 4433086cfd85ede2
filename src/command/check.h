/** `apportion check CASE`: every problem of the inputs, all at once. */
#ifndef APPORTION_COMMAND_CHECK_H
#define APPORTION_COMMAND_CHECK_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** The problems go to standard output (--json: as one object), with --csv to a file as
 * well; with --schema the schema is printed instead. Called by every rank; rank 0 alone
 * works. */
ap_status ap_command_check(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
