#include "whole_carry.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Columns: x_ck, o_ck, u_ck, then o_c, u_c, v_c, all in multiples of the unit, which is
 * the mean child's money. */
typedef struct ap_cells_work {
    const ap_carry_plan *plan;
    const ap_carry *carry;
    ap_cells_program program;
    size_t cells;
    double unit;
} ap_cells_work;

enum { MOST_TERMS = 256 };

static void add_row(ap_cells_work *work, double low, double high, size_t count,
                    const ap_term terms[])
{
    assert_int_equal(ap_lp_add_row(work->program.lp, "row", low / work->unit,
                                   high / work->unit, count, terms, NULL, NULL),
                     AP_OK);
}

/* A column at what our answer has in it. */
static void add_column(ap_cells_work *work, double ours)
{
    size_t column = 0;
    assert_int_equal(ap_lp_add_column(work->program.lp, "column", 0,
                                      100.0 * (double)work->plan->children, &column, NULL),
                     AP_OK);
    work->program.ours[column] = ours / work->unit;
}

static double total_of(const ap_cells_work *work, const double cells[], size_t c)
{
    double total = 0;
    for (size_t k = 0; k < work->plan->programmes; k++) {
        total += cells[c * work->plan->programmes + k];
    }
    return total;
}

static void add_columns(ap_cells_work *work)
{
    const ap_carry *carry = work->carry;
    size_t children = work->plan->children;
    for (size_t i = 0; i < work->cells; i++) {
        add_column(work, carry->exact[i]);
    }
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (size_t i = 0; i < work->cells; i++) {
            add_column(work, fmax(sign * (carry->exact[i] - carry->wanted[i]), 0));
        }
    }
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (size_t c = 0; c < children; c++) {
            double change = total_of(work, carry->exact, c) - carry->target[c];
            add_column(work, fmax(sign * change, 0));
        }
    }
    for (size_t c = 0; c < children; c++) {
        add_column(work, carry->broken[c]);
    }
}

static void add_programmes(ap_cells_work *work)
{
    const ap_carry_plan *plan = work->plan;
    for (size_t k = 0; k < plan->programmes; k++) {
        ap_term terms[MOST_TERMS];
        for (size_t c = 0; c < plan->children; c++) {
            terms[c] = (ap_term){c * plan->programmes + k, 1};
        }
        add_row(work, plan->money[k], plan->money[k], plan->children, terms);
    }
    for (size_t i = 0; i < work->cells; i++) {
        double wanted = work->carry->wanted[i];
        add_row(work, wanted, wanted, 3,
                (const ap_term[]){{i, 1}, {work->cells + i, -1}, {2 * work->cells + i, 1}});
    }
}

static void add_children(ap_cells_work *work)
{
    const ap_carry_plan *plan = work->plan;
    size_t count = plan->programmes;
    for (size_t c = 0; c < plan->children; c++) {
        ap_term terms[MOST_TERMS];
        size_t over = 3 * work->cells + c;
        double target = work->carry->target[c];
        double before = plan->baseline[c];
        for (size_t k = 0; k < count; k++) {
            terms[k] = (ap_term){c * count + k, 1};
        }
        terms[count] = (ap_term){over, -1};
        terms[count + 1] = (ap_term){over + plan->children, 1};
        add_row(work, target, target, count + 2, terms);
        if (before > 0 && isfinite(plan->floor[c])) {
            terms[count] = (ap_term){over + 2 * plan->children, 1};
            add_row(work, (1 + plan->floor[c]) * before, INFINITY, count + 1, terms);
        }
        if (before > 0 && isfinite(plan->cap[c])) {
            terms[count] = (ap_term){over + 2 * plan->children, -1};
            add_row(work, -INFINITY, (1 + plan->cap[c]) * before, count + 1, terms);
        }
    }
}

static void add(ap_goal *goal, size_t column, double coefficient)
{
    goal->terms[goal->count++] = (ap_term){column, coefficient};
}

static void add_goals(ap_cells_work *work)
{
    ap_goal *goals = work->program.goals;
    size_t children = work->plan->children;
    size_t room = 2 * work->cells + 2 * children + 1;
    work->program.terms = calloc(AP_CELLS_GOALS * room, sizeof *work->program.terms);
    assert_non_null(work->program.terms);
    for (size_t g = 0; g < AP_CELLS_GOALS; g++) {
        goals[g] = (ap_goal){.name = "goal", .terms = work->program.terms + g * room};
    }
    goals[AP_CELLS_UNDER].is_leximin = true;
    goals[AP_CELLS_OVER].is_leximin = true;
    for (size_t c = 0; c < children; c++) {
        size_t over = 3 * work->cells + c;
        double target = work->carry->target[c];
        add(&goals[AP_CELLS_BROKEN], over + 2 * children, 1);
        add(&goals[AP_CELLS_TOTAL], over, 1);
        add(&goals[AP_CELLS_TOTAL], over + children, 1);
        if (target > 0) {
            add(&goals[AP_CELLS_UNDER], over + children, work->unit / target);
            add(&goals[AP_CELLS_OVER], over, work->unit / target);
        } else {
            add(&goals[AP_CELLS_NO_TARGET], over, 1);
        }
    }
    for (size_t i = work->cells; i < 3 * work->cells; i++) {
        add(&goals[AP_CELLS_DISTANCE], i, 1);
    }
    assert_int_equal(ap_lexico_add_levels(work->program.lp, AP_CELLS_GOALS, goals, NULL),
                     AP_OK);
}

ap_cells_program ap_cells_of(const ap_carry_plan *plan, const ap_carry *carry)
{
    ap_cells_work work = {
        .plan = plan, .carry = carry, .cells = plan->children * plan->programmes};
    for (size_t c = 0; c < plan->children; c++) {
        work.unit += carry->target[c] / (double)plan->children;
    }
    assert_true(work.unit > 0 && plan->children + plan->programmes + 2 < MOST_TERMS);
    assert_int_equal(ap_lp_new(&work.program.lp, NULL), AP_OK);
    work.program.ours =
        calloc(3 * (work.cells + plan->children), sizeof *work.program.ours);
    assert_non_null(work.program.ours);
    add_columns(&work);
    add_programmes(&work);
    add_children(&work);
    add_goals(&work);
    return work.program;
}

void ap_cells_free(ap_cells_program *program)
{
    ap_lp_free(program->lp);
    free(program->terms);
    free(program->ours);
}
