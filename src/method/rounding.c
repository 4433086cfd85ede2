#include "method/rounding.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The table is a flow. Every cell and every total is an arc, and where totals meet stands a
 * node, so that the exact amounts go round and nothing is lost:
 *
 *     bottom -> row -> row's groups -> CELL -> column -> groups -> top -> bottom
 *
 *     x_a            the exact amount of arc a
 *     [l_a, l_a + 1] its neighbours; [x_a, x_a] when it is whole
 *     f_a            the rounded amount, l_a or l_a + 1
 *
 *     minimise sum_a |f_a - x_a| - e_a (f_a - l_a)  subject to  inflow = outflow at every
 * node
 *
 * where e_a, 0 but for cells that are to lean one way, is how far a cell may stand from
 * exact for going up. Start at the neighbour of every x_a that costs least: the sum is
 * least, but nodes have too much or too little. While a node has too much, carry one unit
 * along a cheapest path, raising an arc along it and lowering one against it, to a node
 * that has too little.
 *
 * Why this ends with an answer: each path takes a unit from the excess. And there is always
 * a path. Let S be the nodes that can be reached from a node with too much and suppose none
 * has too little. No arc out of S can be raised and none into S lowered, so no amounts
 * within the neighbours bring S's inflow less its outflow below what it is, which is more
 * than nothing. But the exact table is within the neighbours and brings it to nothing.
 * Why it is the least: cheapest paths never leave a cycle along which the sum could fall.
 */

/* Fractions are counted in this many parts of one: their sums are exact, in any order. */
static const int64_t one = (int64_t)1 << 40;

/* An amount so near to whole, in parts, was meant to be: it is what doubles leave of a
 * total of pounds. Counted as whole it keeps, say, a source spent to its last pound. */
static const int64_t nearly = (int64_t)1 << 26;

static const int64_t unreached = INT64_MAX;

typedef struct ap_arc {
    size_t tail;
    size_t head;
    int64_t low;
    int64_t part; /* of the exact amount above low, 0 .. one - 1 */
    int64_t lean; /* how much more it likes to be rounded up, in parts of distance */
    bool is_free; /* between two neighbours */
    bool is_up;   /* f = low + 1 */
} ap_arc;

/* A node that a path has reached, at what cost. */
typedef struct ap_reached {
    int64_t distance;
    size_t node;
} ap_reached;

typedef struct ap_flow {
    size_t node_count;
    size_t arc_count;
    ap_arc *arcs;
    size_t *first;    /* node v's free arcs are touching[first[v]] .. [first[v + 1] - 1] */
    size_t *touching; /* each free arc twice */
    int64_t *excess;  /* inflow less outflow */
    int64_t *price;   /* keeps every step's cost from falling below nothing */
    int64_t *distance;
    size_t *via;      /* the arc by which a node was reached */
    ap_reached *heap; /* nearest first, of equals the lower number */
    size_t waiting;
} ap_flow;

/* The rows, and the columns with their groups above them. Nodes are numbered: columns and
 * groups; then for each row its own and one a group; then top and bottom. */
typedef struct ap_shape {
    size_t rows;
    size_t columns;
    size_t tree; /* columns and groups */
    const size_t *parent;
} ap_shape;

static size_t row_node(const ap_shape *shape, size_t row, size_t group)
{
    size_t first = shape->tree + row * (shape->tree - shape->columns + 1);
    return group == SIZE_MAX ? first : first + group - shape->columns + 1;
}

static size_t top_node(const ap_shape *shape)
{
    return row_node(shape, shape->rows, SIZE_MAX);
}

/* The total that leaves a column, a group or the top, or that enters a row or its group. */
static ap_arc *total_at(const ap_flow *flow, const ap_shape *shape, size_t node)
{
    return &flow->arcs[shape->rows * shape->columns + node];
}

