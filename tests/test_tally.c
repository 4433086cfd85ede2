/* The tally: by hand, and against all values kept and sorted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_tally.h"
#include "risk/histogram.h"
#include "risk/tally.h"
#include "sample/random.h"
#include "statistics.h"

static void assert_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within)) {
        fail_msg("%.17g is not within %g of %.17g", found, within, expected);
    }
}

/* Ten values, in steps of 10 ticks:
 *
 *     values   -25   -4    0    0    0    3   10   11   17   88
 *     steps  -30-21 -10-1       0         1 - 10   11 - 20  81-90, cut: -25, 88
 *
 *     sum 100; squares 625 + 16 + 9 + 100 + 121 + 289 + 7744 = 8904
 *     mean 10; sd sqrt((8904 - 10 x 100) / 9) = sqrt(878.2…)
 *     P50: the fifth value ends the zeros                       0
 *     P60: the first of two in the step 1 - 10, half of it      1 + 9 / 2 = 5.5
 *     P80: the first of two in 11 - 20                          11 + 9 / 2 = 15.5
 *     P90: the end of that step                                 20
 *     P95: half of the step that 88 ends                        81 + 7 / 2 = 84.5
 *     above 4: 6 of the 10 ticks of a step with two, and three  0.42
 *     worst 2 of 10: upper half of 11 - 20, and 81 - 88         (17.75 + 84.5) / 2
 *     lowest 3 of 10: -25 - -21, -10 - -1, 0                    (-23 - 5.5 + 0) / 3 */
static void ten_values_by_hand(void **state)
{
    static const int64_t ticks[] = {0, 88, -25, 3, 0, 17, 11, -4, 10, 0};
    ap_tally *tally = ap_tally_of(10, 10, ticks);
    (void)state;
    assert_true(ap_tally_mean(tally, 0) == 10);
    assert_near(ap_tally_sd(tally, 0), sqrt(7904.0 / 9), 1e-12);
    assert_int_equal(ap_tally_least(tally, 0), -25);
    assert_int_equal(ap_tally_greatest(tally, 0), 88);
    assert_true(ap_tally_quantile(tally, 0, 0) == -25);
    assert_true(ap_tally_quantile(tally, 0, 0.5) == 0);
    assert_near(ap_tally_quantile(tally, 0, 0.6), 5.5, 1e-12);
    assert_near(ap_tally_quantile(tally, 0, 0.8), 15.5, 1e-12);
    assert_near(ap_tally_quantile(tally, 0, 0.9), 20, 1e-12);
    assert_near(ap_tally_quantile(tally, 0, 0.95), 84.5, 1e-12);
    assert_true(ap_tally_quantile(tally, 0, 1) == 88);
    assert_near(ap_tally_above(tally, 0, 4), 0.42, 1e-12);
    assert_near(ap_tally_above(tally, 0, 4.9), 0.42, 1e-12);
    assert_near(ap_tally_tail_mean(tally, 0, 0.2), (17.75 + 84.5) / 2, 1e-12);
    assert_near(ap_tally_between(tally, 0, 0, 0.3, NULL), -28.5 / 3, 1e-12);
    ap_tally_free(tally);
}

/* Zero has a step of its own, however wide the others are. */
static void what_is_above_zero_is_exact(void **state)
{
    static const int64_t ticks[] = {0, 0, 0, 1, 5, -1, -900};
    ap_tally *tally = ap_tally_of(1000, 7, ticks);
    (void)state;
    assert_near(ap_tally_above(tally, 0, 0.5), 2.0 / 7, 1e-15);
    assert_near(ap_tally_above(tally, 0, 0), 2.0 / 7, 1e-15);
    assert_near(ap_tally_above(tally, 0, -0.5), 5.0 / 7, 1e-15);
    assert_true(ap_tally_above(tally, 0, 1e300) == 0);
    assert_true(ap_tally_above(tally, 0, -INFINITY) == 1);
    ap_tally_free(tally);
}

/* Means and standard deviations of huge numbers that differ by little. */
static void no_digits_cancel(void **state)
{
    const int64_t top = AP_TICKS_MOST;
    const int64_t ticks[] = {top, top - 1, top};
    ap_tally *tally = ap_tally_of(1, 3, ticks);
    (void)state;
    assert_true(ap_tally_mean(tally, 0) == (double)top - 1.0 / 3);
    assert_near(ap_tally_sd(tally, 0), sqrt(1.0 / 3), 1e-15);
    assert_true(ap_tally_quantile(tally, 0, 0) == (double)top - 1);
    ap_tally_free(tally);
}

