/** How every pool of a case looks at a month, as it is and in each what-if.
 *
 * One pool is one piece of work, drawn from a shared counter by the ranks: its fund, the
 * virements that are recommended (24) to (28), solved for the case as it is, and then for
 * every what-if (an option of options.csv) from that basis; the risk share before and after
 * them. What the solver found is brought together on rank 0; all else follows from it there
 * by arithmetic, so the answer does not depend on the number of ranks.
 */
#ifndef APPORTION_SOLVE_OUTLOOK_H
#define APPORTION_SOLVE_OUTLOOK_H

#include "base/ranks.h"
#include "method/risk_share.h"
#include "solve/virement.h"

/** A pool in one what-if, or as it is. */
typedef struct ap_outlook {
    ap_fund *fund;
    ap_pence *variances;           /**< (23), of the fund's lines */
    ap_virement_result *virements; /**< without bases and netting */
    ap_risk_result *now;           /**< who bears the variances as they are */
    ap_risk_result *then;          /**< who would, if the virements were made */
} ap_outlook;

typedef struct ap_outlooks {
    const ap_case *inputs; /**< borrowed */
    size_t pools;
    size_t what_ifs;    /**< beside the case as it is */
    const char **names; /**< of each, borrowed; 0 is the case as it is: "" */
    ap_case **cases;    /**< of each, with its edits; 0 is NULL */
    ap_fund_index *index;
    ap_fund_index *indices; /**< of each: the same rows, the case's own numbers */
    ap_outlook *outlooks;   /**< pool p in what-if w at w * pools + p */
} ap_outlooks;

/** All pools at a month. *out is the caller's to free, NULL on other ranks than 0; inputs
 * must outlive it. Collective. */
ap_status ap_outlooks_run(const ap_case *inputs, int month, ap_ranks ranks,
                          ap_outlooks **out, ap_error *err);

/** Pool p in what-if w. */
const ap_outlook *ap_outlook_of(const ap_outlooks *all, size_t w, size_t p);

/** NULL is ignored. */
void ap_outlooks_free(ap_outlooks *all);

#endif
