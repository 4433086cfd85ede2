#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "second_way.h"
#include "solve/lexico.h"
#include "toy_program.h"
#include "toy_round.h"

enum { MOST = 64 };

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + fabs(a)))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

static ap_lp *empty(void)
{
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    return lp;
}

static size_t add_column(ap_lp *lp, const char *name, double low, double high)
{
    size_t column = 0;
    assert_int_equal(ap_lp_add_column(lp, name, low, high, &column, NULL), AP_OK);
    return column;
}

static void add_row(ap_lp *lp, double low, double high, size_t count, const ap_term terms[])
{
    assert_int_equal(ap_lp_add_row(lp, "row", low, high, count, terms, NULL, NULL), AP_OK);
}

static ap_lexico_result *solved(const ap_lp *lp, size_t count, const ap_goal goals[],
                                const ap_standing start[])
{
    ap_lexico_result *result = NULL;
    assert_int_equal(ap_lexico_solve(lp, count, goals, start, &result, NULL), AP_OK);
    return result;
}

/* What must be true of every optimum. */
static void assert_sound(const ap_lp *lp, const ap_lexico_result *result)
{
    assert_int_equal(result->outcome, AP_OPTIMAL);
    assert_true(ap_infeasibility(lp, result->values) < 1e-8);
    for (size_t s = 0; s < result->stage_count; s++) {
        assert_true(ap_certificate_holds(result->stages[s].certificate));
        assert_near(result->stages[s].kept, result->stages[s].best);
    }
}

/* A budget of 100 is shared by North and South. North is 10 below a target of 70, South 10
 * above a target of 30, and neither may lose more than 5 on last year:
 *
 *     last year   North 60, South 40
 *     goal 1      least shortfall below target   North 65, South 35, shortfall 5
 *     goal 2      least award to North           still 65: goal 1 leaves no room
 */
static void later_goal_keeps_earlier_goal(void **state)
{
    (void)state;
    ap_lp *lp = empty();
    size_t north = add_column(lp, "North", 55, 100);
    size_t south = add_column(lp, "South", 35, 100);
    size_t below = add_column(lp, "North below target", 0, 100);
    add_row(lp, 100, 100, 2, (const ap_term[]){{north, 1}, {south, 1}});
    add_row(lp, 70, INFINITY, 2, (const ap_term[]){{north, 1}, {below, 1}});
    ap_term shortfall[] = {{below, 1}};
    ap_term award[] = {{north, 1}};
    const ap_goal goals[] = {{.name = "shortfall", .count = 1, .terms = shortfall},
                             {.name = "award", .count = 1, .terms = award}};
    ap_lexico_result *result = solved(lp, 2, goals, NULL);
    assert_sound(lp, result);
    assert_int_equal(result->stage_count, 2);
    assert_near(result->values[north], 65);
    assert_near(result->values[south], 35);
    assert_near(result->stages[0].best, 5);
    assert_near(result->stages[1].best, 65);
    assert_true(result->stages[0].is_unique && result->stages[1].is_unique);
    ap_lexico_result_free(result);
    ap_lexico_result *other =
        solved(lp, 1, goals + 1, NULL); /* alone, goal 2 has its way */
    assert_near(other->values[north], 55);
    ap_lexico_result_free(other);
    ap_lp_free(lp);
}

/* Two sources of 6 pay two schemes of 6, and every split costs the same. The order of the
 * goals decides: the first source pays the second scheme, and that is the only way. */
static void ties_are_seen_and_settled(void **state)
{
    (void)state;
    ap_lp *lp = empty();
    for (size_t c = 0; c < 4; c++) {
        (void)add_column(lp, "source to scheme", 0, 10);
    }
    add_row(lp, 6, 6, 2, (const ap_term[]){{0, 1}, {1, 1}});
    add_row(lp, 6, 6, 2, (const ap_term[]){{2, 1}, {3, 1}});
    add_row(lp, 6, 6, 2, (const ap_term[]){{0, 1}, {2, 1}});
    add_row(lp, 6, 6, 2, (const ap_term[]){{1, 1}, {3, 1}});
    ap_term spend[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1}};
    ap_term order[] = {{0, 1}};
    const ap_goal goals[] = {{.name = "spend", .count = 4, .terms = spend},
                             {.name = "order", .count = 1, .terms = order}};
    ap_lexico_result *result = solved(lp, 2, goals, NULL);
    assert_sound(lp, result);
    assert_false(result->stages[0].is_unique);
    assert_true(result->stages[1].is_unique);
    static const double expected[] = {0, 6, 6, 0};
    for (size_t c = 0; c < 4; c++) {
        assert_true(result->values[c] == expected[c]); /* at a bound or a round number */
    }
    ap_lexico_result_free(result);
    ap_lp_free(lp);
}

