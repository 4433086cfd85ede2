/** The sheet of checks: does it all add up. */
#ifndef APPORTION_RECORD_CHECKS_H
#define APPORTION_RECORD_CHECKS_H

#include <stddef.h>

#include "record/report.h"

/** One check: it passes when left and right differ by no more than the tolerance; NaN never
 * passes. Borrowed. */
typedef struct ap_check {
    const char *name;
    double left;
    double right;
    double tolerance;
    const char *left_formula; /* NULL: a value */
    const char *right_formula;
    const char *needs; /* sheet that must be there, or NULL */
} ap_check;

/** Add the sheet; checks whose sheet is not there are left out. *failed is how many of the
 * rest do not pass. */
ap_status ap_checks_add(size_t count, const ap_check checks[], ap_report *report,
                        size_t *failed, ap_error *err);

/** What the reader of a sheet sees in the total row of a column, so that a sheet that does
 * not add up fails its check. NaN where there is no such cell. */
double ap_checks_seen(const ap_report *report, const char *name, const char *header);

#endif
