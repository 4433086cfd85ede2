/** `apportion need`: populations, weighted populations and need indices of places, with
 * targets where the money of the case is filled in. */
#ifndef APPORTION_COMMAND_NEED_H
#define APPORTION_COMMAND_NEED_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "command/loading.h"
#include "data/options.h"

/** Print need, write its workbook and CSV twins, record the run. A case whose money is
 * still to be filled in is read as far as need goes, and that is said. Called by every
 * rank; rank 0 alone works. */
ap_status ap_command_need(const ap_options *options, ap_ranks ranks, ap_error *err);

/** The same of a case from anywhere. */
ap_status ap_need_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err);

#endif
