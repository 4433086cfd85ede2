/** The header row of a table: which row it is, and by what its cells are divided.
 *
 * Both follow from the names that a table must have. Every delimiter is tried, and the
 * split is kept in which some row has most of the names: that row is the header, and what
 * stands above it is a title.
 */
#ifndef APPORTION_DATA_HEADING_H
#define APPORTION_DATA_HEADING_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "data/problems.h"
#include "data/records.h"

typedef struct ap_heading {
    ap_records *records; /**< the split that was kept */
    char delimiter;
    size_t row;   /**< the record that is the header */
    size_t found; /**< how many of the required names it has */
} ap_heading;

/** Find the header among the first hundred rows of UTF-8 text. *out is written always; its
 * records are the caller's to free. With no name required, the first row is the header,
 * and the delimiter the one that gives it most cells. A first line "sep=;" decides the
 * delimiter and is not a row. */
ap_status ap_heading_find(const ap_text *text, size_t required_count,
                          const char *const required[], ap_heading *out, ap_error *err);

/** Has the row all the required names? If not, add the problem: what is there, what is
 * missing and what may be meant. */
bool ap_heading_is_complete(const ap_heading *heading, const char *file,
                            size_t required_count, const char *const required[],
                            ap_problems *problems);

/** The column of the file whose name in the header row is this one, or SIZE_MAX. */
size_t ap_heading_column(const ap_heading *heading, const char *name);

#endif
