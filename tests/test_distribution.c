/* Distributions: every kind against moments done by hand, against its own draws, and there
 * and back; what cuts, mixtures and compounds do; what is refused. */
#include <float.h>
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

#include "made_distribution.h"
#include "statistics.h"

static void assert_moments(const ap_distribution_spec *spec, double mean, double variance)
{
    ap_distribution *distribution = made(spec);
    assert_near(ap_distribution_mean(distribution), mean, 1e-9);
    assert_near(ap_distribution_variance(distribution), variance, 1e-8);
    ap_distribution_free(distribution);
}

/* Each by the arithmetic beside it. */
static void test_moments_are_those_done_by_hand(void **state)
{
    (void)state;
    const struct {
        ap_distribution_spec spec;
        double mean;
        double variance;
    } known[] = {
        /* 2 + (8 - 2) / 2; 36 / 12 */
        {numbers("uniform", 2, 8, none, none), 5, 3},
        /* (1 + 2 + 6) / 3; (1 + 4 + 36 - 2 - 6 - 12) / 18 */
        {numbers("triangular", 1, 2, 6, none), 3, 21 / 18.0},
        /* the old rule (low + 4 mode + high) / 6 = 15 / 6; (3 - 1) (6 - 2.5) … =
           (mean - low)(high - mean) / 7 = 1.5 x 3.5 / 7 */
        {numbers("pert", 1, 2, 6, none), 2.5, 0.75},
        /* shape 8: (1 + 16 + 6) / 10; 1.3 x 3.7 / 11 */
        {numbers("pert", 1, 2, 6, 8), 2.3, 1.3 * 3.7 / 11},
        {numbers("normal", -3, 2, none, none), -3, 4},
        {numbers("lognormal", 10, 5, none, none), 10, 25},
        /* ln 10 = 2.302585 apart by 2 z90 sigma: P10 1, P90 100 has median 10 */
        {numbers("lognormal_p10_p90", 1, 100, none, none),
         10 * exp(pow(log(100) / (2 * AP_Z90), 2) / 2),
         100 * exp(pow(log(100) / (2 * AP_Z90), 2)) *
             expm1(pow(log(100) / (2 * AP_Z90), 2))},
        /* even halves: normal with sd = half / z90 */
        {numbers("percentiles", 90, 100, 110, none), 100, 100 / (AP_Z90 * AP_Z90)},
        /* halves 10 and 20: c = 200 / 10, sigma = ln 2 / z90 */
        {numbers("percentiles", 90, 100, 120, none),
         100 + 20 * expm1(pow(log(2) / AP_Z90, 2) / 2),
         400 * exp(pow(log(2) / AP_Z90, 2)) * expm1(pow(log(2) / AP_Z90, 2))},
        /* 2 / 5; 6 / (25 x 6) */
        {numbers("beta", 2, 3, none, none), 0.4, 0.04},
        {numbers("beta", 2, 3, 10, 20), 14, 4},
        {numbers("gamma", 3, 2, none, none), 6, 12},
        /* shape 1 is exponential; shape 2: 3 sqrt(pi) / 2, 9 (1 - pi / 4) */
        {numbers("weibull", 1, 4, none, none), 4, 16},
        {numbers("weibull", 2, 3, none, none), 1.5 * sqrt(acos(-1)),
         9 * (1 - acos(-1) / 4)},
        {numbers("student_t", 5, none, none, none), 0, 5 / 3.0},
        {numbers("student_t", 4, 7, 3, none), 7, 18},
        {numbers("bernoulli", 0.3, none, none, none), 0.3, 0.21},
        {numbers("binomial", 20, 0.3, none, none), 6, 4.2},
        {numbers("poisson", 4.5, none, none, none), 4.5, 4.5},
        /* 6 + 36 / 2 */
        {numbers("negative_binomial", 6, 2, none, none), 6, 24},
        /* half a normal: sqrt(2 / pi), 1 - 2 / pi */
        {cut("normal", 0, 1, none, none, 0, INFINITY), sqrt(2 / acos(-1)),
         1 - 2 / acos(-1)},
        {numbers("truncated_normal", 0, 1, 0, none), sqrt(2 / acos(-1)), 1 - 2 / acos(-1)},
        /* an exponential forgets: beyond 5 it is 5 + itself */
        {cut("gamma", 1, 2, none, none, 5, INFINITY), 7, 4},
        /* far out too, where P(X > 400) = e^-200 */
        {cut("weibull", 1, 2, none, none, 400, INFINITY), 402, 4},
        /* a stretch of a uniform is uniform: 3 to 5 */
        {cut("uniform", 2, 8, none, none, 3, 5), 4, 4 / 12.0},
        /* Poisson(1) on {0, 1, 2}: weights 1, 1, 1/2: mean 2 / 2.5, squares 3 / 2.5 */
        {cut("poisson", 1, none, none, none, -1, 2.5), 0.8, 1.2 - 0.64},
        /* Binomial(2, 1/2) on {1, 2}: weights 2, 1: mean 4 / 3, squares 6 / 3 */
        {cut("binomial", 2, 0.5, none, none, 0.5, 9), 4 / 3.0, 2 - 16 / 9.0},
        /* t with 3 degrees has density 6 sqrt(3) / (pi (3 + t^2)^2): upper half mean
           2 x 6 sqrt(3) / pi x 1 / 6 = 2 sqrt(3) / pi; variance 3 - mean^2 */
        {cut("student_t", 3, none, none, none, 0, INFINITY), 2 * sqrt(3) / acos(-1),
         3 - 12 / (acos(-1) * acos(-1))},
    };
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        assert_moments(&known[k].spec, known[k].mean, known[k].variance);
    }
}

