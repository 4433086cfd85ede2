#include "solve/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/edit.h"
#include "solve/model.h"

/* How a result travels from rank to rank: numbers, then the cells. */
typedef struct ap_record {
    double outcome;
    double iterations;
    double stages;
    double primal;
    double dual;
    double gap;
    double cells[];
} ap_record;

/* One rank's share of the work. */
typedef struct ap_worker {
    const ap_round *base;
    const ap_trial *trials;
    size_t size;      /* bytes of a record */
    size_t done;      /* records so far */
    int64_t *numbers; /* of which trials */
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

static ap_status solve_trial(ap_worker *worker, const ap_trial *trial, ap_record *record,
                             ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *copy = NULL;
    ap_round *round = NULL;
    AP_TRY(ap_trial_case(worker->base->inputs, trial, &copy, err));
    AP_TRY(ap_round_prepare(copy, &round, err));
    AP_TRY(ap_round_solve(round, trial->pursuit, NULL, worker->base->result->basis, err));
    record->outcome = (double)round->result->outcome;
    record->stages = (double)round->result->stage_count;
    if (ap_round_is_solved(round)) {
        take_certificates(round->result, record);
    }
    memcpy(record->cells, round->cells, round->model->cell_count * sizeof *round->cells);
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

static ap_status read_results(size_t count, size_t size, void *records, ap_batch **out,
                              ap_error *err)
{
    ap_batch *batch = calloc(1, sizeof *batch);
    ap_trial_result *results = calloc(count + 1, sizeof *results);
    if (batch == NULL || results == NULL) {
        free(results);
        free(batch);
        return ap_fail(err, AP_NO_MEMORY, "batch", "no memory for %zu results", count);
    }
    for (size_t t = 0; t < count; t++) {
        const ap_record *record = (const ap_record *)(void *)((char *)records + t * size);
        results[t] = (ap_trial_result){
            .outcome = (ap_outcome)lround(record->outcome),
            .iterations = lround(record->iterations),
            .stages = (size_t)lround(record->stages),
            .worst = {record->primal, record->dual, record->gap},
            .cells = record->cells,
        };
    }
    *batch = (ap_batch){.count = count, .results = results, .records = records};
    *out = batch;
    return AP_OK;
}

ap_status ap_batch_run(const ap_round *base, size_t count, const ap_trial trials[],
                       ap_ranks ranks, ap_batch **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_counter *counter = NULL;
    void *all = NULL;
    ap_worker worker = {.base = base, .trials = trials};
    worker.size = sizeof(ap_record) + base->model->cell_count * sizeof(double);
    AP_TRY(ap_counter_new(ranks, &counter, err));
    status = work(&worker, counter, count, err);
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(ap_ranks_gather(ranks, count, worker.size, worker.done, worker.numbers,
                           worker.records, &all, err));
    *out = NULL;
    if (ranks.rank == 0) {
        status = read_results(count, worker.size, all, out, err);
        all = status == AP_OK ? NULL : all;
    }
    AP_TRY(ap_agree(ranks, status, err));
done:
    free(all);
    free(worker.records);
    free(worker.numbers);
    ap_counter_free(counter);
    return status;
}

void ap_batch_free(ap_batch *batch)
{
    if (batch != NULL) {
        free(batch->records);
        free(batch->results);
        free(batch);
    }
}
