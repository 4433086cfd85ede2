#include "data/csv.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/clean.h"
#include "data/decode.h"
#include "data/heading.h"

/* One file being read: its rows, and which of its rows and columns the grid will have. */
typedef struct ap_reading {
    const char *file;
    const char *encoding;
    size_t required_count;
    const char *const *required;
    ap_problems *problems;
    ap_heading heading;
    size_t *columns; /* of the file, those with a name */
    size_t column_count;
    size_t *rows; /* records that are data */
    size_t row_count;
    size_t total; /* the record that is the total row, or SIZE_MAX */
} ap_reading;

static void report(const ap_reading *reading, ap_problem problem)
{
    problem.file = reading->file;
    ap_problems_add(reading->problems, problem);
}

static void note(const ap_reading *reading, long line, const char *value, const char *rule)
{
    report(reading,
           (ap_problem){.severity = AP_NOTE, .line = line, .value = value, .rule = rule});
}

static const ap_record *record_at(const ap_reading *reading, size_t row)
{
    return &reading->heading.records->records[row];
}

static const char *cell_at(const ap_reading *reading, size_t row, size_t column)
{
    return ap_records_cell(reading->heading.records, record_at(reading, row), column);
}

static const char *name_at(const ap_reading *reading, size_t column)
{
    return cell_at(reading, reading->heading.row, column);
}

/* The first cell of a row that is not blank: a record has one. */
static const char *first_cell(const ap_reading *reading, size_t row)
{
    size_t column = 0;
    while (cell_at(reading, row, column)[0] == '\0') {
        column++;
    }
    return cell_at(reading, row, column);
}

enum { LETTERS_SIZE = 16 };

/* A column as Excel letters it: A to Z, AA, … */
static const char *letters_of(size_t column, char out[LETTERS_SIZE])
{
    char *at = out + LETTERS_SIZE - 1;
    *at = '\0';
    for (size_t left = column + 1; left > 0; left = (left - 1) / 26) {
        *--at = (char)('A' + (left - 1) % 26);
    }
    return at;
}

static void report_scaled(const ap_reading *reading, long line, const char *column,
                          const char *value)
{
    report(reading, (ap_problem){.severity = AP_PROBLEM,
                                 .line = line,
                                 .column = column,
                                 .value = value,
                                 .rule = "amounts are in pounds",
                                 .remedy = "multiply the figures up to pounds, and say "
                                           "\"(£)\" or nothing instead"});
}

/* Rows above the header are not data, but they may say that all figures are thousands. */
static void check_titles(const ap_reading *reading)
{
    for (size_t i = 0; i < reading->heading.row; i++) {
        const ap_record *record = record_at(reading, i);
        note(reading, record->line, first_cell(reading, i),
             "a title above the header is not loaded");
        for (size_t j = 0; j < record->count; j++) {
            if (ap_clean_is_scaled(cell_at(reading, i, j))) {
                report_scaled(reading, record->line, "", cell_at(reading, i, j));
            }
        }
    }
}

static void check_name(const ap_reading *reading, size_t column)
{
    const char *name = name_at(reading, column);
    long line = record_at(reading, reading->heading.row)->line;
    if (ap_heading_column(&reading->heading, name) < column) {
        report(reading, (ap_problem){.severity = AP_PROBLEM,
                                     .line = line,
                                     .column = name,
                                     .rule = "each column has a name of its own",
                                     .remedy = "rename or remove one of the columns"});
    }
    if (ap_clean_is_scaled(name)) {
        report_scaled(reading, line, name, "");
    }
}

/* The columns of the grid are those with a name. */
static ap_status take_columns(ap_reading *reading, ap_error *err)
{
    size_t width = record_at(reading, reading->heading.row)->count;
    reading->columns = calloc(width, sizeof *reading->columns);
    if (reading->columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, reading->file, "columns");
    }
    for (size_t j = 0; j < width; j++) {
        if (name_at(reading, j)[0] != '\0') {
            check_name(reading, j);
            reading->columns[reading->column_count++] = j;
        }
    }
    return AP_OK;
}

static void report_stray(const ap_reading *reading, size_t row, size_t column)
{
    char letters[LETTERS_SIZE];
    report(reading, (ap_problem){.severity = AP_PROBLEM,
                                 .line = record_at(reading, row)->line,
                                 .column = letters_of(column, letters),
                                 .value = cell_at(reading, row, column),
                                 .rule = "every cell stands under a header",
                                 .remedy = "name the column, or put quotation marks around "
                                           "a cell that has a comma in it: \"1,234\""});
}

