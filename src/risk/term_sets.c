#include "risk/term_sets.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *const where = "exposures.csv";

size_t ap_term_sets_start(const ap_term_sets *sets, size_t set)
{
    return set == 0 ? 0 : sets->ends[set - 1];
}

ap_status ap_term_sets_put(ap_term_sets *sets, size_t term, ap_error *err)
{
    size_t *items = ap_grown(sets->items, sets->item_count, sizeof *items);
    if (items == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu terms", sets->item_count + 1);
    }
    sets->items = items;
    sets->items[sets->item_count++] = term;
    return AP_OK;
}

static ap_status add_set(ap_term_sets *sets, ap_error *err)
{
    size_t *ends = ap_grown(sets->ends, sets->count, sizeof *ends);
    if (ends == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu sets of terms", sets->count + 1);
    }
    sets->ends = ends;
    sets->ends[sets->count++] = sets->item_count;
    return AP_OK;
}

static bool is_like_open(const ap_term_sets *sets, size_t set)
{
    size_t open = ap_term_sets_start(sets, sets->count);
    size_t start = ap_term_sets_start(sets, set);
    size_t length = sets->item_count - open;
    return sets->ends[set] - start == length &&
           (length == 0 || memcmp(sets->items + start, sets->items + open,
                                  length * sizeof *sets->items) == 0);
}

ap_status ap_term_sets_close(ap_term_sets *sets, size_t *set, ap_error *err)
{
    *set = 0;
    while (*set < sets->count && !is_like_open(sets, *set)) {
        (*set)++;
    }
    if (*set == sets->count) {
        return add_set(sets, err);
    }
    sets->item_count = ap_term_sets_start(sets, sets->count);
    return AP_OK;
}

void ap_term_sets_sum(const ap_term_sets *sets, const double values[], double sums[])
{
    size_t k = 0;
    for (size_t set = 0; set < sets->count; set++) {
        double sum = 0;
        for (; k < sets->ends[set]; k++) {
            sum += values[sets->items[k]];
        }
        sums[set] = sum;
    }
}

void ap_term_sets_free(ap_term_sets *sets)
{
    free(sets->ends);
    free(sets->items);
    *sets = (ap_term_sets){0};
}
