/* The report of a risk run: its sheets, its sentences, and checks that find what is wrong.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/money.h"
#include "made_risk.h"
#include "record/book_rules.h"
#include "record/risk_report.h"

enum { SCENARIOS = 2000 };

/* One run for all tests; each makes its own report of it, or of a copy with a slip in it.
 */
static ap_made_risk made;

static int make_run(void **state)
{
    (void)state;
    ap_made_risk_run(&made, SCENARIOS);
    return 0;
}

static int end_run(void **state)
{
    (void)state;
    ap_made_risk_end(&made);
    return 0;
}

/* A report of results; it may be written as a workbook. */
static ap_report *told(const ap_risk_results *results, size_t *failed)
{
    ap_report *report = NULL;
    ap_error error = {0};
    if (ap_risk_report(results, &report, failed, &error) != AP_OK ||
        ap_report_check(report, &error) != AP_OK) {
        fail_msg("%s: %s", error.where, error.what);
    }
    return report;
}

static const ap_report_cell *cell_at(const ap_report *report, const char *name, size_t row,
                                     const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(sheet);
    size_t column = ap_sheet_column(sheet, header);
    if (column == sheet->column_count) {
        fail_msg("sheet %s has no column %s", name, header);
    }
    return &sheet->cells[row * sheet->column_count + column];
}

static double number_at(const ap_report *report, const char *name, size_t row,
                        const char *header)
{
    const ap_report_cell *cell = cell_at(report, name, row, header);
    assert_true(cell->is_number);
    return cell->number;
}

/* The row whose first column says so. */
static size_t row_of(const ap_report *report, const char *name, const char *words)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(sheet);
    size_t row = 0;
    while (row < sheet->row_count &&
           strcmp(sheet->cells[row * sheet->column_count].text, words) != 0) {
        row++;
    }
    if (row == sheet->row_count) {
        fail_msg("sheet %s has no row %s", name, words);
    }
    return row;
}

static void assert_near(double number, double expected, double by)
{
    if (!(fabs(number - expected) <= by)) {
        fail_msg("%.9g is not %.9g", number, expected);
    }
}

static const char *cover(const ap_report *report, const char *item)
{
    return cell_at(report, "Cover", row_of(report, "Cover", item), "Value")->text;
}

static size_t whole(ap_measured_what what)
{
    return ap_measures_find(made.measures, what, AP_OF_WHOLE, 0);
}

static void a_sound_run_passes_every_check(void **state)
{
    (void)state;
    static const char *const expected[] = {"Cover",
                                           "Contents",
                                           "Notes",
                                           "Headline",
                                           "Contingency",
                                           "Levels",
                                           "Standard errors",
                                           "S curve",
                                           "Fan by month",
                                           "Tornado",
                                           "Conditional means",
                                           "Reverse stress",
                                           "Places",
                                           "Closing distance",
                                           "Pools",
                                           "Partners",
                                           "Programmes",
                                           "Scheme overspends",
                                           "Schemes",
                                           "Diversification",
                                           "Sources",
                                           "Exceedance by place",
                                           "Exceedance by pool",
                                           "Exceedance by partner",
                                           "Exceedance by programme",
                                           "Rules",
                                           "Stresses",
                                           "Back test",
                                           "Drivers",
                                           "Correlations",
                                           "Run log",
                                           "Solving",
                                           "Replications",
                                           "Checks",
                                           "Inputs checklist",
                                           "Assumptions log",
                                           "Data log",
                                           "Sign off"};
    size_t failed = 1;
    ap_report *report = told(&made.results, &failed);
    assert_int_equal(failed, 0);
    assert_string_equal(cover(report, "Master check"), "All checks pass");
    assert_true(ap_report_find(report, "Checks")->row_count >= 20);
    size_t s = 0;
    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
        bool is_data_log = strcmp(expected[e], "Data log") == 0; /* of a case with files */
        if (is_data_log && strcmp(report->sheets[s].name, expected[e]) != 0) {
            continue;
        }
        assert_string_equal(report->sheets[s++].name, expected[e]);
    }
    assert_int_equal(s, report->sheet_count);
    ap_report_free(report);
}

