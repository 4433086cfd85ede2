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
 * Among all controlled roundings one close to the exact table is chosen (cells are offered
 * in order of their fraction), always the same one. Values must be finite and below 9e15.
 * AP_INTERNAL when not. */
ap_status ap_round_table(size_t rows, size_t columns, const double exact[],
                         int64_t rounded[], ap_error *err);

/** The same where columns are gathered into groups, groups into groups, and so on:
 * parent[c] is the node above node c, nodes 0 .. columns-1 are the columns, further nodes
 * follow, and SIZE_MAX is above the last. Every node's total is rounded to a neighbour too:
 * scheme, place and programme, place, system. node_count counts columns and groups. */
ap_status ap_round_tree(size_t rows, size_t columns, const double exact[],
                        size_t node_count, const size_t parent[], int64_t rounded[],
                        ap_error *err);

#endif
