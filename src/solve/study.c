#include "solve/study.h"

#include <stdlib.h>
#include <string.h>

#include "solve/publish.h"

static ap_status make_list(const ap_round *base, ap_study_plan plan, ap_trials *list,
                           ap_error *err)
{
    list->arena = ap_arena_new();
    if (list->arena == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "study", "no memory for the trials");
    }
    if (plan.options) {
        ap_trials_add_options(base->inputs, plan.only, list);
    }
    if (plan.rest) {
        ap_trials_add_drops(base->inputs, list);
        ap_trials_add_frontier(base->inputs, list);
        ap_trials_add_sensitivities(base->inputs, list);
    }
    if (list->failed) {
        return ap_fail(err, AP_NO_MEMORY, "study", "no memory for the trials");
    }
    return AP_OK;
}

static ap_status keep_targets(const ap_round *round, ap_finding *finding, ap_error *err)
{
    size_t size = round->need->places * sizeof *finding->target;
    finding->target = malloc(size);
    if (finding->target == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "study", "no memory for an option");
    }
    memcpy(finding->target, round->target->target, size);
    return AP_OK;
}

/* Measure a trial's cells with the ruler of its own case. */
static ap_status measure(const ap_round *base, const ap_trial *trial,
                         const ap_trial_result *result, ap_finding *finding, ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *copy = NULL;
    ap_round *round = NULL;
    double *cells = NULL;
    AP_TRY(ap_trial_case(base->inputs, trial, &copy, err));
    AP_TRY(ap_round_prepare(copy, &round, err));
    size_t size = (round->model->cell_count + 1) * sizeof *cells;
    cells = malloc(size);
    if (cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "study", "no memory for an option"));
    }
    memcpy(cells, result->cells, size - sizeof *cells);
    if (finding->kind == AP_FINDING_OPTION) {
        AP_TRY(ap_publish_cells(round->model, result->cells, cells, err));
        AP_TRY(keep_targets(round, finding, err));
    }
    AP_TRY(ap_position_of(round->model, cells, &finding->position, err));
done:
    free(cells);
    ap_round_free(round);
    ap_case_free(copy);
    return status;
}

static ap_status read_batch(const ap_round *base, const ap_trials *list,
                            const ap_batch *batch, ap_study *study, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t t = 0; t < list->count; t++) {
        const ap_trial_result *result = &batch->results[t];
        ap_finding *finding = &study->findings[t];
        finding->outcome = result->outcome;
        finding->iterations = result->iterations;
        finding->worst = result->worst;
        study->iterations += result->iterations;
        study->failed += result->outcome == AP_UNDECIDED ? 1 : 0;
        if (result->outcome == AP_OPTIMAL) {
            AP_TRY(measure(base, &list->trials[t], result, finding, err));
        }
    }
done:
    return status;
}

ap_status ap_study_run(const ap_round *base, ap_study_plan plan, ap_ranks ranks,
                       ap_study **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_trials list = {0};
    ap_batch *batch = NULL;
    ap_study *study = calloc(1, sizeof *study);
    *out = NULL;
    if (study == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "study", "no memory for the study"));
    }
    AP_TRY(make_list(base, plan, &list, err));
    AP_TRY(ap_batch_run(base, list.count, list.trials, ranks, &batch, err));
    if (ranks.rank == 0) {
        study->count = list.count;
        study->findings = list.findings;
        study->arena = list.arena;
        list.findings = NULL;
        list.arena = NULL;
        AP_TRY(read_batch(base, &list, batch, study, err));
        *out = study;
        study = NULL;
    }
done:
    ap_batch_free(batch);
    free(list.findings);
    free(list.trials);
    ap_arena_free(list.arena);
    ap_study_free(study);
    return status;
}

void ap_study_free(ap_study *study)
{
    if (study == NULL) {
        return;
    }
    for (size_t f = 0; f < study->count; f++) {
        ap_position_free(study->findings[f].position);
        free(study->findings[f].target);
    }
    free(study->findings);
    ap_arena_free(study->arena);
    free(study);
}
