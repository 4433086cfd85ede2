#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "record/book_formula.h"
#include "record/book_layout.h"
#include "record/book_rules.h"
#include "sample_report.h"

static int set_up(void **state)
{
    *state = sample_report();
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    ap_report_free(*state);
    return 0;
}

static void columns_have_letters(void **state)
{
    static const struct {
        size_t column;
        const char *letters;
    } cases[] = {{0, "A"},    {25, "Z"},    {26, "AA"},    {51, "AZ"},
                 {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char letters[AP_LETTERS_SIZE];
        ap_column_letters(cases[i].column, letters);
        assert_string_equal(letters, cases[i].letters);
    }
}

/* Places: title, the line about it and two lines, so the header is row 5 of the sheet and
 * North row 6; the total is row 10. Settings has its header in row 3. */
static void references_become_cells(void **state)
{
    static const struct {
        size_t row;
        const char *formula;
        const char *written;
    } cases[] = {
        {0, "{Allocation (£)}-{Last year (£)}", "C6-B6"},
        {3, "={Allocation (£)}", "C9"},
        {4, "{Change (£)}/{Last year (£)}", "D10/B10"},
        {0, "SUM({Change (£)#all})", "SUM($D$6:$D$9)"},
        {1, "{Allocation (£)}/{Allocation (£)#total}", "C7/$C$10"},
        {0, "{Need index#2}", "$G$7"},
        {0, "SUM({Settings!Value (£)})", "SUM(Settings!$B$4:$B$5)"},
        {0, "{Settings!Value (£)#2}+0", "Settings!$B$5+0"},
        {0, "{Places!Change (£)}", "$D$6:$D$9"},
        {2, "IF({Change (£)}>=0,\"up {or} level\",\"down\")",
         "IF(D8>=0,\"up {or} level\",\"down\")"},
        {0, "ROUND({Growth (%) [note 1]}*envelope,2)", "ROUND(E6*envelope,2)"},
    };
    const ap_report *report = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ap_text text = {0};
        assert_int_equal(ap_formula_expand(report, ap_report_find(report, "Places"),
                                           cases[i].row, cases[i].formula, &text, NULL),
                         AP_OK);
        assert_string_equal(text.bytes, cases[i].written);
        ap_text_free(&text);
    }
}

static void names_with_spaces_are_quoted(void **state)
{
    ap_report *report = *state;
    report->sheets[3].name = "Settings of 2026";
    ap_text text = {0};
    assert_int_equal(
        ap_formula_expand(report, NULL, 0, "{Settings of 2026!Value (£)#1}", &text, NULL),
        AP_OK);
    assert_string_equal(text.bytes, "'Settings of 2026'!$B$4");
    ap_text_free(&text);
}

/* 123 characters when written out. */
static const char too_long[] =
    "SUM(0,0,{Settings!Value (£)},{Settings!Value (£)},{Settings!Value (£)},"
    "{Settings!Value (£)},{Settings!Value (£)},{Settings!Value (£)})";

static void what_an_auditor_cannot_read_is_refused(void **state)
{
    static const char *const formulas[] = {
        "{Allocation}",                                /* no such column */
        "{Elsewhere!Value (£)}",                       /* no such sheet */
        "{Settings!Value (£)#total}",                  /* no total row */
        "{Settings!Value (£)#3}",                      /* two rows */
        "{Allocation (£)",                             /* no end */
        "\"no end",                                    /* no end */
        "C6-B6",                                       /* not in terms of headers */
        "{Allocation (£)}*1.05",                       /* a rate that has no cell */
        "{Allocation (£)}*10",                         /* likewise */
        "{Allocation (£)}*2",                          /* likewise */
        "IF({Change (£)}>0,IF({Change (£)}>1,1,0),0)", /* an IF in an IF */
        "TODAY()",                                     /* changes by itself */
        "XLOOKUP({Place},{Place#all},{Place#all})",    /* not in LibreOffice 7.4 */
        "outlay*1",                                    /* no defined name */
        "{Change (£)};{Change (£)}",                   /* not a formula of Excel's */
        too_long,                                      /* long */
    };
    const ap_report *report = *state;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        ap_text text = {0};
        ap_error error = {0};
        assert_int_equal(ap_formula_expand(report, ap_report_find(report, "Places"), 0,
                                           formulas[i], &text, &error),
                         AP_INTERNAL);
        assert_string_equal(error.where, "Places");
        ap_text_free(&text);
    }
}

