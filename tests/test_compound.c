/* Compounds that are cut: their moments by hand, by series of gamma and normal sums, and
 * against their draws; which random numbers the draws take; what is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "made_distribution.h"
#include "sample/cut.h"
#include "statistics.h"

/* A compound of two distributions that are freed with it. */
typedef struct ap_made_compound {
    ap_distribution *events;
    ap_distribution *size;
    ap_distribution *whole;
    ap_distribution *cut;
} ap_made_compound;

static ap_distribution_spec spec_of(const ap_distribution *const parts[2], double low,
                                    double high)
{
    ap_distribution_spec spec = of_parts("compound", 2, parts, NULL);
    spec.low = low;
    spec.high = high;
    return spec;
}

static ap_made_compound compound(const ap_distribution_spec *events,
                                 const ap_distribution_spec *size, double low, double high)
{
    ap_made_compound out = {.events = made(events), .size = made(size)};
    const ap_distribution *const parts[] = {out.events, out.size};
    ap_distribution_spec spec = spec_of(parts, -INFINITY, INFINITY);
    out.whole = made(&spec);
    spec = spec_of(parts, low, high);
    out.cut = made(&spec);
    return out;
}

static void clear(ap_made_compound *compound)
{
    ap_distribution_free(compound->cut);
    ap_distribution_free(compound->whole);
    ap_distribution_free(compound->size);
    ap_distribution_free(compound->events);
}

static void test_moments_are_those_done_by_hand(void **state)
{
    static const double ten[] = {10};
    static const double tenth[] = {0.1};
    static const double signs[] = {-1, 1};
    const ap_distribution_spec two = numbers("binomial", 2, 0.5, none, none);
    const ap_distribution_spec three = numbers("binomial", 3, 0.5, none, none);
    const ap_distribution_spec one = numbers("bernoulli", 0.5, none, none, none);
    const ap_distribution_spec of_ten = list("discrete", 1, ten, NULL);
    const ap_distribution_spec of_tenths = list("discrete", 1, tenth, NULL);
    const ap_distribution_spec of_signs = list("discrete", 2, signs, NULL);
    const ap_distribution_spec even = numbers("uniform", 2, 8, none, none);
    const struct {
        const ap_distribution_spec *events;
        const ap_distribution_spec *size;
        double low;
        double high;
        double chance;
        double mean;
        double square; /* E S^2 */
    } known[] = {
        /* 0, 10, 20 with weights 1, 2, 1: without 0 it is (20 + 20) / 3, (200 + 400) / 3 */
        {&two, &of_ten, 5, INFINITY, 0.75, 40 / 3.0, 200},
        {&two, &of_ten, 10, INFINITY, 0.75, 40 / 3.0, 200},
        {&two, &of_ten, 10, 1e15, 0.75, 40 / 3.0, 200},
        /* without 20: 20 / 3, 200 / 3 */
        {&two, &of_ten, -INFINITY, 10, 0.75, 20 / 3.0, 200 / 3.0},
        {&two, &of_ten, 0, 19, 0.75, 20 / 3.0, 200 / 3.0},
        {&two, &of_ten, 1, 19, 0.5, 10, 100},
        {&two, &of_ten, 0, 0, 0.25, 0, 0},
        {&two, &of_ten, -3, 20, 1, 10, 150},
        /* 0.1 + 0.1 + 0.1 is a little more than 0.3 */
        {&three, &of_tenths, 0, 0.3, 1, 0.15, 0.03},
        {&three, &of_tenths, 0.3, 0.3, 0.125, 0.3, 0.09},
        /* -2 … 2 with weights 1, 4, 6, 4, 1 of 16: from 0 on 6 / 11, 8 / 11 */
        {&two, &of_signs, 0, INFINITY, 11 / 16.0, 6 / 11.0, 8 / 11.0},
        {&two, &of_signs, -INFINITY, 0, 11 / 16.0, -6 / 11.0, 8 / 11.0},
        /* 0 with weight 1/2, 2 … 5 with 1/4: 3.5 / 3, squares (125 - 8) / 9 / 3 */
        {&one, &even, 0, 5, 0.75, 3.5 / 3, 13 / 3.0},
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        ap_made_compound sum =
            compound(known[k].events, known[k].size, known[k].low, known[k].high);
        double mean = ap_distribution_mean(sum.cut);
        double square = ap_distribution_variance(sum.cut) + mean * mean;
        assert_near(sum.cut->mass, known[k].chance, 1e-8);
        assert_true(fabs(mean - known[k].mean) <= 1e-8 * (1 + fabs(known[k].mean)));
        assert_true(fabs(square - known[k].square) <= 1e-8 * (1 + known[k].square));
        clear(&sum);
    }
}

