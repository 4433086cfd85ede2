#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hand_practices.h"
#include "mapping_fixture.h"

#define HEAD "place,name,by,value,basis\n"

/* A mapping and the place of each of the five practices. */
typedef struct ap_placing {
    const char *title;
    const char *csv;
    const char *icb;
    const char *keys[HAND_PRACTICES];
} ap_placing;

static const ap_placing placings[] = {
    {"district_and_rest",
     HEAD "port,Port,district,Portside,derived\n"
          "isle,Isle,rest,,derived\n",
     "QAA",
     {"port", "port", "isle", "isle", "-"}},
    {"practice_before_pcn_before_district",
     HEAD "port,Port,district,E00000001,derived\n"
          "hill,The hill,pcn,U00002,derived\n"
          "isle,Isle,district,Isle of Gull,derived\n"
          "hill,,practice,X00002,derived\n",
     "QAA",
     {"port", "hill", "hill", "isle", "-"}},
    {"order_of_rows_is_nothing",
     HEAD "isle,Isle,rest,,derived\n"
          "port,Port,district,Portside,derived\n"
          "isle,Isle,practice,X00001,derived\n",
     "QAA",
     {"isle", "port", "isle", "isle", "-"}},
    {"names_and_capitals",
     HEAD "a,A,practice,QUAY SURGERY,derived\n"
          "a,A,Practice,x00003,derived\n"
          "b,B,PCN, hill pcn ,derived\n"
          "b,B,District,PORTSIDE,derived\n",
     "qaa",
     {"b", "a", "a", "b", "-"}},
    {"a_pcn_name_of_two_codes",
     HEAD "a,A,pcn,Hill PCN,derived\n"
          "a,A,district,Portside,derived\n",
     "QAA",
     {"a", "a", "a", "a", "-"}},
    {"one_rule_twice_to_one_place",
     HEAD "a,A,district,Portside,derived\n"
          "a,A,district,E00000001,derived\n"
          "b,B,rest,,derived\n",
     "QAA",
     {"a", "a", "b", "b", "-"}},
    {"all_of_england",
     HEAD "a,A,district,Farham,derived\n"
          "b,B,rest,,derived\n",
     "",
     {"b", "b", "b", "b", "a"}},
    {"session",
     "\xef\xbb\xbf\n {\"Isle of Gull\": {\"gps\": [\"X00003: HILL\", \"x00004: MILL\"]},"
     "\"Port\": {\"gps\": [\"X00001: a\", \"X00002: b\"]},"
     "\"places\": [\"Port\", \"Isle of Gull\"]}",
     "QAA",
     {"port", "port", "isle_of_gull", "isle_of_gull", "-"}},
};
enum { PLACINGS = sizeof placings / sizeof placings[0] };

static void practices_are_where_they_should_be(void **state)
{
    const ap_placing *placing = *state;
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    ap_mapped mapped = mapped_read("placing.csv", placing->csv);
    mapped_apply(&mapped, practices, placing->icb);
    assert_int_equal(mapped.status, AP_OK);
    assert_int_equal(ap_problems_count(mapped.problems, AP_PROBLEM), 0);
    size_t loosely[HAND_PRACTICES];
    ap_mapping_apply_loosely(mapped.mapping, practices, placing->icb, loosely);
    for (size_t p = 0; p < HAND_PRACTICES; p++) {
        assert_string_equal(mapped_key(&mapped, p), placing->keys[p]);
        assert_int_equal(loosely[p], mapped.place_of[p]);
    }
    mapped_free(&mapped);
}

/* A mapping with exactly one problem. */
typedef struct ap_wrong {
    const char *title;
    const char *csv;
    long line;
    const char *column;
    const char *value;
    const char *rule;   /* words of it */
    const char *remedy; /* words of it */
} ap_wrong;

#define REST "a,A,rest,,derived\n"

