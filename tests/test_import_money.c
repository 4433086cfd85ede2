/* The money of a case that is begun from practices, worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/target.h"
#include "data/load.h"
#include "import/import_case.h"
#include "import/mapping.h"
#include "import/nhse_forms.h"

/* Two practices, each a district and a place of the round by itself. */
typedef struct ap_pair_case {
    ap_practice rows[2];
    ap_practices practices;
    ap_practice rows_before[2];
    ap_practices before;
    size_t place_before[2];
    ap_mapping *mapping;
    ap_tree *tree;
    ap_import import;
    double primary; /* pounds */
    size_t file_count;
    ap_import_file files[AP_IMPORT_FILES];
    ap_case *inputs;
    ap_need *need;
    ap_target *target;
} ap_pair_case;

enum { NORTH, SOUTH };

#define IS(who, where)                                                       \
    .code = (who), .name = (where), .pcn = "", .pcn_name = "", .icb = "QAA", \
    .icb_name = "NHS Sea ICB", .district = (where), .district_name = (where)

/* W of the 2019/20 round, in the order of ap_component; the final figure is set by
 * publish_2019. */
static void start(ap_pair_case *pair)
{
    *pair = (ap_pair_case){
        .rows = {{IS("X00001", "North"), .population = 1100, .line = 2,
                  .weighted = {1000, 800, 1200, 900, 1100, 1500}},
                 {IS("X00002", "South"), .population = 1900, .line = 3,
                  .weighted = {2000, 2100, 1800, 2200, 1900, 1200}}},
        .practices = {.file = "practices.csv",
                      .year = "2019/20",
                      .count = 2,
                      .has = {true, true, true, true, true, true, true}},
    };
    pair->practices.rows = pair->rows;
    pair->practices.england_population = 3000;
}

/* T_p, £000, as the 2019/20 round published it:
 *
 *     T = 0.9 (K HCHS + B Presc) + 0.1 (K + B) AM,   K = 1.110701 M,  B = 0.151262
 *     HCHS = 0.744345 G&A + 0.064139 CS + 0.149855 MH + 0.041661 Mat
 */
static double money_2019(const ap_practice *practice, double index)
{
    const double *w = practice->weighted;
    double k = 1.110701 * index;
    double hospital = 0.744345 * w[AP_GENERAL_ACUTE] + 0.064139 * w[AP_COMMUNITY] +
                      0.149855 * w[AP_MENTAL_HEALTH] + 0.041661 * w[AP_MATERNITY];
    return 0.9 * (k * hospital + 0.151262 * w[AP_PRESCRIBING]) +
           0.1 * (k + 0.151262) * w[AP_HEALTH_INEQUALITIES];
}

/* The final weighted population: people, of whom each stands for £1,255.675. */
static void publish_2019(ap_pair_case *pair, const double index[2])
{
    for (size_t p = 0; p < 2; p++) {
        pair->rows[p].weighted[AP_CORE] = money_2019(&pair->rows[p], index[p]) / 1.255675;
    }
}