/* Places want targets; money is short; some may have no more than a cap. u_i is how far
 * place i stays below, as a part of its target. */
typedef struct ap_sharing {
    size_t places;
    double target[4];
    double cap[4];
    double money;
    double below[4]; /* the answer */
    size_t stages;
} ap_sharing;

static ap_lp *sharing_program(const ap_sharing *sharing, ap_term measures[])
{
    ap_lp *lp = empty();
    ap_term all[4];
    for (size_t i = 0; i < sharing->places; i++) {
        size_t award = add_column(lp, "award", 0, sharing->cap[i]);
        size_t below = add_column(lp, "below", 0, 1000);
        add_row(lp, sharing->target[i], INFINITY, 2,
                (const ap_term[]){{award, 1}, {below, 1}});
        all[i] = (ap_term){award, 1};
        measures[i] = (ap_term){below, 1 / sharing->target[i]};
    }
    add_row(lp, -INFINITY, sharing->money, sharing->places, all);
    return lp;
}

static void stuck_place_does_not_drag_the_others(void **state)
{
    (void)state;
    static const ap_sharing sharings[] = {
        /* 90 of 100 for each: all are 10% below */
        {3, {100, 100, 100}, {100, 100, 100}, 270, {.1, .1, .1}, 1},
        /* the first is stuck at 50; the others share what is left, 220 of 200: none below
         */
        {3, {100, 100, 100}, {50, 100, 100}, 270, {.5, 0, 0}, 2},
        /* the first is stuck at 50; 150 is left for 200: 25% below */
        {3, {100, 100, 100}, {50, 100, 100}, 200, {.5, .25, .25}, 2},
        /* two are stuck, at 50 and 60; 30 is left for 100 */
        {3, {100, 100, 100}, {50, 60, 100}, 170, {.5, .4, .4}, 2},
        {3, {100, 100, 100}, {50, 60, 100}, 180, {.5, .4, .3}, 3},
        /* targets differ: the same part is missing everywhere */
        {4, {100, 200, 300, 400}, {100, 200, 300, 400}, 800, {.2, .2, .2, .2}, 1},
        /* 10 of 200 is 95%; 600 is left for 800 */
        {4, {100, 200, 300, 400}, {100, 10, 300, 400}, 610, {.25, .95, .25, .25}, 2},
        /* enough for all: nothing is below, and one level says so */
        {3, {100, 100, 100}, {100, 100, 100}, 300, {0, 0, 0}, 1},
        {3, {100, 100, 100}, {200, 200, 200}, 400, {0, 0, 0}, 1},
        /* nothing for anyone */
        {2, {100, 300}, {100, 300}, 0, {1, 1}, 1},
    };
    for (size_t k = 0; k < sizeof sharings / sizeof sharings[0]; k++) {
        const ap_sharing *sharing = &sharings[k];
        ap_term measures[4];
        ap_term money[] = {{0, 1}, {2, 1}}; /* later: take from the first two places */
        ap_lp *lp = sharing_program(sharing, measures);
        ap_goal goals[] = {{.name = "below target",
                            .is_leximin = true,
                            .count = sharing->places,
                            .terms = measures},
                           {.name = "least money", .count = 2, .terms = money}};
        assert_int_equal(ap_lexico_add_levels(lp, 2, goals, NULL), AP_OK);
        ap_lexico_result *result = solved(lp, 2, goals, NULL);
        assert_sound(lp, result);
        double worst = 0;
        for (size_t i = 0; i < sharing->places; i++) {
            double below = result->values[2 * i + 1] / sharing->target[i];
            assert_near(below, sharing->below[i]);
            worst = fmax(worst, below);
        }
        assert_near(result->values[goals[0].level], worst);
        assert_in_range(result->stage_count, 2, sharing->stages + 1);
        assert_near(result->stages[0].best, worst);
        ap_lexico_result_free(result);
        ap_lp_free(lp);
    }
}

