#include "record/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

struct ap_rows {
    ap_database *database;
    sqlite3_stmt *statement; /* NULL until first used */
};

struct ap_database {
    sqlite3 *sqlite;
    char *path;
    bool is_writer;
    size_t count;
    const char *const *statements;
    ap_rows *rows; /* one a statement */
};

typedef struct ap_trouble {
    int code;
    ap_status status;
    const char *words;
} ap_trouble;

/* What SQLite's codes mean to a person; of an extended code, the first row that fits. */
static const ap_trouble troubles[] = {
    {SQLITE_FULL, AP_IO, "the disk is full; make room and run again"},
    {SQLITE_READONLY_ROLLBACK, AP_IO,
     "its last writer was killed, and only who may write its folder can put it right: run "
     "the same command as its owner"},
    {SQLITE_IOERR, AP_IO,
     "reading or writing failed, because the disk is full or faulty; make room and run again"},
    {SQLITE_BUSY, AP_IO,
     "another program has kept it locked for a minute; let it end and run again"},
    {SQLITE_NOTADB, AP_IO,
     "it is not a store of runs; move it away, or choose another folder with -o"},
    {SQLITE_CORRUPT, AP_IO,
     "it is damaged; bring it back from a backup, or move it away and run again"},
    {SQLITE_CANTOPEN, AP_CANNOT_CREATE,
     "it cannot be created or opened; make its folder, or see who may write there"},
    {SQLITE_READONLY, AP_CANNOT_CREATE,
     "it cannot be written; see who may write the file and its folder"},
    {SQLITE_PERM, AP_CANNOT_CREATE,
     "it cannot be opened; see who may write the file and its folder"},
    {SQLITE_TOOBIG, AP_IO,
     "a file of the run is longer than 1 GB, which is the most it keeps"},
    {SQLITE_NOMEM, AP_NO_MEMORY, "no memory is left"},
};

static ap_status failed(const ap_database *database, int code, ap_error *err)
{
    for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++) {
        const ap_trouble *trouble = &troubles[i];
        if (trouble->code == code || trouble->code == (code & 0xff)) {
            return ap_fail(err, trouble->status, database->path, "%s (%s)", trouble->words,
                           sqlite3_errstr(code));
        }
    }
    return ap_fail(err, AP_INTERNAL, database->path, "SQLite refuses a statement: %s",
                   sqlite3_errmsg(database->sqlite));
}

ap_status ap_database_script(ap_database *database, const char *sql, ap_error *err)
{
    int code = sqlite3_exec(database->sqlite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? AP_OK : failed(database, code, err);
}

/* A reader opens the file for writing as well, and then forbids itself to write: only so
 * can it roll back what a killed writer left half done. Where the rights are lacking
 * SQLite falls back to reading, which for a writer is a failure to be told now and not
 * after the run. */
static ap_status connect(ap_database *database, ap_error *err)
{
    enum { MINUTE = 60000 };
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE;
    if (database->is_writer) {
        flags |= SQLITE_OPEN_CREATE;
    }
    int code = sqlite3_open_v2(database->path, &database->sqlite, flags, NULL);
    if (!database->is_writer && (code & 0xff) == SQLITE_CANTOPEN) {
        return ap_fail(
            err, AP_NO_INPUT, database->path,
            "there is no store of runs that can be read here; a round makes one, "
            "and -o says in which folder to look");
    }
    if (code != SQLITE_OK) {
        return failed(database, code, err);
    }
    if (database->is_writer && sqlite3_db_readonly(database->sqlite, "main") != 0) {
        return failed(database, SQLITE_READONLY, err);
    }
    (void)sqlite3_busy_timeout(database->sqlite, MINUTE);
    return ap_database_script(
        database,
        database->is_writer ? "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
                              "PRAGMA journal_mode = DELETE; PRAGMA temp_store = MEMORY"
                            : "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY",
        err);
}

ap_status ap_database_open(const char *path, bool is_writer, size_t count,
                           const char *const statements[], ap_database **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_database *database = calloc(1, sizeof *database);
    if (database == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "the store of runs");
    }
    database->is_writer = is_writer;
    database->count = count;
    database->statements = statements;
    database->path = strdup(path);
    database->rows = calloc(count, sizeof *database->rows);
    if (database->path == NULL || database->rows == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, path, "the store of runs");
        goto done;
    }
    AP_TRY(connect(database, err));

    *out = database;
    database = NULL;
done:
    ap_database_free(database);
    return status;
}

void ap_database_free(ap_database *database)
{
    if (database == NULL) {
        return;
    }
    for (size_t i = 0; database->rows != NULL && i < database->count; i++) {
        (void)sqlite3_finalize(database->rows[i].statement);
    }
    (void)sqlite3_close(database->sqlite);
    free(database->rows);
    free(database->path);
    free(database);
}

const char *ap_database_path(const ap_database *database)
{
    return database->path;
}

