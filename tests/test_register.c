/* What the register says a line costs, against the round solved again with the line moved.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "data/edit.h"
#include "made_case.h"
#include "solve/lexico.h"
#include "solve/model.h"
#include "solve/register.h"

#define HIOW AP_ROOT "/inputs/hiow-2023-24"

enum { CHANCE_CASES = 100 };

static ap_register *register_of(const ap_round *round)
{
    ap_register *lines = NULL;
    assert_int_equal(ap_register_of(round, round->cells, &lines, NULL), AP_OK);
    return lines;
}

/* The measure of the first goal that differs between two solves, and by how much. */
typedef struct ap_change {
    bool is_any;
    ap_goal_kind goal;
    double by; /* millions, or for goal 2 a share of target */
} ap_change;

/* The values of a goal's stages, in order; a level that was not needed is 0. */
static double nth(const ap_lexico_result *result, size_t goal, size_t which)
{
    for (size_t s = 0; s < result->stage_count; s++) {
        if (result->stages[s].goal == goal && which-- == 0) {
            return result->stages[s].best;
        }
    }
    return 0;
}

static ap_change change_of(const ap_model *model, const ap_lexico_result *before,
                           const ap_lexico_result *after)
{
    size_t which = 0;
    for (size_t s = 0; s < before->stage_count; s++) {
        size_t goal = before->stages[s].goal;
        which = s > 0 && before->stages[s - 1].goal == goal ? which + 1 : 0;
        double by = nth(after, goal, which) - before->stages[s].best;
        double nothing = model->goals[goal].is_leximin ? 1e-10 : 1e-8;
        if (fabs(by) > nothing) {
            return (ap_change){true, model->goal_kinds[goal], by};
        }
    }
    return (ap_change){0};
}

/* The row of a register line: rules come first, in the order of the model's lines. */
static size_t row_of(const ap_round *round, const ap_register *lines, size_t l)
{
    const ap_register_line *line = &lines->lines[l];
    if (line->kind == AP_LINE_SOURCE) {
        return line->rule;
    }
    if (line->kind == AP_LINE_LIMIT) {
        return round->model->limit_first + line->place;
    }
    size_t at = 0;
    for (size_t k = 0; k < round->model->line_count; k++) {
        const ap_rule *rule = &round->inputs->rules[round->model->lines[k].rule];
        if (rule->strength != AP_OFF && at++ == l) {
            return round->model->lines[k].row;
        }
    }
    fail_msg("line %zu is no rule", l);
    return 0;
}

/* The line given relief of this many millions of its row (below 0: made stricter), all else
 * as it was, solved again. */
static ap_change relieved(const ap_round *round, const ap_register *lines, size_t l,
                          double by)
{
    ap_lp *lp = round->model->lp;
    const ap_register_line *line = &lines->lines[l];
    size_t row = row_of(round, lines, l);
    double low = lp->row_low[row];
    double high = lp->row_high[row];
    ap_lexico_result *result = NULL;
    lp->row_low[row] = line->bound == AP_NO_MORE    ? low
                       : line->bound == AP_AT_LEAST ? low - by
                                                    : low + by;
    lp->row_high[row] = line->bound == AP_AT_LEAST ? high : high + by;
    assert_int_equal(ap_lexico_solve(lp, round->model->goal_count, round->model->goals,
                                     round->result->basis, &result, NULL),
                     AP_OK);
    lp->row_low[row] = low;
    lp->row_high[row] = high;
    ap_change change = {0};
    if (result->outcome == AP_OPTIMAL) {
        change = change_of(round->model, round->result, result);
    }
    ap_lexico_result_free(result);
    return change;
}

static double scale_of(const ap_round *round, const ap_register *lines, size_t l)
{
    size_t row = row_of(round, lines, l);
    for (size_t k = 0; k < round->model->line_count; k++) {
        if (round->model->lines[k].row == row) {
            return round->model->lines[k].scale;
        }
    }
    return 1;
}

/* Relief of 1,000 pounds changes the goal of the price, and by the price. */
static bool is_right(const ap_round *round, const ap_register *lines, size_t l)
{
    const double thousand = 1e-3;
    const ap_register_line *line = &lines->lines[l];
    ap_change change = relieved(round, lines, l, thousand);
    double unit = line->goal == AP_GOAL_LEXIMIN ? AP_MODEL_UNIT : 1;
    double price = line->price * unit / scale_of(round, lines, l);
    double real = change.by / thousand;
    return change.is_any && change.goal == line->goal &&
           fabs(real - price) <= 1e-5 * (fabs(real) + (unit > 1 ? 1e-6 : 1));
}