/* Chance, mean and square of a sum between two ends. */
typedef struct ap_partial {
    double chance;
    double first;
    double second;
} ap_partial;

static double gamma_between(double shape, double low, double high)
{
    return ap_tails_between(ap_gamma_tails(shape, low), ap_gamma_tails(shape, high));
}

/* n gammas of shape a are a gamma of shape n a; of which E (S; S <= x) = n a P(shape n a +
 * 1), E (S^2; …) = n a (n a + 1) P(shape n a + 2). */
static ap_partial gamma_sum(double n, const double of[2], double low, double high)
{
    double a = n * of[0];
    double from = low / of[1];
    double to = high / of[1];
    return (ap_partial){gamma_between(a, from, to),
                        a * of[1] * gamma_between(a + 1, from, to),
                        a * (a + 1) * of[1] * of[1] * gamma_between(a + 2, from, to)};
}

static double density(double z)
{
    return isinf(z) ? 0 : exp(-z * z / 2) / sqrt(2 * acos(-1));
}

/* n normals are a normal of mean m = n mu and sd s = sigma sqrt n: with Z the chance and d
 * the density at the ends, E (S; …) = m Z + s (d_low - d_high), E (S^2; …) = (m^2 + s^2) Z
 * + s ((m + low) d_low - (m + high) d_high). */
static ap_partial normal_sum(double n, const double of[2], double low, double high)
{
    double m = n * of[0];
    double s = sqrt(n) * of[1];
    ap_tails at_low = isinf(low) ? ap_tails_below(0) : ap_normal_tails((low - m) / s);
    ap_tails at_high = isinf(high) ? ap_tails_above(0) : ap_normal_tails((high - m) / s);
    double chance = ap_tails_between(at_low, at_high);
    double d_low = density((low - m) / s);
    double d_high = density((high - m) / s);
    double ends =
        (d_low == 0 ? 0 : (m + low) * d_low) - (d_high == 0 ? 0 : (m + high) * d_high);
    return (ap_partial){chance, m * chance + s * (d_low - d_high),
                        (m * m + s * s) * chance + s * ends};
}

static ap_partial series(const ap_distribution *events, bool is_gamma, const double of[2],
                         double low, double high)
{
    ap_partial sum = {0, 0, 0};
    double before = ap_distribution_tails(events, 0).below;
    sum.chance = low <= 0 && high >= 0 ? before : 0;
    for (int many = 1; before < 1 - 1e-14; many++) {
        double n = many;
        double below = ap_distribution_tails(events, n).below;
        ap_partial one = is_gamma ? gamma_sum(n, of, fmax(low, 0), fmin(high, 1e300))
                                  : normal_sum(n, of, low, high);
        sum.chance += (below - before) * one.chance;
        sum.first += (below - before) * one.first;
        sum.second += (below - before) * one.second;
        before = below;
    }
    return sum;
}

