/** `apportion pool`: where the pooled funds of a case stand at a month, who bears what,
 * what may be vired, whether the Better Care Fund's conditions hold. */
#ifndef APPORTION_COMMAND_POOL_H
#define APPORTION_COMMAND_POOL_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "command/loading.h"
#include "data/options.h"

/** Print the position, write the workbook pool-report.xlsx and CSV twins, record the run.
 *
 * The first page compares with the run that --since names; without it, with the latest run
 * on record of the case at the month before, which the record of this run then names, so
 * that a rerun compares with the same. With --close, at month 12, next year's case is
 * written, too. AP_CHECK_FAILED when a check fails or a BCF test is not met. Collective. */
ap_status ap_command_pool(const ap_options *options, ap_ranks ranks, ap_error *err);

/** The same of a case from anywhere. */
ap_status ap_pool_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err);

#endif
