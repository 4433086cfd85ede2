/* Each trait of the CSV that finance teams send has a file in tests/fixtures/csv. Most of
 * them hold the same small table, so that what differs is the trait:
 *
 *     place   name      amount
 *     north   North £   1000
 *     south   South     2500
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_fixture.h"
#include "csv_sample.h"
#include "data/clean.h"

static const char *const names[] = {"place", "name", "amount"};
static const char *const table[] = {"north", "North £", "1000", "south", "South", "2500"};
enum { NAMES = 3, ROWS = 2 };

/* The first problem or note whose rule has these words, or NULL. */
static const ap_problem *find(const ap_fixture *fixture, ap_severity severity,
                              const char *words)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(fixture->problems, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity == severity && strstr(all[i].rule, words) != NULL) {
            return &all[i];
        }
    }
    return NULL;
}

/* A form in which the small table may come. */
typedef struct ap_form {
    const char *title;
    const char *file;
    const char *encoding;
    const char *note; /* words of the one note that is made of it; NULL: there is none */
    long lines[ROWS];
} ap_form;

static const ap_form forms[] = {
    {"plain", "plain.csv", "UTF-8", NULL, {2, 3}},
    {"byte_order_mark", "utf8_bom.csv", "UTF-8 with byte order mark", NULL, {2, 3}},
    {"utf16_with_tabs", "utf16_le_tabs.csv", "UTF-16", "other than a comma", {2, 3}},
    {"utf16_big_endian", "utf16_be.csv", "UTF-16", NULL, {2, 3}},
    {"crlf", "crlf.csv", "UTF-8", NULL, {2, 3}},
    {"lone_cr", "lone_cr.csv", "UTF-8", "lone carriage return", {2, 3}},
    {"no_last_newline", "no_last_newline.csv", "UTF-8", NULL, {2, 3}},
    {"semicolons", "semicolon.csv", "UTF-8", "other than a comma", {2, 3}},
    {"tabs", "tabs.csv", "UTF-8", "other than a comma", {2, 3}},
    {"sep_line", "sep_line.csv", "UTF-8", "other than a comma", {2, 3}},
    {"trailing_blanks", "trailing_blanks.csv", "UTF-8", NULL, {2, 3}},
    {"blank_column", "blank_column.csv", "UTF-8", NULL, {2, 3}},
    {"formula_wrapper", "excel_formula_wrapper.csv", "UTF-8", "was taken off", {2, 3}},
    {"header_names", "header_names.csv", "UTF-8", "without capitals", {2, 3}},
    {"total_row", "total_row.csv", "UTF-8", "total row is not loaded", {2, 3}},
};
enum { FORMS = sizeof forms / sizeof forms[0] };

static void reads_as_the_small_table(void **state)
{
    const ap_form *form = *state;
    ap_fixture fixture = fixture_read(form->file, NAMES, names);
    assert_non_null(fixture.grid);
    assert_string_equal(fixture.grid->file, form->file);
    assert_string_equal(fixture.grid->encoding, form->encoding);
    assert_int_equal(fixture.grid->columns, NAMES);
    assert_int_equal(fixture.grid->rows, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(fixture.grid->lines[i], form->lines[i]);
        for (size_t j = 0; j < NAMES; j++) {
            assert_string_equal(fixture_cell(&fixture, i, names[j]), table[i * NAMES + j]);
        }
    }
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    assert_int_equal(ap_problems_count(fixture.problems, AP_NOTE), form->note != NULL);
    assert_true(form->note == NULL || find(&fixture, AP_NOTE, form->note) != NULL);
    fixture_free(&fixture);
}

/* A file with exactly one problem. */
typedef struct ap_wrong {
    const char *title;
    const char *file;
    bool has_grid; /* the rest of it can still be looked at */
    long line;
    const char *column;
    const char *value;
    const char *rule; /* words of the rule */
} ap_wrong;

