#include "command/show.h"

#include <stdlib.h>

#include "base/text.h"
#include "command/facts.h"
#include "command/output.h"
#include "record/report.h"
#include "record/store.h"

/* A run on record: its facts, and what the workbook said. */
typedef struct ap_shown {
    ap_run_line line;
    ap_report *report;
} ap_shown;

static void add_json_properties(ap_text *text, const ap_report *report)
{
    ap_text_print(text, ",\n \"properties\": {");
    for (size_t i = 0; i < report->property_count; i++) {
        ap_text_print(text, "%s\n  ", i == 0 ? "" : ",");
        ap_json_words(text, report->properties[i].name);
        ap_text_print(text, ": ");
        ap_json_words(text, report->properties[i].value);
    }
    ap_text_print(text, "}");
}

static void add_json_tables(ap_text *text, const ap_report *report)
{
    ap_text_print(text, ",\n \"tables\": [");
    for (size_t i = 0; i < report->sheet_count; i++) {
        ap_text_print(text, "%s\n  {\"table\": ", i == 0 ? "" : ",");
        ap_json_words(text, report->sheets[i].table);
        ap_text_print(text, ", \"title\": ");
        ap_json_words(text, report->sheets[i].title);
        ap_text_print(text, ", \"rows\": %zu}", report->sheets[i].row_count);
    }
    ap_text_print(text, "]");
}

static void add_json(ap_text *text, const ap_shown *shown)
{
    ap_text_print(text, "{");
    ap_facts_json(&shown->line, text);
    add_json_properties(text, shown->report);
    add_json_tables(text, shown->report);
    ap_text_print(text, "}\n");
}

/* Facts and properties of the workbook, a line each. */
static ap_status add_facts(ap_text *text, const ap_shown *shown, ap_error *err)
{
    char code[AP_FACT_CODE_SIZE];
    const char *facts[AP_FACTS];
    const ap_report *report = shown->report;
    size_t count = AP_FACTS + report->property_count;
    const char **cells = calloc(2 * count, sizeof *cells);
    if (cells == NULL) {
        return ap_fail(err, AP_NO_MEMORY, shown->line.id, "its facts");
    }
    ap_facts_of(&shown->line, code, facts);
    for (size_t i = 0; i < count; i++) {
        size_t property = i - AP_FACTS;
        bool is_fact = i < AP_FACTS;
        cells[2 * i] = is_fact ? ap_fact_names[i] : report->properties[property].name;
        cells[2 * i + 1] = is_fact ? facts[i] : report->properties[property].value;
    }
    ap_table_print(text, 2, count, cells, NULL);
    free(cells);
    return AP_OK;
}

static ap_status add_words(ap_text *text, const ap_shown *shown, ap_error *err)
{
    const ap_report *report = shown->report;
    ap_status status = add_facts(text, shown, err);
    ap_text_print(text, "\ntables\n");
    for (size_t i = 0; i < report->sheet_count; i++) {
        const ap_sheet *sheet = &report->sheets[i];
        ap_text_print(text, "  %s: %s (%zu %s)\n", sheet->table, sheet->title,
                      sheet->row_count, sheet->row_count == 1 ? "row" : "rows");
    }
    return status;
}

static ap_status print_run(const ap_options *options, ap_output output,
                           const ap_shown *shown, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    if (options->json) {
        add_json(&text, shown);
    } else {
        status = add_words(&text, shown, err);
    }
    AP_TRY(status);
    AP_TRY(ap_output_result(output, &text, err));
done:
    ap_text_free(&text);
    return status;
}

static ap_status show_run(const ap_options *options, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_store *store = NULL;
    ap_shown shown = {0};
    AP_TRY(ap_facts_open(options, &store, err));
    AP_TRY(ap_store_find(store, options->operands[0], &shown.line, err));
    AP_TRY(ap_store_report(store, shown.line.id, &shown.report, err));
    AP_TRY(print_run(options, output, &shown, err));
done:
    ap_report_free(shown.report);
    ap_run_line_free(&shown.line);
    ap_store_free(store);
    return status;
}

ap_status ap_command_show(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    return output.is_first ? show_run(options, output, err) : AP_OK;
}
