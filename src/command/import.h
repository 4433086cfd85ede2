/** `apportion import`: published data into a new case. */
#ifndef APPORTION_COMMAND_IMPORT_H
#define APPORTION_COMMAND_IMPORT_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "data/options.h"

/** KIND nhse-practices: files of NHS England's practice data, one a year, into a case whose
 * places --places defines. KIND nhse-session: a session of NHS England's tool into a
 * mapping file. Prints the path of what was written. Called by every rank; rank 0 alone
 * works. */
ap_status ap_command_import(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
