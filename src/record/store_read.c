#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "record/database.h"
#include "record/store.h"
#include "record/store_sql.h"

static ap_status damaged(const ap_store *store, ap_error *err)
{
    return ap_fail(err, AP_IO, ap_database_path(store->database),
                   "the store is damaged: the parts of the run do not fit together; bring "
                   "the file back from a backup, or run again");
}

static ap_status no_memory(const ap_store *store, ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, ap_database_path(store->database), "a run's record");
}

/* A copy of the words in a column of the row; "" where there is no value. */
static ap_status copy_words(const ap_store *store, ap_rows *rows, int column, char **out,
                            ap_error *err)
{
    const char *words = ap_rows_words(rows, column);
    *out = strdup(words == NULL ? "" : words);
    return *out == NULL ? no_memory(store, err) : AP_OK;
}

static ap_status read_line(const ap_store *store, ap_rows *rows, ap_run_line *line,
                           ap_error *err)
{
    ap_status status = AP_OK;
    const char *id = ap_rows_words(rows, 0);
    if (id == NULL || strlen(id) >= sizeof line->id) {
        return damaged(store, err);
    }
    memcpy(line->id, id, strlen(id) + 1);
    AP_TRY(copy_words(store, rows, 1, &line->command, err));
    AP_TRY(copy_words(store, rows, 2, &line->case_name, err));
    AP_TRY(copy_words(store, rows, 3, &line->started, err));
    AP_TRY(copy_words(store, rows, 4, &line->outcome, err));
    AP_TRY(copy_words(store, rows, 5, &line->arguments, err));
    AP_TRY(copy_words(store, rows, 6, &line->version, err));
    line->exit_code = (int)ap_rows_whole(rows, 7);
done:
    return status;
}

