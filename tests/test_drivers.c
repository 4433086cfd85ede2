/* Drivers: rows of words become distributions, scenarios are drawn by address, correlated,
 * and replications are as good as independent; what is no distribution is refused with the
 * line and the remedy. */
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
#include "risk/drivers.h"
#include "risk/tally.h"
#include "statistics.h"

static ap_driven_case made;

static const ap_drawing plain = {AP_SAMPLING_PLAIN, 7, 20000, 0};

static ap_drivers *drivers_of(const ap_drawing *drawing, ap_repair *repair)
{
    ap_drivers *out = NULL;
    ap_error err = {0};
    if (ap_drivers_new(&made.hand.inputs, drawing, &out, repair, &err) != AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    return out;
}

static void assert_within(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%.12g is not within %g of %.12g", a, tolerance, b);
    }
}

/* Each kind in words, with a quantile by hand.
 *
 *     normal        2% + 1% x 1.2815515655446004 at P90
 *     uniform       £1m + 3/4 of £2m
 *     triangular    1 to 3, mode 1: 3 - sqrt(2 x 2 x 1/4) at P75
 *     pert          its shape is a plain number: symmetrical, so the middle at P50
 *     percentiles   P10, P50, P90 themselves
 *     cut           normal of mean 0, nothing below 0: half a normal, P50 is z of 75%,
 *                   0.6744897501960817
 *     discrete      -20% in one year of five
 *     cumulative    straight lines: 0 to 10 in half of the years, 10 to 40 in the rest
 *     mixture       of two uniforms, 0 to 1 and 2 to 3: P75 is 2.5 */
static void test_rows_become_distributions(void **state)
{
    ap_repair repair;
    (void)state;
    (void)driven_begin(&made);
    (void)driven_driver(&made, "pay", AP_DRIVER_RATE, "Normal", "mean=2%; sd = 1%");
    (void)driven_driver(&made, "backlog", AP_DRIVER_POUNDS, "uniform",
                        "low=£1m;high=£3,000,000");
    (void)driven_driver(&made, "delay", AP_DRIVER_MONTHS, "triangular",
                        "low=1; mode=1; high=3");
    (void)driven_driver(&made, "care", AP_DRIVER_RATE, "pert",
                        "low=-4%; mode=0%; high=4%; shape=6");
    size_t prices = driven_driver(&made, "prices", AP_DRIVER_RATE, "percentiles", "");
    made.drivers[prices].p10 = "1%";
    made.drivers[prices].p50 = "2%";
    made.drivers[prices].p90 = "4%";
    size_t cut = driven_driver(&made, "cut", AP_DRIVER_NUMBER, "normal", "mean=0; sd=1");
    made.drivers[cut].least = "0";
    size_t late = driven_driver(&made, "late", AP_DRIVER_RATE, "discrete", "");
    driven_point(&made, late, "-20%", 1, AP_NONE);
    driven_point(&made, late, "0%", 4, AP_NONE);
    size_t drawn = driven_driver(&made, "drawn", AP_DRIVER_NUMBER, "cumulative", "");
    driven_point(&made, drawn, "0", 0, AP_NONE);
    driven_point(&made, drawn, "10", 0.5, AP_NONE);
    driven_point(&made, drawn, "40", 1, AP_NONE);
    size_t mixed = driven_driver(&made, "mixed", AP_DRIVER_NUMBER, "mixture", "");
    size_t low = driven_driver(&made, "low", AP_DRIVER_NUMBER, "uniform", "low=0; high=1");
    size_t high =
        driven_driver(&made, "high", AP_DRIVER_NUMBER, "uniform", "low=2; high=3");
    driven_point(&made, mixed, "", 1, low);
    driven_point(&made, mixed, "", 1, high);
    static const double p[] = {0.9, 0.75, 0.75, 0.5, 0.9, 0.5, 0.19, 0.75, 0.75};
    static const double x[] = {0.02 + 0.01 * 1.2815515655446004,
                               2.5e6,
                               2,
                               0,
                               0.04,
                               0.6744897501960817,
                               -0.2,
                               25,
                               2.5};
    ap_drivers *drivers = drivers_of(&plain, &repair);
    /* low and high are parts alone */
    assert_int_equal(ap_drivers_count(drivers), 9);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(ap_drivers_row(drivers, i), i);
        assert_within(ap_drivers_quantile(drivers, i, p[i]), x[i],
                      1e-9 * fmax(1, fabs(x[i])));
    }
    ap_drivers_free(drivers);
}

