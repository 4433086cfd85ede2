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

/* How wide a line may be. */
enum { ROOM = 100 };

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
    ap_table_fit(text, 3, rows, cells, (const size_t[]){10, 42, 42}, ROOM);
}

/* The lines of the comparison: what is said of a cell, beside the table that it is in. */
enum { SHOWN = 5 };
static const size_t limits[SHOWN] = {34, 22, 12, 12, 12};
static const char *const headers[SHOWN] = {"Row", "Column", "In A", "In B", "B minus A"};

/* The words of a cell; a number is put into the arena as words. NULL on no memory. */
static const char *words_of(const ap_report_cell *cell, ap_arena *arena)
{
    if (cell->is_number && cell->format == AP_PERCENT) {
        return ap_arena_print(arena, "%.6g%%", cell->number * 100 + 0.0);
    }
    if (cell->is_number) {
        return ap_arena_print(arena, "%.10g", cell->number + 0.0);
    }
    bool is_none = cell->text == NULL || strcmp(cell->text, "[z]") == 0;
    return is_none ? "-" : cell->text;
}

/* How many lines from this one on are about the same table. */
static size_t lines_of_table(const ap_sheet *sheet, size_t first)
{
    size_t end = first;
    const char *table = sheet->cells[first * sheet->column_count].text;
    while (end < sheet->row_count &&
           strcmp(sheet->cells[end * sheet->column_count].text, table) == 0) {
        end++;
    }
    return end - first;
}

/* The lines about one table, below its name. The sheet's first column is that name. */
static ap_status add_table(ap_text *text, const ap_sheet *sheet, size_t first, size_t count,
                           ap_arena *arena)
{
    const char **cells = calloc((count + 1) * SHOWN, sizeof *cells);
    bool is_whole = cells != NULL;
    if (is_whole) {
        memcpy(cells, headers, sizeof headers);
    }
    for (size_t i = 0; i < count * SHOWN && is_whole; i++) {
        size_t at = (first + i / SHOWN) * sheet->column_count + 1 + i % SHOWN;
        cells[SHOWN + i] = words_of(&sheet->cells[at], arena);
        is_whole = cells[SHOWN + i] != NULL;
    }
    if (is_whole) {
        ap_text_print(text, "\n%s\n", sheet->cells[first * sheet->column_count].text);
        ap_table_fit(text, SHOWN, count + 1, cells, limits, ROOM);
    }
    free(cells);
    return is_whole ? AP_OK : AP_NO_MEMORY;
}

static ap_status add_words(ap_text *text, const ap_pair *pair, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = &pair->differences->sheets[0];
    add_facts(text, pair);
    for (size_t first = 0; first < sheet->row_count && status == AP_OK;) {
        size_t count = lines_of_table(sheet, first);
        status = add_table(text, sheet, first, count, pair->differences->arena);
        first += count;
    }
    if (sheet->row_count == 0) {
        ap_text_print(text, "\nNo table differs.\n");
    }
    return status == AP_OK ? AP_OK : ap_fail(err, status, "comparison", "its lines");
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
