/** The virements of one fence as a linear program: formulas (25) and (26).
 *
 * l a line with a surplus, s its scheme, the giver; k a scheme with a need, the taker; all
 * of one fence, so that neither capital nor ring-fenced money pays for anything else.
 *
 *     t_lk   money of line l moved from s to k: there only where the source of l may
 *            fund k, money of s may be vired out and that of k in (schemes.csv, virement)
 *
 *     0 <= t_lk <= m_lk = min(u_l, o_k, the limit of one virement)                   (25)
 *     sum over k of t_lk <= u_l
 *     sum over l of t_lk + z_k = o_k                     z_k what k is left with
 *     sum over l of s, k of t_lk <= U_s y_s              y_s = 1: s gives            (26)
 *     z_k >= o_k - O_k y_k                               y_k = 1: k takes
 *     p b_lk <= t_lk <= m_lk b_lk                        b_lk = 1: at least p, the least
 *
 * U_s and O_k are the most that s can give and k can take. Of b there are only those that
 * were found to be needed: a program without them is a relaxation, and an answer of it that
 * has no amount between 0 and p is an answer with all of them (virement_fence.h).
 *
 * Money is thousands of pounds, not millions as elsewhere: a row may be missed by 1e-7, and
 * here whether a scheme can do without another depends on pounds.
 */
#ifndef APPORTION_SOLVE_VIREMENT_MODEL_H
#define APPORTION_SOLVE_VIREMENT_MODEL_H

#include "method/netting.h"
#include "solve/lp.h"

/** Pence of a unit of the program. */
enum { AP_VIREMENT_UNIT = 100000 };

/** t_lk. */
typedef struct ap_virement_arc {
    size_t line;   /**< l, of the netting's lines */
    size_t giver;  /**< of the network's */
    size_t taker;  /**< of the network's */
    ap_pence most; /**< m_lk; 0: barred */
    bool has_step; /**< does it have its b_lk? */
} ap_virement_arc;

/** Who may give to whom in a fence. Only schemes that have an arc are in it. */
typedef struct ap_virement_network {
    const ap_fund *fund;       /**< borrowed */
    const ap_netting *netting; /**< borrowed */
    size_t arc_count;
    ap_virement_arc *arcs; /**< by line, then by taker, both in order of the netting */
    size_t giver_count;
    size_t *givers; /**< of the netting's nets */
    size_t taker_count;
    size_t *takers;
    unsigned long long shape; /**< a hash of who may give what to whom */
} ap_virement_network;

/** Find the arcs of a fence; limit is the most of one virement. *out is the caller's to
 * free; fund and netting must outlive it. */
ap_status ap_virement_find(const ap_fund *fund, const ap_netting *netting, size_t fence,
                           ap_pence limit, ap_virement_network **out, ap_error *err);

/** NULL is ignored. */
void ap_virement_network_free(ap_virement_network *network);

/** Columns are t in the order of the arcs, then z of the takers, then y of the givers and
 * of the takers, then b of the arcs that have one. All y may be 0 or 1, and neither sum has
 * a bound, until the caller says otherwise. */
typedef struct ap_virement_model {
    ap_lp *lp;
    size_t uncovered; /**< the first z */
    size_t touched;   /**< the first y */
    size_t step;      /**< the first b */
    size_t cover_row; /**< sum of z */
    size_t touch_row; /**< sum of y */
} ap_virement_model;

/** The program of a network; least is p. *out is the caller's to free. */
ap_status ap_virement_model_build(const ap_virement_network *network, ap_pence least,
                                  ap_virement_model **out, ap_error *err);

/** NULL is ignored. */
void ap_virement_model_free(ap_virement_model *model);

#endif
