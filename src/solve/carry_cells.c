#include "solve/carry_cells.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "method/rounding.h"

/* Less than this is the trace of arithmetic and breaks nothing: pounds. */
static const double trace = 1e-3;

void ap_carry_fill(const ap_carry_cells *cells)
{
    size_t programmes = cells->programmes;
    long double above = 0;
    for (size_t c = 0; c < cells->children; c++) {
        above += fmax(cells->change[c], 0);
    }
    for (size_t k = 0; k < programmes; k++) {
        long double given = 0;
        for (size_t c = 0; c < cells->children; c++) {
            size_t at = c * programmes + k;
            double under = fmax(-cells->change[c], 0);
            double part = under > 0 ? under / cells->child[c].target : 0;
            cells->exact[at] = cells->wanted[at] * (1 - part);
            given += (long double)cells->wanted[at] - cells->exact[at];
        }
        for (size_t c = 0; c < cells->children && above > 0; c++) {
            long double share = fmax(cells->change[c], 0) / above;
            cells->exact[c * programmes + k] += (double)(given * share);
        }
    }
}

static double total_of(const ap_carry_cells *cells, size_t c)
{
    long double total = 0;
    for (size_t k = 0; k < cells->programmes; k++) {
        total += cells->exact[c * cells->programmes + k];
    }
    return (double)total;
}

/* The mean child's money; 1 where there is none. */
static double mean_of(const ap_carry_cells *cells)
{
    long double money = 0;
    for (size_t k = 0; k < cells->programmes; k++) {
        money += cells->money[k];
    }
    return money > 0 ? (double)(money / cells->children) : 1;
}

/* Keep the larger of what has been found and what is above 0 of an amount that may not be,
 * relative to the mean and the size of its bound. */
static void judge(ap_certificate *proof, long double amount, double bound, double mean)
{
    if (amount > 0) {
        proof->primal = fmax(proof->primal, (double)(amount / (mean + fabs(bound))));
    }
}

ap_certificate ap_carry_certify(const ap_carry_cells *cells)
{
    ap_certificate proof = {0};
    double mean = mean_of(cells);
    long double distance = 0;
    long double least = 0;
    for (size_t k = 0; k < cells->programmes; k++) {
        long double given = 0;
        for (size_t c = 0; c < cells->children; c++) {
            size_t at = c * cells->programmes + k;
            given += cells->exact[at];
            distance += fabs(cells->exact[at] - cells->wanted[at]);
            judge(&proof, -cells->exact[at], 0, mean);
        }
        judge(&proof, fabsl(given - cells->money[k]), cells->money[k], mean);
    }
    for (size_t c = 0; c < cells->children; c++) {
        const ap_carry_child *child = &cells->child[c];
        double total = total_of(cells, c);
        least += fabs(total - child->target);
        judge(&proof, child->least - cells->broken[c] - total, child->least, mean);
        judge(&proof, total - child->most - cells->broken[c], child->most, mean);
    }
    proof.gap = (double)(fabsl(distance - least) / (mean + distance));
    return proof;
}

/* Which way the child's total must be rounded to keep the floor or cap that its exact
 * total keeps: 1 up, -1 down, 0 either. */
static int way_of(const ap_carry_cells *cells, size_t c)
{
    const ap_carry_child *child = &cells->child[c];
    double total = total_of(cells, c);
    bool is_floor_kept = total > child->least - trace;
    bool is_cap_kept = total < child->most + trace;
    bool goes_up = is_floor_kept && floor(total) < child->least - trace;
    bool goes_down = is_cap_kept && ceil(total) > child->most + trace;
    return (int)goes_up - (int)goes_down;
}

/* All cells of a child lean alike, so it is its total that leans; and by more than all the
 * distance there is on any way round the table, so no floor or cap that can be kept is
 * missed for the sake of nearness. */
static void lean_on_totals(const ap_carry_cells *cells, double lean[])
{
    double before_all = (double)(cells->children + cells->programmes + 4);
    for (size_t c = 0; c < cells->children; c++) {
        double way = way_of(cells, c);
        for (size_t k = 0; k < cells->programmes; k++) {
            lean[c * cells->programmes + k] = before_all * way;
        }
    }
}

ap_status ap_carry_round(const ap_carry_cells *cells, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = cells->children * cells->programmes;
    size_t *parent = calloc(cells->programmes + 1, sizeof *parent);
    double *lean = calloc(count + 1, sizeof *lean);
    int64_t *rounded = calloc(count + 1, sizeof *rounded);
    if (parent == NULL || lean == NULL || rounded == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, cells->name, "no memory to round it"));
    }
    for (size_t k = 0; k < cells->programmes; k++) {
        parent[k] = SIZE_MAX;
    }
    lean_on_totals(cells, lean);
    const ap_rounding table = {
        .rows = cells->children,
        .columns = cells->programmes,
        .exact = cells->exact,
        .node_count = cells->programmes,
        .parent = parent,
        .lean = lean,
    };
    AP_TRY(ap_round_tree(&table, rounded, err));
    for (size_t i = 0; i < count; i++) {
        cells->whole[i] = (double)rounded[i];
    }
done:
    free(rounded);
    free(lean);
    free(parent);
    return status;
}
