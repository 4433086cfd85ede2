#include "data/records.h"

#include <stdbool.h>
#include <stdlib.h>

#include <csv.h>

#include "data/clean.h"

/* What libcsv's callbacks add to. */
typedef struct ap_splitting {
    ap_records *records;
    ap_text cell; /* scratch */
    size_t first; /* cell of the row being read */
    long line;    /* of the row being read */
    bool failed;  /* memory ran out */
} ap_splitting;

static void tally(ap_tally *tally_of, bool is_done, long line)
{
    if (is_done && tally_of->count++ == 0) {
        tally_of->line = line;
    }
}

static void take_cell(void *bytes, size_t length, void *data)
{
    ap_splitting *splitting = data;
    ap_records *records = splitting->records;
    unsigned done = ap_clean_cell(bytes, length, &splitting->cell);
    tally(&records->invisible, (done & AP_CLEANED_INVISIBLE) != 0, splitting->line);
    tally(&records->wrapped, (done & AP_CLEANED_WRAPPER) != 0, splitting->line);
    tally(&records->quoted, (done & AP_CLEANED_APOSTROPHE) != 0, splitting->line);
    const char *copy = "";
    if (splitting->cell.length > 0) {
        copy = ap_arena_copy(records->arena, splitting->cell.bytes, splitting->cell.length);
    }
    const char **cells = ap_grown(records->cells, records->cell_count, sizeof *cells);
    if (cells != NULL) {
        records->cells = cells;
    }
    if (cells == NULL || copy == NULL || splitting->cell.failed) {
        splitting->failed = true;
        return;
    }
    cells[records->cell_count++] = copy;
}

/* The row's blank cells at the end are dropped, and the row when it has no others. */
static void take_row(int end, void *data)
{
    (void)end;
    ap_splitting *splitting = data;
    ap_records *records = splitting->records;
    ap_record record = {.line = splitting->line++, .first = splitting->first};
    size_t count = records->cell_count;
    while (count > record.first && records->cells[count - 1][0] == '\0') {
        count--;
    }
    record.count = count - record.first;
    record.width = records->cell_count - record.first;
    splitting->first = count;
    records->cell_count = count;
    if (record.count == 0) {
        return;
    }
    ap_record *grown = ap_grown(records->records, records->count, sizeof *grown);
    if (grown == NULL) {
        splitting->failed = true;
        return;
    }
    records->records = grown;
    grown[records->count++] = record;
}

/* Feed the text to libcsv. Only its ending is strict: a quotation mark that is open there
 * has swallowed the rest of the file. */
static void feed(struct csv_parser *parser, const char *text, size_t length,
                 ap_splitting *splitting)
{
    size_t taken = csv_parse(parser, text, length, take_cell, take_row, splitting);
    (void)csv_set_opts(parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
    if (taken < length) {
        splitting->failed = true;
    } else if (csv_fini(parser, take_cell, take_row, splitting) != 0) {
        splitting->records->open_line = splitting->line;
    }
}

ap_status ap_records_split(const char *text, size_t length, char delimiter,
                           ap_records **out, ap_error *err)
{
    ap_records *records = calloc(1, sizeof *records);
    ap_splitting splitting = {.records = records, .line = 1};
    struct csv_parser parser;
    bool failed = records == NULL || (records->arena = ap_arena_new()) == NULL;
    if (!failed) {
        (void)csv_init(&parser, CSV_REPALL_NL); /* fails for a NULL parser only */
        csv_set_delim(&parser, (unsigned char)delimiter);
        feed(&parser, text, length, &splitting);
        csv_free(&parser);
        failed = splitting.failed;
    }
    ap_text_free(&splitting.cell);
    if (failed) {
        ap_records_free(records);
        return ap_fail(err, AP_NO_MEMORY, "a table", "its cells");
    }
    *out = records;
    return AP_OK;
}

const char *ap_records_cell(const ap_records *records, const ap_record *record,
                            size_t column)
{
    return column < record->count ? records->cells[record->first + column] : "";
}

void ap_records_free(ap_records *records)
{
    if (records == NULL) {
        return;
    }
    free(records->records);
    free(records->cells);
    ap_arena_free(records->arena);
    free(records);
}
