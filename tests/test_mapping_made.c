/* Mappings that are made, not read: of districts, PCNs and practices, of sessions, and at
 * random. What is written is read again as the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_sample.h"
#include "hand_practices.h"
#include "import/session.h"
#include "mapping_fixture.h"

/* What a built-in mapping is made of the five practices. */
typedef struct ap_built {
    const char *title;
    ap_mapping_kind kind;
    const char *icb;
    const char *csv;
    const char *keys[HAND_PRACTICES];
} ap_built;

#define FULL_HEAD "place,name,by,value,basis,note\n"
#define EACH(of)  ",derived: one place for each " of " of practices.csv,\n"

static const ap_built builts[] = {
    {"made_by_district",
     AP_BY_DISTRICT,
     "QAA",
     FULL_HEAD "isle_of_gull,Isle of Gull,district,Isle of Gull" EACH(
         "district") "portside,Portside,district,Portside" EACH("district"),
     {"portside", "portside", "isle_of_gull", "isle_of_gull", "-"}},
    {"made_by_pcn",
     AP_BY_PCN,
     "QAA",
     FULL_HEAD
     "harbour_pcn,Harbour PCN,pcn,Harbour PCN" EACH("pcn") "hill_pcn_u00002,Hill PCN (U00002),pcn,U00002" EACH(
         "pcn") "hill_pcn_u00003,Hill PCN (U00003),pcn,U00003" EACH("pcn"),
     {"harbour_pcn", "harbour_pcn", "hill_pcn_u00002", "hill_pcn_u00003", "-"}},
    {"made_by_practice",
     AP_BY_PRACTICE,
     "QAA",
     FULL_HEAD
     "x00001,Harbour Surgery,practice,X00001" EACH("practice") "x00003,Hill Practice,practice,X00003" EACH(
         "practice") "x00004,Mill Practice,practice,X00004" EACH("practice") "x00002,Quay Surgery,practice,X00002" EACH("practice"),
     {"x00001", "x00002", "x00003", "x00004", "-"}},
    {"made_of_england",
     AP_BY_DISTRICT,
     "",
     FULL_HEAD
     "farham,Farham,district,Farham" EACH("district") "isle_of_gull,Isle of Gull,district,Isle of Gull" EACH(
         "district") "portside,Portside,district,Portside" EACH("district"),
     {"portside", "portside", "isle_of_gull", "isle_of_gull", "farham"}},
};
enum { BUILTS = sizeof builts / sizeof builts[0] };

/* Keys, names and text of a mapping are those of its copy. */
static void assert_same_mapping(const ap_mapping *one, const ap_mapping *other)
{
    assert_int_equal(one->place_count, other->place_count);
    for (size_t i = 0; i < one->place_count; i++) {
        assert_string_equal(one->places[i].key, other->places[i].key);
        assert_string_equal(one->places[i].name, other->places[i].name);
        assert_string_equal(one->places[i].basis, other->places[i].basis);
    }
    ap_text texts[2] = {{0}, {0}};
    ap_mapping_csv(one, &texts[0]);
    ap_mapping_csv(other, &texts[1]);
    assert_string_equal(texts[0].bytes, texts[1].bytes);
    ap_text_free(&texts[0]);
    ap_text_free(&texts[1]);
}

/* The mapping as CSV, read again and applied, is the same mapping. */
static void assert_round_trip(const ap_mapped *mapped, const ap_practices *practices,
                              const char *icb)
{
    ap_text csv = {0};
    ap_mapping_csv(mapped->mapping, &csv);
    ap_mapped again = mapped_read("made_again.csv", csv.bytes);
    mapped_apply(&again, practices, icb);
    assert_int_equal(again.status, AP_OK);
    assert_same_mapping(mapped->mapping, again.mapping);
    assert_memory_equal(mapped->place_of, again.place_of,
                        practices->count * sizeof *again.place_of);
    mapped_free(&again);
    ap_text_free(&csv);
}

