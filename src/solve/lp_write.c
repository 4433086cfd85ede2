#include "solve/lp_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An entry of the programme as a file that goes column by column wants it. */
typedef struct ap_entry {
    size_t column;
    size_t row;
    double coefficient;
} ap_entry;

/* Words that stay on one line. */
static void print_words(ap_text *text, const char *words)
{
    for (const char *c = words; *c != '\0'; c++) {
        ap_text_add(text, *c == '\n' || *c == '\r' ? " " : c, 1);
    }
}

/* What each short name stands for. */
static void print_names(const ap_lp *lp, const char *comment, ap_text *text)
{
    for (size_t i = 0; i < lp->rows; i++) {
        ap_text_print(text, "%s R%zu ", comment, i + 1);
        print_words(text, lp->row_names[i]);
        ap_text_print(text, "\n");
    }
    for (size_t j = 0; j < lp->columns; j++) {
        ap_text_print(text, "%s C%zu ", comment, j + 1);
        print_words(text, lp->column_names[j]);
        ap_text_print(text, "\n");
    }
}

/* A row with two different bounds is written by its high one and a range. */
static const char *row_kind(const ap_lp *lp, size_t row)
{
    double low = lp->row_low[row];
    double high = lp->row_high[row];
    if (high < INFINITY) {
        return low == high ? "E" : "L";
    }
    return low > -INFINITY ? "G" : "N";
}

