/* Text: growing buffers, arenas, arrays, near words and hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void text_grows_and_always_ends(void **state)
{
    (void)state;
    ap_text text = {0};
    ap_text_add(&text, "", 0);
    assert_string_equal(text.bytes, "");
    for (size_t i = 1; i <= 1000; i++) {
        ap_text_add(&text, "ab", i % 2 == 0 ? 2 : 1);
        assert_int_equal(strlen(text.bytes), text.length);
        assert_true(text.length < text.room);
    }
    assert_int_equal(text.length, 1500);
    assert_false(text.failed);
    ap_text_free(&text);
    assert_null(text.bytes);
    assert_int_equal(text.length, 0);
}

static void text_may_hold_zero_bytes(void **state)
{
    (void)state;
    ap_text text = {0};
    ap_text_add(&text, "a\0b", 3);
    assert_int_equal(text.length, 3);
    assert_memory_equal(text.bytes, "a\0b", 4);
    ap_text_free(&text);
}

/* Around the 64 bytes that the first piece holds. */
static void printing_makes_the_room_it_needs(void **state)
{
    (void)state;
    for (int width = 60; width < 70; width++) {
        ap_text text = {0};
        ap_text_print(&text, "%*d", width, 7);
        ap_text_print(&text, "%s", "");
        ap_text_print(&text, " and £%d", 12);
        char expected[96];
        (void)snprintf(expected, sizeof expected, "%*d and £%d", width, 7, 12);
        assert_string_equal(text.bytes, expected);
        assert_int_equal(text.length, strlen(expected));
        ap_text_free(&text);
    }
}

static void json_has_quotes_and_escapes(void **state)
{
    (void)state;
    static const char *const answers[][2] = {
        {"", "\"\""},
        {NULL, "null"},
        {"Isle of Wight", "\"Isle of Wight\""},
        {"£1 and €2 and 𝔸", "\"£1 and €2 and 𝔸\""},
        {"a \"b\" \\ c/d", "\"a \\\"b\\\" \\\\ c/d\""},
        {"one\ntwo\t\x01\x1f \x7f", "\"one\\u000atwo\\u0009\\u0001\\u001f \x7f\""},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        ap_text text = {0};
        ap_text_json(&text, answers[i][0]);
        assert_string_equal(text.bytes, answers[i][1]);
        ap_text_free(&text);
    }
}

/* Windows-1252, a character cut short, one written longer than it is, half of a surrogate
 * pair, one beyond the last: each byte that begins nothing is one mark. */
static void json_is_always_utf8(void **state)
{
    (void)state;
    static const char *const answers[][2] = {
        {"caf\xe9", "\"caf\\ufffd\""},
        {"\xe2\x82", "\"\\ufffd\\ufffd\""},
        {"\xe2\x82\"", "\"\\ufffd\\ufffd\\\"\""},
        {"\xc0\xaf", "\"\\ufffd\\ufffd\""},
        {"\xe0\x9f\xbf", "\"\\ufffd\\ufffd\\ufffd\""},
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
        {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\""},
        {"\xff", "\"\\ufffd\""},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        ap_text text = {0};
        ap_text_json(&text, answers[i][0]);
        assert_string_equal(text.bytes, answers[i][1]);
        ap_text_free(&text);
    }
}

/* Copies stay where they are while others are made, small ones and ones larger than a
 * whole chunk. */
static void arena_keeps_every_copy(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static char *copies[COUNT];
    char longest[40000];
    memset(longest, 'x', sizeof longest);
    ap_arena *arena = ap_arena_new();
    assert_non_null(arena);
    for (int i = 0; i < COUNT; i++) {
        copies[i] = i % 500 == 0 ? ap_arena_copy(arena, longest, sizeof longest)
                                 : ap_arena_print(arena, "copy %d of %s", i, "many");
        assert_non_null(copies[i]);
    }
    for (int i = 0; i < COUNT; i++) {
        char expected[32];
        (void)snprintf(expected, sizeof expected, "copy %d of many", i);
        if (i % 500 == 0) {
            assert_int_equal(strlen(copies[i]), sizeof longest);
        } else {
            assert_string_equal(copies[i], expected);
        }
    }
    assert_string_equal(ap_arena_copy(arena, "southampton", 5), "south");
    assert_string_equal(ap_arena_copy(arena, "", 0), "");
    ap_arena_free(arena);
    ap_arena_free(NULL);
}

static void arena_gives_zeroed_room_for_any_type(void **state)
{
    (void)state;
    ap_arena *arena = ap_arena_new();
    assert_non_null(arena);
    for (size_t size = 1; size < 40000; size = size * 3 + 1) {
        /* Used text before it, so that zeroes and alignment are no accident. */
        (void)ap_arena_print(arena, "%zu", size);
        unsigned char *room = ap_arena_room(arena, size);
        assert_non_null(room);
        assert_int_equal((uintptr_t)room % sizeof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(room[i], 0);
            room[i] = 0xff;
        }
    }
    ap_arena_free(arena);
}

