#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "made_plan.h"
#include "second_way.h"
#include "solve/carry.h"
#include "solve/carry_model.h"
#include "whole_carry.h"

static ap_carry *solved(const ap_made_plan *made)
{
    ap_carry *carry = NULL;
    const ap_carry_plan plan = ap_plan_of(made);
    assert_int_equal(ap_carry_solve(&plan, &carry, NULL), AP_OK);
    assert_int_equal(carry->outcome, AP_OPTIMAL);
    assert_true(ap_certificate_holds(carry->worst));
    return carry;
}

static void assert_near(double a, double b, double size)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + size))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

static double total_of(const ap_made_plan *made, const double cells[], size_t c)
{
    double total = 0;
    for (size_t k = 0; k < made->programmes; k++) {
        total += cells[c * made->programmes + k];
    }
    return total;
}

/* Money 600 and 400; North has need for 300 and 300 of it, South for 300 and 100. */
static ap_made_plan county(void)
{
    ap_made_plan made = ap_plan_plain(2, 2);
    const double need[] = {1, 3, 1, 1};
    made.money[0] = 600;
    made.money[1] = 400;
    memcpy(made.need, need, sizeof need);
    return made;
}

/* No floor and no cap is broken. */
static const double none[AP_PLAN_CHILDREN] = {0};

static void assert_answer(const ap_made_plan *made, const double cells[],
                          const double broken[AP_PLAN_CHILDREN])
{
    ap_carry *carry = solved(made);
    for (size_t i = 0; i < made->children * made->programmes; i++) {
        assert_near(carry->exact[i], cells[i], 1000);
        assert_true(carry->cells[i] == round(cells[i]));
    }
    for (size_t c = 0; c < made->children; c++) {
        assert_near(carry->broken[c], broken[c], 1000);
    }
    ap_carry_free(carry);
}

static void need_alone_decides_where_nothing_binds(void **state)
{
    (void)state;
    ap_made_plan made = county();
    const double cells[] = {300, 300, 300, 100};
    assert_answer(&made, cells, none);
    made.baseline[0] = 590; /* a floor and a cap with room to spare change nothing */
    made.floor[0] = 0;
    made.cap[0] = 0.1;
    assert_answer(&made, cells, none);
    ap_carry *carry = solved(&made);
    assert_int_equal(carry->stages, 0);
    assert_true(carry->worst.primal == 0 && carry->worst.dual == 0);
    assert_true(carry->worst.gap == 0);
    ap_carry_free(carry);
}

/* Targets 600 and 400. South had 440 and keeps it: 40 above target. North gives 40 of 600,
 * the same part of both programmes, so 20 and 20, and South gets these:
 *
 *     North 280, 280     South 320, 120
 */
static void a_floor_takes_from_the_other_child(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.baseline[1] = 440;
    made.floor[1] = 0;
    const double cells[] = {280, 280, 320, 120};
    assert_answer(&made, cells, none);
}

/* Four children of need 100 each of 400, but the last may have no more than 40, and the
 * third no more than 110. The 60 that the last leaves go to the others: 20 each would be
 * even, the third takes 10, so 25 each for the first two. */
static void a_cap_spreads_the_rest_over_the_others(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(4, 1);
    made.money[0] = 400;
    for (size_t c = 0; c < 4; c++) {
        made.need[c] = 7;
    }
    made.baseline[2] = 100;
    made.cap[2] = 0.1;
    made.baseline[3] = 50;
    made.cap[3] = -0.2;
    const double cells[] = {125, 125, 110, 40};
    assert_answer(&made, cells, none);
}

/* Targets 100, 100 and 200. The last is to have 260: 60 is to be found. The first had 90
 * and has a floor of 90, so it gives 10 of 100 and the second the other 50; evenly it would
 * have been 30% of both. */
static void a_child_at_its_floor_leaves_the_rest_to_the_others(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(3, 1);
    made.money[0] = 400;
    made.need[0] = 1;
    made.need[1] = 1;
    made.need[2] = 2;
    made.baseline[0] = 90;
    made.floor[0] = 0;
    made.baseline[2] = 260;
    made.floor[2] = 0;
    const double cells[] = {90, 50, 260};
    assert_answer(&made, cells, none);
}

/* 1,000 and floors of 700 and 500: 200 are missing whoever goes without. Targets are 600
 * and 400, so equal shortfall, none, is reached at 600 and 400: 100 each. With a target of
 * 800 for North it has its 700, and South is 200 short. */