/* Means and levels stand as the findings have them, to the penny; the gap is what P80 needs
 * above the 18 million that are planned. */
static void headline_and_contingency_are_the_findings(void **state)
{
    (void)state;
    size_t failed = 0;
    ap_report *report = told(&made.results, &failed);
    const ap_spread *need = &made.findings->spreads[whole(AP_WHAT_NEED)];
    size_t row = row_of(report, "Headline", "Contingency needed");
    assert_true(number_at(report, "Headline", row, "Mean (£)") == ap_to_penny(need->mean));
    assert_true(number_at(report, "Headline", row, "P95 (£)") ==
                ap_to_penny(need->at[AP_LEVEL_P95]));
    assert_near(number_at(report, "Headline", row, "Chance above zero (%)"), need->chance,
                1e-6);
    row = row_of(report, "Contingency", "P80");
    double needed = number_at(report, "Contingency", row, "Contingency needed (£)");
    assert_true(needed == ap_to_penny(need->at[AP_LEVEL_P80]));
    assert_true(number_at(report, "Contingency", row, "Contingency planned (£)") == 18e6);
    assert_true(number_at(report, "Contingency", row, "Gap (£)") ==
                ap_to_penny(needed - 18e6));
    assert_string_equal(cell_at(report, "Contingency", row, "Planned contingency")->text,
                        needed > 18e6 ? "is short" : "is enough");
    assert_true(number_at(report, "Levels", 0, "Contingency needed (£)") ==
                ap_to_penny(need->least));
    ap_report_free(report);
}

/* 199 levels and the planned contingency; the amounts rise with the chances. */
static void the_s_curve_rises(void **state)
{
    (void)state;
    size_t failed = 0;
    ap_report *report = told(&made.results, &failed);
    const ap_sheet *curve = ap_report_find(report, "S curve");
    assert_int_equal(curve->row_count, 200);
    size_t planned = 0;
    for (size_t r = 0; r < curve->row_count; r++) {
        double pounds = number_at(report, "S curve", r, "Contingency (£)");
        double chance = number_at(report, "S curve", r, "Chance that it is enough (%)");
        planned += pounds == 18e6 && fabs(chance - made.findings->enough) < 1e-6 ? 1 : 0;
        if (r > 0) {
            assert_true(pounds >= number_at(report, "S curve", r - 1, "Contingency (£)"));
            assert_true(chance > number_at(report, "S curve", r - 1,
                                           "Chance that it is enough (%)"));
        }
    }
    assert_int_equal(planned, 1);
    assert_int_equal(curve->chart_count, 2);
    assert_int_equal(curve->charts[0].block_count, 4);
    ap_report_free(report);
}

/* A column's numbers never rise from row to row. */
static void assert_falls(const ap_report *report, const char *name, const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    for (size_t r = 1; r < sheet->row_count; r++) {
        assert_true(number_at(report, name, r, header) <=
                    number_at(report, name, r - 1, header));
    }
}

static void the_largest_stands_first(void **state)
{
    (void)state;
    size_t failed = 0;
    ap_report *report = told(&made.results, &failed);
    assert_falls(report, "Tornado", "Swing (£)");
    assert_falls(report, "Rules", "Chance of being broken (%)");
    const ap_sheet *worst = ap_report_find(report, "Reverse stress");
    for (size_t r = 1; r < worst->row_count; r++) {
        static const char header[] = "Mean percentile in the worst 5% (%)";
        assert_true(fabs(number_at(report, "Reverse stress", r, header) - 0.5) <=
                    fabs(number_at(report, "Reverse stress", r - 1, header) - 0.5));
    }
    ap_report_free(report);
}

/* Pay at P10 takes 0.45 of 9 million off, less what is held back of it: the bars are
 * changes against every driver at its P50. */