static void array_has_room_for_one_more_at_every_count(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    uint64_t *numbers = NULL;
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t *grown = ap_grown(numbers, i, sizeof *numbers);
        assert_non_null(grown);
        numbers = grown;
        numbers[i] = i * i;
    }
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(numbers[i], i * i);
    }
    free(numbers);
}

static void nearest_word_is_what_was_meant(void **state)
{
    (void)state;
    static const char *const words[] = {"southampton", "portsmouth", "isle-of-wight",
                                        "north", "south"};
    static const struct {
        const char *word;
        const char *nearest;
    } answers[] = {
        {"southampton", "southampton"},
        {"Southhampton", "southampton"},
        {"suothampton", "southampton"},
        {"PORTSMOTH", "portsmouth"},
        {"isle of wight", "isle-of-wight"},
        {"soth", "south"},
        {"norht", "north"},
        {"bournemouth", "portsmouth"},
        {"leeds", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const char *nearest = ap_text_nearest(answers[i].word, 5, words);
        if (answers[i].nearest == NULL) {
            assert_null(nearest);
        } else {
            assert_non_null(nearest);
            assert_string_equal(nearest, answers[i].nearest);
        }
    }
    assert_null(ap_text_nearest("north", 0, words));
}

static void words_too_long_to_compare_are_nothing(void **state)
{
    (void)state;
    char longest[100];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *const words[] = {longest, "nn"};
    assert_null(ap_text_nearest("nnnnnnn", 1, words));
    assert_string_equal(ap_text_nearest("nnn", 2, words), "nn");
}

static void capitals_alone_make_no_difference(void **state)
{
    (void)state;
    assert_true(ap_text_same("Pool", "pOOL"));
    assert_true(ap_text_same("", ""));
    assert_false(ap_text_same("pool", "pools"));
    assert_false(ap_text_same("pools", "pool"));
    assert_false(ap_text_same("pool", "poll"));
    assert_false(ap_text_same("É", "é"));
}

/* FNV-1a and Murmur's last mix, computed apart with whole numbers of any size. */
static void hash_is_the_same_everywhere(void **state)
{
    (void)state;
    static const struct {
        unsigned long long seed;
        const char *text;
        unsigned long long hash;
    } answers[] = {
        {0, "", 0xefd01f60ba992926ULL},
        {0, "a", 0x82a2a958a9bece5bULL},
        {0, "southampton/community", 0x405ea0cd21de8802ULL},
        {1, "a", 0x86ede49b2924d824ULL},
        {0x82a2a958a9bece5bULL, "£", 0xe0988f7480bea397ULL},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        assert_true(ap_text_hash(answers[i].seed, answers[i].text) == answers[i].hash);
    }
}

static void csv_holds_no_formula(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"plain", "plain"},
        {"a, \"b\"", "\"a, \"\"b\"\"\""},
        {"=1+1", "'=1+1"},
        {"- late", "'- late"},
        {"-council's \"part\"", "\"=\"\"-council's \"\"\"\"part\"\"\"\"\"\"\""},
        {"it's", "it's"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        ap_text text = {0};
        ap_text_csv_safe(&text, pairs[i][0]);
        assert_string_equal(text.bytes == NULL ? "" : text.bytes, pairs[i][1]);
        ap_text_free(&text);
    }
}

static void one_is_not_many(void **state)
{
    (void)state;
    assert_string_equal(ap_text_plural(0, "place", "places"), "places");
    assert_string_equal(ap_text_plural(1, "place", "places"), "place");
    assert_string_equal(ap_text_plural(2, "place", "places"), "places");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows_and_always_ends),
        cmocka_unit_test(text_may_hold_zero_bytes),
        cmocka_unit_test(printing_makes_the_room_it_needs),
        cmocka_unit_test(json_has_quotes_and_escapes),
        cmocka_unit_test(json_is_always_utf8),
        cmocka_unit_test(arena_keeps_every_copy),
        cmocka_unit_test(arena_gives_zeroed_room_for_any_type),
        cmocka_unit_test(array_has_room_for_one_more_at_every_count),
        cmocka_unit_test(nearest_word_is_what_was_meant),
        cmocka_unit_test(words_too_long_to_compare_are_nothing),
        cmocka_unit_test(capitals_alone_make_no_difference),
        cmocka_unit_test(hash_is_the_same_everywhere),
        cmocka_unit_test(csv_holds_no_formula),
        cmocka_unit_test(one_is_not_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
