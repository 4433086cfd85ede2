/* Tables of quantiles against the quantiles themselves, for every kind; curves of functions
 * that jump, bend and grow without limit. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample/curve.h"
#include "sample/quantile_table.h"

/* A distribution by up to four numbers, cut to [low, high]. */
typedef struct ap_given {
    const char *kind;
    double parameters[AP_PARAMETERS];
    double low;
    double high;
} ap_given;

#define WHOLE (-(double)INFINITY), ((double)INFINITY)

static const double none = NAN;

static ap_distribution *made(const ap_distribution_spec *spec)
{
    ap_distribution *out = NULL;
    ap_error err = {0};
    if (ap_distribution_new(spec, &out, &err) != AP_OK) {
        fail_msg("%s: %s", spec->kind, err.what);
    }
    return out;
}

static ap_distribution *made_of(const ap_given *given)
{
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.kind = given->kind;
    memcpy(spec.parameters, given->parameters, sizeof spec.parameters);
    spec.low = given->low;
    spec.high = given->high;
    return made(&spec);
}

static ap_distribution *list_of(const char *kind, size_t count, const double values[],
                                const double weights[])
{
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.kind = kind;
    spec.count = count;
    spec.values = values;
    spec.weights = weights;
    return made(&spec);
}

static ap_distribution *mixture_of(size_t count, const ap_distribution *const parts[],
                                   const double weights[])
{
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.kind = "mixture";
    spec.count = count;
    spec.parts = parts;
    spec.weights = weights;
    return made(&spec);
}

static ap_quantile_table *table_of(const ap_distribution *distribution)
{
    ap_quantile_table *out = NULL;
    assert_int_equal(ap_quantile_table_new(distribution, "", &out, NULL), AP_OK);
    return out;
}

/* Scores in ascending order from one end to the other, finer in the middle, with jitter so
 * that no table is asked at its own nodes. */
enum { SCORES = 4001 };

static double score_of(size_t k)
{
    double t = 2.0 * (double)k / (SCORES - 1) - 1;
    return 8.2 * t * (0.4 + 0.6 * t * t) + 1e-4 * sin(12.9898 * (double)k);
}

/* What a table may be off where the quantile is x. */
static double allowed_at(const ap_distribution *distribution, double x)
{
    double centre = ap_distribution_quantile(distribution, 0.5);
    double spread = ap_distribution_quantile(distribution, 0.99) -
                    ap_distribution_quantile(distribution, 0.01);
    return AP_CURVE_ERROR * (spread + fabs(x - centre)) + 8 * DBL_EPSILON * fabs(x);
}

static void assert_near(const char *what, double x, double is, double allowed)
{
    if (!(fabs(x - is) <= allowed)) {
        fail_msg("%s is %.17g, not %.17g, allowed %g", what, x, is, allowed);
    }
}

static void assert_rises(const char *what, double before, double x, double allowed)
{
    if (x < before - allowed / 500) {
        fail_msg("%s falls from %.17g to %.17g", what, before, x);
    }
}

/* At every score: the stated error, and no fall. */
static void assert_agrees(const char *what, const ap_distribution *distribution)
{
    ap_quantile_table *table = table_of(distribution);
    double before = -INFINITY;
    for (size_t k = 0; k < SCORES; k++) {
        double z = score_of(k);
        double x = ap_quantile_table_draw(table, z, NULL);
        double is = ap_distribution_quantile_of(distribution, ap_normal_tails(z));
        double allowed = allowed_at(distribution, is);
        assert_near(what, x, is, allowed);
        assert_rises(what, before, x, allowed);
        before = x;
    }
    ap_quantile_table_free(table);
}

/* Of the values that uniforms take, those of ap_distribution_quantile: the least and the
 * greatest uniform, both ends of the curve, the middle. */
static void assert_agrees_by_uniforms(const char *what, const ap_distribution *distribution)
{
    static const double u[] = {0x1p-53, 1e-12, 3e-7, 1e-4, 0.1, 0.5, 0.77, 0.999, 1 - 1e-7};
    ap_quantile_table *table = table_of(distribution);
    for (size_t k = 0; k < sizeof u / sizeof u[0]; k++) {
        double z = ap_normal_quantile(ap_tails_below(u[k]));
        double is = ap_distribution_quantile(distribution, u[k]);
        assert_near(what, ap_quantile_table_draw(table, z, NULL), is,
                    2 * allowed_at(distribution, is));
    }
    ap_quantile_table_free(table);
}

