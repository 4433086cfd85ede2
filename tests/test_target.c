/* Targets, distance from target and how far a place may move: formulas (3), (4) and (8). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/target.h"
#include "data/load.h"
#include "hand_case.h"
#include "published_need.h"

static ap_hand_case hand;

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("%.12g is not %.12g", found, expected);
    }
}

/* Need and targets of a case. */
typedef struct ap_aim {
    ap_need *need;
    ap_target *target;
} ap_aim;

static ap_aim aim_of(const ap_case *inputs)
{
    ap_aim aim = {NULL, NULL};
    assert_int_equal(ap_need_of_case(inputs, &aim.need, NULL), AP_OK);
    assert_int_equal(ap_target_of_case(inputs, aim.need, &aim.target, NULL), AP_OK);
    return aim;
}

static void aim_free(ap_aim *aim)
{
    ap_target_free(aim->target);
    ap_need_free(aim->need);
}

/* An envelope of 110, of which the county itself bids for 10, so Q = 100. Acute is 70% of
 * it, community 30%:
 *
 *                      need share             target               last year
 *                      acute   community
 *     North             0.6      0.5          42 + 15 = 57             60
 *     South             0.4      0.5          28 + 15 = 43             30
 */
enum { COUNTY, NORTH, SOUTH };

static void begin_county(void)
{
    hand_begin(&hand);
    (void)hand_place(&hand, "county", AP_NONE, 0);
    (void)hand_place(&hand, "north", COUNTY, 103);
    (void)hand_place(&hand, "south", COUNTY, 97);
    hand_need(&hand, NORTH, "hospital", 600);
    hand_need(&hand, SOUTH, "hospital", 400);
    hand_need(&hand, NORTH, "home", 20);
    hand_need(&hand, SOUTH, "home", 20);
    size_t acute = hand_programme(&hand, "acute", "hospital", 0.7);
    size_t community = hand_programme(&hand, "community", "home", 0.3);
    size_t running = hand_programme(&hand, "running", "", 0);
    (void)hand_source(&hand, "core", 80, true);
    (void)hand_source(&hand, "primary", 30, true);
    (void)hand_source(&hand, "council", 500, false);
    (void)hand_scheme(&hand, NORTH, acute, 45, 70);
    (void)hand_scheme(&hand, NORTH, community, 15, 40);
    (void)hand_scheme(&hand, SOUTH, acute, 20, 60);
    (void)hand_scheme(&hand, SOUTH, community, 10, 60);
    (void)hand_scheme(&hand, COUNTY, running, 7, 10);
}

static void targets_share_the_money_by_need(void **state)
{
    (void)state;
    begin_county();
    ap_aim aim = aim_of(&hand.inputs);
    assert_int_equal(aim.target->places, 2);
    near(aim.target->quantum, 100, 1e-12);
    near(aim.target->target[0], 57, 1e-12);
    near(aim.target->target[1], 43, 1e-12);
    aim_free(&aim);
}

/* Last year 90 reached the places. North had 60 of them, so at this year's 100 it starts at
 * 66.667 against 57, and South at 33.333 against 43; what the county spent and that the
 * envelope grew have no part in it. */
static void opening_distance_scales_last_year_to_this_one(void **state)
{
    (void)state;
    begin_county();
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->baseline[0], 60, 0);
    near(aim.target->baseline[1], 30, 0);
    near(aim.target->opening[0], 200.0 / 171 - 1, 1e-12);
    near(aim.target->opening[1], 100.0 / 129 - 1, 1e-12);
    aim_free(&aim);
    for (size_t s = 0; s < hand.inputs.schemes_count; s++) {
        hand.schemes[s].baseline *= 0.8;
    }
    aim = aim_of(&hand.inputs);
    near(aim.target->opening[0], 200.0 / 171 - 1, 1e-12);
    aim_free(&aim);
}

static void money_of_others_is_no_baseline(void **state)
{
    (void)state;
    begin_county();
    hand.schemes[1].baseline = 19;
    hand.schemes[1].baseline_other = 4;
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->baseline[0], 60, 0);
    aim_free(&aim);
}

/* A county-wide bid that only the council may pay for, or that is capital where the
 * envelope is revenue, takes nothing from what places share. */