static void import_it(ap_pair_case *pair, const char *year)
{
    size_t place_of[2];
    ap_problems *problems = ap_problems_new();
    assert_int_equal(ap_mapping_made(AP_BY_DISTRICT, &pair->practices, "QAA", problems,
                                     &pair->mapping, NULL),
                     AP_OK);
    assert_int_equal(
        ap_mapping_apply(pair->mapping, &pair->practices, "QAA", problems, place_of, NULL),
        AP_OK);
    assert_int_equal(ap_tree_grow(&pair->practices, "QAA", AP_BY_DISTRICT, pair->mapping,
                                  place_of, &pair->tree, NULL),
                     AP_OK);
    pair->import = (ap_import){.now = &pair->practices,
                               .tree = pair->tree,
                               .icb = "QAA",
                               .year = year,
                               .core = 5e6,
                               .growth = 0.04};
    const ap_practices *before = &pair->before;
    const char *year_before = pair->before.year;
    const size_t *place_before = pair->place_before;
    if (before->count > 0) {
        ap_mapping_apply_loosely(pair->mapping, before, "QAA", pair->place_before);
        pair->import.before_count = 1;
        pair->import.before = &before;
        pair->import.before_years = &year_before;
        pair->import.place_before = &place_before;
    }
    for (size_t p = 0; p < before->count; p++) {
        pair->place_before[p] += pair->tree->round_first;
    }
    pair->import.primary = pair->primary;
    assert_int_equal(ap_import_make(&pair->import, &pair->file_count, pair->files, NULL),
                     AP_OK);
    ap_case_file files[AP_IMPORT_FILES];
    for (size_t f = 0; f < pair->file_count; f++) {
        files[f] = (ap_case_file){.name = pair->files[f].name,
                                  .bytes = pair->files[f].text.bytes,
                                  .length = pair->files[f].text.length};
    }
    ap_error error = {0};
    ap_status status = ap_case_load_files("pair", AP_SCOPE_ALL, pair->file_count, files,
                                          problems, &pair->inputs, &error);
    if (status != AP_OK) {
        fail_msg("%s: %s", error.where, error.what);
    }
    assert_int_equal(ap_need_of_case(pair->inputs, &pair->need, NULL), AP_OK);
    assert_int_equal(ap_target_of_case(pair->inputs, pair->need, &pair->target, NULL),
                     AP_OK);
    ap_problems_free(problems);
}

static void end(ap_pair_case *pair)
{
    for (size_t f = 0; f < pair->file_count; f++) {
        ap_text_free(&pair->files[f].text);
    }
    ap_target_free(pair->target);
    ap_need_free(pair->need);
    ap_case_free(pair->inputs);
    ap_tree_free(pair->tree);
    ap_mapping_free(pair->mapping);
}

static const ap_programme *programme(const ap_case *inputs, const char *key)
{
    for (size_t k = 0; k < inputs->programmes_count; k++) {
        if (strcmp(inputs->programmes[k].programme, key) == 0) {
            return &inputs->programmes[k];
        }
    }
    fail_msg("no programme %s", key);
    return NULL;
}

/* Of avoidable mortality in the 2019/20 round K carries the cost index and B does not:
 *
 *     y = 0.1 (1.110701 x 1.06 + 0.151262) x 1500 + 0.1 (1.110701 x 0.97 + 0.151262) x 1200
 *                                                                    over all money
 *
 * and each place has of the whole what the round gave it. */
static void a_term_of_which_a_part_is_costed_keeps_both_parts(void **state)
{
    (void)state;
    const double index[] = {1.06, 0.97};
    ap_pair_case pair;
    start(&pair);
    publish_2019(&pair, index);
    import_it(&pair, "2019/20");

    double north = money_2019(&pair.rows[NORTH], index[NORTH]);
    double south = money_2019(&pair.rows[SOUTH], index[SOUTH]);
    double north_part = 0.1 * (1.110701 * 1.06 + 0.151262) * 1500;
    double south_part = 0.1 * (1.110701 * 0.97 + 0.151262) * 1200;
    const ap_programme *part = programme(pair.inputs, "health_inequalities");
    double share = (north_part + south_part) / (north + south);
    assert_true(fabs(part->target_share - share) < 1e-7);

    size_t k = (size_t)(part - pair.inputs->programmes);
    double of_north = north_part / (north_part + south_part);
    assert_true(fabs(pair.need->share[NORTH * pair.need->programmes + k] - of_north) <
                1e-7);

    double all = pair.target->target[NORTH] + pair.target->target[SOUTH];
    assert_true(fabs(pair.target->target[NORTH] / all - north / (north + south)) < 1e-7);
    end(&pair);
}

/* The final weighted population of a formula of people, at a cost index of 1. */
static void publish(ap_practice *rows, const char *year)
{
    const char *blend = ap_form_core(year);
    for (size_t p = 0; p < 2; p++) {
        double final = 0;
        for (ap_component c = AP_GENERAL_ACUTE; c < AP_COMPONENTS; c++) {
            final += c == AP_CORE ? 0 : ap_form_weight(blend, c) * rows[p].weighted[c];
        }
        rows[p].weighted[AP_CORE] = final;
    }
}