static void every_kind_of_cell_has_its_formula(void **state)
{
    static const struct {
        const char *sheet;
        size_t row;
        size_t column;
        const char *written;
    } cases[] = {
        {"Places", 0, 3, "C6-B6"},          /* the column's */
        {"Places", 4, 3, "SUM($D$6:$D$9)"}, /* a sum */
        {"Places", 4, 4, "IF(B10=0,0,D10/B10)"},
        {"Places", 0, 1, ""},         /* a value */
        {"Places", 4, 0, ""},         /* "Total" */
        {"Places", 4, 6, ""},         /* "[z]" */
        {"Checks", 0, 2, "envelope"}, /* the cell's own */
        {"Checks", 1, 2, "SUM(Places!$B$6:$B$9)+SUM(Places!$D$6:$D$9)"},
    };
    const ap_report *report = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ap_text text = {0};
        assert_int_equal(ap_cell_formula(report, ap_report_find(report, cases[i].sheet),
                                         cases[i].row, cases[i].column, &text, NULL),
                         AP_OK);
        assert_string_equal(text.bytes == NULL ? "" : text.bytes, cases[i].written);
        ap_text_free(&text);
    }
}

static void a_missing_value_is_no_formula(void **state)
{
    ap_report *report = *state;
    ap_sheet *sheet = &report->sheets[4];
    ap_sheet_words(report, sheet, 0, 3, "[x]");
    ap_text text = {0};
    assert_int_equal(ap_cell_formula(report, sheet, 0, 3, &text, NULL), AP_OK);
    assert_int_equal(text.length, 0);
    ap_text_free(&text);
}

static void inputs_say_so_in_words(void **state)
{
    char words[AP_HEADER_SIZE];
    (void)state;
    ap_header_words(&settings_columns[1], words);
    assert_string_equal(words, "Value (£) [input]");
    ap_header_words(&settings_columns[0], words);
    assert_string_equal(words, "Setting");
    ap_header_words(&(ap_report_column){.header = "Need [input]", .is_input = true}, words);
    assert_string_equal(words, "Need [input]");
}

/* A digit is the unit; Arial's M is one and a half of it. */
static void widths_are_those_of_the_letters(void **state)
{
    (void)state;
    assert_float_equal(ap_words_width("0123456789", false), 10, 1e-9);
    assert_float_equal(ap_words_width("M", false), 833.0 / 556, 1e-9);
    assert_true(ap_words_width("total", true) > ap_words_width("total", false));
    assert_float_equal(ap_words_width("\u00a3", false), 722.0 / 556, 1e-9);
}

static void lines_break_between_words(void **state)
{
    static const struct {
        const char *words;
        double room;
        size_t lines;
    } cases[] = {{"12345", 5, 1},        {"12345 12345", 5, 2}, {"12345 12345", 12, 1},
                 {"1234567890", 4, 3},   {"1\n2\n3", 9, 3},     {"", 9, 1},
                 {"12 34 56 78", 5.6, 2}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(ap_words_lines(cases[i].words, cases[i].room, false),
                         cases[i].lines);
    }
}

static void columns_are_wide_enough_for_their_numbers(void **state)
{
    static const ap_report_column column = {
        .header = "Pounds (£)", .format = AP_POUNDS, .width = 5};
    ap_report *report = *state;
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.name = "Wide",
                                                       .table = "wide",
                                                       .title = "Wide",
                                                       .column_count = 1,
                                                       .columns = &column,
                                                       .row_count = 1});
    double before = 0;
    double number = 1;
    for (int digits = 1; digits < 16; digits++) {
        ap_sheet_number(report, sheet, 0, 0, -number);
        double width = ap_column_width(sheet, 0);
        char shown[64];
        int length = snprintf(shown, sizeof shown, "(%.0f)", number);
        assert_true(width >= (double)length);
        assert_true(width >= before);
        before = width;
        number *= 10;
    }
}

static void moments_are_seconds_since_1970(void **state)
{
    static const struct {
        const char *words;
        int64_t seconds;
    } cases[] = {{"1970-01-01T00:00:00Z", 0},
                 {"2000-02-29T12:00:00Z", 951825600},
                 {"2026-03-01T09:30:00Z", 1772357400},
                 {"2100-03-01T00:00:00Z", 4107542400}};
    static const char *const bad[] = {"", "2026-03-01", "2026-13-01T00:00:00Z",
                                      "2026-03-01T09:30:00", "2026-03-01T09:30:00Z "};
    time_t moment = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(ap_moment_of(cases[i].words, &moment));
        assert_int_equal((int64_t)moment, cases[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(ap_moment_of(bad[i], &moment));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(columns_have_letters),
        TEST(references_become_cells),
        TEST(names_with_spaces_are_quoted),
        TEST(what_an_auditor_cannot_read_is_refused),
        TEST(every_kind_of_cell_has_its_formula),
        TEST(a_missing_value_is_no_formula),
        TEST(inputs_say_so_in_words),
        TEST(widths_are_those_of_the_letters),
        TEST(lines_break_between_words),
        TEST(columns_are_wide_enough_for_their_numbers),
        TEST(moments_are_seconds_since_1970),
    };
    return cmocka_run_group_tests_name("book_formula", tests, NULL, NULL);
}