static void nothing_one_and_two_scenarios(void **state)
{
    static const int64_t ticks[] = {7, 9};
    ap_tally *tally = ap_tally_of(100, 0, ticks);
    (void)state;
    assert_true(isnan(ap_tally_mean(tally, 0)) && isnan(ap_tally_sd(tally, 0)));
    assert_true(isnan(ap_tally_quantile(tally, 0, 0.5)));
    assert_true(isnan(ap_tally_above(tally, 0, 0)));
    assert_true(isnan(ap_tally_tail_mean(tally, 0, 0.05)));
    assert_int_equal(ap_tally_greatest(tally, 0), 0);
    ap_tally_free(tally);

    tally = ap_tally_of(100, 1, ticks);
    assert_true(ap_tally_mean(tally, 0) == 7 && isnan(ap_tally_sd(tally, 0)));
    assert_true(ap_tally_quantile(tally, 0, 0.8) == 7);
    assert_true(ap_tally_tail_mean(tally, 0, 0.05) == 7);
    ap_tally_free(tally);

    tally = ap_tally_of(100, 2, ticks);
    assert_true(ap_tally_mean(tally, 0) == 8);
    assert_near(ap_tally_sd(tally, 0), sqrt(2), 1e-15);
    assert_true(ap_tally_quantile(tally, 0, 0.5) == 8);
    ap_tally_free(tally);
}

/* Without scenarios, or with too few, statistics of drivers are no numbers. */
static void drivers_of_few_scenarios(void **state)
{
    double uniform = 0;
    double effect = 0;
    ap_tally *tally = ap_made_tally();
    (void)state;
    assert_true(isnan(ap_tally_rank_correlation(tally, 0)));
    assert_true(isnan(ap_tally_sobol(tally, 0)));
    assert_true(ap_tally_slice(tally, 0.95, 1, 0, &uniform, &effect) == 0);
    assert_true(isnan(uniform) && isnan(effect));
    ap_made_add(tally, 5, 0, 1);
    assert_true(isnan(ap_tally_rank_correlation(tally, 0)));
    assert_true(isnan(ap_tally_sobol(tally, 0)));
    ap_made_scenario made = ap_made_scenario_of(5, 0);
    assert_true(ap_tally_slice(tally, 0.95, 1, 0, &uniform, &effect) == 1);
    assert_near(uniform, made.uniforms[0], 1.0 / (1 << 17));
    assert_true(effect == (double)made.effects[0]);
    ap_made_add(tally, 5, 1, 2);
    assert_near(fabs(ap_tally_rank_correlation(tally, 0)), 1, 1e-12);
    ap_tally_free(tally);
}

/* The step of a value, when the least and the greatest possible are there too. */
static ap_step step_of(int64_t width, int64_t tick)
{
    const int64_t ticks[] = {-AP_TICKS_MOST, AP_TICKS_MOST, tick};
    ap_histogram histogram = ap_histogram_of(width);
    for (size_t k = 0; k < 3; k++) {
        assert_true(ap_histograms_add(1, &histogram, &ticks[k]));
    }
    ap_step found = {0};
    for (ap_step step = {0}; ap_histogram_next(&histogram, &step);) {
        found = step.low <= tick && tick <= step.high ? step : found;
    }
    assert_true(found.count > 0);
    ap_histogram_free(&histogram);
    return found;
}

static void assert_fits(int64_t width, int64_t tick)
{
    ap_step step = step_of(width, tick);
    double ticks = (double)(step.high - step.low) + 1;
    double bound = fabs((double)tick) <= 65536.0 * (double)width
                       ? (double)width
                       : fabs((double)tick) / 32768;
    assert_true(tick == 0 ? ticks == 1 : ticks <= bound);
    assert_true(step.low > 0 || step.high < 0 || step.low == step.high);
}

/* Of any width and size: within 2^16 widths just the width, further out 2^-15 of it. */
static void steps_are_as_narrow_as_promised(void **state)
{
    static const int64_t widths[] = {1,   2,      3,       7,          10,
                                     100, 131072, 1000003, 2147483649, AP_TICKS_MOST};
    (void)state;
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        assert_fits(widths[w], 0);
        for (uint64_t k = 0; k < 400; k++) {
            int64_t tick = (int64_t)(ap_made_word(11, k) >> (17 + k % 47));
            assert_fits(widths[w], tick);
            assert_fits(widths[w], -tick);
        }
    }
}

