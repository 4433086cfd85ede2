/** A workbook while it is being written: what book.c, book_sheet.c and book_chart.c share.
 *
 * This header alone includes libxlsxwriter's; only those three include this one.
 */
#ifndef APPORTION_RECORD_BOOK_PARTS_H
#define APPORTION_RECORD_BOOK_PARTS_H

#include <xlsxwriter.h>

#include "record/book_layout.h"
#include "record/book_look.h"
#include "record/book_pages.h"

enum { AP_DARK_BLUE = 0x12436D };

/** What a cell is in its table, besides its number format. */
typedef enum ap_style { AP_BODY, AP_INPUT, AP_TOTAL, AP_AMONG_WORDS, AP_STYLES } ap_style;

typedef struct ap_book {
    lxw_workbook *book;
    const ap_pages *pages;
    lxw_format *title;
    lxw_format *line;
    lxw_format *header[2]; /**< above words, above numbers */
    lxw_format *cells[AP_FORMATS][AP_STYLES];
    ap_error *err;
} ap_book;

/** A sheet of it: the page, and the widths that row heights and printing depend on. */
typedef struct ap_tab {
    lxw_worksheet *to;
    const ap_page *page;
    const ap_sheet *sheet;
    double widths[AP_COLUMNS_MOST];
} ap_tab;

/** The library's answer as a status; tab is NULL for the workbook itself. */
ap_status ap_told(const ap_book *book, const ap_tab *tab, lxw_error error);

/** All formats of the workbook, once it is open. */
ap_status ap_book_formats(ap_book *book);

#endif
