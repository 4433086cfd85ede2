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

#include "base/files.h"
#include "base/text.h"
#include "record/report.h"
#include "record/report_csv.h"

/* Two places, of which one is not known:
 *
 *     place          pounds     rate
 *     North, "upper" 100.25     0.5
 *     South          [x]        0.25
 *     Total          100.25     0.4
 */
static const ap_report_column columns[] = {
    {.header = "Place", .format = AP_WORDS, .width = 20},
    {.header = "Amount (£)", .format = AP_PENCE, .width = 12, .total = AP_SUM},
    {.header = "Rate (%)", .format = AP_PERCENT, .width = 12, .total = AP_FORMULA_TOTAL},
    {.header = "Rank", .format = AP_COUNT, .width = 12, .total = AP_NO_TOTAL},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static ap_sheet *add_places(ap_report *report, const char *name, size_t rows)
{
    return ap_report_add(report, (ap_sheet){.name = name,
                                            .table = "places",
                                            .title = "Places",
                                            .column_count = COLUMNS,
                                            .columns = columns,
                                            .has_total = true,
                                            .row_count = rows});
}

static int set_up(void **state)
{
    ap_report *report = NULL;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    report->title = "Two \"places\"";
    ap_sheet *sheet = add_places(report, "Places", 2);
    assert_non_null(sheet);
    ap_sheet_words(report, sheet, 0, 0, "North, \"%s\"", "upper");
    ap_sheet_number(report, sheet, 0, 1, 100.25);
    ap_sheet_number(report, sheet, 0, 2, 0.5);
    ap_sheet_number(report, sheet, 0, 3, 1);
    ap_sheet_words(report, sheet, 1, 0, "South");
    ap_sheet_number(report, sheet, 1, 1, NAN);
    ap_sheet_number(report, sheet, 1, 2, 0.25);
    ap_sheet_number(report, sheet, 1, 3, -0.0);
    ap_sheet_number(report, sheet, 2, 2, 0.4);
    ap_sheet_totals(report, sheet);
    *state = report;
    return 0;
}

static int tear_down(void **state)
{
    ap_report_free(*state);
    return 0;
}

static const ap_report_cell *cell(const ap_report *report, size_t row, size_t column)
{
    return &ap_report_find(report, "Places")->cells[row * COLUMNS + column];
}

static void not_a_number_is_not_known(void **state)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    ap_report *report = *state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        ap_sheet_number(report, &report->sheets[0], 1, 1, odd[i]);
        assert_false(cell(report, 1, 1)->is_number);
        assert_string_equal(cell(report, 1, 1)->text, "[x]");
    }
    ap_sheet_number(report, &report->sheets[0], 1, 1, 7);
    assert_true(cell(report, 1, 1)->is_number);
    assert_true(cell(report, 1, 1)->number == 7);
}

static void totals_sum_what_is_known(void **state)
{
    const ap_report *report = *state;
    assert_string_equal(cell(report, 2, 0)->text, "Total");
    assert_true(cell(report, 2, 1)->number == 100.25);
    assert_true(cell(report, 2, 2)->number == 0.4);
    assert_string_equal(cell(report, 2, 3)->text, "[z]");
}

/* Added up plainly, 0.10 and 0.20 less 0.30 leave 6e-17. */
static void totals_of_money_are_whole_pence(void **state)
{
    static const double amounts[] = {0.10, 0.20, -0.30};
    static const ap_report_column columns_of_money[] = {
        {.header = "Place"},
        {.header = "Amount (£)", .format = AP_POUNDS, .total = AP_SUM}};
    ap_report *report = *state;
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.name = "Pence",
                                                       .table = "pence",
                                                       .title = "Pence",
                                                       .column_count = 2,
                                                       .columns = columns_of_money,
                                                       .has_total = true,
                                                       .row_count = 3});
    for (size_t row = 0; row < 3; row++) {
        ap_sheet_number(report, sheet, row, 1, amounts[row]);
    }
    ap_sheet_totals(report, sheet);
    assert_true(sheet->cells[2 * 3 + 1].number == 0);
}

/* 1e16 + 1 - 1e16 is 0 when added up plainly. */
static void totals_keep_what_addition_loses(void **state)
{
    ap_report *report = *state;
    ap_sheet *sheet = add_places(report, "Large", 3);
    ap_sheet_number(report, sheet, 0, 1, 1e16);
    ap_sheet_number(report, sheet, 1, 1, 1);
    ap_sheet_number(report, sheet, 2, 1, -1e16);
    ap_sheet_totals(report, sheet);
    assert_true(sheet->cells[3 * COLUMNS + 1].number == 1);
}

static void sheets_are_found_by_name(void **state)
{
    const ap_report *report = *state;
    assert_ptr_equal(ap_report_find(report, "Places"), &report->sheets[0]);
    assert_null(ap_report_find(report, "places"));
}

static void no_report_can_be_freed(void **state)
{
    (void)state;
    ap_report_free(NULL);
}

