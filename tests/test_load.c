#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/value.h"
#include "small_case.h"

static void a_folder_is_read_into_rows(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    ap_status status = ap_case_load(AP_ROOT "/tests/cases/two-places/", AP_SCOPE_ALL,
                                    problems, &inputs, &err);
    ap_text text = {0};
    ap_problems_print(problems, &text);
    if (status != AP_OK) {
        fail_msg("%s: %s\n%s", err.where, err.what, text.bytes);
    }
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 0);
    assert_string_equal(inputs->name, "two-places");
    assert_int_equal(inputs->places_count, 3);
    assert_int_equal(inputs->need_count, 4);
    assert_int_equal(inputs->schemes_count, 6);
    assert_int_equal(inputs->rules_count, 5);
    assert_int_equal(inputs->files_count, 13);
    ap_text_free(&text);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

static void cells_become_values_of_their_type(void **state)
{
    (void)state;
    ap_case *inputs = small_loaded();
    const ap_scheme *scheme = &inputs->schemes[4];
    assert_string_equal(scheme->scheme, "north-reablement");
    assert_string_equal(scheme->row.key, "north-reablement");
    assert_int_equal(scheme->row.line, 6);
    assert_string_equal(scheme->row.basis, "illustrative");
    assert_int_equal(scheme->place_at, 1);
    assert_int_equal(scheme->programme_at, 1);
    assert_int_equal(scheme->pool_at, 0);
    assert_int_equal(scheme->kind, AP_REVENUE);
    assert_true(scheme->baseline == 9e6 && scheme->baseline_other == 4e6);
    assert_true(scheme->priority == 1.2);
    assert_int_equal(inputs->schemes[0].pool_at, AP_NONE);
    assert_int_equal(inputs->schemes[5].kind, AP_CAPITAL);
    assert_true(inputs->sources[0].is_envelope && !inputs->sources[1].is_envelope);
    assert_int_equal(inputs->sources[0].spend, AP_IN_FULL);
    assert_int_equal(inputs->sources[0].place_at, AP_NONE);
    assert_true(inputs->places[1].core20 == 0.2 && inputs->places[1].population == 60000);
    assert_string_equal(inputs->need[2].row.key, "north/community");
    assert_string_equal(inputs->contributions[1].row.key,
                        "better-care/North Council/council");
    assert_string_equal(inputs->options[2].row.key, "earmark");
    ap_case_free(inputs);
}

static void an_amount_is_read_as_its_unit_says(void **state)
{
    (void)state;
    ap_case *inputs = small_loaded();
    assert_true(inputs->rules[1].unit == AP_UNIT_SHARE && inputs->rules[1].value == 0.25);
    assert_true(inputs->rules[2].unit == AP_UNIT_POUNDS && inputs->rules[2].value == 5.2e6);
    assert_true(inputs->rules[4].unit == AP_UNIT_PER_HEAD && inputs->rules[4].value == 10);
    assert_true(inputs->rules[3].bound == AP_NO_MORE);
    assert_true(inputs->rules[3].strength == AP_SOFT && inputs->rules[3].rank == 1);
    assert_true(inputs->rules[4].strength == AP_OFF);
    assert_true(inputs->pace[2].value == 0.12);
    ap_case_free(inputs);
}

static void a_blank_or_missing_cell_has_the_value_of_the_schema(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "schemes.csv",
                 "baseline,baseline_other,committed,bid,priority,output,output_unit,tags",
                 "baseline,x_1,x_2,bid,x_3,x_4,x_5,tags");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_true(inputs->schemes[4].priority == 1);
    assert_true(inputs->schemes[4].committed == 0);
    assert_string_equal(inputs->schemes[4].output_unit, "");
    assert_true(inputs->places[0].cost_index == 0);
    assert_true(ap_case_cost_index(inputs, 0) == 1);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

/* North had 58,000 people last year; South's cell is blank, which is not known. A case of
 * before the column existed is read as one that knows neither. */
static void last_years_people_may_be_known(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "places.csv", "population,core20,",
                 "population,population_before,");
    small_change(&small, "places.csv", "\"60,000\",20%", "\"60,000\",\"58,000\"");
    small_change(&small, "places.csv", "\"40,000\",10%", "\"40,000\",");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_true(inputs->places[1].population_before == 58000);
    assert_true(inputs->places[2].population_before == 0);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
    inputs = small_loaded();
    assert_true(inputs->places[1].population_before == 0);
    ap_case_free(inputs);
}

