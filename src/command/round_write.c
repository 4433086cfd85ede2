#include "command/round_write.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apportion/money.h"
#include "base/files.h"
#include "base/text.h"
#include "command/deliver.h"
#include "record/book.h"
#include "record/place_report.h"
#include "record/report_csv.h"
#include "record/round_report.h"
#include "solve/lp_write.h"
#include "solve/model.h"
#include "solve/publish.h"

static double now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void ap_job_lap(ap_round_job *job, const char *stage)
{
    double moment = now();
    if (job->timing_count < AP_ROUND_STAGES && stage != NULL) {
        job->timings[job->timing_count++] =
            (ap_timing){.stage = stage, .seconds = moment - job->clock};
    }
    job->clock = moment;
}

/* What is put together before anything is written. */
typedef struct ap_writing {
    ap_round_job *job;
    ap_round_results results;
    ap_position *exact;
    double *plain; /* targets without uplifts; NULL where there are none */
    ap_register *lines;
    ap_report *report;
    size_t failed; /* checks */
    ap_text arguments;
    char id[AP_RUN_ID_SIZE];
    ap_text folder;
    ap_text workbook; /* path */
    ap_text mps;
    ap_text lp;
} ap_writing;

static void writing_end(ap_writing *writing)
{
    ap_position_free(writing->exact);
    free(writing->plain);
    ap_register_free(writing->lines);
    ap_report_free(writing->report);
    ap_text_free(&writing->arguments);
    ap_text_free(&writing->folder);
    ap_text_free(&writing->workbook);
    ap_text_free(&writing->mps);
    ap_text_free(&writing->lp);
}

static const double *exact_cells(const ap_round_job *job)
{
    return job->clash == NULL ? job->round->cells : job->clash->cells;
}

ap_status ap_job_publish(ap_round_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = job->round->model;
    job->cells = calloc(model->cell_count + 1, sizeof *job->cells);
    if (job->cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "round", "no memory for the results"));
    }
    AP_TRY(ap_publish_cells(model, exact_cells(job), job->cells, err));
    AP_TRY(ap_position_of(model, job->cells, &job->position, err));
done:
    return status;
}

/* Everything that is shown of the published allocation. */
static ap_status put_together(ap_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_round_job *job = writing->job;
    AP_TRY(ap_target_without_uplifts(job->inputs, &writing->plain, err));
    AP_TRY(ap_position_of(job->round->model, exact_cells(job), &writing->exact, err));
    AP_TRY(ap_register_of(job->round, job->cells, &writing->lines, err));
    ap_options_record(job->options, &writing->arguments);
    const char *arguments =
        writing->arguments.bytes == NULL ? "" : writing->arguments.bytes;
    ap_run_id("round", arguments, job->inputs, writing->id);
    writing->results = (ap_round_results){
        .round = job->round,
        .cells = job->cells,
        .position = job->position,
        .exact = writing->exact,
        .lines = writing->lines,
        .study = job->study,
        .clash = job->clash,
        .down = job->down,
        .is_by_place = job->down != NULL && job->options->by_place,
        .plain = writing->plain,
        .run_id = writing->id,
        .version = AP_VERSION,
    };
    AP_TRY(ap_round_report(&writing->results, &writing->report, &writing->failed, err));
    ap_job_lap(job, "results");
done:
    return status;
}

static ap_status write_files(ap_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_round_job *job = writing->job;
    AP_TRY(ap_deliver_folder(job->options, job->inputs->name, writing->id, &writing->folder,
                             err));
    ap_text_print(&writing->workbook, "%s/allocation-round.xlsx", writing->folder.bytes);
    if (writing->workbook.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "round", "no memory for a path"));
    }
    AP_TRY(ap_book_write(writing->report, ap_deliver_profile(job->options),
                         writing->workbook.bytes, err));
    ap_job_lap(job, "workbook");
    AP_TRY(ap_report_write_csv(writing->report, writing->folder.bytes, err));
    ap_job_lap(job, "CSV twins");
done:
    return status;
}

