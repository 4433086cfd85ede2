#include "record/risk_stresses.h"

#include <string.h>

#include "apportion/money.h"
#include "record/risk_figures.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const ap_report_column rule_columns[] = {
    {.header = "Rule", .width = 52, .twin = "rule"},
    {.header = "Chance of being broken (%)",
     .format = AP_PERCENT,
     .width = 14,
     .twin = "chance"},
    {.header = "Headroom, P5 (£)", .format = AP_POUNDS, .width = 16, .twin = "p5"},
    {.header = "Headroom, P50 (£)", .format = AP_POUNDS, .width = 16, .twin = "p50"},
    {.header = "Headroom, mean of the worst 5% (£)",
     .format = AP_POUNDS,
     .width = 18,
     .twin = "worst"},
    {.header = "Least headroom (£)", .format = AP_POUNDS, .width = 16, .twin = "least"},
    {.header = "In words", .width = 26, .twin = "words"},
};

/* Is rule a more likely to break than b? Of equal ones the one with less headroom at P5. */
static bool is_before(const ap_spread *a, const ap_spread *b)
{
    return a->chance > b->chance ||
           (a->chance == b->chance && a->at[AP_LEVEL_P5] < b->at[AP_LEVEL_P5]);
}

const size_t *ap_risk_by_break(const ap_risk_results *results, ap_arena *arena,
                               size_t *count)
{
    const ap_measures *measures = results->findings->measures;
    const ap_spread *spreads = results->findings->spreads;
    size_t *sorted = ap_arena_room(arena, (measures->count + 1) * sizeof *sorted);
    *count = 0;
    for (size_t m = 0; sorted != NULL && m < measures->count; m++) {
        if (measures->rows[m].what != AP_WHAT_HEADROOM) {
            continue;
        }
        size_t at = (*count)++;
        while (at > 0 && is_before(&spreads[m], &spreads[sorted[at - 1]])) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = m;
    }
    return sorted;
}

static const char *break_words(double chance)
{
    static const struct {
        double above;
        const char *words;
    } steps[] = {{0.5, "breaks more often than not"},
                 {0.2, "likely to break"},
                 {0.05, "may well break"},
                 {0, "seldom breaks"}};
    for (size_t s = 0; s < COUNT(steps); s++) {
        if (chance > steps[s].above) {
            return steps[s].words;
        }
    }
    return "never broke";
}

static ap_status add_rules(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_findings *findings = results->findings;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Rules",
        .table = "rules",
        .title = "Rules: how likely each is to break in the year [note 11]",
        .line_count = 1,
        .lines =
            {"Headroom in brackets is what a rule is broken by. Rules on output, such as beds "
             "or staff, are in pounds too: a unit counts as what it costs on average."},
        .column_count = COUNT(rule_columns),
        .columns = rule_columns,
    };
    const size_t *sorted = ap_risk_by_break(results, report->arena, &sheet.row_count);
    if (sorted == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        const ap_spread *spread = &findings->spreads[sorted[r]];
        ap_pen_words(&pen, findings->measures->rows[sorted[r]].name);
        ap_pen_share(&pen, spread->chance);
        ap_figures_pounds(&pen, spread->at[AP_LEVEL_P5]);
        ap_figures_pounds(&pen, spread->at[AP_LEVEL_P50]);
        ap_figures_pounds(&pen, spread->tail);
        ap_figures_pounds(&pen, spread->least);
        ap_pen_words(&pen, break_words(spread->chance));
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column stress_columns[] = {
    {.header = "Stress", .width = 32, .twin = "stress"},
    {.header = "What it assumes", .width = 48, .twin = "assumes"},
    {.header = "Pressure (£)", .format = AP_POUNDS, .width = 15, .twin = "pressure"},
    {.header = "Income lost (£)", .format = AP_POUNDS, .width = 15, .twin = "lost"},
    {.header = "Held back (£)", .format = AP_POUNDS, .width = 15, .twin = "held"},
    {.header = "Contingency used (£)", .format = AP_POUNDS, .width = 15, .twin = "used"},
    {.header = "Overspend (£)", .format = AP_POUNDS, .width = 15, .twin = "overspend"},
    {.header = "Contingency needed (£)",
     .format = AP_POUNDS,
     .width = 15,
     .twin = "needed"},
    {.header = "Chance of a worse year (%)",
     .format = AP_PERCENT,
     .width = 12,
     .twin = "chance"},
};

/* "Pay award P95; Winter 3" */
static void tell_stress(const ap_case *inputs, const char *stress, ap_text *text)
{
    for (size_t s = 0; s < inputs->stresses_count; s++) {
        const ap_stress_row *row = &inputs->stresses[s];
        if (strcmp(row->stress, stress) == 0) {
            ap_text_print(text, "%s%s %s", text->length > 0 ? "; " : "",
                          inputs->drivers[row->driver_at].name, row->value);
        }
    }
}

static ap_status stress_row(const ap_risk_results *results, const ap_stress_finding *stress,
                            ap_pen *pen, ap_error *err)
{
    ap_text assumes = {0};
    tell_stress(results->inputs, stress->stress, &assumes);
    bool is_told = !assumes.failed;
    ap_pen_words(pen, stress->name);
    ap_pen_words(pen, assumes.bytes);
    ap_figures_pounds(pen, stress->pressure);
    ap_figures_pounds(pen, stress->lost);
    ap_figures_pounds(pen, stress->held);
    ap_figures_pounds(pen, stress->contingency);
    ap_figures_pounds(pen, stress->overspend);
    ap_figures_pounds(pen, stress->need);
    ap_pen_share(pen, stress->chance);
    ap_pen_end_row(pen);
    ap_text_free(&assumes);
    return is_told ? AP_OK
                   : ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet Stresses");
}

static void chart_stresses(const ap_findings *findings, ap_sheet *sheet, ap_arena *arena)
{
    const ap_stress_finding *first = &findings->stresses[0];
    sheet->charts[sheet->chart_count++] = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = "Named stresses: contingency needed, and what is left over",
        .alternative = ap_arena_print(
            arena,
            "Bars for %zu stresses: %.80s needs %s of contingency and leaves an "
            "overspend of %s.",
            findings->stress_count, first->name, ap_short_words(first->need, arena),
            ap_short_words(first->overspend, arena)),
        .axis_x = "Stress",
        .axis_y = "Pounds",
        .number_format = ap_axis_pounds(first->need),
        .category = "Stress",
        .series_count = 2,
        .series = {"Contingency needed (£)", "Overspend (£)"},
        .row_most = 15,
        .width = 900,
        .height = 200 + 50 * (findings->stress_count < 15 ? findings->stress_count : 15),
    };
}

