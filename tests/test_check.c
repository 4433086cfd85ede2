#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "slip.h"

static const ap_slip references[] = {
    {"places.csv", "South,county", "South,county2", CHANGED, 4, "parent", "county2",
     "parent is a key of places.csv", "did you mean \"county\"?"},
    {"need.csv", "south,community", "suoth,community", CHANGED, 5, "place", "suoth",
     "key of places.csv", "did you mean \"south\"?"},
    {"schemes.csv", "community,better-care,Home", "community,bettercare,Home", CHANGED, 6,
     "pool", "bettercare", "key of pools.csv", "did you mean \"better-care\"?"},
    {"sources.csv", "revenue,north,no", "revenue,mars,no", CHANGED, 3, "place", "mars",
     "key of places.csv", "add it to places.csv"},
    {"eligibility.csv", "dfg,,DFG", "dgf,,DFG", CHANGED, 4, "source", "dgf",
     "key of sources.csv", "did you mean \"dfg\"?"},
    {"contributions.csv", "North Council,dfg", "North Council,dff", CHANGED, 4, "source",
     "dff", "key of sources.csv", "did you mean"},
};

static const ap_slip twins[] = {
    {"need.csv", "south,community,38000", "south,general_acute,38000", CHANGED, 5, "place",
     "south/general_acute", "line 3 has this one already", "key of its own"},
    {"schemes.csv", "south-acute,South", "north-acute,South", CHANGED, 3, "scheme",
     "north-acute", "line 2 has this one already", "key of its own"},
    {"pace.csv", "cap,12%", "cash_floor,12%", CHANGED, 4, "parameter", "cash_floor",
     "line 3 has this one already", "key of its own"},
    {"contributions.csv", "North Council,dfg,\"£1,000,000\"",
     "North Council,council,\"£1,000,000\"", CHANGED, 4, "pool",
     "better-care/North Council/council", "line 3 has this one already", "key of its own"},
};

static const ap_slip places[] = {
    {"places.csv", "South,county", "South,south", CHANGED, 4, "parent", "south",
     "no place is part of itself: south, south", "correct one"},
    {"places.csv", "South,county", "South,", CHANGED, 4, "parent", "south",
     "\"county\" on line 2 has none either", "fill in"},
    {"places.csv", "The county,,,", "The county,,\"99,000\",", CHANGED, 2, "population",
     "county", "100000, not 99000", "leave it blank"},
    {"places.csv", "\"40,000\"", "", CHANGED, 4, "population", "south",
     "a place without children has people", "fill in"},
};

static const ap_slip need[] = {
    {"need.csv", "58000,illustrative,\nsouth,general_acute,42000",
     "0,illustrative,\nsouth,general_acute,0", CHANGED, 2, "weighted_population",
     "general_acute", "some place has need for a component", "correct"},
    {"need.csv", "42000,illustrative,", "42000,illustrative,\ncounty,community,1,derived,",
     CHANGED, 4, "place", "county", "need is given for places without children", "remove"},
    {"need.csv", "south,community,38000,illustrative,\n", "", CHANGED, 0, "component",
     "community", "blend hospital uses this component, and south has no row",
     "add the row"},
    {"blends.csv", "hospital,community", "hospital,comunity", CHANGED, 3, "component",
     "comunity", "components that need.csv has", "did you mean \"community\"?"},
    {"programmes.csv", "Acute,hospital", "Acute,hospitol", CHANGED, 2, "need", "hospitol",
     "a component of need.csv or a blend", "did you mean \"hospital\"?"},
    {"programmes.csv", "Acute,hospital", "Acute,general", CHANGED, 2, "need", "general",
     "a component of need.csv or a blend", "correct it"},
    {"programmes.csv", "Acute,hospital", "Acute,", CHANGED, 2, "need", "",
     "has a need that it is shared by", "target_share 0"},
    {"programmes.csv", "30%", "29.9%", CHANGED, 0, "target_share", "99.9%",
     "add up to 100%", "scale"},
};