ap_status ap_store_runs(ap_store *store, size_t *count, ap_run_line **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    ap_run_line *lines = NULL;
    size_t found = 0;
    bool has_row = false;
    AP_TRY(ap_database_ask(store->database, RUNS, AP_VALUES_NONE, &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row) {
        ap_run_line *grown = ap_grown(lines, found, sizeof *lines);
        if (grown == NULL) {
            status = no_memory(store, err);
            goto done;
        }
        lines = grown;
        lines[found] = (ap_run_line){0};
        AP_TRY(read_line(store, rows, &lines[found++], err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }

    *count = found;
    *out = lines; /* the caller's from here on */
    lines = NULL;
done:
    ap_rows_end(rows);
    ap_run_lines_free(lines == NULL ? 0 : found, lines);
    return status;
}

/* A report being rebuilt: the rest of this file fills it. */
typedef struct ap_rebuild {
    ap_store *store;
    ap_report *report;
} ap_rebuild;

/* A copy that lives as long as the report; NULL where there is no value. */
static ap_status keep(const ap_rebuild *to, ap_rows *rows, int column, const char **out,
                      ap_error *err)
{
    const char *words = ap_rows_words(rows, column);
    *out = words == NULL ? NULL : ap_arena_copy(to->report->arena, words, strlen(words));
    return words != NULL && *out == NULL ? no_memory(to->store, err) : AP_OK;
}

/* The position of the row's word among the words of an enum. */
static ap_status choice(const ap_rebuild *to, ap_rows *rows, int column, ap_choices choices,
                        size_t *out, ap_error *err)
{
    const char *word = ap_rows_words(rows, column);
    for (size_t i = 0; word != NULL && i < choices.count; i++) {
        if (strcmp(word, choices.words[i]) == 0) {
            *out = i;
            return AP_OK;
        }
    }
    return damaged(to->store, err);
}

static ap_status read_column(const ap_rebuild *to, ap_rows *rows, ap_report_column *column,
                             ap_error *err)
{
    ap_status status = AP_OK;
    size_t format = 0;
    size_t total = 0;
    AP_TRY(keep(to, rows, 0, &column->header, err));
    AP_TRY(keep(to, rows, 5, &column->twin, err));
    AP_TRY(choice(to, rows, 1, ap_store_formats, &format, err));
    AP_TRY(choice(to, rows, 3, ap_store_totals, &total, err));
    column->format = (ap_format)format;
    column->width = ap_rows_real(rows, 2);
    column->total = (ap_total)total;
    column->is_input = ap_rows_whole(rows, 4) != 0;
done:
    return status;
}

static ap_status read_columns(const ap_rebuild *to, int64_t id, ap_sheet *sheet,
                              ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    size_t found = 0;
    ap_report_column *columns =
        ap_arena_room(to->report->arena, (sheet->column_count + 1) * sizeof *columns);
    if (columns == NULL) {
        status = no_memory(to->store, err);
        goto done;
    }
    AP_TRY(
        ap_database_ask(to->store->database, COLUMNS, AP_VALUES(ap_whole(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row && found < sheet->column_count) {
        AP_TRY(read_column(to, rows, &columns[found++], err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }
    if (has_row || found < sheet->column_count) {
        status = damaged(to->store, err);
        goto done;
    }
    sheet->columns = columns;
done:
    ap_rows_end(rows);
    return status;
}

static ap_status read_lines(const ap_rebuild *to, int64_t id, ap_sheet *sheet,
                            ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(
        ap_database_ask(to->store->database, LINES, AP_VALUES(ap_whole(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row && sheet->line_count < sizeof sheet->lines / sizeof sheet->lines[0]) {
        AP_TRY(keep(to, rows, 0, &sheet->lines[sheet->line_count++], err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }
done:
    ap_rows_end(rows);
    return status;
}

/* Text goes straight into the cell: it must come back byte for byte, however long. */
static ap_status read_cell(const ap_rebuild *to, ap_rows *rows, ap_sheet *sheet,
                           ap_error *err)
{
    ap_status status = AP_OK;
    size_t row = (size_t)ap_rows_whole(rows, 0);
    size_t column = (size_t)ap_rows_whole(rows, 1);
    if (row >= sheet->row_count + (sheet->has_total ? 1 : 0) ||
        column >= sheet->column_count) {
        return damaged(to->store, err);
    }
    ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
    if (ap_rows_kind(rows, 3) != AP_VALUE_END) {
        size_t format = 0;
        AP_TRY(choice(to, rows, 3, ap_store_formats, &format, err));
        cell->format = (ap_format)format;
    }
    int kind = ap_rows_kind(rows, 2);
    if (kind == AP_VALUE_WHOLE || kind == AP_VALUE_REAL) {
        ap_sheet_number(to->report, sheet, row, column, ap_rows_real(rows, 2));
    } else {
        AP_TRY(keep(to, rows, 2, &cell->text, err));
    }
done:
    return status;
}

static ap_status read_cells(const ap_rebuild *to, int64_t id, ap_sheet *sheet,
                            ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(
        ap_database_ask(to->store->database, CELLS, AP_VALUES(ap_whole(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row) {
        AP_TRY(read_cell(to, rows, sheet, err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }
done:
    ap_rows_end(rows);
    return status;
}

static ap_status read_sheet(const ap_rebuild *to, ap_rows *rows, ap_error *err)
{
    ap_status status = AP_OK;
    ap_sheet sheet = {
        .column_count = (size_t)ap_rows_whole(rows, 5),
        .row_count = (size_t)ap_rows_whole(rows, 6),
        .has_total = ap_rows_whole(rows, 7) != 0,
    };
    int64_t id = ap_rows_whole(rows, 0);
    size_t kind = 0;
    AP_TRY(choice(to, rows, 1, ap_store_kinds, &kind, err));
    sheet.kind = (ap_sheet_kind)kind;
    AP_TRY(keep(to, rows, 2, &sheet.name, err));
    AP_TRY(keep(to, rows, 3, &sheet.table, err));
    AP_TRY(keep(to, rows, 4, &sheet.title, err));
    AP_TRY(keep(to, rows, 8, &sheet.twin, err));
    AP_TRY(read_lines(to, id, &sheet, err));
    AP_TRY(read_columns(to, id, &sheet, err));
    ap_sheet *added = ap_report_add(to->report, sheet);
    if (added == NULL) {
        status = no_memory(to->store, err);
        goto done;
    }
    AP_TRY(read_cells(to, id, added, err));
done:
    return status;
}

static ap_status read_sheets(const ap_rebuild *to, int64_t run, ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(
        ap_database_ask(to->store->database, TABLES, AP_VALUES(ap_whole(run)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row) {
        AP_TRY(read_sheet(to, rows, err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }
done:
    ap_rows_end(rows);
    return status;
}

static ap_status read_properties(const ap_rebuild *to, int64_t run, ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = to->report;
    ap_rows *rows = NULL;
    bool has_row = false;
    size_t most = sizeof report->properties / sizeof report->properties[0];
    AP_TRY(ap_database_ask(to->store->database, PROPERTIES, AP_VALUES(ap_whole(run)), &rows,
                           err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    while (has_row && report->property_count < most) {
        ap_property *property = &report->properties[report->property_count++];
        AP_TRY(keep(to, rows, 0, &property->name, err));
        AP_TRY(keep(to, rows, 1, &property->value, err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }
done:
    ap_rows_end(rows);
    return status;
}

static ap_status no_run(const ap_store *store, const char *id, ap_error *err)
{
    return ap_fail(err, AP_NO_INPUT, ap_database_path(store->database),
                   "there is no run %s in the store; `apportion runs` lists those that are",
                   id);
}

/* The head of the report, and the number of the run. */
static ap_status read_head(const ap_rebuild *to, const char *id, int64_t *run,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(ap_database_ask(to->store->database, RUN, AP_VALUES(ap_words(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    if (!has_row) {
        status = no_run(to->store, id, err);
        goto done;
    }
    *run = ap_rows_whole(rows, 0);
    AP_TRY(keep(to, rows, 1, &to->report->title, err));
    AP_TRY(keep(to, rows, 2, &to->report->subject, err));
    AP_TRY(keep(to, rows, 3, &to->report->author, err));
    AP_TRY(keep(to, rows, 4, &to->report->company, err));
    AP_TRY(keep(to, rows, 5, &to->report->created, err));
done:
    ap_rows_end(rows);
    return status;
}

ap_status ap_store_report(ap_store *store, const char *id, ap_report **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_rebuild to = {.store = store};
    int64_t run = 0;
    AP_TRY(ap_report_new(&to.report, err));
    AP_TRY(ap_database_begin_read(store->database, err));
    AP_TRY(read_head(&to, id, &run, err));
    AP_TRY(read_properties(&to, run, err));
    AP_TRY(read_sheets(&to, run, err));

    *out = to.report; /* the caller's from here on */
    to.report = NULL;
done:
    status = ap_database_end(store->database, status, err);
    ap_report_free(to.report);
    return status;
}

/* The copy kept is worth nothing to an auditor unless it is still what was recorded. */
static ap_status read_input(ap_store *store, ap_rows *rows, ap_case_file *file,
                            ap_error *err)
{
    ap_status status = AP_OK;
    char *copies[3] = {NULL, NULL, NULL};
    char sha256[AP_SHA256_SIZE];
    size_t length = 0;
    const char *bytes = ap_rows_bytes(rows, 3, &length);
    char *kept = calloc(1, length + 1);
    if (kept == NULL) {
        status = no_memory(store, err);
        goto done;
    }
    memcpy(kept, bytes, length);
    file->bytes = kept;
    file->length = length;
    for (int i = 0; i < 3; i++) {
        AP_TRY(copy_words(store, rows, i, &copies[i], err));
    }
    ap_sha256(bytes, length, sha256);
    if (strcmp(sha256, copies[2]) != 0) {
        AP_TRY(ap_fail(err, AP_IO, ap_database_path(store->database),
                       "the kept copy of %s is not the file that was recorded; bring the "
                       "store back from a backup",
                       copies[0]));
    }
done:
    file->name = copies[0];
    file->encoding = copies[1];
    file->sha256 = copies[2];
    return status;
}

ap_status ap_store_inputs(ap_store *store, const char *id, size_t *count,
                          ap_case_file **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    ap_case_file *files = NULL;
    size_t found = 0;
    bool has_row = false;
    AP_TRY(ap_database_ask(store->database, INPUTS, AP_VALUES(ap_words(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    if (!has_row) {
        status = no_run(store, id, err);
        goto done;
    }
    while (has_row) {
        ap_case_file *grown = ap_grown(files, found, sizeof *files);
        if (grown == NULL) {
            status = no_memory(store, err);
            goto done;
        }
        files = grown;
        files[found] = (ap_case_file){0};
        AP_TRY(read_input(store, rows, &files[found++], err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }

    *count = found;
    *out = files; /* the caller's from here on */
    files = NULL;
done:
    ap_rows_end(rows);
    ap_store_inputs_free(files == NULL ? 0 : found, files);
    return status;
}

void ap_store_inputs_free(size_t count, ap_case_file *files)
{
    for (size_t i = 0; i < count; i++) {
        free((void *)files[i].name);
        free((void *)files[i].encoding);
        free((void *)files[i].sha256);
        free((void *)files[i].bytes);
    }
    free(files);
}

ap_status ap_store_file(ap_store *store, const char *id, const char *name, ap_text *text,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    size_t length = 0;
    AP_TRY(ap_database_ask(store->database, A_FILE, AP_VALUES(ap_words(id), ap_words(name)),
                           &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    if (!has_row) {
        AP_TRY(ap_fail(err, AP_NO_INPUT, ap_database_path(store->database),
                       "no file %s is kept of a run %s", name, id));
    }
    const char *bytes = ap_rows_bytes(rows, 0, &length);
    ap_text_add(text, bytes, length);
    if (text->failed) {
        status = no_memory(store, err);
        goto done;
    }
done:
    ap_rows_end(rows);
    return status;
}

static ap_status read_timing(const ap_store *store, ap_rows *rows, ap_timing *timing,
                             ap_error *err)
{
    char *stage = NULL;
    ap_status status = copy_words(store, rows, 0, &stage, err);
    *timing = (ap_timing){.stage = stage, .seconds = ap_rows_real(rows, 1)};
    return status;
}

ap_status ap_store_timings(ap_store *store, const char *id, size_t *count, ap_timing **out,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    ap_timing *timings = NULL;
    size_t found = 0;
    bool has_row = false;
    AP_TRY(ap_database_ask(store->database, TIMINGS, AP_VALUES(ap_words(id)), &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    if (!has_row) {
        status = no_run(store, id, err);
        goto done;
    }
    while (has_row && ap_rows_kind(rows, 0) != AP_VALUE_END) {
        ap_timing *grown = ap_grown(timings, found, sizeof *timings);
        if (grown == NULL) {
            status = no_memory(store, err);
            goto done;
        }
        timings = grown;
        AP_TRY(read_timing(store, rows, &timings[found++], err));
        AP_TRY(ap_rows_next(rows, &has_row, err));
    }

    *count = found;
    *out = timings; /* the caller's from here on */
    timings = NULL;
done:
    ap_rows_end(rows);
    ap_store_timings_free(timings == NULL ? 0 : found, timings);
    return status;
}

void ap_store_timings_free(size_t count, ap_timing *timings)
{
    for (size_t i = 0; i < count; i++) {
        free((void *)timings[i].stage);
    }
    free(timings);
}
