#include "record/round_rules.h"

#include <math.h>

static const ap_report_column register_columns[] = {
    {.header = "Constraint", .width = 46},
    {.header = "Kind", .width = 12},
    {.header = "Policy", .width = 40},
    {.header = "Strength", .width = 14},
    {.header = "Condition", .width = 12},
    {.header = "Required (£ or output)", .format = AP_POUNDS, .width = 18},
    {.header = "Achieved (£ or output)", .format = AP_POUNDS, .width = 18},
    {.header = "Headroom (£ or output)", .format = AP_POUNDS, .width = 18},
    {.header = "Result", .width = 12},
    {.header = "Binds", .width = 8},
    {.header = "What relief would do", .width = 60},
};

static const char *const kind_words[] = {
    [AP_LINE_RULE] = "Rule", [AP_LINE_SOURCE] = "Source", [AP_LINE_LIMIT] = "Limit"};

static const char *const bound_words[] = {
    [AP_AT_LEAST] = "at least", [AP_NO_MORE] = "no more", [AP_EQUAL] = "equal"};

static void register_row(const ap_round_results *results, ap_pen *pen,
                         const ap_register_line *line)
{
    const ap_case *inputs = results->round->inputs;
    ap_text price = {0};
    ap_register_price_words(line, &price);
    bool is_soft = line->strength == AP_SOFT;
    double rank = line->kind == AP_LINE_RULE ? inputs->rules[line->rule].rank : 0;
    ap_pen_words(pen, line->name);
    ap_pen_words(pen, kind_words[line->kind]);
    ap_pen_words(pen, line->policy);
    ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++,
                   is_soft ? "soft, rank %g" : "hard", rank);
    ap_pen_words(pen, bound_words[line->bound]);
    ap_pen_pounds(pen, line->required);
    ap_pen_pounds(pen, line->achieved);
    ap_pen_pounds(pen, line->headroom);
    ap_pen_words(pen, line->is_met ? "Met" : is_soft ? "Missed" : "Not met");
    ap_pen_words(pen, line->is_binding ? "Yes" : "No");
    ap_pen_words(pen, price.length > 0 ? price.bytes : "[z]");
    ap_pen_end_row(pen);
    ap_text_free(&price);
}

static ap_status add_register(const ap_round_results *results, ap_report *report,
                              ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Constraint register",
        .table = "constraint_register",
        .title = "Constraint register: every rule, source and limit [note 6]",
        .line_count = 2,
        .lines =
            {"Headroom is how far the allocation is on the safe side. What relief would do "
             "is the shadow price at the answer, for the first goal that the line holds "
             "back.",
             "[z] where there is no price: the line does not bind, or several lines meet at a corner."},
        .column_count = sizeof register_columns / sizeof register_columns[0],
        .columns = register_columns,
        .row_count = results->lines->count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t l = 0; status == AP_OK && l < results->lines->count; l++) {
        register_row(results, &pen, &results->lines->lines[l]);
    }
    return status;
}

static const ap_report_column drop_columns[] = {
    {.header = "Rule dropped", .width = 46},
    {.header = "Outcome", .width = 16},
    {.header = "Money that moves between places (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Place that gains most", .width = 20},
    {.header = "Gain (£)", .format = AP_POUNDS, .width = 16},
    {.header = "Place that loses most", .width = 20},
    {.header = "Loss (£)", .format = AP_POUNDS, .width = 16},
    {.header = "Worst shortfall, change (percentage points)",
     .format = AP_PERCENT,
     .width = 18},
    {.header = "Soft rules missed, change (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Distance from target, change (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Need-weighted unmet bid, change (£)", .format = AP_POUNDS, .width = 18},
};

/* A change too small to be money is none: it is the trace of arithmetic. */
static double change(double now, double before)
{
    double difference = now - before;
    return fabs(difference) < 0.5 ? 0 : difference;
}

