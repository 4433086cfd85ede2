/* Findings: by hand, and their errors against the spread of many runs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/case.h"
#include "made_tally.h"
#include "risk/findings.h"
#include "sample/random.h"
#include "sample/sampling.h"
#include "sample/special.h"
#include "statistics.h"

static void assert_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within)) {
        fail_msg("%.17g is not within %g of %.17g", found, within, expected);
    }
}

/* What is measured in the year by hand. */
enum { WHOLE, NORTH, SOUTH, NEED, RULE, CLOSING, HAND_MEASURES };

static ap_measure_row hand_rows[HAND_MEASURES] = {
    {AP_WHAT_OVERSPEND, AP_OF_WHOLE, 0, "System", 0.01},
    {AP_WHAT_OVERSPEND, AP_OF_PLACE, 1, "North", 0.01},
    {AP_WHAT_OVERSPEND, AP_OF_PLACE, 2, "South", 0.01},
    {AP_WHAT_NEED, AP_OF_WHOLE, 0, "System", 0.01},
    {AP_WHAT_HEADROOM, AP_OF_RULE, 0, "Growth", 0.01},
    {AP_WHAT_DISTANCE, AP_OF_PLACE, 1, "North", 1e-9},
};
static const ap_measures hand_measures = {
    .count = HAND_MEASURES, .rows = hand_rows, .headline = NEED};

/* Scenario k, from 1: North overspends £k and South £(21 - k), but in the first `even`
 * scenarios nobody; £(100 + k) of contingency are needed; the rule has £(k - 3) of
 * headroom; North ends k millionths from target. One driver, whose uniform is
 * k / 21 and whose effect is £k. Steps are a tick wide, so quantiles are just values. */
static ap_tally *hand_tally(int64_t scenarios, int64_t even)
{
    static const int64_t widths[HAND_MEASURES] = {1, 1, 1, 1, 1, 1};
    const ap_tally_shape shape = {HAND_MEASURES, widths, NEED, 1};
    ap_tally *tally = NULL;
    assert_int_equal(ap_tally_new(&shape, &tally, NULL), AP_OK);
    for (int64_t k = 1; k <= scenarios; k++) {
        const double uniform = (double)k / 21;
        const int64_t effect = 100 * k;
        const int64_t ticks[HAND_MEASURES] = {
            [WHOLE] = k <= even ? 0 : 2100,
            [NORTH] = k <= even ? 0 : 100 * k,
            [SOUTH] = k <= even ? 0 : 100 * (21 - k),
            [NEED] = 100 * (100 + k),
            [RULE] = 100 * (k - 3),
            [CLOSING] = 1000 * k,
        };
        assert_int_equal(
            ap_tally_add(tally, (uint64_t)k - 1, ticks, &uniform, &effect, NULL), AP_OK);
    }
    return tally;
}

static ap_findings *findings_of(const ap_measures *measures, const ap_tally *tally)
{
    ap_findings *findings = NULL;
    ap_error err = {0};
    assert_int_equal(ap_findings_of(measures, tally, &findings, &err), AP_OK);
    return findings;
}

/* Of 20 values P5 is the first, P10 the second, P25 the fifth, … P99 the last. North's
 * overspend: mean 10.5, sum of squares about it 665, sd sqrt(665 / 19) = sqrt(35). */
static void a_year_by_hand(void **state)
{
    static const double at[AP_LEVELS] = {1, 2, 5, 10, 15, 16, 18, 19, 20};
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    const ap_spread *north = &findings->spreads[NORTH];
    assert_near(north->mean, 10.5, 1e-12);
    assert_near(north->sd, sqrt(35), 1e-12);
    assert_near(north->least, 1, 1e-12);
    assert_near(north->greatest, 20, 1e-12);
    assert_near(north->tail, 20, 1e-12);
    assert_near(north->chance, 1, 0);
    assert_near(north->mean_error, sqrt(35.0 / 20), 1e-12);
    for (size_t k = 0; k < AP_LEVELS; k++) {
        assert_near(north->at[k], at[k], 1e-12);
        assert_near(findings->spreads[NEED].at[k], 100 + at[k], 1e-12);
        assert_near(findings->spreads[CLOSING].at[k], at[k] * 1e-6, 1e-18);
    }
    ap_findings_free(findings);
    ap_tally_free(tally);
}

/* When one place has a bad year the other has a good one: each needs £16 at P80, both
 * together always £21. */
