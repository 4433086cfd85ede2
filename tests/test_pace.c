/* Pace of change, formula (8). The tables give growth in per cent, as a reader thinks of
 * it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hand_case.h"
#include "method/pace.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct ap_given {
    const char *parameter;
    double value;
} ap_given;

static ap_pace pace_of(size_t count, const ap_given given[])
{
    static ap_hand_case hand;
    hand_begin(&hand);
    for (size_t i = 0; i < count; i++) {
        hand_pace(&hand, given[i].parameter, given[i].value);
    }
    return ap_pace_of_case(&hand.inputs);
}

static void same(double found, double expected)
{
    if (isinf(expected)) {
        assert_true(found == expected);
        return;
    }
    if (!(fabs(found - expected) <= 1e-12)) {
        fail_msg("%.15g is not %.15g", found, expected);
    }
}

/* A distance from target and the growth that goes with it, both in per cent. */
typedef struct ap_point {
    double opening;
    double growth;
} ap_point;

static void nothing_binds_without_rows(void **state)
{
    (void)state;
    ap_pace pace = pace_of(0, NULL);
    for (int eighths = -8; eighths <= 80; eighths++) {
        double opening = eighths / 8.0;
        assert_true(ap_pace_floor(&pace, opening, 1.1) == -INFINITY);
        assert_true(ap_pace_cap(&pace, opening) == INFINITY);
        same(ap_pace_convergence(&pace, opening), 0);
    }
    same(pace.speed, 1);
    same(pace.waived_floor, -1);
}

static void each_row_is_the_parameter_of_its_name(void **state)
{
    (void)state;
    static const ap_given given[] = {
        {"base_growth", 0.01},
        {"cash_floor", 0.02},
        {"head_floor", 0.03},
        {"floor_waived_from", 0.04},
        {"floor_waived_to", 0.05},
        {"waived_floor", 0.06},
        {"cap", 0.07},
        {"cap_opens_from", 0.08},
        {"cap_opens_to", 0.09},
        {"open_cap", 0.10},
        {"convergence", 0.11},
        {"dead_band", 0.12},
        {"convergence_min", 0.13},
        {"convergence_max", 0.14},
        {"convergence_tolerance", 0.15},
        {"speed", 0.16},
    };
    ap_pace pace = pace_of(COUNT(given), given);
    const double found[] = {
        pace.base_growth,  pace.cash_floor,   pace.head_floor, pace.waived_from,
        pace.waived_to,    pace.waived_floor, pace.cap,        pace.opens_from,
        pace.opens_to,     pace.open_cap,     pace.kappa,      pace.dead_band,
        pace.converge_min, pace.converge_max, pace.tolerance,  pace.speed,
    };
    for (size_t i = 0; i < COUNT(given); i++) {
        assert_true(found[i] == given[i].value);
    }
}

/* 2014/15: every commissioner grew by at least 2.14%, wherever it stood. */
static void the_floor_of_2014_is_for_everybody(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cash_floor", 0.0214}};
    ap_pace pace = pace_of(COUNT(given), given);
    static const double openings[] = {-1, -0.05, 0, 0.05, 0.1, 10};
    for (size_t i = 0; i < COUNT(openings); i++) {
        same(ap_pace_floor(&pace, openings[i], 1), 0.0214);
        assert_true(ap_pace_cap(&pace, openings[i]) == INFINITY);
    }
}

/* The floor of 2.14% with the waiver of 2016/17, which begins at 5% over target and is
 * complete at 10%; what is left then is a floor of 0. At 6% a fifth of the way is gone:
 * 2.14 x 4/5 = 1.712. Halfway, at 7.5%, it is 1.07. */
static void the_floor_tapers_from_five_to_ten_per_cent_over(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cash_floor", 0.0214},
                                     {"floor_waived_from", 0.05},
                                     {"floor_waived_to", 0.10},
                                     {"waived_floor", 0}};
    static const ap_point points[] = {{-20, 2.14}, {0, 2.14},  {5, 2.14}, {6, 1.712},
                                      {7.5, 1.07}, {9, 0.428}, {10, 0},   {400, 0}};
    ap_pace pace = pace_of(COUNT(given), given);
    for (size_t i = 0; i < COUNT(points); i++) {
        same(ap_pace_floor(&pace, points[i].opening / 100, 1), points[i].growth / 100);
    }
}

/* Without waived_floor it tapers to -100%: 2% at the one end, halfway (2 - 100) / 2. */
static void a_waived_floor_without_a_row_is_no_floor(void **state)
{
    (void)state;
    static const ap_given given[] = {
        {"cash_floor", 0.02}, {"floor_waived_from", 0.05}, {"floor_waived_to", 0.10}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_floor(&pace, 0.05, 1), 0.02);
    same(ap_pace_floor(&pace, 0.075, 1), -0.49);
    same(ap_pace_floor(&pace, 0.10, 1), -1);
}

