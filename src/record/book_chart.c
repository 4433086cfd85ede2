#include "record/book_chart.h"

#include <stdlib.h>
#include <string.h>

#include "record/book_chart_rules.h"

enum { GREY = 0xD9D9D9, WIDTH = 640, HEIGHT = 400, GAP = 20, ROW_HEIGHT = 20 };

/* How wide a column of AP_BLANK_WIDTH is in pixels: the digits of Arial 12 have 9. */
enum { COLUMN_WIDTH = AP_BLANK_WIDTH * 9 + 7 };

static size_t width_of(const ap_report_chart *plan)
{
    return plan->width == 0 ? WIDTH : plan->width;
}

static size_t height_of(const ap_report_chart *plan)
{
    return plan->height == 0 ? HEIGHT : plan->height;
}

size_t ap_chart_columns(const ap_report_chart *plan)
{
    return width_of(plan) / COLUMN_WIDTH + 2;
}

size_t ap_chart_depth(const ap_report_chart *plan)
{
    return height_of(plan) + GAP;
}

size_t ap_chart_rows(const ap_report_chart *plan)
{
    return (ap_chart_depth(plan) + ROW_HEIGHT - 1) / ROW_HEIGHT + 1;
}

/* The library fills the cache of a chart from values, not from formulas, whose numbers a
 * preview would then show as 0: this fills it from the report. */
static ap_status fill_cache(ap_book *book, const ap_tab *tab, lxw_series_range *range,
                            const ap_chart_block *block, size_t column)
{
    const ap_sheet *sheet = tab->sheet;
    range->ignore_cache = LXW_TRUE;
    for (size_t row = block->first_row; row < block->first_row + block->row_count; row++) {
        const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
        lxw_series_data_point *point = calloc(1, sizeof *point);
        char *text = cell->is_number ? NULL : strdup(cell->text);
        if (point == NULL || (text == NULL && !cell->is_number)) {
            free(text);
            free(point);
            return ap_told(book, tab, LXW_ERROR_MEMORY_MALLOC_FAILED);
        }
        point->is_string = cell->is_number ? LXW_FALSE : LXW_TRUE;
        point->number = cell->is_number ? cell->number : 0;
        point->string = text;
        range->has_string_cache = range->has_string_cache || !cell->is_number;
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
        range->num_data_points++;
    }
    return AP_OK;
}

/* The colours of the Government Analysis Function: told apart by everyone on white. */
static const lxw_color_t colours[AP_CHART_COLOURS] = {AP_DARK_BLUE, 0xF46A25, 0x28A197,
                                                      0x801650};

enum { MARKER_SIZE = 7 };

/* Dots of blocks lie close together: a thin white edge keeps one off the other. */
static void set_marker(lxw_chart_series *series, const ap_chart_block *block)
{
    static const uint8_t types[] = {[AP_MARKER_CIRCLE] = LXW_CHART_MARKER_CIRCLE,
                                    [AP_MARKER_SQUARE] = LXW_CHART_MARKER_SQUARE,
                                    [AP_MARKER_DIAMOND] = LXW_CHART_MARKER_DIAMOND,
                                    [AP_MARKER_TRIANGLE] = LXW_CHART_MARKER_TRIANGLE};
    lxw_chart_fill fill = {.color = colours[block->colour]};
    lxw_chart_line same = {.color = colours[block->colour], .width = 2.25F};
    lxw_chart_line white = {.color = LXW_COLOR_WHITE, .width = 0.5F};
    size_t size = block->marker_size == 0 ? MARKER_SIZE : block->marker_size;
    chart_series_set_marker_type(series, types[block->marker]);
    chart_series_set_marker_size(series, (uint8_t)size);
    chart_series_set_marker_fill(series, &fill);
    chart_series_set_marker_line(series, block->name == NULL ? &same : &white);
}

