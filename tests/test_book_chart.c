/* Charts of blocks of rows, the rules of charts and of twins. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>
#include <zip.h>

#include "base/text.h"
#include "record/book.h"
#include "record/book_rules.h"
#include "sample_report.h"

/* The parts of a workbook's charts: of the two of Places and of the map. */
enum { CHARTS = 3, BAR = 1, MAP = 2 };

typedef struct ap_drawn {
    char xml[CHARTS][65536];
} ap_drawn;

/* The report's charts as the workbook has them; the report is freed. */
static ap_drawn *drawn_of(ap_report *report)
{
    char folder[] = "chart_XXXXXX";
    char path[32];
    ap_drawn *drawn = calloc(1, sizeof *drawn);
    assert_non_null(drawn);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/book.xlsx", folder);
    assert_int_equal(ap_book_write(report, AP_WORKING, path, NULL), AP_OK);
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    assert_non_null(zip);
    for (int i = 0; i < CHARTS; i++) {
        char part[32];
        (void)snprintf(part, sizeof part, "xl/charts/chart%d.xml", i + 1);
        zip_file_t *file = zip_fopen(zip, part, 0);
        assert_non_null(file);
        zip_int64_t length = zip_fread(file, drawn->xml[i], sizeof drawn->xml[i] - 1);
        assert_true(length > 0 && length < (zip_int64_t)sizeof drawn->xml[i] - 1);
        assert_int_equal(zip_fclose(file), 0);
    }
    zip_discard(zip);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    ap_report_free(report);
    return drawn;
}

static int draw_charts(void **state)
{
    *state = drawn_of(sample_report());
    return 0;
}

static int free_charts(void **state)
{
    free(*state);
    return 0;
}

static size_t count_of(const char *xml, const char *words)
{
    size_t count = 0;
    for (const char *at = strstr(xml, words); at != NULL; at = strstr(at + 1, words)) {
        count++;
    }
    return count;
}

/* The rows of the map begin in row 4 of their sheet: 12 and 20 and so on of them. */
static void each_block_is_its_own_rows(void **state)
{
    const ap_drawn *drawn = *state;
    const char *map = drawn->xml[MAP];
    assert_int_equal(count_of(map, "<c:ser>"), 11);
    assert_int_equal(count_of(map, "<c:f>Practices!$B$4:$B$15</c:f>"), 1);
    assert_int_equal(count_of(map, "<c:f>Practices!$C$4:$C$15</c:f>"), 1);
    assert_int_equal(count_of(map, "<c:f>Practices!$C$16:$C$35</c:f>"), 1);
    assert_int_equal(count_of(map, "<c:f>Practices!$C$121:$C$129</c:f>"), 1);
    assert_int_equal(count_of(map, "<c:ptCount val=\"20\"/>"), 2);
    assert_int_equal(count_of(map, "<c:pt idx"), 2 * 126);
}

static void a_block_without_rows_is_left_out(void **state)
{
    const ap_drawn *drawn = *state;
    assert_int_equal(count_of(drawn->xml[MAP], "<c:v>Most need, medium</c:v>"), 1);
    assert_int_equal(count_of(drawn->xml[MAP], "<c:v>Most need, large</c:v>"), 0);
}

static void blocks_differ_in_colour_shape_and_size(void **state)
{
    const ap_drawn *drawn = *state;
    static const struct {
        const char *words;
        size_t series;
    } expected[] = {
        {"<c:symbol val=\"circle\"/>", 3},   {"<c:symbol val=\"square\"/>", 3},
        {"<c:symbol val=\"diamond\"/>", 3},  {"<c:symbol val=\"triangle\"/>", 2},
        {"<a:srgbClr val=\"12436D\"/>", 3},  {"<a:srgbClr val=\"F46A25\"/>", 3},
        {"<a:srgbClr val=\"28A197\"/>", 3},  {"<a:srgbClr val=\"801650\"/>", 2},
        {"<c:size val=\"5\"/>", 4},          {"<c:size val=\"8\"/>", 4},
        {"<c:size val=\"12\"/>", 3},         {"<c:legendPos val=\"b\"/>", 1},
        {"<a:srgbClr val=\"FFFFFF\"/>", 11}, {"<a:ln w=\"28575\"><a:noFill/>", 11}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(count_of(drawn->xml[MAP], expected[i].words), expected[i].series);
    }
}