static void free_flow(ap_flow *flow)
{
    free(flow->arcs);
    free(flow->first);
    free(flow->touching);
    free(flow->excess);
    free(flow->price);
    free(flow->distance);
    free(flow->via);
    free(flow->heap);
}

static ap_status make_flow(const ap_shape *shape, ap_flow *flow, ap_error *err)
{
    size_t nodes = top_node(shape) + 2;
    size_t arcs = shape->rows * shape->columns + nodes - 1;
    *flow = (ap_flow){
        .node_count = nodes,
        .arc_count = arcs,
        .arcs = calloc(arcs, sizeof *flow->arcs),
        .first = calloc(nodes + 1, sizeof *flow->first),
        .touching = calloc(2 * arcs, sizeof *flow->touching),
        .excess = calloc(nodes, sizeof *flow->excess),
        .price = calloc(nodes, sizeof *flow->price),
        .distance = calloc(nodes, sizeof *flow->distance),
        .via = calloc(nodes, sizeof *flow->via),
        .heap = calloc(2 * arcs + 1, sizeof *flow->heap),
    };
    bool is_made = flow->arcs != NULL && flow->first != NULL && flow->touching != NULL &&
                   flow->excess != NULL && flow->price != NULL && flow->distance != NULL &&
                   flow->via != NULL && flow->heap != NULL;
    return is_made ? AP_OK : ap_fail(err, AP_NO_MEMORY, "rounding", "no memory is left");
}

static void connect(ap_arc *arc, size_t tail, size_t head)
{
    arc->tail = tail;
    arc->head = head;
}

static void connect_all(ap_flow *flow, const ap_shape *shape)
{
    size_t top = top_node(shape);
    const size_t *parent = shape->parent;
    connect(total_at(flow, shape, top), top, top + 1);
    for (size_t v = 0; v < shape->tree; v++) {
        connect(total_at(flow, shape, v), v, parent[v] == SIZE_MAX ? top : parent[v]);
    }
    for (size_t r = 0; r < shape->rows; r++) {
        size_t row = row_node(shape, r, SIZE_MAX);
        connect(total_at(flow, shape, row), top + 1, row);
        for (size_t g = shape->columns; g < shape->tree; g++) {
            size_t node = row_node(shape, r, g);
            connect(total_at(flow, shape, node), row_node(shape, r, parent[g]), node);
        }
        for (size_t c = 0; c < shape->columns; c++) {
            connect(&flow->arcs[r * shape->columns + c], row_node(shape, r, parent[c]), c);
        }
    }
}

static void add_to(ap_arc *arc, int64_t whole, int64_t part)
{
    arc->low += whole;
    arc->part += part;
    if (arc->part >= one) {
        arc->part -= one;
        arc->low++;
    }
}

/* A cell counts in itself and in every total that it is part of. */
static void add_cell(ap_flow *flow, const ap_shape *shape, size_t r, size_t c, double exact)
{
    double below = floor(exact);
    int64_t whole = (int64_t)below;
    int64_t part = llround((exact - below) * (double)one);
    add_to(&flow->arcs[r * shape->columns + c], whole, part);
    for (size_t v = c; v != SIZE_MAX; v = shape->parent[v]) {
        add_to(total_at(flow, shape, v), whole, part);
        if (v >= shape->columns) {
            add_to(total_at(flow, shape, row_node(shape, r, v)), whole, part);
        }
    }
    add_to(total_at(flow, shape, row_node(shape, r, SIZE_MAX)), whole, part);
    add_to(total_at(flow, shape, top_node(shape)), whole, part);
}

/* What it adds to the sum when the arc is raised. */
static int64_t raise_cost(const ap_arc *arc)
{
    return one - 2 * arc->part - arc->lean;
}

