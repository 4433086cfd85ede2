/** The case that a command works on: a folder's, or the one that a record keeps. */
#ifndef APPORTION_COMMAND_LOADING_H
#define APPORTION_COMMAND_LOADING_H

#include "apportion/case.h"
#include "base/ranks.h"
#include "command/output.h"
#include "data/problems.h"
#include "data/schema.h"

/** Where a case is read from. Borrowed. */
typedef struct ap_origin {
    const char *folder; /**< of a record: its case's name */
    size_t count;
    const ap_case_file *files; /**< of a record; NULL: the folder's */
} ap_origin;

/** Read and check it: ap_case_load. Not collective. */
ap_status ap_origin_read(const ap_origin *origin, ap_scope scope, ap_problems *problems,
                         ap_case **out, ap_error *err);

/** The same on every rank for itself; rank 0 tells what is wrong. *out is the caller's to
 * free. Collective. */
ap_status ap_origin_load(const ap_origin *origin, ap_scope scope, ap_output output,
                         ap_ranks ranks, ap_case **out, ap_error *err);

/** AP_USAGE unless the case has an option of that name. */
ap_status ap_origin_has_option(const ap_case *inputs, const char *option, ap_error *err);

#endif
