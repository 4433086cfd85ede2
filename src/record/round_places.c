#include "record/round_places.h"

#include <math.h>
#include <stdlib.h>

#include "apportion/money.h"

#define ALLOCATION "Allocation (£)"

/* What the sheets by place have in common. */
typedef struct ap_by_place {
    const ap_round_results *results;
    const ap_round *round;
    const ap_need *need;
    const ap_target *target;
    const ap_position *position;
    ap_report *report;
} ap_by_place;

static const ap_report_column summary_columns[] = {
    {.header = "Place", .width = 18},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Target (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = ALLOCATION,
     .format = AP_POUNDS,
     .width = 18,
     .formula = "SUMIFS({Schemes!Of the envelope (£)},{Schemes!Place},{Place})",
     .total = AP_SUM},
    {.header = "Change (£)",
     .format = AP_POUNDS,
     .width = 18,
     .formula = "{Allocation (£)}-{Last year (£)}",
     .total = AP_SUM},
    {.header = "Growth (%)",
     .format = AP_PERCENT,
     .width = 11,
     .formula = "{Allocation (£)}/{Last year (£)}-1",
     .total = AP_FORMULA_TOTAL},
    {.header = "Opening distance from target (%)", .format = AP_PERCENT, .width = 15},
    {.header = "Closing distance from target (%)",
     .format = AP_PERCENT,
     .width = 15,
     .formula = "{Allocation (£)}/{Target (£)}-1",
     .total = AP_FORMULA_TOTAL},
};

static double growth(double now, double before)
{
    return before > 0 ? now / before - 1 : NAN;
}

static void summary_row(const ap_by_place *by, ap_pen *pen, size_t i)
{
    double money = by->position->place[i];
    ap_pen_words(pen, ap_results_place(by->results, i));
    ap_pen_number(pen, by->target->baseline[i]);
    ap_pen_number(pen, by->target->target[i]);
    ap_pen_number(pen, money);
    ap_pen_number(pen, money - by->target->baseline[i]);
    ap_pen_number(pen, growth(money, by->target->baseline[i]));
    ap_pen_number(pen, by->target->opening[i]);
    ap_pen_number(pen, money / by->target->target[i] - 1);
    ap_pen_end_row(pen);
}

/* The place furthest below target, or the first if none is below. */
static size_t worst_place(const ap_by_place *by)
{
    size_t worst = 0;
    for (size_t i = 1; i < by->need->places; i++) {
        if (by->position->distance[i] < by->position->distance[worst]) {
            worst = i;
        }
    }
    return worst;
}

/* What a board reads first, in sentences. */
static void summary_lines(const ap_by_place *by, ap_sheet *sheet)
{
    ap_arena *arena = by->report->arena;
    const ap_case *inputs = by->round->inputs;
    char money[AP_MONEY_SIZE];
    char other[AP_MONEY_SIZE];
    double places = ap_results_sum(by->need->places, by->position->place);
    double before = ap_results_sum(by->need->places, by->target->baseline);
    size_t worst = worst_place(by);
    double below = -by->position->distance[worst] * 100;
    sheet->lines[0] = ap_arena_print(
        arena, "%s shares %s among %zu places in %s: %.2f%% more than last year's %s.",
        inputs->settings.icb, ap_money_short(places, money), by->need->places,
        inputs->settings.year, growth(places, before) * 100, ap_money_short(before, other));
    sheet->lines[1] =
        below > 0.005
            ? ap_arena_print(
                  arena, "%s ends furthest below target, by %.2f%%; it began at %+.2f%%.",
                  ap_results_place(by->results, worst), below,
                  by->target->opening[worst] * 100)
            : "No place ends below target.";
    sheet->lines[2] = ap_arena_print(
        arena, "Bids of %s remain unmet; soft rules are missed by %s in all.",
        ap_money_short(by->position->unmet_plain, money),
        ap_money_short(by->position->broken, other));
    sheet->line_count = 3;
    if (by->results->clash != NULL) {
        sheet->lines[3] =
            "The hard rules cannot all be met: these figures are the least-bad "
            "allocation of the least relaxation. See sheet Clashes.";
        sheet->line_count = 4;
    }
}

static void summary_charts(const ap_by_place *by, ap_sheet *sheet)
{
    ap_arena *arena = by->report->arena;
    size_t worst = worst_place(by);
    sheet->charts[0] = (ap_report_chart){
        .kind = AP_CHART_COLUMN,
        .title = "Distance from target by place, opening and closing",
        .alternative = ap_arena_print(
            arena,
            "Opening and closing distance from target by place; %s closes at %+.2f%%.",
            ap_results_place(by->results, worst), by->position->distance[worst] * 100),
        .axis_x = "Place",
        .axis_y = "Distance from target",
        .number_format = "0.0%",
        .category = "Place",
        .series_count = 2,
        .series = {"Opening distance from target (%)", "Closing distance from target (%)"},
    };
    sheet->charts[1] = (ap_report_chart){
        .kind = AP_CHART_COLUMN,
        .title = "Last year and allocation by place (£m)",
        .alternative = ap_arena_print(
            arena, "Last year's money and this year's allocation; %s has £%.1fm.",
            ap_results_place(by->results, 0), by->position->place[0] / 1e6),
        .axis_x = "Place",
        .axis_y = "£m",
        .number_format = "#,##0,,",
        .category = "Place",
        .series_count = 2,
        .series = {"Last year (£)", ALLOCATION},
    };
    sheet->chart_count = 2;
}

