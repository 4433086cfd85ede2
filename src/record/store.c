#include "record/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "record/database.h"
#include "record/store_sql.h"

/* Is the file a store, or a new file that can become one? */
static ap_status look(ap_database *database, bool *is_new, ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(ap_database_ask(database, READ_MARK, AP_VALUES_NONE, &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
    *is_new = ap_rows_whole(rows, 0) == 0 && ap_rows_whole(rows, 2) == 0;
    if (*is_new) {
        goto done;
    }
    if (strcmp(ap_rows_words(rows, 0), AP_STORE_MARK) != 0) {
        status = ap_fail(err, AP_IO, ap_database_path(database),
                         "this database is not a store of runs; move it away, or choose "
                         "another folder with -o");
    } else if (strcmp(ap_rows_words(rows, 1), AP_STORE_FORMAT) != 0) {
        status = ap_fail(err, AP_IO, ap_database_path(database),
                         "the store has format %s and this program reads format %s; use "
                         "the version that wrote it, or another folder with -o",
                         ap_rows_words(rows, 1), AP_STORE_FORMAT);
    }
done:
    ap_rows_end(rows);
    return status;
}

/* Of two programs that find a new file at once, one makes the tables and the other then
 * sees them. */
static ap_status make_tables(ap_database *database, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_new = false;
    AP_TRY(ap_database_begin_write(database, err));
    AP_TRY(look(database, &is_new, err));
    if (is_new) {
        AP_TRY(ap_database_script(database, ap_store_schema, err));
    }
done:
    return ap_database_end(database, status, err);
}

static ap_status store_open(const char *path, bool is_writer, ap_store **out, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_new = false;
    ap_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "the store of runs");
    }
    AP_TRY(ap_database_open(path, is_writer, QUERY_COUNT, ap_store_statements,
                            &store->database, err));
    AP_TRY(look(store->database, &is_new, err));
    if (is_new && is_writer) {
        AP_TRY(make_tables(store->database, err));
    } else if (is_new) {
        AP_TRY(ap_fail(err, AP_NO_INPUT, path,
                       "the store holds no runs yet; a round adds one"));
    }

    *out = store; /* the caller's from here on */
    store = NULL;
done:
    ap_store_free(store);
    return status;
}

ap_status ap_store_open(const char *path, ap_store **out, ap_error *err)
{
    return store_open(path, true, out, err);
}

ap_status ap_store_open_to_read(const char *path, ap_store **out, ap_error *err)
{
    return store_open(path, false, out, err);
}

void ap_store_free(ap_store *store)
{
    if (store != NULL) {
        ap_database_free(store->database);
        free(store);
    }
}

const char *ap_store_version(void)
{
    return ap_database_version();
}

static ap_status add_blob(ap_database *database, const char *sha256, const char *bytes,
                          size_t length, ap_error *err)
{
    return ap_database_put(
        database, ADD_BLOB,
        AP_VALUES(ap_words(sha256), ap_whole((int64_t)length), ap_bytes(bytes, length)),
        err);
}

static ap_status add_inputs(ap_database *database, int64_t run, const ap_case *inputs,
                            ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < inputs->files_count; i++) {
        const ap_case_file *file = &inputs->files[i];
        AP_TRY(add_blob(database, file->sha256, file->bytes, file->length, err));
        AP_TRY(ap_database_put(database, ADD_INPUT,
                               AP_VALUES(ap_whole(run), ap_whole((int64_t)i),
                                         ap_words(file->name), ap_words(file->encoding),
                                         ap_words(file->sha256)),
                               err));
    }
    for (size_t i = 0; i < inputs->setting_rows_count; i++) {
        const ap_setting_row *row = &inputs->setting_rows[i];
        AP_TRY(ap_database_put(database, ADD_SETTING,
                               AP_VALUES(ap_whole(run), ap_words(row->setting),
                                         ap_words(row->value), ap_words(row->row.basis)),
                               err));
    }
done:
    return status;
}

static ap_status add_files(ap_database *database, int64_t run, const ap_run *facts,
                           ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < facts->file_count; i++) {
        const ap_run_file *file = &facts->files[i];
        char sha256[AP_SHA256_SIZE];
        ap_sha256(file->bytes, file->length, sha256);
        AP_TRY(add_blob(database, sha256, file->bytes, file->length, err));
        AP_TRY(ap_database_put(
            database, ADD_FILE,
            AP_VALUES(ap_whole(run), ap_words(file->name), ap_words(sha256)), err));
    }
    for (size_t i = 0; i < facts->timing_count; i++) {
        AP_TRY(ap_database_put(database, ADD_TIMING,
                               AP_VALUES(ap_whole(run), ap_whole((int64_t)i),
                                         ap_words(facts->timings[i].stage),
                                         ap_real(facts->timings[i].seconds)),
                               err));
    }
done:
    return status;
}

