#include "risk/block.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Millions of pounds by which a value may lie outside its bounds: a tenth of a penny. */
static const double hair = 1e-9;

/* Coefficients are 1, or parts of 1; what is nearer to zero is rounding. */
static const double least_pivot = 1e-9;

enum { MOST_STEPS = 1000 }; /* a sound run takes some tens */

/* A basis and what follows from it. */
typedef struct ap_known_basis {
    size_t *basic;   /* of each row the block's column that is basic there */
    double *inverse; /* B^-1, row by row */
    double *weights; /* of the bound L_B: y, then d_j where it is below 0, else 0 */
    long used;
} ap_known_basis;

/* Where a reduced cost comes to zero. */
typedef struct ap_breakpoint {
    double at;
    size_t column;
} ap_breakpoint;

struct ap_block {
    const ap_lp *lp; /* the whole program */
    size_t rows;
    size_t *row; /* of the whole program */
    size_t columns;
    size_t *column;
    size_t *start;    /* columns + 1: the entries of each column */
    ap_term *entries; /* .column is the block's row */
    double *cost;
    size_t bases;
    ap_known_basis *known;
    bool is_learning;
    double *sides;         /* b, then u, as the weights are */
    ap_known_basis here;   /* where the simplex method stands */
    double *reduced;       /* columns: d */
    bool *is_basic;        /* columns */
    bool *is_high;         /* columns: not basic, at u */
    double *rest;          /* rows: b less what columns at u take */
    double *x;             /* rows: values of the basis */
    double *alpha;         /* columns: a row of B^-1 A */
    double *turn;          /* rows: a column of B^-1 A */
    ap_breakpoint *breaks; /* columns */
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

static void copy_basis(const ap_block *block, const ap_known_basis *from,
                       ap_known_basis *to)
{
    size_t m = block->rows;
    memcpy(to->basic, from->basic, m * sizeof *to->basic);
    memcpy(to->inverse, from->inverse, m * m * sizeof *to->inverse);
    memcpy(to->weights, from->weights, (m + block->columns) * sizeof *to->weights);
}

/* Take or give back what column j takes at its high bound. */
static void put_high(ap_block *block, size_t j, bool is_high)
{
    double width = block->sides[block->rows + j];
    for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
        double taken = block->entries[k].coefficient * width;
        block->rest[block->entries[k].column] -= is_high ? taken : -taken;
    }
    block->is_high[j] = is_high;
}

/* Columns that the basis leaves out stand at the bound that their reduced cost asks for. */
static void stand(ap_block *block, const ap_known_basis *basis)
{
    size_t m = block->rows;
    memcpy(block->rest, block->sides, m * sizeof *block->rest);
    memset(block->is_basic, 0, block->columns * sizeof *block->is_basic);
    for (size_t i = 0; i < m; i++) {
        block->is_basic[basis->basic[i]] = true;
    }
    for (size_t j = 0; j < block->columns; j++) {
        block->is_high[j] = false;
        if (basis->weights[m + j] < 0) {
            put_high(block, j, true);
        }
    }
}

/* x_B; the row where it is furthest outside its bounds, or `rows`: it is optimal. */
static size_t worst_row(ap_block *block, const ap_known_basis *basis)
{
    size_t m = block->rows;
    size_t worst = m;
    double most = hair;
    for (size_t i = 0; i < m; i++) {
        double x = dot(m, basis->inverse + i * m, block->rest);
        double outside = fmax(-x, x - block->sides[m + basis->basic[i]]);
        block->x[i] = x;
        if (outside > most) {
            most = outside;
            worst = i;
        }
    }
    return worst;
}

static double times_column(const ap_block *block, const double numbers[], size_t j)
{
    double sum = 0;
    for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
        sum += numbers[block->entries[k].column] * block->entries[k].coefficient;
    }
    return sum;
}

/* d = c - A'y of all columns; 0 of those in the basis. */
static void price(ap_block *block)
{
    for (size_t j = 0; j < block->columns; j++) {
        block->reduced[j] =
            block->is_basic[j]
                ? 0
                : block->cost[j] - times_column(block, block->here.weights, j);
    }
}

