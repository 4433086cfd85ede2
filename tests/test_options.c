#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/command_line.h"
#include "data/options.h"

enum { ARGUMENTS_MOST = 8 };

typedef char *ap_line[ARGUMENTS_MOST];

static ap_status parse(ap_line line, ap_options *options, ap_error *err)
{
    char *arguments[ARGUMENTS_MOST + 1] = {"apportion"};
    int count = 1;
    while (count <= ARGUMENTS_MOST && line[count - 1] != NULL) {
        arguments[count] = line[count - 1];
        count++;
    }
    return ap_options_parse(count, arguments, options, err);
}

static void defaults_come_from_the_table(void **state)
{
    (void)state;
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"round", "inputs/a"}, &options, &err), AP_OK);
    assert_int_equal(options.command, AP_COMMAND_ROUND);
    assert_int_equal(options.operand_count, 1);
    assert_string_equal(options.operands[0], "inputs/a");
    assert_string_equal(options.output, "outputs");
    assert_string_equal(options.profile, "working");
    assert_string_equal(options.format, "csv");
    assert_int_equal(options.last, 50);
    assert_null(options.store);
    assert_null(options.option);
    assert_null(options.csv);
    assert_false(options.no_study || options.json || options.quiet || options.verbose);
    assert_false(ap_options_has(&options, "output"));
}

/* All of these ask for the same: round of case c to out, quiet, published. */
static void every_way_to_write_an_option_means_the_same(void **state)
{
    static ap_line lines[] = {
        {"round", "c", "-o", "out", "-q", "--profile", "publish"},
        {"round", "c", "-oout", "--quiet", "--profile=publish"},
        {"--output=out", "round", "-q", "--profile=publish", "c"},
        {"-qoout", "--profile=publish", "round", "c"},
        {"-qo", "out", "round", "--profile", "publish", "--", "c"},
        {"-q", "-q", "--output", "out", "--profile=publish", "--", "round", "c"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ap_options options = {0};
        ap_error err = {0};
        assert_int_equal(parse(lines[i], &options, &err), AP_OK);
        assert_int_equal(options.command, AP_COMMAND_ROUND);
        assert_string_equal(options.operands[0], "c");
        assert_string_equal(options.output, "out");
        assert_string_equal(options.profile, "publish");
        assert_true(options.quiet && !options.verbose);
        assert_true(ap_options_has(&options, "output"));
        assert_false(ap_options_has(&options, "store"));
    }
}

static void two_hyphens_end_the_options(void **state)
{
    (void)state;
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"check", "--", "--json"}, &options, &err), AP_OK);
    assert_string_equal(options.operands[0], "--json");
    assert_false(options.json);
    assert_int_equal(parse((ap_line){"check", "-"}, &options, &err), AP_OK);
    assert_string_equal(options.operands[0], "-");
}

static void a_value_after_equals_may_look_like_an_option(void **state)
{
    (void)state;
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"round", "c", "--output=--x=y"}, &options, &err),
                     AP_OK);
    assert_string_equal(options.output, "--x=y");
}

static void help_wins_over_what_is_missing(void **state)
{
    static const struct {
        ap_line line;
        ap_command_id topic;
    } cases[] = {
        {{"--help"}, AP_NO_COMMAND},
        {{"help"}, AP_NO_COMMAND},
        {{"help", "round"}, AP_COMMAND_ROUND},
        {{"round", "--help"}, AP_COMMAND_ROUND},
        {{"-h", "compare", "a"}, AP_COMMAND_COMPARE},
        {{"check", "--format=lp", "-h"}, AP_COMMAND_CHECK},
        {{"help", "export", "--help"}, AP_COMMAND_EXPORT},
        {{"help", "--help"}, AP_COMMAND_HELP},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_options options = {0};
        ap_error err = {0};
        ap_line line;
        memcpy(line, cases[i].line, sizeof line);
        assert_int_equal(parse(line, &options, &err), AP_OK);
        assert_int_equal(options.command, AP_COMMAND_HELP);
        assert_int_equal(options.topic, cases[i].topic);
        assert_false(options.version);
    }
}

