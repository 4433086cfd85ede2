/* What drivers do to costs and income: each effect by hand, and what holds of any. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "driven_case.h"
#include "risk/effects.h"

enum { MOST = 64, MONTHS = 12 };

static ap_driven_case made;
static double plans[HAND_ROWS];
static double incomes[HAND_ROWS];

/* A scenario's answer. */
typedef struct ap_answer {
    double cost[HAND_ROWS];
    double income[HAND_ROWS];
    double to_date[MONTHS];
    double own[MOST];
} ap_answer;

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b))))) {
        fail_msg("%.15g is not %.15g", a, b);
    }
}

static ap_drivers *drivers_of_case(void)
{
    const ap_drawing drawing = {AP_SAMPLING_PLAIN, 1, 16, 0};
    ap_drivers *out = NULL;
    ap_repair repair;
    ap_error err = {0};
    if (ap_drivers_new(&made.hand.inputs, &drawing, &out, &repair, &err) != AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    return out;
}

static void answer_to(const double values[], ap_answer *answer)
{
    ap_drivers *drivers = drivers_of_case();
    ap_effects *effects = NULL;
    ap_error err = {0};
    if (ap_effects_new(&made.hand.inputs, drivers, plans, incomes, &effects, &err) !=
        AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    ap_effects_apply(
        effects, values,
        (ap_scenario_money){answer->cost, answer->income, answer->to_date, answer->own});
    ap_effects_free(effects);
    ap_drivers_free(drivers);
}

/* North and South, parts of the system, each with acute (£60m, £40m; last year £57m, £40m)
 * and community care (£20m, £30m; last year £20m, £24m); the ICB's £140m and the council's
 * £10m. Rows of schemes: north acute 0, north community 1, south acute 2, south community
 * 3. */
static void begin_two_places(void)
{
    static const double x[] = {60e6, 20e6, 40e6, 30e6};
    static const double before[] = {57e6, 20e6, 40e6, 24e6};
    ap_hand_case *hand = &made.hand;
    (void)driven_begin(&made);
    size_t system = hand_place(hand, "system", AP_NONE, 0);
    size_t places[] = {hand_place(hand, "north", system, 1), 0};
    places[1] = hand_place(hand, "south", system, 1);
    size_t programmes[] = {hand_programme(hand, "acute", "", 0.6), 0};
    programmes[1] = hand_programme(hand, "community", "", 0.4);
    for (size_t s = 0; s < 4; s++) {
        (void)driven_scheme(&made, places[s / 2], programmes[s % 2], before[s]);
        plans[s] = x[s];
    }
    (void)hand_source(hand, "icb", 140e6, true);
    (void)hand_source(hand, "council", 10e6, false);
    incomes[0] = 140e6;
    incomes[1] = 10e6;
}

static size_t rate(const char *driver)
{
    return driven_driver(&made, driver, AP_DRIVER_RATE, "normal", "mean=0%; sd=1%");
}

static void assert_costs(const ap_answer *answer, double a, double b, double c, double d)
{
    assert_near(answer->cost[0], a);
    assert_near(answer->cost[1], b);
    assert_near(answer->cost[2], c);
    assert_near(answer->cost[3], d);
}

/* Pay is 65% of acute care and rises by 4%: 60 x 2.6% = 1.56, 40 x 2.6% = 1.04. */
static void test_price(void **state)
{
    static const double values[] = {0.04};
    ap_answer is;
    (void)state;
    begin_two_places();
    driven_exposure(&made, rate("pay"), AP_EFFECT_PRICE, 0.65)->programme = "acute";
    answer_to(values, &is);
    assert_costs(&is, 61.56e6, 20e6, 41.04e6, 30e6);
    assert_near(is.own[0], 2.6e6);
    assert_near(is.income[0], 140e6);
}

/* Prices up by 10%, demand in North by 20%, on community care: North 20 x 1.1 x 1.2 = 26.4,
 * South 30 x 1.1 = 33. By itself prices cost 5, demand 4; the 0.4 of both is nobody's. A
 * second price on all of 1% is added to the first: North 20 x 1.11 x 1.2. */
static void test_price_times_demand(void **state)
{
    static const double values[] = {0.1, 0.2, 0.01};
    ap_answer is;
    (void)state;
    begin_two_places();
    driven_exposure(&made, rate("prices"), AP_EFFECT_PRICE, 1)->programme = "community";
    ap_exposure *demand = driven_exposure(&made, rate("demand"), AP_EFFECT_DEMAND, 1);
    demand->place = "north";
    demand->programme = "comm*";
    answer_to(values, &is);
    assert_costs(&is, 60e6, 26.4e6, 40e6, 33e6);
    assert_near(is.own[0], 5e6);
    assert_near(is.own[1], 4e6);
    assert_near(is.to_date[11], 9.4e6);
    (void)driven_exposure(&made, rate("more"), AP_EFFECT_PRICE, 1);
    answer_to(values, &is);
    assert_costs(&is, 60.6e6, 20e6 * 1.11 * 1.2, 40.4e6, 33.3e6);
}

/* One driver of both price and demand: 60 x 1.1 x 1.05 = 69.3; all of the 9.3 is its own.
 */
static void test_a_driver_of_price_and_demand(void **state)
{
    static const double values[] = {0.1};
    ap_answer is;
    (void)state;
    begin_two_places();
    size_t winter = rate("winter");
    driven_exposure(&made, winter, AP_EFFECT_PRICE, 1)->scheme = "s0";
    driven_exposure(&made, winter, AP_EFFECT_DEMAND, 0.5)->scheme = "s0";
    answer_to(values, &is);
    assert_costs(&is, 69.3e6, 20e6, 40e6, 30e6);
    assert_near(is.own[0], 9.3e6);
}

/* £2.5m, shared as the plans of South are: 4 : 3 is not whole, so of community care, 20 and
 * 30 of 50: 1 and 1.5. Below zero it is less. */
static void test_pounds(void **state)
{
    static const double values[][1] = {{2.5e6}, {-5e6}};
    ap_answer is;
    (void)state;
    begin_two_places();
    size_t packages =
        driven_driver(&made, "packages", AP_DRIVER_POUNDS, "normal", "mean=£1m; sd=£1m");
    driven_exposure(&made, packages, AP_EFFECT_POUNDS, 1)->programme = "community";
    answer_to(values[0], &is);
    assert_costs(&is, 60e6, 21e6, 40e6, 31.5e6);
    assert_near(is.own[0], 2.5e6);
    answer_to(values[1], &is);
    assert_costs(&is, 60e6, 18e6, 40e6, 27e6);
}

/* What is new: north acute 3, south community 6. Three months late saves a quarter of it;
 * 15 months are a year, and none come early. */
static void test_delay(void **state)
{
    static const double values[][1] = {{3}, {15}, {-2}};
    ap_answer is;
    (void)state;
    begin_two_places();
    size_t late = driven_driver(&made, "late", AP_DRIVER_MONTHS, "normal", "mean=1; sd=1");
    (void)driven_exposure(&made, late, AP_EFFECT_DELAY, 1);
    answer_to(values[0], &is);
    assert_costs(&is, 59.25e6, 20e6, 40e6, 28.5e6);
    assert_near(is.own[0], -2.25e6);
    answer_to(values[1], &is);
    assert_costs(&is, 57e6, 20e6, 40e6, 24e6);
    answer_to(values[2], &is);
    assert_costs(&is, 60e6, 20e6, 40e6, 30e6);
    assert_near(is.own[0], 0);
}

/* The plan counts on 3% of all; 60% is delivered: 40% of 3% = 1.2% of the plan is missing.
 * 110% delivered is 0.3% less. */
static void test_saving(void **state)
{
    static const double values[][1] = {{0.6}, {1.1}, {1}};
    ap_answer is;
    (void)state;
    begin_two_places();
    (void)driven_exposure(&made, rate("delivered"), AP_EFFECT_SAVING, 0.03);
    answer_to(values[0], &is);
    assert_costs(&is, 60.72e6, 20.24e6, 40.48e6, 30.36e6);
    assert_near(is.own[0], 1.8e6);
    answer_to(values[1], &is);
    assert_costs(&is, 59.82e6, 19.94e6, 39.88e6, 29.91e6);
    answer_to(values[2], &is);
    assert_costs(&is, 60e6, 20e6, 40e6, 30e6);
}

/* The council's comes in 20% short, then £3m of all sources shared as they are: 140 and 10
 * of 150. No source brings less than nothing. Costs are as planned. */
static void test_income(void **state)
{
    static const double values[][2] = {{-0.2, 0}, {0, -3e6}, {-1.5, 0}};
    ap_answer is;
    (void)state;
    begin_two_places();
    driven_exposure(&made, rate("late"), AP_EFFECT_INCOME, 1)->source = "council";
    size_t grant =
        driven_driver(&made, "grant", AP_DRIVER_POUNDS, "normal", "mean=0; sd=£1m");
    (void)driven_exposure(&made, grant, AP_EFFECT_INCOME, 1);
    answer_to(values[0], &is);
    assert_near(is.income[0], 140e6);
    assert_near(is.income[1], 8e6);
    assert_costs(&is, 60e6, 20e6, 40e6, 30e6);
    assert_near(is.own[0], 0);
    answer_to(values[1], &is);
    assert_near(is.income[0], 137.2e6);
    assert_near(is.income[1], 9.8e6);
    answer_to(values[2], &is);
    assert_near(is.income[1], 0);
}

/* A £5m contingency costs nothing, is exposed to nothing and is in no sum: £2.4m on South
 * is shared by 40 and 30 of 70, not of 75. */
static void test_contingency_is_left_out(void **state)
{
    static const double values[] = {0.1, 7e6};
    ap_answer is;
    (void)state;
    begin_two_places();
    size_t reserve = hand_programme(&made.hand, "reserve", "", 0);
    size_t scheme = driven_scheme(&made, 2, reserve, 0);
    plans[scheme] = 5e6;
    made.hand.inputs.settings.risk_contingency = "reserve";
    (void)driven_exposure(&made, rate("prices"), AP_EFFECT_PRICE, 1);
    size_t packages =
        driven_driver(&made, "packages", AP_DRIVER_POUNDS, "normal", "mean=0; sd=£1m");
    driven_exposure(&made, packages, AP_EFFECT_POUNDS, 1)->place = "south";
    answer_to(values, &is);
    assert_costs(&is, 66e6, 22e6, 48e6, 36e6);
    assert_near(is.cost[scheme], 0);
    assert_near(is.to_date[11], 22e6);
    assert_true(ap_case_is_contingency(&made.hand.inputs, scheme));
    assert_false(ap_case_is_contingency(&made.hand.inputs, 0));
}

/* Winter falls in December to March (months 9 to 12) as 1 : 1 : 2 : 0, pay evenly. Both add
 * £6m a year; 0.36 is from both together and falls evenly.
 *
 *     June (3)      6 x 3/12                      1.5  + 0.36 x 3/12   0.09    1.59
 *     December (9)  6 x 9/12 + 6 / 4              6    + 0.36 x 9/12   0.27    6.27
 *     February (11) 6 x 11/12 + 6                 11.5 + 0.36 x 11/12  0.33    11.83 */
static void test_when_in_the_year(void **state)
{
    static const double values[] = {0.1, 0.1};
    static const double weights[] = {300, 300, 600, 0};
    ap_answer is;
    (void)state;
    begin_two_places();
    driven_exposure(&made, rate("pay"), AP_EFFECT_PRICE, 1)->scheme = "s0";
    driven_exposure(&made, rate("winter"), AP_EFFECT_DEMAND, 1)->scheme = "s0";
    made.drivers[1].profile = "winter";
    for (int k = 0; k < 4; k++) {
        driven_profile(&made, "winter", 9 + k, weights[k]);
        driven_profile(&made, "summer", 3 + k, 5);
    }
    answer_to(values, &is);
    assert_near(is.own[0], 6e6);
    assert_near(is.own[1], 6e6);
    assert_near(is.to_date[2], 1.5e6 + 0.6e6 * 3 / 12);
    assert_near(is.to_date[8], 6e6 + 0.6e6 * 9 / 12);
    assert_near(is.to_date[10], 11.5e6 + 0.6e6 * 11 / 12);
    assert_true(is.to_date[11] == is.cost[0] - 60e6);
}

/* Nothing is planned for what is to bear pounds. */
static void test_pounds_on_nothing_are_refused(void **state)
{
    ap_error err = {0};
    ap_effects *effects = NULL;
    (void)state;
    begin_two_places();
    size_t packages =
        driven_driver(&made, "packages", AP_DRIVER_POUNDS, "normal", "mean=0; sd=£1m");
    driven_exposure(&made, packages, AP_EFFECT_POUNDS, 1)->programme = "community";
    plans[1] = 0;
    plans[3] = 0;
    ap_drivers *drivers = drivers_of_case();
    assert_int_equal(
        ap_effects_new(&made.hand.inputs, drivers, plans, incomes, &effects, &err),
        AP_BAD_INPUT);
    assert_null(effects);
    assert_string_equal(err.where, "exposures.csv:2, exposure");
    assert_non_null(strstr(err.what, "has none in the plan"));
    ap_drivers_free(drivers);
}

/* A random case: 20 schemes, of every place and programme one, 12 drivers, 20 exposures of
 * effects below `effects`, each of one place, one programme, both or none. */
static void random_case(uint64_t *seed, int effects)
{
    static const char *const words[] = {"p0", "p1", "p2", "p3", ""};
    static const char *const names[] = {"d0", "d1", "d2", "d3", "d4",  "d5",
                                        "d6", "d7", "d8", "d9", "d10", "d11"};
    ap_hand_case *hand = &made.hand;
    (void)driven_begin(&made);
    size_t system = hand_place(hand, "system", AP_NONE, 0);
    for (size_t k = 0; k < 4; k++) {
        (void)hand_place(hand, words[k], system, 1);
        (void)hand_programme(hand, words[k], "", 0.25);
        (void)hand_source(hand, words[k], 1e6, true);
        incomes[k] = hand_draw(seed, 1e6, 2e6);
    }
    for (size_t s = 0; s < 20; s++) {
        double baseline = hand_draw(seed, 0, 10e6);
        (void)driven_scheme(&made, 1 + s % 4,
                            s < 16 ? s / 4 : (size_t)hand_draw(seed, 0, 4), baseline);
        plans[s] = baseline * hand_draw(seed, 0.9, 1.2) + 1e6;
    }
    for (size_t d = 0; d < 12; d++) {
        (void)rate(names[d]);
    }
    for (size_t e = 0; e < 20; e++) {
        ap_effect effect = (ap_effect)hand_draw(seed, 0, effects);
        ap_exposure *row = driven_exposure(&made, (size_t)hand_draw(seed, 0, 12), effect,
                                           hand_draw(seed, -0.3, 1));
        if (effect == AP_EFFECT_INCOME) {
            row->source = words[(size_t)hand_draw(seed, 0, 5)];
        } else {
            row->place = words[(size_t)hand_draw(seed, 0, 5)];
            row->programme = words[(size_t)hand_draw(seed, 0, 5)];
        }
    }
}

static void random_values(uint64_t *seed, double size, double values[])
{
    for (size_t d = 0; d < 12; d++) {
        values[d] = hand_draw(seed, -size, size);
    }
}

/* (32) and (33) as they stand, exposure by exposure. */
static double cost_as_written(const ap_case *inputs, size_t s, const double values[])
{
    double price = 1;
    double demand = 1;
    double more = 0;
    double started = fmax(0, plans[s] - inputs->schemes[s].baseline);
    for (size_t e = 0; e < inputs->exposures_count; e++) {
        const ap_exposure *row = &inputs->exposures[e];
        double wd = row->weight * values[row->driver_at];
        double all = 0;
        for (size_t other = 0; other < inputs->schemes_count; other++) {
            all += ap_case_is_exposed(inputs, e, other) ? plans[other] : 0;
        }
        if (!ap_case_is_exposed(inputs, e, s)) {
            continue;
        }
        switch (row->effect) {
        case AP_EFFECT_PRICE:
            price += wd;
            break;
        case AP_EFFECT_DEMAND:
            demand += wd;
            break;
        case AP_EFFECT_POUNDS:
            more += wd * plans[s] / all;
            break;
        case AP_EFFECT_DELAY:
            more -= fmin(fmax(wd, 0), 12) / 12 * started;
            break;
        default:
            more += (row->weight - wd) * plans[s];
        }
    }
    return fmax(0, plans[s] * price * demand + more);
}

static double income_as_written(const ap_case *inputs, size_t f, const double values[])
{
    double r = incomes[f];
    for (size_t e = 0; e < inputs->exposures_count; e++) {
        const ap_exposure *row = &inputs->exposures[e];
        bool is_its = row->effect == AP_EFFECT_INCOME &&
                      ap_selector_matches(row->source, inputs->sources[f].source);
        r += is_its ? row->weight * values[row->driver_at] * incomes[f] : 0;
    }
    return fmax(0, r);
}

/* Of 300 random cases, a third of them with drivers so large that costs fall to 0. */
static void test_the_formulas_as_written(void **state)
{
    uint64_t seed = 41;
    size_t zeros = 0;
    (void)state;
    for (int trial = 0; trial < 300; trial++) {
        double values[12];
        ap_answer is;
        random_case(&seed, 6);
        random_values(&seed, trial % 3 == 0 ? 4 : 0.2, values);
        answer_to(values, &is);
        double pressure = 0;
        for (size_t s = 0; s < 20; s++) {
            assert_near(is.cost[s], cost_as_written(&made.hand.inputs, s, values));
            zeros += is.cost[s] == 0 ? 1 : 0;
            pressure += is.cost[s] - plans[s];
        }
        for (size_t f = 0; f < 4; f++) {
            assert_near(is.income[f], income_as_written(&made.hand.inputs, f, values));
        }
        assert_true(fabs(is.to_date[11] - pressure) < 1e-6);
    }
    assert_true(zeros > 100);
}

/* What drivers add by themselves adds up to the pressure where no scheme has both a price
 * and a demand, and each is what the scenario of that driver alone costs. */
static void test_own_effects_add_up(void **state)
{
    uint64_t seed = 42;
    (void)state;
    for (int trial = 0; trial < 200; trial++) {
        double values[12];
        ap_answer is;
        double sum = 0;
        random_case(&seed, 6);
        for (size_t e = 0; e < 20; e++) {
            ap_effect *effect = &made.exposures[e].effect;
            bool is_either = *effect == AP_EFFECT_PRICE || *effect == AP_EFFECT_DEMAND;
            *effect = is_either && trial % 2 == 0 ? AP_EFFECT_PRICE : *effect;
            *effect = is_either && trial % 2 == 1 ? AP_EFFECT_DEMAND : *effect;
        }
        random_values(&seed, 0.05, values);
        answer_to(values, &is);
        for (size_t d = 0; d < 12; d++) {
            sum += is.own[d];
        }
        assert_true(fabs(sum - is.to_date[11]) < 1e-6);
    }
}

/* With every other driver where the plan has it (savings are delivered in full: none are
 * among the effects here), the pressure is own. */
static void test_own_is_the_driver_alone(void **state)
{
    uint64_t seed = 43;
    (void)state;
    for (int trial = 0; trial < 100; trial++) {
        double values[12];
        ap_answer all;
        random_case(&seed, 4);
        random_values(&seed, 0.05, values);
        answer_to(values, &all);
        for (size_t d = 0; d < 12; d++) {
            double alone[12] = {0};
            ap_answer one;
            alone[d] = values[d];
            answer_to(alone, &one);
            assert_true(fabs(one.to_date[11] - all.own[d]) < 1e-5);
        }
    }
}

/* No driver moved: the plan, to the last bit. */
static void test_no_driver_no_change(void **state)
{
    static const double still[12] = {0};
    uint64_t seed = 44;
    (void)state;
    for (int trial = 0; trial < 50; trial++) {
        ap_answer is;
        random_case(&seed, 4);
        answer_to(still, &is);
        assert_memory_equal(is.cost, plans, 20 * sizeof *plans);
        assert_memory_equal(is.income, incomes, 4 * sizeof *incomes);
        for (int month = 0; month < MONTHS; month++) {
            assert_true(is.to_date[month] == 0);
        }
    }
}

/* Twice the money (plans, last year, sources) is twice of everything. */
static void test_twice_the_money_is_twice_of_all(void **state)
{
    uint64_t seed = 45;
    (void)state;
    for (int trial = 0; trial < 50; trial++) {
        double values[12];
        ap_answer one;
        ap_answer two;
        random_case(&seed, 6);
        /* rates of pounds: a pound does not double */
        for (size_t e = 0; e < 20; e++) {
            made.exposures[e].weight *=
                made.exposures[e].effect == AP_EFFECT_POUNDS ? 0 : 1;
        }
        random_values(&seed, 0.3, values);
        answer_to(values, &one);
        for (size_t s = 0; s < 20; s++) {
            plans[s] *= 2;
            made.hand.schemes[s].baseline *= 2;
            incomes[s] *= 2;
        }
        answer_to(values, &two);
        for (size_t s = 0; s < 20; s++) {
            assert_near(two.cost[s], 2 * one.cost[s]);
        }
        for (size_t d = 0; d < 12; d++) {
            assert_near(two.own[d], 2 * one.own[d]);
        }
        for (int month = 0; month < MONTHS; month++) {
            assert_near(two.to_date[month], 2 * one.to_date[month]);
        }
    }
}

/* Arrays that are not wanted change nothing of the others. */
static void test_any_array_may_be_left_out(void **state)
{
    uint64_t seed = 46;
    double values[12];
    ap_answer all;
    ap_answer some;
    ap_effects *effects = NULL;
    (void)state;
    random_case(&seed, 6);
    random_values(&seed, 0.1, values);
    answer_to(values, &all);
    ap_drivers *drivers = drivers_of_case();
    assert_int_equal(
        ap_effects_new(&made.hand.inputs, drivers, plans, incomes, &effects, NULL), AP_OK);
    ap_effects_apply(effects, values, (ap_scenario_money){.to_date = some.to_date});
    ap_effects_apply(effects, values, (ap_scenario_money){.cost = some.cost});
    ap_effects_apply(effects, values, (ap_scenario_money){.income = some.income});
    ap_effects_apply(effects, values, (ap_scenario_money){.own = some.own});
    assert_memory_equal(some.to_date, all.to_date, sizeof all.to_date);
    assert_memory_equal(some.cost, all.cost, 20 * sizeof *all.cost);
    assert_memory_equal(some.income, all.income, 4 * sizeof *all.income);
    assert_memory_equal(some.own, all.own, 12 * sizeof *all.own);
    ap_effects_free(effects);
    ap_drivers_free(drivers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_price),
        cmocka_unit_test(test_price_times_demand),
        cmocka_unit_test(test_a_driver_of_price_and_demand),
        cmocka_unit_test(test_pounds),
        cmocka_unit_test(test_delay),
        cmocka_unit_test(test_saving),
        cmocka_unit_test(test_income),
        cmocka_unit_test(test_contingency_is_left_out),
        cmocka_unit_test(test_when_in_the_year),
        cmocka_unit_test(test_pounds_on_nothing_are_refused),
        cmocka_unit_test(test_the_formulas_as_written),
        cmocka_unit_test(test_own_effects_add_up),
        cmocka_unit_test(test_own_is_the_driver_alone),
        cmocka_unit_test(test_no_driver_no_change),
        cmocka_unit_test(test_twice_the_money_is_twice_of_all),
        cmocka_unit_test(test_any_array_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
