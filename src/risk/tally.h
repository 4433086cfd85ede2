/** What is kept of the scenarios: counts and sums of whole numbers, never the draws.
 *
 * Of every measure: count, sum, sum of squares, least, greatest, and a histogram whose
 * steps are `width` ticks wide up to 2^16 steps from zero and 2^-15 of the value further
 * out, with a step for zero alone (histogram.h); quantiles are read from it, straight lines
 * within a step (quantile.h). Of the headline measure
 * besides: a histogram for each replication (scenario modulo their number: each has its own
 * randomisation, so their spread is the error of any estimate), and, in coarse steps of it
 * (joint.h), the sums of every driver's uniform and effect, from which follow rank
 * correlations, what the worst years share, and what makes up P80. Of every driver: in 32
 * equal parts of its uniform, count and sum of the headline (first-order Sobol indices).
 *
 * All are integers, so merging is exact and its order does not matter: any number of ranks,
 * blocks or shards give the same tally to the bit. Memory does not grow with scenarios but
 * with the steps that are hit, and those are bounded.
 */
#ifndef APPORTION_RISK_TALLY_H
#define APPORTION_RISK_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"
#include "base/text.h"

enum { AP_REPLICATIONS = 16 };

/** The most scenarios that a tally can hold: within it no sum can overflow. */
#define AP_SCENARIOS_MOST UINT32_MAX

/** How scenarios were solved, and what else is counted. */
typedef enum ap_counted {
    AP_COUNTED_CERTIFIED, /**< optimal basis known, not one simplex step */
    AP_COUNTED_WARM,      /**< re-solved from a basis at hand */
    AP_COUNTED_COLD,      /**< re-solved cold */
    AP_COUNTED_FAILED,    /**< not solved: counted as if no money could be moved */
    AP_COUNTED_STEPS,     /**< simplex iterations */
    AP_COUNTED_KINDS,
} ap_counted;

typedef struct ap_tally_shape {
    size_t measures;
    const int64_t *widths; /**< ticks of a step of each, 1 to 2^47; copied */
    size_t headline;       /**< below measures */
    size_t drivers;
} ap_tally_shape;

typedef struct ap_tally ap_tally;

/** *out is the caller's to free. AP_INTERNAL when the shape is none. */
ap_status ap_tally_new(const ap_tally_shape *shape, ap_tally **out, ap_error *err);

/** NULL is ignored. */
void ap_tally_free(ap_tally *tally);

/** One scenario: `measures` ticks; of each driver its uniform, in (0, 1), and its effect:
 * what it alone does to the pressure of the whole, in pence. What is beyond 2^47, 1.4
 * trillion pounds, is counted as that. AP_NO_MEMORY leaves a tally that must not be used;
 * AP_BAD_SETTING: it would have more than AP_SCENARIOS_MOST. */
ap_status ap_tally_add(ap_tally *tally, uint64_t scenario, const int64_t ticks[],
                       const double uniforms[], const int64_t effects[], ap_error *err);

/** How it was solved (not AP_COUNTED_STEPS), in how many steps; its certificate's parts, 0
 * or more (the greatest of each are kept; what is not a number is INFINITY). A failed
 * scenario's number is kept (the AP_FAILED_KEPT lowest of them) besides being counted. */
enum { AP_FAILED_KEPT = 1000 };
void ap_tally_solved(ap_tally *tally, uint64_t scenario, ap_counted how, int64_t steps,
                     const double certificate[3]);

/** Add all of `from`, of the same shape (else AP_INTERNAL), to `into`. AP_NO_MEMORY leaves
 * a tally that must not be used; AP_BAD_SETTING: both have more than AP_SCENARIOS_MOST. */
ap_status ap_tally_merge(ap_tally *into, const ap_tally *from, ap_error *err);

/** Back to nothing, keeping the room. */
void ap_tally_clear(ap_tally *tally);

/** As bytes, added to text: the same tally, the same bytes, on any machine (sparse, of
 * variable length, with a checksum; text->failed: no memory). Unpack adds what the bytes
 * hold to a tally of their shape; AP_IO when they are cut short, damaged or of another
 * shape, and `into` is as it was. */
void ap_tally_pack(const ap_tally *tally, ap_text *text);
ap_status ap_tally_unpack(const char *bytes, size_t length, ap_tally *into, ap_error *err);

/** What it holds. Values are in ticks. */
const ap_tally_shape *ap_tally_shape_of(const ap_tally *tally);
uint64_t ap_tally_scenarios(const ap_tally *tally);
int64_t ap_tally_counted(const ap_tally *tally, ap_counted what);
const double *ap_tally_worst_certificate(const ap_tally *tally);
size_t ap_tally_failed(const ap_tally *tally, const uint64_t **scenarios);

/** Of measure m: exact mean, standard deviation (n - 1), NaN of none; least and greatest, 0
 * of none. */
double ap_tally_mean(const ap_tally *tally, size_t m);
double ap_tally_sd(const ap_tally *tally, size_t m);
int64_t ap_tally_least(const ap_tally *tally, size_t m);
int64_t ap_tally_greatest(const ap_tally *tally, size_t m);

/** The value that a part p of scenarios (0 to 1) does not exceed; the part above x; the
 * mean of the worst part q, largest values first (expected shortfall). Within a step of the
 * histogram. */
double ap_tally_quantile(const ap_tally *tally, size_t m, double p);
double ap_tally_above(const ap_tally *tally, size_t m, double x);
double ap_tally_tail_mean(const ap_tally *tally, size_t m, double q);

/** Of the scenarios that are in the part of (0, 1) from `from` to `to` in ascending order
 * of measure m: mean, and (NULL: not wanted) standard deviation. The lowest part q is from
 * 0 to q, the worst of a headroom. Within a step of the histogram. */
double ap_tally_between(const ap_tally *tally, size_t m, double from, double to,
                        double *sd);

/** Of replication r alone, of the headline measure. */
uint64_t ap_tally_part_scenarios(const ap_tally *tally, size_t r);
double ap_tally_part_mean(const ap_tally *tally, size_t r);
double ap_tally_part_quantile(const ap_tally *tally, size_t r, double p);
double ap_tally_part_tail_mean(const ap_tally *tally, size_t r, double q);

/** Of scenarios whose headline measure is in its part of (0, 1) from `from` to `to`: how
 * many there are (of the coarse steps that are more than half inside, at least one), and
 * the mean of a driver's uniform and effect (pence) among them. */
double ap_tally_slice(const ap_tally *tally, double from, double to, size_t driver,
                      double *uniform, double *effect);

/** Spearman's rank correlation of a driver with the headline measure, and its first-order
 * Sobol index: the part of the headline's variance that is that of its mean given the
 * driver, corrected for the noise of the parts' means; never below 0. Both as in joint.h;
 * NaN where there are too few scenarios. */
double ap_tally_rank_correlation(const ap_tally *tally, size_t driver);
double ap_tally_sobol(const ap_tally *tally, size_t driver);

#endif
