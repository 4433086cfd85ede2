#include "record/compare.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char not_applicable[] = "[z]";

/* A row and what tells it from others: its key, and which of the rows of that key it is. */
typedef struct ap_keyed {
    const char *key;
    size_t nth; /* from 0 */
    size_t row;
} ap_keyed;

/* One line of the answer. Cells are NULL where the line is not about two cells. */
typedef struct ap_difference {
    const char *table;
    const char *row;
    const char *column;
    const ap_report_cell *a;
    const ap_report_cell *b;
    bool is_in_a;
    ap_format format;
} ap_difference;

typedef struct ap_findings {
    size_t count;
    ap_difference *lines;
    double tolerance;
    ap_arena *arena; /* keys and names of rows */
    bool failed;     /* memory ran out */
} ap_findings;

static void add(ap_findings *findings, ap_difference line)
{
    ap_difference *grown = ap_grown(findings->lines, findings->count, sizeof *grown);
    if (grown == NULL) {
        findings->failed = true;
        return;
    }
    findings->lines = grown;
    findings->lines[findings->count++] = line;
}

static size_t rows_of(const ap_sheet *sheet)
{
    return sheet->row_count + (sheet->has_total ? 1 : 0);
}

static const ap_report_cell *cell_at(const ap_sheet *sheet, size_t row, size_t column)
{
    return &sheet->cells[row * sheet->column_count + column];
}

static const char *words_of(const ap_report_cell *cell)
{
    return cell->text == NULL ? "" : cell->text;
}

static const ap_sheet *table_of(const ap_report *report, const char *table)
{
    for (size_t i = 0; i < report->sheet_count; i++) {
        if (strcmp(report->sheets[i].table, table) == 0) {
            return &report->sheets[i];
        }
    }
    return NULL;
}

static bool holds_words(ap_format format)
{
    return format == AP_WORDS || format == AP_LINK;
}

/* How many leading columns of A are words and are in B too. */
static size_t leading_words(const ap_sheet *a, const ap_sheet *b)
{
    size_t count = 0;
    while (count < a->column_count && holds_words(a->columns[count].format) &&
           ap_sheet_column(b, a->columns[count].header) < b->column_count) {
        count++;
    }
    return count;
}

static void print_cell(ap_text *text, const ap_report_cell *cell)
{
    ap_text_print(text, "%s", text->length == 0 ? "" : " / ");
    if (cell->is_number) {
        ap_text_print(text, "%.15g", cell->number);
    } else {
        ap_text_print(text, "%s", words_of(cell));
    }
}

/* The row's cells in the first `width` columns of `like`, joined; what does not apply is
 * left out, so that a total row is called "Total". */
static const char *key_of(ap_findings *findings, const ap_sheet *sheet, size_t row,
                          const ap_sheet *like, size_t width)
{
    ap_text text = {0};
    for (size_t i = 0; i < width; i++) {
        size_t column = ap_sheet_column(sheet, like->columns[i].header);
        const ap_report_cell *cell = cell_at(sheet, row, column);
        if (cell->is_number || strcmp(words_of(cell), not_applicable) != 0) {
            print_cell(&text, cell);
        }
    }
    const char *key =
        ap_arena_copy(findings->arena, text.length == 0 ? "" : text.bytes, text.length);
    findings->failed = findings->failed || text.failed || key == NULL;
    ap_text_free(&text);
    return key == NULL ? "" : key;
}

static int by_key(const void *left, const void *right)
{
    const ap_keyed *a = left;
    const ap_keyed *b = right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static int by_key_and_nth(const void *left, const void *right)
{
    const ap_keyed *a = left;
    const ap_keyed *b = right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

static int by_row(const void *left, const void *right)
{
    const ap_keyed *a = left;
    const ap_keyed *b = right;
    return (a->row > b->row) - (a->row < b->row);
}

/* The rows of a table in order of key; NULL on no memory. *is_unique is made false when
 * two rows have the same key. */
static ap_keyed *keyed_rows(ap_findings *findings, const ap_sheet *sheet,
                            const ap_sheet *like, size_t width, bool *is_unique)
{
    size_t count = rows_of(sheet);
    ap_keyed *keyed = calloc(count + 1, sizeof *keyed);
    if (keyed == NULL) {
        findings->failed = true;
        return NULL;
    }
    for (size_t row = 0; row < count; row++) {
        keyed[row] = (ap_keyed){key_of(findings, sheet, row, like, width), 0, row};
    }
    qsort(keyed, count, sizeof *keyed, by_key);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(keyed[i].key, keyed[i - 1].key) == 0) {
            keyed[i].nth = keyed[i - 1].nth + 1;
            *is_unique = false;
        }
    }
    return keyed;
}

/* Two tables of the same name, and their rows by key. */
typedef struct ap_pair {
    const ap_sheet *a;
    const ap_sheet *b;
    size_t width; /* columns of A that make the key */
    ap_keyed *rows_a;
    ap_keyed *rows_b;
} ap_pair;

