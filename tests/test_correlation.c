/* Correlations: rank and normal, the nearest matrix that can be, and copulas whose draws
 * have the rank correlations that were asked for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample/copula.h"
#include "sample/random.h"
#include "sample/rank.h"
#include "sample/special.h"
#include "sample/symmetric.h"
#include "statistics.h"

static double uniform(uint64_t scenario, uint32_t driver)
{
    const ap_address at = {31, scenario, driver, AP_USE_DRAW, 0};
    return ap_random_uniform(&at);
}

static const ap_rank_map gaussian = {0};

static void assert_within(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%.12g is not within %g of %.12g", a, tolerance, b);
    }
}

/* sin(pi / 12) = (sqrt 6 - sqrt 2) / 4; 1 and -1 are themselves. */
static void test_ranks_and_normal_correlations(void **state)
{
    static const double degrees[] = {0, 1, 4, 30, 1e6};
    (void)state;
    for (size_t d = 0; d < sizeof degrees / sizeof degrees[0]; d++) {
        ap_rank_map map;
        ap_rank_map_make(degrees[d], &map);
        for (int eighths = -8; eighths <= 8; eighths++) {
            double rho = eighths / 8.0;
            double r = ap_rank_to_normal(&map, rho);
            assert_within(ap_rank_from_normal(&map, r), rho, 1e-14);
            if (degrees[d] == 1e6) {
                assert_within(r, 2 * sin(acos(-1) * rho / 6), 2e-5);
            }
        }
        assert_true(ap_rank_to_normal(&map, 1) == 1);
        assert_true(ap_rank_to_normal(&map, -1) == -1);
        assert_true(ap_rank_to_normal(&map, 0) == 0);
    }
    assert_within(ap_rank_to_normal(&gaussian, 0.5), (sqrt(6) - sqrt(2)) / 2, 1e-15);
}

/* With two degrees and r = 0.5: the expectation again, over 200,000 draws of the three S,
 * whose standard error is below 0.001. */
static void test_ranks_of_a_t_copula_are_the_expectation(void **state)
{
    enum { N = 200000 };
    ap_rank_map map;
    double sum = 0;
    (void)state;
    ap_rank_map_make(2, &map);
    for (uint64_t k = 0; k < N; k++) {
        /* chi^2 with 2 degrees is twice an exponential */
        double s[3];
        for (uint32_t j = 0; j < 3; j++) {
            s[j] = -1 / log(uniform(k, 50 + j));
        }
        sum += asin(0.5 * s[0] / sqrt((s[0] + s[1]) * (s[0] + s[2])));
    }
    assert_within(ap_rank_from_normal(&map, 0.5), 6 / acos(-1) * sum / N, 0.002);
}

/* 2 and 1 off the diagonal: 1 and 3. Random ones: V D V' is the matrix, V' V is one. */
static void test_eigenvalues(void **state)
{
    enum { N = 8 };
    double small[] = {2, 1, 1, 2};
    double work[8];
    (void)state;
    assert_within(ap_symmetric_least(2, small, work), 1, 1e-15);
    for (uint64_t trial = 0; trial < 200; trial++) {
        double matrix[N * N];
        double left[N * N];
        double vectors[N * N];
        for (uint32_t i = 0; i < N; i++) {
            for (uint32_t j = 0; j <= i; j++) {
                matrix[i * N + j] = uniform(trial, i * N + j) - 0.5;
                matrix[j * N + i] = matrix[i * N + j];
            }
        }
        memcpy(left, matrix, sizeof left);
        ap_symmetric_eigen(N, left, vectors);
        for (size_t i = 0; i < N; i++) {
            for (size_t j = 0; j < N; j++) {
                double sum = 0;
                double product = 0;
                for (size_t k = 0; k < N; k++) {
                    sum += vectors[i * N + k] * left[k * N + k] * vectors[j * N + k];
                    product += vectors[k * N + i] * vectors[k * N + j];
                }
                assert_within(sum, matrix[i * N + j], 1e-14);
                assert_within(product, i == j ? 1 : 0, 1e-14);
            }
        }
    }
}

/* [4 2; 2 10] = [2 0; 1 3] [2 1; 0 3]; [1 2; 2 1] has none. */
static void test_factors(void **state)
{
    static const double matrix[] = {4, 2, 2, 10};
    static const double lower[] = {2, 0, 1, 3};
    static const double bad[] = {1, 2, 2, 1};
    double factor[4];
    (void)state;
    assert_true(ap_symmetric_factor(2, matrix, factor));
    assert_memory_equal(factor, lower, sizeof lower);
    assert_false(ap_symmetric_factor(2, bad, factor));
}

