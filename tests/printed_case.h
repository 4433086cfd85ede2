/* What a case is printed as, read again, and two cases compared by the schema. */
#ifndef APPORTION_TESTS_PRINTED_CASE_H
#define APPORTION_TESTS_PRINTED_CASE_H

#include <stdio.h>
#include <string.h>

#include "data/load.h"
#include "data/table_print.h"

enum { PRINTED_FILES = 64 };

/* Load files and fail with what is wrong with them. */
static inline ap_case *printed_load(const char *name, ap_scope scope, size_t count,
                                    const ap_case_file files[])
{
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    (void)ap_case_load_files(name, scope, count, files, problems, &inputs, NULL);
    size_t found = 0;
    const ap_problem *all = ap_problems_all(problems, &found);
    for (size_t i = 0; i < found && inputs == NULL; i++) {
        print_error("%s:%ld %s \"%s\": %s (%s)\n", all[i].file, all[i].line, all[i].column,
                    all[i].value, all[i].rule, all[i].remedy);
    }
    assert_non_null(inputs);
    ap_problems_free(problems);
    return inputs;
}

/* The case that its printed files hold. */
static inline ap_case *printed_again(const ap_case *inputs)
{
    ap_text texts[PRINTED_FILES] = {{0}};
    ap_case_file files[PRINTED_FILES];
    size_t tables = 0;
    size_t count = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    ap_case_settings_print(inputs, &texts[0]);
    files[count++] = (ap_case_file){
        .name = "case.ini", .bytes = texts[0].bytes, .length = texts[0].length};
    for (size_t t = 0; t < tables; t++) {
        if (ap_schema_is_read(&all[t], inputs->scope)) {
            ap_case_table_print(inputs, &all[t], &texts[count]);
            files[count] = (ap_case_file){.name = all[t].file,
                                          .bytes = texts[count].bytes,
                                          .length = texts[count].length};
            count++;
        }
    }
    ap_case *again = printed_load(inputs->folder, (ap_scope)inputs->scope, count, files);
    for (size_t i = 0; i < count; i++) {
        ap_text_free(&texts[i]);
    }
    return again;
}

static inline bool printed_same_field(const ap_field *field, const void *one,
                                      const void *other)
{
    const char *a = (const char *)one + field->offset;
    const char *b = (const char *)other + field->offset;
    double x = 0;
    double y = 0;
    switch (field->type) {
    case AP_TYPE_REF:
        return strcmp(ap_schema_text(field, one), ap_schema_text(field, other)) == 0 &&
               memcmp((const char *)one + field->at_offset,
                      (const char *)other + field->at_offset, sizeof(size_t)) == 0;
    case AP_TYPE_MONEY:
    case AP_TYPE_NUMBER:
    case AP_TYPE_RATE:
    case AP_TYPE_FACTOR:
    case AP_TYPE_AMOUNT:
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        return x == y;
    case AP_TYPE_FLAG:
        return memcmp(a, b, sizeof(bool)) == 0;
    case AP_TYPE_CHOICE:
        return memcmp(a, b, sizeof(unsigned)) == 0;
    default:
        return strcmp(ap_schema_text(field, one), ap_schema_text(field, other)) == 0;
    }
}

static inline void printed_same_row(const ap_schema_table *table, char *one, char *other)
{
    const char *key = ap_schema_row(table, one, 0)->key;
    assert_string_equal(key, ap_schema_row(table, other, 0)->key);
    for (size_t f = 0; f < table->field_count; f++) {
        if (!printed_same_field(&table->fields[f], one, other)) {
            fail_msg("%s, %s, %s differs", table->file, key, table->fields[f].name);
        }
    }
}

static inline void printed_same_table(const ap_schema_table *table, const ap_case *one,
                                      const ap_case *other)
{
    size_t count = 0;
    size_t others = 0;
    char *a = ap_schema_rows(table, one, &count);
    char *b = ap_schema_rows(table, other, &others);
    assert_int_equal(count, others);
    for (size_t i = 0; i < count; i++, a += table->row_size, b += table->row_size) {
        printed_same_row(table, a, b);
    }
}

/* Every field of every table and every setting, and what is said of it. */
static inline void printed_same(const ap_case *one, const ap_case *other)
{
    size_t tables = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    const ap_schema_table *settings = ap_schema_settings();
    for (size_t t = 0; t < tables; t++) {
        printed_same_table(&all[t], one, other);
    }
    for (size_t f = 0; f < settings->field_count; f++) {
        assert_true(
            printed_same_field(&settings->fields[f], &one->settings, &other->settings));
    }
    assert_int_equal(one->setting_rows_count, other->setting_rows_count);
    for (size_t i = 0; i < one->setting_rows_count; i++) {
        assert_string_equal(one->setting_rows[i].value, other->setting_rows[i].value);
        assert_string_equal(one->setting_rows[i].row.basis,
                            other->setting_rows[i].row.basis);
        assert_string_equal(one->setting_rows[i].row.note, other->setting_rows[i].row.note);
    }
}

#endif
