#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "import/slug.h"

enum { MOST = 8 };

typedef struct ap_slug_case {
    const char *title;
    const char *names[MOST];
    const char *keys[MOST];
} ap_slug_case;

static const ap_slug_case slug_cases[] = {
    {"words", {"Isle of Wight", "  St. Mary's -- Bay "}, {"isle_of_wight", "st_marys_bay"}},
    {"digits", {"Place 1", "42"}, {"place_1", "42"}},
    {"same_twice", {"Hill", "Dale", "HILL", "hill!"}, {"hill", "dale", "hill_2", "hill_3"}},
    {"number_taken", {"A", "A 2", "a"}, {"a", "a_2", "a_3"}},
    {"number_taken_before", {"A 2", "a", "A", "a"}, {"a_2", "a", "a_3", "a_4"}},
    {"no_letters", {"&", "£", "place"}, {"place", "place_2", "place_3"}},
    {"other_letters", {"Ynys Môn", "Môn"}, {"ynys_m_n", "m_n"}},
    {"total_row",
     {"Total", "Subtotals", "Totals 2"},
     {"place_total", "place_subtotals", "totals_2"}},
};
enum { SLUG_CASES = sizeof slug_cases / sizeof slug_cases[0] };

static void gives_these_keys(void **state)
{
    const ap_slug_case *one = *state;
    ap_arena *arena = ap_arena_new();
    const char *keys[MOST] = {NULL};
    size_t count = 0;
    while (count < MOST && one->names[count] != NULL) {
        count++;
    }
    assert_int_equal(ap_slugs(count, one->names, arena, keys, NULL), AP_OK);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(keys[i], one->keys[i]);
    }
    ap_arena_free(arena);
}

static void a_long_name_is_cut(void **state)
{
    (void)state;
    char name[1000];
    memset(name, 'X', sizeof name);
    name[sizeof name - 1] = '\0';
    const char *const names[] = {name, name};
    const char *keys[2] = {NULL};
    ap_arena *arena = ap_arena_new();
    assert_int_equal(ap_slugs(2, names, arena, keys, NULL), AP_OK);
    assert_true(strlen(keys[0]) < 80);
    assert_int_equal(strspn(keys[0], "x"), strlen(keys[0]));
    assert_int_equal(strlen(keys[1]), strlen(keys[0]) + 2);
    ap_arena_free(arena);
}

static void no_names_have_no_keys(void **state)
{
    (void)state;
    ap_arena *arena = ap_arena_new();
    assert_int_equal(ap_slugs(0, NULL, arena, NULL, NULL), AP_OK);
    ap_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_long_name_is_cut),
        cmocka_unit_test(no_names_have_no_keys),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[SLUG_CASES + OTHERS];
    for (size_t i = 0; i < SLUG_CASES; i++) {
        tests[i] = (struct CMUnitTest){.name = slug_cases[i].title,
                                       .test_func = gives_these_keys,
                                       .initial_state = (void *)&slug_cases[i]};
    }
    memcpy(tests + SLUG_CASES, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
