/* Counts and cut bell curves by their percentiles: by hand, there and back, in the middle
 * of what has them; what none has. */
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

static ap_distribution_spec fitted(const char *kind, double a, double b, double p10,
                                   double p50, double p90)
{
    ap_distribution_spec spec = by(kind, a, p10, p50, p90);
    spec.parameters[1] = b;
    return spec;
}

static void test_counts_by_hand(void **state)
{
    const double half = sqrt(0.5);
    /* (1 + m) e^-m = 0.9 at m = 0.531812 */
    const double one_at_most = 0.53181160838961202;
    const struct {
        ap_distribution_spec spec;
        size_t parameter;
        double is;
    } known[] = {
        /* P(0) = e^-m from 0.9 on */
        {fitted("poisson", none, none, 0, 0, 0), 0, -log(0.9) / 2},
        /* P(0) from 0.5 to 0.9, P(N <= 1) from 0.9 on */
        {fitted("poisson", none, none, 0, 0, 1), 0, (-log(0.9) + one_at_most) / 2},
        /* the same where P50 may be 0 or 1 */
        {fitted("poisson", none, none, 0, none, 1), 0, (-log(0.9) + one_at_most) / 2},
        /* a trial succeeds with more than 0.1, at most 0.5 */
        {fitted("binomial", 1, none, 0, 0, 1), 1, 0.3},
        /* of two, (1 - p)^2 and p^2 above 0.1: from sqrt 0.1 to 1 - sqrt 0.1 */
        {fitted("binomial", 2, none, 0, 1, 2), 1, 0.5},
        /* all of two succeed: p^2 from 0.9 on */
        {fitted("binomial", 2, none, 2, 2, 2), 1, (1 + sqrt(0.9)) / 2},
        /* of size 1, P(N > k) = q^(k + 1), mean q / (1 - q): q^2 <= 0.5 < q and
           q^4 <= 0.1 < q^3 leave 0.5 to 0.1^(1/4) */
        {fitted("negative_binomial", none, 1, 0, 1, 3), 0,
         (1 + pow(0.1, 0.25) / (1 - pow(0.1, 0.25))) / 2},
        /* q^2 <= 0.5, 0.1 < q^4: 0.1^(1/4) to sqrt 0.5 of q^5 <= 0.1, 0.1^(1/5) */
        {fitted("negative_binomial", none, 1, 0, 1, 4), 0,
         (pow(0.1, 0.25) / (1 - pow(0.1, 0.25)) +
          fmin(pow(0.1, 0.2) / (1 - pow(0.1, 0.2)), half / (1 - half))) /
             2},
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        ap_distribution *count = made(&known[k].spec);
        assert_near(count->constants[known[k].parameter], known[k].is, 1e-9);
        ap_distribution_free(count);
    }
}

static double uniform(uint64_t scenario, uint32_t driver)
{
    const ap_address at = {2027, scenario, driver, AP_USE_DRAW, 0};
    return ap_random_uniform(&at);
}

/* A count of random parameters, small and large. */
static ap_distribution_spec random_count(uint64_t k)
{
    double r = uniform(k, 0);
    double s = uniform(k, 1);
    switch (k % 3) {
    case 0:
        return numbers("poisson", exp(16 * r - 4), none, none, none);
    case 1:
        return numbers("binomial", floor(exp(9 * r)), s, none, none);
    default:
        return numbers("negative_binomial", exp(12 * r - 3), exp(11 * s - 2.5), none, none);
    }
}

/* The percentiles of a count are had by what is fitted to them, with trials or size as they
 * were or left to be found; and what is fitted is fitted to its own. */
static void test_counts_there_and_back(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        ap_distribution_spec spec = random_count(k);
        ap_distribution *count = made(&spec);
        const ap_percentiles at = {ap_distribution_quantile(count, 0.1),
                                   ap_distribution_quantile(count, 0.5),
                                   ap_distribution_quantile(count, 0.9)};
        size_t mover = k % 3 == 1 ? 1 : 0;
        spec.percentiles = at;
        spec.parameters[mover] = none;
        if (k % 2 == 0) {
            spec.parameters[1 - mover] = none;
        }
        ap_distribution *found = made(&spec);
        ap_distribution *again = made(&spec);
        assert_true(ap_distribution_quantile(found, 0.1) == at.p10);
        assert_true(ap_distribution_quantile(found, 0.5) == at.p50);
        assert_true(ap_distribution_quantile(found, 0.9) == at.p90);
        assert_memory_equal(found->constants, again->constants, sizeof found->constants[0]);
        ap_distribution_free(again);
        ap_distribution_free(found);
        ap_distribution_free(count);
    }
}

/* Has a binomial with so many trials, and any chance in thousandths, the percentiles? */
static bool has(int trials, const ap_percentiles *at)
{
    bool is_so = false;
    for (int k = 1; k < 1000 && !is_so; k++) {
        double mean = 1e-3 * k * trials;
        if (mean > at->p10 && mean < at->p90 + 1) {
            ap_distribution_spec spec = numbers("binomial", trials, 1e-3 * k, none, none);
            ap_distribution *count = made(&spec);
            is_so = ap_distribution_quantile(count, 0.1) == at->p10 &&
                    ap_distribution_quantile(count, 0.5) == at->p50 &&
                    ap_distribution_quantile(count, 0.9) == at->p90;
            ap_distribution_free(count);
        }
    }
    return is_so;
}

