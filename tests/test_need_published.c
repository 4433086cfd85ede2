/* Need as NHS England publishes it: the shares and indices of its weighted populations, and
 * its own formulas, which must come out of the blends that ship with inputs/hiow-2023-24.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/need.h"
#include "data/edit.h"
#include "data/load.h"
#include "hand_case.h"
#include "published_need.h"

/* Half a unit of the last digit printed, and a little for the decimal itself. Indices were
 * rounded to four decimals and from there to three: the Isle of Wight's 1.158495 became
 * 1.1585 and so 1.159, where 1.158 is nearer, and its 1.169487 likewise 1.170. */
static const double half_percent = 0.005 + 1e-9;
static const double half_index = 0.0005 + 0.00005;

static ap_hand_case hand;

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("%.12g is not %.12g", found, expected);
    }
}

/* How far apart, as a part of the second. */
static double apart(double found, double expected)
{
    return fabs(found - expected) / expected;
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

/* The case that ships, for its blends; loaded once. */
static ap_case *shipped = NULL;

static int load_shipped(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_status status = ap_case_load(AP_ROOT "/inputs/hiow-2023-24", AP_SCOPE_ALL, problems,
                                    &shipped, NULL);
    ap_problems_free(problems);
    return status == AP_OK ? 0 : -1;
}

static int free_shipped(void **state)
{
    (void)state;
    ap_case_free(shipped);
    return 0;
}

static void use_shipped_blends(void)
{
    hand.inputs.blends = shipped->blends;
    hand.inputs.blends_count = shipped->blends_count;
}

static void add_components(size_t place_at, const ap_published *place)
{
    for (size_t c = 0; c < COMPONENTS; c++) {
        if (place->weighted[c] > 0) {
            hand_need(&hand, place_at, component_names[c], place->weighted[c]);
        }
    }
}

/* Adds count places below a system, with all their components. */
static void add_published(size_t count, const ap_published places[])
{
    size_t system = hand_place(&hand, "system", AP_NONE, 0);
    for (size_t i = 0; i < count; i++) {
        size_t at = hand_place(&hand, places[i].place, system, places[i].population);
        hand.places[at].cost_index = places[i].cost_index > 0 ? places[i].cost_index : 1;
        add_components(at, &places[i]);
    }
}

static void check_published_place(const ap_need *need, size_t i, const ap_published *place)
{
    for (size_t c = 0; c < COMPONENTS; c++) {
        if (place->share[c] > 0) {
            near(100 * share(need, i, c), place->share[c], half_percent);
        }
    }
    if (place->population_share > 0) {
        near(100 * need->population[i] / need->population_all, place->population_share,
             half_percent);
        near(need->index[i * need->programmes + CORE], place->core_index, half_index);
    }
}

static void published_shares_and_indices_come_out(void **state)
{
    (void)state;
    for (size_t y = 0; y < YEARS; y++) {
        hand_begin(&hand);
        add_published(PLACES, published_years[y].places);
        for (size_t c = 0; c < COMPONENTS; c++) {
            (void)hand_programme(&hand, component_names[c], component_names[c], 0);
        }
        ap_need *need = need_of(&hand.inputs);
        for (size_t i = 0; i < PLACES; i++) {
            check_published_place(need, i, &published_years[y].places[i]);
        }
        ap_need_free(need);
    }
}

static void check_core_shares(const ap_case *inputs, const char *measure, size_t year)
{
    ap_need *need = need_of(inputs);
    double weighted[PLACES];
    assert_int_equal(need->places, PLACES);
    ap_need_measure(inputs, need, measure, weighted);
    double all = weighted[0] + weighted[1] + weighted[2] + weighted[3];
    for (size_t i = 0; i < PLACES; i++) {
        const ap_published *place = &published_years[year].places[i];
        assert_string_equal(inputs->places[need->place_rows[i]].place, place->place);
        near(100 * weighted[i] / all, place->share[CORE], half_percent);
        near(need->population[i], place->population, 0.5);
    }
    ap_need_free(need);
}

/* 63.93, 11.79, 15.42 and 8.86% of the system's core need: both as published and by the
 * formula. */
static void the_shipped_case_has_the_published_core_shares(void **state)
{
    (void)state;
    check_core_shares(shipped, "core", 1);
    check_core_shares(shipped, "nhse_core_2023_24", 1);
}

/* 62.88, 11.80, 16.70 and 8.63%. */
static void option_need_2025_26_has_the_shares_of_that_year(void **state)
{
    (void)state;
    ap_case *copy = NULL;
    assert_int_equal(ap_case_copy(shipped, &copy, NULL), AP_OK);
    assert_int_equal(ap_case_apply_option(copy, "need_2025_26", NULL), AP_OK);
    check_core_shares(copy, "core", 3);
    check_core_shares(copy, "nhse_core_2025_26", 3);
    ap_case_free(copy);
    check_core_shares(shipped, "core", 1); /* the base case is as it was */
}

/* With the cost indices that ship, which are those the data imply, both core formulas give
 * the published weighted population of each place. */
static void the_shipped_cost_indices_give_core_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *option;
        const char *blend;
    } forms[] = {{NULL, "nhse_core_2023_24"}, {"need_2025_26", "nhse_core_2025_26"}};
    for (size_t f = 0; f < 2; f++) {
        ap_case *copy = NULL;
        assert_int_equal(ap_case_copy(shipped, &copy, NULL), AP_OK);
        if (forms[f].option != NULL) {
            assert_int_equal(ap_case_apply_option(copy, forms[f].option, NULL), AP_OK);
        }
        ap_need *need = need_of(copy);
        double core[PLACES];
        double formula[PLACES];
        ap_need_measure(copy, need, "core", core);
        ap_need_measure(copy, need, forms[f].blend, formula);
        for (size_t i = 0; i < PLACES; i++) {
            near(apart(formula[i], core[i]), 0, 1e-8);
        }
        ap_need_free(need);
        ap_case_free(copy);
    }
}

