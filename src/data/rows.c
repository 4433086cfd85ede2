#include "data/rows.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/finding.h"
#include "data/value.h"

/* More columns than any table has. */
enum { MOST_FIELDS = 48 };

/* What reading one file takes along. */
typedef struct ap_reading {
    const ap_schema_table *table;
    const ap_grid *grid;
    ap_case *inputs;
    ap_problems *problems;
    size_t columns[MOST_FIELDS]; /**< of each field, AP_NONE where the file has none */
    size_t row;
    void *place;        /**< where the row at hand is built */
    bool is_choice_bad; /**< an amount cannot be read when its unit is not known */
    bool is_out_of_memory;
} ap_reading;

static ap_spot header_spot(const ap_reading *reading, const char *column, const char *value)
{
    return (ap_spot){reading->grid->file, reading->grid->header_line, column, value};
}

/* The column that was meant by a header that no field has, if it can be guessed. */
static const ap_field *guess(const ap_schema_table *table, const char *header)
{
    const char *names[MOST_FIELDS];
    for (size_t f = 0; f < table->field_count; f++) {
        names[f] = table->fields[f].name;
    }
    const char *nearest = ap_text_nearest(header, table->field_count, names);
    return nearest == NULL ? NULL : ap_schema_field(table, nearest);
}

/* A header is either a field that the file lacks, misspelt, or unknown altogether. */
static void report_unknown(ap_reading *reading, const char *header,
                           bool is_explained[MOST_FIELDS])
{
    const ap_field *field = guess(reading->table, header);
    size_t at = field == NULL ? 0 : (size_t)(field - reading->table->fields);
    char remedy[AP_REMEDY_SIZE];
    if (field != NULL && reading->columns[at] == AP_NONE) {
        is_explained[at] = true;
        (void)snprintf(remedy, sizeof remedy, "did you mean \"%s\"?", field->name);
        ap_find(reading->problems, header_spot(reading, field->name, header), remedy,
                "%s has no column of this name", reading->table->file);
    } else {
        (void)snprintf(remedy, sizeof remedy,
                       "remove it, or let its name begin with \"x_\" if it is your own");
        ap_find(reading->problems, header_spot(reading, header, ""), remedy,
                "%s has no column of this name", reading->table->file);
    }
}

static bool is_own(const char *header)
{
    return tolower((unsigned char)header[0]) == 'x' && header[1] == '_';
}

static void find_columns(ap_reading *reading)
{
    const ap_schema_table *table = reading->table;
    bool is_explained[MOST_FIELDS] = {false};
    for (size_t f = 0; f < table->field_count; f++) {
        reading->columns[f] = ap_grid_column(reading->grid, table->fields[f].name);
    }
    for (size_t c = 0; c < reading->grid->columns; c++) {
        bool is_known = is_own(reading->grid->headers[c]);
        for (size_t f = 0; f < table->field_count && !is_known; f++) {
            const char *name = table->fields[f].name;
            is_known = ap_grid_column(reading->grid, name) == c;
        }
        if (!is_known) {
            report_unknown(reading, reading->grid->headers[c], is_explained);
        }
    }
    for (size_t f = 0; f < table->field_count; f++) {
        const ap_field *field = &table->fields[f];
        bool is_needed = ap_schema_is_filled(field, reading->inputs->scope);
        if (reading->columns[f] == AP_NONE && is_needed && !is_explained[f]) {
            ap_find(reading->problems, header_spot(reading, field->name, ""),
                    "add the column", "%s has a column \"%s\"", table->file, field->name);
        }
    }
}

static const char *cell_of(const ap_reading *reading, size_t field)
{
    size_t column = reading->columns[field];
    const ap_grid *grid = reading->grid;
    return column == AP_NONE ? "" : grid->cells[reading->row * grid->columns + column];
}

static bool holds_text(const ap_field *field)
{
    return field->type <= AP_TYPE_REF;
}

/* A copy that lives as long as the case. */
static const char *kept_text(ap_reading *reading, const char *text)
{
    const char *copy =
        text[0] == '\0' ? "" : ap_arena_copy(reading->inputs->arena, text, strlen(text));
    reading->is_out_of_memory = reading->is_out_of_memory || copy == NULL;
    return copy == NULL ? "" : copy;
}

static void note_remark(ap_reading *reading, ap_spot spot, const char *remark)
{
    ap_problems_add(reading->problems, (ap_problem){.severity = AP_NOTE,
                                                    .file = spot.file,
                                                    .line = spot.line,
                                                    .column = spot.column,
                                                    .value = spot.value,
                                                    .rule = remark});
}

/* A key that was refused stands as it should be written, so that right references to it are
 * not reported besides. */
static void keep_key(ap_reading *reading, const ap_field *field, const char *key)
{
    if (field->type == AP_TYPE_KEY) {
        const char *text = kept_text(reading, key);
        memcpy(ap_schema_place(field, reading->place), &text, sizeof text);
    }
}

static void read_field(ap_reading *reading, size_t at, const ap_field *how)
{
    const ap_field *field = &reading->table->fields[at];
    ap_field as = *how;
    ap_refusal refusal;
    ap_value_unset(field, reading->place);
    as.is_required = ap_schema_is_filled(how, reading->inputs->scope);
    if (reading->columns[at] == AP_NONE && as.is_required) {
        return;
    }
    const char *text = cell_of(reading, at);
    if (holds_text(field)) {
        text = kept_text(reading, text);
    }
    ap_spot spot = {reading->grid->file, reading->grid->lines[reading->row], field->name,
                    text};
    if (!ap_value_set(&as, reading->place, text, &refusal)) {
        ap_find(reading->problems, spot, refusal.remedy, "%s", refusal.rule);
        keep_key(reading, field, refusal.key);
        reading->is_choice_bad = reading->is_choice_bad || field->type == AP_TYPE_CHOICE;
    } else if (refusal.remark != NULL) {
        note_remark(reading, spot, refusal.remark);
    }
}

