#include "solve/lexico.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Reduced costs and multipliers beyond this are not zero, when the largest cost of the
 * stage is 1. The solver works to 1e-9, and what is truly zero comes out near 1e-15; the
 * second try asks less before it fixes what it should keep. */
static const double nonzero = 1e-9;
static const double nonzero_again = 1e-11;

/* Values this near to a bound, relative to 1 + its size, stand at it. */
static const double snap = 1e-11;

/* A level below this is none: nothing is below target. */
static const double no_level = 1e-12;

/* What a later goal may cost an earlier one, whose largest cost is 1: this much, and this
 * part of what its terms cost. */
static const double give = 1e-7;
static const double give_share = 1e-10;

/* The solve on its way. The face is lp with what has been fixed so far and with the costs
 * of the stage at hand; its terms and names are those of lp. */
typedef struct ap_descent {
    ap_solver *solver;
    const ap_lp *lp;
    ap_lp face;
    size_t goal_count;
    const ap_goal *goals;
    long *settled_at; /* a row of a measure: the stage that settled it, before that -1 */
    bool *is_spared;  /* rows, then columns: rows of measures and level columns */
    double nonzero;
    ap_lexico_result *result;
} ap_descent;

static double size_of_terms(const ap_goal *goal)
{
    double largest = 0;
    for (size_t k = 0; k < goal->count; k++) {
        largest = fmax(largest, fabs(goal->terms[k].coefficient));
    }
    return largest > 0 ? largest : 1;
}

/* The level's high bound is beyond anything the measures reach, so that it never binds and
 * never takes a multiplier from their rows. */
static double level_high(const ap_lp *lp, const ap_goal *goal)
{
    double most = 0;
    for (size_t k = 0; k < goal->count; k++) {
        most = fmax(most, goal->terms[k].coefficient * lp->high[goal->terms[k].column]);
    }
    return 2 * most + 1;
}

static ap_status check_measures(const ap_lp *lp, const ap_goal *goal, ap_error *err)
{
    for (size_t k = 0; k < goal->count; k++) {
        ap_term measure = goal->terms[k];
        if (measure.column >= lp->columns || !(lp->low[measure.column] >= 0) ||
            !(measure.coefficient > 0 && isfinite(measure.coefficient))) {
            return ap_fail(err, AP_INTERNAL, goal->name,
                           "measure %zu is not a positive weight times a column of least "
                           "value 0",
                           k);
        }
    }
    return AP_OK;
}

static ap_status add_level(ap_lp *lp, ap_goal *goal, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_measures(lp, goal, err));
    AP_TRY(ap_lp_add_column(lp, goal->name, 0, level_high(lp, goal), &goal->level, err));
    goal->first_row = lp->rows;
    for (size_t k = 0; k < goal->count; k++) {
        ap_term terms[] = {goal->terms[k], {goal->level, -1}};
        const char *name = lp->column_names[goal->terms[k].column];
        AP_TRY(ap_lp_add_row(lp, name, -INFINITY, 0, 2, terms, NULL, err));
    }
done:
    return status;
}

ap_status ap_lexico_add_levels(ap_lp *lp, size_t count, ap_goal goals[], ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t g = 0; g < count; g++) {
        AP_TRY(goals[g].is_leximin ? add_level(lp, &goals[g], err) : AP_OK);
    }
done:
    return status;
}

void ap_lexico_result_free(ap_lexico_result *result)
{
    if (result == NULL) {
        return;
    }
    for (size_t s = 0; s < result->stage_count; s++) {
        free(result->multipliers[s]); /* reduced[s] is in the same block */
    }
    free(result->multipliers);
    free(result->reduced);
    free(result->stages);
    free(result->values);
    free(result->basis);
    free(result);
}

static ap_status no_memory(ap_error *err)
{
    (void)ap_fail(err, AP_NO_MEMORY, "goals", "no memory to solve them in order");
    return AP_NO_MEMORY;
}

static ap_status result_new(const ap_lp *lp, size_t count, const ap_goal goals[],
                            ap_lexico_result **out, ap_error *err)
{
    size_t most = 0;
    for (size_t g = 0; g < count; g++) {
        most += goals[g].is_leximin ? goals[g].count + 1 : 1;
    }
    ap_lexico_result *result = calloc(1, sizeof *result);
    if (result == NULL) {
        return no_memory(err);
    }
    result->values = calloc(lp->columns + 1, sizeof *result->values);
    result->stages = calloc(most + 1, sizeof *result->stages);
    result->multipliers = calloc(most + 1, sizeof *result->multipliers);
    result->reduced = calloc(most + 1, sizeof *result->reduced);
    result->basis = calloc(lp->rows + lp->columns + 1, sizeof *result->basis);
    if (result->values == NULL || result->stages == NULL || result->multipliers == NULL ||
        result->reduced == NULL || result->basis == NULL) {
        ap_lexico_result_free(result);
        return no_memory(err);
    }
    *out = result;
    return AP_OK;
}

