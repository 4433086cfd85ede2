/* Need, formulas (1) and (2), and blends, on cases small enough to do by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/need.h"
#include "hand_case.h"

static ap_hand_case hand;

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("%.12g is not %.12g", found, expected);
    }
}

static ap_need *need_of(const ap_case *inputs)
{
    ap_need *need = NULL;
    assert_int_equal(ap_need_of_case(inputs, &need, NULL), AP_OK);
    return need;
}

static double share(const ap_need *need, size_t i, size_t k)
{
    return need->share[i * need->programmes + k];
}

/* A county of two places.
 *
 *                       people    hospital need    share    index
 *     North              60,000          70,000      70%    (70/60) / (100/100) = 1.1667
 *     South              40,000          30,000      30%    (30/40) / (100/100) = 0.75
 */
static void need_is_shared_by_weighted_population(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", county, 60000);
    size_t south = hand_place(&hand, "south", county, 40000);
    hand_need(&hand, north, "hospital", 70000);
    hand_need(&hand, south, "hospital", 30000);
    (void)hand_programme(&hand, "acute", "hospital", 1);
    ap_need *need = need_of(&hand.inputs);
    assert_int_equal(need->places, 2);
    near(need->population_all, 100000, 0);
    near(need->weighted[1], 30000, 0);
    near(share(need, 0, 0), 0.7, 1e-15);
    near(share(need, 1, 0), 0.3, 1e-15);
    near(need->index[0], 7.0 / 6, 1e-15);
    near(need->index[1], 0.75, 1e-15);
    ap_need_free(need);
}

/* Weighted populations on another scale than people: 7 and 3 of 10, and the indices are as
 * before, since (2) compares with the system's mean. */
static void an_index_is_relative_to_the_system(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", county, 60000);
    size_t south = hand_place(&hand, "south", county, 40000);
    hand_need(&hand, south, "hospital", 3);
    hand_need(&hand, north, "hospital", 7);
    (void)hand_programme(&hand, "acute", "hospital", 1);
    ap_need *need = need_of(&hand.inputs);
    near(need->index[0], 7.0 / 6, 1e-15);
    near(need->index[1], 0.75, 1e-15);
    ap_need_free(need);
}

/* Places nest: county > west > (town, vale), county > east. The round allocates to town,
 * vale and east. */
static void only_places_without_children_have_need(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t east = hand_place(&hand, "east", AP_NONE, 50);
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    hand.places[east].parent_at = county;
    size_t west = hand_place(&hand, "west", county, 0);
    size_t town = hand_place(&hand, "town", west, 30);
    size_t vale = hand_place(&hand, "vale", west, 20);
    hand_need(&hand, vale, "hospital", 10);
    hand_need(&hand, town, "hospital", 60);
    hand_need(&hand, east, "hospital", 30);
    hand_need(&hand, west, "hospital", 1000); /* a parent's row counts for nothing */
    (void)hand_programme(&hand, "acute", "hospital", 1);
    (void)hand_programme(&hand, "running costs", "", 0);
    ap_need *need = need_of(&hand.inputs);
    assert_int_equal(need->places, 3);
    assert_int_equal(need->place_rows[0], east);
    assert_int_equal(need->place_rows[1], town);
    assert_int_equal(need->place_rows[2], vale);
    assert_int_equal(need->place_of[county], AP_NONE);
    assert_int_equal(need->place_of[west], AP_NONE);
    assert_int_equal(need->place_of[vale], 2);
    near(share(need, 0, 0), 0.3, 1e-15);
    near(share(need, 1, 0), 0.6, 1e-15);
    near(need->index[4], 0.5, 1e-15);
    near(share(need, 1, 1), 0, 0);
    near(need->index[1], 1, 0); /* need does not drive the second programme */
    ap_need_free(need);
}

static void begin_two_places(void)
{
    hand_begin(&hand);
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", county, 60000);
    size_t south = hand_place(&hand, "south", county, 40000);
    hand.places[north].cost_index = 1.10;
    hand.places[south].cost_index = 0.90;
    hand_need(&hand, north, "acute", 100);
    hand_need(&hand, south, "acute", 300);
    hand_need(&hand, north, "drugs", 50);
    hand_need(&hand, south, "drugs", 50);
}

/* 0.8 of acute and 0.2 of drugs, North then South:
 *
 *     as they are       0.8 x 100 + 0.2 x 50 =  90        0.8 x 300 + 0.2 x 50 = 250
 *     acute costed      0.8 x 110 + 10       =  98        0.8 x 270 + 10       = 226
 *     both scaled       0.8 x 1/4 + 0.2 x 1/2 = 0.3       0.8 x 3/4 + 0.1      = 0.7
 *     costed, scaled    acute is 110 of 380 and 270 of 380, drugs a half each
 */
