#include "record/book_formula.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/book_layout.h"

/* A formula being read: where it stands and what it has had so far. */
typedef struct ap_reading {
    const ap_report *report;
    const ap_sheet *sheet;
    size_t row;
    const char *formula;
    const char *at;
    size_t ifs;
    ap_text *out;
    ap_error *err;
} ap_reading;

#define REFUSE(reading, ...)                                            \
    ap_fail((reading)->err, AP_INTERNAL,                                \
            (reading)->sheet == NULL ? "a defined name of the workbook" \
                                     : (reading)->sheet->name,          \
            __VA_ARGS__)

/* Which part of a column a reference means. */
typedef enum ap_part { AP_PART_CELL, AP_PART_ALL, AP_PART_TOTAL, AP_PART_ROW } ap_part;

typedef struct ap_reference {
    const ap_sheet *sheet;
    size_t column;
    ap_part part;
    size_t row; /* of the table, from 0, for AP_PART_ROW */
} ap_reference;

static const ap_sheet *sheet_of(const ap_report *report, const char *words, size_t length)
{
    for (size_t i = 0; i < report->sheet_count; i++) {
        const char *name = report->sheets[i].name;
        if (strlen(name) == length && strncmp(name, words, length) == 0) {
            return &report->sheets[i];
        }
    }
    return NULL;
}

/* Cut "#all", "#total" or "#3" off the words and say which it was; a header may have a
 * hash of its own. */
static void take_part(char *words, ap_reference *reference)
{
    char *hash = strrchr(words, '#');
    if (hash == NULL) {
        return;
    }
    char *end = hash;
    unsigned long number = strtoul(hash + 1, &end, 10);
    if (strcmp(hash, "#all") == 0) {
        reference->part = AP_PART_ALL;
    } else if (strcmp(hash, "#total") == 0) {
        reference->part = AP_PART_TOTAL;
    } else if (isdigit((unsigned char)hash[1]) && *end == '\0' && number > 0) {
        reference->part = AP_PART_ROW;
        reference->row = number - 1;
    } else {
        return;
    }
    *hash = '\0';
}

/* Another sheet's column without a part is the whole of it. */
static ap_status take_reference(ap_reading *reading, const char *inside, size_t length,
                                ap_reference *reference)
{
    char words[2 * AP_HEADER_SIZE];
    (void)snprintf(words, sizeof words, "%.*s", (int)length, inside);
    const char *header = words;
    const char *bang = strchr(words, '!');
    const ap_sheet *other =
        bang == NULL ? NULL : sheet_of(reading->report, words, (size_t)(bang - words));
    *reference = (ap_reference){.sheet = other == NULL ? reading->sheet : other,
                                .part = other == NULL ? AP_PART_CELL : AP_PART_ALL};
    if (other != NULL) {
        header = bang + 1;
    }
    take_part(words, reference);
    if (reference->sheet == NULL) {
        return REFUSE(reading, "{%s} names no sheet of this report", words);
    }
    reference->column = ap_sheet_column(reference->sheet, header);
    if (reference->column == reference->sheet->column_count) {
        return REFUSE(reading, "{%s} names no column of the sheet %s", words,
                      reference->sheet->name);
    }
    if ((reference->part == AP_PART_TOTAL && !reference->sheet->has_total) ||
        (reference->part == AP_PART_ROW && reference->row >= reference->sheet->row_count)) {
        return REFUSE(reading, "%.*s is past the rows of the sheet %s", (int)length, inside,
                      reference->sheet->name);
    }
    return AP_OK;
}

static void write_reference(ap_reading *reading, const ap_reference *reference)
{
    const ap_sheet *sheet = reference->sheet;
    char letters[AP_LETTERS_SIZE];
    ap_column_letters(reference->column, letters);
    if (sheet != reading->sheet) {
        ap_sheet_prefix(sheet->name, reading->out);
    }
    size_t first = ap_first_row(sheet) + 1;
    switch (reference->part) {
    case AP_PART_CELL:
        ap_text_print(reading->out, "%s%zu", letters, first + reading->row);
        break;
    case AP_PART_ALL:
        ap_text_print(reading->out, "$%s$%zu:$%s$%zu", letters, first, letters,
                      ap_last_row(sheet) + 1);
        break;
    case AP_PART_TOTAL:
        ap_text_print(reading->out, "$%s$%zu", letters, ap_total_row(sheet) + 1);
        break;
    case AP_PART_ROW:
        ap_text_print(reading->out, "$%s$%zu", letters, first + reference->row);
        break;
    }
}

static ap_status read_braces(ap_reading *reading)
{
    const char *inside = reading->at + 1;
    const char *end = strchr(inside, '}');
    if (end == NULL) {
        return REFUSE(reading, "%s has a brace without its twin", reading->formula);
    }
    ap_reference reference;
    ap_status status = take_reference(reading, inside, (size_t)(end - inside), &reference);
    if (status == AP_OK) {
        write_reference(reading, &reference);
        reading->at = end + 1;
    }
    return status;
}

static ap_status read_text(ap_reading *reading)
{
    const char *end = strchr(reading->at + 1, '"');
    if (end == NULL) {
        return REFUSE(reading, "%s has a quote without its twin", reading->formula);
    }
    ap_text_add(reading->out, reading->at, (size_t)(end + 1 - reading->at));
    reading->at = end + 1;
    return AP_OK;
}

