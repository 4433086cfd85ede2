/** Charts, in the colours of the Government Analysis Function. */
#ifndef APPORTION_RECORD_BOOK_CHART_H
#define APPORTION_RECORD_BOOK_CHART_H

#include "record/book_parts.h"

/** What a chart covers of the columns of width AP_BLANK_WIDTH and of the rows below its
 * place; and of the pixels, with what is kept free before the next chart. */
size_t ap_chart_columns(const ap_report_chart *plan);
size_t ap_chart_rows(const ap_report_chart *plan);
size_t ap_chart_depth(const ap_report_chart *plan);

/** Draw the chart of tab->sheet's table with its upper left corner `above` pixels below
 * that of the cell. */
ap_status ap_chart_add(ap_book *book, const ap_tab *tab, const ap_report_chart *plan,
                       size_t above, lxw_row_t row, lxw_col_t column);

#endif
