#include "data/grouping.h"

#include <stdlib.h>
#include <string.h>

static size_t group_of(const void *rows, size_t row, size_t row_size, size_t at_offset)
{
    size_t at = AP_NONE;
    memcpy(&at, (const char *)rows + row * row_size + at_offset, sizeof at);
    return at;
}

/* Counted first, then put in place: start[g + 1] is where the next row of group g goes, and
 * in the end where the next group begins. */
ap_status ap_grouping_new(const void *rows, size_t count, size_t row_size, size_t at_offset,
                          size_t groups, ap_grouping *out, ap_error *err)
{
    *out = (ap_grouping){.start = calloc(groups + 2, sizeof *out->start),
                         .rows = calloc(count + 1, sizeof *out->rows)};
    if (out->start == NULL || out->rows == NULL) {
        ap_grouping_free(out);
        return ap_fail(err, AP_NO_MEMORY, "grouping", "no memory for %zu rows", count);
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = group_of(rows, i, row_size, at_offset);
        if (at != AP_NONE) {
            out->start[at + 2]++;
        }
    }
    for (size_t g = 0; g < groups; g++) {
        out->start[g + 2] += out->start[g + 1];
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = group_of(rows, i, row_size, at_offset);
        if (at != AP_NONE) {
            out->rows[out->start[at + 1]++] = i;
        }
    }
    return AP_OK;
}

void ap_grouping_free(ap_grouping *grouping)
{
    free(grouping->start);
    free(grouping->rows);
    *grouping = (ap_grouping){0};
}

ap_status ap_schemes_of_pools(const ap_case *inputs, ap_grouping *out, ap_error *err)
{
    return ap_grouping_new(inputs->schemes, inputs->schemes_count, sizeof(ap_scheme),
                           offsetof(ap_scheme, pool_at), inputs->pools_count, out, err);
}

ap_status ap_lines_of_schemes(const ap_case *inputs, ap_grouping *out, ap_error *err)
{
    return ap_grouping_new(inputs->budgets, inputs->budgets_count, sizeof(ap_budget),
                           offsetof(ap_budget, scheme_at), inputs->schemes_count, out, err);
}

ap_status ap_contributions_of_pools(const ap_case *inputs, ap_grouping *out, ap_error *err)
{
    return ap_grouping_new(inputs->contributions, inputs->contributions_count,
                           sizeof(ap_contribution), offsetof(ap_contribution, pool_at),
                           inputs->pools_count, out, err);
}

size_t ap_contribution_of(const ap_case *inputs, const ap_grouping *contributions,
                          size_t pool, size_t source)
{
    if (pool == AP_NONE) {
        return AP_NONE;
    }
    for (size_t k = contributions->start[pool]; k < contributions->start[pool + 1]; k++) {
        if (inputs->contributions[contributions->rows[k]].source_at == source) {
            return contributions->rows[k];
        }
    }
    return AP_NONE;
}