static void built_in_mapping_is_its_rules(void **state)
{
    const ap_built *built = *state;
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    ap_mapped mapped = mapped_made(built->kind, practices, built->icb);
    mapped_apply(&mapped, practices, built->icb);
    assert_int_equal(mapped.status, AP_OK);
    ap_text csv = {0};
    ap_mapping_csv(mapped.mapping, &csv);
    assert_string_equal(csv.bytes, built->csv);
    for (size_t p = 0; p < HAND_PRACTICES; p++) {
        assert_string_equal(mapped_key(&mapped, p), built->keys[p]);
    }
    assert_round_trip(&mapped, practices, built->icb);
    ap_text_free(&csv);
    mapped_free(&mapped);
}

static void practices_without_pcn_are_problems(void **state)
{
    (void)state;
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    for (size_t p = 2; p < HAND_PRACTICES; p++) {
        hand.rows[p].pcn = "";
        hand.rows[p].pcn_name = "";
    }
    ap_mapped mapped = mapped_made(AP_BY_PCN, practices, "QAA");
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    assert_null(mapped.mapping);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(mapped.problems, &count);
    assert_int_equal(count, 2);
    assert_string_equal(all[1].file, "practices.csv");
    assert_int_equal(all[1].line, 5);
    assert_non_null(strstr(all[1].rule, "X00004 (Mill Practice) has none"));
    mapped_free(&mapped);
}

/* A PCN with a code and no name, one with a name and no code, one with two names. */
static void parts_with_gaps_are_places_all_the_same(void **state)
{
    (void)state;
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    hand.rows[1].pcn_name = "Harbour";
    hand.rows[2].pcn_name = "";
    hand.rows[3].pcn = "";
    ap_mapped mapped = mapped_made(AP_BY_PCN, practices, "QAA");
    mapped_apply(&mapped, practices, "QAA");
    assert_int_equal(mapped.status, AP_OK);
    const char *const keys[] = {"harbour_pcn", "harbour_pcn", "u00002", "hill_pcn", "-"};
    for (size_t p = 0; p < HAND_PRACTICES; p++) {
        assert_string_equal(mapped_key(&mapped, p), keys[p]);
    }
    mapped_free(&mapped);
}

static void an_icb_without_practices_is_a_problem(void **state)
{
    (void)state;
    ap_hand hand;
    ap_mapped mapped = mapped_made(AP_BY_DISTRICT, hand_practices(&hand), "QZZ");
    assert_int_equal(mapped.status, AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(mapped.problems, AP_PROBLEM), 1);
    mapped_free(&mapped);
}

static void a_file_is_written_as_it_was_read(void **state)
{
    (void)state;
    static const char csv[] =
        FULL_HEAD "b,\"Big, \"\"bold\"\" place\",district,Portside,published: a plan,\n"
                  "b,,practice,X00003,illustrative,'=1+1\n"
                  "-a,'-A,rest,,derived,second\n";
    ap_mapped mapped = mapped_read("made_written.csv", csv);
    assert_int_equal(mapped.status, AP_OK);
    assert_string_equal(mapped.mapping->places[1].name, "-A");
    assert_string_equal(mapped.mapping->rules[1].row.note, "=1+1");
    ap_text text = {0};
    ap_mapping_csv(mapped.mapping, &text);
    const char *last = strstr(text.bytes, "-a");
    assert_non_null(last); /* the one byte that differs: Excel would compute -a */
    assert_int_equal(last[-1], '\'');
    memmove(text.bytes + (last - text.bytes) - 1, last, strlen(last) + 1);
    assert_string_equal(text.bytes, csv);
    ap_text_free(&text);
    mapped_free(&mapped);
}

