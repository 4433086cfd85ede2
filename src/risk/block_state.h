/** A block from the inside: a part of the program, the bases that have been optimal in it,
 * and the room to work in. block.h says what for: there a basis is chosen, and
 * block_steps.h takes simplex steps from it.
 */
#ifndef APPORTION_RISK_BLOCK_STATE_H
#define APPORTION_RISK_BLOCK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/lp.h"
#include "solve/solver.h"

/** So many bases are weighed side by side. */
enum { AP_BASIS_GROUP = 32 };

/** A side of a scenario that is not 0. */
typedef struct ap_some_side {
    uint32_t at;
    float size;
} ap_some_side;

/** A basis and what follows from it. */
typedef struct ap_known_basis {
    size_t *basic;       /* of each row the block's column that is basic there */
    double *inverse;     /* B^-1, column by column */
    double *multipliers; /* y */
    double *reduced;     /* d; 0 in the basis */
    ap_standing *stands; /* columns: in the basis, or at the bound that d_j asks for */
    size_t high_count;
    size_t *high; /* the columns at their high bound */
    long used;
} ap_known_basis;

/** Where a reduced cost comes to zero. */
typedef struct ap_breakpoint {
    double at;
    size_t column;
} ap_breakpoint;

typedef struct ap_block {
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
    float *weights;              /* of the bounds L_B; see ap_block_weigh() */
    double *sides;               /* b, then u */
    ap_some_side *some;          /* those of the sides that are not 0 */
    float *bounds;               /* of the known bases, group by group */
    size_t *list;                /* columns: scratch */
    ap_known_basis here;         /* where the simplex method stands */
    const ap_known_basis *found; /* the basis of the last answer */
    double *rest;                /* rows: b less what columns at u take */
    double *x;                   /* rows: values of the basis */
    double *rho;                 /* rows: a row of B^-1 */
    double *alpha;               /* columns: a row of B^-1 A; 0 in the basis */
    size_t touched_count;
    size_t *touched;       /* the columns where alpha may be other than 0 */
    bool *is_touched;      /* columns */
    double *turn;          /* rows: a column of B^-1 A */
    ap_breakpoint *breaks; /* columns */
} ap_block;

/** Room for a block whose rows and columns have been counted, and for `entries` of its
 * matrix; false: no memory. */
bool ap_block_room(ap_block *block, size_t entries);

/** Its costs, its matrix and its first basis, once `row` and `column` are written; local:
 * the block's number of each of its columns. */
ap_status ap_block_fill(ap_block *block, const size_t local[], ap_error *err);

/** NULL is ignored. */
void ap_block_free(ap_block *block);

/** Room for a basis of the block; false: no memory. */
bool ap_basis_room(const ap_block *block, ap_known_basis *basis);

void ap_basis_copy(const ap_block *block, const ap_known_basis *from, ap_known_basis *to);

/** List the columns that stand at their high bound. */
void ap_basis_list_high(const ap_block *block, ap_known_basis *basis);

/** Leaves an empty one. */
void ap_basis_free(ap_known_basis *basis);

/** Keep the basis `here` among those that are known. */
ap_status ap_block_keep(ap_block *block, ap_error *err);

/** The weights of known basis b into the table, group by group: of each side a line of the
 * group's bases, y_i of a right side or d_j of a width where it is below 0. All are less
 * those of the first basis: what sets bases apart keeps its seven digits, however large
 * what they have in common is. */
void ap_block_weigh(ap_block *block, size_t b);

#endif
