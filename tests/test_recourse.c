#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clp.h"
#include "risk/recourse.h"
#include "risk_case.h"

enum { SCENARIOS = 300 };

static const double penny = 0.01;

/* Everything that a scenario needs, of a case. */
typedef struct desk {
    ap_risk_case risk;
    ap_shortage *shortage;
    ap_recourse *recourse;
    double *cost;
    double *income;
} desk;

static desk desk_of(const char *folder)
{
    desk at = {.risk = risk_case_of(folder)};
    ap_error err = {0};
    const ap_case *inputs = at.risk.inputs;
    assert_int_equal(ap_shortage_new(at.risk.plan, &at.shortage, &err), AP_OK);
    assert_int_equal(ap_recourse_new(at.risk.plan, &at.recourse, &err), AP_OK);
    at.cost = calloc(inputs->schemes_count + 1, sizeof *at.cost);
    at.income = calloc(inputs->sources_count + 1, sizeof *at.income);
    assert_true(at.cost != NULL && at.income != NULL);
    memcpy(at.income, at.risk.plan->source, inputs->sources_count * sizeof *at.income);
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        at.cost[s] = at.risk.plan->is_contingency[s] ? 0 : at.risk.plan->scheme[s];
    }
    return at;
}

static void desk_clear(desk *at)
{
    free(at->cost);
    free(at->income);
    ap_recourse_free(at->recourse);
    ap_shortage_free(at->shortage);
    risk_case_free(&at->risk);
}

static ap_recourse_answer solve(desk *at)
{
    ap_error err = {0};
    ap_recourse_answer answer;
    ap_shortage_take(at->shortage, at->cost, at->income);
    assert_int_equal(ap_recourse_solve(at->recourse, at->shortage, &answer, &err), AP_OK);
    return answer;
}

static ap_recourse_answer solve_random(desk *at, unsigned long long scenario)
{
    risk_random_year(at->risk.plan, scenario, at->cost, at->income);
    return solve(at);
}

static size_t scheme(const desk *at, const char *name)
{
    size_t s = 0;
    while (strcmp(at->risk.inputs->schemes[s].scheme, name) != 0) {
        s++;
    }
    return s;
}

static double sum_over(const desk *at, const double numbers[])
{
    double sum = 0;
    for (size_t s = 0; s < at->risk.inputs->schemes_count; s++) {
        sum += numbers[s];
    }
    return sum;
}

/* As planned nothing is short and nothing moves; the contingency of £2m is left. */
static void a_year_as_planned_moves_nothing(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    ap_recourse_answer answer = solve(&at);
    double left = 0;
    for (size_t a = 0; a < at.risk.plan->account_count; a++) {
        left += answer.moves.left[a];
    }
    assert_true(answer.how == AP_COUNTED_CERTIFIED);
    assert_true(fabs(left - 2e6) < penny);
    assert_true(sum_over(&at, answer.moves.over) < penny);
    assert_true(sum_over(&at, answer.moves.held) < penny);
    desk_clear(&at);
}

/* Acute care costs 4% more, £1.6m in North and £1.2m in South, and South community £1m:
 * £3.8m are short outside the pool. The contingency pays £2m; £1.8m are held back of what
 * is not committed, which is at most half of £4m, £2m and £2m.
 *
 * Community must have 27% of the ICB's £100m; its plan of £28m, £18m in South and £10m of
 * the ICB's in the pool, leaves £1m to hold back, and only South community would hurt the
 * rule, by £1m - 27% of £1m, so nothing is cut short by (36).
 */
static void contingency_pays_first_then_what_can_wait(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    at.cost[scheme(&at, "north-acute")] += 1.6e6;
    at.cost[scheme(&at, "south-acute")] += 1.2e6;
    at.cost[scheme(&at, "south-community")] += 1e6;
    ap_recourse_answer answer = solve(&at);
    double moved = 0;
    for (size_t c = 0; c < at.risk.plan->cell_count; c++) {
        moved += answer.moves.moved[c];
    }
    assert_true(sum_over(&at, answer.moves.over) < penny);
    assert_true(fabs(sum_over(&at, answer.moves.held) - 1.8e6) < penny);
    assert_true(fabs(moved - 3.8e6) < penny);
    desk_clear(&at);
}

/* Care at home in the pool costs £0.8m more. Equipment costs £0.5m less, but its money may
 * not be moved; so £0.8m come from holding back half of what care at home itself has not
 * committed: £1m at most. The contingency stays outside the pool. */
static void a_pool_helps_itself(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    size_t care = scheme(&at, "north-care");
    at.cost[care] += 0.8e6;
    at.cost[scheme(&at, "north-equipment")] -= 0.5e6;
    ap_recourse_answer answer = solve(&at);
    double left = 0;
    double kept = 0;
    for (size_t a = 0; a < at.risk.plan->account_count; a++) {
        left += answer.moves.left[a];
        kept += at.shortage->kept[a];
    }
    assert_true(answer.moves.over[care] < penny);
    assert_true(fabs(answer.moves.held[care] - 0.8e6) < penny);
    assert_true(fabs(left - 2e6) < penny);
    assert_true(fabs(kept - 0.5e6) < penny);
    desk_clear(&at);
}