static void close_descent(ap_descent *descent)
{
    ap_lp_view_free(&descent->face);
    free(descent->settled_at);
    free(descent->is_spared);
}

/* Measures and levels are settled level by level; the face leaves them alone. */
static void mark_measures(ap_descent *descent)
{
    size_t rows = descent->lp->rows;
    for (size_t g = 0; g < descent->goal_count; g++) {
        const ap_goal *goal = &descent->goals[g];
        for (size_t k = 0; k < goal->count && goal->is_leximin; k++) {
            descent->settled_at[goal->first_row + k] = -1;
            descent->is_spared[goal->first_row + k] = true;
            descent->is_spared[rows + goal->level] = true;
        }
    }
}

static ap_status open_descent(ap_descent *descent, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_lp *lp = descent->lp;
    descent->settled_at = calloc(lp->rows + 1, sizeof *descent->settled_at);
    descent->is_spared = calloc(lp->rows + lp->columns + 1, sizeof *descent->is_spared);
    if (descent->settled_at == NULL || descent->is_spared == NULL) {
        return no_memory(err);
    }
    mark_measures(descent);
    AP_TRY(ap_lp_view(lp, &descent->face, err));
    AP_TRY(result_new(lp, descent->goal_count, descent->goals, &descent->result, err));
done:
    return status;
}

/* The costs of the stage, the largest made 1; *scale gives them back. A level stage costs
 * its level alone. */
static void set_costs(ap_descent *descent, const ap_goal *goal, double *scale)
{
    double *cost = descent->face.cost;
    memset(cost, 0, descent->lp->columns * sizeof *cost);
    *scale = goal->is_leximin ? 1 : size_of_terms(goal);
    for (size_t k = 0; k < goal->count && !goal->is_leximin; k++) {
        cost[goal->terms[k].column] += goal->terms[k].coefficient / *scale;
    }
    if (goal->is_leximin) {
        cost[goal->level] = 1;
    }
    for (size_t j = 0; j < descent->lp->columns; j++) {
        ap_solver_set_cost(descent->solver, j, cost[j]);
    }
}

/* Read the optimum at hand into the stage and have it proved. */
static bool is_proved(ap_descent *descent, size_t s)
{
    ap_lexico_result *result = descent->result;
    ap_solver_values(descent->solver, result->values);
    ap_solver_reduced_costs(descent->solver, result->reduced[s]);
    ap_solver_multipliers(descent->solver, result->multipliers[s]);
    result->stages[s].certificate =
        ap_certify(&descent->face, result->values, result->multipliers[s]);
    return ap_certificate_holds(result->stages[s].certificate);
}

/* After the first stage there is an answer, so what says that there is none is rounding. */
static bool is_believed(ap_descent *descent, size_t s, ap_outcome outcome)
{
    if (outcome == AP_OPTIMAL) {
        return is_proved(descent, s);
    }
    return outcome == AP_UNBOUNDED || (outcome == AP_INFEASIBLE && s == 0);
}

/* Solve the stage, and once more cold when the outcome is not believed. */
static ap_status run_stage(ap_descent *descent, size_t s, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome outcome = AP_UNDECIDED;
    long before = ap_solver_iterations(descent->solver);
    AP_TRY(ap_solver_run(descent->solver, s == 0 ? AP_DUAL : AP_PRIMAL, &outcome, err));
    bool is_sure = is_believed(descent, s, outcome);
    if (!is_sure) {
        ap_solver_forget_basis(descent->solver);
        AP_TRY(ap_solver_run(descent->solver, AP_DUAL, &outcome, err));
        is_sure = is_believed(descent, s, outcome);
    }
    descent->result->outcome = is_sure ? outcome : AP_UNDECIDED;
    descent->result->stages[s].iterations = ap_solver_iterations(descent->solver) - before;
done:
    return status;
}

/* The multipliers and reduced costs of the goal as it was given, not as it was scaled. */
static void scale_back(const ap_descent *descent, size_t s, double scale)
{
    for (size_t i = 0; i < descent->lp->rows; i++) {
        descent->result->multipliers[s][i] *= scale;
    }
    for (size_t j = 0; j < descent->lp->columns; j++) {
        descent->result->reduced[s][j] *= scale;
    }
}

/* Settle measure k at the level: the column is fixed, the row has done its work. The
 * bounds clip what rounding puts beyond them. */
