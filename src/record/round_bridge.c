#include "record/round_bridge.h"

#include <math.h>
#include <stdlib.h>

#include "apportion/money.h"

static const ap_report_column bridge_columns[] = {
    {.header = "Place", .width = 18},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Growth of the envelope (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Population (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Need beyond population (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Pace of change and equity band (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Rules and what others leave (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Allocation (£)",
     .format = AP_POUNDS,
     .width = 18,
     .formula = "SUM({Last year (£)}:{Rules and what others leave (£)})",
     .total = AP_SUM},
};

/* The levels that the bridge climbs, each in whole pounds that add up over the places. */
enum { LEVELS = 6 };

static double level_of(const ap_round_results *results, size_t level, size_t i)
{
    const ap_case *inputs = results->round->inputs;
    size_t n = results->round->need->places;
    double targets = ap_results_sum(n, results->round->target->target);
    double aim = results->round->target->target[i];
    double low = ap_model_least(inputs, results->round->target, i);
    double high = ap_model_most(inputs, results->round->target, i);
    double paced = fmin(fmax(aim, low), high);
    double money = results->position->place[i];
    const double levels[LEVELS] = {
        results->round->target->baseline[i],
        results->round->target->baseline[i] * targets /
            ap_results_sum(n, results->round->target->baseline),
        results->round->need->population[i] / results->round->need->population_all *
            targets,
        aim,
        fabs(paced - money) < 1 ? money
                                : paced, /* published money is within a pound of it */
        money,
    };
    return levels[level];
}

static ap_status climb(const ap_round_results *results, ap_pence whole[], ap_error *err)
{
    size_t n = results->round->need->places;
    double *exact = calloc(n + 1, sizeof *exact);
    if (exact == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the bridge");
    }
    for (size_t level = 0; level < LEVELS; level++) {
        for (size_t i = 0; i < n; i++) {
            exact[i] = level_of(results, level, i);
        }
        ap_pence total = ap_pence_of(round(ap_results_sum(n, exact)));
        ap_round_to_total(n, exact, 100, total, whole + level * n);
    }
    free(exact);
    return AP_OK;
}

static void bridge_row(const ap_round_results *results, ap_pen *pen, size_t i,
                       const ap_pence whole[])
{
    size_t n = results->round->need->places;
    ap_pen_words(pen, ap_results_place(results, i));
    ap_pen_number(pen, ap_pounds_of(whole[i]));
    for (size_t level = 1; level < LEVELS; level++) {
        ap_pen_number(pen, ap_pounds_of(whole[level * n + i] - whole[(level - 1) * n + i]));
    }
    ap_pen_number(pen, ap_pounds_of(whole[(LEVELS - 1) * n + i]));
    ap_pen_end_row(pen);
}

ap_status ap_round_bridge(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Bridge",
        .table = "bridge",
        .title = "Bridge: from last year to this year's allocation",
        .line_count = 2,
        .lines =
            {"Read from left to right: last year, its share of the envelope's growth, the "
             "place's share of people, need beyond people (this is the target),",
             "what pace of change and the equity band take or give, and what rules and the "
             "other places' limits leave."},
        .column_count = sizeof bridge_columns / sizeof bridge_columns[0],
        .columns = bridge_columns,
        .has_total = true,
        .row_count = results->round->need->places,
    };
    ap_status status = AP_OK;
    ap_pence *whole = calloc(LEVELS * results->round->need->places + 1, sizeof *whole);
    if (whole == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the bridge");
    }
    AP_TRY(climb(results, whole, err));
    AP_TRY(ap_pen_begin(report, sheet, &pen, err));
    for (size_t i = 0; i < results->round->need->places; i++) {
        bridge_row(results, &pen, i, whole);
    }
    ap_sheet_totals(report, pen.sheet);
done:
    free(whole);
    return status;
}