/* £6m short in North acute, whose plan is £40m: at most 10% of it, £4m, may come in the
 * year, so £2m are overspent whatever there is. */
static void a_scheme_gains_no_more_than_it_may(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    size_t acute = scheme(&at, "north-acute");
    at.cost[acute] += 6e6;
    ap_recourse_answer answer = solve(&at);
    assert_true(fabs(at.shortage->beyond[acute] - 2e6) < penny);
    assert_true(fabs(at.shortage->open[acute] - 4e6) < penny);
    assert_true(answer.moves.over[acute] < penny);
    desk_clear(&at);
}

/* The council brings £8m of £10m. What it was to pay is short by a fifth, and care at home
 * cannot make up for it all: (35). */
static void income_that_does_not_come_is_missing_where_it_was_to_pay(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    const ap_plan *plan = at.risk.plan;
    at.income[1] = 8e6;
    (void)solve(&at);
    for (size_t c = 0; c < plan->cell_count; c++) {
        double lost = plan->cells[c].source == 1 ? plan->cell[c] / 5 : 0;
        assert_true(fabs(ap_shortage_lost(at.shortage, c) - lost) < penny);
    }
    assert_true(fabs(sum_over(&at, at.shortage->short_of) - 2e6) < penny);
    assert_true(fabs(at.shortage->lost - 2e6) < penny);
    desk_clear(&at);
}

/* Every scenario has its proof, and the plain program, solved by the other simplex from
 * scratch, comes to the same. */
static void compact_and_plain_agree(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    for (unsigned w = 0; w < SCENARIOS; w++) {
        ap_error err = {0};
        ap_lp *plain = NULL;
        ap_solver *solver = NULL;
        ap_outcome outcome = AP_UNDECIDED;
        ap_recourse_answer answer = solve_random(&at, w);
        assert_true(answer.how == AP_COUNTED_CERTIFIED || answer.how == AP_COUNTED_WARM);
        assert_true(ap_certificate_holds(answer.certificate));
        assert_int_equal(ap_recourse_plain(at.risk.plan, at.shortage, &plain, &err), AP_OK);
        assert_int_equal(ap_solver_new(plain, &solver, &err), AP_OK);
        assert_int_equal(ap_solver_run(solver, AP_PRIMAL, &outcome, &err), AP_OK);
        assert_int_equal(outcome, AP_OPTIMAL);
        double *values = calloc(plain->columns + 1, sizeof *values);
        assert_non_null(values);
        ap_solver_values(solver, values);
        double objective = ap_recourse_plain_constant(at.risk.plan, at.shortage);
        for (size_t j = 0; j < plain->columns; j++) {
            objective += plain->cost[j] * values[j];
        }
        assert_true(fabs(objective - answer.objective) < 1e-9 * (1 + fabs(objective)));
        free(values);
        ap_solver_free(solver);
        ap_lp_free(plain);
    }
    desk_clear(&at);
}

/* A solver by other people on the program as an analyst would write it. */
static void clp_agrees(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    for (unsigned w = 0; w < 10; w++) {
        ap_error err = {0};
        ap_lp *plain = NULL;
        ap_recourse_answer answer = solve_random(&at, w);
        assert_int_equal(ap_recourse_plain(at.risk.plan, at.shortage, &plain, &err), AP_OK);
        double *values = calloc(plain->columns + 1, sizeof *values);
        assert_non_null(values);
        double objective = clp_program(plain, values) +
                           ap_recourse_plain_constant(at.risk.plan, at.shortage);
        assert_true(fabs(objective - answer.objective) < 1e-7 * (1 + fabs(objective)));
        free(values);
        ap_lp_free(plain);
    }
    desk_clear(&at);
}

/* What is taught from some scenarios answers others, in any order, to the last bit alike;
 * and what was never taught comes to the same pence. */
static void an_answer_depends_on_its_scenario_alone(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    desk other = desk_of("inputs/hiow-2023-24");
    desk fresh = desk_of("inputs/hiow-2023-24");
    size_t cells = at.risk.plan->cell_count;
    size_t bytes = cells * sizeof(double);
    double *moved = malloc(SCENARIOS * bytes);
    assert_non_null(moved);
    for (unsigned w = 0; w < SCENARIOS; w++) {
        ap_recourse_learn(at.recourse, true);
        (void)solve_random(&at, w);
        ap_recourse_learn(other.recourse, true);
        (void)solve_random(&other, w);
    }
    ap_recourse_learn(at.recourse, false);
    ap_recourse_learn(other.recourse, false);
    for (unsigned w = 0; w < SCENARIOS; w++) {
        memcpy(moved + w * cells, solve_random(&at, w + SCENARIOS).moves.moved, bytes);
    }
    for (unsigned w = SCENARIOS; w-- > 0;) {
        ap_recourse_answer answer = solve_random(&other, w + SCENARIOS);
        assert_memory_equal(moved + w * cells, answer.moves.moved, bytes);
        answer = solve_random(&fresh, w + SCENARIOS);
        for (size_t c = 0; c < cells; c++) {
            assert_true(fabs(moved[w * cells + c] - answer.moves.moved[c]) < penny);
        }
    }
    free(moved);
    desk_clear(&at);
    desk_clear(&other);
    desk_clear(&fresh);
}