static void test_moments_are_those_of_series(void **state)
{
    static const struct {
        const char *events;
        double count[2];
        bool is_gamma;
        double size[2];
        double low;
        double high;
    } sums[] = {
        {"poisson", {3, NAN}, true, {2, 5000}, 0, 30000},
        {"poisson", {3, NAN}, true, {2, 5000}, 20000, INFINITY},
        {"poisson", {3, NAN}, true, {2, 5000}, 10000, 20000},
        {"poisson", {3, NAN}, true, {2, 5000}, 1, 1e15},
        {"poisson", {3, NAN}, true, {2, 5000}, -1e9, 2e5},
        {"poisson", {0.5, NAN}, true, {0.4, 3}, 0, 2},
        {"poisson", {0.5, NAN}, true, {0.05, 3}, 0, 2},
        {"negative_binomial", {6, 1.5}, true, {1, 10}, 20, 100},
        {"binomial", {40, 0.3}, true, {9, 2}, 150, 250},
        {"poisson", {1000, NAN}, true, {2, 5}, 9800, 10300},
        {"poisson", {9000, NAN}, true, {1, 1}, 9050, INFINITY},
        {"negative_binomial", {500, 2}, true, {3, 1}, -INFINITY, 900},
        {"poisson", {3, NAN}, false, {10, 2}, 15, 50},
        {"poisson", {3, NAN}, false, {0, 2}, -1, 2},
        {"poisson", {3, NAN}, false, {0, 2}, 0.5, INFINITY},
        {"poisson", {3, NAN}, false, {-5, 2}, -INFINITY, -4},
        {"binomial", {200, 0.5}, false, {1, 3}, 100, 140},
        {"negative_binomial", {20, 0.8}, false, {4, 5}, 10, 200},
    };
    (void)state;
    for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) {
        const double *of = sums[k].size;
        ap_distribution_spec events =
            numbers(sums[k].events, sums[k].count[0], sums[k].count[1], none, none);
        ap_distribution_spec size =
            numbers(sums[k].is_gamma ? "gamma" : "normal", of[0], of[1], none, none);
        ap_made_compound sum = compound(&events, &size, sums[k].low, sums[k].high);
        ap_partial is = series(sum.events, sums[k].is_gamma, of, sums[k].low, sums[k].high);
        double mean = is.first / is.chance;
        double variance = is.second / is.chance - mean * mean;
        double deviation = sqrt(ap_distribution_variance(sum.whole));
        double off = fabs(ap_distribution_mean(sum.cut) - mean) / deviation;
        if (!(fabs(sum.cut->mass - is.chance) < 2e-6 && off < 2e-6)) {
            fail_msg("%zu: chance %.9g, is %.9g; mean %.9g, is %.9g", k, sum.cut->mass,
                     is.chance, ap_distribution_mean(sum.cut), mean);
        }
        assert_near(ap_distribution_variance(sum.cut), variance, 2e-5);
        clear(&sum);
    }
}

enum { DRAWS = 40000 };

static ap_address address(size_t scenario, uint32_t driver)
{
    return (ap_address){2026, scenario, driver, AP_USE_DRAW, 0};
}

/* Draws of one that is cut: all between the ends; those that are there at once the same
 * bits as uncut; as often at once, and with mean and variance, as it says, within four
 * standard errors. */
static void check_draws(const ap_made_compound *sum, uint32_t driver, double x[])
{
    size_t at_once = 0;
    for (size_t j = 0; j < DRAWS; j++) {
        const ap_address at = address(j, driver);
        double u = ap_random_uniform(&at);
        double whole = ap_distribution_draw(sum->whole, u, &at);
        x[j] = ap_distribution_draw(sum->cut, u, &at);
        assert_true(x[j] >= sum->cut->low && x[j] <= sum->cut->high);
        if (whole >= sum->cut->low && whole <= sum->cut->high) {
            assert_true(x[j] == whole);
            at_once++;
        }
    }
    double chance = sum->cut->mass;
    double share = (double)at_once / DRAWS;
    assert_true(fabs(share - chance) <= 4 * sqrt(chance * (1 - chance) / DRAWS) + 1e-9);
    double mean = ap_distribution_mean(sum->cut);
    double variance = ap_distribution_variance(sum->cut);
    ap_sample_moments sample = ap_moments_of(DRAWS, x, mean);
    double of_variance = sqrt((sample.fourth - sample.square * sample.square) / DRAWS);
    assert_true(fabs(sample.mean - mean) <= 4 * sqrt(variance / DRAWS));
    assert_true(fabs(sample.square - variance) <= 4 * of_variance + 1e-9 * variance);
}

