#include "risk/block.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "risk/block_state.h"
#include "risk/block_steps.h"

/* Bounds that are as near each other as this part of what sets them apart from the first
 * basis's (or of a million pounds) may change places in seven digits. */
static const float nearness = 1e-5F;

/* Eight numbers that a processor computes with at once, or in two parts. */
typedef float ap_eight __attribute__((vector_size(32), aligned(16), may_alias));

enum { EIGHTS = AP_BASIS_GROUP / 8 };

void ap_blocks_free(ap_blocks *blocks)
{
    for (size_t b = 0; b < blocks->count; b++) {
        ap_block_free(blocks->blocks[b]);
    }
    free(blocks->blocks);
    *blocks = (ap_blocks){0};
}

/* Which part each column belongs to while parts grow together: the number of its chief. */
static size_t chief_of(size_t chief[], size_t j)
{
    while (chief[j] != j) {
        chief[j] = chief[chief[j]];
        j = chief[j];
    }
    return j;
}

static void join_columns(const ap_lp *lp, size_t chief[])
{
    for (size_t j = 0; j < lp->columns; j++) {
        chief[j] = j;
    }
    for (size_t i = 0; i < lp->rows; i++) {
        for (size_t k = lp->row_start[i] + 1; k < lp->row_start[i + 1]; k++) {
            size_t a = chief_of(chief, lp->terms[lp->row_start[i]].column);
            size_t b = chief_of(chief, lp->terms[k].column);
            chief[a > b ? a : b] = a > b ? b : a;
        }
    }
}

static ap_status make_block(const ap_lp *lp, size_t chief[], size_t first, size_t local[],
                            ap_block **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t entries = 0;
    ap_block *block = calloc(1, sizeof *block);
    if (block == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a block");
    }
    block->lp = lp;
    for (size_t j = 0; j < lp->columns; j++) {
        block->columns += chief_of(chief, j) == first;
    }
    for (size_t i = 0; i < lp->rows; i++) {
        bool is_mine = chief_of(chief, lp->terms[lp->row_start[i]].column) == first;
        block->rows += is_mine;
        entries += is_mine ? lp->row_start[i + 1] - lp->row_start[i] : 0;
    }
    if (!ap_block_room(block, entries)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a block"));
    }
    size_t n = 0;
    size_t m = 0;
    for (size_t j = 0; j < lp->columns; j++) {
        if (chief_of(chief, j) == first) {
            local[j] = n;
            block->column[n++] = j;
        }
    }
    for (size_t i = 0; i < lp->rows; i++) {
        if (chief_of(chief, lp->terms[lp->row_start[i]].column) == first) {
            block->row[m++] = i;
        }
    }
    AP_TRY(ap_block_fill(block, local, err));
    *out = block;
    block = NULL;
done:
    ap_block_free(block);
    return status;
}

ap_status ap_blocks_new(const ap_lp *lp, ap_blocks *out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *chief = calloc(lp->columns + 1, sizeof *chief);
    size_t *local = calloc(lp->columns + 1, sizeof *local);
    ap_blocks blocks = {.blocks = calloc(lp->columns + 1, sizeof(void *))};
    if (chief == NULL || local == NULL || blocks.blocks == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for its blocks"));
    }
    join_columns(lp, chief);
    for (size_t i = 0; i < lp->rows; i++) {
        size_t first = chief_of(chief, lp->terms[lp->row_start[i]].column);
        if (local[first] == SIZE_MAX) {
            continue;
        }
        AP_TRY(make_block(lp, chief, first, local, &blocks.blocks[blocks.count], err));
        blocks.count++;
        local[first] = SIZE_MAX; /* it has its block */
    }
    *out = blocks;
    blocks = (ap_blocks){0};
done:
    ap_blocks_free(&blocks);
    free(chief);
    free(local);
    return status;
}

/* Returns how many of the sides are not 0: `some` lists them. */
static size_t take_sides(ap_block *block)
{
    size_t count = 0;
    for (size_t i = 0; i < block->rows; i++) {
        double right = block->lp->row_low[block->row[i]];
        block->sides[i] = right;
        block->some[count] = (ap_some_side){(uint32_t)i, (float)right};
        count += right != 0;
    }
    for (size_t j = 0; j < block->columns; j++) {
        double width = block->lp->high[block->column[j]];
        size_t at = block->rows + j;
        block->sides[at] = width;
        block->some[count] = (ap_some_side){(uint32_t)at, (float)width};
        count += width > 0;
    }
    return count;
}

/* The bounds of a group's bases, which grow side by side in registers: of each side a group
 * has a line of weights, and most sides of a scenario are 0. */
AP_SIDE_BY_SIDE
static void take_bounds(ap_block *block, size_t group, size_t count)
{
    size_t sides = block->rows + block->columns;
    const ap_eight *weights = (const ap_eight *)block->weights + group * EIGHTS * sides;
    ap_eight *bounds = (ap_eight *)block->bounds + group * EIGHTS;
    ap_eight b0 = {0};
    ap_eight b1 = {0};
    ap_eight b2 = {0};
    ap_eight b3 = {0};
    for (size_t k = 0; k < count; k++) {
        float size = block->some[k].size;
        const ap_eight *line = weights + (size_t)block->some[k].at * EIGHTS;
        b0 += size * line[0];
        b1 += size * line[1];
        b2 += size * line[2];
        b3 += size * line[3];
    }
    bounds[0] = b0;
    bounds[1] = b1;
    bounds[2] = b2;
    bounds[3] = b3;
}

