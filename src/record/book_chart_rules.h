/** What a chart must be before it is drawn. */
#ifndef APPORTION_RECORD_BOOK_CHART_RULES_H
#define APPORTION_RECORD_BOOK_CHART_RULES_H

#include <stdbool.h>

#include "record/report.h"

/** Or are they left to the reader's program? */
bool ap_limits_are_set(ap_axis_limits limits);

/** AP_INTERNAL when words are missing, a series is no column of the sheet's table, a block
 * reaches past it or holds text, or limits, sizes, colours or markers are out of range. */
ap_status ap_chart_check(const ap_sheet *sheet, const ap_report_chart *chart,
                         ap_error *err);

#endif
