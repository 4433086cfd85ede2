/* Statuses: one table of names, exit codes and words, and the first failure is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/status.h"

/* In order of severity, with the exit codes of README (sysexits.h where it has one). */
static const struct {
    ap_status status;
    int code;
} in_order[] = {
    {AP_OK, 0},           {AP_CHECK_FAILED, 1}, {AP_STOPPED, 75},   {AP_USAGE, 64},
    {AP_BAD_SETTING, 78}, {AP_BAD_INPUT, 65},   {AP_NO_INPUT, 66},  {AP_CANNOT_CREATE, 73},
    {AP_IO, 74},          {AP_UNUSABLE, 69},    {AP_NO_MEMORY, 70}, {AP_INTERNAL, 70},
};
enum { STATUSES = sizeof in_order / sizeof in_order[0] };

static void exit_codes_are_those_promised(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATUSES; i++) {
        assert_int_equal(ap_status_exit_code(in_order[i].status), in_order[i].code);
    }
}

static void a_worse_status_is_a_greater_number(void **state)
{
    (void)state;
    for (size_t i = 1; i < STATUSES; i++) {
        assert_true(in_order[i].status > in_order[i - 1].status);
    }
}

static void every_status_has_words_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATUSES; i++) {
        const char *words = ap_status_words(in_order[i].status);
        assert_true(strlen(words) > 3);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(words, ap_status_words(in_order[j].status));
        }
    }
}

static void failure_says_where_and_what(void **state)
{
    (void)state;
    ap_error err = {0};
    assert_int_equal(ap_fail(&err, AP_BAD_INPUT, "need.csv:42, column index",
                             "an index lies between 0 and %d, not %g", 10, 12.5),
                     AP_BAD_INPUT);
    assert_int_equal(err.status, AP_BAD_INPUT);
    assert_string_equal(err.where, "need.csv:42, column index");
    assert_string_equal(err.what, "an index lies between 0 and 10, not 12.5");
}

static void first_failure_is_kept_and_the_later_status_still_returned(void **state)
{
    (void)state;
    ap_error err = {0};
    (void)ap_fail(&err, AP_BAD_INPUT, "first", "one");
    assert_int_equal(ap_fail(&err, AP_INTERNAL, "second", "two"), AP_INTERNAL);
    assert_int_equal(err.status, AP_BAD_INPUT);
    assert_string_equal(err.where, "first");
    assert_string_equal(err.what, "one");
}

static void nobody_has_to_listen(void **state)
{
    (void)state;
    assert_int_equal(ap_fail(NULL, AP_IO, "a.csv", "%s", "lost"), AP_IO);
    ap_error err = {0};
    assert_int_equal(ap_fail(&err, AP_IO, NULL, "no place"), AP_IO);
    assert_string_equal(err.where, "");
    assert_string_equal(err.what, "no place");
}

static void long_messages_are_cut_and_end(void **state)
{
    (void)state;
    char longest[2000];
    memset(longest, 'w', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct {
        ap_error err;
        char after[8];
    } kept = {.after = "intact"};
    (void)ap_fail(&kept.err, AP_IO, longest, "%s", longest);
    assert_int_equal(strlen(kept.err.where), sizeof kept.err.where - 1);
    assert_int_equal(strlen(kept.err.what), sizeof kept.err.what - 1);
    assert_string_equal(kept.after, "intact");
}

static ap_status fails(int *calls)
{
    (*calls)++;
    return AP_IO;
}

static ap_status tries(ap_status first, int *calls)
{
    ap_status status = AP_OK;
    AP_TRY(first);
    AP_TRY(fails(calls));
    AP_TRY(fails(calls));
done:
    return status;
}

static void try_goes_on_while_all_is_well_and_leaves_at_the_first_failure(void **state)
{
    (void)state;
    int calls = 0;
    assert_int_equal(tries(AP_OK, &calls), AP_IO);
    assert_int_equal(calls, 1);
    assert_int_equal(tries(AP_USAGE, &calls), AP_USAGE);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes_are_those_promised),
        cmocka_unit_test(a_worse_status_is_a_greater_number),
        cmocka_unit_test(every_status_has_words_of_its_own),
        cmocka_unit_test(failure_says_where_and_what),
        cmocka_unit_test(first_failure_is_kept_and_the_later_status_still_returned),
        cmocka_unit_test(nobody_has_to_listen),
        cmocka_unit_test(long_messages_are_cut_and_end),
        cmocka_unit_test(try_goes_on_while_all_is_well_and_leaves_at_the_first_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
