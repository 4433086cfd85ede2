/* The batch engine on one rank: what a trial comes to depends on nothing but the trial. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_case.h"
#include "solve/batch.h"
#include "solve/model.h"
#include "solve/trials.h"
#include "toy_round.h"

static const ap_ranks alone = {.rank = 0, .size = 1};

typedef struct ap_base {
    ap_case *inputs;
    ap_round *round;
    ap_trials list;
} ap_base;

static ap_base base_of(ap_case *inputs)
{
    ap_base base = {.inputs = inputs, .round = ap_made_solved(inputs)};
    base.list.arena = ap_arena_new();
    assert_non_null(base.list.arena);
    ap_trials_add_options(inputs, NULL, &base.list);
    ap_trials_add_drops(inputs, &base.list);
    ap_trials_add_frontier(inputs, &base.list);
    ap_trials_add_sensitivities(inputs, &base.list);
    assert_false(base.list.failed);
    return base;
}

static void base_free(ap_base *base)
{
    free(base->list.trials);
    free(base->list.findings);
    ap_arena_free(base->list.arena);
    ap_round_free(base->round);
    ap_case_free(base->inputs);
}

static ap_batch *batch_of(const ap_base *base, size_t count, const ap_trial trials[])
{
    ap_batch *batch = NULL;
    assert_int_equal(ap_batch_run(base->round, count, trials, alone, &batch, NULL), AP_OK);
    assert_int_equal(batch->count, count);
    return batch;
}

/* To the last bit: nothing is carried from one trial to the next. */
static void assert_order_is_nothing(const ap_base *base, uint64_t seed)
{
    size_t count = base->list.count;
    ap_trial *trials = calloc(count + 1, sizeof *trials);
    size_t *from = calloc(count + 1, sizeof *from);
    assert_non_null(trials);
    assert_non_null(from);
    for (size_t t = 0; t < count; t++) {
        from[t] = t;
    }
    for (size_t t = count; t-- > 1;) {
        size_t other = (size_t)(ap_toy_draw(&seed) * (double)(t + 1));
        size_t kept = from[t];
        from[t] = from[other];
        from[other] = kept;
    }
    for (size_t t = 0; t < count; t++) {
        trials[t] = base->list.trials[from[t]];
    }
    ap_batch *batch = batch_of(base, count, base->list.trials);
    ap_batch *shuffled = batch_of(base, count, trials);
    size_t size = base->round->model->cell_count * sizeof(double);
    for (size_t t = 0; t < count; t++) {
        const ap_trial_result *here = &shuffled->results[t];
        const ap_trial_result *there = &batch->results[from[t]];
        assert_int_equal(here->outcome, there->outcome);
        assert_int_equal(here->iterations, there->iterations);
        assert_memory_equal(here->cells, there->cells, size);
    }
    ap_batch_free(shuffled);
    ap_batch_free(batch);
    free(from);
    free(trials);
}

static void the_order_of_trials_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        ap_base base = base_of(ap_made_by_chance(seed));
        assert_order_is_nothing(&base, seed);
        base_free(&base);
    }
}

/* Each trial by itself, from no basis at all: the same outcome, every cell to the penny. */
static size_t assert_same_as_cold(const ap_base *base, size_t step)
{
    ap_batch *batch = batch_of(base, base->list.count, base->list.trials);
    size_t optimal = 0;
    for (size_t t = 0; t < base->list.count; t += step) {
        const ap_trial *trial = &base->list.trials[t];
        ap_case *copy = NULL;
        ap_round *round = NULL;
        assert_int_equal(ap_trial_case(base->inputs, trial, &copy, NULL), AP_OK);
        assert_int_equal(ap_round_prepare(copy, &round, NULL), AP_OK);
        assert_int_equal(ap_round_solve(round, trial->pursuit, NULL, NULL, NULL), AP_OK);
        assert_int_equal(batch->results[t].outcome, round->result->outcome);
        bool is_optimal = round->result->outcome == AP_OPTIMAL;
        double moved = 0;
        for (size_t c = 0; c < round->model->cell_count && is_optimal; c++) {
            moved = fmax(moved, fabs(round->cells[c] - batch->results[t].cells[c]));
        }
        if (!(moved < 0.005)) {
            fail_msg("trial %zu (%s) solved cold moves a cell by %g pounds", t,
                     base->list.findings[t].name, moved);
        }
        assert_true(!is_optimal || ap_certificate_holds(batch->results[t].worst));
        optimal += is_optimal ? 1 : 0;
        ap_round_free(round);
        ap_case_free(copy);
    }
    ap_batch_free(batch);
    return optimal;
}

static void a_trial_is_what_it_is_when_solved_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 20; seed++) {
        ap_base base = base_of(ap_made_by_chance(seed));
        assert_true(assert_same_as_cold(&base, 1) > 5);
        base_free(&base);
    }
}

static void trials_of_the_real_round_are_what_they_are_alone(void **state)
{
    (void)state;
    ap_base base = base_of(ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0));
    assert_true(assert_same_as_cold(&base, 4) > 20);
    base_free(&base);
}

/* The base stays as it was, and a trial without edits is the base. */
static void a_trial_without_edits_is_the_base(void **state)
{
    (void)state;
    ap_base base = base_of(ap_made_by_chance(3));
    const ap_edit off = {"settings", "equity.under", "", "100%"};
    const ap_trial trials[] = {{0}, {.edit_count = 1, .edits = &off}, {0}};
    ap_batch *batch = batch_of(&base, 3, trials);
    for (size_t c = 0; c < base.round->model->cell_count; c++) {
        assert_true(fabs(batch->results[0].cells[c] - base.round->cells[c]) < 0.005);
        assert_true(batch->results[0].cells[c] == batch->results[2].cells[c]);
    }
    assert_true(base.inputs->settings.equity_under < 0.5);
    ap_batch_free(batch);
    base_free(&base);
}

static void an_edit_that_cannot_be_made_is_an_error(void **state)
{
    (void)state;
    ap_base base = base_of(ap_made_by_chance(3));
    const ap_edit wrong = {"rules", "no-such-rule", "strength", "off"};
    const ap_trial trial = {.edit_count = 1, .edits = &wrong};
    ap_batch *batch = NULL;
    ap_error err = {0};
    assert_int_equal(ap_batch_run(base.round, 1, &trial, alone, &batch, &err),
                     AP_BAD_INPUT);
    assert_null(batch);
    assert_true(err.what[0] != '\0');
    base_free(&base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_trials_changes_nothing),
        cmocka_unit_test(a_trial_is_what_it_is_when_solved_alone),
        cmocka_unit_test(trials_of_the_real_round_are_what_they_are_alone),
        cmocka_unit_test(a_trial_without_edits_is_the_base),
        cmocka_unit_test(an_edit_that_cannot_be_made_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
