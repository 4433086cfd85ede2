/** What a report must be before it becomes a workbook: the one point that refuses what the
 * spreadsheet library would write all the same and a reader's program would call corrupt.
 *
 * Names of sheets, tables, twins and defined names, headers, numbers that are not finite,
 * empty cells, text that is not UTF-8 (book_words.h), charts without words or of rows that
 * there are not (book_chart_rules.h), links to nowhere.
 */
#ifndef APPORTION_RECORD_BOOK_RULES_H
#define APPORTION_RECORD_BOOK_RULES_H

#include <stdbool.h>
#include <time.h>

#include "record/report.h"

/** AP_INTERNAL with the sheet and the cell: the program made the report, not the user. */
ap_status ap_report_check(const ap_report *report, ap_error *err);

/** Seconds since 1970 of "2026-03-01T09:30:00Z"; false when it is not of that form. */
bool ap_moment_of(const char *words, time_t *out);

#endif