static void version_needs_no_command(void **state)
{
    (void)state;
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"--version"}, &options, &err), AP_OK);
    assert_int_equal(options.command, AP_COMMAND_HELP);
    assert_true(options.version);
}

static void the_schema_needs_no_case(void **state)
{
    (void)state;
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"check", "--schema"}, &options, &err), AP_OK);
    assert_true(options.schema);
    assert_int_equal(options.operand_count, 0);
}

#define TRY(word) "\nTry 'apportion " word "--help'."

/* What is wrong with a line, in one sentence, and which help to try. */
static void every_misuse_is_one_clear_sentence(void **state)
{
    static const struct {
        ap_line line;
        const char *where;
        const char *what;
    } cases[] = {
        {{0}, "", "a command is missing" TRY("")},
        {{"-q"}, "", "a command is missing" TRY("")},
        {{"rond", "c"}, "", "\"rond\" is not a command; did you mean round?" TRY("")},
        {{"chekc", "c"}, "", "\"chekc\" is not a command; did you mean check?" TRY("")},
        {{"zebra"}, "", "\"zebra\" is not a command" TRY("")},
        {{"pool", "c", "--month", "13"},
         "pool",
         "--month is a whole number of months from 1 to 12, not \"13\"" TRY("pool ")},
        {{"plan"}, "", "this version does not have the command \"plan\"" TRY("")},
        {{"plan"}, "", "this version does not have the command \"plan\"" TRY("")},
        {{"template"}, "", "this version does not have the command \"template\"" TRY("")},
        {{"help", "plan"},
         "help",
         "this version does not have the command \"plan\"" TRY("help ")},
        {{"help", "rounds"},
         "help",
         "\"rounds\" is not a command; did you mean round?" TRY("help ")},
        {{"round"},
         "round",
         "an operand is missing: the usage is apportion round CASE" TRY("round ")},
        {{"compare", "a"},
         "compare",
         "an operand is missing: the usage is apportion compare A B" TRY("compare ")},
        {{"round", "a", "b"},
         "round",
         "\"b\" is one operand too many: the usage is apportion round CASE" TRY("round ")},
        {{"runs", "a"},
         "runs",
         "\"a\" is one operand too many: the usage is apportion runs" TRY("runs ")},
        {{"round", ""}, "round", "an operand is empty" TRY("round ")},
        {{"round", "c", "--outptu", "x"},
         "round",
         "--outptu is not an option; did you mean --output?" TRY("round ")},
        {{"--prof=publish", "round", "c"},
         "round",
         "--prof is not an option; did you mean --profile?" TRY("round ")},
        {{"check", "c", "--jsn"},
         "check",
         "--jsn is not an option; did you mean --json?" TRY("check ")},
        {{"check", "c", "--elephant"},
         "check",
         "--elephant is not an option" TRY("check ")},
        {{"check", "c", "-x"}, "check", "-x is not an option" TRY("check ")},
        {{"check", "c", "-qx"}, "check", "-x is not an option" TRY("check ")},
        {{"check", "c", "--profile=publish"},
         "check",
         "check does not use --profile" TRY("check ")},
        {{"check", "-o", "d", "c"}, "check", "check does not use --output" TRY("check ")},
        {{"help", "-q"}, "help", "help does not use --quiet" TRY("help ")},
        {{"round", "c", "-o"}, "round", "--output needs a DIR" TRY("round ")},
        {{"round", "c", "--output="},
         "round",
         "--output needs a DIR, which is empty here" TRY("round ")},
        {{"round", "c", "--output", "--json"},
         "round",
         "--output needs a DIR, but \"--json\" is an option; if it is meant, write "
         "--output=--json" TRY("round ")},
        {{"round", "c", "--quiet=yes"},
         "round",
         "--quiet takes no value, so not \"yes\"" TRY("round ")},
        {{"round", "c", "--profile=draft"},
         "round",
         "--profile is one of working|publish, not \"draft\"" TRY("round ")},
        {{"round", "c", "--profile=work"},
         "round",
         "--profile is one of working|publish, not \"work\"" TRY("round ")},
        {{"export", "r", "--format=xml"},
         "export",
         "--format is one of csv|json|mps|lp, not \"xml\"" TRY("export ")},
        {{"runs", "--last=0"},
         "runs",
         "--last is a whole number of runs from 1 to 1000000, not \"0\"" TRY("runs ")},
        {{"runs", "--last", "-5"},
         "runs",
         "--last is a whole number of runs from 1 to 1000000, not \"-5\"" TRY("runs ")},
        {{"runs", "--last=2.5"},
         "runs",
         "--last is a whole number of runs from 1 to 1000000, not \"2.5\"" TRY("runs ")},
        {{"runs", "--last=99999999999999999999"},
         "runs",
         "--last is a whole number of runs from 1 to 1000000, not "
         "\"99999999999999999999\"" TRY("runs ")},
        {{"round", "c", "-oa", "-ob"}, "round", "--output is given twice" TRY("round ")},
        {{"round", "c", "-qv"},
         "round",
         "--quiet and --verbose exclude each other" TRY("round ")},
        {{"check", "--schema", "--json"},
         "check",
         "--schema and --json exclude each other" TRY("check ")},
        {{"check", "--schema", "c"},
         "check",
         "--schema is about every case: leave out \"c\"" TRY("check ")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_options options = {0};
        ap_error err = {0};
        ap_line line;
        memcpy(line, cases[i].line, sizeof line);
        assert_int_equal(parse(line, &options, &err), AP_USAGE);
        assert_string_equal(err.what, cases[i].what);
        assert_string_equal(err.where, cases[i].where);
        assert_int_equal(options.operand_count, 0); /* nothing is handed over */
    }
}

static void a_very_long_argument_is_no_trouble(void **state)
{
    static char argument[5000] = "--";
    (void)state;
    memset(argument + 2, 'x', sizeof argument - 3);
    ap_options options = {0};
    ap_error err = {0};
    assert_int_equal(parse((ap_line){"round", "c", argument}, &options, &err), AP_USAGE);
    assert_int_equal(parse((ap_line){argument + 2}, &options, &err), AP_USAGE);
}

/* A row of the table: one value that it takes. */
static const char *sample_of(const ap_option *option)
{
    static char choice[32];
    if (option->kind == AP_OPTION_CHOICE) {
        size_t length = strcspn(option->argument, "|");
        (void)snprintf(choice, sizeof choice, "%.*s", (int)length, option->argument);
        return choice;
    }
    return option->kind == AP_OPTION_COUNT ? "3" : "words";
}

/* For every command and every option: it is taken if and only if the table says so. */
static void a_command_takes_the_options_of_its_row_and_no_other(void **state)
{
    (void)state;
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    for (size_t id = 0; id < AP_COMMAND_HELP; id++) {
        const char *operands = ap_command_row((ap_command_id)id)->operands;
        for (size_t i = 0; i < count; i++) {
            char word[128];
            ap_line line = {(char *)(uintptr_t)ap_command_row((ap_command_id)id)->word,
                            word};
            bool is_flag = table[i].kind == AP_OPTION_FLAG;
            (void)snprintf(word, sizeof word, "--%s%s%s", table[i].name, is_flag ? "" : "=",
                           is_flag ? "" : sample_of(&table[i]));
            size_t next = 2;
            bool is_schema = strcmp(table[i].name, "schema") == 0;
            for (const char *at = operands; *at != '\0' && !is_schema; at++) {
                if (at == operands || at[-1] == ' ') {
                    line[next++] = "x";
                }
            }
            ap_options options = {0};
            ap_status want =
                ap_option_is_used(&table[i], (ap_command_id)id) ? AP_OK : AP_USAGE;
            assert_int_equal(parse(line, &options, NULL), want);
        }
    }
}

static void the_store_is_beside_what_a_round_writes(void **state)
{
    static const struct {
        ap_line line;
        const char *path;
    } cases[] = {
        {{"round", "c"}, "outputs/runs.sqlite"},
        {{"round", "c", "-o", "d"}, "d/runs.sqlite"},
        {{"rerun", "r", "-o", "d"}, "d/runs.sqlite"},
        {{"round", "c", "-o", "d", "--store", "s"}, "s"},
        {{"runs"}, "outputs/runs.sqlite"},
        {{"show", "r", "-o", "d"}, "d/runs.sqlite"},
        {{"export", "r", "-o", "d"}, "outputs/runs.sqlite"},
        {{"show", "r", "--store=s"}, "s"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_options options = {0};
        ap_text path = {0};
        ap_line line;
        memcpy(line, cases[i].line, sizeof line);
        assert_int_equal(parse(line, &options, NULL), AP_OK);
        ap_options_store(&options, &path);
        assert_string_equal(path.bytes, cases[i].path);
        ap_text_free(&path);
    }
}

/* Only what changes the answer is kept, in one order, and a default is as good as silence:
 * the same run has the same record. */
static void the_record_keeps_what_changes_the_answer(void **state)
{
    static const struct {
        ap_line line;
        const char *record;
    } cases[] = {
        {{"round", "c"}, ""},
        {{"round", "c", "-o", "d", "-q", "--json", "--profile=working"}, ""},
        {{"round", "c", "--no-study", "--profile=publish"}, "--profile=publish --no-study"},
        {{"round", "c", "--profile=publish", "--no-study"}, "--profile=publish --no-study"},
        {{"round", "c", "--option", "fast"}, "--option=fast"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_options options = {0};
        ap_text record = {0};
        ap_line line;
        memcpy(line, cases[i].line, sizeof line);
        assert_int_equal(parse(line, &options, NULL), AP_OK);
        ap_options_record(&options, &record);
        assert_string_equal(record.bytes, cases[i].record);
        ap_text_free(&record);
    }
}

static void a_record_is_recalled_as_it_was_kept(void **state)
{
    static const char *const records[] = {
        "", "--profile=publish", "--no-study", "--option=fast --no-study",
        "--profile=publish --option=slow-start --no-study"};
    (void)state;
    ap_arena *arena = ap_arena_new();
    ap_options options = {0};
    assert_int_equal(parse((ap_line){"rerun", "latest", "-v"}, &options, NULL), AP_OK);
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        ap_text again = {0};
        assert_int_equal(ap_options_recall(records[i], arena, &options, NULL), AP_OK);
        ap_options_record(&options, &again);
        assert_string_equal(again.bytes, records[i]);
        assert_int_equal(options.command, AP_COMMAND_RERUN);
        assert_true(options.verbose);
        ap_text_free(&again);
    }
    ap_arena_free(arena);
}

static void a_record_of_another_version_is_refused(void **state)
{
    static const char *const records[] = {"--haste=2", "--profile=gold", "--profile",
                                          "publish", "--no-study=1"};
    (void)state;
    ap_arena *arena = ap_arena_new();
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        ap_options options = {0};
        ap_error err = {0};
        assert_int_equal(ap_options_recall(records[i], arena, &options, &err),
                         AP_BAD_INPUT);
        assert_non_null(strstr(err.what, records[i]));
    }
    ap_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_come_from_the_table),
        cmocka_unit_test(every_way_to_write_an_option_means_the_same),
        cmocka_unit_test(two_hyphens_end_the_options),
        cmocka_unit_test(a_value_after_equals_may_look_like_an_option),
        cmocka_unit_test(help_wins_over_what_is_missing),
        cmocka_unit_test(version_needs_no_command),
        cmocka_unit_test(the_schema_needs_no_case),
        cmocka_unit_test(every_misuse_is_one_clear_sentence),
        cmocka_unit_test(a_very_long_argument_is_no_trouble),
        cmocka_unit_test(a_command_takes_the_options_of_its_row_and_no_other),
        cmocka_unit_test(the_store_is_beside_what_a_round_writes),
        cmocka_unit_test(the_record_keeps_what_changes_the_answer),
        cmocka_unit_test(a_record_is_recalled_as_it_was_kept),
        cmocka_unit_test(a_record_of_another_version_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
