#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clp.h"
#include "solve/certificate.h"
#include "solve/solver.h"
#include "toy_program.h"
#include "toy_round.h"

/* GLPK's own; only here, to make it run out of memory. */
void glp_mem_limit(int megabytes); // NOLINT(readability-identifier-naming)

enum { MOST = 64 };

/* A budget of 10 buys bread at 2 and milk at 3, no more than 4 of bread:
 *
 *     minimise -4 bread - 3 milk     2 bread + 3 milk <= 10,   0 <= bread <= 4, 0 <= milk
 *
 * The best is bread 4, milk 2/3; a pound more of budget is worth 1, a loaf more 2.
 */
static ap_lp *shopping(void)
{
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "bread", 0, 4, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "milk", 0, INFINITY, NULL, NULL), AP_OK);
    const ap_term terms[] = {{0, 2}, {1, 3}};
    assert_int_equal(ap_lp_add_row(lp, "budget", -INFINITY, 10, 2, terms, NULL, NULL),
                     AP_OK);
    lp->cost[0] = -4;
    lp->cost[1] = -3;
    return lp;
}

static ap_solver *solver_of(const ap_lp *lp)
{
    ap_solver *solver = NULL;
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_OK);
    return solver;
}

static ap_outcome outcome_of(ap_solver *solver, ap_simplex simplex)
{
    ap_outcome outcome = AP_UNDECIDED;
    assert_int_equal(ap_solver_run(solver, simplex, &outcome, NULL), AP_OK);
    return outcome;
}

/* Solve and prove; the objective. */
static double optimum_of(ap_solver *solver, const ap_lp *lp, ap_simplex simplex)
{
    double values[MOST] = {0};
    double multipliers[MOST] = {0};
    assert_true(lp->columns <= MOST && lp->rows <= MOST);
    assert_int_equal(outcome_of(solver, simplex), AP_OPTIMAL);
    ap_solver_values(solver, values);
    ap_solver_multipliers(solver, multipliers);
    assert_true(ap_certificate_holds(ap_certify(lp, values, multipliers)));
    double sum = 0;
    for (size_t j = 0; j < lp->columns; j++) {
        sum += lp->cost[j] * values[j];
    }
    return sum;
}

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + fabs(a)))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

static void prices_have_the_signs_of_the_contract(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_solver *solver = solver_of(lp);
    double numbers[2];
    const ap_simplex ways[] = {AP_PRIMAL, AP_DUAL};
    for (size_t k = 0; k < 2; k++) {
        ap_solver_forget_basis(solver);
        assert_near(optimum_of(solver, lp, ways[k]), -18);
        ap_solver_values(solver, numbers);
        assert_near(numbers[0], 4);
        assert_near(numbers[1], 2.0 / 3);
        ap_solver_multipliers(solver, numbers);
        assert_near(numbers[0], -1);
        ap_solver_reduced_costs(solver, numbers);
        assert_near(numbers[0], -2);
        assert_near(numbers[1], 0);
        ap_standing basis[3];
        ap_solver_get_basis(solver, basis);
        assert_int_equal(basis[0], AP_AT_HIGH);
        assert_int_equal(basis[1], AP_AT_HIGH);
        assert_int_equal(basis[2], AP_BASIC);
    }
    ap_solver_free(solver);
    ap_lp_free(lp);
}

