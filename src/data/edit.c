#include "data/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/finding.h"
#include "data/schema.h"

/* More columns than any table has. */
enum { MOST_NAMES = 40 };

/* The nearest of the fields' names, or what else to do. */
static void suggest_field(const ap_schema_table *table, const char *name,
                          const char *otherwise, ap_refusal *refusal)
{
    const char *names[MOST_NAMES];
    for (size_t f = 0; f < table->field_count; f++) {
        names[f] = table->fields[f].name;
    }
    (void)ap_suggest(name, table->field_count, names, otherwise, refusal->remedy);
}

static const char *refuse_table(const char *name, ap_refusal *refusal)
{
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    const char *names[MOST_NAMES] = {"settings"};
    for (size_t t = 0; t < count; t++) {
        names[t + 1] = tables[t].name;
    }
    (void)snprintf(refusal->rule, sizeof refusal->rule, "there is no table of this name");
    (void)ap_suggest(name, count + 1, names, "write settings or the name of a table",
                     refusal->remedy);
    return "table";
}

static const char *edit_setting(ap_case *inputs, const ap_option_row *edit,
                                ap_refusal *refusal)
{
    const ap_schema_table *table = ap_schema_settings();
    const ap_field *field = ap_schema_field(table, edit->target);
    if (edit->column[0] != '\0') {
        (void)snprintf(refusal->rule, sizeof refusal->rule, "a setting has no column");
        (void)snprintf(refusal->remedy, sizeof refusal->remedy, "leave it blank");
        return "column";
    }
    if (field == NULL) {
        (void)snprintf(refusal->rule, sizeof refusal->rule, "case.ini has no such setting");
        suggest_field(table, edit->target, "write section.key", refusal);
        return "target";
    }
    if (field->offset == offsetof(ap_settings, levels)) {
        (void)snprintf(refusal->rule, sizeof refusal->rule,
                       "levels stay as they are in every option");
        (void)snprintf(refusal->remedy, sizeof refusal->remedy,
                       "compare rounds of other levels as cases of their own");
        return "target";
    }
    return ap_value_set(field, &inputs->settings, edit->value, refusal) ? NULL : "value";
}