static void quantiles_do_not_add_up(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    assert_near(findings->place_sum[AP_LEVEL_P80], 32, 1e-12);
    assert_near(findings->whole_at[AP_LEVEL_P80], 21, 1e-12);
    assert_near(findings->place_sum[AP_LEVEL_P5], 2, 1e-12);
    assert_near(findings->breaks_even, 0, 0);
    assert_near(findings->breaks_even_error, 0, 0);
    ap_findings_free(findings);
    ap_tally_free(tally);
}

static void chance_of_breaking_even(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 15);
    ap_findings *findings = findings_of(&hand_measures, tally);
    assert_near(findings->breaks_even, 0.75, 1e-15);
    assert_near(findings->breaks_even_error, sqrt(0.75 * 0.25 / 20), 1e-15);
    assert_near(findings->spreads[WHOLE].chance, 0.25, 1e-15);
    assert_near(findings->spreads[WHOLE].at[AP_LEVEL_P75], 0, 0);
    assert_near(findings->spreads[WHOLE].at[AP_LEVEL_P80], 21, 1e-12);
    ap_findings_free(findings);
    ap_tally_free(tally);
}

/* Headroom of -2, -1 pounds is a rule that is broken, of 0 one that is kept; worst is the
 * lowest. */
static void little_headroom_is_worse(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    assert_near(findings->spreads[RULE].chance, 0.1, 1e-15);
    assert_near(findings->spreads[RULE].tail, -2, 1e-12);
    ap_findings_free(findings);
    ap_tally_free(tally);
}

/* Scenario by scenario the need is more than £(100 + k) in 20 - k of 20; in pounds that are
 * no exact number of hundredths for a computer. */
static void above_is_more_than_the_penny(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    for (int k = 1; k <= 20; k++) {
        double part = (20 - k) / 20.0;
        assert_near(ap_findings_above(findings, NEED, 100.0 + k), part, 1e-12);
        assert_near(ap_findings_above(findings, NEED, 99.99 + k), part + 0.05, 1e-12);
        assert_near(ap_findings_above(findings, NEED, 100.004 + k), part, 1e-12);
        assert_near(ap_findings_above(findings, CLOSING, k * 1e-6), part, 1e-12);
    }
    ap_findings_free(findings);
    ap_tally_free(tally);
}

/* The driver and the need rise together, from £101 to £120. Each need is in a group of 64
 * pence of its own, so the groups are the scenarios: rank correlation 1, but for the
 * driver's own spread; the worst twentieth is the last, u = 20/21 and £20. From P78 to P82
 * (15.6 to 16.4) more than half of none: the middle is the end of the 16th and the start of
 * the 17th, of which the later counts; at the median the 11th. */
static void a_driver_by_hand(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    const ap_driver_finding *driver = &findings->drivers[0];
    assert_int_equal(findings->driver_count, 1);
    assert_int_equal(driver->driver, 0);
    assert_near(driver->rank, 1, 1e-6);
    assert_near(driver->worst, 20.0 / 21, 1e-5);
    assert_near(driver->worst_pounds, 20, 1e-12);
    assert_near(driver->at_p80, 17, 1e-12);
    assert_near(driver->at_median, 11, 1e-12);
    assert_true(isnan(driver->sobol));
    assert_true(driver->low == 0 && driver->high == 0 && driver->p50 == 0);
    ap_findings_free(findings);
    ap_tally_free(tally);
}

/* Errors of the headline need two scenarios in all, and one in each replication. */
static void no_error_without_replications(void **state)
{
    (void)state;
    for (int64_t n = 0; n <= 17; n++) {
        ap_tally *tally = hand_tally(n, 0);
        ap_findings *findings = findings_of(&hand_measures, tally);
        const ap_spread *need = &findings->spreads[NEED];
        assert_true(isnan(need->mean_error) == (n < AP_REPLICATIONS));
        assert_true(isnan(need->error[AP_LEVEL_P80]) == (n < AP_REPLICATIONS));
        assert_true(isnan(need->tail_error) == (n < AP_REPLICATIONS));
        assert_true(isnan(need->mean) == (n == 0) && isnan(need->least) == (n == 0));
        assert_true(isnan(findings->spreads[NORTH].mean_error) == (n < 2));
        assert_true(isnan(findings->breaks_even) == (n == 0));
        ap_findings_free(findings);
        ap_tally_free(tally);
    }
}

/* 16 scenarios, one a replication: the error of every estimate of the need is that of the
 * mean of 16 numbers, sd 100 sqrt(340 / 15) pence / 4. */
static void error_of_one_scenario_a_replication(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(16, 0);
    ap_findings *findings = findings_of(&hand_measures, tally);
    const ap_spread *need = &findings->spreads[NEED];
    double error = sqrt(340.0 / 15) / 4;
    assert_near(need->mean_error, error, 1e-12);
    assert_near(need->error[AP_LEVEL_P80], error, 1e-12);
    assert_near(need->tail_error, error, 1e-12);
    ap_findings_free(findings);
    ap_tally_free(tally);
}