static const ap_wrong wrongs[] = {
    {"undefined_byte", "windows_1252_undefined.csv", false, 3, "",
     "a byte that is no character", "is a text file"},
    {"utf16_cut_short", "utf16_cut_short.csv", false, 3, "", "a byte that is no character",
     "is a text file"},
    {"zero_byte", "zero_bytes.csv", false, 2, "", "a zero byte", "is a text file"},
    {"workbook", "workbook.csv", false, 0, "", "an Excel workbook", "is a text file"},
    {"empty", "empty.csv", false, 0, "", "", "a table has a header row"},
    {"blank_rows_only", "blank_rows_only.csv", false, 0, "", "",
     "a table has a header row"},
    {"header_absent", "header_absent.csv", false, 0, "", "",
     "no row has one of place, name, amount"},
    {"header_missing", "header_missing.csv", false, 1, "", "plaice, name, comment",
     "this row lacks place (is it \"plaice\"?), amount"},
    {"repeated_headers", "repeated_headers.csv", true, 1, "amount (£)", "",
     "a name of its own"},
    {"header_in_thousands", "header_in_thousands.csv", true, 1, "Amount (£000)", "",
     "amounts are in pounds"},
    {"title_in_thousands", "title_in_thousands.csv", true, 1, "", "All figures in £000s",
     "amounts are in pounds"},
    {"open_quote", "open_quote.csv", true, 3, "", "", "quotation mark that opens"},
    {"subtotal", "subtotal.csv", true, 3, "", "Sub-total", "no subtotals"},
    {"total_not_last", "total_not_last.csv", true, 4, "", "south",
     "nothing stands below the total row"},
};
enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };

static void is_refused_with_a_reason(void **state)
{
    const ap_wrong *wrong = *state;
    ap_fixture fixture = fixture_read(wrong->file, NAMES, names);
    assert_int_equal(fixture.grid != NULL, wrong->has_grid);
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 1);
    const ap_problem *problem = find(&fixture, AP_PROBLEM, wrong->rule);
    assert_non_null(problem);
    assert_string_equal(problem->file, wrong->file);
    assert_int_equal(problem->line, wrong->line);
    assert_string_equal(problem->column, wrong->column);
    assert_string_equal(problem->value, wrong->value);
    assert_true(problem->remedy[0] != '\0');
    fixture_free(&fixture);
}

static void windows_1252_has_pounds_dashes_and_curly_quotes(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("windows_1252.csv", NAMES, names);
    assert_string_equal(fixture.grid->encoding, "Windows-1252");
    assert_string_equal(fixture_cell(&fixture, 0, "name"), "North £");
    assert_string_equal(fixture_cell(&fixture, 1, "name"), "South – “the coast”");
    assert_non_null(find(&fixture, AP_NOTE, "read as Windows-1252"));
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    fixture_free(&fixture);
}

/* Rows 3 and 4 of the file are blank; the two lines of the first cell are one row. */
static void a_quoted_newline_does_not_start_a_row(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("quoted_newline.csv", NAMES, names);
    assert_string_equal(fixture_cell(&fixture, 0, "name"),
                        "North £\nand its \"islands\", all");
    assert_int_equal(fixture.grid->lines[0], 2);
    assert_int_equal(fixture.grid->lines[1], 5);
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    fixture_free(&fixture);
}

static void the_total_row_is_kept_apart(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("total_row.csv", NAMES, names);
    assert_int_equal(fixture.grid->total_line, 4);
    assert_string_equal(fixture.grid->total[0], "");
    assert_string_equal(fixture.grid->total[1], "TOTAL ICB");
    assert_string_equal(fixture.grid->total[2], "3,500");
    fixture_free(&fixture);
}

static void a_table_without_total_row_has_none(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("total_in_a_key.csv", NAMES, names);
    assert_null(fixture.grid->total);
    assert_int_equal(fixture.grid->rows, 2);
    assert_string_equal(fixture_cell(&fixture, 0, "place"), "total_mobility");
    assert_string_equal(fixture_cell(&fixture, 1, "place"), "totality");
    fixture_free(&fixture);
}

