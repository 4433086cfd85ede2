/* Money carried down the levels of a case, on a county small enough to do by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hand_case.h"
#include "solve/down.h"

static const ap_ranks alone = {0, 1};

static ap_hand_case hand;

/* A county of two places, three networks and five practices, one programme or two.
 *
 *     North    a1 1,000 people, need 1,000 · a2 3,000, need 1,000      network a
 *              b1 4,000, need 2,000                                    network b
 *     South    c1 2,000, need 3,000 · c2 2,000, need 1,000             network c
 */
static void begin(const char *levels)
{
    static const struct {
        const char *place;
        size_t parent;
        const char *level;
        double people;
        double need;
    } places[] = {
        {"county", AP_NONE, "system", 0, 0},
        {"north", 0, "place", 0, 0},
        {"south", 0, "place", 0, 0},
        {"a", 1, "pcn", 0, 0},
        {"b", 1, "pcn", 0, 0},
        {"c", 2, "pcn", 0, 0},
        {"a1", 3, "practice", 1000, 1000},
        {"a2", 3, "practice", 3000, 1000},
        {"b1", 4, "practice", 4000, 2000},
        {"c1", 5, "practice", 2000, 3000},
        {"c2", 5, "practice", 2000, 1000},
    };
    hand_begin(&hand);
    hand.inputs.settings.levels = levels;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        size_t at = hand_place(&hand, places[i].place, places[i].parent, places[i].people);
        hand.places[at].level = places[i].level;
        if (places[i].need > 0) {
            hand_need(&hand, at, "acute", places[i].need);
        }
    }
    (void)hand_programme(&hand, "acute", "acute", 1);
}

static void level_pace(const char *parameter, const char *level, double value)
{
    hand_pace(&hand, parameter, value);
    hand.pace[hand.inputs.pace_count - 1].level = level;
}

