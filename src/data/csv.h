/** A CSV file as finance teams send it, as a grid of clean UTF-8 cells.
 *
 * Forgiving about form: byte order marks, UTF-8, Windows-1252, UTF-16; LF, CRLF or lone CR;
 * comma, semicolon or tab; quoted newlines and doubled quotes; ="00123" and a leading
 * apostrophe unwrapped; no-break and zero-width spaces; title rows above the header (found
 * by its required names); trailing blank rows and columns. What was done beyond plain CSV
 * is added to the problems as a note. Quoting is libcsv's; this file adds the rest.
 */
#ifndef APPORTION_DATA_CSV_H
#define APPORTION_DATA_CSV_H

#include <stddef.h>

#include "apportion/status.h"
#include "data/problems.h"

typedef struct ap_grid {
    const char *file; /**< as given, borrowed: for messages */
    const char
        *encoding; /**< "UTF-8", "UTF-8 with byte order mark", "Windows-1252", "UTF-16" */
    size_t columns;
    size_t rows;          /**< below the header, blank ones left out */
    const char **headers; /**< trimmed, as in the file */
    const char **cells;   /**< rows x columns, "" where blank */
    long *lines;          /**< of each row, as Excel numbers rows (a quoted newline does not
                               start a row) */
    struct ap_arena *arena;
} ap_grid;

/** Read bytes. The header is the first row that has all of the required names (compared
 * without capitals, with spaces, "-" and "_" alike). No such row: a problem that names the
 * columns found and missing, and *out is NULL. *out is the caller's to free. */
ap_status ap_csv_parse(const char *file, const char *bytes, size_t length,
                       size_t required_count, const char *const required[],
                       ap_problems *problems, ap_grid **out, ap_error *err);

/** The column of that name (compared as above), or SIZE_MAX. */
size_t ap_grid_column(const ap_grid *grid, const char *name);

/** NULL is ignored. */
void ap_grid_free(ap_grid *grid);

#endif