static void rows_stop_at_a_total_that_is_not_last(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("total_not_last.csv", NAMES, names);
    assert_int_equal(fixture.grid->rows, 1);
    assert_int_equal(fixture.grid->total_line, 3);
    fixture_free(&fixture);
}

/* Row 2 is blank. "£6.2m" in a title is a figure, not the unit of the table. */
static void title_rows_are_noted_and_count_as_rows(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("title_rows.csv", NAMES, names);
    assert_int_equal(fixture.grid->header_line, 4);
    assert_int_equal(fixture.grid->lines[0], 5);
    assert_int_equal(fixture.grid->rows, ROWS);
    assert_int_equal(ap_problems_count(fixture.problems, AP_NOTE), 2);
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    const ap_problem *note = find(&fixture, AP_NOTE, "title above the header");
    assert_string_equal(note->value, "BCF plan 2023/24: £6.2m");
    fixture_free(&fixture);
}

static void an_apostrophe_without_partner_is_taken_off(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("leading_apostrophe.csv", NAMES, names);
    assert_string_equal(fixture_cell(&fixture, 0, "place"), "north");
    assert_string_equal(fixture_cell(&fixture, 0, "amount"), "1000");
    assert_string_equal(fixture_cell(&fixture, 2, "name"), "'West' and O'Hara's");
    const ap_problem *note = find(&fixture, AP_NOTE, "apostrophe");
    assert_int_equal(note->line, 2);
    assert_string_equal(note->value, "2 cells, the first in this row");
    fixture_free(&fixture);
}

static void what_cannot_be_seen_is_left_out(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("zero_width.csv", NAMES, names);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_string_equal(fixture.grid->cells[i], table[i]);
    }
    assert_string_equal(fixture_cell(&fixture, 2, "place"), "west-end");
    assert_string_equal(fixture_cell(&fixture, 2, "name"), "West-End");
    const ap_problem *note = find(&fixture, AP_NOTE, "cannot be seen");
    assert_int_equal(note->line, 2);
    assert_string_equal(note->value, "3 cells, the first in this row");
    fixture_free(&fixture);
}

static void cells_under_no_header_are_problems(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("cells_without_header.csv", NAMES, names);
    static const struct {
        long line;
        const char *column;
        const char *value;
    } strays[] = {{2, "D", "agreed"}, {4, "F", "8"}};
    size_t count = 0;
    size_t found = 0;
    const ap_problem *all = ap_problems_all(fixture.problems, &count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(strstr(all[i].rule, "stands under a header"));
        assert_int_equal(all[i].line, strays[found].line);
        assert_string_equal(all[i].column, strays[found].column);
        assert_string_equal(all[i].value, strays[found].value);
        found++;
    }
    assert_int_equal(found, 2);
    fixture_free(&fixture);
}

static void short_rows_end_in_blanks(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("short_rows.csv", NAMES, names);
    assert_int_equal(fixture.grid->columns, 4);
    assert_string_equal(fixture_cell(&fixture, 0, "note"), "");
    assert_string_equal(fixture_cell(&fixture, 1, "note"), "");
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    fixture_free(&fixture);
}

static void columns_are_found_by_any_spelling_of_their_name(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("header_names.csv", NAMES, names);
    assert_string_equal(fixture.grid->headers[2], "Amount\n(£)");
    assert_int_equal(ap_grid_column(fixture.grid, "AMOUNT"), 2);
    assert_true(ap_grid_column(fixture.grid, "comment") == SIZE_MAX);
    const ap_problem *note = find(&fixture, AP_NOTE, "without capitals");
    assert_string_equal(note->value, "\"Place\" is place, \"NAME\" is name, "
                                     "\"Amount\n(£)\" is amount");
    fixture_free(&fixture);
}