/* Of all trials up to 200 that have them, halfway in 1 / trials, as far as they are whole.
 */
static void test_a_binomial_is_in_the_middle(void **state)
{
    static const ap_percentiles given[] = {{3, 5, 7}, {10, 13, 15}, {26, 29, 32}};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double fewest = INFINITY;
        double most = 0;
        for (int trials = (int)given[k].p90; trials <= 200; trials++) {
            if (has(trials, &given[k])) {
                fewest = fmin(fewest, trials);
                most = fmax(most, trials);
            }
        }
        ap_distribution_spec spec =
            fitted("binomial", none, none, given[k].p10, given[k].p50, given[k].p90);
        ap_distribution *count = made(&spec);
        double middle = 2 / (1 / fewest + 1 / most);
        assert_true(most < 200 && fabs(count->constants[0] - middle) <= 1);
        ap_distribution_free(count);
    }
}

static void test_percentiles_that_no_count_has_are_refused(void **state)
{
    const struct {
        ap_distribution_spec spec;
        const char *words;
    } bad[] = {
        {fitted("poisson", none, none, 1, 2, 3),
         "no poisson has P10 1, P50 2 and P90 3; near is mean 2.02"},
        {fitted("poisson", none, none, 1, 2, 3), "with P10 0, P50 2 and P90 4"},
        {fitted("poisson", none, none, 0, none, 50), "no poisson has P10 0 and P90 50"},
        {fitted("poisson", none, none, 1, 2.5, 4), "must be whole numbers from 0 on"},
        {fitted("poisson", none, none, -1, 2, 4), "must be whole numbers from 0 on"},
        {fitted("poisson", none, none, 3, 2, 4), "none below the one before"},
        {fitted("poisson", none, none, none, 2, 4), "must be whole numbers"},
        {fitted("poisson", none, none, 1, 2, INFINITY), "must be whole numbers"},
        {fitted("poisson", 2, none, 1, 2, 4), "percentiles and mean too"},
        {fitted("poisson", none, 2, 1, 2, 4), "parameter 2 is given: leave it blank"},
        {fitted("poisson", none, none, 1e12, 2e12, 3e12), "no poisson has P10 1e+12"},
        {fitted("binomial", none, 0.5, 1, 2, 4), "percentiles and chance too"},
        {fitted("binomial", 3, none, 1, 2, 4), "near is trials 3 and chance"},
        {fitted("binomial", 3.5, none, 1, 2, 3), "trials must be a whole number"},
        {fitted("binomial", 0, none, 1, 2, 3), "trials of binomial must lie between"},
        /* more spread than a Poisson count */
        {fitted("binomial", none, none, 2, 10, 30), "no binomial has P10 2"},
        {fitted("binomial", none, none, 2e6, 2e6, 3e6), "no binomial has P10 2e+06"},
        /* less */
        {fitted("negative_binomial", none, none, 9, 10, 11), "no negative_binomial has"},
        {fitted("negative_binomial", none, 5, 9, 10, 11), "near is mean"},
        {fitted("negative_binomial", 3, 5, 1, 2, 3), "percentiles and mean too"},
        {fitted("bernoulli", none, none, 0, 0, 1),
         "bernoulli is not given by percentiles: give its parameters, or use the "
         "distribution \"percentiles\""},
        {fitted("discrete", none, none, 0, 1, 2),
         "discrete is not given by percentiles: give its points, or use the distribution "
         "\"percentiles\""},
        {fitted("empirical", none, none, 0, 1, 2), "use the distribution \"percentiles\""},
        {fitted("cumulative", none, none, 0, 1, 2), "use the distribution \"percentiles\""},
        {fitted("mixture", none, none, 0, 1, 2), "use the distribution \"percentiles\""},
        {fitted("compound", none, none, 0, 1, 2), "use the distribution \"percentiles\""},
    };
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        refuse(&bad[k].spec, bad[k].words);
    }
}

static ap_distribution_spec bell(double low, double high, double p10, double p50,
                                 double p90)
{
    ap_distribution_spec spec = by("truncated_normal", none, p10, p50, p90);
    spec.parameters[2] = low;
    spec.parameters[3] = high;
    return spec;
}

/* Without ends it is the normal with sd = half the width / z90; between ends as far to
 * either side its mean is the middle. */
