#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/need_results.h"
#include "record/pen.h"

enum { BANDS = 4, SIZES = 3, LARGE_LIST = 15000, MIDDLE_LIST = 7500 };

static const char *const band_words[BANDS] = {"Lowest quarter", "Second quarter",
                                              "Third quarter", "Highest quarter"};
static const char *const size_words[SIZES] = {"up to 7,500", "7,500 to 15,000",
                                              "over 15,000"};

/* A practice as it is shown. */
typedef struct ap_dot {
    size_t row; /* of places */
    const char *place;
    const char *key;
    double people;
    double core;  /* weighted people */
    double index; /* relative to the system */
    size_t band;
    size_t size;
    bool is_on_map;
} ap_dot;

static int by_index(const void *a, const void *b)
{
    const ap_dot *one = a;
    const ap_dot *other = b;
    if (one->index != other->index) {
        return one->index < other->index ? -1 : 1;
    }
    return strcmp(one->key, other->key);
}

/* As the sheet shows them: those on the map first, by band and size, then by place and key.
 */
static int by_block(const void *a, const void *b)
{
    const ap_dot *one = a;
    const ap_dot *other = b;
    if (one->is_on_map != other->is_on_map) {
        return one->is_on_map ? -1 : 1;
    }
    if (one->band != other->band) {
        return one->band < other->band ? -1 : 1;
    }
    if (one->size != other->size) {
        return one->size > other->size ? -1 : 1; /* small dots are drawn over large ones */
    }
    int order = strcmp(one->place, other->place);
    return order != 0 ? order : strcmp(one->key, other->key);
}

static size_t size_of(double people)
{
    return people > LARGE_LIST ? 2 : people > MIDDLE_LIST ? 1 : 0;
}

/* The place of the round that the row lies in, by name. */
static const char *place_name(const ap_need_results *results, size_t row)
{
    size_t i = results->need->place_of[row];
    return i == AP_NONE ? "" : results->inputs->places[results->need->place_rows[i]].name;
}

/* The practices: places without children, with the first of the core components they have.
 */
static size_t take_dots(const ap_need_results *results, const ap_need *leaves,
                        const ap_indices *indices, ap_dot dots[])
{
    size_t core = 0;
    while (core < indices->components && strcmp(indices->keys[core], "core") != 0) {
        core++;
    }
    for (size_t i = 0; i < leaves->places && core < indices->components; i++) {
        const ap_place *place = &results->inputs->places[leaves->place_rows[i]];
        dots[i] = (ap_dot){
            .row = leaves->place_rows[i],
            .place = place_name(results, leaves->place_rows[i]),
            .key = place->place,
            .people = indices->people[i],
            .core = indices->weighted[i * indices->components + core],
            .index = indices->index[i * indices->components + core],
            .size = size_of(indices->people[i]),
            .is_on_map = place->latitude != 0 || place->longitude != 0,
        };
        dots[i].index = isfinite(dots[i].index) ? dots[i].index : 0;
    }
    return core < indices->components ? leaves->places : 0;
}

/* Quarters are counted from the top: of fewer than four practices the highest is in the
 * highest quarter. */
static void sort_dots(size_t count, ap_dot dots[])
{
    qsort(dots, count, sizeof *dots, by_index);
    for (size_t d = 0; d < count; d++) {
        dots[d].band = BANDS - 1 - (count - 1 - d) * BANDS / count;
    }
    qsort(dots, count, sizeof *dots, by_block);
}

static const ap_report_column practice_columns[] = {
    {.header = "Practice", .width = 12},
    {.header = "Name", .width = 44},
    {.header = "Place", .width = 26},
    {.header = "Population (people)", .format = AP_COUNT, .width = 13, .total = AP_SUM},
    {.header = "Core weighted population (people)",
     .format = AP_COUNT,
     .width = 16,
     .total = AP_SUM},
    {.header = "Core need index",
     .format = AP_INDEX,
     .width = 12,
     .formula = "({Core weighted population (people)}/{Population (people)})/"
                "({Core weighted population (people)#total}/{Population (people)#total})",
     .total = AP_FORMULA_TOTAL},
    {.header = "Need band", .width = 20},
    {.header = "List size (people)", .width = 20},
    {.header = "Longitude (degrees)", .format = AP_PLAIN, .width = 14},
    {.header = "Latitude (degrees)", .format = AP_PLAIN, .width = 14},
};

