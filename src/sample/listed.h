/** Distributions that are given by a list: values with weights, or points of P(X <= x).
 *
 *     values    P(X = x_k) = w_k / sum w                       discrete; empirical: w_k = 1
 *     points    P(X <= x) is p_k at x_k and straight between   p_0 = 0, the last is 1
 *
 * Points may share an x (a jump: that much probability is on x itself) or a p (nothing is
 * between). Moments are exact sums over the list, of what is left between two ends.
 */
#ifndef APPORTION_SAMPLE_LISTED_H
#define APPORTION_SAMPLE_LISTED_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "sample/special.h"

typedef struct ap_listed {
    bool is_points;
    size_t count;
    double *x;     /**< ascending; values: each once */
    double *below; /**< P(X <= x), ascending; the last is 1 */
    double *above; /**< P(X > x), added up from the other end */
} ap_listed;

/** Of values in any order; weights NULL: each counts the same. AP_BAD_INPUT when there are
 * none, one is not finite, a weight is below 0, or all are 0. */
ap_status ap_listed_values(size_t count, const double values[], const double weights[],
                           const char *where, ap_listed *out, ap_error *err);

/** Of points in order. AP_BAD_INPUT unless both columns ascend, from 0 to 1. */
ap_status ap_listed_points(size_t count, const double x[], const double below[],
                           const char *where, ap_listed *out, ap_error *err);

/** P(X <= x), or, of is_strict, P(X < x). */
ap_tails ap_listed_tails(const ap_listed *listed, double x, bool is_strict);

/** The least x with P(X <= x) >= p.below. */
double ap_listed_quantile(const ap_listed *listed, ap_tails p);

/** Mean and variance given that low <= X <= high, which must be possible. */
void ap_listed_moments(const ap_listed *listed, double low, double high, double *mean,
                       double *variance);

void ap_listed_free(ap_listed *listed);

#endif