/* Primary medical care: 0.85 of its own need and 0.15 of health inequalities. */
static void primary_medical_care_is_exact(void **state)
{
    (void)state;
    for (size_t y = 1; y < YEARS; y++) { /* not published for 2022/23 */
        hand_begin(&hand);
        add_published(PLACES, published_years[y].places);
        use_shipped_blends();
        ap_need *need = need_of(&hand.inputs);
        double weighted[PLACES];
        ap_need_measure(&hand.inputs, need, "nhse_primary_medical", weighted);
        for (size_t i = 0; i < PLACES; i++) {
            double published = published_years[y].places[i].weighted[PRIMARY_MEDICAL];
            near(apart(weighted[i], published), 0, 1e-6);
        }
        ap_need_free(need);
    }
}

static void check_core_formula(size_t count, const ap_published places[], const char *blend,
                               double tolerance)
{
    hand_begin(&hand);
    add_published(count, places);
    use_shipped_blends();
    ap_need *need = need_of(&hand.inputs);
    double weighted[DISTRICTS];
    ap_need_measure(&hand.inputs, need, blend, weighted);
    for (size_t i = 0; i < count; i++) {
        near(apart(weighted[i], places[i].weighted[CORE]), 0, tolerance);
    }
    ap_need_free(need);
}

/* The formula of 2023/24 and 2024/25 in 13 districts. Cost indices are published to three
 * decimals, so hospital and community need, four fifths of the whole, may be 0.05% out. */
static void the_core_formula_of_2024_25_gives_each_district(void **state)
{
    (void)state;
    check_core_formula(DISTRICTS, published_districts, "nhse_core_2023_24", 0.0005);
}

/* Portsmouth, Southampton and the Isle of Wight, whose cost indices were published. */
static void the_core_formula_gives_each_unitary_place(void **state)
{
    (void)state;
    check_core_formula(3, &published_years[2].places[1], "nhse_core_2023_24", 0.0005);
    check_core_formula(3, &published_years[3].places[1], "nhse_core_2025_26", 0.0005);
}

/* In 2022/23 the components carry the market forces factor already, and what cost is left
 * is within 0.15%. */
static void the_core_formula_of_2022_23_needs_no_cost_index(void **state)
{
    (void)state;
    check_core_formula(PLACES, published_years[0].places, "nhse_core_2022_23", 0.001);
}

/* At a cost index of 1 the weights of a year are shares of its final weighted population.
 */
static void core_weights_add_up_to_one(void **state)
{
    (void)state;
    static const struct {
        const char *blend;
        double tolerance;
    } forms[] = {{"nhse_core_2022_23", 1e-4},
                 {"nhse_core_2023_24", 1e-4},
                 {"nhse_core_2025_26", 1e-3},
                 {"nhse_primary_medical", 1e-12}};
    for (size_t f = 0; f < 4; f++) {
        double sum = 0;
        for (size_t b = 0; b < shipped->blends_count; b++) {
            bool is_of = strcmp(shipped->blends[b].blend, forms[f].blend) == 0;
            sum += is_of ? shipped->blends[b].weight : 0;
        }
        near(sum, 1, forms[f].tolerance);
    }
}

/* £000 that the form of 2019/20 gives a head of England where only one component (NULL:
 * all) is as England's. */