static void a_blend_is_a_weighted_sum_of_its_rows(void **state)
{
    (void)state;
    static const bool flags[4][2] = {
        {false, false}, {true, false}, {false, true}, {true, true}};
    static const double expected[4][2] = {
        {90, 250},
        {98, 226},
        {0.3, 0.7},
        {0.8 * 110 / 380 + 0.1, 0.8 * 270 / 380 + 0.1},
    };
    for (size_t c = 0; c < 4; c++) {
        begin_two_places();
        hand_blend(&hand, (ap_blend_row){.blend = "mix",
                                         .component = "acute",
                                         .weight = 0.8,
                                         .is_costed = flags[c][0],
                                         .is_scaled = flags[c][1]});
        hand_blend(&hand, (ap_blend_row){.blend = "mix",
                                         .component = "drugs",
                                         .weight = 0.2,
                                         .is_scaled = flags[c][1]});
        hand_blend(&hand,
                   (ap_blend_row){.blend = "other", .component = "acute", .weight = 9});
        ap_need *need = need_of(&hand.inputs);
        double weighted[2];
        ap_need_measure(&hand.inputs, need, "mix", weighted);
        near(weighted[0], expected[c][0], 1e-12);
        near(weighted[1], expected[c][1], 1e-12);
        ap_need_free(need);
    }
}

/* A blend may hold a component twice, part of it costed: 0.6 x 110 + 0.4 x 100 = 106. A
 * name that is no blend is the component, without its cost; one that is neither measures
 * nothing. */
static void a_name_is_a_blend_or_else_a_component(void **state)
{
    (void)state;
    begin_two_places();
    hand_blend(&hand,
               (ap_blend_row){
                   .blend = "mix", .component = "acute", .weight = 0.6, .is_costed = true});
    hand_blend(&hand, (ap_blend_row){.blend = "mix", .component = "acute", .weight = 0.4});
    ap_need *need = need_of(&hand.inputs);
    double weighted[2];
    ap_need_measure(&hand.inputs, need, "mix", weighted);
    near(weighted[0], 106, 1e-12);
    near(weighted[1], 282, 1e-12);
    ap_need_measure(&hand.inputs, need, "acute", weighted);
    near(weighted[0], 100, 0);
    near(weighted[1], 300, 0);
    ap_need_measure(&hand.inputs, need, "elsewhere", weighted);
    near(weighted[0] + weighted[1], 0, 0);
    ap_need_free(need);
}

enum { RANDOM_PLACES = 7, RANDOM_COMPONENTS = 3 };

static const char *const random_names[RANDOM_COMPONENTS] = {"a", "b", "c"};

/* Random places below a system, the rows of place i written in the order of order[i], with
 * component c times scale[c]. The same seed gives the same places. */
static void begin_random(uint64_t seed, const size_t order[], const double scale[])
{
    double people[RANDOM_PLACES];
    double cost[RANDOM_PLACES];
    double weighted[RANDOM_PLACES][RANDOM_COMPONENTS];
    for (size_t i = 0; i < RANDOM_PLACES; i++) {
        people[i] = hand_draw(&seed, 1e3, 1e6);
        cost[i] = hand_draw(&seed, 0.9, 1.2);
        for (size_t c = 0; c < RANDOM_COMPONENTS; c++) {
            weighted[i][c] = people[i] * hand_draw(&seed, 0.5, 2) * scale[c];
        }
    }
    hand_begin(&hand);
    size_t system = hand_place(&hand, "system", AP_NONE, 0);
    for (size_t n = 0; n < RANDOM_PLACES; n++) {
        size_t at = hand_place(&hand, "place", system, people[order[n]]);
        hand.places[at].cost_index = cost[order[n]];
        for (size_t c = 0; c < RANDOM_COMPONENTS; c++) {
            hand_need(&hand, at, random_names[c], weighted[order[n]][c]);
        }
    }
    for (size_t c = 0; c < RANDOM_COMPONENTS; c++) {
        hand_blend(&hand, (ap_blend_row){.blend = "scaled",
                                         .component = random_names[c],
                                         .weight = hand_draw(&seed, 0.1, 1),
                                         .is_costed = c != 1,
                                         .is_scaled = true});
    }
    (void)hand_programme(&hand, "by blend", "scaled", 0.5);
    (void)hand_programme(&hand, "by component", "a", 0.5);
}

static const size_t in_order[RANDOM_PLACES] = {0, 1, 2, 3, 4, 5, 6};
static const double unscaled[RANDOM_COMPONENTS] = {1, 1, 1};