static void *find_row(const ap_schema_table *table, const ap_case *inputs, const char *key)
{
    size_t count = 0;
    void *rows = ap_schema_rows(table, inputs, &count);
    for (size_t i = 0; i < count && table->key[0] != '\0'; i++) {
        ap_row *row = ap_schema_row(table, rows, i);
        if (strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static const char *refuse_target(const ap_schema_table *table, const ap_case *inputs,
                                 const char *target, ap_refusal *refusal)
{
    (void)snprintf(refusal->rule, sizeof refusal->rule, "target is the key of a row of %s",
                   table->file);
    if (strcmp(table->name, "pace") == 0) {
        suggest_field(ap_schema_pace(), target, "write a parameter of pace.csv", refusal);
    } else if (table->key[0] == '\0') {
        (void)snprintf(refusal->rule, sizeof refusal->rule,
                       "rows of %s have no key, so an option cannot change them",
                       table->file);
        (void)snprintf(refusal->remedy, sizeof refusal->remedy, "change another table");
    } else if (strchr(table->key, '/') == NULL) {
        (void)ap_suggest_of(target, inputs, table->name, table->key, refusal->remedy);
    } else {
        (void)snprintf(refusal->remedy, sizeof refusal->remedy, "write its %s", table->key);
    }
    return "target";
}

/* Is it of the table's key, and a name? Numbers of a key, such as where a band begins, may
 * change: rows keep the place that they have. */
static bool is_name_of_key(const ap_schema_table *table, const ap_field *field)
{
    const char *next = table->key;
    const char *word = NULL;
    size_t length = 0;
    while (field->type == AP_TYPE_TEXT && ap_word_next(&next, '/', &word, &length)) {
        if (strlen(field->name) == length && strncmp(field->name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* A field that an option may change, or NULL. */
static const ap_field *find_field(const ap_schema_table *table, const char *name,
                                  ap_refusal *refusal)
{
    const ap_field *field = ap_schema_field(table, name);
    if (field == NULL) {
        (void)snprintf(refusal->rule, sizeof refusal->rule, "%s has no column of this name",
                       table->file);
        suggest_field(table, name, "write the name of a column", refusal);
    } else if (field->type == AP_TYPE_KEY || field->type == AP_TYPE_REF ||
               is_name_of_key(table, field)) {
        (void)snprintf(refusal->rule, sizeof refusal->rule,
                       "keys and references stay as they are in every option");
        (void)snprintf(refusal->remedy, sizeof refusal->remedy,
                       "change amounts, bounds and selectors instead");
        field = NULL;
    }
    return field;
}

/* A row of pace for a parameter that has none. It is added only with a value that is good.
 */
static const char *add_pace(ap_case *inputs, const ap_option_row *edit, ap_refusal *refusal)
{
    const ap_field *parameter = ap_schema_field(ap_schema_pace(), edit->target);
    ap_pace_row row = {.row.basis = "derived: set by an option, not in pace.csv",
                       .row.note = "",
                       .level = ""};
    if (!ap_value_set(parameter, &row, edit->value, refusal)) {
        return "value";
    }
    row.row.key = parameter->name;
    row.parameter = parameter->name;
    ap_pace_row *rows =
        realloc(inputs->pace, (inputs->pace_count + 1) * sizeof *inputs->pace);
    if (rows == NULL) {
        (void)snprintf(refusal->rule, sizeof refusal->rule, "no memory for another row");
        return "value";
    }
    inputs->pace = rows;
    inputs->pace[inputs->pace_count++] = row;
    return NULL;
}

static const char *edit_cell(const ap_schema_table *table, const ap_field *field, void *row,
                             const char *value, ap_refusal *refusal)
{
    ap_field as = *field;
    if (field->type == AP_TYPE_AMOUNT) {
        const ap_field *how = ap_schema_amount(table, row);
        if (how == NULL) {
            (void)snprintf(refusal->rule, sizeof refusal->rule, "%s has no such parameter",
                           table->file);
            return "target";
        }
        as = *how;
        as.is_required = true;
    }
    return ap_value_set(&as, row, value, refusal) ? NULL : "value";
}

const char *ap_case_edit_row(ap_case *inputs, const ap_option_row *row, ap_refusal *refusal)
{
    *refusal = (ap_refusal){.remark = NULL};
    const ap_schema_table *table = ap_schema_find(row->table);
    if (table == NULL) {
        return refuse_table(row->table, refusal);
    }
    if (table == ap_schema_settings()) {
        return edit_setting(inputs, row, refusal);
    }
    const ap_field *field = find_field(table, row->column, refusal);
    if (field == NULL) {
        return "column";
    }
    void *place = find_row(table, inputs, row->target);
    bool is_new_pace = place == NULL && strcmp(table->name, "pace") == 0 &&
                       field->type == AP_TYPE_AMOUNT &&
                       ap_schema_field(ap_schema_pace(), row->target) != NULL;
    if (is_new_pace) {
        return add_pace(inputs, row, refusal);
    }
    if (place == NULL) {
        return refuse_target(table, inputs, row->target, refusal);
    }
    return edit_cell(table, field, place, row->value, refusal);
}

ap_status ap_case_edit(ap_case *inputs, const char *table, const char *target,
                       const char *column, const char *value, ap_error *err)
{
    const ap_option_row edit = {
        .table = table, .target = target, .column = column, .value = value};
    ap_refusal refusal;
    const char *wrong = ap_case_edit_row(inputs, &edit, &refusal);
    if (wrong == NULL) {
        return AP_OK;
    }
    char where[256];
    (void)snprintf(where, sizeof where, "%s, %s%s%s", table, target,
                   column[0] == '\0' ? "" : ", ", column);
    const char *text = strcmp(wrong, "table") == 0    ? table
                       : strcmp(wrong, "target") == 0 ? target
                       : strcmp(wrong, "column") == 0 ? column
                                                      : value;
    return ap_fail(err, AP_BAD_INPUT, where, "%s \"%s\": %s; %s", wrong, text, refusal.rule,
                   refusal.remedy);
}

ap_status ap_case_apply_option(ap_case *inputs, const char *option, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_found = false;
    for (size_t i = 0; i < inputs->options_count && status == AP_OK; i++) {
        const ap_option_row *row = &inputs->options[i];
        if (strcmp(row->option, option) == 0) {
            is_found = true;
            status =
                ap_case_edit(inputs, row->table, row->target, row->column, row->value, err);
        }
    }
    if (!is_found) {
        char remedy[AP_REMEDY_SIZE];
        (void)ap_suggest_of(option, inputs, "options", "option", remedy);
        status = ap_fail(err, AP_BAD_SETTING, "options.csv",
                         "there is no option \"%s\"; %s", option, remedy);
    }
    return status;
}