static void settings_keep_where_they_come_from(void **state)
{
    (void)state;
    ap_case *inputs = small_loaded();
    assert_string_equal(inputs->settings.title, "Two places");
    assert_string_equal(inputs->settings.year, "2023/24");
    assert_true(inputs->settings.equity_under == 0.05);
    assert_true(inputs->settings.step_1 == 3 && inputs->settings.goal_slack == 1);
    assert_true(inputs->settings.frontier_to == 0.06);
    assert_int_equal(inputs->setting_rows_count, 25);
    const ap_setting_row *under = &inputs->setting_rows[4];
    assert_string_equal(under->setting, "equity.under");
    assert_string_equal(under->value, "5%");
    assert_string_equal(under->row.basis, "illustrative: as wide as the rule of 2016/17");
    assert_int_equal(under->row.line, 8);
    const ap_setting_row *points = &inputs->setting_rows[12];
    assert_string_equal(points->setting, "frontier.points");
    assert_string_equal(points->value, "21");
    assert_string_equal(points->row.basis, "default");
    assert_int_equal(points->row.line, 0);
    ap_case_free(inputs);
}

static void files_are_kept_in_the_order_of_the_schema_with_their_hash(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_string_equal(inputs->files[0].name, "case.ini");
    assert_string_equal(inputs->files[1].name, "places.csv");
    assert_string_equal(inputs->files[12].name, "pace.csv");
    const ap_text *pace = small_file(&small, "pace.csv");
    char hash[AP_SHA256_SIZE];
    ap_sha256(pace->bytes, pace->length, hash);
    assert_string_equal(inputs->files[12].sha256, hash);
    assert_int_equal(inputs->files[12].length, pace->length);
    assert_memory_equal(inputs->files[12].bytes, pace->bytes, pace->length);
    assert_string_equal(inputs->files[12].encoding, "UTF-8");
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

/* What a test expects of one problem. */
typedef struct ap_expected {
    const char *file;
    long line;
    const char *column;
    const char *value;
    const char *remedy; /**< a part of it */
} ap_expected;

static void assert_problems(ap_problems *problems, size_t count,
                            const ap_expected expected[])
{
    size_t all_count = 0;
    size_t next = 0;
    const ap_problem *all = ap_problems_all(problems, &all_count);
    ap_text text = {0};
    ap_problems_print(problems, &text);
    for (size_t i = 0; i < all_count; i++) {
        if (all[i].severity == AP_NOTE) {
            continue;
        }
        bool is_expected = next < count && strcmp(all[i].file, expected[next].file) == 0 &&
                           all[i].line == expected[next].line &&
                           strcmp(all[i].column, expected[next].column) == 0 &&
                           strcmp(all[i].value, expected[next].value) == 0 &&
                           strstr(all[i].remedy, expected[next].remedy) != NULL;
        if (!is_expected) {
            fail_msg("problem %zu is not the one expected, of\n%s", next + 1, text.bytes);
        }
        next++;
    }
    if (next != count) {
        fail_msg("%zu problems are expected, not\n%s", count, text.bytes);
    }
    ap_text_free(&text);
}

static void ten_slips_in_five_files_are_ten_problems_at_once(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "case.ini", "over = 5%", "over = 5");
    small_change(&small, "case.ini", "slack = £1", "slak = £1");
    small_change(&small, "places.csv", "\"60,000\",20%", "\"60,000\",20");
    small_change(&small, "schemes.csv", "\"12,000,000\",1.2", "\"1,200,0000\",1.2");
    small_change(&small, "schemes.csv", "\"24,000,000\",\"31,000,000\"",
                 "\"34,000,000\",\"31,000,000\"");
    small_change(&small, "schemes.csv", "south,community", "south,comunity");
    small_change(&small, "rules.csv", "no_more", "no_mor");
    small_change(&small, "rules.csv", "core20,pounds", "core2,pounds");
    small_change(&small, "sources.csv",
                 "capital,north,no,\"£1,000,000\",at most,1,illustrative",
                 "capital,north,no,\"£1,000,000\",at most,1,guessed");
    small_change(&small, "sources.csv", "stream", "steam");
    static const ap_expected expected[] = {
        {"case.ini", 10, "equity.over", "5", "5.66%"},
        {"case.ini", 19, "goals.slak", "£1", "did you mean \"goals.slack\"?"},
        {"places.csv", 3, "core20", "20", "5.66%"},
        {"rules.csv", 5, "bound", "no_mor", "write at_least, no_more or equal"},
        {"rules.csv", 6, "tag", "core2", "did you mean \"core20\"?"},
        {"schemes.csv", 3, "committed", "£34,000,000", "correct one of the two"},
        {"schemes.csv", 5, "programme", "comunity", "did you mean \"community\"?"},
        {"schemes.csv", 6, "bid", "1,200,0000", ""},
        {"sources.csv", 1, "stream", "steam", "did you mean \"stream\"?"},
        {"sources.csv", 4, "basis", "guessed", "published, illustrative or derived"},
    };
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    assert_int_equal(small_load(&small, problems, &inputs, &err), AP_BAD_INPUT);
    assert_null(inputs);
    assert_problems(problems, sizeof expected / sizeof expected[0], expected);
    assert_string_equal(err.where, "two-places");
    assert_non_null(strstr(err.what, "10 problems"));
    ap_problems_free(problems);
    small_free(&small);
}