static void only_bids_for_the_envelope_come_off_it(void **state)
{
    (void)state;
    begin_county();
    size_t shared = hand_scheme(&hand, COUNTY, 2, 0, 25);
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->quantum, 75, 1e-12);
    aim_free(&aim);
    hand.schemes[shared].kind = AP_CAPITAL;
    aim = aim_of(&hand.inputs);
    near(aim.target->quantum, 100, 1e-12);
    aim_free(&aim);
    hand.schemes[shared].kind = AP_REVENUE;
    hand.schemes[shared].scheme_type = "Council service";
    hand.eligibility[0].scheme_type = "Core service";
    hand.eligibility[1].scheme_type = "Core service";
    aim = aim_of(&hand.inputs);
    near(aim.target->quantum, 100, 1e-12);
    near(aim.target->target[0] + aim.target->target[1], 100, 1e-12);
    aim_free(&aim);
}

/* Published: Eastern Cheshire had £219,307k in 2013/14 against a target of £237,285k, 7.58%
 * under; Lincolnshire in 2000 £429,691k against £433,424k, 0.86% under. */
static void distances_are_those_published(void **state)
{
    (void)state;
    near(100 * ap_distance(219307, 237285), -7.58, 0.005);
    near(100 * ap_distance(429691, 433424), -0.86, 0.005);
    near(ap_distance(105, 100), 0.05, 1e-15);
    near(ap_distance(100, 100), 0, 0);
    near(ap_distance(0, 100), -1, 0);
    near(ap_distance(5, 0), 0, 0);
}

/* In 2013/14 every target was £1,135.41 a weighted head, Eastern Cheshire's £237,285k so
 * for 208,986.2 of them. With the rest of a million heads and all their money beside it the
 * target comes out. */
static void every_target_is_the_same_per_weighted_head(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t north = hand_place(&hand, "north of england", AP_NONE, 0);
    size_t cheshire = hand_place(&hand, "eastern cheshire", north, 204000);
    size_t rest = hand_place(&hand, "rest", north, 800000);
    hand_need(&hand, cheshire, "weighted", 208986.2);
    hand_need(&hand, rest, "weighted", 791013.8);
    size_t all = hand_programme(&hand, "all", "weighted", 1);
    (void)hand_source(&hand, "allocation", 1135.41e6, true);
    (void)hand_scheme(&hand, cheshire, all, 219307e3, 3e8);
    (void)hand_scheme(&hand, rest, all, 1135.41e6 - 219307e3, 1e9);
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->target[0] / 1000, 237285, 0.5);
    near(aim.target->target[1] / 791013.8, 1135.41, 1e-9);
    near(100 * aim.target->opening[0], -7.58, 0.005); /* nobody's money grows here */
    aim_free(&aim);
}

/* North is 17% over target at the start and South 22% under. */
static void pace_follows_opening_distance(void **state)
{
    (void)state;
    begin_county();
    hand_pace(&hand, "cash_floor", 0.0214);
    hand_pace(&hand, "floor_waived_from", 0.05);
    hand_pace(&hand, "floor_waived_to", 0.10);
    hand_pace(&hand, "waived_floor", 0);
    hand_pace(&hand, "cap", 0.09);
    hand_pace(&hand, "cap_opens_from", -0.05);
    hand_pace(&hand, "cap_opens_to", -0.10);
    hand_pace(&hand, "open_cap", 0.12);
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->floor[0], 0, 1e-15);
    near(aim.target->cap[0], 0.09, 1e-15);
    near(aim.target->floor[1], 0.0214, 1e-15);
    near(aim.target->cap[1], 0.12, 1e-15);
    assert_true(isnan(aim.target->converge[0]) && isnan(aim.target->converge[1]));
    aim_free(&aim);
}

/* g = 5% - 0.1 D: North 5% - 1.6959%, South 5% + 2.2481%. */
static void a_schedule_is_there_to_be_shown(void **state)
{
    (void)state;
    begin_county();
    hand_pace(&hand, "base_growth", 0.05);
    hand_pace(&hand, "convergence", 0.1);
    hand_pace(&hand, "convergence_tolerance", 0.01);
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->converge[0], 0.033040936, 1e-9);
    near(aim.target->converge[1], 0.072480620, 1e-9);
    near(aim.target->floor[0], 0.023040936, 1e-9);
    near(aim.target->cap[1], 0.082480620, 1e-9);
    aim_free(&aim);
}