/* Both ends at 10%: the rule of 2016/17 to the letter, waived above 10% over target. */
static void equal_ends_are_a_step_just_above_them(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cash_floor", 0.0214},
                                     {"floor_waived_from", 0.10},
                                     {"floor_waived_to", 0.10},
                                     {"waived_floor", -0.01},
                                     {"cap", 0.09},
                                     {"cap_opens_from", -0.05},
                                     {"cap_opens_to", -0.05},
                                     {"open_cap", 0.1525}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_floor(&pace, 0.10, 1), 0.0214);
    same(ap_pace_floor(&pace, nextafter(0.10, 1), 1), -0.01);
    same(ap_pace_cap(&pace, -0.05), 0.09);
    same(ap_pace_cap(&pace, nextafter(-0.05, -1)), 0.1525);
}

/* A waiver lowers a floor; where the floor is lower than what is left, it stays. */
static void a_waiver_never_raises_the_floor(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cash_floor", -0.02},
                                     {"floor_waived_from", 0.05},
                                     {"floor_waived_to", 0.10},
                                     {"waived_floor", 0.01}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_floor(&pace, 0.07, 1), -0.02);
    same(ap_pace_floor(&pace, 0.20, 1), -0.02);
}

/* 100 people became 103, and no place is to lose 1% a head: A / 103 >= 0.99 b / 100, so
 *
 *     A >= 1.0197 b     growth of at least 1.97%
 */
static void a_floor_per_head_grows_with_the_people(void **state)
{
    (void)state;
    static const ap_given given[] = {{"head_floor", -0.01}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_floor(&pace, 0, 1.03), 0.0197);
    same(ap_pace_floor(&pace, 0, 1), -0.01);
    same(ap_pace_floor(&pace, 0, 0.9), -0.109);
}

/* A cash floor of 2% and no cut per head: the second binds once people grow by over 2%.
 * Both are waived together. */
static void the_larger_of_the_two_floors_binds(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cash_floor", 0.02},
                                     {"head_floor", 0},
                                     {"floor_waived_from", 0.05},
                                     {"floor_waived_to", 0.10},
                                     {"waived_floor", 0}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_floor(&pace, 0, 1.01), 0.02);
    same(ap_pace_floor(&pace, 0, 1.02), 0.02);
    same(ap_pace_floor(&pace, 0, 1.03), 0.03);
    same(ap_pace_floor(&pace, 0.075, 1.03), 0.015);
    same(ap_pace_floor(&pace, 0.10, 1.03), 0);
}

/* Without cap_opens_from and cap_opens_to the cap is the same for all: a subtraction of two
 * infinite ends must not open it. */
static void a_cap_without_opening_rows_stays_shut(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cap", 0.12}};
    ap_pace pace = pace_of(COUNT(given), given);
    for (int eighths = -8; eighths <= 80; eighths++) {
        double opening = eighths / 8.0;
        assert_true(ap_pace_cap(&pace, opening) == 0.12);
        assert_true(ap_pace_floor(&pace, opening, 1) == -INFINITY);
    }
}

/* From 9% at 5% under target to 15% at 10% under: at 6% a fifth of the 6 points, 10.2%. */
static void a_cap_opens_for_places_far_under_target(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cap", 0.09},
                                     {"cap_opens_from", -0.05},
                                     {"cap_opens_to", -0.10},
                                     {"open_cap", 0.15}};
    static const ap_point points[] = {{50, 9},    {0, 9},    {-5, 9},   {-6, 10.2},
                                      {-7.5, 12}, {-10, 15}, {-11, 15}, {-100, 15}};
    ap_pace pace = pace_of(COUNT(given), given);
    for (size_t i = 0; i < COUNT(points); i++) {
        same(ap_pace_cap(&pace, points[i].opening / 100), points[i].growth / 100);
    }
}

static void a_cap_that_opens_onto_nothing_is_gone(void **state)
{
    (void)state;
    static const ap_given given[] = {
        {"cap", 0.09}, {"cap_opens_from", -0.05}, {"cap_opens_to", -0.10}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_cap(&pace, -0.05), 0.09);
    assert_true(ap_pace_cap(&pace, -0.06) == INFINITY);
    assert_true(ap_pace_cap(&pace, -0.10) == INFINITY);
}

