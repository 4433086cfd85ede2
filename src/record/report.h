/** A report: what is shown, before anyone decides how.
 *
 * One report becomes the workbook (book.h), the CSV twins (report_csv.h), the store's copy
 * and the JSON export. A sheet holds one table; a cell holds a number or text and, where it
 * is computed in the sheet, the formula that yields it, so that a reader who changes a
 * number sees totals, variances and checks move.
 *
 * Formulas are written once a column, in terms of headers:
 *
 *     {Allocation (£)}              the cell of this row in that column of this table
 *     {Places!Allocation (£)}       the whole column of another sheet's table ($B$5:$B$9)
 *     {Places!Allocation (£)#total} the total row's cell of that column
 *     {Allocation (£)#all}          the whole column of this table
 *     {Allocation (£)#total}        this table's total row's cell
 *     {Settings!Value#3}            the cell of the third row, of this or another table
 *
 * What else a formula may hold is in book_formula.h. Text in square brackets ("[x]") is a
 * missing value: such a cell never holds a formula. The workbook adds " [input]" to the
 * header of an input column, and a line of its own in A2, above the sheet's lines, saying
 * how many tables there are and what notes, colours, panes and charts mean here.
 *
 * The cached value beside the formula is computed by the code that makes the report; the
 * tests recalculate the workbook and compare.
 */
#ifndef APPORTION_RECORD_REPORT_H
#define APPORTION_RECORD_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"

/** How a number is shown (the unit itself is in the header). */
typedef enum ap_format {
    AP_WORDS,   /**< text */
    AP_POUNDS,  /**< #,##0 with brackets for negatives; stored to the penny */
    AP_PENCE,   /**< #,##0.00 */
    AP_PERCENT, /**< 0.00%; stored as a fraction */
    AP_INDEX,   /**< 0.000 */
    AP_COUNT,   /**< #,##0 */
    AP_PLAIN,   /**< as many digits as it has: tolerances, certificates */
    AP_LINK,    /**< text that is the name of a sheet and links to it */
} ap_format;

typedef enum ap_total { AP_NO_TOTAL, AP_SUM, AP_FORMULA_TOTAL } ap_total;

typedef struct ap_report_column {
    const char *header; /**< unique in the table, with unit: "Allocation (£)" */
    ap_format format;
    double width;        /**< in characters */
    const char *formula; /**< NULL: values */
    ap_total total;   /**< AP_SUM: the total row sums it; AP_FORMULA_TOTAL: its formula is
                           applied to the total row too, so that a rate is not summed */
    bool is_input;    /**< typed by hand in the case: unlocked and yellow in `working` */
    const char *twin; /**< name in the CSV twin and in JSON; NULL: the header */
} ap_report_column;

typedef struct ap_report_cell {
    bool is_number;
    double number;
    const char *text;    /**< owned by the report; a missing value is "[x]" with a note */
    const char *formula; /**< NULL: the column's; for a sheet whose rows differ (cover) */
    ap_format format;    /**< AP_WORDS: the column's; likewise */
} ap_report_cell;

typedef enum ap_chart_kind {
    AP_CHART_BAR,
    AP_CHART_COLUMN,
    AP_CHART_LINE,
    AP_CHART_SCATTER
} ap_chart_kind;

typedef enum ap_marker {
    AP_MARKER_CIRCLE,
    AP_MARKER_SQUARE,
    AP_MARKER_DIAMOND,
    AP_MARKER_TRIANGLE
} ap_marker;

enum {
    AP_CHART_SERIES = 4,
    AP_CHART_BLOCKS = 12,
    AP_CHART_COLOURS = 4,
    AP_CHART_PIXELS = 2000,
};

/** Neighbouring rows that a scatter chart shows as one series, dots of one kind. Nobody is
 * to need the colour to tell two blocks apart: give them other shapes or sizes too. */
typedef struct ap_chart_block {
    const char *name;   /**< in the legend, as it stands: "High need, large" */
    const char *values; /**< header of the column that is shown upwards */
    size_t first_row;   /**< of the table, from 0 */
    size_t row_count;   /**< 0: the block is left out, of the legend too */
    size_t colour;      /**< below AP_CHART_COLOURS: dark blue, orange, turquoise, pink */
    ap_marker marker;
    size_t marker_size; /**< points, 2 to 72; 0: 7 */
    bool is_joined; /**< a line from row to row instead of dots; lines of two colours differ
                         in their dashes too */
} ap_chart_block;

/** Where an axis begins and ends; both 0: where the reader's program sees fit. Let them be
 * a whole number of its steps apart, since programs count steps from either end. */
typedef struct ap_axis_limits {
    double low;
    double high;
} ap_axis_limits;

/** A chart of columns of this sheet's own table; shown right of the table. It has whole
 * columns as series or, when a scatter chart, blocks of rows; programs differ in which they
 * draw over which. With blocks, or with limits across, its axes stand at the left and lower
 * edge wherever 0 is. Of its size, words and a legend of four lines take about 130 pixels
 * across and 250 up; a map needs the rest in the shape of the land. */
