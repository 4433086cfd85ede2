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

double ap_plan_hashed(double price, const char *word, const char *other)
{
    return price * (1 + hash_part * hash_of(word, other));
}

bool ap_plan_may_take(const ap_plan *plan, size_t s)
{
    ap_virement_right right = plan->inputs->schemes[s].virement;
    return !plan->is_contingency[s] &&
           (right == AP_VIREMENT_FREE || right == AP_VIREMENT_IN);
}

bool ap_plan_may_give(const ap_plan *plan, size_t s)
{
    ap_virement_right right = plan->inputs->schemes[s].virement;
    return plan->is_contingency[s] || right == AP_VIREMENT_FREE || right == AP_VIREMENT_OUT;
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
    plan->accounts = calloc(cells, sizeof *plan->accounts);
    plan->is_reserve = calloc(cells, sizeof *plan->is_reserve);
    plan->is_first = calloc(cells, sizeof *plan->is_first);
    plan->scheme = calloc(schemes, sizeof *plan->scheme);
    plan->first = calloc(schemes, sizeof *plan->first);
    plan->is_contingency = calloc(schemes, sizeof *plan->is_contingency);
    plan->weight = calloc(schemes, sizeof *plan->weight);
    plan->source = calloc(sources, sizeof *plan->source);
    plan->allotted = calloc(sources, sizeof *plan->allotted);
    plan->watched = calloc(model->line_count + 1, sizeof *plan->watched);
    plan->watched_terms = calloc(model->line_term_count + 1, sizeof *plan->watched_terms);
    return plan->cell != NULL && plan->part != NULL && plan->account_of != NULL &&
           plan->accounts != NULL && plan->is_reserve != NULL && plan->is_first != NULL &&
           plan->scheme != NULL && plan->first != NULL && plan->is_contingency != NULL &&
           plan->weight != NULL && plan->source != NULL && plan->allotted != NULL &&
           plan->watched != NULL && plan->watched_terms != NULL;
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
        const char *selector = inputs->settings.risk_contingency;
        plan->is_contingency[s] =
            selector[0] != '\0' &&
            ap_selector_matches(selector, inputs->schemes[s].programme);
        plan->contingency += plan->is_contingency[s] ? plan->scheme[s] : 0;
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        if (plan->is_contingency[plan->cells[c].scheme] && plan->cell[c] > 0) {
            plan->is_reserve[plan->account_of[c]] = true;
        }
    }
}

/* p_s = 1 + w_s / max w, w the need-weighted priority of a pound at the level of the plan:
 * the weight that goal 4 of the round gives it. */
static void take_weights(ap_plan *plan)
{
    const ap_case *inputs = plan->inputs;
    double most = 0;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        plan->weight[s] = ap_model_weight(plan->round->model, s, plan->scheme[s]);
        most = fmax(most, plan->weight[s]);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        double part = most > 0 ? plan->weight[s] / most : 0;
        plan->weight[s] = ap_plan_hashed(1 + part, inputs->schemes[s].scheme, "overspend");
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
    const ap_settings *settings = &plan->inputs->settings;
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
            .price = rule->strength == AP_HARD ? settings->risk_hard_price
                                               : settings->risk_soft_price / rule->rank,
        };
        take_terms(plan, watched, line);
    }
}

ap_status ap_plan_of(const ap_round *round, ap_plan **out, ap_error *err)
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
    take_weights(plan);
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
    free(plan->accounts);
    free(plan->is_reserve);
    free(plan->is_first);
    free(plan->scheme);
    free(plan->first);
    free(plan->is_contingency);
    free(plan->weight);
    free(plan->source);
    free(plan->allotted);
    free(plan->watched);
    free(plan->watched_terms);
    free(plan);
}
