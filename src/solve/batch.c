#include "solve/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/edit.h"
#include "solve/model.h"
#include "solve/publish.h"

/* How a result travels from rank to rank: numbers, then the cells, the targets and the
 * position. */
typedef struct ap_record {
    double outcome;
    double iterations;
    double stages;
    double primal;
    double dual;
    double gap;
    double numbers[];
} ap_record;

/* One rank's share of the work. */
typedef struct ap_worker {
    const ap_round *base;
    const ap_trial *trials;
    ap_solver *solver; /* holds a program of the base's shape */
    size_t size;       /* bytes of a record */
    size_t done;       /* records so far */
    int64_t *numbers;  /* of which trials */
    char *records;
} ap_worker;

ap_status ap_trial_case(const ap_case *inputs, const ap_trial *trial, ap_case **out,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *copy = NULL;
    AP_TRY(ap_case_copy(inputs, &copy, err));
    if (trial->option != NULL && trial->option[0] != '\0') {
        AP_TRY(ap_case_apply_option(copy, trial->option, err));
    }
    for (size_t e = 0; e < trial->edit_count; e++) {
        const ap_edit *edit = &trial->edits[e];
        AP_TRY(
            ap_case_edit(copy, edit->table, edit->target, edit->column, edit->value, err));
    }
    *out = copy;
    copy = NULL;
done:
    ap_case_free(copy);
    return status;
}

static void take_certificates(const ap_lexico_result *result, ap_record *record)
{
    for (size_t g = 0; g < result->stage_count; g++) {
        const ap_stage *stage = &result->stages[g];
        record->primal = fmax(record->primal, stage->certificate.primal);
        record->dual = fmax(record->dual, stage->certificate.dual);
        record->gap = fmax(record->gap, stage->certificate.gap);
        record->iterations += (double)stage->iterations;
    }
}

/* Measured where it was solved: the case and the model of the trial are at hand. */
static ap_status keep_answer(const ap_trial *trial, ap_round *round, ap_record *record,
                             ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = round->model;
    ap_position *position = NULL;
    double *target = record->numbers + model->cell_count;
    take_certificates(round->result, record);
    memcpy(record->numbers, round->cells, model->cell_count * sizeof *round->cells);
    memcpy(target, round->target->target, model->need->places * sizeof *target);
    if (trial->is_published) {
        AP_TRY(ap_publish_cells(model, record->numbers, round->cells, err));
    }
    AP_TRY(ap_position_of(model, round->cells, &position, err));
    ap_position_pack(position, target + model->need->places);
done:
    ap_position_free(position);
    return status;
}

static ap_status solve_trial(ap_worker *worker, const ap_trial *trial, ap_record *record,
                             ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *copy = NULL;
    ap_round *round = NULL;
    AP_TRY(ap_trial_case(worker->base->inputs, trial, &copy, err));
    AP_TRY(ap_round_prepare(copy, &round, err));
    AP_TRY(ap_round_solve(round, trial->pursuit, worker->solver,
                          worker->base->result->basis, err));
    record->outcome = (double)round->result->outcome;
    record->stages = (double)round->result->stage_count;
    AP_TRY(ap_round_is_solved(round) ? keep_answer(trial, round, record, err) : AP_OK);
done:
    ap_round_free(round);
    ap_case_free(copy);
    return status;
}

static ap_status work(ap_worker *worker, ap_counter *counter, size_t count, ap_error *err)
{
    ap_status status = AP_OK;
    for (int64_t next = ap_counter_next(counter); next < (int64_t)count;
         next = ap_counter_next(counter)) {
        char *records = ap_grown(worker->records, worker->done, worker->size);
        worker->records = records == NULL ? worker->records : records;
        int64_t *numbers = ap_grown(worker->numbers, worker->done, sizeof *numbers);
        worker->numbers = numbers == NULL ? worker->numbers : numbers;
        if (records == NULL || numbers == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "batch", "no memory for %zu results", count);
        }
        ap_record *record = (ap_record *)(void *)(records + worker->done * worker->size);
        memset(record, 0, worker->size);
        numbers[worker->done++] = next;
        AP_TRY(solve_trial(worker, &worker->trials[next], record, err));
    }
done:
    return status;
}

static ap_status read_result(const ap_model *model, const ap_record *record,
                             ap_trial_result *result, ap_error *err)
{
    const double *target = record->numbers + model->cell_count;
    *result = (ap_trial_result){
        .outcome = (ap_outcome)lround(record->outcome),
        .iterations = lround(record->iterations),
        .stages = (size_t)lround(record->stages),
        .worst = {record->primal, record->dual, record->gap},
        .cells = record->numbers,
        .target = target,
    };
    return result->outcome == AP_OPTIMAL
               ? ap_position_unpack(model, target + model->need->places, &result->position,
                                    err)
               : AP_OK;
}

/* The records are the batch's when it is made. */
static ap_status read_results(const ap_worker *worker, size_t count, char *records,
                              ap_batch **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_batch *batch = calloc(1, sizeof *batch);
    ap_trial_result *results = calloc(count + 1, sizeof *results);
    if (batch == NULL || results == NULL) {
        free(results);
        free(batch);
        return ap_fail(err, AP_NO_MEMORY, "batch", "no memory for %zu results", count);
    }
    *batch = (ap_batch){.count = count, .results = results};
    for (size_t t = 0; t < count; t++) {
        const void *record = records + t * worker->size;
        AP_TRY(read_result(worker->base->model, record, &results[t], err));
    }
    batch->records = records;
    *out = batch;
    batch = NULL;
done:
    ap_batch_free(batch);
    return status;
}

ap_status ap_batch_run(const ap_round *base, size_t count, const ap_trial trials[],
                       ap_ranks ranks, ap_batch **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_counter *counter = NULL;
    void *all = NULL;
    ap_worker worker = {.base = base, .trials = trials};
    worker.size =
        sizeof(ap_record) + sizeof(double) * (base->model->cell_count + base->need->places +
                                              ap_position_size(base->model));
    AP_TRY(ap_counter_new(ranks, &counter, err));
    status = ap_solver_new(base->model->lp, &worker.solver, err);
    status = status == AP_OK ? work(&worker, counter, count, err) : status;
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(ap_ranks_gather(ranks, count, worker.size, worker.done, worker.numbers,
                           worker.records, &all, err));
    *out = NULL;
    if (ranks.rank == 0) {
        status = read_results(&worker, count, all, out, err);
        all = status == AP_OK ? NULL : all;
    }
    AP_TRY(ap_agree(ranks, status, err));
done:
    free(all);
    ap_solver_free(worker.solver);
    free(worker.records);
    free(worker.numbers);
    ap_counter_free(counter);
    return status;
}

void ap_batch_free(ap_batch *batch)
{
    if (batch != NULL) {
        for (size_t t = 0; t < batch->count; t++) {
            ap_position_free(batch->results[t].position);
        }
        free(batch->records);
        free(batch->results);
        free(batch);
    }
}