static void drop_row(const ap_round_results *results, ap_pen *pen,
                     const ap_finding *finding)
{
    const ap_position *base = results->exact;
    const ap_position *now = finding->position;
    ap_pen_words(pen, finding->name);
    if (now == NULL) {
        ap_pen_words(pen,
                     finding->outcome == AP_INFEASIBLE ? "cannot be met" : "undecided");
        for (size_t k = 2; k < pen->sheet->column_count; k++) {
            ap_pen_words(pen, "[z]");
        }
        ap_pen_end_row(pen);
        return;
    }
    double moved = 0;
    double most = 0;
    double least = 0;
    const char *gains = "[z]";
    const char *loses = "[z]";
    for (size_t i = 0; i <= base->places; i++) {
        double by = change(now->place[i], base->place[i]);
        moved += fmax(by, 0);
        gains = by > most ? ap_results_place(results, i) : gains;
        most = fmax(by, most);
        loses = by < least ? ap_results_place(results, i) : loses;
        least = fmin(by, least);
    }
    ap_pen_words(pen, "solved again");
    ap_pen_pounds(pen, moved);
    ap_pen_words(pen, gains);
    ap_pen_pounds(pen, most);
    ap_pen_words(pen, loses);
    ap_pen_pounds(pen, least);
    ap_pen_number(pen,
                  fabs(now->worst - base->worst) < 1e-8 ? 0 : now->worst - base->worst);
    ap_pen_pounds(pen, change(now->broken, base->broken));
    ap_pen_pounds(pen, change(now->total_distance, base->total_distance));
    ap_pen_pounds(pen, change(now->unmet, base->unmet));
    ap_pen_end_row(pen);
}

static ap_status add_drops(const ap_round_results *results, ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    const ap_study *study = results->study;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "What each rule costs",
        .table = "what_each_rule_costs",
        .title = "What each rule costs: the round solved again without it",
        .line_count = 1,
        .lines =
            {"Changes are against the allocation of this round. A rule that changes nothing "
             "is kept for free."},
        .column_count = sizeof drop_columns / sizeof drop_columns[0],
        .columns = drop_columns,
        .row_count = ap_study_count(study, AP_FINDING_DROP),
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < study->count; f++) {
        if (study->findings[f].kind == AP_FINDING_DROP) {
            drop_row(results, &pen, &study->findings[f]);
        }
    }
    return status;
}

static const ap_report_column clash_columns[] = {
    {.header = "What is asked", .width = 80},
    {.header = "In the clash", .width = 12},
    {.header = "Would have to give, alone (£)", .format = AP_POUNDS, .width = 20},
    {.header = "Gives in the least relaxation (£)",
     .format = AP_POUNDS,
     .width = 20,
     .total = AP_SUM},
};

static ap_status add_clashes(const ap_round_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    const ap_clash *clash = results->clash;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Clashes",
        .table = "clashes",
        .title = "Clashes: why the hard rules cannot all be met [note 7]",
        .line_count = 2,
        .lines =
            {"The lines in the clash cannot all be met together, but without any one of them "
             "the others can: one of them has to give.",
             "The least relaxation is the fewest pounds that make everything fit; the "
             "allocation in this workbook is the best one under it."},
        .column_count = sizeof clash_columns / sizeof clash_columns[0],
        .columns = clash_columns,
        .has_total = true,
        .row_count = clash->count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t q = 0; status == AP_OK && q < clash->count; q++) {
        const ap_clashing *line = &clash->claims[q];
        ap_text words = {0};
        ap_claim_words(results->round, &line->claim, &words);
        ap_pen_words(&pen, words.bytes);
        ap_pen_words(&pen, line->is_in_clash ? "Yes" : "No");
        ap_pen_number(&pen, line->alone);
        ap_pen_number(&pen, line->relaxation);
        ap_pen_end_row(&pen);
        ap_text_free(&words);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

ap_status ap_round_rules(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    if (results->clash != NULL) {
        AP_TRY(add_clashes(results, report, err));
    }
    AP_TRY(add_register(results, report, err));
    if (results->study != NULL) {
        AP_TRY(add_drops(results, report, err));
    }
done:
    return status;
}