static void bars_are_changes_from_the_middle(void **state)
{
    (void)state;
    size_t failed = 0;
    ap_report *report = told(&made.results, &failed);
    const ap_driver_finding *pay = &made.findings->drivers[0];
    size_t row = row_of(report, "Tornado", "Pay award above plan");
    double low = number_at(report, "Tornado", row, "Driver at P10 (£)");
    double high = number_at(report, "Tornado", row, "Driver at P90 (£)");
    assert_near(low, pay->low - made.findings->median_need, 0.006);
    assert_near(high, pay->high - made.findings->median_need, 0.006);
    assert_true(low < 0 && high > 0);
    assert_near(number_at(report, "Tornado", row, "Swing (£)"), high - low, 0.006);
    row = row_of(report, "Tornado", "Efficiencies delivered");
    assert_true(number_at(report, "Tornado", row, "Driver at P90 (£)") < 0);
    ap_report_free(report);
}

/* From nothing on, the chance of losing more never rises; at nothing it is the chance of
 * any loss. */
static void exceedance_falls_from_the_chance_of_any_loss(void **state)
{
    (void)state;
    static const char *const names[] = {"Exceedance by place", "Exceedance by pool",
                                        "Exceedance by partner", "Exceedance by programme"};
    size_t failed = 0;
    ap_report *report = told(&made.results, &failed);
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        const ap_sheet *sheet = ap_report_find(report, names[n]);
        assert_int_equal(sheet->row_count, 41);
        for (size_t c = 1; c < sheet->column_count; c++) {
            assert_falls(report, names[n], sheet->columns[c].header);
        }
    }
    size_t row = row_of(report, "Partners", "Southampton City Council");
    assert_near(
        number_at(report, "Exceedance by partner", 0, "Southampton City Council (%)"),
        number_at(report, "Partners", row, "Chance of a loss (%)"), 1e-3);
    ap_report_free(report);
}

/* Twenty-five pools and more: those with less at risk are left out, with a word. */
static void the_least_at_risk_are_left_out(void **state)
{
    (void)state;
    enum { MORE = 30 };
    size_t changed[MORE];
    size_t count = 0;
    for (size_t m = 0; m < made.measures->count && count < MORE; m++) {
        ap_measure_row *row = &made.measures->rows[m];
        if (row->of == AP_OF_SCHEME && row->what == AP_WHAT_OVERSPEND) {
            row->of = AP_OF_POOL;
            row->at += 1000;
            changed[count++] = m;
        }
    }
    size_t failed = 0;
    ap_report *report = NULL;
    ap_error error = {0};
    assert_int_equal(ap_risk_report(&made.results, &report, &failed, &error), AP_OK);
    const ap_sheet *sheet = ap_report_find(report, "Exceedance by pool");
    assert_int_equal(sheet->column_count, 1 + 24);
    assert_int_equal(sheet->line_count, 2);
    assert_non_null(strstr(sheet->lines[1], "10 more"));
    ap_report_free(report);
    for (size_t i = 0; i < count; i++) {
        made.measures->rows[changed[i]].of = AP_OF_SCHEME;
        made.measures->rows[changed[i]].at -= 1000;
    }
}

