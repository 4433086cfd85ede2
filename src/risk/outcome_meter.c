#include "risk/outcome_meter.h"

#include <stdlib.h>
#include <string.h>

#include "apportion/target.h"
#include "risk/measure_list.h"

static ap_status no_memory(const char *what, ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for %s", what);
}

/* The number of a partner among the measures', new if it is not there yet. */
static size_t partner(ap_measures *measures, const char *name)
{
    for (size_t a = 0; a < measures->partner_count; a++) {
        const char *known = measures->partners[a];
        if (known != NULL && strcmp(known, name) == 0) {
            return a;
        }
    }
    measures->partners[measures->partner_count] = name;
    return measures->partner_count++;
}

/* Room for partners, of whom there are no more than sources, funds' partners and three. */
static ap_status make_partners(ap_outcome_meter *meter, ap_error *err)
{
    size_t sources = meter->plan->inputs->sources_count;
    size_t most = sources + 3;
    for (size_t p = 0; p < meter->funds->count; p++) {
        most += meter->funds->funds[p]->partner_count;
    }
    meter->measures->partners = calloc(most, sizeof *meter->measures->partners);
    meter->partner_of = calloc(sources + 1, sizeof *meter->partner_of);
    meter->fund_start = calloc(meter->funds->count + 1, sizeof *meter->fund_start);
    meter->fund_partner = calloc(most, sizeof *meter->fund_partner);
    return meter->measures->partners != NULL && meter->partner_of != NULL &&
                   meter->fund_start != NULL && meter->fund_partner != NULL
               ? AP_OK
               : no_memory("the partners", err);
}

static ap_status take_partners(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    size_t count = 0;
    ap_status status = make_partners(meter, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        meter->partner_of[f] = partner(meter->measures, plan->inputs->sources[f].owner);
    }
    for (size_t p = 0; p < meter->funds->count; p++) {
        const ap_fund *fund = meter->funds->funds[p];
        meter->fund_start[p] = count;
        for (size_t k = 0; k < fund->partner_count; k++) {
            meter->fund_partner[count++] = partner(meter->measures, fund->partners[k]);
        }
    }
    meter->pools = partner(meter->measures, "Pools: reserves, cuts, carried forward");
    meter->givers = partner(meter->measures, "Givers of capital and ring-fenced money");
    meter->holder = AP_NONE;
    for (size_t a = 0; a < plan->account_count && meter->holder == AP_NONE; a++) {
        if (plan->is_reserve[a]) {
            meter->holder = meter->partner_of[plan->accounts[a].source];
        }
    }
    return AP_OK;
}

/* The cells of a fund's lines, which begin at this one among those of all funds. */
static void take_lines(ap_outcome_meter *meter, const ap_fund *fund, size_t start)
{
    const ap_plan *plan = meter->plan;
    for (size_t l = 0; l < fund->line_count; l++) {
        size_t s = fund->lines[l].scheme;
        size_t f = fund->lines[l].source;
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            if (plan->cells[c].source == f) {
                meter->pooled[meter->pooled_count++] = (ap_pooled_cell){c, s, start + l};
                meter->pooled_plan[f] += plan->cell[c];
            }
        }
    }
}

/* The pools as funds, with those who share their risks. */
static ap_status make_funds(ap_outcome_meter *meter, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_plan *plan = meter->plan;
    ap_plan_cell *cells = calloc(plan->cell_count + 1, sizeof *cells);
    if (cells == NULL) {
        return no_memory("the lines of pools", err);
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        cells[c] = (ap_plan_cell){plan->cells[c].scheme, plan->cells[c].source,
                                  ap_pence_of(plan->cell[c])};
    }
    AP_TRY(ap_plan_funds_new(plan->inputs, plan->cell_count, cells, &meter->funds, err));
    meter->sharers = calloc(meter->funds->count + 1, sizeof(void *));
    AP_TRY(meter->sharers == NULL ? no_memory("the lines of pools", err) : AP_OK);
    for (size_t p = 0; p < meter->funds->count; p++) {
        AP_TRY(ap_risk_sharer_new(meter->funds->funds[p], &meter->sharers[p], err));
    }
done:
    free(cells);
    return status;
}

