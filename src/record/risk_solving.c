#include "record/risk_solving.h"

#include <inttypes.h>
#include <math.h>

#include "apportion/money.h"
#include "record/risk_drivers.h"
#include "record/risk_figures.h"
#include "solve/solver.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char *way_words(ap_sampling_way way)
{
    switch (way) {
    case AP_SAMPLING_PLAIN:
        return "independent draws";
    case AP_SAMPLING_LATIN:
        return "Latin hypercubes";
    case AP_SAMPLING_SOBOL:
        return "scrambled Sobol points";
    }
    return "";
}

/* Replications that any scenario is of. */
static size_t replications(const ap_tally *tally)
{
    size_t count = 0;
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        count += ap_tally_part_scenarios(tally, r) > 0 ? 1 : 0;
    }
    return count;
}

const char *ap_risk_sampling_words(const ap_risk_results *results, ap_arena *arena)
{
    uint64_t scenarios = ap_tally_scenarios(results->findings->tally);
    size_t parts = replications(results->findings->tally);
    return ap_arena_print(
        arena, "%s %s by %s, seed %" PRIu64 ", in %zu %s", ap_count_words(scenarios, arena),
        ap_text_plural(scenarios, "scenario", "scenarios"), way_words(results->way),
        results->seed, parts, ap_text_plural(parts, "replication", "replications"));
}

double ap_risk_certificate(const ap_risk_results *results)
{
    const double *worst = ap_tally_worst_certificate(results->findings->tally);
    return ap_results_power(fmax(worst[0], fmax(worst[1], worst[2])));
}

static const ap_report_column solving_columns[] = {
    {.header = "How the scenario was solved", .width = 60, .twin = "how"},
    {.header = "Scenarios (number)",
     .format = AP_COUNT,
     .width = 16,
     .total = AP_SUM,
     .twin = "scenarios"},
    {.header = "Share (%)",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "{Scenarios (number)}/{Scenarios (number)#total}",
     .total = AP_FORMULA_TOTAL,
     .twin = "share"},
};

static ap_status add_solving(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    static const struct {
        ap_counted how;
        const char *words;
    } ways[] = {
        {AP_COUNTED_CERTIFIED, "Certified: a known basis is optimal, no simplex step"},
        {AP_COUNTED_WARM, "Solved again from a basis at hand"},
        {AP_COUNTED_COLD, "Solved again from nothing"},
        {AP_COUNTED_FAILED, "Not solved: counted as if no money could be moved"}};
    ap_pen pen;
    const ap_tally *tally = results->findings->tally;
    const ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Solving",
        .table = "solving",
        .title = "Solving: how each scenario's linear program came to its answer",
        .line_count = 1,
        .lines =
            {"Every optimum has a certificate from the program itself, not from the "
             "solver; a scenario without one is solved again, or is counted as failed."},
        .column_count = COUNT(solving_columns),
        .columns = solving_columns,
        .has_total = true,
        .row_count = COUNT(ways),
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    double all = 0;
    for (size_t w = 0; w < COUNT(ways); w++) {
        all += (double)ap_tally_counted(tally, ways[w].how);
    }
    for (size_t w = 0; status == AP_OK && w < COUNT(ways); w++) {
        double count = (double)ap_tally_counted(tally, ways[w].how);
        ap_pen_words(&pen, ways[w].words);
        ap_pen_number(&pen, count);
        ap_pen_number(&pen, count / all);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
        ap_sheet_number(report, pen.sheet, sheet.row_count, 2, all / all);
    }
    return status;
}

static const ap_report_column run_columns[] = {
    {.header = "Item", .width = 34, .twin = "item"},
    {.header = "Value", .width = 90, .twin = "value"},
};

static const char *stop_words(const ap_risk_results *results, ap_arena *arena)
{
    if (results->until == NULL) {
        return "none: every scenario that was asked for is counted";
    }
    return ap_arena_print(arena, "%s: %s", results->until,
                          results->is_reached ? "reached" : "not reached");
}

static const char *number_words(ap_arena *arena, double number)
{
    return ap_arena_print(arena, "%.0e", number);
}

enum { RUN_FACTS = 13 };

static void list_facts(const ap_risk_results *results, ap_arena *arena,
                       const char *facts[RUN_FACTS][2])
{
    const ap_tally *tally = results->findings->tally;
    const double *worst = ap_tally_worst_certificate(tally);
    const char *list[RUN_FACTS][2] = {
        {"Scenarios asked for", ap_count_words(results->asked, arena)},
        {"Scenarios counted", ap_count_words(ap_tally_scenarios(tally), arena)},
        {"Stop rule", stop_words(results, arena)},
        {"Sampling", way_words(results->way)},
        {"Seed", ap_arena_print(arena, "%" PRIu64, results->seed)},
        {"Drivers together", ap_risk_copula_words(results, arena)},
        {"Linear program, rows", ap_count_words(results->lp_rows, arena)},
        {"Linear program, columns", ap_count_words(results->lp_columns, arena)},
        {"Simplex iterations, all scenarios",
         ap_count_words((uint64_t)ap_tally_counted(tally, AP_COUNTED_STEPS), arena)},
        {"Primal infeasibility, at most", number_words(arena, ap_results_power(worst[0]))},
        {"Dual infeasibility, at most", number_words(arena, ap_results_power(worst[1]))},
        {"Duality gap, at most", number_words(arena, ap_results_power(worst[2]))},
        {"Solver", ap_solver_version()},
    };
    for (size_t f = 0; f < RUN_FACTS; f++) {
        facts[f][0] = list[f][0];
        facts[f][1] = list[f][1];
    }
}

