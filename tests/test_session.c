#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_sample.h"
#include "hand_practices.h"
#include "import/session.h"

/* What reading a text came to. */
typedef struct ap_read {
    ap_status status;
    ap_problems *problems;
    ap_session *session;
} ap_read;

static ap_read read_bytes(const char *bytes, size_t length)
{
    ap_read read = {.problems = ap_problems_new()};
    read.status =
        ap_session_read("s.json", bytes, length, read.problems, &read.session, NULL);
    return read;
}

static ap_read read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void free_read(ap_read *read)
{
    ap_session_free(read->session);
    ap_problems_free(read->problems);
}

/* Two forms of one session: places in the order of the list, not of the keys. */
static const char *const forms[] = {
    "{\"West\": {\"gps\": [\"x00003 : HILL PRACTICE\"], \"icb\": \"NHS Sea ICB\"},\n"
    " \"East\": {\"gps\": [\" X00002: Quay\", \"X00001\"], \"icb\": \"NHS SEA ICB\"},\n"
    " \"places\": [\"East\", \"West\"]}",
    "\xef\xbb\xbf \n{\"group_list\": [\"East\", \"West\"],\n"
    " \"East\": {\"icb\": \"Sea\", \"gps\": [\"X00002: a: b\", \"X00001:\"]},\n"
    " \"West\": {\"gps\": [\"X00003: Hill\"]}}",
};

static void both_lists_of_places_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ap_read read = read_text(forms[i]);
        assert_int_equal(read.status, AP_OK);
        const ap_session *session = read.session;
        assert_int_equal(session->count, 2);
        assert_string_equal(session->places[0].name, "East");
        assert_string_equal(session->places[0].icb, i == 0 ? "NHS SEA ICB" : "Sea");
        assert_int_equal(session->places[0].count, 2);
        assert_string_equal(session->places[0].codes[0], "X00002");
        assert_string_equal(session->places[0].codes[1], "X00001");
        assert_string_equal(session->places[1].name, "West");
        assert_int_equal(session->places[1].count, 1);
        assert_string_equal(session->places[1].codes[0], "X00003");
        free_read(&read);
    }
}

/* A text with exactly one problem. */
typedef struct ap_wrong {
    const char *title;
    const char *text;
    long line;
    const char *column;
    const char *value;
    const char *rule; /* words of it */
} ap_wrong;

#define A  "\"A\": {\"gps\": [\"X00001: a\"], \"icb\": \"I\"}"
#define B  "\"B\": {\"gps\": [\"X00002: b\"], \"icb\": \"I\"}"
#define AB "\"places\": [\"A\", \"B\"]"

static const ap_wrong wrongs[] = {
    {"empty", "", 1, "0", "", "JSON"},
    {"cut_short", "{" A ",\n  \"pla", 2, "6", "", "premature end of input"},
    {"comma_missing", "{" A "\n \"places\": [\"A\"]}", 2, "9", "", "expected near"},
    {"text_after_it", "{" A ", \"places\": [\"A\"]} x", 1, "60", "",
     "end of file expected"},
    {"key_twice", "{" A ",\n" A ",\n\"places\": [\"A\"]}", 2, "3", "",
     "duplicate object key near '\"A\"'"},
    {"not_utf8", "{\"\xff\": 1}", 1, "2", "", "unable to decode byte 0xff"},
    {"an_array", "[1]", 0, "", "", "lists the names of its places"},
    {"no_list", "{" A "}", 0, "", "", "lists the names of its places"},
    {"list_is_text", "{" A ", \"places\": \"A\"}", 0, "", "",
     "lists the names of its places"},
    {"list_is_empty", "{\"places\": []}", 0, "", "", "lists the names of its places"},
    {"list_of_numbers", "{" A ", \"places\": [\"A\", 1]}", 0, "", "", "holds their names"},
    {"blank_name", "{" A ", \"places\": [\"A\", \" \"]}", 0, "", " ", "holds their names"},
    {"listed_twice", "{" A ", \"places\": [\"A\", \"A\"]}", 0, "", "A", "each place once"},
    {"listed_not_there", "{" A ", " AB "}", 0, "", "B", "is a key of the session"},
    {"there_not_listed", "{" A ", " B ", \"places\": [\"A\"]}", 0, "", "B",
     "every place is in the list"},
    {"place_is_text", "{" A ", \"B\": \"b\", " AB "}", 0, "", "B",
     "is a key of the session"},
    {"no_gps", "{" A ", \"B\": {\"icb\": \"I\"}, " AB "}", 0, "", "B", "has \"gps\""},
    {"gps_is_text", "{" A ", \"B\": {\"gps\": \"X00002\"}, " AB "}", 0, "", "B",
     "has \"gps\""},
    {"no_practices", "{" A ", \"B\": {\"gps\": []}, " AB "}", 0, "", "B",
     "at least one practice"},
    {"practice_is_number", "{" A ", \"B\": {\"gps\": [2, \"X2\"]}, " AB "}", 0, "", "",
     "\"gps\" of \"B\" holds"},
    {"no_code", "{" A ", \"B\": {\"gps\": [\" : b\", \"X2\"]}, " AB "}", 0, "", " : b",
     "\"gps\" of \"B\" holds"},
    {"icb_is_number", "{" A ", \"B\": {\"gps\": [\"X2\"], \"icb\": 1}, " AB "}", 0, "", "B",
     "\"icb\" of a place"},
    {"two_icbs", "{" A ", \"B\": {\"gps\": [\"X2\"], \"icb\": \"J\"}, " AB "}", 0, "", "B",
     "\"A\" is of \"I\", \"B\" of \"J\""},
    {"in_two_places", "{" A ", \"B\": {\"gps\": [\"x00001 : b\", \"X2\"]}, " AB "}", 0, "",
     "x00001 : b", "X00001 is in \"A\" and in \"B\""},
    {"twice_in_one", "{" A ", \"B\": {\"gps\": [\"x2\", \"X2: b\"]}, " AB "}", 0, "",
     "X2: b", "X2 is twice in \"B\""},
};
enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };

