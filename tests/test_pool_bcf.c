/* The sheets of the Better Care Fund: cells by hand, and sums that agree in any plan. */
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

#include "bcf_case.h"
#include "method/bcf.h"
#include "record/book.h"
#include "record/checks.h"
#include "record/pool_bcf.h"
#include "record/pool_metrics.h"
#include "record/pool_returns.h"

static ap_report *report_of(const ap_bcf_case *made)
{
    ap_report *report = NULL;
    const ap_fund *const *funds = (const ap_fund *const *)made->funds;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    report->title = "Two boards";
    report->subject = "Better Care Fund";
    report->author = "Example ICB";
    report->company = "Example ICB";
    report->created = "2023-12-01T00:00:00Z";
    assert_int_equal(ap_pool_bcf(BCF_POOLS, funds, report, NULL), AP_OK);
    assert_int_equal(ap_pool_metrics(BCF_POOLS, funds, report, NULL), AP_OK);
    assert_int_equal(ap_pool_returns(BCF_POOLS, funds, NULL, report, NULL), AP_OK);
    return report;
}

static const ap_report_cell *cell(const ap_report *report, const char *name, size_t row,
                                  const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(sheet);
    size_t column = ap_sheet_column(sheet, header);
    if (column == sheet->column_count) {
        fail_msg("%s has no column %s", name, header);
    }
    return &sheet->cells[row * sheet->column_count + column];
}

static void assert_number(const ap_report *report, const char *name, size_t row,
                          const char *header, double number)
{
    const ap_report_cell *found = cell(report, name, row, header);
    if (!found->is_number || fabs(found->number - number) > 1e-9) {
        fail_msg("%s, row %zu, %s: %.10g %s, not %.10g", name, row, header, found->number,
                 found->is_number ? "" : found->text, number);
    }
}

static void assert_words(const ap_report *report, const char *name, size_t row,
                         const char *header, const char *words)
{
    const ap_report_cell *found = cell(report, name, row, header);
    assert_false(found->is_number);
    assert_string_equal(found->text, words);
}

static int set_up(void **state)
{
    static ap_bcf_case made;
    static ap_report *report;
    made = bcf_case(8);
    report = report_of(&made);
    *state = report;
    bcf_case_free(&made); /* a report has copies of all that it shows */
    return 0;
}

static int tear_down(void **state)
{
    ap_report_free(*state);
    return 0;
}

static void each_sheet_says_what_to_do_with_it(void **state)
{
    static const char *const names[] = {
        "BCF tests",        "BCF income",          "BCF expenditure",  "BCF metrics",
        "BCF metric notes", "National conditions", "Quarterly return", "Year end return"};
    const ap_report *report = *state;
    assert_int_equal(report->sheet_count, sizeof names / sizeof names[0]);
    for (size_t s = 0; s < report->sheet_count; s++) {
        const ap_sheet *sheet = &report->sheets[s];
        bool says_so = false;
        assert_string_equal(sheet->name, names[s]);
        for (size_t l = 0; l < sheet->line_count; l++) {
            says_so = says_so || strstr(sheet->lines[l], "What to do: ") != NULL;
        }
        assert_true(says_so);
    }
}

/* test_bcf has the arithmetic: 14 of the 19 are met. */
static void tests_are_shown_with_their_verdict(void **state)
{
    const ap_report *report = *state;
    const char *name = "BCF tests";
    assert_non_null(
        strstr(ap_report_find(report, name)->lines[0], "14 of 19 tests are met"));
    assert_words(report, name, 3, "Test", "T2");
    assert_words(report, name, 3, "Health and wellbeing board",
                 "North Health and Wellbeing Board");
    assert_words(report, name, 3, "Pool", "[z]");
    assert_words(report, name, 3, "Planned is to be", "at least");
    assert_number(report, name, 3, "Required (£)", 3600000);
    assert_number(report, name, 3, "Planned (£)", 3400000.33);
    assert_number(report, name, 3, "Headroom (£)", -199999.67);
    assert_words(report, name, 3, "Result", "Not met");
    assert_words(report, name, 6, "Source", "Improved Better Care Fund, North");
    assert_words(report, name, 6, "Planned is to be", "no more than");
    assert_words(report, name, 6, "Result", "Met");
    assert_words(report, name, 18, "Health and wellbeing board", "The county");
}

