#include "risk/findings.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "apportion/case.h"

const double ap_levels[AP_LEVELS] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99};

static const double tail_part = 0.05;
static const double pounds_a_penny = 0.01;

/* A measure as it is estimated; values are in ticks. */
typedef struct ap_estimated {
    const ap_tally *tally;
    size_t m;
    bool is_lowest_worst;
} ap_estimated;

static double tail_mean(const ap_estimated *of, double *sd)
{
    return of->is_lowest_worst ? ap_tally_between(of->tally, of->m, 0, tail_part, sd)
                               : ap_tally_between(of->tally, of->m, 1 - tail_part, 1, sd);
}

static void estimate(const ap_estimated *of, ap_spread *spread)
{
    const ap_tally *tally = of->tally;
    bool is_none = ap_tally_scenarios(tally) == 0;
    spread->mean = ap_tally_mean(tally, of->m);
    spread->sd = ap_tally_sd(tally, of->m);
    spread->least = is_none ? NAN : (double)ap_tally_least(tally, of->m);
    spread->greatest = is_none ? NAN : (double)ap_tally_greatest(tally, of->m);
    for (size_t k = 0; k < AP_LEVELS; k++) {
        spread->at[k] = ap_tally_quantile(tally, of->m, ap_levels[k]);
    }
    spread->chance = of->is_lowest_worst ? 1 - ap_tally_above(tally, of->m, -0.5)
                                         : ap_tally_above(tally, of->m, 0.5);
    spread->tail = tail_mean(of, NULL);
}

/* About half the width of the interval that the quantiles of p - h and p + h make
 * (Woodruff, JASA 47, 1952), read from one twice as wide, which has less noise. */
static double quantile_error(const ap_estimated *of, double p)
{
    double n = (double)ap_tally_scenarios(of->tally);
    double h = sqrt(p * (1 - p) / n);
    double from = fmax(p - 2 * h, 0);
    double to = fmin(p + 2 * h, 1);
    double width =
        ap_tally_quantile(of->tally, of->m, to) - ap_tally_quantile(of->tally, of->m, from);
    return h * width / (to - from);
}

static double tail_error(const ap_estimated *of)
{
    double n = (double)ap_tally_scenarios(of->tally);
    double begins = of->is_lowest_worst ? tail_part : 1 - tail_part;
    double sd = 0;
    double away = tail_mean(of, &sd) - ap_tally_quantile(of->tally, of->m, begins);
    return sqrt((sd * sd + (1 - tail_part) * away * away) / (tail_part * n));
}

static void add_plain_errors(const ap_estimated *of, ap_spread *spread)
{
    spread->mean_error = spread->sd / sqrt((double)ap_tally_scenarios(of->tally));
    for (size_t k = 0; k < AP_LEVELS; k++) {
        spread->error[k] = quantile_error(of, ap_levels[k]);
    }
    spread->tail_error = tail_error(of);
}

/* sd of the replications' estimates / sqrt(their number); an estimate that is NaN makes it
 * NaN. */
static double error_of(const double estimates[AP_REPLICATIONS])
{
    double mean = 0;
    double squares = 0;
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        mean += estimates[r] / AP_REPLICATIONS;
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        squares += (estimates[r] - mean) * (estimates[r] - mean);
    }
    return sqrt(squares / (AP_REPLICATIONS - 1) / AP_REPLICATIONS);
}

static void add_replicated_errors(const ap_tally *tally, ap_spread *spread)
{
    double estimates[AP_REPLICATIONS];
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        estimates[r] = ap_tally_part_mean(tally, r);
    }
    spread->mean_error = error_of(estimates);
    for (size_t k = 0; k < AP_LEVELS; k++) {
        for (size_t r = 0; r < AP_REPLICATIONS; r++) {
            estimates[r] = ap_tally_part_quantile(tally, r, ap_levels[k]);
        }
        spread->error[k] = error_of(estimates);
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        estimates[r] = ap_tally_part_tail_mean(tally, r, tail_part);
    }
    spread->tail_error = error_of(estimates);
}

/* From ticks to pounds; a chance has no unit. */
static void scale(ap_spread *spread, double tick)
{
    spread->mean *= tick;
    spread->sd *= tick;
    spread->least *= tick;
    spread->greatest *= tick;
    spread->tail *= tick;
    spread->mean_error *= tick;
    spread->tail_error *= tick;
    for (size_t k = 0; k < AP_LEVELS; k++) {
        spread->at[k] *= tick;
        spread->error[k] *= tick;
    }
}

