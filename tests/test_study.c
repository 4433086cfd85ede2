/* What the round would be otherwise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_case.h"
#include "solve/lexico.h"
#include "solve/model.h"
#include "solve/register.h"
#include "solve/study.h"

#define HIOW AP_ROOT "/inputs/hiow-2023-24"

static const ap_ranks alone = {.rank = 0, .size = 1};

typedef struct ap_studied {
    ap_case *inputs;
    ap_round *round;
    ap_position *base;
    ap_study *study;
} ap_studied;

static ap_studied studied(ap_case *inputs)
{
    ap_studied it = {.inputs = inputs, .round = ap_made_solved(inputs)};
    const ap_study_plan plan = {.options = true, .rest = true};
    assert_int_equal(ap_position_of(it.round->model, it.round->cells, &it.base, NULL),
                     AP_OK);
    assert_int_equal(ap_study_run(it.round, plan, alone, &it.study, NULL), AP_OK);
    assert_int_equal(it.study->failed, 0);
    return it;
}

static void forget(ap_studied *it)
{
    ap_study_free(it->study);
    ap_position_free(it->base);
    ap_round_free(it->round);
    ap_case_free(it->inputs);
}

static double worst_of_schemes(const ap_position *a, const ap_position *b)
{
    double worst = 0;
    for (size_t s = 0; s < a->schemes; s++) {
        worst = fmax(worst, fabs(a->scheme[s] - b->scheme[s]));
    }
    return worst;
}

static bool binds(const ap_register *lines, const ap_case *inputs, const char *rule)
{
    for (size_t l = 0; l < lines->count; l++) {
        const ap_register_line *line = &lines->lines[l];
        if (line->kind == AP_LINE_RULE && line->is_binding &&
            strcmp(inputs->rules[line->rule].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_rule(const ap_case *inputs, const char *key)
{
    for (size_t r = 0; r < inputs->rules_count; r++) {
        if (strcmp(inputs->rules[r].rule, key) == 0) {
            return true;
        }
    }
    return false;
}

/* How many rules that do not bind were dropped, and that it changed nothing. */
static size_t assert_idle_rules_do_nothing(const ap_studied *it)
{
    ap_register *lines = NULL;
    size_t idle = 0;
    assert_int_equal(ap_register_of(it->round, it->round->cells, &lines, NULL), AP_OK);
    for (size_t f = 0; f < it->study->count; f++) {
        const ap_finding *finding = &it->study->findings[f];
        if (finding->kind != AP_FINDING_DROP || !is_rule(it->inputs, finding->key) ||
            binds(lines, it->inputs, finding->key)) {
            continue;
        }
        idle++;
        assert_int_equal(finding->outcome, AP_OPTIMAL);
        double worst = worst_of_schemes(it->base, finding->position);
        if (!(worst < 0.005)) {
            fail_msg("%s does not bind, but dropping it moves a scheme by %g", finding->key,
                     worst);
        }
    }
    ap_register_free(lines);
    return idle;
}

static void dropping_a_rule_that_does_not_bind_changes_nothing(void **state)
{
    (void)state;
    ap_studied real = studied(ap_made_from_folder(HIOW, 0));
    assert_true(assert_idle_rules_do_nothing(&real) >= 3);
    forget(&real);
    size_t idle = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        ap_studied it = studied(ap_made_by_chance(seed));
        idle += assert_idle_rules_do_nothing(&it);
        forget(&it);
    }
    assert_true(idle > 20);
}

/* Fewer rules, more room: dropping a hard one leaves no goal worse in its order. Soft ones
 * are compared as long as none is dropped. */
