#include "solve/virement_model.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

static ap_pence lesser(ap_pence a, ap_pence b)
{
    return a < b ? a : b;
}

static const ap_scheme *scheme_of(const ap_virement_network *network, size_t net)
{
    const ap_fund *fund = network->fund;
    return &fund->index->inputs->schemes[network->netting->nets[net].scheme];
}

static bool may_give(const ap_virement_network *network, size_t net)
{
    ap_virement_right right = scheme_of(network, net)->virement;
    return network->netting->nets[net].variance < 0 &&
           (right == AP_VIREMENT_FREE || right == AP_VIREMENT_OUT);
}

static bool may_take(const ap_virement_network *network, size_t net)
{
    ap_virement_right right = scheme_of(network, net)->virement;
    return network->netting->nets[net].variance > 0 &&
           (right == AP_VIREMENT_FREE || right == AP_VIREMENT_IN);
}

/* The place of a net among those of the list, which it joins at the end if it is new. */
static size_t place_in(size_t list[], size_t *count, size_t net)
{
    size_t at = 0;
    while (at < *count && list[at] != net) {
        at++;
    }
    if (at == *count) {
        list[(*count)++] = net;
    }
    return at;
}

static ap_status add_arc(ap_virement_network *network, ap_virement_arc arc, ap_error *err)
{
    ap_virement_arc *arcs =
        ap_grown(network->arcs, network->arc_count, sizeof *network->arcs);
    if (arcs == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "virements", "no memory for them");
    }
    network->arcs = arcs;
    network->arcs[network->arc_count++] = arc;
    return AP_OK;
}

/* Where a fence's schemes are among the netting's nets, and the most of one virement. */
typedef struct ap_virement_scope {
    size_t from;
    size_t to;
    ap_pence limit;
} ap_virement_scope;

/* The arcs of a line of the giver to the takers of its fence. */
static ap_status add_arcs(ap_virement_network *network, const ap_virement_scope *scope,
                          size_t giver, size_t line, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_fund *fund = network->fund;
    const ap_case *inputs = fund->index->inputs;
    const ap_net_line *give = &network->netting->lines[line];
    size_t source = fund->lines[give->line].source;
    for (size_t net = scope->from; net < scope->to && give->surplus > 0; net++) {
        const ap_net *taker = &network->netting->nets[net];
        if (may_take(network, net) && ap_fund_may(fund->index, source, taker->scheme)) {
            ap_virement_arc arc = {
                .line = line,
                .giver = place_in(network->givers, &network->giver_count, giver),
                .taker = net,
                .most = lesser(lesser(give->surplus, taker->variance), scope->limit),
            };
            AP_TRY(add_arc(network, arc, err));
            network->shape = ap_text_hash(network->shape, inputs->sources[source].source);
            network->shape =
                ap_text_hash(network->shape, scheme_of(network, giver)->scheme);
            network->shape = ap_text_hash(network->shape, scheme_of(network, net)->scheme);
        }
    }
done:
    return status;
}

/* Takers were named by their nets; those that an arc leads to are numbered in order. */
static void number_takers(ap_virement_network *network, const ap_virement_scope *scope)
{
    for (size_t net = scope->from; net < scope->to; net++) {
        for (size_t a = 0; a < network->arc_count; a++) {
            if (network->arcs[a].taker == net) {
                (void)place_in(network->takers, &network->taker_count, net);
                break;
            }
        }
    }
    for (size_t a = 0; a < network->arc_count; a++) {
        network->arcs[a].taker =
            place_in(network->takers, &network->taker_count, network->arcs[a].taker);
    }
}

