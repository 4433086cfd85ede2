#include "command/show.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/facts.h"
#include "command/output.h"
#include "record/report.h"
#include "record/store.h"

/* A run on record: its facts, what the workbook said, how long each stage took. */
typedef struct ap_shown {
    ap_run_line line;
    ap_report *report;
    size_t timing_count;
    ap_timing *timings;
} ap_shown;

/* What a certificate says; each begins the header of a column of the run log. */
enum { CERTIFICATES = 3 };
static const char *const certificates[CERTIFICATES] = {"Primal infeasibility",
                                                       "Dual infeasibility", "Duality gap"};

static const ap_sheet *run_log(const ap_report *report)
{
    for (size_t i = 0; i < report->sheet_count; i++) {
        if (strcmp(report->sheets[i].table, "run_log") == 0) {
            return &report->sheets[i];
        }
    }
    return NULL;
}

/* The greatest number below a header that begins so; false when there is none. */
static bool find_worst(const ap_sheet *sheet, const char *header, double *worst)
{
    bool is_found = false;
    for (size_t i = 0; i < sheet->row_count * sheet->column_count; i++) {
        const ap_report_cell *cell = &sheet->cells[i];
        const char *above = sheet->columns[i % sheet->column_count].header;
        if (cell->is_number && strncmp(above, header, strlen(header)) == 0) {
            *worst = is_found && *worst > cell->number ? *worst : cell->number;
            is_found = true;
        }
    }
    return is_found;
}

static void add_json_timings(ap_text *text, const ap_shown *shown)
{
    ap_text_print(text, ",\n \"timings\": [");
    for (size_t i = 0; i < shown->timing_count; i++) {
        ap_text_print(text, "%s\n  {\"stage\": ", i == 0 ? "" : ",");
        ap_text_json(text, shown->timings[i].stage);
        ap_text_print(text, ", \"seconds\": %.6f}", shown->timings[i].seconds);
    }
    ap_text_print(text, "]");
}

static void add_json_certificates(ap_text *text, const ap_sheet *log)
{
    const char *gap = "";
    ap_text_print(text, ",\n \"certificates\": {");
    for (size_t i = 0; i < CERTIFICATES && log != NULL; i++) {
        double worst = 0;
        if (find_worst(log, certificates[i], &worst)) {
            ap_text_print(text, "%s", gap);
            ap_text_json(text, certificates[i]);
            ap_text_print(text, ": %.15g", worst + 0.0);
            gap = ", ";
        }
    }
    ap_text_print(text, "}");
}

static void add_json_properties(ap_text *text, const ap_report *report)
{
    ap_text_print(text, ",\n \"properties\": {");
    for (size_t i = 0; i < report->property_count; i++) {
        ap_text_print(text, "%s\n  ", i == 0 ? "" : ",");
        ap_text_json(text, report->properties[i].name);
        ap_text_print(text, ": ");
        ap_text_json(text, report->properties[i].value);
    }
    ap_text_print(text, "}");
}

static void add_json_tables(ap_text *text, const ap_report *report)
{
    ap_text_print(text, ",\n \"tables\": [");
    for (size_t i = 0; i < report->sheet_count; i++) {
        ap_text_print(text, "%s\n  {\"table\": ", i == 0 ? "" : ",");
        ap_text_json(text, report->sheets[i].table);
        ap_text_print(text, ", \"title\": ");
        ap_text_json(text, report->sheets[i].title);
        ap_text_print(text, ", \"rows\": %zu}", report->sheets[i].row_count);
    }
    ap_text_print(text, "]");
}

static void add_json(ap_text *text, const ap_shown *shown)
{
    ap_text_print(text, "{");
    ap_facts_json(&shown->line, text);
    add_json_timings(text, shown);
    add_json_certificates(text, run_log(shown->report));
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
        cells[2 * i + 1] = *cells[2 * i + 1] == '\0' ? "-" : cells[2 * i + 1];
    }
    ap_table_print(text, 2, count, cells);
    free(cells);
    return AP_OK;
}

static void add_timings(ap_text *text, const ap_shown *shown)
{
    double all = 0;
    ap_text_print(text, "\ntimings\n");
    for (size_t i = 0; i < shown->timing_count; i++) {
        ap_text_print(text, "  %-24s %9.3f s\n", shown->timings[i].stage,
                      shown->timings[i].seconds);
        all += shown->timings[i].seconds;
    }
    ap_text_print(text, "  %-24s %9.3f s\n", "in all", all);
}

static void add_certificates(ap_text *text, const ap_sheet *log)
{
    ap_text_print(text, "\ncertificates, the worst of %zu %s\n", log->row_count,
                  ap_text_plural(log->row_count, "goal", "goals"));
    for (size_t i = 0; i < CERTIFICATES; i++) {
        double worst = 0;
        if (find_worst(log, certificates[i], &worst)) {
            ap_text_print(text, "  %-24s at most %.3g\n", certificates[i], worst + 0.0);
        }
    }
}

static ap_status add_words(ap_text *text, const ap_shown *shown, ap_error *err)
{
    const ap_report *report = shown->report;
    const ap_sheet *log = run_log(report);
    ap_status status = add_facts(text, shown, err);
    if (shown->timing_count > 0) {
        add_timings(text, shown);
    }
    double worst = 0;
    if (log != NULL && find_worst(log, certificates[0], &worst)) { /* a round's, by goal */
        add_certificates(text, log);
    }
    ap_text_print(text, "\ntables\n");
    for (size_t i = 0; i < report->sheet_count; i++) {
        const ap_sheet *sheet = &report->sheets[i];
        ap_text_print(text, "  %s: %s (%zu %s)\n", sheet->table, sheet->title,
                      sheet->row_count, ap_text_plural(sheet->row_count, "row", "rows"));
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
    AP_TRY(
        ap_store_timings(store, shown.line.id, &shown.timing_count, &shown.timings, err));
    AP_TRY(print_run(options, output, &shown, err));
done:
    ap_store_timings_free(shown.timing_count, shown.timings);
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
