#include "risk/outcome.h"

#include <string.h>

#include "apportion/target.h"
#include "base/number.h"

/* What places, programmes, pools and schemes cost beyond plan, and what of it nobody
 * covers. */
static void add_up(ap_outcome_meter *meter, const ap_shortage *shortage,
                   ap_recourse_moves moves)
{
    ap_outcome_figures *to = &meter->figures;
    double pressure_of_all = 0;
    double over_of_all = 0;
    double held = 0;
    for (size_t k = 0; k < meter->scheme_count; k++) {
        const ap_met_scheme *scheme = &meter->schemes[k];
        size_t s = scheme->scheme;
        double pressure = shortage->cost[s] - meter->plan->scheme[s];
        double over = moves.over[s] + shortage->beyond[s];
        to->schemes.pressure[s] = pressure;
        to->schemes.over[s] = over;
        to->places.pressure[scheme->place] += pressure;
        to->places.over[scheme->place] += over;
        to->programmes.pressure[scheme->programme] += pressure;
        to->programmes.over[scheme->programme] += over;
        to->pools.pressure[scheme->pool] += pressure;
        to->pools.over[scheme->pool] += over;
        pressure_of_all += pressure;
        over_of_all += over;
        held += moves.held[s] + shortage->held[s];
    }
    to->whole[AP_WHAT_PRESSURE] = pressure_of_all;
    to->whole[AP_WHAT_OVERSPEND] = over_of_all;
    to->whole[AP_WHAT_HELD] = held;
}

/* What cells leave, to their purses; what of an account is left beyond that is its owner's
 * gain. */
static void take_left(ap_outcome_meter *meter, const ap_shortage *shortage,
                      ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    for (size_t c = 0; c < plan->cell_count; c++) {
        double held = plan->part[c] * moves.held[plan->cells[c].scheme];
        meter->left[c] = shortage->spare[c] + held;
        meter->released[plan->purse_of[c]] += meter->left[c];
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        double all = meter->released[a];
        double left = moves.left[a];
        meter->part_left[a] = all > 0 ? ap_lesser(left / all, 1) : 0;
        meter->figures.borne[meter->gains[a]] -= ap_greater(left - all, 0);
    }
}

/* left_c: what its scheme may not give lies where it is. */
static double left_of(const ap_outcome_meter *meter, size_t c)
{
    return meter->left[c] * meter->part_left[meter->plan->purse_of[c]];
}

/* Outside pools everyone bears its own, in pools what does not come to them. Returns what
 * the partner that holds the contingency holds back outside pools: see (38). */
static double bear_own(ap_outcome_meter *meter, const ap_shortage *shortage,
                       ap_recourse_moves moves)
{
    const ap_plan *plan = meter->plan;
    double *borne = meter->figures.borne;
    double given = 0;
    for (size_t k = 0; k < meter->single_count; k++) {
        const ap_single_cell *cell = &meter->single[k];
        double part = plan->part[cell->cell];
        borne[cell->owner] += part * meter->figures.schemes.over[cell->scheme];
        borne[cell->gains] -= left_of(meter, cell->cell);
        given += cell->is_given ? part * moves.held[cell->scheme] : 0;
    }
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        borne[meter->partner_of[f]] += meter->pooled_plan[f] * (1 - shortage->comes[f]);
    }
    return given;
}

/* In a pool its rules say who bears the variances of its lines. */
static void bear_pool(ap_outcome_meter *meter, size_t p)
{
    const ap_fund *fund = meter->funds->funds[p];
    const size_t *partners = meter->fund_partner + meter->fund_start[p];
    double *borne = meter->figures.borne;
    if (fund->line_count == 0) {
        return;
    }
    size_t first = meter->line_start[p];
    const ap_risk_result *result = ap_risk_sharer_run(
        meter->sharers[p], meter->variances + first, meter->forecasts + first);
    for (size_t k = 0; k < fund->partner_count; k++) {
        borne[partners[k]] += ap_pounds_of(result->borne[k]);
    }
    borne[meter->pools] +=
        ap_pounds_of(result->reserve + result->uncommitted + result->carried);
}

static void bear_pools(ap_outcome_meter *meter, const ap_shortage *shortage,
                       const double outturn[])
{
    const ap_plan *plan = meter->plan;
    for (size_t k = 0; k < meter->pooled_count; k++) {
        const ap_pooled_cell *cell = &meter->pooled[k];
        size_t c = cell->cell;
        double over = plan->part[c] * meter->figures.schemes.over[cell->scheme];
        double lost = ap_shortage_lost(shortage, c);
        meter->forecasts[cell->line] = outturn[c];
        meter->variance[cell->line] = over - left_of(meter, c) - lost;
    }
    ap_pence_of_each(meter->line_count, meter->variance, meter->variances);
    for (size_t p = 0; p < meter->funds->count; p++) {
        bear_pool(meter, p);
    }
}

/* The distance of every place of need, by the outturn of the envelope. */
static void take_distances(ap_outcome_meter *meter, const double outturn[])
{
    double all = 0;
    for (size_t k = 0; k < meter->counted_count; k++) {
        const ap_counted_cell *counted = &meter->counted[k];
        meter->outturn[counted->place] += outturn[counted->cell];
        all += outturn[counted->cell];
    }
    for (size_t i = 0; i < meter->plan->round->need->places; i++) {
        meter->figures.distance[i] = ap_distance(meter->outturn[i], all * meter->aim[i]);
    }
}

static double sum(size_t count, const double numbers[])
{
    double all = 0;
    for (size_t k = 0; k < count; k++) {
        all += numbers[k];
    }
    return all;
}

static void take_whole(ap_outcome_meter *meter, const ap_shortage *shortage,
                       ap_recourse_moves moves, double given)
{
    const ap_plan *plan = meter->plan;
    double *whole = meter->figures.whole;
    double borne = meter->holder == AP_NONE ? whole[AP_WHAT_OVERSPEND]
                                            : meter->figures.borne[meter->holder];
    whole[AP_WHAT_LOST] = shortage->lost;
    whole[AP_WHAT_MOVED] = sum(plan->cell_count, moves.moved);
    whole[AP_WHAT_UNSPENT] =
        sum(plan->account_count, moves.left) + sum(plan->account_count, shortage->kept);
    whole[AP_WHAT_NEED] =
        (meter->holder == AP_NONE ? 0 : plan->contingency) + borne + given;
}

void ap_outcome_take(ap_outcome_meter *meter, const ap_shortage *shortage,
                     ap_recourse_moves moves, const double to_date[], int64_t ticks[])
{
    const ap_plan *plan = meter->plan;
    const ap_measures *measures = meter->measures;
    memset(meter->numbers, 0, meter->sum_count * sizeof *meter->numbers);
    add_up(meter, shortage, moves);
    take_left(meter, shortage, moves);
    double given = bear_own(meter, shortage, moves);
    bear_pools(meter, shortage, moves.outturn);
    take_distances(meter, moves.outturn);
    take_whole(meter, shortage, moves, given);
    for (size_t l = 0; l < plan->watched_count; l++) {
        meter->figures.headroom[l] = ap_recourse_headroom(plan, moves.outturn, l);
    }
    memcpy(meter->figures.to_date, to_date, sizeof meter->figures.to_date);
    for (size_t m = 0; m < measures->count; m++) {
        ticks[m] = ap_nearest(*meter->from[m] / measures->rows[m].tick);
    }
}
