#include "data/load.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "data/check.h"
#include "data/csv.h"
#include "data/decode.h"
#include "data/finding.h"
#include "data/link.h"
#include "data/rows.h"
#include "data/schema.h"
#include "data/settings.h"

/* More files than a case can have. */
enum { MOST_FILES = 64 };

typedef struct ap_loading {
    size_t count;
    const ap_case_file *files; /**< as given */
    ap_case *inputs;
    ap_problems *problems;
    ap_scope scope;
    bool lacks_file; /**< a required one */
} ap_loading;

static const ap_case_file *find_file(const ap_loading *loading, const char *name)
{
    for (size_t i = 0; i < loading->count; i++) {
        if (strcmp(loading->files[i].name, name) == 0) {
            return &loading->files[i];
        }
    }
    return NULL;
}

/* The names of all files that a case may have; returns how many. */
static size_t list_names(const char *names[MOST_FILES])
{
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    names[0] = ap_schema_settings()->file;
    for (size_t t = 0; t < count; t++) {
        names[t + 1] = tables[t].file;
    }
    return count + 1;
}

static bool is_known(const char *name)
{
    const char *names[MOST_FILES];
    size_t count = list_names(names);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* A table that nobody reads may be a misspelt one. */
static void note_unknown(const ap_loading *loading)
{
    const char *names[MOST_FILES];
    size_t count = list_names(names);
    for (size_t i = 0; i < loading->count; i++) {
        const char *name = loading->files[i].name;
        if (!is_known(name)) {
            char remedy[AP_REMEDY_SIZE];
            ap_problems_add(
                loading->problems,
                (ap_problem){.severity = AP_NOTE,
                             .file = name,
                             .rule = "no table of a case has this name; it is not read",
                             .remedy = ap_suggest(
                                 name, count, names,
                                 "remove it if it was not meant to be here", remedy)});
        }
    }
}

static void report_missing(ap_loading *loading, const char *name)
{
    const char *names[MOST_FILES];
    size_t count = 0;
    for (size_t i = 0; i < loading->count && count < MOST_FILES; i++) {
        if (!is_known(loading->files[i].name)) {
            names[count++] = loading->files[i].name;
        }
    }
    const char *nearest = ap_text_nearest(name, count, names);
    char remedy[AP_REMEDY_SIZE] = "add the file";
    if (nearest != NULL) {
        (void)snprintf(remedy, sizeof remedy, "rename \"%s\" if that is it", nearest);
    }
    ap_find(loading->problems, (ap_spot){name, 0, "", ""}, remedy,
            "a case has a file of this name");
    loading->lacks_file = true;
}

/* Keep a file for the record. */
static ap_status keep_file(ap_loading *loading, const ap_case_file *file,
                           const char *encoding, ap_error *err)
{
    ap_case *inputs = loading->inputs;
    ap_case_file *files =
        ap_grown(inputs->files, inputs->files_count, sizeof *inputs->files);
    char hash[AP_SHA256_SIZE];
    ap_sha256(file->bytes, file->length, hash);
    ap_case_file kept = {
        .name = ap_arena_print(inputs->arena, "%s", file->name),
        .sha256 = ap_arena_print(inputs->arena, "%s", hash),
        .bytes = ap_arena_copy(inputs->arena, file->bytes == NULL ? "" : file->bytes,
                               file->length),
        .length = file->length,
        .encoding =
            ap_arena_print(inputs->arena, "%s", encoding == NULL ? "unknown" : encoding),
    };
    if (files != NULL) {
        inputs->files = files;
    }
    if (files == NULL || kept.name == NULL || kept.sha256 == NULL || kept.bytes == NULL ||
        kept.encoding == NULL) {
        return ap_fail(err, AP_NO_MEMORY, file->name, "no memory for the file");
    }
    inputs->files[inputs->files_count++] = kept;
    return AP_OK;
}

static ap_status load_settings(ap_loading *loading, ap_error *err)
{
    ap_status status = AP_OK;
    const char *name = ap_schema_settings()->file;
    const ap_case_file *file = find_file(loading, name);
    const char *encoding = NULL;
    ap_text text = {0};
    if (file == NULL) {
        report_missing(loading, name);
        return AP_OK;
    }
    AP_TRY(ap_decode(name, file->bytes, file->length, loading->problems, &text, &encoding,
                     err));
    AP_TRY(keep_file(loading, file, encoding, err));
    if (encoding != NULL) {
        AP_TRY(ap_settings_read(text.bytes == NULL ? "" : text.bytes, loading->inputs,
                                loading->problems, err));
    }
done:
    ap_text_free(&text);
    return status;
}

/* A table without file is empty; one whose file is required and missing, or has no header,
 * stays NULL, so that nothing is looked up in it. */
static ap_status load_empty(ap_loading *loading, const ap_schema_table *table,
                            ap_error *err)
{
    if (ap_schema_is_required(table, loading->scope)) {
        report_missing(loading, table->file);
        return AP_OK;
    }
    void *rows = calloc(1, table->row_size);
    memcpy((char *)loading->inputs + table->rows_offset, &rows, sizeof rows);
    return rows == NULL ? ap_fail(err, AP_NO_MEMORY, table->file, "no memory for the table")
                        : AP_OK;
}

static ap_status load_table(ap_loading *loading, const ap_schema_table *table,
                            ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case_file *file =
        ap_schema_is_read(table, loading->scope) ? find_file(loading, table->file) : NULL;
    const char *const required[] = {table->fields[0].name};
    ap_grid *grid = NULL;
    if (file == NULL) {
        return load_empty(loading, table, err);
    }
    AP_TRY(ap_csv_parse(table->file, file->bytes, file->length, 1, required,
                        loading->problems, &grid, err));
    AP_TRY(keep_file(loading, file, grid == NULL ? NULL : grid->encoding, err));
    if (grid != NULL) {
        AP_TRY(ap_rows_read(table, grid, loading->inputs, loading->problems, err));
    }
done:
    ap_grid_free(grid);
    return status;
}

/* What the problems found mean for the program that asked. */
static ap_status verdict(const ap_loading *loading, ap_error *err)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(loading->problems, &count);
    size_t problems = ap_problems_count(loading->problems, AP_PROBLEM);
    const ap_problem *first = NULL;
    bool is_only_settings = true;
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity == AP_PROBLEM) {
            first = first == NULL ? &all[i] : first;
            is_only_settings = is_only_settings && strcmp(all[i].file, "case.ini") == 0;
        }
    }
    if (problems == 0) {
        return AP_OK;
    }
    ap_status status = loading->lacks_file ? AP_NO_INPUT
                       : is_only_settings  ? AP_BAD_SETTING
                                           : AP_BAD_INPUT;
    return ap_fail(err, status, loading->inputs->folder,
                   "%zu %s in the inputs; the first, in %s line %ld: %s", problems,
                   ap_text_plural(problems, "problem", "problems"),
                   first == NULL ? "" : first->file, first == NULL ? 0 : first->line,
                   first == NULL ? "" : first->rule);
}

