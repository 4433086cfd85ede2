#include "record/assumptions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apportion/money.h"
#include "data/schema.h"
#include "record/pen.h"

/* "published", "derived" or "illustrative": the first word of the basis. */
static const char *status_of(const char *basis)
{
    static const char *const words[] = {"published", "derived", "illustrative", "default"};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        if (strncmp(basis, words[w], strlen(words[w])) == 0) {
            return words[w];
        }
    }
    return "not stated";
}

static const ap_report_column checklist_columns[] = {
    {.header = "Table", .width = 18},
    {.header = "What a row is", .width = 60},
    {.header = "Required", .width = 10},
    {.header = "Rows", .format = AP_COUNT, .width = 8},
    {.header = "Published", .format = AP_COUNT, .width = 11},
    {.header = "Derived", .format = AP_COUNT, .width = 11},
    {.header = "Illustrative", .format = AP_COUNT, .width = 12},
    {.header = "Complete",
     .width = 10,
     .formula = "IF(AND({Required}=\"Yes\",{Rows}=0),\"No\",\"Yes\")"},
};

static void checklist_row(const ap_case *inputs, const ap_schema_table *table, ap_pen *pen)
{
    size_t rows = 0;
    void *first = ap_schema_rows(table, inputs, &rows);
    size_t of_status[3] = {0, 0, 0};
    bool is_required = ap_schema_is_required(table, inputs->scope);
    for (size_t r = 0; r < rows; r++) {
        const char *word = status_of(ap_schema_row(table, first, r)->basis);
        of_status[0] += strcmp(word, "published") == 0 ? 1 : 0;
        of_status[1] += strcmp(word, "derived") == 0 ? 1 : 0;
        of_status[2] += strcmp(word, "illustrative") == 0 ? 1 : 0;
    }
    ap_pen_words(pen, table->name);
    ap_pen_words(pen, table->help);
    ap_pen_words(pen, is_required ? "Yes" : "No");
    ap_pen_number(pen, (double)rows);
    for (size_t k = 0; k < 3; k++) {
        ap_pen_number(pen, (double)of_status[k]);
    }
    ap_pen_words(pen, is_required && rows == 0 ? "No" : "Yes");
    ap_pen_end_row(pen);
}

/* A table that this kind of report has no use for stands there only where it has rows. */
static bool is_listed(const ap_case *inputs, const ap_schema_table *table)
{
    size_t rows = 0;
    (void)ap_schema_rows(table, inputs, &rows);
    return rows > 0 || (table->uses & inputs->scope) != 0;
}

static ap_status add_checklist(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t tables = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Inputs checklist",
        .table = "inputs_checklist",
        .title = "Inputs checklist: is everything there, and how much of it is published",
        .line_count = 1,
        .lines =
            {"Every table of the case. The reader has refused any file with a problem, so "
             "complete means read without one."},
        .column_count = sizeof checklist_columns / sizeof checklist_columns[0],
        .columns = checklist_columns,
    };
    for (size_t t = 0; t < tables; t++) {
        sheet.row_count += is_listed(inputs, &schema[t]) ? 1 : 0;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t t = 0; status == AP_OK && t < tables; t++) {
        if (is_listed(inputs, &schema[t])) {
            checklist_row(inputs, &schema[t], &pen);
        }
    }
    return status;
}

static const ap_report_column assumption_columns[] = {
    {.header = "Table", .width = 16},
    {.header = "Row", .width = 36},
    {.header = "Value", .width = 18},
    {.header = "Line in the file", .format = AP_COUNT, .width = 10},
    {.header = "Status", .width = 14},
    {.header = "Basis", .width = 64},
    {.header = "Note", .width = 52},
};

/* The field of a table that is the figure of its rows; NULL where there is none, or several
 * and no first among them. */
static const ap_field *figure_of(const ap_schema_table *table)
{
    static const char *const names[] = {
        "weighted_population", "weight", "target_share", "amount",      "total", "bid",
        "population",          "value",  "correlation",  "distribution"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        const ap_field *field = ap_schema_field(table, names[n]);
        if (field != NULL) {
            return field;
        }
    }
    return NULL;
}

enum { VALUE_SIZE = 48 };

/* The figure in words: money, a rate or a number as its type says. */
static void value_words(const ap_schema_table *table, void *row, char words[VALUE_SIZE])
{
    const ap_field *field = figure_of(table);
    (void)snprintf(words, VALUE_SIZE, "[z]");
    if (field == NULL) {
        return;
    }
    if (field->type == AP_TYPE_TEXT) {
        (void)snprintf(words, VALUE_SIZE, "%.40s", ap_schema_text(field, row));
        return;
    }
    double value = 0;
    memcpy(&value, ap_schema_place(field, row), sizeof value);
    const ap_field *read =
        field->type == AP_TYPE_AMOUNT ? ap_schema_amount(table, row) : field;
    ap_type type = read == NULL ? AP_TYPE_NUMBER : read->type;
    char money[AP_MONEY_SIZE];
    if (type == AP_TYPE_MONEY && value == round(value)) {
        (void)snprintf(words, VALUE_SIZE, "%s", ap_money_words(value, money));
    } else if (type == AP_TYPE_MONEY) {
        (void)snprintf(words, VALUE_SIZE, "£%.2f", value);
    } else if (type == AP_TYPE_RATE) {
        (void)snprintf(words, VALUE_SIZE, "%.6g%%", value * 100);
    } else {
        (void)snprintf(words, VALUE_SIZE, "%.10g", value);
    }
}