/* A block of the chart for each band and size that has practices. */
static void take_blocks(size_t count, const ap_dot dots[], const char *values,
                        ap_report_chart *chart, ap_arena *arena)
{
    static const ap_marker markers[BANDS] = {AP_MARKER_CIRCLE, AP_MARKER_SQUARE,
                                             AP_MARKER_DIAMOND, AP_MARKER_TRIANGLE};
    static const size_t points[SIZES] = {4, 7, 10};
    for (size_t first = 0; first < count && dots[first].is_on_map;) {
        const ap_dot *dot = &dots[first];
        size_t end = first;
        while (end < count && dots[end].is_on_map && dots[end].band == dot->band &&
               dots[end].size == dot->size) {
            end++;
        }
        chart->blocks[chart->block_count++] = (ap_chart_block){
            .name = ap_arena_print(arena, "%s, %s", band_words[dot->band],
                                   size_words[dot->size]),
            .values = values,
            .first_row = first,
            .row_count = end - first,
            .colour = dot->band,
            .marker = markers[dot->band],
            .marker_size = points[dot->size],
        };
        first = end;
    }
}

/* Whole steps around the numbers, one at least. */
static ap_axis_limits limits_of(double low, double high, double step)
{
    double first = floor(low / step);
    double last = fmax(ceil(high / step), first + 1);
    return (ap_axis_limits){step * first, step * last};
}

/* The lowest index of the highest quarter. */
static double highest_begins(size_t count, const ap_dot dots[])
{
    double least = INFINITY;
    for (size_t d = 0; d < count; d++) {
        least = dots[d].band == BANDS - 1 ? fmin(least, dots[d].index) : least;
    }
    return least;
}

/* Length of a degree of longitude in degrees of latitude, in the middle of England. */
#define SQUEEZE 0.61

static void chart_map(const ap_need_results *results, size_t count, const ap_dot dots[],
                      ap_sheet *sheet, ap_arena *arena)
{
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    double low[2] = {INFINITY, INFINITY};
    double high[2] = {-INFINITY, -INFINITY};
    for (size_t d = 0; d < count && dots[d].is_on_map; d++) {
        const ap_place *place = &results->inputs->places[dots[d].row];
        const double at[2] = {place->longitude, place->latitude};
        for (size_t k = 0; k < 2; k++) {
            low[k] = fmin(low[k], at[k]);
            high[k] = fmax(high[k], at[k]);
        }
    }
    double step = high[1] - low[1] > 2 ? 1 : 0.1;
    *chart = (ap_report_chart){
        .kind = AP_CHART_SCATTER,
        .title = "Practices by need a head and list size, as on a map",
        .alternative = ap_arena_print(
            arena,
            "Practices at their longitude and latitude, marked by quarter of need a head and "
            "size of list; the highest quarter begins at an index of %.3f.",
            highest_begins(count, dots)),
        .axis_x = "Longitude (degrees)",
        .axis_y = "Latitude (degrees)",
        .number_format = "0.0",
        .across_format = "0.0",
        .category = "Longitude (degrees)",
        .limits_x = limits_of(low[0], high[0], step),
        .limits_y = limits_of(low[1], high[1], step),
    };
    double across = (chart->limits_x.high - chart->limits_x.low) * SQUEEZE;
    double up = chart->limits_y.high - chart->limits_y.low;
    double scale = fmin(760 / across, 760 / up);
    chart->width = (size_t)(across * scale) + 130;
    chart->height = (size_t)(up * scale) + 250;
    chart->width = chart->width < 560 ? 560 : chart->width;
    take_blocks(count, dots, "Latitude (degrees)", chart, arena);
}

