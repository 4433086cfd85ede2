#include "risk/plan.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "solve/publish.h"

/* Prices that differ by this part of themselves, by hash, leave no two answers equal. */
static const double hash_part = 1e-3;

static double hash_of(const char *word, const char *other)
{
    unsigned long long hash = ap_text_hash(ap_text_hash(0, word), other);
    return (double)(hash >> 11) / 9007199254740992.0;
}

static double hashed(double price, const char *word, const char *other)
{
    return price * (1 + hash_part * hash_of(word, other));
}

static bool has_room(ap_plan *plan)
{
    const ap_model *model = plan->round->model;
    size_t cells = model->cell_count + 1;
    size_t schemes = plan->inputs->schemes_count + 2;
    size_t sources = plan->inputs->sources_count + 1;
    plan->cell = calloc(cells, sizeof *plan->cell);
    plan->part = calloc(cells, sizeof *plan->part);
    plan->account_of = calloc(cells, sizeof *plan->account_of);
    plan->purse_of = calloc(cells, sizeof *plan->purse_of);
    plan->limits = calloc(cells, sizeof *plan->limits);
    plan->accounts = calloc(cells, sizeof *plan->accounts);
    plan->is_reserve = calloc(cells, sizeof *plan->is_reserve);
    plan->is_first = calloc(cells, sizeof *plan->is_first);
    plan->scheme = calloc(schemes, sizeof *plan->scheme);
    plan->first = calloc(schemes, sizeof *plan->first);
    plan->is_contingency = calloc(schemes, sizeof *plan->is_contingency);
    plan->may_take = calloc(schemes, sizeof *plan->may_take);
    plan->may_give = calloc(schemes, sizeof *plan->may_give);
    plan->cover_most = calloc(schemes, sizeof *plan->cover_most);
    plan->hold_most = calloc(schemes, sizeof *plan->hold_most);
    plan->over_price = calloc(schemes, sizeof *plan->over_price);
    plan->hold_price = calloc(schemes, sizeof *plan->hold_price);
    plan->move_price = calloc(cells, sizeof *plan->move_price);
    plan->left_price = calloc(cells, sizeof *plan->left_price);
    plan->source = calloc(sources, sizeof *plan->source);
    plan->allotted = calloc(sources, sizeof *plan->allotted);
    plan->watched = calloc(model->line_count + 1, sizeof *plan->watched);
    plan->watched_terms = calloc(model->line_term_count + 1, sizeof *plan->watched_terms);
    plan->harms = calloc(model->line_term_count + 1, sizeof *plan->harms);
    return plan->cell != NULL && plan->part != NULL && plan->account_of != NULL &&
           plan->accounts != NULL && plan->is_reserve != NULL && plan->is_first != NULL &&
           plan->scheme != NULL && plan->first != NULL && plan->is_contingency != NULL &&
           plan->may_take != NULL && plan->may_give != NULL && plan->hold_most != NULL &&
           plan->purse_of != NULL && plan->limits != NULL && plan->cover_most != NULL &&
           plan->over_price != NULL && plan->hold_price != NULL &&
           plan->move_price != NULL && plan->left_price != NULL && plan->source != NULL &&
           plan->allotted != NULL && plan->watched != NULL && plan->watched_terms != NULL &&
           plan->harms != NULL;
}

static size_t account_of(ap_plan *plan, ap_account account)
{
    for (size_t a = 0; a < plan->account_count; a++) {
        if (plan->accounts[a].source == account.source &&
            plan->accounts[a].pool == account.pool) {
            return a;
        }
    }
    plan->accounts[plan->account_count] = account;
    return plan->account_count++;
}

/* Cells come scheme by scheme. */
static void take_cells(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    for (size_t c = plan->cell_count; c-- > 0;) {
        plan->first[plan->cells[c].scheme] = c;
    }
    plan->first[inputs->schemes_count] = plan->cell_count;
    for (size_t s = inputs->schemes_count; s-- > 0;) {
        bool is_paid =
            plan->first[s] < plan->cell_count && plan->cells[plan->first[s]].scheme == s;
        plan->first[s] = is_paid ? plan->first[s] : plan->first[s + 1];
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        ap_cell cell = plan->cells[c];
        plan->scheme[cell.scheme] += plan->cell[c];
        plan->allotted[cell.source] += plan->cell[c];
        plan->account_of[c] = account_of(
            plan, (ap_account){cell.source, inputs->schemes[cell.scheme].pool_at});
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        double all = plan->scheme[s];
        plan->part[c] = all > 0 ? plan->cell[c] / all
                                : 1 / (double)(plan->first[s + 1] - plan->first[s]);
    }
}

