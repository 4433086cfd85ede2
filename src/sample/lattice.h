/** The sum S = X_1 + … + X_N of a random number of sizes, between two ends: how likely that
 * is, and its mean and variance then.
 *
 *     P(S = j h) = sum over n of P(N = n) f^(n)(j)
 *
 * on a lattice of step h, where f is the size on the lattice and f^(n) its n-fold
 * convolution: all of them at once by a Fourier transform of f, of which the sum over n is
 * the generating function of N, and the transform back (Grübel and Hermesmeier: Computation
 * of compound distributions I, ASTIN Bulletin 1999). f is tilted, multiplied by e^(-t j),
 * so that sums beyond the lattice, which come back in at its other end, do so with a factor
 * of e^-25.
 *
 * A size between the points is shared among the four nearest so that its mean, square and
 * cube stay right. So S has its true mean and variance whatever the step, and what the ends
 * do is off by about h^2 of its standard deviation: 1e-9 where sizes are 0 or more, a
 * millionth where events are thousands. Sizes that are multiples of a step have it as
 * theirs, and are exact.
 *
 * What lies beyond a finite end is left out, what lies beyond none is what is missing from
 * the whole: only the part between 0 and an end is on the lattice. Sizes may be below 0;
 * then the lattice reaches down to where S still has a billionth, and is the coarser for
 * it. Where sizes have single values among others (mixtures, points and densities that are
 * steep) and an end is a sum of those, some of that sum's chance may be counted wrongly.
 */
#ifndef APPORTION_SAMPLE_LATTICE_H
#define APPORTION_SAMPLE_LATTICE_H

#include "apportion/status.h"
#include "sample/compound.h"
#include "sample/special.h"

/** What is added up. */
typedef struct ap_sum {
    ap_tails_of *count; /**< P(N <= n) */
    const void *of_count;
    double fewest; /**< of N; fewer, or more than most, are too rare to matter */
    double most;
    ap_tails_of *size; /**< P(X <= x) */
    const void *of_size;
    double least; /**< of X, likewise */
    double greatest;
    double step;     /**< X is a multiple of it; 0: of none */
    double mean;     /**< of S, whole */
    double variance; /**< of S, whole */
} ap_sum;

/** P(low <= S <= high), and mean and variance of S given that. */
typedef struct ap_sum_part {
    double chance;
    double mean;
    double variance;
} ap_sum_part;

/** Mean and variance only where chance is above 0. */
ap_status ap_sum_between(const ap_sum *sum, const ap_ends *ends, const char *where,
                         ap_sum_part *out, ap_error *err);

#endif