static void expenditure_has_the_columns_of_the_template(void **state)
{
    static const char *const headers[] = {
        "Scheme ID",
        "Scheme Name",
        "Brief Description of Scheme",
        "Scheme Type",
        "Sub Types",
        "Please specify if 'Scheme Type' is 'Other'",
        "Expected Outputs 2023/24",
        "Expected Outputs 2024/25",
        "Units",
        "Area of Spend",
        "Please specify if 'Area of Spend' is 'other'",
        "Commissioner",
        "% NHS (if Joint Commissioner)",
        "% LA (if Joint Commissioner)",
        "Provider",
        "Source of Funding",
        "New/Existing Scheme",
        "Expenditure 2023/24 (£)",
        "Expenditure 2024/25 (£)",
        "% of Overall Spend",
    };
    const ap_sheet *sheet = ap_report_find(*state, "BCF expenditure");
    for (size_t c = 0; c < sizeof headers / sizeof headers[0]; c++) {
        assert_string_equal(sheet->columns[c].header, headers[c]);
    }
    assert_int_equal(sheet->row_count, 12);
}

/* Reablement has two sources: two rows of one ID, outputs on the first. The joint part is
 * 60% the NHS's; 2,500,000.55 is 16.67% of North's 15,000,000. */
static void a_scheme_has_a_row_for_each_source(void **state)
{
    const ap_report *report = *state;
    const char *name = "BCF expenditure";
    for (size_t row = 2; row < 4; row++) {
        assert_number(report, name, row, "Scheme ID", 2);
        assert_words(report, name, row, "Scheme Name", "Reablement at home");
        assert_words(report, name, row, "Commissioner", "Joint");
        assert_number(report, name, row, "% NHS (if Joint Commissioner)", 0.6);
        assert_number(report, name, row, "% LA (if Joint Commissioner)", 0.4);
    }
    assert_number(report, name, 2, "Expected Outputs 2023/24", 900);
    assert_words(report, name, 3, "Expected Outputs 2023/24", "[z]");
    assert_words(report, name, 2, "Source of Funding", "Minimum NHS Contribution");
    assert_words(report, name, 3, "Source of Funding", "Additional LA Contribution");
    assert_number(report, name, 2, "Expenditure 2023/24 (£)", 2500000.55);
    assert_number(report, name, 2, "Expenditure 2024/25 (£)", 2642000);
    assert_number(report, name, 2, "% of Overall Spend", 2500000.55 / 15000000);
    assert_number(report, name, 2, "Income line (number)", 1);
    assert_number(report, name, 3, "Income line (number)", 5);
}

/* Places may share a health and wellbeing board: shares are of all that it spends, and
 * 4,100,000 is that part of 15,000,000 + 5,900,000. */
static void a_board_may_have_two_places(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    inputs->places[2].hwb = inputs->places[1].hwb;
    ap_bcf_case made = bcf_case_of(inputs, 8);
    ap_report *report = report_of(&made);
    assert_number(report, "BCF expenditure", 0, "% of Overall Spend", 4100000.0 / 20900000);
    ap_report_free(report);
    bcf_case_free(&made);
}

static void what_is_missing_or_other_is_told(void **state)
{
    const ap_report *report = *state;
    const char *name = "BCF expenditure";
    assert_words(report, name, 4, "Commissioner", "NHS"); /* "nhs" in the file */
    assert_words(report, name, 4, "New/Existing Scheme", "New");
    assert_words(report, name, 4, "% NHS (if Joint Commissioner)", "[z]");
    assert_words(report, name, 4, "Expected Outputs 2023/24", "[x]");
    assert_words(report, name, 6, "Expenditure 2024/25 (£)", "[x]");
    assert_words(report, name, 10, "Brief Description of Scheme", "[x]");
    assert_words(report, name, 10, "Commissioner", "[x]");
    assert_words(report, name, 11, "Please specify if 'Scheme Type' is 'Other'",
                 "Loan of equipment");
    assert_words(report, name, 11, "Please specify if 'Area of Spend' is 'other'",
                 "Support for carers");
    assert_words(report, name, 0, "Please specify if 'Area of Spend' is 'other'", "[z]");
}