/* One change of one file, and the one problem that it makes. */
typedef struct ap_slip {
    const char *file;
    const char *from;
    const char *to;
    ap_expected expected;
    ap_status status;
} ap_slip;

static const ap_slip slips[] = {
    {"case.ini",
     "title = Two places\n",
     "",
     {"case.ini", 0, "case.title", "", "fill it in"},
     AP_BAD_SETTING},
    {"case.ini",
     "year = 2023/24",
     "year = 2023/25",
     {"case.ini", 5, "case.year", "2023/25", ""},
     AP_BAD_SETTING},
    {"case.ini",
     "step_2 = 2",
     "step_2 = 2\nstep_2 = 1.5",
     {"case.ini", 16, "bids.step_2", "1.5", "remove one"},
     AP_BAD_SETTING},
    {"case.ini",
     "step_3 = 1",
     "step_3 1",
     {"case.ini", 16, "", "", "key = value"},
     AP_BAD_SETTING},
    {"case.ini",
     "[goals]",
     "[goals",
     {"case.ini", 18, "", "", "[section]"},
     AP_BAD_SETTING},
    {"case.ini",
     "step_3 = 1",
     "step_3 = 5",
     {"case.ini", 16, "bids.step_3", "5", "step_2"},
     AP_BAD_SETTING},
    {"case.ini",
     "step_1 = 3",
     "step_1 = 0",
     {"case.ini", 14, "bids.step_1", "0", "greater"},
     AP_BAD_SETTING},
    {"places.csv",
     "north,North",
     "North,North",
     {"places.csv", 3, "place", "North", "write it \"north\""},
     AP_BAD_INPUT},
    {"places.csv",
     "0.99",
     "-0.99",
     {"places.csv", 4, "cost_index", "-0.99", "greater"},
     AP_BAD_INPUT},
    {"places.csv",
     ",core20",
     ",colour",
     {"places.csv", 1, "colour", "", "x_"},
     AP_BAD_INPUT},
    {"need.csv",
     "58000",
     "",
     {"need.csv", 2, "weighted_population", "", "fill it in"},
     AP_BAD_INPUT},
    {"need.csv",
     "58000",
     "#REF!",
     {"need.csv", 2, "weighted_population", "#REF!", ""},
     AP_BAD_INPUT},
    {"programmes.csv",
     "Acute,hospital",
     ",hospital",
     {"programmes.csv", 2, "name", "", "fill it in"},
     AP_BAD_INPUT},
    {"programmes.csv",
     "70%",
     "0.7%",
     {"programmes.csv", 0, "target_share", "30.7%", ""},
     AP_BAD_INPUT},
    {"pools.csv",
     "pooled",
     "poold",
     {"pools.csv", 2, "class", "poold", "pooled, aligned or"},
     AP_BAD_INPUT},
    {"sources.csv",
     "\"£1,000,000\"",
     "\"-£1,000,000\"",
     {"sources.csv", 4, "amount", "-£1,000,000", "greater"},
     AP_BAD_INPUT},
    {"sources.csv",
     "north,no,\"£5",
     "north,nope,\"£5",
     {"sources.csv", 3, "envelope", "nope", ""},
     AP_BAD_INPUT},
    {"rules.csv",
     "25%",
     "\"25,000,000\"",
     {"rules.csv", 3, "value", "25,000,000", ""},
     AP_BAD_INPUT},
    {"rules.csv",
     "£10,per_head",
     ",per_head",
     {"rules.csv", 6, "value", "", "fill it in"},
     AP_BAD_INPUT},
    {"rules.csv",
     "\"£5,200,000\"",
     "2%",
     {"rules.csv", 4, "value", "2%", ""},
     AP_BAD_INPUT},
    {"pace.csv", "12%", "12", {"pace.csv", 4, "value", "12", "5.66%"}, AP_BAD_INPUT},
    {"pace.csv",
     "parameter,value,basis",
     "parameter,value,bases",
     {"pace.csv", 1, "basis", "bases", "did you mean \"basis\"?"},
     AP_BAD_INPUT},
};