static void with_no_name_required_the_first_row_is_the_header(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("semicolon.csv", 0, NULL);
    assert_int_equal(fixture.grid->columns, NAMES);
    assert_string_equal(fixture.grid->headers[1], "name");
    assert_int_equal(fixture.grid->rows, ROWS);
    fixture_free(&fixture);
}

/* The second, from a printed page, is left for the columns' own rules to refuse. */
static void the_first_of_two_header_rows_is_the_header(void **state)
{
    (void)state;
    ap_fixture fixture = fixture_read("header_twice.csv", NAMES, names);
    assert_int_equal(fixture.grid->header_line, 1);
    assert_int_equal(fixture.grid->rows, 3);
    assert_string_equal(fixture_cell(&fixture, 1, "amount"), "Amount");
    fixture_free(&fixture);
}

static void names_are_compared_without_form_and_unit(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *name;
        bool is_scaled;
    } cases[] = {
        {"Weighted  Population", "weighted_population", false},
        {"weighted-population ", "weighted_population", false},
        {"Amount (£)", "amount", false},
        {"Amount £", "amount", false},
        {"Amount (£000)", "amount", true},
        {"Amount £000s", "amount", true},
        {"Amount (£'000)", "amount", true},
        {"Amount (£’000)", "amount", true},
        {"Amount £k", "amount", true},
        {"Amount (£ m)", "amount", true},
        {"Amount (£ millions)", "amount", true},
        {"Population (000s)", "population", true},
        {"Amount (in thousands)", "amount", true},
        {"£000s", "", true},
        {"Baseline (2023/24)", "baseline_(2023/24)", false},
        {"Share (%)", "share", false},
        {"Cost of £5m schemes", "cost_of_£5m_schemes", false},
        {"(a) b", "(a)_b", false},
        {"", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[AP_NAME_SIZE];
        assert_string_equal(ap_clean_name(cases[i].header, name), cases[i].name);
        assert_int_equal(ap_clean_is_scaled(cases[i].header), cases[i].is_scaled);
    }
}

static void a_name_of_any_length_is_cut_and_not_overrun(void **state)
{
    (void)state;
    char name[AP_NAME_SIZE];
    char header[1000];
    memset(header, 'a', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    assert_true(strlen(ap_clean_name(header, name)) < AP_NAME_SIZE);
    for (size_t i = 1; i < sizeof header - 1; i += 2) {
        header[i] = ' ';
    }
    assert_true(strlen(ap_clean_name(header, name)) < AP_NAME_SIZE);
}

static void only_a_whole_wrapper_is_taken_off(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"=\"00123\"", "00123"},
        {"=\"say \"\"hi\"\"\"", "say \"hi\""},
        {"=\"\"", ""},
        {"=\"a\"&\"b\"", "=\"a\"&\"b\""},
        {"=SUM(A1:A3)", "=SUM(A1:A3)"},
        {"=\"", "=\""},
        {"=\"\"\"", "=\"\"\""},
        {"  =\" x \" ", "x"},
        {"'", ""},
        {"''", "''"},
        {"'00123", "00123"},
        {"\x01\x02 ", ""},
    };
    ap_text text = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)ap_clean_cell(cases[i][0], strlen(cases[i][0]), &text);
        assert_string_equal(text.bytes, cases[i][1]);
    }
    ap_text_free(&text);
}

static void any_table_written_as_csv_reads_back_identical(void **state)
{
    (void)state;
    static const char *const required[] = {"h0", "h1"};
    unsigned seed = 3;
    for (int trial = 0; trial < 3000; trial++) {
        ap_sample sample = {0};
        sample_make(&seed, &sample);
        ap_problems *problems = ap_problems_new();
        ap_grid *grid = NULL;
        assert_int_equal(ap_csv_parse("sample.csv", sample.csv.bytes, sample.csv.length, 2,
                                      required, problems, &grid, NULL),
                         AP_OK);
        assert_non_null(grid);
        assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 0);
        assert_int_equal(grid->columns, sample.columns);
        assert_int_equal(grid->rows, sample.rows);
        for (size_t i = 0; i < sample.rows * sample.columns; i++) {
            assert_string_equal(grid->cells[i], sample.cells[sample.columns + i]);
        }
        for (size_t i = 0; i < sample.rows; i++) {
            assert_int_equal(grid->lines[i], i + 2);
        }
        ap_grid_free(grid);
        ap_problems_free(problems);
        sample_free(&sample);
    }
}

