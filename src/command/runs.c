#include "command/runs.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/facts.h"
#include "command/output.h"
#include "record/store.h"

static void add_json(ap_text *text, size_t count, const ap_run_line lines[])
{
    ap_text_print(text, "[");
    for (size_t i = 0; i < count; i++) {
        ap_text_print(text, "%s\n  {", i == 0 ? "" : ",");
        ap_facts_json(&lines[i], text);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "%s]\n", count == 0 ? "" : "\n");
}

typedef char ap_code[AP_FACT_CODE_SIZE];

/* A line a run below a line of names; the last two facts are for those who ask. */
static ap_status add_table(ap_text *text, size_t count, const ap_run_line lines[],
                           bool is_full, ap_error *err)
{
    ap_status status = AP_OK;
    size_t columns = is_full ? AP_FACTS : AP_FACTS - 2;
    ap_code *codes = calloc(count + 1, sizeof *codes);
    const char **cells = calloc((count + 1) * columns, sizeof *cells);
    if (codes == NULL || cells == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "store of runs", "the list of runs");
    } else {
        memcpy(cells, ap_fact_names, columns * sizeof *cells);
        for (size_t i = 0; i < count; i++) {
            const char *facts[AP_FACTS];
            ap_facts_of(&lines[i], codes[i], facts);
            memcpy(cells + (i + 1) * columns, facts, columns * sizeof *cells);
        }
        ap_table_print(text, columns, count + 1, cells);
    }
    free(cells);
    free(codes);
    return status;
}

static ap_status print_runs(const ap_options *options, ap_output output, size_t count,
                            const ap_run_line lines[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    size_t last = (size_t)options->last;
    size_t shown = count < last ? count : last;
    if (options->json) {
        add_json(&text, shown, lines);
    } else {
        status = add_table(&text, shown, lines, options->verbose, err);
    }
    AP_TRY(status);
    AP_TRY(ap_output_result(output, &text, err));
    if (shown < count) {
        ap_output_say(output, "%zu older %s not listed; --last says how many are to be.",
                      count - shown, ap_text_plural(count - shown, "run is", "runs are"));
    }
done:
    ap_text_free(&text);
    return status;
}

static ap_status list_runs(const ap_options *options, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_store *store = NULL;
    ap_run_line *lines = NULL;
    size_t count = 0;
    AP_TRY(ap_facts_open(options, &store, err));
    AP_TRY(ap_store_runs(store, &count, &lines, err));
    AP_TRY(print_runs(options, output, count, lines, err));
done:
    ap_run_lines_free(count, lines);
    ap_store_free(store);
    return status;
}

ap_status ap_command_runs(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    return output.is_first ? list_runs(options, output, err) : AP_OK;
}