static void each_slip_is_one_problem_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        ap_small_case small = small_case();
        small_change(&small, slips[i].file, slips[i].from, slips[i].to);
        ap_problems *problems = ap_problems_new();
        ap_case *inputs = NULL;
        ap_status status = small_load(&small, problems, &inputs, NULL);
        assert_problems(problems, 1, &slips[i].expected);
        assert_int_equal(status, slips[i].status);
        assert_null(inputs);
        ap_problems_free(problems);
        small_free(&small);
    }
}

static void a_total_row_has_to_add_up(void **state)
{
    (void)state;
    static const ap_expected expected = {"contributions.csv", 5, "amount", "11,600,000",
                                         "correct a row or the total"};
    for (int is_wrong = 0; is_wrong <= 1; is_wrong++) {
        ap_small_case small = small_case();
        small_append(&small, "contributions.csv",
                     is_wrong ? "Total,,,\"11,600,000\",," : "Total,,,\"11,500,000\",,");
        ap_problems *problems = ap_problems_new();
        ap_case *inputs = NULL;
        ap_status status = small_load(&small, problems, &inputs, NULL);
        assert_problems(problems, is_wrong ? 1 : 0, &expected);
        assert_int_equal(status, is_wrong ? AP_BAD_INPUT : AP_OK);
        ap_case_free(inputs);
        ap_problems_free(problems);
        small_free(&small);
    }
}

static void a_required_file_that_is_missing_is_named_with_the_nearest(void **state)
{
    (void)state;
    static const ap_expected expected = {"schemes.csv", 0, "", "", "rename \"scheme.csv\""};
    ap_small_case small = small_case();
    small_rename(&small, "schemes.csv", "scheme.csv");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_NO_INPUT);
    assert_problems(problems, 1, &expected);
    assert_true(ap_problems_count(problems, AP_NOTE) == 1);
    ap_problems_free(problems);
    small_free(&small);
}