static void mark_first(ap_plan *plan)
{
    for (size_t a = 0; a < plan->account_count; a++) {
        bool is_first = true;
        for (size_t b = 0; b < plan->account_count; b++) {
            bool is_other = b != a && plan->accounts[b].source == plan->accounts[a].source;
            bool is_outside = plan->accounts[b].pool == AP_NONE;
            bool is_before = b < a && plan->accounts[a].pool != AP_NONE;
            is_first = is_first && !(is_other && (is_outside || is_before));
        }
        plan->is_first[a] = is_first;
    }
}

static void take_contingency(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        plan->is_contingency[s] = ap_case_is_contingency(inputs, s);
        plan->contingency += plan->is_contingency[s] ? plan->scheme[s] : 0;
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        if (plan->is_contingency[plan->cells[c].scheme] && plan->cell[c] > 0) {
            plan->is_reserve[plan->account_of[c]] = true;
        }
    }
}

/* A contingency is there to be used: all of it is spare, nothing need be held back. */
static void take_rights(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        bool is_contingency = plan->is_contingency[s];
        ap_virement_right right = inputs->schemes[s].virement;
        bool is_free = right == AP_VIREMENT_FREE;
        double beyond = plan->scheme[s] - inputs->schemes[s].committed;
        plan->may_take[s] = !is_contingency && (is_free || right == AP_VIREMENT_IN);
        plan->may_give[s] = is_contingency || is_free || right == AP_VIREMENT_OUT;
        plan->cover_most[s] =
            plan->may_take[s] ? inputs->settings.risk_move * plan->scheme[s] : 0;
        plan->hold_most[s] =
            is_contingency ? 0 : fmax(beyond * inputs->settings.risk_hold, 0);
    }
}

static void take_cell_rights(ap_plan *plan)
{
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        plan->purse_of[c] =
            plan->account_of[c] + (plan->may_give[s] ? 0 : plan->account_count);
        if (plan->part[c] > 0 && plan->hold_most[s] > 0) {
            plan->limits[plan->limit_count++] = c;
        }
    }
}

bool ap_plan_may_hold(const ap_plan *plan, size_t s)
{
    return plan->may_give[s] && plan->hold_most[s] > 0;
}

/* p_s = 1 + w_s / max w, w the need-weighted priority of a pound at the level of the plan:
 * the weight that goal 4 of the round gives it; c_s = hold_price p_s. */
static void take_scheme_prices(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    double most = 0;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        plan->over_price[s] = ap_model_weight(plan->round->model, s, plan->scheme[s]);
        most = fmax(most, plan->over_price[s]);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const char *name = inputs->schemes[s].scheme;
        double part = most > 0 ? plan->over_price[s] / most : 0;
        plan->over_price[s] = hashed(1 + part, name, "overspend");
        plan->hold_price[s] =
            hashed(inputs->settings.risk_hold_price * plan->over_price[s], name, "hold");
    }
}

/* r_fs = move_price, up to twice as much for sources that are used later; q_a =
 * return_price of money that is to be spent in full, else 0. */
static void take_money_prices(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    double last = 1;
    plan->most = 1;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        last = fmax(last, inputs->sources[f].preference);
        plan->most += 100 * plan->source[f];
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        const ap_source *source = &inputs->sources[plan->cells[c].source];
        plan->move_price[c] =
            hashed(inputs->settings.risk_move_price * (1 + source->preference / last),
                   source->source, inputs->schemes[plan->cells[c].scheme].scheme);
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        ap_spend spend = inputs->sources[plan->accounts[a].source].spend;
        plan->left_price[a] = spend == AP_IN_FULL ? inputs->settings.risk_return_price : 0;
    }
}