static void what_is_not_measured_is_no_number(void **state)
{
    (void)state;
    ap_tally *tally = hand_tally(20, 0);
    ap_measure_row rows[HAND_MEASURES];
    memcpy(rows, hand_rows, sizeof rows);
    rows[WHOLE].what = AP_WHAT_PRESSURE;
    const ap_measures measures = {.count = HAND_MEASURES, .rows = rows, .headline = NEED};
    ap_findings *findings = findings_of(&measures, tally);
    assert_true(isnan(findings->breaks_even) && isnan(findings->breaks_even_error));
    assert_true(isnan(findings->whole_at[AP_LEVEL_P80]));
    ap_findings_free(findings);
    ap_findings_free(NULL);
    ap_tally_free(tally);
}

static void measures_are_found_and_named(void **state)
{
    (void)state;
    assert_int_equal(ap_measures_find(&hand_measures, AP_WHAT_OVERSPEND, AP_OF_PLACE, 2),
                     SOUTH);
    assert_int_equal(ap_measures_find(&hand_measures, AP_WHAT_OVERSPEND, AP_OF_WHOLE, 0),
                     WHOLE);
    assert_int_equal(ap_measures_find(&hand_measures, AP_WHAT_OVERSPEND, AP_OF_PLACE, 3),
                     AP_NONE);
    for (int what = AP_WHAT_PRESSURE; what <= AP_WHAT_TO_DATE; what++) {
        const char *words = ap_measured_words((ap_measured_what)what);
        assert_true(words != NULL && words[0] != '\0');
    }
    assert_string_equal(ap_measured_words(AP_WHAT_NEED), "Contingency needed");
    ap_measures_free(NULL);
}

/* A list that owns what it should, for the address sanitizer. */
static void measures_are_freed(void **state)
{
    (void)state;
    ap_measures *measures = calloc(1, sizeof *measures);
    assert_non_null(measures);
    measures->arena = ap_arena_new();
    measures->rows = calloc(1, sizeof *measures->rows);
    measures->partners = calloc(1, sizeof *measures->partners);
    measures->partners[0] = ap_arena_copy(measures->arena, "Council", 7);
    ap_measures_free(measures);
}

/* Two measures that are always the same, of which the first is the headline. */
static ap_measure_row twin_rows[2] = {
    {AP_WHAT_NEED, AP_OF_WHOLE, 0, "System", 0.01},
    {AP_WHAT_PRESSURE, AP_OF_WHOLE, 0, "System", 0.01},
};
static const ap_measures twins = {.count = 2, .rows = twin_rows, .headline = 0};

enum { MOST_DRIVERS = 8 };

/* Exponential, P(X > x) = exp(-x / £100), of one uniform; of 8, the sum of as many normals
 * with sd £100. */
static double pounds_of(size_t drivers, const double u[])
{
    double sum = 0;
    for (size_t d = 0; drivers > 1 && d < drivers; d++) {
        sum += 100 * ap_normal_quantile(ap_tails_below(u[d]));
    }
    return drivers == 1 ? -100 * log1p(-u[0]) : sum;
}

static void add_scenario(ap_tally *tally, const ap_sampling *sampling, uint64_t w)
{
    size_t drivers = ap_tally_shape_of(tally)->drivers;
    const int64_t effects[MOST_DRIVERS] = {0};
    double u[MOST_DRIVERS];
    for (uint32_t d = 0; d < drivers; d++) {
        u[d] = ap_sampling_uniform(sampling, w / AP_REPLICATIONS, d);
    }
    int64_t pence = llround(100 * pounds_of(drivers, u));
    const int64_t ticks[2] = {pence, pence};
    assert_int_equal(ap_tally_add(tally, w, ticks, u, effects, NULL), AP_OK);
}

/* A run: its uniforms are the seed's, sampled for each replication by itself. */
static ap_tally *twin_tally(ap_sampling_way way, uint64_t seed, uint64_t scenarios,
                            size_t drivers)
{
    static const int64_t widths[2] = {25, 80};
    const ap_tally_shape shape = {2, widths, 0, drivers};
    ap_tally *tally = NULL;
    assert_int_equal(ap_tally_new(&shape, &tally, NULL), AP_OK);
    for (uint64_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_sampling *sampling = NULL;
        assert_int_equal(ap_sampling_new(way, seed * AP_REPLICATIONS + r,
                                         scenarios / AP_REPLICATIONS, &sampling, NULL),
                         AP_OK);
        for (uint64_t w = r; w < scenarios; w += AP_REPLICATIONS) {
            add_scenario(tally, sampling, w);
        }
        ap_sampling_free(sampling);
    }
    return tally;
}

