/** One page of the workbook: words above, the table or the chart, how it prints. */
#ifndef APPORTION_RECORD_BOOK_SHEET_H
#define APPORTION_RECORD_BOOK_SHEET_H

#include "record/book_parts.h"

/** Write the page to its worksheet. */
ap_status ap_page_write(ap_book *book, const ap_page *page, lxw_worksheet *to);

#endif
