#include "command/round.h"

#include <stdlib.h>

#include "apportion/round.h"
#include "command/output.h"
#include "command/round_write.h"
#include "solve/clash.h"
#include "solve/lexico.h"
#include "solve/study.h"

static void note_start(ap_round_job *job)
{
    ap_deliver_moment(job->started);
    ap_job_lap(job, NULL);
}

/* A clash is an answer, and rank 0 alone has to find it; else every rank works on the
 * study. */
static ap_status explain(ap_round_job *job, ap_error *err)
{
    const ap_study_plan plan = {
        .options = true,
        .rest = !job->options->no_study,
        .only = job->options->option,
    };
    ap_outcome outcome = job->round->result->outcome;
    if (outcome == AP_OPTIMAL) {
        return ap_study_run(job->round, plan, job->ranks, &job->study, err);
    }
    if (outcome != AP_INFEASIBLE) {
        return ap_fail(
            err, AP_UNUSABLE, job->inputs->folder,
            "the solver came to no decision on the round; no figure of it is used");
    }
    return job->ranks.rank == 0 ? ap_clash_find(job->round, &job->clash, err) : AP_OK;
}

/* The published allocation, and its money carried down the levels of the case. A round
 * whose rules clash has its answer on rank 0, which then goes down alone. */
static ap_status carry_down(ap_round_job *job, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_alone = job->round->result->outcome != AP_OPTIMAL;
    bool has_levels = ap_case_levels(job->inputs) > 1;
    ap_ranks ranks = is_alone ? (ap_ranks){0, 1} : job->ranks;
    if (job->ranks.rank == 0 || (has_levels && !is_alone)) {
        status = ap_job_publish(job, err);
    }
    if (!is_alone) {
        AP_TRY(ap_agree(ranks, status, err));
    }
    if (status == AP_OK && has_levels && (job->ranks.rank == 0 || !is_alone)) {
        AP_TRY(ap_down_run(job->inputs, job->round->need, job->position->programme, ranks,
                           &job->down, err));
    }
done:
    return status;
}

/* The whole method, in order. Every rank prepares and solves the base alike: it costs less
 * than sending what it makes. A stage that one rank fails, all ranks leave. */
static ap_status run_round(const ap_options *options, const ap_case *inputs, ap_ranks ranks,
                           ap_error *err)
{
    enum { STEPS = 4 };
    ap_status status = AP_OK;
    ap_round_job job = {
        .options = options,
        .ranks = ranks,
        .output = ap_output_of(options, ranks),
        .inputs = inputs,
    };
    note_start(&job);
    ap_output_progress(job.output, "need, targets and program", 1, STEPS);
    status = ap_round_prepare(inputs, &job.round, err);
    AP_TRY(ap_agree(ranks, status, err));
    ap_job_lap(&job, "need, targets, program");
    ap_output_progress(job.output, "goals in order", 2, STEPS);
    status = ap_round_solve(job.round, AP_ALL_GOALS, NULL, NULL, err);
    AP_TRY(ap_agree(ranks, status, err));
    ap_job_lap(&job, "goals in order");
    ap_output_progress(job.output, "options, rules, frontier, sensitivities", 3, STEPS);
    status = explain(&job, err);
    AP_TRY(ap_agree(ranks, status, err));
    ap_job_lap(&job, "explanation");
    ap_output_progress(job.output, "levels below the round", 4, STEPS);
    status = carry_down(&job, err);
    AP_TRY(ap_agree(ranks, status, err));
    ap_job_lap(&job, "levels");
    ap_output_progress(job.output, NULL, 0, 0);
    status = ranks.rank == 0 ? ap_round_write(&job, err) : AP_OK;
    AP_TRY(ap_agree(ranks, status, err));
done:
    if (status != AP_OK) {
        ap_output_progress(job.output, NULL, 0, 0);
    }
    ap_down_free(job.down);
    ap_position_free(job.position);
    free(job.cells);
    ap_clash_free(job.clash);
    ap_study_free(job.study);
    ap_round_free(job.round);
    return status;
}

ap_status ap_round_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *inputs = NULL;
    AP_TRY(ap_origin_load(origin, AP_SCOPE_ALL, ap_output_of(options, ranks), ranks,
                          &inputs, err));
    if (options->option != NULL) {
        AP_TRY(ap_origin_has_option(inputs, options->option, err));
    }
    AP_TRY(run_round(options, inputs, ranks, err));
done:
    ap_case_free(inputs);
    return status;
}

ap_status ap_command_round(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    const ap_origin origin = {options->operands[0], 0, NULL};
    return ap_round_again(options, &origin, ranks, err);
}
