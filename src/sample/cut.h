/** What a distribution is inside, and its tails and quantiles, whole and cut to an
 * interval; distribution.h says what is computed and makes them.
 */
#ifndef APPORTION_SAMPLE_CUT_H
#define APPORTION_SAMPLE_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/compound.h"
#include "sample/kind.h"
#include "sample/listed.h"

typedef struct ap_distribution ap_distribution;

struct ap_distribution {
    const ap_distribution_kind *kind;
    double constants[AP_CONSTANTS]; /**< AP_TAKES_NUMBERS */
    ap_listed listed;               /**< AP_TAKES_VALUES, AP_TAKES_POINTS */
    size_t part_count;              /**< AP_TAKES_PARTS, AP_TAKES_EVENTS */
    const ap_distribution **parts;
    double *weights; /**< of parts; they add up to 1 */

    bool is_cut;
    double low;
    double high;
    ap_tails before_low; /**< P(X < low) */
    ap_tails to_high;    /**< P(X <= high) */
    double mass;         /**< P(low <= X <= high) */
    ap_ends ends;        /**< of a compound that is cut */

    double mean;
    double variance;
};

/** P(X <= x), of is_strict P(X < x), of the whole distribution; not of a compound. */
ap_tails ap_whole_tails(const ap_distribution *whole, double x, bool is_strict);

/** The same of what is left after the cut, if there is one. */
ap_tails ap_cut_tails(const ap_distribution *cut, double x, bool is_strict);

/** The least x with P(X <= x) >= p.below, of what is left. */
double ap_cut_quantile(const ap_distribution *cut, ap_tails p);

#endif
