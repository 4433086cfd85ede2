#include "solve/virement_fence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "solve/lexico.h"
#include "solve/solver.h"

/* Nodes of one search: far more than a pool of 60 schemes takes. */
static const size_t most_nodes = 500;

/* Of a hashed weight beside a scheme's size. */
static const double hair = 1e-6;

/* In the search for amounts: what is moved costs less than 2. */
static const double dear = 10;

/* A fence on its way. */
typedef struct ap_virement_work {
    ap_virement_network *network;
    ap_pence least;
    ap_virement_model *model;
    ap_solver *solver;
    size_t touch_count; /* givers and takers */
    bool *is_touched;   /* as chosen: givers, then takers */
    bool is_chosen;
    bool is_stepped;  /* some arc is barred or has a step */
    bool *is_whole;   /* scratch: a column */
    double *values;   /* scratch: a column */
    double *weights;  /* of the arcs: goal 4 */
    ap_term *terms;   /* of goals 1 and 4 */
    double uncovered; /* what goal 1 leaves, with p as far as it is in the program */
    ap_pence *amounts;
    ap_virement_proof *proof;
} ap_virement_work;

static double hashed(unsigned long long hash)
{
    return (double)(hash >> 11) / 9007199254740992.0;
}

static const ap_net *net_of(const ap_virement_network *network, size_t k)
{
    size_t net = k < network->giver_count ? network->givers[k]
                                          : network->takers[k - network->giver_count];
    return &network->netting->nets[net];
}

static const char *scheme_key(const ap_virement_network *network, size_t k)
{
    const ap_case *inputs = network->fund->index->inputs;
    return inputs->schemes[net_of(network, k)->scheme].scheme;
}

/* Goal 4's weights, 1 to 2. */
static void weigh_arcs(ap_virement_work *work)
{
    const ap_virement_network *network = work->network;
    const ap_fund *fund = network->fund;
    for (size_t a = 0; a < network->arc_count; a++) {
        const ap_virement_arc *arc = &network->arcs[a];
        size_t line = network->netting->lines[arc->line].line;
        size_t source = fund->lines[line].source;
        unsigned long long hash =
            ap_text_hash(0, fund->index->inputs->sources[source].source);
        hash = ap_text_hash(hash, scheme_key(network, arc->giver));
        hash = ap_text_hash(hash, scheme_key(network, network->giver_count + arc->taker));
        work->weights[a] = 1 + hashed(hash);
    }
}

static void close_program(ap_virement_work *work)
{
    ap_solver_free(work->solver);
    ap_virement_model_free(work->model);
    free(work->is_whole);
    free(work->values);
    free(work->terms);
    work->solver = NULL;
    work->model = NULL;
    work->is_whole = NULL;
    work->values = NULL;
    work->terms = NULL;
}

/* The program as the network now is. */
static ap_status open_program(ap_virement_work *work, ap_error *err)
{
    ap_status status = AP_OK;
    close_program(work);
    AP_TRY(ap_virement_model_build(work->network, work->least, &work->model, err));
    const ap_lp *lp = work->model->lp;
    work->is_whole = calloc(lp->columns, sizeof *work->is_whole);
    work->values = calloc(lp->columns, sizeof *work->values);
    work->terms = calloc(lp->columns, sizeof *work->terms);
    if (work->is_whole == NULL || work->values == NULL || work->terms == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "virements", "no memory for their program"));
    }
    for (size_t j = work->model->touched; j < lp->columns; j++) {
        work->is_whole[j] = true;
    }
    AP_TRY(ap_solver_new(lp, &work->solver, err));
done:
    return status;
}

/* Touch those chosen; NULL: all. */
static void fix_touched(ap_virement_work *work, const bool chosen[])
{
    ap_lp *lp = work->model->lp;
    for (size_t k = 0; k < work->touch_count; k++) {
        double fixed = chosen == NULL || chosen[k] ? 1 : 0;
        lp->low[work->model->touched + k] = fixed;
        lp->high[work->model->touched + k] = fixed;
    }
}

static void free_touched(ap_virement_work *work)
{
    ap_lp *lp = work->model->lp;
    for (size_t k = 0; k < work->touch_count; k++) {
        lp->low[work->model->touched + k] = 0;
        lp->high[work->model->touched + k] = 1;
    }
}

static void set_sums(ap_virement_work *work, double uncovered, double touched)
{
    work->model->lp->row_high[work->model->cover_row] = uncovered;
    work->model->lp->row_high[work->model->touch_row] = touched;
}