static void test_kinds_of_numbers_agree(void **state)
{
    static const ap_given given[] = {
        {"uniform", {2, 8, NAN, NAN}, WHOLE},
        {"uniform", {2, 8, NAN, NAN}, 3, 5},
        {"triangular", {1, 2, 6, NAN}, WHOLE},
        {"triangular", {0, 0, 1, NAN}, WHOLE},
        {"triangular", {-1, 1, 1, NAN}, -0.5, 0.9},
        {"pert", {1, 2, 6, NAN}, WHOLE},
        {"pert", {1, 1, 6, 8}, WHOLE},
        {"pert", {-0.01, 0.02, 0.08, NAN}, 0, 0.05},
        {"normal", {0.02, 0.01, NAN, NAN}, WHOLE},
        {"normal", {1e9, 1e-3, NAN, NAN}, WHOLE},
        {"normal", {0, 1, NAN, NAN}, 8, 9},
        {"normal", {0, 1, NAN, NAN}, 0, INFINITY},
        {"truncated_normal", {0, 1, -0.5, 3}, WHOLE},
        {"lognormal", {10, 5, NAN, NAN}, WHOLE},
        {"lognormal", {1, 100, NAN, NAN}, WHOLE},
        {"lognormal_p10_p90", {1, 100, NAN, NAN}, WHOLE},
        {"lognormal_p10_p90", {1, 100, NAN, NAN}, 2, 50},
        {"percentiles", {90, 100, 120, NAN}, WHOLE},
        {"percentiles", {50, 100, 110, NAN}, WHOLE},
        {"percentiles", {90, 100, 110, NAN}, WHOLE},
        {"beta", {2, 3, NAN, NAN}, WHOLE},
        {"beta", {0.05, 0.05, NAN, NAN}, WHOLE},
        {"beta", {0.5, 30, 10, 20}, WHOLE},
        {"beta", {1e5, 1e4, NAN, NAN}, WHOLE},
        {"gamma", {3, 2, NAN, NAN}, WHOLE},
        {"gamma", {0.05, 1, NAN, NAN}, WHOLE},
        {"gamma", {1e6, 1, NAN, NAN}, WHOLE},
        {"gamma", {1, 2, NAN, NAN}, 5, INFINITY},
        {"weibull", {2, 3, NAN, NAN}, WHOLE},
        {"weibull", {0.1, 3, NAN, NAN}, WHOLE},
        {"weibull", {1000, 3, NAN, NAN}, WHOLE},
        {"student_t", {4, 7, 3, NAN}, WHOLE},
        {"student_t", {2.1, NAN, NAN, NAN}, WHOLE},
        {"student_t", {1e6, NAN, NAN, NAN}, WHOLE},
        {"bernoulli", {0.3, NAN, NAN, NAN}, WHOLE},
        {"bernoulli", {0, NAN, NAN, NAN}, WHOLE},
        {"bernoulli", {1, NAN, NAN, NAN}, WHOLE},
        {"binomial", {20, 0.3, NAN, NAN}, WHOLE},
        {"binomial", {1e5, 0.4, NAN, NAN}, WHOLE},
        {"binomial", {20, 0.3, NAN, NAN}, 2.5, 7.5},
        {"poisson", {4.5, NAN, NAN, NAN}, WHOLE},
        {"poisson", {1000, NAN, NAN, NAN}, WHOLE},
        {"poisson", {1e5, NAN, NAN, NAN}, WHOLE},
        {"poisson", {4.5, NAN, NAN, NAN}, 3, INFINITY},
        {"negative_binomial", {6, 2, NAN, NAN}, WHOLE},
        {"negative_binomial", {50, 0.3, NAN, NAN}, WHOLE},
    };
    (void)state;
    for (size_t k = 0; k < sizeof given / sizeof given[0]; k++) {
        ap_distribution *distribution = made_of(&given[k]);
        assert_agrees(given[k].kind, distribution);
        assert_agrees_by_uniforms(given[k].kind, distribution);
        ap_distribution_free(distribution);
    }
}

static void test_kinds_of_lists_agree(void **state)
{
    static const double values[] = {3, -1, 10, 4};
    static const double weights[] = {0.2, 0.5, 1e-9, 0.3};
    static const double x[] = {0, 1, 1, 5, 6, 20};
    static const double below[] = {0, 0.2, 0.5, 0.5, 0.9, 1};
    (void)state;
    ap_distribution *made_lists[] = {
        list_of("discrete", 4, values, weights),
        list_of("discrete", 1, values, NULL),
        list_of("empirical", 4, values, NULL),
        list_of("cumulative", 6, x, below),
    };
    for (size_t k = 0; k < sizeof made_lists / sizeof made_lists[0]; k++) {
        assert_agrees("list", made_lists[k]);
        ap_distribution_free(made_lists[k]);
    }
}

/* Parts that overlap, parts that are apart (a jump), a part that is one value (two bends
 * and a jump), counts alone. */
