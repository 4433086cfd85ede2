#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "risk/engine.h"
#include "risk/stress.h"
#include "risk_case.h"

enum { SCENARIOS = 200 };

/* A case with its engine. */
typedef struct desk {
    ap_risk_case risk;
    ap_engine *engine;
} desk;

static desk desk_of(const char *folder)
{
    ap_error err = {0};
    desk at = {.risk = risk_case_of(folder)};
    const ap_drawing drawing = {AP_SAMPLING_SOBOL, 7, SCENARIOS, 0};
    assert_int_equal(ap_engine_new(at.risk.plan, &drawing, &at.engine, &err), AP_OK);
    return at;
}

static void desk_clear(desk *at)
{
    ap_engine_free(at->engine);
    risk_case_free(&at->risk);
}

static double whole(const desk *at, ap_measured_what what)
{
    return ap_engine_measure(at->engine, what, AP_OF_WHOLE, 0);
}

static double borne(const desk *at, const char *partner)
{
    const ap_measures *measures = at->engine->measures;
    size_t a = 0;
    while (strcmp(measures->partners[a], partner) != 0) {
        a++;
    }
    return ap_engine_measure(at->engine, AP_WHAT_BORNE, AP_OF_PARTNER, a);
}

/* In pounds: prices 4%, demand in North 5%, the council without a fifth of its £10m, a
 * package of £1m in South: the drivers of tests/cases/risk-two-places, in its order.
 *
 * Outside the pool, the ICB's money:
 *     acute 4% of £70m = £2.8m, South community £1m        short £3.8m
 *     contingency £2m, the rest held back                  £1.8m
 *     so nothing is overspent; need 2 + 0 + 1.8 = £3.8m and the ICB's share of the pool
 *
 * In the pool, half paid by each:
 *     5% of £20m more                                      £0.8m care, £0.2m equipment
 *     the council brings £2m less: £2m short               of £20m
 *     equipment may not be moved and has all committed, so it is overspent
 *     care at home holds back for itself and covers what it can of its gap
 */
static void who_bears_what_in_a_bad_year(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    ap_error err = {0};
    const double values[] = {0.04, 0.05, -0.2, 1e6};
    assert_int_equal(ap_engine_take_values(at.engine, values, &err), AP_OK);
    double overspend = whole(&at, AP_WHAT_OVERSPEND);
    /* short in the pool: £1m of demand and £2m of income; £1m is held back by care */
    assert_true(fabs(overspend - 2e6) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_HELD) - 2.8e6) < 1);
    /* variances of the pool's lines: overspend less lost income = £2m - £2m: nothing to
     * share. The council bears the £2m that it did not bring. */
    assert_true(fabs(borne(&at, "Example ICB")) < 1);
    assert_true(fabs(borne(&at, "North Council") - 2e6) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_NEED) - 3.8e6) < 1);
    assert_true(fabs(ap_stress_contingency(at.engine) - 2e6) < 1);
    desk_clear(&at);
}

/* North's demand alone: £1m more in the pool, of which care holds back its £1m for itself
 * and leaves £0.8m - £0.8m open; equipment's £0.2m are overspent and shared half and half.
 */
static void a_pool_shares_what_it_cannot_cover(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    ap_error err = {0};
    const double values[] = {0, 0.05, 0, 0};
    assert_int_equal(ap_engine_take_values(at.engine, values, &err), AP_OK);
    assert_true(fabs(whole(&at, AP_WHAT_PRESSURE) - 1e6) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_OVERSPEND) - 0.2e6) < 1);
    assert_true(fabs(borne(&at, "North Council") - 0.1e6) < 1);
    /* the ICB has its contingency left besides */
    assert_true(fabs(borne(&at, "Example ICB") - (0.1e6 - 2e6)) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_NEED) - 0.1e6) < 1);
    desk_clear(&at);
}

/* The least prices are prices still: where a pound held back costs next to nothing and one
 * left none, nobody holds back what nobody needs. Prices 1% up, £0.7m of £70m: the
 * contingency has £1.3m left. 4%, £2.8m: it is used before £0.8m are held back. */
