/** What differs between two runs, line by line.
 *
 * Tables are matched by their name, columns by their header, rows by their key: the
 * shortest run of leading columns of words that tells all rows apart in both tables. Where
 * none does, equal keys are matched in order; a table without such columns is matched by
 * row number. Total rows are rows too.
 */
#ifndef APPORTION_RECORD_COMPARE_H
#define APPORTION_RECORD_COMPARE_H

#include "record/report.h"

typedef struct ap_side {
    const char *name; /**< "r3fa2c00d1e5f" */
    const ap_report *report;
} ap_side;

/** A report of one sheet, "Differences": table, row, column, in A, in B, B minus A.
 *
 * It follows the order of A and has no rows when nothing differs. A table, column or row
 * that only one side has is one line that says "present" and "absent"; what does not apply
 * is "[z]". Numbers that are no further apart than `tolerance` times the larger of them
 * are the same (0: equal to the last bit). Everything is borrowed for the call; *out is
 * the caller's to free. */
ap_status ap_compare(ap_side a, ap_side b, double tolerance, ap_report **out,
                     ap_error *err);

#endif
