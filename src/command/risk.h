/** apportion risk CASE and apportion merge CASE SHARD…: how the agreed plan fares in many
 * possible years.
 *
 * The plan is the published allocation of the case's round (or of --option). Every rank
 * makes it and the engine that tries it alike; scenarios are shared out (risk/run.h); rank
 * 0 tells what was found. What is done is kept in the run's folder, so that a run that was
 * stopped (75) or killed goes on when the same command is given again.
 */
#ifndef APPORTION_COMMAND_RISK_H
#define APPORTION_COMMAND_RISK_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "command/loading.h"
#include "data/options.h"

/** Collective. */
ap_status ap_command_risk(const ap_options *options, ap_ranks ranks, ap_error *err);
ap_status ap_command_merge(const ap_options *options, ap_ranks ranks, ap_error *err);

/** The same run of a case of any origin. Collective. */
ap_status ap_risk_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err);

#endif
