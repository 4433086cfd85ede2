#include "solve/study.h"

#include <stdlib.h>
#include <string.h>
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

static ap_status keep_targets(const ap_round *base, const double target[],
                              ap_finding *finding, ap_error *err)
{
    size_t size = base->need->places * sizeof *finding->target;
    finding->target = malloc(size);
    if (finding->target == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "study", "no memory for an option");
    }
    memcpy(finding->target, target, size);
    return AP_OK;
}

static ap_status read_batch(const ap_round *base, size_t count, ap_batch *batch,
                            ap_study *study, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t t = 0; t < count; t++) {
        ap_trial_result *result = &batch->results[t];
        ap_finding *finding = &study->findings[t];
        finding->outcome = result->outcome;
        finding->iterations = result->iterations;
        finding->worst = result->worst;
        study->iterations += result->iterations;
        study->failed += result->outcome == AP_UNDECIDED ? 1 : 0;
        finding->position = result->position;
        result->position = NULL;
        if (result->outcome == AP_OPTIMAL && finding->kind == AP_FINDING_OPTION) {
            AP_TRY(keep_targets(base, result->target, finding, err));
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
        AP_TRY(read_batch(base, list.count, batch, study, err));
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

size_t ap_study_count(const ap_study *study, ap_finding_kind kind)
{
    size_t count = 0;
    for (size_t f = 0; f < study->count; f++) {
        count += study->findings[f].kind == kind ? 1 : 0;
    }
    return count;
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
