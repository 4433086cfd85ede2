#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "closing_case.h"
#include "record/book.h"
#include "record/book_formula.h"
#include "record/checks.h"
#include "record/pool_year_end.h"

/* Year ends as they are told. */
typedef struct ap_told {
    ap_closing_case closing;
    ap_year_end *ends[CLOSING_POOLS];
    ap_report *report;
} ap_told;

static void tell(ap_told *told)
{
    for (size_t p = 0; p < told->closing.count; p++) {
        assert_int_equal(ap_year_end_new(told->closing.funds[p], told->closing.shares[p],
                                         &told->ends[p], NULL),
                         AP_OK);
    }
    assert_int_equal(ap_report_new(&told->report, NULL), AP_OK);
    assert_int_equal(
        ap_pool_year_end(told->closing.count, (const ap_fund *const *)told->closing.funds,
                         (const ap_year_end *const *)told->ends, told->report, NULL),
        AP_OK);
}

static void free_told(ap_told *told)
{
    ap_report_free(told->report);
    for (size_t p = 0; p < told->closing.count; p++) {
        ap_year_end_free(told->ends[p]);
    }
    ap_closing_free(&told->closing);
}

static const ap_report_cell *cell(const ap_told *told, const char *sheet, size_t row,
                                  const char *header)
{
    const ap_sheet *found = ap_report_find(told->report, sheet);
    assert_non_null(found);
    size_t column = ap_sheet_column(found, header);
    assert_true(column < found->column_count);
    return &found->cells[row * found->column_count + column];
}

/* The worked case of test_year_end.c: the council pays 21.43 of the ICB's overspend. */
static void the_sheets_by_hand(void **state)
{
    (void)state;
    static const char accounts[] = "Accounts by partner";
    ap_told told;
    ap_closing_by_hand(&told.closing);
    tell(&told);
    assert_string_equal(cell(&told, "Year end", 0, "Account")->text, "bcf/1/1");
    assert_string_equal(cell(&told, "Year end", 0, "Money")->text, "General revenue");
    assert_true(cell(&told, "Year end", 0, "Carried forward (£)")->number == 11.43);
    assert_true(cell(&told, "Year end", 0, "Overspent (£)")->number == 21.43);
    assert_true(cell(&told, "Year end", 1, "Left over (£)")->number == 21.43);
    assert_string_equal(cell(&told, "Year end", 3, "Treatment")->text,
                        "Carried forward: it may be spent on nothing else");
    assert_true(cell(&told, accounts, 0, "From others (£)")->number == 21.43);
    assert_true(cell(&told, accounts, 1, "From others (£)")->number == -21.43);
    assert_true(cell(&told, accounts, 1, "Income (£)")->number == 428.57);
    assert_true(cell(&told, accounts, 1, "Balance (£)")->number == 8.57);
    /* The ICB bore some of the grant's underspend, but brought no capital. */
    assert_int_equal(ap_report_find(told.report, accounts)->row_count, 5);
    assert_string_equal(cell(&told, accounts, 3, "Account")->text, "bcf/3/1");
    assert_true(ap_checks_seen(told.report, accounts, "Income (£)") == 1650);
    assert_true(ap_checks_seen(told.report, accounts, "Expenditure (£)") == 1560);
    assert_true(ap_checks_seen(told.report, accounts, "Balance (£)") == 90);
    free_told(&told);
}

static void sheet_can_be_computed(const ap_report *report, const ap_sheet *sheet)
{
    for (size_t row = 0; row <= sheet->row_count; row++) {
        for (size_t column = 0; column < sheet->column_count; column++) {
            ap_text text = {0};
            assert_int_equal(ap_cell_formula(report, sheet, row, column, &text, NULL),
                             AP_OK);
            ap_text_free(&text);
        }
    }
}

/* Both sheets have the same totals, and every formula is one that a cell may hold. */
static void any_sheets_agree(void **state)
{
    (void)state;
    static const char *const headers[][2] = {
        {"Contribution (£)", "Contribution (£)"},
        {"Spent (£)", "Expenditure (£)"},
        {"Carried forward (£)", "Carried forward (£)"},
        {"Carried forward (£)", "Balance (£)"},
    };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        ap_told told;
        ap_closing_made(seed, (ap_closing_rule)(seed % CLOSING_RULES), &told.closing);
        tell(&told);
        for (size_t h = 0; h < sizeof headers / sizeof headers[0]; h++) {
            assert_true(ap_checks_seen(told.report, "Year end", headers[h][0]) ==
                        ap_checks_seen(told.report, "Accounts by partner", headers[h][1]));
        }
        for (size_t s = 0; s < told.report->sheet_count; s++) {
            sheet_can_be_computed(told.report, &told.report->sheets[s]);
        }
        free_told(&told);
    }
}

static void the_sheets_can_be_written(void **state)
{
    (void)state;
    static const char path[] = "pool_year_end.xlsx";
    ap_told told;
    ap_closing_made(4, CLOSING_RANDOM, &told.closing);
    tell(&told);
    told.report->title = "Year end";
    told.report->subject = "Pooled funds";
    told.report->author = "Test";
    told.report->company = "Test";
    told.report->created = "2024-04-01T00:00:00Z";
    ap_error err = {0};
    if (ap_book_write(told.report, AP_WORKING, path, &err) != AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    free_told(&told);
    assert_int_equal(remove(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sheets_by_hand),
        cmocka_unit_test(any_sheets_agree),
        cmocka_unit_test(the_sheets_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