/* A part may stand before what it is part of; the number of a driver skips it. */
static void test_parts_are_no_drivers(void **state)
{
    ap_repair repair;
    (void)state;
    (void)driven_begin(&made);
    size_t events = driven_driver(&made, "events", AP_DRIVER_NUMBER, "poisson", "mean=2");
    size_t size =
        driven_driver(&made, "size", AP_DRIVER_POUNDS, "gamma", "shape=2; scale=£50k");
    size_t packages = driven_driver(&made, "packages", AP_DRIVER_POUNDS, "compound", "");
    driven_point(&made, packages, "", 1, events);
    driven_point(&made, packages, "", 1, size);
    (void)driven_driver(&made, "pay", AP_DRIVER_RATE, "normal", "mean=2%; sd=1%");
    ap_drivers *drivers = drivers_of(&plain, &repair);
    assert_int_equal(ap_drivers_count(drivers), 2);
    assert_int_equal(ap_drivers_row(drivers, 0), packages);
    assert_int_equal(ap_drivers_row(drivers, 1), 3);
    /* the mean, 2 x £100k; none in e^-2 = 13.5% of years */
    assert_within(ap_drivers_quantile(drivers, 0, 0.5), 200000, 1e-6);
    assert_true(ap_drivers_quantile(drivers, 0, 0.13) == 0);
    assert_true(ap_drivers_quantile(drivers, 0, 0.14) > 0);
    /* 20,000 draws: mean, and variance E N Var X + Var N (E X)^2 = 2 (5e9 + 1e10) = 3e10 */
    static double values[20000];
    for (uint64_t s = 0; s < 20000; s++) {
        double uniforms[2];
        double both[2];
        ap_drivers_draw(drivers, s, uniforms, both);
        values[s] = both[0];
    }
    ap_sample_moments moments = ap_moments_of(20000, values, 200000);
    assert_within(moments.mean, 200000, 4 * sqrt(3e10 / 20000));
    assert_within(sqrt(moments.square), sqrt(3e10), 0.03 * sqrt(3e10));
    ap_drivers_free(drivers);
}

/* Up to two packages of £100k, each as likely as not, by percentiles; years with both are
 * cut off, and of the three equal chances left one has none. */
static void test_a_compound_is_cut_by_least_and_most(void **state)
{
    ap_repair repair;
    (void)state;
    (void)driven_begin(&made);
    size_t packages = driven_driver(&made, "packages", AP_DRIVER_POUNDS, "compound", "");
    size_t events =
        driven_driver(&made, "events", AP_DRIVER_NUMBER, "binomial", "trials=2");
    size_t size = driven_driver(&made, "size", AP_DRIVER_POUNDS, "discrete", "");
    made.drivers[events].p10 = "0";
    made.drivers[events].p50 = "1";
    made.drivers[events].p90 = "2";
    made.drivers[packages].most = "£0.1m";
    driven_point(&made, packages, "", 1, events);
    driven_point(&made, packages, "", 1, size);
    driven_point(&made, size, "£100k", 1, AP_NONE);
    ap_drivers *drivers = drivers_of(&plain, &repair);
    assert_within(ap_drivers_quantile(drivers, 0, 0.5), 200000 / 3.0, 1e-4);
    assert_true(ap_drivers_quantile(drivers, 0, 0.3) == 0);
    assert_true(ap_drivers_quantile(drivers, 0, 0.99) == 100000);
    size_t none = 0;
    for (uint64_t s = 0; s < 9000; s++) {
        double u = 0;
        double x = 0;
        ap_drivers_draw(drivers, s, &u, &x);
        assert_true(x == 0 || x == 100000);
        none += x == 0 ? 1 : 0;
    }
    /* 3,000, give or take four times sqrt(9,000 x 2 / 9) = 44.7 */
    assert_true(none > 2821 && none < 3179);
    ap_drivers_free(drivers);
}

