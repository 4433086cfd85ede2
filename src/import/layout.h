/** Which column of a published file is which, by any of the names that it has had. */
#ifndef APPORTION_IMPORT_LAYOUT_H
#define APPORTION_IMPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/problems.h"

enum { AP_COLUMN_NAMES = 4 };

/** What a column holds. */
typedef enum ap_column_kind {
    AP_COLUMN_TEXT,   /**< a const char * */
    AP_COLUMN_NUMBER, /**< a double */
    AP_COLUMN_COUNT,  /**< a double from 0 up */
} ap_column_kind;

/** What a blank cell is. */
typedef enum ap_blank {
    AP_BLANK_FINE,  /**< "" or 0 */
    AP_BLANK_NOTED, /**< the same, with a note */
    AP_BLANK_WRONG, /**< a problem */
} ap_blank;

/** A column that a file may have. */
typedef struct ap_known_column {
    const char *names[AP_COLUMN_NAMES]; /**< any of them; NULL after the last */
    size_t offset;                      /**< of its field in the struct of a row */
    ap_column_kind kind;
    ap_blank blank;
    bool is_required; /**< must the file have it? */
} ap_known_column;

/** The header row of a file. */
typedef struct ap_header {
    const char *file;
    long line;
    size_t count;
    const char *const *names;
} ap_header;

/** Find every known column in the header (names are compared without capitals, with
 * spaces, "-" and "_" alike). at has `count` numbers: SIZE_MAX for a column that is not
 * there. False when one that is required is missing, which is one problem that names all
 * those missing and the columns found, or when two go by names of one, which is another. */
bool ap_layout_find(const ap_header *header, size_t count, const ap_known_column known[],
                    ap_problems *problems, size_t at[]);

#endif
