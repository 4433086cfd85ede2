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

/* Two numbers that every x86-64 computes with at once. */
typedef double ap_pair __attribute__((vector_size(16)));

enum { GROUP = 16, PAIRS = GROUP / 2 }; /* bases that are weighed side by side */

/* A basis and what follows from it. */
typedef struct ap_known_basis {
    size_t *basic;       /* of each row the block's column that is basic there */
    double *inverse;     /* B^-1, column by column */
    double *multipliers; /* y */
    double *reduced;     /* d; 0 in the basis */
    ap_standing *stands; /* columns: in the basis, or at the bound that d_j asks for */
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
    size_t *start;     /* columns + 1: the entries of each column */
    ap_term *entries;  /* .column is the block's row */
    size_t *row_start; /* rows + 1: the same row by row */
    ap_term *terms;
    double *cost;
    size_t bases;
    ap_known_basis *known;
    bool is_learning;
    size_t room;                 /* for so many of them */
    ap_pair *weights;            /* of the bounds L_B; see look_at_group() */
    double *sides;               /* b, then u */
    size_t *some;                /* those of the sides that are not 0 */
    size_t *list;                /* columns: scratch */
    ap_known_basis here;         /* where the simplex method stands */
    const ap_known_basis *found; /* the basis of the last answer */
    double *rest;                /* rows: b less what columns at u take */
    double *x;                   /* rows: values of the basis */
    double *rho;                 /* rows: a row of B^-1 */
    double *alpha;               /* columns: a row of B^-1 A; 0 in the basis */
    double *turn;                /* rows: a column of B^-1 A */
    ap_breakpoint *breaks;       /* columns */
};

/* to += factor from. No sum waits for another, so that a processor may take several at
 * once, and as many as it takes, the sums are the same. */
static void add_times(size_t count, double to[restrict], double factor,
                      const double from[restrict])
{
    for (size_t i = 0; i < count; i++) {
        to[i] += factor * from[i];
    }
}

/* Returns how many of the sides are not 0: `some` lists them. */
static size_t take_sides(ap_block *block)
{
    size_t count = 0;
    for (size_t i = 0; i < block->rows; i++) {
        block->sides[i] = block->lp->row_low[block->row[i]];
        block->some[count] = i;
        count += block->sides[i] != 0;
    }
    for (size_t j = 0; j < block->columns; j++) {
        block->sides[block->rows + j] = block->lp->high[block->column[j]];
        block->some[count] = block->rows + j;
        count += block->sides[block->rows + j] != 0;
    }
    return count;
}

/* The basis with the largest bound so far. */
typedef struct ap_choice {
    size_t basis;
    double bound;
} ap_choice;

/* Looks for a larger bound among the bases of a group. Their bounds grow side by side in
 * registers: of each side a group has a line of weights (y_i of its bases, or d_j where it
 * is below 0), and most sides of a scenario are 0. */
static void look_at_group(const ap_block *block, size_t group, size_t count,
                          ap_choice *choice)
{
    size_t first = group * GROUP;
    const ap_pair *weights = block->weights + first / 2 * (block->rows + block->columns);
    ap_pair bounds[PAIRS];
    for (size_t p = 0; p < PAIRS; p++) {
        bounds[p] = (ap_pair){0, 0};
    }
    for (size_t k = 0; k < count; k++) {
        size_t i = block->some[k];
        const ap_pair *line = weights + i * PAIRS;
        for (size_t p = 0; p < PAIRS; p++) {
            bounds[p] += block->sides[i] * line[p];
        }
    }
    for (size_t b = 0; b < GROUP && first + b < block->bases; b++) {
        if (bounds[b / 2][b % 2] > choice->bound) {
            *choice = (ap_choice){first + b, bounds[b / 2][b % 2]};
        }
    }
}

static void copy_basis(const ap_block *block, const ap_known_basis *from,
                       ap_known_basis *to)
{
    size_t m = block->rows;
    size_t n = block->columns;
    memcpy(to->basic, from->basic, m * sizeof *to->basic);
    memcpy(to->inverse, from->inverse, m * m * sizeof *to->inverse);
    memcpy(to->multipliers, from->multipliers, m * sizeof *to->multipliers);
    memcpy(to->reduced, from->reduced, n * sizeof *to->reduced);
    memcpy(to->stands, from->stands, n * sizeof *to->stands);
}

