#include "method/netting.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A line, and what it is put in order by. */
typedef struct ap_sorted_line {
    size_t fence;
    const char *scheme;
    const char *source;
    size_t line;
} ap_sorted_line;

/* Scratch: a number a line. */
typedef struct ap_netting_scratch {
    ap_sorted_line *sorted;
    double *weights;
    ap_pence *shares;
} ap_netting_scratch;

static int in_order(const void *a, const void *b)
{
    const ap_sorted_line *x = a;
    const ap_sorted_line *y = b;
    int order = (x->fence > y->fence) - (x->fence < y->fence);
    order = order != 0 ? order : strcmp(x->scheme, y->scheme);
    return order != 0 ? order : strcmp(x->source, y->source);
}

static void sort_lines(const ap_fund *fund, ap_sorted_line sorted[], ap_netting *netting)
{
    const ap_case *inputs = fund->index->inputs;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        sorted[l] = (ap_sorted_line){
            .fence = line->fence,
            .scheme = inputs->schemes[line->scheme].scheme,
            .source = inputs->sources[line->source].source,
            .line = l,
        };
    }
    qsort(sorted, fund->line_count, sizeof *sorted, in_order);
    netting->line_count = fund->line_count;
    for (size_t k = 0; k < fund->line_count; k++) {
        netting->lines[k].line = sorted[k].line;
    }
}

/* (24) */
static void net_lines(const ap_fund *fund, const ap_pence variances[], ap_netting *netting)
{
    ap_net *net = NULL;
    for (size_t k = 0; k < netting->line_count; k++) {
        size_t l = netting->lines[k].line;
        const ap_fund_line *line = &fund->lines[l];
        if (net == NULL || net->scheme != line->scheme || net->fence != line->fence) {
            net = &netting->nets[netting->net_count++];
            *net = (ap_net){.scheme = line->scheme, .fence = line->fence, .first = k};
        }
        net->variance += variances[l];
        net->count++;
    }
    size_t next = 0;
    for (size_t g = 0; g < fund->fence_count; g++) {
        netting->fence_start[g] = next;
        while (next < netting->net_count && netting->nets[next].fence == g) {
            next++;
        }
    }
    netting->fence_start[fund->fence_count] = next;
}

static void spread_surplus(const ap_net *net, const ap_pence variances[],
                           ap_net_line lines[], const ap_netting_scratch *scratch)
{
    for (size_t k = 0; k < net->count; k++) {
        ap_pence variance = variances[lines[net->first + k].line];
        scratch->weights[k] = variance < 0 ? (double)-variance : 0;
    }
    ap_split_pence(net->count, scratch->weights, -net->variance, scratch->shares);
    for (size_t k = 0; k < net->count; k++) {
        lines[net->first + k].surplus = scratch->shares[k];
    }
}

static bool open_netting(const ap_fund *fund, ap_netting *netting,
                         ap_netting_scratch *scratch)
{
    size_t lines = fund->line_count + 1;
    netting->lines = ap_arena_room(netting->arena, lines * sizeof *netting->lines);
    netting->nets = ap_arena_room(netting->arena, lines * sizeof *netting->nets);
    netting->fence_start = ap_arena_room(netting->arena, (fund->fence_count + 1) *
                                                             sizeof *netting->fence_start);
    scratch->sorted = calloc(lines, sizeof *scratch->sorted);
    scratch->weights = calloc(lines, sizeof *scratch->weights);
    scratch->shares = calloc(lines, sizeof *scratch->shares);
    return netting->lines != NULL && netting->nets != NULL &&
           netting->fence_start != NULL && scratch->sorted != NULL &&
           scratch->weights != NULL && scratch->shares != NULL;
}

ap_status ap_netting_new(const ap_fund *fund, const ap_pence variances[], ap_netting **out,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_netting_scratch scratch = {0};
    ap_arena *arena = ap_arena_new();
    ap_netting *netting = arena == NULL ? NULL : ap_arena_room(arena, sizeof *netting);
    if (netting != NULL) {
        netting->arena = arena;
    }
    if (netting == NULL || !open_netting(fund, netting, &scratch)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, fund->index->inputs->pools[fund->pool].pool,
                       "no memory for its schemes"));
    }
    sort_lines(fund, scratch.sorted, netting);
    net_lines(fund, variances, netting);
    for (size_t n = 0; n < netting->net_count; n++) {
        if (netting->nets[n].variance < 0) {
            spread_surplus(&netting->nets[n], variances, netting->lines, &scratch);
        }
    }
    *out = netting;
    arena = NULL;
done:
    free(scratch.sorted);
    free(scratch.weights);
    free(scratch.shares);
    ap_arena_free(arena);
    return status;
}

void ap_netting_free(ap_netting *netting)
{
    if (netting != NULL) {
        ap_arena_free(netting->arena);
    }
}
