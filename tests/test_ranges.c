/* Sets of scenarios, and how they are cut into blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "risk/hand_out.h"
#include "toy_round.h"

static void expect_words(const ap_ranges *ranges, const char *words)
{
    ap_text text = {0};
    ap_ranges_print(ranges, &text);
    assert_string_equal(text.bytes, words);
    ap_text_free(&text);
}

static void add(ap_ranges *ranges, uint64_t first, uint64_t end)
{
    assert_int_equal(ap_ranges_add(ranges, (ap_range){first, end}, NULL), AP_OK);
}

static void ranges_that_touch_are_one(void **state)
{
    (void)state;
    ap_ranges ranges = {0};
    expect_words(&ranges, "none");
    add(&ranges, 10, 20);
    add(&ranges, 30, 40);
    add(&ranges, 0, 5);
    expect_words(&ranges, "0-4,10-19,30-39");
    add(&ranges, 20, 30);
    expect_words(&ranges, "0-4,10-39");
    add(&ranges, 40, 41);
    add(&ranges, 9, 10);
    add(&ranges, 7, 7);
    expect_words(&ranges, "0-4,9-40");
    assert_int_equal(ap_ranges_total(&ranges), 5 + 32);
    ap_ranges_free(&ranges);
}

static void twice_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const ap_range wrong[] = {{0, 11},  {15, 16}, {19, 21},
                                     {10, 20}, {0, 100}, {25, 31}};
    ap_ranges ranges = {0};
    add(&ranges, 10, 20);
    add(&ranges, 30, 40);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ap_error err = {0};
        assert_int_equal(ap_ranges_add(&ranges, wrong[i], &err), AP_INTERNAL);
        assert_non_null(strstr(err.what, "computed twice"));
        expect_words(&ranges, "10-19,30-39");
    }
    ap_ranges_free(&ranges);
}

static void gaps_are_found_in_order(void **state)
{
    (void)state;
    static const struct {
        ap_range within;
        ap_range gap;
    } cases[] = {
        {{0, 100}, {0, 10}},    {{5, 8}, {5, 8}},      {{10, 100}, {20, 30}},
        {{15, 100}, {20, 30}},  {{20, 100}, {20, 30}}, {{22, 100}, {22, 30}},
        {{30, 100}, {40, 100}}, {{39, 41}, {40, 41}},
    };
    ap_ranges ranges = {0};
    add(&ranges, 10, 20);
    add(&ranges, 30, 40);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_range gap = ap_ranges_gap(&ranges, cases[i].within);
        assert_int_equal(gap.first, cases[i].gap.first);
        assert_int_equal(gap.end, cases[i].gap.end);
    }
    assert_int_equal(ap_range_length(ap_ranges_gap(&ranges, (ap_range){12, 18})), 0);
    assert_int_equal(ap_range_length(ap_ranges_gap(&ranges, (ap_range){31, 40})), 0);
    ap_ranges_free(&ranges);
}

static void words_are_read_back(void **state)
{
    (void)state;
    static const char *const good[] = {"none", "0-0", "0-4,9-40", "7-18446744073709551614"};
    static const char *const bad[] = {"",
                                      "1",
                                      "1-",
                                      "-1-2",
                                      "2-1",
                                      "1-2,",
                                      "1-2,2-3",
                                      "a-b",
                                      "1-2 ",
                                      "1-2,,4-5",
                                      "1 -2",
                                      "0-99999999999999999999",
                                      "0-18446744073709551615"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ap_ranges ranges = {0};
        assert_int_equal(ap_ranges_parse(good[i], &ranges, NULL), AP_OK);
        expect_words(&ranges, good[i]);
        ap_ranges_free(&ranges);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ap_ranges ranges = {0};
        assert_int_equal(ap_ranges_parse(bad[i], &ranges, NULL), AP_BAD_INPUT);
        ap_ranges_free(&ranges);
    }
}

enum { ALL = 200 };

/* A random set, as ranges and as flags. */
static ap_ranges random_set(uint64_t *seed, bool flags[ALL])
{
    ap_ranges ranges = {0};
    memset(flags, 0, ALL * sizeof *flags);
    for (int i = 0; i < 30; i++) {
        uint64_t first = (uint64_t)(ap_toy_draw(seed) * ALL);
        uint64_t end = first + (uint64_t)(ap_toy_draw(seed) * 12);
        bool is_free = end <= ALL;
        for (uint64_t j = first; j < end && is_free; j++) {
            is_free = !flags[j];
        }
        assert_int_equal(
            ap_ranges_add(&ranges, (ap_range){first, is_free ? end : first}, NULL), AP_OK);
        for (uint64_t j = first; j < end && is_free; j++) {
            flags[j] = true;
        }
    }
    return ranges;
}

