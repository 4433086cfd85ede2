#include "command/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include "command/deliver.h"
#include "command/facts.h"
#include "command/output.h"
#include "command/pool_print.h"
#include "record/next_case.h"
#include "record/pool_report.h"
#include "record/store.h"

enum { LAST_MONTH = 12 };

/* A report of pools on its way. */
typedef struct ap_pool_job {
    ap_options options; /* with month and since filled in */
    ap_output output;
    ap_ranks ranks;
    const ap_case *inputs;
    int month;
    ap_outlooks *all; /* rank 0 */
    ap_year_end **ends;
    ap_report *before;
    ap_text before_words;
    ap_pool_results results;
    ap_report *report;
    size_t failed; /* checks */
    char started[AP_MOMENT_SIZE];
    char id[AP_RUN_ID_SIZE];
    char since[AP_RUN_ID_SIZE];
    ap_text arguments;
    ap_text workbook; /* path */
} ap_pool_job;

static void job_end(ap_pool_job *job)
{
    for (size_t p = 0; job->ends != NULL && p < job->all->pools; p++) {
        ap_year_end_free(job->ends[p]);
    }
    free(job->ends);
    ap_report_free(job->report);
    ap_report_free(job->before);
    ap_text_free(&job->before_words);
    ap_text_free(&job->arguments);
    ap_text_free(&job->workbook);
    ap_outlooks_free(job->all);
}

