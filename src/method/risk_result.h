/** What comes of a risk share: who bears how much of each step. See risk_share.h. */
#ifndef APPORTION_METHOD_RISK_RESULT_H
#define APPORTION_METHOD_RISK_RESULT_H

#include "method/fund.h"

typedef enum ap_bearer {
    AP_BEARER_PARTNER,
    AP_BEARER_RESERVE,
    AP_BEARER_UNCOMMITTED, /**< schemes that give up what they have not committed */
    AP_BEARER_CARRIED,     /**< kept in the pool */
} ap_bearer;

/** The bearer's part of what a step takes in a fence (or, of rule capped, in a scheme). */
typedef struct ap_risk_entry {
    size_t stage;
    ap_bearer bearer;
    size_t partner; /**< of the fund; AP_NONE where the bearer is no partner */
    size_t scheme;  /**< of rule capped: the scheme; else AP_NONE */
    double from;    /**< of rule shares: where the band begins, pounds; else 0 */
    ap_pence base;  /**< what the share is of: N, the part of it in the band, V_s, … */
    double share;   /**< of the base; NaN where the bearer has no share of a base */
    double cap;     /**< pounds, the most that it bears here; INFINITY: none */
    ap_pence borne; /**< an overspend is positive */
} ap_risk_entry;

/** A step in a fence. */
typedef struct ap_risk_stage {
    size_t step;    /**< row of risk_share.csv; AP_NONE: what no step took, where it fell */
    size_t fence;   /**< of the fund */
    ap_pence over;  /**< O before the step, of the lines it looks at */
    ap_pence under; /**< U, likewise: 0 or less */
    ap_pence taken; /**< the sum of what its entries bear */
    ap_pence left;  /**< of the whole fence, after the step */
} ap_risk_stage;

typedef struct ap_risk_result {
    size_t stage_count;
    ap_risk_stage *stages; /**< by fence, then in the order of the steps */
    size_t entry_count;
    ap_risk_entry *entries; /**< by stage */
    ap_pence *incurred;     /**< of each partner: the variances of its own lines */
    ap_pence *borne;        /**< of each partner: after all steps */
    ap_pence reserve;       /**< borne by others than partners */
    ap_pence uncommitted;
    ap_pence carried;
    ap_pence total; /**< sum of all variances = borne by all bearers together */
} ap_risk_result;

#endif