/* The last part of the folder: the case's name. */
static ap_status name_case(ap_case *inputs, const char *folder, ap_error *err)
{
    size_t end = strlen(folder);
    while (end > 1 && folder[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && folder[start - 1] != '/') {
        start--;
    }
    inputs->folder = ap_arena_print(inputs->arena, "%s", folder);
    inputs->name = ap_arena_copy(inputs->arena, folder + start, end - start);
    return inputs->folder == NULL || inputs->name == NULL
               ? ap_fail(err, AP_NO_MEMORY, folder, "no memory for the case")
               : AP_OK;
}

/* A parent's people are those of its children: what the file says was checked, and is not
 * to be counted twice. */
static void clear_parents(ap_case *inputs)
{
    for (size_t i = 0; i < inputs->places_count; i++) {
        size_t parent = inputs->places[i].parent_at;
        if (parent != AP_NONE) {
            inputs->places[parent].population = 0;
        }
    }
}

ap_status ap_case_load_files(const char *folder, ap_scope scope, size_t count,
                             const ap_case_file files[], ap_problems *problems,
                             ap_case **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t tables = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    ap_case *inputs = calloc(1, sizeof *inputs);
    ap_loading loading = {count, files, inputs, problems, scope, false};
    if (inputs == NULL || (inputs->arena = ap_arena_new()) == NULL) {
        free(inputs);
        return ap_fail(err, AP_NO_MEMORY, folder, "no memory for the case");
    }
    inputs->scope = scope;
    AP_TRY(name_case(inputs, folder, err));
    note_unknown(&loading);
    AP_TRY(load_settings(&loading, err));
    for (size_t t = 0; t < tables; t++) {
        AP_TRY(load_table(&loading, &all[t], err));
    }
    AP_TRY(ap_case_link(inputs, problems, err));
    AP_TRY(ap_case_check(inputs, scope, problems, err));
    AP_TRY(verdict(&loading, err));
    clear_parents(inputs);
    *out = inputs;
    inputs = NULL;
done:
    ap_case_free(inputs);
    return status;
}

/* The files of a folder, in memory. */
typedef struct ap_folder {
    size_t count;
    ap_case_file *files;
    ap_text *texts; /**< what files borrow from */
    ap_arena *arena;
} ap_folder;

static void free_folder(ap_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        ap_text_free(&folder->texts[i]);
    }
    free(folder->texts);
    free(folder->files);
    ap_arena_free(folder->arena);
}

