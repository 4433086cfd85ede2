#include "risk/shortage.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* Pounds: less than any scheme has that has anything. */
static const double least_money = 1e-9;

ap_status ap_shortage_new(const ap_plan *plan, ap_shortage **out, ap_error *err)
{
    size_t cells = plan->cell_count + 1;
    size_t schemes = plan->inputs->schemes_count + 1;
    size_t accounts = plan->account_count + 1;
    ap_shortage *shortage = calloc(1, sizeof *shortage);
    size_t rules = plan->watched_count + 1;
    size_t sources = plan->inputs->sources_count + 1;
    double *numbers =
        calloc(4 * cells + 8 * schemes + 2 * accounts + rules + sources, sizeof *numbers);
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
    shortage->have = shortage->unsure + cells;
    shortage->release = shortage->have + schemes;
    shortage->short_of = shortage->release + schemes;
    shortage->held = shortage->short_of + schemes;
    shortage->open = shortage->held + schemes;
    shortage->beyond = shortage->open + schemes;
    shortage->hold = shortage->beyond + schemes;
    shortage->pot = shortage->hold + schemes;
    shortage->kept = shortage->pot + plan->account_count;
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

/* (35): what income allows of each source; what it has besides goes to the account outside
 * pools, or the first that it has. */
static void take_income(ap_shortage *shortage, const double income[])
{
    const ap_plan *plan = shortage->plan;
    shortage->lost = 0;
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        bool is_less = income[f] < plan->allotted[f];
        shortage->comes[f] = is_less ? income[f] / plan->allotted[f] : 1;
        shortage->lost += ap_greater(plan->source[f] - income[f], 0);
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        size_t f = plan->accounts[a].source;
        double besides = ap_greater(income[f] - plan->allotted[f], 0);
        shortage->pot[a] = plan->is_first[a] ? besides : 0;
        shortage->kept[a] = 0;
    }
}

/* Schemes have few cells each, so what is of cells is done for all of them at once: a loop
 * of two or three turns a scheme would cost more than what is in it. First what comes to
 * them, and of that what a scheme's cost does not need. */
static void take_money(ap_shortage *shortage)
{
    const ap_plan *plan = shortage->plan;
    size_t schemes = plan->inputs->schemes_count;
    memset(shortage->have, 0, schemes * sizeof *shortage->have);
    for (size_t c = 0; c < plan->cell_count; c++) {
        double comes = plan->cell[c] * shortage->comes[plan->cells[c].source];
        shortage->paid[c] = comes;
        shortage->have[plan->cells[c].scheme] += comes;
    }
    for (size_t s = 0; s < schemes; s++) {
        double have = shortage->have[s];
        double spare = ap_greater(have - shortage->cost[s], 0);
        shortage->release[s] = spare / ap_greater(have, least_money);
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        double spare = shortage->paid[c] * shortage->release[plan->cells[c].scheme];
        shortage->spare[c] = spare;
        shortage->paid[c] -= spare;
        shortage->pot[plan->purse_of[c]] += spare;
    }
}

/* H_s: of what is not committed, as far as each cell has its part of it. */
static void take_holds(ap_shortage *shortage)
{
    const ap_plan *plan = shortage->plan;
    size_t schemes = plan->inputs->schemes_count;
    memcpy(shortage->hold, plan->hold_most, schemes * sizeof *shortage->hold);
    for (size_t k = 0; k < plan->limit_count; k++) {
        size_t c = plan->limits[k];
        double *hold = &shortage->hold[plan->cells[c].scheme];
        *hold = ap_lesser(*hold, shortage->paid[c] / plan->part[c]);
    }
}

static void take_schemes(ap_shortage *shortage)
{
    const ap_plan *plan = shortage->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        double short_of = ap_greater(shortage->cost[s] - shortage->have[s], 0);
        double hold = ap_greater(shortage->hold[s], 0);
        bool gives = plan->may_give[s];
        double held = plan->may_take[s] && gives ? 0 : ap_lesser(hold, short_of);
        double open = ap_lesser(short_of - held, plan->cover_most[s]);
        shortage->short_of[s] = short_of;
        shortage->held[s] = held;
        shortage->open[s] = open;
        shortage->beyond[s] = short_of - held - open;
        shortage->hold[s] = gives ? hold - held : 0;
    }
}

static void take_outlook(ap_shortage *shortage)
{
    const ap_plan *plan = shortage->plan;
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        shortage->sure[c] = shortage->paid[c] + plan->part[c] * shortage->beyond[s];
        shortage->unsure[c] = plan->part[c] * shortage->open[s];
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
    take_money(shortage);
    take_holds(shortage);
    take_schemes(shortage);
    take_outlook(shortage);
    keep_rules(shortage);
}
