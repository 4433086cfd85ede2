/** `apportion need CASE`: need indices, need shares and targets by place. */
#ifndef APPORTION_COMMAND_NEED_H
#define APPORTION_COMMAND_NEED_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** Called by every rank; statuses need not agree. */
ap_status ap_command_need(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
