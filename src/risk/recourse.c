#include "risk/recourse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ap_recourse {
    const ap_plan *plan;
    ap_recourse_model *model;
    ap_blocks blocks;
    size_t *bases;     /* of each block: the number of its basis in the scenario */
    ap_solver *solver; /* of the whole program, as is the proof */
    ap_proof *proof;
    double *values;
    double *multipliers;
    ap_standing *basis;
    double *numbers; /* owns the moves */
    ap_recourse_moves moves;
};

static bool has_room(ap_recourse *recourse)
{
    const ap_plan *plan = recourse->plan;
    const ap_lp *lp = recourse->model->lp;
    size_t schemes = plan->inputs->schemes_count + 1;
    size_t numbers = 2 * plan->cell_count + 2 * schemes + plan->account_count + 1;
    recourse->values = calloc(lp->columns + 1, sizeof *recourse->values);
    recourse->multipliers = calloc(lp->rows + 1, sizeof *recourse->multipliers);
    recourse->basis = calloc(lp->rows + lp->columns + 1, sizeof *recourse->basis);
    recourse->numbers = calloc(numbers, sizeof *recourse->numbers);
    if (recourse->values == NULL || recourse->multipliers == NULL ||
        recourse->basis == NULL || recourse->numbers == NULL) {
        return false;
    }
    recourse->moves.moved = recourse->numbers;
    recourse->moves.over = recourse->moves.moved + plan->cell_count;
    recourse->moves.held = recourse->moves.over + schemes;
    recourse->moves.left = recourse->moves.held + schemes;
    recourse->moves.outturn = recourse->moves.left + plan->account_count;
    return true;
}

ap_status ap_recourse_new(const ap_plan *plan, ap_recourse **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_recourse *recourse = calloc(1, sizeof *recourse);
    if (recourse == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the solver");
    }
    recourse->plan = plan;
    AP_TRY(ap_recourse_model_new(plan, &recourse->model, err));
    const ap_recourse_model *model = recourse->model;
    if (!has_room(recourse)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the solver"));
    }
    AP_TRY(ap_blocks_new(model->lp, &recourse->blocks, err));
    AP_TRY(ap_solver_new(model->lp, &recourse->solver, err));
    AP_TRY(ap_proof_new(model->lp, &recourse->blocks, &recourse->proof, err));
    recourse->bases = calloc(recourse->blocks.count + 1, sizeof *recourse->bases);
    if (recourse->bases == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the solver"));
    }
    *out = recourse;
    recourse = NULL;
done:
    ap_recourse_free(recourse);
    return status;
}

void ap_recourse_free(ap_recourse *recourse)
{
    if (recourse == NULL) {
        return;
    }
    ap_blocks_free(&recourse->blocks);
    ap_solver_free(recourse->solver);
    ap_proof_free(recourse->proof);
    free(recourse->bases);
    ap_recourse_model_free(recourse->model);
    free(recourse->values);
    free(recourse->multipliers);
    free(recourse->basis);
    free(recourse->numbers);
    free(recourse);
}

void ap_recourse_learn(ap_recourse *recourse, bool is_learning)
{
    ap_blocks_learn(&recourse->blocks, is_learning);
}

/* Block by block; false where one has no optimum. */
static ap_status try_blocks(ap_recourse *recourse, ap_recourse_answer *answer,
                            bool *is_known, bool *is_solved, ap_error *err)
{
    ap_status status = AP_OK;
    *is_known = true;
    *is_solved = true;
    for (size_t b = 0; b < recourse->blocks.count && *is_solved; b++) {
        ap_block_answer part;
        AP_TRY(ap_block_solve(recourse->blocks.blocks[b], recourse->values,
                              recourse->multipliers, &part, err));
        recourse->bases[b] = part.basis;
        *is_known = *is_known && part.steps == 0;
        *is_solved = part.is_optimal;
        answer->steps += part.steps;
    }
done:
    return status;
}