static void settle_at(ap_descent *descent, const ap_goal *goal, size_t k, double level)
{
    size_t row = goal->first_row + k;
    size_t column = goal->terms[k].column;
    double value = fmin(fmax(level / goal->terms[k].coefficient, descent->face.low[column]),
                        descent->face.high[column]);
    descent->face.low[column] = value;
    descent->face.high[column] = value;
    ap_solver_set_column(descent->solver, column, value, value);
    descent->face.row_high[row] = INFINITY;
    ap_solver_set_row(descent->solver, row, -INFINITY, INFINITY);
    descent->settled_at[row] = (long)descent->result->stage_count - 1;
}

/* Settle the measures that equal the level in every optimum of stage s; how many. */
static size_t settle(ap_descent *descent, const ap_goal *goal, size_t s)
{
    const double *multipliers = descent->result->multipliers[s];
    size_t count = 0;
    double level = descent->result->stages[s].best;
    bool is_lowest = level <= descent->lp->low[goal->level] + no_level;
    for (size_t k = 0; k < goal->count; k++) {
        size_t row = goal->first_row + k;
        bool is_stuck = fabs(multipliers[row]) > descent->nonzero;
        if (descent->settled_at[row] == -1 && (is_lowest || is_stuck)) {
            settle_at(descent, goal, k, is_lowest ? 0 : level);
            count++;
        }
    }
    return count;
}

static ap_status add_stage(ap_descent *descent, size_t g, ap_error *err)
{
    ap_lexico_result *result = descent->result;
    size_t s = result->stage_count;
    double *block = calloc(descent->lp->rows + descent->lp->columns + 1, sizeof *block);
    if (block == NULL) {
        return no_memory(err);
    }
    result->multipliers[s] = block;
    result->reduced[s] = block + descent->lp->rows;
    result->stages[s] = (ap_stage){.goal = g};
    result->stage_count++;
    return AP_OK;
}

/* The optimum of stage s is at hand: keep its value and its face. */
static void keep_face(ap_descent *descent, const ap_goal *goal, size_t s)
{
    ap_lexico_result *result = descent->result;
    ap_prices prices = {result->multipliers[s], result->reduced[s]};
    result->stages[s].best =
        goal->is_leximin ? result->values[goal->level]
                         : ap_lp_sum(goal->count, goal->terms, result->values, NULL);
    ap_solver_get_basis(descent->solver, result->basis);
    ap_face_fix(&descent->face, descent->solver, result->basis, descent->is_spared, prices,
                descent->nonzero);
    result->stages[s].is_unique =
        !ap_face_has_ties(&descent->face, result->basis, descent->is_spared);
}

/* One stage: solve, prove, keep the face. */
static ap_status take_stage(ap_descent *descent, size_t g, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_goal *goal = &descent->goals[g];
    size_t s = descent->result->stage_count;
    double scale = 1;
    AP_TRY(add_stage(descent, g, err));
    set_costs(descent, goal, &scale);
    AP_TRY(run_stage(descent, s, err));
    if (descent->result->outcome == AP_OPTIMAL) {
        keep_face(descent, goal, s);
        scale_back(descent, s, scale);
    }
done:
    return status;
}

/* Level by level until every measure is settled. A level that settles none is numerical
 * trouble. */
static ap_status take_levels(ap_descent *descent, size_t g, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lexico_result *result = descent->result;
    size_t left = descent->goals[g].count;
    while (left > 0 && result->outcome == AP_OPTIMAL) {
        size_t s = result->stage_count;
        AP_TRY(take_stage(descent, g, err));
        if (result->outcome == AP_OPTIMAL) {
            size_t settled = settle(descent, &descent->goals[g], s);
            left -= settled;
            result->outcome = settled > 0 ? AP_OPTIMAL : AP_UNDECIDED;
            result->stages[s].is_unique = result->stages[s].is_unique && left == 0;
        }
    }
done:
    return status;
}

/* Values beside a bound are put on it; levels are the first, highest one of their goal. */
static void polish(ap_descent *descent)
{
    ap_lexico_result *result = descent->result;
    for (size_t j = 0; j < descent->lp->columns; j++) {
        double low = descent->lp->low[j];
        double high = descent->lp->high[j];
        if (fabs(result->values[j] - low) <= snap * (1 + fabs(low))) {
            result->values[j] = low;
        } else if (fabs(result->values[j] - high) <= snap * (1 + fabs(high))) {
            result->values[j] = high;
        }
    }
    for (size_t s = result->stage_count; s-- > 0;) {
        const ap_goal *goal = &descent->goals[result->stages[s].goal];
        if (goal->is_leximin) {
            result->values[goal->level] = fmax(result->stages[s].best, 0);
        }
    }
}

/* The stage's objective at the final values: for a level the worst of the measures that no
 * level before had settled. */
