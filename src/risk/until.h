/** When a risk run knows enough: "P80 within £250k" or "mean within £100k".
 *
 * Asked at the end of each round (risk/run.h), of the contingency needed: is the standard
 * error of its level, from the spread of the replications, no more than that? Rounds end at
 * the same scenarios whatever the ranks, so the answer does too.
 */
#ifndef APPORTION_RISK_UNTIL_H
#define APPORTION_RISK_UNTIL_H

#include "risk/tally.h"

typedef struct ap_until {
    double level;  /**< 0.8; 0: the mean */
    double within; /**< pounds */
} ap_until;

/** Read the words; AP_USAGE says how they are written. */
ap_status ap_until_parse(const char *words, ap_until *out, ap_error *err);

/** The standard error of a level of the headline measure, pounds; level 0 is the mean. NaN
 * while a replication is without scenarios. */
double ap_until_error(const ap_tally *tally, double level);

/** Is that known well enough? */
bool ap_until_is_reached(const ap_until *until, const ap_tally *tally);

#endif