typedef struct ap_report_chart {
    ap_chart_kind kind;
    const char *title;
    const char
        *alternative; /**< alt text, 20 to 250 characters, with a number of its data */
    const char *axis_x;
    const char *axis_y;
    const char *number_format; /**< of the value axis: "0.0%", "#,##0,,\"m\"" */
    const char *category;      /**< header of the category (or x) column */
    const char *across_format; /**< number format of a scatter's x axis; NULL: general */
    size_t series_count;       /**< 1 to AP_CHART_SERIES; 0 when there are blocks */
    const char *series[AP_CHART_SERIES]; /**< headers of the value columns */
    size_t row_most;    /**< of series: only so many of the first rows; 0: all */
    bool is_overlapped; /**< of bars: those of a row lie on one line, as in a tornado */
    size_t block_count; /**< at most AP_CHART_BLOCKS */
    ap_chart_block blocks[AP_CHART_BLOCKS];
    ap_axis_limits limits_x; /**< of a scatter chart */
    ap_axis_limits limits_y;
    size_t width;  /**< pixels, at most AP_CHART_PIXELS; 0: 640 */
    size_t height; /**< likewise; 0: 400 */
} ap_report_chart;

typedef enum ap_sheet_kind {
    AP_SHEET_COVER,
    AP_SHEET_INPUTS,
    AP_SHEET_RESULTS,
    AP_SHEET_CHECKS,
    AP_SHEET_LOGS,
} ap_sheet_kind;

typedef struct ap_sheet {
    ap_sheet_kind kind;
    const char *name;  /**< of the tab: 31 characters at most, letters, digits, spaces */
    const char *table; /**< name of the table in the workbook: "place_results" */
    const char *twin;  /**< file name of the CSV twin without ".csv", key in JSON; NULL:
                          table */
    const char *title; /**< A1 */
    size_t line_count; /**< lines of words between title and table */
    const char *lines[8];
    size_t column_count;
    const ap_report_column *columns; /**< borrowed, usually static */
    bool has_total; /**< a total row below the rows; first column says Total */
    size_t row_count;
    ap_report_cell *cells; /**< row_count (+ 1 with total) rows of column_count */
    size_t chart_count;
    ap_report_chart charts[4];
} ap_sheet;

/** Working: yellow inputs, frozen headers, filters, charts, protection without password.
 * Publish: accessible: no fills, no frozen panes, one table a sheet, nothing beside it. */
typedef enum ap_profile { AP_WORKING, AP_PUBLISH } ap_profile;

typedef struct ap_property {
    const char *name;
    const char *value;
} ap_property;

typedef struct ap_report {
    const char *title;
    const char *subject;
    const char *author;
    const char *company;
    const char
        *created; /**< ISO 8601, UTC: from SOURCE_DATE_EPOCH or the record, never now */
    size_t property_count;
    ap_property properties[32];
    size_t sheet_count;
    ap_sheet *sheets;
    size_t
        name_count; /**< defined names of the workbook: name and "{Sheet!Column#total}" */
    ap_property names[32];
    struct ap_arena *arena; /**< owns all text put in cells */
} ap_report;

/** An empty report. *out is the caller's to free. */
ap_status ap_report_new(ap_report **out, ap_error *err);

/** Add a sheet with room for its cells (zeroed: empty text is not allowed, so fill all).
 * Its words are borrowed: literals, or text in report->arena. Returns NULL on no memory.
 * The pointer is good until the next call. */
ap_sheet *ap_report_add(ap_report *report, ap_sheet sheet);

/** Put a value in a cell, row from 0 (row_count is the total row). Text is copied. A number
 * that is not finite becomes the text "[x]". */
void ap_sheet_number(ap_report *report, ap_sheet *sheet, size_t row, size_t column,
                     double number);
void ap_sheet_words(ap_report *report, ap_sheet *sheet, size_t row, size_t column,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Fill the total row: sums of AP_SUM columns (compensated; of AP_POUNDS to the penny),
 * "Total" in the first column, "[z]" (not applicable) where a column has no total.
 * AP_FORMULA_TOTAL cells must be set by the caller before or after. */
void ap_sheet_totals(ap_report *report, ap_sheet *sheet);

/** What the CSV twin and JSON call a sheet's table and a column of it. */
const char *ap_sheet_twin(const ap_sheet *sheet);
const char *ap_column_twin(const ap_report_column *column);

/** The column of that header, or column_count: none has it, or the header is NULL. */
size_t ap_sheet_column(const ap_sheet *sheet, const char *header);

/** The sheet of that name, or NULL. */
const ap_sheet *ap_report_find(const ap_report *report, const char *name);

/** NULL is ignored. */
void ap_report_free(ap_report *report);

#endif