static void floors_beyond_the_money_break_by_the_least(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(2, 1);
    made.money[0] = 1000;
    made.baseline[0] = 700;
    made.baseline[1] = 500;
    made.floor[0] = 0;
    made.floor[1] = 0;
    made.need[0] = 6;
    made.need[1] = 4;
    assert_answer(&made, (const double[]){600, 400},
                  (const double[AP_PLAN_CHILDREN]){100, 100});
    made.need[0] = 8;
    made.need[1] = 2;
    assert_answer(&made, (const double[]){700, 300},
                  (const double[AP_PLAN_CHILDREN]){0, 200});
}

/* Caps of 500 and 300 on 1,000: 200 are too many. */
static void caps_below_the_money_break_by_the_least(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(2, 1);
    made.money[0] = 1000;
    made.need[0] = 6;
    made.need[1] = 4;
    made.baseline[0] = 500;
    made.baseline[1] = 300;
    made.cap[0] = 0;
    made.cap[1] = 0;
    assert_answer(&made, (const double[]){600, 400},
                  (const double[AP_PLAN_CHILDREN]){100, 100});
}

/* A floor of 440 above a cap of 400 is met half way where nothing else matters. */
static void a_floor_above_its_cap_is_met_between(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.baseline[1] = 400;
    made.floor[1] = 0.1;
    made.cap[1] = 0;
    ap_carry *carry = solved(&made);
    assert_near(carry->broken[1], 20, 1000);
    assert_near(total_of(&made, carry->exact, 1), 420, 1000);
    ap_carry_free(carry);
}

/* South has no need, and a floor of 50 on the 100 that it had: North gives it from both
 * programmes. Without the floor it has nothing. */
static void a_child_without_need_has_its_floor_only(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.need[2] = 0;
    made.need[3] = 0;
    assert_answer(&made, (const double[]){600, 400, 0, 0}, none);
    made.baseline[1] = 100;
    made.floor[1] = -0.5;
    assert_answer(&made, (const double[]){570, 380, 30, 20}, none);
}

/* North may have no more than 900 of 1,000; South has need, the other two have none and get
 * nothing while South can take it all. When South may have no more than 60, 40 are left for
 * them, and go to the one whose key has the lesser hash. */
static void money_that_nobody_in_need_may_have(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(4, 1);
    made.money[0] = 1000;
    made.need[0] = 99;
    made.need[1] = 1;
    made.baseline[0] = 900;
    made.cap[0] = 0;
    assert_answer(&made, (const double[]){900, 100, 0, 0}, none);
    made.baseline[1] = 60;
    made.cap[1] = 0;
    for (size_t other = 3; other < AP_PLAN_CHILDREN; other++) {
        made.keys[3] = ap_plan_keys[other];
        bool is_third = ap_text_hash(0, made.keys[2]) < ap_text_hash(0, made.keys[3]);
        const double third[] = {900, 60, 40, 0};
        const double last[] = {900, 60, 0, 40};
        assert_answer(&made, is_third ? third : last, none);
    }
}

/* Nobody has need for the second programme: its 400 are shared by people, 3 to 1; without
 * people, one each. */
static void a_programme_nobody_needs_is_shared_by_people(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.need[1] = 0;
    made.need[3] = 0;
    made.people[0] = 3;
    assert_answer(&made, (const double[]){300, 300, 300, 100}, none);
    made.people[0] = 0;
    made.people[1] = 0;
    assert_answer(&made, (const double[]){300, 200, 300, 200}, none);
}

static void one_child_has_all(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.children = 1;
    assert_answer(&made, (const double[]){600, 400}, (const double[AP_PLAN_CHILDREN]){0});
    made.baseline[0] = 500; /* a cap cannot be kept: somebody has to have the money */
    made.cap[0] = 0.2;
    made.floor[0] = 0;
    assert_answer(&made, (const double[]){600, 400}, (const double[AP_PLAN_CHILDREN]){400});
}

static void no_money_is_an_answer(void **state)
{
    (void)state;
    ap_made_plan made = county();
    made.money[0] = 0;
    made.money[1] = 0;
    const double cells[] = {0, 0, 0, 0};
    assert_answer(&made, cells, (const double[AP_PLAN_CHILDREN]){0, 0});
    made.baseline[0] = 70;
    made.floor[0] = 0;
    assert_answer(&made, cells, (const double[AP_PLAN_CHILDREN]){70, 0});
}

/* 101 for three children in need alike. Nearest is 33, 34, 34 in some order; the first has
 * a floor of 33.5 and the second a cap of 33.7, so the first is to be 34 and the second 33.
 */