static bool is_table(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && name[0] != '.' && ap_text_same(name + length - 4, ".csv");
}

static ap_status read_one(ap_folder *folder, const char *path, const char *name,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_case_file *files = ap_grown(folder->files, folder->count, sizeof *files);
    ap_text *texts = ap_grown(folder->texts, folder->count, sizeof *texts);
    folder->files = files == NULL ? folder->files : files;
    folder->texts = texts == NULL ? folder->texts : texts;
    const char *copy = ap_arena_print(folder->arena, "%s", name);
    const char *where = ap_arena_print(folder->arena, "%s/%s", path, name);
    if (files == NULL || texts == NULL || copy == NULL || where == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "no memory for its files");
    }
    ap_text *text = &folder->texts[folder->count];
    *text = (ap_text){0};
    folder->count++;
    AP_TRY(is_known(name) ? ap_file_read(where, text, err) : AP_OK);
    folder->files[folder->count - 1] =
        (ap_case_file){.name = copy,
                       .bytes = text->bytes == NULL ? "" : text->bytes,
                       .length = text->length};
done:
    return status;
}

static ap_status read_folder(const char *path, ap_folder *folder, ap_error *err)
{
    ap_status status = AP_OK;
    DIR *entries = opendir(path);
    if (entries == NULL) {
        return ap_fail(err, AP_NO_INPUT, path,
                       "a case is a folder of inputs, and this cannot be opened: %s",
                       strerror(errno));
    }
    folder->arena = ap_arena_new();
    if (folder->arena == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, path, "no memory for its files");
    }
    const struct dirent *entry = NULL;
    while (status == AP_OK && (entry = readdir(entries)) != NULL) {
        if (is_known(entry->d_name) || is_table(entry->d_name)) {
            status = read_one(folder, path, entry->d_name, err);
        }
    }
    (void)closedir(entries);
    return status;
}

static bool has_file(const char *folder, const char *name)
{
    ap_text path = {0};
    ap_text_print(&path, "%s/%s", folder, name);
    bool is_there = !path.failed && access(path.bytes, F_OK) == 0;
    ap_text_free(&path);
    return is_there;
}

ap_scope ap_case_scope(const char *folder)
{
    bool is_of_pools = has_file(folder, "budgets.csv") && !has_file(folder, "need.csv");
    return is_of_pools ? AP_SCOPE_POOL : AP_SCOPE_ALL;
}

ap_status ap_case_load(const char *folder, ap_scope scope, ap_problems *problems,
                       ap_case **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_folder found = {0};
    AP_TRY(read_folder(folder, &found, err));
    AP_TRY(ap_case_load_files(folder, scope, found.count, found.files, problems, out, err));
done:
    free_folder(&found);
    return status;
}