/* What every grid keeps to, whatever it was read from. */
static void check_grid(const ap_grid *grid)
{
    assert_non_null(grid->encoding);
    assert_true(grid->columns > 0);
    long line = grid->header_line;
    for (size_t i = 0; i < grid->rows; i++) {
        assert_true(grid->lines[i] > line);
        line = grid->lines[i];
        for (size_t j = 0; j < grid->columns; j++) {
            assert_non_null(grid->cells[i * grid->columns + j]);
        }
    }
}

static void any_bytes_are_a_grid_or_a_problem(void **state)
{
    (void)state;
    static const char *const required[] = {"h"};
    unsigned seed = 5;
    size_t grids = 0;
    for (int trial = 0; trial < 30000; trial++) {
        size_t length = sample_next(&seed) % 200;
        char *bytes = sample_bytes(&seed, length);
        ap_problems *problems = ap_problems_new();
        ap_grid *grid = NULL;
        assert_int_equal(ap_csv_parse("random.csv", bytes, length, (size_t)trial % 2,
                                      required, problems, &grid, NULL),
                         AP_OK);
        if (grid == NULL) {
            assert_true(ap_problems_count(problems, AP_PROBLEM) > 0);
        } else {
            check_grid(grid);
            grids++;
        }
        ap_grid_free(grid);
        ap_problems_free(problems);
        free(bytes);
    }
    assert_true(grids > 5000); /* else the bytes were too random to test much */
}

static void nothing_to_free_is_fine(void **state)
{
    (void)state;
    ap_grid_free(NULL);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(windows_1252_has_pounds_dashes_and_curly_quotes),
        cmocka_unit_test(a_quoted_newline_does_not_start_a_row),
        cmocka_unit_test(the_total_row_is_kept_apart),
        cmocka_unit_test(a_table_without_total_row_has_none),
        cmocka_unit_test(rows_stop_at_a_total_that_is_not_last),
        cmocka_unit_test(title_rows_are_noted_and_count_as_rows),
        cmocka_unit_test(an_apostrophe_without_partner_is_taken_off),
        cmocka_unit_test(what_cannot_be_seen_is_left_out),
        cmocka_unit_test(cells_under_no_header_are_problems),
        cmocka_unit_test(short_rows_end_in_blanks),
        cmocka_unit_test(columns_are_found_by_any_spelling_of_their_name),
        cmocka_unit_test(with_no_name_required_the_first_row_is_the_header),
        cmocka_unit_test(the_first_of_two_header_rows_is_the_header),
        cmocka_unit_test(names_are_compared_without_form_and_unit),
        cmocka_unit_test(a_name_of_any_length_is_cut_and_not_overrun),
        cmocka_unit_test(only_a_whole_wrapper_is_taken_off),
        cmocka_unit_test(any_table_written_as_csv_reads_back_identical),
        cmocka_unit_test(any_bytes_are_a_grid_or_a_problem),
        cmocka_unit_test(nothing_to_free_is_fine),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[FORMS + WRONGS + OTHERS];
    for (size_t i = 0; i < FORMS; i++) {
        tests[i] = (struct CMUnitTest){.name = forms[i].title,
                                       .test_func = reads_as_the_small_table,
                                       .initial_state = (void *)&forms[i]};
    }
    for (size_t i = 0; i < WRONGS; i++) {
        tests[FORMS + i] = (struct CMUnitTest){.name = wrongs[i].title,
                                               .test_func = is_refused_with_a_reason,
                                               .initial_state = (void *)&wrongs[i]};
    }
    memcpy(tests + FORMS + WRONGS, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
