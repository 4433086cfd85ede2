/* One fund's variances shared again and again: the same pence as by a fresh risk share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "chance_pool.h"
#include "made_pool.h"
#include "method/risk_share.h"

enum { ICB, COUNCIL, LINES_MOST = AP_CHANCE_LINES, RUNS = 8 };

#define PENCE(pounds) ((ap_pence)(pounds)*100)

/* How often memory was asked for: the linker puts these in the place of the library's. */
static size_t asked;

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size)
{
    asked++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    asked++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    asked++;
    return __real_realloc(old, size);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */

/* A pool and its sharer. */
typedef struct ap_shared {
    ap_case *inputs;
    ap_fund_index *index;
    ap_fund *fund;
    ap_risk_sharer *sharer;
} ap_shared;

static ap_shared begin(size_t count, const ap_made_line lines[], const char *steps,
                       const char *parties)
{
    ap_shared shared = {0};
    shared.inputs =
        ap_made_pool(count, lines, (ap_made_tables){.steps = steps, .parties = parties});
    shared.fund = ap_made_fund(shared.inputs, &shared.index);
    assert_int_equal(ap_risk_sharer_new(shared.fund, &shared.sharer, NULL), AP_OK);
    return shared;
}

static void end(ap_shared *shared)
{
    ap_risk_sharer_free(shared->sharer);
    ap_fund_free(shared->fund);
    ap_fund_index_free(shared->index);
    ap_case_free(shared->inputs);
}

static void assert_borne(const ap_risk_result *result, ap_pence icb, ap_pence council,
                         ap_pence reserve, ap_pence uncommitted)
{
    assert_int_equal(result->borne[ICB], icb);
    assert_int_equal(result->borne[COUNCIL], council);
    assert_int_equal(result->reserve, reserve);
    assert_int_equal(result->uncommitted, uncommitted);
    assert_int_equal(result->carried, 0);
    assert_int_equal(result->total, icb + council + reserve + uncommitted);
    assert_int_equal(result->stage_count, 0);
    assert_int_equal(result->entry_count, 0);
}

/* The ICB brings 600,000 and the council 400,000; the reserve has 30,000, of the rest the
 * council bears 40%, but 20,000 at most, and what is left lies where it fell.
 *
 *     70,000 over, all on the ICB's line    30,000; then 24,000 and 16,000 of 40,000
 *     100,000 over, likewise                30,000; of 70,000 then 42,000 and 20,000,
 *                                           and 8,000 stays with the ICB
 *     70,000 over again                     the reserve and the cap are whole again
 *     nothing                               nothing
 *     50,000 under on the council's line    a reserve and an "over" step leave it there */
static void every_run_begins_afresh(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 600000, .forecast = 600000},
        {.scheme = "b", .source = "council", .budget = 400000, .forecast = 400000},
    };
    ap_shared shared =
        begin(2, lines, "1,Reserve,reserve,,,,,,,30000,,\n2,Rest,shares,,,,,over,,,,",
              "2,ICB,0,60%,\n2,Council,0,40%,20000");
    static const struct {
        ap_pence variances[2];
        ap_pence icb;
        ap_pence council;
        ap_pence reserve;
    } runs[] = {
        {{PENCE(70000), 0}, PENCE(24000), PENCE(16000), PENCE(30000)},
        {{PENCE(100000), 0}, PENCE(50000), PENCE(20000), PENCE(30000)},
        {{PENCE(70000), 0}, PENCE(24000), PENCE(16000), PENCE(30000)},
        {{0, 0}, 0, 0, 0},
        {{0, PENCE(-50000)}, 0, PENCE(-50000), 0},
    };
    for (size_t r = 0; r < sizeof runs / sizeof runs[0]; r++) {
        const ap_risk_result *result =
            ap_risk_sharer_run(shared.sharer, runs[r].variances, NULL);
        assert_borne(result, runs[r].icb, runs[r].council, runs[r].reserve, 0);
        assert_int_equal(result->incurred[ICB], runs[r].variances[0]);
        assert_int_equal(result->incurred[COUNCIL], runs[r].variances[1]);
    }
    end(&shared);
}

/* Packages are 50,000 over, on the council's line. The scheme "new", budget 100,000, has
 * committed 85,000. In a scenario where it comes to
 *
 *     100,000  it gives up 15,000                  35,000 stays with the council
 *      90,000  it gives up  5,000                  45,000; its 10,000 under is the ICB's
 *      90,000  likewise, with nothing under: what it was cut by went to another scheme
 *     110,000  it gives up 25,000 of 60,000 over,  5/6 of it on the council's line:
 *              20,833.33; 4,166.67 on the ICB's, so 5,833.33 and 29,166.67 are left
 *
 * To the fund's own forecast, 100,000, it gives up 15,000 in each of them; in the last
 * 12,500 of it on the council's line, 2,500 on the ICB's. */