static void test_bell_curves_by_hand(void **state)
{
    (void)state;
    ap_distribution_spec spec = bell(none, none, 90, 100, 110);
    ap_distribution *whole = made(&spec);
    assert_near(whole->constants[0], 100, 1e-9);
    assert_near(whole->constants[1], 10 / AP_Z90, 1e-9);
    ap_distribution_free(whole);
    spec = bell(0, 10, 2, 5, 8);
    ap_distribution *middle = made(&spec);
    assert_near(middle->constants[0], 5, 1e-9);
    assert_near(ap_distribution_mean(middle), 5, 1e-9);
    assert_true(middle->constants[1] > 3 / AP_Z90);
    ap_distribution_free(middle);
    /* half a normal: P(|Z| <= x) is 0.1 and 0.9 at the normal's 0.55 and 0.95 */
    double p10 = ap_normal_quantile(ap_tails_below(0.55));
    double p90 = ap_normal_quantile(ap_tails_below(0.95));
    spec = bell(0, none, 3 * p10, none, 3 * p90);
    ap_distribution *half = made(&spec);
    assert_true(fabs(half->constants[0]) < 1e-6);
    assert_near(half->constants[1], 3, 1e-7);
    ap_distribution_free(half);
}

/* P10 and P90 come out as given, and from them mean and sd as they were. */
static void test_bell_curves_there_and_back(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        double low = k % 4 < 2 ? -uniform(k, 3) : -INFINITY;
        double high = k % 2 == 0 ? 1 + uniform(k, 4) : INFINITY;
        double mean = 4 * uniform(k, 5) - 2;
        double sd = 0.1 + uniform(k, 6);
        ap_distribution_spec spec = numbers("truncated_normal", mean, sd, low, high);
        ap_distribution *was = made(&spec);
        double p10 = ap_distribution_quantile(was, 0.1);
        double p90 = ap_distribution_quantile(was, 0.9);
        spec = bell(low, high, p10, ap_distribution_quantile(was, 0.5), p90);
        ap_distribution *is = made(&spec);
        assert_near(ap_distribution_quantile(is, 0.1), p10, 1e-7);
        assert_near(ap_distribution_quantile(is, 0.9), p90, 1e-7);
        assert_true(fabs(is->constants[0] - mean) < 1e-5 * (1 + fabs(mean)));
        assert_near(is->constants[1], sd, 1e-5);
        ap_distribution_free(is);
        ap_distribution_free(was);
    }
}

static void test_percentiles_that_no_bell_curve_has_are_refused(void **state)
{
    ap_distribution_spec both = bell(0, 10, 2, 5, 8);
    both.parameters[0] = 5;
    ap_distribution_spec width = bell(0, 10, 2, 5, 8);
    width.parameters[1] = 5;
    const struct {
        ap_distribution_spec spec;
        const char *words;
    } bad[] = {
        {bell(0, 10, 2, 6, 8), "has P50 5, not 6: leave P50 blank, or use percentiles"},
        {bell(0, 10, 0.5, 5, 9.5),
         "no bell curve between 0 and 10 has P10 0.5 and P90 9.5"},
        /* an exponential's P90 is ln 10 / -ln 0.9 = 21.85 times its P10 */
        {bell(0, none, 1, none, 22), "too far apart for it: use beta or percentiles"},
        {bell(none, 0, -22, none, -1), "too far apart for it: use beta or percentiles"},
        {bell(0, 10, -1, 5, 8), "low, P10, P90 and high of truncated_normal are 0, -1"},
        {bell(0, 10, 2, 5, 11), "they must ascend"},
        {bell(0, 10, 8, 5, 2), "they must ascend"},
        {bell(0, 10, none, 5, 2), "they must ascend"},
        {bell(10, 0, 2, 5, 8), "low must be below high"},
        {both, "percentiles and mean too"},
        {width, "percentiles and sd too"},
    };
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        refuse(&bad[k].spec, bad[k].words);
    }
    ap_distribution_spec nearly = bell(0, none, 1, none, 21);
    ap_distribution *flat = made(&nearly);
    assert_true(flat->constants[0] < 0);
    assert_near(ap_distribution_quantile(flat, 0.9), 21, 1e-7);
    ap_distribution_free(flat);
}

static void test_a_lognormal_by_either_word(void **state)
{
    (void)state;
    ap_distribution_spec spec = by("lognormal_p10_p90", none, 10, 30, 90);
    ap_distribution *one = made(&spec);
    spec = by("lognormal", none, 10, 30, 90);
    ap_distribution *other = made(&spec);
    assert_near(ap_distribution_mean(one), ap_distribution_mean(other), 1e-9);
    assert_near(ap_distribution_quantile(one, 0.9), 90, 1e-9);
    ap_distribution_free(other);
    ap_distribution_free(one);
    spec = by("lognormal_p10_p90", none, 10, 50, 90);
    refuse(&spec, "has P50 30, not 50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_by_hand),
        cmocka_unit_test(test_counts_there_and_back),
        cmocka_unit_test(test_a_binomial_is_in_the_middle),
        cmocka_unit_test(test_percentiles_that_no_count_has_are_refused),
        cmocka_unit_test(test_bell_curves_by_hand),
        cmocka_unit_test(test_bell_curves_there_and_back),
        cmocka_unit_test(test_percentiles_that_no_bell_curve_has_are_refused),
        cmocka_unit_test(test_a_lognormal_by_either_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
