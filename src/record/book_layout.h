/** Where things stand in the workbook, how wide and how high they are.
 *
 * Every sheet is laid out alike: the title in A1, the line about the sheet itself in A2,
 * the sheet's own lines, the header row, the rows, the total row. Rows and columns are
 * numbered from 0 here. Text is Arial 12 throughout.
 */
#ifndef APPORTION_RECORD_BOOK_LAYOUT_H
#define APPORTION_RECORD_BOOK_LAYOUT_H

#include "base/text.h"
#include "record/report.h"

enum {
    AP_LETTERS_SIZE = 4,
    AP_HEADER_SIZE = 128,
    AP_COLUMNS_MOST = 256, /**< of one table */
    AP_WIDTH_MOST = 100,
    AP_BLANK_WIDTH = 9,   /**< of a column right of the table */
    AP_HEADER_MARGIN = 3, /**< kept free in a header for the filter's button */
    AP_INDENT = 2,        /**< of text in a cell: it stands off the number on its left */
    AP_LINE_HEIGHT = 15,
    AP_HEIGHT_MOST = 400, /**< Excel allows 409 points */
};

size_t ap_header_row(const ap_sheet *sheet);
size_t ap_first_row(const ap_sheet *sheet);
size_t ap_last_row(const ap_sheet *sheet); /**< of the rows, without the total row */
size_t ap_total_row(const ap_sheet *sheet);

/** 0 is "A", 26 is "AA"; column is below 17,576. */
void ap_column_letters(size_t column, char out[AP_LETTERS_SIZE]);

/** How a cell is shown: its own format, else its column's. */
ap_format ap_cell_format(const ap_sheet *sheet, size_t row, size_t column);

/** The header as the cell shows it: an input says so in words, "Envelope (£) [input]". */
void ap_header_words(const ap_report_column *column, char out[AP_HEADER_SIZE]);

/** A sheet's name as a formula needs it, quoted where it must be: "'Place results'!". */
void ap_sheet_prefix(const char *name, ap_text *out);

/** How wide text is, in the unit of column widths (a digit), by the letters of Arial. */
double ap_words_width(const char *words, bool is_bold);

/** How many lines text takes in a cell with room for that many digits. */
size_t ap_words_lines(const char *words, double room, bool is_bold);

/** The width of a column: its own, or more where a number, a link or a word of the header
 * would not fit; AP_WIDTH_MOST at most. */
double ap_column_width(const ap_sheet *sheet, size_t column);

/** The height in points of a row (row_count is the total row) and of the header row, so
 * that all wrapped text shows: rows of a written file do not grow by themselves. */
double ap_row_height(const ap_sheet *sheet, size_t row, const double widths[]);
double ap_header_height(const ap_sheet *sheet, const double widths[]);

/** How many columns are printed so that text `widest` digits wide, which runs on over the
 * cells to the right of column A, is printed whole: those of the table or more. */
size_t ap_print_columns(const ap_sheet *sheet, const double widths[], double widest);

#endif
