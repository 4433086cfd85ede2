#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "data/csv.h"
#include "data/finding.h"
#include "data/rows.h"
#include "import/mapping.h"
#include "import/session.h"
#include "import/slug.h"

#define OF(member) .name = #member, .offset = offsetof(ap_mapping_rule, member)

static const ap_field fields[] = {
    {OF(place), .type = AP_TYPE_KEY, .is_required = true},
    {OF(name), .type = AP_TYPE_TEXT},
    {OF(by), .type = AP_TYPE_TEXT, .is_required = true,
     .choices = "practice|pcn|district|rest"},
    {OF(value), .type = AP_TYPE_TEXT},
    {.name = "basis",
     .type = AP_TYPE_BASIS,
     .offset = offsetof(ap_mapping_rule, row.basis),
     .is_required = true,
     .choices = "published|illustrative|derived"},
    {.name = "note", .type = AP_TYPE_TEXT, .offset = offsetof(ap_mapping_rule, row.note)},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

/* The reader of rows fills an array that it finds by its offset from a case: here from an
 * empty one. */
typedef struct ap_rule_rows {
    ap_case inputs;
    size_t count;
    ap_mapping_rule *rules;
} ap_rule_rows;

/* A total row would be left out without a word, and its place with it. */
static void check_grid(const ap_grid *grid, ap_problems *problems)
{
    if (grid->total != NULL) {
        ap_find(problems, (ap_spot){grid->file, grid->total_line, "place", grid->total[0]},
                "remove the row, or give the place another key",
                "a mapping has no total row");
    } else if (grid->rows == 0) {
        ap_find(problems, (ap_spot){grid->file, 0, "", ""}, "add a row for each rule",
                "a mapping has at least one rule");
    }
}

static ap_status take_rows(ap_mapping *mapping, const ap_text *bytes, ap_problems *problems,
                           ap_error *err)
{
    static const char *const required[] = {"place", "name", "by", "value"};
    const ap_schema_table table = {
        .file = mapping->file,
        .key = "place",
        .row_size = sizeof(ap_mapping_rule),
        .count_offset = offsetof(ap_rule_rows, count),
        .rows_offset = offsetof(ap_rule_rows, rules),
        .field_count = FIELDS,
        .fields = fields,
    };
    ap_status status = AP_OK;
    ap_grid *grid = NULL;
    ap_rule_rows rows = {.inputs.arena = mapping->arena};
    AP_TRY(ap_csv_parse(mapping->file, bytes->bytes == NULL ? "" : bytes->bytes,
                        bytes->length, 4, required, problems, &grid, err));
    if (grid != NULL) {
        check_grid(grid, problems);
        AP_TRY(ap_rows_read(&table, grid, (ap_case *)&rows, problems, err));
    }
done:
    mapping->rules = rows.rules;
    mapping->rule_count = rows.count;
    ap_grid_free(grid);
    return status;
}

/* The rules of one place of a session. */
static bool add_rules(ap_mapping *mapping, const ap_session_place *place, const char *key)
{
    const char *name = ap_arena_print(mapping->arena, "%s", place->name);
    for (size_t i = 0; i < place->count; i++) {
        const char *code = ap_arena_print(mapping->arena, "%s", place->codes[i]);
        if (name == NULL || code == NULL) {
            return false;
        }
        mapping->rules[mapping->rule_count++] = (ap_mapping_rule){
            .row = {.basis = "derived: a session of NHS England's place tool", .note = ""},
            .place = key,
            .name = name,
            .by = ap_grain_word(AP_GRAIN_PRACTICE),
            .value = code,
        };
    }
    return true;
}

static ap_status take_places_of(ap_mapping *mapping, const ap_session *session,
                                ap_error *err)
{
    ap_status status = AP_OK;
    const char **names = calloc(session->count + 1, sizeof *names);
    const char **keys = calloc(session->count + 1, sizeof *keys);
    size_t count = 0;
    for (size_t i = 0; i < session->count && names != NULL; i++) {
        names[i] = session->places[i].name;
        count += session->places[i].count;
    }
    mapping->rules = calloc(count + 1, sizeof *mapping->rules);
    bool is_kept = names != NULL && keys != NULL && mapping->rules != NULL;
    if (is_kept) {
        AP_TRY(ap_slugs(session->count, names, mapping->arena, keys, err));
    }
    for (size_t i = 0; i < session->count && is_kept; i++) {
        is_kept = add_rules(mapping, &session->places[i], keys[i]);
    }
    if (!is_kept) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, mapping->file, "no memory for the rules"));
    }
done:
    free(names);
    free(keys);
    return status;
}

static ap_status take_session(ap_mapping *mapping, const ap_text *bytes,
                              ap_problems *problems, ap_error *err)
{
    ap_status status = AP_OK;
    ap_session *session = NULL;
    AP_TRY(ap_session_read(mapping->file, bytes->bytes, bytes->length, problems, &session,
                           err));
    AP_TRY(take_places_of(mapping, session, err));
done:
    ap_session_free(session);
    return status;
}

static bool is_session(const ap_text *bytes)
{
    const char *at = bytes->bytes == NULL ? "" : bytes->bytes;
    at += strncmp(at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    return at[strspn(at, " \t\r\n")] == '{';
}

ap_status ap_mapping_read(const char *path, ap_problems *problems, ap_mapping **out,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_mapping *mapping = NULL;
    ap_text bytes = {0};
    const char *slash = strrchr(path, '/');
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    AP_TRY(ap_file_read(path, &bytes, err));
    AP_TRY(ap_mapping_new(slash == NULL ? path : slash + 1, &mapping, err));
    AP_TRY(is_session(&bytes) ? take_session(mapping, &bytes, problems, err)
                              : take_rows(mapping, &bytes, problems, err));
    AP_TRY(ap_mapping_settle(mapping, before, problems, err));
    *out = mapping;
    mapping = NULL;
done:
    ap_text_free(&bytes);
    ap_mapping_free(mapping);
    return status;
}

void ap_mapping_csv(const ap_mapping *mapping, ap_text *text)
{
    for (size_t f = 0; f < FIELDS; f++) {
        ap_text_print(text, "%s%s", f == 0 ? "" : ",", fields[f].name);
    }
    ap_text_print(text, "\n");
    for (size_t i = 0; i < mapping->rule_count; i++) {
        for (size_t f = 0; f < FIELDS; f++) {
            ap_text_print(text, "%s", f == 0 ? "" : ",");
            ap_text_csv_safe(text, ap_schema_text(&fields[f], &mapping->rules[i]));
        }
        ap_text_print(text, "\n");
    }
}
