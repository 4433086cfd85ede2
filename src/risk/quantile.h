/** What is read from a histogram: quantiles, chances, means of a part.
 *
 * Values are taken as evenly spread over the whole ticks of their step, so what is read is
 * within a step of what all values would have told. Values are in ticks; NaN of none.
 */
#ifndef APPORTION_RISK_QUANTILE_H
#define APPORTION_RISK_QUANTILE_H

#include "risk/histogram.h"

/** Exact but for the rounding of doubles, which loses no digits; sd with n - 1, NaN of
 * one value. */
double ap_histogram_mean(const ap_histogram *histogram);
double ap_histogram_sd(const ap_histogram *histogram);

/** The value that a part p of all does not exceed: the least of p = 0, the greatest of 1.
 */
double ap_histogram_quantile(const ap_histogram *histogram, double p);

/** The part of all that is above x. */
double ap_histogram_above(const ap_histogram *histogram, double x);

/** In ascending order, those that are in the part of (0, 1) from `from` to `to`: mean and
 * standard deviation (about that mean, n); where there is no more than a point, the
 * quantile and 0. */
typedef struct ap_part {
    double mean;
    double sd;
} ap_part;

ap_part ap_histogram_part(const ap_histogram *histogram, double from, double to);

#endif
