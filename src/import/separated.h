/** Comma-separated text, split fast: for large files of one known shape. Forgiving reading
 * of what people make by hand is csv.h's business.
 *
 * One pass over the bytes, 64 at a time, finds every comma and line end outside quotation
 * marks, some dozens of rows ahead. The bytes stay as they are: a cell is where it stands,
 * and those that the caller asks for are copied, unquoted and ended by a zero byte. Lines
 * end in LF or CRLF, the last one perhaps in neither; one between quotation marks is text.
 * With AVX-512 64 bytes are compared at once, with SSE2 16 and without either each by
 * itself, to the same effect (processor.h).
 */
#ifndef APPORTION_IMPORT_SEPARATED_H
#define APPORTION_IMPORT_SEPARATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AP_SEPARATED_MARGIN = 64, /**< bytes after the text that must be there to be read */
    AP_CELLS_MOST = 256,      /**< more in a row are counted but not kept */
    AP_SEPARATED_ROOM = 2048, /**< separators looked ahead for */
    AP_SEPARATED_SLACK = 72,  /**< what one block may add beyond that */
};

/** A text being split, and the row that it has come to. */
typedef struct ap_separated {
    long line;          /**< of the row, as Excel numbers it, from 1 */
    size_t count;       /**< its cells */
    const char **cells; /**< where each begins; the next one's beginning is one past what
                             ends it: ",", LF or the CR of CRLF. Until the next row. */
    bool is_ascii;      /**< false: a byte that is zero or not ASCII is in this row, or some
                             dozens of rows ahead */
    bool is_open;       /**< at the end: a quotation mark in this row is never closed */

    const char *block; /**< what follows is the splitter's own: the block to look at next */
    const char *end;
    uint64_t quoted;  /**< all ones when the block begins between quotation marks */
    const char *next; /**< where the next row begins */
    size_t first;     /**< the same, in starts */
    size_t dropped;   /**< cells of a row of too many */
    size_t row;       /**< next of the line ends */
    size_t line_end_count;
    size_t start_count;
    /** Of each line end: where the next row's first cell is in starts. */
    uint32_t line_ends[AP_SEPARATED_ROOM + AP_SEPARATED_SLACK];
    const char *starts[AP_SEPARATED_ROOM + AP_SEPARATED_SLACK]; /**< of cells */
} ap_separated;

/** Start with bytes that are borrowed and followed by AP_SEPARATED_MARGIN others. */
void ap_separated_start(ap_separated *text, const char *bytes, size_t length);

/** Go to the next row; false at the end of the text. */
bool ap_separated_next(ap_separated *text);

/** Is there nothing in the row but spaces? */
bool ap_separated_is_blank(const ap_separated *text);

/** The cells of these columns, each less than text->count and AP_CELLS_MOST, as text:
 * without the spaces around it and the quotation marks, doubled ones made single. They are
 * copied to `to`, which has room for the bytes of the cells, a zero byte each and
 * AP_SEPARATED_MARGIN more. Returns where the last one ends. */
char *ap_separated_texts(const ap_separated *text, size_t count, const size_t columns[],
                         char *to, const char *out[]);

/** How many of the bytes come before the first that is zero or not ASCII. */
size_t ap_ascii_length(const char *bytes, size_t length);

#endif