/* Every amount at its nearest neighbour, or the one that it leans to. */
static void start_nearest(ap_flow *flow, int64_t tolerance)
{
    for (size_t v = 0; v < flow->node_count; v++) {
        flow->excess[v] = 0;
        flow->price[v] = 0;
        flow->distance[v] = unreached;
    }
    for (size_t a = 0; a < flow->arc_count; a++) {
        ap_arc *arc = &flow->arcs[a];
        arc->is_free = arc->part > tolerance && one - arc->part > tolerance;
        arc->is_up = arc->is_free ? raise_cost(arc) < 0 : 2 * arc->part > one;
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
        flow->distance[other] = distance;
        flow->via[other] = a;
        push(flow, (ap_reached){.distance = distance, .node = other});
    }
}

/* The node with too little that is cheapest to reach (Dijkstra), or SIZE_MAX. */
static size_t nearest_lack(ap_flow *flow, size_t source)
{
    flow->waiting = 0;
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
    int64_t reach = flow->distance[target];
    for (size_t v = 0; v < flow->node_count; v++) {
        if (flow->distance[v] < reach) {
            flow->price[v] += flow->distance[v] - reach;
        }
        flow->distance[v] = unreached;
    }
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

static ap_status settle_all(ap_flow *flow, ap_error *err)
{
    if (settle(flow, nearly) || settle(flow, 0)) {
        return AP_OK;
    }
    return ap_fail(err, AP_INTERNAL, "rounding", "a table has no rounding that adds up");
}

static ap_status check_table(const ap_shape *shape, const double exact[], ap_error *err)
{
    double sum = 0;
    for (size_t i = 0; i < shape->rows * shape->columns; i++) {
        sum += fabs(exact[i]);
    }
    if (!(sum < 9e15)) {
        return ap_fail(err, AP_INTERNAL, "rounding",
                       "a table to be rounded adds up to %g; it must be below 9e15", sum);
    }
    return AP_OK;
}

/* Parents are groups, and going up ends. */
static ap_status check_tree(const ap_shape *shape, ap_error *err)
{
    for (size_t v = 0; v < shape->tree; v++) {
        size_t steps = 0;
        size_t above = shape->parent[v];
        while (above >= shape->columns && above < shape->tree && steps < shape->tree) {
            above = shape->parent[above];
            steps++;
        }
        if (above != SIZE_MAX) {
            return ap_fail(err, AP_INTERNAL, "rounding",
                           "column or group %zu is in no tree", v);
        }
    }
    return AP_OK;
}

ap_status ap_round_tree(const ap_rounding *table, int64_t rounded[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_flow flow = {0};
    ap_shape shape = {
        .rows = table->rows,
        .columns = table->columns,
        .tree = table->node_count,
        .parent = table->parent,
    };
    size_t cells = table->rows * table->columns;
    AP_TRY(check_table(&shape, table->exact, err));
    AP_TRY(check_tree(&shape, err));
    AP_TRY(make_flow(&shape, &flow, err));
    connect_all(&flow, &shape);
    for (size_t i = 0; i < cells; i++) {
        add_cell(&flow, &shape, i / table->columns, i % table->columns, table->exact[i]);
        flow.arcs[i].lean = table->lean == NULL ? 0 : llround(table->lean[i] * (double)one);
    }
    AP_TRY(settle_all(&flow, err));
    for (size_t i = 0; i < cells; i++) {
        rounded[i] = flow.arcs[i].low + (flow.arcs[i].is_up ? 1 : 0);
    }
done:
    free_flow(&flow);
    return status;
}

ap_status ap_round_table(size_t rows, size_t columns, const double exact[],
                         int64_t rounded[], ap_error *err)
{
    size_t *parent = malloc((columns + 1) * sizeof *parent);
    if (parent == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory is left");
    }
    for (size_t c = 0; c < columns; c++) {
        parent[c] = SIZE_MAX;
    }
    const ap_rounding table = {
        .rows = rows,
        .columns = columns,
        .exact = exact,
        .node_count = columns,
        .parent = parent,
    };
    ap_status status = ap_round_tree(&table, rounded, err);
    free(parent);
    return status;
}
