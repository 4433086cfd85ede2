#include "command/need.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "command/deliver.h"
#include "command/need_print.h"
#include "command/output.h"
#include "data/value.h"
#include "record/book.h"
#include "record/need_results.h"
#include "record/report_csv.h"
#include "record/store.h"

/* A look at need on its way. */
typedef struct ap_look {
    const ap_options *options;
    ap_output output;
    int ranks;
    ap_case *inputs;
    ap_need *need;
    ap_target *target; /* NULL while the money is not filled in */
    ap_indices *indices;
    double *plain; /* targets without uplifts; NULL where there are none */
    ap_need_results results;
    ap_report *report;
    size_t failed; /* checks */
    char started[AP_MOMENT_SIZE];
    char id[AP_RUN_ID_SIZE];
    ap_text arguments;
    ap_text workbook; /* path */
} ap_look;

static const char *words_of(const ap_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

static void look_end(ap_look *look)
{
    ap_text_free(&look->arguments);
    ap_text_free(&look->workbook);
    ap_report_free(look->report);
    free(look->plain);
    ap_indices_free(look->indices);
    ap_target_free(look->target);
    ap_need_free(look->need);
    ap_case_free(look->inputs);
}

/* Is anything wrong with the case but cells that are still to be filled in? */
static bool is_only_unfilled(ap_problems *problems)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    for (size_t p = 0; p < count; p++) {
        if (all[p].severity == AP_PROBLEM && !ap_text_same(all[p].value, AP_FILL_ME)) {
            return false;
        }
    }
    return true;
}

/* The whole case or, where cells are still to be filled in, what need is computed from. */
static ap_status load_case(ap_look *look, const ap_origin *origin, bool *has_money,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_error unfilled = {0};
    ap_problems *problems = ap_problems_new();
    if (problems == NULL) {
        return ap_fail(err, AP_NO_MEMORY, origin->folder, "the list of problems");
    }
    status = ap_origin_read(origin, AP_SCOPE_ALL, problems, &look->inputs, &unfilled);
    *has_money = status == AP_OK;
    if (status != AP_OK && ap_problems_count(problems, AP_PROBLEM) > 0 &&
        is_only_unfilled(problems)) {
        size_t count = ap_problems_count(problems, AP_PROBLEM);
        ap_output_say(
            look->output,
            "%zu %s still to be filled in, so there are no targets; apportion check lists %s",
            count, ap_text_plural(count, "cell of the case is", "cells of the case are"),
            ap_text_plural(count, "it", "them"));
        ap_problems_free(problems);
        problems = ap_problems_new();
        if (problems == NULL) {
            return ap_fail(err, AP_NO_MEMORY, origin->folder, "the list of problems");
        }
        status = ap_origin_read(origin, AP_SCOPE_NEED, problems, &look->inputs, err);
    } else if (status != AP_OK) {
        (void)ap_fail(err, status, unfilled.where, "%s", unfilled.what);
    }
    ap_output_problems(look->output, problems);
    ap_problems_free(problems);
    return status;
}

static ap_status compute(ap_look *look, bool has_money, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_need_of_case(look->inputs, &look->need, err));
    AP_TRY(ap_indices_of(look->inputs, look->need, &look->indices, err));
    if (has_money) {
        AP_TRY(ap_target_of_case(look->inputs, look->need, &look->target, err));
        AP_TRY(ap_target_without_uplifts(look->inputs, &look->plain, err));
    }
    ap_options_record(look->options, &look->arguments);
    ap_run_id("need", words_of(&look->arguments), look->inputs, look->id);
    look->results = (ap_need_results){
        .inputs = look->inputs,
        .need = look->need,
        .target = look->target,
        .indices = look->indices,
        .plain = look->plain,
        .run_id = look->id,
        .version = AP_VERSION,
    };
    AP_TRY(ap_need_report(&look->results, &look->report, &look->failed, err));
done:
    return status;
}

static ap_status write_files(ap_look *look, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text folder = {0};
    AP_TRY(ap_deliver_folder(look->options, look->inputs->name, look->id, &folder, err));
    ap_text_print(&look->workbook, "%s/need.xlsx", folder.bytes);
    if (look->workbook.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, folder.bytes, "no memory for a path"));
    }
    AP_TRY(ap_book_write(look->report, ap_deliver_profile(look->options),
                         look->workbook.bytes, err));
    AP_TRY(ap_report_write_csv(look->report, folder.bytes, err));
done:
    ap_text_free(&folder);
    return status;
}

static ap_status record(const ap_look *look, int exit_code, ap_error *err)
{
    const ap_run run = {
        .id = look->id,
        .command = "need",
        .case_name = look->inputs->name,
        .started = look->started,
        .version = AP_VERSION,
        .outcome = look->target == NULL ? "need alone" : "need and targets",
        .exit_code = exit_code,
        .ranks = look->ranks,
        .arguments = words_of(&look->arguments),
        .inputs = look->inputs,
        .report = look->report,
    };
    return ap_deliver_record(look->options, &run, err);
}

static ap_status print(const ap_look *look, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    if (look->options->json) {
        ap_text_print(&text, "{\"run\": ");
        ap_text_json(&text, look->id);
        ap_text_print(&text, ",\n \"workbook\": ");
        ap_text_json(&text, look->workbook.bytes);
        ap_text_print(&text, ",\n \"need\": ");
        ap_need_json(&look->results, &text);
        ap_text_print(&text, "}\n");
        AP_TRY(ap_output_result(look->output, &text, err));
    } else {
        ap_need_print(&look->results, &text);
        AP_TRY(ap_output_result(look->output, &text, err));
        AP_TRY(ap_output_path(look->output, look->workbook.bytes, err));
    }
done:
    ap_text_free(&text);
    return status;
}

ap_status ap_need_again(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                        ap_error *err)
{
    ap_status status = AP_OK;
    bool has_money = false;
    ap_look look = {
        .options = options, .output = ap_output_of(options, ranks), .ranks = ranks.size};
    if (!look.output.is_first) {
        return AP_OK;
    }
    ap_deliver_moment(look.started);
    AP_TRY(load_case(&look, origin, &has_money, err));
    AP_TRY(compute(&look, has_money, err));
    AP_TRY(write_files(&look, err));
    ap_status verdict = look.failed > 0 ? AP_CHECK_FAILED : AP_OK;
    AP_TRY(record(&look, ap_status_exit_code(verdict), err));
    AP_TRY(print(&look, err));
    if (verdict != AP_OK) {
        AP_TRY(ap_fail(err, verdict, look.inputs->folder,
                       "a check of the workbook fails; see its sheet Checks"));
    }
done:
    look_end(&look);
    return status;
}

ap_status ap_command_need(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    const ap_origin origin = {options->operands[0], 0, NULL};
    return ap_need_again(options, &origin, ranks, err);
}