static double value_of_stage(const ap_descent *descent, size_t s, double *weight)
{
    const double *values = descent->result->values;
    const ap_goal *goal = &descent->goals[descent->result->stages[s].goal];
    double worst = 0;
    if (!goal->is_leximin) {
        return ap_lp_sum(goal->count, goal->terms, values, weight);
    }
    for (size_t k = 0; k < goal->count; k++) {
        if (descent->settled_at[goal->first_row + k] >= (long)s) {
            worst = fmax(worst, goal->terms[k].coefficient * values[goal->terms[k].column]);
        }
    }
    *weight = worst;
    return worst;
}

/* Has every stage kept what it reached? */
static bool is_kept(ap_descent *descent)
{
    ap_lexico_result *result = descent->result;
    bool is_all = true;
    for (size_t s = 0; s < result->stage_count; s++) {
        const ap_goal *goal = &descent->goals[result->stages[s].goal];
        double weight = 0;
        double scale = goal->is_leximin ? 1 : size_of_terms(goal);
        double kept = value_of_stage(descent, s, &weight);
        result->stages[s].kept = kept;
        is_all = is_all &&
                 fabs(kept - result->stages[s].best) <= give * scale + give_share * weight;
    }
    return is_all;
}

/* The basis in terms of the bounds as given: what was fixed at one of them stands there. */
static void restore_basis(const ap_descent *descent)
{
    const ap_lp *lp = descent->lp;
    const ap_lp *face = &descent->face;
    ap_standing *rows = descent->result->basis;
    ap_standing *columns = rows + lp->rows;
    for (size_t i = 0; i < lp->rows; i++) {
        if (rows[i] == AP_FIXED && lp->row_low[i] < lp->row_high[i]) {
            rows[i] = face->row_low[i] == lp->row_high[i] ? AP_AT_HIGH : AP_AT_LOW;
        }
    }
    for (size_t j = 0; j < lp->columns; j++) {
        if (columns[j] == AP_FIXED && lp->low[j] < lp->high[j]) {
            columns[j] = face->low[j] == lp->high[j] ? AP_AT_HIGH : AP_AT_LOW;
        }
    }
}

static ap_status finish(ap_descent *descent, ap_error *err)
{
    ap_status status = AP_OK;
    if (descent->result->stage_count == 0) {
        AP_TRY(ap_fail(err, AP_INTERNAL, "goals", "there is none to solve for"));
    }
    AP_TRY(ap_solver_refresh(descent->solver, err));
    ap_solver_values(descent->solver, descent->result->values);
    polish(descent);
    restore_basis(descent);
    if (!is_kept(descent) ||
        !(ap_infeasibility(descent->lp, descent->result->values) <= give)) {
        descent->result->outcome = AP_UNDECIDED;
    }
done:
    return status;
}

/* All goals once, from the start given. */
static ap_status descend(ap_descent *descent, const ap_standing start[], ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(open_descent(descent, err));
    AP_TRY(ap_solver_reload(descent->solver, descent->lp, err));
    if (start == NULL) {
        ap_solver_forget_basis(descent->solver);
    } else {
        ap_solver_set_basis(descent->solver, start);
    }
    for (size_t g = 0; g < descent->goal_count && descent->result->outcome == AP_OPTIMAL;
         g++) {
        AP_TRY(descent->goals[g].is_leximin ? take_levels(descent, g, err)
                                            : take_stage(descent, g, err));
    }
    AP_TRY(descent->result->outcome == AP_OPTIMAL ? finish(descent, err) : AP_OK);
done:
    close_descent(descent);
    return status;
}

ap_status ap_lexico_solve_with(ap_solver *solver, const ap_lp *lp, size_t count,
                               const ap_goal goals[], const ap_standing start[],
                               ap_lexico_result **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_descent descent = {solver, lp, {0}, count, goals, NULL, NULL, nonzero, NULL};
    AP_TRY(descend(&descent, start, err));
    if (descent.result->outcome == AP_UNDECIDED) {
        ap_lexico_result_free(descent.result);
        descent.result = NULL;
        descent.nonzero = nonzero_again;
        AP_TRY(descend(&descent, NULL, err));
    }
    *out = descent.result;
    descent.result = NULL;
done:
    ap_lexico_result_free(descent.result);
    return status;
}

ap_status ap_lexico_solve(const ap_lp *lp, size_t count, const ap_goal goals[],
                          const ap_standing start[], ap_lexico_result **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_solver *solver = NULL;
    AP_TRY(ap_solver_new(lp, &solver, err));
    AP_TRY(ap_lexico_solve_with(solver, lp, count, goals, start, out, err));
done:
    ap_solver_free(solver);
    return status;
}