static void test_draws_have_the_moments(void **state)
{
    static const double values[] = {1.25, 4, 7.5};
    static const double odd[] = {1, 3.14159265358979, 2.71828182845905};
    static const double counts[] = {0, 1, 5};
    const ap_distribution_spec poisson = numbers("poisson", 3, none, none, none);
    const ap_distribution_spec spread = numbers("negative_binomial", 6, 1.5, none, none);
    const ap_distribution_spec some = list("discrete", 3, counts, NULL);
    const ap_distribution_spec few = cut("poisson", 4, none, none, none, 2, 6);
    const ap_distribution_spec gamma = numbers("gamma", 2, 5, none, none);
    const ap_distribution_spec heavy = numbers("lognormal", 1, 3, none, none);
    const ap_distribution_spec tails = numbers("student_t", 3, 1, 2, none);
    const ap_distribution_spec down = numbers("percentiles", -10, 0, 3, none);
    const ap_distribution_spec packs = numbers("poisson", 2, none, none, none);
    const ap_distribution_spec three = list("empirical", 3, values, NULL);
    const ap_distribution_spec apart = list("empirical", 3, odd, NULL);
    const struct {
        const ap_distribution_spec *events;
        const ap_distribution_spec *size;
        double low;
        double high;
    } drawn[] = {
        {&poisson, &gamma, 20, 60},  {&spread, &heavy, 5, INFINITY},
        {&spread, &heavy, 0, 40},    {&poisson, &tails, -3, 8},
        {&poisson, &tails, 0, 1e6},  {&poisson, &down, -INFINITY, -5},
        {&some, &gamma, 3, 30},      {&few, &gamma, 30, 45},
        {&poisson, &packs, 2, 7},    {&spread, &packs, 6, INFINITY},
        {&poisson, &three, 7.5, 20}, {&few, &apart, 5, 9.5},
    };
    double *x = malloc(DRAWS * sizeof *x);
    (void)state;
    assert_non_null(x);
    for (uint32_t k = 0; k < sizeof drawn / sizeof drawn[0]; k++) {
        ap_made_compound sum =
            compound(drawn[k].events, drawn[k].size, drawn[k].low, drawn[k].high);
        check_draws(&sum, k, x);
        clear(&sum);
    }
    free(x);
}

/* Of gamma sizes the distribution function is a series: of it, draws are uniform. */
static void test_draws_fit(void **state)
{
    static const double of[] = {2, 5};
    static const double ends[][2] = {{10, 30}, {50, 1e9}, {5, 1e9}};
    enum { SOME = 5000 };
    double u[SOME];
    const ap_distribution_spec poisson = numbers("poisson", 4, none, none, none);
    const ap_distribution_spec gamma = numbers("gamma", of[0], of[1], none, none);
    (void)state;
    for (uint32_t k = 0; k < 3; k++) {
        ap_made_compound sum = compound(&poisson, &gamma, ends[k][0], ends[k][1]);
        for (size_t j = 0; j < SOME; j++) {
            const ap_address at = address(j, 50 + k);
            double x = ap_distribution_draw(sum.cut, ap_random_uniform(&at), &at);
            u[j] = 0;
            for (int many = 1; many < 30; many++) {
                double n = many;
                double chance = exp(-4 + n * log(4) - lgamma(n + 1));
                u[j] += chance * gamma_between(n * of[0], ends[k][0] / of[1], x / of[1]) /
                        sum.cut->mass;
            }
        }
        assert_true(ap_distance_from_uniform(SOME, u) < 1.63);
        clear(&sum);
    }
}

/* A small u is few events still, as far as attempt 0 is taken: on 100 events of about the
 * same size, nine tenths of which lie between the ends. */
