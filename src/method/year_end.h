/** The year end of a pool: what was spent of each source, and what becomes of the rest.
 *
 * f source, k partner, g fence; C contribution, B budget, S outturn (what was spent, or the
 * amount that was given as forecast at month 12), K carried forward. Money is whole pence.
 * After the risk shares, partner k bears b_gk of the variances of fence g, the reserve r_g,
 * schemes that give up what they have not committed n_g, and c_g (0 or less) is kept in the
 * pool: sum_k b_gk + r_g + n_g + c_g = sum of (23) in the fence.
 *
 * A fence that is capital or has a word keeps its money: what its partners would have got
 * back is carried forward, too. What is carried in a fence is spread over its underspent
 * lines in proportion to their underspends. A source's contribution beyond its budgets is
 * carried where the fence keeps its money and returned elsewhere; one that falls short of
 * its budgets is made up out of what the source would carry, then by its partner. So
 *
 *     C_f = S_f + K_f + L_f - X_f      L left over, X overspent; one is 0        (29)
 *     sum_f (L_f - X_f) = sum_k (returned_gk - paid_gk) - r_g - n_g              (30)
 *     C_gk + paid_gk - returned_gk + t_gk = S_gk + K_gk                          (31)
 *
 * where t_gk is what others put in for k's spend (below zero: what k puts in for theirs),
 * sum_k t_gk = r_g + n_g. (31) is the split of the accounts by partner that the host owes
 * the others: income, expenditure, and the balance that is carried forward.
 */
#ifndef APPORTION_METHOD_YEAR_END_H
#define APPORTION_METHOD_YEAR_END_H

#include "method/fund.h"
#include "method/risk_share.h"

/** A source of the fund, in the order of its incomes. */
typedef struct ap_year_source {
    size_t source; /**< row of sources.csv */
    size_t partner;
    size_t fence;
    ap_pence contribution; /**< C */
    ap_pence budget;       /**< B: the sum of its lines */
    ap_pence outturn;      /**< S */
    ap_pence carried;      /**< K */
    ap_pence left;         /**< L: returned, or used for others of the fence */
    ap_pence over;         /**< X: met by its partner or by others */
} ap_year_source;

/** A partner's part of a fence. */
typedef struct ap_year_account {
    size_t fence;
    size_t partner;
    ap_pence contribution;
    ap_pence budget;
    ap_pence outturn;
    ap_pence borne;    /**< b: an overspend is positive */
    ap_pence paid;     /**< due from it beyond its contribution */
    ap_pence returned; /**< due to it */
    ap_pence carried;  /**< of its sources */
    ap_pence others;   /**< t */
} ap_year_account;

/** A fence. */
typedef struct ap_year_fence {
    bool is_kept; /**< its money is carried forward, never returned */
    ap_pence reserve;
    ap_pence uncommitted;
} ap_year_fence;

typedef struct ap_year_end {
    size_t source_count;
    ap_year_source *sources;
    size_t account_count;
    ap_year_account *accounts; /**< by fence, then by partner: all pairs */
    size_t fence_count;
    ap_year_fence *fences;
    size_t line_count;
    ap_pence *carried;      /**< of each line of the fund; a source's add up to its K, or
                                 are 0 where it has no line */
    struct ap_arena *arena; /**< owns all of the above */
} ap_year_end;

/** The year end of a fund at month 12 and of its risk shares. AP_BAD_INPUT when the fund is
 * at another month. *out is the caller's to free. */
ap_status ap_year_end_new(const ap_fund *fund, const ap_risk_result *shares,
                          ap_year_end **out, ap_error *err);

/** NULL is ignored. */
void ap_year_end_free(ap_year_end *end);

#endif
