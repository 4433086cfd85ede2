#include "risk/block_state.h"

#include <stdlib.h>
#include <string.h>

void ap_basis_free(ap_known_basis *basis)
{
    free(basis->basic);
    free(basis->inverse);
    free(basis->multipliers);
    free(basis->reduced);
    free(basis->stands);
    free(basis->high);
    *basis = (ap_known_basis){0};
}

bool ap_basis_room(const ap_block *block, ap_known_basis *basis)
{
    size_t m = block->rows;
    size_t n = block->columns;
    basis->basic = calloc(m + 1, sizeof *basis->basic);
    basis->inverse = calloc(m * m + 1, sizeof *basis->inverse);
    basis->multipliers = calloc(m + 1, sizeof *basis->multipliers);
    basis->reduced = calloc(n + 1, sizeof *basis->reduced);
    basis->stands = calloc(n + 1, sizeof *basis->stands);
    basis->high = calloc(n + 1, sizeof *basis->high);
    return basis->basic != NULL && basis->inverse != NULL && basis->multipliers != NULL &&
           basis->reduced != NULL && basis->stands != NULL && basis->high != NULL;
}

void ap_basis_copy(const ap_block *block, const ap_known_basis *from, ap_known_basis *to)
{
    size_t m = block->rows;
    size_t n = block->columns;
    memcpy(to->basic, from->basic, m * sizeof *to->basic);
    memcpy(to->inverse, from->inverse, m * m * sizeof *to->inverse);
    memcpy(to->multipliers, from->multipliers, m * sizeof *to->multipliers);
    memcpy(to->reduced, from->reduced, n * sizeof *to->reduced);
    memcpy(to->stands, from->stands, n * sizeof *to->stands);
}

void ap_basis_list_high(const ap_block *block, ap_known_basis *basis)
{
    basis->high_count = 0;
    for (size_t j = 0; j < block->columns; j++) {
        basis->high[basis->high_count] = j;
        basis->high_count += basis->stands[j] == AP_AT_HIGH;
    }
}

static double weight_of(const ap_block *block, const ap_known_basis *basis, size_t side)
{
    if (side < block->rows) {
        return basis->multipliers[side];
    }
    size_t j = side - block->rows;
    return basis->stands[j] == AP_AT_HIGH ? basis->reduced[j] : 0;
}

void ap_block_weigh(ap_block *block, size_t b)
{
    size_t sides = block->rows + block->columns;
    for (size_t i = 0; i < sides; i++) {
        size_t at = (b / AP_BASIS_GROUP * sides + i) * AP_BASIS_GROUP + b % AP_BASIS_GROUP;
        block->weights[at] = (float)(weight_of(block, &block->known[b], i) -
                                     weight_of(block, &block->known[0], i));
    }
}

/* Room for twice as many bases, or the first group; false: no memory. */
static bool widen(ap_block *block)
{
    size_t room = block->room == 0 ? AP_BASIS_GROUP : 2 * block->room;
    size_t numbers = room * (block->rows + block->columns);
    ap_known_basis *known = realloc(block->known, room * sizeof *known);
    block->known = known == NULL ? block->known : known;
    float *weights = realloc(block->weights, (numbers + 1) * sizeof *weights);
    block->weights = weights == NULL ? block->weights : weights;
    float *bounds = realloc(block->bounds, room * sizeof *bounds);
    block->bounds = bounds == NULL ? block->bounds : bounds;
    bool is_wide = known != NULL && weights != NULL && bounds != NULL;
    block->room = is_wide ? room : block->room;
    return is_wide;
}

ap_status ap_block_keep(ap_block *block, ap_error *err)
{
    bool has_room = block->bases < block->room || widen(block);
    ap_known_basis *basis = has_room ? &block->known[block->bases] : NULL;
    if (!has_room || !ap_basis_room(block, basis)) {
        if (has_room) {
            ap_basis_free(basis);
        }
        return ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for a basis");
    }
    ap_basis_copy(block, &block->here, basis);
    ap_basis_list_high(block, basis);
    basis->used = 1;
    ap_block_weigh(block, block->bases++);
    return AP_OK;
}

void ap_block_free(ap_block *block)
{
    if (block == NULL) {
        return;
    }
    for (size_t k = 0; k < block->bases; k++) {
        ap_basis_free(&block->known[k]);
    }
    ap_basis_free(&block->here);
    free(block->known);
    free(block->row);
    free(block->column);
    free(block->start);
    free(block->entries);
    free(block->row_start);
    free(block->terms);
    free(block->cost);
    free(block->weights);
    free(block->bounds);
    free(block->sides);
    free(block->some);
    free(block->list);
    free(block->rest);
    free(block->x);
    free(block->rho);
    free(block->alpha);
    free(block->touched);
    free(block->is_touched);
    free(block->turn);
    free(block->breaks);
    free(block);
}

bool ap_block_room(ap_block *block, size_t entries)
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
    block->touched = calloc(n + 1, sizeof *block->touched);
    block->is_touched = calloc(n + 1, sizeof *block->is_touched);
    block->turn = calloc(m + 1, sizeof *block->turn);
    block->breaks = calloc(n + 1, sizeof *block->breaks);
    return block->row != NULL && block->column != NULL && block->start != NULL &&
           block->entries != NULL && block->row_start != NULL && block->terms != NULL &&
           block->cost != NULL && block->sides != NULL && block->some != NULL &&
           block->list != NULL && block->rest != NULL && block->x != NULL &&
           block->rho != NULL && block->alpha != NULL && block->touched != NULL &&
           block->is_touched != NULL && block->turn != NULL && block->breaks != NULL &&
           ap_basis_room(block, &block->here);
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
    return ap_block_keep(block, err);
}

ap_status ap_block_fill(ap_block *block, const size_t local[], ap_error *err)
{
    for (size_t j = 0; j < block->columns; j++) {
        block->cost[j] = block->lp->cost[block->column[j]];
    }
    take_matrix(block, local);
    return take_first_basis(block, err);
}