static void test_what_is_correlated_with_a_cut_compound_stays_so(void **state)
{
    enum { SOME = 5000 };
    double u[SOME];
    double x[SOME];
    const ap_distribution_spec events = numbers("poisson", 100, none, none, none);
    const ap_distribution_spec size = numbers("gamma", 10, 1, none, none);
    (void)state;
    /* Var S = 100 (10 + 100): between 1,000 - 1.64 x 105 and 1,000 + 1.64 x 105 */
    ap_made_compound sum = compound(&events, &size, 828, 1172);
    for (size_t j = 0; j < SOME; j++) {
        const ap_address at = address(j, 60);
        u[j] = ap_random_uniform(&at);
        x[j] = ap_distribution_draw(sum.cut, u[j], &at);
    }
    assert_near(sum.cut->mass, 0.9, 0.01);
    double correlation = ap_rank_correlation(SOME, u, x);
    assert_true(correlation > 0.7 && correlation < 0.9);
    clear(&sum);
}

/* The uniforms that a draw asked for. */
typedef struct ap_asked {
    size_t counts;
    size_t sizes;
    double u[4096];
} ap_asked;

static ap_asked asked;

static double three_events(const void *context, double u)
{
    (void)context;
    asked.u[asked.counts + asked.sizes] = u;
    asked.counts++;
    return 3;
}

static double one_each(const void *context, double u)
{
    (void)context;
    asked.u[asked.counts + asked.sizes] = u;
    asked.sizes++;
    return 1;
}

static double number(const ap_address *at, uint32_t index)
{
    const ap_address event = {at->seed, at->scenario, at->driver, AP_USE_EVENT, index};
    return ap_random_uniform(&event);
}

/* 256 attempts of three events, of which attempt 0 is given two; none is ever between the
 * ends, to which the last sum, 3, lies nearest below. */
static void test_attempts_take_numbers_of_their_own(void **state)
{
    const ap_event_draws draws = {NULL, three_events, one_each};
    const ap_ends ends = {10, 20, 1};
    const ap_address at = address(7, 8);
    (void)state;
    asked = (ap_asked){0};
    assert_true(ap_compound_draw(&draws, 2, &ends, &at) == 10);
    assert_int_equal(asked.counts, 255);
    assert_int_equal(asked.sizes, 2 + 3 * 255);
    assert_true(asked.u[0] == number(&at, 0) && asked.u[1] == number(&at, 1));
    for (uint32_t attempt = 1; attempt < 256; attempt++) {
        for (uint32_t k = 0; k < 4; k++) {
            assert_true(asked.u[4 * attempt - 2 + k] == number(&at, 65536 * attempt + k));
        }
    }
    const ap_ends below = {-20, -10, 1};
    asked = (ap_asked){0};
    assert_true(ap_compound_draw(&draws, 2, &below, &at) == -10);
    asked = (ap_asked){0};
    assert_true(ap_compound_draw(&draws, 2, NULL, &at) == 2 && asked.counts == 0);
}

static void refuse_cut(const ap_distribution_spec *events, const ap_distribution_spec *size,
                       double low, double high, const char *words)
{
    ap_distribution *parts[] = {made(events), made(size)};
    const ap_distribution *const both[] = {parts[0], parts[1]};
    ap_distribution_spec spec = spec_of(both, low, high);
    refuse(&spec, words);
    ap_distribution_free(parts[1]);
    ap_distribution_free(parts[0]);
}