ap_status ap_virement_find(const ap_fund *fund, const ap_netting *netting, size_t fence,
                           ap_pence limit, ap_virement_network **out, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_scope scope = {netting->fence_start[fence],
                                     netting->fence_start[fence + 1], limit};
    size_t room = scope.to - scope.from + 1;
    ap_virement_network *network = calloc(1, sizeof *network);
    if (network != NULL) {
        *network = (ap_virement_network){.fund = fund, .netting = netting};
        network->givers = calloc(room, sizeof *network->givers);
        network->takers = calloc(room, sizeof *network->takers);
    }
    if (network == NULL || network->givers == NULL || network->takers == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, fund->fences[fence].name,
                       "no memory for its virements"));
    }
    for (size_t net = scope.from; net < scope.to; net++) {
        const ap_net *giver = &netting->nets[net];
        for (size_t k = 0; k < giver->count && may_give(network, net); k++) {
            AP_TRY(add_arcs(network, &scope, net, giver->first + k, err));
        }
    }
    number_takers(network, &scope);
    *out = network;
    network = NULL;
done:
    ap_virement_network_free(network);
    return status;
}

void ap_virement_network_free(ap_virement_network *network)
{
    if (network == NULL) {
        return;
    }
    free(network->arcs);
    free(network->givers);
    free(network->takers);
    free(network);
}

/* The program being built. */
typedef struct ap_virement_build {
    const ap_virement_network *network;
    ap_virement_model *model;
    ap_lp *lp;
    double least;
    ap_term *terms; /* scratch: a row */
} ap_virement_build;

static double units(ap_pence pence)
{
    return (double)pence / AP_VIREMENT_UNIT;
}

static double need_of(const ap_virement_network *network, size_t k)
{
    return units(network->netting->nets[network->takers[k]].variance);
}

static ap_status add_columns(const ap_virement_build *build, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_network *network = build->network;
    ap_virement_model *model = build->model;
    for (size_t a = 0; a < network->arc_count; a++) {
        double most = units(network->arcs[a].most);
        AP_TRY(ap_lp_add_column(build->lp, "moved", 0, most, NULL, err));
    }
    model->uncovered = build->lp->columns;
    for (size_t k = 0; k < network->taker_count; k++) {
        AP_TRY(ap_lp_add_column(build->lp, scheme_of(network, network->takers[k])->scheme,
                                0, need_of(network, k), NULL, err));
    }
    model->touched = build->lp->columns;
    for (size_t k = 0; k < network->giver_count + network->taker_count; k++) {
        AP_TRY(ap_lp_add_column(build->lp, "touched", 0, 1, NULL, err));
    }
    model->step = build->lp->columns;
    for (size_t a = 0; a < network->arc_count; a++) {
        if (network->arcs[a].has_step) {
            AP_TRY(ap_lp_add_column(build->lp, "step", 0, 1, NULL, err));
        }
    }
done:
    return status;
}

/* Arcs from a follow one another for as long as they are of one line; *can is the most that
 * the line can give. */
static ap_status add_line(const ap_virement_build *build, size_t a, size_t *next,
                          ap_pence *can, ap_error *err)
{
    const ap_virement_network *network = build->network;
    const ap_virement_arc *arcs = network->arcs;
    size_t line = arcs[a].line;
    size_t count = 0;
    *can = 0;
    for (; a < network->arc_count && arcs[a].line == line; a++) {
        build->terms[count++] = (ap_term){a, 1};
        *can += arcs[a].most;
    }
    *next = a;
    ap_pence surplus = network->netting->lines[line].surplus;
    *can = lesser(*can, surplus);
    return ap_lp_add_row(build->lp, "surplus", -INFINITY, units(surplus), count,
                         build->terms, NULL, err);
}

/* A giver's lines, and whether it gives. */
static ap_status add_giver(const ap_virement_build *build, size_t first, size_t *next,
                           ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_network *network = build->network;
    size_t giver = network->arcs[first].giver;
    size_t a = first;
    ap_pence all = 0;
    while (a < network->arc_count && network->arcs[a].giver == giver) {
        ap_pence can = 0;
        AP_TRY(add_line(build, a, &a, &can, err));
        all += can;
    }
    for (size_t k = first; k < a; k++) {
        build->terms[k - first] = (ap_term){k, 1};
    }
    build->terms[a - first] = (ap_term){build->model->touched + giver, -units(all)};
    AP_TRY(ap_lp_add_row(build->lp, "gives", -INFINITY, 0, a - first + 1, build->terms,
                         NULL, err));
    *next = a;
done:
    return status;
}