/* How often of `runs` the truth is within so many errors: mean £100, quantile
 * -£100 ln(1 - p), mean of the worst q £100 (1 - ln q). */
typedef struct ap_coverage {
    double mean;
    double at[AP_LEVELS];
    double tail;
} ap_coverage;

static double is_covered(double found, double error, double truth, double errors)
{
    return fabs(found - truth) <= errors * error ? 1 : 0;
}

static void add_coverage(ap_coverage *coverage, const ap_spread *spread, double errors,
                         double runs)
{
    coverage->mean += is_covered(spread->mean, spread->mean_error, 100, errors) / runs;
    coverage->tail +=
        is_covered(spread->tail, spread->tail_error, 100 * (1 - log(0.05)), errors) / runs;
    for (size_t k = 0; k < AP_LEVELS; k++) {
        double truth = pounds_of(1, &ap_levels[k]);
        coverage->at[k] +=
            is_covered(spread->at[k], spread->error[k], truth, errors) / runs;
    }
}

/* 95% intervals of 600 runs of 4,000 scenarios hold the truth in 95% of them, give or take
 * three errors of such a part, 2.7%. With 16 replications the interval is Student's, 2.131
 * errors; far out, replications of 250 scenarios are a little too few. */
static void intervals_hold_the_truth(void **state)
{
    enum { RUNS = 600 };
    ap_coverage headline = {0};
    ap_coverage other = {0};
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        ap_tally *tally = twin_tally(AP_SAMPLING_PLAIN, seed, 4000, 1);
        ap_findings *findings = findings_of(&twins, tally);
        add_coverage(&headline, &findings->spreads[0], 2.131, RUNS);
        add_coverage(&other, &findings->spreads[1], 1.96, RUNS);
        ap_findings_free(findings);
        ap_tally_free(tally);
    }
    assert_near(headline.mean, 0.95, 0.03);
    assert_near(other.mean, 0.95, 0.03);
    assert_near(headline.tail, 0.95, 0.03);
    assert_near(other.tail, 0.95, 0.03);
    for (size_t k = 0; k < AP_LEVELS; k++) {
        assert_near(headline.at[k], 0.95, 0.03);
        assert_near(other.at[k], 0.95, 0.03);
    }
}

/* With Sobol sampling the spread of the replications is what runs really differ by: less
 * than what runs of plain sampling would. */
static void errors_of_sobol_sampling_are_its_own(void **state)
{
    enum { RUNS = 200 };
    double means[RUNS];
    double quantiles[RUNS];
    double mean_error = 0;
    double error = 0;
    double plain = 0;
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        ap_tally *tally = twin_tally(AP_SAMPLING_SOBOL, seed, 4096, MOST_DRIVERS);
        ap_findings *findings = findings_of(&twins, tally);
        const ap_spread *spread = &findings->spreads[0];
        means[seed] = spread->mean;
        quantiles[seed] = spread->at[AP_LEVEL_P80];
        mean_error += spread->mean_error * spread->mean_error / RUNS;
        error += spread->error[AP_LEVEL_P80] * spread->error[AP_LEVEL_P80] / RUNS;
        plain += findings->spreads[1].error[AP_LEVEL_P80] / RUNS;
        ap_findings_free(findings);
        ap_tally_free(tally);
    }
    double truth = sqrt(8) * 100 * ap_normal_quantile(ap_tails_below(0.8));
    double mean = sqrt(ap_moments_of(RUNS, means, 0).square);
    double quantile = sqrt(ap_moments_of(RUNS, quantiles, truth).square);
    assert_near(sqrt(mean_error), mean, 0.2 * mean);
    assert_near(sqrt(error), quantile, 0.2 * quantile);
    assert_true(sqrt(error) < 0.7 * plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_by_hand),
        cmocka_unit_test(quantiles_do_not_add_up),
        cmocka_unit_test(chance_of_breaking_even),
        cmocka_unit_test(little_headroom_is_worse),
        cmocka_unit_test(above_is_more_than_the_penny),
        cmocka_unit_test(a_driver_by_hand),
        cmocka_unit_test(no_error_without_replications),
        cmocka_unit_test(error_of_one_scenario_a_replication),
        cmocka_unit_test(what_is_not_measured_is_no_number),
        cmocka_unit_test(measures_are_found_and_named),
        cmocka_unit_test(measures_are_freed),
        cmocka_unit_test(intervals_hold_the_truth),
        cmocka_unit_test(errors_of_sobol_sampling_are_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
