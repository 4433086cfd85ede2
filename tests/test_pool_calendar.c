/* The dates of a pooled fund's year: by hand, and in order in any year and month. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "record/pool_calendar.h"

static ap_report *report_of(const char *year, int month)
{
    ap_report *report = NULL;
    ap_case inputs = {0};
    inputs.settings.year = year;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    assert_int_equal(ap_pool_calendar(&inputs, month, report, NULL), AP_OK);
    return report;
}

static const char *words(const ap_report *report, size_t row, const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, "Calendar");
    return sheet->cells[row * sheet->column_count + ap_sheet_column(sheet, header)].text;
}

/* The row of a date whose words begin so. */
static size_t row_of(const ap_report *report, const char *what)
{
    const ap_sheet *sheet = ap_report_find(report, "Calendar");
    size_t row = 0;
    while (row < sheet->row_count &&
           strncmp(words(report, row, "What is due"), what, strlen(what)) != 0) {
        row++;
    }
    assert_true(row < sheet->row_count);
    return row;
}

static void assert_due(const ap_report *report, const char *what, const char *date,
                       const char *standing)
{
    size_t row = row_of(report, what);
    assert_string_equal(words(report, row, "Date"), date);
    assert_string_equal(words(report, row, "Standing"), standing);
}

/* At the end of November 2023 the next date is 31 December; January is still to come. */
static void november_looks_forward_to_december(void **state)
{
    (void)state;
    ap_report *report = report_of("2023/24", 8);
    assert_string_equal(words(report, 0, "Date"), "28 June 2023");
    assert_due(report, "Better Care Fund plan", "28 June 2023", "Past");
    assert_due(report, "Section 75 agreement", "31 October 2023", "Past");
    assert_due(report, "Budget changes of quarter 2", "20 October 2023", "Past");
    assert_due(report, "Material issues for next year's budget reported (second",
               "31 December 2023", "Next");
    assert_due(report, "Budget changes of quarter 3", "20 January 2024", "To come");
    assert_due(report, "Next year's budget", "28 February 2024", "To come");
    assert_due(report, "Budget changes of quarter 4", "20 April 2024", "To come");
    ap_report_free(report);
}

/* The plan of 2025/26 was due on the last day of the year before. */
static void what_is_set_each_year_is_given_for_known_years_alone(void **state)
{
    (void)state;
    ap_report *report = report_of("2025/26", 1);
    assert_due(report, "Better Care Fund plan", "31 March 2025", "Past");
    assert_due(report, "Section 75 agreement", "[x]", "To be looked up");
    ap_report_free(report);
    report = report_of("2024/25", 3);
    assert_due(report, "Better Care Fund plan", "10 June 2024", "Past");
    assert_due(report, "Section 75 agreement", "30 September 2024", "To come");
    ap_report_free(report);
    report = report_of("2031/32", 12);
    assert_due(report, "Better Care Fund plan", "[x]", "To be looked up");
    assert_due(report, "Budget changes of quarter 4", "20 April 2032", "Next");
    ap_report_free(report);
}

/* How many rows have the standing. Rows of a standing follow those of the ones before it.
 */
static size_t count_of(const ap_report *report, const char *standing, size_t *row)
{
    size_t first = *row;
    size_t rows = ap_report_find(report, "Calendar")->row_count;
    while (*row < rows && strcmp(words(report, *row, "Standing"), standing) == 0) {
        ++*row;
    }
    return *row - first;
}

/* In every month the past stands before the next, the next before what is to come, and
 * what is not known last; the past only grows. */
static void standings_follow_one_another(void **state)
{
    (void)state;
    size_t past_before = 0;
    for (int month = 1; month <= 12; month++) {
        ap_report *report = report_of("2024/25", month);
        size_t row = 0;
        size_t past = count_of(report, "Past", &row);
        assert_true(past >= past_before);
        assert_true(count_of(report, "Next", &row) >= 1);
        (void)count_of(report, "To come", &row);
        assert_int_equal(count_of(report, "To be looked up", &row), 1);
        assert_int_equal(row, ap_report_find(report, "Calendar")->row_count);
        past_before = past;
        ap_report_free(report);
    }
}

static void the_next_dates_make_a_sentence(void **state)
{
    (void)state;
    ap_arena *arena = ap_arena_new();
    ap_case inputs = {0};
    inputs.settings.year = "2023/24";
    assert_string_equal(ap_pool_next_dates(&inputs, 8, arena),
                        "31 December 2023: Material issues for next year's budget reported "
                        "(second date)");
    assert_string_equal(ap_pool_next_dates(&inputs, 7, arena),
                        ap_pool_next_dates(&inputs, 8, arena));
    ap_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(november_looks_forward_to_december),
        cmocka_unit_test(what_is_set_each_year_is_given_for_known_years_alone),
        cmocka_unit_test(standings_follow_one_another),
        cmocka_unit_test(the_next_dates_make_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