static ap_status take_funds(ap_outcome_meter *meter, ap_error *err)
{
    ap_status status = make_funds(meter, err);
    if (status != AP_OK) {
        return status;
    }
    meter->line_start = calloc(meter->funds->count + 1, sizeof *meter->line_start);
    meter->pooled = calloc(meter->plan->cell_count + 1, sizeof *meter->pooled);
    meter->pooled_plan =
        calloc(meter->plan->inputs->sources_count + 1, sizeof *meter->pooled_plan);
    if (meter->line_start == NULL || meter->pooled == NULL || meter->pooled_plan == NULL) {
        return no_memory("the lines of pools", err);
    }
    for (size_t p = 0; p < meter->funds->count; p++) {
        take_lines(meter, meter->funds->funds[p], meter->line_count);
        meter->line_start[p] = meter->line_count;
        meter->line_count += meter->funds->funds[p]->line_count;
    }
    meter->variance = calloc(meter->line_count + 1, sizeof *meter->variance);
    meter->variances = calloc(meter->line_count + 1, sizeof *meter->variances);
    meter->forecasts = calloc(meter->line_count + 1, sizeof *meter->forecasts);
    return meter->variance != NULL && meter->variances != NULL && meter->forecasts != NULL
               ? AP_OK
               : no_memory("the lines of pools", err);
}

/* Whose gain is it when money of the source is left outside pools? */
static size_t who_gains(const ap_outcome_meter *meter, size_t f)
{
    const ap_source *source = &meter->plan->inputs->sources[f];
    bool is_general = source->kind == AP_REVENUE && source->ring_fence[0] == '\0';
    return is_general ? meter->partner_of[f] : meter->givers;
}

static bool is_pooled(const ap_outcome_meter *meter, size_t c)
{
    size_t k = 0;
    while (k < meter->pooled_count && meter->pooled[k].cell != c) {
        k++;
    }
    return k < meter->pooled_count;
}

static void take_cell(ap_outcome_meter *meter, size_t c)
{
    size_t f = meter->plan->cells[c].source;
    size_t owner = meter->partner_of[f];
    size_t place = ap_model_counts(meter->plan->round->model, c);
    if (!is_pooled(meter, c)) {
        meter->single[meter->single_count++] = (ap_single_cell){
            .cell = c,
            .scheme = meter->plan->cells[c].scheme,
            .owner = owner,
            .gains = who_gains(meter, f),
            .is_given = meter->holder == AP_NONE || owner == meter->holder,
        };
    }
    if (place != AP_NONE) {
        meter->counted[meter->counted_count++] = (ap_counted_cell){c, place};
    }
}

static ap_status take_cells(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    meter->single = calloc(plan->cell_count + 1, sizeof *meter->single);
    meter->counted = calloc(plan->cell_count + 1, sizeof *meter->counted);
    meter->gains = calloc(plan->account_count + 1, sizeof *meter->gains);
    if (meter->single == NULL || meter->counted == NULL || meter->gains == NULL) {
        return no_memory("the cells", err);
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        take_cell(meter, c);
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        meter->gains[a] = who_gains(meter, plan->accounts[a].source);
    }
    return AP_OK;
}

static ap_status take_schemes(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    const ap_case *inputs = plan->inputs;
    meter->schemes = calloc(inputs->schemes_count + 1, sizeof *meter->schemes);
    if (meter->schemes == NULL) {
        return no_memory("the schemes", err);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        if (!plan->is_contingency[s]) {
            size_t pool = scheme->pool_at;
            meter->schemes[meter->scheme_count++] = (ap_met_scheme){
                .scheme = s,
                .place = scheme->place_at,
                .programme = scheme->programme_at,
                .pool = pool == AP_NONE ? inputs->pools_count : pool,
            };
        }
    }
    return AP_OK;
}

static ap_status take_aims(ap_outcome_meter *meter, ap_error *err)
{
    const ap_target *target = meter->plan->round->target;
    double all = 0;
    meter->aim = calloc(target->places + 1, sizeof *meter->aim);
    if (meter->aim == NULL) {
        return no_memory("the targets", err);
    }
    for (size_t i = 0; i < target->places; i++) {
        all += target->target[i];
    }
    for (size_t i = 0; i < target->places; i++) {
        meter->aim[i] = all > 0 ? target->target[i] / all : 0;
    }
    return AP_OK;
}

/* So many of the numbers; *at moves on. */
static double *some(double **at, size_t count)
{
    double *these = *at;
    *at += count;
    return these;
}

static ap_met_costs costs(double **at, size_t count)
{
    double *pressure = some(at, count);
    return (ap_met_costs){pressure, some(at, count)};
}

