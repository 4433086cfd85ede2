/* Statistics of samples, for the tests of draws. */
#ifndef TESTS_STATISTICS_H
#define TESTS_STATISTICS_H

#include <stddef.h>

/* The mean, and the mean of squares and fourth powers about `centre`. */
typedef struct ap_sample_moments {
    double mean;
    double square;
    double fourth;
} ap_sample_moments;

ap_sample_moments ap_moments_of(size_t n, const double x[], double centre);

/* Kolmogorov's and Smirnov's distance of n numbers from uniform on (0, 1), times the root
 * of n: above 1.63 once in a hundred samples, above 1.95 once in a thousand. Sorts u. */
double ap_distance_from_uniform(size_t n, double u[]);

/* Spearman's correlation of n pairs without ties. */
double ap_rank_correlation(size_t n, const double x[], const double y[]);

#endif
