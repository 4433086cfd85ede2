#include "command/export.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "command/facts.h"
#include "command/output.h"
#include "record/report_csv.h"
#include "record/store.h"

/* What is exported, and how it leaves. */
typedef struct ap_export {
    const ap_options *options;
    ap_output output;
    ap_store *store;
    const char *id;
} ap_export;

static ap_status add_json(const ap_export *job, ap_text *text, ap_error *err)
{
    ap_report *report = NULL;
    ap_status status = ap_store_report(job->store, job->id, &report, err);
    if (status == AP_OK) {
        ap_report_json(report, text);
    }
    ap_report_free(report);
    return status;
}

/* A file that was kept with the run: base.mps or base.lp. */
static ap_status add_file(const ap_export *job, ap_text *text, ap_error *err)
{
    char name[16];
    (void)snprintf(name, sizeof name, "base.%s", job->options->format);
    return ap_store_file(job->store, job->id, name, text, err);
}

static ap_status write_text(const ap_export *job, const ap_text *text, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text path = {0};
    const char *folder = job->options->output;
    ap_text_print(&path, "%s/%s.%s", folder, job->id, job->options->format);
    AP_TRY(ap_facts_complete(text, job->id, err));
    AP_TRY(ap_facts_complete(&path, job->id, err));
    AP_TRY(ap_folder_make(folder, err));
    ap_folder_sweep(folder);
    AP_TRY(ap_file_write(path.bytes, text->bytes, text->length, err));
    AP_TRY(ap_output_path(job->output, path.bytes, err));
done:
    ap_text_free(&path);
    return status;
}

/* One text: to standard output, or to a file in the folder that was asked for. */
static ap_status export_text(const ap_export *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    bool is_json = strcmp(job->options->format, "json") == 0;
    AP_TRY(is_json ? add_json(job, &text, err) : add_file(job, &text, err));
    AP_TRY(ap_options_has(job->options, "output")
               ? write_text(job, &text, err)
               : ap_output_result(job->output, &text, err));
done:
    ap_text_free(&text);
    return status;
}

/* A file a table, in the folder that was asked for or in one named after the run. */
static ap_status export_tables(const ap_export *job, ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    ap_text folder = {0};
    bool is_given = ap_options_has(job->options, "output");
    ap_text_print(&folder, "%s%s%s", job->options->output, is_given ? "" : "/",
                  is_given ? "" : job->id);
    AP_TRY(ap_facts_complete(&folder, job->id, err));
    AP_TRY(ap_store_report(job->store, job->id, &report, err));
    AP_TRY(ap_folder_make(folder.bytes, err));
    ap_folder_sweep(folder.bytes);
    AP_TRY(ap_report_write_csv(report, folder.bytes, err));
    AP_TRY(ap_output_path(job->output, folder.bytes, err));
done:
    ap_text_free(&folder);
    ap_report_free(report);
    return status;
}

static ap_status export_run(const ap_options *options, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_run_line line = {0};
    ap_export job = {.options = options, .output = output, .id = line.id};
    bool is_csv = strcmp(options->format, "csv") == 0;
    AP_TRY(ap_facts_open(options, &job.store, err));
    AP_TRY(ap_store_find(job.store, options->operands[0], &line, err));
    AP_TRY(is_csv ? export_tables(&job, err) : export_text(&job, err));
done:
    ap_run_line_free(&line);
    ap_store_free(job.store);
    return status;
}

ap_status ap_command_export(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    return output.is_first ? export_run(options, output, err) : AP_OK;
}
