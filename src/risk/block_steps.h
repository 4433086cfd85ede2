/** The dual simplex method in a block, from a basis that is dual feasible. */
#ifndef APPORTION_RISK_BLOCK_STEPS_H
#define APPORTION_RISK_BLOCK_STEPS_H

#include "risk/block_state.h"

/** What is left for the basis where the other columns stand, into `rest`. */
void ap_block_rest(ap_block *block, const ap_known_basis *basis);

/** The values of the basis into x, from `rest`; the row where they are furthest outside
 * their bounds, or `rows`: the basis is optimal. */
size_t ap_block_worst_row(ap_block *block, const ap_known_basis *basis);

/** From the basis `here`, whose worst row this is, to an optimal one, counting steps;
 * false: it was given up. */
bool ap_block_steps(ap_block *block, size_t row, long *steps);

#endif
