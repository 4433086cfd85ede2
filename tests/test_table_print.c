#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/clean.h"
#include "hand_case.h"
#include "printed_case.h"
#include "small_case.h"

static void same_again(const char *folder)
{
    char path[512];
    ap_case *inputs = NULL;
    ap_error err = {0};
    ap_problems *problems = ap_problems_new();
    (void)snprintf(path, sizeof path, "%s/%s", AP_ROOT, folder);
    if (ap_case_load(path, ap_case_scope(path), problems, &inputs, &err) != AP_OK) {
        fail_msg("%s: %s", folder, err.what);
        return;
    }
    ap_case *again = printed_again(inputs);
    printed_same(inputs, again);
    ap_case_free(again);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

static void a_printed_case_is_the_case(void **state)
{
    (void)state;
    static const char *const folders[] = {
        "inputs/hiow-2023-24",
        "tests/cases/clash-bcf-minimum",
        "tests/cases/clash-floors-above-envelope",
        "tests/cases/clash-mhis-against-pace",
        "tests/cases/clash-ring-fence",
        "tests/cases/clash-source-too-small",
        "tests/cases/clash-three-rules",
        "tests/cases/pool-close",
        "tests/cases/three-levels",
        "tests/cases/two-places",
    };
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        same_again(folders[i]);
    }
}

static ap_text printed(const ap_case *inputs, const char *table)
{
    ap_text text = {0};
    ap_case_table_print(inputs, ap_schema_find(table), &text);
    assert_false(text.failed);
    return text;
}

/* Pounds have no decimals, pence two; 2.5% is 0.025, and 0.1% of it 0.0025%; a share that
 * nobody gave is blank; the columns that no row uses are left out. */
static void figures_are_as_short_as_they_are_exact(void **state)
{
    (void)state;
    ap_place places[] = {
        {.row = {.basis = "published: a", .note = ""},
         .place = "system",
         .name = "System, all of it",
         .parent = ""},
        {.row = {.basis = "illustrative", .note = "- \"north\""},
         .place = "north",
         .name = "=North",
         .parent = "system",
         .population = 1234567,
         .core20 = 0.025,
         .baseline = 1200.5},
        {.row = {.basis = "derived: it's", .note = "=it's"},
         .place = "south",
         .name = "South",
         .parent = "system",
         .population = 0.1,
         .core20 = 1,
         .baseline = 7},
        {.row = {.basis = "derived", .note = ""},
         .place = "west",
         .name = "West",
         .parent = "system",
         .population = 1e20,
         .core20 = 0.000025,
         .baseline = 0.005},
    };
    for (size_t i = 0; i < 4; i++) {
        places[i].hwb = "";
        places[i].level = "";
        places[i].code = "";
    }
    const ap_case inputs = {.scope = AP_SCOPE_NEED, .places_count = 4, .places = places};
    ap_text text = printed(&inputs, "places");
    assert_string_equal(
        text.bytes,
        "place,name,parent,population,core20,baseline,basis,note\n"
        "system,\"System, all of it\",,,,,published: a,\n"
        "north,'=North,system,1234567,2.5%,1200.50,illustrative,\"'- \"\"north\"\"\"\n"
        "south,South,system,0.1,100%,7,derived: it's,\"=\"\"=it's\"\"\"\n"
        "west,West,system,1e+20,0.0025%,0.005,derived,\n");
    ap_text_free(&text);
}

static void an_empty_table_has_all_columns(void **state)
{
    (void)state;
    const ap_case inputs = {.scope = AP_SCOPE_POOL};
    ap_text text = printed(&inputs, "ledger");
    assert_string_equal(text.bytes, "scheme,partner,month,amount,basis,note\n");
    ap_text_free(&text);
}

/* A number of any size and any length, or a word with all that CSV and Excel trip over. */
static double any_number(uint64_t *seed)
{
    double decimals = floor(hand_draw(seed, 0, 17));
    double size = pow(10, floor(hand_draw(seed, -12, 9)));
    double value = hand_draw(seed, 0, 1) * size;
    double unit = pow(10, -decimals);
    return hand_draw(seed, 0, 1) < 0.5 ? value : round(value / unit) * unit;
}

/* Words as the reader leaves them: it takes off spaces, wrappers and lone apostrophes. */
static void any_words(uint64_t *seed, ap_text *out)
{
    static const char letters[] = "=+-@'\"\",\n;|ab 1";
    char words[16];
    do {
        size_t length = (size_t)hand_draw(seed, 0, 14);
        for (size_t i = 0; i < length; i++) {
            words[i] = letters[(size_t)hand_draw(seed, 0, sizeof letters - 1)];
        }
        words[length] = '\0';
    } while (ap_clean_cell(words, strlen(words), out) != 0 ||
             strcmp(words, out->bytes) != 0);
}

/* 3,000 schemes with random figures and words. */
static void random_figures_and_words_are_the_same_again(void **state)
{
    (void)state;
    uint64_t seed = 20;
    ap_case *inputs = small_loaded();
    for (int round = 0; round < 500; round++) {
        ap_text words[12] = {{0}};
        for (size_t s = 0; s < inputs->schemes_count; s++) {
            ap_scheme *scheme = &inputs->schemes[s];
            any_words(&seed, &words[2 * s]);
            any_words(&seed, &words[2 * s + 1]);
            scheme->description = words[2 * s].bytes;
            scheme->row.note = words[2 * s + 1].bytes;
            scheme->bid = scheme->committed + any_number(&seed);
            scheme->priority = fmod(any_number(&seed), 1000);
            scheme->nhs_share = fmod(any_number(&seed), 1);
            scheme->output = any_number(&seed);
        }
        ap_case *again = printed_again(inputs);
        printed_same(inputs, again);
        ap_case_free(again);
        for (size_t i = 0; i < 12; i++) {
            ap_text_free(&words[i]);
        }
    }
    ap_case_free(inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_printed_case_is_the_case),
        cmocka_unit_test(figures_are_as_short_as_they_are_exact),
        cmocka_unit_test(an_empty_table_has_all_columns),
        cmocka_unit_test(random_figures_and_words_are_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
