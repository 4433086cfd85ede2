#include "solve/virement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A pool on its way. */
typedef struct ap_recommending {
    const ap_fund *fund;
    const ap_pence *variances;
    const ap_virement_result *base;
    ap_virement_result *result;
} ap_recommending;

/* The month from which what the level approves takes effect. */
static int effect_of(const ap_fund *fund, const ap_approval *level)
{
    return (int)ceil(fund->month + level->notice);
}

static bool is_in_time(const ap_fund *fund, const ap_approval *level)
{
    return effect_of(fund, level) <= 12;
}

/* The k-th level of the pool. */
static size_t level_at(const ap_fund *fund, size_t k)
{
    const ap_grouping *levels = &fund->index->approvals;
    return levels->rows[levels->start[fund->pool] + k];
}

static size_t level_count(const ap_fund *fund)
{
    const ap_grouping *levels = &fund->index->approvals;
    return levels->start[fund->pool + 1] - levels->start[fund->pool];
}

/* The most of one virement. */
static void take_limit(const ap_recommending *work)
{
    const ap_fund *fund = work->fund;
    ap_virement_result *result = work->result;
    size_t levels = level_count(fund);
    result->limit = levels > 0 ? 0 : INT64_MAX;
    result->is_too_late = levels > 0;
    for (size_t k = 0; k < levels; k++) {
        const ap_approval *level = &fund->index->inputs->approvals[level_at(fund, k)];
        if (is_in_time(fund, level)) {
            ap_pence limit = ap_pence_of(level->limit);
            result->limit = limit > result->limit ? limit : result->limit;
            result->is_too_late = false;
        }
    }
}

/* Is level a to be asked before b? The lower limit, the shorter notice, the first key. */
static bool is_before(const ap_approval *a, const ap_approval *b)
{
    if (a->limit != b->limit) {
        return a->limit < b->limit;
    }
    return a->notice != b->notice ? a->notice < b->notice : strcmp(a->level, b->level) < 0;
}

static void take_approval(const ap_fund *fund, ap_virement_move *move)
{
    const ap_approval *rows = fund->index->inputs->approvals;
    move->approval = AP_NONE;
    for (size_t k = 0; k < level_count(fund); k++) {
        size_t at = level_at(fund, k);
        bool is_enough =
            is_in_time(fund, &rows[at]) && ap_pence_of(rows[at].limit) >= move->amount;
        if (is_enough &&
            (move->approval == AP_NONE || is_before(&rows[at], &rows[move->approval]))) {
            move->approval = at;
        }
    }
    move->month =
        move->approval == AP_NONE ? fund->month : effect_of(fund, &rows[move->approval]);
}

static ap_status add_move(const ap_recommending *work, size_t fence,
                          const ap_virement_network *network, size_t a, ap_pence amount,
                          ap_error *err)
{
    ap_virement_result *result = work->result;
    const ap_virement_arc *arc = &network->arcs[a];
    const ap_fund *fund = work->fund;
    size_t line = result->netting->lines[arc->line].line;
    ap_virement_move *moves =
        ap_grown(result->moves, result->move_count, sizeof *result->moves);
    if (moves == NULL) {
        return ap_fail(err, AP_NO_MEMORY, fund->fences[fence].name,
                       "no memory for its virements");
    }
    result->moves = moves;
    moves[result->move_count] = (ap_virement_move){
        .fence = fence,
        .line = line,
        .from = fund->lines[line].scheme,
        .to = result->netting->nets[network->takers[arc->taker]].scheme,
        .source = fund->lines[line].source,
        .amount = amount,
    };
    take_approval(fund, &moves[result->move_count++]);
    return AP_OK;
}

/* Does the giver, or else the taker, of this number move anything? */
static bool is_touched(const ap_virement_network *network, const ap_pence amounts[],
                       bool is_giver, size_t number)
{
    for (size_t a = 0; a < network->arc_count; a++) {
        const ap_virement_arc *arc = &network->arcs[a];
        if (amounts[a] > 0 && (is_giver ? arc->giver : arc->taker) == number) {
            return true;
        }
    }
    return false;
}

/* What a fence's amounts come to. */
static ap_status take_amounts(const ap_recommending *work, size_t g,
                              const ap_virement_network *network, const ap_pence amounts[],
                              ap_error *err)
{
    ap_status status = AP_OK;
    ap_virement_fence *fence = &work->result->fences[g];
    for (size_t a = 0; a < network->arc_count; a++) {
        fence->covered += amounts[a];
        if (amounts[a] > 0) {
            AP_TRY(add_move(work, g, network, a, amounts[a], err));
        }
    }
    for (size_t k = 0; k < network->giver_count; k++) {
        fence->givers += is_touched(network, amounts, true, k) ? 1 : 0;
    }
    for (size_t k = 0; k < network->taker_count; k++) {
        fence->takers += is_touched(network, amounts, false, k) ? 1 : 0;
    }
    fence->uncovered = fence->need - fence->covered;
    fence->given_up = fence->proof.coverable - fence->covered;
done:
    return status;
}

