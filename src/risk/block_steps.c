#include "risk/block_steps.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Millions of pounds by which a value may lie outside its bounds: a tenth of a penny. */
static const double hair = 1e-9;

/* Coefficients are 1, or parts of 1; what is nearer to zero is rounding. */
static const double least_pivot = 1e-9;

/* A sound run takes some tens of steps, in a large block one or two a row. */
enum { LEAST_LIMIT = 1000, LIMIT_A_ROW = 10 };

/* to += factor from. No sum waits for another, so that a processor may take several at
 * once, and as many as it takes, the sums are the same. */
static void add_times(size_t count, double to[restrict], double factor,
                      const double from[restrict])
{
    for (size_t i = 0; i < count; i++) {
        to[i] += factor * from[i];
    }
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
void ap_block_rest(ap_block *block, const ap_known_basis *basis)
{
    size_t count = 0;
    for (size_t k = 0; k < basis->high_count; k++) {
        size_t j = basis->high[k];
        block->list[count] = j;
        count += block->sides[block->rows + j] > 0;
    }
    memcpy(block->rest, block->sides, block->rows * sizeof *block->rest);
    for (size_t k = 0; k < count; k++) {
        take_high(block, block->list[k], 1);
    }
}

/* The row where x_B is furthest outside its bounds; `rows`: it is within. */
static size_t worst_row(const ap_block *block, const ap_known_basis *basis)
{
    size_t m = block->rows;
    size_t worst = m;
    double most = hair;
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

AP_SIDE_BY_SIDE
size_t ap_block_worst_row(ap_block *block, const ap_known_basis *basis)
{
    size_t m = block->rows;
    memset(block->x, 0, m * sizeof *block->x);
    for (size_t k = 0; k < m; k++) {
        if (block->rest[k] != 0) {
            add_times(m, block->x, block->rest[k], basis->inverse + k * m);
        }
    }
    return worst_row(block, basis);
}

/* Column j goes to its other bound: what is left for the basis changes, and x_B with it. */
AP_SIDE_BY_SIDE
static void flip(ap_block *block, size_t j)
{
    ap_known_basis *here = &block->here;
    bool is_high = here->stands[j] == AP_AT_HIGH;
    double width = (is_high ? 1 : -1) * block->sides[block->rows + j];
    for (size_t k = block->start[j]; k < block->start[j + 1]; k++) {
        const ap_term *entry = &block->entries[k];
        double more = entry->coefficient * width;
        block->rest[entry->column] += more;
        add_times(block->rows, block->x, more, here->inverse + entry->column * block->rows);
    }
    here->stands[j] = is_high ? AP_AT_LOW : AP_AT_HIGH;
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

/* The columns of a row of the matrix, each once among those that are touched. */
static void touch(ap_block *block, size_t i, double rho)
{
    for (size_t k = block->row_start[i]; k < block->row_start[i + 1]; k++) {
        const ap_term *term = &block->terms[k];
        block->alpha[term->column] += rho * term->coefficient;
        block->touched[block->touched_count] = term->column;
        block->touched_count += !block->is_touched[term->column];
        block->is_touched[term->column] = true;
    }
}

/* rho, a row of B^-1, and alpha = rho A: both are mostly 0. */
static void take_row(ap_block *block, size_t row)
{
    size_t m = block->rows;
    for (size_t k = 0; k < block->touched_count; k++) {
        block->alpha[block->touched[k]] = 0;
        block->is_touched[block->touched[k]] = false;
    }
    block->touched_count = 0;
    for (size_t i = 0; i < m; i++) {
        double rho = block->here.inverse[i * m + row];
        block->rho[i] = rho;
        if (rho != 0) {
            touch(block, i, rho);
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
    for (size_t k = 0; k < block->touched_count; k++) {
        size_t j = block->touched[k];
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
    for (size_t count = find_breaks(block, sign); count > 0; count--) {
        ap_breakpoint nearest = take_nearest(block->breaks, count);
        size_t j = nearest.column;
        *step = nearest.at;
        outside -= fabs(block->alpha[j]) * block->sides[block->rows + j];
        if (outside <= hair) { /* rounding is not to ask for more than there is */
            return j;
        }
        flip(block, j);
    }
    return block->columns;
}

/* Column q takes the place at the row, whose column goes to a bound: x_B by so much of A_q,
 * B^-1 by elimination, y along rho. */
AP_SIDE_BY_SIDE
static void pivot(ap_block *block, size_t row, size_t q, double bound, double along)
{
    size_t m = block->rows;
    ap_known_basis *here = &block->here;
    memset(block->turn, 0, m * sizeof *block->turn);
    for (size_t k = block->start[q]; k < block->start[q + 1]; k++) {
        const ap_term *entry = &block->entries[k];
        add_times(m, block->turn, entry->coefficient, here->inverse + entry->column * m);
    }
    double scale = 1 / block->turn[row];
    double more = (block->x[row] - bound) * scale;
    add_times(m, block->x, -more, block->turn);
    block->x[row] = more;
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
    bool is_high = here->stands[q] == AP_AT_HIGH;
    pivot(block, row, q, is_below ? 0 : width, sign * length);
    for (size_t k = 0; k < block->touched_count; k++) {
        size_t j = block->touched[k];
        here->reduced[j] -= sign * length * block->alpha[j];
    }
    here->stands[q] = AP_BASIC;
    here->reduced[q] = 0;
    here->stands[leaves] = is_below ? AP_AT_LOW : AP_AT_HIGH;
    here->reduced[leaves] = -sign * length;
    if (is_high) {
        take_high(block, q, -1);
        block->x[row] += block->sides[block->rows + q];
    }
    if (!is_below) {
        take_high(block, leaves, 1);
    }
    return true;
}

/* From the basis at hand to an optimal one; false: it was given up. x_B goes along from
 * step to step and is worked out anew where it seems to be within its bounds. */
bool ap_block_steps(ap_block *block, size_t row, long *steps)
{
    long limit = LEAST_LIMIT + LIMIT_A_ROW * (long)block->rows;
    while (row < block->rows) {
        if (*steps == limit || !step(block, row)) {
            return false;
        }
        (*steps)++;
        row = worst_row(block, &block->here);
        row = row < block->rows ? row : ap_block_worst_row(block, &block->here);
    }
    return true;
}
