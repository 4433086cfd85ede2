/** The drivers of a case, drawn: what pay, prices, demand and savings are in a scenario.
 *
 * Scenario w belongs to replication r = w mod AP_REPLICATIONS (tally.h) and is number
 * w / AP_REPLICATIONS in it. Every replication is sampled for itself (sample/sampling.h,
 * with a seed of its own made of the seed and r), so that the spread of the replications'
 * answers tells the error of any way of sampling. A draw depends on seed, scenario and
 * driver alone (of Latin hypercubes on the number of scenarios besides), never on who
 * draws it. Correlations: sample/copula.h, of correlations.csv.
 */
#ifndef APPORTION_RISK_DRIVERS_H
#define APPORTION_RISK_DRIVERS_H

#include <stdint.h>

#include "apportion/case.h"
#include "data/driver_number.h"
#include "sample/correlation.h"
#include "sample/sampling.h"

/** How scenarios are drawn. */
typedef struct ap_drawing {
    ap_sampling_way way;
    uint64_t seed;
    uint64_t scenarios; /**< of the whole run */
    double degrees;     /**< of the t copula; 0: Gaussian */
} ap_drawing;

typedef struct ap_drivers ap_drivers;

/** AP_BAD_INPUT names the row that breaks a rule. *repair says what had to be changed of
 * the correlations; ap_drivers_correlated says of what. *out is the caller's to free;
 * inputs must outlive it. */
ap_status ap_drivers_new(const ap_case *inputs, const ap_drawing *drawing, ap_drivers **out,
                         ap_repair *repair, ap_error *err);

/** NULL is ignored. */
void ap_drivers_free(ap_drivers *drivers);

/** How many there are (those that are only parts of others are not), and which row of
 * drivers.csv number i is. */
size_t ap_drivers_count(const ap_drivers *drivers);
size_t ap_drivers_row(const ap_drivers *drivers, size_t i);

/** The word of what number k of the repair's pair is: a driver or, where drivers are in
 * blocks, a block. Borrowed. */
const char *ap_drivers_correlated(const ap_drivers *drivers, size_t k);

/** A scenario: of each driver its uniform, in (0, 1), and its value, in its unit. Uses the
 * drivers' own scratch: one thread at a time. */
void ap_drivers_draw(ap_drivers *drivers, uint64_t scenario, double uniforms[],
                     double values[]);

/** The value of driver i that a part p does not exceed; of a compound, which has none in
 * closed form, the mean when p is 0.5 and else by 4,096 draws of fixed addresses. */
double ap_drivers_quantile(const ap_drivers *drivers, size_t i, double p);

#endif