static void a_map_begins_and_ends_where_it_is_told(void **state)
{
    const ap_drawn *drawn = *state;
    assert_int_equal(count_of(drawn->xml[MAP], "<c:max val=\"-0.8\"/><c:min val=\"-2\"/>"),
                     1);
    assert_int_equal(
        count_of(drawn->xml[MAP], "<c:max val=\"51.4\"/><c:min val=\"50.5\"/>"), 1);
    assert_int_equal(count_of(drawn->xml[MAP], "<c:crosses val=\"min\"/>"), 2);
    assert_int_equal(count_of(drawn->xml[MAP], "<c:majorGridlines>"), 2);
    assert_int_equal(count_of(drawn->xml[BAR], "<c:max val"), 0);
    assert_int_equal(count_of(drawn->xml[BAR], "<c:crosses val=\"min\"/>"), 0);
    assert_int_equal(count_of(drawn->xml[BAR], "<c:majorGridlines>"), 1);
}

static ap_report_chart *map_of(ap_report *report)
{
    return &report->sheets[MAP_SHEET].charts[0];
}

static ap_report_chart *columns_of(ap_report *report)
{
    return &report->sheets[4].charts[0];
}

/* Two blocks of the map become lines: solid dark blue, dashed orange, and no dots. */
static void joined_blocks_are_lines(void **state)
{
    (void)state;
    ap_report *report = sample_report();
    for (size_t b = 0; b < 2; b++) {
        map_of(report)->blocks[b].is_joined = true;
        map_of(report)->blocks[b].colour = b;
    }
    ap_drawn *drawn = drawn_of(report);
    const char *map = drawn->xml[MAP];
    assert_int_equal(count_of(map, "<c:symbol val=\"none\"/>"), 2);
    assert_int_equal(count_of(map, "<a:ln w=\"28575\"><a:solidFill>"), 2);
    assert_int_equal(count_of(map, "<a:prstDash val=\"dash\"/>"), 1);
    free(drawn);
}

/* The bar chart of four places shows two, its bars on one line. */
static void a_tornado_is_cut_and_overlaps(void **state)
{
    (void)state;
    ap_report *report = sample_report();
    ap_report_chart *bars = &report->sheets[4].charts[1];
    bars->row_most = 2;
    bars->is_overlapped = true;
    ap_drawn *drawn = drawn_of(report);
    assert_int_equal(count_of(drawn->xml[BAR], "<c:overlap val=\"100\"/>"), 1);
    assert_int_equal(count_of(drawn->xml[BAR], "<c:ptCount val=\"2\"/>"), 2);
    free(drawn);
}

/* Faults of a chart: each breaks one rule. */
static void first_past_the_table(ap_report *report)
{
    map_of(report)->blocks[1].first_row = 127;
}

static void last_past_the_table(ap_report *report)
{
    map_of(report)->blocks[10].row_count = 10;
}

static void more_rows_than_numbers(ap_report *report)
{
    map_of(report)->blocks[1].row_count = SIZE_MAX;
}

static void no_name(ap_report *report)
{
    map_of(report)->blocks[2].name = NULL;
}

static void name_of_a_formula(ap_report *report)
{
    map_of(report)->blocks[2].name = "=1+1";
}

static void values_of_nowhere(ap_report *report)
{
    map_of(report)->blocks[2].values = "Allocation (£)";
}

static void across_of_nowhere(ap_report *report)
{
    map_of(report)->category = "Allocation (£)";
}

static void too_many_blocks(ap_report *report)
{
    map_of(report)->block_count = AP_CHART_BLOCKS + 1;
}

static void too_many_series(ap_report *report)
{
    columns_of(report)->series_count = AP_CHART_SERIES + 1;
}

static void series_and_blocks(ap_report *report)
{
    map_of(report)->series_count = 1;
    map_of(report)->series[0] = "Latitude (degrees)";
}

static void blocks_of_a_line(ap_report *report)
{
    map_of(report)->kind = AP_CHART_LINE;
}

static void no_row_at_all(ap_report *report)
{
    map_of(report)->block_count = 1;
    map_of(report)->blocks[0].row_count = 0;
}

static void text_across(ap_report *report)
{
    ap_sheet_words(report, &report->sheets[MAP_SHEET], 13, 1, "[x]");
}

static void text_upwards(ap_report *report)
{
    ap_sheet_words(report, &report->sheets[MAP_SHEET], 125, 2, "[x]");
}

static void colour_unknown(ap_report *report)
{
    map_of(report)->blocks[0].colour = AP_CHART_COLOURS;
}

static void marker_unknown(ap_report *report)
{
    map_of(report)->blocks[0].marker = (ap_marker)(AP_MARKER_TRIANGLE + 1);
}

static void marker_too_small(ap_report *report)
{
    map_of(report)->blocks[0].marker_size = 1;
}

static void marker_too_large(ap_report *report)
{
    map_of(report)->blocks[0].marker_size = 73;
}

static void limit_not_finite(ap_report *report)
{
    map_of(report)->limits_x.high = INFINITY;
}

