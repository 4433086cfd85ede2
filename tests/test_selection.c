/* Which money a rule speaks of. Answers are marks, one a row of the case in its order: "1"
 * is selected, "." is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hand_case.h"
#include "method/selection.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static ap_hand_case hand;

/* county > west > (town, vale), county > east
 *
 *        scheme   place    programme (area)      pool   type                tags
 *     0  beds     town     acute (Acute)                Core service
 *     1  wards    east     acute                        Core service        winter
 *     2  nurses   town     community (Community  bcf    Home-based care     core20|mhis
 *     3  visits   vale       Health)             bcf    Home-based care     winter | core20
 *     4  minds    east     mental_health (Mental        Core service        mhis_excluded
 *     5  office   county   running ()                   Other
 */
enum { COUNTY, WEST, TOWN, VALE, EAST };

static void add_scheme(size_t place, size_t programme, const char *pool,
                       const char *scheme_type, const char *tags)
{
    size_t at = hand_scheme(&hand, place, programme, 0, 0);
    hand.schemes[at].pool = pool;
    hand.schemes[at].scheme_type = scheme_type;
    hand.schemes[at].tags = tags;
}

static int make_case(void **state)
{
    (void)state;
    hand_begin(&hand);
    (void)hand_place(&hand, "county", AP_NONE, 0);
    (void)hand_place(&hand, "west", COUNTY, 0);
    (void)hand_place(&hand, "town", WEST, 30);
    (void)hand_place(&hand, "vale", WEST, 20);
    (void)hand_place(&hand, "east", COUNTY, 50);
    static const char *const programmes[][2] = {{"acute", "Acute"},
                                                {"community", "Community Health"},
                                                {"mental_health", "Mental Health"},
                                                {"running", ""}};
    for (size_t k = 0; k < COUNT(programmes); k++) {
        size_t at = hand_programme(&hand, programmes[k][0], "", 0);
        hand.programmes[at].area = programmes[k][1];
    }
    add_scheme(TOWN, 0, "", "Core service", "");
    add_scheme(EAST, 0, "", "Core service", "winter");
    add_scheme(TOWN, 1, "bcf", "Home-based care", "core20|mhis");
    add_scheme(VALE, 1, "bcf", "Home-based care", "winter | core20");
    add_scheme(EAST, 2, "", "Core service", "mhis_excluded");
    add_scheme(COUNTY, 3, "", "Other", "");
    (void)hand_source(&hand, "core", 1, true);
    (void)hand_source(&hand, "primary", 1, true);
    (void)hand_source(&hand, "council_west", 1, false);
    (void)hand_source(&hand, "council_east", 1, false);
    return 0;
}

static ap_selection all(void)
{
    return (ap_selection){"", "", "", "", "", "", ""};
}

static void check_schemes(const ap_selection *selection, size_t each_at, const char *marks)
{
    char found[HAND_ROWS] = "";
    for (size_t s = 0; s < hand.inputs.schemes_count; s++) {
        bool has = ap_selection_has_scheme(&hand.inputs, selection, each_at, s);
        found[s] = has ? '1' : '.';
    }
    assert_string_equal(found, marks);
}

static void check_sources(const ap_selection *selection, const char *marks)
{
    char found[HAND_ROWS] = "";
    for (size_t f = 0; f < hand.inputs.sources_count; f++) {
        found[f] = ap_selection_has_source(&hand.inputs, selection, f) ? '1' : '.';
    }
    assert_string_equal(found, marks);
}

static void check_places(const ap_selection *selection, size_t each_at, const char *marks)
{
    char found[HAND_ROWS] = "";
    for (size_t i = 0; i < hand.inputs.places_count; i++) {
        bool has = ap_selection_has_place(&hand.inputs, selection, each_at, i);
        found[i] = has ? '1' : '.';
    }
    assert_string_equal(found, marks);
}

typedef struct ap_answer {
    const char *selector;
    const char *marks;
} ap_answer;

static void blank_selects_all(void **state)
{
    (void)state;
    ap_selection selection = all();
    check_schemes(&selection, AP_NONE, "111111");
    check_sources(&selection, "1111");
    check_places(&selection, AP_NONE, "11111");
}

static void programmes_are_selected_by_key(void **state)
{
    (void)state;
    static const ap_answer answers[] = {
        {"acute", "11...."},
        {"ACUTE", "11...."},
        {"acute|mental_health", "11..1."},
        {"!acute", "..1111"},
        {"*e*", "11..1."},
        {"acute | community", "1111.."},
        {"!acute|community", "....11"},
        {"a?ute", "11...."},
        {"acut", "......"},
        {"*", "111111"},
        {"!*", "......"},
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        ap_selection selection = all();
        selection.programme = answers[i].selector;
        check_schemes(&selection, AP_NONE, answers[i].marks);
    }
}

