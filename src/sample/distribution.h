/** The distribution of a driver: made of a row of inputs, checked once, then drawn from by
 * inverse transform.
 *
 *     x = Q(u),  Q(u) the least x with P(X <= x) >= u,  u uniform in (0, 1)
 *
 * so one uniform makes one draw, larger u never makes a smaller x, and Latin hypercubes,
 * Sobol points and copulas all act on u. Any distribution may be cut to [low, high]: u is
 * rescaled,
 *
 *     Q_cut(u) = Q(P(X < low) + u P(low <= X <= high))
 *
 * in whichever tail is the smaller, so that a cut far out is as exact as one in the middle.
 * A mixture has P(X <= x) = sum w_k P_k(X <= x) and is inverted as such, not by choosing a
 * part. A compound is X_1 + … + X_N: N, the number of events, is drawn by u; their sizes by
 * uniforms of their own addresses; so a correlation given for it is one of N. A compound
 * that is cut is drawn again until it lies between its ends (compound.h), of which at least
 * a tenth has to.
 *
 * Numbers have the driver's unit. Means and variances are exact: closed forms, sums over
 * the values, or, of what is left after a cut, quadrature to about 1e-9; of a compound that
 * is cut, to about a millionth of its standard deviation (lattice.h). Never NaN. u has
 * the same bits on every machine; Q(u) as far as the C library and GSL are the same there.
 */
#ifndef APPORTION_SAMPLE_DISTRIBUTION_H
#define APPORTION_SAMPLE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/compound.h"
#include "sample/fit.h"
#include "sample/kind.h"
#include "sample/random.h"

typedef struct ap_distribution ap_distribution;

/** What a distribution is made of. Arrays are borrowed for the call; parts for as long as
 * what is made of them lives. AP_DISTRIBUTION_SPEC says that nothing is given. */
typedef struct ap_distribution_spec {
    const char *where;                /**< what to open: "drivers.csv:7, pay" */
    const char *kind;                 /**< a word of ap_kinds */
    double parameters[AP_PARAMETERS]; /**< in the order of the kind; NaN: not given */
    ap_percentiles percentiles;       /**< instead of parameters (fit.h); NaN: not given */
    double low;                       /**< -INFINITY: not cut */
    double high;                      /**< INFINITY: not cut */
    size_t count;
    const double *values;  /**< discrete, empirical, cumulative: count */
    const double *weights; /**< discrete, mixture: count, or NULL for equal ones;
                              cumulative: P(X <= value) */
    const ap_distribution *const *parts; /**< mixture: count; compound: the number of events
                                              and the size of one */
} ap_distribution_spec;

#define AP_DISTRIBUTION_SPEC                                                             \
    {                                                                                    \
        .where = "", .parameters = {NAN, NAN, NAN, NAN}, .percentiles = {NAN, NAN, NAN}, \
        .low = -(double)INFINITY, .high = (double)INFINITY                               \
    }

/** AP_BAD_INPUT says which parameter breaks which rule, and what to do. *out is the
 * caller's to free. */
ap_status ap_distribution_new(const ap_distribution_spec *spec, ap_distribution **out,
                              ap_error *err);

/** NULL is ignored; parts are not freed. */
void ap_distribution_free(ap_distribution *distribution);

/** A compound has neither cdf nor quantile, only draws and moments. */
bool ap_distribution_is_compound(const ap_distribution *distribution);

/** Has it single values only, as counts and lists have and mixtures of them? */
bool ap_distribution_is_discrete(const ap_distribution *distribution);

/** Of a compound: 0 the number of events, 1 the size of one. Borrowed. */
const ap_distribution *ap_distribution_part(const ap_distribution *compound, size_t k);

/** P(X <= x) and P(X > x). */
ap_tails ap_distribution_tails(const ap_distribution *distribution, double x);

/** The quantile of u, above 0 and below 1. */
double ap_distribution_quantile(const ap_distribution *distribution, double u);

/** The same of a probability by both its tails, each above 0: as exact near 1 as near 0. */
double ap_distribution_quantile_of(const ap_distribution *distribution, ap_tails p);

/** A draw: the quantile of u. A compound takes sizes from addresses of this seed, scenario
 * and driver, of AP_USE_EVENT; others look at u alone. */
double ap_distribution_draw(const ap_distribution *distribution, double u,
                            const ap_address *at);

/** The draw of a compound of which attempt 0 has `count` events, the others being drawn by
 * `draws`, a table of both parts, say. */
double ap_distribution_add_events(const ap_distribution *compound,
                                  const ap_event_draws *draws, double count,
                                  const ap_address *at);

double ap_distribution_mean(const ap_distribution *distribution);
double ap_distribution_variance(const ap_distribution *distribution);

#endif
