#include "risk/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "method/plan_fund.h"
#include "method/risk_share.h"
#include "risk/measure_list.h"

/* What a scenario asks of a cell. */
typedef struct ap_met_cell {
    size_t scheme;
    size_t account;
    size_t line;  /* among those of all funds; AP_NONE: it is outside pools */
    size_t owner; /* of its source, among the measures' partners */
    size_t gains; /* whose gain it is when money of it is left outside pools */
    size_t place; /* of need, where its outturn counts; AP_NONE: nowhere */
    bool gives;   /* money may be moved out of its scheme */
} ap_met_cell;

/* And of a scheme that is no contingency. */
typedef struct ap_met_scheme {
    size_t scheme;
    size_t place;
    size_t programme;
    size_t pool; /* one more than there are: outside pools */
} ap_met_scheme;

struct ap_outcome_meter {
    const ap_plan *plan;
    ap_measures *measures;
    ap_plan_funds *funds;
    ap_risk_sharer **sharers; /* of each pool */
    size_t *line_start;       /* of each pool: its first line among those of all funds */
    ap_met_cell *cells;
    size_t scheme_count;
    ap_met_scheme *schemes;
    size_t given_count; /* cells outside pools of the partner that holds the contingency, or
                           of all where nobody does */
    size_t *given;
    size_t *partner_of;   /* sources: the owner among the measures' partners */
    size_t *fund_partner; /* pool p, its fund's partner k at start[p] + k: likewise */
    size_t *fund_start;
    bool *is_general;       /* sources: what is left of it may make good a loss */
    size_t holder;          /* the partner that holds the contingency */
    size_t pools;           /* those who are no partners: the pools themselves, and */
    size_t givers;          /* those who gave what is not general */
    ap_pence *variances;    /* scratch: lines of all funds */
    double *left;           /* cells */
    double *released;       /* accounts */
    double *part_left;      /* accounts: the part that is left of what is released */
    double *outturn;        /* places of need */
    double *borne;          /* partners */
    double *place_pressure; /* rows of places, programmes and pools; the whole is last */
    double *place_over;
    double *programme_pressure;
    double *programme_over;
    double *pool_pressure;
    double *pool_over;
};

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

static ap_status take_partners(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    const ap_case *inputs = plan->inputs;
    size_t count = 0;
    size_t most = inputs->sources_count + 3;
    for (size_t p = 0; p < meter->funds->count; p++) {
        most += meter->funds->funds[p]->partner_count;
    }
    meter->measures->partners = calloc(most, sizeof *meter->measures->partners);
    meter->partner_of = calloc(inputs->sources_count + 1, sizeof *meter->partner_of);
    meter->fund_start = calloc(meter->funds->count + 1, sizeof *meter->fund_start);
    meter->fund_partner = calloc(most, sizeof *meter->fund_partner);
    meter->is_general = calloc(inputs->sources_count + 1, sizeof *meter->is_general);
    if (meter->measures->partners == NULL || meter->partner_of == NULL ||
        meter->fund_start == NULL || meter->fund_partner == NULL ||
        meter->is_general == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for the partners");
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        meter->partner_of[f] = partner(meter->measures, source->owner);
        meter->is_general[f] = source->kind == AP_REVENUE && source->ring_fence[0] == '\0';
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

/* The lines of a pool's fund begin at this one among those of all funds. */
static void take_lines(ap_outcome_meter *meter, const ap_fund *fund, size_t start)
{
    const ap_plan *plan = meter->plan;
    for (size_t l = 0; l < fund->line_count; l++) {
        size_t s = fund->lines[l].scheme;
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            if (plan->cells[c].source == fund->lines[l].source) {
                meter->cells[c].line = start + l;
            }
        }
    }
}

/* The pools as funds, and the line of each cell. */
static ap_status take_funds(ap_outcome_meter *meter, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_plan *plan = meter->plan;
    size_t lines = 0;
    ap_plan_cell *cells = calloc(plan->cell_count + 1, sizeof *cells);
    meter->cells = calloc(plan->cell_count + 1, sizeof *meter->cells);
    if (cells == NULL || meter->cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "pools", "no memory for their lines"));
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        cells[c] = (ap_plan_cell){plan->cells[c].scheme, plan->cells[c].source,
                                  ap_pence_of(plan->cell[c])};
        meter->cells[c].line = AP_NONE;
    }
    AP_TRY(ap_plan_funds_new(plan->inputs, plan->cell_count, cells, &meter->funds, err));
    meter->sharers = calloc(meter->funds->count + 1, sizeof(void *));
    meter->line_start = calloc(meter->funds->count + 1, sizeof *meter->line_start);
    if (meter->sharers == NULL || meter->line_start == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "pools", "no memory for their lines"));
    }
    for (size_t p = 0; p < meter->funds->count; p++) {
        const ap_fund *fund = meter->funds->funds[p];
        AP_TRY(
            ap_risk_sharer_new(fund, AP_RISK_SCENARIO_FORECAST, &meter->sharers[p], err));
        take_lines(meter, fund, lines);
        meter->line_start[p] = lines;
        lines += fund->line_count;
    }
    meter->variances = calloc(lines + 1, sizeof *meter->variances);
    if (meter->variances == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "pools", "no memory for their lines"));
    }