/* Eight drivers of several kinds. */
static void begin_eight(void)
{
    static const char *const words[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    (void)driven_begin(&made);
    for (size_t k = 0; k < 8; k++) {
        (void)driven_driver(&made, words[k], AP_DRIVER_NUMBER,
                            k % 3 == 0   ? "normal"
                            : k % 3 == 1 ? "gamma"
                                         : "triangular",
                            k % 3 == 0   ? "mean=0; sd=1"
                            : k % 3 == 1 ? "shape=2; scale=3"
                                         : "low=0; mode=1; high=4");
    }
}

/* What a scenario is does not depend on when, in which object, or among how many other
 * questions it is asked for. */
static void test_a_scenario_is_its_address(void **state)
{
    ap_repair repair;
    (void)state;
    begin_eight();
    driven_correlation(&made, "a", "b", 0.5);
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        const ap_drawing drawing = {way, 3, 1000, 0};
        ap_drivers *one = drivers_of(&drawing, &repair);
        ap_drivers *other = drivers_of(&drawing, &repair);
        static double uniforms[1000][8];
        static double values[1000][8];
        for (uint64_t s = 0; s < 1000; s++) {
            ap_drivers_draw(one, s, uniforms[s], values[s]);
        }
        for (uint64_t s = 1000; s-- > 0;) {
            double u[8];
            double x[8];
            ap_drivers_draw(other, s, u, x);
            assert_memory_equal(u, uniforms[s], sizeof u);
            assert_memory_equal(x, values[s], sizeof x);
        }
        ap_drivers_free(one);
        ap_drivers_free(other);
    }
}

/* The value is the quantile of the uniform, which is in (0, 1). */
static void test_values_are_quantiles_of_uniforms(void **state)
{
    ap_repair repair;
    (void)state;
    begin_eight();
    driven_correlation(&made, "a", "b", 0.5);
    driven_correlation(&made, "c", "h", -0.7);
    for (int degrees = 0; degrees <= 4; degrees += 4) {
        const ap_drawing drawing = {AP_SAMPLING_SOBOL, 3, 1600, degrees};
        ap_drivers *drivers = drivers_of(&drawing, &repair);
        for (uint64_t s = 0; s < 1600; s++) {
            double u[8];
            double x[8];
            ap_drivers_draw(drivers, s, u, x);
            for (size_t i = 0; i < 8; i++) {
                assert_true(u[i] > 0 && u[i] < 1);
                assert_within(x[i], ap_drivers_quantile(drivers, i, u[i]),
                              1e-8 * (5 + fabs(x[i])));
            }
        }
        ap_drivers_free(drivers);
    }
}

enum { N = 16000 };

static double drawn[8][N];

static void draw_all(ap_drivers *drivers)
{
    for (uint64_t s = 0; s < N; s++) {
        double u[8];
        double x[8];
        ap_drivers_draw(drivers, s, u, x);
        for (size_t i = 0; i < ap_drivers_count(drivers); i++) {
            drawn[i][s] = u[i];
        }
    }
}

/* Given pairs have the correlation that is given, others none, to four standard errors. */
static void test_correlations_are_those_given(void **state)
{
    ap_repair repair;
    (void)state;
    begin_eight();
    driven_correlation(&made, "b", "a", 0.6);
    driven_correlation(&made, "c", "h", -0.5);
    const ap_drawing drawing = {AP_SAMPLING_SOBOL, 11, N, 0};
    ap_drivers *drivers = drivers_of(&drawing, &repair);
    assert_false(repair.is_repaired);
    draw_all(drivers);
    assert_within(ap_rank_correlation(N, drawn[0], drawn[1]), 0.6, 0.03);
    assert_within(ap_rank_correlation(N, drawn[2], drawn[7]), -0.5, 0.03);
    assert_within(ap_rank_correlation(N, drawn[0], drawn[2]), 0, 0.03);
    assert_within(ap_rank_correlation(N, drawn[3], drawn[7]), 0, 0.03);
    ap_drivers_free(drivers);
}

/* Blocks x (a 0.8, b 0.6) and y (c 0.9), factors correlated by 0.5; d goes its own way.
 * Normal correlations: a b 0.48; a c 0.8 x 0.9 x 2 sin(pi / 12) = 0.3727. */
static void test_blocks_and_their_factors(void **state)
{
    ap_repair repair;
    const double pi = acos(-1);
    (void)state;
    begin_eight();
    made.drivers[0].block = "x";
    made.drivers[0].loading = 0.8;
    made.drivers[1].block = "x";
    made.drivers[1].loading = 0.6;
    made.drivers[2].block = "y";
    made.drivers[2].loading = 0.9;
    driven_correlation(&made, "x", "y", 0.5);
    const ap_drawing drawing = {AP_SAMPLING_PLAIN, 12, N, 0};
    ap_drivers *drivers = drivers_of(&drawing, &repair);
    assert_string_equal(ap_drivers_correlated(drivers, 0), "x");
    assert_string_equal(ap_drivers_correlated(drivers, 1), "y");
    draw_all(drivers);
    assert_within(ap_rank_correlation(N, drawn[0], drawn[1]), 6 / pi * asin(0.24), 0.03);
    assert_within(ap_rank_correlation(N, drawn[0], drawn[2]),
                  6 / pi * asin(0.72 * sin(pi / 12)), 0.03);
    assert_within(ap_rank_correlation(N, drawn[0], drawn[3]), 0, 0.03);
    ap_drivers_free(drivers);
}