static void dropping_a_hard_rule_makes_nothing_worse(void **state)
{
    (void)state;
    ap_studied it = studied(ap_made_from_folder(HIOW, 0));
    size_t drops = 0;
    for (size_t f = 0; f < it.study->count; f++) {
        const ap_finding *finding = &it.study->findings[f];
        bool is_soft = false;
        for (size_t r = 0; r < it.inputs->rules_count; r++) {
            is_soft = is_soft || (strcmp(it.inputs->rules[r].rule, finding->key) == 0 &&
                                  it.inputs->rules[r].strength == AP_SOFT);
        }
        if (finding->kind != AP_FINDING_DROP || is_soft) {
            continue;
        }
        drops++;
        const ap_position *with = it.base;
        const ap_position *without = finding->position;
        assert_int_equal(finding->outcome, AP_OPTIMAL);
        bool is_same_soft = fabs(without->broken - with->broken) < 0.01;
        bool is_same_worst = is_same_soft && fabs(without->worst - with->worst) < 1e-9;
        bool is_same_distance =
            is_same_worst && fabs(without->total_distance - with->total_distance) < 0.01;
        assert_true(!is_same_soft || without->worst <= with->worst + 1e-9);
        assert_true(!is_same_distance || without->unmet <= with->unmet + 0.01);
    }
    assert_true(drops >= 20);
    forget(&it);
}

/* A wider band has every answer of a narrower one: once there is an answer there always is,
 * soft rules are broken no more, and where they are broken alike no more bids are unmet. */
static void assert_frontier_falls(const ap_studied *it)
{
    const ap_position *narrower = NULL;
    for (size_t f = 0; f < it->study->count; f++) {
        const ap_finding *finding = &it->study->findings[f];
        if (finding->kind != AP_FINDING_FRONTIER) {
            continue;
        }
        assert_true(finding->outcome == AP_OPTIMAL || narrower == NULL);
        if (finding->outcome != AP_OPTIMAL) {
            continue;
        }
        const ap_position *here = finding->position;
        assert_true(here->worst <= finding->change + 1e-9);
        if (narrower != NULL && fabs(here->broken - narrower->broken) < 0.01) {
            assert_true(here->unmet <= narrower->unmet + 0.01);
        }
        narrower = here;
    }
    assert_non_null(narrower);
}

static void the_frontier_falls_as_the_band_widens(void **state)
{
    (void)state;
    ap_studied real = studied(ap_made_from_folder(HIOW, 0));
    assert_frontier_falls(&real);
    forget(&real);
}

/* The real frontier has a slope: its ends are not the same answer. */
static void the_frontier_of_the_real_round_trades_equity_for_bids(void **state)
{
    (void)state;
    ap_studied it = studied(ap_made_from_folder(HIOW, 0));
    double first = NAN;
    double last = NAN;
    double broken = NAN;
    for (size_t f = 0; f < it.study->count; f++) {
        const ap_finding *finding = &it.study->findings[f];
        if (finding->kind == AP_FINDING_FRONTIER && finding->outcome == AP_OPTIMAL) {
            first = isnan(first) ? finding->position->unmet : first;
            broken = isnan(broken) ? finding->position->broken : broken;
            last = finding->position->unmet;
            assert_true(fabs(finding->position->broken - broken) < 0.01);
        }
    }
    assert_true(last < first - 1000);
    forget(&it);
}

static void the_options_of_the_real_round_can_be_had_and_differ(void **state)
{
    (void)state;
    ap_studied it = studied(ap_made_from_folder(HIOW, 0));
    size_t options = 0;
    for (size_t f = 0; f < it.study->count; f++) {
        const ap_finding *finding = &it.study->findings[f];
        if (finding->kind != AP_FINDING_OPTION) {
            continue;
        }
        options++;
        assert_int_equal(finding->outcome, AP_OPTIMAL);
        assert_true(ap_certificate_holds(finding->worst));
        assert_true(worst_of_schemes(it.base, finding->position) > 1000);
        for (size_t s = 0; s < finding->position->schemes; s++) {
            assert_true(finding->position->scheme[s] ==
                        floor(finding->position->scheme[s]));
        }
        for (size_t other = 0; other < f; other++) {
            if (it.study->findings[other].kind == AP_FINDING_OPTION) {
                assert_true(worst_of_schemes(it.study->findings[other].position,
                                             finding->position) > 1000);
            }
        }
    }
    assert_true(options >= 4);
    forget(&it);
}

static const ap_finding *sensitivity(const ap_studied *it, const char *key, int sign)
{
    for (size_t f = 0; f < it->study->count; f++) {
        const ap_finding *finding = &it->study->findings[f];
        if (finding->kind == AP_FINDING_SENSITIVITY && finding->change * sign > 0 &&
            strcmp(finding->key, key) == 0) {
            return finding;
        }
    }
    fail_msg("no sensitivity of %s", key);
    return NULL;
}