static void set_costs(ap_virement_work *work, size_t first, size_t count, double cost)
{
    for (size_t j = first; j < first + count; j++) {
        work->model->lp->cost[j] = cost;
    }
}

static ap_status search(ap_virement_work *work, ap_branching *found, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_solver_reload(work->solver, work->model->lp, err));
    AP_TRY(ap_solver_run_whole(work->solver, work->is_whole, most_nodes, work->values,
                               found, err));
    work->proof->searches++;
    work->proof->nodes += found->nodes;
    work->proof->open_searches += found->outcome == AP_UNDECIDED ? 1 : 0;
    memset(work->model->lp->cost, 0, work->model->lp->columns * sizeof(double));
done:
    return status;
}

/* The larger one, and of NaN and a number NaN. */
static double worse(double a, double b)
{
    return isnan(a) || a > b ? a : b;
}

static void keep_worst(ap_certificate *worst, ap_certificate other)
{
    worst->primal = worse(worst->primal, other.primal);
    worst->dual = worse(worst->dual, other.dual);
    worst->gap = worse(worst->gap, other.gap);
}

/* Goal 1 and, as the second of `count` goals, goal 4, at the bounds as they are. */
static ap_status descend(ap_virement_work *work, size_t count, const ap_standing start[],
                         ap_lexico_result **out, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_network *network = work->network;
    ap_lexico_result *result = NULL;
    ap_goal goals[] = {
        {.name = "least left uncovered",
         .count = network->taker_count,
         .terms = work->terms},
        {.name = "one answer only",
         .count = network->arc_count,
         .terms = work->terms + network->taker_count},
    };
    for (size_t k = 0; k < network->taker_count; k++) {
        goals[0].terms[k] = (ap_term){work->model->uncovered + k, 1};
    }
    for (size_t a = 0; a < network->arc_count; a++) {
        goals[1].terms[a] = (ap_term){a, work->weights[a]};
    }
    set_sums(work, INFINITY, INFINITY);
    AP_TRY(ap_lexico_solve_with(work->solver, work->model->lp, count, goals, start, &result,
                                err));
    for (size_t s = 0; s < result->stage_count; s++) {
        work->proof->iterations += result->stages[s].iterations;
    }
    if (result->outcome != AP_OPTIMAL) {
        work->proof->outcome = AP_UNDECIDED;
    }
    *out = result;
    result = NULL;
done:
    ap_lexico_result_free(result);
    return status;
}

/* Goal 1's least is a whole number of pence. */
static ap_pence coverable(const ap_virement_work *work)
{
    const ap_virement_network *network = work->network;
    ap_pence need = 0;
    for (size_t k = 0; k < network->taker_count; k++) {
        need += network->netting->nets[network->takers[k]].variance;
    }
    return need - (ap_pence)llround(work->uncovered * AP_VIREMENT_UNIT);
}

/* Goal 1, whoever is touched for it and however little is moved. */
static ap_status cover(ap_virement_work *work, const ap_virement_basis *start,
                       ap_virement_basis *basis, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lexico_result *result = NULL;
    const ap_lp *lp = work->model->lp;
    bool is_same = start->standing != NULL && start->shape == work->network->shape &&
                   start->rows == lp->rows && start->columns == lp->columns;
    fix_touched(work, NULL);
    AP_TRY(descend(work, 1, is_same ? start->standing : NULL, &result, err));
    if (result->outcome == AP_OPTIMAL) {
        work->proof->covering = result->stages[0].certificate;
        work->uncovered = result->stages[0].best;
        work->proof->coverable = coverable(work);
        *basis =
            (ap_virement_basis){work->network->shape, lp->rows, lp->columns, result->basis};
        result->basis = NULL;
    }
done:
    ap_lexico_result_free(result);
    return status;
}

/* Goal 1 again, now with p. */
static ap_status cover_stepped(ap_virement_work *work, bool *is_found, ap_error *err)
{
    ap_status status = AP_OK;
    ap_branching found = {0};
    fix_touched(work, NULL);
    set_sums(work, INFINITY, INFINITY);
    set_costs(work, work->model->uncovered, work->network->taker_count, 1);
    AP_TRY(search(work, &found, err));
    *is_found = found.has_values;
    work->uncovered = found.has_values ? found.objective : work->uncovered;
done:
    return status;
}