static const ap_slip money[] = {
    {"schemes.csv", "\"38,000,000\"", "\"45,000,000.01\"", CHANGED, 2, "committed",
     "£45,000,000", "no more than it", "correct"},
    {"schemes.csv", "\"14,000,000\",0", "\"14,000,000\",\"14,000,001\"", CHANGED, 4,
     "baseline_other", "£14,000,001", "part of the baseline", "correct"},
    {"schemes.csv", "south,community,,Core", "south,community,better-care,Core", CHANGED, 5,
     "pool", "better-care", "lies in the pool's place, north, and this one is in south",
     "correct"},
    {"pools.csv", "\"£11,500,000\"", "\"£11,500,000.01\"", CHANGED, 2, "total",
     "11500000.01", "they are 11500000.00, 0.01 too little", "contributions.csv"},
    {"contributions.csv", "North Council,council,\"£5,000,000\"",
     "North Council,council,\"£5,100,000\"", "pools.csv", 2, "total", "11500000.00",
     "they are 11600000.00, 100000.00 too much", "correct"},
};

static const ap_slip rules[] = {
    {"rules.csv", "Board,illustrative,\ncommunity-share", "Board,guess,\ncommunity-share",
     CHANGED, 2, "basis", "guess", "begins with", "published"},
    {"rules.csv", "money,each", "money,eech", CHANGED, 2, "place", "eech",
     "\"eech\" selects nothing", "correct it"},
    {"rules.csv", "money,each", "money,north|sout*|eas?", CHANGED, 2, "place",
     "north|sout*|eas?", "\"eas?\" selects nothing", ""},
    {"rules.csv", "community,,community", "community,,!comunity", CHANGED, 3, "programme",
     "!comunity", "\"comunity\" selects nothing", "did you mean \"community\"?"},
    {"rules.csv", "pool,,,icb-core", "pool,,,icbcore", CHANGED, 4, "source", "icbcore",
     "\"icbcore\" selects nothing", "did you mean \"icb-core\"?"},
    {"rules.csv", "icb-core,better-care,,", "icb-core,better-car,,", CHANGED, 4, "pool",
     "better-car", "no row of pools.csv", "did you mean \"better-care\"?"},
    {"rules.csv", "icb-core,better-care,,", "icb-core,better-care,Home care,", CHANGED, 4,
     "scheme_type", "Home care", "no row of schemes.csv", "correct it"},
    {"rules.csv", "held,,acute,,,,", "held,,acute,,,,Acutes", CHANGED, 5, "area", "Acutes",
     "no row of programmes.csv", "did you mean \"Acute\"?"},
    {"rules.csv", "core20,pounds", "!,pounds", CHANGED, 6, "tag", "!", "at least one word",
     "leave it blank"},
    {"rules.csv", "share,source=envelope", "share,", CHANGED, 3, "of", "",
     "a share says of what", "place=*"},
    {"rules.csv", "share,source=envelope", "share,sorce=envelope", CHANGED, 3, "of",
     "sorce=envelope", "of is selectors such as", "did you mean \"source\"?"},
    {"rules.csv", "share,source=envelope", "share,source=envelope; programme=a*|x", CHANGED,
     3, "of", "source=envelope; programme=a*|x", "\"x\" selects nothing", ""},
    {"rules.csv", "share,source=envelope", "share,programme=acute;programme=community",
     CHANGED, 3, "of", "programme=acute;programme=community",
     "of names each selector once, and \"programme\" twice", "divide the words"},
    {"rules.csv", "share,source=envelope", "share,programme=acute=community", CHANGED, 3,
     "of", "programme=acute=community", "of is selectors such as", ""},
    {"rules.csv", "growth,,", "growth,place=north,", CHANGED, 2, "of", "place=north",
     "only a share is of other money", "unit share"},
    {"rules.csv", "soft,1", "soft,", CHANGED, 5, "rank", "acute-ceiling",
     "a soft rule has a rank", "write 1"},
    {"rules.csv", "soft,1", "soft,1.5", CHANGED, 5, "rank", "acute-ceiling",
     "a whole number from 1", "write 1"},
    {"rules.csv", "each,,envelope", "each,,icb-core", CHANGED, 2, "source", "icb-core",
     "growth is of all money or of the envelope's", "leave it blank"},
};