static bool is_of_pool(const desk *at, size_t cell, size_t account)
{
    return at->risk.plan->account_of[cell] == account;
}

/* Of every account: what was released is moved, or left. Of every scheme: what was open is
 * covered, or overspent. */
static void no_pound_is_lost(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    const ap_plan *plan = at.risk.plan;
    for (unsigned w = 0; w < SCENARIOS; w++) {
        ap_recourse_answer answer = solve_random(&at, w);
        for (size_t a = 0; a < plan->account_count; a++) {
            double in = at.shortage->pot[a];
            double out = answer.moves.left[a];
            for (size_t c = 0; c < plan->cell_count; c++) {
                size_t s = plan->cells[c].scheme;
                in += is_of_pool(&at, c, a) ? plan->part[c] * answer.moves.held[s] : 0;
                out += is_of_pool(&at, c, a) ? answer.moves.moved[c] : 0;
            }
            assert_true(fabs(in - out) < penny);
        }
        for (size_t s = 0; s < at.risk.inputs->schemes_count; s++) {
            double covered = answer.moves.over[s];
            for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
                assert_true(answer.moves.moved[c] > -penny);
                covered += answer.moves.moved[c];
            }
            assert_true(fabs(covered - at.shortage->open[s]) < penny);
        }
    }
    desk_clear(&at);
}

/* Where a rule on pounds holds without anything being moved, it holds with what is; where
 * the year by itself breaks it, holding back does not make it worse. */
static void moves_break_no_rule(void **state)
{
    (void)state;
    desk at = desk_of("inputs/hiow-2023-24");
    const ap_plan *plan = at.risk.plan;
    size_t kept = 0;
    for (unsigned w = 0; w < SCENARIOS; w++) {
        ap_recourse_answer answer = solve_random(&at, w);
        for (size_t l = 0; l < plan->watched_count; l++) {
            size_t line = plan->watched[l].line;
            size_t rule = at.risk.round->model->lines[line].rule;
            if (at.risk.inputs->rules[rule].unit == AP_UNIT_SHARE) {
                continue;
            }
            double before = at.shortage->headroom[l];
            double after = ap_recourse_headroom(plan, answer.moves.outturn, l);
            assert_true(after > fmin(before, 0) - 1);
            kept += before >= 0;
        }
    }
    assert_true(kept > 0);
    desk_clear(&at);
}

/* A price that is no number leaves every answer without proof: the year is counted as
 * failed, what schemes are short of is their overspend, and the next one is solved again.
 */
static void what_cannot_be_solved_is_counted(void **state)
{
    (void)state;
    desk at = desk_of("tests/cases/risk-two-places");
    const ap_recourse_model *model = ap_recourse_model_of(at.recourse);
    size_t acute = scheme(&at, "north-acute");
    double price = model->lp->cost[model->over[acute]];
    at.cost[acute] += 1e6;
    model->lp->cost[model->over[acute]] = NAN;
    ap_recourse_answer answer = solve(&at);
    assert_int_equal(answer.how, AP_COUNTED_FAILED);
    assert_true(fabs(answer.moves.over[acute] - 1e6) < penny);
    for (size_t c = 0; c < at.risk.plan->cell_count; c++) {
        assert_true(answer.moves.moved[c] == 0);
    }
    model->lp->cost[model->over[acute]] = price;
    answer = solve(&at);
    assert_true(answer.how != AP_COUNTED_FAILED);
    assert_true(answer.moves.over[acute] < penny);
    desk_clear(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_as_planned_moves_nothing),
        cmocka_unit_test(contingency_pays_first_then_what_can_wait),
        cmocka_unit_test(a_pool_helps_itself),
        cmocka_unit_test(a_scheme_gains_no_more_than_it_may),
        cmocka_unit_test(income_that_does_not_come_is_missing_where_it_was_to_pay),
        cmocka_unit_test(compact_and_plain_agree),
        cmocka_unit_test(clp_agrees),
        cmocka_unit_test(an_answer_depends_on_its_scenario_alone),
        cmocka_unit_test(no_pound_is_lost),
        cmocka_unit_test(moves_break_no_rule),
        cmocka_unit_test(what_cannot_be_solved_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
