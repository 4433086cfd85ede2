/** A part of the recourse program that shares no row with the others: a pool, or an account
 * outside pools with its schemes. And the bases that have been optimal in it.
 *
 * Cost and matrix of (12) never change, so a basis B that is dual feasible once always is.
 * With its multipliers y = c_B B^-1 and reduced costs d, every scenario's least cost is at
 * least
 *
 *     L_B = y'b + sum over d_j < 0 of d_j u_j            b right sides, u widths
 *
 * with equality where B is optimal. So the basis to try is the one with the largest L_B,
 * and it is optimal if x_B = B^-1 (b - sum over d_j < 0 of A_j u_j) lies within 0 and u_B:
 * no simplex step is needed. Else dual simplex steps start from it: blocks are small, so
 * B^-1 is kept whole, and since every column is boxed a step may pass over columns that it
 * sends from one bound to the other (the bound-flipping ratio test). The first basis of all
 * is that of the columns that are alone in their row with coefficient 1, which is dual
 * feasible with the others at the bound that their reduced cost asks for.
 *
 * Nothing here is trusted: recourse.h certifies what comes out, and asks GLPK where there
 * is no proof.
 *
 * Bases are learnt from given scenarios before the run and then stay as they are: what
 * comes out depends on the scenario alone.
 */
#ifndef APPORTION_RISK_BLOCK_H
#define APPORTION_RISK_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/lp.h"
#include "solve/solver.h"

typedef struct ap_block ap_block;

typedef struct ap_blocks {
    size_t count;
    ap_block **blocks;
} ap_blocks;

/** No number of a basis. */
#define AP_NO_BASIS SIZE_MAX

/** What came of a block. */
typedef struct ap_block_answer {
    bool is_optimal; /**< else it was given up, and nothing was written */
    long steps;      /**< 0: a basis that was known */
    size_t basis;    /**< its number among those that are, or AP_NO_BASIS */
} ap_block_answer;

/** The parts of a program of equations whose columns are all from 0 up and boxed; each row
 * has a column of its own with coefficient 1. *out is the caller's to free; lp must outlive
 * it. */
ap_status ap_blocks_new(const ap_lp *lp, ap_blocks *out, ap_error *err);

/** An empty one is ignored. */
void ap_blocks_free(ap_blocks *blocks);

/** Solve a block with the right sides and bounds that its program has now: values and
 * multipliers of the whole program are written where the block has a row or column. */
ap_status ap_block_solve(ap_block *block, double values[], double multipliers[],
                         ap_block_answer *answer, ap_error *err);

/** The basis of the block's last answer (rows, then columns of the whole program, as
 * solver.h has them), written where the block has a row or column. */
void ap_block_standings(const ap_block *block, ap_standing standings[]);

/** While it learns, a block keeps the bases that it meets, up to AP_BLOCK_LEARNT or as many
 * as have inverses of AP_BLOCK_BYTES together (two at least); when it has, it keeps the
 * AP_BLOCK_KEPT that were optimal most often. */
enum { AP_BLOCK_LEARNT = 1024, AP_BLOCK_KEPT = 64, AP_BLOCK_BYTES = 16 << 20 };
void ap_blocks_learn(ap_blocks *blocks, bool is_learning);

/** How many bases it knows. */
size_t ap_block_bases(const ap_block *block);

/** The rows and columns of the whole program that it has; borrowed. */
const size_t *ap_block_row(const ap_block *block, size_t *count);
const size_t *ap_block_column(const ap_block *block, size_t *count);

#endif