/* What a taker needs, and whether it takes. */
static ap_status add_taker(const ap_virement_build *build, size_t k, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_network *network = build->network;
    const ap_virement_model *model = build->model;
    double need = need_of(network, k);
    double can = 0;
    size_t count = 0;
    for (size_t a = 0; a < network->arc_count; a++) {
        if (network->arcs[a].taker == k) {
            build->terms[count++] = (ap_term){a, 1};
            can += units(network->arcs[a].most);
        }
    }
    build->terms[count++] = (ap_term){model->uncovered + k, 1};
    AP_TRY(ap_lp_add_row(build->lp, "need", need, need, count, build->terms, NULL, err));
    const ap_term takes[] = {
        {model->uncovered + k, 1},
        {model->touched + network->giver_count + k, fmin(need, can)},
    };
    AP_TRY(ap_lp_add_row(build->lp, "takes", need, INFINITY, 2, takes, NULL, err));
done:
    return status;
}

static ap_status add_step(const ap_virement_build *build, size_t a, size_t step,
                          ap_error *err)
{
    ap_status status = AP_OK;
    double most = units(build->network->arcs[a].most);
    const ap_term high[] = {{a, 1}, {step, -most}};
    const ap_term low[] = {{a, 1}, {step, -build->least}};
    AP_TRY(ap_lp_add_row(build->lp, "at most", -INFINITY, 0, 2, high, NULL, err));
    AP_TRY(ap_lp_add_row(build->lp, "at least", 0, INFINITY, 2, low, NULL, err));
done:
    return status;
}

static ap_status add_sum(const ap_virement_build *build, const char *name, size_t first,
                         size_t count, size_t *row, ap_error *err)
{
    for (size_t k = 0; k < count; k++) {
        build->terms[k] = (ap_term){first + k, 1};
    }
    return ap_lp_add_row(build->lp, name, -INFINITY, INFINITY, count, build->terms, row,
                         err);
}

/* (25) and (26) */
static ap_status add_rows(const ap_virement_build *build, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_virement_network *network = build->network;
    ap_virement_model *model = build->model;
    size_t step = model->step;
    for (size_t a = 0; a < network->arc_count;) {
        AP_TRY(add_giver(build, a, &a, err));
    }
    for (size_t k = 0; k < network->taker_count; k++) {
        AP_TRY(add_taker(build, k, err));
    }
    AP_TRY(add_sum(build, "uncovered", model->uncovered, network->taker_count,
                   &model->cover_row, err));
    AP_TRY(add_sum(build, "touched", model->touched,
                   network->giver_count + network->taker_count, &model->touch_row, err));
    for (size_t a = 0; a < network->arc_count; a++) {
        if (network->arcs[a].has_step) {
            AP_TRY(add_step(build, a, step++, err));
        }
    }
done:
    return status;
}

ap_status ap_virement_model_build(const ap_virement_network *network, ap_pence least,
                                  ap_virement_model **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t room = network->arc_count + network->giver_count + network->taker_count + 1;
    ap_virement_model *model = calloc(1, sizeof *model);
    ap_virement_build build = {
        .network = network,
        .model = model,
        .least = units(least),
        .terms = calloc(room, sizeof *build.terms),
    };
    if (model == NULL || build.terms == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "virements", "no memory for their program"));
    }
    AP_TRY(ap_lp_new(&model->lp, err));
    build.lp = model->lp;
    AP_TRY(add_columns(&build, err));
    AP_TRY(add_rows(&build, err));
    *out = model;
    model = NULL;
done:
    free(build.terms);
    ap_virement_model_free(model);
    return status;
}

void ap_virement_model_free(ap_virement_model *model)
{
    if (model == NULL) {
        return;
    }
    ap_lp_free(model->lp);
    free(model);
}