static void a_scenario_has_its_own_forecasts(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "new",
         .source = "icb",
         .budget = 100000,
         .forecast = 100000,
         .tags = "uncommitted",
         .committed = 85000},
        {.scheme = "packages", .source = "council", .budget = 200000, .forecast = 200000},
    };
    static const struct {
        double forecasts[2];
        ap_pence variances[2];
        ap_pence of_scenario[3];
        ap_pence of_fund[3];
    } runs[] = {
        {{100000, 250000},
         {0, PENCE(50000)},
         {0, PENCE(35000), PENCE(15000)},
         {0, PENCE(35000), PENCE(15000)}},
        {{90000, 250000},
         {PENCE(-10000), PENCE(50000)},
         {PENCE(-10000), PENCE(45000), PENCE(5000)},
         {PENCE(-10000), PENCE(35000), PENCE(15000)}},
        {{90000, 250000},
         {0, PENCE(50000)},
         {0, PENCE(45000), PENCE(5000)},
         {0, PENCE(35000), PENCE(15000)}},
        {{110000, 250000},
         {PENCE(10000), PENCE(50000)},
         {583333, 2916667, PENCE(25000)},
         {PENCE(7500), PENCE(37500), PENCE(15000)}},
    };
    ap_shared shared = begin(2, lines, "1,Give up,uncommitted,,uncommitted,,,,,,,", NULL);
    for (size_t r = 0; r < sizeof runs / sizeof runs[0]; r++) {
        assert_borne(
            ap_risk_sharer_run(shared.sharer, runs[r].variances, runs[r].forecasts),
            runs[r].of_scenario[0], runs[r].of_scenario[1], 0, runs[r].of_scenario[2]);
        assert_borne(ap_risk_sharer_run(shared.sharer, runs[r].variances, NULL),
                     runs[r].of_fund[0], runs[r].of_fund[1], 0, runs[r].of_fund[2]);
    }
    end(&shared);
}

static void assert_same(const ap_fund *fund, const ap_risk_result *one,
                        const ap_risk_result *other)
{
    for (size_t a = 0; a < fund->partner_count; a++) {
        assert_int_equal(one->borne[a], other->borne[a]);
        assert_int_equal(one->incurred[a], other->incurred[a]);
    }
    assert_int_equal(one->reserve, other->reserve);
    assert_int_equal(one->uncommitted, other->uncommitted);
    assert_int_equal(one->carried, other->carried);
    assert_int_equal(one->total, other->total);
}

/* Runs forwards, backwards and twice against a fresh risk share of each. */
static void check_runs(const ap_shared *shared, uint32_t *seed)
{
    ap_pence variances[RUNS][LINES_MOST];
    ap_risk_result *fresh[RUNS] = {NULL};
    for (size_t r = 0; r < RUNS; r++) {
        ap_chance_variances(seed, shared->fund->line_count, variances[r]);
        assert_int_equal(ap_risk_share(shared->fund, variances[r], &fresh[r], NULL), AP_OK);
    }
    for (size_t r = 0; r < RUNS; r++) {
        assert_same(shared->fund, fresh[r],
                    ap_risk_sharer_run(shared->sharer, variances[r], NULL));
    }
    for (size_t r = RUNS; r-- > 0;) {
        assert_same(shared->fund, fresh[r],
                    ap_risk_sharer_run(shared->sharer, variances[r], NULL));
        assert_same(shared->fund, fresh[r],
                    ap_risk_sharer_run(shared->sharer, variances[r], NULL));
    }
    for (size_t r = 0; r < RUNS; r++) {
        ap_risk_result_free(fresh[r]);
    }
}

/* In the scenario that comes to the fund's own forecasts they are the same. */
static void check_scenario(const ap_shared *shared)
{
    ap_pence variances[LINES_MOST];
    double forecasts[LINES_MOST];
    ap_risk_sharer *scenario = NULL;
    ap_fund_variances(shared->fund, variances);
    for (size_t l = 0; l < shared->fund->line_count; l++) {
        forecasts[l] = ap_pounds_of(shared->fund->lines[l].forecast);
    }
    assert_int_equal(ap_risk_sharer_new(shared->fund, &scenario, NULL), AP_OK);
    assert_same(shared->fund, ap_risk_sharer_run(shared->sharer, variances, NULL),
                ap_risk_sharer_run(scenario, variances, forecasts));
    ap_risk_sharer_free(scenario);
}

static void runs_are_as_fresh_shares_in_any_order(void **state)
{
    (void)state;
    uint32_t seed = 41;
    for (int round = 0; round < 400; round++) {
        ap_made_line lines[LINES_MOST];
        ap_text steps = {0};
        ap_text parties = {0};
        size_t count = ap_chance_lines(&seed, lines);
        ap_chance_steps(&seed, &steps, &parties);
        ap_shared shared = begin(count, lines, steps.bytes, parties.bytes);
        check_runs(&shared, &seed);
        check_scenario(&shared);
        end(&shared);
        ap_text_free(&steps);
        ap_text_free(&parties);
    }
}

static void a_run_takes_no_memory(void **state)
{
    (void)state;
    uint32_t seed = 43;
    for (int round = 0; round < 50; round++) {
        ap_made_line lines[LINES_MOST];
        ap_pence variances[LINES_MOST];
        double forecasts[LINES_MOST] = {0};
        ap_text steps = {0};
        ap_text parties = {0};
        size_t count = ap_chance_lines(&seed, lines);
        ap_chance_steps(&seed, &steps, &parties);
        ap_shared shared = begin(count, lines, steps.bytes, parties.bytes);
        size_t before = asked;
        assert_true(before > 0); /* the pool was made: it does count */
        for (size_t r = 0; r < RUNS; r++) {
            ap_chance_variances(&seed, count, variances);
            (void)ap_risk_sharer_run(shared.sharer, variances, forecasts);
        }
        assert_int_equal(asked, before);
        end(&shared);
        ap_text_free(&steps);
        ap_text_free(&parties);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_begins_afresh),
        cmocka_unit_test(a_scenario_has_its_own_forecasts),
        cmocka_unit_test(runs_are_as_fresh_shares_in_any_order),
        cmocka_unit_test(a_run_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