static void test_lists_have_the_moments_done_by_hand(void **state)
{
    static const double values[] = {5, 1, 2, 1, 9};
    static const double weights[] = {1, 2, 3, 1, 0};
    static const double x[] = {0, 10, 20, 20};
    static const double below[] = {0, 0.5, 0.75, 1};
    (void)state;
    /* 1 three times, 2 three times, 5 once, of 7: 14 / 7; (3 + 0 + 9) / 7 */
    ap_distribution_spec spec = list("discrete", 5, values, weights);
    assert_moments(&spec, 2, 12 / 7.0);
    /* without the 5: 9 / 6; 0.25 */
    spec.high = 4;
    assert_moments(&spec, 1.5, 0.25);
    /* 18 / 5; squares 25 + 1 + 4 + 1 + 81 = 112: 22.4 - 12.96 */
    spec = list("empirical", 5, values, NULL);
    assert_moments(&spec, 3.6, 9.44);
    /* 5 and 15 by stretches, 20 by a jump: 0.5 x 5 + 0.25 x 15 + 0.25 x 20 = 11.25; squares
       0.5 (25 + 100/12) + 0.25 (225 + 100/12) + 0.25 x 400 = 16.666… + 58.333… + 100 */
    spec = list("cumulative", 4, x, below);
    assert_moments(&spec, 11.25, 175 - 11.25 * 11.25);
    /* cut to 5 … 15: 0.25 around 7.5, 0.125 around 12.5: mean 9.1666…; within 25 / 12,
       between 2/3 (1.6666…)^2 + 1/3 (3.3333…)^2 = 5.5555… */
    spec.low = 5;
    spec.high = 15;
    assert_moments(&spec, 55 / 6.0, 25 / 12.0 + 50 / 9.0);
}

/* Of n values that are equally likely the k-th is the least that k of n do not exceed: P90
 * of ten winters is the ninth, as P10 is the first. 1 - 0.9 is not 0.1 in binary. */
static void test_levels_on_the_edge_of_a_value_belong_to_it(void **state)
{
    double values[100];
    (void)state;
    for (size_t n = 2; n <= 100; n++) {
        values[n - 1] = (double)n;
        values[0] = 1;
        ap_distribution_spec spec = list("empirical", n, values, NULL);
        ap_distribution *winters = made(&spec);
        for (size_t k = 1; k < n; k++) {
            double level = (double)k / (double)n;
            assert_true(ap_distribution_quantile(winters, level) == (double)k);
        }
        ap_distribution_free(winters);
    }
    static const double late[] = {0, -0.2, -0.5};
    static const double chances[] = {0.85, 0.1, 0.05};
    ap_distribution_spec spec = list("discrete", 3, late, chances);
    ap_distribution *grant = made(&spec);
    assert_true(ap_distribution_quantile(grant, 0.05) == -0.5);
    assert_true(ap_distribution_quantile(grant, 0.15) == -0.2);
    ap_distribution_free(grant);
}

/* A claim happens in three years of ten, twice as often large. */
static void test_mixtures_and_compounds_have_the_moments_done_by_hand(void **state)
{
    (void)state;
    static const double zero[] = {0};
    static const double weights[] = {7, 1, 2};
    ap_distribution_spec spec = list("discrete", 1, zero, NULL);
    ap_distribution *nothing = made(&spec);
    spec = numbers("normal", 10, 2, none, none);
    ap_distribution *small = made(&spec);
    spec = numbers("normal", 40, 3, none, none);
    ap_distribution *large = made(&spec);
    const ap_distribution *const parts[] = {nothing, small, large};
    /* 0.1 x 10 + 0.2 x 40; squares 0.1 (100 + 4) + 0.2 (1600 + 9) = 10.4 + 321.8 */
    spec = of_parts("mixture", 3, parts, weights);
    assert_moments(&spec, 9, 332.2 - 81);
    /* Poisson 3 of normal (10, 2): 30; 3 x 4 + 3 x 100 */
    ap_distribution_spec count = numbers("poisson", 3, none, none, none);
    ap_distribution *events = made(&count);
    const ap_distribution *const claim[] = {events, small};
    spec = of_parts("compound", 2, claim, NULL);
    assert_moments(&spec, 30, 312);
    ap_distribution_free(events);
    ap_distribution_free(large);
    ap_distribution_free(small);
    ap_distribution_free(nothing);
}