static void test_cuts_that_leave_too_little_are_refused(void **state)
{
    const ap_distribution_spec poisson = numbers("poisson", 2, none, none, none);
    const ap_distribution_spec many = numbers("negative_binomial", 9000, 0.2, none, none);
    const ap_distribution_spec gamma = numbers("gamma", 2, 5, none, none);
    const ap_distribution_spec tails = numbers("student_t", 2.1, 0, 1, none);
    (void)state;
    refuse_cut(&poisson, &gamma, 3, 2, "must not be above high");
    refuse_cut(&poisson, &gamma, -5, -1, "0% of this compound lies between -5 and -1");
    refuse_cut(&poisson, &gamma, 1e6, INFINITY, "at least 10% are needed");
    refuse_cut(&poisson, &gamma, 1e15, 1e300, "at least 10% are needed");
    refuse_cut(&poisson, &gamma, 20, 20, "cut the size of its events or their number");
    refuse_cut(&poisson, &tails, 50, INFINITY, "at least 10% are needed");
    /* e^-2 = 13.5% is 0, and 0 … 1 has a tenth of P(N > 0) at most */
    const ap_distribution_spec more = numbers("poisson", 2.5, none, none, none);
    refuse_cut(&more, &gamma, 0, 0, "8.21% of this compound lies between 0 and 0");
    /* nearly always 10,000 of about 10: far from where one size may lie */
    const ap_distribution_spec sure = numbers("binomial", 10000, 0.9999, none, none);
    const ap_distribution_spec about = numbers("normal", 10, 2, none, none);
    refuse_cut(&sure, &about, -INFINITY, 0, "at least 10% are needed");
    refuse_cut(&sure, &about, -INFINITY, -1.9, "at least 10% are needed");
    refuse_cut(&many, &gamma, 0, 1e6, "may have 65535 events");
}

/* Random compounds and ends: what is made has a mean between the ends, and draws too. */
static void test_whatever_is_made_lies_between_its_ends(void **state)
{
    size_t good = 0;
    (void)state;
    for (uint32_t k = 0; k < 90; k++) {
        double r[5];
        for (uint32_t i = 0; i < 5; i++) {
            const ap_address at = {9, k, i, AP_USE_DRAW, 0};
            r[i] = ap_random_uniform(&at);
        }
        ap_distribution_spec specs[] = {
            numbers("poisson", exp(8 * r[0] - 3), none, none, none),
            k % 3 == 0   ? numbers("lognormal", 1, exp(4 * r[1] - 2), none, none)
            : k % 3 == 1 ? numbers("student_t", 2.1 + 9 * r[1], r[2], 1, none)
                         : numbers("beta", 0.05 + r[1], 0.05 + r[2], -0.3, 1)};
        ap_distribution *parts[] = {made(&specs[0]), made(&specs[1])};
        const ap_distribution *const both[] = {parts[0], parts[1]};
        ap_distribution_spec spec = spec_of(both, -INFINITY, INFINITY);
        ap_distribution *whole = made(&spec);
        double reach = 3 * sqrt(ap_distribution_variance(whole));
        spec.low = ap_distribution_mean(whole) - reach * r[3];
        spec.high = spec.low + 2 * reach * r[4];
        ap_distribution *out = NULL;
        if (ap_distribution_new(&spec, &out, NULL) == AP_OK) {
            const ap_address at = address(k, 70);
            double mean = ap_distribution_mean(out);
            double x = ap_distribution_draw(out, r[3], &at);
            double width = spec.high - spec.low;
            assert_true(x >= spec.low && x <= spec.high);
            assert_true(mean >= spec.low && mean <= spec.high);
            assert_true(ap_distribution_variance(out) >= 0);
            assert_true(ap_distribution_variance(out) <= 0.2501 * width * width);
            ap_distribution_free(out);
            good++;
        }
        ap_distribution_free(whole);
        ap_distribution_free(parts[1]);
        ap_distribution_free(parts[0]);
    }
    assert_true(good > 45);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_are_those_done_by_hand),
        cmocka_unit_test(test_moments_are_those_of_series),
        cmocka_unit_test(test_draws_have_the_moments),
        cmocka_unit_test(test_draws_fit),
        cmocka_unit_test(test_what_is_correlated_with_a_cut_compound_stays_so),
        cmocka_unit_test(test_attempts_take_numbers_of_their_own),
        cmocka_unit_test(test_cuts_that_leave_too_little_are_refused),
        cmocka_unit_test(test_whatever_is_made_lies_between_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