/* A cell under no header would be lost, so it is a problem: one for each row that is too
 * long, where a comma may have split a cell, and else one for each column without a name.
 */
static void check_strays(const ap_reading *reading, bool told[])
{
    size_t width = record_at(reading, reading->heading.row)->width;
    for (size_t i = reading->heading.row + 1; i < reading->heading.records->count; i++) {
        size_t count = record_at(reading, i)->count;
        if (count > width) {
            report_stray(reading, i, count - 1);
            continue;
        }
        for (size_t j = 0; j < count; j++) {
            bool is_stray = name_at(reading, j)[0] == '\0' && !told[j] &&
                            cell_at(reading, i, j)[0] != '\0';
            if (is_stray) {
                report_stray(reading, i, j);
                told[j] = true;
            }
        }
    }
}

static void report_row(const ap_reading *reading, size_t row, const char *rule,
                       const char *remedy)
{
    report(reading, (ap_problem){.severity = AP_PROBLEM,
                                 .line = record_at(reading, row)->line,
                                 .value = first_cell(reading, row),
                                 .rule = rule,
                                 .remedy = remedy});
}

/* The rows of the grid end where the total row is; what stands below it is a problem. */
static void sort_rows(ap_reading *reading)
{
    static const char *const totals[] = {"total", "grand total"};
    static const char *const subtotals[] = {"subtotal", "sub-total", "sub total"};
    size_t count = reading->heading.records->count;
    for (size_t i = reading->heading.row + 1; i < count; i++) {
        const char *first = first_cell(reading, i);
        if (reading->total != SIZE_MAX) {
            report_row(reading, i, "nothing stands below the total row",
                       "remove this row and those below it, or the total");
            return;
        }
        if (ap_clean_begins_with(first, 2, totals)) {
            reading->total = i;
            note(reading, record_at(reading, i)->line, first,
                 "the total row is not loaded; it is checked against the sums");
        } else if (ap_clean_begins_with(first, 3, subtotals)) {
            report_row(reading, i, "a table has no subtotals", "remove the row");
        } else {
            reading->rows[reading->row_count++] = i;
        }
    }
}

static ap_status take_rows(ap_reading *reading, ap_error *err)
{
    ap_status status = AP_OK;
    size_t width = record_at(reading, reading->heading.row)->width;
    bool *told = calloc(width, sizeof *told);
    reading->total = SIZE_MAX;
    reading->rows = calloc(reading->heading.records->count, sizeof *reading->rows);
    if (told == NULL || reading->rows == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, reading->file, "rows");
    } else {
        check_strays(reading, told);
        sort_rows(reading);
    }
    free(told);
    return status;
}

static void note_tally(const ap_reading *reading, ap_tally tally, const char *rule)
{
    char count[64];
    if (tally.count > 0) {
        (void)snprintf(count, sizeof count, "%zu %s, the first in this row", tally.count,
                       ap_text_plural(tally.count, "cell", "cells"));
        note(reading, tally.line, count, rule);
    }
}

/* Names that were matched though they are written otherwise, in one note. */
static void note_names(const ap_reading *reading)
{
    ap_text names = {0};
    for (size_t k = 0; k < reading->required_count; k++) {
        const char *wanted = reading->required[k];
        const char *name = name_at(reading, ap_heading_column(&reading->heading, wanted));
        if (strcmp(name, wanted) != 0) {
            ap_text_print(&names, "%s\"%s\" is %s", names.length == 0 ? "" : ", ", name,
                          wanted);
        }
    }
    if (names.length > 0) {
        note(reading, record_at(reading, reading->heading.row)->line, names.bytes,
             "columns were matched by their names without capitals, spaces and units");
    }
    ap_text_free(&names);
}

/* Say what was done to the file beyond plain CSV. */
static void note_form(const ap_reading *reading)
{
    const ap_records *records = reading->heading.records;
    const char delimiter[] = {reading->heading.delimiter, '\0'};
    if (delimiter[0] != ',') {
        note(reading, 0, delimiter[0] == '\t' ? "tab" : delimiter,
             "cells are divided by something other than a comma");
    }
    note_tally(reading, records->invisible, "characters that cannot be seen were left out");
    note_tally(reading, records->wrapped, "=\"…\" around a cell was taken off");
    note_tally(reading, records->quoted, "an apostrophe before a cell was taken off");
    if (records->open_line > 0) {
        report(reading,
               (ap_problem){.severity = AP_PROBLEM,
                            .line = records->open_line,
                            .rule = "a quotation mark that opens a cell is closed",
                            .remedy = "close or remove the one that opens in this row"});
    }
}

