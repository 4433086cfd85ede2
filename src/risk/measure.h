/** What is measured in every scenario: a list of numbers, each of the whole, a place, a
 * programme, a pool, a partner, a scheme, a rule or a month.
 *
 * A measure is counted in whole ticks: a penny of money, a billionth of a distance from
 * target. Sums of whole numbers do not depend on their order, so what is published is the
 * same for any number of ranks and any size of blocks.
 */
#ifndef APPORTION_RISK_MEASURE_H
#define APPORTION_RISK_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"
#include "base/text.h"

/** Above zero is worse in each, but for headroom. */
typedef enum ap_measured_what {
    AP_WHAT_PRESSURE,  /**< cost beyond plan before anything is done: d_s - X_s */
    AP_WHAT_LOST,      /**< income that does not come, or not in the year */
    AP_WHAT_HELD,      /**< costs avoided by holding back what is not committed */
    AP_WHAT_MOVED,     /**< money moved into schemes beyond their plan */
    AP_WHAT_UNSPENT,   /**< money of sources that nothing needs or may use */
    AP_WHAT_OVERSPEND, /**< what no source covers: z_s without what is held back */
    AP_WHAT_NEED,      /**< contingency that would have been enough: overspend + planned
                            contingency - what is left of the sources that pay for it;
                            below zero there is money to spare */
    AP_WHAT_BORNE,     /**< a partner's loss after the risk-share rules */
    AP_WHAT_HEADROOM,  /**< of a rule: how far it is kept; below zero it is broken */
    AP_WHAT_DISTANCE,  /**< closing distance from target of a place */
    AP_WHAT_TO_DATE,   /**< pressure from April to the end of a month */
} ap_measured_what;

typedef enum ap_measured_of {
    AP_OF_WHOLE,
    AP_OF_PLACE,     /**< row of places */
    AP_OF_PROGRAMME, /**< row of programmes */
    AP_OF_POOL,      /**< row of pools */
    AP_OF_PARTNER,   /**< of the list's partners */
    AP_OF_SCHEME,    /**< row of schemes */
    AP_OF_RULE,      /**< line of rules, see recourse.h */
    AP_OF_MONTH,     /**< 1 to 12, April is 1 */
} ap_measured_of;

typedef struct ap_measure_row {
    ap_measured_what what;
    ap_measured_of of;
    size_t at;
    const char *name; /**< of what it is of: "Southampton"; owned by the list */
    double tick;      /**< of one count: 0.01 (pounds), 1e-9 (distance) */
} ap_measure_row;

/** Rows, partners and the list itself are allocated one by one; the words that they point
 * to are the arena's. */
typedef struct ap_measures {
    size_t count;
    ap_measure_row *rows;
    size_t headline; /**< AP_WHAT_NEED of the whole */
    size_t partner_count;
    const char **partners; /**< owners of sources and those of contributions.csv */
    ap_arena *arena;
} ap_measures;

/** The measure, or AP_NONE of case.h. Of the whole, `at` is 0. */
size_t ap_measures_find(const ap_measures *measures, ap_measured_what what,
                        ap_measured_of of, size_t at);

/** "Overspend", "Contingency needed", …; never NULL. */
const char *ap_measured_words(ap_measured_what what);

/** NULL is ignored. */
void ap_measures_free(ap_measures *measures);

#endif