static void no_answer_is_an_outcome(void **state)
{
    (void)state;
    ap_lp *lp = empty();
    size_t x = add_column(lp, "x", 0, 10);
    size_t y = add_column(lp, "y", 0, INFINITY);
    add_row(lp, 0, 5, 1, (const ap_term[]){{x, 1}});
    ap_term least_x[] = {{x, 1}};
    ap_term most_y[] = {{y, -1}};
    const ap_goal goals[] = {{.name = "least x", .count = 1, .terms = least_x},
                             {.name = "most y", .count = 1, .terms = most_y}};
    ap_lexico_result *result = solved(lp, 2, goals, NULL);
    assert_int_equal(result->outcome, AP_UNBOUNDED);
    assert_int_equal(result->stage_count, 2);
    ap_lexico_result_free(result);
    lp->row_low[0] = 20;
    lp->row_high[0] = 30;
    result = solved(lp, 2, goals, NULL);
    assert_int_equal(result->outcome, AP_INFEASIBLE);
    assert_int_equal(result->stage_count, 1);
    ap_lexico_result_free(result);
    ap_lexico_result_free(NULL);
    ap_lp_free(lp);
}

static void goals_that_are_none_are_refused(void **state)
{
    (void)state;
    ap_lp *lp = empty();
    (void)add_column(lp, "may be negative", -1, 1);
    (void)add_column(lp, "fine", 0, 1);
    const ap_term wrong[][1] = {{{0, 1}}, {{1, 0}}, {{1, -2}}, {{1, NAN}}, {{9, 1}}};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        ap_term terms[] = {wrong[k][0]};
        ap_goal goal = {.name = "wrong", .is_leximin = true, .count = 1, .terms = terms};
        ap_error err = {0};
        assert_int_equal(ap_lexico_add_levels(lp, 1, &goal, &err), AP_INTERNAL);
        assert_string_equal(err.where, "wrong");
    }
    ap_term nan_cost[] = {{1, NAN}};
    const ap_goal goal = {.name = "NaN", .count = 1, .terms = nan_cost};
    ap_lexico_result *result = NULL;
    assert_int_equal(ap_lexico_solve(lp, 0, NULL, NULL, &result, NULL), AP_INTERNAL);
    assert_int_equal(ap_lexico_solve(lp, 1, &goal, NULL, &result, NULL), AP_INTERNAL);
    assert_null(result);
    ap_lp_free(lp);
}

/* Nested programs with a cut row for each goal, against fixing faces. */
static void cut_rows_find_the_same(void **state)
{
    (void)state;
    uint64_t seed = 31;
    size_t levels = 0;
    for (int trial = 0; trial < 400; trial++) {
        double measures[MOST] = {0};
        ap_puzzle puzzle = ap_toy_puzzle_new(&seed);
        ap_lp *cut = NULL;
        assert_int_equal(ap_lp_copy(puzzle.lp, &cut, NULL), AP_OK);
        assert_int_equal(ap_lexico_add_levels(puzzle.lp, 4, puzzle.goals, NULL), AP_OK);
        ap_lexico_result *result = solved(puzzle.lp, 4, puzzle.goals, NULL);
        assert_sound(puzzle.lp, result);
        for (size_t s = 0; s < result->stage_count; s++) {
            const ap_goal *goal = &puzzle.goals[result->stages[s].goal];
            if (!goal->is_leximin) {
                double best = ap_cuts_least(cut, goal->count, goal->terms);
                assert_true(fabs(best - result->stages[s].best) < 1e-6);
                ap_cuts_keep(cut, goal, best);
            } else if (s == 0 || result->stages[s - 1].goal != result->stages[s].goal) {
                ap_cuts_leximin(cut, goal, measures);
                for (size_t k = 0; k < goal->count; k++) {
                    double mine =
                        goal->terms[k].coefficient * result->values[goal->terms[k].column];
                    assert_true(fabs(mine - measures[k]) < 1e-6);
                }
            } else {
                levels++;
            }
        }
        ap_lexico_result_free(result);
        ap_lp_free(cut);
        ap_toy_puzzle_free(&puzzle);
    }
    assert_true(levels > 100); /* enough of them had more than one level */
}

