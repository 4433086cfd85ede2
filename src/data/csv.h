/** A CSV file as finance teams send it, as a grid of clean UTF-8 cells.
 *
 * Forgiving about form: byte order marks, UTF-8, Windows-1252, UTF-16; LF, CRLF or lone CR;
 * comma, semicolon or tab; quoted newlines and doubled quotes; ="00123" and a leading
 * apostrophe unwrapped; no-break and zero-width spaces; title rows above the header (found
 * by its required names); trailing blank rows and columns; a first line "sep=;". What was
 * done beyond plain CSV is added to the problems as a note.
 *
 * Strict about meaning: a repeated header, a cell under no header, a subtotal, a row below
 * the total, a quotation mark that is never closed and figures in "£000" or "£m" (in a
 * header or above it) are problems.
 */
#ifndef APPORTION_DATA_CSV_H
#define APPORTION_DATA_CSV_H

#include <stddef.h>

#include "apportion/status.h"
#include "data/problems.h"

typedef struct ap_grid {
    const char *file; /**< as given, borrowed: for messages */
    const char
        *encoding;  /**< "UTF-8", "UTF-8 with byte order mark", "Windows-1252", "UTF-16" */
    size_t columns; /**< those with a name */
    size_t rows;    /**< below the header; blank ones and the total left out */
    const char **headers; /**< trimmed, as in the file: "Amount (£)" */
    long header_line;
    const char **cells; /**< rows x columns, "" where blank */
    long *lines;        /**< of each row, as Excel numbers rows (a quoted newline does not
                             start a row) */
    const char *
        *total; /**< the cells of the total row at the foot (its first cell begins
                     with "Total"), to check against the sums; NULL: there is none */
    long total_line;
    struct ap_arena *arena;
} ap_grid;

/** Read bytes. The header is the first row that has all of the required names (compared
 * without capitals and without a unit at the end, "(£)", with spaces, "-" and "_" alike);
 * with none required it is the first row that is not blank. No such row: a problem that
 * names the columns found and missing, and *out is NULL. What is wrong with the file is in
 * the problems, not in the status, which is AP_OK unless memory (AP_NO_MEMORY) or the
 * converter of encodings (AP_IO) fails. *out is the caller's to free. */
ap_status ap_csv_parse(const char *file, const char *bytes, size_t length,
                       size_t required_count, const char *const required[],
                       ap_problems *problems, ap_grid **out, ap_error *err);

/** The column of that name (compared as above), or SIZE_MAX. */
size_t ap_grid_column(const ap_grid *grid, const char *name);

/** NULL is ignored. */
void ap_grid_free(ap_grid *grid);

#endif
