#include "goal_chain.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "clp.h"
#include "solve/lexico.h"
#include "solve/lp_write.h"
#include "solve/model.h"
#include "solve/solver.h"

/* Rows that keep a goal are as tight as a double can say. Where a solver then sees no way
 * through, they give way by this part of 1 + their size, and by ten times more each time.
 */
static const double first_slack = 1e-13;
enum { TRIES = 4 };

/* A place is stuck when it cannot come nearer by this part of its target. */
static const double stuck = 1e-8;

typedef struct ap_work {
    const ap_round *round;
    ap_judge *judge;
    ap_lp *lp; /* with the rows that keep what has been reached */
    double *values;
    ap_chain chain;
} ap_work;

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

double ap_judge_by_glpk(const ap_lp *lp, double values[])
{
    ap_solver *solver = NULL;
    ap_outcome outcome = AP_UNDECIDED;
    double objective = NAN;
    must(ap_solver_new(lp, &solver, NULL) == AP_OK);
    for (size_t j = 0; j < lp->columns; j++) {
        ap_solver_set_cost(solver, j, lp->cost[j]);
    }
    must(ap_solver_run(solver, AP_DUAL, &outcome, NULL) == AP_OK);
    if (outcome == AP_OPTIMAL) {
        ap_solver_values(solver, values);
        objective = 0;
        for (size_t j = 0; j < lp->columns; j++) {
            objective += lp->cost[j] * values[j];
        }
    }
    ap_solver_free(solver);
    return objective;
}

double ap_judge_by_clp(const ap_lp *lp, double values[])
{
    char path[64];
    ap_text text = {0};
    (void)snprintf(path, sizeof path, "chain-%ld.mps", (long)getpid());
    ap_lp_write_mps(lp, "chain", &text);
    must(ap_file_write(path, text.bytes, text.length, NULL) == AP_OK);
    double objective = clp_solution(path, lp->columns, values);
    (void)remove(path);
    ap_text_free(&text);
    return objective;
}

static double solve(ap_work *work, ap_lp *lp)
{
    free(work->values);
    work->values = calloc(lp->columns + 1, sizeof *work->values);
    must(work->values != NULL);
    work->chain.programs++;
    double best = work->judge(lp, work->values);
    double slack = first_slack;
    for (int k = 0; k < TRIES && isnan(best); k++) {
        for (size_t i = work->round->model->lp->rows; i < lp->rows; i++) {
            lp->row_high[i] += slack * (1 + fabs(lp->row_high[i]));
        }
        best = work->judge(lp, work->values);
        slack *= 10;
    }
    return best;
}

/* Keep the larger difference; one that is not a number counts as the largest. */
static void compare(ap_work *work, size_t goal, double ours, double theirs)
{
    double difference = fabs(ours - theirs) / (1 + fabs(theirs));
    if (!(difference <= work->chain.worst)) {
        work->chain.worst = difference;
        work->chain.at = goal;
    }
}

static void take_plain(ap_work *work, size_t g, double ours)
{
    const ap_goal *goal = &work->round->model->goals[g];
    for (size_t j = 0; j < work->lp->columns; j++) {
        work->lp->cost[j] = 0;
    }
    for (size_t k = 0; k < goal->count; k++) {
        work->lp->cost[goal->terms[k].column] += goal->terms[k].coefficient;
    }
    double best = solve(work, work->lp);
    compare(work, g, ours, best);
    double most = isnan(best) ? INFINITY : best;
    must(ap_lp_add_row(work->lp, "kept", -INFINITY, most, goal->count, goal->terms, NULL,
                       NULL) == AP_OK);
}

/* The least level that all places not yet settled can be at or below: a column t and rows
 * u_i - T_i t <= 0 beside the program. */
