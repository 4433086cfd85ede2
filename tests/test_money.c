/* Money: pence and pounds, totals that are kept, sums in words. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "apportion/money.h"
#include "base/number.h"

enum { SPLIT_MOST = 300 };

static uint64_t seed = 1;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)((seed >> 32) % limit);
}

/* 1.005 is a little less in binary, and 0.12499999999 is an eighth to the millionth: both
 * are half a penny, and a half goes away from zero. */
static void nearest_penny_and_halves_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        double pounds;
        ap_pence pence;
    } answers[] = {
        {0, 0},
        {0.01, 1},
        {0.125, 13},
        {0.12499999999, 13},
        {0.1249, 12},
        {1.005, 101},
        {-0.125, -13},
        {-1.005, -101},
        {0.004999, 0},
        {168.322e6, 16832200000},
        {3.6e9, 360000000000},
        {8999999999999.5, 899999999999950},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        assert_int_equal(ap_pence_of(answers[i].pounds), answers[i].pence);
    }
}

static void pence_survive_the_way_through_pounds(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        ap_pence pence = (ap_pence)random_below(4000000000) * random_below(200000);
        pence = i % 2 == 0 ? pence : -pence;
        assert_int_equal(ap_pence_of(ap_pounds_of(pence)), pence);
    }
}

/* What is cut off is exact, so not even the number before a half is rounded up. */
static void nearest_is_as_the_library_has_it(void **state)
{
    (void)state;
    static const double edges[] = {
        0,   0.5, 0.49999999999999994, 1.5, 2.5, 4503599627370495.5, 9007199254740993.0,
        1e18};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        assert_int_equal(ap_nearest(edges[i]), llround(edges[i]));
        assert_int_equal(ap_nearest(-edges[i]), llround(-edges[i]));
    }
    for (int i = 0; i < 1000000; i++) {
        double x = ((double)random_below(4000000000) - 2e9) / (1 + random_below(1000));
        x = i % 4 == 0 ? floor(x) + 0.5 : x;
        assert_int_equal(ap_nearest(x), llround(x));
    }
}

/* £10.00 in three: 3.33 each and a penny for the first. Halves of a pound in whole pounds:
 * the earlier is rounded up. */
static void amounts_are_rounded_to_their_total(void **state)
{
    (void)state;
    static const struct {
        double pounds[3];
        ap_pence unit;
        ap_pence total;
        ap_pence rounded[3];
    } answers[] = {
        {{10.0 / 3, 10.0 / 3, 10.0 / 3}, 1, 1000, {334, 333, 333}},
        {{0.5, 0.5, 1}, 100, 200, {100, 0, 100}},
        {{0.2, 0.7, 0.1}, 100, 100, {0, 100, 0}},
        {{-0.5, -0.5, 1}, 100, 0, {0, -100, 100}},
        {{1500, 1500, 1000}, 100000, 400000, {200000, 100000, 100000}},
        {{5.9999999999, 4, 0}, 100, 1000, {600, 400, 0}},
        {{1, 1, 1}, 100, 500, {200, 200, 100}},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        ap_pence rounded[3];
        ap_round_to_total(3, answers[i].pounds, answers[i].unit, answers[i].total, rounded);
        assert_memory_equal(rounded, answers[i].rounded, sizeof rounded);
    }
}

static void rounded_amounts_add_up_and_are_neighbours(void **state)
{
    (void)state;
    enum { COUNT = 23 };
    static const ap_pence units[] = {1, 100, 100000};
    for (int i = 0; i < 10000; i++) {
        double pounds[COUNT];
        ap_pence rounded[COUNT];
        ap_pence unit = units[i % 3];
        double sum = 0;
        for (size_t k = 0; k < COUNT; k++) {
            pounds[k] = (random_below(1000000000) - 2e8) / 1e3;
            sum += pounds[k];
        }
        ap_pence total = llround(sum * 100 / (double)unit) * unit;
        ap_round_to_total(COUNT, pounds, unit, total, rounded);
        ap_pence added = 0;
        for (size_t k = 0; k < COUNT; k++) {
            assert_int_equal(rounded[k] % unit, 0);
            assert_true(fabs((double)rounded[k] - pounds[k] * 100) < (double)unit);
            added += rounded[k];
        }
        assert_int_equal(added, total);
    }
}

/* £1.00 in three: the first has the penny over, above zero and below. 4 to 1 to 1 of 10p
 * is 6.67, 1.67, 1.67: the first two of equal remainders are rounded up. */
