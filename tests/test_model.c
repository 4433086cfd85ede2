/* The round's program against a second method, another solver, and itself in another
 * order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/edit.h"
#include "goal_chain.h"
#include "made_case.h"
#include "solve/lexico.h"
#include "solve/model.h"
#include "solve/position.h"
#include "solve/publish.h"
#include "solve/register.h"

#define HIOW AP_ROOT "/inputs/hiow-2023-24"

enum { CHANCE_CASES = 200, CLP_CASES = 20 };

static void assert_proved(const ap_round *round)
{
    const ap_lexico_result *result = round->result;
    assert_true(ap_infeasibility(round->model->lp, result->values) < 1e-8);
    for (size_t s = 0; s < result->stage_count; s++) {
        assert_true(ap_certificate_holds(result->stages[s].certificate));
        assert_true(fabs(result->stages[s].kept - result->stages[s].best) <=
                    1e-8 * (1 + fabs(result->stages[s].best)));
    }
    assert_true(result->stages[result->stage_count - 1].is_unique);
}

static void assert_agrees(const ap_round *round, ap_judge *judge, double pounds, long seed)
{
    ap_chain chain = ap_chain_of(round, judge);
    if (!(chain.worst <= 1e-6) || !(chain.cells <= pounds)) {
        fail_msg("case %ld: a goal differs by %g (kind %d), a cell by %.2f pounds", seed,
                 chain.worst, (int)round->model->goal_kinds[chain.at], chain.cells);
    }
}

/* The second method keeps a goal by a row, to a solver's tolerance; where two goals are
 * nearly the same direction that is some pounds of a cell. */
static void goals_of_chance_rounds_are_those_of_a_second_method(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CHANCE_CASES; seed++) {
        ap_case *inputs = ap_made_by_chance(seed);
        ap_round *round = ap_made_solved(inputs);
        assert_proved(round);
        assert_agrees(round, ap_judge_by_glpk, 20, (long)seed);
        ap_round_free(round);
        ap_case_free(inputs);
    }
}

static void goals_of_chance_rounds_are_those_of_another_solver(void **state)
{
    (void)state;
    for (uint64_t seed = 301; seed <= 300 + CLP_CASES; seed++) {
        ap_case *inputs = ap_made_by_chance(seed);
        ap_round *round = ap_made_solved(inputs);
        assert_agrees(round, ap_judge_by_clp, 20, (long)seed);
        ap_round_free(round);
        ap_case_free(inputs);
    }
}

/* Goal by goal to a millionth, and in the end every cell to the pound. */
static void the_real_round_is_the_one_that_clp_finds(void **state)
{
    (void)state;
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_round *round = ap_made_solved(inputs);
    assert_proved(round);
    assert_agrees(round, ap_judge_by_clp, 1, 0);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* How often a limit or a rule of the base stops something. */
static void the_real_round_has_rules_that_matter(void **state)
{
    (void)state;
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_round *round = ap_made_solved(inputs);
    ap_register *lines = NULL;
    size_t pace = 0;
    size_t hard = 0;
    size_t soft = 0;
    assert_int_equal(ap_register_of(round, round->cells, &lines, NULL), AP_OK);
    for (size_t l = 0; l < lines->count; l++) {
        const ap_register_line *line = &lines->lines[l];
        bool is_rule = line->kind == AP_LINE_RULE;
        pace +=
            line->kind == AP_LINE_LIMIT && line->rule <= AP_PACE_CAP && line->is_binding;
        hard += is_rule && line->strength == AP_HARD && line->is_binding;
        soft += is_rule && line->strength == AP_SOFT && line->is_binding;
        assert_true(line->is_met || line->strength == AP_SOFT);
    }
    assert_true(pace >= 2);
    assert_true(hard >= 6);
    assert_true(soft >= 2);
    ap_register_free(lines);
    ap_round_free(round);
    ap_case_free(inputs);
}

static double published(const ap_round *round, const double cells[], const ap_round *other,
                        size_t c)
{
    const ap_cell *cell = &other->model->cells[c];
    return ap_made_cell(round, cells, other->inputs->sources[cell->source].source,
                        other->inputs->schemes[cell->scheme].scheme);
}

/* Cell by cell: what is solved to the hundredth of a penny, what is published exactly. */
static void assert_same_in_any_order(const char *folder, uint64_t seed)
{
    ap_case *inputs = ap_made_from_folder(folder, 0);
    ap_case *shuffled = ap_made_from_folder(folder, seed);
    ap_round *round = ap_made_solved(inputs);
    ap_round *other = ap_made_solved(shuffled);
    double *whole = calloc(round->model->cell_count + 1, sizeof *whole);
    double *other_whole = calloc(other->model->cell_count + 1, sizeof *other_whole);
    assert_non_null(whole);
    assert_non_null(other_whole);
    assert_int_equal(ap_publish_cells(round->model, round->cells, whole, NULL), AP_OK);
    assert_int_equal(ap_publish_cells(other->model, other->cells, other_whole, NULL),
                     AP_OK);
    assert_int_equal(round->model->cell_count, other->model->cell_count);
    double moved = 0;
    size_t apart = 0;
    for (size_t c = 0; c < other->model->cell_count; c++) {
        moved =
            fmax(moved, fabs(published(round, round->cells, other, c) - other->cells[c]));
        apart += published(round, whole, other, c) != other_whole[c] ? 1 : 0;
    }
    if (!(moved < 1e-3) || apart > 0) {
        fail_msg("seed %lu: solved cells move by %g pounds, %zu published ones differ",
                 (unsigned long)seed, moved, apart);
    }
    free(other_whole);
    free(whole);
    ap_round_free(other);
    ap_round_free(round);
    ap_case_free(shuffled);
    ap_case_free(inputs);
}

static void the_order_of_rows_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        assert_same_in_any_order(HIOW, seed);
        assert_same_in_any_order(AP_ROOT "/tests/cases/two-places", seed);
    }
}