static ap_status add_stresses(const ap_risk_results *results, ap_report *report,
                              ap_error *err)
{
    ap_pen pen;
    ap_arena *arena = report->arena;
    const ap_findings *findings = results->findings;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Stresses",
        .table = "stresses",
        .title = "Stresses: named years side by side",
        .line_count = 2,
        .lines =
            {ap_arena_print(arena,
                            "Drivers that a stress does not name are at their P50. With "
                            "all drivers there, the contingency needed is %s.",
                            ap_short_words(findings->median_need, arena)),
             "The chance of a worse year is the part of the modelled years that need more "
             "contingency than the stress."},
        .column_count = COUNT(stress_columns),
        .columns = stress_columns,
        .row_count = findings->stress_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    chart_stresses(findings, &sheet, arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t s = 0; status == AP_OK && s < sheet.row_count; s++) {
        status = stress_row(results, &findings->stresses[s], &pen, err);
    }
    return status;
}

static const ap_report_column back_columns[] = {
    {.header = "Of what", .width = 12, .twin = "of"},
    {.header = "Name", .width = 36, .twin = "name"},
    {.header = "Model, P5 (£)", .format = AP_POUNDS, .width = 16, .twin = "p5"},
    {.header = "Model, P50 (£)", .format = AP_POUNDS, .width = 16, .twin = "p50"},
    {.header = "Model, P95 (£)", .format = AP_POUNDS, .width = 16, .twin = "p95"},
    {.header = "Actual less plan (£)", .format = AP_POUNDS, .width = 16, .twin = "actual"},
    {.header = "Actual less P50 (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{Actual less plan (£)}-{Model, P50 (£)}",
     .twin = "error"},
    {.header = "Percentile of the actual (%)",
     .format = AP_PERCENT,
     .width = 14,
     .twin = "percentile"},
    {.header = "In words", .width = 40, .twin = "words"},
};

static const char *kind_words(ap_measured_of of)
{
    switch (of) {
    case AP_OF_WHOLE:
        return "whole";
    case AP_OF_PLACE:
        return "place";
    case AP_OF_PROGRAMME:
        return "programme";
    case AP_OF_POOL:
        return "pool";
    case AP_OF_PARTNER:
        return "partner";
    case AP_OF_SCHEME:
        return "scheme";
    case AP_OF_RULE:
        return "rule";
    case AP_OF_MONTH:
        return "month";
    }
    return "";
}

static const char *back_words(double below)
{
    if (below < 0.05) {
        return "lower than the model thought likely";
    }
    return below > 0.95 ? "higher than the model thought likely"
                        : "within the middle nine tenths";
}

static void back_row(const ap_risk_results *results, const ap_back_finding *back,
                     ap_pen *pen)
{
    const ap_measure_row *measure = &results->findings->measures->rows[back->measure];
    const ap_spread *spread = &results->findings->spreads[back->measure];
    ap_pen_words(pen, kind_words(measure->of));
    ap_pen_words(pen, measure->name);
    ap_figures_pounds(pen, spread->at[AP_LEVEL_P5]);
    ap_figures_pounds(pen, spread->at[AP_LEVEL_P50]);
    ap_figures_pounds(pen, spread->at[AP_LEVEL_P95]);
    ap_figures_pounds(pen, back->actual);
    ap_figures_pounds(pen,
                      ap_to_penny(back->actual) - ap_to_penny(spread->at[AP_LEVEL_P50]));
    ap_pen_share(pen, back->below);
    ap_pen_words(pen, back_words(back->below));
    ap_pen_end_row(pen);
}

static ap_status add_back_test(const ap_risk_results *results, ap_report *report,
                               ap_error *err)
{
    ap_pen pen;
    size_t inside = 0;
    const ap_findings *findings = results->findings;
    for (size_t b = 0; b < findings->back_count; b++) {
        double below = findings->backs[b].below;
        inside += below >= 0.05 && below <= 0.95 ? 1 : 0;
    }
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Back test",
        .table = "back_test",
        .twin = "back-test",
        .title = "Back test: what the model would have said of a year that has ended "
                 "[note 12]",
        .line_count = 1,
        .lines = {ap_arena_print(
            report->arena,
            "%zu of %zu actuals lie between P5 and P95; of a good model "
            "about nine in ten do. Amounts are pressure: cost beyond "
            "plan.",
            inside, findings->back_count)},
        .column_count = COUNT(back_columns),
        .columns = back_columns,
        .row_count = findings->back_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t b = 0; status == AP_OK && b < sheet.row_count; b++) {
        back_row(results, &findings->backs[b], &pen);
    }
    return status;
}

ap_status ap_risk_stresses(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_rules(results, report, err));
    AP_TRY(add_stresses(results, report, err));
    AP_TRY(add_back_test(results, report, err));
done:
    return status;
}