/* Of 2,000 random sets: sums and gaps are those of the flags; blocks of the rest, over
 * rounds, ranks and sizes of any kind, give every missing scenario once and no other. */
static void blocks_give_what_is_missing_once(void **state)
{
    (void)state;
    uint64_t seed = 20240401;
    for (int trial = 0; trial < 2000; trial++) {
        bool flags[ALL];
        ap_ranges done = random_set(&seed, flags);
        ap_hand_out blocks = {0};
        uint64_t most = 1 + (uint64_t)(ap_toy_draw(&seed) * 40);
        int ranks = 1 + (int)(ap_toy_draw(&seed) * 5);
        uint64_t middle = (uint64_t)(ap_toy_draw(&seed) * ALL);
        assert_int_equal(ap_hand_out_begin(&blocks, &done, most, ranks, NULL), AP_OK);
        assert_int_equal(ap_range_length(ap_hand_out_next(&blocks)), 0);
        for (int round = 0; round < 2; round++) {
            ap_hand_out_open(&blocks,
                             round == 0 ? (ap_range){0, middle} : (ap_range){middle, ALL});
            for (ap_range block = ap_hand_out_next(&blocks); ap_range_length(block) > 0;
                 block = ap_hand_out_next(&blocks)) {
                assert_true(ap_range_length(block) <= most);
                assert_true(round == 1 || block.end <= middle);
                for (uint64_t j = block.first; j < block.end; j++) {
                    assert_false(flags[j]);
                    flags[j] = true;
                }
                assert_int_equal(ap_ranges_add(&done, block, NULL), AP_OK);
            }
        }
        assert_int_equal(ap_ranges_total(&done), ALL);
        assert_int_equal(done.count, 1);
        ap_hand_out_end(&blocks);
        ap_ranges_free(&done);
    }
}

/* 100,000 scenarios for 4 ranks: blocks of 4,096 while an eighth of what is left is more
 * than that, then an eighth of what is left, and never below 16 but for the last. */
static void blocks_shrink_towards_the_end(void **state)
{
    (void)state;
    ap_ranges none = {0};
    ap_hand_out blocks = {0};
    assert_int_equal(ap_hand_out_begin(&blocks, &none, 0, 4, NULL), AP_OK);
    ap_hand_out_open(&blocks, (ap_range){0, 100000});
    uint64_t left = 100000;
    uint64_t before = AP_HAND_OUT_MOST;
    while (left > 0) {
        ap_range block = ap_hand_out_next(&blocks);
        uint64_t length = ap_range_length(block);
        assert_true(length <= before && length > 0);
        assert_true(length >= AP_HAND_OUT_LEAST || length == left);
        assert_true(left / 8 < AP_HAND_OUT_MOST || length == AP_HAND_OUT_MOST);
        before = length;
        left -= length;
    }
    ap_hand_out_end(&blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_that_touch_are_one),
        cmocka_unit_test(twice_is_refused_and_changes_nothing),
        cmocka_unit_test(gaps_are_found_in_order),
        cmocka_unit_test(words_are_read_back),
        cmocka_unit_test(blocks_give_what_is_missing_once),
        cmocka_unit_test(blocks_shrink_towards_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