static void tables_that_are_not_required_may_be_missing(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_rename(&small, "options.csv", NULL);
    small_rename(&small, "pace.csv", NULL);
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_int_equal(inputs->options_count, 0);
    assert_int_equal(inputs->pace_count, 0);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

static void a_folder_that_is_not_there_is_no_input(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    assert_int_equal(ap_case_load("/nowhere/at/all", AP_SCOPE_ALL, problems, &inputs, &err),
                     AP_NO_INPUT);
    assert_string_equal(err.where, "/nowhere/at/all");
    assert_null(inputs);
    ap_problems_free(problems);
}

/* Cut short anywhere, a case is refused or read, but never half-read. */
static void a_file_cut_short_is_refused_or_read(void **state)
{
    (void)state;
    static const char *const names[] = {"schemes.csv", "rules.csv", "case.ini"};
    for (size_t f = 0; f < 3; f++) {
        ap_small_case whole = small_case();
        size_t length = small_file(&whole, names[f])->length;
        small_free(&whole);
        for (size_t end = 0; end < length; end += 37) {
            ap_small_case small = small_case();
            small_file(&small, names[f])->length = end;
            small_file(&small, names[f])->bytes[end] = '\0';
            ap_problems *problems = ap_problems_new();
            ap_case *inputs = NULL;
            ap_status status = small_load(&small, problems, &inputs, NULL);
            assert_int_equal(status == AP_OK, inputs != NULL);
            assert_int_equal(status == AP_OK, ap_problems_count(problems, AP_PROBLEM) == 0);
            ap_case_free(inputs);
            ap_problems_free(problems);
            small_free(&small);
        }
    }
}

/* Whatever a byte is changed to, what is read is whole: every reference stands for a row,
 * every number is one. */
static void a_damaged_file_is_refused_or_read_whole(void **state)
{
    (void)state;
    uint32_t seed = 7;
    size_t refused = 0;
    for (int i = 0; i < 400; i++) {
        ap_small_case small = small_case();
        seed = seed * 1664525u + 1013904223u;
        ap_text *text = &small.texts[(seed >> 16) % small.count];
        seed = seed * 1664525u + 1013904223u;
        text->bytes[(seed >> 8) % text->length] = ",1\n\"a-%#;=|!*?\xa3 "[seed >> 28];
        ap_problems *problems = ap_problems_new();
        ap_case *inputs = NULL;
        ap_status status = small_load(&small, problems, &inputs, NULL);
        refused += status != AP_OK;
        assert_int_equal(status == AP_OK, inputs != NULL);
        for (size_t s = 0; inputs != NULL && s < inputs->schemes_count; s++) {
            assert_true(inputs->schemes[s].place_at < inputs->places_count);
            assert_true(inputs->schemes[s].programme_at < inputs->programmes_count);
            assert_true(inputs->schemes[s].committed <= inputs->schemes[s].bid);
            assert_true(inputs->schemes[s].baseline >= 0);
        }
        ap_case_free(inputs);
        ap_problems_free(problems);
        small_free(&small);
    }
    assert_true(refused > 100 && refused < 400);
}

/* Of a case whose money nobody has filled in yet, need can be read: places, need, blends,
 * programmes. Read whole, every cell that is still to be filled in is a problem. */
static void need_is_read_while_the_money_is_still_to_come(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "sources.csv", "\"£100,000,000\"", AP_FILL_ME);
    small_change(&small, "pace.csv", "cap,12%", "cap,Fill me");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(all[i].rule, "this figure has still to be filled in");
        assert_true(strlen(all[i].remedy) > 5);
    }
    ap_problems_free(problems);
    problems = ap_problems_new();
    assert_int_equal(small_load_as(&small, AP_SCOPE_NEED, problems, &inputs, NULL), AP_OK);
    assert_int_equal(inputs->places_count, 3);
    assert_int_equal(inputs->need_count, 4);
    assert_int_equal(inputs->programmes_count, 2);
    assert_int_equal(inputs->sources_count + inputs->schemes_count + inputs->pace_count, 0);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_read_into_rows),
        cmocka_unit_test(cells_become_values_of_their_type),
        cmocka_unit_test(an_amount_is_read_as_its_unit_says),
        cmocka_unit_test(a_blank_or_missing_cell_has_the_value_of_the_schema),
        cmocka_unit_test(last_years_people_may_be_known),
        cmocka_unit_test(settings_keep_where_they_come_from),
        cmocka_unit_test(files_are_kept_in_the_order_of_the_schema_with_their_hash),
        cmocka_unit_test(ten_slips_in_five_files_are_ten_problems_at_once),
        cmocka_unit_test(each_slip_is_one_problem_in_its_place),
        cmocka_unit_test(a_total_row_has_to_add_up),
        cmocka_unit_test(a_required_file_that_is_missing_is_named_with_the_nearest),
        cmocka_unit_test(tables_that_are_not_required_may_be_missing),
        cmocka_unit_test(a_folder_that_is_not_there_is_no_input),
        cmocka_unit_test(a_file_cut_short_is_refused_or_read),
        cmocka_unit_test(a_damaged_file_is_refused_or_read_whole),
        cmocka_unit_test(need_is_read_while_the_money_is_still_to_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
