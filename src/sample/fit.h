/** A kind of distribution by its P10, P50 and P90 instead of its parameters.
 *
 *     triangular, pert     the mode's place between the ends (and of pert: with its
 *                          shape) is where (Q(0.9) - Q(0.5)) / (Q(0.5) - Q(0.1)) is
 *                          that of the percentiles; then the ends. All three come out
 *                          exactly.
 *     lognormal, gamma,    the shape is where Q(0.9) / Q(0.1) is that of the
 *     weibull              percentiles; then the scale. P10 and P90 come out exactly.
 *     lognormal_p10_p90    as lognormal
 *     uniform, normal,     place and width (student_t and beta with their other
 *     student_t, beta      parameters as given). P10 and P90 come out exactly.
 *     truncated_normal     mean and sd, its ends as given (fit_cut.h). P10 and P90 come
 *                          out exactly.
 *     poisson, binomial,   the middle of the parameters that have these percentiles
 *     negative_binomial    (fit_count.h). All three come out exactly.
 *     percentiles          itself (family.h)
 *
 * Where P50 does not come out by construction it may be left out; given, it has to be
 * within 2% of P90 - P10 of what it comes out as, else the kind does not fit and is
 * refused. A chance, a list, a mixture and a compound have nothing to be fitted.
 */
#ifndef APPORTION_SAMPLE_FIT_H
#define APPORTION_SAMPLE_FIT_H

#include "sample/kind.h"

/** parameters hold those that are given besides (degrees, shape), NaN for the others, and
 * afterwards all of them. AP_BAD_INPUT says which kind would fit. */
ap_status ap_fit(const ap_distribution_kind *kind, const ap_percentiles *given,
                 const char *where, double parameters[AP_PARAMETERS], ap_error *err);

#endif
