/** A published file of known columns, read fast into an array of structs, one a row.
 *
 * For files that are large, machine-made and of one shape each year. What a column may be
 * called and where its cells go is a table (layout.h). All problems are added, not the
 * first: a column missing, a blank cell, a number that is none, a row of another width. */
#ifndef APPORTION_IMPORT_PUBLISHED_H
#define APPORTION_IMPORT_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/files.h"
#include "data/problems.h"
#include "import/layout.h"

enum { AP_KNOWN_MOST = 32 };

/** What the caller expects of a file. All is borrowed. */
typedef struct ap_expected {
    const char *file;             /**< for messages */
    size_t count;                 /**< known columns, at most AP_KNOWN_MOST */
    const ap_known_column *known; /**< the first is the row's key, a text */
    size_t row_size;
    const void *blank;  /**< what a row is before its cells are read */
    size_t line_offset; /**< of the long that becomes the line of the row */
} ap_expected;

typedef struct ap_published {
    size_t count;
    void *rows;              /**< in the order of the file; the caller's to free */
    char *text;              /**< of the rows; the caller's to free */
    bool is_ascending;       /**< does each row's key come after the key before it? */
    bool has[AP_KNOWN_MOST]; /**< is there such a column? */
    double
        sums[AP_KNOWN_MOST]; /**< over all rows, of the columns of numbers: added in the
                                  order of the file, with what rounding loses added last */
} ap_published;

/** Read a file of any encoding that data/decode knows. Blank rows are passed over. What is
 * wrong is in the problems, not in the status, which is AP_OK unless memory or the
 * converter of encodings fails. */
ap_status ap_published_read(const ap_expected *expected, const ap_file_view *view,
                            ap_problems *problems, ap_published *out, ap_error *err);

#endif
