#include "toy_program.h"

#include <math.h>
#include <stdlib.h>

#include "toy_round.h"

enum { MOST = 32 };

static ap_lp *empty(void)
{
    ap_lp *lp = NULL;
    if (ap_lp_new(&lp, NULL) != AP_OK) {
        abort();
    }
    return lp;
}

static void add_column(ap_lp *lp, double low, double high)
{
    if (ap_lp_add_column(lp, "x", low, high, NULL, NULL) != AP_OK) {
        abort();
    }
}

static void add_row(ap_lp *lp, double low, double high, size_t count, const ap_term terms[])
{
    if (ap_lp_add_row(lp, "r", low, high, count, terms, NULL, NULL) != AP_OK) {
        abort();
    }
}

ap_lp *ap_toy_program(uint64_t *seed)
{
    size_t columns = 2 + (size_t)(ap_toy_draw(seed) * 30);
    size_t rows = 1 + (size_t)(ap_toy_draw(seed) * 20);
    double point[MOST];
    ap_lp *lp = empty();
    for (size_t j = 0; j < columns; j++) {
        double low = floor(10 * ap_toy_draw(seed)) - 5;
        double high = low + floor(10 * ap_toy_draw(seed));
        point[j] = low + (high - low) * ap_toy_draw(seed);
        add_column(lp, low, high);
        lp->cost[j] = floor(21 * ap_toy_draw(seed)) - 10;
    }
    for (size_t i = 0; i < rows; i++) {
        ap_term terms[MOST];
        size_t count = 0;
        double activity = 0;
        for (size_t j = 0; j < columns; j++) {
            if (ap_toy_draw(seed) < 0.3) {
                terms[count] = (ap_term){j, floor(9 * ap_toy_draw(seed)) - 4};
                activity += terms[count].coefficient * point[j];
                count++;
            }
        }
        double kind = ap_toy_draw(seed);
        double low = kind < 0.3 ? -INFINITY : activity - (kind < 0.6 ? 0 : 2 * kind);
        double high =
            kind > 0.8 ? INFINITY : activity + (kind > 0.45 && kind < 0.6 ? 0 : 1);
        add_row(lp, low, high, count, terms);
    }
    return lp;
}

void ap_toy_program_shake(ap_lp *lp, uint64_t *seed)
{
    for (size_t j = 0; j < lp->columns; j++) {
        lp->high[j] += ap_toy_draw(seed);
        lp->cost[j] += ap_toy_draw(seed) - 0.5;
    }
    for (size_t i = 0; i < lp->rows; i++) {
        lp->row_low[i] -= ap_toy_draw(seed);
        if (ap_toy_draw(seed) < 0.3 && lp->row_start[i] < lp->row_start[i + 1]) {
            lp->terms[lp->row_start[i]].coefficient *= 1 + 1e-3 * ap_toy_draw(seed);
        }
    }
}

/* Goal 1 is a leximin, goal 3 has weights that leave no ties. */
static void add_goal(ap_puzzle *puzzle, size_t g, uint64_t *seed)
{
    ap_goal *goal = &puzzle->goals[g];
    *goal = (ap_goal){.name = "goal",
                      .is_leximin = g == 1,
                      .terms = calloc(puzzle->lp->columns, sizeof(ap_term))};
    if (goal->terms == NULL) {
        abort();
    }
    for (size_t j = 0; j < puzzle->lp->columns; j++) {
        if (ap_toy_draw(seed) < 0.6) {
            double draw = ap_toy_draw(seed);
            double weight = g == 1 ? 1 / (1 + floor(4 * draw)) : floor(5 * draw) - 2;
            goal->terms[goal->count++] = (ap_term){j, g == 3 ? draw : weight};
        }
    }
}

ap_puzzle ap_toy_puzzle_new(uint64_t *seed)
{
    ap_puzzle puzzle = {.lp = empty()};
    size_t columns = 4 + (size_t)(ap_toy_draw(seed) * 8);
    size_t rows = 2 + (size_t)(ap_toy_draw(seed) * 5);
    double point[MOST];
    for (size_t j = 0; j < columns; j++) {
        double high = 1 + floor(6 * ap_toy_draw(seed));
        point[j] = floor((high + 1) * ap_toy_draw(seed));
        add_column(puzzle.lp, 0, high);
    }
    for (size_t i = 0; i < rows; i++) {
        ap_term terms[MOST];
        size_t count = 0;
        double activity = 0;
        for (size_t j = 0; j < columns; j++) {
            if (ap_toy_draw(seed) < 0.5) {
                terms[count] = (ap_term){j, floor(5 * ap_toy_draw(seed)) - 1};
                activity += terms[count].coefficient * point[j];
                count++;
            }
        }
        double kind = ap_toy_draw(seed);
        add_row(puzzle.lp, kind < 0.3 ? -INFINITY : activity,
                kind > 0.6 ? INFINITY : activity + (kind < 0.5 ? 0 : 1), count, terms);
    }
    for (size_t g = 0; g < 4; g++) {
        add_goal(&puzzle, g, seed);
    }
    return puzzle;
}

void ap_toy_puzzle_free(ap_puzzle *puzzle)
{
    ap_lp_free(puzzle->lp);
    for (size_t g = 0; g < 4; g++) {
        free(puzzle->goals[g].terms);
    }
}
