#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/edit.h"
#include "small_case.h"

/* The small case and a copy of it to edit. */
typedef struct ap_pair {
    ap_case *base;
    ap_case *copy;
} ap_pair;

static ap_pair pair(void)
{
    ap_pair both = {.base = small_loaded()};
    assert_int_equal(ap_case_copy(both.base, &both.copy, NULL), AP_OK);
    return both;
}

static void free_pair(ap_pair both)
{
    ap_case_free(both.copy);
    ap_case_free(both.base);
}

static void fields_of_every_type_can_be_set(void **state)
{
    (void)state;
    ap_pair both = pair();
    ap_case *copy = both.copy;
    assert_int_equal(ap_case_edit(copy, "schemes", "north-acute", "bid", "£50m", NULL),
                     AP_BAD_INPUT);
    assert_true(copy->schemes[0].bid == 45e6);
    assert_int_equal(
        ap_case_edit(copy, "schemes", "north-acute", "bid", "£50,000,000", NULL), AP_OK);
    assert_true(copy->schemes[0].bid == 50e6);
    assert_int_equal(ap_case_edit(copy, "schemes", "north-acute", "kind", "capital", NULL),
                     AP_OK);
    assert_int_equal(copy->schemes[0].kind, AP_CAPITAL);
    assert_int_equal(ap_case_edit(copy, "schemes", "north-acute", "tags", "a|b", NULL),
                     AP_OK);
    assert_string_equal(copy->schemes[0].tags, "a|b");
    assert_int_equal(ap_case_edit(copy, "sources", "council", "envelope", "yes", NULL),
                     AP_OK);
    assert_true(copy->sources[1].is_envelope);
    assert_int_equal(ap_case_edit(copy, "places", "north", "core20", "25%", NULL), AP_OK);
    assert_true(copy->places[1].core20 == 0.25);
    assert_int_equal(
        ap_case_edit(copy, "need", "north/community", "weighted_population", "1,000", NULL),
        AP_OK);
    assert_true(copy->need[2].weighted == 1000);
    assert_true(both.base->schemes[0].bid == 45e6);
    assert_true(both.base->need[2].weighted == 62000);
    free_pair(both);
}

static void settings_are_set_by_section_and_key(void **state)
{
    (void)state;
    ap_pair both = pair();
    assert_int_equal(ap_case_edit(both.copy, "settings", "equity.under", "", "2.5%", NULL),
                     AP_OK);
    assert_true(both.copy->settings.equity_under == 0.025);
    ap_error err = {0};
    assert_int_equal(ap_case_edit(both.copy, "settings", "equity.undr", "", "2.5%", &err),
                     AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "did you mean \"equity.under\"?"));
    assert_int_equal(ap_case_edit(both.copy, "settings", "goals.slack", "", "", NULL),
                     AP_OK);
    assert_true(both.copy->settings.goal_slack == 1);
    free_pair(both);
}

/* A rule's value is money or a rate as its unit is at that moment. */
static void a_value_is_read_by_the_unit_of_its_row(void **state)
{
    (void)state;
    ap_pair both = pair();
    ap_case *copy = both.copy;
    assert_int_equal(ap_case_edit(copy, "rules", "acute-ceiling", "value", "65%", NULL),
                     AP_BAD_INPUT);
    assert_true(copy->rules[3].value == 70e6);
    assert_int_equal(ap_case_edit(copy, "rules", "acute-ceiling", "unit", "share", NULL),
                     AP_OK);
    assert_int_equal(ap_case_edit(copy, "rules", "acute-ceiling", "value", "65%", NULL),
                     AP_OK);
    assert_true(copy->rules[3].value == 0.65);
    assert_int_equal(ap_case_edit(copy, "rules", "acute-ceiling", "strength", "off", NULL),
                     AP_OK);
    assert_int_equal(copy->rules[3].strength, AP_OFF);
    free_pair(both);
}