/* North had 100 people and has 103; South's of last year are not known, so as many. At no
 * less than 1% down a head North grows by 0.99 x 1.03 - 1 = 1.97%. */
static void a_floor_per_head_needs_last_years_people(void **state)
{
    (void)state;
    begin_county();
    hand_pace(&hand, "head_floor", -0.01);
    hand.places[NORTH].population_before = 100;
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->floor[0], 0.0197, 1e-15);
    near(aim.target->floor[1], -0.01, 1e-15);
    assert_true(aim.target->cap[0] == INFINITY);
    aim_free(&aim);
}

/* North's people are those of its only ward, for a place with children leaves its own
 * blank: its floor per head is as if it had said them itself. */
static void a_floor_per_head_counts_the_people_below(void **state)
{
    (void)state;
    begin_county();
    hand.inputs.settings.levels = "place, ward";
    hand_pace(&hand, "head_floor", -0.01);
    hand.places[NORTH].population = 0;
    hand.places[NORTH].population_before = 100;
    size_t ward = hand_place(&hand, "ward", NORTH, 103);
    hand.places[COUNTY].level = "system";
    hand.places[NORTH].level = hand.places[SOUTH].level = "place";
    hand.places[ward].level = "ward";
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->floor[0], 0.0197, 1e-15);
    near(aim.target->floor[1], -0.01, 1e-15);
    aim_free(&aim);
}

/* No baseline at all, and no programme that need drives: numbers all the same. */
static void empty_columns_give_numbers(void **state)
{
    (void)state;
    begin_county();
    for (size_t s = 0; s < hand.inputs.schemes_count; s++) {
        hand.schemes[s].baseline = 0;
    }
    ap_aim aim = aim_of(&hand.inputs);
    assert_true(isfinite(aim.target->opening[0]) && isfinite(aim.target->opening[1]));
    aim_free(&aim);
    hand.inputs.need_count = 0;
    aim = aim_of(&hand.inputs);
    near(aim.target->target[0], 0, 0);
    near(aim.target->opening[0], 0, 0);
    aim_free(&aim);
}

enum { RANDOM_PLACES = 6 };

/* Random money and need; the places in the order of order[]; all money times scale. */
static void begin_random(uint64_t seed, const size_t order[], double scale)
{
    double drawn[RANDOM_PLACES][4];
    for (size_t i = 0; i < RANDOM_PLACES; i++) {
        for (size_t n = 0; n < 4; n++) {
            drawn[i][n] = hand_draw(&seed, 10, 1000);
        }
    }
    double first = hand_draw(&seed, 0, 1);
    hand_begin(&hand);
    size_t system = hand_place(&hand, "system", AP_NONE, 0);
    size_t acute = hand_programme(&hand, "acute", "hospital", first);
    size_t community = hand_programme(&hand, "community", "home", 1 - first);
    (void)hand_source(&hand, "core", scale * hand_draw(&seed, 1e3, 1e4), true);
    (void)hand_scheme(&hand, system, acute, 0, scale * hand_draw(&seed, 0, 500));
    for (size_t n = 0; n < RANDOM_PLACES; n++) {
        const double *mine = drawn[order[n]];
        size_t at = hand_place(&hand, "place", system, 100);
        hand_need(&hand, at, "hospital", mine[0]);
        hand_need(&hand, at, "home", mine[1]);
        (void)hand_scheme(&hand, at, acute, scale * mine[2], 0);
        (void)hand_scheme(&hand, at, community, scale * mine[3], 0);
    }
    hand_pace(&hand, "cash_floor", 0.02);
    hand_pace(&hand, "floor_waived_from", -0.1);
    hand_pace(&hand, "floor_waived_to", 0.1);
}

static const size_t in_order[RANDOM_PLACES] = {0, 1, 2, 3, 4, 5};
static const size_t backwards[RANDOM_PLACES] = {5, 4, 3, 2, 1, 0};

/* The targets add up to Q, and so opening distances, weighed by target, to nothing. */
static void targets_add_up_and_distances_cancel(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        begin_random(seed, in_order, 1e6);
        ap_aim aim = aim_of(&hand.inputs);
        double total = 0;
        double distance = 0;
        for (size_t i = 0; i < RANDOM_PLACES; i++) {
            total += aim.target->target[i];
            distance += aim.target->target[i] * aim.target->opening[i];
        }
        near(total / aim.target->quantum, 1, 1e-13);
        near(distance / total, 0, 1e-13);
        aim_free(&aim);
    }
}