/* The answer stands at a corner there: the way back changes things otherwise than the way
 * on does in reverse, and there is more than one price. */
static bool is_corner(const ap_round *round, const ap_register *lines, size_t l)
{
    ap_change on = relieved(round, lines, l, 1e-3);
    ap_change back = relieved(round, lines, l, -1e-3);
    return on.is_any != back.is_any || on.goal != back.goal ||
           fabs(on.by + back.by) > 1e-8 + 1e-6 * fabs(on.by);
}

static void prices_of_the_real_round_are_what_relief_changes(void **state)
{
    (void)state;
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_round *round = ap_made_solved(inputs);
    ap_register *lines = register_of(round);
    size_t priced = 0;
    for (size_t l = 0; l < lines->count; l++) {
        if (lines->lines[l].has_price) {
            priced++;
            if (!is_right(round, lines, l)) {
                fail_msg("\"%s\" has a price of %g, which is not so", lines->lines[l].name,
                         lines->lines[l].price);
            }
        }
    }
    assert_true(priced >= 20);
    ap_register_free(lines);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* At a corner a price may be that of the other way; there are few. */
static void prices_of_chance_rounds_are_right_but_at_corners(void **state)
{
    (void)state;
    size_t priced = 0;
    size_t corners = 0;
    for (uint64_t seed = 1; seed <= CHANCE_CASES; seed++) {
        ap_case *inputs = ap_made_by_chance(seed);
        ap_round *round = ap_made_solved(inputs);
        ap_register *lines = register_of(round);
        for (size_t l = 0; l < lines->count; l++) {
            if (!lines->lines[l].has_price) {
                continue;
            }
            priced++;
            if (!is_right(round, lines, l)) {
                assert_true(is_corner(round, lines, l));
                corners++;
            }
        }
        ap_register_free(lines);
        ap_round_free(round);
        ap_case_free(inputs);
    }
    assert_true(priced > 300);
    assert_true(corners * 50 < priced);
}

/* The line of a rule that has a price. */
static const ap_register_line *line_of(const ap_case *inputs, const ap_register *lines,
                                       const char *rule)
{
    for (size_t l = 0; l < lines->count; l++) {
        const ap_register_line *line = &lines->lines[l];
        if (line->kind == AP_LINE_RULE && line->has_price &&
            strcmp(inputs->rules[line->rule].rule, rule) == 0) {
            return line;
        }
    }
    fail_msg("%s has no price", rule);
    return lines->lines;
}

typedef struct ap_try {
    const char *rule;
    const char *value; /* 1,000 pounds (or 1 unit of output) of relief */
    double units;
} ap_try;

/* The same through the inputs, as a user would: the rule's value is edited in its unit. */
static void prices_are_what_editing_a_rule_changes(void **state)
{
    (void)state;
    static const ap_try tries[] = {
        {"additional_nhs_hampshire", "56769000", 1000},
        {"additional_nhs_southampton", "78126000", 1000},
        {"discharge_southampton", "1603000", 1000},
        {"council_mental_health", "4349000", 1000},
        {"workforce_ceiling", "2888", 1},
    };
    ap_case *inputs = ap_made_from_folder(HIOW, 0);
    ap_round *round = ap_made_solved(inputs);
    ap_register *lines = register_of(round);
    for (size_t t = 0; t < sizeof tries / sizeof tries[0]; t++) {
        const ap_register_line *line = line_of(inputs, lines, tries[t].rule);
        ap_case *copy = NULL;
        assert_int_equal(ap_case_copy(inputs, &copy, NULL), AP_OK);
        assert_int_equal(
            ap_case_edit(copy, "rules", tries[t].rule, "value", tries[t].value, NULL),
            AP_OK);
        ap_round *other = ap_made_solved(copy);
        ap_change change = change_of(round->model, round->result, other->result);
        double pounds = change.by * AP_MODEL_UNIT;
        if (change.goal != line->goal ||
            !(fabs(pounds - line->price * tries[t].units) < 0.05)) {
            fail_msg("%s: %.2f pounds, not %.2f", tries[t].rule, pounds,
                     line->price * tries[t].units);
        }
        ap_round_free(other);
        ap_case_free(copy);
    }
    ap_register_free(lines);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* A county of two with 60% and 40% of need and a cap on North; what is said of it. */
static void a_line_says_what_it_requires_and_costs(void **state)
{
    (void)state;
    ap_made made = ap_made_new("[equity]\nunder = 90%\nover = 90%\n[goals]\nslack = 1\n");
    ap_made_place(&made, "north", 60, 60000);
    ap_made_place(&made, "south", 40, 40000);
    ap_made_programme(&made, "acute");
    ap_made_source_add(&made, (ap_made_source){.key = "core", .amount = 100});
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "a",
                                               .place = "north",
                                               .programme = "acute",
                                               .baseline = 50,
                                               .bid = 100,
                                               .output = 500});
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "b",
                                               .place = "south",
                                               .programme = "acute",
                                               .baseline = 50,
                                               .bid = 100});
    ap_made_pace(&made, "cap", "10%");
    ap_made_rule_add(&made, (ap_made_rule){.key = "beds",
                                           .bound = "at_least",
                                           .value = "550.5",
                                           .unit = "pounds",
                                           .is_output = true,
                                           .rank = 1});
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = ap_made_solved(inputs);
    ap_register *lines = register_of(round);
    /* North is capped at 1.1 x 50 = 55, which is 550 beds at 100,000 a bed: half a bed, or
     * 50,000 pounds, is missing. That is no rounding, although it is less than 1. */
    const ap_register_line *beds = &lines->lines[0];
    assert_true(beds->is_output && !beds->is_met && beds->is_binding);
    assert_true(fabs(beds->achieved - 550) < 1e-6);
    assert_true(fabs(beds->headroom + 0.5) < 1e-6);
    assert_true(beds->has_price && beds->goal == AP_GOAL_SOFT);
    assert_true(fabs(beds->price + 100000) < 1e-3);
    size_t caps = 0;
    for (size_t l = 1; l < lines->count; l++) {
        const ap_register_line *line = &lines->lines[l];
        if (line->kind != AP_LINE_LIMIT || line->rule != AP_PACE_CAP || line->place != 0) {
            continue;
        }
        caps++;
        assert_true(line->is_binding && line->is_met);
        assert_true(line->has_price && line->goal == AP_GOAL_SOFT);
        assert_true(fabs(line->price + 1) < 1e-9);
        ap_text words = {0};
        ap_register_price_words(line, &words);
        assert_non_null(strstr(words.bytes, "£1.00"));
        ap_text_free(&words);
    }
    assert_int_equal(caps, 1);
    ap_register_free(lines);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* 55 where the target is 60: 5 / 60 short. A pound more is 1 / 60,000,000 of the target, a
 * million 1.6667 percentage points. */
