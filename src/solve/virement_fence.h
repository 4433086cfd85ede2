/** The virements of one fence, goal after goal.
 *
 *     1  least left uncovered: the least sum of z_k. By (26) what is moved is what is
 *        covered, so no answer that reaches it moves more than another, and "least moved"
 *        needs no goal of its own
 *     2  fewest schemes touched: the least sum of y                                  (27)
 *     3  of equally few schemes those with most to give and most in need: the largest sum
 *        of |N_s| / max |N| + a millionth of fixed hashed weights
 *     4  one answer only: the least sum of w_lk t_lk, w fixed hashed weights
 *
 * Goals 2 and 3 are searches for whole y; they may leave AP_VIREMENT_SLACK more uncovered
 * than goal 1, so that nobody is touched for pennies. With y as found goals 1 and 4 are
 * solved once more, as a linear program with certificates, and their answer is in whole
 * pence of itself: the program is then a network's.
 *
 * An amount is 0 or at least p. Where that is not so of an answer, these amounts get their
 * b_lk (25) and the search goes on; the last answer has none of them and is therefore the
 * best of the whole program. Amounts that can only be smaller than p are barred at once.
 * What p costs is the difference between goal 1 without p and what is left uncovered.
 *
 * Searches end after a number of nodes, never by the clock; what is found by then counts.
 */
#ifndef APPORTION_SOLVE_VIREMENT_FENCE_H
#define APPORTION_SOLVE_VIREMENT_FENCE_H

#include "solve/certificate.h"
#include "solve/virement_model.h"

/** Pence that fewer schemes may leave uncovered. */
enum { AP_VIREMENT_SLACK = 100 };

/** A basis of goal 1's program. */
typedef struct ap_virement_basis {
    unsigned long long shape; /**< of the network */
    size_t rows;
    size_t columns;
    ap_standing *standing; /**< rows + columns of them; NULL: none */
} ap_virement_basis;

/** How a fence was solved. */
typedef struct ap_virement_proof {
    ap_outcome outcome;      /**< AP_OPTIMAL or AP_UNDECIDED: then nothing is moved */
    ap_pence coverable;      /**< what goal 1 without p covers */
    ap_certificate covering; /**< of that */
    ap_certificate amounts;  /**< the worst of goals 1 and 4 with the schemes as chosen */
    bool is_unique;  /**< no other amounts are as good, with schemes and steps as chosen */
    long iterations; /**< of the simplex, outside searches */
    size_t searches;
    size_t nodes;         /**< of all searches */
    size_t open_searches; /**< those that the limit of nodes ended */
    double gap;           /**< schemes by which fewer might do; 0: proven */
} ap_virement_proof;

/** Solve a fence. amounts has network->arc_count, whole pence; arcs that p bars or steps
 * are marked so in the network. start is looked at where its shape is the network's; a
 * {0} is none. *basis is the caller's to free (its standing). */
ap_status ap_virement_fence_solve(ap_virement_network *network, ap_pence least,
                                  const ap_virement_basis *start, ap_pence amounts[],
                                  ap_virement_proof *proof, ap_virement_basis *basis,
                                  ap_error *err);

#endif