static void csv_is_tidy(void **state)
{
    const ap_report *report = *state;
    ap_text text = {0};
    ap_sheet_csv(&report->sheets[0], &text);
    assert_string_equal(text.bytes, "Place,Amount (£),Rate (%),Rank\n"
                                    "\"North, \"\"upper\"\"\",100.25,0.5,1\n"
                                    "South,[x],0.25,0\n");
    ap_text_free(&text);
}

static void csv_has_the_digits_that_count(void **state)
{
    static const struct {
        double number;
        const char *shown;
    } cases[] = {{0.1 + 0.2, "0.3"},
                 {1683220000.10, "1683220000.1"},
                 {1.0 / 3.0, "0.333333333333333"},
                 {-1e-9, "-1e-09"}};
    ap_report *report = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ap_text text = {0};
        ap_sheet *sheet = add_places(report, "One", 1);
        ap_sheet_number(report, sheet, 0, 0, cases[i].number);
        ap_sheet_csv(sheet, &text);
        char expected[128];
        (void)snprintf(expected, sizeof expected, "\n%s,,,\n", cases[i].shown);
        assert_string_equal(strchr(text.bytes, '\n'), expected);
        ap_text_free(&text);
    }
}

static void json_holds_every_table(void **state)
{
    ap_report *report = *state;
    ap_sheet *sheet = add_places(report, "None", 0);
    sheet->table = "none";
    ap_sheet_words(report, &report->sheets[0], 1, 0, "South\n\\ %s", "Tab\t");
    ap_text text = {0};
    ap_report_json(report, &text);
    assert_string_equal(
        text.bytes,
        "{\n  \"title\": \"Two \\\"places\\\"\",\n  \"tables\": {\n"
        "    \"places\": [\n"
        "      {\"Place\": \"North, \\\"upper\\\"\", \"Amount (£)\": 100.25, "
        "\"Rate (%)\": 0.5, \"Rank\": 1},\n"
        "      {\"Place\": \"South\\u000a\\\\ Tab\\u0009\", \"Amount (£)\": \"[x]\", "
        "\"Rate (%)\": 0.25, \"Rank\": 0}\n"
        "    ],\n"
        "    \"none\": []\n  }\n}\n");
    ap_text_free(&text);
}

/* Programs read the twin's names, people the workbook's. */
static const ap_report_column twin_columns[] = {
    {.header = "Place", .format = AP_WORDS, .twin = "place"},
    {.header = "Amount (£)", .format = AP_PENCE, .twin = "amount"},
    {.header = "Rank", .format = AP_COUNT}};

static ap_sheet *add_twins(ap_report *report)
{
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.name = "Twins",
                                                       .table = "twins",
                                                       .twin = "place-amounts",
                                                       .title = "Twins",
                                                       .column_count = 3,
                                                       .columns = twin_columns,
                                                       .row_count = 1});
    assert_non_null(sheet);
    ap_sheet_words(report, sheet, 0, 0, "North");
    ap_sheet_number(report, sheet, 0, 1, 5);
    ap_sheet_number(report, sheet, 0, 2, 1);
    return sheet;
}

static void twins_have_names_of_their_own(void **state)
{
    ap_text csv = {0};
    ap_text json = {0};
    ap_sheet_csv(add_twins(*state), &csv);
    assert_string_equal(csv.bytes, "place,amount,Rank\nNorth,5,1\n");
    ap_report_json(*state, &json);
    assert_non_null(strstr(json.bytes, "    \"place-amounts\": [\n      "
                                       "{\"place\": \"North\", \"amount\": 5, "
                                       "\"Rank\": 1}\n    ]"));
    assert_null(strstr(json.bytes, "twins"));
    ap_text_free(&json);
    ap_text_free(&csv);
}

static void each_table_is_a_file(void **state)
{
    char folder[] = "report_XXXXXX";
    assert_non_null(mkdtemp(folder));
    (void)add_twins(*state);
    assert_int_equal(ap_report_write_csv(*state, folder, NULL), AP_OK);
    char path[64];
    (void)snprintf(path, sizeof path, "%s/places.csv", folder);
    ap_text text = {0};
    assert_int_equal(ap_file_read(path, &text, NULL), AP_OK);
    assert_memory_equal(text.bytes, "Place,", 6);
    ap_text_free(&text);
    assert_int_equal(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%s/place-amounts.csv", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    ap_error error = {0};
    assert_int_equal(ap_report_write_csv(*state, folder, &error), AP_CANNOT_CREATE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(not_a_number_is_not_known),
        TEST(totals_sum_what_is_known),
        TEST(totals_of_money_are_whole_pence),
        TEST(totals_keep_what_addition_loses),
        TEST(sheets_are_found_by_name),
        cmocka_unit_test(no_report_can_be_freed),
        TEST(csv_is_tidy),
        TEST(csv_has_the_digits_that_count),
        TEST(json_holds_every_table),
        TEST(twins_have_names_of_their_own),
        TEST(each_table_is_a_file),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
