/** Probabilities in both tails, the special functions behind the distributions, and the
 * inversion of a monotone function. Only special.c knows GSL.
 *
 * A probability is carried with its complement, so that it is as exact near 1 as it is
 * near 0: a normal variable cut to [8, 9] is drawn as well as one cut to [-9, -8].
 */
#ifndef APPORTION_SAMPLE_SPECIAL_H
#define APPORTION_SAMPLE_SPECIAL_H

#include <stdbool.h>
#include <stddef.h>

/** P(X <= x) and P(X > x): they add up to 1, and each has its own relative precision. */
typedef struct ap_tails {
    double below;
    double above;
} ap_tails;

/** Of a probability below, of one above. */
ap_tails ap_tails_below(double below);
ap_tails ap_tails_above(double above);

/** P(a < X <= b) by the tails at a and b: as exact far out as in the middle; never below 0.
 */
double ap_tails_between(ap_tails a, ap_tails b);

/** The standard normal distribution. The quantile of 0 is -INFINITY, of 1 INFINITY. */
ap_tails ap_normal_tails(double z);
double ap_normal_quantile(ap_tails p);

/** P(X <= z) alone, in half the time. */
double ap_normal_below(double z);

/** z of P90, 1.2815515655446004: that of P10 is -z. */
#define AP_Z90 1.2815515655446004

/** Gamma with scale 1; beta on [0, 1]; Student t with scale 1. The quantile is polished
 * until its tails are p to within 1e-12 of the smaller one, or as near as doubles come. */
ap_tails ap_gamma_tails(double shape, double x);
double ap_gamma_quantile(double shape, ap_tails p);
ap_tails ap_beta_tails(double alpha, double beta, double x);
double ap_beta_quantile(double alpha, double beta, ap_tails p);
ap_tails ap_student_tails(double degrees, double x);
double ap_student_quantile(double degrees, ap_tails p);

/** Counts; k is whole, and may be below 0. The negative binomial has variance
 * mean + mean^2 / size. */
ap_tails ap_poisson_tails(double mean, double k);
ap_tails ap_binomial_tails(double trials, double chance, double k);
ap_tails ap_negative_binomial_tails(double mean, double size, double k);

/** A distribution function with what it needs; x may be anything but NaN. */
typedef ap_tails ap_tails_of(const void *context, double x);

/** The x in [low, high] whose tails are p: the least with P(X <= x) >= p.below. Both ends
 * are finite and P(X <= high) >= p.below. The function may jump. */
double ap_invert(ap_tails_of *tails, const void *context, ap_tails p, double low,
                 double high);

/** The least whole k >= 0 with P(X <= k) >= p.below, looked for from guess on. */
double ap_invert_count(ap_tails_of *tails, const void *context, ap_tails p, double guess);

/** The discrete Fourier transform of n real numbers, n a power of two, in place: the real
 * part of its value k, up to n / 2, is at[k], the imaginary part at[n - k]; those of 0 and
 * n / 2 are real. */
void ap_fourier(size_t n, double at[]);

/** Back again. */
void ap_fourier_back(size_t n, double at[]);

/** A function of a probability, to be integrated. */
typedef double ap_tails_function(const void *context, ap_tails p);

/** The integral of f(p) over p from 0 to 1, to about 1e-10 of scale (above 0; the size that
 * f has where it is not extreme) or of itself; f may grow without limit towards both ends
 * as long as the integral exists. False when it did not get to within 1e-6. Substitutes p =
 * e^-s in either half, then Gauss-Kronrod, adaptive. */
bool ap_integrate(ap_tails_function *f, const void *context, double scale,
                  double *integral);

#endif