static void forget_rows(ap_pair *pair)
{
    free(pair->rows_a);
    free(pair->rows_b);
    pair->rows_a = NULL;
    pair->rows_b = NULL;
}

/* A longer key than needed would turn a changed word into a row gone and a row come. */
static void find_keys(ap_findings *findings, ap_pair *pair)
{
    size_t most = leading_words(pair->a, pair->b);
    bool is_unique = false;
    for (size_t width = most == 0 ? 0 : 1; width <= most && !is_unique; width++) {
        forget_rows(pair);
        is_unique = true;
        pair->width = width;
        pair->rows_a = keyed_rows(findings, pair->a, pair->a, width, &is_unique);
        pair->rows_b = keyed_rows(findings, pair->b, pair->a, width, &is_unique);
    }
}

/* What the reader is to call the row: its key, "north (2)", or "row 3". */
static const char *row_name(ap_findings *findings, const ap_pair *pair,
                            const ap_keyed *keyed)
{
    const char *name = keyed->key;
    if (pair->width == 0) {
        name = ap_arena_print(findings->arena, "row %zu", keyed->row + 1);
    } else if (keyed->nth > 0) {
        name = ap_arena_print(findings->arena, "%s (%zu)", keyed->key, keyed->nth + 1);
    }
    findings->failed = findings->failed || name == NULL;
    return name == NULL ? "" : name;
}

static bool is_same(const ap_report_cell *a, const ap_report_cell *b, double tolerance)
{
    if (a->is_number && b->is_number) {
        double larger = fmax(fabs(a->number), fabs(b->number));
        return fabs(a->number - b->number) <= tolerance * larger;
    }
    return a->is_number == b->is_number && strcmp(words_of(a), words_of(b)) == 0;
}

static void compare_row(ap_findings *findings, const ap_pair *pair, const ap_keyed *in_a,
                        const ap_keyed *in_b)
{
    for (size_t i = pair->width; i < pair->a->column_count; i++) {
        const ap_report_column *column = &pair->a->columns[i];
        size_t other = ap_sheet_column(pair->b, column->header);
        if (other == pair->b->column_count) {
            continue;
        }
        const ap_report_cell *a = cell_at(pair->a, in_a->row, i);
        const ap_report_cell *b = cell_at(pair->b, in_b->row, other);
        if (!is_same(a, b, findings->tolerance)) {
            add(findings, (ap_difference){
                              .table = pair->a->table,
                              .row = row_name(findings, pair, in_a),
                              .column = column->header,
                              .a = a,
                              .b = b,
                              .format = a->format == AP_WORDS ? column->format : a->format,
                          });
        }
    }
}

/* Rows of A in their order, each against its row of B if there is one. */
static void compare_rows(ap_findings *findings, const ap_pair *pair)
{
    size_t count_a = rows_of(pair->a);
    size_t count_b = rows_of(pair->b);
    qsort(pair->rows_a, count_a, sizeof *pair->rows_a, by_row);
    for (size_t i = 0; i < count_a; i++) {
        const ap_keyed *in_a = &pair->rows_a[i];
        const ap_keyed *in_b =
            bsearch(in_a, pair->rows_b, count_b, sizeof *in_b, by_key_and_nth);
        if (in_b != NULL) {
            compare_row(findings, pair, in_a, in_b);
        } else {
            add(findings, (ap_difference){.table = pair->a->table,
                                          .row = row_name(findings, pair, in_a),
                                          .column = not_applicable,
                                          .is_in_a = true});
        }
    }
}

/* Rows of B, in their order, that A has not. */
static void find_new_rows(ap_findings *findings, const ap_pair *pair)
{
    size_t count_a = rows_of(pair->a);
    size_t count_b = rows_of(pair->b);
    qsort(pair->rows_a, count_a, sizeof *pair->rows_a, by_key);
    qsort(pair->rows_b, count_b, sizeof *pair->rows_b, by_row);
    for (size_t i = 0; i < count_b; i++) {
        const ap_keyed *in_b = &pair->rows_b[i];
        if (bsearch(in_b, pair->rows_a, count_a, sizeof *in_b, by_key_and_nth) == NULL) {
            add(findings, (ap_difference){.table = pair->a->table,
                                          .row = row_name(findings, pair, in_b),
                                          .column = not_applicable});
        }
    }
}

/* Columns that `in` has and `other` has not. */
static void find_lone_columns(ap_findings *findings, const ap_sheet *in,
                              const ap_sheet *other, bool is_in_a)
{
    for (size_t i = 0; i < in->column_count; i++) {
        if (ap_sheet_column(other, in->columns[i].header) == other->column_count) {
            add(findings, (ap_difference){.table = in->table,
                                          .row = not_applicable,
                                          .column = in->columns[i].header,
                                          .is_in_a = is_in_a});
        }
    }
}

