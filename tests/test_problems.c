#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/problems.h"

static void add(ap_problems *problems, ap_severity severity, const char *file, long line,
                const char *rule)
{
    ap_problems_add(
        problems,
        (ap_problem){.severity = severity, .file = file, .line = line, .rule = rule});
}

static void problems_come_by_file_line_and_arrival(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        long line;
        const char *rule;
    } sorted[] = {{"need.csv", 0, "g"},   {"need.csv", 3, "b"},    {"need.csv", 3, "d"},
                  {"need.csv", 20, "f"},  {"schemes.csv", 2, "c"}, {"schemes.csv", 2, "e"},
                  {"schemes.csv", 9, "a"}};
    ap_problems *problems = ap_problems_new();
    for (const char *rule = "abcdefg"; *rule != '\0'; rule++) {
        for (size_t i = 0; i < 7; i++) {
            if (sorted[i].rule[0] == *rule) {
                add(problems, AP_PROBLEM, sorted[i].file, sorted[i].line, sorted[i].rule);
            }
        }
    }
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(all[i].file, sorted[i].file);
        assert_int_equal(all[i].line, sorted[i].line);
        assert_string_equal(all[i].rule, sorted[i].rule);
    }
    ap_problems_free(problems);
}

static void notes_and_problems_are_counted_apart(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 0);
    add(problems, AP_NOTE, "a.csv", 1, "x");
    add(problems, AP_PROBLEM, "a.csv", 1, "y");
    add(problems, AP_NOTE, "a.csv", 1, "z");
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 2);
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 1);
    ap_problems_free(problems);
}

static void text_is_copied_and_missing_text_is_empty(void **state)
{
    (void)state;
    char value[] = "1.2m";
    ap_problems *problems = ap_problems_new();
    ap_problems_add(problems, (ap_problem){.severity = AP_PROBLEM, .value = value});
    memset(value, 'x', sizeof value - 1);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_string_equal(all[0].value, "1.2m");
    assert_string_equal(all[0].file, "");
    assert_string_equal(all[0].column, "");
    assert_string_equal(all[0].rule, "");
    assert_string_equal(all[0].remedy, "");
    ap_problems_free(problems);
}

static void a_person_reads_a_paragraph_a_problem(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_problems_add(problems,
                    (ap_problem){AP_PROBLEM, "schemes.csv", 14, "amount", "1.2m\nor so",
                                 "a number is written in full", "write 1200000"});
    ap_problems_add(problems, (ap_problem){.severity = AP_NOTE,
                                           .file = "need.csv",
                                           .rule = "read as Windows-1252"});
    ap_text text = {0};
    ap_problems_print(problems, &text);
    assert_string_equal(text.bytes, "Note: need.csv\n"
                                    "    read as Windows-1252\n"
                                    "\n"
                                    "schemes.csv, row 14, column amount: \"1.2m or so\"\n"
                                    "    a number is written in full\n"
                                    "    To mend it: write 1200000\n");
    ap_text_free(&text);
    ap_problems_free(problems);
}

/* 59 letters and a pound sign of two bytes: the sixtieth byte would split it. */
static void a_long_value_is_cut_between_characters(void **state)
{
    (void)state;
    char value[80];
    (void)snprintf(value, sizeof value, "%059d£ and more", 0);
    ap_problems *problems = ap_problems_new();
    ap_problems_add(problems, (ap_problem){.file = "a.csv", .value = value});
    ap_text text = {0};
    ap_problems_print(problems, &text);
    assert_non_null(strstr(text.bytes, "0…\"\n"));
    assert_null(strstr(text.bytes, "£"));
    ap_text_free(&text);
    ap_problems_free(problems);
}

static void csv_quotes_what_must_be_and_disarms_formulas(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_problems_add(problems, (ap_problem){AP_PROBLEM, "a.csv", 3, "say \"hi\"",
                                           "=HYPERLINK(1,2)", "one\ntwo", "plain"});
    ap_problems_add(problems,
                    (ap_problem){AP_NOTE, "b.csv", 0, "", "-£12", "dash, or minus", ""});
    ap_text text = {0};
    ap_problems_csv(problems, &text);
    assert_string_equal(text.bytes,
                        "severity,file,line,column,value,rule,remedy\n"
                        "problem,a.csv,3,\"say \"\"hi\"\"\",\"'=HYPERLINK(1,2)\","
                        "\"one\ntwo\",plain\n"
                        "note,b.csv,0,,'-£12,\"dash, or minus\",\n");
    ap_text_free(&text);
    ap_problems_free(problems);
}

static void no_problems_are_a_header_and_no_paragraph(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_text text = {0};
    ap_problems_print(problems, &text);
    assert_int_equal(text.length, 0);
    ap_problems_csv(problems, &text);
    assert_string_equal(text.bytes, "severity,file,line,column,value,rule,remedy\n");
    ap_text_free(&text);
    ap_problems_free(problems);
    ap_problems_free(NULL);
}

/* Against a plain insertion: of two, the first has the smaller line, or came earlier. */
static void any_order_of_arrival_is_sorted_and_stable(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    unsigned seed = 1;
    ap_problems *problems = ap_problems_new();
    for (int i = 0; i < COUNT; i++) {
        char rule[16];
        seed = seed * 1103515245U + 12345U;
        (void)snprintf(rule, sizeof rule, "%06d", i);
        add(problems, AP_PROBLEM, "a.csv", (long)(seed >> 16) % 50, rule);
    }
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_int_equal(count, COUNT);
    for (size_t i = 1; i < count; i++) {
        assert_true(all[i - 1].line <= all[i].line);
        if (all[i - 1].line == all[i].line) {
            assert_true(strcmp(all[i - 1].rule, all[i].rule) < 0);
        }
    }
    ap_problems_free(problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_come_by_file_line_and_arrival),
        cmocka_unit_test(notes_and_problems_are_counted_apart),
        cmocka_unit_test(text_is_copied_and_missing_text_is_empty),
        cmocka_unit_test(a_person_reads_a_paragraph_a_problem),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(csv_quotes_what_must_be_and_disarms_formulas),
        cmocka_unit_test(no_problems_are_a_header_and_no_paragraph),
        cmocka_unit_test(any_order_of_arrival_is_sorted_and_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