static void take_totals(const ap_netting *netting, size_t g, ap_virement_fence *fence)
{
    for (size_t n = netting->fence_start[g]; n < netting->fence_start[g + 1]; n++) {
        ap_pence variance = netting->nets[n].variance;
        fence->need += variance > 0 ? variance : 0;
        fence->surplus -= variance < 0 ? variance : 0;
    }
}

static ap_status solve_fence(const ap_recommending *work, size_t g, ap_error *err)
{
    static const ap_virement_basis none = {0};
    ap_status status = AP_OK;
    ap_virement_result *result = work->result;
    ap_virement_fence *fence = &result->fences[g];
    ap_virement_network *network = NULL;
    ap_pence *amounts = NULL;
    ap_pence least = ap_pence_of(work->fund->index->inputs->settings.pool_least);
    take_totals(result->netting, g, fence);
    AP_TRY(ap_virement_find(work->fund, result->netting, g, result->limit, &network, err));
    amounts = calloc(network->arc_count + 1, sizeof *amounts);
    if (amounts == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, work->fund->fences[g].name,
                       "no memory for its virements"));
    }
    AP_TRY(ap_virement_fence_solve(network, least,
                                   work->base != NULL ? &work->base->bases[g] : &none,
                                   amounts, &fence->proof, &result->bases[g], err));
    AP_TRY(take_amounts(work, g, network, amounts, err));
    if (fence->proof.outcome != AP_OPTIMAL) {
        result->outcome = AP_UNDECIDED;
    }
done:
    free(amounts);
    ap_virement_network_free(network);
    return status;
}

/* What the moves bring to a scheme in a fence. */
static ap_pence taken_by(const ap_virement_result *result, const ap_net *net)
{
    ap_pence sum = 0;
    for (size_t m = 0; m < result->move_count; m++) {
        const ap_virement_move *move = &result->moves[m];
        sum += move->to == net->scheme && move->fence == net->fence ? move->amount : 0;
    }
    return sum;
}

/* (28) */
static ap_status take_after(const ap_recommending *work, ap_error *err)
{
    const ap_virement_result *result = work->result;
    const ap_netting *netting = result->netting;
    double *weights = calloc(netting->line_count + 1, sizeof *weights);
    ap_pence *shares = calloc(netting->line_count + 1, sizeof *shares);
    bool has_memory = weights != NULL && shares != NULL;
    for (size_t n = 0; n < netting->net_count && has_memory; n++) {
        const ap_net *net = &netting->nets[n];
        const ap_net_line *lines = netting->lines + net->first;
        for (size_t k = 0; k < net->count; k++) {
            ap_pence variance = work->variances[lines[k].line];
            weights[k] = variance > 0 ? (double)variance : 0;
        }
        ap_split_pence(net->count, weights, taken_by(result, net), shares);
        for (size_t k = 0; k < net->count; k++) {
            result->after[lines[k].line] = work->variances[lines[k].line] - shares[k];
        }
    }
    for (size_t m = 0; m < result->move_count && has_memory; m++) {
        result->after[result->moves[m].line] += result->moves[m].amount;
    }
    free(weights);
    free(shares);
    return has_memory ? AP_OK
                      : ap_fail(err, AP_NO_MEMORY, "virements", "no memory for the pool");
}

static ap_status open_result(const ap_fund *fund, ap_virement_result **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t fences = fund->fence_count + 1;
    ap_virement_result *result = calloc(1, sizeof *result);
    if (result != NULL) {
        result->outcome = AP_OPTIMAL;
        result->fence_count = fund->fence_count;
        result->fences = calloc(fences, sizeof *result->fences);
        result->bases = calloc(fences, sizeof *result->bases);
        result->after = calloc(fund->line_count + 1, sizeof *result->after);
    }
    if (result == NULL || result->fences == NULL || result->bases == NULL ||
        result->after == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, fund->index->inputs->pools[fund->pool].pool,
                       "no memory for its virements"));
    }
    *out = result;
    result = NULL;
done:
    ap_virement_result_free(result);
    return status;
}

ap_status ap_virement_recommend(const ap_fund *fund, const ap_pence variances[],
                                const ap_virement_result *base, ap_virement_result **out,
                                ap_error *err)
{
    ap_status status = AP_OK;
    ap_recommending work = {.fund = fund, .variances = variances, .base = base};
    AP_TRY(open_result(fund, &work.result, err));
    AP_TRY(ap_netting_new(fund, variances, &work.result->netting, err));
    take_limit(&work);
    for (size_t g = 0; g < fund->fence_count; g++) {
        AP_TRY(solve_fence(&work, g, err));
    }
    AP_TRY(take_after(&work, err));
    *out = work.result;
    work.result = NULL;
done:
    ap_virement_result_free(work.result);
    return status;
}

void ap_virement_result_free(ap_virement_result *result)
{
    if (result == NULL) {
        return;
    }
    for (size_t g = 0; g < result->fence_count && result->bases != NULL; g++) {
        free(result->bases[g].standing);
    }
    ap_netting_free(result->netting);
    free(result->moves);
    free(result->fences);
    free(result->bases);
    free(result->after);
    free(result);
}