static ap_status add_run(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const char *facts[RUN_FACTS][2];
    list_facts(results, report->arena, facts);
    const ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Run log",
        .table = "run_log",
        .twin = "run-log",
        .title = "Run log: how scenarios were drawn and solved",
        .line_count = 1,
        .lines =
            {"The answer does not depend on ranks, blocks, shards or restarts. Who ran "
             "it, where and how long it took is in the run record."},
        .column_count = COUNT(run_columns),
        .columns = run_columns,
        .row_count = RUN_FACTS,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < RUN_FACTS; f++) {
        ap_pen_words(&pen, facts[f][0]);
        ap_pen_words(&pen, facts[f][1]);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column part_columns[] = {
    {.header = "Replication number",
     .format = AP_COUNT,
     .width = 12,
     .twin = "replication"},
    {.header = "Scenarios (number)",
     .format = AP_COUNT,
     .width = 14,
     .total = AP_SUM,
     .twin = "scenarios"},
    {.header = "Mean (£)", .format = AP_POUNDS, .width = 16, .twin = "mean"},
    {.header = "P50 (£)", .format = AP_POUNDS, .width = 16, .twin = "p50"},
    {.header = "P80 (£)", .format = AP_POUNDS, .width = 16, .twin = "p80"},
    {.header = "P90 (£)", .format = AP_POUNDS, .width = 16, .twin = "p90"},
    {.header = "Mean of the worst 5% (£)",
     .format = AP_POUNDS,
     .width = 16,
     .twin = "worst"},
};

static void part_row(const ap_findings *findings, size_t r, ap_pen *pen)
{
    const ap_tally *tally = findings->tally;
    double tick = findings->measures->rows[findings->measures->headline].tick;
    ap_pen_number(pen, (double)(r + 1));
    ap_pen_number(pen, (double)ap_tally_part_scenarios(tally, r));
    ap_figures_pounds(pen, tick * ap_tally_part_mean(tally, r));
    ap_figures_pounds(pen, tick * ap_tally_part_quantile(tally, r, 0.5));
    ap_figures_pounds(pen, tick * ap_tally_part_quantile(tally, r, 0.8));
    ap_figures_pounds(pen, tick * ap_tally_part_quantile(tally, r, 0.9));
    ap_figures_pounds(pen, tick * ap_tally_part_tail_mean(tally, r, 0.05));
    ap_pen_end_row(pen);
}

static ap_status add_parts(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_findings *findings = results->findings;
    const ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Replications",
        .table = "replications",
        .title =
            "Replications: the contingency needed, as each part of the run would tell it "
            "[note 3]",
        .line_count = 1,
        .lines = {"Scenarios are in parts, each sampled for itself. How far the parts are "
                  "from one another tells how far the whole may be out."},
        .column_count = COUNT(part_columns),
        .columns = part_columns,
        .has_total = true,
        .row_count = replications(findings->tally),
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < AP_REPLICATIONS; r++) {
        if (ap_tally_part_scenarios(findings->tally, r) > 0) {
            part_row(findings, r, &pen);
        }
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column failed_columns[] = {
    {.header = "Scenario number", .format = AP_COUNT, .width = 16, .twin = "scenario"},
    {.header = "Replication number",
     .format = AP_COUNT,
     .width = 14,
     .twin = "replication"},
    {.header = "How it is counted", .width = 60, .twin = "counted"},
};

static ap_status add_failed(const ap_risk_results *results, ap_report *report,
                            ap_error *err)
{
    ap_pen pen;
    const uint64_t *failed = NULL;
    const ap_tally *tally = results->findings->tally;
    size_t count = ap_tally_failed(tally, &failed);
    const ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Failed scenarios",
        .table = "failed_scenarios",
        .twin = "failed-scenarios",
        .title = "Failed scenarios: those whose linear program could not be solved",
        .line_count = results->dumps == NULL ? 1 : 2,
        .lines =
            {ap_arena_print(
                 report->arena,
                 "%s in all; the %d lowest numbers at most are listed. None is dropped.",
                 ap_count_words((uint64_t)ap_tally_counted(tally, AP_COUNTED_FAILED),
                                report->arena),
                 AP_FAILED_KEPT),
             results->dumps == NULL
                 ? ""
                 : ap_arena_print(report->arena, "Their programs are in %s, as MPS files.",
                                  results->dumps)},
        .column_count = COUNT(failed_columns),
        .columns = failed_columns,
        .row_count = count,
    };
    if (count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < count; f++) {
        ap_pen_number(&pen, (double)failed[f]);
        ap_pen_number(&pen, (double)(failed[f] % AP_REPLICATIONS + 1));
        ap_pen_words(&pen, "as if no money could be moved, which is the worst it can be");
        ap_pen_end_row(&pen);
    }
    return status;
}

ap_status ap_risk_solving(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_run(results, report, err));
    AP_TRY(add_solving(results, report, err));
    AP_TRY(add_parts(results, report, err));
    AP_TRY(add_failed(results, report, err));
done:
    return status;
}
