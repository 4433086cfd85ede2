#include "data/link.h"

#include <string.h>

#include "data/finding.h"
#include "data/keys.h"
#include "data/schema.h"

/* What the names of a key's fields begin with: that field is where the problem is shown. */
static const ap_field *key_field(const ap_schema_table *table)
{
    for (size_t f = 0; f < table->field_count; f++) {
        size_t length = strlen(table->fields[f].name);
        if (strncmp(table->key, table->fields[f].name, length) == 0) {
            return &table->fields[f];
        }
    }
    return &table->fields[0];
}

/* A key of two rows is a problem of the later one. A row whose key is not filled in has its
 * problem already. */
static void report_twins(const ap_schema_table *table, const ap_case *inputs,
                         const ap_keys *keys, ap_problems *problems)
{
    size_t count = 0;
    void *rows = ap_schema_rows(table, inputs, &count);
    for (size_t i = 0; i < count; i++) {
        const ap_row *row = ap_schema_row(table, rows, i);
        size_t first = ap_keys_find(keys, row->key);
        if (first == i || row->key[0] == '\0') {
            continue;
        }
        ap_spot spot = {table->file, row->line, key_field(table)->name, row->key};
        ap_find(problems, spot, "give it a key of its own, or remove one of the two rows",
                "a key stands for one row, and line %ld has this one already",
                ap_schema_row(table, rows, first)->line);
    }
}

static void link_field(const ap_schema_table *table, const ap_field *field,
                       const ap_keys *keys, const ap_case *inputs, ap_problems *problems)
{
    size_t count = 0;
    char *rows = ap_schema_rows(table, inputs, &count);
    for (size_t i = 0; i < count; i++) {
        char *row = rows + i * table->row_size;
        const char *key = ap_schema_text(field, row);
        size_t at = ap_keys_find(keys, key);
        memcpy(row + field->at_offset, &at, sizeof at);
        if (at == AP_NONE && key[0] != '\0') {
            const ap_schema_table *other = ap_schema_find(field->refers);
            char remedy[AP_REMEDY_SIZE];
            ap_spot spot = {table->file, ap_schema_row(table, rows, i)->line, field->name,
                            key};
            (void)ap_suggest_of(key, inputs, other->name, other->key, remedy);
            ap_find(problems, spot, remedy, "%s is a key of %s", field->name, other->file);
        }
    }
}

/* All references to one table, whose keys are sorted once. */
static ap_status link_to(const ap_schema_table *other, ap_case *inputs,
                         ap_problems *problems, ap_error *err)
{
    size_t count = 0;
    size_t tables = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    if (ap_schema_rows(other, inputs, &count) == NULL || other->key[0] == '\0') {
        return AP_OK;
    }
    ap_keys *keys = NULL;
    ap_status status = ap_keys_new(other, inputs, &keys, err);
    if (status != AP_OK) {
        return status;
    }
    report_twins(other, inputs, keys, problems);
    for (size_t t = 0; t < tables; t++) {
        for (size_t f = 0; f < all[t].field_count; f++) {
            const ap_field *field = &all[t].fields[f];
            if (field->type == AP_TYPE_REF && strcmp(field->refers, other->name) == 0) {
                link_field(&all[t], field, keys, inputs, problems);
            }
        }
    }
    ap_keys_free(keys);
    return AP_OK;
}

ap_status ap_case_link(ap_case *inputs, ap_problems *problems, ap_error *err)
{
    ap_status status = AP_OK;
    size_t tables = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    for (size_t t = 0; t < tables && status == AP_OK; t++) {
        status = link_to(&all[t], inputs, problems, err);
    }
    return status;
}