/* Lines that cross differ in more than colour. */
static void set_joined(lxw_chart_series *series, const ap_chart_block *block)
{
    static const uint8_t dashes[AP_CHART_COLOURS] = {
        LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH, LXW_CHART_LINE_DASH_ROUND_DOT,
        LXW_CHART_LINE_DASH_LONG_DASH_DOT};
    lxw_chart_line line = {.color = colours[block->colour],
                           .width = 2.25F,
                           .dash_type = dashes[block->colour]};
    chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
    chart_series_set_line(series, &line);
}

static void set_look(lxw_chart_series *series, ap_chart_kind kind,
                     const ap_chart_block *block)
{
    lxw_chart_fill fill = {.color = colours[block->colour]};
    lxw_chart_line line = {.color = colours[block->colour], .width = 2.25F};
    switch (kind) {
    case AP_CHART_LINE:
        chart_series_set_line(series, &line);
        break;
    case AP_CHART_SCATTER:
        if (block->is_joined) {
            set_joined(series, block);
        } else {
            set_marker(series, block);
        }
        break;
    case AP_CHART_BAR:
    case AP_CHART_COLUMN:
        chart_series_set_fill(series, &fill);
        break;
    }
}

static ap_status add_series(ap_book *book, const ap_tab *tab, lxw_chart *chart,
                            const ap_report_chart *plan, const ap_chart_block *block)
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = tab->sheet;
    lxw_row_t first = (lxw_row_t)(ap_first_row(sheet) + block->first_row);
    lxw_row_t last = first + (lxw_row_t)block->row_count - 1;
    size_t across = ap_sheet_column(sheet, plan->category);
    size_t up = ap_sheet_column(sheet, block->values);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (series == NULL) {
        return ap_told(book, tab, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    chart_series_set_categories(series, sheet->name, first, (lxw_col_t)across, last,
                                (lxw_col_t)across);
    chart_series_set_values(series, sheet->name, first, (lxw_col_t)up, last, (lxw_col_t)up);
    if (block->name == NULL) {
        chart_series_set_name_range(series, sheet->name, (lxw_row_t)ap_header_row(sheet),
                                    (lxw_col_t)up);
    } else {
        chart_series_set_name(series, block->name);
    }
    AP_TRY(fill_cache(book, tab, series->categories, block, across));
    AP_TRY(fill_cache(book, tab, series->values, block, up));
    set_look(series, plan->kind, block);
done:
    return status;
}

/* A whole column is a block of the rows that its header names, of all or the first. */
static ap_chart_block block_of(const ap_sheet *sheet, const ap_report_chart *plan,
                               size_t index)
{
    if (plan->block_count > 0) {
        return plan->blocks[index];
    }
    bool is_cut = plan->row_most > 0 && plan->row_most < sheet->row_count;
    return (ap_chart_block){.values = plan->series[index],
                            .row_count = is_cut ? plan->row_most : sheet->row_count,
                            .colour = index};
}

static ap_status add_all_series(ap_book *book, const ap_tab *tab, lxw_chart *chart,
                                const ap_report_chart *plan)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < plan->series_count + plan->block_count; i++) {
        const ap_chart_block block = block_of(tab->sheet, plan, i);
        AP_TRY(block.row_count > 0 ? add_series(book, tab, chart, plan, &block) : AP_OK);
    }
done:
    return status;
}

static void set_axis(lxw_chart_axis *axis, const char *name, lxw_chart_font *font)
{
    chart_axis_set_name(axis, name);
    chart_axis_set_name_font(axis, font);
    chart_axis_set_num_font(axis, font);
}

static void set_limits(lxw_chart_axis *axis, ap_axis_limits limits)
{
    if (ap_limits_are_set(limits)) {
        chart_axis_set_min(axis, limits.low);
        chart_axis_set_max(axis, limits.high);
    }
}