static void test_mixtures_agree(void **state)
{
    static const double zero[] = {0};
    static const double weights[] = {0.7, 0.3};
    static const ap_given of[] = {{"normal", {0, 1, NAN, NAN}, WHOLE},
                                  {"triangular", {20, 21, 30, NAN}, WHOLE},
                                  {"lognormal", {3, 2, NAN, NAN}, WHOLE},
                                  {"poisson", {3, NAN, NAN, NAN}, WHOLE},
                                  {"binomial", {30, 0.5, NAN, NAN}, WHOLE}};
    static const size_t pairs[][2] = {{0, 2}, {0, 1}, {5, 2}, {3, 4}, {3, 0}};
    ap_distribution *parts[6];
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        parts[k] = made_of(&of[k]);
    }
    parts[5] = list_of("discrete", 1, zero, NULL);
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        const ap_distribution *pair[] = {parts[pairs[k][0]], parts[pairs[k][1]]};
        ap_distribution *mixture = mixture_of(2, pair, weights);
        assert_agrees("mixture", mixture);
        ap_distribution_free(mixture);
    }
    for (size_t k = 0; k < 6; k++) {
        ap_distribution_free(parts[k]);
    }
}

/* Draw for draw the same events, of the same sizes, by the same attempts. */
static void assert_compound_agrees(const ap_given *events, const ap_given *size, double low,
                                   double high)
{
    ap_distribution *parts[] = {made_of(events), made_of(size)};
    const ap_distribution *const both[] = {parts[0], parts[1]};
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.kind = "compound";
    spec.count = 2;
    spec.parts = both;
    spec.low = low;
    spec.high = high;
    ap_distribution *compound = made(&spec);
    ap_quantile_table *table = table_of(compound);
    for (uint64_t scenario = 0; scenario < 2000; scenario++) {
        const ap_address at = {5, scenario, 7, AP_USE_DRAW, 0};
        double u = ap_random_uniform(&at);
        double is = ap_distribution_draw(compound, u, &at);
        double x =
            ap_quantile_table_draw(table, ap_normal_quantile(ap_tails_below(u)), &at);
        assert_true(fabs(x - is) <= 1e-8 * (30000 + is));
        assert_true(x >= low && x <= high);
    }
    ap_quantile_table_free(table);
    ap_distribution_free(compound);
    ap_distribution_free(parts[0]);
    ap_distribution_free(parts[1]);
}

static void test_compounds_draw_the_same(void **state)
{
    const ap_given poisson = {"poisson", {3, none, none, none}, WHOLE};
    const ap_given few = {"poisson", {3, none, none, none}, 1, 4};
    const ap_given gamma = {"gamma", {2, 5000, none, none}, WHOLE};
    const ap_given packs = {"poisson", {4, none, none, none}, WHOLE};
    (void)state;
    assert_compound_agrees(&poisson, &gamma, WHOLE);
    assert_compound_agrees(&poisson, &gamma, 0, 20000);
    assert_compound_agrees(&poisson, &gamma, 45000, INFINITY);
    assert_compound_agrees(&few, &gamma, 20000, 30000);
    assert_compound_agrees(&poisson, &packs, 10, 14);
}

/* Never below 0 where the distribution is not, nor above its end. */
static void test_draws_stay_where_the_distribution_is(void **state)
{
    static const ap_given given[] = {{"gamma", {0.3, 2, NAN, NAN}, WHOLE},
                                     {"beta", {0.4, 0.2, NAN, NAN}, WHOLE},
                                     {"normal", {0.5, 0.4, NAN, NAN}, 0, 1}};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        ap_distribution *distribution = made_of(&given[k]);
        ap_quantile_table *table = table_of(distribution);
        for (size_t i = 0; i < 100000; i++) {
            double x = ap_quantile_table_draw(table, -6 + 12e-5 * (double)i, NULL);
            assert_true(x >= 0 && (k == 0 || x <= 1));
        }
        ap_quantile_table_free(table);
        ap_distribution_free(distribution);
    }
}

static double stairs(const void *context, double x)
{
    const double *where = context;
    return (x >= *where ? 1 : 0) + exp(x);
}

/* A jump leaves the function itself in one piece of 16 x 1024, and is where it is. */
static void test_a_jump_is_asked_for(void **state)
{
    static const double where = 0.3141592;
    const ap_curve_spec spec = {.where = "",
                                .f = stairs,
                                .context = &where,
                                .from = -1,
                                .to = 1,
                                .centre = 1,
                                .spread = 3};
    ap_curve *curve = NULL;
    (void)state;
    assert_int_equal(ap_curve_new(&spec, &curve, NULL), AP_OK);
    assert_true(ap_curve_exact_part(curve) == 1.0 / (16 * 1024));
    for (int k = -1000; k <= 1000; k++) {
        double x = where + 1e-6 * k;
        assert_true(fabs(ap_curve_at(curve, x) - stairs(&where, x)) < 5e-9);
    }
    for (int k = -3000; k <= 3000; k++) {
        double x = 1e-3 * k;
        assert_true(fabs(ap_curve_at(curve, x) - stairs(&where, x)) <
                    1e-9 * (3 + exp(fabs(x))));
    }
    ap_curve_free(curve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_of_numbers_agree),
        cmocka_unit_test(test_kinds_of_lists_agree),
        cmocka_unit_test(test_mixtures_agree),
        cmocka_unit_test(test_compounds_draw_the_same),
        cmocka_unit_test(test_draws_stay_where_the_distribution_is),
        cmocka_unit_test(test_a_jump_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