/* Both Excel 2016 and LibreOffice 7.4 know these, and none is volatile. */
static const char *const functions[] = {
    "ABS",  "AND",      "AVERAGE", "COUNT", "COUNTA", "COUNTIF",   "COUNTIFS",
    "IF",   "IFERROR",  "INDEX",   "INT",   "ISTEXT", "ISNUMBER",  "MATCH",
    "MAX",  "MEDIAN",   "MIN",     "MOD",   "NOT",    "OR",        "ROUND",
    "SIGN", "SUBTOTAL", "SUM",     "SUMIF", "SUMIFS", "SUMPRODUCT"};

static bool is_function(const char *word)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_name(const ap_report *report, const char *word)
{
    for (size_t i = 0; i < report->name_count; i++) {
        if (strcmp(report->names[i].name, word) == 0) {
            return true;
        }
    }
    return strcmp(word, "TRUE") == 0 || strcmp(word, "FALSE") == 0;
}

static ap_status read_word(ap_reading *reading)
{
    const char *end = reading->at;
    while (isalnum((unsigned char)*end) || *end == '_' || *end == '.') {
        end++;
    }
    char word[AP_HEADER_SIZE];
    (void)snprintf(word, sizeof word, "%.*s", (int)(end - reading->at), reading->at);
    if (*end == '(' ? !is_function(word) : !is_name(reading->report, word)) {
        return REFUSE(reading,
                      "%s in %s is neither a function on the list nor a defined name", word,
                      reading->formula);
    }
    reading->ifs += strcmp(word, "IF") == 0 ? 1 : 0;
    if (reading->ifs > 1) {
        return REFUSE(reading, "%s has a second IF: give it a column", reading->formula);
    }
    ap_text_add(reading->out, reading->at, (size_t)(end - reading->at));
    reading->at = end;
    return AP_OK;
}

static ap_status read_number(ap_reading *reading)
{
    size_t length = strspn(reading->at, "0123456789.");
    char digit = *reading->at;
    bool is_places = digit == '2' && reading->at > reading->formula &&
                     reading->at[-1] == ',' && reading->at[1] == ')';
    if (length != 1 || (digit != '0' && digit != '1' && !is_places)) {
        return REFUSE(reading,
                      "the number at %s is written into the formula: give it a cell",
                      reading->at);
    }
    ap_text_add(reading->out, reading->at, 1);
    reading->at++;
    return AP_OK;
}

static ap_status read_next(ap_reading *reading)
{
    unsigned char next = (unsigned char)*reading->at;
    if (next == '{') {
        return read_braces(reading);
    }
    if (next == '"') {
        return read_text(reading);
    }
    if (isdigit(next)) {
        return read_number(reading);
    }
    if (isalpha(next) || next == '_') {
        return read_word(reading);
    }
    if (strchr("+-*/^&=<>(),: ", next) == NULL) {
        return REFUSE(reading, "%s has a \"%c\" that is not allowed", reading->formula,
                      next);
    }
    ap_text_add(reading->out, reading->at, 1);
    reading->at++;
    return AP_OK;
}

ap_status ap_formula_expand(const ap_report *report, const ap_sheet *sheet, size_t row,
                            const char *formula, ap_text *out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t before = out->length;
    ap_reading reading = {.report = report,
                          .sheet = sheet,
                          .row = row,
                          .formula = formula,
                          .at = formula + (*formula == '=' ? 1 : 0),
                          .out = out,
                          .err = err};
    while (*reading.at != '\0') {
        AP_TRY(read_next(&reading));
    }
    if (out->failed) {
        status = ap_fail(err, AP_NO_MEMORY, formula, "the formula written out");
    } else if (out->length - before > AP_FORMULA_MOST) {
        status = REFUSE(&reading, "%s has over %d characters: give a part of it a column",
                        out->bytes + before, AP_FORMULA_MOST);
    }
done:
    return status;
}

/* The formula as the report has it, or NULL for a value. Text in square brackets is a
 * missing value even where the column computes. */
static const char *formula_of(const ap_sheet *sheet, size_t row, size_t column)
{
    const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
    const ap_report_column *head = &sheet->columns[column];
    if (!cell->is_number && cell->text != NULL && cell->text[0] == '[') {
        return NULL;
    }
    if (cell->formula != NULL) {
        return cell->formula;
    }
    bool is_total = row == sheet->row_count;
    return is_total && head->total != AP_FORMULA_TOTAL ? NULL : head->formula;
}

ap_status ap_cell_formula(const ap_report *report, const ap_sheet *sheet, size_t row,
                          size_t column, ap_text *out, ap_error *err)
{
    char sum[2 * AP_HEADER_SIZE];
    const char *formula = formula_of(sheet, row, column);
    bool is_sum = row == sheet->row_count && sheet->columns[column].total == AP_SUM;
    if (formula == NULL && is_sum) {
        /* What a sum of doubles leaves over is no money: a total of nought is not "(0)". */
        bool is_money = sheet->columns[column].format == AP_POUNDS;
        (void)snprintf(sum, sizeof sum,
                       is_money ? "ROUND(SUM({%s#all}),2)" : "SUM({%s#all})",
                       sheet->columns[column].header);
        formula = sum;
    }
    return formula == NULL ? AP_OK
                           : ap_formula_expand(report, sheet, row, formula, out, err);
}