/* The median splits even chances, P10, P50 and P90 are those given. */
static void test_percentiles_come_out_as_given(void **state)
{
    static const double given[][3] = {{90, 100, 110},   {90, 100, 140},    {-50, 0, 1.5},
                                      {1, 1.001, 1.04}, {3, 5, 7.0000001}, {-4, -3, -1}};
    (void)state;
    for (size_t k = 0; k < sizeof given / sizeof given[0]; k++) {
        ap_distribution_spec spec =
            numbers("percentiles", given[k][0], given[k][1], given[k][2], none);
        ap_distribution *distribution = made(&spec);
        for (int at = 0; at < 3; at++) {
            double x = ap_distribution_quantile(distribution, 0.1 + 0.4 * at);
            assert_near(x, given[k][at], 1e-7);
            assert_near(ap_distribution_tails(distribution, x).below, 0.1 + 0.4 * at, 1e-9);
        }
        ap_distribution_free(distribution);
    }
    ap_distribution_spec spec = numbers("lognormal_p10_p90", 2, 7, none, none);
    ap_distribution *distribution = made(&spec);
    assert_near(ap_distribution_quantile(distribution, 0.1), 2, 1e-12);
    assert_near(ap_distribution_quantile(distribution, 0.9), 7, 1e-12);
    ap_distribution_free(distribution);
}

/* P10 and P90 come out as given, and P50 where the kind can follow it. */
static void test_kinds_fitted_to_percentiles_have_them(void **state)
{
    const struct {
        ap_distribution_spec spec;
        bool is_p50_exact;
    } fitted[] = {
        {by("uniform", none, 10, 50.5, 90), false},
        {by("normal", none, -10, none, 4), false},
        {by("normal", none, -10, -3, 4), true},
        {by("student_t", 3, 90, 100, 110), true},
        {by("triangular", none, 90, 100, 112), true},
        {by("triangular", none, -5, 0, 3.1), true},
        {by("pert", none, 90, 100, 120), true},
        {by("pert", none, -2, 0.5, 1.9), true},
        {by("lognormal", none, 10, none, 90), false},
        {by("lognormal", none, 10, 30, 90), true},
        {by("lognormal", none, 99, none, 101), false},
        {by("gamma", none, 2, none, 30), false},
        {by("gamma", none, 1000, none, 1010), false},
        {by("weibull", none, 1, none, 50), false},
        {by("weibull", none, 90, none, 99), false},
        {by("percentiles", none, 90, 100, 130), true},
    };
    (void)state;
    for (size_t k = 0; k < sizeof fitted / sizeof fitted[0]; k++) {
        const ap_percentiles *given = &fitted[k].spec.percentiles;
        ap_distribution *distribution = made(&fitted[k].spec);
        assert_near(ap_distribution_quantile(distribution, 0.1), given->p10, 1e-9);
        assert_near(ap_distribution_quantile(distribution, 0.9), given->p90, 1e-9);
        double p50 = ap_distribution_quantile(distribution, 0.5);
        double off = fabs(p50 - given->p50) / (given->p90 - given->p10);
        assert_true(!fitted[k].is_p50_exact || off < 1e-9);
        assert_true(isnan(given->p50) || off <= 0.02);
        ap_distribution_free(distribution);
    }
}

/* By hand: P10 10 and P90 90 of a uniform are a tenth from its ends, 0 and 100. Of the even
 * triangle on [0, 1], P(X <= x) is 2 x^2 up to the middle: P10 is sqrt 0.05. The
 * exponential's are -ln 0.9 and -ln 0.1, and a Weibull or gamma of those has shape 1. Beta
 * (1, 1) is uniform. */
static void test_fits_done_by_hand(void **state)
{
    (void)state;
    ap_distribution_spec spec = by("uniform", none, 10, none, 90);
    assert_moments(&spec, 50, 10000 / 12.0);
    spec = by("triangular", none, sqrt(0.05), 0.5, 1 - sqrt(0.05));
    assert_moments(&spec, 0.5, 1 / 24.0);
    spec = by("weibull", none, -log(0.9), none, -log(0.1));
    assert_moments(&spec, 1, 1);
    spec = by("gamma", none, -log(0.9), none, -log(0.1));
    assert_moments(&spec, 1, 1);
    spec = by("beta", 1, 10, 50, 90);
    spec.parameters[1] = 1;
    assert_moments(&spec, 50, 10000 / 12.0);
}

/* Both tails by mpmath: the series x^a e^-x / Gamma(a + 1) (1 + x / (a + 1) + …) in 80
 * digits. GSL's are off by 1e-5 at a shape of a million. */
static void test_gammas_of_large_shape(void **state)
{
    static const struct {
        double shape;
        double x;
        ap_tails tails;
    } known[] = {
        {1000, 700, {1.015858334533322e-26, 1.0}},
        {1000, 990, {0.3795213785379639, 0.6204786214620361}},
        {1000, 1000, {0.5042052441802155, 0.4957947558197845}},
        {1000, 1031, {0.8366715189952617, 0.1633284810047383}},
        {1000, 1350, {1.0, 7.635408516228591e-24}},
        {100000, 98000, {9.690835158160486e-11, 0.9999999999030916}},
        {100000, 99900, {0.3762748927543433, 0.6237251072456567}},
        {100000, 100000, {0.5004205221103652, 0.4995794778896348}},
        {100000, 100317, {0.8419340819836637, 0.1580659180163363}},
        {100000, 103000, {1.0, 2.870623691781467e-21}},
        {1e+06, 993000, {1.141004707831121e-12, 0.999999999998859}},
        {1e+06, 999010, {0.1610886412226209, 0.8389113587773791}},
        {1e+06, 1000500, {0.6915504757714972, 0.3084495242285028}},
        {1e+06, 1001000, {0.8413447863683403, 0.1586552136316597}},
        {1e+06, 1008000, {0.9999999999999993, 7.370278579605256e-16}},
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        ap_tails tails = ap_gamma_tails(known[k].shape, known[k].x);
        assert_near(tails.below, known[k].tails.below, 1e-12);
        assert_near(tails.above, known[k].tails.above, 1e-12);
    }
}

