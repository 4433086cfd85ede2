#include "record/round_logs.h"

#include <math.h>
#include <string.h>

#include "record/assumptions.h"
#include "record/logs.h"

static const ap_report_column source_columns[] = {
    {.header = "Source", .width = 24},
    {.header = "Name", .width = 40},
    {.header = "Owner", .width = 36},
    {.header = "Stream", .width = 28},
    {.header = "Kind", .width = 10},
    {.header = "Place", .width = 18},
    {.header = "In the envelope", .width = 10},
    {.header = "Spend", .width = 10},
    {.header = "Amount (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .is_input = true},
    {.header = "Spent (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .formula =
         "SUMIFS({Source by scheme!Allocation (£)},{Source by scheme!Source},{Name})"},
    {.header = "Left (£)",
     .format = AP_POUNDS,
     .width = 16,
     .total = AP_SUM,
     .formula = "{Amount (£)}-{Spent (£)}"},
};

ap_status ap_round_sources(const ap_round_results *results, ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_INPUTS,
        .name = "Sources",
        .table = "sources",
        .title = "Sources: the money there is",
        .line_count = 1,
        .lines = {"Amounts are inputs of the case [input]; spent is the round's result."},
        .column_count = sizeof source_columns / sizeof source_columns[0],
        .columns = source_columns,
        .has_total = true,
        .row_count = inputs->sources_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        double spent = results->position->source[f];
        ap_pen_words(&pen, source->source);
        ap_pen_words(&pen, source->name);
        ap_pen_words(&pen, source->owner);
        ap_pen_words(&pen, source->stream);
        ap_pen_words(&pen, source->kind == AP_CAPITAL ? "capital" : "revenue");
        ap_pen_words(&pen, source->place_at == AP_NONE
                               ? "[z]"
                               : inputs->places[source->place_at].name);
        ap_pen_words(&pen, source->is_envelope ? "Yes" : "No");
        ap_pen_words(&pen, source->spend == AP_IN_FULL ? "in full" : "at most");
        ap_pen_number(&pen, source->amount);
        ap_pen_number(&pen, spent);
        ap_pen_number(&pen, source->amount - spent);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column run_columns[] = {
    {.header = "Stage", .format = AP_COUNT, .width = 8},
    {.header = "Goal", .width = 40},
    {.header = "Best value (£m)", .format = AP_PLAIN, .width = 20},
    {.header = "Value kept at the end", .format = AP_PLAIN, .width = 20},
    {.header = "Primal infeasibility, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Dual infeasibility, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Duality gap, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Simplex iterations", .format = AP_COUNT, .width = 12},
};

/* The goal that a stage is of: the relaxation comes before the round's own goals. */
static void goal_words(const ap_round_results *results, ap_pen *pen, size_t goal)
{
    const ap_model *model = results->round->model;
    bool is_relaxed = results->clash != NULL;
    if (is_relaxed && goal == 0) {
        ap_pen_words(pen, "least relaxation");
        return;
    }
    size_t g = goal - (is_relaxed ? 1 : 0);
    if (model->goal_kinds[g] == AP_GOAL_SOFT) {
        ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "%s of rank %g",
                       model->goals[g].name, model->goal_ranks[g]);
        return;
    }
    ap_pen_words(pen, model->goals[g].name);
}

static ap_status add_run(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_lexico_result *result = ap_results_stages(results);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Run log",
        .table = "run_log",
        .title = "Run log: the goals in order, each with its certificate",
        .line_count = 2,
        .lines =
            {"Values are in £m (goal 2: a share of target). Certificates are computed from "
             "the program itself in extended precision, not taken from the solver.",
             "Who ran it, when, and how long it took is in the run record, so that the same "
             "inputs give the same workbook."},
        .column_count = sizeof run_columns / sizeof run_columns[0],
        .columns = run_columns,
        .row_count = result->stage_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t g = 0; status == AP_OK && g < result->stage_count; g++) {
        const ap_stage *stage = &result->stages[g];
        ap_pen_number(&pen, (double)(g + 1));
        goal_words(results, &pen, stage->goal);
        ap_pen_number(&pen, round(stage->best * 1e6) / 1e6);
        ap_pen_number(&pen, round(stage->kept * 1e6) / 1e6);
        ap_pen_number(&pen, ap_results_power(stage->certificate.primal));
        ap_pen_number(&pen, ap_results_power(stage->certificate.dual));
        ap_pen_number(&pen, ap_results_power(stage->certificate.gap));
        ap_pen_number(&pen, (double)stage->iterations);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_step steps[] = {
    {"Version", "This workbook issued, and what has changed since the one before",
     "Finance business partner"},
    {"Quality", "Inputs agreed with their owners (assumptions log read)",
     "Finance business partner"},
    {"Quality", "Method and rules reviewed by somebody who did not write them",
     "Head of financial planning"},
    {"Quality", "Checks read; every check that fails explained",
     "Head of financial planning"},
    {"Decision", "Options, frontier and what each rule costs discussed", "Place directors"},
    {"Decision", "Allocation recommended to the board", "Chief finance officer"},
    {"Decision", "Allocation decided", "Integrated care board"},
};

ap_status ap_round_logs(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_assumptions_add(results->round->inputs, report, err));
    AP_TRY(ap_log_data(results->round->inputs, report, err));
    AP_TRY(add_run(results, report, err));
    AP_TRY(ap_log_sign_off(sizeof steps / sizeof steps[0], steps, report, err));
done:
    return status;
}