/* Take the nearest of the breakpoints; of equal ones the column that comes first. */
static ap_breakpoint take_nearest(ap_breakpoint breaks[], size_t count)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++) {
        bool is_tie = breaks[k].at == breaks[best].at;
        bool is_first = is_tie && breaks[k].column < breaks[best].column;
        best = breaks[k].at < breaks[best].at || is_first ? k : best;
    }
    ap_breakpoint nearest = breaks[best];
    breaks[best] = breaks[count - 1];
    return nearest;
}

/* As y moves by t sign rho, d_j moves by -t sign alpha_j: where each comes to zero. */
static size_t find_breaks(ap_block *block, size_t row, double sign)
{
    size_t count = 0;
    const double *rho = block->here.inverse + row * block->rows;
    for (size_t j = 0; j < block->columns; j++) {
        if (block->is_basic[j]) {
            continue;
        }
        double alpha = times_column(block, rho, j);
        double toward = block->is_high[j] ? -sign * alpha : sign * alpha;
        block->alpha[j] = alpha;
        if (toward > least_pivot) {
            block->breaks[count++] =
                (ap_breakpoint){fmax(fabs(block->reduced[j]) / toward, 0), j};
        }
    }
    return count;
}

/* The column that enters for the one that leaves at this row by `outside`: those before it
 * go from bound to bound. `columns`: none does. */
static size_t enter(ap_block *block, size_t row, double sign, double outside, double *step)
{
    for (size_t count = find_breaks(block, row, sign); count > 0; count--) {
        ap_breakpoint nearest = take_nearest(block->breaks, count);
        size_t j = nearest.column;
        *step = nearest.at;
        outside -= fabs(block->alpha[j]) * block->sides[block->rows + j];
        if (outside <= hair) { /* rounding is not to ask for more than there is */
            return j;
        }
        put_high(block, j, !block->is_high[j]);
    }
    return block->columns;
}

/* Column q takes the place at the row: B^-1 by elimination, y along rho. */
static void pivot(ap_block *block, size_t row, size_t q, double along)
{
    size_t m = block->rows;
    ap_known_basis *here = &block->here;
    double *rho = here->inverse + row * m;
    for (size_t i = 0; i < m; i++) {
        here->weights[i] += along * rho[i];
        block->turn[i] = times_column(block, here->inverse + i * m, q);
    }
    double scale = 1 / block->turn[row];
    for (size_t k = 0; k < m; k++) {
        rho[k] *= scale;
    }
    for (size_t i = 0; i < m; i++) {
        double factor = block->turn[i];
        for (size_t k = 0; k < m && i != row && factor != 0; k++) {
            here->inverse[i * m + k] -= factor * rho[k];
        }
    }
    here->basic[row] = q;
}

/* One step of the dual simplex method; false: it cannot go on. */
static bool step(ap_block *block, size_t row)
{
    size_t leaves = block->here.basic[row];
    bool is_below = block->x[row] < 0;
    double sign =
        is_below ? -1 : 1; /* below 0 its reduced cost is to rise, and y to fall */
    double width = block->sides[block->rows + leaves];
    double outside = is_below ? -block->x[row] : block->x[row] - width;
    double length = 0;
    size_t q = enter(block, row, sign, outside, &length);
    if (q == block->columns || fabs(block->alpha[q]) < least_pivot) {
        return false;
    }
    if (block->is_high[q]) {
        put_high(block, q, false);
    }
    pivot(block, row, q, sign * length);
    for (size_t j = 0; j < block->columns; j++) {
        block->reduced[j] -= block->is_basic[j] ? 0 : sign * length * block->alpha[j];
    }
    block->is_basic[q] = true;
    block->reduced[q] = 0;
    block->is_basic[leaves] = false;
    block->reduced[leaves] = -sign * length;
    if (!is_below) {
        put_high(block, leaves, true);
    }
    return true;
}

