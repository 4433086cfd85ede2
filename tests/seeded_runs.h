/** Runs to try the store with: every part of one follows from its seed, so that whoever
 * finds it in a store can tell whether it is whole. */
#ifndef APPORTION_TESTS_SEEDED_RUNS_H
#define APPORTION_TESTS_SEEDED_RUNS_H

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/files.h"
#include "record/store.h"

/* One fresh store a test, in a folder of this process. */
static char folder[64];
static char path[96];

static inline uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    uint64_t mixed = (*state >> 33) ^ *state;
    return mixed * 0x9e3779b97f4a7c15ULL >> 11;
}

static const ap_report_column columns[] = {
    {"Place", AP_WORDS, 22, .total = AP_NO_TOTAL},
    {"Allocation (£)", AP_POUNDS, 16, .total = AP_SUM},
    {"Growth, \"net\"", AP_PERCENT, 12.5, .total = AP_FORMULA_TOTAL},
    {"Sheet", AP_LINK, 10, .is_input = false},
    {"Bid (£)", AP_PENCE, 14, .is_input = true},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Numbers and words that a careless store would bring back changed. */
static const double awkward_numbers[] = {
    0.0,  -0.0, 0.1 + 0.2,          1.0 / 3, 1e-300,  5e-324, 1.7976931348623157e308,
    -1.0, 255,  9007199254740993.0, 1e17,    -1234.5, 1e15,   9223372036854775808.0};
static const char *const awkward_words[] = {"Southampton",
                                            "12",
                                            "007",
                                            "1e5",
                                            "",
                                            "it's \"so\"",
                                            "£1,234\nnext line",
                                            "Isle of Wight; DROP TABLE runs",
                                            "NULL",
                                            " spaces "};

static inline void fill_cell(ap_report *report, ap_sheet *sheet, size_t at, uint64_t *seed)
{
    size_t row = at / COLUMNS;
    size_t column = at % COLUMNS;
    uint64_t draw = next_random(seed);
    sheet->cells[at].format = draw % 5 == 0 ? AP_INDEX : AP_WORDS;
    if (draw % 4 == 0) {
        ap_sheet_words(report, sheet, row, column, "%s", awkward_words[draw / 4 % 10]);
    } else if (draw % 4 == 1) {
        ap_sheet_number(report, sheet, row, column, awkward_numbers[draw / 4 % 14]);
    } else if (draw % 4 == 2) {
        ap_sheet_number(report, sheet, row, column, (double)(draw % 100000000) / 100);
    } else {
        uint64_t bits = next_random(seed) << 11 ^ next_random(seed);
        double number = 0;
        memcpy(&number, &bits, sizeof number);
        ap_sheet_number(report, sheet, row, column, number);
    }
}

/* A report whose every cell follows from the seed. */
static inline ap_report *some_report(uint64_t seed, size_t sheet_count, size_t row_count)
{
    static const char *const names[] = {"Cover", "Places", "Checks", "Log", "Rules"};
    static const char *const tables[] = {"cover", "place_results", "checks", "log",
                                         "rules"};
    ap_report *report = NULL;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    report->title = "Allocation round";
    report->author = "Finance";
    report->created = "2026-01-02T03:04:05Z";
    report->properties[0] = (ap_property){"Seed", "42"};
    report->property_count = 1;
    for (size_t i = 0; i < sheet_count; i++) {
        ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = (ap_sheet_kind)(i % 5),
                                                           .name = names[i % 5],
                                                           .table = tables[i % 5],
                                                           .title = "What each place gets",
                                                           .line_count = i % 3,
                                                           .lines = {"First.", "Second."},
                                                           .column_count = COLUMNS,
                                                           .columns = columns,
                                                           .has_total = i % 2 == 1,
                                                           .row_count = row_count + i});
        assert_non_null(sheet);
        size_t rows = sheet->row_count + (sheet->has_total ? 1 : 0);
        for (size_t at = 0; at < rows * COLUMNS; at++) {
            fill_cell(report, sheet, at, &seed);
        }
        ap_sheet_totals(report, sheet);
    }
    return report;
}

