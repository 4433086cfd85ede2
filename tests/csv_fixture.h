/** Files of tests/fixtures/csv, each a trait of the CSV that finance teams send. */
#ifndef APPORTION_TESTS_CSV_FIXTURE_H
#define APPORTION_TESTS_CSV_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "data/csv.h"

typedef struct ap_fixture {
    ap_problems *problems;
    ap_grid *grid; /**< NULL when the file was refused whole */
} ap_fixture;

/** Read the file, whose header has these names. */
static inline ap_fixture fixture_read(const char *name, size_t count,
                                      const char *const required[])
{
    ap_fixture fixture = {.problems = ap_problems_new()};
    ap_text path = {0};
    ap_text bytes = {0};
    ap_text_print(&path, "%s/tests/fixtures/csv/%s", AP_ROOT, name);
    assert_int_equal(ap_file_read(path.bytes, &bytes, NULL), AP_OK);
    assert_int_equal(ap_csv_parse(name, bytes.length == 0 ? "" : bytes.bytes, bytes.length,
                                  count, required, fixture.problems, &fixture.grid, NULL),
                     AP_OK);
    ap_text_free(&bytes);
    ap_text_free(&path);
    return fixture;
}

static inline void fixture_free(ap_fixture *fixture)
{
    ap_problems_free(fixture->problems);
    ap_grid_free(fixture->grid);
}

/** The cell of a row, counted from 0, in the column of this name. */
static inline const char *fixture_cell(const ap_fixture *fixture, size_t row,
                                       const char *name)
{
    size_t column = ap_grid_column(fixture->grid, name);
    assert_true(column < fixture->grid->columns);
    return fixture->grid->cells[row * fixture->grid->columns + column];
}

#endif
