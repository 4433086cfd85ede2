/* Need indices as NHS England's tool gives them, by hand and for random places. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "hand_case.h"
#include "method/indices.h"

static ap_hand_case hand;
static ap_england_row england[4];

static ap_indices *indices_of_hand(void)
{
    ap_need *need = NULL;
    ap_indices *indices = NULL;
    assert_int_equal(ap_need_of_case(&hand.inputs, &need, NULL), AP_OK);
    assert_int_equal(ap_indices_of(&hand.inputs, need, &indices, NULL), AP_OK);
    ap_need_free(need);
    return indices;
}

/* A system of 400 people in an England of 4,000:
 *
 *                people   acute             core
 *     North         100   150   index 1.5     80   0.8
 *     South         300   250         0.833  320   1.067
 *     system        400   400                400
 *     England     4,000 5,000               4,000     of the system: 0.8, 1.0
 */
static void an_index_of_the_system_is_relative_to_england(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t system = hand_place(&hand, "system", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", system, 100);
    size_t south = hand_place(&hand, "south", system, 300);
    hand_need(&hand, north, "acute", 150);
    hand_need(&hand, north, "core", 80);
    hand_need(&hand, south, "acute", 250);
    hand_need(&hand, south, "core", 320);
    england[0] = (ap_england_row){.component = "population", .weighted = 4000};
    england[1] = (ap_england_row){.component = "acute", .weighted = 5000};
    england[2] = (ap_england_row){.component = "core", .weighted = 4000};
    hand.inputs.england = england;
    hand.inputs.england_count = 3;
    ap_indices *indices = indices_of_hand();
    const double expected[] = {1.5, 0.8, 250.0 / 300, 320.0 / 300, 0.8, 1};
    assert_int_equal(indices->components, 2);
    assert_true(indices->people[2] == 400);
    for (size_t at = 0; at < 6; at++) {
        assert_true(fabs(indices->index[at] - expected[at]) < 1e-15);
    }
    ap_indices_free(indices);
    hand.inputs.england_count =
        0; /* not known: no index of the system, the rest as before */
    indices = indices_of_hand();
    assert_true(isnan(indices->index[4]) && fabs(indices->index[0] - 1.5) < 1e-15);
    ap_indices_free(indices);
}

static void halves_are_rounded_up(void **state)
{
    (void)state;
    assert_true(ap_round_half_up(0.5, 1) == 1);
    assert_true(ap_round_half_up(2.5, 1) == 3);
    assert_true(ap_round_half_up(2.4999, 1) == 2);
    assert_true(ap_round_half_up(1.1584949, 1000) == 1.158);
    assert_true(ap_round_half_up(1.1585, 1000) == 1.159);
    assert_true(isnan(ap_round_half_up(NAN, 1000)));
}

/* For any places the index is (W_i / P_i) / (W / P), computed here with nothing shared. */
static void an_index_is_the_quotient_of_two_quotients(void **state)
{
    (void)state;
    enum { PLACES = 30 };
    uint64_t seed = 3;
    for (size_t trial = 0; trial < 100; trial++) {
        double people[PLACES];
        double weighted[PLACES];
        double all_people = 0;
        double all_weighted = 0;
        hand_begin(&hand);
        size_t system = hand_place(&hand, "system", AP_NONE, 0);
        for (size_t i = 0; i < PLACES; i++) {
            people[i] = hand_draw(&seed, 1, 1e5);
            weighted[i] = hand_draw(&seed, 0, 2e5);
            all_people += people[i];
            all_weighted += weighted[i];
            hand_need(&hand, hand_place(&hand, "p", system, people[i]), "core",
                      weighted[i]);
        }
        ap_indices *indices = indices_of_hand();
        for (size_t i = 0; i < PLACES; i++) {
            double expected = (weighted[i] / people[i]) / (all_weighted / all_people);
            assert_true(fabs(indices->index[i] - expected) <= 1e-12 * expected + 1e-15);
        }
        ap_indices_free(indices);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_index_of_the_system_is_relative_to_england),
        cmocka_unit_test(halves_are_rounded_up),
        cmocka_unit_test(an_index_is_the_quotient_of_two_quotients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
