/** Formulas in terms of headers (report.h) made formulas with A1 references.
 *
 * A formula may use references in braces, the defined names of the report, text in quotes,
 * the numbers 0 and 1 (and 2, as the places of ROUND), one IF at most and functions that
 * Excel 2016 and LibreOffice 7.4 share; written out it has 120 characters at most. Anything
 * else is AP_INTERNAL: an auditor should be able to read it in the cell.
 */
#ifndef APPORTION_RECORD_BOOK_FORMULA_H
#define APPORTION_RECORD_BOOK_FORMULA_H

#include "base/text.h"
#include "record/report.h"

enum { AP_FORMULA_MOST = 120 };

/** Write a formula for a cell in `row` (row_count is the total row), without "=", added to
 * out. sheet is NULL for a defined name, whose references must all name theirs. */
ap_status ap_formula_expand(const ap_report *report, const ap_sheet *sheet, size_t row,
                            const char *formula, ap_text *out, ap_error *err);

/** The same for the formula of a cell: its own, else its column's, in the total row a SUM
 * for AP_SUM (to the penny for AP_POUNDS). Nothing is added for a value; text in square
 * brackets, "[x]", always is one.
 */
ap_status ap_cell_formula(const ap_report *report, const ap_sheet *sheet, size_t row,
                          size_t column, ap_text *out, ap_error *err);

#endif