/* Just where division by multiplication would slip: at whole multiples of the width. */
static void steps_end_at_whole_widths(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 3000; k++) {
        int64_t width = (int64_t)(ap_made_word(12, 2 * k) >> (17 + k % 46)) + 1;
        int64_t most = AP_TICKS_MOST / width;
        int64_t number = most > 65535 ? 65535 : most;
        number = (int64_t)(ap_made_word(12, 2 * k + 1) % (uint64_t)number) + 1;
        ap_step step = step_of(width, number * width);
        assert_true(step.low == (number - 1) * width + 1 && step.high == number * width);
        step = step_of(width, 1 - number * width - 1);
        assert_true(step.high == -(number - 1) * width - 1 && step.low == -number * width);
    }
}

enum { MANY = 20000 };

/* The scenarios of a seed, kept: column by column. */
typedef struct ap_kept {
    int64_t ticks[AP_MADE_MEASURES][MANY];
    double uniforms[AP_MADE_DRIVERS][MANY];
    double effects[AP_MADE_DRIVERS][MANY];
} ap_kept;

static ap_kept *kept(uint64_t seed)
{
    ap_kept *all = calloc(1, sizeof *all);
    assert_non_null(all);
    for (size_t k = 0; k < MANY; k++) {
        ap_made_scenario made = ap_made_scenario_of(seed, k);
        for (size_t m = 0; m < AP_MADE_MEASURES; m++) {
            all->ticks[m][k] = made.ticks[m];
        }
        for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
            all->uniforms[d][k] = made.uniforms[d];
            all->effects[d][k] = (double)made.effects[d];
        }
    }
    return all;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* How wide a step is about a value. */
static double step_about(size_t m, double x)
{
    static const double widths[AP_MADE_MEASURES] = {1, 100, 3, 1, 1};
    return fmax(widths[m], fabs(x) / 32768);
}

static void assert_moments(const ap_tally *tally, size_t m, const int64_t sorted[])
{
    long double sum = 0;
    long double squares = 0;
    for (size_t k = 0; k < MANY; k++) {
        sum += (long double)sorted[k];
    }
    for (size_t k = 0; k < MANY; k++) {
        long double away = (long double)sorted[k] - sum / MANY;
        squares += away * away;
    }
    double mean = (double)(sum / MANY);
    double sd = (double)sqrtl(squares / (MANY - 1));
    assert_near(ap_tally_mean(tally, m), mean, 1e-12 * (fabs(mean) + sd));
    assert_near(ap_tally_sd(tally, m), sd, 1e-12 * sd);
    assert_true(ap_tally_least(tally, m) == sorted[0]);
    assert_true(ap_tally_greatest(tally, m) == sorted[MANY - 1]);
}

static void assert_tails(const ap_tally *tally, size_t m, const int64_t sorted[],
                         size_t count)
{
    double sum = 0;
    double low = 0;
    double bound = 0;
    for (size_t k = 0; k < count; k++) {
        double x = (double)sorted[MANY - 1 - k];
        sum += x;
        low += (double)sorted[k];
        bound += step_about(m, x);
    }
    double n = (double)count;
    double q = n / MANY;
    assert_near(ap_tally_tail_mean(tally, m, q), sum / n, bound / n);
    assert_near(ap_tally_between(tally, m, 0, q, NULL), low / n, bound / n);
}

/* Quantiles, chances and means of tails, against the sorted values. */
static void assert_as_sorted(const ap_tally *tally, size_t m, const int64_t sorted[])
{
    for (size_t percent = 1; percent < 100; percent++) {
        size_t last = percent * MANY / 100 - 1;
        double x = (double)sorted[last];
        double quantile = ap_tally_quantile(tally, m, (double)percent / 100);
        assert_near(quantile, x, step_about(m, x));
    }
    for (size_t k = 0; k < MANY; k += 97) {
        double x = (double)sorted[k];
        double more = 0;
        double most = 0;
        for (size_t i = 0; i < MANY; i++) {
            more += (double)sorted[i] > x + step_about(m, x) ? 1 : 0;
            most += (double)sorted[i] > x - step_about(m, x) ? 1 : 0;
        }
        double above = ap_tally_above(tally, m, x);
        assert_true(above >= more / MANY - 1e-12 && above <= most / MANY + 1e-12);
    }
    assert_tails(tally, m, sorted, MANY / 20);
    assert_tails(tally, m, sorted, MANY / 7);
    assert_tails(tally, m, sorted, MANY);
}