/* More money meets more bids, less money fewer; a stricter rule breaks soft rules by more
 * or leaves more bids unmet, a milder one the other way. */
static void sensitivities_point_the_way_they_should(void **state)
{
    (void)state;
    ap_studied it = studied(ap_made_from_folder(HIOW, 0));
    static const struct {
        const char *key;
        int sign; /* which way is relief */
    } cases[] = {
        {"icb_core", 1}, {"mhis", -1}, {"workforce_ceiling", 1}, {"running_cost_cap", 1}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const ap_finding *relief = sensitivity(&it, cases[c].key, cases[c].sign);
        const ap_finding *strain = sensitivity(&it, cases[c].key, -cases[c].sign);
        assert_int_equal(relief->outcome, AP_OPTIMAL);
        assert_true(relief->change == -strain->change);
        assert_true(relief->position->unmet < it.base->unmet - 1);
        assert_true(strain->outcome == AP_INFEASIBLE ||
                    strain->position->unmet > it.base->unmet + 1);
    }
    /* Need is relative: where a place needs more, it is further below target, or nearer
     * above it. */
    for (size_t i = 0; i < it.base->places; i++) {
        const char *key = it.inputs->places[it.round->need->place_rows[i]].place;
        const ap_finding *more = sensitivity(&it, key, 1);
        const ap_finding *less = sensitivity(&it, key, -1);
        assert_true(more->position->distance[i] <= it.base->distance[i] + 1e-9);
        assert_true(less->position->distance[i] >= it.base->distance[i] - 1e-9);
    }
    forget(&it);
}

/* 18.76 a head and a step of 1% is 18.9476, not 18.95. */
static void a_small_rule_is_nudged_by_its_step(void **state)
{
    (void)state;
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_trials list = {.arena = ap_arena_new()};
    size_t found = 0;
    ap_trials_add_sensitivities(inputs, &list);
    assert_false(list.failed);
    for (size_t t = 0; t < list.count; t++) {
        if (strcmp(list.findings[t].key, "running_cost_cap") == 0) {
            double value = strtod(list.trials[t].edits[0].value, NULL);
            found++;
            assert_true(fabs(value - 18.76 * (1 + list.findings[t].change)) < 1e-6);
        }
    }
    assert_int_equal(found, 2);
    free(list.trials);
    free(list.findings);
    ap_arena_free(list.arena);
    ap_case_free(inputs);
}

/* A floor for practices is no floor of the round: nothing of it is dropped or nudged. */
static void levels_below_the_round_are_not_studied(void **state)
{
    (void)state;
    ap_case *inputs = ap_made_from_folder(AP_ROOT "/tests/cases/three-levels", 0);
    ap_trials trials = {.arena = ap_arena_new()};
    ap_trials_add_sensitivities(inputs, &trials);
    ap_trials_add_drops(inputs, &trials);
    size_t floors = 0;
    size_t caps = 0;
    for (size_t t = 0; t < trials.count; t++) {
        floors += strcmp(trials.findings[t].key, "cash_floor") == 0 ? 1 : 0;
        caps += strcmp(trials.findings[t].key, "cap") == 0 ? 1 : 0;
        assert_null(strstr(trials.findings[t].name, "smoothing"));
    }
    assert_int_equal(floors, 2); /* a little less and a little more */
    assert_int_equal(caps, 2);
    free(trials.trials);
    free(trials.findings);
    ap_arena_free(trials.arena);
    ap_case_free(inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dropping_a_rule_that_does_not_bind_changes_nothing),
        cmocka_unit_test(dropping_a_hard_rule_makes_nothing_worse),
        cmocka_unit_test(the_frontier_falls_as_the_band_widens),
        cmocka_unit_test(the_frontier_of_the_real_round_trades_equity_for_bids),
        cmocka_unit_test(the_options_of_the_real_round_can_be_had_and_differ),
        cmocka_unit_test(sensitivities_point_the_way_they_should),
        cmocka_unit_test(a_small_rule_is_nudged_by_its_step),
        cmocka_unit_test(levels_below_the_round_are_not_studied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