static void take_touched(ap_virement_work *work)
{
    for (size_t k = 0; k < work->touch_count; k++) {
        work->is_touched[k] = work->values[work->model->touched + k] > 0.5;
    }
}

static void set_sizes(ap_virement_work *work)
{
    double largest = 0;
    for (size_t k = 0; k < work->touch_count; k++) {
        largest = fmax(largest, fabs((double)net_of(work->network, k)->variance));
    }
    for (size_t k = 0; k < work->touch_count; k++) {
        double size = fabs((double)net_of(work->network, k)->variance) / largest;
        double weight = hashed(ap_text_hash(0, scheme_key(work->network, k)));
        set_costs(work, work->model->touched + k, 1, -(size + hair * weight));
    }
}

/* Goals 2 and 3. A search that finds nothing in time leaves what was known before it. */
static ap_status choose(ap_virement_work *work, ap_error *err)
{
    ap_status status = AP_OK;
    ap_branching fewest = {0};
    ap_branching largest = {0};
    double touched = (double)work->touch_count;
    double allowed = work->uncovered + (double)AP_VIREMENT_SLACK / AP_VIREMENT_UNIT;
    for (size_t k = 0; k < work->touch_count; k++) {
        work->is_touched[k] = true;
    }
    free_touched(work);
    set_sums(work, allowed, INFINITY);
    set_costs(work, work->model->touched, work->touch_count, 1);
    AP_TRY(search(work, &fewest, err));
    if (fewest.has_values) {
        take_touched(work);
        touched = round(fewest.objective);
        set_sums(work, allowed, touched);
        set_sizes(work);
        AP_TRY(search(work, &largest, err));
    }
    if (largest.has_values) {
        take_touched(work);
    }
    work->proof->gap = fmax(0, touched - ceil(fmax(fewest.bound, 0) - hair));
done:
    return status;
}

/* With the schemes as chosen, which amounts are 0 and which at least p? */
static ap_status choose_steps(ap_virement_work *work, bool *is_found, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lp *lp = work->model->lp;
    ap_branching found = {0};
    set_sums(work, work->uncovered + (double)AP_VIREMENT_SLACK / AP_VIREMENT_UNIT,
             INFINITY);
    memcpy(lp->cost, work->weights, work->network->arc_count * sizeof *lp->cost);
    set_costs(work, work->model->uncovered, work->network->taker_count, dear);
    AP_TRY(search(work, &found, err));
    *is_found = found.has_values;
    for (size_t j = work->model->step; j < lp->columns && found.has_values; j++) {
        lp->low[j] = lp->high[j] = round(work->values[j]);
    }
done:
    return status;
}

/* Whole pence, nobody's surplus and nobody's need exceeded. */
static ap_status round_amounts(ap_virement_work *work, const double values[], ap_error *err)
{
    const ap_virement_network *network = work->network;
    const ap_netting *netting = network->netting;
    ap_pence left = 0;
    ap_pence *needs = calloc(network->taker_count + 1, sizeof *needs);
    if (needs == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "virements", "no memory for their amounts");
    }
    for (size_t k = 0; k < network->taker_count; k++) {
        needs[k] = netting->nets[network->takers[k]].variance;
    }
    for (size_t a = 0; a < network->arc_count; a++) {
        const ap_virement_arc *arc = &network->arcs[a];
        bool is_next = a == 0 || arc->line != network->arcs[a - 1].line;
        left = is_next ? netting->lines[arc->line].surplus : left;
        ap_pence amount = (ap_pence)llround(values[a] * AP_VIREMENT_UNIT);
        amount = amount < left ? amount : left;
        amount = amount < needs[arc->taker] ? amount : needs[arc->taker];
        work->amounts[a] = amount > 0 ? amount : 0;
        left -= work->amounts[a];
        needs[arc->taker] -= work->amounts[a];
    }
    free(needs);
    return AP_OK;
}

/* Goals 1 and 4 with the schemes as chosen; *is_found is false where the steps leave no
 * amounts for them. */
static ap_status take_amounts(ap_virement_work *work, bool *is_found, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lexico_result *result = NULL;
    *is_found = true;
    fix_touched(work, work->is_touched);
    if (work->model->step < work->model->lp->columns) {
        AP_TRY(choose_steps(work, is_found, err));
    }
    if (*is_found) {
        AP_TRY(descend(work, 2, NULL, &result, err));
    }
    if (*is_found && result->outcome == AP_OPTIMAL) {
        work->proof->amounts = result->stages[0].certificate;
        keep_worst(&work->proof->amounts, result->stages[1].certificate);
        work->proof->is_unique = result->stages[1].is_unique;
        AP_TRY(round_amounts(work, result->values, err));
    }
done:
    ap_lexico_result_free(result);
    return status;
}

