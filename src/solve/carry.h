/** Carrying the money of one place down to the places below it: formulas (15) to (18).
 *
 * The place (the parent) has A_k pounds for programme k; its children c have smoothed need
 * W_ck and are given x_ck, X_c in all:
 *
 *     sum_c x_ck = A_k,  x_ck >= 0             each programme is given out whole  (15)
 *     t_ck = A_k W_ck / sum_d W_dk,  T_c = sum_k t_ck    what need alone would give  (16)
 *     (1 + phi_c) b_c - v_c <= X_c <= (1 + gamma_c) b_c + v_c    floors and caps  (17)
 *     X_c - T_c = o_c - u_c;  o_c, u_c, v_c >= 0         over target, or under it
 *     x_ck = t_ck - P_ck + o_c sum_d P_dk / sum_d u_d,  P_ck = u_c t_ck / T_c      (18)
 *
 * Goals, in this order, each on the optimal face of those before it (lexico.h):
 *
 *     1  break no floor and no cap: least sum of v_c
 *     2  leximin of u_c / T_c: the worst shortfall as small as can be, then the next worst
 *     3  what is above target is spread likewise: least to children that have no target,
 *        then leximin of o_c / T_c
 *     4  least distance of programmes from theirs, the sum of |x_ck - t_ck|, by (18): a
 *        child under its target gives the same part of every programme, and what is given
 *        goes to those over theirs in one mix
 *
 * The total distance from target needs no goal of its own: o_c and u_c have one sum, since
 * totals and targets add up to the same money, and goal 2 settles u_c. Goal 4 is reached
 * for any totals: sum_k |x_ck - t_ck| = |X_c - T_c|, and no cells can have less. Of the
 * many cells that reach it (18) is the one in which no key and no order has a say. Only
 * children without target that share what goal 3 leaves them are told apart by hashed
 * weights.
 *
 * Where no floor and no cap binds the answer is x_ck = t_ck. There always is an answer:
 * floors that ask for more than there is are broken by as little as can be, and it is said
 * by how much. A programme that no child has need for is shared by people, one that nobody
 * has either for is shared equally.
 *
 * The answer is published as whole pounds: children, programmes and the total add up to
 * the pound (rounding.h), and no cell is a pound or more from exact. A floor or cap between
 * two whole pounds is kept by the whole one wherever the table can be rounded so, and else
 * missed by less than a pound. The order of the children changes nothing, not in the last
 * bit: they are taken in order of their keys.
 */
#ifndef APPORTION_SOLVE_CARRY_H
#define APPORTION_SOLVE_CARRY_H

#include <stddef.h>

#include "apportion/status.h"
#include "solve/certificate.h"
#include "solve/solver.h"

/** What is carried down. All borrowed. */
typedef struct ap_carry_plan {
    const char *name; /**< of the parent, for messages */
    size_t children;  /**< at least 1 */
    size_t programmes;
    const double *money;     /**< A_k: whole pounds, 0 or more; below 9e15 in all */
    const double *need;      /**< W_ck at [c * programmes + k], 0 or more */
    const double *people;    /**< of each child */
    const double *baseline;  /**< b_c, pounds; 0: not known, so no floor and no cap */
    const double *floor;     /**< phi_c, growth as a fraction; -INFINITY: none */
    const double *cap;       /**< gamma_c; INFINITY: none */
    const char *const *keys; /**< of each child, no two alike */
} ap_carry_plan;

typedef struct ap_carry {
    ap_outcome outcome; /**< AP_OPTIMAL, or AP_UNDECIDED: then no number below is used */
    double *target;     /**< T_c, pounds */
    double *wanted;     /**< t_ck at [c * programmes + k] */
    double *cells;      /**< x_ck likewise, whole pounds */
    double *exact;      /**< x_ck before rounding */
    double *broken; /**< v_c: pounds by which the exact answer breaks c's floor or cap */
    ap_certificate worst; /**< of all stages */
    size_t stages;        /**< 0: no floor and no cap binds, and nothing had to be solved */
    long iterations;
} ap_carry;

/** Solve one parent's program. *out is the caller's to free. Not collective. */
ap_status ap_carry_solve(const ap_carry_plan *plan, ap_carry **out, ap_error *err);

/** NULL is ignored. */
void ap_carry_free(ap_carry *carry);

#endif
