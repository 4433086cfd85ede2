#include "method/rounding.h"

#include <math.h>
#include <stdlib.h>

#include "method/flow.h"

/* The table is a flow. Every cell and every total is an arc, and where totals meet stands a
 * node, so that the exact amounts go round and nothing is lost:
 *
 *     bottom -> row -> row's groups -> CELL -> column -> groups -> top -> bottom
 *
 * Arcs are the cells, then arc `totals` + v for node v: the total that leaves a column, a
 * group or the top, or that enters a row or its group.
 */

/* The rows, and the columns with their groups above them. Nodes are numbered: columns and
 * groups; then for each row its own and those of the groups that it has parts in; then top
 * and bottom. */
typedef struct ap_shape {
    size_t rows;
    size_t columns;
    size_t tree; /* columns and groups */
    const size_t *parent;
    size_t part_count;
    const ap_part *parts;
} ap_shape;

/* The row at hand. */
typedef struct ap_row_groups {
    size_t row_node;
    size_t *node_of; /* a group's node in this row, or 0 where the row has no part */
    size_t *groups;  /* those that it has parts in, ascending */
    size_t count;
} ap_row_groups;

/* Room for the nodes there can be at most: each part's row has all groups above it. */
static ap_status make_flow(const ap_shape *shape, ap_flow *flow, ap_error *err)
{
    size_t nodes = shape->tree + shape->rows + 2;
    for (size_t k = 0; k < shape->part_count; k++) {
        size_t above = shape->parent[shape->parts[k].column];
        for (; above != SIZE_MAX; above = shape->parent[above]) {
            nodes++;
        }
    }
    ap_status status = ap_flow_make(nodes, shape->part_count + nodes, flow, err);
    flow->node_count = shape->tree;
    return status;
}

static void connect(ap_arc *arc, size_t tail, size_t head)
{
    arc->tail = tail;
    arc->head = head;
}

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Mark the groups that the row of parts first up to end has parts in. */
static void mark_groups(const ap_shape *shape, size_t first, size_t end, ap_row_groups *row)
{
    row->count = 0;
    for (size_t k = first; k < end; k++) {
        size_t group = shape->parent[shape->parts[k].column];
        for (; group != SIZE_MAX && row->node_of[group] == 0;
             group = shape->parent[group]) {
            row->node_of[group] = 1;
            row->groups[row->count++] = group;
        }
    }
    qsort(row->groups, row->count, sizeof *row->groups, ascending);
}

static size_t node_in_row(const ap_row_groups *row, size_t group)
{
    return group == SIZE_MAX ? row->row_node : row->node_of[group];
}

/* Number the row's nodes and lay the arcs of its totals; bottom is not numbered yet. */
static void add_row(ap_flow *flow, const ap_shape *shape, ap_row_groups *row)
{
    row->row_node = flow->node_count++;
    for (size_t g = 0; g < row->count; g++) {
        row->node_of[row->groups[g]] = flow->node_count++;
    }
    for (size_t g = 0; g < row->count; g++) {
        size_t group = row->groups[g];
        size_t node = row->node_of[group];
        connect(&flow->arcs[shape->part_count + node],
                node_in_row(row, shape->parent[group]), node);
    }
}

/* A cell counts in itself and in every total that it is part of, but for the grand one. */
static void add_cell(ap_flow *flow, const ap_shape *shape, size_t k,
                     const ap_row_groups *row)
{
    const ap_part *part = &shape->parts[k];
    double below = floor(part->exact);
    int64_t whole = (int64_t)below;
    int64_t rest = llround((part->exact - below) * (double)AP_FLOW_ONE);
    ap_arc *totals = flow->arcs + shape->part_count;
    connect(&flow->arcs[k], node_in_row(row, shape->parent[part->column]), part->column);
    ap_arc_add(&flow->arcs[k], whole, rest);
    flow->arcs[k].lean = llround(part->lean * (double)AP_FLOW_ONE);
    ap_arc_add(&totals[part->column], whole, rest);
    for (size_t v = shape->parent[part->column]; v != SIZE_MAX; v = shape->parent[v]) {
        ap_arc_add(&totals[v], whole, rest);
        ap_arc_add(&totals[row->node_of[v]], whole, rest);
    }
    ap_arc_add(&totals[row->row_node], whole, rest);
}

