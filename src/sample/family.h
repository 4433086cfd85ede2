/** Distributions that are given by one to four numbers, in closed form but for the
 * quantiles of beta, gamma and Student t.
 *
 * Parameters become constants once, and the constants are what the functions take:
 *
 *     uniform, triangular     by their corners
 *     beta                    low + (high - low) B,  B ~ Beta(alpha, beta)
 *     pert                    beta with alpha = 1 + shape (mode - low) / (high - low),
 *                             beta = 1 + shape (high - mode) / (high - low)
 *                             (Malcolm et al. 1959 with shape 4; Vose for any)
 *     normal, Student t       centre + scale Z
 *     lognormal               exp(mu + sigma Z),  sigma^2 = ln(1 + (sd / mean)^2),
 *                             mu = ln mean - sigma^2 / 2
 *     lognormal by P10, P90   mu = (ln P10 + ln P90) / 2,  sigma = ln(P90 / P10) / (2 z90)
 *     by P10, P50, P90        P50 + c (exp(sigma Z) - 1),  sigma = ln(b / a) / z90,
 *                             c = a b / (b - a),  a = P50 - P10,  b = P90 - P50:
 *                             a shifted lognormal (skewed down when b < a), in the limit
 *                             b = a the normal; all three percentiles come out exactly
 *     gamma, Weibull          by shape and scale
 *     counts                  Bernoulli, binomial, Poisson; negative binomial with
 *                             variance mean + mean^2 / size
 *
 * Z is standard normal, z90 = 1.2816.
 */
#ifndef APPORTION_SAMPLE_FAMILY_H
#define APPORTION_SAMPLE_FAMILY_H

#include <stdbool.h>

#include "sample/special.h"

enum { AP_PARAMETERS = 4, AP_CONSTANTS = 4 };

/** prepare: constants of parameters that are in range; false when they do not go together.
 * tails takes any finite x (of a count: any whole x), quantile any p, whose answer may be
 * infinite only where p is 0 or 1. */
typedef struct ap_family {
    bool (*prepare)(const double parameters[], double constants[]);
    ap_tails (*tails)(const double constants[], double x);
    double (*quantile)(const double constants[], ap_tails p);
    double (*mean)(const double constants[]);
    double (*variance)(const double constants[]);
} ap_family;

/** Parameters are in the order of the table of kind.c, which has their ranges. */
extern const ap_family ap_family_uniform;
extern const ap_family ap_family_triangular;
extern const ap_family ap_family_pert;
extern const ap_family ap_family_normal;
extern const ap_family ap_family_truncated_normal;
extern const ap_family ap_family_lognormal;
extern const ap_family ap_family_lognormal_p10_p90;
extern const ap_family ap_family_percentiles;
extern const ap_family ap_family_beta;
extern const ap_family ap_family_gamma;
extern const ap_family ap_family_weibull;
extern const ap_family ap_family_student_t;
extern const ap_family ap_family_bernoulli;
extern const ap_family ap_family_binomial;
extern const ap_family ap_family_poisson;
extern const ap_family ap_family_negative_binomial;

#endif