static void a_parameter_of_pace_may_have_no_row_yet(void **state)
{
    (void)state;
    ap_pair both = pair();
    ap_case *copy = both.copy;
    assert_int_equal(ap_case_edit(copy, "pace", "speed", "value", "fast", NULL),
                     AP_BAD_INPUT);
    assert_int_equal(copy->pace_count, 3);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ap_case_edit(copy, "pace", "speed", "value", "2", NULL), AP_OK);
        assert_int_equal(copy->pace_count, 4);
    }
    assert_string_equal(copy->pace[3].parameter, "speed");
    assert_true(copy->pace[3].value == 2);
    assert_int_equal(ap_case_edit(copy, "pace", "cap", "value", "20%", NULL), AP_OK);
    assert_true(copy->pace[2].value == 0.2 && both.base->pace[2].value == 0.12);
    assert_int_equal(both.base->pace_count, 3);
    free_pair(both);
}

typedef struct ap_refused {
    const char *table;
    const char *target;
    const char *column;
    const char *value;
    const char *what; /**< a part of the message */
} ap_refused;

static const ap_refused refused[] = {
    {"settings", "round.levels", "", "place", "levels stay as they are"},
    {"sheme", "north-acute", "bid", "1", "did you mean \"schemes\"?"},
    {"schemes", "north-acut", "bid", "1", "did you mean \"north-acute\"?"},
    {"schemes", "north-acute", "bids", "1", "did you mean \"bid\"?"},
    {"schemes", "north-acute", "bid", "-1", "bid is at least £0"},
    {"schemes", "north-acute", "bid", "", "a value is required"},
    {"schemes", "north-acute", "scheme", "other", "keys and references stay"},
    {"schemes", "north-acute", "place", "south", "keys and references stay"},
    {"contributions", "better-care/Example ICB/icb-core", "partner", "Other",
     "keys and references stay"},
    {"rules", "no-loser", "strength", "hardish", "hard, soft or off"},
    {"eligibility", "icb-core", "scheme_type", "x", "have no key"},
    {"contributions", "better-care", "amount", "1", "write its pool/partner/source"},
    {"pace", "sped", "value", "1", "did you mean \"speed\"?"},
    {"settings", "case.year", "", "2023", "year"},
};

static void what_is_refused_says_why(void **state)
{
    (void)state;
    ap_pair both = pair();
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const ap_refused *one = &refused[i];
        ap_error err = {0};
        assert_int_equal(
            ap_case_edit(both.copy, one->table, one->target, one->column, one->value, &err),
            AP_BAD_INPUT);
        if (strstr(err.what, one->what) == NULL) {
            fail_msg("\"%s\" should be in: %s", one->what, err.what);
        }
        assert_non_null(strstr(err.where, one->table));
    }
    free_pair(both);
}

static void an_option_is_all_of_its_rows(void **state)
{
    (void)state;
    ap_pair both = pair();
    assert_int_equal(ap_case_apply_option(both.copy, "wider", NULL), AP_OK);
    assert_true(both.copy->settings.equity_under == 0.08);
    assert_true(both.copy->settings.equity_over == 0.08);
    assert_int_equal(both.copy->rules[4].strength, AP_OFF);
    assert_int_equal(ap_case_apply_option(both.copy, "earmark", NULL), AP_OK);
    assert_int_equal(both.copy->rules[4].strength, AP_SOFT);
    assert_true(both.copy->rules[4].value == 150);
    ap_error err = {0};
    assert_int_equal(ap_case_apply_option(both.copy, "widr", &err), AP_BAD_SETTING);
    assert_non_null(strstr(err.what, "did you mean \"wider\"?"));
    free_pair(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_every_type_can_be_set),
        cmocka_unit_test(settings_are_set_by_section_and_key),
        cmocka_unit_test(a_value_is_read_by_the_unit_of_its_row),
        cmocka_unit_test(a_parameter_of_pace_may_have_no_row_yet),
        cmocka_unit_test(what_is_refused_says_why),
        cmocka_unit_test(an_option_is_all_of_its_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
