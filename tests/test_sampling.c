/* Plain, Latin hypercube and Sobol sampling: strata counted exactly, points against
 * published ones, errors of an integral against each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample/sampling.h"
#include "sample/sobol.h"
#include "statistics.h"

static ap_sampling *sampling_of(ap_sampling_way way, uint64_t seed, uint64_t scenarios)
{
    ap_sampling *out = NULL;
    assert_int_equal(ap_sampling_new(way, seed, scenarios, &out, NULL), AP_OK);
    return out;
}

/* How many of N parts of a driver are hit exactly once. */
static size_t hit_once(const ap_sampling *sampling, size_t scenarios, uint32_t driver)
{
    size_t *hits = calloc(scenarios, sizeof *hits);
    size_t once = 0;
    assert_non_null(hits);
    for (size_t i = 0; i < scenarios; i++) {
        double u = ap_sampling_uniform(sampling, i, driver);
        assert_true(u > 0 && u < 1);
        hits[(size_t)(u * (double)scenarios)]++;
    }
    for (size_t k = 0; k < scenarios; k++) {
        once += hits[k] == 1 ? 1 : 0;
    }
    free(hits);
    return once;
}

static void test_latin_hits_every_stratum_once(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 5, 16, 17, 100, 1000, 4097, 10000};
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        ap_sampling *latin = sampling_of(AP_SAMPLING_LATIN, 11, sizes[k]);
        for (uint32_t driver = 0; driver < 5; driver++) {
            assert_int_equal(hit_once(latin, sizes[k], driver * 1000), sizes[k]);
        }
        ap_sampling_free(latin);
    }
}

/* The strata of two scenarios over 20,000 seeds of n scenarios: chi-square over the n (n -
 * 1) pairs, within four standard deviations. */
static double chi_square_of_pairs(size_t n)
{
    enum { SEEDS = 20000, MOST = 12 };
    double pair[MOST][MOST] = {{0}};
    double expected = SEEDS / (double)(n * (n - 1));
    double chi_square = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        ap_sampling *latin = sampling_of(AP_SAMPLING_LATIN, seed, n);
        double first = ap_sampling_uniform(latin, 0, 3) * (double)n;
        double second = ap_sampling_uniform(latin, n - 1, 3) * (double)n;
        pair[(size_t)first][(size_t)second]++;
        ap_sampling_free(latin);
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            double away = a == b ? 0 : pair[a][b] - expected;
            assert_true(a != b || pair[a][b] == 0);
            chi_square += away * away / expected;
        }
    }
    return chi_square;
}

static void test_latin_orders_are_equally_likely(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 12; n++) {
        double degrees = (double)(n * (n - 1)) - 1;
        assert_true(chi_square_of_pairs(n) < degrees + 4 * sqrt(2 * degrees));
    }
}

/* Points 0 to 7, in order of the Gray code as the authors' program gives them, and point
 * 653, of dimensions 0, 1, 2, 20, 63, 100 and 127: as SciPy 1.10 prints them. */
static void test_sobol_points_are_the_published_ones(void **state)
{
    static const uint32_t dimensions[] = {0, 1, 2, 20, 63, 100, 127};
    static const uint32_t gray[] = {0, 1, 3, 2, 6, 7, 5, 4};
    static const uint32_t eighths[][8] = {
        {0, 4, 6, 2, 3, 7, 5, 1}, {0, 4, 2, 6, 3, 7, 1, 5}, {0, 4, 2, 6, 5, 1, 7, 3},
        {0, 4, 2, 6, 1, 5, 3, 7}, {0, 4, 6, 2, 1, 5, 7, 3}, {0, 4, 2, 6, 5, 1, 7, 3},
        {0, 4, 2, 6, 5, 1, 7, 3}};
    static const uint32_t far[] = {0xb1400000, 0xefc00000, 0x29c00000, 0x3cc00000,
                                   0x6d400000, 0xd7c00000, 0x1e400000};
    (void)state;
    for (size_t d = 0; d < 7; d++) {
        uint32_t directions[AP_SOBOL_DIGITS];
        ap_sobol_directions(dimensions[d], directions);
        for (size_t k = 0; k < 8; k++) {
            assert_int_equal(ap_sobol_point(directions, gray[k]), eighths[d][k] << 29);
        }
        assert_int_equal(ap_sobol_point(directions, 653), far[d]);
    }
}

/* Every dimension of the table, and beyond it: each part of 2^m hit once by 2^m points. */
static void test_sobol_hits_every_part_once(void **state)
{
    ap_sampling *sobol = sampling_of(AP_SAMPLING_SOBOL, 12, 1024);
    (void)state;
    for (uint32_t driver = 0; driver < 3 * AP_SOBOL_DIMENSIONS; driver++) {
        assert_int_equal(hit_once(sobol, 1024, driver), 1024);
        assert_int_equal(hit_once(sobol, 32, driver), 32);
    }
    ap_sampling_free(sobol);
}