/* An amount is read as its unit or parameter says, so after all else. A parameter that is
 * unknown is left to the check. */
static void read_amount(ap_reading *reading, size_t at)
{
    const ap_field *field = &reading->table->fields[at];
    const ap_field *how = ap_schema_amount(reading->table, reading->place);
    if (how == NULL || reading->is_choice_bad) {
        ap_value_unset(field, reading->place);
        return;
    }
    ap_field as = *how;
    as.is_required = true;
    read_field(reading, at, &as);
}

static const ap_field *field_named(const ap_schema_table *table, const char *name,
                                   size_t length)
{
    size_t f = 0;
    while (strncmp(table->fields[f].name, name, length) != 0 ||
           table->fields[f].name[length] != '\0') {
        f++;
    }
    return &table->fields[f];
}

/* The words of the key's fields that are not blank, joined by "/"; of a table without key
 * the first field. */
static void set_key(ap_reading *reading)
{
    const ap_schema_table *table = reading->table;
    ap_text key = {0};
    const char *rest = table->key[0] == '\0' ? table->fields[0].name : table->key;
    const char *name = NULL;
    size_t length = 0;
    while (ap_word_next(&rest, '/', &name, &length)) {
        const ap_field *field = field_named(table, name, length);
        char word[64];
        const char *part = ap_schema_word(field, reading->place, word, sizeof word);
        ap_text_print(&key, "%s%s", key.length == 0 || part[0] == '\0' ? "" : "/", part);
    }
    ap_row *row = reading->place;
    row->line = reading->grid->lines[reading->row];
    row->key = kept_text(reading, key.bytes == NULL ? "" : key.bytes);
    reading->is_out_of_memory = reading->is_out_of_memory || key.failed;
    ap_text_free(&key);
}

static void read_row(ap_reading *reading)
{
    const ap_schema_table *table = reading->table;
    reading->is_choice_bad = false;
    for (size_t f = 0; f < table->field_count; f++) {
        if (table->fields[f].type != AP_TYPE_AMOUNT) {
            read_field(reading, f, &table->fields[f]);
        }
    }
    for (size_t f = 0; f < table->field_count; f++) {
        if (table->fields[f].type == AP_TYPE_AMOUNT) {
            read_amount(reading, f);
        }
    }
    set_key(reading);
}

/* The sum of a column, money to the penny; NaN when a cell of it could not be read. */
static double sum_of(const ap_reading *reading, const ap_field *field, const char *rows)
{
    long double sum = 0;
    for (size_t i = 0; i < reading->grid->rows; i++) {
        double value = 0;
        memcpy(&value, rows + i * reading->table->row_size + field->offset, sizeof value);
        sum += value;
    }
    return (double)sum;
}

/* The total row of a sheet is not data, but it has to be right. */
static void check_total_cell(ap_reading *reading, const ap_field *field, const char *cell,
                             double sum)
{
    double total = 0;
    ap_refusal refusal;
    ap_spot spot = {reading->grid->file, reading->grid->total_line, field->name, cell};
    const ap_field as = {.name = field->name, .type = field->type};
    if (!ap_value_set(&as, &total, cell, &refusal)) {
        ap_find(reading->problems, spot, refusal.remedy, "%s", refusal.rule);
    } else if (fabs(total - sum) > 0.005) {
        ap_find(reading->problems, spot, "correct a row or the total, or remove the total",
                "the total row is the sum of its column, %.2f", sum);
    }
}

/* Only money and people have a total that means anything. */
static void check_total(ap_reading *reading, const char *rows)
{
    const ap_grid *grid = reading->grid;
    for (size_t f = 0; f < reading->table->field_count && grid->total != NULL; f++) {
        const ap_field *field = &reading->table->fields[f];
        bool is_people = field->unit != NULL && strcmp(field->unit, "people") == 0;
        bool is_summed = field->type == AP_TYPE_MONEY || is_people;
        const char *cell =
            reading->columns[f] == AP_NONE ? "" : grid->total[reading->columns[f]];
        if (is_summed && cell[0] != '\0') {
            check_total_cell(reading, field, cell, sum_of(reading, field, rows));
        }
    }
}

ap_status ap_rows_read(const ap_schema_table *table, const ap_grid *grid, ap_case *inputs,
                       ap_problems *problems, ap_error *err)
{
    ap_reading reading = {
        .table = table, .grid = grid, .inputs = inputs, .problems = problems};
    char *rows = calloc(grid->rows + 1, table->row_size);
    if (rows == NULL) {
        return ap_fail(err, AP_NO_MEMORY, table->file, "no memory for %zu rows",
                       grid->rows);
    }
    memcpy((char *)inputs + table->rows_offset, &rows, sizeof rows);
    memcpy((char *)inputs + table->count_offset, &grid->rows, sizeof grid->rows);
    find_columns(&reading);
    for (size_t i = 0; i < grid->rows; i++) {
        reading.row = i;
        reading.place = rows + i * table->row_size;
        read_row(&reading);
    }
    check_total(&reading, rows);
    return reading.is_out_of_memory
               ? ap_fail(err, AP_NO_MEMORY, table->file, "no memory for its text")
               : AP_OK;
}