static void assumption_row(ap_pen *pen, const char *table, const ap_row *row,
                           const char *value)
{
    ap_pen_words(pen, table);
    ap_pen_words(pen, row->key);
    ap_pen_words(pen, value);
    ap_pen_number(pen, (double)row->line);
    ap_pen_words(pen, status_of(row->basis));
    ap_pen_words(pen, row->basis);
    ap_pen_words(pen, row->note);
    ap_pen_end_row(pen);
}

/* Rows of one table that say the same of where they come from stand on one line of the log
 * where there are as many as this: need by practice has thousands. */
enum { GATHERED = 200 };

/* How many rows from `first` on say the same, if they are to be gathered; else 1. */
static size_t gathered(const ap_schema_table *table, void *rows, size_t count, size_t first)
{
    const ap_row *own = ap_schema_row(table, rows, first);
    size_t end = first + 1;
    while (end < count) {
        const ap_row *next = ap_schema_row(table, rows, end);
        if (strcmp(next->basis, own->basis) != 0 || strcmp(next->note, own->note) != 0) {
            break;
        }
        end++;
    }
    return end - first >= GATHERED ? end - first : 1;
}

static size_t count_rows(const ap_case *inputs)
{
    size_t tables = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    size_t count = inputs->setting_rows_count;
    for (size_t t = 0; t < tables; t++) {
        size_t rows = 0;
        void *first = ap_schema_rows(&schema[t], inputs, &rows);
        for (size_t r = 0; r < rows; r += gathered(&schema[t], first, rows, r)) {
            count++;
        }
    }
    return count;
}

static void table_rows(const ap_case *inputs, const ap_schema_table *table, ap_pen *pen)
{
    size_t rows = 0;
    char *first = ap_schema_rows(table, inputs, &rows);
    size_t step = 1;
    for (size_t r = 0; r < rows; r += step) {
        char value[VALUE_SIZE];
        step = gathered(table, first, rows, r);
        if (step > 1) {
            (void)snprintf(value, sizeof value, "%zu rows from here", step);
        } else {
            value_words(table, first + r * table->row_size, value);
        }
        assumption_row(pen, table->name, ap_schema_row(table, first, r), value);
    }
}

static ap_status add_assumptions(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t tables = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Assumptions log",
        .table = "assumptions_log",
        .title = "Assumptions log: where every figure of the inputs comes from",
        .line_count = 1,
        .lines =
            {"One line a row of the inputs, from the inputs themselves; of a scheme the "
             "value is its bid. What nobody published says illustrative."},
        .column_count = sizeof assumption_columns / sizeof assumption_columns[0],
        .columns = assumption_columns,
        .row_count = count_rows(inputs),
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t r = 0; r < inputs->setting_rows_count; r++) {
        const ap_setting_row *setting = &inputs->setting_rows[r];
        assumption_row(&pen, "settings", &setting->row, setting->value);
    }
    for (size_t t = 0; t < tables; t++) {
        table_rows(inputs, &schema[t], &pen);
    }
    return AP_OK;
}

ap_status ap_assumptions_add(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_status status = add_checklist(inputs, report, err);
    return status == AP_OK ? add_assumptions(inputs, report, err) : status;
}

static size_t count_status(const ap_case *inputs, const char *status)
{
    size_t tables = 0;
    size_t count = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    for (size_t r = 0; r < inputs->setting_rows_count; r++) {
        count += strcmp(status_of(inputs->setting_rows[r].row.basis), status) == 0 ? 1 : 0;
    }
    for (size_t t = 0; t < tables; t++) {
        size_t rows = 0;
        void *first = ap_schema_rows(&schema[t], inputs, &rows);
        for (size_t r = 0; r < rows; r++) {
            const ap_row *row = ap_schema_row(&schema[t], first, r);
            count += strcmp(status_of(row->basis), status) == 0 ? 1 : 0;
        }
    }
    return count;
}

const char *ap_assumptions_words(const ap_case *inputs, ap_arena *arena)
{
    return ap_arena_print(
        arena,
        "%zu rows of the inputs are published figures, %zu are illustrative; "
        "see sheet Assumptions log",
        count_status(inputs, "published"), count_status(inputs, "illustrative"));
}