static double england_2019_20(double cost_index, const char *component)
{
    hand_begin(&hand);
    size_t england = hand_place(&hand, "england", AP_NONE, 1);
    hand.places[england].cost_index = cost_index;
    for (size_t c = 0; c < CORE; c++) {
        if (component == NULL || strcmp(component, component_names[c]) == 0) {
            hand_need(&hand, england, component_names[c], 1);
        }
    }
    use_shipped_blends();
    ap_need *need = need_of(&hand.inputs);
    double pounds = 0;
    ap_need_measure(&hand.inputs, need, "nhse_core_2019_20", &pounds);
    ap_need_free(need);
    return pounds;
}

/* The published split of the target of 2019/20. The national £74,185m came to £1,255.675 a
 * weighted head, so to 59.08m heads; remoteness took £34.1m or £0.577 a head, which leaves
 *
 *     A m + B = 1.255675 - 0.000577 = 1.255098,   A = 1.110701, B = 0.151262
 *
 * and so a national cost index m = 0.99382. General and acute then has
 * 0.9 x 0.744345 x 1.103836 / 1.255098 = 58.92%, and the rest follows. */
static void the_split_of_2019_20_comes_out_of_its_coefficients(void **state)
{
    (void)state;
    static const double published[CORE] = {58.92, 5.08, 11.86, 3.30, 10.85, 10.00};
    double heads = 74185e3 / 1.255675;
    double total = 1.255675 - 34.1e3 / heads;
    double cost_index = (total - 0.151262) / 1.110701;
    near(england_2019_20(cost_index, NULL), total, 1e-9);
    for (size_t c = 0; c < CORE; c++) {
        double part = england_2019_20(cost_index, component_names[c]);
        near(100 * part / total, published[c], half_percent);
    }
}

/* T = (1 - h)(K HCHS + B Presc) + h (K + B) AM + remoteness, K = A M:
 *
 *     mainland    M 1.10, all components 100     K = 1.2217711
 *                 0.9 (122.17711 + 15.1262) + 0.1 x 1.3730331 x 100        = 137.30331
 *     island      M 0.90, general and acute 50, the other hospital and community
 *                 components 100, prescribing 80, mortality 120, remoteness 5 (£000)
 *                 K = 0.9996309,  HCHS = 100 - 50 x 0.744345 = 62.78275
 *                 0.9 (62.759577 + 12.10096) + 0.1 x 1.1508929 x 120 + 5   = 86.185198
 */
static void the_form_of_2019_20_is_a_blend_with_remoteness(void **state)
{
    (void)state;
    hand_begin(&hand);
    size_t county = hand_place(&hand, "county", AP_NONE, 0);
    size_t mainland = hand_place(&hand, "mainland", county, 1);
    size_t island = hand_place(&hand, "island", county, 1);
    hand.places[mainland].cost_index = 1.10;
    hand.places[island].cost_index = 0.90;
    static const double on_island[CORE] = {50, 100, 100, 100, 80, 120};
    for (size_t c = 0; c < CORE; c++) {
        hand_need(&hand, mainland, component_names[c], 100);
        hand_need(&hand, island, component_names[c], on_island[c]);
    }
    hand_need(&hand, island, "remoteness", 5);
    for (size_t b = 0; b < shipped->blends_count; b++) {
        hand_blend(&hand, shipped->blends[b]);
    }
    hand_blend(&hand, (ap_blend_row){.blend = "nhse_core_2019_20",
                                     .component = "remoteness",
                                     .weight = 1});
    ap_need *need = need_of(&hand.inputs);
    double pounds[2];
    ap_need_measure(&hand.inputs, need, "nhse_core_2019_20", pounds);
    near(pounds[0], 137.30331, 1e-6);
    near(pounds[1], 86.185198, 1e-6);
    ap_need_free(need);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_shares_and_indices_come_out),
        cmocka_unit_test(the_shipped_case_has_the_published_core_shares),
        cmocka_unit_test(option_need_2025_26_has_the_shares_of_that_year),
        cmocka_unit_test(the_shipped_cost_indices_give_core_exactly),
        cmocka_unit_test(primary_medical_care_is_exact),
        cmocka_unit_test(the_core_formula_of_2024_25_gives_each_district),
        cmocka_unit_test(the_core_formula_gives_each_unitary_place),
        cmocka_unit_test(the_core_formula_of_2022_23_needs_no_cost_index),
        cmocka_unit_test(core_weights_add_up_to_one),
        cmocka_unit_test(the_split_of_2019_20_comes_out_of_its_coefficients),
        cmocka_unit_test(the_form_of_2019_20_is_a_blend_with_remoteness),
    };
    return cmocka_run_group_tests(tests, load_shipped, free_shipped);
}