static void as_if_all_values_were_kept(void **state)
{
    ap_kept *all = kept(1);
    ap_tally *tally = ap_made_tally();
    (void)state;
    ap_made_add(tally, 1, 0, MANY);
    for (size_t m = 0; m < AP_MADE_MEASURES; m++) {
        qsort(all->ticks[m], MANY, sizeof all->ticks[m][0], ascending);
        assert_moments(tally, m, all->ticks[m]);
        assert_as_sorted(tally, m, all->ticks[m]);
    }
    ap_tally_free(tally);
    free(all);
}

/* Each replication is as a tally of its own scenarios. */
static void replications_are_kept_apart(void **state)
{
    (void)state;
    ap_tally *tally = ap_made_tally();
    ap_made_add(tally, 2, 0, 5000);
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_tally *alone = ap_tally_of(1, 0, NULL);
        for (uint64_t k = r; k < 5000; k += AP_REPLICATIONS) {
            int64_t tick = ap_made_scenario_of(2, k).ticks[AP_MADE_HEADLINE];
            assert_int_equal(ap_tally_add(alone, k, &tick, NULL, NULL, NULL), AP_OK);
        }
        assert_int_equal(ap_tally_part_scenarios(tally, r), ap_tally_scenarios(alone));
        assert_true(ap_tally_part_mean(tally, r) == ap_tally_mean(alone, 0));
        assert_true(ap_tally_part_quantile(tally, r, 0.8) ==
                    ap_tally_quantile(alone, 0, 0.8));
        assert_true(ap_tally_part_tail_mean(tally, r, 0.05) ==
                    ap_tally_tail_mean(alone, 0, 0.05));
        ap_tally_free(alone);
    }
    ap_tally_free(tally);
}

static void rank_correlations_are_spearmans(void **state)
{
    double headline[MANY];
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        ap_kept *all = kept(seed);
        ap_tally *tally = ap_made_tally();
        ap_made_add(tally, seed, 0, MANY);
        for (size_t k = 0; k < MANY; k++) {
            headline[k] = (double)all->ticks[AP_MADE_HEADLINE][k];
        }
        for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
            double direct = ap_rank_correlation(MANY, headline, all->uniforms[d]);
            assert_near(ap_tally_rank_correlation(tally, d), direct, 1e-3);
        }
        ap_tally_free(tally);
        free(all);
    }
}

/* Of 4 z_0 + 2 z_1 - z_2 the variances are 16, 4 and 1 of 21. With n scenarios the index
 * has an error of about sqrt(2 x 31) / n for no effect and 2 sqrt(S / n) for a strong one;
 * of the normal, 32 parts keep 98%. */
static void sobol_indices_are_in_closed_form(void **state)
{
    static const double indices[AP_MADE_DRIVERS] = {16.0 / 21, 4.0 / 21, 1.0 / 21, 0};
    enum { SCENARIOS = 200000 };
    (void)state;
    ap_tally *tally = ap_made_tally();
    ap_made_add(tally, 3, 0, SCENARIOS);
    for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
        double noise = 2 * sqrt(indices[d] / SCENARIOS) + sqrt(62) / SCENARIOS;
        double index = ap_tally_sobol(tally, d);
        assert_true(index >= 0);
        assert_near(index, 0.985 * indices[d], 0.015 * indices[d] + 3 * noise);
    }
    ap_tally_free(tally);
}

/* Headline 3 u_0 + u_1 in thousandths: 9/10 and 1/10, of which 32 parts lose a 1024th. */
static void sobol_of_uniforms(void **state)
{
    static const int64_t width = 4;
    enum { SCENARIOS = 100000 };
    (void)state;
    ap_tally *tally = NULL;
    const ap_tally_shape shape = {1, &width, 0, 3};
    assert_int_equal(ap_tally_new(&shape, &tally, NULL), AP_OK);
    for (uint64_t k = 0; k < SCENARIOS; k++) {
        static const int64_t effects[3] = {0, 0, 0};
        double u[3];
        for (uint32_t d = 0; d < 3; d++) {
            ap_address at = {21, k, d, AP_USE_DRAW, 0};
            u[d] = ap_random_uniform(&at);
        }
        int64_t tick = llround(1000 * (3 * u[0] + u[1]));
        assert_int_equal(ap_tally_add(tally, k, &tick, u, effects, NULL), AP_OK);
    }
    assert_near(ap_tally_sobol(tally, 0), 0.9, 0.004);
    assert_near(ap_tally_sobol(tally, 1), 0.1, 0.006);
    assert_near(ap_tally_sobol(tally, 2), 0, 0.0006);
    ap_tally_free(tally);
}