/* A need of at least 6 must be bought: a low bound has a positive multiplier. */
static void need_has_a_positive_multiplier(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    lp->row_low[0] = 6;
    lp->row_high[0] = INFINITY;
    lp->cost[0] = 4;
    lp->cost[1] = 3; /* milk is cheaper a unit of need: 1 against 2 */
    ap_solver *solver = solver_of(lp);
    double multiplier = 0;
    assert_near(optimum_of(solver, lp, AP_DUAL), 6);
    ap_solver_multipliers(solver, &multiplier);
    assert_near(multiplier, 1);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

static void changes_start_from_the_basis_at_hand(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_solver *solver = solver_of(lp);
    assert_near(optimum_of(solver, lp, AP_DUAL), -18);
    lp->row_high[0] = 11;
    ap_solver_set_row(solver, 0, -INFINITY, 11);
    long before = ap_solver_iterations(solver);
    assert_near(optimum_of(solver, lp, AP_DUAL), -19);
    assert_int_equal(ap_solver_iterations(solver), before); /* the basis is still best */
    lp->high[0] = 5;
    ap_solver_set_column(solver, 0, 0, 5);
    assert_near(optimum_of(solver, lp, AP_DUAL), -21);
    lp->cost[1] = -9;
    ap_solver_set_cost(solver, 1, -9);
    assert_near(optimum_of(solver, lp, AP_PRIMAL), -33);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

static void no_answer_is_an_outcome(void **state)
{
    (void)state;
    const ap_simplex ways[] = {AP_PRIMAL, AP_DUAL};
    for (size_t k = 0; k < 2; k++) {
        ap_lp *lp = shopping();
        ap_solver *solver = solver_of(lp);
        ap_solver_set_row(solver, 0, -20, -1);
        assert_int_equal(outcome_of(solver, ways[k]), AP_INFEASIBLE);
        ap_solver_set_row(solver, 0, -INFINITY, INFINITY);
        assert_int_equal(outcome_of(solver, ways[k]), AP_UNBOUNDED);
        ap_solver_set_row(solver, 0, 12, 11);
        assert_int_equal(outcome_of(solver, ways[k]), AP_INFEASIBLE);
        ap_solver_set_row(solver, 0, 10 + 1e-13, 10);
        assert_near(optimum_of(solver, lp, ways[k]), -18); /* crossed by rounding only */
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
}

static void programs_without_rows_or_columns_have_answers(void **state)
{
    (void)state;
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    ap_solver *solver = solver_of(lp);
    assert_int_equal(outcome_of(solver, AP_DUAL), AP_OPTIMAL);
    ap_solver_free(solver);
    assert_int_equal(ap_lp_add_column(lp, "alone", -2, 3, NULL, NULL), AP_OK);
    lp->cost[0] = -1;
    solver = solver_of(lp);
    assert_near(optimum_of(solver, lp, AP_DUAL), -3);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_outcome outcome = AP_UNDECIDED;
    for (int k = 0; k < 6; k++) {
        ap_solver *solver = solver_of(lp);
        if (k < 2) {
            ap_solver_set_cost(solver, 0, k == 0 ? NAN : INFINITY);
        } else if (k < 4) {
            ap_solver_set_column(solver, 1, k == 2 ? NAN : 0, k == 2 ? 1 : NAN);
        } else if (k == 4) {
            ap_solver_set_row(solver, 1, 0, 1);
        } else {
            ap_solver_set_column(solver, 2, 0, 1);
        }
        ap_error err = {0};
        assert_int_equal(ap_solver_run(solver, AP_DUAL, &outcome, &err), AP_INTERNAL);
        assert_int_equal(err.status, AP_INTERNAL);
        if (k < 4) { /* mended numbers are solved with */
            assert_int_equal(ap_solver_reload(solver, lp, NULL), AP_OK);
            assert_near(optimum_of(solver, lp, AP_DUAL), -18);
        }
        ap_solver_free(solver);
    }
    ap_lp_free(lp);
}

static void programs_that_glpk_would_abort_on_are_refused(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_lp *longer = shopping();
    ap_solver *solver = NULL;
    lp->terms[1].column = 0; /* bread twice */
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_INTERNAL);
    lp->terms[1].column = 7;
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_INTERNAL);
    lp->terms[1] = (ap_term){1, NAN};
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_INTERNAL);
    assert_null(solver);
    solver = solver_of(longer);
    assert_int_equal(ap_solver_reload(solver, lp, NULL), AP_INTERNAL);
    assert_int_equal(ap_lp_add_column(longer, "more", 0, 1, NULL, NULL), AP_OK);
    assert_int_equal(ap_solver_reload(solver, longer, NULL), AP_INTERNAL);
    ap_solver_free(solver);
    ap_lp_free(lp);
    ap_lp_free(longer);
}

static void reloaded_program_is_solved_as_a_new_one(void **state)
{
    (void)state;
    uint64_t seed = 11;
    size_t solved = 0;
    for (int k = 0; k < 60; k++) {
        ap_lp *lp = ap_toy_program(&seed);
        ap_solver *solver = solver_of(lp);
        (void)optimum_of(solver, lp, AP_DUAL);
        for (int change = 0; change < 5; change++) {
            ap_toy_program_shake(lp, &seed);
            assert_int_equal(ap_solver_reload(solver, lp, NULL), AP_OK);
            ap_solver *fresh = solver_of(lp);
            ap_outcome outcome = outcome_of(fresh, AP_DUAL);
            assert_int_equal(outcome_of(solver, change % 2 == 0 ? AP_DUAL : AP_PRIMAL),
                             outcome);
            if (outcome == AP_OPTIMAL) {
                assert_near(optimum_of(solver, lp, AP_DUAL),
                            optimum_of(fresh, lp, AP_PRIMAL));
                solved++;
            }
            ap_solver_free(fresh);
        }
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
    assert_true(solved > 250);
}

static void basis_can_be_carried_to_another_solver(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < 50; k++) {
        ap_lp *lp = ap_toy_program(&seed);
        ap_solver *solver = solver_of(lp);
        ap_solver *other = solver_of(lp);
        ap_standing basis[2 * MOST];
        double best = optimum_of(solver, lp, AP_DUAL);
        ap_solver_get_basis(solver, basis);
        ap_solver_set_basis(other, basis);
        assert_near(optimum_of(other, lp, AP_PRIMAL), best);
        assert_int_equal(ap_solver_iterations(other), 0);
        ap_solver_free(solver);
        ap_solver_free(other);
        ap_lp_free(lp);
    }
}