static void pools_types_and_areas_are_selected_by_word(void **state)
{
    (void)state;
    static const ap_answer pools[] = {
        {"bcf", "..11.."}, {"!bcf", "11..11"}, {"b*", "..11.."}};
    static const ap_answer types[] = {
        {"Core service", "11..1."}, {"Home*|Other", "..11.1"}, {"!Core*", "..11.1"}};
    static const ap_answer areas[] = {{"Community Health", "..11.."},
                                      {"*Health", "..111."},
                                      {"!*Health", "11...1"},
                                      {"acute", "11...."}};
    for (size_t i = 0; i < COUNT(pools); i++) {
        ap_selection selection = all();
        selection.pool = pools[i].selector;
        check_schemes(&selection, AP_NONE, pools[i].marks);
    }
    for (size_t i = 0; i < COUNT(types); i++) {
        ap_selection selection = all();
        selection.scheme_type = types[i].selector;
        check_schemes(&selection, AP_NONE, types[i].marks);
    }
    for (size_t i = 0; i < COUNT(areas); i++) {
        ap_selection selection = all();
        selection.area = areas[i].selector;
        check_schemes(&selection, AP_NONE, areas[i].marks);
    }
}

/* A tag is a whole word, with or without spaces about the divider; "!" wants none of the
 * scheme's tags to match, so that a scheme without tags is in. */
static void one_of_the_tags_must_match(void **state)
{
    (void)state;
    static const ap_answer answers[] = {
        {"core20", "..11.."},
        {"winter", ".1.1.."},
        {"mhis", "..1..."},
        {"mhis*", "..1.1."},
        {"core20|winter", ".111.."},
        {"!mhis_excluded", "1111.1"},
        {"!core20|winter", "1...11"},
        {"*", ".1111."},
        {"!*", "1....1"},
        {"core2", "......"},
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        ap_selection selection = all();
        selection.tag = answers[i].selector;
        check_schemes(&selection, AP_NONE, answers[i].marks);
    }
}

/* Places in the order county, west, town, vale, east. */
static void a_place_stands_for_those_below_it(void **state)
{
    (void)state;
    static const struct {
        const char *selector;
        const char *places;
        const char *schemes;
    } answers[] = {
        {"county", "11111", "111111"},    {"west", ".111.", "1.11.."},
        {"town", "..1..", "1.1..."},      {"!west", "1...1", ".1..11"},
        {"east|vale", "...11", ".1.11."}, {"?est", ".111.", "1.11.."},
        {"!county", ".....", "......"},   {"*", "11111", "111111"},
        {"!town", "11.11", ".1.111"},     {"West", ".111.", "1.11.."},
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        ap_selection selection = all();
        selection.place = answers[i].selector;
        assert_false(ap_selection_is_each(&selection));
        check_places(&selection, AP_NONE, answers[i].places);
        check_schemes(&selection, AP_NONE, answers[i].schemes);
    }
}

/* The county's own money is of no place that "each" stands for. */
static void each_is_the_place_of_the_turn(void **state)
{
    (void)state;
    ap_selection selection = all();
    selection.place = "each";
    assert_true(ap_selection_is_each(&selection));
    check_schemes(&selection, TOWN, "1.1...");
    check_schemes(&selection, VALE, "...1..");
    check_schemes(&selection, EAST, ".1..1.");
    check_places(&selection, EAST, "....1");
    selection.programme = "acute";
    check_schemes(&selection, TOWN, "1.....");
    selection.place = "Each";
    assert_false(ap_selection_is_each(&selection));
}

static void envelope_is_every_source_of_it(void **state)
{
    (void)state;
    static const ap_answer answers[] = {
        {"envelope", "11.."},  {"!envelope", "..11"}, {"core", "1..."},
        {"!core", ".111"},     {"council*", "..11"},  {"core|*east", "1..1"},
        {"!council*", "11.."}, {"nobody", "...."},
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        ap_selection selection = all();
        selection.source = answers[i].selector;
        check_sources(&selection, answers[i].marks);
        check_schemes(&selection, AP_NONE,
                      "111111"); /* a scheme has no source of its own */
    }
}

static void all_selectors_must_match(void **state)
{
    (void)state;
    ap_selection selection = all();
    selection.programme = "acute|community";
    selection.place = "west";
    check_schemes(&selection, AP_NONE, "1.11..");
    selection.tag = "core20";
    check_schemes(&selection, AP_NONE, "..11..");
    selection.scheme_type = "Home*";
    selection.area = "community*";
    selection.pool = "bcf";
    check_schemes(&selection, AP_NONE, "..11..");
    selection.tag = "winter";
    check_schemes(&selection, AP_NONE, "...1..");
    selection.pool = "!bcf";
    check_schemes(&selection, AP_NONE, "......");
}

