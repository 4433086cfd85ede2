/** Sets of numbered terms that are to be added up. Many schemes are under the same
 * exposures: each set is kept, and added up, once.
 */
#ifndef APPORTION_RISK_TERM_SETS_H
#define APPORTION_RISK_TERM_SETS_H

#include <stddef.h>

#include "apportion/status.h"

/** Start it as {0}. */
typedef struct ap_term_sets {
    size_t count;
    size_t *ends; /**< of each set in items; it begins where the one before ends */
    size_t item_count;
    size_t *items; /**< terms; after the last set, those of the one that is open */
} ap_term_sets;

/** One term more of the open set. */
ap_status ap_term_sets_put(ap_term_sets *sets, size_t term, ap_error *err);

/** The open set is complete: *set is its number, that of one like it where there is one. */
ap_status ap_term_sets_close(ap_term_sets *sets, size_t *set, ap_error *err);

/** The first item of a set, or, of `count`, of the open one. */
size_t ap_term_sets_start(const ap_term_sets *sets, size_t set);

/** sums[k] = sum of the values of the terms of set k. */
void ap_term_sets_sum(const ap_term_sets *sets, const double values[], double sums[]);

/** Frees what it holds. */
void ap_term_sets_free(ap_term_sets *sets);

#endif