static const ap_slip pace[] = {
    {"pace.csv", "cash_floor", "cash_flor", CHANGED, 3, "parameter", "cash_flor",
     "no such parameter", "did you mean \"cash_floor\"?"},
    {"pace.csv", "cash_floor,0%", "cash_floor,13%", CHANGED, 3, "value", "cash_floor",
     "a floor lies below the cap", "correct"},
    {"pace.csv", "cash_floor,0%", "floor_waived_from,5%", CHANGED, 3, "value",
     "floor_waived_from", "needs floor_waived_to", "add its row"},
    {"pace.csv", "cap,12%", "open_cap,12%", CHANGED, 4, "value", "open_cap",
     "open_cap needs cap", "add its row"},
    {"pace.csv", "cap,12%,illustrative,",
     "cap,12%,illustrative,\nopen_cap,10%,illustrative,", CHANGED, 5, "value", "open_cap",
     "a cap opens upwards", "correct"},
    {"pace.csv", "cash_floor,0%,illustrative,\ncap,12%",
     "convergence_min,1%,illustrative,\nconvergence_max,-1%", CHANGED, 3, "value",
     "convergence_min", "the least lies below the most", "correct"},
    {"case.ini", "slack = £1", "slack = £1\n[frontier]\nfrom = 7%", CHANGED, 21,
     "frontier.from", "7%", "narrow band to a wide one", "swap"},
    {"case.ini", "slack = £1", "slack = £1\n[frontier]\npoints = 7.5", CHANGED, 21,
     "frontier.points", "7.5", "points are counted", "whole number"},
};

static const ap_slip options[] = {
    {"options.csv", "settings,equity.under", "seting,equity.under", CHANGED, 2, "table",
     "seting", "no table of this name", "settings"},
    {"options.csv", "equity.under,", "equity.undr,", CHANGED, 2, "target", "equity.undr",
     "no such setting", "did you mean \"equity.under\"?"},
    {"options.csv", "equity.under,", "equity.under,value", CHANGED, 2, "column", "value",
     "a setting has no column", "leave it blank"},
    {"options.csv", "core20-earmark,strength", "core20-earmak,strength", CHANGED, 4,
     "target", "core20-earmak", "key of a row of rules.csv",
     "did you mean \"core20-earmark\"?"},
    {"options.csv", "core20-earmark,strength", "core20-earmark,strengh", CHANGED, 4,
     "column", "strengh", "rules.csv has no column", "did you mean \"strength\"?"},
    {"options.csv", "strength,soft", "strength,softer", CHANGED, 4, "value", "softer",
     "one of a few words", "hard, soft or off"},
    {"options.csv", "£150", "15%", CHANGED, 5, "value", "15%", "", ""},
    {"options.csv", "pace,speed", "pace,sped", CHANGED, 6, "target", "sped",
     "key of a row of pace.csv", "did you mean \"speed\"?"},
    {"options.csv", "earmark,With the earmark,rules,core20-earmark,value",
     "earmark,With an earmark,rules,core20-earmark,value", CHANGED, 5, "name",
     "With an earmark", "line 4 calls it \"With the earmark\"", "same name"},
    {"options.csv", "pace,speed,value,2", "schemes,north-acute,place,south", CHANGED, 6,
     "column", "place", "keys and references stay", "change amounts"},
    {"options.csv", "pace,speed,value,2", "blends,hospital,weight,2", CHANGED, 6, "target",
     "hospital", "rows of blends.csv have no key", "another table"},
    {"options.csv", "pace,speed,value,2", "pace,cap,value,-1%", CHANGED, 6, "option",
     "faster",
     "with this option, pace.csv line 3, column value: a floor lies below the cap",
     "correct"},
    {"options.csv", "pace,speed,value,2", "schemes,north-acute,bid,\"1,000,000\"", CHANGED,
     6, "option", "faster", "with this option, schemes.csv line 2, column committed",
     "correct"},
};