/* Reduced costs as the weights of the bound. */
static void weigh(ap_block *block, ap_known_basis *basis)
{
    for (size_t j = 0; j < block->columns; j++) {
        basis->weights[block->rows + j] = block->is_high[j] ? block->reduced[j] : 0;
    }
}

/* From the basis at hand to an optimal one; false: it was given up. */
static bool steps_from(ap_block *block, size_t row, long *steps)
{
    price(block);
    while (row < block->rows) {
        if (*steps == MOST_STEPS || !step(block, row)) {
            return false;
        }
        (*steps)++;
        row = worst_row(block, &block->here);
    }
    return true;
}

static void free_basis(ap_known_basis *basis)
{
    free(basis->basic);
    free(basis->inverse);
    free(basis->weights);
    *basis = (ap_known_basis){0};
}

static bool basis_room(const ap_block *block, ap_known_basis *basis)
{
    size_t m = block->rows;
    basis->basic = calloc(m + 1, sizeof *basis->basic);
    basis->inverse = calloc(m * m + 1, sizeof *basis->inverse);
    basis->weights = calloc(m + block->columns + 1, sizeof *basis->weights);
    return basis->basic != NULL && basis->inverse != NULL && basis->weights != NULL;
}

static ap_status keep_basis(ap_block *block, ap_error *err)
{
    ap_known_basis *known = ap_grown(block->known, block->bases, sizeof *known);
    block->known = known == NULL ? block->known : known;
    ap_known_basis *basis = &block->known[block->bases];
    if (known == NULL || !basis_room(block, basis)) {
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a basis");
    }
    copy_basis(block, &block->here, basis);
    basis->used = 1;
    block->bases++;
    return AP_OK;
}

static void hand_out(const ap_block *block, const ap_known_basis *basis, double values[],
                     double multipliers[], ap_standing standing[])
{
    size_t rows = block->lp->rows;
    size_t m = block->rows;
    for (size_t j = 0; j < block->columns; j++) {
        bool is_high = block->is_high[j];
        values[block->column[j]] = is_high ? block->sides[m + j] : 0;
        standing[rows + block->column[j]] = is_high ? AP_AT_HIGH : AP_AT_LOW;
    }
    for (size_t i = 0; i < m; i++) {
        size_t j = basis->basic[i];
        multipliers[block->row[i]] = basis->weights[i];
        standing[block->row[i]] = AP_FIXED;
        values[block->column[j]] = fmin(fmax(block->x[i], 0), block->sides[m + j]);
        standing[rows + block->column[j]] = AP_BASIC;
    }
}

