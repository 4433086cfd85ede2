/** The pages of a workbook in a profile: its tabs, in order.
 *
 * In `working` every sheet of the report is a page and its charts stand right of its table.
 * In `publish` nothing stands beside a table: each chart is a page of its own after its
 * sheet, "Places chart", and the sheet Contents gets a row for it. A table without rows
 * gets one row of "[z]" in both, since a workbook's table cannot be empty.
 */
#ifndef APPORTION_RECORD_BOOK_PAGES_H
#define APPORTION_RECORD_BOOK_PAGES_H

#include "base/text.h"
#include "record/report.h"

enum { AP_PAGE_NAME_SIZE = 32 };

typedef struct ap_page {
    char name[AP_PAGE_NAME_SIZE];
    const ap_sheet *sheet;        /**< whose table or chart is shown */
    const ap_report_chart *chart; /**< NULL: the table */
} ap_page;

/** `shown` is the report as the profile shows it; formulas refer to its sheets. */
typedef struct ap_pages {
    ap_profile profile;
    const ap_report *report; /**< borrowed; shown shares its text and most of its cells */
    ap_report shown;
    size_t count;
    ap_page *pages;
} ap_pages;

/** AP_INTERNAL when a chart's page would have the name of a sheet. *out is to be released
 * whatever the answer. */
ap_status ap_pages_of(const ap_report *report, ap_profile profile, ap_pages *out,
                      ap_error *err);

/** Pages that are all zero have nothing to release. */
void ap_pages_release(ap_pages *pages);

/** The frozen panes and filters of `working`; never on the cover, its contents, its notes.
 */
bool ap_page_is_frozen(const ap_pages *pages, const ap_page *page);

/** The sentence in A2: how many tables, whether there are notes, what colours, panes,
 * filters, charts and missing values mean here. */
void ap_page_line(const ap_pages *pages, const ap_page *page, ap_text *out);

#endif
