/* How long it takes to share a scenario's variances in the pools of the shipped cases: a
 * fresh risk share against a sharer that is made once.
 *
 *     bench_risk_share [runs]
 *
 * The plan of a pool is its budgets.csv, and every line is up to 5% above or below it. The
 * two take turns; both must come to the same pence.
 */
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "data/load.h"
#include "method/plan_fund.h"
#include "method/risk_share.h"

enum { LINES_MOST = 400, SCENARIOS = 64, TURNS = 10 };

/* Scenarios of one pool, and what was spent on them. */
typedef struct ap_trial {
    const ap_fund *fund;
    ap_risk_sharer *sharer;
    ap_pence variances[SCENARIOS][LINES_MOST];
    double fresh; /* seconds */
    double runs;
    double idle; /* of runs without a variance */
} ap_trial;

/* Knuth's 64-bit congruential generator: from 0 up to 1. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*seed >> 33) / 2147483648.0;
}

static void begin(ap_trial *trial, const ap_fund *fund, uint64_t *seed)
{
    ap_error err = {0};
    trial->fund = fund;
    ap_must(ap_risk_sharer_new(fund, &trial->sharer, &err), &err);
    for (size_t n = 0; n < SCENARIOS; n++) {
        for (size_t l = 0; l < fund->line_count; l++) {
            double by = (draw(seed) - 0.5) / 10;
            trial->variances[n][l] = (ap_pence)(by * (double)fund->lines[l].budget);
        }
    }
}

/* A hash of what everybody bears, chained. */
static uint64_t mixed(uint64_t hash, const ap_fund *fund, const ap_risk_result *result)
{
    for (size_t a = 0; a < fund->partner_count; a++) {
        hash = (hash ^ (uint64_t)result->borne[a]) * 1099511628211ULL;
    }
    return (hash ^ (uint64_t)result->reserve ^ (uint64_t)result->carried) *
           1099511628211ULL;
}

static uint64_t share_afresh(const ap_trial *trial, size_t runs)
{
    ap_error err = {0};
    uint64_t hash = 0;
    for (size_t n = 0; n < runs; n++) {
        ap_risk_result *result = NULL;
        ap_must(ap_risk_share(trial->fund, trial->variances[n % SCENARIOS], &result, &err),
                &err);
        hash = mixed(hash, trial->fund, result);
        ap_risk_result_free(result);
    }
    return hash;
}

static uint64_t share_again(const ap_trial *trial, size_t runs)
{
    uint64_t hash = 0;
    for (size_t n = 0; n < runs; n++) {
        hash =
            mixed(hash, trial->fund,
                  ap_risk_sharer_run(trial->sharer, trial->variances[n % SCENARIOS], NULL));
    }
    return hash;
}

static void share_nothing(const ap_trial *trial, size_t runs)
{
    static const ap_pence none[LINES_MOST];
    for (size_t n = 0; n < runs; n++) {
        (void)ap_risk_sharer_run(trial->sharer, none, NULL);
    }
}

static void take_turn(ap_trial *trial, size_t runs)
{
    double at[4] = {ap_cpu_seconds()};
    uint64_t fresh = share_afresh(trial, runs);
    at[1] = ap_cpu_seconds();
    uint64_t again = share_again(trial, runs);
    at[2] = ap_cpu_seconds();
    share_nothing(trial, runs);
    at[3] = ap_cpu_seconds();
    if (fresh != again) {
        (void)fprintf(stderr, "the two do not bear the same\n");
        exit(1);
    }
    trial->fresh += at[1] - at[0];
    trial->runs += at[2] - at[1];
    trial->idle += at[3] - at[2];
}

static void time_pool(const ap_fund *fund, size_t runs, uint64_t *seed)
{
    static ap_trial trial;
    trial = (ap_trial){0};
    begin(&trial, fund, seed);
    for (int turn = 0; turn < TURNS; turn++) {
        take_turn(&trial, runs);
    }
    double microseconds = 1e6 / (double)(TURNS * runs);
    (void)printf("  %-30s %3zu lines  fresh %7.2f us  again %6.2f us, without a variance "
                 "%5.3f us; %5.1f times faster\n",
                 fund->index->inputs->pools[fund->pool].pool, fund->line_count,
                 trial.fresh * microseconds, trial.runs * microseconds,
                 trial.idle * microseconds, trial.fresh / trial.runs);
    ap_risk_sharer_free(trial.sharer);
}

static void time_case(const char *folder, size_t runs)
{
    static ap_plan_cell cells[LINES_MOST];
    ap_error err = {0};
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_plan_funds *funds = NULL;
    uint64_t seed = 1;
    ap_must(ap_case_load(folder, AP_SCOPE_POOL, problems, &inputs, &err), &err);
    for (size_t b = 0; b < inputs->budgets_count && b < LINES_MOST; b++) {
        const ap_budget *row = &inputs->budgets[b];
        cells[b] = (ap_plan_cell){row->scheme_at, row->source_at, ap_pence_of(row->amount)};
    }
    ap_must(ap_plan_funds_new(inputs, inputs->budgets_count, cells, &funds, &err), &err);
    for (size_t p = 0; p < funds->count; p++) {
        time_pool(funds->funds[p], runs, &seed);
    }
    ap_plan_funds_free(funds);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

int main(int argc, char *argv[])
{
    size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
    time_case(AP_ROOT "/inputs/southampton-bcf-2023-24", runs);
    time_case(AP_ROOT "/inputs/hiow-pools-2023-24", runs);
    return 0;
}
