/** Charts, in the colours of the Government Analysis Function. */
#ifndef APPORTION_RECORD_BOOK_CHART_H
#define APPORTION_RECORD_BOOK_CHART_H

#include "record/book_parts.h"

/** What a chart covers of the columns of width AP_BLANK_WIDTH and the rows below its place.
 */
enum { AP_CHART_COLUMNS = 9, AP_CHART_ROWS = 22 };

/** Draw the chart of tab->sheet's table with its upper left corner in that cell and
 * `index` charts above it. */
ap_status ap_chart_add(ap_book *book, const ap_tab *tab, const ap_report_chart *plan,
                       size_t index, lxw_row_t row, lxw_col_t column);

#endif