static void is_refused_with_a_reason(void **state)
{
    const ap_wrong *wrong = *state;
    ap_read read = read_text(wrong->text);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(read.problems, &count);
    assert_int_equal(read.status, AP_BAD_INPUT);
    assert_null(read.session);
    assert_int_equal(count, 1);
    assert_string_equal(all[0].file, "s.json");
    assert_int_equal(all[0].line, wrong->line);
    assert_string_equal(all[0].column, wrong->column);
    assert_string_equal(all[0].value, wrong->value);
    assert_non_null(strstr(all[0].rule, wrong->rule));
    assert_true(all[0].remedy[0] != '\0');
    free_read(&read);
}

static void all_problems_are_listed_at_once(void **state)
{
    (void)state;
    ap_read read =
        read_text("{" A ", \"B\": {\"gps\": [\"X00001\", 7], \"icb\": \"J\"},"
                  "\"C\": 1, \"D\": {}, \"places\": [\"A\", \"B\", \"C\", \"E\"]}");
    /* X00001 twice, 7, the ICB J, C no object, E not there, D not listed. */
    assert_int_equal(read.status, AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(read.problems, AP_PROBLEM), 6);
    free_read(&read);
}

static void problems_of_other_files_do_not_count(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_session *session = NULL;
    ap_problems_add(problems, (ap_problem){.severity = AP_PROBLEM, .file = "a.csv"});
    assert_int_equal(
        ap_session_read("s.json", forms[0], strlen(forms[0]), problems, &session, NULL),
        AP_OK);
    ap_session_free(session);
    ap_problems_free(problems);
}

static void text_is_written_to_the_byte(void **state)
{
    (void)state;
    static const char *const names[] = {"Port & \"quay\"", "Empty", "places"};
    const size_t place_of[] = {0, 2, 0, 0, SIZE_MAX};
    static const char expected[] = "{\n"
                                   "    \"Port & \\\"quay\\\"\": {\n"
                                   "        \"gps\": [\n"
                                   "            \"X00001: Harbour Surgery\",\n"
                                   "            \"X00003: Hill Practice\",\n"
                                   "            \"X00004: Mill Practice\"\n"
                                   "        ],\n"
                                   "        \"icb\": \"NHS Sea ICB\"\n"
                                   "    },\n"
                                   "    \"Empty\": {\n"
                                   "        \"gps\": [],\n"
                                   "        \"icb\": \"\"\n"
                                   "    },\n"
                                   "    \"places (place)\": {\n"
                                   "        \"gps\": [\n"
                                   "            \"X00002: Quay Surgery\"\n"
                                   "        ],\n"
                                   "        \"icb\": \"NHS Sea ICB\"\n"
                                   "    },\n"
                                   "    \"places\": [\n"
                                   "        \"Port & \\\"quay\\\"\",\n"
                                   "        \"Empty\",\n"
                                   "        \"places (place)\"\n"
                                   "    ]\n"
                                   "}\n";
    ap_hand hand;
    ap_text text = {0};
    ap_session_write(hand_practices(&hand), 3, names, place_of, &text);
    assert_string_equal(text.bytes, expected);
    ap_text_free(&text);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    static const char *const names[] = {"Ynys Môn \\ \t\"", "B"};
    const size_t place_of[] = {1, 0, 1, 1, SIZE_MAX};
    ap_hand hand;
    ap_text text = {0};
    ap_session_write(hand_practices(&hand), 2, names, place_of, &text);
    ap_read read = read_bytes(text.bytes, text.length);
    assert_int_equal(read.status, AP_OK);
    assert_int_equal(read.session->count, 2);
    assert_string_equal(read.session->places[0].name, names[0]);
    assert_string_equal(read.session->places[0].codes[0], "X00002");
    assert_string_equal(read.session->places[1].icb, "NHS Sea ICB");
    assert_int_equal(read.session->places[1].count, 3);
    free_read(&read);
    ap_text_free(&text);
}

