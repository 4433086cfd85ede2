/** A count by its P10, P50 and P90, which are whole numbers.
 *
 * Counts jump, so many parameters have the same percentiles, and some percentiles no
 * parameters. Of a Poisson count Q(p) = k where
 *
 *     m_p(k - 1) < mean <= m_p(k),   P(N <= k | m_p(k)) = p
 *
 * and the mean is the middle of where that is so of all three. A binomial count has a
 * chance in place of the mean, a negative binomial one a mean, and both something else by
 * which they are more or less spread: the number of trials, the size. Unless it is given,
 * too little of it leaves P90 too near P10, too much too far; taken is the middle of those
 * that do neither, halfway in 1 / trials, or in 1 / (1 + size), and then the middle of the
 * chances or means. P50 may be left out.
 */
#ifndef APPORTION_SAMPLE_FIT_COUNT_H
#define APPORTION_SAMPLE_FIT_COUNT_H

#include "sample/kind.h"

/** Poisson, binomial or negative binomial? */
bool ap_fit_has_count(const ap_distribution_kind *kind);

/** As ap_fit. What is refused is told with parameters whose percentiles are near. */
ap_status ap_fit_count(const ap_distribution_kind *kind, const ap_percentiles *given,
                       const char *where, double parameters[AP_PARAMETERS], ap_error *err);

#endif
