/** Carrying the money of one place down to the places below it: formulas (15) to (18).
 *
 * The place (the parent) has A_k pounds for programme k; its children c have smoothed need
 * W_ck. The program:
 *
 *     sum_c x_ck = A_k                        each programme's money is given out whole
 * (15) t_ck = A_k W_ck / sum_d W_dk,  T_c = sum_k t_ck        what need alone would give
 * (16) (1 + phi_c) b_c - v_c <= sum_k x_ck <= (1 + gamma_c) b_c + v_c    floors and caps
 * (17) sum_k x_ck - T_c = o_c - u_c,  x_ck - t_ck = o_ck - u_ck;  all of them >= 0 (18)
 *
 * Goals, in this order, each on the optimal face of those before it (lexico.h):
 *
 *     1  break no floor and no cap: least sum of v_c
 *     2  leximin of u_c / T_c: the worst shortfall as small as can be, then the next worst
 *     3  least total distance from target, sum of o_c + u_c
 *     4  least distance of programmes from theirs, sum of o_ck + u_ck
 *     5  fixed hashed weights, so that one answer is left
 *
 * Where no floor and no cap binds the answer is x_ck = t_ck. There always is an answer:
 * floors that ask for more than there is are broken by as little as can be, and it is said
 * by how much. A programme that no child has need for is shared by people, one that nobody
 * has either for is shared equally.
 *
 * The answer is published as whole pounds: children, programmes and the total add up to
 * the pound (rounding.h), and no cell is a pound or more from exact.
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
    const double *money;     /**< A_k: whole pounds, 0 or more */
    const double *need;      /**< W_ck at [c * programmes + k], 0 or more */
    const double *people;    /**< of each child */
    const double *baseline;  /**< b_c, pounds; 0: not known, so no floor and no cap */
    const double *floor;     /**< phi_c, growth as a fraction; -INFINITY: none */
    const double *cap;       /**< gamma_c; INFINITY: none */
    const char *const *keys; /**< of each child: what its hashed weights are made of */
} ap_carry_plan;

typedef struct ap_carry {
    ap_outcome outcome; /**< AP_OPTIMAL, or AP_UNDECIDED: then no number below is used */
    double *target;     /**< T_c, pounds */
    double *wanted;     /**< t_ck at [c * programmes + k] */
    double *cells;      /**< x_ck likewise, whole pounds */
    double *exact;      /**< x_ck before rounding */
    double *broken; /**< v_c: pounds by which the exact answer breaks c's floor or cap */
    ap_certificate worst; /**< of all stages */
    size_t stages;
    long iterations;
} ap_carry;

/** Solve one parent's program. *out is the caller's to free. Not collective. */
ap_status ap_carry_solve(const ap_carry_plan *plan, ap_carry **out, ap_error *err);

/** NULL is ignored. */
void ap_carry_free(ap_carry *carry);

#endif
