#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solve/certificate.h"
#include "toy_round.h"

/* A budget of 10 buys bread at 2 and milk at 3, no more than 4 of bread:
 *
 *     minimise -4 bread - 3 milk     2 bread + 3 milk <= 10,   0 <= bread <= 4, 0 <= milk
 *
 *     best     bread 4, milk 2/3, objective -18
 *     proof    a pound more of budget is worth 1: y = -1
 *              d_bread = -4 + 2 = -2 (at its high bound), d_milk = -3 + 3 = 0
 *              dual objective -1 * 10 - 2 * 4 = -18
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

static ap_certificate of(double bread, double milk, double multiplier)
{
    ap_lp *lp = shopping();
    const double values[] = {bread, milk};
    ap_certificate certificate = ap_certify(lp, values, &multiplier);
    ap_lp_free(lp);
    return certificate;
}

static void optimum_is_proved(void **state)
{
    (void)state;
    ap_certificate proof = of(4, 2.0 / 3, -1);
    assert_true(proof.primal <= 1e-16 && proof.dual == 0 && proof.gap <= 1e-16);
    assert_true(ap_certificate_holds(proof));
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    static const struct {
        double bread, milk, multiplier;
        double primal, dual, gap;
    } wrong[] = {
        {4, 1, -1, 1.0 / 11, 0, 1.0 / 20},        /* spends 11 of 10 */
        {4.5, 1.0 / 3, -1, 0.5 / 5, 0, 1.0 / 20}, /* too much bread */
        {4, -1, -1, 1, 0, 5.0 / 14},              /* less milk than none */
        {4, 0, -1, 0, 0, 2.0 / 17},               /* feasible, but milk is left */
        {0, 10.0 / 3, -1, 0, 0, 8.0 / 11},        /* feasible, but no bread */
        {4, 2.0 / 3, 0, 0, 3, 2.0 / 19},          /* no price on the budget: milk has -3 */
        {4, 2.0 / 3, -1.1, 0, 0, 0.2 / 19},       /* too high a price: bound -18.2 */
        {4, 2.0 / 3, 1, 0, 6, 0},                 /* the wrong sign: milk has -6 */
    };
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        ap_certificate proof = of(wrong[k].bread, wrong[k].milk, wrong[k].multiplier);
        assert_true(fabs(proof.primal - wrong[k].primal) < 1e-15);
        assert_true(fabs(proof.dual - wrong[k].dual) < 1e-15);
        if (wrong[k].dual == 0) {
            assert_true(fabs(proof.gap - wrong[k].gap) < 1e-15);
        }
        assert_false(ap_certificate_holds(proof));
    }
}

/* Wherever one number is not finite, even where it meets nothing but zeros. */
static void one_number_spoils_the_proof(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        assert_true(isnan(of(bad[k], 0, 0).gap));
        assert_true(isnan(of(0, bad[k], 0).gap));
        assert_true(isnan(of(0, 0, bad[k]).gap));
        ap_lp *lp = shopping();
        const double values[] = {0, 0};
        const double none = 0;
        lp->cost[1] = bad[k];
        assert_true(isnan(ap_certify(lp, values, &none).gap));
        ap_lp_free(lp);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    assert_false(ap_certificate_holds(of(NAN, 0, -1)));
    assert_false(ap_certificate_holds(of(4, INFINITY, -1)));
    assert_false(ap_certificate_holds(of(4, 2.0 / 3, NAN)));
    assert_false(ap_certificate_holds((ap_certificate){0, 0, NAN}));
    assert_false(ap_certificate_holds((ap_certificate){NAN, 0, 0}));
    ap_lp *lp = shopping();
    const double values[] = {NAN, 0};
    assert_true(isnan(ap_infeasibility(lp, values)));
    ap_lp_free(lp);
}

static void least_violation_that_counts_is_a_ten_millionth(void **state)
{
    (void)state;
    assert_true(ap_certificate_holds((ap_certificate){9e-8, 9e-8, 9e-8}));
    assert_false(ap_certificate_holds((ap_certificate){2e-7, 0, 0}));
    assert_false(ap_certificate_holds((ap_certificate){0, 2e-7, 0}));
    assert_false(ap_certificate_holds((ap_certificate){0, 0, 2e-7}));
}

/* 1e16 + 1 - 1e16 is 0 in double and 1 in truth. */
static void sums_are_extended(void **state)
{
    (void)state;
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    for (size_t j = 0; j < 3; j++) {
        assert_int_equal(ap_lp_add_column(lp, "x", 0, 1, NULL, NULL), AP_OK);
    }
    const ap_term terms[] = {{0, 1e16}, {1, 1}, {2, -1e16}};
    assert_int_equal(ap_lp_add_row(lp, "sum", 1, 1, 3, terms, NULL, NULL), AP_OK);
    const double values[] = {1, 1, 1};
    assert_true(ap_infeasibility(lp, values) == 0);
    ap_lp_free(lp);
}

