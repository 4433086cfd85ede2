/** Recommended virements of a pool: formulas (24) to (28).
 *
 * What schemes have left over pays for what others need, within a fence, as far as sources,
 * rights and approvals allow (virement_model.h); least is left uncovered, fewest schemes
 * are touched, and there is one answer only (virement_fence.h). A virement is from a scheme
 * to a scheme of money of one source. One recommended in month m takes effect in month
 * m + the notice of the level that approves it, which must be in the year:
 *
 *     limit of one virement = largest limit of the pool's levels with m + notice <= 12 (27)
 *
 * A pool without levels has no limit; where no level is in time, nothing is moved. The
 * level of a virement is the one of the lowest limit that suffices and is in time.
 *
 * A virement may bring a scheme money of a source that it has no line of, so what it pays
 * for is said of the lines that overspend:
 *
 *     V'_l = V_l + sum over k of t_lk          of a line that gives
 *     V'_l = V_l - r_l sum of what s takes     of the lines of a taker s in the fence (28)
 *     r_l  = max(V_l, 0) / sum over those lines of max(V, 0),   to the penny
 *
 * The sum of the variances of a fence stays what it is, to the penny. The order of schemes,
 * sources and rows changes nothing.
 */
#ifndef APPORTION_SOLVE_VIREMENT_H
#define APPORTION_SOLVE_VIREMENT_H

#include "solve/virement_fence.h"

/** A virement that is recommended. */
typedef struct ap_virement_move {
    size_t fence; /**< of the fund */
    size_t line;  /**< of the fund: the line that gives */
    size_t from;  /**< row of schemes.csv, as `to` */
    size_t to;
    size_t source; /**< row of sources.csv */
    ap_pence amount;
    size_t approval; /**< row of approvals.csv: the level that it needs; AP_NONE: none */
    int month;       /**< from which it can take effect */
} ap_virement_move;

/** A fence of the fund. */
typedef struct ap_virement_fence {
    ap_pence need;    /**< sum of o_s */
    ap_pence surplus; /**< sum of u_l */
    ap_pence covered;
    ap_pence uncovered; /**< need - covered */
    ap_pence given_up;  /**< of what goal 1 would cover: for the sake of fewer schemes, at
                             most AP_VIREMENT_SLACK, and of the least amount */
    size_t givers;      /**< schemes that give, and that take */
    size_t takers;
    ap_virement_proof proof;
} ap_virement_fence;

typedef struct ap_virement_result {
    ap_outcome outcome; /**< AP_OPTIMAL, or AP_UNDECIDED where some fence's is so */
    bool is_too_late;   /**< no level of approval can act in the year: nothing moves */
    ap_pence limit;     /**< of one virement; INT64_MAX: none */
    size_t move_count;
    ap_virement_move *moves; /**< by fence, then by the keys of from, source and to */
    size_t fence_count;
    ap_virement_fence *fences;
    ap_virement_basis *bases; /**< of goal 1, a fence: see ap_virement_recommend */
    ap_netting *netting;      /**< what each scheme has left over and needs */
    ap_pence *after;          /**< V'_l of the fund's lines */
} ap_virement_result;

/** Recommend virements for variances of the fund's lines (line_count of them). base may be
 * NULL, or a result for the same pool with other variances: where the same may give to the
 * same, goal 1 starts from its basis, which only makes it quicker. *out is the caller's to
 * free; the fund must outlive it. Not collective. */
ap_status ap_virement_recommend(const ap_fund *fund, const ap_pence variances[],
                                const ap_virement_result *base, ap_virement_result **out,
                                ap_error *err);

/** NULL is ignored. */
void ap_virement_result_free(ap_virement_result *result);

#endif