/* "!" alone turns a blank round, whichever selector it is. */
static void not_all_is_nothing(void **state)
{
    (void)state;
    ap_selection selection = all();
    selection.place = "!";
    check_schemes(&selection, AP_NONE, "......");
    selection = all();
    selection.tag = "!";
    check_schemes(&selection, AP_NONE, "......");
    selection = all();
    selection.pool = "!";
    check_schemes(&selection, AP_NONE, "......");
}

static void a_rule_has_its_columns_as_selectors(void **state)
{
    (void)state;
    const ap_rule rule = {.place = "a",
                          .programme = "b",
                          .source = "c",
                          .pool = "d",
                          .scheme_type = "e",
                          .area = "f",
                          .tag = "g",
                          .of = "place=z"};
    ap_selection selection = ap_selection_of_rule(&rule);
    assert_string_equal(selection.place, "a");
    assert_string_equal(selection.programme, "b");
    assert_string_equal(selection.source, "c");
    assert_string_equal(selection.pool, "d");
    assert_string_equal(selection.scheme_type, "e");
    assert_string_equal(selection.area, "f");
    assert_string_equal(selection.tag, "g");
}

static void of_is_read_selector_by_selector(void **state)
{
    (void)state;
    ap_arena *arena = ap_arena_new();
    ap_selection selection;
    assert_true(ap_selection_parse("programme=acute|community; source=envelope", arena,
                                   &selection));
    assert_string_equal(selection.programme, "acute|community");
    assert_string_equal(selection.source, "envelope");
    assert_string_equal(selection.place, "");
    assert_string_equal(selection.tag, "");
    assert_true(ap_selection_parse(
        " place = each ;pool=bcf;scheme_type=Core service ; area=!*Health; tag=core20;; ",
        arena, &selection));
    assert_true(ap_selection_is_each(&selection));
    assert_string_equal(selection.pool, "bcf");
    assert_string_equal(selection.scheme_type, "Core service");
    assert_string_equal(selection.area, "!*Health");
    assert_string_equal(selection.tag, "core20");
    assert_string_equal(selection.programme, "");
    assert_true(ap_selection_parse("", arena, &selection));
    check_schemes(&selection, AP_NONE, "111111");
    ap_arena_free(arena);
}

/* What `of` selects does not hang on the text it was read from. */
static void the_words_of_of_are_copied(void **state)
{
    (void)state;
    ap_arena *arena = ap_arena_new();
    ap_selection selection;
    char text[] = "programme=acute";
    assert_true(ap_selection_parse(text, arena, &selection));
    memset(text, 'x', sizeof text - 1);
    assert_string_equal(selection.programme, "acute");
    check_schemes(&selection, AP_NONE, "11....");
    ap_arena_free(arena);
}

static void check_refused(const char *of, ap_arena *arena)
{
    ap_selection selection;
    if (ap_selection_parse(of, arena, &selection)) {
        fail_msg("\"%s\" was taken", of);
    }
}

/* A list of the same selector twice would let one of the two go by without a word. */
static void of_is_refused_where_it_could_mean_something_else(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "envelope",
        "programme",
        "programme=",
        "programme= ;source=envelope",
        "=acute",
        "programmes=acute",
        "Programme=acute",
        "programme=acute; nothing=1",
        "programme=acute source=envelope",
        "programme=acute; programme=community",
        "programme=acute=community",
        "scheme type=Core service",
    };
    ap_arena *arena = ap_arena_new();
    for (size_t i = 0; i < COUNT(wrong); i++) {
        check_refused(wrong[i], arena);
    }
    ap_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blank_selects_all),
        cmocka_unit_test(programmes_are_selected_by_key),
        cmocka_unit_test(pools_types_and_areas_are_selected_by_word),
        cmocka_unit_test(one_of_the_tags_must_match),
        cmocka_unit_test(a_place_stands_for_those_below_it),
        cmocka_unit_test(each_is_the_place_of_the_turn),
        cmocka_unit_test(envelope_is_every_source_of_it),
        cmocka_unit_test(all_selectors_must_match),
        cmocka_unit_test(not_all_is_nothing),
        cmocka_unit_test(a_rule_has_its_columns_as_selectors),
        cmocka_unit_test(of_is_read_selector_by_selector),
        cmocka_unit_test(the_words_of_of_are_copied),
        cmocka_unit_test(of_is_refused_where_it_could_mean_something_else),
    };
    return cmocka_run_group_tests(tests, make_case, NULL);
}