/* Quantiles as SciPy 1.10 prints them (by functions of Boost and Cephes, not
 * GSL; its Student t is good to eight digits). */
static void test_quantiles_are_those_of_another_library(void **state)
{
    const struct {
        ap_distribution_spec spec;
        double u;
        double x;
    } known[] = {
        {numbers("gamma", 0.3, 2, none, none), 0.001, 1.3945398193566689e-10},
        {numbers("gamma", 40, 1.5, none, none), 0.99, 84.24659439022311},
        {numbers("beta", 0.5, 3, none, none), 0.0001, 2.8444444552322614e-09},
        {numbers("beta", 30, 4, none, none), 0.999, 0.9864780979481593},
        {numbers("student_t", 3, none, none, none), 0.995, 5.84090929975643},
        {numbers("student_t", 12.5, none, none, none), 0.2, -0.8713297044052912},
        {numbers("weibull", 0.8, 3, none, none), 0.05, 0.07323134255800293},
        {numbers("poisson", 7.7, none, none, none), 0.975, 14.0},
        {numbers("binomial", 300, 0.02, none, none), 0.9, 9.0},
        {numbers("negative_binomial", 20, 1.5, none, none), 0.99, 78.0},
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        ap_distribution *distribution = made(&known[k].spec);
        assert_near(ap_distribution_quantile(distribution, known[k].u), known[k].x, 1e-8);
        ap_distribution_free(distribution);
    }
}

enum { DRAWS = 100000 };

static double uniform(size_t scenario, uint32_t driver)
{
    const ap_address at = {2026, scenario, driver, AP_USE_DRAW, 0};
    return ap_random_uniform(&at);
}

/* The sample's mean and variance within `errors` standard errors of the exact ones. */
static void check_moments(const ap_distribution *distribution, size_t n, const double x[],
                          double errors)
{
    double mean = ap_distribution_mean(distribution);
    double variance = ap_distribution_variance(distribution);
    ap_sample_moments sample = ap_moments_of(n, x, mean);
    double of_mean = sqrt(variance / (double)n);
    double of_variance = sqrt((sample.fourth - sample.square * sample.square) / (double)n);
    assert_true(fabs(sample.mean - mean) <= errors * of_mean);
    assert_true(fabs(sample.square - variance) <= errors * of_variance + 1e-12 * variance);
}

/* Of a continuous distribution: P(X <= draw) is uniform. */
static void check_fit(const ap_distribution *distribution, size_t n, double x[])
{
    for (size_t k = 0; k < n; k++) {
        x[k] = ap_distribution_tails(distribution, x[k]).below;
    }
    double distance = ap_distance_from_uniform(n, x);
    if (!(distance < 1.63)) {
        fail_msg("distance %g", distance);
    }
}

/* Of whole numbers: chi-square over those of which at least 20 are expected, the others at
 * either end together; within its mean and four standard deviations. */
static void check_counts(const ap_distribution *distribution, size_t n, const double x[])
{
    double chi_square = 0;
    double degrees = -1;
    double before = 0;
    double from = -INFINITY;
    for (int whole = 0; whole < 1000; whole++) {
        double k = whole;
        ap_tails at = ap_distribution_tails(distribution, k);
        bool is_last = at.above * (double)n < 20;
        double expected = ((is_last ? 1 : at.below) - before) * (double)n;
        if (expected < 20) {
            continue;
        }
        double to = is_last ? INFINITY : k;
        double count = 0;
        for (size_t j = 0; j < n; j++) {
            count += x[j] > from && x[j] <= to ? 1 : 0;
        }
        chi_square += (count - expected) * (count - expected) / expected;
        degrees++;
        before = at.below;
        from = k;
        if (is_last) {
            break;
        }
    }
    assert_true(degrees >= 1);
    assert_true(chi_square < degrees + 4 * sqrt(2 * degrees));
}

/* Seeds and drivers are fixed: the bounds are those of one sample in a hundred for the fit,
 * and of 4 standard errors for moments. */
