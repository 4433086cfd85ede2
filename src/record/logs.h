/** Logs that every workbook has: which files it was made from, and who has signed what. */
#ifndef APPORTION_RECORD_LOGS_H
#define APPORTION_RECORD_LOGS_H

#include <stddef.h>

#include "apportion/case.h"
#include "record/report.h"

/** The input files with their hashes; nothing for a case without files. */
ap_status ap_log_data(const ap_case *inputs, ap_report *report, ap_error *err);

/** A step that somebody signs. Borrowed. */
typedef struct ap_step {
    const char *log; /**< "Version", "Quality" or "Decision" */
    const char *step;
    const char *role;
} ap_step;

/** The sign-off, to be filled in. */
ap_status ap_log_sign_off(size_t count, const ap_step steps[], ap_report *report,
                          ap_error *err);

#endif