/* Shift any one value or multiplier of a proved optimum of a round: it is no longer one.
 * Shifting a value breaks an equality; shifting a multiplier opens a gap, if its row has
 * not room on both sides of nothing. */
static void every_number_of_a_proof_counts(void **state)
{
    (void)state;
    ap_toy toy = ap_toy_new(3, 6, 5);
    ap_solver *solver = NULL;
    ap_outcome outcome = AP_UNDECIDED;
    double values[400];
    double multipliers[200];
    for (size_t k = 0; k < toy.goals[7].count; k++) {
        toy.lp->cost[toy.goals[7].terms[k].column] = toy.goals[7].terms[k].coefficient;
    }
    assert_true(toy.lp->columns < 400 && toy.lp->rows < 200);
    assert_int_equal(ap_solver_new(toy.lp, &solver, NULL), AP_OK);
    assert_int_equal(ap_solver_run(solver, AP_DUAL, &outcome, NULL), AP_OK);
    assert_int_equal(outcome, AP_OPTIMAL);
    ap_solver_values(solver, values);
    ap_solver_multipliers(solver, multipliers);
    assert_true(ap_certificate_holds(ap_certify(toy.lp, values, multipliers)));
    for (size_t i = 0; i < toy.lp->rows; i++) {
        if (toy.lp->row_start[i] < toy.lp->row_start[i + 1]) {
            multipliers[i] += 0.5;
            assert_false(ap_certificate_holds(ap_certify(toy.lp, values, multipliers)));
            multipliers[i] -= 0.5;
        }
    }
    for (size_t k = 0; k < toy.goals[7].count; k++) {
        values[toy.goals[7].terms[k].column] += 0.01;
        assert_false(ap_certificate_holds(ap_certify(toy.lp, values, multipliers)));
        values[toy.goals[7].terms[k].column] -= 0.01;
    }
    ap_solver_free(solver);
    ap_toy_free(&toy);
}

/* The optimum above: bread has a price and stays at 4, the budget has one and is spent;
 * milk has none and follows. */
static void face_fixes_what_has_a_price(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_lp face = {0};
    ap_solver *solver = NULL;
    const ap_standing basis[] = {AP_AT_HIGH, AP_AT_HIGH, AP_BASIC};
    const double multipliers[] = {-1};
    const double reduced[] = {-2, 0};
    const ap_prices prices = {multipliers, reduced};
    const bool spare_none[] = {false, false, false};
    const bool spare_bread[] = {false, true, false};
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_OK);
    assert_int_equal(ap_lp_view(lp, &face, NULL), AP_OK);
    ap_face_fix(&face, solver, basis, spare_bread, prices, 1e-9);
    assert_true(face.row_low[0] == 10 && face.row_high[0] == 10);
    assert_true(face.low[0] == 0 && face.high[0] == 4);
    assert_false(ap_face_has_ties(&face, basis, spare_bread));
    assert_true(ap_face_has_ties(&face, basis, spare_none));
    ap_face_fix(&face, solver, basis, spare_none, prices, 1e-9);
    assert_true(face.low[0] == 4 && face.high[0] == 4);
    assert_true(face.low[1] == 0 && face.high[1] == INFINITY);
    assert_false(ap_face_has_ties(&face, basis, spare_none));
    ap_lp_view_free(&face);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

/* A price of 1e-10 is noise, and one of the wrong sign is the solver's tolerance. */
static void face_leaves_what_has_no_price(void **state)
{
    (void)state;
    ap_lp *lp = shopping();
    ap_lp face = {0};
    ap_solver *solver = NULL;
    const ap_standing basis[] = {AP_AT_HIGH, AP_AT_HIGH, AP_BASIC};
    const double multipliers[] = {-1e-10};
    const double reduced[] = {1e-3, 0};
    const bool spare_none[] = {false, false, false};
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_OK);
    assert_int_equal(ap_lp_view(lp, &face, NULL), AP_OK);
    ap_face_fix(&face, solver, basis, spare_none, (ap_prices){multipliers, reduced}, 1e-9);
    assert_true(face.row_low[0] == -INFINITY && face.low[0] == 0 && face.high[0] == 4);
    ap_lp_view_free(&face);
    ap_solver_free(solver);
    ap_lp_free(lp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimum_is_proved),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(one_number_spoils_the_proof),
        cmocka_unit_test(least_violation_that_counts_is_a_ten_millionth),
        cmocka_unit_test(sums_are_extended),
        cmocka_unit_test(every_number_of_a_proof_counts),
        cmocka_unit_test(face_fixes_what_has_a_price),
        cmocka_unit_test(face_leaves_what_has_no_price),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
