/* A map of made-up practices of Hampshire and the Isle of Wight: a sheet whose rows stand
 * by need band and, within it, by size, so that each of both is a block of rows and has
 * dots of its own. Nobody's need is both greatest and large: that block is left out. */
#ifndef APPORTION_TESTS_SAMPLE_MAP_H
#define APPORTION_TESTS_SAMPLE_MAP_H

#include <stdint.h>

#include "record/report.h"

static const ap_report_column map_columns[] = {
    {.header = "Practice", .format = AP_WORDS, .width = 12, .twin = "practice"},
    {.header = "Longitude (degrees)", .format = AP_PLAIN, .width = 14, .twin = "longitude"},
    {.header = "Latitude (degrees)", .format = AP_PLAIN, .width = 14, .twin = "latitude"},
    {.header = "Need index", .format = AP_INDEX, .width = 10},
    {.header = "Registered (people)", .format = AP_COUNT, .width = 14},
};

enum { MAP_BANDS = 4, MAP_SIZES = 3, MAP_SHEET = 7 };

static const size_t map_counts[MAP_BANDS][MAP_SIZES] = {
    {12, 20, 7}, {9, 18, 10}, {8, 15, 11}, {7, 9, 0}};

static const char *const map_names[MAP_BANDS][MAP_SIZES] = {
    {"Least need, small", "Least need, medium", "Least need, large"},
    {"Less need, small", "Less need, medium", "Less need, large"},
    {"More need, small", "More need, medium", "More need, large"},
    {"Most need, small", "Most need, medium", "Most need, large"}};

static ap_report_chart map_chart(void)
{
    static const size_t sizes[MAP_SIZES] = {5, 8, 12};
    ap_report_chart chart = {
        .kind = AP_CHART_SCATTER,
        .title = "Practices by where they are, need and size",
        .alternative = "A map of 126 practices: those with most need stand close together "
                       "in the south.",
        .axis_x = "Longitude (degrees)",
        .axis_y = "Latitude (degrees)",
        .number_format = "0.0",
        .across_format = "0.0",
        .category = "Longitude (degrees)",
        .limits_x = {-2.0, -0.8},
        .limits_y = {50.5, 51.4},
        .width = 620,
        .height = 800,
    };
    size_t first = 0;
    for (size_t band = 0; band < MAP_BANDS; band++) {
        for (size_t size = 0; size < MAP_SIZES; size++) {
            chart.blocks[chart.block_count++] =
                (ap_chart_block){.name = map_names[band][size],
                                 .values = "Latitude (degrees)",
                                 .first_row = first,
                                 .row_count = map_counts[band][size],
                                 .colour = band,
                                 .marker = (ap_marker)band,
                                 .marker_size = sizes[size]};
            first += map_counts[band][size];
        }
    }
    return chart;
}

/* From 0 to 1, in steps of a thousandth. */
static double map_draw(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % 1001 / 1000.0;
}

static void sample_map(ap_report *report)
{
    const ap_report_chart chart = map_chart();
    const ap_chart_block *last = &chart.blocks[chart.block_count - 1];
    uint32_t seed = 7;
    ap_sheet *sheet =
        ap_report_add(report, (ap_sheet){.kind = AP_SHEET_RESULTS,
                                         .name = "Practices",
                                         .table = "practices",
                                         .twin = "practices-map",
                                         .title = "Practices, made up",
                                         .column_count = 5,
                                         .columns = map_columns,
                                         .row_count = last->first_row + last->row_count,
                                         .chart_count = 1,
                                         .charts = {chart}});
    for (size_t i = 0; i < chart.block_count; i++) {
        const ap_chart_block *block = &chart.blocks[i];
        double near = 1 - 0.25 * (double)block->colour; /* how far they may lie apart */
        for (size_t k = 0; k < block->row_count; k++) {
            size_t row = block->first_row + k;
            ap_sheet_words(report, sheet, row, 0, "J8%04zu", row + 1);
            ap_sheet_number(report, sheet, row, 1, -1.3 + (map_draw(&seed) - 0.5) * near);
            ap_sheet_number(report, sheet, row, 2,
                            50.85 + (map_draw(&seed) - 0.4) * near * 0.8);
            ap_sheet_number(report, sheet, row, 3,
                            0.85 + 0.1 * ((double)block->colour + map_draw(&seed)));
            ap_sheet_number(report, sheet, row, 4,
                            (double)(block->marker_size * 1200 + k * 10));
        }
    }
}

#endif