/* The workbook of each place, in a folder of its own, with its twins. */
static ap_status write_place(ap_writing *writing, size_t i, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_round_job *job = writing->job;
    ap_report *report = NULL;
    ap_text folder = {0};
    ap_text path = {0};
    size_t failed = 0;
    const ap_need *need = job->round->need;
    AP_TRY(ap_place_report(&writing->results, i, &report, &failed, err));
    ap_text_print(&folder, "%s/%s", writing->folder.bytes,
                  job->inputs->places[need->place_rows[i]].place);
    ap_text_print(&path, "%s/allocation.xlsx", folder.bytes == NULL ? "" : folder.bytes);
    if (folder.failed || path.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "round", "no memory for a path"));
    }
    AP_TRY(ap_folder_make(folder.bytes, err));
    ap_folder_sweep(folder.bytes);
    AP_TRY(ap_book_write(report, ap_deliver_profile(job->options), path.bytes, err));
    AP_TRY(ap_report_write_csv(report, folder.bytes, err));
    writing->failed += failed;
done:
    ap_text_free(&path);
    ap_text_free(&folder);
    ap_report_free(report);
    return status;
}

static ap_status write_places(ap_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_round_job *job = writing->job;
    for (size_t i = 0; writing->results.is_by_place && i < job->round->need->places; i++) {
        AP_TRY(write_place(writing, i, err));
    }
    if (writing->results.is_by_place) {
        ap_job_lap(job, "workbooks of places");
    }
done:
    return status;
}

/* The programme with the first goal to minimise, so that another solver can be asked about
 * it. */
static ap_status write_programme(ap_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lp view = {0};
    const char *name = writing->job->inputs->name;
    const ap_model *model = writing->job->round->model;
    const ap_goal *goal = &model->goals[0];
    AP_TRY(ap_lp_view(model->lp, &view, err));
    for (size_t t = 0; !goal->is_leximin && t < goal->count; t++) {
        view.cost[goal->terms[t].column] += goal->terms[t].coefficient;
    }
    if (goal->is_leximin) {
        view.cost[goal->level] = 1;
    }
    ap_lp_write_mps(&view, name, &writing->mps);
    ap_lp_write_lp(&view, name, &writing->lp);
done:
    ap_lp_view_free(&view);
    return status;
}

static ap_status record(ap_writing *writing, int exit_code, ap_error *err)
{
    ap_status status = AP_OK;
    ap_round_job *job = writing->job;
    AP_TRY(write_programme(writing, err));
    if (writing->mps.failed || writing->lp.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "round", "no memory for the record"));
    }
    const ap_run_file files[] = {{"base.mps", writing->mps.bytes, writing->mps.length},
                                 {"base.lp", writing->lp.bytes, writing->lp.length}};
    const ap_run run = {
        .id = writing->id,
        .command = "round",
        .case_name = job->inputs->name,
        .started = job->started,
        .version = AP_VERSION,
        .outcome = job->clash == NULL ? "optimal" : "infeasible: least relaxation",
        .exit_code = exit_code,
        .ranks = job->ranks.size,
        .arguments = writing->arguments.bytes == NULL ? "" : writing->arguments.bytes,
        .inputs = job->inputs,
        .report = writing->report,
        .file_count = sizeof files / sizeof files[0],
        .files = files,
        .timing_count = job->timing_count,
        .timings = job->timings,
    };
    AP_TRY(ap_deliver_record(job->options, &run, err));
    ap_job_lap(job, "record");
done:
    return status;
}

static void say_clash(const ap_writing *writing)
{
    const ap_round_job *job = writing->job;
    char money[AP_MONEY_SIZE];
    ap_output_say(job->output, "The hard rules cannot all be met. These clash:");
    for (size_t q = 0; q < job->clash->count; q++) {
        const ap_clashing *line = &job->clash->claims[q];
        ap_text words = {0};
        ap_claim_words(job->round, &line->claim, &words);
        if (line->is_in_clash) {
            ap_output_say(job->output, "  - %s (alone it would have to give %s)",
                          words.bytes, ap_money_words(line->alone, money));
        }
        ap_text_free(&words);
    }
    ap_output_say(job->output, "The least relaxation gives %s in all:",
                  ap_money_words(job->clash->relaxed, money));
    for (size_t q = 0; q < job->clash->count; q++) {
        const ap_clashing *line = &job->clash->claims[q];
        ap_text words = {0};
        ap_claim_words(job->round, &line->claim, &words);
        if (line->relaxation > 0) {
            ap_output_say(job->output, "  - %s gives %s", words.bytes,
                          ap_money_words(line->relaxation, money));
        }
        ap_text_free(&words);
    }
}