static void order_of_rows_and_columns_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (uint64_t trial = 0; trial < 12; trial++) {
        ap_toy toy = ap_toy_new(3 + trial % 3, 8, 100 + trial);
        size_t columns = toy.goals[2].level; /* the level column comes last */
        size_t *order = calloc(columns, sizeof *order);
        assert_non_null(order);
        ap_lexico_result *result = solved(toy.lp, AP_TOY_GOALS, toy.goals, NULL);
        assert_sound(toy.lp, result);
        assert_true(result->stages[result->stage_count - 1].is_unique);
        ap_toy other = ap_toy_shuffled(&toy, order, &seed);
        ap_lexico_result *again = solved(other.lp, AP_TOY_GOALS, other.goals, NULL);
        assert_sound(other.lp, again);
        for (size_t p = 0; p < columns; p++) {
            double mine = result->values[order[p]];
            assert_true(fabs(again->values[p] - mine) <= 1e-10 * (1 + fabs(mine)));
        }
        ap_lexico_result_free(result);
        ap_lexico_result_free(again);
        ap_toy_free(&other);
        ap_toy_free(&toy);
        free(order);
    }
}

static long iterations_of(const ap_lexico_result *result)
{
    long sum = 0;
    for (size_t s = 0; s < result->stage_count; s++) {
        sum += result->stages[s].iterations;
    }
    return sum;
}

/* Small and large changes, on one solver from the base's basis and alone from nothing. */
static void warm_start_gives_the_same_answer(void **state)
{
    (void)state;
    ap_toy toy = ap_toy_new(4, 20, 7);
    ap_lp *base = NULL;
    ap_solver *solver = NULL;
    long warm_iterations = 0;
    long cold_iterations = 0;
    assert_int_equal(ap_lp_copy(toy.lp, &base, NULL), AP_OK);
    assert_int_equal(ap_solver_new(base, &solver, NULL), AP_OK);
    ap_lexico_result *first = solved(base, AP_TOY_GOALS, toy.goals, NULL);
    assert_sound(base, first);
    for (uint64_t trial = 0; trial < 30; trial++) {
        ap_toy_shake(&toy, base, trial % 2 == 0 ? 0.01 : 0.1, trial);
        ap_lexico_result *warm = NULL;
        assert_int_equal(ap_lexico_solve_with(solver, toy.lp, AP_TOY_GOALS, toy.goals,
                                              first->basis, &warm, NULL),
                         AP_OK);
        ap_lexico_result *cold = solved(toy.lp, AP_TOY_GOALS, toy.goals, NULL);
        assert_sound(toy.lp, warm);
        assert_sound(toy.lp, cold);
        for (size_t j = 0; j < base->columns; j++) {
            assert_true(fabs(warm->values[j] - cold->values[j]) <=
                        1e-10 * (1 + fabs(cold->values[j])));
        }
        warm_iterations += iterations_of(warm);
        cold_iterations += iterations_of(cold);
        ap_lexico_result_free(warm);
        ap_lexico_result_free(cold);
    }
    assert_true(3 * warm_iterations < cold_iterations);
    ap_lexico_result_free(first);
    ap_solver_free(solver);
    ap_lp_free(base);
    ap_toy_free(&toy);
}

/* What a solver has solved before leaves no trace, not in the last bit. */
static void answer_has_no_history(void **state)
{
    (void)state;
    ap_toy toy = ap_toy_new(4, 12, 7);
    ap_lp *base = NULL;
    ap_solver *old = NULL;
    assert_int_equal(ap_lp_copy(toy.lp, &base, NULL), AP_OK);
    assert_int_equal(ap_solver_new(base, &old, NULL), AP_OK);
    ap_lexico_result *first = solved(base, AP_TOY_GOALS, toy.goals, NULL);
    for (uint64_t trial = 0; trial < 40; trial++) {
        ap_lexico_result *results[2] = {NULL, NULL};
        ap_solver *fresh = NULL;
        const ap_standing *start = trial % 5 == 4 ? NULL : first->basis;
        ap_toy_shake(&toy, base, 0.05, trial);
        ap_toy_bend(&toy, base, trial % 2 == 0 ? 0 : 1e-2, trial);
        assert_int_equal(ap_solver_new(base, &fresh, NULL), AP_OK);
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(ap_lexico_solve_with(k == 0 ? old : fresh, toy.lp,
                                                  AP_TOY_GOALS, toy.goals, start,
                                                  &results[k], NULL),
                             AP_OK);
            assert_sound(toy.lp, results[k]);
        }
        assert_memory_equal(results[0]->values, results[1]->values,
                            base->columns * sizeof(double));
        assert_int_equal(iterations_of(results[0]), iterations_of(results[1]));
        ap_lexico_result_free(results[0]);
        ap_lexico_result_free(results[1]);
        ap_solver_free(fresh);
    }
    ap_lexico_result_free(first);
    ap_solver_free(old);
    ap_lp_free(base);
    ap_toy_free(&toy);
}

