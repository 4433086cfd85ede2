/* The pools of a plan as funds, and who would bear what a scenario brings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "chance_pool.h"
#include "data/load.h"
#include "method/plan_fund.h"
#include "method/risk_share.h"
#include "pool_case.h"

#define PENCE(pounds) ((ap_pence)(pounds)*100)

enum { CELLS_MOST = 5000 };

/* The city's pool: the ICB has agreed to bring 600,000, the council 400,000. By the plan a
 * charity pays besides, 100,000. The ward is in no pool. */
static void begin_city(ap_pool_case *made)
{
    static ap_risk_step step = {.pool_at = 0, .step = 1, .rule = AP_RISK_PRO_RATA};
    static const char *const owners[] = {"ICB", "Council", "Charity"};
    pool_begin(made);
    for (size_t f = 0; f < 3; f++) {
        (void)pool_source(made, pool_word(made, 'f', f), AP_REVENUE, "", "");
        made->sources[f].owner = owners[f];
        made->sources[f].stream = "";
        made->contributions[f].partner = owners[f];
    }
    made->contributions[0].amount = 600000;
    made->contributions[1].amount = 400000;
    made->inputs.contributions_count = 2;
    made->pools[0].host = "Council";
    (void)pool_scheme(made, "home", AP_REVENUE, "", AP_VIREMENT_FREE);
    (void)pool_scheme(made, "ward", AP_REVENUE, "", AP_VIREMENT_FREE);
    (void)pool_scheme(made, "beds", AP_REVENUE, "", AP_VIREMENT_FREE);
    made->schemes[1].pool_at = AP_NONE;
    step.scheme = step.scheme_type = step.tag = step.stream = step.cause = "";
    made->inputs.risk_share = &step;
    made->inputs.risk_share_count = 1;
}

/* What was budgeted, vired and forecast before does not count, and the case stays as it is.
 */
static void lines_are_what_the_plan_gives(void **state)
{
    (void)state;
    static ap_pool_case made;
    static const ap_plan_cell cells[] = {
        {2, 1, PENCE(250000)},  {0, 1, PENCE(150000)}, {0, 0, PENCE(550000)},
        {1, 0, PENCE(9000000)}, {0, 2, PENCE(100000)}, {2, 0, 0},
    };
    ap_plan_funds *funds = NULL;
    begin_city(&made);
    pool_line(&made, 0, 0, 777);
    assert_int_equal(ap_plan_funds_new(&made.inputs, 6, cells, &funds, NULL), AP_OK);
    const ap_fund *fund = funds->funds[0];
    static const struct {
        size_t scheme;
        size_t source;
        size_t partner;
        ap_pence budget;
    } expected[] = {
        {0, 0, 0, PENCE(550000)}, {0, 1, 1, PENCE(150000)},
        {0, 2, 2, PENCE(100000)}, {2, 0, 0, 0},
        {2, 1, 1, PENCE(250000)},
    };
    assert_int_equal(funds->count, 1);
    assert_int_equal(fund->line_count, 5);
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        assert_int_equal(line->scheme, expected[l].scheme);
        assert_int_equal(line->source, expected[l].source);
        assert_int_equal(line->partner, expected[l].partner);
        assert_int_equal(line->budget, expected[l].budget);
        assert_int_equal(line->opening, expected[l].budget);
        assert_int_equal(line->forecast, expected[l].budget);
        assert_int_equal(line->spent, 0);
    }
    assert_int_equal(fund->partner_count, 3);
    assert_string_equal(fund->partners[2], "Charity");
    assert_int_equal(fund->incomes[0].opening, PENCE(600000));
    assert_int_equal(fund->incomes[2].opening, PENCE(100000));
    assert_int_equal(made.inputs.budgets_count, 1);
    assert_int_equal(made.inputs.contributions_count, 2);
    ap_plan_funds_free(funds);
}