/* L_B, of the sides that are not 0. */
static double bound_of(const ap_block *block, const ap_known_basis *basis, size_t count)
{
    size_t m = block->rows;
    double bound = 0;
    for (size_t k = 0; k < count; k++) {
        size_t at = block->some[k].at;
        double weight =
            at < m ? basis->multipliers[at] : ap_lesser(basis->reduced[at - m], 0);
        bound += weight * block->sides[at];
    }
    return bound;
}

/* Of the bases whose bounds are no less that with the largest by all digits, of equal ones
 * the first. */
static size_t largest_near(const ap_block *block, float least, size_t count)
{
    const float *bounds = block->bounds;
    double largest = -INFINITY;
    size_t best = 0;
    for (size_t b = 0; b < block->bases; b++) {
        if (bounds[b] >= least) {
            double bound = bound_of(block, &block->known[b], count);
            best = bound > largest ? b : best;
            largest = ap_greater(bound, largest);
        }
    }
    return best;
}

/* The basis with the largest bound. */
static size_t largest_bound(const ap_block *block, size_t count)
{
    const float *bounds = block->bounds;
    float most = bounds[0];
    size_t best = 0;
    size_t near = 0;
    for (size_t b = 1; b < block->bases; b++) {
        best = bounds[b] > most ? b : best;
        most = bounds[b] > most ? bounds[b] : most;
    }
    float least = most - nearness * (1 + most);
    for (size_t b = 0; b < block->bases; b++) {
        near += bounds[b] >= least;
    }
    return near == 1 ? best : largest_near(block, least, count);
}

static ap_known_basis *choose(ap_block *block)
{
    size_t count = take_sides(block);
    if (block->bases == 1) {
        return &block->known[0];
    }
    for (size_t g = 0; g * AP_BASIS_GROUP < block->bases; g++) {
        take_bounds(block, g, count);
    }
    return &block->known[largest_bound(block, count)];
}

static void hand_out(const ap_block *block, const ap_known_basis *basis, double values[],
                     double multipliers[])
{
    size_t m = block->rows;
    for (size_t j = 0; j < block->columns; j++) {
        values[block->column[j]] = 0;
    }
    for (size_t k = 0; k < basis->high_count; k++) {
        size_t j = basis->high[k];
        values[block->column[j]] = block->sides[m + j];
    }
    for (size_t i = 0; i < m; i++) {
        size_t j = basis->basic[i];
        double x = ap_greater(block->x[i], 0);
        multipliers[block->row[i]] = basis->multipliers[i];
        values[block->column[j]] = ap_lesser(x, block->sides[m + j]);
    }
}

/* A basis has its inverse: of large blocks few are kept. */
static bool has_room_to_learn(const ap_block *block)
{
    size_t bytes = block->rows * block->rows * sizeof(double);
    return block->bases < AP_BLOCK_LEARNT &&
           (block->bases < 2 || block->bases < AP_BLOCK_BYTES / bytes);
}

ap_status ap_block_solve(ap_block *block, double values[], double multipliers[],
                         ap_block_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    *answer = (ap_block_answer){.is_optimal = true};
    ap_known_basis *basis = choose(block);
    answer->basis = (size_t)(basis - block->known);
    ap_block_rest(block, basis);
    size_t row = ap_block_worst_row(block, basis);
    basis->used += block->is_learning && row == block->rows;
    if (row < block->rows) {
        ap_basis_copy(block, basis, &block->here);
        basis = &block->here;
        answer->basis = AP_NO_BASIS;
        answer->is_optimal = ap_block_steps(block, row, &answer->steps);
        ap_basis_list_high(block, basis);
    }
    if (answer->is_optimal && answer->steps > 0 && block->is_learning &&
        has_room_to_learn(block)) {
        AP_TRY(ap_block_keep(block, err));
    }
    if (answer->is_optimal) {
        hand_out(block, basis, values, multipliers);
    }
    block->found = basis;
done:
    return status;
}

void ap_block_standings(const ap_block *block, ap_standing standings[])
{
    for (size_t i = 0; i < block->rows; i++) {
        standings[block->row[i]] = AP_FIXED;
    }
    for (size_t j = 0; j < block->columns; j++) {
        standings[block->lp->rows + block->column[j]] = block->found->stands[j];
    }
}

/* Most used first; of equals the one that was learnt first, so `used` is made distinct. */
static int compare_use(const void *a, const void *b)
{
    long x = ((const ap_known_basis *)a)->used;
    long y = ((const ap_known_basis *)b)->used;
    return (x < y) - (x > y);
}

static void settle(ap_block *block)
{
    for (size_t k = 0; k < block->bases; k++) {
        block->known[k].used = block->known[k].used * AP_BLOCK_LEARNT - (long)k;
    }
    if (block->bases > 0) {
        qsort(block->known, block->bases, sizeof *block->known, compare_use);
    }
    while (block->bases > AP_BLOCK_KEPT) {
        ap_basis_free(&block->known[--block->bases]);
    }
    for (size_t b = 0; b < block->bases; b++) {
        ap_block_weigh(block, b);
    }
}

void ap_blocks_learn(ap_blocks *blocks, bool is_learning)
{
    for (size_t b = 0; b < blocks->count; b++) {
        if (blocks->blocks[b]->is_learning && !is_learning) {
            settle(blocks->blocks[b]);
        }
        blocks->blocks[b]->is_learning = is_learning;
    }
}

size_t ap_block_bases(const ap_block *block)
{
    return block->bases;
}

const size_t *ap_block_row(const ap_block *block, size_t *count)
{
    *count = block->rows;
    return block->row;
}

const size_t *ap_block_column(const ap_block *block, size_t *count)
{
    *count = block->columns;
    return block->column;
}