/* The line's terms, as the round's program has them. */
static void take_terms(ap_plan *plan, ap_watched *watched, const ap_rule_line *line)
{
    const ap_lp *lp = plan->round->model->lp;
    watched->first = plan->watched_term_count;
    for (size_t k = lp->row_start[line->row]; k < lp->row_start[line->row + 1]; k++) {
        const ap_term *term = &lp->terms[k];
        if (term->column < plan->cell_count) {
            plan->watched_terms[plan->watched_term_count++] =
                (ap_watched_term){term->column, term->coefficient};
        }
    }
    watched->count = plan->watched_term_count - watched->first;
}

/* Cells come scheme by scheme, and so do a line's terms. */
static void take_harms(ap_plan *plan, ap_watched *watched)
{
    const ap_watched_term *terms = plan->watched_terms + watched->first;
    watched->first_harm = plan->harm_count;
    for (size_t k = 0; k < watched->count;) {
        size_t s = plan->cells[terms[k].cell].scheme;
        double sum = 0;
        for (; k < watched->count && plan->cells[terms[k].cell].scheme == s; k++) {
            sum += terms[k].coefficient * plan->part[terms[k].cell];
        }
        double harm = watched->is_at_most ? -sum : sum;
        if (harm > 0 && plan->may_give[s]) {
            plan->harms[plan->harm_count++] = (ap_harm){s, harm};
        }
    }
    watched->harm_count = plan->harm_count - watched->first_harm;
}

/* Does a line measure anything but contingency? */
static bool is_of_services(const ap_plan *plan, const ap_rule_line *line)
{
    const ap_line_term *terms = plan->round->model->line_terms + line->first;
    size_t count = 0;
    for (size_t k = 0; k < line->count; k++) {
        bool is_left = terms[k].left != 0;
        count += is_left && !plan->is_contingency[plan->cells[terms[k].cell].scheme];
    }
    return count > 0;
}

static void take_lines(ap_plan *plan)
{
    const ap_model *model = plan->round->model;
    for (size_t l = 0; l < model->line_count; l++) {
        const ap_rule_line *line = &model->lines[l];
        const ap_rule *rule = &plan->inputs->rules[line->rule];
        if (rule->strength == AP_OFF || rule->bound == AP_EQUAL ||
            !is_of_services(plan, line)) {
            continue;
        }
        ap_watched *watched = &plan->watched[plan->watched_count++];
        *watched = (ap_watched){
            .line = l,
            .is_at_most = rule->bound == AP_NO_MORE,
            .required = line->required * line->scale,
        };
        take_terms(plan, watched, line);
        take_harms(plan, watched);
    }
}

ap_status ap_plan_new(const ap_round *round, ap_plan **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "plan", "no memory for the plan");
    }
    *plan = (ap_plan){
        .round = round,
        .inputs = round->inputs,
        .cell_count = round->model->cell_count,
        .cells = round->model->cells,
    };
    if (!has_room(plan)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "plan", "no memory for the plan"));
    }
    AP_TRY(ap_publish_cells(round->model, round->cells, plan->cell, err));
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        plan->source[f] = plan->inputs->sources[f].amount;
    }
    take_cells(plan);
    mark_first(plan);
    take_contingency(plan);
    take_rights(plan);
    take_cell_rights(plan);
    take_scheme_prices(plan);
    take_money_prices(plan);
    take_lines(plan);
    *out = plan;
    plan = NULL;
done:
    ap_plan_free(plan);
    return status;
}

void ap_plan_free(ap_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    free(plan->cell);
    free(plan->part);
    free(plan->account_of);
    free(plan->purse_of);
    free(plan->limits);
    free(plan->accounts);
    free(plan->is_reserve);
    free(plan->is_first);
    free(plan->scheme);
    free(plan->first);
    free(plan->is_contingency);
    free(plan->may_take);
    free(plan->may_give);
    free(plan->cover_most);
    free(plan->hold_most);
    free(plan->over_price);
    free(plan->hold_price);
    free(plan->move_price);
    free(plan->left_price);
    free(plan->source);
    free(plan->allotted);
    free(plan->watched);
    free(plan->watched_terms);
    free(plan->harms);
    free(plan);
}