static void free_money_is_not_held_back_for_nothing(void **state)
{
    (void)state;
    ap_error err = {0};
    desk at = desk_of("tests/cases/risk-two-places");
    ap_engine_free(at.engine);
    ap_plan_free(at.risk.plan);
    at.risk.inputs->settings.risk_hold_price = 0.001;
    at.risk.inputs->settings.risk_return_price = 0;
    at.risk.inputs->settings.risk_move_price = 0.001;
    assert_int_equal(ap_plan_new(at.risk.round, &at.risk.plan, &err), AP_OK);
    const ap_drawing drawing = {AP_SAMPLING_SOBOL, 7, SCENARIOS, 0};
    assert_int_equal(ap_engine_new(at.risk.plan, &drawing, &at.engine, &err), AP_OK);
    const struct {
        double prices;
        double held;
        double unspent;
    } years[] = {{0.01, 0, 1.3e6}, {0.02, 0, 0.6e6}, {0.03, 0.1e6, 0}, {0.04, 0.8e6, 0}};
    for (size_t k = 0; k < sizeof years / sizeof years[0]; k++) {
        const double values[] = {years[k].prices, 0, 0, 0};
        assert_int_equal(ap_engine_take_values(at.engine, values, &err), AP_OK);
        assert_true(fabs(whole(&at, AP_WHAT_OVERSPEND)) < 1);
        assert_true(fabs(whole(&at, AP_WHAT_HELD) - years[k].held) < 1);
        assert_true(fabs(whole(&at, AP_WHAT_UNSPENT) - years[k].unspent) < 1);
    }
    desk_clear(&at);
}

/* (39), of the shipped case in random years: nothing that is overspent or left is borne by
 * nobody, or twice. */
static void what_is_borne_adds_up(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    const ap_measures *measures = at.engine->measures;
    for (uint64_t w = 0; w < SCENARIOS; w++) {
        ap_error err = {0};
        double sum = 0;
        assert_int_equal(ap_engine_take(at.engine, w, &err), AP_OK);
        for (size_t a = 0; a < measures->partner_count; a++) {
            sum += ap_engine_measure(at.engine, AP_WHAT_BORNE, AP_OF_PARTNER, a);
        }
        double expected = whole(&at, AP_WHAT_OVERSPEND) - whole(&at, AP_WHAT_UNSPENT);
        assert_true(fabs(sum - expected) < 2); /* a hundred lines to the penny */
    }
    desk_clear(&at);
}

/* The parts of a measure add up to the whole, and an engine made anew gives the same ticks.
 */
static void parts_add_up_and_engines_agree(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    desk other = desk_of("inputs/hiow-2023-24");
    const ap_measures *measures = at.engine->measures;
    for (uint64_t w = SCENARIOS; w-- > 0;) {
        ap_error err = {0};
        double pressure = 0;
        double over = 0;
        assert_int_equal(ap_engine_take(at.engine, SCENARIOS - 1 - w, &err), AP_OK);
        assert_int_equal(ap_engine_take(at.engine, w, &err), AP_OK);
        assert_int_equal(ap_engine_take(other.engine, w, &err), AP_OK);
        assert_memory_equal(at.engine->ticks, other.engine->ticks,
                            measures->count * sizeof *at.engine->ticks);
        for (size_t m = 0; m < measures->count; m++) {
            const ap_measure_row *row = &measures->rows[m];
            double value = (double)at.engine->ticks[m] * row->tick;
            if (row->of == AP_OF_PLACE) {
                pressure += row->what == AP_WHAT_PRESSURE ? value : 0;
                over += row->what == AP_WHAT_OVERSPEND ? value : 0;
            }
        }
        assert_true(fabs(pressure - whole(&at, AP_WHAT_PRESSURE)) < 0.1);
        assert_true(fabs(over - whole(&at, AP_WHAT_OVERSPEND)) < 0.1);
        assert_true(fabs(ap_engine_measure(at.engine, AP_WHAT_TO_DATE, AP_OF_MONTH, 12) -
                         pressure) < 0.1);
    }
    desk_clear(&at);
    desk_clear(&other);
}