static void say_places(const ap_writing *writing)
{
    const ap_round_job *job = writing->job;
    for (size_t i = 0; i < job->position->places; i++) {
        char money[AP_MONEY_SIZE];
        double before = job->round->target->baseline[i];
        ap_output_say(
            job->output, "%-20s %16s  growth %6.2f%%  distance from target %+6.2f%%",
            ap_results_place(&writing->results, i),
            ap_money_words(writing->job->position->place[i], money),
            before > 0 ? (writing->job->position->place[i] / before - 1) * 100 : 0,
            writing->job->position->distance[i] * 100);
    }
}

static void say_rest(const ap_writing *writing)
{
    const ap_round_job *job = writing->job;
    if (job->study != NULL) {
        ap_output_detail(job->output, "%zu trials, %ld simplex iterations, %zu undecided",
                         job->study->count, job->study->iterations, job->study->failed);
    }
    if (job->down != NULL) {
        ap_output_say(job->output,
                      "Carried down: %zu programs (%zu by simplex, %ld iterations), %zu "
                      "without an answer",
                      job->down->programs, job->down->simplex, job->down->iterations,
                      job->down->undecided);
    }
    for (size_t t = 0; t < job->timing_count; t++) {
        ap_output_detail(job->output, "%-12s %8.3f s", job->timings[t].stage,
                         job->timings[t].seconds);
    }
    if (writing->failed > 0) {
        ap_output_say(job->output, "%zu %s: see sheet Checks", writing->failed,
                      ap_text_plural(writing->failed, "check fails", "checks fail"));
    }
    ap_output_say(job->output, "run %s", writing->id);
}

/* The workbook's path, alone, or with all that is in the workbook as one JSON object. */
static ap_status print_result(const ap_writing *writing, int exit_code, ap_error *err)
{
    ap_output output = writing->job->output;
    if (!writing->job->options->json) {
        return ap_output_path(output, writing->workbook.bytes, err);
    }
    ap_text json = {0};
    ap_text_print(&json, "{\"run\": ");
    ap_text_json(&json, writing->id);
    ap_text_print(&json, ",\n \"workbook\": ");
    ap_text_json(&json, writing->workbook.bytes);
    ap_text_print(&json, ",\n \"exit\": %d,\n \"report\": ", exit_code);
    ap_report_json(writing->report, &json);
    ap_text_print(&json, "}\n");
    ap_status status = ap_output_result(output, &json, err);
    ap_text_free(&json);
    return status;
}

ap_status ap_round_write(ap_round_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_writing writing = {.job = job};
    AP_TRY(put_together(&writing, err));
    AP_TRY(write_files(&writing, err));
    AP_TRY(write_places(&writing, err));
    ap_status verdict = job->clash != NULL || writing.failed > 0 ? AP_CHECK_FAILED : AP_OK;
    AP_TRY(record(&writing, ap_status_exit_code(verdict), err));
    if (job->clash != NULL) {
        say_clash(&writing);
    }
    say_places(&writing);
    say_rest(&writing);
    AP_TRY(print_result(&writing, ap_status_exit_code(verdict), err));
    if (verdict != AP_OK) {
        AP_TRY(ap_fail(err, verdict, job->inputs->folder, "%s",
                       job->clash != NULL
                           ? "the hard rules cannot all be met; the workbook shows the "
                             "least-bad allocation and says so"
                           : "a check of the workbook fails; see its sheet Checks"));
    }
done:
    writing_end(&writing);
    return status;
}
