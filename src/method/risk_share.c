#include "method/risk_share.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "method/risk_rules.h"
#include "method/selection.h"

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static bool is_in_scope(const ap_sharing *sharing, const ap_risk_step *step, size_t l)
{
    const ap_fund_line *line = &sharing->fund->lines[l];
    const ap_scheme *scheme = &sharing->inputs->schemes[line->scheme];
    const ap_source *source = &sharing->inputs->sources[line->source];
    const ap_selection selection = {.place = "",
                                    .programme = "",
                                    .source = "",
                                    .pool = "",
                                    .scheme_type = step->scheme_type,
                                    .area = "",
                                    .tag = step->tag};
    const ap_forecast_row *forecast = ap_sharing_forecast(sharing, l);
    return ap_selector_matches(step->scheme, scheme->scheme) &&
           ap_selector_matches(step->stream, source->stream) &&
           ap_selector_matches(step->cause, forecast == NULL ? "" : forecast->cause) &&
           ap_selection_has_scheme_anywhere(sharing->inputs, &selection, line->scheme);
}

/* The lines of the fence that a step looks at; step NULL: all of them. */
static void choose_scope(ap_sharing *sharing, const ap_risk_step *step, size_t fence)
{
    sharing->scope_count = 0;
    for (size_t k = 0; k < sharing->fund->line_count; k++) {
        size_t l = sharing->order[k];
        if (sharing->fund->lines[l].fence == fence &&
            (step == NULL || is_in_scope(sharing, step, l))) {
            sharing->scope[sharing->scope_count++] = l;
        }
    }
}

static ap_pence left_of_fence(const ap_sharing *sharing, size_t fence)
{
    ap_pence left = 0;
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        left += sharing->fund->lines[l].fence == fence ? sharing->rest[l] : 0;
    }
    return left;
}

/* Take a step in a fence; row AP_NONE: what is left lies where it fell. */
static void take_step(ap_sharing *sharing, size_t row, size_t fence)
{
    const ap_risk_step *step = row == AP_NONE ? NULL : &sharing->inputs->risk_share[row];
    ap_risk_result *result = sharing->result;
    ap_risk_stage *stages = ap_grown(result->stages, result->stage_count, sizeof *stages);
    if (stages == NULL) {
        sharing->is_out_of_memory = true;
        return;
    }
    result->stages = stages;
    choose_scope(sharing, step, fence);
    ap_sides sides = ap_sides_of(sharing, sharing->scope_count, sharing->scope);
    size_t stage = result->stage_count++;
    result->stages[stage] = (ap_risk_stage){
        .step = row, .fence = fence, .over = sides.over, .under = sides.under};
    ap_risk_apply(sharing, step, fence);
    result->stages[stage].left = left_of_fence(sharing, fence);
}

/* The row of the pool's next step above a number; AP_NONE where there is none. */
static size_t next_step(const ap_sharing *sharing, double above)
{
    const ap_grouping *steps = &sharing->fund->index->steps;
    const ap_risk_step *rows = sharing->inputs->risk_share;
    size_t pool = sharing->fund->pool;
    size_t next = AP_NONE;
    for (size_t k = steps->start[pool]; k < steps->start[pool + 1]; k++) {
        size_t at = steps->rows[k];
        if (rows[at].step > above && (next == AP_NONE || rows[at].step < rows[next].step)) {
            next = at;
        }
    }
    return next;
}

static bool has_variance(const ap_sharing *sharing, size_t fence)
{
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        if (sharing->fund->lines[l].fence == fence && sharing->rest[l] != 0) {
            return true;
        }
    }
    return false;
}

static void share_fence(ap_sharing *sharing, size_t fence)
{
    if (!has_variance(sharing, fence)) {
        return;
    }
    double number = 0;
    size_t row = next_step(sharing, number);
    while (row != AP_NONE && !sharing->is_out_of_memory) {
        take_step(sharing, row, fence);
        number = sharing->inputs->risk_share[row].step;
        row = next_step(sharing, number);
    }
    take_step(sharing, AP_NONE, fence);
}

static int compare_lines(const ap_sharing *sharing, size_t a, size_t b)
{
    const ap_fund_line *lines = sharing->fund->lines;
    int by_scheme = strcmp(sharing->inputs->schemes[lines[a].scheme].scheme,
                           sharing->inputs->schemes[lines[b].scheme].scheme);
    return by_scheme != 0 ? by_scheme
                          : strcmp(sharing->inputs->sources[lines[a].source].source,
                                   sharing->inputs->sources[lines[b].source].source);
}