static void test_draws_of_every_kind_fit(void **state)
{
    static const struct {
        const char *kind;
        double a, b, c, d, low, high;
        size_t draws;
        bool is_count;
    } drawn[] = {
        {"uniform", -3, 9, NAN, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"triangular", 0, 1, 5, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"triangular", 0, 0, 5, NAN, 1, 3, DRAWS, false},
        {"pert", 90, 100, 130, NAN, -INFINITY, INFINITY, 20000, false},
        {"normal", 5, 2, NAN, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"truncated_normal", 0, 1, 8, 9, -INFINITY, INFINITY, DRAWS, false},
        {"lognormal", 4, 2, NAN, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"lognormal", 4, 2, NAN, NAN, 3, 6, DRAWS, false},
        {"lognormal_p10_p90", 1, 3, NAN, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"percentiles", -1, 0, 2, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"percentiles", -2, 0, 1, NAN, -4, 3, DRAWS, false},
        {"beta", 0.5, 0.7, NAN, NAN, -INFINITY, INFINITY, 20000, false},
        {"beta", 12, 4, -1, 3, 1, 2.5, 20000, false},
        {"gamma", 0.4, 3, NAN, NAN, -INFINITY, INFINITY, 20000, false},
        {"gamma", 9, 1, NAN, NAN, 12, INFINITY, 20000, false},
        {"weibull", 1.7, 20, NAN, NAN, -INFINITY, INFINITY, DRAWS, false},
        {"student_t", 5, 1, 2, NAN, -INFINITY, INFINITY, 20000, false},
        {"student_t", 3, 0, 1, NAN, -2, 6, 20000, false},
        {"bernoulli", 0.2, NAN, NAN, NAN, -INFINITY, INFINITY, DRAWS, true},
        {"binomial", 12, 0.35, NAN, NAN, -INFINITY, INFINITY, 50000, true},
        {"poisson", 6.5, NAN, NAN, NAN, -INFINITY, INFINITY, 50000, true},
        {"poisson", 6.5, NAN, NAN, NAN, 4, 12, 20000, true},
        {"negative_binomial", 5, 1.5, NAN, NAN, -INFINITY, INFINITY, 50000, true},
    };
    double *x = malloc(DRAWS * sizeof *x);
    (void)state;
    assert_non_null(x);
    for (uint32_t k = 0; k < sizeof drawn / sizeof drawn[0]; k++) {
        ap_distribution_spec spec = cut(drawn[k].kind, drawn[k].a, drawn[k].b, drawn[k].c,
                                        drawn[k].d, drawn[k].low, drawn[k].high);
        ap_distribution *distribution = made(&spec);
        for (size_t j = 0; j < drawn[k].draws; j++) {
            x[j] = ap_distribution_draw(distribution, uniform(j, k), NULL);
            assert_true(x[j] >= drawn[k].low && x[j] <= drawn[k].high);
        }
        check_moments(distribution, drawn[k].draws, x, 4);
        if (drawn[k].is_count) {
            check_counts(distribution, drawn[k].draws, x);
        } else {
            check_fit(distribution, drawn[k].draws, x);
        }
        ap_distribution_free(distribution);
    }
    free(x);
}

/* A mixture with an atom at 0 puts its weight there and no more; between, it fits. */
static void test_draws_of_mixtures_fit(void **state)
{
    static const double zero[] = {0};
    static const double weights[] = {0.3, 0.5, 0.2};
    double *x = malloc(DRAWS * sizeof *x);
    (void)state;
    assert_non_null(x);
    ap_distribution_spec spec = list("discrete", 1, zero, NULL);
    ap_distribution *nothing = made(&spec);
    spec = numbers("lognormal", 4, 1, none, none);
    ap_distribution *usual = made(&spec);
    spec = cut("gamma", 2, 10, none, none, 5, INFINITY);
    ap_distribution *bad = made(&spec);
    const ap_distribution *const parts[] = {nothing, usual, bad};
    for (int is_cut = 0; is_cut < 2; is_cut++) {
        enum { SOME = 10000 };
        spec = of_parts("mixture", 3, parts, weights);
        spec.low = is_cut == 1 ? 2 : -INFINITY;
        spec.high = is_cut == 1 ? 30 : INFINITY;
        ap_distribution *mixture = made(&spec);
        size_t zeros = 0;
        for (size_t j = 0; j < SOME; j++) {
            x[j] = ap_distribution_draw(mixture, uniform(j, 100), NULL);
            zeros += x[j] == 0 ? 1 : 0;
        }
        /* 3,000 of 10,000, give or take four times sqrt(0.21 x 10,000) = 45.8 */
        assert_true(is_cut == 1 ? zeros == 0 : zeros > 2816 && zeros < 3184);
        check_moments(mixture, SOME, x, 4);
        size_t above = 0;
        for (size_t j = 0; j < SOME; j++) {
            x[above] = x[j];
            above += x[j] != 0 ? 1 : 0;
        }
        for (size_t j = 0; j < above && is_cut == 0; j++) {
            x[j] = (ap_distribution_tails(mixture, x[j]).below - 0.3) / 0.7;
        }
        if (is_cut == 0) {
            assert_true(ap_distance_from_uniform(above, x) < 1.63);
        } else {
            check_fit(mixture, above, x);
        }
        ap_distribution_free(mixture);
    }
    ap_distribution_free(bad);
    ap_distribution_free(usual);
    ap_distribution_free(nothing);
    free(x);
}

static void test_draws_of_lists_fit(void **state)
{
    static const double values[] = {5, 1, 2, 0, 9};
    static const double weights[] = {1, 2, 3, 1, 4};
    static const double x_of[] = {-10, 10, 20, 60};
    static const double below[] = {0, 0.5, 0.75, 1};
    double *x = malloc(DRAWS * sizeof *x);
    (void)state;
    assert_non_null(x);
    const ap_distribution_spec specs[] = {list("discrete", 5, values, weights),
                                          list("empirical", 5, values, NULL),
                                          list("cumulative", 4, x_of, below)};
    for (uint32_t k = 0; k < 3; k++) {
        ap_distribution *distribution = made(&specs[k]);
        for (size_t j = 0; j < DRAWS; j++) {
            x[j] = ap_distribution_draw(distribution, uniform(j, 200 + k), NULL);
        }
        check_moments(distribution, DRAWS, x, 4);
        if (k == 2) {
            check_fit(distribution, DRAWS, x);
        } else {
            check_counts(distribution, DRAWS, x);
        }
        ap_distribution_free(distribution);
    }
    free(x);
}