/* The first two dimensions are a (0, 2)-sequence: of 2^8 points one lies in each box of
 * 2^-j by 2^(j-8). Those of the second block of dimensions too. */
static void test_the_first_pair_is_a_net(void **state)
{
    enum { POINTS = 256 };
    ap_sampling *sobol = sampling_of(AP_SAMPLING_SOBOL, 13, POINTS);
    (void)state;
    for (uint32_t block = 0; block < 3; block++) {
        uint32_t first = block * AP_SOBOL_DIMENSIONS;
        for (unsigned j = 0; j <= 8; j++) {
            bool is_hit[POINTS] = {false};
            for (uint64_t i = 0; i < POINTS; i++) {
                double x = ap_sampling_uniform(sobol, i, first);
                double y = ap_sampling_uniform(sobol, i, first + 1);
                size_t box = (size_t)(x * (1U << j)) << (8 - j);
                box += (size_t)(y * (1U << (8 - j)));
                assert_false(is_hit[box]);
                is_hit[box] = true;
            }
        }
    }
    ap_sampling_free(sobol);
}

/* One point over 20,000 seeds is uniform, and so is the digit sum of two points'
 * difference: scrambling is random, not only a shift. */
static void test_every_scrambled_point_is_uniform(void **state)
{
    enum { SEEDS = 20000 };
    static double one[SEEDS];
    static double product[SEEDS];
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const ap_address tree = {seed, 0, 5, AP_USE_FLIP, 0};
        uint32_t a = ap_sobol_scramble(0x12345678, &tree);
        uint32_t b = ap_sobol_scramble(0x12345679 ^ 0x80000000, &tree);
        one[seed] = (a + 0.5) * 0x1p-32;
        /* They differ in the first digit, so all later flips are independent. */
        product[seed] = (((a ^ b) & 0x7fffffff) + 0.5) * 0x1p-31;
        assert_int_equal((a ^ b) >> 31, 1);
    }
    assert_true(ap_distance_from_uniform(SEEDS, one) < 1.63);
    assert_true(ap_distance_from_uniform(SEEDS, product) < 1.63);
}

/* Each way, each driver alone: Kolmogorov-Smirnov. */
static void test_every_way_is_uniform(void **state)
{
    enum { N = 5000 };
    static double u[N];
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        ap_sampling *sampling = sampling_of(way, 14, N);
        for (uint32_t driver = 0; driver < 300; driver += 60) {
            for (size_t i = 0; i < N; i++) {
                u[i] = ap_sampling_uniform(sampling, i, driver);
            }
            assert_true(ap_distance_from_uniform(N, u) < 1.63);
        }
        ap_sampling_free(sampling);
    }
}

/* Two drivers of each way are as good as uncorrelated: 4 / sqrt(N). */
static void test_drivers_are_uncorrelated(void **state)
{
    enum { N = 4096 };
    static double x[N];
    static double y[N];
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        ap_sampling *sampling = sampling_of(way, 15, N);
        for (uint32_t driver = 0; driver < 6; driver++) {
            /* neighbours; the same dimension of two blocks */
            uint32_t other = driver % 2 == 0 ? driver + 1 : driver + AP_SOBOL_DIMENSIONS;
            for (size_t i = 0; i < N; i++) {
                x[i] = ap_sampling_uniform(sampling, i, driver);
                y[i] = ap_sampling_uniform(sampling, i, other);
            }
            assert_true(fabs(ap_rank_correlation(N, x, y)) < 4 / sqrt(N));
        }
        ap_sampling_free(sampling);
    }
}

/* Six drivers in exp(sum (u_d - 1/2) / 2): the mean is (4 sinh(1/4))^6. The root of the
 * mean square error over 40 seeds of 1,024 scenarios. */
static double error_of(ap_sampling_way way)
{
    enum { SEEDS = 40, N = 1024, DRIVERS = 6 };
    double exact = pow(4 * sinh(0.25), DRIVERS);
    double squares = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        ap_sampling *sampling = sampling_of(way, seed, N);
        double sum = 0;
        for (uint64_t i = 0; i < N; i++) {
            double exponent = 0;
            for (uint32_t d = 0; d < DRIVERS; d++) {
                exponent += (ap_sampling_uniform(sampling, i, d) - 0.5) / 2;
            }
            sum += exp(exponent);
        }
        squares += (sum / N - exact) * (sum / N - exact);
        ap_sampling_free(sampling);
    }
    return sqrt(squares / SEEDS);
}

/* Measured: plain 0.012, Latin 0.0027, Sobol 0.000082. Plain's is the standard deviation
 * over the root of 1,024, to the 11% that 40 seeds leave, three times over. */
static void test_errors_of_a_mean_shrink(void **state)
{
    double plain = error_of(AP_SAMPLING_PLAIN);
    double latin = error_of(AP_SAMPLING_LATIN);
    double sobol = error_of(AP_SAMPLING_SOBOL);
    double variance = pow(2 * sinh(0.5), 6) - pow(4 * sinh(0.25), 12);
    (void)state;
    assert_true(fabs(plain / sqrt(variance / 1024) - 1) < 0.35);
    assert_true(latin < plain / 3);
    assert_true(sobol < plain / 50);
}