static void check_sums(const ap_need *need, size_t k)
{
    double shares = 0;
    double indices = 0;
    for (size_t i = 0; i < need->places; i++) {
        double people = need->population[i] / need->population_all;
        shares += share(need, i, k);
        indices += need->index[i * need->programmes + k] * people;
    }
    near(shares, 1, 1e-13);
    near(indices, 1, 1e-13);
}

/* n_ik add up to 1, and the indices, weighed by people, have the mean 1. */
static void shares_add_up_and_indices_average_one(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        begin_random(seed, in_order, unscaled);
        ap_need *need = need_of(&hand.inputs);
        check_sums(need, 0);
        check_sums(need, 1);
        ap_need_free(need);
    }
}

/* Thousands or people, pounds or pence: a scaled blend and any share are the same. */
static void the_unit_of_a_component_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t other = seed + 1000;
        double scale[RANDOM_COMPONENTS];
        for (size_t c = 0; c < RANDOM_COMPONENTS; c++) {
            scale[c] = hand_draw(&other, 0.001, 1000);
        }
        begin_random(seed, in_order, unscaled);
        ap_need *before = need_of(&hand.inputs);
        begin_random(seed, in_order, scale);
        ap_need *after = need_of(&hand.inputs);
        for (size_t at = 0; at < before->places * before->programmes; at++) {
            near(after->share[at], before->share[at], 1e-13);
            near(after->index[at], before->index[at], 1e-12);
        }
        ap_need_free(after);
        ap_need_free(before);
    }
}

static void shuffle(uint64_t *seed, size_t order[])
{
    memcpy(order, in_order, sizeof in_order);
    for (size_t n = RANDOM_PLACES - 1; n > 0; n--) {
        size_t other = (size_t)hand_draw(seed, 0, (double)n + 1);
        size_t kept = order[n];
        order[n] = order[other];
        order[other] = kept;
    }
}

static void the_order_of_places_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t other = seed + 1000;
        size_t order[RANDOM_PLACES];
        shuffle(&other, order);
        begin_random(seed, in_order, unscaled);
        ap_need *before = need_of(&hand.inputs);
        begin_random(seed, order, unscaled);
        ap_need *after = need_of(&hand.inputs);
        for (size_t n = 0; n < RANDOM_PLACES; n++) {
            near(share(after, n, 0), share(before, order[n], 0), 1e-14);
            near(share(after, n, 1), share(before, order[n], 1), 1e-14);
        }
        ap_need_free(after);
        ap_need_free(before);
    }
}

static void by_practice(void)
{
    const double need[] = {20, 20, 60};
    hand_begin(&hand);
    hand.inputs.settings.levels = "place, practice";
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t north = hand_place(&hand, "north", county, 0);
    size_t south = hand_place(&hand, "south", county, 0);
    (void)hand_place(&hand, "n1", north, 30);
    (void)hand_place(&hand, "n2", north, 10);
    (void)hand_place(&hand, "s1", south, 60);
    for (size_t i = 0; i < 6; i++) {
        hand.places[i].level = i == 0 ? "system" : i < 3 ? "place" : "practice";
        hand.places[i].cost_index = 0;
        if (i >= 3) {
            hand_need(&hand, i, "acute", need[i - 3]);
        }
    }
    (void)hand_programme(&hand, "acute", "acute", 1);
}

/* A county of two places and three practices; the round allocates to the places.
 *
 *     North     n1 30 people, need 20 · n2 10 people, need 20      40 people, need 40
 *     South     s1 60 people, need 60                              60 people, need 60
 *
 * The share of North is 40%, its index (40/40) / (100/100) = 1; n2's is (20/10) / 1 = 2. */
static void need_of_a_place_is_that_of_the_practices_below_it(void **state)
{
    (void)state;
    ap_need *need = NULL;
    by_practice();
    assert_int_equal(ap_need_of_case(&hand.inputs, &need, NULL), AP_OK);
    assert_int_equal(need->places, 2);
    assert_string_equal(hand.places[need->place_rows[1]].place, "south");
    assert_int_equal(need->place_of[0], AP_NONE);
    assert_int_equal(need->place_of[4], 0); /* n2 lies in North */
    near(need->population[0], 40, 1e-12);
    near(need->share[0], 0.4, 1e-12);
    near(need->index[0], 1, 1e-12);
    ap_need_free(need);
    assert_int_equal(ap_need_of_level(&hand.inputs, 1, &need, NULL), AP_OK);
    assert_int_equal(need->places, 3);
    near(need->index[1], 2, 1e-12);
    near(need->share[1], 0.2, 1e-12);
    assert_int_equal(need->place_of[1], AP_NONE); /* North is above this level */
    ap_need_free(need);
}

/* An uplift of 10% of North's need makes 40 into 44; one for 6 people more in South, of 60,
 * makes 60 into 66; 5% of what is in Core20, half of North's people, adds 2.5% of 40. */
