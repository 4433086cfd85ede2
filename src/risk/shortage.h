/** Where a scenario leaves the plan short, and what is there to be moved, before anything
 * is decided.
 *
 * All pounds; s scheme, c = (f, s) cell, a account; (.)+ is the part above zero.
 *
 *     x'_c  = x_c min(1, R'_f / allotted_f)       what income allows of the plan       (35)
 *     X'_s  = sum_f x'_fs
 *     S_s   = (X'_s - d_s)+                       spare, of each cell as it pays
 *     D_s   = (d_s - X'_s)+                       short
 *     H_s   = min(hold (X_s - m_s)+, least of paid_c / (x_c / X_s))    what may be held
 *             back; paid_c = x'_c less its spare; of each cell as it was to pay
 *
 *     h0_s  = min(H_s, D_s) where money may not both come and go, else 0: a scheme
 *             outside virements holds back for itself
 *     K_s   = min(D_s - h0_s, move X_s) where money may come, else 0: what may be covered
 *     z0_s  = D_s - h0_s - K_s                    what can not
 *     G_s   = (H_s - h0_s) x the least share_l of the rules that it would tell against,
 *             where money may go, else 0
 *     P_a   = what a's source has beyond what is allotted + spare of its cells whose
 *             schemes may give
 *     kept  = spare of those that may not: it lies where it is, unspent
 *
 *     share_l = min(1, headroom_l / sum_s harm_ls (H_s - h0_s))                     (36)
 *
 *     headroom_l  what rule l has to spare when sources pay for what they can by
 *             themselves, what cannot be covered is overspent and nothing is held back;
 * what may be covered, K_s, counts where it tells against the rule and not where it tells
 * for it, since another source may pay. At least 0 in (36): the scenario may break the rule
 * by itself harm_ls what a pound held back in s takes from rule l, 0 or more
 *
 * So holding back never breaks a rule, hard or soft, nor breaks it further: where several
 * schemes could use what a rule leaves, each may have its part of it. A contingency costs
 * nothing, so all of it is spare.
 */
#ifndef APPORTION_RISK_SHORTAGE_H
#define APPORTION_RISK_SHORTAGE_H

#include "risk/plan.h"

typedef struct ap_shortage {
    const ap_plan *plan; /**< borrowed */
    const double *cost;  /**< d_s, borrowed from whoever took the scenario */
    double *paid;     /**< of each cell: x'_c less its spare, its own money for its cost */
    double *spare;    /**< of each cell */
    double *sure;     /**< of each cell: paid_c + part_c z0_s, whatever is decided */
    double *unsure;   /**< of each cell: part_c K_s */
    double *have;     /**< X'_s */
    double *release;  /**< of each scheme: the part of X'_s that is spare */
    double *short_of; /**< D_s */
    double *held;     /**< h0_s */
    double *open;     /**< K_s */
    double *beyond;   /**< z0_s */
    double *hold;     /**< G_s */
    double *pot;      /**< P_a of each account; what is kept of each follows: purses */
    double *kept;
    double *headroom; /**< of each watched rule, may be below 0; pounds */
    double *share;    /**< of each scheme: the least share_l of (36) */
    double *comes;    /**< of each source: min(1, R_f(w) / allotted_f) */
    double lost;      /**< income of all sources that is less than planned */
} ap_shortage;

/** Room for scenarios of a plan. *out is the caller's to free; plan must outlive it. */
ap_status ap_shortage_new(const ap_plan *plan, ap_shortage **out, ap_error *err);

/** NULL is ignored. */
void ap_shortage_free(ap_shortage *shortage);

/** Take a scenario: what schemes cost and sources bring. cost is borrowed until the next.
 */
void ap_shortage_take(ap_shortage *shortage, const double cost[], const double income[]);

/** lost_c = x_c - x'_c of a cell: what its source does not bring. */
static inline double ap_shortage_lost(const ap_shortage *shortage, size_t cell)
{
    return shortage->plan->cell[cell] - shortage->paid[cell] - shortage->spare[cell];
}

#endif