done:
    free(cells);
    return status;
}

/* Whose gain is it when money of the source is left outside pools? */
static size_t who_gains(const ap_outcome_meter *meter, size_t source)
{
    return meter->is_general[source] ? meter->partner_of[source] : meter->givers;
}

/* What does not change from scenario to scenario. */
static ap_status take_cells(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    meter->given = calloc(plan->cell_count + 1, sizeof *meter->given);
    if (meter->given == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for the cells");
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        ap_met_cell *cell = &meter->cells[c];
        size_t f = plan->cells[c].source;
        cell->scheme = plan->cells[c].scheme;
        cell->account = plan->account_of[c];
        cell->owner = meter->partner_of[f];
        cell->gains = who_gains(meter, f);
        cell->place = ap_model_counts(plan->round->model, c);
        cell->gives = plan->may_give[cell->scheme];
        bool is_holder = meter->holder == AP_NONE || cell->owner == meter->holder;
        if (cell->line == AP_NONE && is_holder) {
            meter->given[meter->given_count++] = c;
        }
    }
    return AP_OK;
}

static ap_status take_schemes(ap_outcome_meter *meter, ap_error *err)
{
    const ap_plan *plan = meter->plan;
    const ap_case *inputs = plan->inputs;
    meter->schemes = calloc(inputs->schemes_count + 1, sizeof *meter->schemes);
    if (meter->schemes == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for the schemes");
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

static bool has_room(ap_outcome_meter *meter)
{
    const ap_plan *plan = meter->plan;
    size_t places = plan->inputs->places_count + 1;
    size_t programmes = plan->inputs->programmes_count + 1;
    size_t pools = plan->inputs->pools_count + 1;
    size_t all = 2 * (places + programmes + pools) + plan->cell_count +
                 2 * plan->account_count + plan->round->need->places +
                 meter->measures->partner_count + 4;
    double *numbers = calloc(all, sizeof *numbers);
    if (numbers == NULL) {
        return false;
    }
    meter->left = numbers; /* one block */
    meter->released = meter->left + plan->cell_count;
    meter->part_left = meter->released + plan->account_count;
    meter->outturn = meter->part_left + plan->account_count;
    meter->borne = meter->outturn + plan->round->need->places;
    meter->place_pressure = meter->borne + meter->measures->partner_count;
    meter->place_over = meter->place_pressure + places;
    meter->programme_pressure = meter->place_over + places;
    meter->programme_over = meter->programme_pressure + programmes;
    meter->pool_pressure = meter->programme_over + programmes;
    meter->pool_over = meter->pool_pressure + pools;
    return true;
}

ap_status ap_outcome_meter_new(const ap_plan *plan, ap_outcome_meter **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome_meter *meter = calloc(1, sizeof *meter);
    if (meter == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for what is measured");
    }
    meter->plan = plan;
    meter->measures = calloc(1, sizeof *meter->measures);
    if (meter->measures == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "measures", "no memory for what is measured"));
    }
    meter->measures->arena = ap_arena_new();
    if (meter->measures->arena == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "measures", "no memory for what is measured"));
    }
    AP_TRY(take_funds(meter, err));
    AP_TRY(take_partners(meter, err));
    AP_TRY(take_cells(meter, err));
    AP_TRY(take_schemes(meter, err));
    AP_TRY(ap_measures_list(meter->measures, plan, err));
    if (!has_room(meter)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "measures", "no memory for what is measured"));
    }
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
    free(meter->line_start);
    free(meter->cells);
    free(meter->schemes);
    free(meter->given);
    free(meter->partner_of);
    free(meter->fund_start);
    free(meter->fund_partner);
    free(meter->is_general);
    free(meter->variances);
    free(meter->left);
    free(meter);
}

