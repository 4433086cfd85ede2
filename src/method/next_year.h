/** Next year's case of pooled funds, begun from the year end of this year's.
 *
 * Places, programmes, profiles, approvals and the risk shares are carried over. Of the rest
 *
 *     budgets        next year's where it is planned, else this year's with its recurrent
 *                    virements; besides, a line a scheme that underspent for what its
 *                    source carries forward, in proportion
 *     sources        what is carried forward is a source of its own, "dfg-cf-2023-24", with
 *                    kind, fence, stream, place, owner and eligibility of the one it comes
 *                    from; what an earlier year brought forward ends, unless it is planned
 *                    or the only line of a scheme, which then stands at £0
 *     contributions  of each source the sum of its budgets; pools are the sum of these
 *     schemes        the outturn is the baseline, what was delivered its output, and what
 *                    was planned for next year this year's planned output
 *     bcf            last year's amounts, to be written over
 *     conditions     not met, until somebody says so
 *     metrics        their definitions alone
 *
 * and changes, ledger, forecasts, receipts, virements, deliveries, values of metrics and
 * options are empty. The ledger is closed for month 1, so that the case can be reported at
 * once. Whatever is computed here says "derived: year end of …" as its basis.
 */
#ifndef APPORTION_METHOD_NEXT_YEAR_H
#define APPORTION_METHOD_NEXT_YEAR_H

#include "method/year_end.h"

/** The case of the year after that of the funds: all pools of one case, one at least, in
 * any order, each with its year end. Its references are text alone: it is there to be
 * printed (data/table_print.h). *out is the caller's to free and borrows text from the case
 * of the funds, which must outlive it. */
ap_status ap_next_year_new(size_t count, const ap_fund *const funds[],
                           const ap_year_end *const ends[], ap_case **out, ap_error *err);

#endif
