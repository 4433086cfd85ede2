/** The rows of a CSV text: cells split, unquoted and cleaned, each row with its number.
 *
 * The only file that knows libcsv. Rows are numbered as Excel shows them: a line end
 * between quotation marks does not start a row, and blank rows count though they are left
 * out here.
 */
#ifndef APPORTION_DATA_RECORDS_H
#define APPORTION_DATA_RECORDS_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"

/** A row that is not blank. */
typedef struct ap_record {
    long line;
    size_t first; /**< of its cells in ap_records */
    size_t count; /**< up to its last cell that is not blank */
    size_t width; /**< with the blank cells after it */
} ap_record;

/** How many cells something was done to, and the first row of them. */
typedef struct ap_tally {
    size_t count;
    long line;
} ap_tally;

typedef struct ap_records {
    size_t count;
    ap_record *records;
    size_t cell_count;
    const char **cells; /**< clean; "" where blank */
    ap_tally invisible; /**< cells that lost characters that cannot be seen */
    ap_tally wrapped;   /**< cells that were ="…" */
    ap_tally quoted;    /**< cells that had a leading apostrophe */
    long open_line;     /**< the row whose quotation mark is never closed; 0: none */
    ap_arena *arena;    /**< owns the text of the cells */
} ap_records;

/** Split UTF-8 text with lines that end in LF. *out is the caller's to free. */
ap_status ap_records_split(const char *text, size_t length, char delimiter,
                           ap_records **out, ap_error *err);

/** The cell in this column of the file, "" beyond the row's end. Borrowed. */
const char *ap_records_cell(const ap_records *records, const ap_record *record,
                            size_t column);

/** NULL is ignored. */
void ap_records_free(ap_records *records);

#endif
