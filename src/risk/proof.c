#include "risk/proof.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column with d_j < 0. */
typedef struct ap_priced_column {
    size_t column;
    long double reduced;
} ap_priced_column;

/* What multipliers say of a block's columns. */
typedef struct ap_priced {
    bool is_known;
    double *multipliers; /* of its rows; NULL: there is no room yet */
    size_t count;
    ap_priced_column *columns;
} ap_priced;

typedef struct ap_proof_block {
    size_t rows;
    const size_t *row; /* the block's, as its columns */
    size_t columns;
    const size_t *column;
    ap_priced known[AP_BLOCK_KEPT]; /* by number of basis */
    ap_priced here;                 /* of a basis without a number */
} ap_proof_block;

struct ap_proof {
    const ap_lp *lp;
    size_t count;
    ap_proof_block *blocks;
    long double *reduced; /* columns: scratch */
};

static void keep_worst(long double *worst, long double amount)
{
    *worst = amount > *worst ? amount : *worst;
}

/* What x says, whatever y is: c'x, and how far it lies outside rows and bounds. `mark` is a
 * sum that is finite only if all of x is. */
typedef struct ap_point {
    long double cost;
    long double worst;
    long double mark;
} ap_point;

static void judge_rows(const ap_lp *lp, const double values[], ap_point *point)
{
    for (size_t i = 0; i < lp->rows; i++) {
        long double right = lp->row_low[i];
        long double activity = 0;
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            activity += (long double)lp->terms[k].coefficient * values[lp->terms[k].column];
        }
        point->mark += activity;
        keep_worst(&point->worst, fabsl(activity - right) / (1 + fabsl(right)));
    }
}

static void judge_columns(const ap_lp *lp, const double values[], ap_point *point)
{
    for (size_t j = 0; j < lp->columns; j++) {
        double value = values[j];
        double high = lp->high[j];
        point->cost += (long double)lp->cost[j] * value;
        if (value < 0 || value > high) {
            keep_worst(&point->worst, -(long double)value);
            keep_worst(&point->worst,
                       ((long double)value - high) / (1 + (long double)high));
        }
    }
}

static bool is_of(const ap_proof_block *block, const ap_priced *priced,
                  const double multipliers[])
{
    bool is_same = priced->is_known;
    for (size_t i = 0; i < block->rows && is_same; i++) {
        is_same = priced->multipliers[i] == multipliers[block->row[i]];
    }
    return is_same;
}

/* d = c - A'y of the block's columns, and those below 0. */
static void price(const ap_proof *proof, const ap_proof_block *block,
                  const double multipliers[], ap_priced *priced)
{
    const ap_lp *lp = proof->lp;
    for (size_t n = 0; n < block->columns; n++) {
        proof->reduced[block->column[n]] = lp->cost[block->column[n]];
    }
    for (size_t n = 0; n < block->rows; n++) {
        size_t i = block->row[n];
        priced->multipliers[n] = multipliers[i];
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            proof->reduced[lp->terms[k].column] -=
                (long double)lp->terms[k].coefficient * multipliers[i];
        }
    }
    priced->is_known = true;
    priced->count = 0;
    for (size_t n = 0; n < block->columns; n++) {
        size_t j = block->column[n];
        priced->columns[priced->count] = (ap_priced_column){j, proof->reduced[j]};
        priced->count += !(proof->reduced[j] >= 0); /* what is no number goes on */
    }
}

static bool has_room(const ap_proof_block *block, ap_priced *priced)
{
    priced->multipliers = calloc(block->rows + 1, sizeof *priced->multipliers);
    priced->columns = calloc(block->columns + 1, sizeof *priced->columns);
    return priced->multipliers != NULL && priced->columns != NULL;
}

static void forget(ap_priced *priced)
{
    free(priced->multipliers);
    free(priced->columns);
    *priced = (ap_priced){0};
}

/* Is there room to know what multipliers say of a basis? */
static bool has_place(const ap_proof_block *block, ap_priced *known)
{
    if (known->multipliers == NULL && !has_room(block, known)) {
        forget(known);
    }
    return known->multipliers != NULL;
}