ap_status ap_block_solve(ap_block *block, double values[], double multipliers[],
                         ap_standing standing[], ap_block_answer *answer, ap_error *err)
{
    ap_status status = AP_OK;
    *answer = (ap_block_answer){.is_optimal = true};
    take_sides(block);
    ap_known_basis *basis = &block->known[choose(block)];
    stand(block, basis);
    size_t row = worst_row(block, basis);
    basis->used += block->is_learning && row == block->rows;
    if (row < block->rows) {
        copy_basis(block, basis, &block->here);
        basis = &block->here;
        answer->is_optimal = steps_from(block, row, &answer->steps);
    }
    if (answer->is_optimal && answer->steps > 0 && block->is_learning &&
        block->bases < AP_BLOCK_LEARNT) {
        weigh(block, basis);
        AP_TRY(keep_basis(block, err));
    }
    if (answer->is_optimal) {
        hand_out(block, basis, values, multipliers, standing);
    }
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
    free_basis(&block->here);
    free(block->known);
    free(block->row);
    free(block->column);
    free(block->start);
    free(block->entries);
    free(block->cost);
    free(block->sides);
    free(block->reduced);
    free(block->is_basic);
    free(block->is_high);
    free(block->rest);
    free(block->x);
    free(block->alpha);
    free(block->turn);
    free(block->breaks);
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

static bool block_room(ap_block *block, size_t entries)
{
    size_t m = block->rows;
    size_t n = block->columns;
    block->row = calloc(m + 1, sizeof *block->row);
    block->column = calloc(n + 1, sizeof *block->column);
    block->start = calloc(n + 2, sizeof *block->start);
    block->entries = calloc(entries + 1, sizeof *block->entries);
    block->cost = calloc(n + 1, sizeof *block->cost);
    block->sides = calloc(m + n + 1, sizeof *block->sides);
    block->reduced = calloc(n + 1, sizeof *block->reduced);
    block->is_basic = calloc(n + 1, sizeof *block->is_basic);
    block->is_high = calloc(n + 1, sizeof *block->is_high);
    block->rest = calloc(m + 1, sizeof *block->rest);
    block->x = calloc(m + 1, sizeof *block->x);
    block->alpha = calloc(n + 1, sizeof *block->alpha);
    block->turn = calloc(m + 1, sizeof *block->turn);
    block->breaks = calloc(n + 1, sizeof *block->breaks);
    return block->row != NULL && block->column != NULL && block->start != NULL &&
           block->entries != NULL && block->cost != NULL && block->sides != NULL &&
           block->reduced != NULL && block->is_basic != NULL && block->is_high != NULL &&
           block->rest != NULL && block->x != NULL && block->alpha != NULL &&
           block->turn != NULL && block->breaks != NULL && basis_room(block, &block->here);
}

/* The block's matrix column by column. */
static void take_matrix(ap_block *block, const size_t local[])
{
    const ap_lp *lp = block->lp;
    for (size_t i = 0; i < block->rows; i++) {
        size_t at = block->row[i];
        for (size_t k = lp->row_start[at]; k < lp->row_start[at + 1]; k++) {
            block->start[local[lp->terms[k].column] + 2]++;
        }
    }
    for (size_t j = 2; j <= block->columns; j++) {
        block->start[j] += block->start[j - 1];
    }
    for (size_t i = 0; i < block->rows; i++) {
        size_t at = block->row[i];
        for (size_t k = lp->row_start[at]; k < lp->row_start[at + 1]; k++) {
            size_t to = block->start[local[lp->terms[k].column] + 1]++;
            block->entries[to] = (ap_term){i, lp->terms[k].coefficient};
        }
    }
}

/* The basis of columns that are alone in their row with coefficient 1, of each row the
 * last. */
static ap_status take_first_basis(ap_block *block, ap_error *err)
{
    size_t found = 0;
    size_t m = block->rows;
    ap_known_basis *here = &block->here;
    for (size_t j = 0; j < block->columns; j++) {
        const ap_term *entry = &block->entries[block->start[j]];
        if (block->start[j + 1] == block->start[j] + 1 && entry->coefficient == 1) {
            found += here->inverse[entry->column * m + entry->column] == 0;
            here->basic[entry->column] = j;
            here->inverse[entry->column * m + entry->column] = 1;
            here->weights[entry->column] = block->cost[j];
        }
    }
    if (found < m) {
        return ap_fail(err, AP_INTERNAL, "recourse", "a row without a column of its own");
    }
    for (size_t i = 0; i < m; i++) {
        block->is_basic[here->basic[i]] = true;
    }
    price(block);
    for (size_t j = 0; j < block->columns; j++) {
        here->weights[m + j] = fmin(block->reduced[j], 0);
    }
    return keep_basis(block, err);
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
    for (size_t i = 0; i < lp->rows; i++) {
        if (chief_of(chief, lp->terms[lp->row_start[i]].column) == first) {
            block->row[m++] = i;
        }
    }
    for (size_t j = 0; j < n; j++) {
        block->cost[j] = lp->cost[block->column[j]];
    }
    take_matrix(block, local);
    AP_TRY(take_first_basis(block, err));
    *out = block;
    block = NULL;
done:
    free_block(block);
    return status;
}

ap_status ap_blocks_new(const ap_lp *lp, ap_blocks *out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *chief = calloc(lp->columns + 1, sizeof *chief);
    size_t *local = calloc(lp->columns + 1, sizeof *local);
    ap_blocks blocks = {.blocks = calloc(lp->columns + 1, sizeof *blocks.blocks)};
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