static void a_cap_never_opens_downwards(void **state)
{
    (void)state;
    static const ap_given given[] = {{"cap", 0.09},
                                     {"cap_opens_from", -0.05},
                                     {"cap_opens_to", -0.10},
                                     {"open_cap", 0.03}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_cap(&pace, -0.2), 0.09);
}

/* g = 4% + clip(-0.2 x (|D| - 1%) x sign(D), -1%, 0.5%):
 *
 *     D = 0 or within 1%      4%
 *     D = +3%                 4% - 0.2 x 2% = 3.6%
 *     D = +6%                 4% - 0.2 x 5% = 3%, where the clip begins
 *     D = -3%                 4% + 0.2 x 2% = 4.4%
 *     D = -3.5% and below     4.5%
 */
static const ap_given schedule[] = {
    {"base_growth", 0.04},      {"convergence", 0.2},       {"dead_band", 0.01},
    {"convergence_min", -0.01}, {"convergence_max", 0.005}, {"speed", 1},
};

static void the_schedule_leans_against_distance(void **state)
{
    (void)state;
    static const ap_point points[] = {{0, 4},    {1, 4},      {-1, 4},  {0.5, 4},
                                      {3, 3.6},  {6, 3},      {7, 3},   {300, 3},
                                      {-3, 4.4}, {-3.5, 4.5}, {-4, 4.5}};
    ap_pace pace = pace_of(COUNT(schedule), schedule);
    for (size_t i = 0; i < COUNT(points); i++) {
        same(ap_pace_convergence(&pace, points[i].opening / 100), points[i].growth / 100);
    }
}

/* At twice the speed the 2% beyond the dead band take 0.8 points; at none, nothing. */
static void speed_multiplies_the_lean(void **state)
{
    (void)state;
    ap_pace pace = pace_of(COUNT(schedule), schedule);
    pace.speed = 2;
    same(ap_pace_convergence(&pace, 0.03), 0.032);
    same(ap_pace_convergence(&pace, -0.02), 0.044);
    same(ap_pace_convergence(&pace, 0.06), 0.03);
    pace.speed = 0.5;
    same(ap_pace_convergence(&pace, 0.03), 0.038);
    pace.speed = 0;
    same(ap_pace_convergence(&pace, 0.03), 0.04);
}

static void a_schedule_without_limits_is_a_straight_line(void **state)
{
    (void)state;
    static const ap_given given[] = {{"base_growth", 0.04}, {"convergence", 0.5}};
    ap_pace pace = pace_of(COUNT(given), given);
    same(ap_pace_convergence(&pace, 0.2), -0.06);
    same(ap_pace_convergence(&pace, -0.2), 0.14);
    same(ap_pace_convergence(&pace, 0), 0.04);
}

/* 3.6% at 3% over, give or take a quarter point. With neither floor nor cap the schedule
 * is both. */
static void growth_keeps_to_the_schedule_within_tolerance(void **state)
{
    (void)state;
    ap_pace pace = pace_of(COUNT(schedule), schedule);
    same(ap_pace_floor(&pace, 0.03, 1), 0.036);
    same(ap_pace_cap(&pace, 0.03), 0.036);
    pace.tolerance = 0.0025;
    same(ap_pace_floor(&pace, 0.03, 1), 0.0335);
    same(ap_pace_cap(&pace, 0.03), 0.0385);
}

/* Of floor and schedule the higher binds, of cap and schedule the lower: at 3% over target
 * (3.6%, give or take 0.5) a floor of 2% does not, one of 3.3% does. */
static void the_tighter_of_floor_and_schedule_binds(void **state)
{
    (void)state;
    ap_pace pace = pace_of(COUNT(schedule), schedule);
    pace.tolerance = 0.005;
    pace.cash_floor = 0.02;
    pace.cap = 0.09;
    same(ap_pace_floor(&pace, 0.03, 1), 0.031);
    same(ap_pace_cap(&pace, 0.03), 0.041);
    pace.cash_floor = 0.033;
    pace.cap = 0.04;
    same(ap_pace_floor(&pace, 0.03, 1), 0.033);
    same(ap_pace_cap(&pace, 0.03), 0.04);
}

/* The dead band, speed and clip of a schedule that is off bind nobody. */
static void no_convergence_is_no_schedule(void **state)
{
    (void)state;
    ap_pace pace = pace_of(COUNT(schedule), schedule);
    pace.kappa = 0;
    assert_true(ap_pace_floor(&pace, 0.03, 1) == -INFINITY);
    assert_true(ap_pace_cap(&pace, 0.03) == INFINITY);
}

