#include "command/compare_runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/facts.h"
#include "command/output.h"
#include "record/compare.h"
#include "record/report_csv.h"
#include "record/store.h"

enum { A, B, SIDES };

/* Two runs, and what differs between their tables. */
typedef struct ap_pair {
    ap_run_line lines[SIDES];
    ap_report *reports[SIDES];
    ap_report *differences;
} ap_pair;

static void add_json(ap_text *text, const ap_pair *pair)
{
    ap_text_print(text, "{\"a\": {");
    ap_facts_json(&pair->lines[A], text);
    ap_text_print(text, "},\n \"b\": {");
    ap_facts_json(&pair->lines[B], text);
    ap_text_print(text, "},\n \"report\": ");
    ap_report_json(pair->differences, text);
    ap_text_print(text, "}\n");
}

/* The facts that differ, each as it is in A and in B. */
static void add_facts(ap_text *text, const ap_pair *pair)
{
    char codes[SIDES][AP_FACT_CODE_SIZE];
    const char *facts[SIDES][AP_FACTS];
    const char *cells[3 * AP_FACTS];
    size_t rows = 0;
    for (size_t side = A; side < SIDES; side++) {
        ap_facts_of(&pair->lines[side], codes[side], facts[side]);
    }
    for (size_t i = 0; i < AP_FACTS; i++) {
        if (i == 0 || strcmp(facts[A][i], facts[B][i]) != 0) {
            cells[3 * rows] = ap_fact_names[i];
            cells[3 * rows + 1] = *facts[A][i] == '\0' ? "-" : facts[A][i];
            cells[3 * rows + 2] = *facts[B][i] == '\0' ? "-" : facts[B][i];
            rows++;
        }
    }
    ap_table_print(text, 3, rows, cells, NULL);
}

/* The words of a cell; a number is put into the arena as words. NULL on no memory. */
static const char *words_of(const ap_report_cell *cell, ap_arena *arena)
{
    if (cell->is_number) {
        return ap_arena_print(arena, "%.15g", cell->number + 0.0);
    }
    return cell->text == NULL ? "" : cell->text;
}

/* A table with its headers, in columns that line up. */
static ap_status add_sheet(ap_text *text, const ap_sheet *sheet, ap_arena *arena,
                           ap_error *err)
{
    ap_status status = AP_OK;
    size_t columns = sheet->column_count;
    size_t count = columns * sheet->row_count;
    const char **cells = calloc(columns + count, sizeof *cells);
    bool is_whole = cells != NULL;
    for (size_t i = 0; i < columns && is_whole; i++) {
        cells[i] = sheet->columns[i].header;
    }
    for (size_t i = 0; i < count && is_whole; i++) {
        cells[columns + i] = words_of(&sheet->cells[i], arena);
        is_whole = cells[columns + i] != NULL;
    }
    if (is_whole) {
        ap_table_print(text, columns, sheet->row_count + 1, cells, NULL);
    } else {
        status = ap_fail(err, AP_NO_MEMORY, "comparison", "its lines");
    }
    free(cells);
    return status;
}

static ap_status add_words(ap_text *text, const ap_pair *pair, ap_error *err)
{
    const ap_sheet *sheet = &pair->differences->sheets[0];
    add_facts(text, pair);
    ap_text_print(text, "\n");
    if (sheet->row_count > 0) {
        return add_sheet(text, sheet, pair->differences->arena, err);
    }
    ap_text_print(text, "No table differs.\n");
    return AP_OK;
}

static ap_status print_pair(const ap_options *options, ap_output output,
                            const ap_pair *pair, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    if (options->json) {
        add_json(&text, pair);
    } else {
        status = add_words(&text, pair, err);
    }
    AP_TRY(status);
    AP_TRY(ap_output_result(output, &text, err));
done:
    ap_text_free(&text);
    return status;
}

static ap_status find_side(ap_store *store, const char *prefix, ap_run_line *line,
                           ap_report **report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_store_find(store, prefix, line, err));
    AP_TRY(ap_store_report(store, line->id, report, err));
done:
    return status;
}

static ap_status find_pair(const ap_options *options, ap_pair *pair, ap_error *err)
{
    ap_store *store = NULL;
    ap_status status = ap_facts_open(options, &store, err);
    for (size_t side = A; side < SIDES && status == AP_OK; side++) {
        status = find_side(store, options->operands[side], &pair->lines[side],
                           &pair->reports[side], err);
    }
    ap_store_free(store);
    return status;
}

static ap_status compare_runs(const ap_options *options, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_pair pair = {0};
    AP_TRY(find_pair(options, &pair, err));
    AP_TRY(ap_compare((ap_side){pair.lines[A].id, pair.reports[A]},
                      (ap_side){pair.lines[B].id, pair.reports[B]}, 0, &pair.differences,
                      err));
    AP_TRY(print_pair(options, output, &pair, err));
done:
    ap_report_free(pair.differences);
    for (size_t side = A; side < SIDES; side++) {
        ap_report_free(pair.reports[side]);
        ap_run_line_free(&pair.lines[side]);
    }
    return status;
}

ap_status ap_command_compare(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    return output.is_first ? compare_runs(options, output, err) : AP_OK;
}
