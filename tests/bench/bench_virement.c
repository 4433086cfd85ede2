/* How long recommending virements takes: made pools of 60 schemes, of which about 15
 * overspend and as many underspend.
 *
 *     bench_virement [pools] [least]
 */
#include <stdio.h>
#include <stdlib.h>

#include "../pool_case.h"
#include "clock.h"
#include "solve/virement.h"

/* What all pools came to. */
typedef struct ap_tally {
    double seconds;
    double longest;
    size_t moves;
    size_t searches;
    size_t nodes;
    size_t open_searches;
    ap_pence given_up;
} ap_tally;

static void add_result(ap_tally *tally, double seconds, const ap_virement_result *result)
{
    tally->seconds += seconds;
    tally->longest = seconds > tally->longest ? seconds : tally->longest;
    tally->moves += result->move_count;
    for (size_t g = 0; g < result->fence_count; g++) {
        const ap_virement_fence *fence = &result->fences[g];
        tally->searches += fence->proof.searches;
        tally->nodes += fence->proof.nodes;
        tally->open_searches += fence->proof.open_searches;
        tally->given_up += fence->given_up;
    }
}

static void solve_pool(double least, uint64_t *seed, ap_tally *tally)
{
    static ap_pool_case made;
    static ap_pence variances[POOL_ROWS];
    ap_error err = {0};
    ap_fund_index *index = NULL;
    ap_fund *fund = NULL;
    ap_virement_result *result = NULL;
    pool_chance(&made, 60, false, seed, variances);
    made.inputs.settings.pool_least = least;
    ap_must(ap_fund_index_new(&made.inputs, &index, &err), &err);
    ap_must(ap_fund_new(index, 0, 8, &fund, &err), &err);
    double start = ap_cpu_seconds();
    ap_must(ap_virement_recommend(fund, variances, NULL, &result, &err), &err);
    add_result(tally, ap_cpu_seconds() - start, result);
    ap_virement_result_free(result);
    ap_fund_free(fund);
    ap_fund_index_free(index);
}

int main(int argc, char *argv[])
{
    size_t pools = argc > 1 ? strtoul(argv[1], NULL, 10) : 500;
    double least = argc > 2 ? strtod(argv[2], NULL) : 1000;
    uint64_t seed = 1;
    ap_tally tally = {0};
    for (size_t p = 0; p < pools; p++) {
        solve_pool(least, &seed, &tally);
    }
    (void)printf("  %zu pools, least %.0f pounds: %.2f ms a pool, longest %.1f ms; "
                 "%zu virements; %zu of %zu searches not closed, %zu nodes; "
                 "%.2f pounds given up\n",
                 pools, least, 1e3 * tally.seconds / (double)pools, 1e3 * tally.longest,
                 tally.moves, tally.open_searches, tally.searches, tally.nodes,
                 ap_pounds_of(tally.given_up));
    return 0;
}