static void rounding_keeps_floors_and_caps(void **state)
{
    (void)state;
    ap_made_plan made = ap_plan_plain(3, 1);
    made.money[0] = 101;
    for (size_t c = 0; c < 3; c++) {
        made.need[c] = 1;
        made.baseline[c] = 100;
    }
    made.floor[0] = -0.665;
    made.cap[1] = -0.663;
    for (size_t turn = 0; turn < 3; turn++) {
        made.keys[turn % 3] = "z"; /* whoever comes last */
        ap_carry *carry = solved(&made);
        assert_true(carry->cells[0] == 34);
        assert_true(carry->cells[1] == 33);
        assert_true(carry->cells[2] == 34);
        ap_carry_free(carry);
        made.keys[turn % 3] = ap_plan_keys[turn % 3];
    }
}

static void assert_adds_up(const ap_made_plan *made, const ap_carry *carry)
{
    for (size_t k = 0; k < made->programmes; k++) {
        double exact = 0;
        double whole = 0;
        for (size_t c = 0; c < made->children; c++) {
            size_t cell = c * made->programmes + k;
            exact += carry->exact[cell];
            whole += carry->cells[cell];
            assert_true(carry->exact[cell] >= 0);
            assert_true(fabs(carry->cells[cell] - carry->exact[cell]) < 1);
        }
        assert_true(whole == made->money[k]);
        assert_near(exact, made->money[k], made->money[k]);
    }
}

/* The exact total is within its limits but for what is said, the whole one but for a pound
 * more. */
static void assert_limits(const ap_made_plan *made, const ap_carry *carry)
{
    for (size_t c = 0; c < made->children; c++) {
        double size = ap_plan_money(made) + fabs(carry->broken[c]);
        double exact = total_of(made, carry->exact, c);
        double whole = total_of(made, carry->cells, c);
        double broken =
            fmax(fmax(ap_plan_least(made, c) - exact, exact - ap_plan_most(made, c)), 0);
        assert_near(broken, carry->broken[c], size);
        assert_true(fabs(whole - exact) < 1);
    }
}

static bool is_target_within_limits(const ap_made_plan *made, const ap_carry *carry)
{
    bool is_within = true;
    for (size_t c = 0; c < made->children; c++) {
        is_within = is_within && carry->target[c] >= ap_plan_least(made, c) &&
                    carry->target[c] <= ap_plan_most(made, c);
    }
    return is_within;
}

static void every_answer_adds_up_and_keeps_its_limits(void **state)
{
    (void)state;
    uint64_t seed = 11;
    size_t plain = 0;
    size_t missed = 0;
    for (size_t trial = 0; trial < 600; trial++) {
        ap_made_plan made = ap_plan_draw(&seed, AP_PLAN_CHILDREN, AP_PLAN_PROGRAMMES);
        ap_carry *carry = solved(&made);
        assert_adds_up(&made, carry);
        assert_limits(&made, carry);
        for (size_t c = 0; c < made.children; c++) {
            missed += carry->broken[c] > 0 ? 1 : 0;
        }
        if (is_target_within_limits(&made, carry)) {
            plain++;
            assert_int_equal(carry->stages, 0);
            assert_memory_equal(carry->exact, carry->wanted,
                                made.children * made.programmes * sizeof(double));
        }
        ap_carry_free(carry);
    }
    assert_true(plain > 30 && missed > 100); /* all kinds were there */
}

/* How many floors and caps a plan of one programme must lose to rounding: any choice of
 * whole neighbours that adds up is a rounding, so it is a matter of counting those that
 * have to go up, those that have to go down, and how many do go up. A floor and a cap
 * between the same two whole numbers lose one of them. */
static double must_miss(const ap_made_plan *made, const ap_carry *carry, bool *is_tight)
{
    double up = made->money[0];
    double down = 0;
    double rise = 0;
    double fall = 0;
    double either = 0;
    for (size_t c = 0; c < made->children; c++) {
        double exact = carry->exact[c];
        bool is_whole = fabs(exact - round(exact)) < 1e-4;
        bool is_asked = !is_whole && carry->broken[c] == 0;
        bool must_rise = is_asked && floor(exact) < ap_plan_least(made, c) - 1e-3;
        bool must_fall = is_asked && ceil(exact) > ap_plan_most(made, c) + 1e-3;
        up -= is_whole ? round(exact) : floor(exact);
        down += is_whole ? 0 : 1;
        rise += must_rise && !must_fall ? 1 : 0;
        fall += must_fall && !must_rise ? 1 : 0;
        either += must_rise && must_fall ? 1 : 0;
    }
    down -= up;
    *is_tight = rise + fall > 0;
    return either + fmax(rise - up, 0) + fmax(fall - down, 0);
}

