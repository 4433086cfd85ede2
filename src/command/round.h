/** `apportion round CASE`: one allocation round with its options side by side. */
#ifndef APPORTION_COMMAND_ROUND_H
#define APPORTION_COMMAND_ROUND_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "command/loading.h"
#include "data/options.h"

/** Collective; statuses need not agree. */
ap_status ap_command_round(const ap_options *options, ap_ranks ranks, ap_error *err);

/** The same of a case from anywhere. Collective; statuses need not agree. */
ap_status ap_round_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                         ap_error *err);

#endif