/* Draws of a compound: its moments, and no draw depends on another. The number of events
 * has an atom at 0 of e^-2; the sum of Poisson many exponentials is known in closed form
 * only by a series, so its fit is the chance of 0 and the moments. */
static void test_draws_of_compounds_fit(void **state)
{
    enum { SOME = 50000 };
    double *x = malloc(SOME * sizeof *x);
    size_t zeros = 0;
    (void)state;
    assert_non_null(x);
    ap_distribution_spec spec = numbers("poisson", 2, none, none, none);
    ap_distribution *events = made(&spec);
    spec = numbers("lognormal", 3, 2, none, none);
    ap_distribution *size = made(&spec);
    const ap_distribution *const parts[] = {events, size};
    spec = of_parts("compound", 2, parts, NULL);
    ap_distribution *compound = made(&spec);
    for (size_t j = SOME; j-- > 0;) {
        const ap_address at = {2026, j, 300, AP_USE_DRAW, 0};
        x[j] = ap_distribution_draw(compound, ap_random_uniform(&at), &at);
        zeros += x[j] == 0 ? 1 : 0;
    }
    /* 50,000 e^-2 = 6,767, give or take four times 76.5 */
    assert_true(zeros > 6461 && zeros < 7073);
    check_moments(compound, SOME, x, 4);
    const ap_address at = {2026, 77, 300, AP_USE_DRAW, 0};
    assert_true(ap_distribution_draw(compound, ap_random_uniform(&at), &at) == x[77]);
    assert_true(ap_distribution_is_compound(compound));
    ap_distribution_free(compound);
    ap_distribution_free(size);
    ap_distribution_free(events);
    free(x);
}

static double between(uint32_t *at, double low, double high)
{
    return low + (high - low) * uniform((*at)++, 400);
}

/* A kind of random parameters, over the better part of their ranges. */
static ap_distribution_spec random_numbers(uint32_t kind, uint32_t *at)
{
    double low = between(at, -100, 100);
    double mode = low + between(at, 0.1, 50);
    double high = mode + between(at, 0.1, 50);
    double shape = exp(between(at, -2.5, 6));
    double other = exp(between(at, -2.5, 6));
    switch (kind % 10) {
    case 0:
        return numbers("uniform", low, high, none, none);
    case 1:
        return numbers("triangular", low, mode, high, none);
    case 2:
        return numbers("pert", low, mode, high, between(at, 0, 30));
    case 3:
        return numbers("normal", low, other, none, none);
    case 4:
        return numbers("lognormal", shape, shape * between(at, 0.01, 5), none, none);
    case 5:
        return numbers("percentiles", low, low + between(at, 1, 9), low + 11, none);
    case 6:
        return numbers("beta", shape, other, low, high);
    case 7:
        return numbers("gamma", shape, other, none, none);
    case 8:
        return numbers("weibull", fmax(shape / 10, 0.2), other, none, none);
    default:
        return numbers("student_t", 2.1 + shape, low, other, none);
    }
}

/* P(X <= Q(u)) is u, whatever the parameters, in the middle and far out, and Q never falls
 * as u grows, is never NaN and never infinite. */
static void test_there_and_back(void **state)
{
    static const double us[] = {0x1p-53, 1e-9,  0.001,    0.1,        0.5,
                                0.77,    0.999, 1 - 1e-9, 1 - 0x1p-53};
    uint32_t at = 0;
    (void)state;
    for (uint32_t k = 0; k < 1000; k++) {
        ap_distribution_spec spec = random_numbers(k, &at);
        ap_distribution *distribution = made(&spec);
        double before = -INFINITY;
        for (size_t j = 0; j < sizeof us / sizeof us[0]; j++) {
            double x = ap_distribution_quantile(distribution, us[j]);
            ap_tails tails = ap_distribution_tails(distribution, x);
            assert_true(isfinite(x) && x >= before);
            before = x;
            /* x itself is known to a double's precision: one digit more or less of it moves
               P(X <= x) by what lies between. */
            double step = 4 * DBL_EPSILON * (fabs(x) + 200);
            ap_tails more = ap_distribution_tails(distribution, x + step);
            ap_tails less = ap_distribution_tails(distribution, x - step);
            bool is_back =
                (less.below <= us[j] * (1 + 1e-10) && more.below >= us[j] * (1 - 1e-10)) ||
                (less.above >= (1 - us[j]) * (1 - 1e-10) &&
                 more.above <= (1 - us[j]) * (1 + 1e-10));
            if (!is_back) {
                fail_msg("%s %g %g %g %g: Q(%g) = %.17g, %.17g below", spec.kind,
                         spec.parameters[0], spec.parameters[1], spec.parameters[2],
                         spec.parameters[3], us[j], x, tails.below);
            }
        }
        ap_distribution_free(distribution);
    }
}

