/** Drivers that go together: uniforms in, correlated uniforms out.
 *
 *     z_i = Phi^-1(u_i)
 *     z* = L z                                  of a matrix of rank correlations: L L' is
 *                                               that of the normal ones (rank.h), repaired
 *     z*_i = a_i f_b(i) + sqrt(1 - a_i^2) z_i   of blocks: the drivers of block b share its
 *                                               factor f_b, each with its own loading a_i
 *     u*_i = Phi(z*_i)                          Gaussian copula
 *     u*_i = T(z*_i / sqrt(w))                  t copula, w ~ chi^2(degrees) / degrees: bad
 *                                               years come together
 *
 * Every u*_i is uniform. Two drivers of a block have the normal correlation a_i a_j, of two
 * blocks a_i a_j r of their factors (none unless a matrix of the factors is given). Rank
 * correlations are those given, under the t copula to within 0.001. A driver that is
 * correlated with others no longer hits each stratum of a Latin hypercube or Sobol sequence
 * once, save the first.
 */
#ifndef APPORTION_SAMPLE_COPULA_H
#define APPORTION_SAMPLE_COPULA_H

#include <stddef.h>

#include "sample/correlation.h"

/** What goes with what. Borrowed for the call. Without blocks, ranks is of the drivers
 * (NULL: they are independent); with blocks it is of the blocks' factors. */
typedef struct ap_copula_spec {
    const char *where; /**< what to open: "correlations.csv" */
    size_t drivers;
    double degrees;           /**< of the t copula, 1 to 1e6; 0: Gaussian */
    size_t blocks;            /**< 0: none */
    const size_t *block_of;   /**< each driver's block */
    const double *loading;    /**< each driver's, -1 to 1; 0: it goes its own way */
    const double *ranks;      /**< n x n rank correlations */
    const char *const *names; /**< of drivers, or of blocks, for messages; or NULL */
} ap_copula_spec;

typedef struct ap_copula ap_copula;

/** AP_BAD_INPUT when ranks is no table of correlations, or a number is out of range.
 * *repair says what had to be changed, as rank correlations (distance and least are of the
 * normal ones). *out is the caller's to free. */
ap_status ap_copula_new(const ap_copula_spec *spec, ap_copula **out, ap_repair *repair,
                        ap_error *err);

/** NULL is ignored. */
void ap_copula_free(ap_copula *copula);

/** How many uniforms a scenario takes: one a driver, numbered as the drivers are; then one
 * a block; then one of a t copula. */
size_t ap_copula_uniforms(const ap_copula *copula);

/** In place: u holds that many independent uniforms in (0, 1); afterwards the first ones
 * are the drivers' normal scores, between -8.21 and 8.21: Phi of them are their uniforms,
 * of a t copula to 1e-8. */
void ap_copula_scores(const ap_copula *copula, double u[]);

/** In place: u holds that many independent uniforms in (0, 1); afterwards the first ones
 * are the drivers', still in (0, 1): ap_copula_uniform of the scores. */
void ap_copula_join(const ap_copula *copula, double u[]);

/** The uniform of a score, in (0, 1). */
double ap_copula_uniform(double score);

#endif