/* 22,000 over on the ICB's line is shared by contributions, 600 to 400 to 100. */
static void who_pays_by_the_plan_bears_a_share(void **state)
{
    (void)state;
    static ap_pool_case made;
    static const ap_plan_cell cells[] = {{0, 0, PENCE(550000)}, {0, 2, PENCE(100000)}};
    static const ap_pence variances[] = {PENCE(22000), 0};
    ap_plan_funds *funds = NULL;
    ap_risk_sharer *sharer = NULL;
    begin_city(&made);
    assert_int_equal(ap_plan_funds_new(&made.inputs, 2, cells, &funds, NULL), AP_OK);
    assert_int_equal(ap_risk_sharer_new(funds->funds[0], &sharer, NULL), AP_OK);
    const ap_risk_result *result = ap_risk_sharer_run(sharer, variances, NULL);
    assert_int_equal(result->borne[0], PENCE(12000));
    assert_int_equal(result->borne[1], PENCE(8000));
    assert_int_equal(result->borne[2], PENCE(2000));
    ap_risk_sharer_free(sharer);
    ap_plan_funds_free(funds);
}

/* A pool that nothing is planned for, and a plan that gives no pool anything. */
static void a_pool_may_be_empty(void **state)
{
    (void)state;
    static ap_pool_case made;
    static const ap_plan_cell cells[] = {{1, 0, PENCE(1)}};
    ap_plan_funds *funds = NULL;
    ap_risk_sharer *sharer = NULL;
    begin_city(&made);
    assert_int_equal(ap_plan_funds_new(&made.inputs, 1, cells, &funds, NULL), AP_OK);
    assert_int_equal(funds->funds[0]->line_count, 0);
    assert_int_equal(ap_risk_sharer_new(funds->funds[0], &sharer, NULL), AP_OK);
    assert_int_equal(ap_risk_sharer_run(sharer, NULL, NULL)->total, 0);
    ap_risk_sharer_free(sharer);
    ap_plan_funds_free(funds);
}

static size_t line_of(const ap_fund *fund, const ap_fund_line *same)
{
    size_t l = 0;
    while (fund->lines[l].scheme != same->scheme || fund->lines[l].source != same->source) {
        l++;
    }
    return l;
}

/* The scenario in which every line of the plan comes to what a fund forecasts. */
static void assert_borne_as_by(const ap_fund *fund, const ap_fund *planned)
{
    ap_pence variances[AP_CHANCE_LINES];
    ap_pence scenario[AP_CHANCE_LINES];
    double forecasts[AP_CHANCE_LINES];
    ap_risk_result *result = NULL;
    ap_risk_sharer *sharer = NULL;
    ap_fund_variances(fund, variances);
    assert_int_equal(planned->line_count, fund->line_count);
    for (size_t l = 0; l < planned->line_count; l++) {
        scenario[l] = variances[line_of(fund, &planned->lines[l])];
        forecasts[l] = ap_pounds_of(planned->lines[l].budget + scenario[l]);
    }
    assert_int_equal(ap_risk_share(fund, variances, &result, NULL), AP_OK);
    assert_int_equal(ap_risk_sharer_new(planned, &sharer, NULL), AP_OK);
    const ap_risk_result *run = ap_risk_sharer_run(sharer, scenario, forecasts);
    for (size_t a = 0; a < fund->partner_count; a++) {
        assert_string_equal(planned->partners[a], fund->partners[a]);
        assert_int_equal(run->borne[a], result->borne[a]);
    }
    assert_int_equal(run->reserve, result->reserve);
    assert_int_equal(run->uncommitted, result->uncommitted);
    assert_int_equal(run->carried, result->carried);
    ap_risk_result_free(result);
    ap_risk_sharer_free(sharer);
}

/* A fund whose forecasts say neither why nor that anything is spent bears them as its plan
 * does in that scenario, whatever the order of the plan's cells. */