static void compare_tables(ap_findings *findings, const ap_sheet *a, const ap_sheet *b)
{
    ap_pair pair = {.a = a, .b = b};
    find_lone_columns(findings, a, b, true);
    find_lone_columns(findings, b, a, false);
    find_keys(findings, &pair);
    if (pair.rows_a != NULL && pair.rows_b != NULL) {
        compare_rows(findings, &pair);
        find_new_rows(findings, &pair);
    }
    forget_rows(&pair);
}

static void compare_reports(ap_findings *findings, const ap_report *a, const ap_report *b)
{
    for (size_t i = 0; i < a->sheet_count; i++) {
        const ap_sheet *sheet = &a->sheets[i];
        const ap_sheet *other = table_of(b, sheet->table);
        if (other != NULL) {
            compare_tables(findings, sheet, other);
        } else {
            add(findings, (ap_difference){.table = sheet->table,
                                          .row = not_applicable,
                                          .column = not_applicable,
                                          .is_in_a = true});
        }
    }
    for (size_t i = 0; i < b->sheet_count; i++) {
        if (table_of(a, b->sheets[i].table) == NULL) {
            add(findings, (ap_difference){.table = b->sheets[i].table,
                                          .row = not_applicable,
                                          .column = not_applicable});
        }
    }
}

enum { TABLE, ROW, COLUMN, IN_A, IN_B, CHANGE, COLUMN_COUNT };

static const ap_report_column columns[COLUMN_COUNT] = {
    [TABLE] = {.header = "Table", .format = AP_WORDS, .width = 22},
    [ROW] = {.header = "Row", .format = AP_WORDS, .width = 40},
    [COLUMN] = {.header = "Column", .format = AP_WORDS, .width = 28},
    [IN_A] = {.header = "In A", .format = AP_PLAIN, .width = 18},
    [IN_B] = {.header = "In B", .format = AP_PLAIN, .width = 18},
    [CHANGE] = {.header = "B minus A", .format = AP_PLAIN, .width = 18},
};

static void show_cell(ap_report *report, ap_sheet *sheet, size_t row, size_t column,
                      const ap_report_cell *cell)
{
    if (cell->is_number) {
        ap_sheet_number(report, sheet, row, column, cell->number);
    } else {
        ap_sheet_words(report, sheet, row, column, "%s", words_of(cell));
    }
}

static void show_line(ap_report *report, ap_sheet *sheet, size_t row,
                      const ap_difference *line)
{
    ap_sheet_words(report, sheet, row, TABLE, "%s", line->table);
    ap_sheet_words(report, sheet, row, ROW, "%s", line->row);
    ap_sheet_words(report, sheet, row, COLUMN, "%s", line->column);
    ap_sheet_words(report, sheet, row, CHANGE, "%s", not_applicable);
    if (line->a == NULL) {
        ap_sheet_words(report, sheet, row, IN_A, "%s",
                       line->is_in_a ? "present" : "absent");
        ap_sheet_words(report, sheet, row, IN_B, "%s",
                       line->is_in_a ? "absent" : "present");
        return;
    }
    show_cell(report, sheet, row, IN_A, line->a);
    show_cell(report, sheet, row, IN_B, line->b);
    if (line->a->is_number && line->b->is_number) {
        ap_sheet_number(report, sheet, row, CHANGE, line->b->number - line->a->number);
    }
    for (size_t column = IN_A; column <= CHANGE; column++) {
        sheet->cells[row * COLUMN_COUNT + column].format = line->format;
    }
}

static ap_status report_findings(const ap_findings *findings, const char *a, const char *b,
                                 ap_report **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    AP_TRY(ap_report_new(&report, err));
    report->title = ap_arena_print(report->arena, "What differs between %s and %s", a, b);
    ap_sheet *sheet =
        report->title == NULL
            ? NULL
            : ap_report_add(report,
                            (ap_sheet){.kind = AP_SHEET_RESULTS,
                                       .name = "Differences",
                                       .table = "differences",
                                       .title = report->title,
                                       .line_count = 1,
                                       .lines = {"A is the first run, B the second."},
                                       .column_count = COLUMN_COUNT,
                                       .columns = columns,
                                       .row_count = findings->count});
    if (sheet == NULL || findings->failed) {
        status = ap_fail(err, AP_NO_MEMORY, a, "comparing two runs");
        goto done;
    }
    for (size_t i = 0; i < findings->count; i++) {
        show_line(report, sheet, i, &findings->lines[i]);
    }

    *out = report; /* the caller's from here on */
    report = NULL;
done:
    ap_report_free(report);
    return status;
}

ap_status ap_compare(ap_side a, ap_side b, double tolerance, ap_report **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_findings findings = {.tolerance = tolerance, .arena = ap_arena_new()};
    if (findings.arena == NULL) {
        return ap_fail(err, AP_NO_MEMORY, a.name, "comparing two runs");
    }
    compare_reports(&findings, a.report, b.report);
    AP_TRY(report_findings(&findings, a.name, b.name, out, err));
done:
    free(findings.lines);
    ap_arena_free(findings.arena);
    return status;
}