static void any_basis_leads_to_the_answer(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int k = 0; k < 200; k++) {
        ap_lp *lp = ap_toy_program(&seed);
        ap_solver *solver = solver_of(lp);
        ap_standing basis[2 * MOST];
        double best = optimum_of(solver, lp, AP_DUAL);
        for (size_t i = 0; i < lp->rows + lp->columns; i++) {
            basis[i] = (ap_standing)(5 * ap_toy_draw(&seed));
        }
        ap_solver_set_basis(solver, basis); /* singular, or of the wrong size */
        assert_near(optimum_of(solver, lp, k % 2 == 0 ? AP_DUAL : AP_PRIMAL), best);
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
}

static void thousand_solves_are_as_good_as_the_first(void **state)
{
    (void)state;
    uint64_t seed = 17;
    ap_lp *lp = ap_toy_program(&seed);
    ap_solver *solver = solver_of(lp);
    double first = optimum_of(solver, lp, AP_DUAL);
    ap_lp *base = NULL;
    assert_int_equal(ap_lp_copy(lp, &base, NULL), AP_OK);
    for (int k = 0; k < 1000; k++) {
        for (size_t j = 0; j < lp->columns; j++) {
            lp->high[j] = base->high[j] + ap_toy_draw(&seed);
            lp->cost[j] = base->cost[j] * (0.5 + ap_toy_draw(&seed));
        }
        assert_int_equal(ap_solver_reload(solver, lp, NULL), AP_OK);
        double warm = optimum_of(solver, lp, AP_DUAL);
        if (k % 50 == 0) {
            ap_solver *fresh = solver_of(lp);
            assert_near(warm, optimum_of(fresh, lp, AP_PRIMAL));
            ap_solver_free(fresh);
        }
    }
    assert_int_equal(ap_solver_reload(solver, base, NULL), AP_OK);
    assert_near(optimum_of(solver, base, AP_DUAL), first);
    ap_solver_free(solver);
    ap_lp_free(lp);
    ap_lp_free(base);
}

/* GLPK ends the process when memory runs out; here it is a status. Solvers at hand lose
 * what GLPK held for them, say so, and go on from their own copy. */
static void want_of_memory_is_a_status(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_toy toy = ap_toy_new(30, 20, 3);
    ap_solver *small = solver_of(lp);
    ap_solver *large = NULL;
    ap_error err = {0};
    double values[2];
    assert_near(optimum_of(small, lp, AP_DUAL), -18);
    glp_mem_limit(1);
    assert_int_equal(ap_solver_new(toy.lp, &large, &err), AP_UNUSABLE);
    assert_null(large);
    assert_string_equal(err.where, "GLPK");
    ap_solver_values(small, values);
    assert_true(isnan(values[0]));
    ap_solver_set_row(small, 0, -INFINITY, 11);
    lp->row_high[0] = 11;
    assert_near(optimum_of(small, lp, AP_DUAL), -19);
    large = solver_of(toy.lp); /* the limit went with GLPK's old environment */
    assert_int_equal(outcome_of(large, AP_DUAL), AP_OPTIMAL);
    ap_solver_free(small);
    ap_solver_free(large);
    ap_toy_free(&toy);
    ap_lp_free(lp);
}

/* A column without entries makes a singular basis that GLPK would end the process on. */
static void empty_column_in_the_basis_is_survived(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    const ap_standing basis[] = {AP_AT_HIGH, AP_AT_LOW, AP_AT_LOW, AP_BASIC};
    assert_int_equal(ap_lp_add_column(lp, "nothing", 0, 1, NULL, NULL), AP_OK);
    ap_solver *solver = solver_of(lp);
    ap_solver *other = solver_of(lp);
    ap_solver_set_basis(solver, basis);
    assert_near(optimum_of(solver, lp, AP_DUAL), -18);
    assert_near(optimum_of(other, lp, AP_DUAL), -18);
    ap_solver_free(solver);
    ap_solver_free(other);
    ap_lp_free(lp);
}