static void check_slips(size_t count, const ap_slip slips[])
{
    for (size_t i = 0; i < count; i++) {
        ap_small_case small = small_case();
        check_slip(&small, &slips[i]);
    }
}

#define CHECK(slips) check_slips(sizeof(slips) / sizeof(slips)[0], slips)

static void an_unknown_reference_is_found_with_the_nearest_key(void **state)
{
    (void)state;
    CHECK(references);
}

static void a_key_of_two_rows_names_both_lines(void **state)
{
    (void)state;
    CHECK(twins);
}

static void places_make_one_tree(void **state)
{
    (void)state;
    CHECK(places);
}

static void need_is_whole(void **state)
{
    (void)state;
    CHECK(need);
}

static const char with_levels[] = "place,name,parent,level,population,basis,note\n"
                                  "county,The county,,system,,illustrative,\n"
                                  "north,North,county,place,,illustrative,\n"
                                  "south,South,county,place,,illustrative,\n"
                                  "n1,N One,north,practice,\"40,000\",illustrative,\n"
                                  "n2,N Two,north,practice,\"20,000\",illustrative,\n"
                                  "s1,S One,south,practice,\"40,000\",illustrative,\n";

static const char need_below[] =
    "place,component,weighted_population,basis,note\n"
    "n1,general_acute,30000,illustrative,\nn2,general_acute,28000,illustrative,\n"
    "s1,general_acute,42000,illustrative,\nn1,community,62000,illustrative,\n"
    "n2,community,0,illustrative,\ns1,community,38000,illustrative,\n";

/* The small case, its two places made of practices. */
static ap_small_case case_with_levels(void)
{
    ap_small_case small = small_case();
    small_put(&small, "places.csv", with_levels);
    small_put(&small, "need.csv", need_below);
    small_change(&small, "case.ini", "year = 2023/24",
                 "year = 2023/24\n[round]\nlevels = place, practice");
    return small;
}

static const ap_slip levels[] = {
    {"need.csv",
     "s1,general_acute,42000,illustrative,\nn1,community,62000,illustrative,\n"
     "n2,community,0,illustrative,\ns1,community,38000",
     "s1,general_acute,0,illustrative,\nn1,community,62000,illustrative,\n"
     "n2,community,0,illustrative,\ns1,community,0",
     "places.csv", 4, "place", "south", "a place that money is shared among has need",
     "take the place out"},
    {"case.ini", "place, practice", "place, pcn", CHANGED, 7, "round.levels", "pcn",
     "a level is the level of some places", ""},
    {"case.ini", "place, practice", "place, practice, place", CHANGED, 7, "round.levels",
     "place", "a level is named once", "remove"},
    {"places.csv", "N Two,north,practice", "N Two,county,practice", CHANGED, 6, "level",
     "n2", "lies in one place of level place, and this one in 0", "its parent"},
    {"places.csv", "S One,south,practice", "S One,south,", CHANGED, 7, "level", "s1",
     "lies in one place of level practice, and this one in 0", "its level"},
    {"pace.csv", "basis,note\nbase_growth,4.1%,illustrative,",
     "basis,note,level\nbase_growth,4.1%,illustrative,,practise", CHANGED, 2, "level",
     "practise", "one of round.levels", "blank"},
    {"pace.csv", "cap,12%", "smoothing,1200", CHANGED, 4, "level", "",
     "smoothing is for a level below the round", "of which level"},
    {"schemes.csv", "south-acute,South acute,south", "south-acute,South acute,s1", CHANGED,
     3, "place", "s1", "a scheme belongs to a place of the first level", "allocates to"},
};

static void levels_nest_and_have_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        ap_small_case small = case_with_levels();
        check_slip(&small, &levels[i]);
    }
    ap_small_case small = case_with_levels();
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

static void money_is_consistent(void **state)
{
    (void)state;
    CHECK(money);
}

static void a_rule_says_something(void **state)
{
    (void)state;
    CHECK(rules);
}