static void rounding_keeps_all_that_can_be_kept(void **state)
{
    (void)state;
    uint64_t seed = 19;
    size_t tight = 0;
    for (size_t trial = 0; trial < 400; trial++) {
        bool is_tight = false;
        double missed = 0;
        ap_made_plan made = ap_plan_draw(&seed, AP_PLAN_CHILDREN, 1);
        ap_carry *carry = solved(&made);
        for (size_t c = 0; c < made.children; c++) {
            bool is_missed = carry->cells[c] < ap_plan_least(&made, c) - 1e-3 ||
                             carry->cells[c] > ap_plan_most(&made, c) + 1e-3;
            missed += carry->broken[c] == 0 && is_missed ? 1 : 0;
        }
        assert_true(missed == must_miss(&made, carry, &is_tight));
        tight += is_tight ? 1 : 0;
        ap_carry_free(carry);
    }
    assert_true(tight > 100);
}

/* The program itself, where the short cut would have been taken. */
static void solving_where_nothing_binds_gives_the_target(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (size_t trial = 0; trial < 200; trial++) {
        ap_carry_child child[AP_PLAN_CHILDREN];
        double change[AP_PLAN_CHILDREN];
        double broken[AP_PLAN_CHILDREN];
        size_t children = ap_draw_size(&seed, 1, AP_PLAN_CHILDREN + 1);
        for (size_t c = 0; c < children; c++) {
            double target =
                ap_draw_chance(&seed, 0.1) ? 0 : pow(10, ap_draw_between(&seed, 3, 8));
            bool is_tight = ap_draw_chance(&seed, 0.2);
            child[c] = (ap_carry_child){
                .target = target,
                .least = is_tight ? target : target * ap_draw_between(&seed, 0, 0.99),
                .most = ap_draw_chance(&seed, 0.2) ? INFINITY : target * 1.1,
                .key = ap_plan_keys[c],
            };
        }
        ap_carry_model *model = NULL;
        ap_lexico_result *result = NULL;
        assert_int_equal(ap_carry_model_build("parent", children, child, &model, NULL),
                         AP_OK);
        assert_int_equal(ap_lexico_solve(model->lp, model->goal_count, model->goals, NULL,
                                         &result, NULL),
                         AP_OK);
        assert_int_equal(result->outcome, AP_OPTIMAL);
        ap_carry_model_read(model, result->values, change, broken);
        for (size_t c = 0; c < children; c++) {
            assert_near(change[c], 0, child[c].target);
            assert_near(broken[c], 0, child[c].target);
        }
        ap_lexico_result_free(result);
        ap_carry_model_free(model);
    }
}

static void ten_times_the_money_is_ten_times_the_answer(void **state)
{
    (void)state;
    uint64_t seed = 37;
    for (size_t trial = 0; trial < 300; trial++) {
        ap_made_plan made = ap_plan_draw(&seed, AP_PLAN_CHILDREN, AP_PLAN_PROGRAMMES);
        ap_carry *carry = solved(&made);
        ap_plan_multiply(&made, 10);
        ap_carry *large = solved(&made);
        for (size_t i = 0; i < made.children * made.programmes; i++) {
            double ten = 10 * carry->exact[i];
            assert_true(fabs(large->exact[i] - ten) <= 1e-9 * fmax(ten, 1));
        }
        ap_carry_free(large);
        ap_carry_free(carry);
    }
}

static size_t child_named(const ap_made_plan *made, const char *key)
{
    size_t c = 0;
    while (made->keys[c] != key) {
        c++;
    }
    return c;
}

/* To the last bit; also where children are alike in all but their keys. */
static void order_of_children_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (size_t trial = 0; trial < 300; trial++) {
        ap_made_plan made = ap_plan_draw(&seed, AP_PLAN_CHILDREN, AP_PLAN_PROGRAMMES);
        if (trial % 3 == 0 && made.children > 2) {
            ap_made_plan other = made;
            ap_plan_swap(&other, 0, 1); /* the second becomes the first's twin */
            memcpy(made.need + made.programmes, other.need + made.programmes,
                   made.programmes * sizeof(double));
            made.people[1] = made.people[0];
            made.baseline[1] = made.baseline[0];
            made.floor[1] = made.floor[0];
            made.cap[1] = made.cap[0];
        }
        ap_made_plan mixed = made;
        for (size_t c = mixed.children; c-- > 1;) {
            ap_plan_swap(&mixed, c, ap_draw_size(&seed, 0, c + 1));
        }
        ap_carry *carry = solved(&made);
        ap_carry *other = solved(&mixed);
        size_t count = made.programmes;
        for (size_t c = 0; c < made.children; c++) {
            size_t at = child_named(&mixed, made.keys[c]);
            assert_memory_equal(carry->exact + c * count, other->exact + at * count,
                                count * sizeof(double));
            assert_memory_equal(carry->cells + c * count, other->cells + at * count,
                                count * sizeof(double));
            assert_true(carry->target[c] == other->target[at]);
            assert_true(carry->broken[c] == other->broken[at]);
        }
        ap_carry_free(other);
        ap_carry_free(carry);
    }
}

