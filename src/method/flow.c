#include "method/flow.h"

#include <stdlib.h>

/* An amount so near to whole, in parts, was meant to be: it is what doubles leave of a
 * total of pounds. Counted as whole it keeps, say, a source spent to its last pound. */
static const int64_t nearly = (int64_t)1 << 26;

static const int64_t unreached = INT64_MAX;

void ap_flow_free(ap_flow *flow)
{
    free(flow->arcs);
    free(flow->first);
    free(flow->touching);
    free(flow->excess);
    free(flow->price);
    free(flow->distance);
    free(flow->via);
    free(flow->heap);
    free(flow->reached);
}

ap_status ap_flow_make(size_t nodes, size_t arcs, ap_flow *flow, ap_error *err)
{
    *flow = (ap_flow){
        .arcs = calloc(arcs, sizeof *flow->arcs),
        .first = calloc(nodes + 1, sizeof *flow->first),
        .touching = calloc(2 * arcs, sizeof *flow->touching),
        .excess = calloc(nodes, sizeof *flow->excess),
        .price = calloc(nodes, sizeof *flow->price),
        .distance = calloc(nodes, sizeof *flow->distance),
        .via = calloc(nodes, sizeof *flow->via),
        .heap = calloc(2 * arcs + 1, sizeof *flow->heap),
        .reached = calloc(nodes, sizeof *flow->reached),
    };
    bool is_made = flow->arcs != NULL && flow->first != NULL && flow->touching != NULL &&
                   flow->excess != NULL && flow->price != NULL && flow->distance != NULL &&
                   flow->via != NULL && flow->heap != NULL && flow->reached != NULL;
    return is_made ? AP_OK : ap_fail(err, AP_NO_MEMORY, "rounding", "no memory is left");
}

void ap_arc_add(ap_arc *arc, int64_t whole, int64_t part)
{
    arc->low += whole;
    arc->part += part;
    if (arc->part >= AP_FLOW_ONE) {
        arc->part -= AP_FLOW_ONE;
        arc->low++;
    }
}

/* What it adds to the sum when the arc is raised. */
static int64_t raise_cost(const ap_arc *arc)
{
    return AP_FLOW_ONE - 2 * arc->part - arc->lean;
}

/* Every amount at its nearest neighbour, or the one that it leans to. */
static void start_nearest(ap_flow *flow, int64_t tolerance)
{
    flow->reached_count = 0;
    for (size_t v = 0; v < flow->node_count; v++) {
        flow->excess[v] = 0;
        flow->price[v] = 0;
        flow->distance[v] = unreached;
    }
    for (size_t a = 0; a < flow->arc_count; a++) {
        ap_arc *arc = &flow->arcs[a];
        arc->is_free = arc->part > tolerance && AP_FLOW_ONE - arc->part > tolerance;
        arc->is_up = arc->is_free ? raise_cost(arc) < 0 : 2 * arc->part > AP_FLOW_ONE;
        int64_t amount = arc->low + (arc->is_up ? 1 : 0);
        flow->excess[arc->head] += amount;
        flow->excess[arc->tail] -= amount;
    }
}

/* List each node's free arcs in their order. */
static void link_free(ap_flow *flow)
{
    size_t *first = flow->first;
    for (size_t v = 0; v <= flow->node_count; v++) {
        first[v] = 0;
    }
    for (size_t a = 0; a < flow->arc_count; a++) {
        if (flow->arcs[a].is_free) {
            first[flow->arcs[a].tail]++;
            first[flow->arcs[a].head]++;
        }
    }
    for (size_t v = 1; v <= flow->node_count; v++) {
        first[v] += first[v - 1];
    }
    for (size_t a = flow->arc_count; a-- > 0;) {
        if (flow->arcs[a].is_free) {
            flow->touching[--first[flow->arcs[a].tail]] = a;
            flow->touching[--first[flow->arcs[a].head]] = a;
        }
    }
}

static bool is_nearer(ap_reached a, ap_reached b)
{
    return a.distance < b.distance || (a.distance == b.distance && a.node < b.node);
}