/* Whole numbers take fewer bytes than doubles and come back as the same double, up to
 * 2^53 and but for a zero with a sign. */
static ap_value cell_value(const ap_report_cell *cell)
{
    static const double exact = 9007199254740992.0;
    if (!cell->is_number) {
        return ap_words(cell->text);
    }
    bool is_whole = fabs(cell->number) <= exact && cell->number == trunc(cell->number) &&
                    !(cell->number == 0 && signbit(cell->number));
    return is_whole ? ap_whole((int64_t)cell->number) : ap_real(cell->number);
}

static ap_status add_cells(ap_database *database, int64_t id, const ap_sheet *sheet,
                           ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = (sheet->row_count + (sheet->has_total ? 1 : 0)) * sheet->column_count;
    for (size_t i = 0; i < count; i++) {
        int64_t row = (int64_t)(i / sheet->column_count);
        int64_t column = (int64_t)(i % sheet->column_count);
        const ap_report_cell *cell = &sheet->cells[i];
        const char *format =
            cell->format == AP_WORDS ? NULL : ap_store_formats.words[cell->format];
        AP_TRY(ap_database_put(database, ADD_CELL,
                               AP_VALUES(ap_whole(id), ap_whole(row), ap_whole(column),
                                         cell_value(cell), ap_words(format)),
                               err));
    }
done:
    return status;
}

static ap_status add_columns(ap_database *database, int64_t id, const ap_sheet *sheet,
                             ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < sheet->line_count; i++) {
        AP_TRY(ap_database_put(
            database, ADD_LINE,
            AP_VALUES(ap_whole(id), ap_whole((int64_t)i), ap_words(sheet->lines[i])), err));
    }
    for (size_t i = 0; i < sheet->column_count; i++) {
        const ap_report_column *column = &sheet->columns[i];
        AP_TRY(ap_database_put(
            database, ADD_COLUMN,
            AP_VALUES(ap_whole(id), ap_whole((int64_t)i), ap_words(column->header),
                      ap_words(ap_store_formats.words[column->format]),
                      ap_real(column->width),
                      ap_words(ap_store_totals.words[column->total]),
                      ap_whole(column->is_input), ap_words(ap_column_twin(column))),
            err));
    }
done:
    return status;
}

static ap_status add_report(ap_database *database, int64_t run, const ap_report *report,
                            ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < report->property_count; i++) {
        AP_TRY(ap_database_put(database, ADD_PROPERTY,
                               AP_VALUES(ap_whole(run), ap_whole((int64_t)i),
                                         ap_words(report->properties[i].name),
                                         ap_words(report->properties[i].value)),
                               err));
    }
    for (size_t i = 0; i < report->sheet_count; i++) {
        const ap_sheet *sheet = &report->sheets[i];
        AP_TRY(ap_database_put(
            database, ADD_TABLE,
            AP_VALUES(ap_whole(run), ap_whole((int64_t)i),
                      ap_words(ap_store_kinds.words[sheet->kind]), ap_words(sheet->name),
                      ap_words(sheet->table), ap_words(sheet->title),
                      ap_whole((int64_t)sheet->column_count),
                      ap_whole((int64_t)sheet->row_count), ap_whole(sheet->has_total),
                      ap_words(ap_sheet_twin(sheet))),
            err));
        int64_t id = ap_database_last(database);
        AP_TRY(add_columns(database, id, sheet, err));
        AP_TRY(add_cells(database, id, sheet, err));
    }
done:
    return status;
}

ap_status ap_store_add(ap_store *store, const ap_run *run, ap_error *err)
{
    ap_status status = AP_OK;
    ap_database *database = store->database;
    const ap_report *report = run->report;
    AP_TRY(ap_database_begin_write(database, err));
    AP_TRY(ap_database_put(database, DROP_RUN, AP_VALUES(ap_words(run->id)), err));
    bool is_replaced = ap_database_changes(database) > 0;
    AP_TRY(ap_database_put(database, ADD_RUN,
                           AP_VALUES(ap_words(run->id), ap_words(run->command),
                                     ap_words(run->case_name), ap_words(run->started),
                                     ap_words(run->version), ap_words(run->outcome),
                                     ap_whole(run->exit_code), ap_whole(run->ranks),
                                     ap_words(run->arguments), ap_words(report->title),
                                     ap_words(report->subject), ap_words(report->author),
                                     ap_words(report->company), ap_words(report->created)),
                           err));
    int64_t id = ap_database_last(database);
    AP_TRY(add_inputs(database, id, run->inputs, err));
    AP_TRY(add_files(database, id, run, err));
    AP_TRY(add_report(database, id, report, err));
    if (is_replaced) {
        AP_TRY(ap_database_put(database, DROP_UNUSED_BLOBS, AP_VALUES_NONE, err));
    }
    if (run->also != NULL) {
        AP_TRY(run->also(run->also_data, err));
    }
done:
    return ap_database_end(database, status, err);
}