static double least_level(ap_work *work, const ap_goal *goal, const bool settled[])
{
    ap_lp *lp = NULL;
    size_t level = 0;
    must(ap_lp_copy(work->lp, &lp, NULL) == AP_OK);
    must(ap_lp_add_column(lp, "t", 0, 10, &level, NULL) == AP_OK);
    for (size_t k = 0; k < goal->count; k++) {
        const ap_term terms[] = {{goal->terms[k].column, 1},
                                 {level, -1 / goal->terms[k].coefficient}};
        if (!settled[k]) {
            must(ap_lp_add_row(lp, "level", -INFINITY, 0, 2, terms, NULL, NULL) == AP_OK);
        }
    }
    for (size_t j = 0; j < lp->columns; j++) {
        lp->cost[j] = j == level ? 1 : 0;
    }
    double best = solve(work, lp);
    ap_lp_free(lp);
    return best;
}

/* How near its target place k can come while no other unsettled place passes the level. */
static double nearest(ap_work *work, const ap_goal *goal, size_t k)
{
    for (size_t j = 0; j < work->lp->columns; j++) {
        work->lp->cost[j] = j == goal->terms[k].column ? 1 : 0;
    }
    return goal->terms[k].coefficient * solve(work, work->lp);
}

static size_t settle(ap_work *work, const ap_goal *goal, bool settled[], double level)
{
    size_t count = 0;
    for (size_t k = 0; k < goal->count; k++) {
        if (!settled[k]) {
            work->lp->high[goal->terms[k].column] = level / goal->terms[k].coefficient;
        }
    }
    for (size_t k = 0; k < goal->count; k++) {
        if (!settled[k] && !(nearest(work, goal, k) < level - stuck)) {
            settled[k] = true;
            count++;
        }
    }
    return count;
}

/* Level by level; places that are settled keep their bound. Ours is what each place has. */
static void take_leximin(ap_work *work, size_t g)
{
    const ap_goal *goal = &work->round->model->goals[g];
    const double *ours = work->round->result->values;
    bool *settled = calloc(goal->count + 1, sizeof *settled);
    bool *before = calloc(goal->count + 1, sizeof *before);
    must(settled != NULL && before != NULL);
    for (size_t left = goal->count; left > 0;) {
        double level = least_level(work, goal, settled);
        for (size_t k = 0; k < goal->count; k++) {
            before[k] = settled[k];
        }
        size_t count = settle(work, goal, settled, level);
        for (size_t k = 0; k < goal->count; k++) {
            if (settled[k] && !before[k]) {
                compare(work, g, goal->terms[k].coefficient * ours[goal->terms[k].column],
                        level);
            }
        }
        if (count == 0 || isnan(level)) {
            compare(work, g, NAN, level);
            break;
        }
        left -= count;
    }
    free(before);
    free(settled);
}

/* The program without the rows and columns that lexico.c adds to it. */
static void free_levels(ap_work *work)
{
    const ap_model *model = work->round->model;
    for (size_t g = 0; g < model->goal_count; g++) {
        const ap_goal *goal = &model->goals[g];
        for (size_t k = 0; k < goal->count && goal->is_leximin; k++) {
            work->lp->row_low[goal->first_row + k] = -INFINITY;
            work->lp->row_high[goal->first_row + k] = INFINITY;
        }
    }
}

static double reached(const ap_round *round, size_t goal)
{
    for (size_t s = 0; s < round->result->stage_count; s++) {
        if (round->result->stages[s].goal == goal) {
            return round->result->stages[s].kept;
        }
    }
    return NAN;
}

ap_chain ap_chain_of(const ap_round *round, ap_judge *judge)
{
    ap_work work = {.round = round, .judge = judge};
    must(ap_lp_copy(round->model->lp, &work.lp, NULL) == AP_OK);
    free_levels(&work);
    for (size_t g = 0; g < round->model->goal_count && !isnan(work.chain.worst); g++) {
        if (round->model->goals[g].is_leximin) {
            take_leximin(&work, g);
        } else {
            take_plain(&work, g, reached(round, g));
        }
    }
    for (size_t c = 0; c < round->model->cell_count && !isnan(work.chain.worst); c++) {
        double difference = fabs(work.values[c] * AP_MODEL_UNIT - round->cells[c]);
        work.chain.cells = fmax(work.chain.cells, difference);
    }
    free(work.values);
    ap_lp_free(work.lp);
    return work.chain;
}
