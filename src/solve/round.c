#include "apportion/round.h"

#include <stdlib.h>

#include "solve/build.h"

ap_status ap_round_prepare(const ap_case *inputs, ap_round **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_round *round = calloc(1, sizeof *round);
    if (round == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "round", "no memory for the round");
    }
    round->inputs = inputs;
    AP_TRY(ap_need_of_case(inputs, &round->need, err));
    AP_TRY(ap_target_of_case(inputs, round->need, &round->target, err));
    AP_TRY(ap_model_build(inputs, round->need, round->target, &round->model, err));
    round->cells = calloc(round->model->cell_count + 1, sizeof *round->cells);
    if (round->cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "round", "no memory for the cells"));
    }
    *out = round;
    round = NULL;
done:
    ap_round_free(round);
    return status;
}

/* The goals of the pursuit, copied to goals; their number. */
static size_t pursued(const ap_model *model, ap_pursuit pursuit, ap_goal goals[])
{
    size_t count = 0;
    for (size_t g = 0; g < model->goal_count; g++) {
        ap_goal_kind kind = model->goal_kinds[g];
        bool is_equity = kind == AP_GOAL_LEXIMIN || kind == AP_GOAL_DISTANCE;
        if (pursuit == AP_ALL_GOALS || !is_equity) {
            goals[count++] = model->goals[g];
        }
    }
    return count;
}

static ap_status contradiction(ap_round *round, ap_error *err)
{
    round->result = calloc(1, sizeof *round->result);
    if (round->result == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "round", "no memory for the answer");
    }
    round->result->outcome = AP_INFEASIBLE;
    return AP_OK;
}

ap_status ap_round_solve(ap_round *round, ap_pursuit pursuit, struct ap_solver *solver,
                         const void *start, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = round->model;
    ap_goal *goals = NULL;
    ap_lexico_result_free(round->result);
    round->result = NULL;
    if (model->is_contradictory) {
        return contradiction(round, err);
    }
    goals = calloc(model->goal_count, sizeof *goals);
    if (goals == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "round", "no memory for the goals");
    }
    size_t count = pursued(model, pursuit, goals);
    if (solver == NULL) {
        AP_TRY(ap_lexico_solve(model->lp, count, goals, start, &round->result, err));
    } else {
        AP_TRY(ap_lexico_solve_with(solver, model->lp, count, goals, start, &round->result,
                                    err));
    }
    for (size_t c = 0; c < model->cell_count && ap_round_is_solved(round); c++) {
        round->cells[c] = round->result->values[c] * AP_MODEL_UNIT;
    }
done:
    free(goals);
    return status;
}

bool ap_round_is_solved(const ap_round *round)
{
    return round->result != NULL && round->result->outcome == AP_OPTIMAL;
}

void ap_round_free(ap_round *round)
{
    if (round == NULL) {
        return;
    }
    free(round->cells);
    ap_lexico_result_free(round->result);
    ap_model_free(round->model);
    ap_target_free(round->target);
    ap_need_free(round->need);
    free(round);
}