static const ap_wrong wrongs[] = {
    {"no_rules", HEAD, 0, "", "", "at least one rule", "add a row"},
    {"no_header", "a,A,rest,,derived\n", 0, "", "", "no row has one of place", ""},
    {"column_missing", "place,name,by\na,A,rest\n", 1, "", "place, name, by",
     "this row lacks value", ""},
    {"no_basis", "place,name,by,value\na,A,rest,\n", 1, "basis", "", "column \"basis\"",
     "add the column"},
    {"column_unknown", "place,name,by,value,basis,remark\na,A,rest,,derived,x\n", 1,
     "remark", "", "no column of this name", "remove it"},
    {"basis_unknown", HEAD "a,A,rest,,guessed\n", 2, "basis", "guessed",
     "basis begins with", "published, illustrative or derived"},
    {"bad_key", HEAD "Big Place,A,rest,,derived\n", 2, "place", "Big Place",
     "a key is written in", "\"big-place\""},
    {"by_unknown", HEAD REST "a,,borough,Portside,derived\n", 3, "by", "borough",
     "by is one of a few words", "write practice, pcn, district or rest"},
    {"by_blank", HEAD REST "a,,,Portside,derived\n", 3, "by", "", "a value is required",
     "fill it in"},
    {"value_blank", HEAD REST "a,,pcn,,derived\n", 3, "value", "",
     "a rule by pcn has the code or the name of one", "fill it in"},
    {"rest_with_value", HEAD "a,A,rest,Portside,derived\n", 2, "value", "Portside",
     "has no value", "leave it blank"},
    {"no_name", HEAD "a,,rest,,derived\n", 2, "name", "", "its name on its first row",
     "fill it in"},
    {"two_names",
     HEAD REST "a,Another,district,Portside,derived\na,A,practice,X00003,derived\n", 3,
     "name", "Another", "row 2 calls \"a\" \"A\"", "the same name on every row"},
    {"one_name_for_two", HEAD REST "b,a,district,Portside,derived\n", 3, "name", "a",
     "\"a\" has this one too", "another name"},
    {"total_row", HEAD REST "total,T,district,Portside,derived\n", 3, "place", "total",
     "no total row", "another key"},
    {"district_in_two",
     HEAD "a,A,practice,X00001,derived\na,A,district,Portside,derived\n"
          "b,B,rest,,derived\nb,B,district,E00000001,derived\n",
     5, "value", "E00000001", "row 3 puts X00002 (Quay Surgery) in \"A\", row 5 in \"B\"",
     "remove one of the rows"},
    {"practice_in_two",
     HEAD REST "b,B,practice,Quay Surgery,derived\na,A,practice,X00002,derived\n", 4,
     "value", "X00002", "row 3 puts X00002 (Quay Surgery) in \"B\", row 4 in \"A\"",
     "remove one of the rows"},
    {"district_misspelt", HEAD REST "b,B,district,Porstide,derived\n", 3, "value",
     "Porstide", "practices.csv has no district of this code or name",
     "did you mean \"Portside\"?"},
    {"pcn_of_no_near_name", HEAD REST "b,B,pcn,Something else,derived\n", 3, "value",
     "Something else", "practices.csv has no pcn of this code or name",
     "correct it, or take it out"},
    {"practice_closed", HEAD REST "b,B,practice,Y99999,derived\n", 3, "value", "Y99999",
     "has no practice of this code or name (it may have closed)", "take it out"},
    {"practice_of_another_icb", HEAD REST "b,B,practice,X00005,derived\n", 3, "value",
     "X00005", "this practice is of QBB (NHS Land ICB), not of QAA", "the other ICB"},
    {"district_of_another_icb", HEAD REST "b,B,district,farham,derived\n", 3, "value",
     "farham", "this district is of QBB (NHS Land ICB), not of QAA", "the other ICB"},
    {"rule_without_effect",
     HEAD "a,A,pcn,U00001,derived\nb,B,rest,,derived\nb,,district,Portside,derived\n", 4,
     "value", "Portside", "more exact rules take all that this one names", "take it out"},
    {"rest_without_rest",
     HEAD REST "a,A,district,Portside,derived\na,A,district,E00000002,derived\n", 2,
     "value", "", "more exact rules take all", "take it out"},
};
enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };

static void is_refused_with_a_reason(void **state)
{
    const ap_wrong *wrong = *state;
    ap_hand hand;
    ap_mapped mapped = mapped_read("wrong.csv", wrong->csv);
    mapped_apply(&mapped, hand_practices(&hand), "QAA");
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(mapped.problems, AP_PROBLEM), 1);
    size_t count = 0;
    const ap_problem *problem = ap_problems_all(mapped.problems, &count);
    while (problem->severity != AP_PROBLEM) { /* a total row is noted, too */
        problem++;
    }
    assert_string_equal(problem->file, "wrong.csv");
    assert_int_equal(problem->line, wrong->line);
    assert_string_equal(problem->column, wrong->column);
    assert_string_equal(problem->value, wrong->value);
    assert_non_null(strstr(problem->rule, wrong->rule));
    assert_non_null(strstr(problem->remedy, wrong->remedy));
    mapped_free(&mapped);
}

/* X00003 and X00004 are in no place, X00005 is of another ICB, "Portsid" is misspelt, and
 * both practices of Harbour PCN are in two places. */