static ap_status add_summary(const ap_by_place *by, ap_error *err)
{
    ap_pen pen;
    size_t n = by->need->places;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Board summary",
        .table = "board_summary",
        .title = "Board summary: what each place receives",
        .column_count = sizeof summary_columns / sizeof summary_columns[0],
        .columns = summary_columns,
        .has_total = true,
        .row_count = n,
    };
    summary_lines(by, &sheet);
    summary_charts(by, &sheet);
    ap_status status = ap_pen_begin(by->report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        summary_row(by, &pen, i);
    }
    ap_sheet_totals(by->report, pen.sheet);
    double places = ap_results_sum(n, by->position->place);
    ap_sheet_number(by->report, pen.sheet, n, 5,
                    growth(places, ap_results_sum(n, by->target->baseline)));
    ap_sheet_number(by->report, pen.sheet, n, 7,
                    growth(places, ap_results_sum(n, by->target->target)));
    return AP_OK;
}

static const ap_report_column result_columns[] = {
    {.header = "Place", .width = 18},
    {.header = "Need share (%)", .format = AP_PERCENT, .width = 11, .total = AP_SUM},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Target (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Opening distance (%)", .format = AP_PERCENT, .width = 11},
    {.header = "Least allowed (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Most allowed (£)", .format = AP_POUNDS, .width = 18},
    {.header = ALLOCATION,
     .format = AP_POUNDS,
     .width = 18,
     .formula = "SUMIFS({Schemes!Of the envelope (£)},{Schemes!Place},{Place})",
     .total = AP_SUM},
    {.header = "Distance (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{Allocation (£)}-{Target (£)}",
     .total = AP_SUM},
    {.header = "Closing distance (%)",
     .format = AP_PERCENT,
     .width = 11,
     .formula = "{Distance (£)}/{Target (£)}",
     .total = AP_FORMULA_TOTAL},
    {.header = "Growth (%)",
     .format = AP_PERCENT,
     .width = 11,
     .formula = "{Allocation (£)}/{Last year (£)}-1",
     .total = AP_FORMULA_TOTAL},
};

static void result_row(const ap_by_place *by, ap_pen *pen, size_t i)
{
    const ap_case *inputs = by->round->inputs;
    double aim = by->target->target[i];
    double money = by->position->place[i];
    double share = aim / ap_results_sum(by->need->places, by->target->target);
    double low = ap_model_least(inputs, by->target, i);
    double high = ap_model_most(inputs, by->target, i);
    ap_pen_words(pen, ap_results_place(by->results, i));
    ap_pen_number(pen, share);
    ap_pen_number(pen, by->target->baseline[i]);
    ap_pen_number(pen, aim);
    ap_pen_number(pen, by->target->opening[i]);
    ap_pen_number(pen, low);
    ap_pen_number(pen, high);
    ap_pen_number(pen, money);
    ap_pen_number(pen, money - aim);
    ap_pen_number(pen, (money - aim) / aim);
    ap_pen_number(pen, growth(money, by->target->baseline[i]));
    ap_pen_end_row(pen);
}

static ap_status add_results(const ap_by_place *by, ap_error *err)
{
    ap_pen pen;
    size_t n = by->need->places;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Place results",
        .table = "place_results",
        .title = "Place results: target, distance and growth [note 1] [note 2]",
        .line_count = 2,
        .lines =
            {"Target and allocation are money of the envelope. Distance is allocation less "
             "target: positive is over target.",
             "Opening distance compares last year's share with this year's need share."},
        .column_count = sizeof result_columns / sizeof result_columns[0],
        .columns = result_columns,
        .has_total = true,
        .row_count = n,
    };
    ap_status status = ap_pen_begin(by->report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        result_row(by, &pen, i);
    }
    ap_sheet_totals(by->report, pen.sheet);
    double places = ap_results_sum(n, by->position->place);
    double aims = ap_results_sum(n, by->target->target);
    ap_sheet_number(by->report, pen.sheet, n, 9, (places - aims) / aims);
    ap_sheet_number(by->report, pen.sheet, n, 10,
                    growth(places, ap_results_sum(n, by->target->baseline)));
    return AP_OK;
}

