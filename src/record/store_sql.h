/** All the SQL of the store in one place: its tables, its statements, its words for enums.
 *
 * Private to store.c and store_read.c. An analyst may read the store with any SQLite
 * program; what is meant for that is the view `results` (run, "table", "row", "column",
 * number, text), one line a cell, and the tables runs, run_settings and run_timings.
 */
#ifndef APPORTION_RECORD_STORE_SQL_H
#define APPORTION_RECORD_STORE_SQL_H

#include <stddef.h>

#include "record/database.h"
#include "record/report.h"

/** What marks a file as a store (PRAGMA application_id) and its format (user_version). */
#define AP_STORE_MARK   "1634758514"
#define AP_STORE_FORMAT "2"

/** The script that makes the tables of a new store, marks included. */
extern const char ap_store_schema[];

typedef enum ap_query {
    READ_MARK,
    DROP_RUN,
    DROP_UNUSED_BLOBS,
    ADD_RUN,
    ADD_BLOB,
    ADD_INPUT,
    ADD_FILE,
    ADD_SETTING,
    ADD_TIMING,
    ADD_PROPERTY,
    ADD_TABLE,
    ADD_LINE,
    ADD_COLUMN,
    ADD_CELL,
    RUNS,
    RUN,
    PROPERTIES,
    TABLES,
    LINES,
    COLUMNS,
    CELLS,
    INPUTS,
    A_FILE,
    TIMINGS,
    QUERY_COUNT
} ap_query;

/** The statements, in that order. */
extern const char *const ap_store_statements[QUERY_COUNT];

/** The words that stand in the store for an enum of the report: "pounds" for AP_POUNDS. */
typedef struct ap_choices {
    size_t count;
    const char *const *words; /**< in the order of the enum */
} ap_choices;

extern const ap_choices ap_store_kinds;
extern const ap_choices ap_store_formats;
extern const ap_choices ap_store_totals;

/** What ap_store hides from those who only use it. */
struct ap_store {
    ap_database *database;
};

#endif