static void the_price_of_a_shortfall_is_a_share_of_target(void **state)
{
    (void)state;
    ap_made made = ap_made_new("[equity]\nunder = 90%\nover = 90%\n");
    ap_made_place(&made, "north", 60, 60000);
    ap_made_place(&made, "south", 40, 40000);
    ap_made_programme(&made, "acute");
    ap_made_source_add(&made, (ap_made_source){.key = "core", .amount = 100});
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "a",
                                               .place = "north",
                                               .programme = "acute",
                                               .baseline = 50,
                                               .bid = 100});
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "b",
                                               .place = "south",
                                               .programme = "acute",
                                               .baseline = 50,
                                               .bid = 100});
    ap_made_pace(&made, "cap", "10%");
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = ap_made_solved(inputs);
    ap_register *lines = register_of(round);
    size_t caps = 0;
    for (size_t l = 0; l < lines->count; l++) {
        const ap_register_line *line = &lines->lines[l];
        if (line->kind == AP_LINE_LIMIT && line->rule == AP_PACE_CAP && line->is_binding) {
            ap_text words = {0};
            caps++;
            assert_int_equal(line->goal, AP_GOAL_LEXIMIN);
            assert_true(fabs(line->price * 60e6 + 1) < 1e-9);
            ap_register_price_words(line, &words);
            assert_non_null(strstr(words.bytes, "£1m"));
            assert_non_null(strstr(words.bytes, "1.6667 percentage points nearer"));
            ap_text_free(&words);
        }
    }
    assert_int_equal(caps, 1);
    ap_register_free(lines);
    ap_round_free(round);
    ap_case_free(inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_of_the_real_round_are_what_relief_changes),
        cmocka_unit_test(prices_of_chance_rounds_are_right_but_at_corners),
        cmocka_unit_test(prices_are_what_editing_a_rule_changes),
        cmocka_unit_test(a_line_says_what_it_requires_and_costs),
        cmocka_unit_test(the_price_of_a_shortfall_is_a_share_of_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
