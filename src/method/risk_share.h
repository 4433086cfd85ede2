/** Who bears a variance: the risk-share rules of a pool, step after step.
 *
 * Every line of the fund brings its variance V_l (23). Within a fence, and never across
 * fences, the steps of risk_share.csv are taken in their order. A step looks at what is
 * left of the lines that its selectors choose (scheme, scheme type, tag, stream, cause):
 *
 *     O = sum of what is left above 0,   U = sum of what is left below 0,   N = O + U
 *
 * and takes an amount t_l of each, which bearers bear:
 *
 *     own          t = all of it; each line's partner bears its own               R1
 *     pro_rata     t = all of it; partner k bears r_k N, r_k = c_k / sum c,       R2
 *                  c the opening or current contributions to the pool
 *                  (of the stream chosen: a slice)                                R8
 *     capped       scheme by scheme: of its net V_s partner k bears               R3
 *                  min(r_ks V_s, limit c_ks), c_ks its budget of the scheme;
 *                  an underspend has no cap
 *     host         t = all of it; the pool's host bears N                         R4
 *     shares       partner k bears min(sum over bands b of                     R4 R5
 *                  share_kb x (N in b), cap_k); the bands are of |N|,
 *                  and an underspend has no cap
 *     offset       underspends make good overspends: t = min(O, -U) off        R6 R9
 *                  both sides; no one bears anything
 *     reserve      the risk reserve bears min(O, amount)                          R6
 *     uncommitted  schemes that are chosen give up min(O of the fence, what       R6
 *                  they have not committed): forecast less the larger of
 *                  committed and spent
 *     fault        the host bears what is caused by maladministration, a          R7
 *                  partner what is caused by its failure
 *     carry        t = U; it is kept in the pool and carried forward          R9 R10
 *     protect      of an underspend that is returned, the partners other than    R11
 *                  the one protected bear the first limit x their
 *                  contributions, pro rata
 *
 * "side" lets a step act only where N > 0 (over) or N < 0 (under); capped looks at the side
 * of each scheme. Where a step takes less than N of lines of both signs, the smaller side
 * goes against the larger first; what is left lies on the larger side in proportion. What
 * no step takes lies where it fell.
 * Reserves, caps and the first part of protect are of the whole pool: what one fence uses
 * of them another has not. Of a step that nobody has a share in nothing is taken.
 * Numbers R1 to R11 and where each is published: README. Amounts are whole pence: splits
 * are by largest remainders, of equal ones the line whose scheme comes first by key, so the
 * order of schemes does not matter. Fences are taken in the order in which
 * contributions.csv first names them, which matters where they share a cap or a reserve.
 */
#ifndef APPORTION_METHOD_RISK_SHARE_H
#define APPORTION_METHOD_RISK_SHARE_H

#include "method/risk_result.h"

/** Share the variances of the fund's lines (line_count of them). *out is the caller's to
 * free. */
ap_status ap_risk_share(const ap_fund *fund, const ap_pence variances[],
                        ap_risk_result **out, ap_error *err);

/** The same with a shift: in every step that has shares of partners (pro_rata, capped,
 * shares), partner a's share is `shift` higher (0.05: five points), kept within 0 and 1,
 * and those of the others lower in proportion. */
ap_status ap_risk_share_shifted(const ap_fund *fund, const ap_pence variances[], size_t a,
                                double shift, ap_risk_result **out, ap_error *err);

/** NULL is ignored. */
void ap_risk_result_free(ap_risk_result *result);

/** The same rules for one fund again and again, whose variances alone change: what each
 * step looks at and who has which share of it is worked out once. A run has no memory of
 * the one before. One sharer is for one thread. */
typedef struct ap_risk_sharer ap_risk_sharer;

/** The fund must outlive it. *out is the caller's to free. */
ap_status ap_risk_sharer_new(const ap_fund *fund, ap_risk_sharer **out, ap_error *err);

/** NULL is ignored. */
void ap_risk_sharer_free(ap_risk_sharer *sharer);

/** Share the variances of the fund's lines: the same pence as ap_risk_share. forecasts:
 * what each line comes to in the end, pounds, of which a step asks what is not committed: a
 * scheme that has been cut already has less to give up; NULL: the fund's own, whatever the
 * variances are. Takes no memory, so it cannot fail. What is returned has no stages and no
 * entries, belongs to the sharer and stands until its next run. */
const ap_risk_result *ap_risk_sharer_run(ap_risk_sharer *sharer, const ap_pence variances[],
                                         const double forecasts[]);

#endif