/* Take what column j takes at its high bound `times` more. */
static void take_high(ap_block *block, size_t j, double times)
{
    double width = times * block->sides[block->rows + j];
    for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
        block->rest[block->entries[k].column] -= block->entries[k].coefficient * width;
    }
}

/* What is left for the basis where the others stand. Which of them take anything comes in
 * no order, so they are listed first without a branch; so are breakpoints below. */
static void take_rest(ap_block *block, const ap_known_basis *basis)
{
    size_t count = 0;
    for (size_t j = 0; j < block->columns; j++) {
        block->list[count] = j;
        count += (basis->stands[j] == AP_AT_HIGH) & (block->sides[block->rows + j] > 0);
    }
    memcpy(block->rest, block->sides, block->rows * sizeof *block->rest);
    for (size_t k = 0; k < count; k++) {
        take_high(block, block->list[k], 1);
    }
}

/* x_B; the row where it is furthest outside its bounds, or `rows`: it is optimal. */
static size_t worst_row(ap_block *block, const ap_known_basis *basis)
{
    size_t m = block->rows;
    size_t worst = m;
    double most = hair;
    memset(block->x, 0, m * sizeof *block->x);
    for (size_t k = 0; k < m; k++) {
        if (block->rest[k] != 0) {
            add_times(m, block->x, block->rest[k], basis->inverse + k * m);
        }
    }
    for (size_t i = 0; i < m; i++) {
        double x = block->x[i];
        double outside = x < 0 ? -x : x - block->sides[m + basis->basic[i]];
        if (outside > most) {
            most = outside;
            worst = i;
        }
    }
    return worst;
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

/* rho, a row of B^-1, which is mostly 0, and alpha = rho A. */
static void take_row(ap_block *block, size_t row)
{
    size_t m = block->rows;
    memset(block->alpha, 0, block->columns * sizeof *block->alpha);
    for (size_t i = 0; i < m; i++) {
        double rho = block->here.inverse[i * m + row];
        block->rho[i] = rho;
        for (size_t k = block->row_start[i]; k < block->row_start[i + 1] && rho != 0; k++) {
            const ap_term *term = &block->terms[k];
            block->alpha[term->column] += rho * term->coefficient;
        }
    }
    for (size_t i = 0; i < m; i++) {
        block->alpha[block->here.basic[i]] = 0;
    }
}

/* As y moves by t sign rho, d_j moves by -t sign alpha_j: where each comes to zero. */
static size_t find_breaks(ap_block *block, double sign)
{
    size_t count = 0;
    for (size_t j = 0; j < block->columns; j++) {
        double toward = block->here.stands[j] == AP_AT_HIGH ? -sign : sign;
        block->list[count] = j;
        count += toward * block->alpha[j] > least_pivot;
    }
    for (size_t k = 0; k < count; k++) {
        size_t j = block->list[k];
        double at = fabs(block->here.reduced[j] / block->alpha[j]);
        block->breaks[k] = (ap_breakpoint){at, j};
    }
    return count;
}

/* The column that enters for the one that leaves by `outside`: those before it go from
 * bound to bound. `columns`: none does. */
static size_t enter(ap_block *block, double sign, double outside, double *step)
{
    ap_standing *stands = block->here.stands;
    for (size_t count = find_breaks(block, sign); count > 0; count--) {
        ap_breakpoint nearest = take_nearest(block->breaks, count);
        size_t j = nearest.column;
        *step = nearest.at;
        outside -= fabs(block->alpha[j]) * block->sides[block->rows + j];
        if (outside <= hair) { /* rounding is not to ask for more than there is */
            return j;
        }
        take_high(block, j, stands[j] == AP_AT_HIGH ? -1 : 1);
        stands[j] = stands[j] == AP_AT_HIGH ? AP_AT_LOW : AP_AT_HIGH;
    }
    return block->columns;
}

/* Column q takes the place at the row: B^-1 by elimination, y along rho. */
static void pivot(ap_block *block, size_t row, size_t q, double along)
{
    size_t m = block->rows;
    ap_known_basis *here = &block->here;
    memset(block->turn, 0, m * sizeof *block->turn);
    for (size_t k = block->start[q]; k < block->start[q + 1]; k++) {
        const ap_term *entry = &block->entries[k];
        add_times(m, block->turn, entry->coefficient, here->inverse + entry->column * m);
    }
    double scale = 1 / block->turn[row];
    for (size_t k = 0; k < m; k++) {
        if (block->rho[k] != 0) {
            double its = block->rho[k] * scale;
            here->multipliers[k] += along * block->rho[k];
            add_times(m, here->inverse + k * m, -its, block->turn);
            here->inverse[k * m + row] = its;
        }
    }
    here->basic[row] = q;
}

/* One step of the dual simplex method; false: it cannot go on. */
static bool step(ap_block *block, size_t row)
{
    ap_known_basis *here = &block->here;
    size_t leaves = here->basic[row];
    bool is_below = block->x[row] < 0;
    double sign =
        is_below ? -1 : 1; /* below 0 its reduced cost is to rise, and y to fall */
    double width = block->sides[block->rows + leaves];
    double outside = is_below ? -block->x[row] : block->x[row] - width;
    double length = 0;
    take_row(block, row);
    size_t q = enter(block, sign, outside, &length);
    if (q == block->columns || fabs(block->alpha[q]) < least_pivot) {
        return false;
    }
    if (here->stands[q] == AP_AT_HIGH) {
        take_high(block, q, -1);
    }
    pivot(block, row, q, sign * length);
    add_times(block->columns, here->reduced, -sign * length, block->alpha);
    here->stands[q] = AP_BASIC;
    here->reduced[q] = 0;
    here->stands[leaves] = is_below ? AP_AT_LOW : AP_AT_HIGH;
    here->reduced[leaves] = -sign * length;
    if (!is_below) {
        take_high(block, leaves, 1);
    }
    return true;
}

/* The basis with the largest bound. */
static ap_known_basis *choose(ap_block *block)
{
    ap_choice choice = {0, -INFINITY};
    size_t count = take_sides(block);
    for (size_t g = 0; g * GROUP < block->bases && block->bases > 1; g++) {
        look_at_group(block, g, count, &choice);
    }
    return &block->known[choice.basis];
}

/* From the basis at hand to an optimal one; false: it was given up. */
static bool steps_from(ap_block *block, size_t row, long *steps)
{
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
    free(basis->multipliers);
    free(basis->reduced);
    free(basis->stands);
    *basis = (ap_known_basis){0};
}

static bool basis_room(const ap_block *block, ap_known_basis *basis)
{
    size_t m = block->rows;
    size_t n = block->columns;
    basis->basic = calloc(m + 1, sizeof *basis->basic);
    basis->inverse = calloc(m * m + 1, sizeof *basis->inverse);
    basis->multipliers = calloc(m + 1, sizeof *basis->multipliers);
    basis->reduced = calloc(n + 1, sizeof *basis->reduced);
    basis->stands = calloc(n + 1, sizeof *basis->stands);
    return basis->basic != NULL && basis->inverse != NULL && basis->multipliers != NULL &&
           basis->reduced != NULL && basis->stands != NULL;
}

static double weight_of(const ap_block *block, const ap_known_basis *basis, size_t side)
{
    if (side < block->rows) {
        return basis->multipliers[side];
    }
    size_t j = side - block->rows;
    return basis->stands[j] == AP_AT_HIGH ? basis->reduced[j] : 0;
}

/* Its weights into the table. */
static void weigh(ap_block *block, size_t b)
{
    size_t sides = block->rows + block->columns;
    for (size_t i = 0; i < sides; i++) {
        size_t at = (b / GROUP * sides + i) * GROUP + b % GROUP;
        block->weights[at / 2][at % 2] = weight_of(block, &block->known[b], i);
    }
}

/* Room for twice as many bases, or the first group; false: no memory. */
static bool widen(ap_block *block)
{
    size_t room = block->room == 0 ? GROUP : 2 * block->room;
    size_t numbers = room * (block->rows + block->columns);
    ap_known_basis *known = realloc(block->known, room * sizeof *known);
    block->known = known == NULL ? block->known : known;
    ap_pair *weights = realloc(block->weights, (numbers / 2 + 1) * sizeof *weights);
    block->weights = weights == NULL ? block->weights : weights;
    bool is_wide = known != NULL && weights != NULL;
    block->room = is_wide ? room : block->room;
    return is_wide;
}

static ap_status keep_basis(ap_block *block, ap_error *err)
{
    bool has_room = block->bases < block->room || widen(block);
    ap_known_basis *basis = has_room ? &block->known[block->bases] : NULL;
    if (!has_room || !basis_room(block, basis)) {
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a basis");
    }
    copy_basis(block, &block->here, basis);
    basis->used = 1;
    weigh(block, block->bases++);
    return AP_OK;
}

static void hand_out(const ap_block *block, const ap_known_basis *basis, double values[],
                     double multipliers[])
{
    size_t m = block->rows;
    for (size_t j = 0; j < block->columns; j++) {
        bool is_high = basis->stands[j] == AP_AT_HIGH;
        values[block->column[j]] = is_high ? block->sides[m + j] : 0;
    }
    for (size_t i = 0; i < m; i++) {
        size_t j = basis->basic[i];
        double x = block->x[i] > 0 ? block->x[i] : 0;
        multipliers[block->row[i]] = basis->multipliers[i];
        values[block->column[j]] = x < block->sides[m + j] ? x : block->sides[m + j];
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
    take_rest(block, basis);
    size_t row = worst_row(block, basis);
    basis->used += block->is_learning && row == block->rows;
    if (row < block->rows) {
        copy_basis(block, basis, &block->here);
        basis = &block->here;
        answer->is_optimal = steps_from(block, row, &answer->steps);
    }
    if (answer->is_optimal && answer->steps > 0 && block->is_learning &&
        has_room_to_learn(block)) {
        AP_TRY(keep_basis(block, err));
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
        free_basis(&block->known[--block->bases]);
    }
    for (size_t b = 0; b < block->bases; b++) {
        weigh(block, b);
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
    free(block->row_start);
    free(block->terms);
    free(block->cost);
    free(block->weights);
    free(block->sides);
    free(block->some);
    free(block->list);
    free(block->rest);
    free(block->x);
    free(block->rho);
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
    block->row_start = calloc(m + 2, sizeof *block->row_start);
    block->terms = calloc(entries + 1, sizeof *block->terms);
    block->cost = calloc(n + 1, sizeof *block->cost);
    block->sides = calloc(m + n + 1, sizeof *block->sides);
    block->some = calloc(m + n + 1, sizeof *block->some);
    block->list = calloc(n + 1, sizeof *block->list);
    block->rest = calloc(m + 1, sizeof *block->rest);
    block->x = calloc(m + 1, sizeof *block->x);
    block->rho = calloc(m + 1, sizeof *block->rho);
    block->alpha = calloc(n + 1, sizeof *block->alpha);
    block->turn = calloc(m + 1, sizeof *block->turn);
    block->breaks = calloc(n + 1, sizeof *block->breaks);
    return block->row != NULL && block->column != NULL && block->start != NULL &&
           block->entries != NULL && block->row_start != NULL && block->terms != NULL &&
           block->cost != NULL && block->sides != NULL && block->some != NULL &&
           block->list != NULL && block->rest != NULL && block->x != NULL &&
           block->rho != NULL && block->alpha != NULL && block->turn != NULL &&
           block->breaks != NULL && basis_room(block, &block->here);
}

/* The block's matrix, column by column and row by row. */
static void take_matrix(ap_block *block, const size_t local[])
{
    const ap_lp *lp = block->lp;
    size_t count = 0;
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
            ap_term term = {local[lp->terms[k].column], lp->terms[k].coefficient};
            size_t to = block->start[term.column + 1]++;
            block->entries[to] = (ap_term){i, term.coefficient};
            block->terms[count++] = term;
        }
        block->row_start[i + 1] = count;
    }
}

static double times_column(const ap_block *block, const double numbers[], size_t j)
{
    double sum = 0;
    for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
        sum += numbers[block->entries[k].column] * block->entries[k].coefficient;
    }
    return sum;
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
            here->multipliers[entry->column] = block->cost[j];
        }
    }
    if (found < m) {
        return ap_fail(err, AP_INTERNAL, "recourse", "a row without a column of its own");
    }
    for (size_t j = 0; j < block->columns; j++) {
        here->reduced[j] = block->cost[j] - times_column(block, here->multipliers, j);
        here->stands[j] = here->reduced[j] < 0 ? AP_AT_HIGH : AP_AT_LOW;
    }
    for (size_t i = 0; i < m; i++) {
        here->reduced[here->basic[i]] = 0;
        here->stands[here->basic[i]] = AP_BASIC;
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