static void thousand_solves_are_as_good_as_the_first(void **state)
{
    (void)state;
    ap_toy toy = ap_toy_new(3, 6, 9);
    ap_lp *base = NULL;
    ap_solver *solver = NULL;
    assert_int_equal(ap_lp_copy(toy.lp, &base, NULL), AP_OK);
    assert_int_equal(ap_solver_new(base, &solver, NULL), AP_OK);
    ap_lexico_result *first = solved(base, AP_TOY_GOALS, toy.goals, NULL);
    for (uint64_t trial = 0; trial <= 1000; trial++) {
        ap_lexico_result *result = NULL;
        ap_toy_shake(&toy, base, trial == 1000 ? 0 : 0.05, trial);
        assert_int_equal(ap_lexico_solve_with(solver, toy.lp, AP_TOY_GOALS, toy.goals,
                                              first->basis, &result, NULL),
                         AP_OK);
        assert_sound(toy.lp, result);
        for (size_t j = 0; j < base->columns && trial == 1000; j++) {
            assert_near(result->values[j], first->values[j]);
        }
        ap_lexico_result_free(result);
    }
    ap_lexico_result_free(first);
    ap_solver_free(solver);
    ap_lp_free(base);
    ap_toy_free(&toy);
}

static void prices_are_in_the_units_of_the_goal(void **state)
{
    (void)state;
    ap_lp *lp = empty();
    size_t spend = add_column(lp, "spend", 0, 100);
    add_row(lp, 30, INFINITY, 1, (const ap_term[]){{spend, 2}});
    ap_term cost[] = {{spend, 500}};
    const ap_goal goal = {.name = "cost", .count = 1, .terms = cost};
    ap_lexico_result *result = solved(lp, 1, &goal, NULL);
    assert_sound(lp, result);
    assert_near(result->stages[0].best, 7500);
    assert_near(result->multipliers[0][0], 250);
    assert_near(result->reduced[0][0], 0);
    ap_lexico_result_free(result);
    ap_lp_free(lp);
}

/* Goal by goal, each on clp's own face of the goals before. */
static void another_solver_agrees_stage_by_stage(void **state)
{
    (void)state;
    size_t longest = 0;
    for (uint64_t trial = 7; trial < 10; trial++) {
        ap_toy toy = ap_toy_new(5, 25, trial);
        ap_lexico_result *result = solved(toy.lp, AP_TOY_GOALS, toy.goals, NULL);
        ap_theirs theirs = {toy.lp, calloc(toy.lp->rows, sizeof(double)),
                            calloc(toy.lp->columns, sizeof(double)),
                            calloc(toy.lp->columns, sizeof(double))};
        assert_sound(toy.lp, result);
        longest = result->stage_count > longest ? result->stage_count : longest;
        for (size_t s = 0; s < result->stage_count; s++) {
            const ap_goal *goal = &toy.goals[result->stages[s].goal];
            if (!goal->is_leximin) {
                assert_near(ap_theirs_least(&theirs, goal->count, goal->terms),
                            result->stages[s].best);
                ap_theirs_keep(&theirs, &toy.goals[2]);
            } else if (result->stages[s - 1].goal != result->stages[s].goal) {
                ap_theirs_leximin(&theirs, goal, result->values);
            }
        }
        for (size_t j = 0; j < toy.goals[2].level; j++) {
            assert_near(theirs.values[j], result->values[j]); /* to the last cell */
        }
        ap_lexico_result_free(result);
        free(theirs.multipliers);
        free(theirs.values);
        free(theirs.reduced);
        ap_toy_free(&toy);
    }
    assert_true(longest >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_goal_keeps_earlier_goal),
        cmocka_unit_test(ties_are_seen_and_settled),
        cmocka_unit_test(stuck_place_does_not_drag_the_others),
        cmocka_unit_test(no_answer_is_an_outcome),
        cmocka_unit_test(goals_that_are_none_are_refused),
        cmocka_unit_test(cut_rows_find_the_same),
        cmocka_unit_test(order_of_rows_and_columns_does_not_matter),
        cmocka_unit_test(warm_start_gives_the_same_answer),
        cmocka_unit_test(answer_has_no_history),
        cmocka_unit_test(thousand_solves_are_as_good_as_the_first),
        cmocka_unit_test(prices_are_in_the_units_of_the_goal),
        cmocka_unit_test(another_solver_agrees_stage_by_stage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