static void repair(size_t n, const double matrix[], double repaired[], ap_repair *report)
{
    assert_int_equal(ap_correlation_repair(n, matrix, repaired, report, NULL), AP_OK);
}

static void test_what_can_be_is_left_alone(void **state)
{
    static const double matrix[] = {1, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 1};
    double repaired[9];
    ap_repair report;
    (void)state;
    repair(3, matrix, repaired, &report);
    assert_false(report.is_repaired);
    assert_true(report.least > 0.3 && report.distance == 0 && report.steps == 0);
    assert_memory_equal(repaired, matrix, sizeof matrix);
}

/* Three drivers each at -0.8 with the others: eigenvalues 1 + 2 r = -0.6 and 1 - r. By
 * symmetry the nearest has one r for all, and 1 + 2 r = 0: r = -0.5, each of six elements
 * 0.3 away: sqrt(6) 0.3. (The limit on eigenvalues, 1e-6, moves r by half of that.) */
static void test_three_that_all_go_against_each_other(void **state)
{
    static const double matrix[] = {1, -0.8, -0.8, -0.8, 1, -0.8, -0.8, -0.8, 1};
    double repaired[9];
    ap_repair report;
    (void)state;
    repair(3, matrix, repaired, &report);
    assert_true(report.is_repaired);
    assert_within(report.least, -0.6, 1e-14);
    for (size_t k = 0; k < 9; k++) {
        assert_within(repaired[k], k % 4 == 0 ? 1 : -0.5, 1e-6);
    }
    assert_within(report.distance, 0.3 * sqrt(6), 2e-6);
    assert_within(report.before, -0.8, 0);
    assert_within(report.after, -0.5, 1e-6);
}

/* Higham (2002), section 1: a goes with b, b with c, a not with c. The answer has four
 * digits there: 0.7607, 0.1573, distance 0.5278. */
static void test_highams_example(void **state)
{
    static const double matrix[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    double repaired[9];
    ap_repair report;
    (void)state;
    repair(3, matrix, repaired, &report);
    assert_within(report.least, 1 - sqrt(2), 1e-14);
    assert_within(repaired[1], 0.7607, 6e-5);
    assert_within(repaired[5], 0.7607, 6e-5);
    assert_within(repaired[2], 0.1573, 6e-5);
    assert_within(report.distance, 0.5278, 6e-5);
    assert_true(report.first != report.second);
    assert_within(fabs(report.after - report.before),
                  fmax(fabs(repaired[1] - 1), fabs(repaired[5] - 1)), 1e-6);
}

static double squared_distance(size_t n, const double a[], const double b[])
{
    double sum = 0;
    for (size_t k = 0; k < n * n; k++) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
}

/* A correlation matrix of random directions. */
static void random_correlations(uint64_t trial, size_t n, double matrix[])
{
    double factors[64];
    for (size_t i = 0; i < n; i++) {
        double length = 0;
        for (size_t k = 0; k < n; k++) {
            factors[i * n + k] = uniform(trial, (uint32_t)(i * n + k)) - 0.5;
            length += factors[i * n + k] * factors[i * n + k];
        }
        for (size_t k = 0; k < n; k++) {
            factors[i * n + k] /= sqrt(length);
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++) {
                sum += factors[i * n + k] * factors[j * n + k];
            }
            matrix[i * n + j] = i == j ? 1 : sum;
        }
    }
}

/* Of 100 random tables of six drivers: what comes out is a correlation matrix that can be
 * factored, and it is the nearest: A - X makes an angle of 90 degrees or more with every
 * way from X to another correlation matrix, <A - X, Y - X> <= 0 (which proves it nearest),
 * for 50 random Y. */