static void a_split_gives_pence_to_the_largest_remainders(void **state)
{
    (void)state;
    static const struct {
        double weights[3];
        ap_pence amount;
        ap_pence shares[3];
    } answers[] = {
        {{1, 1, 1}, 100, {34, 33, 33}},
        {{1, 1, 1}, -100, {-34, -33, -33}},
        {{4, 1, 1}, 10, {7, 2, 1}},
        {{0, 2, 1}, 100, {0, 67, 33}},
        {{0, 0, 0}, 100, {100, 0, 0}},
        {{0, 0, 0}, -7, {-7, 0, 0}},
        {{0.6, 0.4, 0}, 7000000, {4200000, 2800000, 0}},
        {{1, 2, 3}, 0, {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        ap_pence shares[3];
        ap_split_pence(3, answers[i].weights, answers[i].amount, shares);
        assert_memory_equal(shares, answers[i].shares, sizeof shares);
    }
    ap_split_pence(0, NULL, 0, NULL);
}

static size_t largest_remainder(size_t count, const double exact[], const ap_pence shares[])
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        if (exact[i] - (double)shares[i] > exact[best] - (double)shares[best]) {
            best = i;
        }
    }
    return best;
}

/* The same, penny by penny: each goes to the largest remainder that there is. */
static void split_slowly(size_t count, const double weights[], ap_pence amount,
                         ap_pence shares[])
{
    double exact[SPLIT_MOST];
    double all = 0;
    ap_pence left = amount;
    for (size_t i = 0; i < count; i++) {
        all += weights[i];
    }
    for (size_t i = 0; i < count; i++) {
        exact[i] = (double)amount * weights[i] / all;
        double whole = round(exact[i]);
        shares[i] = (ap_pence)floor(fabs(exact[i] - whole) < 1e-6 ? whole : exact[i]);
        left -= shares[i];
    }
    for (; left > 0; left--) {
        shares[largest_remainder(count, exact, shares)]++;
    }
}

/* Few weights and many, some 0, some equal; amounts from a penny to the whole of the NHS.
 */
static void a_split_is_as_one_made_penny_by_penny(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {10, 5000, 100000000, 4000000000};
    for (int i = 0; i < 5000; i++) {
        double weights[SPLIT_MOST] = {0};
        ap_pence shares[SPLIT_MOST];
        ap_pence expected[SPLIT_MOST];
        size_t count = 1 + random_below(i % 10 == 0 ? SPLIT_MOST : 20);
        uint32_t kinds = i % 3 == 0 ? 3 : 1000000;
        ap_pence amount = (ap_pence)random_below(sizes[i % 4]) * (i % 7 == 0 ? 4000 : 1);
        for (size_t k = 0; k < count; k++) {
            weights[k] = random_below(4) == 0 ? 0 : random_below(kinds);
        }
        weights[random_below((uint32_t)count)] = 1;
        split_slowly(count, weights, amount, expected);
        ap_split_pence(count, weights, amount, shares);
        assert_memory_equal(shares, expected, count * sizeof shares[0]);
        ap_split_pence(count, weights, -amount, shares);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(shares[k], -expected[k]);
        }
    }
}

static void money_reads_as_people_write_it(void **state)
{
    (void)state;
    static const struct {
        double pounds;
        const char *words;
        const char *in_short;
    } answers[] = {
        {0, "£0", "£0"},
        {-0.4, "£0", "£0"},
        {7, "£7", "£7"},
        {-12, "-£12", "-£12"},
        {999.4, "£999", "£999"},
        {999.5, "£1,000", "£1.0k"},
        {1000, "£1,000", "£1.0k"},
        {12400, "£12,400", "£12.4k"},
        {-999499, "-£999,499", "-£999.5k"},
        {999500, "£999,500", "£1.0m"},
        {1234567, "£1,234,567", "£1.2m"},
        {168.322e6, "£168,322,000", "£168.3m"},
        {999.5e6, "£999,500,000", "£1.00bn"},
        {-3.6e9, "-£3,600,000,000", "-£3.60bn"},
        {8.999e12, "£8,999,000,000,000", "£8999.00bn"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char words[AP_MONEY_SIZE];
        assert_string_equal(ap_money_words(answers[i].pounds, words), answers[i].words);
        assert_string_equal(ap_money_short(answers[i].pounds, words), answers[i].in_short);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_penny_and_halves_away_from_zero),
        cmocka_unit_test(pence_survive_the_way_through_pounds),
        cmocka_unit_test(nearest_is_as_the_library_has_it),
        cmocka_unit_test(amounts_are_rounded_to_their_total),
        cmocka_unit_test(rounded_amounts_add_up_and_are_neighbours),
        cmocka_unit_test(a_split_gives_pence_to_the_largest_remainders),
        cmocka_unit_test(a_split_is_as_one_made_penny_by_penny),
        cmocka_unit_test(money_reads_as_people_write_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
