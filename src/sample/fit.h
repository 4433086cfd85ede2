/** A kind of distribution by its P10, P50 and P90 instead of its parameters.
 *
 *     triangular, pert     the mode's place m between the ends (and of pert: with its
 * shape) is where (Q(0.9) - Q(0.5)) / (Q(0.5) - Q(0.1)) is that of the percentiles; then
 * the ends. All three come out exactly. lognormal, gamma,    the shape is where Q(0.9) /
 * Q(0.1) is that of the percentiles; then weibull              the scale. P10 and P90 come
 * out exactly. uniform, normal,     place and width (student_t and beta with their other
 * parameters student_t, beta      as given). P10 and P90 come out exactly. percentiles
 * itself (family.h)
 *
 * Where P50 does not come out by construction it may be left out; given, it has to be
 * within 2% of P90 - P10 of what it comes out as, else the kind does not fit and is
 * refused. Counts and lists are not fitted.
 */
#ifndef APPORTION_SAMPLE_FIT_H
#define APPORTION_SAMPLE_FIT_H

#include "sample/kind.h"

typedef struct ap_percentiles {
    double p10;
    double p50; /**< NaN: not given */
    double p90;
} ap_percentiles;

/** parameters hold those that are given besides (degrees, shape), NaN for the others, and
 * afterwards all of them. AP_BAD_INPUT says which kind would fit. */
ap_status ap_fit(const ap_distribution_kind *kind, const ap_percentiles *given,
                 const char *where, double parameters[AP_PARAMETERS], ap_error *err);

#endif