static void pace_and_settings_are_in_order(void **state)
{
    (void)state;
    CHECK(pace);
}

static void an_option_can_be_applied(void **state)
{
    (void)state;
    CHECK(options);
}

/* Problems of one case, counted by file and column. */
static size_t count_of(ap_problems *problems, const char *file, const char *column)
{
    size_t count = 0;
    size_t found = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    for (size_t i = 0; i < count; i++) {
        found += all[i].severity == AP_PROBLEM && strcmp(all[i].file, file) == 0 &&
                 strcmp(all[i].column, column) == 0;
    }
    return found;
}

/* Without its permission the grant can be spent on nothing, the scheme that it paid has
 * nobody else to pay it, and it has no business in the pool. */
static void money_without_permission_is_found_from_all_sides(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "eligibility.csv", "dfg,,DFG Related Schemes,,", "dfg,acute,,,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 3);
    assert_int_equal(count_of(problems, "sources.csv", "source"), 1);
    assert_int_equal(count_of(problems, "schemes.csv", "scheme"), 1);
    assert_int_equal(count_of(problems, "contributions.csv", "source"), 1);
    ap_problems_free(problems);
    small_free(&small);
}

static void capital_never_funds_revenue(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "schemes.csv", "Schemes,capital", "Schemes,revenue");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 2);
    assert_int_equal(count_of(problems, "sources.csv", "source"), 1);
    assert_int_equal(count_of(problems, "contributions.csv", "source"), 1);
    ap_problems_free(problems);
    small_free(&small);
}

static void a_scheme_stands_at_the_foot_of_the_tree_or_at_its_top(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "schemes.csv", "South acute,south", "South acute,county");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    ap_case_free(inputs);
    inputs = NULL;
    small_change(&small, "places.csv", "The county,,,,,,illustrative,",
                 "The county,,,,,,illustrative,\nwhole,The whole,,,,,,illustrative,");
    small_change(&small, "places.csv", "county,The county,,", "county,The county,whole,");
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 1);
    assert_int_equal(count_of(problems, "schemes.csv", "place"), 1);
    ap_problems_free(problems);
    small_free(&small);
}

/* Three places in a circle beside the tree: one problem, not three. */
static void a_circle_is_reported_once(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_append(&small, "places.csv", "a,A,b,5,,,,derived,");
    small_append(&small, "places.csv", "b,B,c,5,,,,derived,");
    small_append(&small, "places.csv", "c,C,a,5,,,,derived,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    assert_int_equal(count_of(problems, "places.csv", "parent"), 1);
    ap_problems_free(problems);
    small_free(&small);
}

/* A source that must be spent in full where bids are too small cannot be met, which is an
 * answer of the round and not a fault of the inputs. */
static void too_few_bids_are_no_input_error(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_change(&small, "sources.csv", "\"£100,000,000\"", "\"£900,000,000\"");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

static void a_permission_that_nothing_matches_is_a_note(void **state)
{
    (void)state;
    ap_small_case small = small_case();
    small_append(&small, "eligibility.csv", "icb-core,,Dental,,,derived,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 1);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_reference_is_found_with_the_nearest_key),
        cmocka_unit_test(a_key_of_two_rows_names_both_lines),
        cmocka_unit_test(places_make_one_tree),
        cmocka_unit_test(need_is_whole),
        cmocka_unit_test(levels_nest_and_have_places),
        cmocka_unit_test(money_is_consistent),
        cmocka_unit_test(a_rule_says_something),
        cmocka_unit_test(pace_and_settings_are_in_order),
        cmocka_unit_test(an_option_can_be_applied),
        cmocka_unit_test(money_without_permission_is_found_from_all_sides),
        cmocka_unit_test(capital_never_funds_revenue),
        cmocka_unit_test(a_scheme_stands_at_the_foot_of_the_tree_or_at_its_top),
        cmocka_unit_test(a_circle_is_reported_once),
        cmocka_unit_test(too_few_bids_are_no_input_error),
        cmocka_unit_test(a_permission_that_nothing_matches_is_a_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
