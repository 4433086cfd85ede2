#include "data/value.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apportion/money.h"
#include "base/text.h"
#include "data/cell.h"
#include "data/finding.h"

_Static_assert(sizeof(ap_kind) == sizeof(unsigned), "an enum is stored as an unsigned");

static bool refuse(ap_refusal *refusal, const char *rule, const char *remedy)
{
    (void)snprintf(refusal->rule, sizeof refusal->rule, "%s", rule);
    (void)snprintf(refusal->remedy, sizeof refusal->remedy, "%s", remedy);
    return false;
}

static bool is_divider(char c)
{
    return c == ' ' || c == '-' || c == '_';
}

/* Is the text this choice, capitals aside and with " ", "-" and "_" alike? */
static bool is_choice(const char *text, const char *choice, size_t length)
{
    size_t i = 0;
    while (i < length && text[i] != '\0' &&
           (tolower((unsigned char)text[i]) == choice[i] ||
            (is_divider(text[i]) && is_divider(choice[i])))) {
        i++;
    }
    return i == length && text[i] == '\0';
}

/* The position of the text in the choices, or that of the choice which it begins with. */
static bool find_choice(const ap_field *field, const char *text, unsigned *out)
{
    const char *rest = field->choices;
    const char *choice = NULL;
    size_t length = 0;
    for (unsigned i = 0; ap_word_next(&rest, '|', &choice, &length); i++) {
        bool is_start = field->type == AP_TYPE_BASIS && strncmp(text, choice, length) == 0;
        if (is_start || is_choice(text, choice, length)) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* "hard, soft or off" */
static const char *list_choices(const char *choices, char out[AP_REMEDY_SIZE])
{
    const char *rest = choices;
    const char *choice = NULL;
    size_t length = 0;
    size_t used = 0;
    out[0] = '\0';
    while (ap_word_next(&rest, '|', &choice, &length)) {
        const char *comma = used == 0 ? "" : *rest == '\0' ? " or " : ", ";
        int more = snprintf(out + used, AP_REMEDY_SIZE - used, "%s%.*s", comma, (int)length,
                            choice);
        used += more < 0 ? 0 : (size_t)more;
    }
    return out;
}

static bool refuse_choice(const ap_field *field, ap_refusal *refusal)
{
    char choices[AP_REMEDY_SIZE];
    char rule[AP_REMEDY_SIZE];
    char remedy[AP_REMEDY_SIZE];
    (void)snprintf(rule, sizeof rule, "%s %s one of a few words", field->name,
                   field->type == AP_TYPE_BASIS ? "begins with" : "is");
    (void)snprintf(remedy, sizeof remedy, "write %.200s",
                   list_choices(field->choices, choices));
    return refuse(refusal, rule, remedy);
}

/* One character of a key, capitals made small and what a key cannot have made "-". */
static char key_character(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
        return c;
    }
    if (c >= 'A' && c <= 'Z') {
        return "abcdefghijklmnopqrstuvwxyz"[c - 'A'];
    }
    return '-';
}

/* "Isle of Wight" is refused, and offered as "isle-of-wight". */
static bool check_key(const char *text, ap_refusal *refusal)
{
    char *key = refusal->key;
    size_t length = strnlen(text, sizeof refusal->key - 1);
    for (size_t i = 0; i < length; i++) {
        key[i] = key_character(text[i]);
    }
    key[length] = '\0';
    if (strcmp(key, text) == 0) {
        return true;
    }
    char remedy[AP_REMEDY_SIZE];
    (void)snprintf(remedy, sizeof remedy,
                   "write it \"%s\", here and where it is referred to", key);
    return refuse(refusal, "a key is written in letters a to z, digits, \"_\" and \"-\"",
                  remedy);
}

static bool check_text(const ap_field *field, const char *text, ap_refusal *refusal)
{
    ap_reason reason = {0};
    unsigned choice = 0;
    int year = 0;
    if (text[0] == '\0') {
        return true;
    }
    bool is_good = field->type == AP_TYPE_YEAR ? ap_cell_year(text, &year, &reason)
                                               : ap_cell_text(text, &reason);
    refusal->remark = reason.remark;
    if (!is_good) {
        return refuse(refusal, reason.rule, reason.remedy);
    }
    if (field->choices != NULL && !find_choice(field, text, &choice)) {
        return refuse_choice(field, refusal);
    }
    return field->type != AP_TYPE_KEY || check_key(text, refusal);
}

static void put_text(const ap_field *field, void *row, const char *text)
{
    const size_t none = AP_NONE;
    memcpy(ap_schema_place(field, row), &text, sizeof text);
    if (field->type == AP_TYPE_REF) {
        memcpy((char *)row + field->at_offset, &none, sizeof none);
    }
}

static bool set_text(const ap_field *field, void *row, const char *text,
                     ap_refusal *refusal)
{
    if (!check_text(field, text, refusal)) {
        return false;
    }
    put_text(field, row, text);
    return true;
}

static const char *show(const ap_field *field, double value, char out[AP_MONEY_SIZE])
{
    if (field->type == AP_TYPE_MONEY) {
        return ap_money_words(value, out);
    }
    bool is_rate = field->type == AP_TYPE_RATE;
    (void)snprintf(out, AP_MONEY_SIZE, "%.10g%s", is_rate ? 100 * value : value,
                   is_rate ? "%" : "");
    return out;
}

/* A bound is stretched by a hair, so that 0.1% as a fraction may stand at 0.1%. */
static bool is_in_range(const ap_field *field, double value, ap_refusal *refusal)
{
    bool is_any = field->low == 0 && field->high == 0;
    bool is_low = !is_any && value < field->low - 1e-12 * fabs(field->low);
    bool is_high = !is_any && value > field->high + 1e-12 * fabs(field->high);
    if (!is_low && !is_high) {
        return true;
    }
    char limit[AP_MONEY_SIZE];
    char rule[AP_REMEDY_SIZE];
    (void)snprintf(rule, sizeof rule, "%s is at %s %s", field->name,
                   is_low ? "least" : "most",
                   show(field, is_low ? field->low : field->high, limit));
    return refuse(refusal, rule, is_low ? "write a greater one" : "write a smaller one");
}

static bool read_number(ap_type type, const char *text, double *out, ap_reason *reason)
{
    switch (type) {
    case AP_TYPE_MONEY:
        return ap_cell_money(text, out, reason);
    case AP_TYPE_RATE:
        return ap_cell_rate(text, out, reason);
    case AP_TYPE_FACTOR:
        return ap_cell_factor(text, out, reason);
    default:
        return ap_cell_number(text, out, reason);
    }
}

static bool set_number(const ap_field *field, void *row, const char *text,
                       ap_refusal *refusal)
{
    ap_reason reason = {0};
    double value = 0;
    bool is_good = read_number(field->type, text, &value, &reason);
    refusal->remark = reason.remark;
    if (!is_good) {
        return refuse(refusal, reason.rule, reason.remedy);
    }
    if (!is_in_range(field, value, refusal)) {
        return false;
    }
    memcpy(ap_schema_place(field, row), &value, sizeof value);
    return true;
}

static bool set_flag(const ap_field *field, void *row, const char *text,
                     ap_refusal *refusal)
{
    ap_reason reason = {0};
    bool value = false;
    if (!ap_cell_flag(text, &value, &reason)) {
        return refuse(refusal, reason.rule, reason.remedy);
    }
    refusal->remark = reason.remark;
    memcpy(ap_schema_place(field, row), &value, sizeof value);
    return true;
}

static bool set_choice(const ap_field *field, void *row, const char *text,
                       ap_refusal *refusal)
{
    unsigned choice = 0;
    if (!find_choice(field, text, &choice)) {
        return refuse_choice(field, refusal);
    }
    memcpy(ap_schema_place(field, row), &choice, sizeof choice);
    return true;
}

/* What a blank means that has no fallback. */
static const char *blank(const ap_field *field)
{
    switch (field->type) {
    case AP_TYPE_MONEY:
    case AP_TYPE_NUMBER:
    case AP_TYPE_RATE:
    case AP_TYPE_FACTOR:
        return "0";
    case AP_TYPE_FLAG:
        return "no";
    default:
        return "";
    }
}

bool ap_value_set(const ap_field *field, void *row, const char *text, ap_refusal *refusal)
{
    *refusal = (ap_refusal){.remark = NULL};
    bool may_be_unfilled = text[0] == 'f' || text[0] == 'F';
    if (may_be_unfilled && ap_text_same(text, AP_FILL_ME)) {
        return refuse(refusal, "this figure has still to be filled in",
                      field->help == NULL ? "fill it in" : field->help);
    }
    if (text[0] == '\0') {
        if (field->is_required) {
            return refuse(refusal, "a value is required here", "fill it in");
        }
        text = field->fallback == NULL ? blank(field) : field->fallback;
    }
    switch (field->type) {
    case AP_TYPE_MONEY:
    case AP_TYPE_NUMBER:
    case AP_TYPE_RATE:
    case AP_TYPE_FACTOR:
    case AP_TYPE_AMOUNT:
        return set_number(field, row, text, refusal);
    case AP_TYPE_FLAG:
        return set_flag(field, row, text, refusal);
    case AP_TYPE_CHOICE:
        return set_choice(field, row, text, refusal);
    default:
        return set_text(field, row, text, refusal);
    }
}

void ap_value_unset(const ap_field *field, void *row)
{
    const double unknown = NAN;
    switch (field->type) {
    case AP_TYPE_MONEY:
    case AP_TYPE_NUMBER:
    case AP_TYPE_RATE:
    case AP_TYPE_FACTOR:
    case AP_TYPE_AMOUNT:
        memcpy(ap_schema_place(field, row), &unknown, sizeof unknown);
        break;
    case AP_TYPE_FLAG:
    case AP_TYPE_CHOICE:
        break;
    default:
        put_text(field, row, "");
    }
}