static int by_column(const void *left, const void *right)
{
    const ap_entry *a = left;
    const ap_entry *b = right;
    if (a->column != b->column) {
        return a->column < b->column ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

/* All entries, column by column; NULL on no memory. */
static ap_entry *sorted_entries(const ap_lp *lp)
{
    size_t count = lp->row_start[lp->rows];
    ap_entry *entries = malloc((count + 1) * sizeof *entries);
    if (entries == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < lp->rows; i++) {
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            entries[k] = (ap_entry){lp->terms[k].column, i, lp->terms[k].coefficient};
        }
    }
    qsort(entries, count, sizeof *entries, by_column);
    return entries;
}

/* Every column names its cost, be it 0, so that a column without entries is there too. */
static void print_columns(const ap_lp *lp, const ap_entry entries[], ap_text *text)
{
    size_t k = 0;
    for (size_t j = 0; j < lp->columns; j++) {
        ap_text_print(text, " C%zu COST %.17g\n", j + 1, lp->cost[j]);
        for (; k < lp->row_start[lp->rows] && entries[k].column == j; k++) {
            ap_text_print(text, " C%zu R%zu %.17g\n", j + 1, entries[k].row + 1,
                          entries[k].coefficient);
        }
    }
}

static void print_sides(const ap_lp *lp, ap_text *text)
{
    ap_text_print(text, "RHS\n");
    for (size_t i = 0; i < lp->rows; i++) {
        double side = lp->row_high[i] < INFINITY ? lp->row_high[i] : lp->row_low[i];
        if (side != 0 && isfinite(side)) {
            ap_text_print(text, " RHS R%zu %.17g\n", i + 1, side);
        }
    }
    ap_text_print(text, "RANGES\n");
    for (size_t i = 0; i < lp->rows; i++) {
        double range = lp->row_high[i] - lp->row_low[i];
        if (isfinite(range) && range != 0) {
            ap_text_print(text, " RNG R%zu %.17g\n", i + 1, range);
        }
    }
}

/* Both bounds of every column, for readers differ in what they take for granted. */
static void print_bounds(const ap_lp *lp, ap_text *text)
{
    ap_text_print(text, "BOUNDS\n");
    for (size_t j = 0; j < lp->columns; j++) {
        if (lp->low[j] == lp->high[j]) {
            ap_text_print(text, " FX BND C%zu %.17g\n", j + 1, lp->low[j]);
            continue;
        }
        if (lp->low[j] > -INFINITY) {
            ap_text_print(text, " LO BND C%zu %.17g\n", j + 1, lp->low[j]);
        } else {
            ap_text_print(text, " MI BND C%zu\n", j + 1);
        }
        if (lp->high[j] < INFINITY) {
            ap_text_print(text, " UP BND C%zu %.17g\n", j + 1, lp->high[j]);
        } else {
            ap_text_print(text, " PL BND C%zu\n", j + 1);
        }
    }
}

/* A name that has no blanks; some readers know the free form only by the word behind it. */
static void print_title(const char *name, ap_text *text)
{
    ap_text_print(text, "NAME ");
    for (const char *c = name; *c != '\0'; c++) {
        ap_text_add(text, strchr(" \t\r\n", *c) == NULL ? c : "_", 1);
    }
    ap_text_print(text, " FREE\n");
}

void ap_lp_write_mps(const ap_lp *lp, const char *name, ap_text *text)
{
    ap_entry *entries = sorted_entries(lp);
    if (entries == NULL) {
        text->failed = true;
        return;
    }
    print_names(lp, "*", text);
    print_title(name, text);
    ap_text_print(text, "ROWS\n N COST\n");
    for (size_t i = 0; i < lp->rows; i++) {
        ap_text_print(text, " %s R%zu\n", row_kind(lp, i), i + 1);
    }
    ap_text_print(text, "COLUMNS\n");
    print_columns(lp, entries, text);
    print_sides(lp, text);
    print_bounds(lp, text);
    ap_text_print(text, "ENDATA\n");
    free(entries);
}

/* A term on a line of its own: some readers refuse long lines. */
static void print_term(double coefficient, size_t column, ap_text *text)
{
    ap_text_print(text, "\n  %+.17g C%zu", coefficient, column + 1);
}

/* One side of a row. Readers differ on rows with two sides, so those are written twice. */
static void print_side(const ap_lp *lp, size_t row, const char *sign, double side,
                       ap_text *text)
{
    ap_text_print(text, " R%zu%s:", row + 1, sign[0] == '>' ? "_low" : "");
    for (size_t k = lp->row_start[row]; k < lp->row_start[row + 1]; k++) {
        print_term(lp->terms[k].coefficient, lp->terms[k].column, text);
    }
    if (lp->row_start[row] == lp->row_start[row + 1]) {
        print_term(0, 0, text);
    }
    ap_text_print(text, "\n  %s %.17g\n", sign, side);
}

static void print_rows(const ap_lp *lp, ap_text *text)
{
    ap_text_print(text, "Subject To\n");
    for (size_t i = 0; i < lp->rows; i++) {
        if (lp->row_low[i] == lp->row_high[i]) {
            print_side(lp, i, "=", lp->row_low[i], text);
            continue;
        }
        if (lp->row_low[i] > -INFINITY) {
            print_side(lp, i, ">=", lp->row_low[i], text);
        }
        if (lp->row_high[i] < INFINITY) {
            print_side(lp, i, "<=", lp->row_high[i], text);
        }
    }
}

static void print_ranges_of_columns(const ap_lp *lp, ap_text *text)
{
    ap_text_print(text, "Bounds\n");
    for (size_t j = 0; j < lp->columns; j++) {
        double low = lp->low[j];
        double high = lp->high[j];
        if (low == high) {
            ap_text_print(text, " C%zu = %.17g\n", j + 1, low);
        } else if (low == -INFINITY && high == INFINITY) {
            ap_text_print(text, " C%zu free\n", j + 1);
        } else if (low == -INFINITY) {
            ap_text_print(text, " -inf <= C%zu <= %.17g\n", j + 1, high);
        } else if (high == INFINITY) {
            ap_text_print(text, " C%zu >= %.17g\n", j + 1, low);
        } else {
            ap_text_print(text, " %.17g <= C%zu <= %.17g\n", low, j + 1, high);
        }
    }
}

void ap_lp_write_lp(const ap_lp *lp, const char *name, ap_text *text)
{
    ap_text_print(text, "\\ ");
    print_words(text, name);
    ap_text_print(text, "\n");
    print_names(lp, "\\", text);
    ap_text_print(text, "Minimize\n cost:");
    for (size_t j = 0; j < lp->columns; j++) {
        print_term(lp->cost[j], j, text);
    }
    ap_text_print(text, "\n");
    print_rows(lp, text);
    print_ranges_of_columns(lp, text);
    ap_text_print(text, "End\n");
}
