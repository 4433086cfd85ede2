/* Random numbers by address: Philox against its published answers, and the uniforms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample/random.h"
#include "statistics.h"

/* From kat_vectors of Random123 1.14 (D. E. Shaw Research), the lines of philox4x32 10. */
static void test_philox_gives_its_published_answers(void **state)
{
    static const struct {
        uint32_t counter[4];
        uint32_t key[2];
        uint32_t answer[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        uint32_t block[4];
        ap_random_block(known[k].counter, known[k].key, block);
        assert_memory_equal(block, known[k].answer, sizeof block);
    }
}

/* Counter 0 and key 0 is the address of zeros. */
static void test_an_address_is_the_counter_and_the_key(void **state)
{
    const ap_address zero = {0, 0, 0, AP_USE_DRAW, 0};
    const ap_address pi = {0x299f31d0a4093822, 0x85a308d3243f6a88, 0x13198a2e, 3, 0x707344};
    (void)state;
    assert_true(ap_random_word(&zero) == 0xe169c58d6627e8d5);
    assert_true(ap_random_word(&pi) == 0x94fdccebd16cfe09);
}

static void test_fractions_are_never_0_or_1(void **state)
{
    (void)state;
    assert_true(ap_random_fraction(0) == 0x1p-53);
    assert_true(ap_random_fraction(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(1 - ap_random_fraction(UINT64_MAX) == 0x1p-53);
    assert_true(ap_random_fraction(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
}

/* Every part of an address counts: 2 x 3 x 4 x 5 x 6 addresses, 720 different words. */
static void test_every_part_of_an_address_counts(void **state)
{
    enum { WORDS = 720 };
    uint64_t words[WORDS];
    (void)state;
    for (unsigned k = 0; k < WORDS; k++) {
        const ap_address at = {k % 2, k / 2 % 3 * (UINT64_C(1) << 40), k / 6 % 4,
                               (ap_use)(k / 24 % 5), k / 120};
        words[k] = ap_random_word(&at);
        for (unsigned j = 0; j < k; j++) {
            assert_true(words[j] != words[k]);
        }
    }
}

enum { DRAWS = 100000 };

static double uniform(uint64_t seed, uint64_t scenario, uint32_t driver)
{
    const ap_address at = {seed, scenario, driver, AP_USE_DRAW, 0};
    return ap_random_uniform(&at);
}

/* Kolmogorov-Smirnov over scenarios, over drivers and over seeds: below 1.63, the bound of
 * one in a hundred, for these fixed addresses. */
static void test_uniforms_are_uniform_whichever_way_one_goes(void **state)
{
    double *u = malloc(DRAWS * sizeof *u);
    (void)state;
    assert_non_null(u);
    for (int way = 0; way < 3; way++) {
        for (uint32_t k = 0; k < DRAWS; k++) {
            u[k] = uniform(way == 0 ? k : 7, way == 1 ? k : 5, way == 2 ? k : 3);
        }
        assert_true(ap_distance_from_uniform(DRAWS, u) < 1.63);
    }
    free(u);
}

/* Pairs of neighbours fall into 16 x 16 cells: chi-square of 255 degrees is 255 +- 22.6; it
 * lies within three of those. */
static void test_neighbours_are_independent(void **state)
{
    enum { SIDE = 16, CELLS = SIDE * SIDE };
    (void)state;
    for (int way = 0; way < 3; way++) {
        double count[CELLS] = {0};
        double chi_square = 0;
        for (uint32_t k = 0; k < DRAWS; k++) {
            double a = uniform(9, k, 4);
            double b = uniform(way == 0 ? 10 : 9, way == 1 ? k + 1 : k, way == 2 ? 5 : 4);
            count[(int)(a * SIDE) * SIDE + (int)(b * SIDE)]++;
        }
        for (int c = 0; c < CELLS; c++) {
            double expected = (double)DRAWS / CELLS;
            chi_square += (count[c] - expected) * (count[c] - expected) / expected;
        }
        assert_true(fabs(chi_square - 255) < 3 * 22.6);
    }
}

/* Words of many addresses at once are the words one by one, which Random123 makes. */
static void test_many_words_are_single_words(void **state)
{
    enum { MOST = 37 };
    (void)state;
    for (size_t count = 0; count <= MOST; count++) {
        ap_address at = {0x0123456789abcdefU * (count + 1), 0, 0, AP_USE_FLIP,
                         AP_INDEX_LIMIT - 1 - (uint32_t)count};
        uint64_t scenarios[MOST];
        uint32_t drivers[MOST];
        uint64_t words[MOST + 1];
        for (size_t k = 0; k < count; k++) {
            scenarios[k] = at.seed * (k + 3);
            drivers[k] = (uint32_t)(scenarios[k] >> 17);
        }
        words[count] = 99;
        ap_random_words(&at, count, scenarios, drivers, words);
        for (size_t k = 0; k < count; k++) {
            at.scenario = scenarios[k];
            at.driver = drivers[k];
            assert_true(words[k] == ap_random_word(&at));
        }
        assert_true(words[count] == 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_gives_its_published_answers),
        cmocka_unit_test(test_an_address_is_the_counter_and_the_key),
        cmocka_unit_test(test_fractions_are_never_0_or_1),
        cmocka_unit_test(test_every_part_of_an_address_counts),
        cmocka_unit_test(test_uniforms_are_uniform_whichever_way_one_goes),
        cmocka_unit_test(test_neighbours_are_independent),
        cmocka_unit_test(test_many_words_are_single_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