/* Three that all go against each other by 0.8 cannot be, -0.48 can. */
static void test_impossible_correlations_are_repaired_and_told(void **state)
{
    ap_repair repair;
    (void)state;
    begin_eight();
    driven_correlation(&made, "b", "d", -0.8);
    driven_correlation(&made, "b", "f", -0.8);
    driven_correlation(&made, "d", "f", -0.8);
    ap_drivers *drivers = drivers_of(&plain, &repair);
    assert_true(repair.is_repaired);
    assert_non_null(strchr("bdf", ap_drivers_correlated(drivers, repair.first)[0]));
    assert_non_null(strchr("bdf", ap_drivers_correlated(drivers, repair.second)[0]));
    assert_true(repair.first != repair.second);
    assert_within(repair.before, -0.8, 1e-12);
    assert_within(repair.after, -0.4826, 1e-4);
    ap_drivers_free(drivers);
}

/* Every replication hits each of its 100 strata once, in an order of its own; the mean of
 * a driver over one replication tells nothing of another. */
static void test_replications_are_sampled_for_themselves(void **state)
{
    enum { STRATA = 100, SCENARIOS = STRATA * AP_REPLICATIONS };
    ap_repair repair;
    size_t same = 0;
    (void)state;
    begin_eight();
    const ap_drawing drawing = {AP_SAMPLING_LATIN, 13, SCENARIOS, 0};
    ap_drivers *drivers = drivers_of(&drawing, &repair);
    size_t strata[AP_REPLICATIONS][STRATA];
    for (uint64_t r = 0; r < AP_REPLICATIONS; r++) {
        bool is_hit[STRATA] = {false};
        for (uint64_t k = 0; k < STRATA; k++) {
            double u[8];
            double x[8];
            ap_drivers_draw(drivers, k * AP_REPLICATIONS + r, u, x);
            strata[r][k] = (size_t)(u[0] * STRATA);
            assert_false(is_hit[strata[r][k]]);
            is_hit[strata[r][k]] = true;
            same += r > 0 && strata[r][k] == strata[r - 1][k] ? 1 : 0;
        }
    }
    /* two random orders agree at one place on average, 15 pairs at 15 */
    assert_true(same < 15 + 4 * 4);
    ap_drivers_free(drivers);
}

/* Scenarios that do not fill the replications evenly, and fewer than there are of them. */
static void test_any_number_of_scenarios_is_drawn(void **state)
{
    static const uint64_t numbers[] = {1, 15, 16, 17, 33};
    ap_repair repair;
    (void)state;
    begin_eight();
    for (size_t k = 0; k < 5; k++) {
        for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
            const ap_drawing drawing = {way, 14, numbers[k], 0};
            ap_drivers *drivers = drivers_of(&drawing, &repair);
            for (uint64_t s = 0; s < numbers[k]; s++) {
                double u[8];
                double x[8];
                ap_drivers_draw(drivers, s, u, x);
                assert_true(isfinite(x[0]) && u[0] > 0 && u[0] < 1);
            }
            ap_drivers_free(drivers);
        }
    }
}

/* One slip of the only driver, "pay" on line 2. */
typedef struct ap_slip {
    ap_driver_unit unit;
    const char *distribution;
    const char *parameters;
    const char *p10;
    const char *p90;
    const char *words[2]; /* the message has both */
} ap_slip;

static void refuse(const ap_slip *slip)
{
    ap_drivers *out = NULL;
    ap_repair repair;
    ap_error err = {0};
    (void)driven_begin(&made);
    (void)driven_driver(&made, "pay", slip->unit, slip->distribution, slip->parameters);
    made.drivers[0].p10 = slip->p10;
    made.drivers[0].p90 = slip->p90;
    assert_int_equal(ap_drivers_new(&made.hand.inputs, &plain, &out, &repair, &err),
                     AP_BAD_INPUT);
    assert_null(out);
    assert_string_equal(err.where, "drivers.csv:2, pay");
    for (size_t k = 0; k < 2; k++) {
        if (strstr(err.what, slip->words[k]) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", err.what, slip->words[k]);
        }
    }
}