/* A map's axes stand at its edges, wherever 0 is, and lines lead from either to a dot. */
static void set_frame(lxw_chart *chart, const ap_report_chart *plan, lxw_chart_line *grid)
{
    bool is_map = plan->block_count > 0 || ap_limits_are_set(plan->limits_x);
    if (plan->kind == AP_CHART_SCATTER && is_map) {
        chart_axis_set_crossing_min(chart->x_axis);
        chart_axis_set_crossing_min(chart->y_axis);
        chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
        chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_TRUE);
        chart_axis_major_gridlines_set_line(chart->x_axis, grid);
    }
}

/* Bars lie: their categories are on the upright axis, the first of them on top, and the
 * amounts still below. Categories are told at the edge, so that no bar below zero covers
 * them. */
static void set_axes(lxw_chart *chart, const ap_report_chart *plan, lxw_chart_font *font)
{
    bool is_bar = plan->kind == AP_CHART_BAR;
    lxw_chart_axis *categories = is_bar ? chart->y_axis : chart->x_axis;
    lxw_chart_axis *values = is_bar ? chart->x_axis : chart->y_axis;
    lxw_chart_line grid = {.color = GREY, .width = 0.75F};
    set_axis(categories, plan->axis_x, font);
    set_axis(values, plan->axis_y, font);
    chart_axis_set_label_position(categories, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_major_gridlines_set_visible(categories, LXW_FALSE);
    chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
    chart_axis_major_gridlines_set_line(values, &grid);
    if (is_bar) {
        chart_axis_set_reverse(categories);
        chart_axis_set_crossing_max(categories);
    }
    set_limits(categories, plan->limits_x);
    set_limits(values, plan->limits_y);
    set_frame(chart, plan, &grid);
    if (plan->number_format != NULL) {
        chart_axis_set_num_format(values, plan->number_format);
    }
    if (plan->across_format != NULL) {
        chart_axis_set_num_format(categories, plan->across_format);
    }
}

static void set_words(lxw_chart *chart, const ap_report_chart *plan)
{
    lxw_chart_font plain = {.name = "Arial", .size = 12, .bold = LXW_EXPLICIT_FALSE};
    lxw_chart_font bold = {.name = "Arial", .size = 14, .bold = LXW_TRUE};
    chart_title_set_name(chart, plan->title);
    chart_title_set_name_font(chart, &bold);
    set_axes(chart, plan, &plain);
    if (plan->series_count + plan->block_count > 1) {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
        chart_legend_set_font(chart, &plain);
    } else {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    }
}

/* The library takes digits for 7 pixels wide, so that in the reader's program a chart comes
 * out wider than asked for. */
ap_status ap_chart_add(ap_book *book, const ap_tab *tab, const ap_report_chart *plan,
                       size_t above, lxw_row_t row, lxw_col_t column)
{
    static const uint8_t types[] = {[AP_CHART_BAR] = LXW_CHART_BAR,
                                    [AP_CHART_COLUMN] = LXW_CHART_COLUMN,
                                    [AP_CHART_LINE] = LXW_CHART_LINE,
                                    [AP_CHART_SCATTER] = LXW_CHART_SCATTER};
    ap_status status = AP_OK;
    lxw_chart *chart = workbook_add_chart(book->book, types[plan->kind]);
    if (chart == NULL) {
        return ap_told(book, tab, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    AP_TRY(add_all_series(book, tab, chart, plan));
    set_words(chart, plan);
    if (plan->is_overlapped) {
        chart_set_series_overlap(chart, 100);
    }
    lxw_chart_options options = {.x_scale = (double)width_of(plan) / 480.0 *
                                            (AP_BLANK_WIDTH * 7 + 5) / COLUMN_WIDTH,
                                 .y_scale = (double)height_of(plan) / 288.0,
                                 .y_offset = (int32_t)above,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = (char *)plan->alternative};
    AP_TRY(ap_told(book, tab,
                   worksheet_insert_chart_opt(tab->to, row, column, chart, &options)));
done:
    return status;
}
