#include "command/risk.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/signals.h"
#include "command/risk_draws.h"
#include "command/risk_print.h"
#include "command/risk_scenario.h"
#include "command/risk_setup.h"
#include "command/risk_write.h"
#include "risk/run.h"
#include "risk/shards.h"

enum { STAGES = 4 };

/* A run on its way, on every rank. */
typedef struct ap_risk_job {
    ap_risk_setup setup;
    ap_output output;
    ap_ranks ranks;
    ap_risk_pace pace;
    ap_text folder; /* rank 0's */
    ap_keeping *keeping;
    ap_tally *tally;
    char started[AP_MOMENT_SIZE];
    double lap;
    size_t timing_count;
    ap_timing timings[STAGES];
} ap_risk_job;

static void lap(ap_risk_job *job, const char *stage)
{
    double now = ap_clock_seconds();
    if (stage != NULL && job->timing_count < STAGES) {
        job->timings[job->timing_count++] = (ap_timing){stage, now - job->lap};
    }
    job->lap = now;
}

static ap_status scenario(void *context, uint64_t number, ap_tally *tally, ap_error *err)
{
    ap_risk_job *job = context;
    return ap_engine_add(job->setup.engine, number, tally, err);
}

static bool is_enough(void *context, const ap_tally *tally)
{
    const ap_risk_job *job = context;
    return ap_until_is_reached(&job->setup.until, tally);
}

static void progress(void *context, const ap_run_progress *at)
{
    ap_risk_job *job = context;
    ap_risk_progress(&job->pace, at);
}

static void complain(void *context, const ap_error *failure)
{
    const ap_risk_job *job = context;
    ap_output output = job->output;
    output.is_first = true; /* whichever rank it is: the others hang */
    ap_output_error(output, failure);
}

static ap_status tell(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    char(*hosts)[AP_HOST_SIZE] = NULL;
    AP_TRY(ap_ranks_hosts(job->ranks, &hosts, err));
    ap_risk_banner(job->output, &job->setup, job->ranks,
                   (const char(*)[AP_HOST_SIZE])hosts);
done:
    free(hosts);
    return status;
}

/* Where rank 0 keeps what is done: in the run's folder, each shard by itself. */
static ap_status open_keeping(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_risk_setup *setup = &job->setup;
    ap_text unfinished = {0};
    AP_TRY(ap_deliver_folder(&setup->options, setup->inputs->name, setup->id, &job->folder,
                             err));
    ap_text_print(&unfinished, "%s/unfinished-%llu-of-%llu", job->folder.bytes,
                  setup->shard, setup->shards);
    if (unfinished.failed || job->folder.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, setup->id, "no memory for a path"));
    }
    AP_TRY(ap_keeping_open(unfinished.bytes, &setup->part, &job->keeping, err));
done:
    ap_text_free(&unfinished);
    return status;
}

static ap_status carry_out(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_run_cost cost = {0};
    const ap_options *options = &job->setup.options;
    ap_tally_shape shape = ap_engine_shape(job->setup.engine);
    const ap_work work = {
        .context = job,
        .shape = &shape,
        .scenario = scenario,
        .is_enough = options->until == NULL ? NULL : is_enough,
        .progress = progress,
        .complain = complain,
    };
    const ap_run_options how = {
        .part = job->setup.part,
        .block = (uint64_t)options->block,
        .patience = (double)options->patience,
    };
    status =
        ap_run_carry_out(&work, &how, job->ranks, job->keeping, &job->tally, &cost, err);
    ap_output_progress(job->output, NULL, 0, 0);
    if (job->keeping != NULL && ap_keeping_notes(job->keeping)[0] != '\0') {
        ap_output_say(job->output, "%s", ap_keeping_notes(job->keeping));
    }
    AP_TRY(status);
    ap_risk_cost(job->output, &cost);
done:
    return status;
}

static ap_status write_shard(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text path = {0};
    ap_text_print(&path, "%s/shard-%llu-of-%llu.tally", job->folder.bytes, job->setup.shard,
                  job->setup.shards);
    if (path.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, job->setup.id, "no memory for a path"));
    }
    AP_TRY(ap_shard_write(path.bytes, &job->setup.part, job->tally, err));
    AP_TRY(ap_output_path(job->output, path.bytes, err));
done:
    ap_text_free(&path);
    return status;
}

/* Before anything is written: this is still the latest attempt at the run. */
static ap_status confirm(const ap_risk_job *job, ap_error *err)
{
    return job->keeping == NULL ? AP_OK : ap_keeping_confirm(job->keeping, err);
}

/* What rank 0 does with the tally. What is kept of the run goes when all is written; a
 * signal ends the program now, and the same command writes it all. */
