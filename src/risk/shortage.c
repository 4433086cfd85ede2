#include "risk/shortage.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

ap_status ap_shortage_new(const ap_plan *plan, ap_shortage **out, ap_error *err)
{
    size_t cells = plan->cell_count + 1;
    size_t schemes = plan->inputs->schemes_count + 1;
    size_t accounts = plan->account_count + 1;
    ap_shortage *shortage = calloc(1, sizeof *shortage);
    size_t rules = plan->watched_count + 1;
    size_t sources = plan->inputs->sources_count + 1;
    double *numbers =
        calloc(4 * cells + 6 * schemes + 2 * accounts + rules + sources, sizeof *numbers);
    if (shortage == NULL || numbers == NULL) {
        free(shortage);
        free(numbers);
        return ap_fail(err, AP_NO_MEMORY, "shortage", "no memory for a scenario");
    }
    shortage->plan = plan;
    shortage->paid = numbers; /* one block */
    shortage->spare = shortage->paid + cells;
    shortage->sure = shortage->spare + cells;
    shortage->unsure = shortage->sure + cells;
    shortage->short_of = shortage->unsure + cells;
    shortage->held = shortage->short_of + schemes;
    shortage->open = shortage->held + schemes;
    shortage->beyond = shortage->open + schemes;
    shortage->hold = shortage->beyond + schemes;
    shortage->pot = shortage->hold + schemes;
    shortage->kept = shortage->pot + accounts;
    shortage->headroom = shortage->kept + accounts;
    shortage->share = shortage->headroom + rules;
    shortage->comes = shortage->share + schemes;
    *out = shortage;
    return AP_OK;
}

void ap_shortage_free(ap_shortage *shortage)
{
    if (shortage != NULL) {
        free(shortage->paid);
        free(shortage);
    }
}

/* (35): what income allows of each cell; what a source has besides goes to the account
 * outside pools, or the first that it has. */
static void take_income(ap_shortage *shortage, const double income[])
{
    const ap_plan *plan = shortage->plan;
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        bool is_less = income[f] < plan->allotted[f];
        shortage->comes[f] = is_less ? income[f] / plan->allotted[f] : 1;
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        shortage->paid[c] = plan->cell[c] * shortage->comes[plan->cells[c].source];
    }
    memset(shortage->pot, 0, plan->account_count * sizeof *shortage->pot);
    memset(shortage->kept, 0, plan->account_count * sizeof *shortage->kept);
    shortage->lost = 0;
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        shortage->lost += ap_greater(plan->source[f] - income[f], 0);
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        size_t f = plan->accounts[a].source;
        double besides = ap_greater(income[f] - plan->allotted[f], 0);
        shortage->pot[a] = plan->is_first[a] ? besides : 0;
    }
}

/* Money of the scheme's cells that its cost does not need. */
static void release(ap_shortage *shortage, size_t s, double part)
{
    const ap_plan *plan = shortage->plan;
    double *to = plan->may_give[s] ? shortage->pot : shortage->kept;
    for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
        double spare = part * shortage->paid[c];
        shortage->spare[c] = spare;
        shortage->paid[c] -= spare;
        to[plan->account_of[c]] += spare;
    }
}

/* H_s: of what is not committed, as far as each cell has its part of it. */
static double may_hold(const ap_shortage *shortage, size_t s)
{
    const ap_plan *plan = shortage->plan;
    double most = plan->hold_most[s];
    for (size_t c = plan->first[s]; c < plan->first[s + 1] && most > 0; c++) {
        if (plan->part[c] > 0) {
            most = ap_lesser(most, shortage->paid[c] / plan->part[c]);
        }
    }
    return ap_greater(most, 0);
}

static void take_scheme(ap_shortage *shortage, size_t s)
{
    const ap_plan *plan = shortage->plan;
    double cost = shortage->cost[s];
    double have = 0;
    for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
        have += shortage->paid[c];
    }
    release(shortage, s, have > cost ? (have - cost) / have : 0);
    bool takes = plan->may_take[s];
    bool gives = plan->may_give[s];
    double most = plan->inputs->settings.risk_move * plan->scheme[s];
    double short_of = ap_greater(cost - have, 0);
    double hold = may_hold(shortage, s);
    double held = takes && gives ? 0 : ap_lesser(hold, short_of);
    double open = takes ? ap_lesser(short_of - held, most) : 0;
    shortage->short_of[s] = short_of;
    shortage->held[s] = held;
    shortage->open[s] = open;
    shortage->beyond[s] = short_of - held - open;
    shortage->hold[s] = gives ? hold - held : 0;
    for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
        shortage->sure[c] = shortage->paid[c] + plan->part[c] * shortage->beyond[s];
        shortage->unsure[c] = plan->part[c] * open;
    }
}

/* What rule l has to spare, pounds. What is open is overspent or paid for: it counts only
 * where it would tell against the rule. */
static double headroom_of(const ap_shortage *shortage, const ap_watched *watched)
{
    const ap_watched_term *terms = shortage->plan->watched_terms + watched->first;
    double sure = -watched->required;
    double unsure = 0;
    for (size_t k = 0; k < watched->count; k++) {
        sure += terms[k].coefficient * shortage->sure[terms[k].cell];
        unsure += terms[k].coefficient * shortage->unsure[terms[k].cell];
    }
    return watched->is_at_most ? -sure - ap_greater(unsure, 0)
                               : sure + ap_lesser(unsure, 0);
}

/* (36) */
static void keep_rules(ap_shortage *shortage)
{
    const ap_plan *plan = shortage->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        shortage->share[s] = 1;
    }
    for (size_t l = 0; l < plan->watched_count; l++) {
        const ap_watched *watched = &plan->watched[l];
        const ap_harm *harms = plan->harms + watched->first_harm;
        double headroom = headroom_of(shortage, watched);
        double harm = 0;
        shortage->headroom[l] = headroom;
        for (size_t k = 0; k < watched->harm_count; k++) {
            harm += harms[k].harm * shortage->hold[harms[k].scheme];
        }
        double share = harm > headroom ? ap_greater(headroom, 0) / harm : 1;
        for (size_t k = 0; k < watched->harm_count && share < 1; k++) {
            double *least = &shortage->share[harms[k].scheme];
            *least = ap_lesser(*least, share);
        }
    }
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        shortage->hold[s] *= shortage->share[s];
    }
}

void ap_shortage_take(ap_shortage *shortage, const double cost[], const double income[])
{
    shortage->cost = cost;
    take_income(shortage, income);
    for (size_t s = 0; s < shortage->plan->inputs->schemes_count; s++) {
        take_scheme(shortage, s);
    }
    keep_rules(shortage);
}

double ap_shortage_lost(const ap_shortage *shortage, size_t c)
{
    return shortage->plan->cell[c] - shortage->paid[c] - shortage->spare[c];
}