static void income_without_a_scheme_is_told(void **state)
{
    const ap_report *report = *state;
    const char *name = "BCF income";
    assert_int_equal(ap_report_find(report, name)->row_count, 8);
    assert_words(report, name, 5, "Source of Funding", "Minimum NHS Contribution");
    assert_number(report, name, 5, "Planned income 2023/24 (£)", 5000000);
    assert_number(report, name, 5, "Planned expenditure 2023/24 (£)", 4900000);
    assert_number(report, name, 5, "Not yet planned (£)", 100000);
    assert_words(report, name, 5, "Result", "Not in balance");
    assert_words(report, name, 0, "Result", "In balance");
    assert_number(report, name, 8, "Planned income 2023/24 (£)", 21300000);
    assert_number(report, name, 8, "Not yet planned (£)", 100000);
}

/* Avoidable admissions, where lower is better: 218.41 planned over 272.00 is 0.803, off
 * target; the estimate of the third quarter, 213.00, is below 249.19 and flagged. Discharge
 * to usual residence, where higher is better: 95.31 over 95, and exactly 95 is on target.
 */
static void metrics_are_told_on_or_off_target(void **state)
{
    const ap_report *report = *state;
    const char *name = "BCF metrics";
    assert_words(report, name, 0, "Better when", "lower");
    assert_number(report, name, 0, "Actual Q1", 272);
    assert_words(report, name, 0, "On target Q1", "Off target");
    assert_number(report, name, 0, "Index Q1", 218.41 / 272);
    assert_words(report, name, 0, "On target Q3", "On target");
    assert_words(report, name, 0, "Estimated, not reported", "Q3");
    assert_words(report, name, 0, "On target Q4", "No data");
    assert_words(report, name, 0, "Actual Q4", "[x]");
    assert_words(report, name, 2, "Better when", "higher");
    assert_number(report, name, 2, "Index Q1", 95.31 / 95);
    assert_words(report, name, 2, "On target Q3", "On target");
    assert_words(report, name, 2, "Actual Q4", "[x]"); /* begins in month 10 */
    assert_number(report, name, 3, "Plan year", 75);
    assert_words(report, name, 3, "Index Q1", "No index");
    assert_words(report, name, 4, "On target Q1", "On target");
    assert_words(report, name, 4, "Index Q1", "No index"); /* planned over 0 */
    assert_words(report, name, 1, "Metric", "Falls, North Health and Wellbeing Board");
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(
        strstr(sheet->lines[0], "5 figures on target, 4 off target, 1 planned"));
    assert_int_equal(sheet->chart_count, 1);
    assert_int_equal(sheet->charts[0].series_count, 3);
    assert_non_null(strstr(sheet->charts[0].alternative, "Avoidable admissions, 0.803"));
}

static void conditions_need_a_comment_where_not_met(void **state)
{
    const ap_report *report = *state;
    const char *name = "National conditions";
    assert_words(report, name, 0, "Met (Yes or No)", "Yes");
    assert_words(report, name, 0, "Comment", "[z]");
    assert_words(report, name, 2, "Met (Yes or No)", "No");
    assert_words(report, name, 2, "Comment", "Home first opens in January");
    assert_words(report, name, 3, "Comment", "[x]");
}

/* Home care has 6,100,000 with the virement. By November two thirds of each partner's part
 * are planned, 2,733,333.33 and 1,333,333.33, and 2,800,000 and 1,400,000 are spent. 1,200
 * + 1,100 + 500 packages of 4,000 are delivered. */
static void the_quarter_sets_spend_beside_outputs(void **state)
{
    const ap_report *report = *state;
    const char *name = "Quarterly return";
    assert_number(report, name, 0, "Planned expenditure 2023/24 (£)", 6100000);
    assert_number(report, name, 0, "Planned to date (£)", 4066666.66);
    assert_number(report, name, 0, "Actual expenditure to date (£)", 4200000);
    assert_number(report, name, 0, "Variance to date (£)", 133333.34);
    assert_number(report, name, 0, "Spent of the year's plan (%)", 4200000.0 / 6100000);
    assert_number(report, name, 0, "Outputs delivered to date", 2800);
    assert_number(report, name, 0, "Delivered of the year's plan (%)", 0.7);
    assert_words(report, name, 0, "Implementation issues (Yes or No)", "Yes");
    assert_words(report, name, 0, "Issues described",
                 "September: Two providers handed packages back; November: Winter packages "
                 "begin late");
    assert_words(report, name, 2, "Implementation issues (Yes or No)", "No");
    assert_words(report, name, 2, "Outputs delivered to date", "[x]");
    assert_words(report, name, 8, "Delivered of the year's plan (%)", "No data");
    assert_number(report, name, 9, "Spent of the year's plan (%)", 13576666.67 / 21200000);
}