const ap_measures *ap_outcome_measures(const ap_outcome_meter *meter)
{
    return meter->measures;
}

size_t ap_outcome_holder(const ap_outcome_meter *meter)
{
    return meter->holder;
}

/* left_c of every cell; what of an account is left beyond that is its owner's gain. */
static void take_left(ap_outcome_meter *meter, const ap_shortage *shortage,
                      ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    memset(meter->released, 0, plan->account_count * sizeof *meter->released);
    for (size_t c = 0; c < plan->cell_count; c++) {
        const ap_met_cell *cell = &meter->cells[c];
        double held = cell->gives ? plan->part[c] * moves.held[cell->scheme] : 0;
        meter->left[c] = shortage->spare[c] + held;
        meter->released[cell->account] += cell->gives ? meter->left[c] : 0;
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        size_t f = plan->accounts[a].source;
        double all = meter->released[a];
        double left = moves.left[a];
        meter->part_left[a] = all > 0 ? ap_lesser(left / all, 1) : 0;
        meter->borne[who_gains(meter, f)] -= ap_greater(left - all, 0);
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        const ap_met_cell *cell = &meter->cells[c];
        meter->left[c] *= cell->gives ? meter->part_left[cell->account] : 1;
    }
}

/* Outside pools everyone bears its own, in pools what does not come to them; the variances
 * of their lines. */
static void bear_own(ap_outcome_meter *meter, const ap_shortage *shortage,
                     ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    for (size_t c = 0; c < plan->cell_count; c++) {
        const ap_met_cell *cell = &meter->cells[c];
        size_t s = cell->scheme;
        double over = plan->part[c] * (moves.over[s] + shortage->beyond[s]);
        double left = meter->left[c];
        if (cell->line == AP_NONE) {
            meter->borne[cell->owner] += over;
            meter->borne[cell->gains] -= left;
        } else {
            double lost = ap_shortage_lost(shortage, c);
            meter->borne[cell->owner] += lost;
            meter->variances[cell->line] = ap_pence_of(over - left - lost);
        }
    }
}

/* In a pool its rules say who does. */
static void bear_pool(ap_outcome_meter *meter, size_t p)
{
    const ap_fund *fund = meter->funds->funds[p];
    if (fund->line_count == 0) {
        return;
    }
    const ap_risk_result *result =
        ap_risk_sharer_run(meter->sharers[p], meter->variances + meter->line_start[p]);
    for (size_t k = 0; k < fund->partner_count; k++) {
        meter->borne[meter->fund_partner[meter->fund_start[p] + k]] +=
            ap_pounds_of(result->borne[k]);
    }
    meter->borne[meter->pools] +=
        ap_pounds_of(result->reserve + result->uncommitted + result->carried);
}

/* What places, programmes and pools cost beyond plan, and what of it nobody covers. The
 * return value is of the whole. */
typedef struct ap_totals {
    double pressure;
    double held;
    double over;
    double given; /* held back outside pools for others: see (38) */
} ap_totals;

static ap_totals add_up(ap_outcome_meter *meter, const ap_shortage *shortage,
                        ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    const ap_case *inputs = plan->inputs;
    ap_totals totals = {0};
    size_t numbers =
        2 * (inputs->places_count + inputs->programmes_count + inputs->pools_count + 3);
    memset(meter->place_pressure, 0, numbers * sizeof *meter->place_pressure);
    for (size_t k = 0; k < meter->scheme_count; k++) {
        const ap_met_scheme *scheme = &meter->schemes[k];
        size_t s = scheme->scheme;
        double pressure = shortage->cost[s] - plan->scheme[s];
        double over = moves.over[s] + shortage->beyond[s];
        meter->place_pressure[scheme->place] += pressure;
        meter->place_over[scheme->place] += over;
        meter->programme_pressure[scheme->programme] += pressure;
        meter->programme_over[scheme->programme] += over;
        meter->pool_pressure[scheme->pool] += pressure;
        meter->pool_over[scheme->pool] += over;
        totals.pressure += pressure;
        totals.over += over;
        totals.held += moves.held[s] + shortage->held[s];
    }
    for (size_t k = 0; k < meter->given_count; k++) {
        size_t c = meter->given[k];
        totals.given += plan->part[c] * moves.held[meter->cells[c].scheme];
    }
    return totals;
}