/* A failure inside GLPK is a scenario without an answer, not the end of the run. */
static ap_status try_solver(ap_recourse *recourse, bool is_warm, ap_recourse_answer *answer,
                            bool *is_solved, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome outcome = AP_UNDECIDED;
    ap_solver *solver = recourse->solver;
    long before = ap_solver_iterations(solver);
    AP_TRY(ap_solver_reload(solver, recourse->model->lp, err));
    if (is_warm) {
        for (size_t b = 0; b < recourse->blocks.count; b++) {
            ap_block_standings(recourse->blocks.blocks[b], recourse->basis);
        }
        ap_solver_set_basis(solver, recourse->basis);
    } else {
        ap_solver_forget_basis(solver);
    }
    status = ap_solver_run(solver, AP_DUAL, &outcome, NULL);
    if (status == AP_NO_MEMORY) {
        AP_TRY(ap_fail(err, status, "recourse", "no memory for the solver"));
    }
    outcome = status == AP_OK ? outcome : AP_UNDECIDED;
    status = AP_OK;
    answer->steps += ap_solver_iterations(solver) - before;
    *is_solved = outcome == AP_OPTIMAL;
    if (*is_solved) {
        ap_solver_values(solver, recourse->values);
        ap_solver_multipliers(solver, recourse->multipliers);
    }
done:
    return status;
}

/* Has the answer at hand its proof? bases: see proof.h. */
static bool is_proved(const ap_recourse *recourse, const size_t bases[],
                      ap_recourse_answer *answer)
{
    answer->certificate =
        ap_proof_certify(recourse->proof, recourse->values, recourse->multipliers, bases,
                         &answer->objective);
    return ap_certificate_holds(answer->certificate);
}

/* Nothing is moved: what schemes are short of is their overspend. */
static void give_up(ap_recourse *recourse, const ap_shortage *shortage)
{
    const ap_plan *plan = recourse->plan;
    ap_recourse_moves moves = recourse->moves;
    memset(moves.moved, 0, plan->cell_count * sizeof *moves.moved);
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        moves.over[s] = shortage->open[s];
        moves.held[s] = 0;
    }
    memcpy(moves.left, shortage->pot, plan->account_count * sizeof *moves.left);
    ap_recourse_add_up(shortage, moves);
}

static ap_status solve(ap_recourse *recourse, ap_recourse_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_known = false;
    bool is_solved = false;
    AP_TRY(try_blocks(recourse, answer, &is_known, &is_solved, err));
    if (is_solved) {
        answer->how = is_known ? AP_COUNTED_CERTIFIED : AP_COUNTED_WARM;
        if (is_proved(recourse, recourse->bases, answer)) {
            goto done;
        }
        AP_TRY(try_solver(recourse, true, answer, &is_solved, err));
        answer->how = AP_COUNTED_WARM;
        if (is_solved && is_proved(recourse, NULL, answer)) {
            goto done;
        }
    }
    AP_TRY(try_solver(recourse, false, answer, &is_solved, err));
    bool has_proof = is_solved && is_proved(recourse, NULL, answer);
    answer->how = has_proof ? AP_COUNTED_COLD : AP_COUNTED_FAILED;
done:
    return status;
}

ap_status ap_recourse_solve(ap_recourse *recourse, const ap_shortage *shortage,
                            ap_recourse_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    *answer = (ap_recourse_answer){.moves = recourse->moves};
    ap_recourse_model_fill(recourse->model, shortage);
    AP_TRY(solve(recourse, answer, err));
    if (answer->how == AP_COUNTED_FAILED) {
        give_up(recourse, shortage);
        answer->certificate = (ap_certificate){0};
        answer->objective = 0;
        goto done;
    }
    ap_recourse_model_read(recourse->model, shortage, recourse->values, recourse->moves);
    answer->objective += ap_recourse_model_constant(recourse->model, shortage);
done:
    return status;
}

const ap_recourse_model *ap_recourse_model_of(const ap_recourse *recourse)
{
    return recourse->model;
}

const ap_blocks *ap_recourse_blocks(const ap_recourse *recourse)
{
    return &recourse->blocks;
}
