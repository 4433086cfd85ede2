#include "data/table_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/value.h"

/* A cell of a number, the decimals that it may have, and more columns than any table has.
 */
enum { NUMBER_SIZE = 64, MOST_DECIMALS = 30, MOST_FIELDS = 48 };

/* A value of any field by itself. */
typedef union ap_any {
    const char *text;
    double number;
    unsigned choice;
    bool flag;
    char room[2 * sizeof(size_t) + sizeof(char *)];
} ap_any;

/* The number in as few decimals as give it back, but not fewer than `least`; one that is
 * too large or small for that, with an exponent. */
static void print_number(double value, int least, char out[NUMBER_SIZE])
{
    const double most = 1e18;
    for (int decimals = least; decimals <= MOST_DECIMALS && fabs(value) < most;
         decimals++) {
        (void)snprintf(out, NUMBER_SIZE, "%.*f", decimals, value);
        if (strtod(out, NULL) == value) {
            return;
        }
    }
    (void)snprintf(out, NUMBER_SIZE, "%.17g", value);
}

static void print_money(double pounds, char out[NUMBER_SIZE])
{
    print_number(pounds, 0, out);
    if (strchr(out, '.') != NULL) {
        print_number(pounds, 2, out);
    }
}

/* In per cent. The decimal point moves two places, so that no digit is computed. A rate
 * with an exponent stays a fraction. */
static void print_rate(double rate, char out[NUMBER_SIZE])
{
    char number[NUMBER_SIZE];
    print_number(rate, 2, number);
    if (strchr(number, 'e') != NULL) {
        (void)snprintf(out, NUMBER_SIZE, "%s", number);
        return;
    }
    bool is_negative = number[0] == '-';
    char *digits = number + (is_negative ? 1 : 0);
    char *point = strchr(digits, '.');
    point[0] = point[1];
    point[1] = point[2];
    point[2] = '.';
    size_t zeros = strspn(digits, "0");
    digits += digits[zeros] == '.' ? zeros - 1 : zeros;
    (void)snprintf(out, NUMBER_SIZE, "%s%.*s%%", is_negative ? "-" : "",
                   (int)(strlen(digits) - (point[3] == '\0' ? 1 : 0)), digits);
}

static double number_of(const ap_field *field, const void *row)
{
    double number = 0;
    memcpy(&number, (const char *)row + field->offset, sizeof number);
    return number;
}

static bool is_number(const ap_field *field)
{
    return field->type == AP_TYPE_MONEY || field->type == AP_TYPE_NUMBER ||
           field->type == AP_TYPE_RATE || field->type == AP_TYPE_FACTOR;
}

/* Does the row hold here what a blank cell would be read as? */
static bool is_as_blank(const ap_field *field, const void *row)
{
    ap_any blank;
    ap_refusal refusal;
    ap_field as = *field;
    as.offset = 0;
    as.at_offset = sizeof(char *);
    as.is_required = false;
    if (field->type == AP_TYPE_AMOUNT || !ap_value_set(&as, &blank, "", &refusal)) {
        return false;
    }
    if (field->type <= AP_TYPE_REF) {
        return strcmp(blank.text, ap_schema_text(field, row)) == 0;
    }
    if (is_number(field)) {
        return blank.number == number_of(field, row);
    }
    size_t size = field->type == AP_TYPE_FLAG ? sizeof blank.flag : sizeof blank.choice;
    return memcmp(&blank, (const char *)row + field->offset, size) == 0;
}

/* Keys and the words of the schema hold nothing that Excel would compute. */
static void add_words(const ap_field *field, const void *row, ap_text *text)
{
    char word[64];
    bool is_ours = field->type == AP_TYPE_CHOICE || field->type == AP_TYPE_KEY ||
                   field->type == AP_TYPE_REF;
    const char *words = ap_schema_word(field, row, word, sizeof word);
    if (is_ours) {
        ap_text_csv(text, words);
    } else {
        ap_text_csv_safe(text, words);
    }
}