/* Q(P(X <= k)) = k for counts, and Q just above P(X <= k) is k + 1. */
static void test_counts_there_and_back(void **state)
{
    const ap_distribution_spec specs[] = {
        numbers("binomial", 1000, 0.02, none, none),
        numbers("poisson", 0.3, none, none, none),
        numbers("poisson", 12345, none, none, none),
        numbers("negative_binomial", 50, 0.4, none, none),
        cut("poisson", 30, none, none, none, 25, 60),
    };
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        ap_distribution *distribution = made(&specs[s]);
        for (uint32_t j = 1; j < 200; j++) {
            double u = (double)j / 200;
            double k = ap_distribution_quantile(distribution, u);
            assert_true(k == floor(k) && k >= 0);
            assert_true(ap_distribution_tails(distribution, k).below >= u - 1e-14);
            assert_true(ap_distribution_tails(distribution, k - 1).below < u + 1e-14);
        }
        ap_distribution_free(distribution);
    }
}

/* A normal cut beyond 8: the mean is that of the exponential it nearly is, by Mills' ratio:
 * pdf(8) / Q(8) = 5.052271083536893e-15 / 6.220960574271785e-16 = 8.121368… */
static void test_far_cuts_are_exact(void **state)
{
    (void)state;
    ap_distribution_spec above = cut("normal", 0, 1, none, none, 8, INFINITY);
    ap_distribution_spec below = cut("normal", 0, 1, none, none, -INFINITY, -8);
    double mean = 5.052271083536893e-15 / 6.220960574271785e-16;
    /* Var = 1 + 8 m - m^2 loses three digits here. */
    double variance = 1 + 8 * mean - mean * mean;
    ap_distribution *up = made(&above);
    ap_distribution *down = made(&below);
    assert_near(ap_distribution_mean(up), mean, 1e-12);
    assert_near(ap_distribution_variance(up), variance, 1e-10);
    for (uint32_t k = 0; k < 1000; k++) {
        double u = uniform(k, 500);
        assert_near(ap_distribution_quantile(up, u), -ap_distribution_quantile(down, 1 - u),
                    1e-14);
    }
    ap_distribution_free(down);
    ap_distribution_free(up);
}

static void test_what_cannot_be_is_refused(void **state)
{
    const struct {
        ap_distribution_spec spec;
        const char *words;
    } bad[] = {
        {numbers("norml", 0, 1, none, none), "is it \"normal\"?"},
        {numbers("xyzzy", 0, 1, none, none), "there is no distribution"},
        {numbers("normal", 0, none, none, none), "normal needs sd"},
        {numbers("normal", 0, -1, none, none), "sd of normal must lie between"},
        {numbers("normal", INFINITY, 1, none, none), "mean of normal must lie between"},
        {numbers("normal", 0, 1, 2, none), "parameter 3 is given: leave it blank"},
        {numbers("uniform", 3, 3, none, none), "low must be below high"},
        {numbers("triangular", 1, 0, 3, none), "they must ascend"},
        {numbers("pert", 1, 4, 3, none), "they must ascend"},
        {numbers("lognormal", 1, 1000, none, none), "times the mean"},
        {numbers("lognormal_p10_p90", 5, 4, none, none), "p90 must be above p10"},
        {by("normal", none, 1, 3, 4), "has P50 2.5, not 3: leave P50 blank"},
        {by("normal", 5, 1, 2, 3), "percentiles and mean too"},
        {by("triangular", none, 1, 2, 4), "no triangular has P10 1, P50 2 and P90 4"},
        {by("triangular", none, 1, none, 4), "they must ascend"},
        {by("lognormal", none, -1, none, 4), "P10 of lognormal must be above 0"},
        {by("lognormal", none, 2, none, 1), "they must ascend"},
        {by("normal", none, 2, none, none), "they must ascend"},
        {by("student_t", none, 1, 2, 3), "student_t needs degrees"},
        {by("bernoulli", none, 0, 0, 1), "bernoulli is not given by percentiles"},
        {by("percentiles", none, 1, none, 3), "percentiles needs p50"},
        {numbers("percentiles", 1, 2, 100, none), "give cumulative points"},
        {numbers("percentiles", 1, 1, 2, none), "they must ascend"},
        {numbers("student_t", 2, none, none, none), "degrees of student_t"},
        {numbers("binomial", 2.5, 0.5, none, none), "whole number"},
        {numbers("bernoulli", 1.5, none, none, none), "chance of bernoulli"},
        {numbers("truncated_normal", 0, 1, 2, 1), "low must be below high"},
        {cut("normal", 0, 1, none, none, 2, 1), "must not be above high"},
        {cut("normal", 0, 1, none, none, NAN, 1), "must not be above high"},
        {cut("uniform", 0, 1, none, none, 2, 3), "nothing of this uniform lies between"},
        {cut("normal", 0, 1, none, none, 50, 51), "nothing of this normal lies between"},
        {cut("poisson", 3, none, none, none, 1.2, 1.8),
         "nothing of this poisson lies between 1.2 and 1.8"},
    };
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        refuse(&bad[k].spec, bad[k].words);
    }
}