/* By insertion: lines are few, and nearly in order. */
static void set_out(ap_sharing *sharing, const ap_pence variances[])
{
    const ap_fund *fund = sharing->fund;
    for (size_t l = 0; l < fund->line_count; l++) {
        size_t at = l;
        while (at > 0 && compare_lines(sharing, sharing->order[at - 1], l) > 0) {
            sharing->order[at] = sharing->order[at - 1];
            at--;
        }
        sharing->order[at] = l;
        sharing->rest[l] = variances[l];
        sharing->result->incurred[fund->lines[l].partner] += variances[l];
        sharing->result->total += variances[l];
    }
    for (size_t p = 0; p < fund->part_count; p++) {
        for (size_t k = 0; k < fund->parts[p].line_count; k++) {
            sharing->part_of_line[fund->parts[p].first_line + k] = p;
        }
    }
    for (size_t c = 0; c < ap_sharing_steps(fund) * fund->partner_count; c++) {
        sharing->caps[c] = NAN;
    }
    for (size_t r = 0; r < sharing->inputs->risk_share_count; r++) {
        sharing->reserve[r] = ap_pence_of(sharing->inputs->risk_share[r].amount);
    }
}

static void free_sharing(ap_sharing *sharing)
{
    free(sharing->order);
    free(sharing->part_of_line);
    free(sharing->rest);
    free(sharing->given_up);
    free(sharing->reserve);
    free(sharing->scope);
    free(sharing->weights);
    free(sharing->split);
    free(sharing->caps);
    free(sharing->cuts);
    free(sharing->budgets);
}

ap_status ap_risk_share_shifted(const ap_fund *fund, const ap_pence variances[], size_t a,
                                double shift, ap_risk_result **out, ap_error *err)
{
    size_t lines = fund->line_count + 1;
    size_t most = larger(lines, fund->partner_count);
    ap_risk_result *result = calloc(1, sizeof *result);
    ap_sharing sharing = {
        .fund = fund,
        .inputs = fund->index->inputs,
        .order = calloc(lines, sizeof *sharing.order),
        .part_of_line = calloc(lines, sizeof *sharing.part_of_line),
        .rest = calloc(lines, sizeof *sharing.rest),
        .given_up = calloc(lines, sizeof *sharing.given_up),
        .reserve =
            calloc(fund->index->inputs->risk_share_count + 1, sizeof *sharing.reserve),
        .scope = calloc(2 * lines, sizeof *sharing.scope),
        .weights = calloc(most, sizeof *sharing.weights),
        .split = calloc(most, sizeof *sharing.split),
        .caps =
            calloc(ap_sharing_steps(fund) * fund->partner_count + 1, sizeof *sharing.caps),
        .cuts = calloc(ap_sharing_steps(fund) + 1, sizeof *sharing.cuts),
        .budgets = calloc(most, sizeof *sharing.budgets),
        .shifted = a,
        .shift = shift,
        .result = result,
    };
    if (result != NULL) {
        result->incurred = calloc(fund->partner_count + 1, sizeof *result->incurred);
        result->borne = calloc(fund->partner_count + 1, sizeof *result->borne);
    }
    sharing.is_out_of_memory =
        result == NULL || result->incurred == NULL || result->borne == NULL ||
        sharing.order == NULL || sharing.part_of_line == NULL || sharing.rest == NULL ||
        sharing.given_up == NULL || sharing.reserve == NULL || sharing.scope == NULL ||
        sharing.weights == NULL || sharing.split == NULL || sharing.caps == NULL ||
        sharing.cuts == NULL || sharing.budgets == NULL;
    if (!sharing.is_out_of_memory) {
        set_out(&sharing, variances);
        for (size_t g = 0; g < fund->fence_count; g++) {
            share_fence(&sharing, g);
        }
    }
    free_sharing(&sharing);
    if (sharing.is_out_of_memory) {
        ap_risk_result_free(result);
        return ap_fail(err, AP_NO_MEMORY, sharing.inputs->pools[fund->pool].pool,
                       "no memory for its risk share");
    }
    *out = result;
    return AP_OK;
}

ap_status ap_risk_share(const ap_fund *fund, const ap_pence variances[],
                        ap_risk_result **out, ap_error *err)
{
    return ap_risk_share_shifted(fund, variances, AP_NONE, 0, out, err);
}

void ap_risk_result_free(ap_risk_result *result)
{
    if (result == NULL) {
        return;
    }
    free(result->stages);
    free(result->entries);
    free(result->incurred);
    free(result->borne);
    free(result);
}
