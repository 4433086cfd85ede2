/** The round's program with everything hard made able to give, for a price.
 *
 *     minimise    sum_q weight_q e_q
 *     subject to  every row of model.h with its claims' e_q on the side that gives; e >= 0
 *
 * A claim is one side of something hard: a rule's line, a source that must be spent or that
 * has only so much, a scheme's commitment or bid, a limit on how far a place may move. The
 * program always has a solution; the e_q say who gives, and how much. Columns and rows of
 * the model keep their numbers, so the model's goals can be pursued afterwards.
 */
#ifndef APPORTION_SOLVE_ELASTIC_H
#define APPORTION_SOLVE_ELASTIC_H

#include "apportion/round.h"
#include "base/text.h"
#include "solve/model.h"

typedef enum ap_claim_kind {
    AP_CLAIM_RULE_FLOOR,   /**< a hard line of rules.csv asks for at least … */
    AP_CLAIM_RULE_CEILING, /**< … or at most */
    AP_CLAIM_SPEND,        /**< a source must be spent in full */
    AP_CLAIM_MONEY,        /**< a source has no more than this */
    AP_CLAIM_COMMITMENT,   /**< a scheme is committed to at least … */
    AP_CLAIM_BID,          /**< … and bids for no more */
    AP_CLAIM_LIMIT,        /**< pace of change or equity band of a place */
} ap_claim_kind;

typedef struct ap_claim {
    ap_claim_kind kind;
    size_t index;  /**< row of the model's lines, of sources or schemes; or the ap_limit */
    size_t place;  /**< of need for limits, else AP_NONE */
    size_t column; /**< of e_q */
    double weight; /**< money that does not exist and bids nobody made are dear */
} ap_claim;

typedef struct ap_elastic {
    ap_lp *lp;
    size_t count;
    ap_claim *claims;
} ap_elastic;

/** *out is the caller's to free; the round must outlive it. */
ap_status ap_elastic_new(const ap_round *round, ap_elastic **out, ap_error *err);

/** The claim in finance's words, added to text: "Southampton City Council iBCF must be
 * spent in full (£10,500,000)". */
void ap_claim_words(const ap_round *round, const ap_claim *claim, ap_text *text);

/** NULL is ignored. */
void ap_elastic_free(ap_elastic *elastic);

#endif