static void test_bad_lists_and_parts_are_refused(void **state)
{
    static const double values[] = {1, 2, NAN};
    static const double zeros[] = {0, 0, 0};
    static const double below[] = {0, 0.5, 1};
    static const double falling[] = {0, 2, 1};
    (void)state;
    ap_distribution_spec spec = list("discrete", 3, values, NULL);
    refuse(&spec, "value 3 is nan");
    spec = list("discrete", 2, values, zeros);
    refuse(&spec, "no value has a weight");
    spec = list("empirical", 0, values, NULL);
    refuse(&spec, "no value has a weight");
    spec = list("discrete", 2, values, NULL);
    spec.parameters[0] = 3;
    refuse(&spec, "discrete takes 0 parameters, but parameter 1 is given");
    spec = list("mixture", 0, NULL, NULL);
    spec.percentiles.p10 = 3;
    refuse(&spec, "mixture is not given by percentiles");
    spec = list("cumulative", 2, values, below);
    refuse(&spec, "must begin with probability 0 and end with 1");
    spec = list("cumulative", 2, values, NULL);
    refuse(&spec, "must begin with probability 0 and end with 1");
    spec = list("cumulative", 3, falling, below);
    refuse(&spec, "point 3 (1, 1) does not ascend");
    spec = list("cumulative", 3, zeros, below);
    refuse(&spec, "all at 0");

    spec = numbers("normal", 10, 1, none, none);
    ap_distribution *normal = made(&spec);
    spec = numbers("poisson", 2, none, none, none);
    ap_distribution *poisson = made(&spec);
    spec = numbers("poisson", 20000, none, none, none);
    ap_distribution *many = made(&spec);
    const ap_distribution *const claim[] = {poisson, normal};
    spec = of_parts("compound", 2, claim, NULL);
    ap_distribution *compound = made(&spec);
    const ap_distribution *const sizes[] = {normal, normal};
    const ap_distribution *const busy[] = {many, normal};
    const ap_distribution *const nested[] = {poisson, compound};
    spec.low = 3;
    spec.high = 2;
    refuse(&spec, "must not be above high");
    spec = of_parts("compound", 2, sizes, NULL);
    refuse(&spec, "must be a count");
    spec = of_parts("compound", 2, busy, NULL);
    refuse(&spec, "at most 10000 on average");
    spec = of_parts("compound", 1, claim, NULL);
    refuse(&spec, "needs two distributions");
    spec = of_parts("mixture", 2, nested, NULL);
    refuse(&spec, "part 2 of a mixture is a compound");
    spec = of_parts("mixture", 2, claim, zeros);
    refuse(&spec, "needs parts with a weight above 0");
    ap_distribution_free(compound);
    ap_distribution_free(many);
    ap_distribution_free(poisson);
    ap_distribution_free(normal);
}

/* Random rubbish is refused or makes a distribution whose draws and moments are finite. */
static void test_nothing_ever_gives_nan(void **state)
{
    static const double odd[] = {NAN,  -INFINITY, INFINITY, 0,      -1,    1, 0.5, 1e-12,
                                 1e15, 2.1,       -1e15,    1e-300, 1e300, 3, 100, 0.05};
    enum { ODD = sizeof odd / sizeof odd[0] };
    size_t count = 0;
    size_t good = 0;
    const ap_distribution_kind *kinds = ap_kinds(&count);
    (void)state;
    for (uint32_t k = 0; k < 20000; k++) {
        const ap_address at = {5, k, 0, AP_USE_DRAW, 0};
        uint64_t word = ap_random_word(&at);
        const ap_distribution_kind *kind = &kinds[word % count];
        ap_distribution_spec spec = numbers(kind->word, none, none, none, none);
        for (size_t p = 0; p < kind->parameter_count; p++) {
            spec.parameters[p] = odd[(word >> (8 + 5 * p)) % ODD];
        }
        if ((word >> 40 & 1) == 1) {
            spec.low = odd[(word >> 41) % ODD];
            spec.high = odd[(word >> 46) % ODD];
        }
        ap_distribution *out = NULL;
        if (ap_distribution_new(&spec, &out, NULL) != AP_OK) {
            continue;
        }
        good++;
        assert_true(isfinite(ap_distribution_mean(out)));
        assert_true(ap_distribution_variance(out) >= 0);
        assert_true(isfinite(ap_distribution_variance(out)));
        assert_true(isfinite(ap_distribution_quantile(out, 0x1p-53)));
        assert_true(isfinite(ap_distribution_quantile(out, 1 - 0x1p-53)));
        assert_true(isfinite(ap_distribution_quantile(out, uniform(k, 600))));
        ap_distribution_free(out);
    }
    assert_true(good > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_are_those_done_by_hand),
        cmocka_unit_test(test_lists_have_the_moments_done_by_hand),
        cmocka_unit_test(test_levels_on_the_edge_of_a_value_belong_to_it),
        cmocka_unit_test(test_mixtures_and_compounds_have_the_moments_done_by_hand),
        cmocka_unit_test(test_percentiles_come_out_as_given),
        cmocka_unit_test(test_kinds_fitted_to_percentiles_have_them),
        cmocka_unit_test(test_fits_done_by_hand),
        cmocka_unit_test(test_gammas_of_large_shape),
        cmocka_unit_test(test_quantiles_are_those_of_another_library),
        cmocka_unit_test(test_draws_of_every_kind_fit),
        cmocka_unit_test(test_draws_of_mixtures_fit),
        cmocka_unit_test(test_draws_of_lists_fit),
        cmocka_unit_test(test_draws_of_compounds_fit),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_counts_there_and_back),
        cmocka_unit_test(test_far_cuts_are_exact),
        cmocka_unit_test(test_what_cannot_be_is_refused),
        cmocka_unit_test(test_bad_lists_and_parts_are_refused),
        cmocka_unit_test(test_nothing_ever_gives_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
