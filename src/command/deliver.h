/** Where a run's workbook, twins and record go: what every command that makes one shares.
 */
#ifndef APPORTION_COMMAND_DELIVER_H
#define APPORTION_COMMAND_DELIVER_H

#include "apportion/status.h"
#include "base/text.h"
#include "data/options.h"
#include "record/report.h"
#include "record/store.h"

/** outputs/CASE/RUN, made and rid of what an ended run left half-written; added to path. */
ap_status ap_deliver_folder(const ap_options *options, const char *case_name,
                            const char *run, ap_text *path, ap_error *err);

/** The profile that --profile means. */
ap_profile ap_deliver_profile(const ap_options *options);

/** Open (or create) the store of runs that the options mean, and add the run. */
ap_status ap_deliver_record(const ap_options *options, const ap_run *run, ap_error *err);

/** Write the report as workbook and twins, and record the run whose report it is: the
 * workbook in a thread of its own, since a large one takes as long as the record. The run
 * is on record only if both are written. folder is where the twins go, workbook a path. */
ap_status ap_deliver_all(const ap_options *options, const char *folder,
                         const char *workbook, const ap_run *run, ap_error *err);

enum { AP_MOMENT_SIZE = 32 };

/** Now, as "2026-03-01T09:30:00Z"; "" where the machine has no clock. */
void ap_deliver_moment(char moment[AP_MOMENT_SIZE]);

#endif