static void an_uplift_raises_need_and_nothing_else(void **state)
{
    (void)state;
    const struct {
        size_t place;
        ap_uplift_unit unit;
        double value;
        double north;
        double south;
    } cases[] = {
        {1, AP_UPLIFT_SHARE, 0.10, 44, 60},  {2, AP_UPLIFT_PEOPLE, 6, 40, 66},
        {1, AP_UPLIFT_CORE20, 0.05, 41, 60}, {0, AP_UPLIFT_SHARE, 0.10, 44, 66},
        {4, AP_UPLIFT_SHARE, 0.50, 50, 60}, /* a practice's alone */
        {1, AP_UPLIFT_SHARE, -2, 0, 60},    /* never below nothing */
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        ap_need *need = NULL;
        by_practice();
        hand.places[1].core20 = 0.5; /* of North, and so of its practices */
        ap_uplift uplift = {.place_at = cases[c].place,
                            .programme_at = AP_NONE,
                            .unit = cases[c].unit,
                            .value = cases[c].value};
        hand.inputs.uplifts = &uplift;
        hand.inputs.uplifts_count = 1;
        assert_int_equal(ap_need_of_case(&hand.inputs, &need, NULL), AP_OK);
        near(need->weighted[0], cases[c].north, 1e-12);
        near(need->weighted[1], cases[c].south, 1e-12);
        near(need->population[0], 40, 1e-12);
        ap_need_free(need);
        uplift.programme_at = 1; /* of a programme that there is not: none */
        assert_int_equal(ap_need_of_case(&hand.inputs, &need, NULL), AP_OK);
        near(need->weighted[0], 40, 1e-12);
        ap_need_free(need);
    }
}

/* A cost index that a practice does not have is its place's, and of that the system's. */
static void a_cost_index_is_inherited(void **state)
{
    (void)state;
    by_practice();
    near(ap_case_cost_index(&hand.inputs, 3), 1, 1e-12);
    hand.places[0].cost_index = 1.1;
    near(ap_case_cost_index(&hand.inputs, 3), 1.1, 1e-12);
    hand.places[1].cost_index = 0.9;
    hand.places[3].cost_index = 0.8;
    near(ap_case_cost_index(&hand.inputs, 3), 0.8, 1e-12);
    near(ap_case_cost_index(&hand.inputs, 4), 0.9, 1e-12);
    near(ap_case_cost_index(&hand.inputs, 5), 1.1, 1e-12);
}

/* Remoteness is added in the formula's own unit: £5,312 to the island's 100 weighted people
 * at £1,200, and nothing to the mainland's 900; the mainland has the component, with 0. */
static void an_additive_term_is_a_component_of_weight_1(void **state)
{
    (void)state;
    ap_need *need = NULL;
    hand_begin(&hand);
    size_t system = hand_place(&hand, "system", AP_NONE, 0);
    size_t mainland = hand_place(&hand, "mainland", system, 900);
    size_t island = hand_place(&hand, "island", system, 100);
    hand_need(&hand, mainland, "acute", 900);
    hand_need(&hand, island, "acute", 100);
    hand_need(&hand, mainland, "remoteness", 0);
    hand_need(&hand, island, "remoteness", 5312);
    hand_blend(&hand, (ap_blend_row){.blend = "form",
                                     .component = "acute",
                                     .weight = 1200,
                                     .is_costed = true});
    hand_blend(&hand,
               (ap_blend_row){.blend = "form", .component = "remoteness", .weight = 1});
    hand.places[island].cost_index = 0.97;
    (void)hand_programme(&hand, "all", "form", 1);
    assert_int_equal(ap_need_of_case(&hand.inputs, &need, NULL), AP_OK);
    near(need->weighted[0], 1080000, 1e-6);
    near(need->weighted[1], 0.97 * 120000 + 5312, 1e-6);
    ap_need_free(need);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(need_is_shared_by_weighted_population),
        cmocka_unit_test(an_index_is_relative_to_the_system),
        cmocka_unit_test(only_places_without_children_have_need),
        cmocka_unit_test(a_blend_is_a_weighted_sum_of_its_rows),
        cmocka_unit_test(a_name_is_a_blend_or_else_a_component),
        cmocka_unit_test(shares_add_up_and_indices_average_one),
        cmocka_unit_test(the_unit_of_a_component_does_not_matter),
        cmocka_unit_test(the_order_of_places_does_not_matter),
        cmocka_unit_test(an_additive_term_is_a_component_of_weight_1),
        cmocka_unit_test(need_of_a_place_is_that_of_the_practices_below_it),
        cmocka_unit_test(an_uplift_raises_need_and_nothing_else),
        cmocka_unit_test(a_cost_index_is_inherited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
