#include "record/book_chart_rules.h"

#include <math.h>
#include <string.h>

#include "record/book_words.h"

enum { NAME_MOST = 80, ALTERNATIVE_LEAST = 20, ALTERNATIVE_MOST = 250 };

enum { MARKER_LEAST = 2, MARKER_MOST = 72 };

static bool has_column(const ap_sheet *sheet, const char *header)
{
    return ap_sheet_column(sheet, header) < sheet->column_count;
}

static ap_status check_chart_words(const ap_sheet *sheet, const ap_report_chart *chart,
                                   ap_error *err)
{
    ap_status status = AP_OK;
    const char *alternative = chart->alternative;
    AP_TRY(ap_words_check(chart->title, 120, sheet->name, "a chart's title", err));
    AP_TRY(ap_words_check(chart->axis_x, NAME_MOST, sheet->name, "an axis title", err));
    AP_TRY(ap_words_check(chart->axis_y, NAME_MOST, sheet->name, "an axis title", err));
    if (ap_words_length(alternative, ALTERNATIVE_MOST) < ALTERNATIVE_LEAST ||
        strpbrk(alternative, "0123456789") == NULL) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "alternative text has %d to %d characters and a number",
                       ALTERNATIVE_LEAST, ALTERNATIVE_MOST);
    }
done:
    return status;
}

static ap_status check_series(const ap_sheet *sheet, const ap_report_chart *chart,
                              ap_error *err)
{
    bool is_whole = chart->series_count >= 1 && chart->series_count <= AP_CHART_SERIES;
    for (size_t i = 0; is_whole && i < chart->series_count; i++) {
        is_whole = has_column(sheet, chart->series[i]);
    }
    if (!is_whole) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s needs 1 to %d series, columns of this table",
                       chart->title, AP_CHART_SERIES);
    }
    return AP_OK;
}

static ap_status check_numbers(const ap_sheet *sheet, const ap_chart_block *block,
                               const char *header, ap_error *err)
{
    size_t column = ap_sheet_column(sheet, header);
    for (size_t row = block->first_row; row < block->first_row + block->row_count; row++) {
        if (!sheet->cells[row * sheet->column_count + column].is_number) {
            return ap_fail(err, AP_INTERNAL, sheet->name,
                           "the block %s shows row %zu, where %s is no number", block->name,
                           row + 1, header);
        }
    }
    return AP_OK;
}

static ap_status check_block(const ap_sheet *sheet, const ap_report_chart *chart,
                             const ap_chart_block *block, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_words_check(block->name, NAME_MOST, sheet->name, "a block's name", err));
    if (block->name[0] == '=') {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the block's name %s would be read as a formula", block->name);
    }
    if (!has_column(sheet, block->values)) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the block %s shows no column of this table", block->name);
    }
    if (block->first_row > sheet->row_count ||
        block->row_count > sheet->row_count - block->first_row) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the block %s has %zu rows from row %zu of a table of %zu",
                       block->name, block->row_count, block->first_row + 1,
                       sheet->row_count);
    }
    if (block->colour >= AP_CHART_COLOURS ||
        (unsigned)block->marker > (unsigned)AP_MARKER_TRIANGLE ||
        (block->marker_size != 0 &&
         (block->marker_size < MARKER_LEAST || block->marker_size > MARKER_MOST))) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the block %s has a colour, a marker or a size that there is not",
                       block->name);
    }
    AP_TRY(check_numbers(sheet, block, chart->category, err));
    AP_TRY(check_numbers(sheet, block, block->values, err));
done:
    return status;
}

static ap_status check_blocks(const ap_sheet *sheet, const ap_report_chart *chart,
                              ap_error *err)
{
    ap_status status = AP_OK;
    if (chart->kind != AP_CHART_SCATTER || chart->series_count != 0 ||
        chart->block_count > AP_CHART_BLOCKS) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s has blocks of rows: it must be a scatter chart of at "
                       "most %d of them and of nothing else",
                       chart->title, AP_CHART_BLOCKS);
    }
    size_t rows = 0;
    for (size_t i = 0; i < chart->block_count; i++) {
        AP_TRY(check_block(sheet, chart, &chart->blocks[i], err));
        rows += chart->blocks[i].row_count;
    }
    if (rows == 0) {
        return ap_fail(err, AP_INTERNAL, sheet->name, "the chart %s has no row to show",
                       chart->title);
    }
done:
    return status;
}

bool ap_limits_are_set(ap_axis_limits limits)
{
    return !(limits.low == 0 && limits.high == 0);
}

static ap_status check_limits(const ap_sheet *sheet, const ap_report_chart *chart,
                              ap_axis_limits limits, ap_error *err)
{
    bool is_range =
        isfinite(limits.low) && isfinite(limits.high) && limits.low < limits.high;
    if (ap_limits_are_set(limits) && !is_range) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "an axis of the chart %s cannot go from %g to %g", chart->title,
                       limits.low, limits.high);
    }
    return AP_OK;
}

static ap_status check_frame(const ap_sheet *sheet, const ap_report_chart *chart,
                             ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_limits(sheet, chart, chart->limits_x, err));
    AP_TRY(check_limits(sheet, chart, chart->limits_y, err));
    if (chart->kind != AP_CHART_SCATTER && ap_limits_are_set(chart->limits_x)) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the categories of the chart %s have no limits", chart->title);
    }
    if (chart->width > AP_CHART_PIXELS || chart->height > AP_CHART_PIXELS) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s is more than %d pixels wide or high", chart->title,
                       AP_CHART_PIXELS);
    }
    if (chart->is_overlapped && chart->kind != AP_CHART_BAR) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s has no bars that could lie on one line", chart->title);
    }
    if (chart->row_most > 0 && chart->block_count > 0) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s has blocks, which say themselves which rows they show",
                       chart->title);
    }
done:
    return status;
}

ap_status ap_chart_check(const ap_sheet *sheet, const ap_report_chart *chart, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_chart_words(sheet, chart, err));
    if (!has_column(sheet, chart->category)) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s has no column of this table across", chart->title);
    }
    AP_TRY(chart->block_count == 0 ? check_series(sheet, chart, err)
                                   : check_blocks(sheet, chart, err));
    AP_TRY(check_frame(sheet, chart, err));
done:
    return status;
}