ap_status ap_database_begin_write(ap_database *database, ap_error *err)
{
    return ap_database_script(database, "BEGIN IMMEDIATE", err);
}

ap_status ap_database_begin_read(ap_database *database, ap_error *err)
{
    return ap_database_script(database, "BEGIN", err);
}

ap_status ap_database_end(ap_database *database, ap_status status, ap_error *err)
{
    if (status == AP_OK) {
        status = ap_database_script(database, "COMMIT", err);
    }
    if (status != AP_OK && sqlite3_get_autocommit(database->sqlite) == 0) {
        (void)ap_database_script(database, "ROLLBACK", NULL);
    }
    return status;
}

ap_value ap_whole(int64_t whole)
{
    return (ap_value){.kind = AP_VALUE_WHOLE, .whole = whole};
}

ap_value ap_real(double real)
{
    return (ap_value){.kind = AP_VALUE_REAL, .real = real};
}

ap_value ap_words(const char *words)
{
    return (ap_value){.kind = AP_VALUE_WORDS, .bytes = words};
}

ap_value ap_bytes(const char *bytes, size_t length)
{
    return (ap_value){.kind = AP_VALUE_BYTES, .bytes = bytes, .length = length};
}

/* No bytes are a value too: an empty file is not a missing one. */
static int bind(sqlite3_stmt *statement, int at, const ap_value *value)
{
    switch (value->kind) {
    case AP_VALUE_WHOLE:
        return sqlite3_bind_int64(statement, at, value->whole);
    case AP_VALUE_REAL:
        return sqlite3_bind_double(statement, at, value->real);
    case AP_VALUE_WORDS:
        return sqlite3_bind_text(statement, at, value->bytes, -1, SQLITE_STATIC);
    case AP_VALUE_BYTES:
        return value->length == 0 ? sqlite3_bind_zeroblob(statement, at, 0)
                                  : sqlite3_bind_blob64(statement, at, value->bytes,
                                                        value->length, SQLITE_STATIC);
    case AP_VALUE_END:
        break;
    }
    return SQLITE_MISUSE;
}

ap_status ap_database_ask(ap_database *database, size_t statement, const ap_value values[],
                          ap_rows **rows, ap_error *err)
{
    ap_rows *asked = &database->rows[statement];
    asked->database = database;
    int code = SQLITE_OK;
    if (asked->statement == NULL) {
        code = sqlite3_prepare_v3(database->sqlite, database->statements[statement], -1,
                                  SQLITE_PREPARE_PERSISTENT, &asked->statement, NULL);
    }
    for (int i = 0; code == SQLITE_OK && values[i].kind != AP_VALUE_END; i++) {
        code = bind(asked->statement, i + 1, &values[i]);
    }
    *rows = asked;
    return code == SQLITE_OK ? AP_OK : failed(database, code, err);
}

ap_status ap_rows_next(ap_rows *rows, bool *has_row, ap_error *err)
{
    int code = sqlite3_step(rows->statement);
    *has_row = code == SQLITE_ROW;
    return *has_row || code == SQLITE_DONE ? AP_OK : failed(rows->database, code, err);
}

void ap_rows_end(ap_rows *rows)
{
    if (rows != NULL && rows->statement != NULL) {
        (void)sqlite3_reset(rows->statement);
        (void)sqlite3_clear_bindings(rows->statement);
    }
}

ap_status ap_database_put(ap_database *database, size_t statement, const ap_value values[],
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_rows *rows = NULL;
    bool has_row = false;
    AP_TRY(ap_database_ask(database, statement, values, &rows, err));
    AP_TRY(ap_rows_next(rows, &has_row, err));
done:
    ap_rows_end(rows);
    return status;
}

int64_t ap_rows_whole(ap_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double ap_rows_real(ap_rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

const char *ap_rows_words(ap_rows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows->statement, column);
}

const char *ap_rows_bytes(ap_rows *rows, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);
    *length = (size_t)sqlite3_column_bytes(rows->statement, column);
    return bytes == NULL ? "" : bytes;
}

int ap_rows_kind(ap_rows *rows, int column)
{
    switch (sqlite3_column_type(rows->statement, column)) {
    case SQLITE_INTEGER:
        return AP_VALUE_WHOLE;
    case SQLITE_FLOAT:
        return AP_VALUE_REAL;
    case SQLITE_TEXT:
        return AP_VALUE_WORDS;
    case SQLITE_BLOB:
        return AP_VALUE_BYTES;
    default:
        return AP_VALUE_END;
    }
}

int64_t ap_database_last(const ap_database *database)
{
    return sqlite3_last_insert_rowid(database->sqlite);
}

int64_t ap_database_changes(const ap_database *database)
{
    return sqlite3_changes64(database->sqlite);
}

const char *ap_database_version(void)
{
    static char version[32];
    (void)snprintf(version, sizeof version, "SQLite %s", sqlite3_libversion());
    return version;
}