static ap_down *carried(const double money[])
{
    ap_need *round = NULL;
    ap_down *down = NULL;
    ap_error err = {0};
    assert_int_equal(ap_need_of_case(&hand.inputs, &round, NULL), AP_OK);
    if (ap_down_run(&hand.inputs, round, money, alone, &down, &err) != AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    ap_need_free(round);
    return down;
}

/* Without floors or caps money goes by need: of North's £4,000 half to network a, and half
 * of that to each of its practices, whose need is equal though their lists are not. */
static void money_goes_by_need_where_nothing_binds(void **state)
{
    (void)state;
    const double money[] = {4000, 8000};
    begin("place, pcn, practice");
    ap_down *down = carried(money);
    assert_int_equal(down->count, 2);
    assert_string_equal(down->levels[0].word, "pcn");
    assert_int_equal(down->levels[0].need->places, 3);
    const double networks[] = {2000, 2000, 8000};
    const double practices[] = {1000, 1000, 2000, 6000, 2000};
    assert_memory_equal(down->levels[0].cells, networks, sizeof networks);
    assert_memory_equal(down->levels[1].cells, practices, sizeof practices);
    assert_int_equal(down->programs, 5);
    assert_int_equal(down->simplex + down->undecided, 0);
    ap_down_free(down);
    begin("place, practice"); /* past the networks, straight to the practices */
    down = carried(money);
    assert_int_equal(down->count, 1);
    assert_memory_equal(down->levels[0].cells, practices, sizeof practices);
    assert_int_equal(down->levels[0].parent[2], 0);
    ap_down_free(down);
}

/* A list of 1,000 is drawn half way to its parent's need a head where m is 1,000, one of
 * 3,000 a quarter. Of network a, need a head is 2,000 / 4,000 = 0.5:
 *
 *     a1   1/2 x 1,000 + 1/2 x 1,000 x 0.5 = 750
 *     a2   3/4 x 1,000 + 1/4 x 3,000 x 0.5 = 1,125
 */
static void small_lists_are_smoothed(void **state)
{
    (void)state;
    const double money[] = {3750, 0};
    begin("place, pcn, practice");
    level_pace("smoothing", "practice", 1000);
    ap_down *down = carried(money);
    const ap_down_level *practices = &down->levels[1];
    assert_true(fabs(practices->smoothed[0] - 750) < 1e-9);
    assert_true(fabs(practices->smoothed[1] - 1125) < 1e-9);
    assert_true(fabs(practices->target[0] - 1875.0 * 750 / 1875) < 1e-9);
    assert_true(down->levels[0].smoothed[0] == 2000); /* networks are not smoothed */
    ap_down_free(down);
}

/* Last year c2 had £3,000 and c1 £5,000; by need c2 would get £2,000 of £8,000. With a
 * floor of -10% it keeps £2,700, and c1 gets the rest. */
static void a_floor_of_the_level_holds_on_its_baseline(void **state)
{
    (void)state;
    const double money[] = {4000, 8000};
    begin("place, pcn, practice");
    hand.places[9].baseline = 5000;
    hand.places[10].baseline = 3000;
    level_pace("cash_floor", "practice", -0.10);
    level_pace("cash_floor", "",
               0.5); /* the round's own, which is no business of this level */
    ap_down *down = carried(money);
    const ap_down_level *practices = &down->levels[1];
    assert_true(practices->cells[4] == 2700 && practices->cells[3] == 5300);
    assert_true(practices->broken[4] == 0);
    assert_true(fabs(practices->opening[4] - 0.5) < 1e-12); /* 3,000 against 2,000 */
    assert_true(isnan(practices->opening[0]) && isinf(practices->floor[0]));
    assert_true(down->levels[0].baseline[2] == 8000); /* a network's is its practices' */
    assert_int_equal(down->simplex, 1);
    ap_down_free(down);
}

/* Last year c1 had 1,600 of its 2,000 people; of c2 it is not known, so as many. With a
 * floor of -10% a head c1 keeps 0.9 x 2,000 / 1,600 = 112.5% of its £6,000, c2 90% of
 * £2,000, of £9,000 in all. */
static void a_floor_per_head_of_the_level_follows_the_people(void **state)
{
    (void)state;
    const double money[] = {4000, 9000};
    begin("place, pcn, practice");
    hand.places[9].baseline = 6000;
    hand.places[9].population_before = 1600;
    hand.places[10].baseline = 2000;
    level_pace("head_floor", "practice", -0.10);
    ap_down *down = carried(money);
    const ap_down_level *practices = &down->levels[1];
    assert_true(fabs(practices->floor[3] - 0.125) < 1e-12);
    assert_true(fabs(practices->floor[4] + 0.10) < 1e-12);
    assert_true(practices->cells[3] == 6750 && practices->cells[4] == 2250);
    ap_down_free(down);
}

/* A district without a baseline of its own has £170: the £100 that network a says of
 * itself, which is a1's £60 and a2's £40 already, and b1's £70, since network b says
 * nothing. */
static void money_of_last_year_is_counted_once(void **state)
{
    (void)state;
    const double money[] = {200};
    hand_begin(&hand);
    hand.inputs.settings.levels = "place, district, practice";
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", county, 0);
    size_t district = hand_place(&hand, "district", north, 0);
    size_t a = hand_place(&hand, "a", district, 0);
    size_t b = hand_place(&hand, "b", district, 0);
    hand.places[county].level = "system";
    hand.places[north].level = "place";
    hand.places[district].level = "district";
    hand.places[a].baseline = 100;
    static const double baselines[] = {60, 40, 70};
    static const char *const names[] = {"a1", "a2", "b1"};
    for (size_t p = 0; p < 3; p++) {
        size_t at = hand_place(&hand, names[p], p < 2 ? a : b, 1000);
        hand.places[at].level = "practice";
        hand.places[at].baseline = baselines[p];
        hand_need(&hand, at, "acute", 1000);
    }
    (void)hand_programme(&hand, "acute", "acute", 1);
    ap_down *down = carried(money);
    assert_true(down->levels[0].baseline[0] == 170);
    assert_true(down->levels[1].baseline[0] == 60);
    ap_down_free(down);
}

/* Floors of +10% on £8,000 ask for £8,800 of £8,000: they are missed by £800 in all. */
static void floors_that_ask_for_too_much_are_missed_by_what_lacks(void **state)
{
    (void)state;
    const double money[] = {4000, 8000};
    begin("place, practice");
    hand.places[9].baseline = 5000;
    hand.places[10].baseline = 3000;
    level_pace("cash_floor", "practice", 0.10);
    ap_down *down = carried(money);
    const ap_down_level *practices = &down->levels[0];
    assert_true(fabs(practices->broken[3] + practices->broken[4] - 800) < 1e-6);
    assert_true(practices->cells[3] + practices->cells[4] == 8000);
    assert_int_equal(down->undecided, 0);
    ap_down_free(down);
}

static void a_case_without_levels_has_nothing_to_carry(void **state)
{
    (void)state;
    const double money[] = {4000, 8000};
    begin("place");
    assert_null(carried(money));
}

/* Whatever the money, floors and smoothing: children add up to their parent, programme by
 * programme and to the pound. */
static void totals_add_up_at_every_level(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t trial = 0; trial < 200; trial++) {
        begin("place, pcn, practice");
        (void)hand_programme(&hand, "care", "acute", 0);
        double money[4];
        for (size_t a = 0; a < 4; a++) {
            money[a] = floor(hand_draw(&seed, 0, 1e7));
        }
        for (size_t p = 6; p < 11; p++) {
            hand.places[p].baseline = floor(hand_draw(&seed, 0, 5e6));
        }
        level_pace("cash_floor", "practice", hand_draw(&seed, -0.3, 0.1));
        level_pace("cap", "practice", hand_draw(&seed, 0.1, 0.5));
        level_pace("cash_floor", "pcn", hand_draw(&seed, -0.3, 0.1));
        level_pace("smoothing", "practice", hand_draw(&seed, 0, 4000));
        ap_down *down = carried(money);
        for (size_t n = 0; n < 2; n++) {
            const double *above = n == 0 ? money : down->levels[0].cells;
            size_t parents = n == 0 ? 2 : 3;
            for (size_t at = 0; at < parents * 2; at++) {
                double sum = 0;
                for (size_t c = 0; c < down->levels[n].need->places; c++) {
                    sum += down->levels[n].parent[c] == at / 2
                               ? down->levels[n].cells[c * 2 + at % 2]
                               : 0;
                }
                assert_true(sum == above[at]);
            }
        }
        assert_int_equal(down->undecided, 0);
        ap_down_free(down);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_goes_by_need_where_nothing_binds),
        cmocka_unit_test(small_lists_are_smoothed),
        cmocka_unit_test(a_floor_of_the_level_holds_on_its_baseline),
        cmocka_unit_test(a_floor_per_head_of_the_level_follows_the_people),
        cmocka_unit_test(money_of_last_year_is_counted_once),
        cmocka_unit_test(floors_that_ask_for_too_much_are_missed_by_what_lacks),
        cmocka_unit_test(a_case_without_levels_has_nothing_to_carry),
        cmocka_unit_test(totals_add_up_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
