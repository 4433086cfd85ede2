/* Slips of a case: one change that is to make one problem, and no other. */
#ifndef APPORTION_TESTS_SLIP_H
#define APPORTION_TESTS_SLIP_H

#include "small_case.h"

/* One change of a case, and the one problem that it makes. */
typedef struct ap_slip {
    const char *file;
    const char *from;
    const char *to;
    const char *where; /**< file of the problem; NULL: the file that was changed */
    long line;
    const char *column;
    const char *value;
    const char *rule;   /**< a part of it */
    const char *remedy; /**< a part of it */
} ap_slip;

#define CHANGED NULL

/* The problem (notes aside) of the case as it is, which must be one. */
static inline void assert_one(ap_problems *problems, const ap_slip *slip)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    ap_text text = {0};
    ap_problems_print(problems, &text);
    const ap_problem *found = NULL;
    for (size_t i = 0; i < count; i++) {
        found = all[i].severity == AP_PROBLEM ? &all[i] : found;
    }
    const char *file = slip->where == NULL ? slip->file : slip->where;
    bool is_expected = found != NULL && ap_problems_count(problems, AP_PROBLEM) == 1 &&
                       strcmp(found->file, file) == 0 && found->line == slip->line &&
                       strcmp(found->column, slip->column) == 0 &&
                       strcmp(found->value, slip->value) == 0 &&
                       strstr(found->rule, slip->rule) != NULL &&
                       strstr(found->remedy, slip->remedy) != NULL;
    if (!is_expected) {
        fail_msg(
            "%s, \"%s\" to \"%s\" should be one problem, of line %ld, column %s, %s:\n%s",
            slip->file, slip->from, slip->to, slip->line, slip->column, slip->rule,
            text.bytes);
    }
    ap_text_free(&text);
}

/* The case with this slip, which is freed. */
static inline void check_slip(ap_small_case *small, const ap_slip *slip)
{
    small_change(small, slip->file, slip->from, slip->to);
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_status status = small_load(small, problems, &inputs, NULL);
    assert_one(problems, slip);
    assert_int_not_equal(status, AP_OK);
    assert_null(inputs);
    ap_problems_free(problems);
    small_free(small);
}

#endif
