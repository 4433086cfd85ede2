/* Hard rules that cannot all be met: tests/cases/clash-*. What each clash is about, and by
 * how much, is worked out in the comment on top of its case.ini. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "goal_chain.h"
#include "made_case.h"
#include "solve/clash.h"
#include "solve/lexico.h"

typedef struct ap_example {
    const char *folder;
    double pounds;        /* the least relaxation */
    const char *words[4]; /* each is said of some claim of the clash */
} ap_example;

static const ap_example examples[] = {
    {"clash-bcf-minimum", 250000, {"must be spent in full (£5,000,000)", "£2,600,000"}},
    {"clash-floors-above-envelope", 1000000, {"£62,400,000", "£41,600,000", "has no more"}},
    {"clash-mhis-against-pace", 400000, {"£21,600,000", "£61,800,000", "£32,800,000"}},
    {"clash-ring-fence", 300000, {"£3,000,000", "£1,600,000", "£1,100,000"}},
    {"clash-source-too-small", 500000, {"£10,000,000", "£6,400,000", "£4,100,000"}},
    {"clash-three-rules", 1000000, {"£60,000,000", "£25,000,000", "£84,000,000"}},
};
enum { EXAMPLES = sizeof examples / sizeof examples[0] };

typedef struct ap_explained {
    ap_case *inputs;
    ap_round *round;
    ap_clash *clash;
} ap_explained;

static ap_explained explained(ap_case *inputs)
{
    ap_explained it = {.inputs = inputs};
    assert_int_equal(ap_round_prepare(inputs, &it.round, NULL), AP_OK);
    assert_int_equal(ap_round_solve(it.round, AP_ALL_GOALS, NULL, NULL, NULL), AP_OK);
    assert_int_equal(it.round->result->outcome, AP_INFEASIBLE);
    assert_int_equal(ap_clash_find(it.round, &it.clash, NULL), AP_OK);
    return it;
}

static ap_explained explained_example(const ap_example *example)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/cases/%s", AP_ROOT, example->folder);
    return explained(ap_made_from_folder(path, 0));
}

static void forget(ap_explained *it)
{
    ap_clash_free(it->clash);
    ap_round_free(it->round);
    ap_case_free(it->inputs);
}

static void assert_says(const ap_explained *it, const char *words)
{
    ap_text text = {0};
    for (size_t q = 0; q < it->clash->count; q++) {
        if (it->clash->claims[q].is_in_clash) {
            ap_claim_words(it->round, &it->clash->claims[q].claim, &text);
            ap_text_print(&text, "\n");
        }
    }
    if (text.bytes == NULL || strstr(text.bytes, words) == NULL) {
        fail_msg("nothing of \"%s\" in:\n%s", words, text.bytes);
    }
    ap_text_free(&text);
}

/* Everything may give but the claims of the clash, less one (SIZE_MAX: less none), and that
 * one as little as can be: how many pounds; NaN where that is not enough. */
static double given_without(const ap_explained *it, size_t without)
{
    ap_elastic *elastic = NULL;
    static double values[4096];
    assert_int_equal(ap_elastic_new(it->round, &elastic, NULL), AP_OK);
    assert_true(elastic->lp->columns < 4096);
    for (size_t q = 0; q < it->clash->count; q++) {
        if (it->clash->claims[q].is_in_clash && q != without) {
            elastic->lp->high[it->clash->claims[q].claim.column] = 0;
        }
    }
    if (without != SIZE_MAX) {
        elastic->lp->cost[it->clash->claims[without].claim.column] = 1;
    }
    double given = ap_judge_by_clp(elastic->lp, values) * 1e6;
    ap_elastic_free(elastic);
    return given;
}

static void assert_irreducible(const ap_explained *it)
{
    size_t size = 0;
    assert_true(isnan(given_without(it, SIZE_MAX)));
    for (size_t q = 0; q < it->clash->count; q++) {
        if (it->clash->claims[q].is_in_clash) {
            double given = given_without(it, q);
            assert_true(fabs(given - it->clash->claims[q].alone) < 0.01);
            size++;
        }
    }
    assert_true(size >= 1);
}

