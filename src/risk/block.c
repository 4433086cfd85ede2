#include "risk/block.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Millions of pounds by which a value may lie outside its bounds: a tenth of a penny. */
static const double hair = 1e-9;

/* A price that is no further from zero is zero. */
static const double no_price = 1e-11;

typedef struct ap_known_basis {
    size_t *basic;   /* the block's columns in it, ascending */
    double *inverse; /* B^-1, row by row */
    double *weights; /* of the bound L_B: y, then d_j where it is below 0, else 0 */
    long used;
} ap_known_basis;

struct ap_block {
    const ap_lp *lp; /* the whole program */
    size_t rows;
    size_t *row; /* of the whole program */
    size_t columns;
    size_t *column;
    size_t *start;    /* columns + 1: the entries of each column */
    ap_term *entries; /* .column is the block's row */
    ap_lp *part;      /* the block by itself */
    ap_solver *solver;
    size_t bases;
    ap_known_basis *known;
    bool is_learning;
    double *sides;   /* b, then u, as the weights are */
    double *scratch; /* rows */
    double *values;  /* columns */
    double *prices;  /* rows */
    ap_standing *standing;
};

/* In four chains, so that it does not wait for each sum; always in the same order. */
static double dot(size_t count, const double a[], const double b[])
{
    double sums[4] = {0};
    size_t whole = count & ~(size_t)3;
    for (size_t i = 0; i < whole; i += 4) {
        sums[0] += a[i] * b[i];
        sums[1] += a[i + 1] * b[i + 1];
        sums[2] += a[i + 2] * b[i + 2];
        sums[3] += a[i + 3] * b[i + 3];
    }
    for (size_t i = whole; i < count; i++) {
        sums[0] += a[i] * b[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static void take_sides(ap_block *block)
{
    for (size_t i = 0; i < block->rows; i++) {
        block->sides[i] = block->lp->row_low[block->row[i]];
    }
    for (size_t j = 0; j < block->columns; j++) {
        block->sides[block->rows + j] = block->lp->high[block->column[j]];
    }
}

/* The basis with the largest bound. */
static size_t choose(const ap_block *block)
{
    size_t best = 0;
    double most = -INFINITY;
    for (size_t k = 0; k < block->bases; k++) {
        double bound =
            dot(block->rows + block->columns, block->known[k].weights, block->sides);
        if (bound > most) {
            most = bound;
            best = k;
        }
    }
    return best;
}

/* b less what columns at their high bound take. */
static void take_rest(ap_block *block, const ap_known_basis *basis)
{
    const double *widths = block->sides + block->rows;
    memcpy(block->scratch, block->sides, block->rows * sizeof *block->scratch);
    for (size_t j = 0; j < block->columns; j++) {
        bool is_high = basis->weights[block->rows + j] < 0;
        block->values[j] = is_high ? widths[j] : 0;
        for (size_t k = block->start[j]; k < block->start[j + 1] && is_high; k++) {
            const ap_term *entry = &block->entries[k];
            block->scratch[entry->column] -= entry->coefficient * widths[j];
        }
    }
}

/* Values of the basis; are they within their bounds? */
static bool is_optimal(ap_block *block, const ap_known_basis *basis)
{
    const double *widths = block->sides + block->rows;
    take_rest(block, basis);
    for (size_t i = 0; i < block->rows; i++) {
        double x = dot(block->rows, basis->inverse + i * block->rows, block->scratch);
        double most = widths[basis->basic[i]];
        if (!(x >= -hair && x <= most + hair)) {
            return false;
        }
        block->values[basis->basic[i]] = fmin(fmax(x, 0), most);
    }
    return true;
}

/* Where rows and columns stand in a known basis, as the block's solver has them. */
static void stand(ap_block *block, const ap_known_basis *basis)
{
    for (size_t i = 0; i < block->rows; i++) {
        block->standing[i] = AP_FIXED;
    }
    for (size_t j = 0; j < block->columns; j++) {
        bool is_high = basis->weights[block->rows + j] < 0;
        block->standing[block->rows + j] = is_high ? AP_AT_HIGH : AP_AT_LOW;
    }
    for (size_t i = 0; i < block->rows; i++) {
        block->standing[block->rows + basis->basic[i]] = AP_BASIC;
    }
}

static ap_status step(ap_block *block, ap_block_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome outcome = AP_UNDECIDED;
    long before = ap_solver_iterations(block->solver);
    for (size_t i = 0; i < block->rows; i++) {
        ap_solver_set_row(block->solver, i, block->sides[i], block->sides[i]);
    }
    for (size_t j = 0; j < block->columns; j++) {
        ap_solver_set_column(block->solver, j, 0, block->sides[block->rows + j]);
    }
    if (block->bases > 0) {
        ap_solver_set_basis(block->solver, block->standing);
    } else {
        ap_solver_forget_basis(block->solver);
    }
    AP_TRY(ap_solver_run(block->solver, AP_DUAL, &outcome, err));
    answer->is_optimal = outcome == AP_OPTIMAL;
    answer->steps = ap_solver_iterations(block->solver) - before;
    if (answer->is_optimal) {
        ap_solver_values(block->solver, block->values);
        ap_solver_multipliers(block->solver, block->prices);
        ap_solver_get_basis(block->solver, block->standing);
    }
done:
    return status;
}

/* B^-1 of the columns in `basic`, by Gauss and Jordan with the largest pivot of a column.
 * False when there is none. */
static bool invert(const ap_block *block, const size_t basic[], double inverse[])
{
    size_t m = block->rows;
    double *work = calloc(m * m + 1, sizeof *work);
    bool is_done = work != NULL;
    memset(inverse, 0, m * m * sizeof *inverse);
    for (size_t j = 0; j < m && is_done; j++) {
        inverse[j * m + j] = 1;
        for (size_t k = block->start[basic[j]]; k < block->start[basic[j] + 1]; k++) {
            work[block->entries[k].column * m + j] = block->entries[k].coefficient;
        }
    }
    for (size_t j = 0; j < m && is_done; j++) {
        size_t pivot = j;
        for (size_t i = j; i < m; i++) {
            pivot = fabs(work[i * m + j]) > fabs(work[pivot * m + j]) ? i : pivot;
        }
        is_done = fabs(work[pivot * m + j]) > hair;
        for (size_t k = 0; k < m && is_done && pivot != j; k++) {
            double swap = work[j * m + k];
            work[j * m + k] = work[pivot * m + k];
            work[pivot * m + k] = swap;
            swap = inverse[j * m + k];
            inverse[j * m + k] = inverse[pivot * m + k];
            inverse[pivot * m + k] = swap;
        }
        double scale = is_done ? 1 / work[j * m + j] : 0;
        for (size_t k = 0; k < m && is_done; k++) {
            work[j * m + k] *= scale;
            inverse[j * m + k] *= scale;
        }
        for (size_t i = 0; i < m && is_done; i++) {
            double factor = i == j ? 0 : work[i * m + j];
            for (size_t k = 0; k < m && factor != 0; k++) {
                work[i * m + k] -= factor * work[j * m + k];
                inverse[i * m + k] -= factor * inverse[j * m + k];
            }
        }
    }
    free(work);
    return is_done;
}

static double cost_of(const ap_block *block, size_t j)
{
    return block->lp->cost[block->column[j]];
}

/* y = c_B B^-1 and d = c - A'y, as weights of the bound. */
static void weigh(const ap_block *block, ap_known_basis *basis)
{
    size_t m = block->rows;
    for (size_t i = 0; i < m; i++) {
        basis->weights[i] = 0;
        for (size_t k = 0; k < m; k++) {
            basis->weights[i] +=
                cost_of(block, basis->basic[k]) * basis->inverse[k * m + i];
        }
    }
    for (size_t j = 0; j < block->columns; j++) {
        double reduced = cost_of(block, j);
        for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
            reduced -=
                block->entries[k].coefficient * basis->weights[block->entries[k].column];
        }
        basis->weights[m + j] = reduced < -no_price ? reduced : 0;
    }
    for (size_t i = 0; i < m; i++) {
        basis->weights[m + basis->basic[i]] = 0;
    }
}

static void free_basis(ap_known_basis *basis)
{
    free(basis->basic);
    free(basis->inverse);
    free(basis->weights);
}

/* Keep the basis where the solver stands. One with a row in it (an equation whose slack is
 * basic at 0) is not kept. */
static ap_status learn(ap_block *block, ap_error *err)
{
    size_t m = block->rows;
    size_t count = 0;
    ap_known_basis basis = {
        .basic = calloc(m + 1, sizeof *basis.basic),
        .inverse = calloc(m * m + 1, sizeof *basis.inverse),
        .weights = calloc(m + block->columns + 1, sizeof *basis.weights),
        .used = 1,
    };
    ap_known_basis *known = ap_grown(block->known, block->bases, sizeof *known);
    block->known = known == NULL ? block->known : known;
    if (basis.basic == NULL || basis.inverse == NULL || basis.weights == NULL ||
        known == NULL) {
        free_basis(&basis);
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a basis");
    }
    for (size_t j = 0; j < block->columns; j++) {
        if (block->standing[m + j] == AP_BASIC && count < m) {
            basis.basic[count++] = j;
        }
    }
    if (count == m && invert(block, basis.basic, basis.inverse)) {
        weigh(block, &basis);
        block->known[block->bases++] = basis;
        basis = (ap_known_basis){0};
    }
    free_basis(&basis);
    return AP_OK;
}

static void hand_out(const ap_block *block, const double prices[], double values[],
                     double multipliers[], ap_standing basis[])
{
    size_t rows = block->lp->rows;
    for (size_t i = 0; i < block->rows; i++) {
        multipliers[block->row[i]] = prices[i];
        basis[block->row[i]] = block->standing[i];
    }
    for (size_t j = 0; j < block->columns; j++) {
        values[block->column[j]] = block->values[j];
        basis[rows + block->column[j]] = block->standing[block->rows + j];
    }
}

ap_status ap_block_solve(ap_block *block, double values[], double multipliers[],
                         ap_standing basis[], ap_block_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    const double *prices = block->prices;
    *answer = (ap_block_answer){0};
    take_sides(block);
    if (block->bases > 0) {
        ap_known_basis *best = &block->known[choose(block)];
        stand(block, best);
        if (is_optimal(block, best)) {
            best->used += block->is_learning;
            *answer = (ap_block_answer){.is_known = true, .is_optimal = true};
            prices = best->weights;
        }
    }
    if (!answer->is_known) {
        AP_TRY(step(block, answer, err));
        if (answer->is_optimal && block->is_learning && block->bases < AP_BLOCK_LEARNT) {
            AP_TRY(learn(block, err));
        }
    }
    hand_out(block, prices, values, multipliers, basis);
done:
    return status;
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
        free_basis(&block->known[--block->bases]);
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

size_t ap_block_rows(const ap_block *block)
{
    return block->rows;
}

size_t ap_block_columns(const ap_block *block)
{
    return block->columns;
}

static void free_block(ap_block *block)
{
    if (block == NULL) {
        return;
    }
    for (size_t k = 0; k < block->bases; k++) {
        free_basis(&block->known[k]);
    }
    free(block->known);
    ap_solver_free(block->solver);
    ap_lp_free(block->part);
    free(block->row);
    free(block->column);
    free(block->start);
    free(block->entries);
    free(block->sides);
    free(block->scratch);
    free(block->values);
    free(block->prices);
    free(block->standing);
    free(block);
}

void ap_blocks_free(ap_blocks *blocks)
{
    for (size_t b = 0; b < blocks->count; b++) {
        free_block(blocks->blocks[b]);
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

static void join_columns(const ap_lp *lp, size_t rows, size_t chief[])
{
    for (size_t j = 0; j < lp->columns; j++) {
        chief[j] = j;
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = lp->row_start[i] + 1; k < lp->row_start[i + 1]; k++) {
            size_t a = chief_of(chief, lp->terms[lp->row_start[i]].column);
            size_t b = chief_of(chief, lp->terms[k].column);
            chief[a > b ? a : b] = a > b ? b : a;
        }
    }
}

static bool block_room(ap_block *block, size_t entries)
{
    size_t m = block->rows;
    size_t n = block->columns;
    block->row = calloc(m + 1, sizeof *block->row);
    block->column = calloc(n + 1, sizeof *block->column);
    block->start = calloc(n + 2, sizeof *block->start);
    block->entries = calloc(entries + 1, sizeof *block->entries);
    block->sides = calloc(m + n + 1, sizeof *block->sides);
    block->scratch = calloc(m + 1, sizeof *block->scratch);
    block->values = calloc(n + 1, sizeof *block->values);
    block->prices = calloc(m + 1, sizeof *block->prices);
    block->standing = calloc(m + n + 1, sizeof *block->standing);
    return block->row != NULL && block->column != NULL && block->start != NULL &&
           block->entries != NULL && block->sides != NULL && block->scratch != NULL &&
           block->values != NULL && block->prices != NULL && block->standing != NULL;
}

/* The block as a program of its own. */
static ap_status make_part(ap_block *block, const size_t local[], ap_error *err)
{
    ap_status status = AP_OK;
    const ap_lp *lp = block->lp;
    ap_term *terms = calloc(block->columns + 1, sizeof *terms);
    if (terms == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a block");
    }
    AP_TRY(ap_lp_new(&block->part, err));
    for (size_t j = 0; j < block->columns; j++) {
        size_t at = block->column[j];
        AP_TRY(ap_lp_add_column(block->part, lp->column_names[at], 0, lp->high[at], NULL,
                                err));
        block->part->cost[j] = lp->cost[at];
    }
    for (size_t i = 0; i < block->rows; i++) {
        size_t at = block->row[i];
        size_t count = 0;
        for (size_t k = lp->row_start[at]; k < lp->row_start[at + 1]; k++) {
            terms[count++] =
                (ap_term){local[lp->terms[k].column], lp->terms[k].coefficient};
        }
        AP_TRY(
            ap_lp_add_row(block->part, lp->row_names[at], 0, 0, count, terms, NULL, err));
    }
    AP_TRY(ap_solver_new(block->part, &block->solver, err));
done:
    free(terms);
    return status;
}

/* The block's matrix column by column. */
static void turn(ap_block *block)
{
    const ap_lp *part = block->part;
    for (size_t k = 0; k < part->row_start[part->rows]; k++) {
        block->start[part->terms[k].column + 2]++;
    }
    for (size_t j = 2; j <= block->columns; j++) {
        block->start[j] += block->start[j - 1];
    }
    for (size_t i = 0; i < part->rows; i++) {
        for (size_t k = part->row_start[i]; k < part->row_start[i + 1]; k++) {
            size_t at = block->start[part->terms[k].column + 1]++;
            block->entries[at] = (ap_term){i, part->terms[k].coefficient};
        }
    }
}

static ap_status make_block(const ap_lp *lp, size_t rows, size_t chief[], size_t first,
                            size_t local[], ap_block **out, ap_error *err)
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
    for (size_t i = 0; i < rows; i++) {
        bool is_mine = chief_of(chief, lp->terms[lp->row_start[i]].column) == first;
        block->rows += is_mine;
        entries += is_mine ? lp->row_start[i + 1] - lp->row_start[i] : 0;
    }
    if (!block_room(block, entries)) {
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
    for (size_t i = 0; i < rows; i++) {
        if (chief_of(chief, lp->terms[lp->row_start[i]].column) == first) {
            block->row[m++] = i;
        }
    }
    AP_TRY(make_part(block, local, err));
    turn(block);
    *out = block;
    block = NULL;
done:
    free_block(block);
    return status;
}

ap_status ap_blocks_new(const ap_lp *lp, size_t rows, ap_blocks *out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *chief = calloc(lp->columns + 1, sizeof *chief);
    size_t *local = calloc(lp->columns + 1, sizeof *local);
    ap_blocks blocks = {.blocks = calloc(lp->columns + 1, sizeof *blocks.blocks)};
    if (chief == NULL || local == NULL || blocks.blocks == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for its blocks"));
    }
    join_columns(lp, rows, chief);
    for (size_t i = 0; i < rows; i++) {
        size_t first = chief_of(chief, lp->terms[lp->row_start[i]].column);
        if (local[first] == SIZE_MAX) {
            continue;
        }
        AP_TRY(
            make_block(lp, rows, chief, first, local, &blocks.blocks[blocks.count], err));
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