static const ap_report_column head_columns[] = {
    {.header = "Place", .width = 18},
    {.header = "Population", .format = AP_COUNT, .width = 13, .total = AP_SUM},
    {.header = "Weighted population",
     .format = AP_COUNT,
     .width = 13,
     .formula = "{Need share (%)}*{Population#total}",
     .total = AP_SUM},
    {.header = "Need share (%)", .format = AP_PERCENT, .width = 11, .total = AP_SUM},
    {.header = "Need index (system = 1.000)",
     .format = AP_INDEX,
     .width = 13,
     .formula = "{Weighted population}/{Population}",
     .total = AP_FORMULA_TOTAL},
    {.header = ALLOCATION,
     .format = AP_POUNDS,
     .width = 18,
     .formula = "SUMIFS({Schemes!Of the envelope (£)},{Schemes!Place},{Place})",
     .total = AP_SUM},
    {.header = "Per head (£)",
     .format = AP_PENCE,
     .width = 14,
     .formula = "{Allocation (£)}/{Population}",
     .total = AP_FORMULA_TOTAL},
    {.header = "Per weighted head (£)",
     .format = AP_PENCE,
     .width = 14,
     .formula = "{Allocation (£)}/{Weighted population}",
     .total = AP_FORMULA_TOTAL},
    {.header = "Target per head (£)", .format = AP_PENCE, .width = 14},
};

static ap_status add_heads(const ap_by_place *by, ap_error *err)
{
    ap_pen pen;
    size_t n = by->need->places;
    double targets = ap_results_sum(n, by->target->target);
    double people = by->need->population_all;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Per head",
        .table = "per_head",
        .title = "Per head: what a person, and a person weighted by need, is allocated",
        .line_count = 1,
        .lines =
            {"At target, a weighted head is worth the same everywhere. Weighted population "
             "is need scaled to the people of the system."},
        .column_count = sizeof head_columns / sizeof head_columns[0],
        .columns = head_columns,
        .has_total = true,
        .row_count = n,
    };
    ap_status status = ap_pen_begin(by->report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < n; i++) {
        double share = by->target->target[i] / targets;
        double money = by->position->place[i];
        ap_pen_words(&pen, ap_results_place(by->results, i));
        ap_pen_number(&pen, by->need->population[i]);
        ap_pen_number(&pen, share * people);
        ap_pen_number(&pen, share);
        ap_pen_number(&pen, share * people / by->need->population[i]);
        ap_pen_number(&pen, money);
        ap_pen_number(&pen, money / by->need->population[i]);
        ap_pen_number(&pen, money / (share * people));
        ap_pen_pounds(&pen, by->target->target[i] / by->need->population[i]);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        double places = ap_results_sum(n, by->position->place);
        ap_sheet_totals(by->report, pen.sheet);
        ap_sheet_number(by->report, pen.sheet, n, 4, 1);
        ap_sheet_number(by->report, pen.sheet, n, 6, places / people);
        ap_sheet_number(by->report, pen.sheet, n, 7, places / people);
    }
    return status;
}

static const ap_report_column need_columns[] = {
    {.header = "Programme", .width = 28},
    {.header = "Place", .width = 18},
    {.header = "Measured by", .width = 24},
    {.header = "Weighted population", .format = AP_COUNT, .width = 14},
    {.header = "Need share (%)", .format = AP_PERCENT, .width = 11},
    {.header = "Need index (system = 1.000)", .format = AP_INDEX, .width = 13},
    {.header = "Programme's part of target (%)", .format = AP_PERCENT, .width = 14},
    {.header = "Target (£)", .format = AP_POUNDS, .width = 18},
};

static ap_status add_need(const ap_by_place *by, ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = by->round->inputs;
    size_t measured = 0;
    for (size_t k = 0; k < by->need->programmes; k++) {
        measured += inputs->programmes[k].need[0] != '\0' ? 1 : 0;
    }
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Need and target",
        .table = "need_and_target",
        .title = "Need and target by programme and place [note 3]",
        .line_count = 1,
        .lines = {"Need indices are relative to the system (1.000), not to England: never "
                  "compare them with an index of the ICB."},
        .column_count = sizeof need_columns / sizeof need_columns[0],
        .columns = need_columns,
        .row_count = measured * by->need->places,
    };
    ap_status status = ap_pen_begin(by->report, sheet, &pen, err);
    for (size_t k = 0; status == AP_OK && k < by->need->programmes; k++) {
        const ap_programme *programme = &inputs->programmes[k];
        for (size_t i = 0; i < by->need->places && programme->need[0] != '\0'; i++) {
            size_t at = i * by->need->programmes + k;
            ap_pen_words(&pen, programme->name);
            ap_pen_words(&pen, ap_results_place(by->results, i));
            ap_pen_words(&pen, programme->need);
            ap_pen_number(&pen, by->need->weighted[at]);
            ap_pen_number(&pen, by->need->share[at]);
            ap_pen_number(&pen, by->need->index[at]);
            ap_pen_number(&pen, programme->target_share);
            ap_pen_number(&pen, by->need->share[at] * programme->target_share *
                                    by->target->quantum);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

ap_status ap_round_places(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_by_place by = {
        .results = results,
        .round = results->round,
        .need = results->round->need,
        .target = results->round->target,
        .position = results->position,
        .report = report,
    };
    AP_TRY(add_summary(&by, err));
    AP_TRY(add_results(&by, err));
    AP_TRY(add_heads(&by, err));
    AP_TRY(add_need(&by, err));
done:
    return status;
}