static ap_status make_figures(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    const ap_case *inputs = plan->inputs;
    ap_outcome_figures *figures = &meter->figures;
    size_t places = plan->round->need->places;
    size_t groups = inputs->places_count + inputs->programmes_count + inputs->pools_count;
    double *at = calloc(2 * (groups + 3) + 2 * inputs->schemes_count + 2 * places +
                            meter->measures->partner_count + plan->watched_count +
                            plan->cell_count + 4 * plan->account_count,
                        sizeof *at);
    if (at == NULL) {
        return no_memory("what is measured", err);
    }
    meter->numbers = at;
    figures->places = costs(&at, inputs->places_count + 1);
    figures->programmes = costs(&at, inputs->programmes_count + 1);
    figures->pools = costs(&at, inputs->pools_count + 1);
    figures->borne = some(&at, meter->measures->partner_count);
    meter->outturn = some(&at, places);
    meter->released = some(&at, 2 * plan->account_count);
    meter->sum_count = (size_t)(at - meter->numbers);
    figures->schemes = costs(&at, inputs->schemes_count);
    figures->distance = some(&at, places);
    figures->headroom = some(&at, plan->watched_count);
    meter->left = some(&at, plan->cell_count);
    meter->part_left = some(&at, 2 * plan->account_count);
    for (size_t a = 0; a < plan->account_count; a++) {
        meter->part_left[plan->account_count + a] = 1;
    }
    return AP_OK;
}

/* Pressure or overspend of a row. */
static const double *cost_of(ap_met_costs rows, const ap_measure_row *row)
{
    return (row->what == AP_WHAT_PRESSURE ? rows.pressure : rows.over) + row->at;
}

static const double *figure_of(const ap_outcome_meter *meter, const ap_measure_row *row)
{
    const ap_outcome_figures *figures = &meter->figures;
    switch (row->of) {
    case AP_OF_WHOLE:
        return &figures->whole[row->what];
    case AP_OF_PLACE:
        return row->what == AP_WHAT_DISTANCE
                   ? &figures->distance[meter->plan->round->need->place_of[row->at]]
                   : cost_of(figures->places, row);
    case AP_OF_PROGRAMME:
        return cost_of(figures->programmes, row);
    case AP_OF_POOL:
        return cost_of(figures->pools, row);
    case AP_OF_PARTNER:
        return &figures->borne[row->at];
    case AP_OF_SCHEME:
        return cost_of(figures->schemes, row);
    case AP_OF_RULE:
        return &figures->headroom[row->at];
    case AP_OF_MONTH:
    default:
        return &figures->to_date[row->at - 1];
    }
}

static ap_status take_measures(ap_outcome_meter *meter, ap_error *err)
{
    ap_status status = ap_measures_list(meter->measures, meter->plan, err);
    if (status != AP_OK) {
        return status;
    }
    meter->from = calloc(meter->measures->count + 1, sizeof *meter->from);
    if (meter->from == NULL) {
        return no_memory("what is measured", err);
    }
    for (size_t m = 0; m < meter->measures->count; m++) {
        meter->from[m] = figure_of(meter, &meter->measures->rows[m]);
    }
    return AP_OK;
}

ap_status ap_outcome_meter_new(const ap_plan *plan, ap_outcome_meter **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome_meter *meter = calloc(1, sizeof *meter);
    if (meter == NULL) {
        return no_memory("what is measured", err);
    }
    meter->plan = plan;
    meter->measures = calloc(1, sizeof *meter->measures);
    AP_TRY(meter->measures == NULL ? no_memory("what is measured", err) : AP_OK);
    meter->measures->arena = ap_arena_new();
    AP_TRY(meter->measures->arena == NULL ? no_memory("what is measured", err) : AP_OK);
    AP_TRY(take_funds(meter, err));
    AP_TRY(take_partners(meter, err));
    AP_TRY(take_cells(meter, err));
    AP_TRY(take_schemes(meter, err));
    AP_TRY(take_aims(meter, err));
    AP_TRY(make_figures(meter, err));
    AP_TRY(take_measures(meter, err));
    *out = meter;
    meter = NULL;
done:
    ap_outcome_meter_free(meter);
    return status;
}

void ap_outcome_meter_free(ap_outcome_meter *meter)
{
    if (meter == NULL) {
        return;
    }
    for (size_t p = 0; meter->sharers != NULL && p < meter->funds->count; p++) {
        ap_risk_sharer_free(meter->sharers[p]);
    }
    free(meter->sharers);
    ap_plan_funds_free(meter->funds);
    ap_measures_free(meter->measures);
    free(meter->from);
    free(meter->line_start);
    free(meter->pooled);
    free(meter->pooled_plan);
    free(meter->single);
    free(meter->counted);
    free(meter->schemes);
    free(meter->partner_of);
    free(meter->gains);
    free(meter->fund_partner);
    free(meter->fund_start);
    free(meter->aim);
    free(meter->numbers);
    free(meter->variance);
    free(meter->variances);
    free(meter->forecasts);
    free(meter);
}
