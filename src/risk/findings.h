/** What a risk run found, ready to be told: nothing here is computed by whoever tells it.
 *
 * Made on rank 0 from the tally and a few scenarios of its own (stresses, drivers one at a
 * time). Money is pounds, distances are fractions; above zero is worse but for headroom.
 *
 * Errors are standard errors of the estimates. Of the headline measure they come from the
 * spread of the replications (each sampled for itself, so they are right for Latin
 * hypercube and Sobol sampling too): sd of the replications' estimates / sqrt(their
 * number), NaN while a replication is without scenarios. Of other measures they are those
 * of plain sampling, which for the other ways is a little too much:
 *
 *     mean        sd / sqrt(n)
 *     quantile    h / density,  h = sqrt(p (1 - p) / n),  density from p - 2 h to p + 2 h
 *     tail        sqrt((v + (1 - q) (t - x)^2) / (q n))   of the worst part q: its mean t
 * and variance v, the quantile x where it begins (Manistre & Hancock, North American
 * Actuarial Journal 9, 2005)
 */
#ifndef APPORTION_RISK_FINDINGS_H
#define APPORTION_RISK_FINDINGS_H

#include "risk/measure.h"
#include "risk/tally.h"

/** P5, P10, P25, P50, P75, P80, P90, P95, P99. */
enum { AP_LEVELS = 9 };
extern const double ap_levels[AP_LEVELS];
enum {
    AP_LEVEL_P5,
    AP_LEVEL_P10,
    AP_LEVEL_P25,
    AP_LEVEL_P50,
    AP_LEVEL_P75,
    AP_LEVEL_P80,
    AP_LEVEL_P90,
    AP_LEVEL_P95,
    AP_LEVEL_P99
};

/** Of one measure. */
typedef struct ap_spread {
    double mean;
    double sd;
    double least;
    double greatest;
    double at[AP_LEVELS];
    double chance; /**< of more than half a penny above zero; of headroom: of being broken,
                        half a penny or more below zero */
    double tail; /**< mean of the worst 5%: expected shortfall (of headroom: the lowest) */
    double mean_error;
    double error[AP_LEVELS];
    double tail_error;
} ap_spread;

/** What a driver does to the headline measure. */
typedef struct ap_driver_finding {
    size_t driver;       /**< its number in the tally; the caller makes it the row of
                              drivers */
    double low;          /**< the driver at P10, at P90, all others at P50, solved: the */
    double high;         /**< headline measure, pounds */
    double rank;         /**< Spearman's rank correlation */
    double sobol;        /**< first-order index, a fraction of the variance */
    double at_p80;       /**< pounds: mean of its own effect among the scenarios from P78 to
                              P82 of the headline */
    double at_median;    /**< the same from P48 to P52 */
    double worst;        /**< mean of its uniform in the worst 5%: 0.5 is as always */
    double worst_pounds; /**< mean of its own effect in the worst 5% */
    double p10;          /**< the driver's own values, in its unit */
    double p50;
    double p90;
} ap_driver_finding;

/** A named stress, solved. */
typedef struct ap_stress_finding {
    const char *stress;
    const char *name;
    double pressure;
    double lost;
    double held;
    double contingency; /**< what of it is used */
    double overspend;
    double need;
    double chance; /**< part of scenarios with a larger need */
} ap_stress_finding;

/** What an actual outturn says of the model. */
typedef struct ap_back_finding {
    size_t measure; /**< pressure of the whole, a place, a programme, a scheme */
    double actual;  /**< outturn less plan, pounds */
    double below;   /**< part of scenarios below it */
} ap_back_finding;

typedef struct ap_findings {
    const ap_measures *measures; /**< borrowed */
    const ap_tally *tally;       /**< borrowed */
    ap_spread *spreads;          /**< of each measure */
    double breaks_even;          /**< chance that the partner that holds the contingency
                                      bears nothing or, where `holder` says that nobody
                                      does, that nothing is left uncovered */
    double breaks_even_error;
    size_t holder; /**< the measure of what that partner bears; AP_NONE of case.h: none */
    double contingency; /**< planned, pounds */
    double enough;      /**< part of scenarios in which it is enough */
    double median_need; /**< the headline with every driver at its P50, solved */
    double
        place_sum[AP_LEVELS];   /**< sum of the places' quantiles of overspend: more than */
    double whole_at[AP_LEVELS]; /**< that of the sum, since not all have a bad year at once
                                     (diversification) */
    size_t driver_count;
    ap_driver_finding *drivers; /**< as drivers.csv; parts of others are not among them */
    size_t stress_count;
    ap_stress_finding *stresses; /**< allocated, freed with the findings; words borrowed */
    size_t back_count;
    ap_back_finding *backs; /**< allocated, freed with the findings */
} ap_findings;

/** Spreads, errors and driver statistics of a tally; what has to be solved or asked of the
 * case (low, high, p10, p50, p90, stresses, backs, median_need, contingency, enough) is
 * left 0 for the caller. What a list of measures does not have (overspend of the whole) is
 * NaN; its places must not lie within each other. *out is the caller's to free; measures
 * and tally, of the same measures, must outlive it. */
ap_status ap_findings_of(const ap_measures *measures, const ap_tally *tally,
                         ap_findings **out, ap_error *err);

/** The part of scenarios in which a measure is more than so many pounds (of a distance,
 * more than a fraction): for stresses and actuals; `enough` is 1 less it. As
 * ap_tally_above. */
double ap_findings_above(const ap_findings *findings, size_t measure, double pounds);

/** NULL is ignored. */
void ap_findings_free(ap_findings *findings);

#endif