/* A driver without effect: without the correction the index would be 31 / n. */
static void sobol_is_corrected_for_noise(void **state)
{
    double sum = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        ap_tally *tally = ap_made_tally();
        ap_made_add(tally, 100 + seed, 0, 1000);
        sum += ap_tally_sobol(tally, 3);
        ap_tally_free(tally);
    }
    assert_true(sum / 40 < 0.005);
}

typedef struct ap_pair {
    int64_t tick;
    size_t at;
} ap_pair;

static int by_tick(const void *a, const void *b)
{
    return ascending(&((const ap_pair *)a)->tick, &((const ap_pair *)b)->tick);
}

/* The mean of a driver's numbers among the pairs from `from` to `to`. */
static double mean_of(const ap_pair pairs[], size_t from, size_t to, const double values[])
{
    double sum = 0;
    for (size_t k = from; k < to; k++) {
        sum += values[pairs[k].at];
    }
    return sum / (double)(to - from);
}

/* What the scenarios of a part of the headline share: within what the scenarios of one
 * group more or less at either end could change. */
static void slices_are_of_the_right_scenarios(void **state)
{
    static const double ranges[][2] = {{0.95, 1}, {0.78, 0.82}, {0.48, 0.52}, {0, 1}};
    ap_pair pairs[MANY];
    (void)state;
    ap_kept *all = kept(4);
    ap_tally *tally = ap_made_tally();
    ap_made_add(tally, 4, 0, MANY);
    for (size_t k = 0; k < MANY; k++) {
        pairs[k] = (ap_pair){all->ticks[AP_MADE_HEADLINE][k], k};
    }
    qsort(pairs, MANY, sizeof pairs[0], by_tick);
    for (size_t i = 0; i < 4; i++) {
        size_t from = (size_t)lround(ranges[i][0] * MANY);
        size_t to = (size_t)lround(ranges[i][1] * MANY);
        for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
            double uniform = 0;
            double effect = 0;
            double count =
                ap_tally_slice(tally, ranges[i][0], ranges[i][1], d, &uniform, &effect);
            assert_near(count, (double)(to - from), 0.2 * (double)(to - from));
            assert_near(uniform, mean_of(pairs, from, to, all->uniforms[d]),
                        i == 3 ? 1e-5 : 0.02);
            assert_near(effect, mean_of(pairs, from, to, all->effects[d]),
                        i == 3 ? 1e-9 : 80);
        }
    }
    ap_tally_free(tally);
    free(all);
}

/* However narrow, a slice has the group at its middle. */
static void a_slice_is_never_empty(void **state)
{
    double uniform = 0;
    double effect = 0;
    (void)state;
    ap_tally *tally = ap_made_tally();
    ap_made_add(tally, 6, 0, 3000);
    for (int k = 0; k <= 1000; k++) {
        double p = k / 1000.0;
        assert_true(ap_tally_slice(tally, p, p, 0, &uniform, &effect) >= 1);
        assert_true(uniform > 0 && uniform < 1);
    }
    ap_tally_free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_values_by_hand),
        cmocka_unit_test(what_is_above_zero_is_exact),
        cmocka_unit_test(no_digits_cancel),
        cmocka_unit_test(nothing_one_and_two_scenarios),
        cmocka_unit_test(drivers_of_few_scenarios),
        cmocka_unit_test(steps_are_as_narrow_as_promised),
        cmocka_unit_test(steps_end_at_whole_widths),
        cmocka_unit_test(as_if_all_values_were_kept),
        cmocka_unit_test(replications_are_kept_apart),
        cmocka_unit_test(rank_correlations_are_spearmans),
        cmocka_unit_test(sobol_indices_are_in_closed_form),
        cmocka_unit_test(sobol_of_uniforms),
        cmocka_unit_test(sobol_is_corrected_for_noise),
        cmocka_unit_test(slices_are_of_the_right_scenarios),
        cmocka_unit_test(a_slice_is_never_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