/* What the multipliers say: of a basis with a number what is known of it, if that is of the
 * same multipliers; else it is worked out, every time where there is no memory to know it.
 */
static const ap_priced *priced_of(const ap_proof *proof, ap_proof_block *block,
                                  size_t basis, const double multipliers[])
{
    if (basis >= AP_BLOCK_KEPT || !has_place(block, &block->known[basis])) {
        price(proof, block, multipliers, &block->here);
        return &block->here;
    }
    ap_priced *known = &block->known[basis];
    if (!is_of(block, known, multipliers)) {
        price(proof, block, multipliers, known);
    }
    return known;
}

/* What the block adds to L(y). */
static long double bound_of(const ap_proof *proof, size_t b, size_t basis,
                            const double multipliers[])
{
    ap_proof_block *block = &proof->blocks[b];
    const ap_priced *priced = priced_of(proof, block, basis, multipliers);
    long double bound = 0;
    for (size_t i = 0; i < block->rows; i++) {
        size_t row = block->row[i];
        bound += (long double)multipliers[row] * proof->lp->row_low[row];
    }
    for (size_t k = 0; k < priced->count; k++) {
        bound += priced->columns[k].reduced * proof->lp->high[priced->columns[k].column];
    }
    return bound;
}

ap_certificate ap_proof_certify(ap_proof *proof, const double values[],
                                const double multipliers[], const size_t bases[],
                                double *objective)
{
    ap_point point = {0};
    long double bound = 0;
    judge_rows(proof->lp, values, &point);
    judge_columns(proof->lp, values, &point);
    for (size_t b = 0; b < proof->count; b++) {
        bound += bound_of(proof, b, bases == NULL ? AP_NO_BASIS : bases[b], multipliers);
    }
    *objective = (double)point.cost;
    if (!isfinite(point.mark + point.cost + bound)) {
        return (ap_certificate){.primal = NAN, .dual = NAN, .gap = NAN};
    }
    return (ap_certificate){
        .primal = (double)point.worst,
        .gap = (double)(fabsl(point.cost - bound) / (1 + fabsl(point.cost))),
    };
}

static ap_status no_memory(ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for proofs");
}

ap_status ap_proof_new(const ap_lp *lp, const ap_blocks *blocks, ap_proof **out,
                       ap_error *err)
{
    ap_status status = AP_OK;
    ap_proof *proof = calloc(1, sizeof *proof);
    if (proof == NULL) {
        return no_memory(err);
    }
    proof->lp = lp;
    proof->reduced = calloc(lp->columns + 1, sizeof *proof->reduced);
    proof->blocks = calloc(blocks->count + 1, sizeof *proof->blocks);
    AP_TRY(proof->reduced == NULL || proof->blocks == NULL ? no_memory(err) : AP_OK);
    size_t columns = 0;
    for (; proof->count < blocks->count; proof->count++) {
        ap_proof_block *block = &proof->blocks[proof->count];
        block->row = ap_block_row(blocks->blocks[proof->count], &block->rows);
        block->column = ap_block_column(blocks->blocks[proof->count], &block->columns);
        columns += block->columns;
        AP_TRY(has_room(block, &block->here) ? AP_OK : no_memory(err));
    }
    AP_TRY(columns == lp->columns
               ? AP_OK
               : ap_fail(err, AP_INTERNAL, "recourse", "a column that is in no row"));
    *out = proof;
    proof = NULL;
done:
    ap_proof_free(proof);
    return status;
}

void ap_proof_free(ap_proof *proof)
{
    if (proof == NULL) {
        return;
    }
    for (size_t b = 0; b < proof->count; b++) {
        for (size_t k = 0; k < AP_BLOCK_KEPT; k++) {
            forget(&proof->blocks[b].known[k]);
        }
        forget(&proof->blocks[b].here);
    }
    free(proof->reduced);
    free(proof->blocks);
    free(proof);
}