static ap_status deliver(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_signals_release();
    const ap_risk_delivery delivery = {
        .setup = &job->setup,
        .output = job->output,
        .ranks = job->ranks,
        .tally = job->tally,
        .started = job->started,
        .timing_count = job->timing_count,
        .timings = job->timings,
    };
    AP_TRY(confirm(job, err));
    status = job->setup.options.shard != NULL ? write_shard(job, err)
                                              : ap_risk_deliver(&delivery, err);
    bool is_written = status == AP_OK || status == AP_CHECK_FAILED;
    if (is_written && job->keeping != NULL) {
        ap_keeping_clear(job->keeping);
    }
done:
    return status;
}

/* --draws: the scenarios that are counted, once more. */
static ap_status write_draws(ap_risk_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    uint64_t count = job->tally == NULL ? 0 : ap_tally_scenarios(job->tally);
    if (job->setup.options.draws == NULL) {
        return AP_OK;
    }
    AP_TRY(ap_agree(job->ranks, confirm(job, err), err));
    AP_TRY(ap_ranks_tell(job->ranks, &count, err));
    AP_TRY(ap_risk_draws(&job->setup, job->ranks, count,
                         job->ranks.rank == 0 ? job->folder.bytes : NULL, err));
    lap(job, "draws");
done:
    return status;
}

static void job_begin(ap_risk_job *job, const ap_options *options, ap_ranks ranks)
{
    job->output = ap_output_of(options, ranks);
    job->ranks = ranks;
    job->pace.output = job->output;
    ap_deliver_moment(job->started);
    lap(job, NULL);
}

static void job_end(ap_risk_job *job)
{
    ap_keeping_free(job->keeping);
    ap_tally_free(job->tally);
    ap_text_free(&job->folder);
    ap_risk_setup_clear(&job->setup);
}

static ap_status run_risk(const ap_options *options, const ap_case *inputs, ap_ranks ranks,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_risk_job job = {0};
    job_begin(&job, options, ranks);
    ap_signals_watch(); /* one that comes before the scenarios begin ends them at once */
    status = ap_risk_setup_make(options, inputs, &job.setup, err);
    AP_TRY(ap_agree(ranks, status, err));
    lap(&job, "plan and engine");
    if (ap_options_has(options, "scenario")) {
        status = ranks.rank == 0 ? ap_risk_scenario(&job.setup, job.output, err) : AP_OK;
        AP_TRY(ap_agree(ranks, status, err));
        goto done;
    }
    AP_TRY(tell(&job, err));
    status = ranks.rank == 0 ? open_keeping(&job, err) : AP_OK;
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(carry_out(&job, err));
    lap(&job, "scenarios");
    AP_TRY(write_draws(&job, err));
    status = ranks.rank == 0 ? deliver(&job, err) : AP_OK;
    AP_TRY(ap_agree(ranks, status, err));
done:
    job_end(&job);
    return status;
}

/* Rank 0 alone has anything to do. */
static ap_status merge(ap_risk_job *job, const ap_options *options, ap_error *err)
{
    ap_status status = AP_OK;
    ap_tally_shape shape = ap_engine_shape(job->setup.engine);
    AP_TRY(ap_tally_new(&shape, &job->tally, err));
    AP_TRY(ap_shards_merge(options->operand_count - 1, options->operands + 1,
                           &job->setup.part, job->tally, err));
    lap(job, "shards");
    AP_TRY(deliver(job, err));
done:
    return status;
}

static ap_status run_merge(const ap_options *options, const ap_case *inputs, ap_ranks ranks,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_risk_job job = {0};
    job_begin(&job, options, ranks);
    status = ap_risk_setup_make(options, inputs, &job.setup, err);
    status = status == AP_OK && ranks.rank == 0 ? merge(&job, options, err) : status;
    AP_TRY(ap_agree(ranks, status, err));
done:
    job_end(&job);
    return status;
}

ap_status ap_risk_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *inputs = NULL;
    AP_TRY(ap_origin_load(origin, AP_SCOPE_ALL, ap_output_of(options, ranks), ranks,
                          &inputs, err));
    AP_TRY(run_risk(options, inputs, ranks, err));
done:
    ap_case_free(inputs);
    return status;
}

ap_status ap_command_risk(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    const ap_origin origin = {options->operands[0], 0, NULL};
    return ap_risk_again(options, &origin, ranks, err);
}

ap_status ap_command_merge(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *inputs = NULL;
    const ap_origin origin = {options->operands[0], 0, NULL};
    AP_TRY(ap_origin_load(&origin, AP_SCOPE_ALL, ap_output_of(options, ranks), ranks,
                          &inputs, err));
    AP_TRY(run_merge(options, inputs, ranks, err));
done:
    ap_case_free(inputs);
    return status;
}
