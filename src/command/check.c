#include "command/check.h"

#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "command/output.h"
#include "data/load.h"
#include "data/problems.h"
#include "data/schema.h"
#include "risk/driver_row.h"

static ap_status print_schema(ap_output output, ap_error *err)
{
    ap_text text = {0};
    ap_schema_print(&text);
    ap_status status = ap_output_result(output, &text, err);
    ap_text_free(&text);
    return status;
}

static void add_member(ap_text *text, const char *name, const char *words)
{
    ap_text_json(text, name);
    ap_text_print(text, ": ");
    ap_text_json(text, words);
}

static void add_problem(ap_text *text, const ap_problem *problem)
{
    ap_text_print(text, "    {");
    add_member(text, "severity", problem->severity == AP_NOTE ? "note" : "problem");
    ap_text_print(text, ", ");
    add_member(text, "file", problem->file);
    ap_text_print(text, ", \"line\": %ld, ", problem->line);
    add_member(text, "column", problem->column);
    ap_text_print(text, ", ");
    add_member(text, "value", problem->value);
    ap_text_print(text, ", ");
    add_member(text, "rule", problem->rule);
    ap_text_print(text, ", ");
    add_member(text, "remedy", problem->remedy);
    ap_text_print(text, "}");
}

/* What was found, as one JSON object. */
static void add_json(ap_text *text, const char *folder, const ap_error *fault,
                     ap_problems *problems)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    ap_text_print(text, "{\n  ");
    add_member(text, "case", folder);
    ap_text_print(text, ",\n  \"exit_code\": %d,\n  ", ap_status_exit_code(fault->status));
    add_member(text, "result", ap_status_words(fault->status));
    ap_text_print(text, ",\n  ");
    add_member(text, "message", fault->what);
    ap_text_print(text, ",\n  \"problems\": %zu,\n  \"notes\": %zu,\n  \"list\": [",
                  ap_problems_count(problems, AP_PROBLEM),
                  ap_problems_count(problems, AP_NOTE));
    for (size_t i = 0; i < count; i++) {
        ap_text_print(text, "%s\n", i == 0 ? "" : ",");
        add_problem(text, &all[i]);
    }
    ap_text_print(text, "%s]\n}\n", count == 0 ? "" : "\n  ");
}

/* The same in words. What is wrong with a bad case is said by the error, so the closing
 * line is about good ones. */
static void add_words(ap_text *text, const char *folder, ap_status found,
                      ap_problems *problems)
{
    size_t notes = ap_problems_count(problems, AP_NOTE);
    ap_problems_print(problems, text);
    if (found == AP_OK) {
        ap_text_print(text, "%s: no problems, %zu %s\n", folder, notes,
                      ap_text_plural(notes, "note", "notes"));
    }
}

/* With --csv, the problems as a table. */
static ap_status write_csv(const char *path, ap_problems *problems, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    if (path != NULL) {
        ap_problems_csv(problems, &text);
        if (text.failed) {
            AP_TRY(ap_fail(err, AP_NO_MEMORY, path, "the table of problems"));
        }
        AP_TRY(ap_file_write(path, text.bytes, text.length, err));
    }
done:
    ap_text_free(&text);
    return status;
}

/* What the case turned out to be is what the command comes to. */
static ap_status passed_on(const ap_error *fault, ap_error *err)
{
    if (fault->status != AP_OK) {
        return ap_fail(err, fault->status, fault->where, "%s", fault->what);
    }
    return AP_OK;
}

static void say_files(ap_output output, const ap_case *inputs)
{
    for (size_t i = 0; inputs != NULL && i < inputs->files_count; i++) {
        const ap_case_file *file = &inputs->files[i];
        ap_output_detail(output, "%s: %zu bytes, %s, SHA-256 %s", file->name, file->length,
                         file->encoding, file->sha256);
    }
}

/* What loading does not judge: whether drivers are distributions. */
static ap_status check_drivers(const ap_case *inputs, ap_problems *problems,
                               ap_error *fault, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_driver_rows_check(inputs, problems, err));
    size_t count = ap_problems_count(problems, AP_PROBLEM);
    if (count > 0) {
        (void)ap_fail(fault, AP_BAD_INPUT, inputs->folder, "%zu %s no distribution", count,
                      ap_text_plural(count, "driver is", "drivers are"));
    }
done:
    return status;
}

static ap_status check_case(const ap_options *options, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_error fault = {0};
    ap_text text = {0};
    ap_case *inputs = NULL;
    const char *folder = options->operands[0];
    ap_problems *problems = ap_problems_new();
    if (problems == NULL) {
        return ap_fail(err, AP_NO_MEMORY, folder, "the list of problems");
    }
    fault.status = ap_case_load(folder, ap_case_scope(folder), problems, &inputs, &fault);
    say_files(output, inputs);
    if (fault.status == AP_OK) {
        AP_TRY(check_drivers(inputs, problems, &fault, err));
    }
    if (options->json) {
        add_json(&text, folder, &fault, problems);
    } else {
        add_words(&text, folder, fault.status, problems);
    }
    AP_TRY(ap_output_result(output, &text, err));
    AP_TRY(write_csv(options->csv, problems, err));
    AP_TRY(passed_on(&fault, err));
done:
    ap_text_free(&text);
    ap_case_free(inputs);
    ap_problems_free(problems);
    return status;
}

ap_status ap_command_check(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    if (!output.is_first) {
        return AP_OK;
    }
    return options->schema ? print_schema(output, err) : check_case(options, output, err);
}