static void all_problems_of_applying_are_listed_at_once(void **state)
{
    (void)state;
    static const char csv[] = HEAD "a,A,pcn,Harbour PCN,derived\n"
                                   "b,B,pcn,U00001,derived\n"
                                   "b,B,practice,X00005,derived\n"
                                   "b,B,district,Portsid,derived\n";
    ap_hand hand;
    ap_mapped mapped = mapped_read("all.csv", csv);
    mapped_apply(&mapped, hand_practices(&hand), "QAA");
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(mapped.problems, &count);
    assert_int_equal(count, 6);
    const char *const values[] = {"U00001",  "U00001", "X00005",
                                  "Portsid", "X00003", "X00004"};
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(all[i].value, values[i]);
        assert_string_equal(all[i].file, i < 4 ? "all.csv" : "practices.csv");
    }
    assert_int_equal(all[4].line, 4);
    assert_non_null(strstr(all[4].rule, "no rule of all.csv takes X00003 (Hill Practice)"));
    assert_non_null(strstr(all[4].remedy, "its PCN (Hill PCN), for its district (Isle of"));
    assert_string_equal(mapped_key(&mapped, 0), "a");
    assert_string_equal(mapped_key(&mapped, 2), "-");
    mapped_free(&mapped);
}

static void all_problems_of_reading_are_listed_at_once(void **state)
{
    (void)state;
    ap_mapped mapped = mapped_read("all.csv", HEAD "a,,rest,x,derived\n"
                                                   "B B,B,town,y,derived\n"
                                                   "c,B,pcn,,mine\n");
    /* a's name, x, the key B B, town, the name B twice, the missing PCN, the basis. */
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(mapped.problems, AP_PROBLEM), 7);
    mapped_free(&mapped);
}

static void a_bad_session_is_refused(void **state)
{
    (void)state;
    ap_mapped mapped = mapped_read("bad.json", "{\"places\": [\"A\"]");
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    assert_null(mapped.mapping);
    assert_int_equal(ap_problems_count(mapped.problems, AP_PROBLEM), 1);
    mapped_free(&mapped);
}

static void a_file_that_is_not_there_is_no_input(void **state)
{
    (void)state;
    ap_mapping *mapping = NULL;
    ap_problems *problems = ap_problems_new();
    assert_int_equal(ap_mapping_read("no/such.csv", problems, &mapping, NULL), AP_NO_INPUT);
    assert_null(mapping);
    ap_problems_free(problems);
}

/* A file without rows for the other year's practices is no problem there. */
static void another_year_is_placed_as_far_as_it_goes(void **state)
{
    (void)state;
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    ap_mapped mapped = mapped_read("year.csv", HEAD "a,A,district,Portside,derived\n"
                                                    "b,B,district,Portside,derived\n"
                                                    "b,B,district,Nowhere,derived\n");
    size_t place_of[HAND_PRACTICES];
    ap_mapping_apply_loosely(mapped.mapping, practices, "QAA", place_of);
    const size_t expected[] = {0, 0, AP_NONE, AP_NONE, AP_NONE};
    assert_memory_equal(place_of, expected, sizeof expected);
    mapped_free(&mapped);
}

static void words_of_the_option_are_kinds(void **state)
{
    (void)state;
    assert_int_equal(ap_mapping_kind_of("district"), AP_BY_DISTRICT);
    assert_int_equal(ap_mapping_kind_of("pcn"), AP_BY_PCN);
    assert_int_equal(ap_mapping_kind_of("practice"), AP_BY_PRACTICE);
    assert_int_equal(ap_mapping_kind_of("districts.csv"), AP_BY_FILE);
    assert_int_equal(ap_mapping_kind_of(""), AP_BY_FILE);
}

static void nothing_to_free_is_fine(void **state)
{
    (void)state;
    ap_mapping_free(NULL);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(all_problems_of_applying_are_listed_at_once),
        cmocka_unit_test(all_problems_of_reading_are_listed_at_once),
        cmocka_unit_test(a_bad_session_is_refused),
        cmocka_unit_test(a_file_that_is_not_there_is_no_input),
        cmocka_unit_test(another_year_is_placed_as_far_as_it_goes),
        cmocka_unit_test(words_of_the_option_are_kinds),
        cmocka_unit_test(nothing_to_free_is_fine),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[PLACINGS + WRONGS + OTHERS];
    struct CMUnitTest *test = tests;
    for (size_t i = 0; i < PLACINGS; i++) {
        *test++ = (struct CMUnitTest){.name = placings[i].title,
                                      .test_func = practices_are_where_they_should_be,
                                      .initial_state = (void *)&placings[i]};
    }
    for (size_t i = 0; i < WRONGS; i++) {
        *test++ = (struct CMUnitTest){.name = wrongs[i].title,
                                      .test_func = is_refused_with_a_reason,
                                      .initial_state = (void *)&wrongs[i]};
    }
    memcpy(test, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
