/** Controlled rounding: published tables add up.
 *
 * A table is rounded so that every cell, row total, column total and the grand total is one
 * of the two whole units next to its exact value (the value itself when it is whole), and
 * all of them still add up. Such a rounding always exists: the exact table is a feasible
 * flow from rows to columns whose bounds are whole numbers, so a whole-number flow exists
 * between the same bounds (Bacharach 1966; Cox & Ernst 1982).
 */
#ifndef APPORTION_METHOD_ROUNDING_H
#define APPORTION_METHOD_ROUNDING_H

#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

/** Round exact (rows x columns, row by row) in units; totals are those of the exact table.
 * Among all controlled roundings one is chosen whose cells and totals lie least far from
 * the exact ones (sum of distances), always the same one. An amount within 1/16384 of whole
 * is taken for whole: that is what is left of adding doubles. AP_INTERNAL when a value is
 * not finite or all of them (without sign) add up to 9e15 or more. */
ap_status ap_round_table(size_t rows, size_t columns, const double exact[],
                         int64_t rounded[], ap_error *err);

/** A table whose columns are gathered into groups, groups into groups, and so on (scheme,
 * place and programme, place, system). Borrowed. */
typedef struct ap_rounding {
    size_t rows;
    size_t columns;
    const double *exact;  /**< rows x columns, row by row */
    size_t node_count;    /**< columns and groups */
    const size_t *parent; /**< of each node: the node above it, SIZE_MAX above the highest;
                               nodes 0 .. columns-1 are the columns, groups follow in any
                               order */
    const double *lean;   /**< rows x columns, or NULL: how much distance from exact a cell
                               may cost for being rounded up (below zero: down), so that a
                               rule it belongs to is kept */
} ap_rounding;

/** Round such a table: as above, and every group's total too is a neighbour of its exact
 * one, and so is every row's total in it. AP_INTERNAL when parent is not a tree. */
ap_status ap_round_tree(const ap_rounding *table, int64_t rounded[], ap_error *err);

/** A cell of a table that is mostly empty, and its lean. */
typedef struct ap_part {
    size_t row;
    size_t column;
    double exact;
    double lean;
} ap_part;

/** The same of count parts, in order of row and column, each cell at most once (else
 * AP_INTERNAL); cells that are no part are 0. table's exact and lean are not looked at.
 * rounded has a number a part. */
ap_status ap_round_parts(const ap_rounding *table, size_t count, const ap_part parts[],
                         int64_t rounded[], ap_error *err);

#endif