/* The stress of the case: acute prices at P95 of 0% to 4%, 3.8% of £70m = £2.66m; North 5%;
 * the council without £2m; a package of £1m. Outside the pool £3.66m are short, all of them
 * covered; in the pool £2m are overspent, as above. Its actuals: care at home £0.5m over
 * its plan of £16m, South community as planned. The median year: acute 2% = £1.4m, nothing
 * else.
 */
static void stresses_and_actuals_complete_the_findings(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    ap_error err = {0};
    ap_tally *tally = NULL;
    ap_findings *findings = NULL;
    ap_tally_shape shape = ap_engine_shape(at.engine);
    assert_int_equal(ap_tally_new(&shape, &tally, &err), AP_OK);
    for (uint64_t w = 0; w < SCENARIOS; w++) {
        assert_int_equal(ap_engine_add(at.engine, w, tally, &err), AP_OK);
    }
    assert_int_equal(ap_findings_of(at.engine->measures, tally, &findings, &err), AP_OK);
    assert_int_equal(ap_findings_solve(findings, at.engine, &err), AP_OK);
    assert_int_equal(findings->stress_count, 1);
    assert_true(fabs(findings->stresses[0].need - 3.66e6) < 1);
    assert_true(fabs(findings->stresses[0].overspend - 2e6) < 1);
    assert_true(fabs(findings->stresses[0].contingency - 2e6) < 1);
    assert_true(findings->stresses[0].chance < 0.1);
    assert_true(fabs(findings->median_need - 1.4e6) < 1);
    assert_true(fabs(findings->contingency - 2e6) < 1);
    assert_true(fabs(findings->drivers[0].low - 0.28e6) < 1);  /* 0.4% of £70m */
    assert_true(fabs(findings->drivers[0].high - 2.52e6) < 1); /* 3.6% */
    assert_int_equal(findings->back_count, 2);
    assert_true(fabs(findings->backs[0].actual - 0.5e6) < 1);
    assert_true(fabs(findings->backs[0].below - 0.75) < 0.05);
    ap_findings_free(findings);
    ap_tally_free(tally);
    desk_clear(&at);
}

/* The same case without a contingency: acute prices 4%, £2.8m of £70m, which others hold
 * back. Nothing is overspent, yet it takes £2.8m to leave nobody's service waiting. Demand
 * of the pool alone: its £0.2m that are overspent. */
static void without_a_contingency_what_is_held_back_is_needed(void **state)
{
    (void)state;
    ap_error err = {0};
    desk at = desk_of("tests/cases/risk-two-places");
    ap_engine_free(at.engine);
    ap_plan_free(at.risk.plan);
    at.risk.inputs->settings.risk_contingency = "";
    assert_int_equal(ap_plan_new(at.risk.round, &at.risk.plan, &err), AP_OK);
    const ap_drawing drawing = {AP_SAMPLING_SOBOL, 7, SCENARIOS, 0};
    assert_int_equal(ap_engine_new(at.risk.plan, &drawing, &at.engine, &err), AP_OK);
    const double dear[] = {0.04, 0, 0, 0};
    assert_int_equal(ap_engine_take_values(at.engine, dear, &err), AP_OK);
    assert_true(fabs(whole(&at, AP_WHAT_OVERSPEND)) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_HELD) - 2.8e6) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_NEED) - 2.8e6) < 1);
    const double busy[] = {0, 0.05, 0, 0};
    assert_int_equal(ap_engine_take_values(at.engine, busy, &err), AP_OK);
    assert_true(fabs(whole(&at, AP_WHAT_OVERSPEND) - 0.2e6) < 1);
    assert_true(fabs(whole(&at, AP_WHAT_NEED) - 0.2e6) < 1);
    desk_clear(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_bears_what_in_a_bad_year),
        cmocka_unit_test(a_pool_shares_what_it_cannot_cover),
        cmocka_unit_test(without_a_contingency_what_is_held_back_is_needed),
        cmocka_unit_test(free_money_is_not_held_back_for_nothing),
        cmocka_unit_test(what_is_borne_adds_up),
        cmocka_unit_test(parts_add_up_and_engines_agree),
        cmocka_unit_test(stresses_and_actuals_complete_the_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
