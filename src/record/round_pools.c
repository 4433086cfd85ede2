#include "record/round_pools.h"

#include <string.h>

#include "method/selection.h"

static const ap_report_column pool_columns[] = {
    {.header = "Pool", .width = 34},
    {.header = "Place", .width = 18},
    {.header = "Class", .width = 12},
    {.header = "Host", .width = 34},
    {.header = "Partner", .width = 34},
    {.header = "Source", .width = 40},
    {.header = "Contribution agreed (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Allocated in the round (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Difference (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{Allocated in the round (£)}-{Contribution agreed (£)}",
     .total = AP_SUM},
};

static double in_pool(const ap_round_results *results, size_t pool, size_t source)
{
    const ap_model *model = results->round->model;
    double total = 0;
    for (size_t c = 0; c < model->cell_count; c++) {
        bool is_here = model->cells[c].source == source &&
                       model->inputs->schemes[model->cells[c].scheme].pool_at == pool;
        total += is_here ? results->cells[c] : 0;
    }
    return total;
}

static double agreed(const ap_case *inputs, size_t pool, size_t source,
                     const char **partner)
{
    double total = 0;
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        const ap_contribution *row = &inputs->contributions[c];
        if (row->pool_at == pool && row->source_at == source) {
            total += row->amount;
            *partner = row->partner;
        }
    }
    return total;
}

static void pool_row(const ap_round_results *results, ap_pen *pen, size_t p, size_t f)
{
    const ap_case *inputs = results->round->inputs;
    const ap_pool *pool = &inputs->pools[p];
    const char *partner = inputs->sources[f].owner;
    double given = agreed(inputs, p, f, &partner);
    double spent = in_pool(results, p, f);
    ap_pen_words(pen, pool->name);
    ap_pen_words(pen, pool->place_at == AP_NONE ? "" : inputs->places[pool->place_at].name);
    ap_pen_words(pen, pool->class);
    ap_pen_words(pen, pool->host);
    ap_pen_words(pen, partner);
    ap_pen_words(pen, inputs->sources[f].name);
    ap_pen_number(pen, given);
    ap_pen_number(pen, spent);
    ap_pen_number(pen, spent - given);
    ap_pen_end_row(pen);
}

static bool is_in_pool(const ap_round_results *results, size_t pool, size_t source)
{
    const char *partner = "";
    return in_pool(results, pool, source) != 0 ||
           agreed(results->round->inputs, pool, source, &partner) != 0;
}

static ap_status add_pools(const ap_round_results *results, ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Pools by partner",
        .table = "pools_by_partner",
        .title = "Section 75 pools: what each partner brings and what is allocated",
        .line_count = 1,
        .lines =
            {"A difference above zero is more than the partner agreed to contribute, below "
             "zero less."},
        .column_count = sizeof pool_columns / sizeof pool_columns[0],
        .columns = pool_columns,
        .has_total = true,
    };
    for (size_t p = 0; p < inputs->pools_count; p++) {
        for (size_t f = 0; f < inputs->sources_count; f++) {
            sheet.row_count += is_in_pool(results, p, f) ? 1 : 0;
        }
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < inputs->pools_count; p++) {
        for (size_t f = 0; f < inputs->sources_count; f++) {
            if (is_in_pool(results, p, f)) {
                pool_row(results, &pen, p, f);
            }
        }
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column bcf_columns[] = {
    {.header = "Test", .width = 56},
    {.header = "Health and wellbeing board", .width = 30},
    {.header = "Condition", .width = 12},
    {.header = "Required (£)", .format = AP_POUNDS, .width = 16},
    {.header = "Planned (£)", .format = AP_POUNDS, .width = 16},
    {.header = "Headroom (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "IF({Condition}=\"no more\",-1,1)*({Planned (£)}-{Required (£)})"},
    {.header = "Result",
     .width = 10,
     .formula = "IF({Headroom (£)}>=-1,\"Met\",\"Not met\")"},
};

/* A source of a place is a BCF source (T0, T3); a rule is a BCF test if its policy says so.
 */
static bool is_bcf(const ap_round_results *results, const ap_register_line *line)
{
    const ap_case *inputs = results->round->inputs;
    if (line->kind == AP_LINE_SOURCE) {
        return inputs->sources[line->rule].place_at != AP_NONE;
    }
    return line->kind == AP_LINE_RULE && !line->is_output &&
           (strstr(line->policy, "BCF") != NULL ||
            strstr(line->policy, "Better Care Fund") != NULL);
}

/* The place that all sources of a place that the rule selects belong to; AP_NONE where they
 * are of several, or of none. */
static size_t place_of_sources(const ap_case *inputs, const ap_rule *rule)
{
    ap_selection selection = ap_selection_of_rule(rule);
    size_t place = AP_NONE;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        size_t at = inputs->sources[f].place_at;
        if (at == AP_NONE || !ap_selection_has_source(inputs, &selection, f)) {
            continue;
        }
        if (place != AP_NONE && place != at) {
            return AP_NONE;
        }
        place = at;
    }
    return place;
}

/* The board whose money or place the line speaks of. */
static const char *board_of(const ap_round_results *results, const ap_register_line *line)
{
    const ap_case *inputs = results->round->inputs;
    if (line->kind == AP_LINE_SOURCE) {
        return inputs->places[inputs->sources[line->rule].place_at].hwb;
    }
    if (line->place != AP_NONE) {
        return inputs->places[results->round->need->place_rows[line->place]].hwb;
    }
    const ap_rule *rule = &inputs->rules[line->rule];
    for (size_t p = 0; p < inputs->places_count; p++) {
        if (strcmp(inputs->places[p].place, rule->place) == 0) {
            return inputs->places[p].hwb;
        }
    }
    size_t place = place_of_sources(inputs, rule);
    return place == AP_NONE ? "All" : inputs->places[place].hwb;
}

static void bcf_row(const ap_round_results *results, ap_pen *pen,
                    const ap_register_line *line)
{
    const char *condition = line->bound == AP_NO_MORE ? "no more" : "at least";
    double over = line->achieved - line->required;
    double headroom = line->bound == AP_NO_MORE ? -over : over;
    ap_pen_words(pen, line->name);
    ap_pen_words(pen, board_of(results, line));
    ap_pen_words(pen, condition);
    ap_pen_number(pen, line->required);
    ap_pen_number(pen, line->achieved);
    ap_pen_number(pen, headroom);
    ap_pen_words(pen, headroom >= -1 ? "Met" : "Not met");
    ap_pen_end_row(pen);
}

static ap_status add_bcf(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF tests",
        .table = "bcf_tests",
        .title =
            "Better Care Fund: minimum contribution, social care, out of hospital, income [note 5]",
        .line_count = 1,
        .lines =
            {"Each source of a board is planned in full, and the tests of the national "
             "conditions are met to the pound."},
        .column_count = sizeof bcf_columns / sizeof bcf_columns[0],
        .columns = bcf_columns,
    };
    for (size_t l = 0; l < results->lines->count; l++) {
        sheet.row_count += is_bcf(results, &results->lines->lines[l]) ? 1 : 0;
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t l = 0; status == AP_OK && l < results->lines->count; l++) {
        if (is_bcf(results, &results->lines->lines[l])) {
            bcf_row(results, &pen, &results->lines->lines[l]);
        }
    }
    return status;
}

ap_status ap_round_pools(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = add_pools(results, report, err);
    return status == AP_OK ? add_bcf(results, report, err) : status;
}
