#include "record/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/money.h"
#include "base/text.h"

static const char missing[] = "[x]";
static const char not_applicable[] = "[z]";

ap_status ap_report_new(ap_report **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = calloc(1, sizeof *report);
    ap_arena *arena = ap_arena_new();
    if (report == NULL || arena == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "report", "an empty report");
        goto done;
    }
    report->arena = arena;
    arena = NULL;
    *out = report; /* the caller's from here on */
    report = NULL;
done:
    ap_arena_free(arena);
    free(report);
    return status;
}

ap_sheet *ap_report_add(ap_report *report, ap_sheet sheet)
{
    size_t rows = sheet.row_count + (sheet.has_total ? 1 : 0);
    sheet.cells = calloc(rows * sheet.column_count + 1, sizeof *sheet.cells);
    if (sheet.cells == NULL) {
        return NULL;
    }
    ap_sheet *sheets = ap_grown(report->sheets, report->sheet_count, sizeof *sheets);
    if (sheets == NULL) {
        free(sheet.cells);
        return NULL;
    }
    report->sheets = sheets;
    report->sheets[report->sheet_count] = sheet;
    return &report->sheets[report->sheet_count++];
}

static ap_report_cell *cell_at(const ap_sheet *sheet, size_t row, size_t column)
{
    return &sheet->cells[row * sheet->column_count + column];
}

/* A formula that the caller gave the cell stays: only the value changes. */
static void set_words(ap_report_cell *cell, const char *words)
{
    cell->is_number = false;
    cell->number = 0;
    cell->text = words;
}

void ap_sheet_number(ap_report *report, ap_sheet *sheet, size_t row, size_t column,
                     double number)
{
    (void)report;
    ap_report_cell *cell = cell_at(sheet, row, column);
    if (!isfinite(number)) {
        set_words(cell, missing);
        return;
    }
    cell->is_number = true;
    cell->number = number;
    cell->text = NULL;
}

void ap_sheet_words(ap_report *report, ap_sheet *sheet, size_t row, size_t column,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *words = length < 0 ? NULL : malloc((size_t)length + 1);
    if (words == NULL) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(words, (size_t)length + 1, format, arguments);
    va_end(arguments);
    set_words(cell_at(sheet, row, column),
              ap_arena_copy(report->arena, words, (size_t)length));
    free(words);
}

/* Neumaier's sum: what each addition loses is added at the end. */
static double column_sum(const ap_sheet *sheet, size_t column)
{
    double sum = 0;
    double lost = 0;
    for (size_t row = 0; row < sheet->row_count; row++) {
        const ap_report_cell *cell = cell_at(sheet, row, column);
        double number = cell->is_number ? cell->number : 0;
        double next = sum + number;
        lost += fabs(sum) >= fabs(number) ? (sum - next) + number : (number - next) + sum;
        sum = next;
    }
    return sum + lost;
}

/* Money is whole pence: what a sum of doubles leaves over is none. */
static double column_total(const ap_sheet *sheet, size_t column)
{
    double sum = column_sum(sheet, column);
    bool is_money = sheet->columns[column].format == AP_POUNDS && fabs(sum) < 9e12;
    return is_money ? ap_to_penny(sum) : sum;
}

void ap_sheet_totals(ap_report *report, ap_sheet *sheet)
{
    if (!sheet->has_total) {
        return;
    }
    set_words(cell_at(sheet, sheet->row_count, 0), "Total");
    for (size_t column = 1; column < sheet->column_count; column++) {
        switch (sheet->columns[column].total) {
        case AP_SUM:
            ap_sheet_number(report, sheet, sheet->row_count, column,
                            column_total(sheet, column));
            break;
        case AP_NO_TOTAL:
            set_words(cell_at(sheet, sheet->row_count, column), not_applicable);
            break;
        case AP_FORMULA_TOTAL:
            break;
        }
    }
}

size_t ap_sheet_column(const ap_sheet *sheet, const char *header)
{
    size_t column = 0;
    while (column < sheet->column_count &&
           (header == NULL || strcmp(sheet->columns[column].header, header) != 0)) {
        column++;
    }
    return column;
}

const char *ap_sheet_twin(const ap_sheet *sheet)
{
    return sheet->twin != NULL ? sheet->twin : sheet->table;
}

const char *ap_column_twin(const ap_report_column *column)
{
    return column->twin != NULL ? column->twin : column->header;
}

const ap_sheet *ap_report_find(const ap_report *report, const char *name)
{
    for (size_t i = 0; i < report->sheet_count; i++) {
        if (strcmp(report->sheets[i].name, name) == 0) {
            return &report->sheets[i];
        }
    }
    return NULL;
}

void ap_report_free(ap_report *report)
{
    if (report == NULL) {
        return;
    }
    for (size_t i = 0; i < report->sheet_count; i++) {
        free(report->sheets[i].cells);
    }
    free(report->sheets);
    ap_arena_free(report->arena);
    free(report);
}