/* The file of 2022/23 has no primary medical need; need of all else is as in 2023/24. */
static void start_with_2022(ap_pair_case *pair, const double medical[2])
{
    start(pair);
    memcpy(pair->rows_before, pair->rows, sizeof pair->rows);
    pair->before = pair->practices;
    pair->before.rows = pair->rows_before;
    memcpy(pair->before.year, "2022/23", sizeof pair->before.year);
    memcpy(pair->practices.year, "2023/24", sizeof pair->practices.year);
    for (size_t p = 0; p < 2; p++) {
        pair->rows[p].weighted[AP_PRIMARY_MEDICAL] = medical[p];
        pair->rows[p].weighted[AP_PRIMARY_MEDICAL_NEED] = medical[p];
    }
    pair->practices.has[AP_PRIMARY_MEDICAL] = true;
    pair->practices.has[AP_PRIMARY_MEDICAL_NEED] = true;
    publish(pair->rows, "2023/24");
    publish(pair->rows_before, "2022/23");
    pair->primary = 0.5e6;
}

static double baseline(const ap_pair_case *pair, size_t p)
{
    size_t row = 0;
    while (strcmp(pair->inputs->places[row].code, pair->rows[p].code) != 0) {
        row++;
    }
    return pair->inputs->places[row].baseline;
}

/* Last year's money of a programme that its file has no need for is shared by this year's
 * need, of practices as of places. People do not change:
 *
 *     b_p = (5m n_p + 0.5m m_p) / 1.04     n_p of core need, m_p of primary medical need
 */
static void what_last_years_file_lacks_is_in_a_practices_baseline(void **state)
{
    (void)state;
    static const double medical[2] = {1300, 1700};
    ap_pair_case pair;
    start_with_2022(&pair, medical);
    import_it(&pair, "2023/24");
    double core = pair.rows[NORTH].weighted[AP_CORE] + pair.rows[SOUTH].weighted[AP_CORE];
    for (size_t p = 0; p < 2; p++) {
        double n = pair.rows[p].weighted[AP_CORE] / core;
        double m = medical[p] / (medical[NORTH] + medical[SOUTH]);
        assert_true(fabs(baseline(&pair, p) - (5e6 * n + 0.5e6 * m) / 1.04) < 0.01);
    }
    end(&pair);
}

/* North grows from 1,100 to 1,430 people, South from 1,900 to 2,470: all lists by 30%, and
 * last year's money is what it was. Were South to stay as it is, North would have 30% more
 * a head of all people, who are 11% more: 3,330 for 3,000. */
static void people_move_last_years_money_and_add_none(void **state)
{
    (void)state;
    static const double medical[2] = {1300, 1700};
    static const double people[2][2] = {{1430, 2470}, {1430, 1900}};
    for (size_t t = 0; t < 2; t++) {
        ap_pair_case pair;
        start_with_2022(&pair, medical);
        pair.rows[NORTH].population = people[t][NORTH];
        pair.rows[SOUTH].population = people[t][SOUTH];
        import_it(&pair, "2023/24");
        double all = people[t][NORTH] + people[t][SOUTH];
        double core =
            pair.rows[NORTH].weighted[AP_CORE] + pair.rows[SOUTH].weighted[AP_CORE];
        for (size_t p = 0; p < 2; p++) {
            double n = pair.rows[p].weighted[AP_CORE] / core;
            double m = medical[p] / (medical[NORTH] + medical[SOUTH]);
            double grown = people[t][p] / pair.rows_before[p].population * 3000 / all;
            assert_true(fabs(baseline(&pair, p) - (5e6 * n * grown + 0.5e6 * m) / 1.04) <
                        0.01);
        }
        end(&pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_of_which_a_part_is_costed_keeps_both_parts),
        cmocka_unit_test(what_last_years_file_lacks_is_in_a_practices_baseline),
        cmocka_unit_test(people_move_last_years_money_and_add_none),
    };
    return cmocka_run_group_tests_name("import_money", tests, NULL, NULL);
}
