#include "sample/fit_cut.h"

#include <math.h>

enum { MEAN, SD, LOW, HIGH };

/* So many standard deviations beyond an end the mean may lie, and what is left of the curve
 * is still a double. */
#define FARTHEST 32.0

/* Of P90 - P10, the greatest standard deviation: any flatter is flat. */
#define FLATTEST 1000.0

typedef struct ap_cut_fit {
    double mean;
    double sd;
    double low;
    double high;
    double p10;
    double p90;
} ap_cut_fit;

static ap_tails whole(const ap_cut_fit *fit, double x)
{
    return isinf(x) ? ap_tails_below(x < 0 ? 0 : 1)
                    : ap_normal_tails((x - fit->mean) / fit->sd);
}

static ap_tails left(const void *context, double x)
{
    const ap_cut_fit *fit = context;
    ap_tails low = whole(fit, fit->low);
    ap_tails high = whole(fit, fit->high);
    ap_tails at = whole(fit, x);
    double mass = ap_tails_between(low, high);
    return (ap_tails){ap_tails_between(low, at) / mass, ap_tails_between(at, high) / mass};
}

/* What lies beyond P10 rises with the mean. */
static ap_tails beyond_p10(const void *context, double mean)
{
    ap_cut_fit fit = *(const ap_cut_fit *)context;
    fit.mean = mean;
    ap_tails at = left(&fit, fit.p10);
    return (ap_tails){at.above, at.below};
}

static bool is_tenth(double chance)
{
    return fabs(chance - 0.1) <= 1e-9;
}

/* False when the curve is so flat that none is found within reach. */
static bool find_mean(ap_cut_fit *fit)
{
    double reach = FARTHEST * fit->sd;
    double least = (isinf(fit->low) ? fit->p10 : fit->low) - reach;
    double most = (isinf(fit->high) ? fit->p10 : fit->high) + reach;
    fit->mean = ap_invert(beyond_p10, fit, ap_tails_above(0.1), least, most);
    return is_tenth(left(fit, fit->p10).below);
}

/* What lies beyond P90 rises with the standard deviation, P10 being where it is. */
static ap_tails beyond_p90(const void *context, double sd)
{
    ap_cut_fit fit = *(const ap_cut_fit *)context;
    fit.sd = sd;
    if (!find_mean(&fit)) {
        return ap_tails_below(1);
    }
    ap_tails at = left(&fit, fit.p90);
    return (ap_tails){at.above, at.below};
}

/* Ends cut the tails off, so the whole curve is wider than what is left of it. */
static bool find(ap_cut_fit *fit)
{
    double width = fit->p90 - fit->p10;
    double least = 0.99 * width / (2 * AP_Z90);
    fit->sd = ap_invert(beyond_p90, fit, ap_tails_below(0.1), least, FLATTEST * width);
    return find_mean(fit) && is_tenth(left(fit, fit->p90).above);
}

static ap_status begin(const ap_distribution_kind *kind, const double parameters[],
                       const char *where, ap_cut_fit *fit, ap_error *err)
{
    double filled[AP_PARAMETERS];
    double constants[AP_CONSTANTS];
    const double probe[AP_PARAMETERS] = {0, 1, parameters[LOW], parameters[HIGH]};
    if (!isnan(parameters[MEAN]) || !isnan(parameters[SD])) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "%s has percentiles and %s too: leave one of them blank", kind->word,
                       kind->parameters[isnan(parameters[MEAN]) ? SD : MEAN].name);
    }
    ap_status status = ap_kind_prepare(kind, probe, where, filled, constants, err);
    if (status != AP_OK) {
        return status;
    }
    fit->low = filled[LOW];
    fit->high = filled[HIGH];
    return fit->low < fit->p10 && fit->p10 < fit->p90 && fit->p90 < fit->high
               ? AP_OK
               : ap_fail(err, AP_BAD_INPUT, where,
                         "low, P10, P90 and high of %s are %g, %g, %g and %g: they must "
                         "ascend",
                         kind->word, fit->low, fit->p10, fit->p90, fit->high);
}

ap_status ap_fit_cut(const ap_distribution_kind *kind, const ap_percentiles *given,
                     const char *where, double parameters[AP_PARAMETERS], double *p50,
                     ap_error *err)
{
    ap_cut_fit fit = {.p10 = given->p10, .p90 = given->p90};
    ap_status status = begin(kind, parameters, where, &fit, err);
    if (status != AP_OK) {
        return status;
    }
    if (!find(&fit)) {
        return ap_fail(
            err, AP_BAD_INPUT, where,
            "no bell curve between %g and %g has P10 %g and P90 %g, they are too "
            "far apart for it: use beta or percentiles",
            fit.low, fit.high, fit.p10, fit.p90);
    }
    *p50 = ap_invert(left, &fit, ap_tails_below(0.5), fit.p10, fit.p90);
    parameters[MEAN] = fit.mean;
    parameters[SD] = fit.sd;
    return AP_OK;
}