/* The sentences of the cover, of numbers that a reader can hold against them. */
static void the_cover_says_it_in_sentences(void **state)
{
    (void)state;
    ap_findings findings = *made.findings;
    ap_spread *spreads = calloc(made.measures->count, sizeof *spreads);
    assert_non_null(spreads);
    memcpy(spreads, findings.spreads, made.measures->count * sizeof *spreads);
    ap_risk_results results = made.results;
    results.findings = &findings;
    findings.spreads = spreads;
    findings.breaks_even = 0.382;
    findings.breaks_even_error = 0.001;
    findings.enough = 0.41;
    ap_spread *need = &spreads[whole(AP_WHAT_NEED)];
    need->at[AP_LEVEL_P50] = -2e6;
    need->at[AP_LEVEL_P80] = 45.2e6;
    need->at[AP_LEVEL_P90] = 57.9e6;
    need->error[AP_LEVEL_P50] = 60e3;
    need->error[AP_LEVEL_P80] = 110e3;
    need->error[AP_LEVEL_P90] = NAN;
    ap_spread *over = &spreads[whole(AP_WHAT_OVERSPEND)];
    over->mean = 9.1e6;
    over->tail = 71e6;
    over->at[AP_LEVEL_P99] = 88e6;
    size_t failed = 0;
    ap_report *report = told(&results, &failed);
    assert_string_equal(
        cover(report, "Breaking even"),
        "In 2,000 modelled years the plan breaks even in 38.2% (± 0.1) of them.");
    assert_string_equal(
        cover(report, "Contingency planned"),
        "The planned contingency of £18.0m is enough in 41.0% of years. It is "
        "£27.2m short of P80.");
    assert_string_equal(cover(report, "Contingency needed"),
                        "P50 needs nothing, with £2.0m (± £0.1m) to spare; P80 £45.2m (± "
                        "£0.1m); P90 £57.9m.");
    assert_string_equal(cover(report, "The worst years"),
                        "The overspend is £9.1m on average, and £71.0m on average in the "
                        "worst 5% of years; one year in a hundred is above £88.0m.");
    assert_non_null(strstr(cover(report, "What drives it"), "Pay award above plan (£"));
    assert_non_null(strstr(cover(report, "What the worst years share"),
                           "Pay award above plan is far higher than usual"));
    assert_non_null(strstr(cover(report, "The rule most likely to break"),
                           "Mental Health Investment Standard: broken in "));
    assert_non_null(strstr(cover(report, "Who bears it"),
                           "after the risk share: NHS Hampshire and Isle of Wight ICB £"));
    ap_report_free(report);
    free(spreads);
}

/* What was not asked for has no sheet and no sentence. */
static void what_there_is_not_is_not_told(void **state)
{
    (void)state;
    ap_case inputs = made.inputs;
    ap_findings findings = *made.findings;
    ap_risk_results results = made.results;
    bool *none = calloc(inputs.schemes_count, sizeof *none);
    assert_non_null(none);
    inputs.correlations_count = 0;
    inputs.stresses_count = 0;
    findings.stress_count = 0;
    findings.back_count = 0;
    findings.driver_count = 0;
    findings.contingency = 0;
    results.inputs = &inputs;
    results.findings = &findings;
    results.is_contingency = none;
    results.until = NULL;
    size_t failed = 0;
    ap_report *report = told(&results, &failed);
    static const char *const absent[] = {
        "Stresses", "Back test",         "Correlations",   "Drivers",
        "Tornado",  "Conditional means", "Reverse stress", "Failed scenarios"};
    for (size_t a = 0; a < sizeof absent / sizeof absent[0]; a++) {
        assert_null(ap_report_find(report, absent[a]));
    }
    assert_int_equal(failed, 0);
    assert_non_null(
        strstr(cover(report, "Contingency planned"), "No contingency is planned; none is"));
    assert_null(strstr(cover(report, "How sure this is"), "stop rule"));
    ap_report_free(report);
    free(none);
}

/* A slip in the results, to be found by a check. */
typedef struct ap_slip {
    ap_risk_results results;
    ap_findings findings;
    ap_spread *spreads;
} ap_slip;

static void scenario_missing(ap_slip *slip)
{
    slip->results.scenarios++;
}

static void contingency_differs(ap_slip *slip)
{
    slip->findings.contingency += 1;
}

static ap_spread *of_first(ap_slip *slip, ap_measured_what what, ap_measured_of of)
{
    for (size_t m = 0; m < made.measures->count; m++) {
        if (made.measures->rows[m].what == what && made.measures->rows[m].of == of) {
            return &slip->spreads[m];
        }
    }
    fail_msg("nothing of that kind is measured");
    return NULL;
}

static void place_does_not_add_up(ap_slip *slip)
{
    of_first(slip, AP_WHAT_OVERSPEND, AP_OF_PLACE)->mean += 5;
}

static void partner_does_not_add_up(ap_slip *slip)
{
    of_first(slip, AP_WHAT_BORNE, AP_OF_PARTNER)->mean += 5;
}

static void scheme_does_not_add_up(ap_slip *slip)
{
    of_first(slip, AP_WHAT_PRESSURE, AP_OF_SCHEME)->mean += 5;
}