/* A mapping written as a session, read as a mapping and written again is the same text. */
static void session_to_mapping_to_session(void **state)
{
    (void)state;
    static const char *const names[] = {"Portside & Quay", "Isle \"of\" Gull"};
    const size_t place_of[] = {0, 0, 1, 1, AP_NONE};
    ap_hand hand;
    const ap_practices *practices = hand_practices(&hand);
    ap_text first = {0};
    ap_text second = {0};
    ap_session_write(practices, 2, names, place_of, &first);
    ap_mapped mapped = mapped_read("made_round.json", first.bytes);
    mapped_apply(&mapped, practices, "QAA");
    assert_int_equal(mapped.status, AP_OK);
    assert_memory_equal(mapped.place_of, place_of, sizeof place_of);
    const char *const again[] = {mapped.mapping->places[0].name,
                                 mapped.mapping->places[1].name};
    ap_session_write(practices, 2, again, mapped.place_of, &second);
    assert_string_equal(first.bytes, second.bytes);
    assert_round_trip(&mapped, practices, "QAA");
    ap_text_free(&first);
    ap_text_free(&second);
    mapped_free(&mapped);
}

enum { WORLD = 60, WORLD_PCNS = 15, WORLD_DISTRICTS = 5, WORLD_PLACES = 4 };

/* Practices at random: some in another ICB, which shares districts with this one. */
typedef struct ap_world {
    char codes[WORLD][8];
    char pcns[WORLD_PCNS][8];
    char districts[WORLD_DISTRICTS][8];
    ap_practice rows[WORLD];
    ap_practices practices;
} ap_world;

static void make_world(unsigned *seed, ap_world *world)
{
    *world = (ap_world){.practices = {.file = "world.csv", .count = WORLD}};
    world->practices.rows = world->rows;
    for (unsigned i = 0; i < WORLD; i++) {
        unsigned pcn = sample_next(seed) % WORLD_PCNS;
        unsigned district = pcn % WORLD_DISTRICTS;
        (void)snprintf(world->codes[i], 8, "X%05u", i);
        (void)snprintf(world->pcns[pcn], 8, "U%05u", pcn);
        (void)snprintf(world->districts[district], 8, "E%05u", district);
        world->rows[i] = (ap_practice){
            .code = world->codes[i],
            .name = "One name",
            .pcn = world->pcns[pcn],
            .pcn_name = "",
            .icb = sample_next(seed) % 4 == 0 ? "QBB" : "QAA",
            .icb_name = "",
            .district = world->districts[district],
            .district_name = "",
            .line = (long)i + 2,
        };
    }
}

/* The place of the rule that names each practice, PCN and district, -1 where none does. */
typedef struct ap_wanted {
    int practice[WORLD];
    int pcn[WORLD_PCNS];
    int district[WORLD_DISTRICTS];
    int rest;
} ap_wanted;

static int maybe(unsigned *seed, unsigned one_in)
{
    return sample_next(seed) % one_in == 0 ? (int)(sample_next(seed) % WORLD_PLACES) : -1;
}

static void add_rule(ap_text *csv, const char *by, const char *value, int place)
{
    if (place >= 0) {
        ap_text_print(csv, "p%d,P%d,%s,%s,derived\n", place, place, by, value);
    }
}

static void make_rules(unsigned *seed, const ap_world *world, ap_wanted *wanted,
                       ap_text *csv)
{
    ap_text_print(csv, "place,name,by,value,basis\n");
    wanted->rest = maybe(seed, 2);
    add_rule(csv, "rest", "", wanted->rest);
    for (size_t i = 0; i < WORLD_DISTRICTS; i++) {
        wanted->district[i] = world->districts[i][0] == '\0' ? -1 : maybe(seed, 2);
        add_rule(csv, "district", world->districts[i], wanted->district[i]);
    }
    for (size_t i = 0; i < WORLD_PCNS; i++) {
        wanted->pcn[i] = world->pcns[i][0] == '\0' ? -1 : maybe(seed, 4);
        add_rule(csv, "pcn", world->pcns[i], wanted->pcn[i]);
    }
    for (size_t i = 0; i < WORLD; i++) {
        bool is_here = strcmp(world->rows[i].icb, "QAA") == 0;
        wanted->practice[i] = is_here ? maybe(seed, 8) : -1;
        add_rule(csv, "practice", world->codes[i], wanted->practice[i]);
    }
}