static const char *words_of(const ap_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

/* The month of the report: the one that is asked for, or the last that is closed. */
static ap_status choose_month(ap_pool_job *job, ap_error *err)
{
    int closed = (int)job->inputs->settings.pool_month;
    job->month = job->options.month > 0 ? (int)job->options.month : closed;
    job->options.month = job->month;
    if (job->month > closed) {
        return ap_fail(
            err, AP_USAGE, "--month",
            "the ledger of %s is closed for month %d, so there is no month %d yet; "
            "when it is, say so in case.ini (pool.month)",
            job->inputs->folder, closed, job->month);
    }
    if (job->options.close && job->month != LAST_MONTH) {
        return ap_fail(err, AP_USAGE, "--close",
                       "a year is closed at month 12; this report is of month %d",
                       job->month);
    }
    return AP_OK;
}

/* Is the run one of this case's pools at the month before? */
static bool is_of_month_before(const ap_pool_job *job, const ap_run_line *line)
{
    char argument[32];
    (void)snprintf(argument, sizeof argument, "--month=%d", job->month - 1);
    const char *at = strstr(line->arguments, argument);
    size_t length = strlen(argument);
    return strcmp(line->command, "pool") == 0 &&
           strcmp(line->case_name, job->inputs->name) == 0 && at != NULL &&
           (at[length] == ' ' || at[length] == '\0');
}

/* The id of the run to compare with, in job->since; "" where there is none. */
static ap_status find_before(ap_pool_job *job, ap_store *store, ap_error *err)
{
    ap_status status = AP_OK;
    ap_run_line found = {0};
    ap_run_line *lines = NULL;
    size_t count = 0;
    job->since[0] = '\0';
    if (job->options.since != NULL && strcmp(job->options.since, "none") == 0) {
        return AP_OK;
    }
    if (job->options.since != NULL) {
        AP_TRY(ap_store_find(store, job->options.since, &found, err));
        if (strcmp(found.command, "pool") != 0) {
            AP_TRY(ap_fail(err, AP_USAGE, "--since",
                           "run %s is of %s, not of pool, so it has no pools to compare "
                           "with",
                           found.id, found.command));
        }
        (void)snprintf(job->since, sizeof job->since, "%s", found.id);
        goto done;
    }
    AP_TRY(ap_store_runs(store, &count, &lines, err));
    for (size_t i = 0; i < count && job->since[0] == '\0'; i++) {
        if (is_of_month_before(job, &lines[i])) {
            (void)snprintf(job->since, sizeof job->since, "%s", lines[i].id);
        }
    }
done:
    ap_run_line_free(&found);
    ap_run_lines_free(count, lines);
    return status;
}

static bool has_store(const ap_options *options)
{
    ap_text path = {0};
    ap_options_store(options, &path);
    bool is_there = !path.failed && access(path.bytes, F_OK) == 0;
    ap_text_free(&path);
    return is_there;
}

/* A run that was found by its case and month alone may be of a case that was called the
 * same in another year: then there is none. */
static ap_status drop_other_year(ap_pool_job *job, ap_error *err)
{
    const char *subject = ap_pool_subject(job->inputs, job->month - 1, job->before->arena);
    if (subject == NULL) {
        return ap_fail(err, AP_NO_MEMORY, job->since, "no memory to compare with it");
    }
    if (strcmp(job->before->subject, subject) != 0) {
        ap_report_free(job->before);
        job->before = NULL;
        job->since[0] = '\0';
    }
    return AP_OK;
}

/* The report of the run that this one is compared with. */
static ap_status recall_before(ap_pool_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_store *store = NULL;
    ap_run_line line = {0};
    if (has_store(&job->options)) {
        AP_TRY(ap_facts_open(&job->options, &store, err));
        AP_TRY(find_before(job, store, err));
    } else if (job->options.since != NULL && strcmp(job->options.since, "none") != 0) {
        AP_TRY(ap_fail(err, AP_NO_INPUT, job->options.since,
                       "there is no store of runs to find it in"));
    }
    if (job->since[0] != '\0') {
        AP_TRY(ap_store_find(store, job->since, &line, err));
        AP_TRY(ap_store_report(store, job->since, &job->before, err));
        if (job->options.since == NULL) {
            AP_TRY(drop_other_year(job, err));
        }
    }
    if (job->since[0] != '\0') {
        const char *month = strstr(line.arguments, "--month=");
        bool is_same = strcmp(line.case_name, job->inputs->name) == 0;
        ap_text_print(&job->before_words, "month %ld%s%s (run %s)",
                      month == NULL ? 0 : strtol(month + strlen("--month="), NULL, 10),
                      is_same ? "" : " of the case ", is_same ? "" : line.case_name,
                      job->since);
    }
    job->options.since = job->since[0] == '\0' ? "none" : job->since;
done:
    ap_run_line_free(&line);
    ap_store_free(store);
    return status;
}

static ap_status close_year(ap_pool_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    if (job->month != LAST_MONTH) {
        return AP_OK;
    }
    job->ends = calloc(job->all->pools + 1, sizeof(void *));
    if (job->ends == NULL) {
        return ap_fail(err, AP_NO_MEMORY, job->inputs->folder,
                       "no memory for the year end");
    }
    for (size_t p = 0; p < job->all->pools; p++) {
        const ap_outlook *pool = ap_outlook_of(job->all, 0, p);
        AP_TRY(ap_year_end_new(pool->fund, pool->now, &job->ends[p], err));
    }
done:
    return status;
}

static ap_status make_report(ap_pool_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(recall_before(job, err));
    AP_TRY(close_year(job, err));
    ap_options_record(&job->options, &job->arguments);
    ap_run_id("pool", words_of(&job->arguments), job->inputs, job->id);
    job->results = (ap_pool_results){
        .all = job->all,
        .month = job->month,
        .before = job->before,
        .before_words = words_of(&job->before_words),
        .ends = job->ends,
        .run_id = job->id,
        .version = AP_VERSION,
    };
    AP_TRY(ap_pool_report(&job->results, &job->report, &job->failed, err));
done:
    return status;
}

/* Workbook, twins and record. */
static ap_status write_all(ap_pool_job *job, int exit_code, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text folder = {0};
    ap_options where = job->options;
    where.output = job->options.close ? "outputs" : job->options.output;
    AP_TRY(ap_deliver_folder(&where, job->inputs->name, job->id, &folder, err));
    ap_text_print(&job->workbook, "%s/pool-report.xlsx", folder.bytes);
    if (job->workbook.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, folder.bytes, "no memory for a path"));
    }
    const ap_run run = {
        .id = job->id,
        .command = "pool",
        .case_name = job->inputs->name,
        .started = job->started,
        .version = AP_VERSION,
        .outcome = job->failed == 0 ? "all checks pass" : "a check fails",
        .exit_code = exit_code,
        .ranks = job->ranks.size,
        .arguments = words_of(&job->arguments),
        .inputs = job->inputs,
        .report = job->report,
    };
    AP_TRY(ap_deliver_all(&job->options, folder.bytes, job->workbook.bytes, &run, err));