static void chart_lists(size_t count, const ap_dot dots[], ap_sheet *sheet, ap_arena *arena)
{
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    double largest = 0;
    double low = INFINITY;
    double high = 0;
    for (size_t d = 0; d < count && dots[d].is_on_map; d++) {
        largest = fmax(largest, dots[d].people);
        low = fmin(low, dots[d].index);
        high = fmax(high, dots[d].index);
    }
    *chart = (ap_report_chart){
        .kind = AP_CHART_SCATTER,
        .title = "Need a head against list size",
        .alternative = ap_arena_print(
            arena,
            "Core need index of each practice against the people on its list; "
            "the largest list has %.0f people, the highest index is %.3f.",
            largest, high),
        .axis_x = "Population (people)",
        .axis_y = "Core need index (system = 1)",
        .number_format = "0.0",
        .across_format = "#,##0",
        .category = "Population (people)",
        .limits_x = limits_of(0, largest, 10000),
        .limits_y = limits_of(low, high, 0.5),
        .width = 900,
        .height = 640,
    };
    take_blocks(count, dots, "Core need index", chart, arena);
}

static void dot_row(const ap_need_results *results, const ap_dot *dot, ap_pen *pen)
{
    const ap_place *place = &results->inputs->places[dot->row];
    ap_pen_words(pen, place->code[0] == '\0' ? place->place : place->code);
    ap_pen_words(pen, place->name);
    ap_pen_words(pen, dot->place);
    ap_pen_number(pen, dot->people);
    ap_pen_number(pen, dot->core);
    ap_pen_number(pen, dot->index);
    ap_pen_words(pen, band_words[dot->band]);
    ap_pen_words(pen, size_words[dot->size]);
    ap_pen_number(pen, dot->is_on_map ? place->longitude : NAN);
    ap_pen_number(pen, dot->is_on_map ? place->latitude : NAN);
    ap_pen_end_row(pen);
}

static ap_status add_practices(const ap_need_results *results, size_t count,
                               const ap_dot dots[], ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Practices",
        .table = "practices",
        .title = "Need of each practice [note 3]",
        .line_count = 2,
        .lines =
            {"Bands are quarters of the practices by need a head for core services, from "
             "the lowest; the index is relative to the system (1.000).",
             ap_arena_print(report->arena,
                            "The highest quarter begins at an index of %.3f. Need loses "
                            "accuracy at practice level.",
                            highest_begins(count, dots))},
        .column_count = sizeof practice_columns / sizeof practice_columns[0],
        .columns = practice_columns,
        .has_total = true,
        .row_count = count,
    };
    if (dots[0].is_on_map) {
        chart_map(results, count, dots, &sheet, report->arena);
        chart_lists(count, dots, &sheet, report->arena);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < count; d++) {
        dot_row(results, &dots[d], &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
        ap_sheet_number(report, pen.sheet, count, 5, 1);
    }
    return status;
}

ap_status ap_need_practices(const ap_need_results *results, ap_report *report,
                            ap_error *err)
{
    ap_status status = AP_OK;
    size_t levels = ap_case_levels(results->inputs);
    ap_need *leaves = NULL;
    ap_indices *indices = NULL;
    ap_dot *dots = NULL;
    if (levels < 2) {
        return AP_OK;
    }
    AP_TRY(ap_need_of_level(results->inputs, levels - 1, &leaves, err));
    AP_TRY(ap_indices_of(results->inputs, leaves, &indices, err));
    dots = calloc(leaves->places + 1, sizeof *dots);
    if (dots == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the practices"));
    }
    size_t count = take_dots(results, leaves, indices, dots);
    if (count > 0) {
        sort_dots(count, dots);
        AP_TRY(add_practices(results, count, dots, report, err));
    }
done:
    free(dots);
    ap_indices_free(indices);
    ap_need_free(leaves);
    return status;
}