static void pence_or_pounds_and_any_order_give_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        begin_random(seed, in_order, 1);
        ap_aim one = aim_of(&hand.inputs);
        begin_random(seed, backwards, 100);
        ap_aim other = aim_of(&hand.inputs);
        for (size_t i = 0; i < RANDOM_PLACES; i++) {
            size_t j = backwards[i];
            near(other.target->target[j] / one.target->target[i], 100, 1e-10);
            near(other.target->opening[j], one.target->opening[i], 1e-12);
            near(other.target->floor[j], one.target->floor[i], 1e-10);
        }
        aim_free(&other);
        aim_free(&one);
    }
}

/* The case that ships: what is shared by need is its primary medical money by the published
 * primary medical shares of 2023/24 and all other by the core shares. */
static void shipped_targets_follow_the_published_need(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(
        ap_case_load(AP_ROOT "/inputs/hiow-2023-24", AP_SCOPE_ALL, problems, &inputs, NULL),
        AP_OK);
    ap_problems_free(problems);
    const ap_published *places = published_years[1].places;
    double core = 0;
    double medical = 0;
    for (size_t i = 0; i < PLACES; i++) {
        core += places[i].weighted[CORE];
        medical += places[i].weighted[PRIMARY_MEDICAL];
    }
    double part = 0;
    for (size_t k = 0; k < inputs->programmes_count; k++) {
        bool is_medical = strcmp(inputs->programmes[k].programme, "primary_medical") == 0;
        part += is_medical ? inputs->programmes[k].target_share : 0;
    }
    ap_aim aim = aim_of(inputs);
    for (size_t i = 0; i < PLACES; i++) {
        double share = (1 - part) * places[i].weighted[CORE] / core +
                       part * places[i].weighted[PRIMARY_MEDICAL] / medical;
        near(aim.target->target[i] / aim.target->quantum, share, 1e-8);
    }
    aim_free(&aim);
    ap_case_free(inputs);
}

/* Half as much acute need again in the North: 900 to 400, so its acute share is 9/13 of 70
 * and its target 63.46; without the uplift it is 57, as before. */
static void an_uplift_can_be_told_from_what_was_without_it(void **state)
{
    (void)state;
    begin_county();
    double *plain = NULL;
    assert_int_equal(ap_target_without_uplifts(&hand.inputs, &plain, NULL), AP_OK);
    assert_null(plain); /* there are none */
    ap_uplift uplift = {
        .place_at = NORTH, .programme_at = 0, .unit = AP_UPLIFT_SHARE, .value = 0.5};
    hand.inputs.uplifts = &uplift;
    hand.inputs.uplifts_count = 1;
    ap_aim aim = aim_of(&hand.inputs);
    near(aim.target->target[0], 70.0 * 9 / 13 + 15, 1e-9);
    near(aim.target->target[0] + aim.target->target[1], 100, 1e-9);
    assert_int_equal(ap_target_without_uplifts(&hand.inputs, &plain, NULL), AP_OK);
    near(plain[0], 57, 1e-9);
    near(plain[1], 43, 1e-9);
    free(plain);
    aim_free(&aim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_share_the_money_by_need),
        cmocka_unit_test(opening_distance_scales_last_year_to_this_one),
        cmocka_unit_test(money_of_others_is_no_baseline),
        cmocka_unit_test(only_bids_for_the_envelope_come_off_it),
        cmocka_unit_test(distances_are_those_published),
        cmocka_unit_test(every_target_is_the_same_per_weighted_head),
        cmocka_unit_test(pace_follows_opening_distance),
        cmocka_unit_test(a_schedule_is_there_to_be_shown),
        cmocka_unit_test(a_floor_per_head_needs_last_years_people),
        cmocka_unit_test(a_floor_per_head_counts_the_people_below),
        cmocka_unit_test(empty_columns_give_numbers),
        cmocka_unit_test(targets_add_up_and_distances_cancel),
        cmocka_unit_test(pence_or_pounds_and_any_order_give_the_same),
        cmocka_unit_test(shipped_targets_follow_the_published_need),
        cmocka_unit_test(an_uplift_can_be_told_from_what_was_without_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
