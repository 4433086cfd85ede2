/** The money tests of the Better Care Fund, of budgets at a month.
 *
 * A board is the place of a row of bcf.csv; its pools are those of the place or of one
 * below it. s scheme, f source, M the sources whose stream is the minimum NHS contribution,
 * B_sf a line's budget (20) of the board's pools, I_f what f contributes to them, a_s the
 * area of spend of the scheme's programme, n_s the part of the scheme that the NHS
 * commissions: 1 where its commissioner is NHS, nhs_share where Joint, else 0.
 *
 *     (T0)  sum_{f in M} I_f = minimum         the whole minimum is in the pools
 *           sum_{s, f in M} B_sf = minimum     and all of it is planned
 *     (T1)  sum_{s, f in M: a_s in area} B_sf >= amount
 *     (T2)  sum_{s, f in M: a_s in area} n_s B_sf >= amount
 *     (T3)  sum_s B_sf = I_f                   of each pool and source
 *     (T4)  sum_{s: f may not fund s} max(B_sf, 0) <= 0
 *                                      of each pool and source of a restricted stream
 *
 * Where bcf.csv has no minimum, what is planned is tested against the contribution alone.
 * The areas of a test are the selector of its row; where that is blank, "Social Care" of T1
 * and "!Acute" of T2. A scheme without an area or without a commissioner is not counted:
 * what is not known meets no condition. Restricted streams are the Disabled Facilities
 * Grant, the improved Better Care Fund and the discharge funds. Money is whole pence, a
 * joint scheme's part rounded line by line.
 */
#ifndef APPORTION_METHOD_BCF_H
#define APPORTION_METHOD_BCF_H

#include "method/fund.h"

/** One test of one board, or of one source of one pool. */
typedef struct ap_bcf_test {
    int number;       /**< n of (Tn) */
    const char *name; /**< in words; not to be freed */
    size_t place;     /**< row of places.csv: the board's */
    size_t pool;      /**< row of pools.csv; AP_NONE: all pools of the board */
    size_t source;    /**< row of sources.csv; AP_NONE: all of the minimum */
    ap_bound bound;   /**< what planned is to be of required */
    ap_pence required;
    ap_pence planned;
    ap_pence headroom; /**< planned - required; of "no more" the other way round */
    bool is_met;
} ap_bcf_test;

typedef struct ap_bcf_tests {
    size_t count;
    ap_bcf_test *tests; /**< board after board: (T0) to (T2), then its pools' (T3) and (T4);
                             pools of no board come last */
} ap_bcf_tests;

/** Test `count` pools of one case at one month. *out is the caller's to free. */
ap_status ap_bcf_test_funds(size_t count, const ap_fund *const funds[], ap_bcf_tests **out,
                            ap_error *err);

/** NULL is ignored. */
void ap_bcf_tests_free(ap_bcf_tests *tests);

/** The place of the pool's board: the nearest above the pool that bcf.csv has rows of, else
 * the pool's own, of a pool without place the system. */
size_t ap_bcf_board(const ap_case *inputs, size_t pool);

/** What the board of the place is called: its health and wellbeing board, else its name. */
const char *ap_bcf_board_name(const ap_case *inputs, size_t place);

/** Is the source, by its stream, of the minimum NHS contribution? */
bool ap_bcf_is_minimum(const ap_case *inputs, size_t source);

/** n_s: the part of the scheme that the NHS commissions, 0 to 1. */
double ap_bcf_nhs_share(const ap_scheme *scheme);

#endif