/* What the position measures of the cells is what the stages reached. */
static void positions_measure_what_the_goals_reached(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CHANCE_CASES; seed++) {
        ap_case *inputs = ap_made_by_chance(seed);
        ap_round *round = ap_made_solved(inputs);
        ap_position *position = NULL;
        assert_int_equal(ap_position_of(round->model, round->cells, &position, NULL),
                         AP_OK);
        double soft = 0;
        double worst = 0;
        for (size_t s = 0; s < round->result->stage_count; s++) {
            double kept = round->result->stages[s].kept;
            switch (round->model->goal_kinds[round->result->stages[s].goal]) {
            case AP_GOAL_SOFT:
                soft += kept;
                break;
            case AP_GOAL_LEXIMIN:
                worst = fmax(worst, kept);
                break;
            case AP_GOAL_DISTANCE:
                assert_true(fabs(position->total_distance - kept * 1e6) < 0.01);
                break;
            default:
                break;
            }
        }
        assert_true(fabs(position->broken - soft * 1e6) < 0.01);
        assert_true(fabs(position->worst - worst) < 1e-9);
        ap_position_free(position);
        ap_round_free(round);
        ap_case_free(inputs);
    }
}

/* What can be edited are numbers, so the program keeps its shape. */
static void edits_keep_the_shape(void **state)
{
    (void)state;
    static const char *const edits[][4] = {
        {"rules", "mhis", "strength", "off"},
        {"rules", "community_growth", "strength", "hard"},
        {"rules", "mhis", "value", "1%"},
        {"settings", "equity.under", "", "1%"},
        {"pace", "cap", "value", "100%"},
        {"sources", "icb_core", "amount", "3000000000"},
        {"sources", "discharge_icb", "spend", "at_most"},
        {"schemes", "hampshire-maternity", "bid", "0"},
    };
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_round *round = NULL;
    assert_int_equal(ap_round_prepare(inputs, &round, NULL), AP_OK);
    for (size_t e = 0; e < sizeof edits / sizeof edits[0]; e++) {
        ap_case *copy = NULL;
        ap_round *other = NULL;
        assert_int_equal(ap_case_copy(inputs, &copy, NULL), AP_OK);
        assert_int_equal(
            ap_case_edit(copy, edits[e][0], edits[e][1], edits[e][2], edits[e][3], NULL),
            AP_OK);
        assert_int_equal(ap_round_prepare(copy, &other, NULL), AP_OK);
        assert_int_equal(other->model->lp->rows, round->model->lp->rows);
        assert_int_equal(other->model->lp->columns, round->model->lp->columns);
        assert_int_equal(other->model->cell_count, round->model->cell_count);
        ap_round_free(other);
        ap_case_free(copy);
    }
    ap_round_free(round);
    ap_case_free(inputs);
}

/* Committed 6, bid 18, last year 9: thirds of 4 end at 10, 14 and 18. */
static void pieces_end_at_thirds_and_at_last_year(void **state)
{
    (void)state;
    const struct {
        double baseline;
        double ends[AP_MODEL_PIECES + 1];
    } cases[] = {
        {9, {6, 9, 10, 14, 18}},
        {2, {6, 6, 10, 14, 18}},
        {99, {6, 10, 14, 18, 18}},
    };
    for (size_t c = 0; c < 3; c++) {
        const ap_scheme scheme = {.baseline = cases[c].baseline, .committed = 6, .bid = 18};
        double ends[AP_MODEL_PIECES + 1];
        ap_model_ends(&scheme, ends);
        for (size_t j = 0; j <= AP_MODEL_PIECES; j++) {
            assert_true(ends[j] == cases[c].ends[j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals_of_chance_rounds_are_those_of_a_second_method),
        cmocka_unit_test(goals_of_chance_rounds_are_those_of_another_solver),
        cmocka_unit_test(the_real_round_is_the_one_that_clp_finds),
        cmocka_unit_test(the_real_round_has_rules_that_matter),
        cmocka_unit_test(the_order_of_rows_changes_nothing),
        cmocka_unit_test(positions_measure_what_the_goals_reached),
        cmocka_unit_test(edits_keep_the_shape),
        cmocka_unit_test(pieces_end_at_thirds_and_at_last_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