static void test_repairs_are_the_nearest(void **state)
{
    enum { N = 6 };
    size_t count = 0;
    (void)state;
    for (uint64_t trial = 0; trial < 100; trial++) {
        double matrix[N * N];
        double repaired[N * N];
        double factor[N * N];
        ap_repair report;
        for (uint32_t i = 0; i < N; i++) {
            for (uint32_t j = 0; j <= i; j++) {
                double r = i == j ? 1 : 2 * uniform(trial, i * N + j) - 1;
                matrix[i * N + j] = r;
                matrix[j * N + i] = r;
            }
        }
        repair(N, matrix, repaired, &report);
        count += report.is_repaired ? 1 : 0;
        assert_int_equal(ap_correlation_check(N, repaired, NULL, "", NULL), AP_OK);
        assert_true(ap_symmetric_factor(N, repaired, factor));
        assert_within(report.distance, sqrt(squared_distance(N, matrix, repaired)), 1e-14);
        assert_true(report.steps < 2000);
        for (uint64_t other = 0; other < 50; other++) {
            double y[N * N];
            double inner = 0;
            random_correlations(1000 + trial * 50 + other, N, y);
            for (size_t k = 0; k < N * N; k++) {
                inner += (matrix[k] - repaired[k]) * (y[k] - repaired[k]);
            }
            assert_true(inner <= 2e-5);
        }
    }
    assert_true(count > 50);
}

/* 40 drivers, each pair random: larger than anybody writes down. */
static void test_a_large_repair_ends(void **state)
{
    enum { N = 40 };
    static double matrix[N * N];
    static double repaired[N * N];
    static double factor[N * N];
    ap_repair report;
    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double r = i == j ? 1 : 0.9 * (2 * uniform(9, i * N + j) - 1);
            matrix[i * N + j] = r;
            matrix[j * N + i] = r;
        }
    }
    repair(N, matrix, repaired, &report);
    assert_true(report.is_repaired && report.steps < 2000);
    assert_true(ap_symmetric_factor(N, repaired, factor));
}

static void refuse(const double matrix[4], const char *words)
{
    static const char *const names[] = {"pay", "prices"};
    ap_error err = {0};
    assert_int_equal(ap_correlation_check(2, matrix, names, "correlations.csv", &err),
                     AP_BAD_INPUT);
    if (strstr(err.what, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.what, words);
    }
}

static void test_what_is_no_correlation_is_refused(void **state)
{
    static const double uneven[] = {1, 0.2, 0.3, 1};
    static const double large[] = {1, 1.2, 1.2, 1};
    static const double diagonal[] = {1, 0, 0, 0.9};
    static const double missing[] = {1, NAN, NAN, 1};
    (void)state;
    refuse(uneven, "of prices with pay is 0.3, of pay with prices it is 0.2");
    refuse(large, "of prices with pay is 1.2");
    refuse(diagonal, "of prices with prices is 0.9");
    refuse(missing, "of prices with pay is nan");
}

static ap_copula *copula_of(const ap_copula_spec *spec, ap_repair *report)
{
    ap_copula *out = NULL;
    ap_error err = {0};
    if (ap_copula_new(spec, &out, report, &err) != AP_OK) {
        fail_msg("%s", err.what);
    }
    return out;
}

enum { DRAWS = 20000, MOST_DRIVERS = 6 };

static double joined[MOST_DRIVERS][DRAWS];

static void draw(const ap_copula *copula, size_t drivers)
{
    double u[16];
    for (size_t s = 0; s < DRAWS; s++) {
        for (size_t k = 0; k < ap_copula_uniforms(copula); k++) {
            u[k] = uniform(s, (uint32_t)k);
        }
        ap_copula_join(copula, u);
        for (size_t k = 0; k < drivers; k++) {
            assert_true(u[k] > 0 && u[k] < 1);
            joined[k][s] = u[k];
        }
    }
}

static double rank_of(size_t a, size_t b)
{
    return ap_rank_correlation(DRAWS, joined[a], joined[b]);
}

static void assert_margins_are_uniform(size_t drivers)
{
    static double sorted[DRAWS];
    for (size_t k = 0; k < drivers; k++) {
        memcpy(sorted, joined[k], sizeof sorted);
        assert_true(ap_distance_from_uniform(DRAWS, sorted) < 1.63);
    }
}

static const double ranks[] = {
    1,    0.6, -0.3, 0,   /**/
    0.6,  1,   0.2,  0.4, /**/
    -0.3, 0.2, 1,    0.1, /**/
    0,    0.4, 0.1,  1,
};