static void find_spread(ap_findings *findings, size_t m)
{
    const ap_measure_row *row = &findings->measures->rows[m];
    const ap_estimated of = {findings->tally, m, row->what == AP_WHAT_HEADROOM};
    ap_spread *spread = &findings->spreads[m];
    estimate(&of, spread);
    if (m == findings->measures->headline) {
        add_replicated_errors(findings->tally, spread);
    } else {
        add_plain_errors(&of, spread);
    }
    scale(spread, row->tick);
}

static void find_overspend(ap_findings *findings)
{
    const ap_measures *measures = findings->measures;
    size_t whole = ap_measures_find(measures, AP_WHAT_OVERSPEND, AP_OF_WHOLE, 0);
    double n = (double)ap_tally_scenarios(findings->tally);
    double even = whole == AP_NONE ? NAN : 1 - findings->spreads[whole].chance;
    findings->holder = AP_NONE;
    findings->breaks_even = even;
    findings->breaks_even_error = sqrt(even * (1 - even) / n);
    for (size_t k = 0; k < AP_LEVELS; k++) {
        findings->whole_at[k] = whole == AP_NONE ? NAN : findings->spreads[whole].at[k];
    }
    for (size_t m = 0; m < measures->count; m++) {
        const ap_measure_row *row = &measures->rows[m];
        bool is_place = row->what == AP_WHAT_OVERSPEND && row->of == AP_OF_PLACE;
        for (size_t k = 0; is_place && k < AP_LEVELS; k++) {
            findings->place_sum[k] += findings->spreads[m].at[k];
        }
    }
}

static void find_driver(const ap_tally *tally, size_t d, ap_driver_finding *driver)
{
    double uniform = 0;
    driver->driver = d;
    driver->rank = ap_tally_rank_correlation(tally, d);
    driver->sobol = ap_tally_sobol(tally, d);
    (void)ap_tally_slice(tally, 0.78, 0.82, d, &uniform, &driver->at_p80);
    (void)ap_tally_slice(tally, 0.48, 0.52, d, &uniform, &driver->at_median);
    (void)ap_tally_slice(tally, 1 - tail_part, 1, d, &driver->worst, &driver->worst_pounds);
    driver->at_p80 *= pounds_a_penny;
    driver->at_median *= pounds_a_penny;
    driver->worst_pounds *= pounds_a_penny;
}

ap_status ap_findings_of(const ap_measures *measures, const ap_tally *tally,
                         ap_findings **out, ap_error *err)
{
    size_t drivers = ap_tally_shape_of(tally)->drivers;
    ap_findings *findings = calloc(1, sizeof *findings);
    assert(ap_tally_shape_of(tally)->measures == measures->count);
    if (findings == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "findings", "%zu measures", measures->count);
    }
    findings->measures = measures;
    findings->tally = tally;
    findings->driver_count = drivers;
    findings->spreads = calloc(measures->count + 1, sizeof *findings->spreads);
    findings->drivers = calloc(drivers + 1, sizeof *findings->drivers);
    if (findings->spreads == NULL || findings->drivers == NULL) {
        ap_findings_free(findings);
        return ap_fail(err, AP_NO_MEMORY, "findings", "%zu measures", measures->count);
    }
    for (size_t m = 0; m < measures->count; m++) {
        find_spread(findings, m);
    }
    find_overspend(findings);
    for (size_t d = 0; d < drivers; d++) {
        find_driver(tally, d, &findings->drivers[d]);
    }
    *out = findings;
    return AP_OK;
}

/* Pounds that are whole pence are so many ticks, though pounds / 0.01 may be a little less.
 */
double ap_findings_above(const ap_findings *findings, size_t measure, double pounds)
{
    double ticks = pounds / findings->measures->rows[measure].tick;
    double whole = round(ticks);
    bool is_whole = fabs(ticks - whole) <= 1e-6 + 1e-15 * fabs(whole);
    return ap_tally_above(findings->tally, measure, is_whole ? whole : ticks);
}

void ap_findings_free(ap_findings *findings)
{
    if (findings == NULL) {
        return;
    }
    free(findings->spreads);
    free(findings->drivers);
    free(findings->stresses);
    free(findings->backs);
    free(findings);
}
