/** When the hard rules cannot all be met: which clash, by how much, and what gives least.
 *
 * The clash is an irreducible set of claims: together they cannot be met, but without any
 * one of them the rest can. It is found by an elastic filter (make rigid whatever gives in
 * the cheapest relaxation, until nothing can give any more), then a deletion filter over
 * those, from both ends; the smaller set counts (Chinneck & Dravnieks 1991). There may be
 * further clashes beside it: the least relaxation settles them all.
 */
#ifndef APPORTION_SOLVE_CLASH_H
#define APPORTION_SOLVE_CLASH_H

#include "apportion/round.h"
#include "solve/elastic.h"

typedef struct ap_clashing {
    ap_claim claim;
    bool is_in_clash;
    double alone;      /**< pounds that this one would have to give if no other of the clash
                            did; 0 for claims outside the clash */
    double relaxation; /**< pounds that it gives in the least relaxation */
} ap_clashing;

typedef struct ap_clash {
    size_t count; /**< claims in the clash or giving in the relaxation */
    ap_clashing *claims;
    double relaxed; /**< pounds of the least relaxation in all */
    double
        *cells; /**< the allocation of that relaxation, then the goals in order: pounds */
    struct ap_lexico_result *result; /**< its stages and certificates; the first stage is
                                        the relaxation itself */
} ap_clash;

/** Explain a round whose outcome is AP_INFEASIBLE. *out is the caller's to free. */
ap_status ap_clash_find(const ap_round *round, ap_clash **out, ap_error *err);

/** NULL is ignored. */
void ap_clash_free(ap_clash *clash);

#endif
