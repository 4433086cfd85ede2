#include "data/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

ap_spot ap_spot_of(const ap_case *inputs, const char *table, size_t at, const char *column,
                   const char *value)
{
    const ap_schema_table *schema = ap_schema_find(table);
    size_t count = 0;
    void *rows = ap_schema_rows(schema, inputs, &count);
    return (ap_spot){
        .file = schema->file,
        .line = ap_schema_row(schema, rows, at)->line,
        .column = column,
        .value = value,
    };
}

ap_spot ap_spot_of_setting(const ap_case *inputs, const char *setting)
{
    ap_spot spot = {ap_schema_settings()->file, 0, setting, ""};
    for (size_t i = 0; i < inputs->setting_rows_count; i++) {
        if (strcmp(inputs->setting_rows[i].setting, setting) == 0) {
            spot.line = inputs->setting_rows[i].row.line;
            spot.value = inputs->setting_rows[i].value;
        }
    }
    return spot;
}

void ap_find(ap_problems *problems, ap_spot spot, const char *remedy, const char *rule, ...)
{
    char words[512];
    va_list arguments;
    va_start(arguments, rule);
    (void)vsnprintf(words, sizeof words, rule, arguments);
    va_end(arguments);
    ap_problems_add(problems, (ap_problem){
                                  .severity = AP_PROBLEM,
                                  .file = spot.file,
                                  .line = spot.line,
                                  .column = spot.column,
                                  .value = spot.value,
                                  .rule = words,
                                  .remedy = remedy,
                              });
}

ap_status ap_find_verdict(const ap_problems *problems, size_t before, const char *where,
                          ap_error *err)
{
    size_t found = ap_problems_count(problems, AP_PROBLEM) - before;
    return found == 0 ? AP_OK
                      : ap_fail(err, AP_BAD_INPUT, where, "%zu %s found", found,
                                ap_text_plural(found, "problem", "problems"));
}

const char *ap_suggest(const char *word, size_t count, const char *const words[],
                       const char *otherwise, char out[])
{
    const char *nearest = ap_text_nearest(word, count, words);
    if (nearest == NULL) {
        (void)snprintf(out, AP_REMEDY_SIZE, "%s", otherwise);
    } else {
        (void)snprintf(out, AP_REMEDY_SIZE, "did you mean \"%s\"?", nearest);
    }
    return out;
}

/* Words that grow; a word that finds no memory is left out of the suggestions. */
typedef struct ap_words {
    size_t count;
    const char **words;
    ap_arena *arena;
} ap_words;

static void keep_words(ap_words *list, const char *text)
{
    const char *word = NULL;
    size_t length = 0;
    while (ap_word_next(&text, '|', &word, &length)) {
        const char **words = ap_grown(list->words, list->count, sizeof *words);
        const char *copy = ap_arena_copy(list->arena, word, length);
        if (words != NULL) {
            list->words = words;
        }
        if (words != NULL && copy != NULL) {
            list->words[list->count++] = copy;
        }
    }
}

const char *ap_suggest_of(const char *word, const ap_case *inputs, const char *table,
                          const char *column, char out[])
{
    const ap_schema_table *schema = ap_schema_find(table);
    const ap_field *field = ap_schema_field(schema, column);
    size_t count = 0;
    char *rows = ap_schema_rows(schema, inputs, &count);
    ap_words list = {.arena = ap_arena_new()};
    for (size_t i = 0; i < count && list.arena != NULL; i++) {
        keep_words(&list, ap_schema_text(field, rows + i * schema->row_size));
    }
    char otherwise[AP_REMEDY_SIZE];
    (void)snprintf(otherwise, sizeof otherwise, "correct it, or add it to %s",
                   schema->file);
    (void)ap_suggest(word, list.count, list.words, otherwise, out);
    ap_arena_free(list.arena);
    free(list.words);
    return out;
}

bool ap_is_in_doubt(ap_problems *problems, const char *file, const char *column)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_here = all[i].severity == AP_PROBLEM && strcmp(all[i].file, file) == 0;
        if (is_here && (all[i].column[0] == '\0' || strcmp(all[i].column, column) == 0)) {
            return true;
        }
    }
    return false;
}