/* Pounds, unscaled, with a minimax coefficient of a billionth: GLPK calls a wrong answer
 * optimal unless it is told to scale. */
static void wild_units_are_scaled(void **state)
{
    (void)state;
    ap_lp *lp = NULL;
    const double targets[] = {9.1e8, 2.3e8, 1.1e9, 4.7e7};
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "worst", 0, 10, NULL, NULL), AP_OK);
    ap_term all[4];
    for (size_t i = 0; i < 4; i++) {
        size_t column = 0;
        assert_int_equal(ap_lp_add_column(lp, "place", 0, 4e9, &column, NULL), AP_OK);
        all[i] = (ap_term){column, 1};
        const ap_term row[] = {{column, 1 / targets[i]}, {0, 1}};
        assert_int_equal(ap_lp_add_row(lp, "need", 1, INFINITY, 2, row, NULL, NULL), AP_OK);
    }
    assert_int_equal(ap_lp_add_row(lp, "money", 0, 2e9, 4, all, NULL, NULL), AP_OK);
    lp->cost[0] = 1;
    ap_solver *solver = solver_of(lp);
    double total = targets[0] + targets[1] + targets[2] + targets[3];
    assert_near(optimum_of(solver, lp, AP_DUAL), 1 - 2e9 / total);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

static void another_solver_agrees(void **state)
{
    (void)state;
    uint64_t seed = 29;
    for (int k = 0; k < 40; k++) {
        ap_lp *lp = ap_toy_program(&seed);
        ap_solver *solver = solver_of(lp);
        double values[MOST];
        double best = optimum_of(solver, lp, AP_DUAL);
        assert_near(clp_program(lp, values), best);
        assert_true(ap_infeasibility(lp, values) < 1e-7);
        double sum = 0;
        for (size_t j = 0; j < lp->columns; j++) {
            sum += lp->cost[j] * values[j];
        }
        assert_near(sum, best);
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
}

static void other_solver_finds_no_answer_either(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    double values[2];
    assert_near(clp_program(lp, values), -18);
    lp->row_high[0] = -1;
    assert_true(isnan(clp_program(lp, values)));
    lp->row_high[0] = INFINITY;
    assert_true(isnan(clp_program(lp, values)));
    assert_true(isnan(clp_objective("not there.mps")));
    ap_lp_free(lp);
}

/* In whole loaves and pints the best is bread 4, milk 0: -16. Milk 2/3 beside it does not
 * exist, and bread 3, milk 1 is -15. What the solver holds is not changed by the search. */
static void whole_values_are_found(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_solver *solver = NULL;
    ap_branching found = {0};
    const bool is_whole[] = {true, true};
    double values[2] = {0};
    lp->high[1] = 10;
    solver = solver_of(lp);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(ap_solver_run_whole(solver, is_whole, 100, values, &found, NULL),
                         AP_OK);
        assert_int_equal(found.outcome, AP_OPTIMAL);
        assert_true(found.has_values && found.nodes > 1);
        assert_near(values[0], 4);
        assert_near(values[1], 0);
        assert_near(found.objective, -16);
        assert_near(found.bound, -16);
        assert_near(optimum_of(solver, lp, AP_PRIMAL), -18);
    }
    ap_solver_free(solver);
    ap_lp_free(lp);
}

