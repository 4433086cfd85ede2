/** Rows of a table by the row of another table that they refer to. */
#ifndef APPORTION_DATA_GROUPING_H
#define APPORTION_DATA_GROUPING_H

#include <stddef.h>

#include "apportion/case.h"

/** The rows of group g are rows[start[g]] up to rows[start[g + 1]], in order of the table.
 */
typedef struct ap_grouping {
    size_t *start;
    size_t *rows;
} ap_grouping;

/** Group `count` rows of row_size bytes by the size_t at at_offset of each, which is below
 * groups, or AP_NONE for a row of no group. *out is freed by ap_grouping_free. */
ap_status ap_grouping_new(const void *rows, size_t count, size_t row_size, size_t at_offset,
                          size_t groups, ap_grouping *out, ap_error *err);

/** One that was never made, {0}, is ignored. */
void ap_grouping_free(ap_grouping *grouping);

/** The lines of the budget by scheme, contributions and schemes by pool. */
ap_status ap_schemes_of_pools(const ap_case *inputs, ap_grouping *out, ap_error *err);
ap_status ap_lines_of_schemes(const ap_case *inputs, ap_grouping *out, ap_error *err);
ap_status ap_contributions_of_pools(const ap_case *inputs, ap_grouping *out, ap_error *err);

/** The contribution that brings a source to a pool; AP_NONE where none does. */
size_t ap_contribution_of(const ap_case *inputs, const ap_grouping *contributions,
                          size_t pool, size_t source);

#endif
