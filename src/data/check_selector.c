#include "data/check_selector.h"

#include <stdio.h>
#include <string.h>

const char *ap_selector_in(const ap_selector_column *column, const void *row)
{
    const char *selector = NULL;
    memcpy(&selector, (const char *)row + column->offset, sizeof selector);
    return selector;
}

static bool has_match(const char *pattern, const char *text)
{
    char word[AP_SELECTED_SIZE];
    const char *at = NULL;
    size_t length = 0;
    while (ap_word_next(&text, '|', &at, &length)) {
        (void)snprintf(word, sizeof word, "%.*s", (int)length, at);
        if (ap_selector_matches(pattern, word)) {
            return true;
        }
    }
    return false;
}

static bool is_in_table(const ap_case *inputs, const ap_selector_column *column,
                        const char *pattern)
{
    const ap_schema_table *table = ap_schema_find(column->table);
    const ap_field *field = ap_schema_field(table, column->column);
    size_t count = 0;
    char *rows = ap_schema_rows(table, inputs, &count);
    for (size_t i = 0; i < count; i++) {
        if (has_match(pattern, ap_schema_text(field, rows + i * table->row_size))) {
            return true;
        }
    }
    return false;
}

void ap_check_selector(const ap_checking *checking, ap_spot spot,
                       const ap_selector_column *column, const char *selector)
{
    const ap_schema_table *table = ap_schema_find(column->table);
    const char *rest = selector + (selector[0] == '!' ? 1 : 0);
    const char *at = NULL;
    size_t length = 0;
    if (selector[0] == '\0' ||
        ap_is_in_doubt(checking->problems, table->file, column->column)) {
        return;
    }
    if (rest[strspn(rest, " |")] == '\0') {
        ap_find(checking->problems, spot, "leave it blank to select all",
                "a selector names at least one word");
    }
    while (ap_word_next(&rest, '|', &at, &length)) {
        char word[AP_SELECTED_SIZE];
        char remedy[AP_REMEDY_SIZE];
        (void)snprintf(word, sizeof word, "%.*s", (int)length, at);
        if (word[0] == '!' || !is_in_table(checking->inputs, column, word)) {
            ap_find(checking->problems, spot,
                    ap_suggest_of(word, checking->inputs, column->table, column->column,
                                  remedy),
                    "\"%s\" selects nothing: no row of %s has such a %s", word, table->file,
                    column->name);
        }
    }
}