/* By source, in November:
 *
 *     min-north   forecasts: homecare 4,400,000, run rates 1,600,000 x 12/8 = 2,400,000,
 *                 1,500,000 and 1,266,666.67 x 12/8 = 1,900,000.01 (rounded), together
 *                 10,200,000.01: overspent by 200,000.01
 *     dfg-north   forecast 400,000 of 1,000,000: 600,000 is carried forward as capital
 *     discharge   300,000 x 12/8 = 450,000 of 500,000: 50,000 within its own fence
 */
static void the_year_end_is_a_forecast_before_march(void **state)
{
    const ap_report *report = *state;
    const char *name = "Year end return";
    assert_non_null(strstr(ap_report_find(report, name)->title, "forecast outturn"));
    assert_number(report, name, 0, "Forecast outturn 2023/24 (£)", 10200000.01);
    assert_number(report, name, 0, "Overspend (£)", 200000.01);
    assert_number(report, name, 0, "Carry-forward (£)", 0);
    assert_words(report, name, 0, "Carried forward within", "Nothing to carry");
    assert_number(report, name, 2, "Forecast outturn 2023/24 (£)", 400000);
    assert_number(report, name, 2, "Difference from plan (£)", -600000);
    assert_number(report, name, 2, "Carry-forward (£)", 600000);
    assert_words(report, name, 2, "Carried forward within", "General capital");
    assert_words(report, name, 2, "Comment",
                 "Adaptations of homes: Contractors are short of staff; Grant of the year "
                 "with what was left of last year's.");
    assert_number(report, name, 3, "Carry-forward (£)", 50000);
    assert_words(report, name, 3, "Carried forward within", "Revenue: discharge");
    assert_number(report, name, 3, "Income received to date (£)", 375000);
    assert_words(report, name, 7, "Income received to date (£)", "[z]");
}

/* At month 12 it is what was spent, whatever was forecast: 200,000 + 150,000 of the grant.
 */
static void the_year_end_is_the_outturn_in_march(void **state)
{
    (void)state;
    ap_bcf_case made = bcf_case(12);
    ap_report *report = report_of(&made);
    const char *name = "Year end return";
    assert_null(strstr(ap_report_find(report, name)->title, "forecast"));
    assert_number(report, name, 2, "Outturn 2023/24 (£)", 350000);
    assert_number(report, name, 2, "Carry-forward (£)", 650000);
    assert_number(report, "Quarterly return", 0, "Outputs delivered to date", 3700);
    assert_number(report, "BCF metrics", 2, "Actual Q4", 96);
    ap_report_free(report);
    bcf_case_free(&made);
}

/* In September nothing is known of the third quarter, in October its estimate is. */
static void figures_of_later_quarters_are_left_out(void **state)
{
    (void)state;
    ap_bcf_case made = bcf_case(6);
    ap_report *report = report_of(&made);
    assert_words(report, "BCF metrics", 0, "Actual Q3", "[x]");
    assert_number(report, "BCF metrics", 0, "Plan Q3", 249.19);
    assert_words(report, "BCF metrics", 0, "Estimated, not reported", "[z]");
    ap_report_free(report);
    bcf_case_free(&made);
    made = bcf_case(7);
    report = report_of(&made);
    assert_number(report, "BCF metrics", 0, "Actual Q3", 213);
    ap_report_free(report);
    bcf_case_free(&made);
}

/* What is reported goes before an estimate of the same quarter. */
static void an_estimate_gives_way_to_the_report(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    ap_metric_value *values = inputs->metric_values;
    values[5].kind = AP_METRIC_ESTIMATE; /* 225.40, now a second one of Q3 */
    values[5].quarter = "q3";
    values[6].kind = AP_METRIC_ACTUAL; /* 213.00 */
    ap_bcf_case made = bcf_case_of(inputs, 9);
    ap_report *report = report_of(&made);
    assert_number(report, "BCF metrics", 0, "Actual Q3", 213);
    assert_words(report, "BCF metrics", 0, "Estimated, not reported", "[z]");
    ap_report_free(report);
    bcf_case_free(&made);
}

