#include "data/heading.h"

#include <stdint.h>
#include <string.h>

#include "data/clean.h"

/* The column of a row whose cell is this name, or SIZE_MAX. */
static size_t column_named(const ap_records *records, const ap_record *row,
                           const char *name)
{
    for (size_t j = 0; j < row->count; j++) {
        if (ap_clean_same_name(ap_records_cell(records, row, j), name)) {
            return j;
        }
    }
    return SIZE_MAX;
}

size_t ap_heading_column(const ap_heading *heading, const char *name)
{
    return column_named(heading->records, &heading->records->records[heading->row], name);
}

/* How well a row does as header: the required names it has or, with none required, the
 * cells it has. */
static size_t score(const ap_records *records, const ap_record *row, size_t required_count,
                    const char *const required[])
{
    size_t found = required_count == 0 ? row->count : 0;
    for (size_t k = 0; k < required_count; k++) {
        found += column_named(records, row, required[k]) != SIZE_MAX ? 1 : 0;
    }
    return found;
}

/* The first of the rows that do best. */
static void find_row(ap_heading *heading, size_t required_count,
                     const char *const required[])
{
    enum { ROWS_LOOKED_AT = 100 };
    const ap_records *records = heading->records;
    size_t rows = required_count == 0 ? 1 : ROWS_LOOKED_AT;
    for (size_t i = 0; i < rows && i < records->count; i++) {
        size_t found = score(records, &records->records[i], required_count, required);
        if (found > heading->found) {
            heading->found = found;
            heading->row = i;
        }
    }
}

ap_status ap_heading_find(const ap_text *text, size_t required_count,
                          const char *const required[], ap_heading *out, ap_error *err)
{
    ap_status status = AP_OK;
    char delimiters[] = {',', ';', '\t', '\0'};
    const char *bytes = text->length == 0 ? "" : text->bytes;
    size_t skipped = 0;
    if (strncmp(bytes, "sep=", 4) == 0 && bytes[4] != '\0' && bytes[5] == '\n') {
        delimiters[0] = bytes[4];
        delimiters[1] = '\0';
        skipped = 6;
    }
    *out = (ap_heading){0};
    bool is_certain = false;
    for (const char *d = delimiters; *d != '\0' && !is_certain; d++) {
        ap_heading other = {.delimiter = *d};
        AP_TRY(ap_records_split(bytes + skipped, text->length - skipped, *d, &other.records,
                                err));
        find_row(&other, required_count, required);
        bool is_better = out->records == NULL || other.found > out->found;
        ap_records_free(is_better ? out->records : other.records);
        *out = is_better ? other : *out;
        is_certain = required_count > 0 && out->found == required_count;
    }
done:
    return status;
}

static void add_listed(ap_text *list, const char *word)
{
    ap_text_print(list, "%s%s", list->length == 0 ? "" : ", ", word);
}

/* The required names that the best row lacks, with what may be meant by its own. */
static void list_missing(const ap_heading *heading, const ap_record *row,
                         size_t required_count, const char *const required[],
                         ap_text *missing)
{
    for (size_t k = 0; k < required_count; k++) {
        if (row != NULL && ap_heading_column(heading, required[k]) != SIZE_MAX) {
            continue;
        }
        add_listed(missing, required[k]);
        const char *nearest = row == NULL
                                  ? NULL
                                  : ap_text_nearest(required[k], row->count,
                                                    heading->records->cells + row->first);
        if (nearest != NULL) {
            ap_text_print(missing, " (is it \"%s\"?)", nearest);
        }
    }
}

static void report_missing(const ap_heading *heading, const char *file,
                           size_t required_count, const char *const required[],
                           ap_problems *problems)
{
    ap_text present = {0};
    ap_text rule = {0};
    const ap_record *row =
        heading->found == 0 ? NULL : &heading->records->records[heading->row];
    for (size_t j = 0; row != NULL && j < row->count; j++) {
        add_listed(&present, ap_records_cell(heading->records, row, j));
    }
    ap_text_print(&rule, "a header row has the names of the required columns; %s ",
                  row == NULL ? "no row has one of" : "this row lacks");
    ap_text missing = {0};
    list_missing(heading, row, required_count, required, &missing);
    ap_text_add(&rule, missing.bytes, missing.length);
    ap_problems_add(problems,
                    (ap_problem){.severity = AP_PROBLEM,
                                 .file = file,
                                 .line = row == NULL ? 0 : row->line,
                                 .value = present.bytes,
                                 .rule = rule.bytes,
                                 .remedy = "give the columns the names of the schema"});
    ap_text_free(&missing);
    ap_text_free(&rule);
    ap_text_free(&present);
}

bool ap_heading_is_complete(const ap_heading *heading, const char *file,
                            size_t required_count, const char *const required[],
                            ap_problems *problems)
{
    if (heading->records->count == 0) {
        ap_problems_add(problems, (ap_problem){.severity = AP_PROBLEM,
                                               .file = file,
                                               .rule = "a table has a header row",
                                               .remedy = "the file is empty: save it "
                                                         "again, or remove it"});
        return false;
    }
    if (heading->found < required_count) {
        report_missing(heading, file, required_count, required, problems);
        return false;
    }
    return true;
}