static void no_places_are_a_session_without_places(void **state)
{
    (void)state;
    ap_hand hand;
    ap_text text = {0};
    const size_t place_of[HAND_PRACTICES] = {0};
    ap_session_write(hand_practices(&hand), 0, NULL, place_of, &text);
    assert_string_equal(text.bytes, "{\n    \"places\": []\n}\n");
    ap_text_free(&text);
}

/* Deeper than any program's stack, and wider than any ICB. */
static void deep_and_wide_texts_are_refused_or_read(void **state)
{
    (void)state;
    enum { DEPTH = 3000000, WIDTH = 200000 };
    ap_text text = {0};
    for (size_t i = 0; i < DEPTH; i++) {
        ap_text_add(&text, "[", 1);
    }
    ap_read deep = read_bytes(text.bytes, text.length);
    assert_int_equal(deep.status, AP_BAD_INPUT);
    free_read(&deep);
    text.length = 0;
    ap_text_print(&text, "{\"places\": [\"A\"], \"A\": {\"gps\": [\"X\"");
    for (size_t i = 0; i < WIDTH; i++) {
        ap_text_print(&text, ", \"X%zu: a\"", i);
    }
    ap_text_print(&text, "]}}");
    ap_read wide = read_bytes(text.bytes, text.length);
    assert_int_equal(wide.status, AP_OK);
    assert_int_equal(wide.session->places[0].count, WIDTH + 1);
    free_read(&wide);
    ap_text_free(&text);
}

/* Cut anywhere, or with any byte changed, a session is read or refused with a reason. */
static void any_bytes_are_a_session_or_a_problem(void **state)
{
    (void)state;
    unsigned seed = 11;
    size_t read_well = 0;
    for (size_t trial = 0; trial < 20000; trial++) {
        const char *form = forms[trial % 2];
        size_t length = strlen(form);
        char *bytes = malloc(length);
        assert_non_null(bytes);
        memcpy(bytes, form, length);
        bytes[sample_next(&seed) % length] = (char)sample_next(&seed);
        length -= trial % 4 == 0 ? sample_next(&seed) % length : 0;
        ap_read read = read_bytes(bytes, length);
        size_t problems = ap_problems_count(read.problems, AP_PROBLEM);
        assert_int_equal(read.status, problems == 0 ? AP_OK : AP_BAD_INPUT);
        assert_int_equal(read.session != NULL, problems == 0);
        read_well += problems == 0 ? 1 : 0;
        free_read(&read);
        free(bytes);
    }
    assert_true(read_well > 1000);
}

static void nothing_to_free_is_fine(void **state)
{
    (void)state;
    ap_session_free(NULL);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(both_lists_of_places_are_read),
        cmocka_unit_test(all_problems_are_listed_at_once),
        cmocka_unit_test(problems_of_other_files_do_not_count),
        cmocka_unit_test(text_is_written_to_the_byte),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(no_places_are_a_session_without_places),
        cmocka_unit_test(deep_and_wide_texts_are_refused_or_read),
        cmocka_unit_test(any_bytes_are_a_session_or_a_problem),
        cmocka_unit_test(nothing_to_free_is_fine),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[WRONGS + OTHERS];
    for (size_t i = 0; i < WRONGS; i++) {
        tests[i] = (struct CMUnitTest){.name = wrongs[i].title,
                                       .test_func = is_refused_with_a_reason,
                                       .initial_state = (void *)&wrongs[i]};
    }
    memcpy(tests + WRONGS, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