done:
    ap_text_free(&folder);
    return status;
}

static ap_status write_next_case(const ap_pool_job *job, ap_error *err)
{
    size_t count = job->all->pools;
    const ap_fund **funds = calloc(count + 1, sizeof(void *));
    if (funds == NULL) {
        return ap_fail(err, AP_NO_MEMORY, job->options.output,
                       "no memory for the next case");
    }
    for (size_t p = 0; p < count; p++) {
        funds[p] = ap_outlook_of(job->all, 0, p)->fund;
    }
    ap_status status = ap_next_case_write(
        count, funds, (const ap_year_end *const *)job->ends, job->options.output, err);
    free(funds);
    return status;
}

static ap_status print(const ap_pool_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    if (job->options.json) {
        ap_pool_json(&job->results, job->workbook.bytes, &text);
        AP_TRY(ap_output_result(job->output, &text, err));
    } else {
        ap_pool_print(&job->results, &text);
        AP_TRY(ap_output_result(job->output, &text, err));
        AP_TRY(ap_output_path(job->output, job->workbook.bytes, err));
    }
done:
    ap_text_free(&text);
    return status;
}

/* What rank 0 does when all pools are worked out. */
static ap_status deliver(ap_pool_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(make_report(job, err));
    if (job->options.close) {
        AP_TRY(write_next_case(job, err));
        ap_output_say(job->output, "next year's case is %s", job->options.output);
    }
    ap_status verdict = job->failed > 0 ? AP_CHECK_FAILED : AP_OK;
    AP_TRY(write_all(job, ap_status_exit_code(verdict), err));
    AP_TRY(print(job, err));
    if (verdict != AP_OK) {
        AP_TRY(ap_fail(err, verdict, job->inputs->folder,
                       "a check of the workbook fails; see its sheet Checks"));
    }
done:
    return status;
}

static ap_status run_pools(const ap_options *options, const ap_case *inputs, ap_ranks ranks,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_pool_job job = {.options = *options,
                       .output = ap_output_of(options, ranks),
                       .ranks = ranks,
                       .inputs = inputs};
    ap_deliver_moment(job.started);
    AP_TRY(choose_month(&job, err));
    AP_TRY(ap_outlooks_run(inputs, job.month, ranks, &job.all, err));
    status = ranks.rank == 0 ? deliver(&job, err) : AP_OK;
    AP_TRY(ap_agree(ranks, status, err));
done:
    job_end(&job);
    return status;
}

ap_status ap_pool_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *inputs = NULL;
    AP_TRY(ap_origin_load(origin, AP_SCOPE_POOL, ap_output_of(options, ranks), ranks,
                          &inputs, err));
    AP_TRY(run_pools(options, inputs, ranks, err));
done:
    ap_case_free(inputs);
    return status;
}

ap_status ap_command_pool(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    if (options->close && !ap_options_has(options, "output")) {
        return ap_agree(ranks,
                        ap_fail(err, AP_USAGE, "--close",
                                "say with -o which folder next year's case is to be"),
                        err);
    }
    const ap_origin origin = {options->operands[0], 0, NULL};
    return ap_pool_again(options, &origin, ranks, err);
}