static void a_case_may_lack_conditions_and_metrics(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    inputs->conditions_count = 0;
    inputs->metrics_count = 0;
    ap_bcf_case made = bcf_case_of(inputs, 8);
    ap_report *report = report_of(&made);
    assert_null(ap_report_find(report, "National conditions"));
    assert_null(ap_report_find(report, "BCF metrics"));
    assert_null(ap_report_find(report, "BCF metric notes"));
    assert_int_equal(report->sheet_count, 5);
    ap_report_free(report);
    bcf_case_free(&made);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

static ap_pence seen(const ap_report *report, const char *name, const char *header)
{
    return ap_pence_of(ap_checks_seen(report, name, header));
}

/* All sheets tell the same plan, to the penny, and income less expenditure is what is not
 * planned yet. */
static void assert_agreement(const ap_report *report, const ap_bcf_case *made)
{
    ap_pence planned = 0;
    ap_pence income = 0;
    for (size_t p = 0; p < BCF_POOLS; p++) {
        for (size_t l = 0; l < made->funds[p]->line_count; l++) {
            planned += made->funds[p]->lines[l].budget;
        }
        for (size_t i = 0; i < made->funds[p]->income_count; i++) {
            income += made->funds[p]->incomes[i].amount;
        }
    }
    const char *budget = "Planned expenditure 2023/24 (£)";
    assert_int_equal(seen(report, "BCF expenditure", "Expenditure 2023/24 (£)"), planned);
    assert_int_equal(seen(report, "BCF income", budget), planned);
    assert_int_equal(seen(report, "Quarterly return", budget), planned);
    assert_int_equal(seen(report, "Year end return", budget), planned);
    assert_int_equal(seen(report, "BCF income", "Planned income 2023/24 (£)"), income);
    assert_int_equal(seen(report, "BCF income", "Not yet planned (£)"), income - planned);
    ap_pence left = seen(report, "Year end return", "Carry-forward (£)") -
                    seen(report, "Year end return", "Overspend (£)");
    const char *outturn = made->funds[0]->month == 12 ? "Outturn 2023/24 (£)"
                                                      : "Forecast outturn 2023/24 (£)";
    assert_int_equal(left, income - seen(report, "Year end return", outturn));
}

static void sheets_agree_in_any_plan(void **state)
{
    (void)state;
    uint64_t seed = 20240331;
    ap_case *original = bcf_inputs();
    for (int run = 0; run < 300; run++) {
        ap_case *inputs = NULL;
        assert_int_equal(ap_case_copy(original, &inputs, NULL), AP_OK);
        for (size_t b = 0; b < inputs->budgets_count; b++) {
            inputs->budgets[b].amount = (double)(next_random(&seed) % 300000000) / 100;
        }
        for (size_t r = 0; r < inputs->ledger_count; r++) {
            inputs->ledger[r].amount = (double)(next_random(&seed) % 300000000) / 100;
        }
        ap_bcf_case made = bcf_case_of(inputs, 1 + (int)(next_random(&seed) % 12));
        ap_report *report = report_of(&made);
        assert_agreement(report, &made);
        ap_report_free(report);
        bcf_case_free(&made);
    }
    ap_case_free(original);
}

/* Formulas name columns that are there, and are short enough, on both kinds of workbook. */
static void the_sheets_make_a_workbook(void **state)
{
    char path[64];
    (void)snprintf(path, sizeof path, "pool_bcf_%ld.xlsx", (long)getpid());
    for (int profile = AP_WORKING; profile <= AP_PUBLISH; profile++) {
        assert_int_equal(ap_book_write(*state, (ap_profile)profile, path, NULL), AP_OK);
        assert_int_equal(unlink(path), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_sheet_says_what_to_do_with_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(tests_are_shown_with_their_verdict, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(expenditure_has_the_columns_of_the_template, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_scheme_has_a_row_for_each_source, set_up,
                                        tear_down),
        cmocka_unit_test(a_board_may_have_two_places),
        cmocka_unit_test_setup_teardown(what_is_missing_or_other_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(income_without_a_scheme_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(metrics_are_told_on_or_off_target, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(conditions_need_a_comment_where_not_met, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_quarter_sets_spend_beside_outputs, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_year_end_is_a_forecast_before_march, set_up,
                                        tear_down),
        cmocka_unit_test(the_year_end_is_the_outturn_in_march),
        cmocka_unit_test(figures_of_later_quarters_are_left_out),
        cmocka_unit_test(an_estimate_gives_way_to_the_report),
        cmocka_unit_test(a_case_may_lack_conditions_and_metrics),
        cmocka_unit_test(sheets_agree_in_any_plan),
        cmocka_unit_test_setup_teardown(the_sheets_make_a_workbook, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
