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

/** The same where columns are gathered into groups, groups into groups, and so on:
 * parent[c] is the node above node c, nodes 0 .. columns-1 are the columns, further nodes
 * follow in any order, and SIZE_MAX is above the highest. Every node's total is rounded to
 * a neighbour too (scheme, place and programme, place, system), and so is every row's total
 * in it. node_count counts columns and groups. AP_INTERNAL when parent is not a tree. */
ap_status ap_round_tree(size_t rows, size_t columns, const double exact[],
                        size_t node_count, const size_t parent[], int64_t rounded[],
                        ap_error *err);

#endif