/* Row by row; the nodes of a row are forgotten before the next. */
static void add_rows(ap_flow *flow, const ap_shape *shape, ap_row_groups *row)
{
    for (size_t k = 0; k < shape->part_count;) {
        size_t end = k;
        while (end < shape->part_count && shape->parts[end].row == shape->parts[k].row) {
            end++;
        }
        mark_groups(shape, k, end, row);
        add_row(flow, shape, row);
        for (; k < end; k++) {
            add_cell(flow, shape, k, row);
        }
        for (size_t g = 0; g < row->count; g++) {
            row->node_of[row->groups[g]] = 0;
        }
    }
}

/* What goes round through top and bottom: the columns' trees and the rows. */
static void close_flow(ap_flow *flow, const ap_shape *shape)
{
    ap_arc *totals = flow->arcs + shape->part_count;
    size_t top = flow->node_count;
    size_t bottom = top + 1;
    for (size_t v = 0; v < shape->tree; v++) {
        bool is_highest = shape->parent[v] == SIZE_MAX;
        connect(&totals[v], v, is_highest ? top : shape->parent[v]);
        if (is_highest) {
            ap_arc_add(&totals[top], totals[v].low, totals[v].part);
        }
    }
    for (size_t v = shape->tree; v < top; v++) {
        if (totals[v].head != v) { /* a row's own: add_row lays those of its groups */
            connect(&totals[v], bottom, v);
        }
    }
    connect(&totals[top], top, bottom);
    flow->node_count = bottom + 1;
    flow->arc_count = shape->part_count + bottom;
}

static ap_status lay_out(ap_flow *flow, const ap_shape *shape, ap_error *err)
{
    ap_row_groups row = {
        .node_of = calloc(shape->tree + 1, sizeof *row.node_of),
        .groups = calloc(shape->tree + 1, sizeof *row.groups),
    };
    ap_status status = AP_OK;
    if (row.node_of == NULL || row.groups == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "rounding", "no memory is left");
    } else {
        add_rows(flow, shape, &row);
        close_flow(flow, shape);
    }
    free(row.groups);
    free(row.node_of);
    return status;
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

static ap_status check_parts(const ap_shape *shape, ap_error *err)
{
    double sum = 0;
    for (size_t k = 0; k < shape->part_count; k++) {
        const ap_part *part = &shape->parts[k];
        bool is_next = k == 0 || part[-1].row < part->row ||
                       (part[-1].row == part->row && part[-1].column < part->column);
        if (part->row >= shape->rows || part->column >= shape->columns || !is_next) {
            return ap_fail(err, AP_INTERNAL, "rounding",
                           "part %zu of a table is not in it, or not in order", k);
        }
        sum += fabs(part->exact);
    }
    if (!(sum < 9e15)) {
        return ap_fail(err, AP_INTERNAL, "rounding",
                       "a table to be rounded adds up to %g; it must be below 9e15", sum);
    }
    return AP_OK;
}

ap_status ap_round_parts(const ap_rounding *table, size_t count, const ap_part parts[],
                         int64_t rounded[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_flow flow = {0};
    const ap_shape shape = {
        .rows = table->rows,
        .columns = table->columns,
        .tree = table->node_count,
        .parent = table->parent,
        .part_count = count,
        .parts = parts,
    };
    AP_TRY(check_parts(&shape, err));
    AP_TRY(check_tree(&shape, err));
    AP_TRY(make_flow(&shape, &flow, err));
    AP_TRY(lay_out(&flow, &shape, err));
    AP_TRY(ap_flow_round(&flow, err));
    for (size_t k = 0; k < count; k++) {
        rounded[k] = flow.arcs[k].low + (flow.arcs[k].is_up ? 1 : 0);
    }
done:
    ap_flow_free(&flow);
    return status;
}

ap_status ap_round_tree(const ap_rounding *table, int64_t rounded[], ap_error *err)
{
    size_t cells = table->rows * table->columns;
    ap_part *parts = malloc((cells + 1) * sizeof *parts);
    if (parts == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory is left");
    }
    for (size_t i = 0; i < cells; i++) {
        parts[i] = (ap_part){
            .row = i / table->columns,
            .column = i % table->columns,
            .exact = table->exact[i],
            .lean = table->lean == NULL ? 0 : table->lean[i],
        };
    }
    ap_status status = ap_round_parts(table, cells, parts, rounded, err);
    free(parts);
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