static void a_plan_bears_as_the_fund_does(void **state)
{
    (void)state;
    uint32_t seed = 47;
    for (int round = 0; round < 300; round++) {
        ap_made_line lines[AP_CHANCE_LINES];
        ap_plan_cell cells[AP_CHANCE_LINES];
        ap_text steps = {0};
        ap_text parties = {0};
        ap_fund_index *index = NULL;
        ap_plan_funds *funds = NULL;
        size_t count = ap_chance_lines(&seed, lines);
        ap_chance_steps(&seed, &steps, &parties);
        for (size_t l = 0; l < count; l++) {
            lines[l].cause = lines[l].caused_by = "";
            lines[l].spent = 0;
        }
        ap_case *inputs = ap_made_pool(
            count, lines, (ap_made_tables){.steps = steps.bytes, .parties = parties.bytes});
        ap_fund *fund = ap_made_fund(inputs, &index);
        for (size_t l = 0; l < count; l++) {
            const ap_fund_line *line = &fund->lines[l];
            cells[count - 1 - l] = (ap_plan_cell){line->scheme, line->source, line->budget};
        }
        assert_int_equal(ap_plan_funds_new(inputs, count, cells, &funds, NULL), AP_OK);
        assert_borne_as_by(fund, funds->funds[0]);
        ap_plan_funds_free(funds);
        ap_fund_free(fund);
        ap_fund_index_free(index);
        ap_case_free(inputs);
        ap_text_free(&steps);
        ap_text_free(&parties);
    }
}

/* Each source that may pay for a scheme gives a seventh of last year's spend on it. Returns
 * how many cells there are. */
static size_t fill_plan(const ap_case *inputs, ap_plan_cell cells[], ap_pence *pooled)
{
    size_t count = 0;
    for (size_t n = 0; n < inputs->schemes_count * inputs->sources_count; n++) {
        size_t scheme = n / inputs->sources_count;
        size_t source = n % inputs->sources_count;
        ap_pence amount = ap_pence_of(inputs->schemes[scheme].baseline / 7);
        if (ap_case_may_fund(inputs, source, scheme)) {
            *pooled += inputs->schemes[scheme].pool_at == AP_NONE ? 0 : amount;
            cells[count++] = (ap_plan_cell){scheme, source, amount};
        }
    }
    return count;
}

/* What all bear is what the lines bring; returns the forecasts of the lines. */
static ap_pence check_pool(const ap_fund *fund)
{
    ap_pence variances[CELLS_MOST];
    ap_risk_sharer *sharer = NULL;
    ap_pence planned = 0;
    ap_pence borne = 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        planned += fund->lines[l].forecast;
        variances[l] = fund->lines[l].budget / (l % 2 == 0 ? 20 : -50);
    }
    assert_int_equal(ap_risk_sharer_new(fund, &sharer, NULL), AP_OK);
    const ap_risk_result *result = ap_risk_sharer_run(sharer, variances, NULL);
    for (size_t a = 0; a < fund->partner_count; a++) {
        borne += result->borne[a];
    }
    assert_int_equal(borne + result->reserve + result->uncommitted + result->carried,
                     result->total);
    ap_risk_sharer_free(sharer);
    return planned;
}

static void the_shipped_round_has_its_pools(void **state)
{
    (void)state;
    ap_plan_cell cells[CELLS_MOST];
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_plan_funds *funds = NULL;
    ap_pence pooled = 0;
    ap_pence planned = 0;
    assert_int_equal(
        ap_case_load(AP_ROOT "/inputs/hiow-2023-24", AP_SCOPE_ALL, problems, &inputs, NULL),
        AP_OK);
    size_t count = fill_plan(inputs, cells, &pooled);
    assert_int_equal(ap_plan_funds_new(inputs, count, cells, &funds, NULL), AP_OK);
    assert_int_equal(funds->count, 4);
    for (size_t p = 0; p < funds->count; p++) {
        assert_true(funds->funds[p]->line_count > 20);
        planned += check_pool(funds->funds[p]);
    }
    assert_int_equal(planned, pooled);
    ap_plan_funds_free(funds);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_what_the_plan_gives),
        cmocka_unit_test(who_pays_by_the_plan_bears_a_share),
        cmocka_unit_test(a_pool_may_be_empty),
        cmocka_unit_test(a_plan_bears_as_the_fund_does),
        cmocka_unit_test(the_shipped_round_has_its_pools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