static inline bool same_words(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static inline bool same_cells(const ap_sheet *a, const ap_sheet *b)
{
    size_t count = (a->row_count + (a->has_total ? 1 : 0)) * a->column_count;
    for (size_t i = 0; i < count; i++) {
        const ap_report_cell *x = &a->cells[i];
        const ap_report_cell *y = &b->cells[i];
        if (x->is_number != y->is_number || x->format != y->format ||
            !same_words(x->text, y->text) || x->number != y->number ||
            signbit(x->number) != signbit(y->number)) {
            return false;
        }
    }
    return true;
}

static inline bool same_columns(const ap_sheet *a, const ap_sheet *b)
{
    for (size_t i = 0; i < a->column_count; i++) {
        const ap_report_column *x = &a->columns[i];
        const ap_report_column *y = &b->columns[i];
        if (strcmp(x->header, y->header) != 0 || x->format != y->format ||
            x->width != y->width || x->total != y->total || x->is_input != y->is_input) {
            return false;
        }
    }
    return true;
}

static inline bool same_sheet(const ap_sheet *a, const ap_sheet *b)
{
    bool is_same = a->kind == b->kind && a->column_count == b->column_count &&
                   a->row_count == b->row_count && a->has_total == b->has_total &&
                   a->line_count == b->line_count && same_words(a->name, b->name) &&
                   same_words(a->table, b->table) && same_words(a->title, b->title);
    for (size_t i = 0; is_same && i < a->line_count; i++) {
        is_same = same_words(a->lines[i], b->lines[i]);
    }
    return is_same && same_columns(a, b) && same_cells(a, b);
}

static inline bool same_report(const ap_report *a, const ap_report *b)
{
    bool is_same = a->sheet_count == b->sheet_count && same_words(a->title, b->title) &&
                   same_words(a->subject, b->subject) && same_words(a->author, b->author) &&
                   same_words(a->created, b->created) &&
                   a->property_count == b->property_count &&
                   same_words(a->properties[0].value, b->properties[0].value);
    for (size_t i = 0; is_same && i < a->sheet_count; i++) {
        is_same = same_sheet(&a->sheets[i], &b->sheets[i]);
    }
    return is_same;
}

/* Two input files; the second is of 0xff and zero bytes. */
static ap_case_file input_files[2];
static char hashes[2][AP_SHA256_SIZE];
static ap_setting_row settings[] = {
    {.row = {.basis = "published: plan"}, .setting = "equity.under", .value = "5%"}};

static inline ap_case some_inputs(const char *first)
{
    static const char odd[] = {'\xff', '\0', '\n', '\0'};
    ap_sha256(first, strlen(first), hashes[0]);
    ap_sha256(odd, sizeof odd, hashes[1]);
    input_files[0] = (ap_case_file){"places.csv", hashes[0], first, strlen(first), "UTF-8"};
    input_files[1] = (ap_case_file){"need.csv", hashes[1], odd, sizeof odd, "UTF-16"};
    return (ap_case){.name = "hiow",
                     .files_count = 2,
                     .files = input_files,
                     .setting_rows_count = 1,
                     .setting_rows = settings};
}

/* A run whose log.txt holds the seed of its report, so that whoever finds the run can tell
 * what all of it must be. */
static inline ap_status add_seeded(ap_store *store, const char *id, uint64_t seed,
                                   size_t rows, ap_error *err)
{
    char log[32];
    int length = snprintf(log, sizeof log, "%" PRIu64, seed);
    ap_case inputs = some_inputs("place\nsouthampton\n");
    ap_report *report = some_report(seed, 3, rows);
    ap_run_file files[] = {{"log.txt", log, (size_t)length}, {"empty.mps", "", 0}};
    ap_timing timings[] = {{"read", 0.25}, {"solve", 1.5}};
    ap_status status = ap_store_add(store,
                                    &(ap_run){.id = id,
                                              .command = "round",
                                              .case_name = "hiow",
                                              .started = "2026-01-02T03:04:05Z",
                                              .version = "0.1.0",
                                              .outcome = "optimal",
                                              .exit_code = 1,
                                              .ranks = 2,
                                              .arguments = "--profile=publish",
                                              .inputs = &inputs,
                                              .report = report,
                                              .file_count = 2,
                                              .files = files,
                                              .timing_count = 2,
                                              .timings = timings},
                                    err);
    ap_report_free(report);
    return status;
}

/* Is every part of the run there, and what its log says it must be? */
static inline bool is_complete(ap_store *store, const char *id, size_t rows)
{
    ap_text log = {0};
    ap_report *found = NULL;
    ap_case_file *files = NULL;
    size_t count = 0;
    bool is_whole = ap_store_file(store, id, "log.txt", &log, NULL) == AP_OK &&
                    ap_store_report(store, id, &found, NULL) == AP_OK &&
                    ap_store_inputs(store, id, &count, &files, NULL) == AP_OK && count == 2;
    if (is_whole) {
        ap_report *expected = some_report(strtoull(log.bytes, NULL, 10), 3, rows);
        is_whole = same_report(expected, found);
        ap_report_free(expected);
    }
    ap_store_inputs_free(count, files);
    ap_report_free(found);
    ap_text_free(&log);
    return is_whole;
}

/* The first value of a query, read by SQLite itself and not by the code under test. */
static inline double ask(const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    double value = sqlite3_column_double(statement, 0);
    (void)sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    return value;
}

static inline void change(const char *sql)
{
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static const char is_sound[] = "SELECT integrity_check = 'ok' AND NOT EXISTS"
                               " (SELECT 1 FROM pragma_foreign_key_check)"
                               " FROM pragma_integrity_check";

static inline ap_store *open_store(void)
{
    ap_store *store = NULL;
    ap_error err = {0};
    assert_int_equal(ap_store_open(path, &store, &err), AP_OK);
    return store;
}

static inline int begin(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "store-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/runs.sqlite", folder);
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    char journal[128];
    (void)snprintf(journal, sizeof journal, "%s-journal", path);
    (void)unlink(journal);
    (void)unlink(path);
    return rmdir(folder);
}

#endif
