/** The CSV twin of each table, and the whole report as JSON. Tables and columns have their
 * twins' names where they have such, for a program that reads them; else the workbook's. */
#ifndef APPORTION_RECORD_REPORT_CSV_H
#define APPORTION_RECORD_REPORT_CSV_H

#include "base/text.h"
#include "record/report.h"

/** One table as CSV: headers, rows; no total row (tidy). Numbers with as many digits as
 * they need (%.15g), percentages as fractions, money to the penny. */
void ap_sheet_csv(const ap_sheet *sheet, ap_text *text);

/** All tables as one JSON object: {"title": …, "tables": {"place_results": [{…}, …]}}. */
void ap_report_json(const ap_report *report, ap_text *text);

/** Write each table to folder/<twin or table>.csv, each whole or not at all. */
ap_status ap_report_write_csv(const ap_report *report, const char *folder, ap_error *err);

#endif