/* A child of a millionth of its neighbours, and England. */
static void any_size_is_solved(void **state)
{
    (void)state;
    uint64_t seed = 53;
    for (size_t trial = 0; trial < 200; trial++) {
        ap_made_plan made = ap_plan_draw(&seed, AP_PLAN_CHILDREN, AP_PLAN_PROGRAMMES);
        for (size_t c = 0; c < made.children; c++) {
            double factor = ap_draw_chance(&seed, 0.3) ? 1e-6 : 1;
            made.baseline[c] *= factor;
            made.people[c] *= factor;
            for (size_t k = 0; k < made.programmes; k++) {
                made.need[c * made.programmes + k] *= factor;
            }
        }
        double england = floor(1e11 / fmax(ap_plan_money(&made), 1));
        ap_plan_multiply(&made, trial % 4 == 0 ? fmax(england, 1) : 1);
        ap_carry *carry = solved(&made);
        assert_adds_up(&made, carry);
        assert_limits(&made, carry);
        ap_carry_free(carry);
    }
}

/* clp solves the whole program, cells and all, goal by goal on its own faces. */
static void another_solver_agrees_goal_by_goal(void **state)
{
    (void)state;
    uint64_t seed = 67;
    size_t solves = 0;
    while (solves < 100) {
        ap_made_plan made = ap_plan_draw(&seed, 6, 3);
        const ap_carry_plan plan = ap_plan_of(&made);
        ap_carry *carry = solved(&made);
        if (carry->stages == 0 || ap_plan_money(&made) == 0) {
            ap_carry_free(carry);
            continue;
        }
        ap_cells_program program = ap_cells_of(&plan, carry);
        ap_theirs theirs = {program.lp, calloc(program.lp->rows, sizeof(double)),
                            calloc(program.lp->columns, sizeof(double)),
                            calloc(program.lp->columns, sizeof(double))};
        for (size_t g = 0; g < AP_CELLS_GOALS; g++) {
            const ap_goal *goal = &program.goals[g];
            if (goal->is_leximin) {
                ap_theirs_leximin(&theirs, goal, program.ours);
            } else if (goal->count > 0) {
                double best = ap_theirs_least(&theirs, goal->count, goal->terms);
                assert_near(ap_lp_sum(goal->count, goal->terms, program.ours, NULL), best,
                            fabs(best));
                ap_theirs_keep(&theirs, &program.goals[AP_CELLS_UNDER]);
            }
        }
        solves++;
        free(theirs.multipliers);
        free(theirs.values);
        free(theirs.reduced);
        ap_cells_free(&program);
        ap_carry_free(carry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(need_alone_decides_where_nothing_binds),
        cmocka_unit_test(a_floor_takes_from_the_other_child),
        cmocka_unit_test(a_cap_spreads_the_rest_over_the_others),
        cmocka_unit_test(a_child_at_its_floor_leaves_the_rest_to_the_others),
        cmocka_unit_test(floors_beyond_the_money_break_by_the_least),
        cmocka_unit_test(caps_below_the_money_break_by_the_least),
        cmocka_unit_test(a_floor_above_its_cap_is_met_between),
        cmocka_unit_test(a_child_without_need_has_its_floor_only),
        cmocka_unit_test(money_that_nobody_in_need_may_have),
        cmocka_unit_test(a_programme_nobody_needs_is_shared_by_people),
        cmocka_unit_test(one_child_has_all),
        cmocka_unit_test(no_money_is_an_answer),
        cmocka_unit_test(rounding_keeps_floors_and_caps),
        cmocka_unit_test(every_answer_adds_up_and_keeps_its_limits),
        cmocka_unit_test(rounding_keeps_all_that_can_be_kept),
        cmocka_unit_test(solving_where_nothing_binds_gives_the_target),
        cmocka_unit_test(ten_times_the_money_is_ten_times_the_answer),
        cmocka_unit_test(order_of_children_does_not_matter),
        cmocka_unit_test(any_size_is_solved),
        cmocka_unit_test(another_solver_agrees_goal_by_goal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