static void the_clash_cannot_be_met_but_less_of_it_can(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        ap_explained it = explained_example(&examples[e]);
        assert_irreducible(&it);
        for (size_t w = 0; w < 4 && examples[e].words[w] != NULL; w++) {
            assert_says(&it, examples[e].words[w]);
        }
        forget(&it);
    }
}

/* Each of the clash would have to give as much as the comment says if it gave alone. */
static void the_clash_is_as_large_as_it_says(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        ap_explained it = explained_example(&examples[e]);
        double given = 0;
        for (size_t q = 0; q < it.clash->count; q++) {
            const ap_clashing *claim = &it.clash->claims[q];
            given += claim->relaxation;
            if (claim->is_in_clash && claim->alone != examples[e].pounds) {
                fail_msg("%s: alone %.2f, not %.0f", examples[e].folder, claim->alone,
                         examples[e].pounds);
            }
        }
        assert_true(it.clash->relaxed == examples[e].pounds);
        assert_true(fabs(given - it.clash->relaxed) < 0.01);
        forget(&it);
    }
}

/* The least weighted relaxation as clp finds it, and every stage proved. */
static void the_least_relaxation_is_proved(void **state)
{
    (void)state;
    static double values[4096];
    for (size_t e = 0; e < EXAMPLES; e++) {
        ap_explained it = explained_example(&examples[e]);
        ap_elastic *elastic = NULL;
        assert_int_equal(ap_elastic_new(it.round, &elastic, NULL), AP_OK);
        for (size_t q = 0; q < elastic->count; q++) {
            elastic->lp->cost[elastic->claims[q].column] = elastic->claims[q].weight;
        }
        double least = ap_judge_by_clp(elastic->lp, values);
        const ap_lexico_result *result = it.clash->result;
        assert_true(fabs(result->stages[0].best - least) < 1e-6 * (1 + least));
        for (size_t s = 0; s < result->stage_count; s++) {
            assert_true(ap_certificate_holds(result->stages[s].certificate));
        }
        assert_true(ap_infeasibility(elastic->lp, result->values) < 1e-8);
        assert_true(result->stages[result->stage_count - 1].is_unique);
        ap_elastic_free(elastic);
        forget(&it);
    }
}

/* The order of the rows moves neither the relaxation nor the allocation of it. */
static void the_relaxation_does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/tests/cases/%s", AP_ROOT, examples[e].folder);
        ap_explained it = explained_example(&examples[e]);
        ap_explained other = explained(ap_made_from_folder(path, e + 1));
        assert_true(fabs(it.clash->relaxed - other.clash->relaxed) < 0.01);
        for (size_t c = 0; c < other.round->model->cell_count; c++) {
            const ap_cell *cell = &other.round->model->cells[c];
            double here = ap_made_cell(it.round, it.clash->cells,
                                       other.inputs->sources[cell->source].source,
                                       other.inputs->schemes[cell->scheme].scheme);
            assert_true(fabs(here - other.clash->cells[c]) < 0.01);
        }
        forget(&other);
        forget(&it);
    }
}

/* Rounds by chance whose places are all to grow by 12%: more than most of them can. */
static void clashes_of_chance_rounds_are_irreducible(void **state)
{
    (void)state;
    size_t clashes = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        ap_case *inputs = ap_made_by_chance(seed);
        for (size_t p = 0; p < inputs->pace_count; p++) {
            if (strcmp(inputs->pace[p].parameter, "cash_floor") == 0) {
                inputs->pace[p].value = 0.12;
            }
        }
        ap_round *round = NULL;
        assert_int_equal(ap_round_prepare(inputs, &round, NULL), AP_OK);
        assert_int_equal(ap_round_solve(round, AP_ALL_GOALS, NULL, NULL, NULL), AP_OK);
        bool is_clash = round->result->outcome == AP_INFEASIBLE;
        ap_round_free(round);
        if (!is_clash) {
            ap_case_free(inputs);
            continue;
        }
        ap_explained it = explained(inputs);
        clashes++;
        assert_true(it.clash->relaxed > 0);
        assert_irreducible(&it);
        forget(&it);
    }
    assert_true(clashes >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clash_cannot_be_met_but_less_of_it_can),
        cmocka_unit_test(the_clash_is_as_large_as_it_says),
        cmocka_unit_test(the_least_relaxation_is_proved),
        cmocka_unit_test(the_relaxation_does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(clashes_of_chance_rounds_are_irreducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
