/** What the risk-share rules of a pool come to for one fund, whatever its variances are:
 * the order of its lines, the lines that each step looks at, who has which share of them.
 * Made once, read in every run. Shared by risk_lines.c, risk_rules.c and risk_share.c
 * alone. */
#ifndef APPORTION_METHOD_RISK_AGREEMENT_H
#define APPORTION_METHOD_RISK_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "method/fund.h"

/** A band of a step "shares". */
typedef struct ap_risk_band {
    double from;    /**< pounds of |N| */
    ap_pence low;   /**< the same */
    double *shares; /**< of each partner */
    double *caps;   /**< pounds, of each partner: the most it bears in the step, where a row
                         of this band says so; NAN: none does */
} ap_risk_band;

/** A step, the same in all fences. */
typedef struct ap_agreed_step {
    size_t row;                /**< of risk_share.csv */
    const ap_risk_step *terms; /**< that row */
    double *shares;  /**< of each partner; of "protect" of those not protected. Only of
                          pro_rata and protect, and NULL where nobody has any */
    ap_pence amount; /**< of "reserve": what it has; of "protect": the first part */
    size_t band_count;
    ap_risk_band *bands; /**< of "shares", the lowest first */
} ap_agreed_step;

/** A scheme in the scope of a step "capped". */
typedef struct ap_capped_scheme {
    size_t scheme;
    size_t first; /**< of the scope: its lines follow one another */
    size_t count;
    double *shares; /**< of each partner; NULL: nobody has a budget of it */
    ap_pence *caps; /**< of each partner */
} ap_capped_scheme;

/** The lines of a fence that a step looks at. */
typedef struct ap_risk_scope {
    const ap_agreed_step *step; /**< NULL: all of the fence, which lie where they fell */
    size_t fence;
    size_t count;
    size_t *lines; /**< by key of scheme, then of source */
    size_t scheme_count;
    ap_capped_scheme *schemes; /**< of "capped" */
} ap_risk_scope;

/** What the rules ask of a line. */
typedef struct ap_agreed_line {
    size_t partner;
    size_t fault;        /**< the partner whose fault its variance is; AP_NONE: nobody's */
    size_t scheme_first; /**< the fund's lines of its scheme, from here … */
    size_t scheme_end;   /**< … to before here */
    ap_pence bound; /**< of its scheme: the larger of what is committed and what is spent */
} ap_agreed_line;

typedef struct ap_agreement {
    const ap_fund *fund;   /**< borrowed */
    ap_agreed_line *lines; /**< as those of the fund */
    size_t host;           /**< the partner; AP_NONE: the host is none */
    size_t step_count;
    ap_agreed_step *steps; /**< in the order in which they are taken */
    ap_risk_scope *scopes; /**< by fence; of each one a step, then the whole fence */
    ap_arena *arena;       /**< owns all of the above */
} ap_agreement;

/** The agreement on a fund, which must outlive it. Where `shifted` is a partner, its share
 * is `shift` higher in every step that has shares of partners, see risk_share.h; AP_NONE:
 * none is. *out is the caller's to free. */
ap_status ap_agreement_new(const ap_fund *fund, size_t shifted, double shift,
                           ap_agreement **out, ap_error *err);

/** NULL is ignored. */
void ap_agreement_free(ap_agreement *agreement);

/** The scopes of a fence, one a step and the whole fence: step_count + 1 of them. */
const ap_risk_scope *ap_agreement_scopes(const ap_agreement *agreement, size_t fence);

#endif
