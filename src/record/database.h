/** A database file and the statements it is used with. database.c is the only file that
 * knows SQLite.
 *
 * Statements are a table that the caller gives at opening; each is prepared on first use.
 * Values reach a statement as bound parameters, never as part of its text. Journal mode
 * DELETE (safe on network disks), synchronous FULL, foreign keys on, and a minute's
 * patience with another process' lock. Every failure names the file and says what to do.
 */
#ifndef APPORTION_RECORD_DATABASE_H
#define APPORTION_RECORD_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

typedef struct ap_database ap_database;

/** The rows that a statement yields, one at a time. Borrowed from the database. */
typedef struct ap_rows ap_rows;

/** Open the file with its count statements (borrowed). With is_writer it is created when it
 * is not there, and AP_CANNOT_CREATE is returned when it cannot be written; without,
 * AP_NO_INPUT when there is none. *out is the caller's to free. */
ap_status ap_database_open(const char *path, bool is_writer, size_t count,
                           const char *const statements[], ap_database **out,
                           ap_error *err);

/** NULL is ignored. What was begun and not committed is rolled back. */
void ap_database_free(ap_database *database);

/** The path it was opened with. */
const char *ap_database_path(const ap_database *database);

/** Begin a transaction. A writer queues for its lock here, so that it cannot fail to get
 * it later; a reader sees one state of the file until the end. */
ap_status ap_database_begin_write(ap_database *database, ap_error *err);
ap_status ap_database_begin_read(ap_database *database, ap_error *err);

/** End it: commit when status is AP_OK, else roll back. Returns status, or why the commit
 * failed. */
ap_status ap_database_end(ap_database *database, ap_status status, ap_error *err);

/** Run a script of several statements without values. */
ap_status ap_database_script(ap_database *database, const char *sql, ap_error *err);

/** A value to be bound; text and bytes are borrowed for the call (NULL: no value). */
typedef struct ap_value {
    enum {
        AP_VALUE_END,
        AP_VALUE_WHOLE,
        AP_VALUE_REAL,
        AP_VALUE_WORDS,
        AP_VALUE_BYTES
    } kind;
    int64_t whole;
    double real;
    const char *bytes;
    size_t length;
} ap_value;

ap_value ap_whole(int64_t whole);
ap_value ap_real(double real);
ap_value ap_words(const char *words);
ap_value ap_bytes(const char *bytes, size_t length);

/** The values of a statement, in order, as an array that ends where it must. */
#define AP_VALUES(...) ((const ap_value[]){__VA_ARGS__, {.kind = AP_VALUE_END}})
#define AP_VALUES_NONE ((const ap_value[]){{.kind = AP_VALUE_END}})

/** Run a statement that yields no rows. values are AP_VALUES(…). */
ap_status ap_database_put(ap_database *database, size_t statement, const ap_value values[],
                          ap_error *err);

/** Run a statement for its rows; end it with ap_rows_end, failed or not. */
ap_status ap_database_ask(ap_database *database, size_t statement, const ap_value values[],
                          ap_rows **rows, ap_error *err);

/** Go to the next row; *has_row is false after the last. */
ap_status ap_rows_next(ap_rows *rows, bool *has_row, ap_error *err);

/** The current row's value in a column, from 0. Text and bytes are borrowed until the next
 * row; NULL where there is no value. */
int64_t ap_rows_whole(ap_rows *rows, int column);
double ap_rows_real(ap_rows *rows, int column);
const char *ap_rows_words(ap_rows *rows, int column);
const char *ap_rows_bytes(ap_rows *rows, int column, size_t *length);

/** What the value is: AP_VALUE_END when there is none. */
int ap_rows_kind(ap_rows *rows, int column);

/** NULL is ignored. */
void ap_rows_end(ap_rows *rows);

/** The number that the last inserted row was given, and how many rows the last statement
 * changed. */
int64_t ap_database_last(const ap_database *database);
int64_t ap_database_changes(const ap_database *database);

/** "SQLite 3.40.1", of the library that is linked. */
const char *ap_database_version(void);

#endif