static void fill_row(const ap_reading *reading, size_t row, const char **cells)
{
    for (size_t j = 0; j < reading->column_count; j++) {
        cells[j] = cell_at(reading, row, reading->columns[j]);
    }
}

/* The grid takes over the text of the cells. */
static void fill(ap_reading *reading, ap_grid *grid)
{
    fill_row(reading, reading->heading.row, grid->headers);
    for (size_t i = 0; i < reading->row_count; i++) {
        size_t row = reading->rows[i];
        fill_row(reading, row, grid->cells + i * reading->column_count);
        grid->lines[i] = record_at(reading, row)->line;
    }
    grid->columns = reading->column_count;
    grid->rows = reading->row_count;
    grid->header_line = record_at(reading, reading->heading.row)->line;
    if (reading->total != SIZE_MAX) {
        fill_row(reading, reading->total, grid->total);
        grid->total_line = record_at(reading, reading->total)->line;
    }
    grid->arena = reading->heading.records->arena;
    reading->heading.records->arena = NULL;
}

static ap_status make_grid(ap_reading *reading, ap_grid **out, ap_error *err)
{
    size_t width = reading->column_count;
    bool has_total = reading->total != SIZE_MAX;
    ap_grid *grid = calloc(1, sizeof *grid);
    if (grid != NULL) {
        grid->file = reading->file;
        grid->encoding = reading->encoding;
        grid->headers = calloc(width, sizeof *grid->headers);
        grid->cells = calloc(reading->row_count * width + 1, sizeof *grid->cells);
        grid->lines = calloc(reading->row_count + 1, sizeof *grid->lines);
        grid->total = has_total ? calloc(width, sizeof *grid->total) : NULL;
    }
    if (grid == NULL || grid->headers == NULL || grid->cells == NULL ||
        grid->lines == NULL || (has_total && grid->total == NULL)) {
        ap_grid_free(grid);
        return ap_fail(err, AP_NO_MEMORY, reading->file, "cells");
    }
    fill(reading, grid);
    *out = grid;
    return AP_OK;
}

/* Everything after the header row is known. */
static ap_status take_table(ap_reading *reading, ap_grid **out, ap_error *err)
{
    ap_status status = AP_OK;
    note_names(reading);
    check_titles(reading);
    AP_TRY(take_columns(reading, err));
    AP_TRY(take_rows(reading, err));
    AP_TRY(make_grid(reading, out, err));
done:
    free(reading->columns);
    free(reading->rows);
    return status;
}

/* Everything after the bytes are known to be text. */
static ap_status take_text(ap_reading *reading, const ap_text *text, ap_grid **out,
                           ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_heading_find(text, reading->required_count, reading->required,
                           &reading->heading, err));
    note_form(reading);
    if (ap_heading_is_complete(&reading->heading, reading->file, reading->required_count,
                               reading->required, reading->problems)) {
        AP_TRY(take_table(reading, out, err));
    }
done:
    ap_records_free(reading->heading.records);
    return status;
}

ap_status ap_csv_parse(const char *file, const char *bytes, size_t length,
                       size_t required_count, const char *const required[],
                       ap_problems *problems, ap_grid **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    ap_reading reading = {.file = file,
                          .required_count = required_count,
                          .required = required,
                          .problems = problems};
    *out = NULL;
    AP_TRY(ap_decode(file, bytes, length, problems, &text, &reading.encoding, err));
    if (reading.encoding != NULL) {
        AP_TRY(take_text(&reading, &text, out, err));
    }
done:
    ap_text_free(&text);
    return status;
}

size_t ap_grid_column(const ap_grid *grid, const char *name)
{
    for (size_t j = 0; j < grid->columns; j++) {
        if (ap_clean_same_name(grid->headers[j], name)) {
            return j;
        }
    }
    return SIZE_MAX;
}

void ap_grid_free(ap_grid *grid)
{
    if (grid == NULL) {
        return;
    }
    free(grid->headers);
    free(grid->cells);
    free(grid->lines);
    free(grid->total);
    ap_arena_free(grid->arena);
    free(grid);
}
