/** Whole amounts for a flow of fractions: the engine of controlled rounding.
 *
 *     x_a            the exact amount of arc a
 *     [l_a, l_a + 1] its neighbours; [x_a, x_a] when it is whole
 *     f_a            the rounded amount, l_a or l_a + 1
 *
 *     minimise sum_a |f_a - x_a| - e_a (f_a - l_a)  subject to  inflow = outflow at every
 *     node
 *
 * where e_a, 0 but for arcs that are to lean one way, is how far an arc may stand from
 * exact for going up. Start at the neighbour of every x_a that costs least: the sum is
 * least, but nodes have too much or too little. While a node has too much, carry one unit
 * along a cheapest path, raising an arc along it and lowering one against it, to a node
 * that has too little.
 *
 * Why this ends with an answer: each path takes a unit from the excess. And there is always
 * a path. Let S be the nodes that can be reached from a node with too much and suppose none
 * has too little. No arc out of S can be raised and none into S lowered, so no amounts
 * within the neighbours bring S's inflow less its outflow below what it is, which is more
 * than nothing. But the exact flow is within the neighbours and brings it to nothing.
 * Why it is the least: cheapest paths never leave a cycle along which the sum could fall.
 */
#ifndef APPORTION_METHOD_FLOW_H
#define APPORTION_METHOD_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

/** Fractions are counted in this many parts of one: their sums are exact, in any order. */
#define AP_FLOW_ONE ((int64_t)1 << 40)

/** From node tail to node head. */
typedef struct ap_arc {
    size_t tail;
    size_t head;
    int64_t low;
    int64_t part; /**< of the exact amount above low, 0 .. AP_FLOW_ONE - 1 */
    int64_t lean; /**< how much more it likes to be rounded up, in parts of distance */
    bool is_free; /**< between two neighbours */
    bool is_up;   /**< f = low + 1 */
} ap_arc;

/** A node that a path has reached, at what cost. */
typedef struct ap_reached {
    int64_t distance;
    size_t node;
} ap_reached;

/** Who fills it sets node_count, arc_count and the arcs; all else is scratch. */
typedef struct ap_flow {
    size_t node_count;
    size_t arc_count;
    ap_arc *arcs;
    size_t *first;    /**< node v's free arcs: touching[first[v]] .. [first[v + 1] - 1] */
    size_t *touching; /**< each free arc twice */
    int64_t *excess;  /**< inflow less outflow */
    int64_t *price;   /**< keeps every step's cost from falling below nothing */
    int64_t *distance;
    size_t *via;     /**< the arc by which a node was reached */
    size_t *reached; /**< the nodes that have a distance */
    size_t reached_count;
    ap_reached *heap; /**< nearest first, of equals the lower number */
    size_t waiting;
} ap_flow;

/** Room for so many nodes and arcs at most; all arcs are zero. To be freed also when it
 * fails. */
ap_status ap_flow_make(size_t nodes, size_t arcs, ap_flow *flow, ap_error *err);

/** Add to the exact amount of an arc. */
void ap_arc_add(ap_arc *arc, int64_t whole, int64_t part);

/** Round. The exact flow must be balanced, else there may be no answer: AP_INTERNAL. */
ap_status ap_flow_round(ap_flow *flow, ap_error *err);

void ap_flow_free(ap_flow *flow);

#endif
