/** Proof that an answer of the recourse program is optimal, made from the program's own
 * numbers and nothing of the solver's.
 *
 * The program is one of equations, Ax = b, whose columns run from 0 to a finite u. So
 * whatever multipliers y are, no x costs less than
 *
 *     L(y) = y'b + sum over d_j < 0 of d_j u_j,      d = c - A'y
 *
 * and there is no dual infeasibility. For x with multipliers y, in extended precision (long
 * double), as in solve/certificate.h:
 *
 *     primal infeasibility    the worst violation of any row or bound, relative to 1 + its
 *                             size
 *     gap                     |c'x - L(y)| / (1 + |c'x|)
 *
 * Cost and matrix never change, so what y says of a block's columns, those with d_j < 0 and
 * their d_j, is the same in every scenario in which the block has this y. It is worked out
 * once for every basis that a block knows, and used where its y is the same to the last
 * bit.
 */
#ifndef APPORTION_RISK_PROOF_H
#define APPORTION_RISK_PROOF_H

#include "risk/block.h"
#include "solve/certificate.h"

typedef struct ap_proof ap_proof;

/** Of a program and its blocks. *out is the caller's to free; both must outlive it. */
ap_status ap_proof_new(const ap_lp *lp, const ap_blocks *blocks, ap_proof **out,
                       ap_error *err);

/** NULL is ignored. */
void ap_proof_free(ap_proof *proof);

/** With the right sides and bounds that the program has now. bases: of each block the
 * number of the basis that it is known by, or AP_NO_BASIS; NULL: none is. *objective is
 * c'x. */
ap_certificate ap_proof_certify(ap_proof *proof, const double values[],
                                const double multipliers[], const size_t bases[],
                                double *objective);

#endif