static int wanted_place(const ap_world *world, const ap_wanted *wanted, size_t p)
{
    const ap_practice *practice = &world->rows[p];
    size_t pcn = (size_t)strtol(practice->pcn + 1, NULL, 10);
    int place = wanted->practice[p];
    place = place < 0 ? wanted->pcn[pcn] : place;
    place = place < 0 ? wanted->district[pcn % WORLD_DISTRICTS] : place;
    place = place < 0 ? wanted->rest : place;
    return strcmp(practice->icb, "QAA") == 0 ? place : -1;
}

/* Whatever the rules, exceptions win, and each practice of the ICB is in one place or in a
 * problem. A mapping without problem survives being written and read. */
static void any_mapping_places_by_the_most_exact_rule(void **state)
{
    (void)state;
    unsigned seed = 7;
    size_t good = 0;
    for (size_t trial = 0; trial < 500; trial++) {
        ap_world world;
        ap_wanted wanted;
        ap_text csv = {0};
        make_world(&seed, &world);
        make_rules(&seed, &world, &wanted, &csv);
        ap_mapped mapped = mapped_read("made_random.csv", csv.bytes);
        mapped_apply(&mapped, &world.practices, "QAA");
        size_t unplaced = 0;
        for (size_t p = 0; p < WORLD && mapped.mapping != NULL; p++) {
            char key[16] = "-";
            int place = wanted_place(&world, &wanted, p);
            if (place >= 0) {
                (void)snprintf(key, sizeof key, "p%d", place);
            }
            assert_string_equal(mapped_key(&mapped, p), key);
            unplaced += place < 0 && strcmp(world.rows[p].icb, "QAA") == 0 ? 1 : 0;
        }
        size_t problems = ap_problems_count(mapped.problems, AP_PROBLEM);
        assert_true(problems >= unplaced);
        assert_int_equal(mapped.status, problems == 0 ? AP_OK : AP_BAD_INPUT);
        if (problems == 0) {
            assert_round_trip(&mapped, &world.practices, "QAA");
            good++;
        }
        mapped_free(&mapped);
        ap_text_free(&csv);
    }
    assert_true(good > 100);
}

/* Every practice of the ICB is in exactly one place of a built-in mapping, and every place
 * has one. */
static void any_built_in_mapping_places_all(void **state)
{
    (void)state;
    unsigned seed = 13;
    for (size_t trial = 0; trial < 150; trial++) {
        ap_world world;
        make_world(&seed, &world);
        ap_mapping_kind kind = AP_BY_DISTRICT + trial % 3;
        const char *icb = trial % 2 == 0 ? "QAA" : "";
        ap_mapped mapped = mapped_made(kind, &world.practices, icb);
        mapped_apply(&mapped, &world.practices, icb);
        assert_int_equal(mapped.status, AP_OK);
        for (size_t p = 0; p < WORLD; p++) {
            bool is_here = ap_practice_is_of(&world.rows[p], icb);
            assert_true(is_here == (mapped.place_of[p] < mapped.mapping->place_count));
        }
        assert_round_trip(&mapped, &world.practices, icb);
        mapped_free(&mapped);
    }
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(practices_without_pcn_are_problems),
        cmocka_unit_test(parts_with_gaps_are_places_all_the_same),
        cmocka_unit_test(an_icb_without_practices_is_a_problem),
        cmocka_unit_test(a_file_is_written_as_it_was_read),
        cmocka_unit_test(session_to_mapping_to_session),
        cmocka_unit_test(any_mapping_places_by_the_most_exact_rule),
        cmocka_unit_test(any_built_in_mapping_places_all),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[BUILTS + OTHERS];
    for (size_t i = 0; i < BUILTS; i++) {
        tests[i] = (struct CMUnitTest){.name = builts[i].title,
                                       .test_func = built_in_mapping_is_its_rules,
                                       .initial_state = (void *)&builts[i]};
    }
    memcpy(tests + BUILTS, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