/* 2 x = 1 has an answer, and none with a whole x. Nor has x = 3 within 0 and 1. */
static void no_whole_answer_is_an_outcome(void **state)
{
    (void)state;
    static const double sums[] = {1, 6};
    for (size_t k = 0; k < 2; k++) {
        ap_lp *lp = NULL;
        ap_branching found = {0};
        const bool is_whole[] = {true};
        const ap_term terms[] = {{0, 2}};
        double values[1] = {0};
        assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
        assert_int_equal(ap_lp_add_column(lp, "x", 0, 1, NULL, NULL), AP_OK);
        assert_int_equal(ap_lp_add_row(lp, "sum", sums[k], sums[k], 1, terms, NULL, NULL),
                         AP_OK);
        ap_solver *solver = solver_of(lp);
        assert_int_equal(ap_solver_run_whole(solver, is_whole, 100, values, &found, NULL),
                         AP_OK);
        assert_int_equal(found.outcome, AP_INFEASIBLE);
        assert_false(found.has_values);
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
}

enum { ITEMS = 16 };

/* A knapsack by chance: the most worth that a sack holds. */
static ap_lp *knapsack(uint64_t *seed, size_t worth[ITEMS], size_t weight[ITEMS],
                       size_t *holds)
{
    ap_lp *lp = NULL;
    ap_term terms[ITEMS];
    size_t all = 0;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    for (size_t i = 0; i < ITEMS; i++) {
        *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
        weight[i] = 20 + (size_t)(*seed >> 33) % 80;
        worth[i] = weight[i] + (size_t)(*seed >> 40) % 5;
        all += weight[i];
        assert_int_equal(ap_lp_add_column(lp, "item", 0, 1, NULL, NULL), AP_OK);
        lp->cost[i] = -(double)worth[i];
        terms[i] = (ap_term){i, (double)weight[i]};
    }
    *holds = all / 2;
    assert_int_equal(
        ap_lp_add_row(lp, "sack", -INFINITY, (double)*holds, ITEMS, terms, NULL, NULL),
        AP_OK);
    return lp;
}

/* By trying every sack. */
static size_t best_sack(const size_t worth[ITEMS], const size_t weight[ITEMS], size_t holds)
{
    size_t best = 0;
    for (size_t sack = 0; sack < (size_t)1 << ITEMS; sack++) {
        size_t has = 0;
        size_t is_worth = 0;
        for (size_t i = 0; i < ITEMS; i++) {
            has += (sack >> i & 1) != 0 ? weight[i] : 0;
            is_worth += (sack >> i & 1) != 0 ? worth[i] : 0;
        }
        best = has <= holds && is_worth > best ? is_worth : best;
    }
    return best;
}

/* A search that its limit ends has a bound below what it found, and the best lies between
 * them; to the end, it has the best. */
static void limit_of_nodes_ends_a_search(void **state)
{
    (void)state;
    uint64_t seed = 3;
    size_t open = 0;
    for (size_t round = 0; round < 10; round++) {
        size_t worth[ITEMS];
        size_t weight[ITEMS];
        size_t holds = 0;
        bool is_whole[ITEMS];
        double values[ITEMS] = {0};
        ap_branching found = {0};
        memset(is_whole, true, sizeof is_whole);
        ap_lp *lp = knapsack(&seed, worth, weight, &holds);
        ap_solver *solver = solver_of(lp);
        double best = -(double)best_sack(worth, weight, holds);
        assert_int_equal(ap_solver_run_whole(solver, is_whole, 5, values, &found, NULL),
                         AP_OK);
        open += found.outcome == AP_UNDECIDED ? 1 : 0;
        assert_true(found.bound <= best + 1e-6);
        assert_true(!found.has_values || found.objective >= best - 1e-6);
        assert_true(found.nodes <= 5 + 2);
        assert_int_equal(
            ap_solver_run_whole(solver, is_whole, 100000, values, &found, NULL), AP_OK);
        assert_int_equal(found.outcome, AP_OPTIMAL);
        assert_near(found.objective, best);
        ap_solver_free(solver);
        ap_lp_free(lp);
    }
    assert_true(open > 0);
}

static void solver_has_a_name(void **state)
{
    (void)state;
    assert_int_equal(strncmp(ap_solver_version(), "GLPK 5.", 7), 0);
    ap_solver_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_have_the_signs_of_the_contract),
        cmocka_unit_test(need_has_a_positive_multiplier),
        cmocka_unit_test(changes_start_from_the_basis_at_hand),
        cmocka_unit_test(no_answer_is_an_outcome),
        cmocka_unit_test(programs_without_rows_or_columns_have_answers),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(programs_that_glpk_would_abort_on_are_refused),
        cmocka_unit_test(reloaded_program_is_solved_as_a_new_one),
        cmocka_unit_test(basis_can_be_carried_to_another_solver),
        cmocka_unit_test(any_basis_leads_to_the_answer),
        cmocka_unit_test(thousand_solves_are_as_good_as_the_first),
        cmocka_unit_test(want_of_memory_is_a_status),
        cmocka_unit_test(empty_column_in_the_basis_is_survived),
        cmocka_unit_test(wild_units_are_scaled),
        cmocka_unit_test(another_solver_agrees),
        cmocka_unit_test(other_solver_finds_no_answer_either),
        cmocka_unit_test(whole_values_are_found),
        cmocka_unit_test(no_whole_answer_is_an_outcome),
        cmocka_unit_test(limit_of_nodes_ends_a_search),
        cmocka_unit_test(solver_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
