#include <stdio.h>
#include <string.h>

#include "data/schema.h"

/* Columns of the printed page, and where the words about a field begin. */
enum { PAGE = 80, INDENT = 24, CELL = 160 };

/* Characters, not bytes, of UTF-8. */
static size_t width(const char *bytes, size_t length)
{
    size_t characters = 0;
    for (size_t i = 0; i < length; i++) {
        characters += ((unsigned char)bytes[i] & 0xC0U) != 0x80U ? 1 : 0;
    }
    return characters;
}

/* Words from column `at` on, broken into lines that begin at column `indent`. */
static void print_words(ap_text *text, const char *words, size_t at, size_t indent)
{
    const char *word = NULL;
    size_t length = 0;
    bool is_first = true;
    while (ap_word_next(&words, ' ', &word, &length)) {
        size_t wide = width(word, length);
        if (!is_first && at + 1 + wide > PAGE) {
            ap_text_print(text, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!is_first) {
            ap_text_print(text, " ");
            at++;
        }
        ap_text_add(text, word, length);
        at += wide;
        is_first = false;
    }
    ap_text_print(text, "\n");
}

static const char *const type_words[] = {
    [AP_TYPE_KEY] = "key",        [AP_TYPE_TEXT] = "text",
    [AP_TYPE_BASIS] = "text",     [AP_TYPE_YEAR] = "financial year",
    [AP_TYPE_REF] = "key",        [AP_TYPE_MONEY] = "money",
    [AP_TYPE_NUMBER] = "number",  [AP_TYPE_RATE] = "rate",
    [AP_TYPE_FACTOR] = "factor",  [AP_TYPE_AMOUNT] = "amount",
    [AP_TYPE_FLAG] = "yes or no", [AP_TYPE_CHOICE] = "word",
};

/* "key of places", "hard, soft or off", "money (£)". */
static const char *describe_type(const ap_field *field, char out[CELL])
{
    int used = snprintf(out, CELL, "%s", type_words[field->type]);
    if (field->type == AP_TYPE_REF) {
        (void)snprintf(out, CELL, "key of %s", field->refers);
    }
    bool has_unit = field->type == AP_TYPE_NUMBER || field->type == AP_TYPE_AMOUNT;
    bool is_plain = field->unit == NULL || strcmp(field->unit, "number") == 0;
    if (has_unit && !is_plain && used > 0) {
        (void)snprintf(out + used, CELL - (size_t)used, ", %s", field->unit);
    }
    const char *rest = field->choices;
    const char *choice = NULL;
    size_t length = 0;
    size_t at = 0;
    while (rest != NULL && ap_word_next(&rest, '|', &choice, &length)) {
        const char *start = field->type == AP_TYPE_BASIS ? "begins with " : "";
        const char *comma = at == 0 ? start : *rest == '\0' ? " or " : ", ";
        int more = snprintf(out + at, CELL - at, "%s%.*s", comma, (int)length, choice);
        at += more < 0 ? 0 : (size_t)more;
    }
    return out;
}

/* A limit this great is there to catch slips and not worth telling. */
#define TOLD 1e9

static void print_bound(const ap_field *field, double bound, char out[32])
{
    bool is_rate = field->type == AP_TYPE_RATE;
    (void)snprintf(out, 32, "%s%.10g%s", field->type == AP_TYPE_MONEY ? "£" : "",
                   is_rate ? 100 * bound : bound, is_rate ? "%" : "");
}

/* "required; 0% to 100%", "blank: 3; 0.001 to 1000", "£0 or more". */
static const char *describe_rule(const ap_field *field, char out[CELL])
{
    char low[32];
    char high[32];
    int used = 0;
    out[0] = '\0';
    if (field->is_required) {
        used = snprintf(out, CELL, "required");
    } else if (field->fallback != NULL) {
        used = snprintf(out, CELL, "blank: %s", field->fallback);
    }
    if (used >= 0 && (field->low != 0 || field->high != 0)) {
        bool is_open = field->high >= TOLD;
        print_bound(field, field->low, low);
        print_bound(field, field->high, high);
        (void)snprintf(out + used, CELL - (size_t)used, "%s%s %s%s", used == 0 ? "" : "; ",
                       low, is_open ? "or more" : "to ", is_open ? "" : high);
    }
    return out;
}

static void print_field(ap_text *text, const ap_field *field)
{
    char type[CELL];
    char rule[CELL];
    char words[2 * CELL + 4];
    (void)describe_type(field, type);
    (void)describe_rule(field, rule);
    (void)snprintf(words, sizeof words, "%s%s%s", type, rule[0] == '\0' ? "" : "; ", rule);
    ap_text_print(text, "  %-*s", INDENT - 2, field->name);
    print_words(text, words, INDENT, INDENT);
    ap_text_print(text, "%*s", INDENT, "");
    print_words(text, field->help, INDENT, INDENT);
}

/* Basis and note end every table of rows, and are told once. */
static size_t own_fields(const ap_schema_table *table)
{
    bool is_of_rows = table != ap_schema_settings() && table != ap_schema_pace();
    return table->field_count - (is_of_rows ? 2 : 0);
}

/* What follows the name of a table that not every command must have. */
static const char *who_must(const ap_schema_table *table)
{
    bool is_of_pools = table->uses == AP_SCOPE_POOL;
    if (table->required == 0) {
        return is_of_pools ? " (pool; optional)" : " (optional)";
    }
    if (is_of_pools) {
        return " (pool)";
    }
    return table->required == AP_SCOPE_POOL ? " (optional; of pool required)" : "";
}

static const char *title_of(const ap_schema_table *table)
{
    return table == ap_schema_pace() ? "pace.csv: parameters" : table->file;
}

static void print_table(ap_text *text, const ap_schema_table *table)
{
    ap_text_print(text, "\n%s%s\n", title_of(table), who_must(table));
    print_words(text, table->help, 0, 0);
    if (table->key[0] != '\0') {
        ap_text_print(text, "Key: %s\n", table->key);
    }
    ap_text_print(text, "\n");
    for (size_t f = 0; f < own_fields(table); f++) {
        print_field(text, &table->fields[f]);
    }
}

static const char preamble[] =
    "A case is a folder: case.ini and tables of comma-separated values with a header row. "
    "Columns may stand in any order; a column whose name begins with x_ is your own and is "
    "not read. Money is pounds, as £1,234.50 or (1,234.50); a rate is 5.66% or 0.0566; a "
    "factor is 65%, 0.65 or 1.5; a key is letters a to z, digits, _ and -. Every table ends "
    "in two columns: basis, which says where the figures of the row come from and begins "
    "with published, illustrative or derived, and note.";

void ap_schema_print(ap_text *text)
{
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    print_words(text, preamble, 0, 0);
    print_table(text, ap_schema_settings());
    for (size_t t = 0; t < count; t++) {
        print_table(text, &tables[t]);
    }
    print_table(text, ap_schema_pace());
}

/* A cell of a Markdown table, in which "|" would end it. */
static void add_cell(ap_text *text, const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == '|' || *words == '*' || *words == '<') {
            ap_text_add(text, "\\", 1);
        }
        ap_text_add(text, words, 1);
    }
}

static void mark_field(ap_text *text, const ap_field *field)
{
    char type[CELL];
    char rule[CELL];
    ap_text_print(text, "| `%s` | %s | %s | ", field->name, describe_type(field, type),
                  describe_rule(field, rule));
    add_cell(text, field->help);
    ap_text_print(text, " |\n");
}

static void mark_table(ap_text *text, const ap_schema_table *table)
{
    ap_text_print(text, "\n### %s%s\n\n", title_of(table), who_must(table));
    add_cell(text, table->help);
    if (table->key[0] != '\0') {
        ap_text_print(text, " Key: `%s`.", table->key);
    }
    ap_text_print(text, "\n\n| name | type | rule | meaning |\n|---|---|---|---|\n");
    for (size_t f = 0; f < own_fields(table); f++) {
        mark_field(text, &table->fields[f]);
    }
}

void ap_schema_markdown(ap_text *text)
{
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    ap_text_print(text, "%s\n", preamble);
    mark_table(text, ap_schema_settings());
    for (size_t t = 0; t < count; t++) {
        mark_table(text, &tables[t]);
    }
    mark_table(text, ap_schema_pace());
}