static void add_flag(const ap_field *field, const void *row, ap_text *text)
{
    bool flag = false;
    memcpy(&flag, (const char *)row + field->offset, sizeof flag);
    ap_text_print(text, "%s", flag ? "yes" : "no");
}

static void add_number(const ap_field *field, const void *row, ap_text *text)
{
    char number[NUMBER_SIZE];
    double value = number_of(field, row);
    if (field->type == AP_TYPE_MONEY) {
        print_money(value, number);
    } else if (field->type == AP_TYPE_RATE) {
        print_rate(value, number);
    } else {
        print_number(value, 0, number);
    }
    ap_text_print(text, "%s", number);
}

static void add_cell(const ap_case *inputs, const ap_schema_table *table,
                     const ap_field *column, const void *row, ap_text *text)
{
    const ap_field *field =
        column->type == AP_TYPE_AMOUNT ? ap_schema_amount(table, row) : column;
    bool is_needed =
        column->type == AP_TYPE_AMOUNT || ap_schema_is_filled(column, inputs->scope);
    if (field->type == AP_TYPE_FLAG) {
        add_flag(field, row, text);
    } else if (!is_number(field)) {
        add_words(field, row, text);
    } else if (is_needed || !is_as_blank(field, row)) {
        add_number(field, row, text);
    }
}

static const char *row_at(const ap_schema_table *table, const ap_case *inputs, size_t at)
{
    size_t count = 0;
    const char *rows = ap_schema_rows(table, inputs, &count);
    return rows + at * table->row_size;
}

/* Is the column of any use? Basis and note always are. */
static bool is_printed(const ap_case *inputs, const ap_schema_table *table,
                       const ap_field *field)
{
    size_t count = 0;
    (void)ap_schema_rows(table, inputs, &count);
    bool is_last = field + 1 == table->fields + table->field_count;
    bool is_used = count == 0 || is_last || ap_schema_is_filled(field, inputs->scope);
    for (size_t i = 0; i < count && !is_used; i++) {
        is_used = !is_as_blank(field, row_at(table, inputs, i));
    }
    return is_used;
}

void ap_case_table_print(const ap_case *inputs, const ap_schema_table *table, ap_text *text)
{
    size_t count = 0;
    const ap_field *columns[MOST_FIELDS];
    size_t width = 0;
    (void)ap_schema_rows(table, inputs, &count);
    for (size_t f = 0; f < table->field_count; f++) {
        if (is_printed(inputs, table, &table->fields[f])) {
            ap_text_print(text, "%s%s", width == 0 ? "" : ",", table->fields[f].name);
            columns[width++] = &table->fields[f];
        }
    }
    ap_text_print(text, "\n");
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < width; c++) {
            ap_text_print(text, "%s", c == 0 ? "" : ",");
            add_cell(inputs, table, columns[c], row_at(table, inputs, i), text);
        }
        ap_text_print(text, "\n");
    }
}

void ap_case_settings_print(const ap_case *inputs, ap_text *text)
{
    const char *section = "";
    size_t length = 0;
    for (size_t i = 0; i < inputs->setting_rows_count; i++) {
        const ap_setting_row *row = &inputs->setting_rows[i];
        size_t dot = strcspn(row->setting, ".");
        const char *key = row->setting + dot + 1;
        if (row->row.line == 0) {
            continue;
        }
        if (dot != length || strncmp(section, row->setting, dot) != 0) {
            ap_text_print(text, "%s[%.*s]\n", text->length > 0 ? "\n" : "", (int)dot,
                          row->setting);
        }
        section = row->setting;
        length = dot;
        ap_text_print(text, "%s = %s\n", key, row->value);
        if (strcmp(row->row.basis, "not given") != 0) {
            ap_text_print(text, "%s.basis = %s\n", key, row->row.basis);
        }
        if (row->row.note[0] != '\0') {
            ap_text_print(text, "%s.note = %s\n", key, row->row.note);
        }
    }
}