/* Four standard errors of a rank correlation of 20,000 pairs are at most 0.03. */
static void test_gaussian_copula_has_the_ranks_asked_for(void **state)
{
    const ap_copula_spec spec = {.where = "", .drivers = 4, .ranks = ranks};
    ap_repair report;
    ap_copula *copula = copula_of(&spec, &report);
    (void)state;
    assert_false(report.is_repaired);
    assert_int_equal(ap_copula_uniforms(copula), 4);
    draw(copula, 4);
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_within(rank_of(i, j), ranks[i * 4 + j], 0.03);
        }
    }
    assert_margins_are_uniform(4);
    ap_copula_free(copula);
}

/* Both below their worst 1%, of 20,000. */
static size_t joint_worst(size_t a, size_t b)
{
    size_t count = 0;
    for (size_t s = 0; s < DRAWS; s++) {
        count += joined[a][s] < 0.01 && joined[b][s] < 0.01 ? 1 : 0;
    }
    return count;
}

/* With 4 degrees the ranks are within 0.02 (and the error) of those asked for, and the
 * worst come together more often: of 0.6, about 64 of 200 instead of 44; of 0, about 20
 * instead of 2. */
static void test_t_copula_brings_the_worst_together(void **state)
{
    ap_copula_spec spec = {.where = "", .drivers = 4, .ranks = ranks};
    ap_repair report;
    ap_copula *before_it = copula_of(&spec, &report);
    (void)state;
    draw(before_it, 4);
    size_t before = joint_worst(0, 1);
    size_t before_none = joint_worst(0, 3);
    ap_copula_free(before_it);
    spec.degrees = 4;
    ap_copula *student = copula_of(&spec, &report);
    assert_int_equal(ap_copula_uniforms(student), 5);
    draw(student, 4);
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_within(rank_of(i, j), ranks[i * 4 + j], 0.03);
        }
    }
    assert_margins_are_uniform(4);
    assert_true(joint_worst(0, 1) > before + before / 4);
    assert_true(joint_worst(0, 3) > 4 * before_none);
    ap_copula_free(student);
}

/* One driver of a t copula: u* = T(Phi^-1(u) / sqrt(w)), w by its own uniform, as GSL has
 * them; and its score is that uniform's. */
static void test_scores_of_a_t_copula(void **state)
{
    static const double degrees[] = {1, 2.5, 4, 30, 1000, 1e6};
    (void)state;
    for (size_t d = 0; d < sizeof degrees / sizeof degrees[0]; d++) {
        const ap_copula_spec spec = {.where = "", .drivers = 1, .degrees = degrees[d]};
        ap_repair report;
        ap_copula *copula = copula_of(&spec, &report);
        for (uint64_t k = 0; k < 3000; k++) {
            ap_tails p = ap_tails_below(uniform(k, 60));
            double u[] = {p.below, uniform(k, 61)};
            double half = degrees[d] / 2;
            double w = ap_gamma_quantile(half, ap_tails_below(u[1])) / half;
            double t = ap_normal_quantile(p) / sqrt(w);
            double scores[] = {u[0], u[1]};
            ap_copula_join(copula, u);
            ap_copula_scores(copula, scores);
            assert_within(u[0], ap_student_tails(degrees[d], t).below, 1e-8);
            assert_true(ap_copula_uniform(scores[0]) == u[0]);
        }
        /* both as far out as uniforms go */
        double last[] = {1 - 0x1p-53, 0x1p-53};
        ap_copula_join(copula, last);
        assert_true(last[0] > 1 - 1e-6 && last[0] < 1);
        ap_copula_free(copula);
    }
}

/* Blocks 0 and 1, loadings 0.8, 0.6 | 0.9, -0.5, and one driver that goes its own way.
 * Within a block r = a b; between them a b times 2 sin(pi 0.5 / 6) of their factors. */
static void test_blocks_share_their_factors(void **state)
{
    static const size_t block_of[] = {0, 0, 1, 1, 0};
    static const double loading[] = {0.8, 0.6, 0.9, -0.5, 0};
    static const double between[] = {1, 0.5, 0.5, 1};
    ap_copula_spec spec = {
        .where = "", .drivers = 5, .blocks = 2, .block_of = block_of, .loading = loading};
    (void)state;
    for (int is_joined = 0; is_joined < 2; is_joined++) {
        spec.ranks = is_joined == 1 ? between : NULL;
        double r = is_joined == 1 ? ap_rank_to_normal(&gaussian, 0.5) : 0;
        ap_repair report;
        ap_copula *copula = copula_of(&spec, &report);
        assert_int_equal(ap_copula_uniforms(copula), 7);
        draw(copula, 5);
        for (size_t i = 0; i < 5; i++) {
            for (size_t j = 0; j < i; j++) {
                double normal =
                    loading[i] * loading[j] * (block_of[i] == block_of[j] ? 1 : r);
                assert_within(rank_of(i, j), ap_rank_from_normal(&gaussian, normal), 0.03);
            }
        }
        assert_margins_are_uniform(5);
        ap_copula_free(copula);
    }
}

