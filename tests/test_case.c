#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/schema.h"
#include "small_case.h"

/* Rows of the small case. */
enum { COUNTY, NORTH, SOUTH };
enum { ICB_CORE, COUNCIL, DFG };
enum {
    NORTH_ACUTE,
    SOUTH_ACUTE,
    NORTH_COMMUNITY,
    SOUTH_COMMUNITY,
    REABLEMENT,
    ADAPTATIONS
};

static void places_make_a_tree(void **state)
{
    (void)state;
    ap_case *inputs = small_loaded();
    assert_int_equal(ap_case_system(inputs), COUNTY);
    assert_true(ap_case_is_parent(inputs, COUNTY));
    assert_false(ap_case_is_parent(inputs, NORTH));
    assert_true(ap_case_is_within(inputs, NORTH, COUNTY));
    assert_true(ap_case_is_within(inputs, NORTH, NORTH));
    assert_true(ap_case_is_within(inputs, NORTH, AP_NONE));
    assert_false(ap_case_is_within(inputs, NORTH, SOUTH));
    assert_false(ap_case_is_within(inputs, COUNTY, NORTH));
    ap_case_free(inputs);
}

/* The core may fund all revenue; the grant only North's reablement, by its permission; DFG
 * only what is capital. */
static void a_source_funds_what_kind_place_and_permission_allow(void **state)
{
    (void)state;
    static const bool expected[3][6] = {
        [ICB_CORE] = {true, true, true, true, true, false},
        [COUNCIL] = {false, false, false, false, true, false},
        [DFG] = {false, false, false, false, false, true},
    };
    ap_case *inputs = small_loaded();
    for (size_t scheme = 0; scheme < 6; scheme++) {
        bool may[3] = {true, true, true};
        ap_case_funders(inputs, scheme, may);
        for (size_t source = 0; source < 3; source++) {
            assert_int_equal(ap_case_may_fund(inputs, source, scheme),
                             expected[source][scheme]);
            assert_int_equal(may[source], expected[source][scheme]);
        }
    }
    ap_case_free(inputs);
}

typedef struct ap_selecting {
    const char *selector;
    const char *word;
    bool matches;
} ap_selecting;

static const ap_selecting selecting[] = {
    {"", "acute", true},
    {"", "", true},
    {"acute", "acute", true},
    {"acute", "Acute", true},
    {"acute", "acutes", false},
    {"acutes", "acute", false},
    {"acute|community", "community", true},
    {" acute | community ", "community", true},
    {"acute|community", "dental", false},
    {"!acute|community", "dental", true},
    {"!acute|community", "acute", false},
    {"*", "anything", true},
    {"*", "", true},
    {"!*", "anything", false},
    {"!", "anything", false},
    {"home*", "Home Care or Domiciliary Care", true},
    {"*care", "Home Care or Domiciliary Care", true},
    {"*dom*care*", "Home Care or Domiciliary Care", true},
    {"*dom*care?", "Home Care or Domiciliary Care", false},
    {"h?me", "home", true},
    {"h?me", "hme", false},
    {"caf?", "café", true},
    {"a*b*c", "aXbXbXc", true},
    {"a*b*c", "aXbXbX", false},
    {"a|", "", false},
    {"[a]", "a", false},
};

static void a_selector_is_words_and_wildcards(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof selecting / sizeof selecting[0]; i++) {
        const ap_selecting *one = &selecting[i];
        if (ap_selector_matches(one->selector, one->word) != one->matches) {
            fail_msg("\"%s\" should %smatch \"%s\"", one->selector,
                     one->matches ? "" : "not ", one->word);
        }
    }
}

/* The textbook definition, which tries everything. */
static bool matches_slowly(const char *pattern, const char *word)
{
    if (*pattern == '\0') {
        return *word == '\0';
    }
    if (*pattern == '*') {
        return matches_slowly(pattern + 1, word) ||
               (*word != '\0' && matches_slowly(pattern, word + 1));
    }
    return *word != '\0' && (*pattern == '?' || *pattern == *word) &&
           matches_slowly(pattern + 1, word + 1);
}

static void random_word(uint32_t *seed, const char *letters, char out[8])
{
    *seed = *seed * 1664525u + 1013904223u;
    size_t length = (*seed >> 24) % 8;
    for (size_t i = 0; i < length; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        out[i] = letters[(*seed >> 24) % strlen(letters)];
    }
    out[length] = '\0';
}

static void wildcards_match_as_the_slow_definition_does(void **state)
{
    (void)state;
    uint32_t seed = 1;
    size_t matches = 0;
    for (int i = 0; i < 50000; i++) {
        char pattern[8];
        char word[8];
        random_word(&seed, "ab*?", pattern);
        random_word(&seed, "ab", word);
        if (pattern[0] != '\0') {
            bool expected = matches_slowly(pattern, word);
            matches += expected;
            assert_int_equal(ap_selector_matches(pattern, word), expected);
        }
    }
    assert_true(matches > 5000);
}