static void push(ap_flow *flow, ap_reached entry)
{
    size_t at = flow->waiting++;
    while (at > 0 && is_nearer(entry, flow->heap[(at - 1) / 2])) {
        flow->heap[at] = flow->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    flow->heap[at] = entry;
}

static ap_reached pop(ap_flow *flow)
{
    ap_reached nearest = flow->heap[0];
    ap_reached last = flow->heap[--flow->waiting];
    size_t at = 0;
    for (size_t below = 1; below < flow->waiting; below = 2 * at + 1) {
        if (below + 1 < flow->waiting &&
            is_nearer(flow->heap[below + 1], flow->heap[below])) {
            below++;
        }
        if (!is_nearer(flow->heap[below], last)) {
            break;
        }
        flow->heap[at] = flow->heap[below];
        at = below;
    }
    flow->heap[at] = last;
    return nearest;
}

/* Note that a node gets a distance, once a search. */
static void reach(ap_flow *flow, size_t node)
{
    if (flow->distance[node] == unreached) {
        flow->reached[flow->reached_count++] = node;
    }
}

/* Reach the far end of an arc, if a unit may go that way and no cheaper way is known. */
static void step(ap_flow *flow, size_t node, size_t a)
{
    const ap_arc *arc = &flow->arcs[a];
    bool is_along = arc->tail == node;
    if (is_along == arc->is_up) {
        return;
    }
    size_t other = is_along ? arc->head : arc->tail;
    int64_t cost = is_along ? raise_cost(arc) : -raise_cost(arc);
    int64_t distance = flow->distance[node] + cost + flow->price[node] - flow->price[other];
    if (distance < flow->distance[other]) {
        reach(flow, other);
        flow->distance[other] = distance;
        flow->via[other] = a;
        push(flow, (ap_reached){.distance = distance, .node = other});
    }
}

/* The node with too little that is cheapest to reach (Dijkstra), or SIZE_MAX. */
static size_t nearest_lack(ap_flow *flow, size_t source)
{
    flow->waiting = 0;
    reach(flow, source);
    flow->distance[source] = 0;
    push(flow, (ap_reached){.distance = 0, .node = source});
    while (flow->waiting > 0) {
        ap_reached next = pop(flow);
        if (flow->excess[next.node] < 0) {
            return next.node;
        }
        bool is_latest = next.distance == flow->distance[next.node];
        for (size_t i = flow->first[next.node]; is_latest && i < flow->first[next.node + 1];
             i++) {
            step(flow, next.node, flow->touching[i]);
        }
    }
    return SIZE_MAX;
}

/* Carry a unit from source to target, and mend the prices for the next path. */
static void carry(ap_flow *flow, size_t source, size_t target)
{
    for (size_t node = target; node != source;) {
        ap_arc *arc = &flow->arcs[flow->via[node]];
        arc->is_up = !arc->is_up;
        node = arc->tail == node ? arc->head : arc->tail;
    }
    flow->excess[source]--;
    flow->excess[target]++;
    int64_t farthest = flow->distance[target];
    for (size_t i = 0; i < flow->reached_count; i++) {
        size_t v = flow->reached[i];
        if (flow->distance[v] < farthest) {
            flow->price[v] += flow->distance[v] - farthest;
        }
        flow->distance[v] = unreached;
    }
    flow->reached_count = 0;
}

/* Bring what a node has too much to where it is lacking; false when it can go nowhere. */
static bool clear_excess(ap_flow *flow, size_t node)
{
    while (flow->excess[node] > 0) {
        size_t target = nearest_lack(flow, node);
        if (target == SIZE_MAX) {
            return false;
        }
        carry(flow, node, target);
    }
    return true;
}

/* Round with amounts within tolerance of whole held there. False when that leaves no
 * answer, which it may once thousands of them add up to more than a unit. */
static bool settle(ap_flow *flow, int64_t tolerance)
{
    start_nearest(flow, tolerance);
    link_free(flow);
    bool is_settled = true;
    for (size_t v = 0; v < flow->node_count && is_settled; v++) {
        is_settled = clear_excess(flow, v);
    }
    return is_settled;
}

ap_status ap_flow_round(ap_flow *flow, ap_error *err)
{
    if (settle(flow, nearly) || settle(flow, 0)) {
        return AP_OK;
    }
    return ap_fail(err, AP_INTERNAL, "rounding", "a table has no rounding that adds up");
}