/* What a scenario gets depends on nothing but its address: asked for backwards, in another
 * object, among other questions. */
static void test_order_does_not_matter(void **state)
{
    enum { N = 300 };
    double forwards[N];
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        ap_sampling *one = sampling_of(way, 16, N);
        ap_sampling *other = sampling_of(way, 16, N);
        for (size_t i = 0; i < N; i++) {
            forwards[i] = ap_sampling_uniform(one, i, 130);
        }
        for (size_t i = N; i-- > 0;) {
            (void)ap_sampling_uniform(other, (i * 7) % N, 2);
            assert_true(ap_sampling_uniform(other, i, 130) == forwards[i]);
        }
        ap_sampling_free(other);
        ap_sampling_free(one);
    }
}

/* What an address means stays as it is: runs on record can be run again. */
static void test_addresses_keep_their_meaning(void **state)
{
    static const double known[][3] = {
        {0x1.0b6f7cb6dcb65p-1, 0x1.d72cbf1f6e28bp-1, 0x1.c3a3c020c9fc3p-1},
        {0x1.82c448f1a7379p-3, 0x1.ba9363c3c4f21p-2, 0x1.dd82739dfc92p-1},
        {0x1.a60541ab675e6p-2, 0x1.6492b4e19f7b4p-3, 0x1.76f164ca8b276p-2},
    };
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        ap_sampling *sampling = sampling_of(way, 2026, 1000);
        assert_true(ap_sampling_uniform(sampling, 0, 0) == known[way][0]);
        assert_true(ap_sampling_uniform(sampling, 5, 7) == known[way][1]);
        assert_true(ap_sampling_uniform(sampling, 999, 200) == known[way][2]);
        ap_sampling_free(sampling);
    }
}

/* The most scenarios there may be: their ends are still above 0 and below 1. */
static void test_the_most_scenarios(void **state)
{
    uint64_t most = UINT64_C(1) << 32;
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        ap_sampling *sampling = sampling_of(way, 17, most);
        for (uint64_t i = 0; i < 1000; i++) {
            double low = ap_sampling_uniform(sampling, i, 1);
            double high = ap_sampling_uniform(sampling, most - 1 - i, 129);
            assert_true(low > 0 && low < 1 && high > 0 && high < 1);
        }
        ap_sampling_free(sampling);
    }
}

static void test_too_many_or_none_are_refused(void **state)
{
    ap_sampling *out = NULL;
    ap_error err = {0};
    (void)state;
    assert_int_equal(ap_sampling_new(AP_SAMPLING_LATIN, 1, 0, &out, &err), AP_BAD_SETTING);
    assert_non_null(strstr(err.what, "1 to 4294967296 scenarios, not 0"));
    assert_int_equal(
        ap_sampling_new(AP_SAMPLING_SOBOL, 1, (UINT64_C(1) << 32) + 1, &out, NULL),
        AP_BAD_SETTING);
    assert_null(out);
    ap_sampling_free(NULL);
}

/* All drivers of a scenario at once are the drivers one by one, to the bit: of numbers of
 * drivers that fill what is done at once and that do not, beyond the table's dimensions, of
 * numbers of scenarios that are powers of two and that are not. */
static void test_points_are_their_uniforms(void **state)
{
    enum { MOST = 300 };
    static const uint32_t counts[] = {1, 3, 4, 5, 8, 31, 32, 33, 128, MOST};
    (void)state;
    for (ap_sampling_way way = AP_SAMPLING_PLAIN; way <= AP_SAMPLING_SOBOL; way++) {
        for (uint64_t scenarios = 1; scenarios < 70000; scenarios = 4 * scenarios + 1) {
            ap_sampling *sampling = sampling_of(way, 16 + scenarios, scenarios);
            for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
                double u[MOST];
                uint64_t scenario = 77777 * c % scenarios;
                ap_sampling_point(sampling, scenario, counts[c], u);
                for (uint32_t d = 0; d < counts[c]; d++) {
                    assert_true(u[d] == ap_sampling_uniform(sampling, scenario, d));
                }
            }
            ap_sampling_free(sampling);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin_hits_every_stratum_once),
        cmocka_unit_test(test_latin_orders_are_equally_likely),
        cmocka_unit_test(test_sobol_points_are_the_published_ones),
        cmocka_unit_test(test_sobol_hits_every_part_once),
        cmocka_unit_test(test_the_first_pair_is_a_net),
        cmocka_unit_test(test_every_scrambled_point_is_uniform),
        cmocka_unit_test(test_every_way_is_uniform),
        cmocka_unit_test(test_drivers_are_uncorrelated),
        cmocka_unit_test(test_errors_of_a_mean_shrink),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_addresses_keep_their_meaning),
        cmocka_unit_test(test_the_most_scenarios),
        cmocka_unit_test(test_too_many_or_none_are_refused),
        cmocka_unit_test(test_points_are_their_uniforms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