static void limit_not_a_number(ap_report *report)
{
    map_of(report)->limits_y = (ap_axis_limits){0, NAN};
}

static void limits_crossed(ap_report *report)
{
    map_of(report)->limits_x = (ap_axis_limits){-0.7, -2.0};
}

static void limits_alike(ap_report *report)
{
    columns_of(report)->limits_y = (ap_axis_limits){5, 5};
}

static void limits_of_words(ap_report *report)
{
    columns_of(report)->limits_x = (ap_axis_limits){1, 5};
}

static void wider_than_a_page(ap_report *report)
{
    map_of(report)->width = AP_CHART_PIXELS + 1;
}

static void higher_than_a_page(ap_report *report)
{
    map_of(report)->height = AP_CHART_PIXELS + 1;
}

static void columns_on_one_line(ap_report *report)
{
    columns_of(report)->is_overlapped = true;
}

static void rows_of_blocks(ap_report *report)
{
    map_of(report)->row_most = 5;
}

static void twin_of_a_folder(ap_report *report)
{
    report->sheets[MAP_SHEET].twin = "maps/practices";
}

static void twin_of_another(ap_report *report)
{
    report->sheets[MAP_SHEET].twin = "Place_Results";
}

static const ap_report_column twin_columns[] = {
    {.header = "Practice", .format = AP_WORDS, .width = 12},
    {.header = "Amount (£)", .format = AP_POUNDS, .width = 12, .twin = "practice"},
    {.header = "Other (£)", .format = AP_POUNDS, .width = 12, .twin = ""},
};

/* Put in the place of the empty table of two columns. */
static void column_twin_twice(ap_report *report)
{
    report->sheets[6].columns = twin_columns;
}

static void column_twin_empty(ap_report *report)
{
    report->sheets[6].columns = twin_columns + 1;
}

static void what_breaks_a_chart_or_a_twin_is_refused(void **state)
{
    static const struct {
        void (*fault)(ap_report *report);
        const char *words;
    } cases[] = {{first_past_the_table, "20 rows from row 128 of a table of 126"},
                 {last_past_the_table, "10 rows from row 118 of a table of 126"},
                 {more_rows_than_numbers, "rows from row 13 of a table of 126"},
                 {no_name, "a block's name is empty"},
                 {name_of_a_formula, "as a formula"},
                 {values_of_nowhere, "no column of this table"},
                 {across_of_nowhere, "no column of this table across"},
                 {too_many_blocks, "at most 12"},
                 {too_many_series, "1 to 4 series"},
                 {series_and_blocks, "nothing else"},
                 {blocks_of_a_line, "must be a scatter chart"},
                 {no_row_at_all, "no row to show"},
                 {text_across, "row 14, where Longitude (degrees) is no number"},
                 {text_upwards, "row 126, where Latitude (degrees) is no number"},
                 {colour_unknown, "a colour, a marker or a size"},
                 {marker_unknown, "a colour, a marker or a size"},
                 {marker_too_small, "a colour, a marker or a size"},
                 {marker_too_large, "a colour, a marker or a size"},
                 {limit_not_finite, "from -2 to inf"},
                 {limit_not_a_number, "from 0 to nan"},
                 {limits_crossed, "from -0.7 to -2"},
                 {limits_alike, "from 5 to 5"},
                 {limits_of_words, "have no limits"},
                 {wider_than_a_page, "more than 2000 pixels"},
                 {higher_than_a_page, "more than 2000 pixels"},
                 {columns_on_one_line, "no bars"},
                 {rows_of_blocks, "which rows they show"},
                 {twin_of_a_folder, "cannot name a CSV twin"},
                 {twin_of_another, "another sheet has the CSV twin"},
                 {column_twin_twice, "is there twice"},
                 {column_twin_empty, "a twin's header is empty"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ap_error error = {0};
        ap_report *report = sample_report();
        assert_int_equal(ap_report_check(report, &error), AP_OK);
        cases[i].fault(report);
        assert_int_equal(ap_report_check(report, &error), AP_INTERNAL);
        if (strstr(error.what, cases[i].words) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", error.what, cases[i].words);
        }
        ap_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_block_is_its_own_rows),
        cmocka_unit_test(a_block_without_rows_is_left_out),
        cmocka_unit_test(blocks_differ_in_colour_shape_and_size),
        cmocka_unit_test(a_map_begins_and_ends_where_it_is_told),
        cmocka_unit_test(joined_blocks_are_lines),
        cmocka_unit_test(a_tornado_is_cut_and_overlaps),
        cmocka_unit_test(what_breaks_a_chart_or_a_twin_is_refused),
    };
    return cmocka_run_group_tests_name("book_chart", tests, draw_charts, free_charts);
}