static ap_pace random_pace(uint64_t *seed)
{
    double floor_from = hand_draw(seed, -0.1, 0.1);
    double cap_from = hand_draw(seed, -0.1, 0.1);
    return (ap_pace){
        .base_growth = hand_draw(seed, -0.05, 0.1),
        .cash_floor = hand_draw(seed, -0.05, 0.05),
        .head_floor =
            hand_draw(seed, 0, 1) < 0.5 ? -INFINITY : hand_draw(seed, -0.05, 0.05),
        .waived_from = floor_from,
        .waived_to = floor_from + fmax(hand_draw(seed, -0.05, 0.1), 0),
        .waived_floor = hand_draw(seed, -0.1, 0.1),
        .cap = hand_draw(seed, 0.05, 0.1),
        .opens_from = cap_from,
        .opens_to = cap_from - fmax(hand_draw(seed, -0.05, 0.1), 0),
        .open_cap = hand_draw(seed, 0, 1) < 0.2 ? INFINITY : hand_draw(seed, 0, 0.2),
        .kappa = fmax(hand_draw(seed, -0.5, 1), 0),
        .dead_band = hand_draw(seed, 0, 0.05),
        .converge_min = hand_draw(seed, -0.05, 0),
        .converge_max = hand_draw(seed, 0, 0.05),
        .tolerance = fmax(hand_draw(seed, -0.01, 0.01), 0),
        .speed = hand_draw(seed, 0, 3),
    };
}

/* Whoever starts further over target never has a higher floor, cap or schedule, and none of
 * them is ever not a number. */
static void pace_never_favours_the_place_further_over_target(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int n = 0; n < 2000; n++) {
        ap_pace pace = random_pace(&seed);
        double people = hand_draw(&seed, 0.9, 1.1);
        double floor = INFINITY;
        double cap = INFINITY;
        double schedule_before = INFINITY;
        for (int step = -100; step < 100; step++) {
            double opening = 0.003 * step;
            double next_floor = ap_pace_floor(&pace, opening, people);
            double next_cap = ap_pace_cap(&pace, opening);
            double next_schedule = ap_pace_convergence(&pace, opening);
            assert_true(next_floor <= floor + 1e-15);
            assert_true(next_cap <= cap + 1e-15);
            assert_true(next_schedule <= schedule_before + 1e-15);
            floor = next_floor;
            cap = next_cap;
            schedule_before = next_schedule;
        }
    }
}

/* No random floor or cap moves by more than 0.2 over a taper, here 0.01 wide, and no
 * schedule is steeper than 3: so no slope is steeper than 20, where a jump would be. */
static void a_taper_has_no_jump(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (int n = 0; n < 2000; n++) {
        ap_pace pace = random_pace(&seed);
        pace.waived_to = pace.waived_from + 0.01;
        pace.opens_to = pace.opens_from - 0.01;
        pace.open_cap = 0.2;
        double opening = hand_draw(&seed, -0.2, 0.2);
        double step = 1e-9;
        double most = 25 * step;
        assert_true(fabs(ap_pace_floor(&pace, opening, 1) -
                         ap_pace_floor(&pace, opening + step, 1)) < most);
        assert_true(fabs(ap_pace_cap(&pace, opening) - ap_pace_cap(&pace, opening + step)) <
                    most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_binds_without_rows),
        cmocka_unit_test(each_row_is_the_parameter_of_its_name),
        cmocka_unit_test(the_floor_of_2014_is_for_everybody),
        cmocka_unit_test(the_floor_tapers_from_five_to_ten_per_cent_over),
        cmocka_unit_test(a_waived_floor_without_a_row_is_no_floor),
        cmocka_unit_test(equal_ends_are_a_step_just_above_them),
        cmocka_unit_test(a_waiver_never_raises_the_floor),
        cmocka_unit_test(a_floor_per_head_grows_with_the_people),
        cmocka_unit_test(the_larger_of_the_two_floors_binds),
        cmocka_unit_test(a_cap_without_opening_rows_stays_shut),
        cmocka_unit_test(a_cap_opens_for_places_far_under_target),
        cmocka_unit_test(a_cap_that_opens_onto_nothing_is_gone),
        cmocka_unit_test(a_cap_never_opens_downwards),
        cmocka_unit_test(the_schedule_leans_against_distance),
        cmocka_unit_test(speed_multiplies_the_lean),
        cmocka_unit_test(a_schedule_without_limits_is_a_straight_line),
        cmocka_unit_test(growth_keeps_to_the_schedule_within_tolerance),
        cmocka_unit_test(the_tighter_of_floor_and_schedule_binds),
        cmocka_unit_test(no_convergence_is_no_schedule),
        cmocka_unit_test(pace_never_favours_the_place_further_over_target),
        cmocka_unit_test(a_taper_has_no_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