static void test_what_is_no_distribution_is_refused(void **state)
{
    static const ap_slip slips[] = {
        {AP_DRIVER_RATE, "nomal", "mean=2%; sd=1%", "", "", {"nomal", "is it \"normal\"?"}},
        {AP_DRIVER_RATE,
         "normal",
         "men=2%; sd=1%",
         "",
         "",
         {"no parameter \"men\"", "is it \"mean\"?"}},
        {AP_DRIVER_RATE,
         "normal",
         "kurtosis=2; sd=1%",
         "",
         "",
         {"no parameter \"kurtosis\"", "it has mean, sd"}},
        {AP_DRIVER_RATE, "normal", "mean=2%", "", "", {"normal needs sd", "deviation"}},
        {AP_DRIVER_RATE,
         "normal",
         "mean=2%; sd=-1%",
         "",
         "",
         {"sd of normal must lie between", "not -0.01"}},
        {AP_DRIVER_RATE,
         "normal",
         "mean=two; sd=1%",
         "",
         "",
         {"mean is \"two\"", "a rate such as 2.5%"}},
        {AP_DRIVER_POUNDS,
         "uniform",
         "low=£2m; high=£1m",
         "",
         "",
         {"parameters of uniform", "low must be below high"}},
        {AP_DRIVER_RATE, "normal", "", "1%", "x", {"p90 is \"x\"", "correct it"}},
        {AP_DRIVER_RATE,
         "bernoulli",
         "",
         "1%",
         "2%",
         {"bernoulli is not given by percentiles", "use the distribution \"percentiles\""}},
        {AP_DRIVER_RATE,
         "poisson",
         "",
         "1%",
         "2%",
         {"of poisson are 0.01", "whole numbers"}},
        {AP_DRIVER_RATE, "discrete", "mean=2%", "", "", {"has no parameters", "points"}},
        {AP_DRIVER_RATE, "discrete", "", "", "", {"no value has a weight", "give one"}},
    };
    (void)state;
    for (size_t k = 0; k < sizeof slips / sizeof slips[0]; k++) {
        refuse(&slips[k]);
    }
}

static void refuse_points(const char *words)
{
    ap_drivers *out = NULL;
    ap_repair repair;
    ap_error err = {0};
    assert_int_equal(ap_drivers_new(&made.hand.inputs, &plain, &out, &repair, &err),
                     AP_BAD_INPUT);
    if (strstr(err.what, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.what, words);
    }
}

static void test_points_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    (void)driven_begin(&made);
    size_t mixed = driven_driver(&made, "mixed", AP_DRIVER_NUMBER, "mixture", "");
    driven_point(&made, mixed, "3", 1, AP_NONE);
    refuse_points("mixture is made of other drivers, but driver_points.csv:2 names none");
    (void)driven_begin(&made);
    size_t part = driven_driver(&made, "part", AP_DRIVER_NUMBER, "poisson", "mean=1");
    size_t list = driven_driver(&made, "list", AP_DRIVER_NUMBER, "discrete", "");
    driven_point(&made, list, "", 1, part);
    refuse_points("discrete is made of values, but driver_points.csv:2 names a part");
    (void)driven_begin(&made);
    part = driven_driver(&made, "part", AP_DRIVER_NUMBER, "normal", "mean=1; sd=1");
    size_t sum = driven_driver(&made, "sum", AP_DRIVER_NUMBER, "compound", "");
    driven_point(&made, sum, "", 1, part);
    driven_point(&made, sum, "", 1, part);
    refuse_points("must be a count");
}

static void test_correlations_of_nothing_are_refused(void **state)
{
    (void)state;
    begin_eight();
    driven_correlation(&made, "a", "z", 0.5);
    refuse_points("line 2 is of a and z: name two drivers");
    begin_eight();
    made.drivers[0].block = "x";
    made.drivers[0].loading = 0.5;
    driven_correlation(&made, "a", "b", 0.5);
    refuse_points("line 2 is of a and b: name two blocks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_become_distributions),
        cmocka_unit_test(test_parts_are_no_drivers),
        cmocka_unit_test(test_a_compound_is_cut_by_least_and_most),
        cmocka_unit_test(test_a_scenario_is_its_address),
        cmocka_unit_test(test_values_are_quantiles_of_uniforms),
        cmocka_unit_test(test_correlations_are_those_given),
        cmocka_unit_test(test_blocks_and_their_factors),
        cmocka_unit_test(test_impossible_correlations_are_repaired_and_told),
        cmocka_unit_test(test_replications_are_sampled_for_themselves),
        cmocka_unit_test(test_any_number_of_scenarios_is_drawn),
        cmocka_unit_test(test_what_is_no_distribution_is_refused),
        cmocka_unit_test(test_points_that_do_not_fit_are_refused),
        cmocka_unit_test(test_correlations_of_nothing_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