/* Nothing given: what goes in comes out. */
static void test_independent_drivers_are_left_alone(void **state)
{
    const ap_copula_spec spec = {.where = "", .drivers = 3};
    ap_repair report;
    ap_copula *copula = copula_of(&spec, &report);
    double u[] = {0x1p-53, 0.3, 1 - 0x1p-53};
    (void)state;
    ap_copula_join(copula, u);
    assert_within(u[0] / 0x1p-53, 1, 1e-12);
    assert_within(u[1], 0.3, 1e-15);
    assert_true(u[2] == 1 - 0x1p-53);
    ap_copula_free(copula);
}

/* The repair is told in the units of the table: ranks. -0.8 three times becomes the rank
 * correlation of r = -0.5: -(6 / pi) asin(0.25) = -0.4826. */
static void test_repairs_are_told_in_ranks(void **state)
{
    static const double against[] = {1, -0.8, -0.8, -0.8, 1, -0.8, -0.8, -0.8, 1};
    const ap_copula_spec spec = {.where = "", .drivers = 3, .ranks = against};
    ap_repair report;
    ap_copula *copula = copula_of(&spec, &report);
    (void)state;
    assert_true(report.is_repaired);
    assert_within(report.before, -0.8, 1e-12);
    assert_within(report.after, -0.482584, 2e-6);
    draw(copula, 3);
    assert_within(rank_of(0, 1), -0.4826, 0.03);
    assert_within(rank_of(1, 2), -0.4826, 0.03);
    ap_copula_free(copula);
}

static void refuse_copula(const ap_copula_spec *spec, const char *words)
{
    ap_copula *out = NULL;
    ap_repair report;
    ap_error err = {0};
    assert_int_equal(ap_copula_new(spec, &out, &report, &err), AP_BAD_INPUT);
    assert_null(out);
    if (strstr(err.what, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.what, words);
    }
}

static void test_bad_copulas_are_refused(void **state)
{
    static const size_t block_of[] = {0, 2};
    static const double loading[] = {0.5, 0.5};
    static const double steep[] = {1.5, 0.5};
    static const double uneven[] = {1, 0.2, 0.3, 1};
    ap_copula_spec spec = {.where = "", .drivers = 2, .degrees = 0.5};
    (void)state;
    refuse_copula(&spec, "degrees of freedom must be between 1 and 1,000,000");
    spec.degrees = NAN;
    refuse_copula(&spec, "degrees of freedom");
    spec = (ap_copula_spec){
        .where = "", .drivers = 2, .blocks = 2, .block_of = block_of, .loading = loading};
    refuse_copula(&spec, "driver 2 is in block 3 of 2");
    spec.loading = steep;
    refuse_copula(&spec, "driver 1 is in block 1 of 2 with loading 1.5");
    spec = (ap_copula_spec){.where = "", .drivers = 2, .ranks = uneven};
    refuse_copula(&spec, "both must be the same");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranks_and_normal_correlations),
        cmocka_unit_test(test_ranks_of_a_t_copula_are_the_expectation),
        cmocka_unit_test(test_eigenvalues),
        cmocka_unit_test(test_factors),
        cmocka_unit_test(test_what_can_be_is_left_alone),
        cmocka_unit_test(test_three_that_all_go_against_each_other),
        cmocka_unit_test(test_highams_example),
        cmocka_unit_test(test_repairs_are_the_nearest),
        cmocka_unit_test(test_a_large_repair_ends),
        cmocka_unit_test(test_what_is_no_correlation_is_refused),
        cmocka_unit_test(test_gaussian_copula_has_the_ranks_asked_for),
        cmocka_unit_test(test_t_copula_brings_the_worst_together),
        cmocka_unit_test(test_scores_of_a_t_copula),
        cmocka_unit_test(test_blocks_share_their_factors),
        cmocka_unit_test(test_independent_drivers_are_left_alone),
        cmocka_unit_test(test_repairs_are_told_in_ranks),
        cmocka_unit_test(test_bad_copulas_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