static void programme_does_not_add_up(ap_slip *slip)
{
    of_first(slip, AP_WHAT_OVERSPEND, AP_OF_PROGRAMME)->mean -= 5;
}

static void chance_above_one(ap_slip *slip)
{
    of_first(slip, AP_WHAT_HEADROOM, AP_OF_RULE)->chance = 1.5;
}

static void chance_below_nought(ap_slip *slip)
{
    of_first(slip, AP_WHAT_OVERSPEND, AP_OF_PLACE)->chance = -0.1;
}

static void levels_swapped(ap_slip *slip)
{
    ap_spread *need = &slip->spreads[whole(AP_WHAT_NEED)];
    need->at[AP_LEVEL_P80] = need->at[AP_LEVEL_P90] + 1;
}

static void mean_is_another(ap_slip *slip)
{
    slip->spreads[whole(AP_WHAT_NEED)].mean += 1;
}

static void breaks_even_more_often(ap_slip *slip)
{
    slip->findings.breaks_even += 0.01;
}

static void a_slip_fails_a_check(void **state)
{
    (void)state;
    static void (*const slips[])(ap_slip *) = {
        scenario_missing,        contingency_differs,    place_does_not_add_up,
        partner_does_not_add_up, scheme_does_not_add_up, programme_does_not_add_up,
        chance_above_one,        chance_below_nought,    levels_swapped,
        mean_is_another,         breaks_even_more_often};
    for (size_t s = 0; s < sizeof slips / sizeof slips[0]; s++) {
        ap_slip slip = {.results = made.results, .findings = *made.findings};
        slip.spreads = calloc(made.measures->count, sizeof *slip.spreads);
        assert_non_null(slip.spreads);
        memcpy(slip.spreads, made.findings->spreads,
               made.measures->count * sizeof *slip.spreads);
        slip.results.findings = &slip.findings;
        slip.findings.spreads = slip.spreads;
        slips[s](&slip);
        size_t failed = 0;
        ap_report *report = told(&slip.results, &failed);
        if (failed == 0) {
            fail_msg("slip %zu is not found", s);
        }
        assert_string_equal(cover(report, "Master check"),
                            "A check fails: see sheet Checks");
        ap_report_free(report);
        free(slip.spreads);
    }
}

/* A scenario that could not be solved is counted, named, told on the cover, and fails a
 * check. */
static void a_failed_scenario_is_named(void **state)
{
    (void)state;
    static const double certificate[3] = {0, 0, 0};
    ap_made_risk other;
    ap_made_risk_run(&other, 160);
    ap_tally_solved(other.tally, 77, AP_COUNTED_FAILED, 0, certificate);
    other.results.dumps = "failed";
    size_t failed = 0;
    ap_report *report = told(&other.results, &failed);
    assert_true(failed >= 1);
    assert_int_equal(ap_report_find(report, "Failed scenarios")->row_count, 1);
    assert_true(number_at(report, "Failed scenarios", 0, "Scenario number") == 77);
    assert_true(number_at(report, "Failed scenarios", 0, "Replication number") == 14);
    assert_non_null(
        strstr(ap_report_find(report, "Failed scenarios")->lines[1], "in failed"));
    assert_non_null(strstr(cover(report, "Not solved"), "1 SCENARIO COULD NOT BE SOLVED"));
    ap_report_free(report);
    ap_made_risk_end(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_run_passes_every_check),
        cmocka_unit_test(headline_and_contingency_are_the_findings),
        cmocka_unit_test(the_s_curve_rises),
        cmocka_unit_test(the_largest_stands_first),
        cmocka_unit_test(bars_are_changes_from_the_middle),
        cmocka_unit_test(exceedance_falls_from_the_chance_of_any_loss),
        cmocka_unit_test(the_least_at_risk_are_left_out),
        cmocka_unit_test(the_cover_says_it_in_sentences),
        cmocka_unit_test(what_there_is_not_is_not_told),
        cmocka_unit_test(a_slip_fails_a_check),
        cmocka_unit_test(a_failed_scenario_is_named),
    };
    return cmocka_run_group_tests(tests, make_run, end_run);
}