/* The outturn of the envelope, by place of need; returns that of all. */
static double take_outturn(ap_outcome_meter *meter, const ap_shortage *shortage,
                           ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    double all = 0;
    memset(meter->outturn, 0, plan->round->need->places * sizeof *meter->outturn);
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t i = meter->cells[c].place;
        if (i != AP_NONE) {
            double outturn = ap_recourse_outturn(shortage, moves, c);
            meter->outturn[i] += outturn;
            all += outturn;
        }
    }
    return all;
}

static double distance(const ap_outcome_meter *meter, size_t row, double all)
{
    const ap_round *round = meter->plan->round;
    size_t i = round->need->place_of[row];
    double targets = 0;
    for (size_t j = 0; j < round->target->places; j++) {
        targets += round->target->target[j];
    }
    double aim = targets > 0 ? all * round->target->target[i] / targets : 0;
    return ap_distance(meter->outturn[i], aim);
}

static double whole(const ap_outcome_meter *meter, ap_measured_what what,
                    const ap_shortage *shortage, ap_recourse_moves moves, ap_totals totals)
{
    const ap_plan *plan = meter->plan;
    double sum = 0;
    switch (what) {
    case AP_WHAT_PRESSURE:
        return totals.pressure;
    case AP_WHAT_LOST:
        return shortage->lost;
    case AP_WHAT_HELD:
        return totals.held;
    case AP_WHAT_MOVED:
        for (size_t c = 0; c < plan->cell_count; c++) {
            sum += moves.moved[c];
        }
        return sum;
    case AP_WHAT_UNSPENT:
        for (size_t a = 0; a < plan->account_count; a++) {
            sum += moves.left[a] + shortage->kept[a];
        }
        return sum;
    case AP_WHAT_OVERSPEND:
        return totals.over;
    default:
        return meter->holder == AP_NONE
                   ? totals.over + totals.given
                   : plan->contingency + meter->borne[meter->holder] + totals.given;
    }
}

/* One measure of what is not the whole. */
static double part(const ap_outcome_meter *meter, const ap_measure_row *row,
                   const ap_shortage *shortage, ap_recourse_moves moves, double all)
{
    bool is_pressure = row->what == AP_WHAT_PRESSURE;
    size_t at = row->at;
    switch (row->of) {
    case AP_OF_PLACE:
        return row->what == AP_WHAT_DISTANCE ? distance(meter, at, all)
               : is_pressure                 ? meter->place_pressure[at]
                                             : meter->place_over[at];
    case AP_OF_PROGRAMME:
        return is_pressure ? meter->programme_pressure[at] : meter->programme_over[at];
    case AP_OF_POOL:
        return is_pressure ? meter->pool_pressure[at] : meter->pool_over[at];
    case AP_OF_PARTNER:
        return meter->borne[at];
    case AP_OF_SCHEME:
        return is_pressure ? shortage->cost[at] - meter->plan->scheme[at]
                           : moves.over[at] + shortage->beyond[at];
    case AP_OF_RULE:
    default:
        return ap_recourse_headroom(shortage, moves, at);
    }
}

void ap_outcome_take(ap_outcome_meter *meter, const ap_shortage *shortage,
                     ap_recourse_moves moves, const double to_date[], int64_t ticks[])
{
    const ap_measures *measures = meter->measures;
    memset(meter->borne, 0, measures->partner_count * sizeof *meter->borne);
    take_left(meter, shortage, moves);
    bear_own(meter, shortage, moves);
    for (size_t p = 0; p < meter->funds->count; p++) {
        bear_pool(meter, p);
    }
    ap_totals totals = add_up(meter, shortage, moves);
    double all = take_outturn(meter, shortage, moves);
    for (size_t m = 0; m < measures->count; m++) {
        const ap_measure_row *row = &measures->rows[m];
        double value = row->of == AP_OF_WHOLE
                           ? whole(meter, row->what, shortage, moves, totals)
                       : row->of == AP_OF_MONTH ? to_date[row->at - 1]
                                                : part(meter, row, shortage, moves, all);
        ticks[m] = ap_nearest(value / row->tick);
    }
}