/* Bar the arcs that can only carry less than p. Are there any? */
static bool bar_small(ap_virement_work *work)
{
    const ap_virement_network *network = work->network;
    for (size_t a = 0; a < network->arc_count; a++) {
        if (network->arcs[a].most < work->least) {
            network->arcs[a].most = 0;
            work->is_stepped = true;
        }
    }
    return work->is_stepped;
}

/* Give every amount between 0 and p its step. Is there one? */
static bool step_small(ap_virement_work *work)
{
    const ap_virement_network *network = work->network;
    bool is_any = false;
    for (size_t a = 0; a < network->arc_count; a++) {
        bool is_small = work->amounts[a] > 0 && work->amounts[a] < work->least;
        network->arcs[a].has_step = network->arcs[a].has_step || is_small;
        is_any = is_any || is_small;
    }
    work->is_stepped = work->is_stepped || is_any;
    return is_any;
}

/* A search has given up: do without the arcs that made it hard. Are there any? */
static bool bar_steps(ap_virement_work *work)
{
    const ap_virement_network *network = work->network;
    bool is_any = false;
    for (size_t a = 0; a < network->arc_count; a++) {
        if (network->arcs[a].has_step) {
            network->arcs[a].has_step = false;
            network->arcs[a].most = 0;
            is_any = true;
        }
    }
    return is_any;
}

/* One round: schemes, unless those chosen before still do, then amounts. Is there another
 * to come? Each either ends it, gives an arc its step, or bars one. */
static ap_status advance(ap_virement_work *work, bool *is_more, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_fresh = !work->is_chosen;
    bool is_found = true;
    if (is_fresh && work->is_stepped) {
        AP_TRY(cover_stepped(work, &is_found, err));
    }
    if (is_fresh && is_found) {
        AP_TRY(choose(work, err));
    }
    if (is_found) {
        AP_TRY(take_amounts(work, &is_found, err));
    }
    work->is_chosen = is_found;
    if (!is_found && is_fresh && !bar_steps(work)) {
        work->proof->outcome = AP_UNDECIDED;
    }
    *is_more = work->proof->outcome == AP_OPTIMAL && (!is_found || step_small(work));
    if (*is_more && (is_found || is_fresh)) {
        AP_TRY(open_program(work, err));
    }
done:
    return status;
}

static void close_work(ap_virement_work *work)
{
    close_program(work);
    free(work->is_touched);
    free(work->weights);
}

static ap_status open_work(ap_virement_work *work, ap_error *err)
{
    const ap_virement_network *network = work->network;
    work->touch_count = network->giver_count + network->taker_count;
    work->is_touched = calloc(work->touch_count, sizeof *work->is_touched);
    work->weights = calloc(network->arc_count, sizeof *work->weights);
    if (work->is_touched == NULL || work->weights == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "virements", "no memory to choose them");
    }
    weigh_arcs(work);
    return open_program(work, err);
}

ap_status ap_virement_fence_solve(ap_virement_network *network, ap_pence least,
                                  const ap_virement_basis *start, ap_pence amounts[],
                                  ap_virement_proof *proof, ap_virement_basis *basis,
                                  ap_error *err)
{
    ap_status status = AP_OK;
    ap_virement_work work = {
        .network = network, .least = least, .amounts = amounts, .proof = proof};
    bool is_more = network->arc_count > 0;
    *proof = (ap_virement_proof){.outcome = AP_OPTIMAL, .is_unique = true};
    *basis = (ap_virement_basis){0};
    if (is_more) {
        AP_TRY(open_work(&work, err));
        AP_TRY(cover(&work, start, basis, err));
        is_more = proof->outcome == AP_OPTIMAL;
    }
    if (is_more && bar_small(&work)) {
        AP_TRY(open_program(&work, err));
    }
    while (is_more) {
        AP_TRY(advance(&work, &is_more, err));
    }
    if (proof->outcome != AP_OPTIMAL) {
        memset(amounts, 0, network->arc_count * sizeof *amounts); /* nothing is moved */
    }
done:
    close_work(&work);
    return status;
}