static void words_are_taken_one_by_one(void **state)
{
    (void)state;
    const char *rest = " a b || c;|";
    const char *word = NULL;
    size_t length = 0;
    assert_true(ap_word_next(&rest, '|', &word, &length));
    assert_true(length == 3 && memcmp(word, "a b", 3) == 0);
    assert_true(ap_word_next(&rest, '|', &word, &length));
    assert_true(length == 2 && memcmp(word, "c;", 2) == 0);
    assert_false(ap_word_next(&rest, '|', &word, &length));
    assert_false(ap_word_next(&rest, '|', &word, &length));
}

static void a_copy_can_be_changed_and_freed_by_itself(void **state)
{
    (void)state;
    ap_case *inputs = small_loaded();
    ap_case *copy = NULL;
    assert_int_equal(ap_case_copy(inputs, &copy, NULL), AP_OK);
    copy->schemes[NORTH_ACUTE].bid = 1;
    copy->settings.equity_under = 0.5;
    assert_true(inputs->schemes[NORTH_ACUTE].bid == 45e6);
    assert_true(inputs->settings.equity_under == 0.05);
    assert_string_equal(copy->schemes[REABLEMENT].tags, "core20|discharge");
    assert_ptr_equal(copy->rules[0].name, inputs->rules[0].name);
    assert_null(copy->arena);
    ap_case_free(copy);
    assert_string_equal(inputs->rules[0].name, "No place loses money");
    ap_case_free(inputs);
    ap_case_free(NULL);
}

static void every_field_of_the_schema_is_told(void **state)
{
    (void)state;
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    ap_text page = {0};
    ap_text mark = {0};
    ap_schema_print(&page);
    ap_schema_markdown(&mark);
    for (size_t t = 0; t < count + 2; t++) {
        const ap_schema_table *table = t < count    ? &tables[t]
                                       : t == count ? ap_schema_settings()
                                                    : ap_schema_pace();
        assert_non_null(strstr(page.bytes, table->file));
        for (size_t f = 0; f < table->field_count; f++) {
            bool is_told_once = strcmp(table->fields[f].name, "basis") == 0 ||
                                strcmp(table->fields[f].name, "note") == 0;
            char name[64];
            size_t length = strlen(table->fields[f].help);
            (void)snprintf(name, sizeof name, "| `%s` |", table->fields[f].name);
            assert_non_null(strstr(page.bytes, table->fields[f].name));
            assert_true(is_told_once || strstr(mark.bytes, name) != NULL);
            assert_true(length > 5);
        }
    }
    ap_text_free(&page);
    ap_text_free(&mark);
}

static void the_printed_schema_is_80_columns_wide(void **state)
{
    (void)state;
    ap_text page = {0};
    ap_schema_print(&page);
    size_t wide = 0;
    for (const char *c = page.bytes; *c != '\0'; c++) {
        wide += ((unsigned char)*c & 0xC0U) != 0x80U ? 1 : 0;
        if (*c == '\n') {
            assert_true(wide <= 81);
            wide = 0;
        }
    }
    ap_text_free(&page);
}

/* Tables refer only to those before them, keys name fields, fallbacks are given only where
 * a blank is allowed. */
static void the_schema_keeps_its_own_rules(void **state)
{
    (void)state;
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    assert_int_equal(count, 36);
    for (size_t t = 0; t < count; t++) {
        assert_ptr_equal(ap_schema_find(tables[t].name), &tables[t]);
        assert_string_equal(tables[t].fields[tables[t].field_count - 2].name, "basis");
        assert_string_equal(tables[t].fields[tables[t].field_count - 1].name, "note");
        for (size_t f = 0; f < tables[t].field_count; f++) {
            const ap_field *field = &tables[t].fields[f];
            assert_true(field->offset < tables[t].row_size);
            assert_false(field->is_required && field->fallback != NULL);
            if (field->type == AP_TYPE_REF) {
                assert_true(ap_schema_find(field->refers) <= &tables[t]);
            }
        }
    }
    assert_ptr_equal(ap_schema_find("settings"), ap_schema_settings());
    assert_null(ap_schema_find("nothing"));
    assert_null(ap_schema_field(&tables[0], "nothing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_make_a_tree),
        cmocka_unit_test(a_source_funds_what_kind_place_and_permission_allow),
        cmocka_unit_test(a_selector_is_words_and_wildcards),
        cmocka_unit_test(wildcards_match_as_the_slow_definition_does),
        cmocka_unit_test(words_are_taken_one_by_one),
        cmocka_unit_test(a_copy_can_be_changed_and_freed_by_itself),
        cmocka_unit_test(every_field_of_the_schema_is_told),
        cmocka_unit_test(the_printed_schema_is_80_columns_wide),
        cmocka_unit_test(the_schema_keeps_its_own_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
