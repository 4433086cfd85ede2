/** The record of every run, in SQLite. database.c is the only file that knows SQLite;
 * store_sql.c has all the SQL and says what an analyst may query.
 *
 * outputs/runs.sqlite keeps each run's inputs (by SHA-256, so equal files are kept once),
 * settings, results (every table of the report), certificates and timings. A run is written
 * in one transaction: a process killed at any moment leaves the store as it was or with the
 * whole run in it. Journal mode DELETE (safe on network disks), busy timeout 60 s: two runs
 * at once wait for each other. Rank 0 only.
 */
#ifndef APPORTION_RECORD_STORE_H
#define APPORTION_RECORD_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "apportion/case.h"
#include "apportion/status.h"
#include "base/text.h"
#include "record/report.h"

typedef struct ap_store ap_store;

/** Open, or create with its tables. AP_CANNOT_CREATE when the folder cannot be written,
 * AP_IO when the file is not a store. *out is the caller's to free. */
ap_status ap_store_open(const char *path, ap_store **out, ap_error *err);

/** Open without the right to write; AP_NO_INPUT when there is none or it is still empty. */
ap_status ap_store_open_to_read(const char *path, ap_store **out, ap_error *err);

/** NULL is ignored. */
void ap_store_free(ap_store *store);

typedef struct ap_run_file {
    const char *name; /**< "allocation-round.mps", "log.txt": kept with the run */
    const char *bytes;
    size_t length;
} ap_run_file;

typedef struct ap_timing {
    const char *stage;
    double seconds;
} ap_timing;

/** What is recorded of a run. Everything is borrowed for the call. */
typedef struct ap_run {
    const char *id;      /**< see ap_run_id */
    const char *command; /**< "round" */
    const char *case_name;
    const char *started; /**< ISO 8601, UTC */
    const char *version;
    const char *outcome; /**< "optimal", "infeasible: least relaxation", … */
    int exit_code;
    int ranks;
    const char
        *arguments; /**< what `rerun` needs beside the inputs, e.g. "--profile=publish" */
    const ap_case *inputs;   /**< its files are kept */
    const ap_report *report; /**< its tables are kept, cell by cell */
    size_t file_count;
    const ap_run_file *files;
    size_t timing_count;
    const ap_timing *timings;
    /** Called when all is written and nothing is final yet, or NULL: what must have
     * succeeded for the run to be on record. Its status is that of the whole. */
    ap_status (*also)(void *data, ap_error *err);
    void *also_data;
} ap_run;

enum { AP_RUN_ID_SIZE = 24 };

/** The id of a run: "r" and 12 hexadecimal digits of the SHA-256 of command, arguments,
 * version and all input files. The same inputs give the same run. */
void ap_run_id(const char *command, const char *arguments, const ap_case *inputs,
               char out[AP_RUN_ID_SIZE]);

/** Record a run in one transaction. A run of the same id that is there already is replaced
 * (it has the same inputs; started and timings are the latest). */
ap_status ap_store_add(ap_store *store, const ap_run *run, ap_error *err);

/** One line of `apportion runs`. */
typedef struct ap_run_line {
    char id[AP_RUN_ID_SIZE];
    char *command;
    char *case_name;
    char *started;
    char *outcome;
    char *arguments;
    char *version;
    int exit_code;
} ap_run_line;

/** All runs, the last recorded first. *out (and its text) is freed by ap_run_lines_free. */
ap_status ap_store_runs(ap_store *store, size_t *count, ap_run_line **out, ap_error *err);
void ap_run_lines_free(size_t count, ap_run_line *lines);

/** The run whose id begins with `prefix` ("latest": the newest); AP_NO_INPUT with the
 * nearest ids when there is none, AP_USAGE when several. */
ap_status ap_store_find(ap_store *store, const char *prefix, ap_run_line *out,
                        ap_error *err);
void ap_run_line_free(ap_run_line *line);

/** The run's report, rebuilt from the store (tables, not formulas or charts). */
ap_status ap_store_report(ap_store *store, const char *id, ap_report **out, ap_error *err);

/** The run's input files, for ap_case_load_files; freed by ap_store_files_free. */
ap_status ap_store_inputs(ap_store *store, const char *id, size_t *count,
                          ap_case_file **out, ap_error *err);
void ap_store_inputs_free(size_t count, ap_case_file *files);

/** A kept file of the run, added to text; AP_NO_INPUT when there is none of that name. */
ap_status ap_store_file(ap_store *store, const char *id, const char *name, ap_text *text,
                        ap_error *err);

/** How long the stages of the run took, in their order; AP_NO_INPUT when there is no such
 * run. *out (NULL when no stage is recorded) is freed by ap_store_timings_free. */
ap_status ap_store_timings(ap_store *store, const char *id, size_t *count, ap_timing **out,
                           ap_error *err);
void ap_store_timings_free(size_t count, ap_timing *timings);

/** "SQLite 3.40.1". */
const char *ap_store_version(void);

#endif
