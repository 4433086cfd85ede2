#include "sample/moments.h"

#include <math.h>

/* The most values of a count that are added up for its moments. */
#define MOST_TERMS 2000000

static double in_mean(const void *context, ap_tails p)
{
    return ap_cut_quantile(context, p);
}

static double in_variance(const void *context, ap_tails p)
{
    const ap_distribution *cut = context;
    double away = ap_cut_quantile(cut, p) - cut->mean;
    return away * away;
}

/* E X = low + sum of P(X > k), E (X - low)^2 = sum of (2 (k - low) + 1) P(X > k), k from
 * low on; low is where all but 1e-18 lies above. */
static bool count_moments(ap_distribution *cut)
{
    double low = ap_cut_quantile(cut, ap_tails_below(1e-18));
    double sum = 0;
    double squares = 0;
    double above = 1;
    for (size_t term = 0; above > 1e-18 && term < MOST_TERMS; term++) {
        double past = (double)term;
        above = ap_cut_tails(cut, low + past, false).above;
        sum += above;
        squares += (2 * past + 1) * above;
    }
    cut->mean = low + sum;
    cut->variance = fmax(squares - sum * sum, 0);
    return above <= 1e-18;
}

/* Of a whole mixture: the parts' means, variances, and how far the means are apart. */
static void mixture_moments(ap_distribution *mixture)
{
    for (size_t k = 0; k < mixture->part_count; k++) {
        mixture->mean += mixture->weights[k] * mixture->parts[k]->mean;
    }
    for (size_t k = 0; k < mixture->part_count; k++) {
        double away = mixture->parts[k]->mean - mixture->mean;
        mixture->variance +=
            mixture->weights[k] * (mixture->parts[k]->variance + away * away);
    }
}

/* Wald: E S = E N E X,  Var S = E N Var X + Var N (E X)^2. */
static void compound_moments(ap_distribution *compound)
{
    const ap_distribution *events = compound->parts[0];
    const ap_distribution *size = compound->parts[1];
    compound->mean = events->mean * size->mean;
    compound->variance =
        events->mean * size->variance + events->variance * size->mean * size->mean;
}

static bool integrate_moments(ap_distribution *cut)
{
    double low = ap_cut_quantile(cut, ap_tails_below(0.1));
    double high = ap_cut_quantile(cut, ap_tails_above(0.1));
    double width = fmax(high - low, 1e-9 * fmax(fabs(low), fabs(high)));
    double scale = fmax(fmax(fabs(low), fabs(high)), 1e-200);
    return ap_integrate(in_mean, cut, scale, &cut->mean) &&
           ap_integrate(in_variance, cut, fmax(width * width, 1e-300), &cut->variance);
}

ap_status ap_moments_find(ap_distribution *made, const char *where, ap_error *err)
{
    const ap_distribution_kind *kind = made->kind;
    bool is_known = true;
    if (kind->takes == AP_TAKES_VALUES || kind->takes == AP_TAKES_POINTS) {
        ap_listed_moments(&made->listed, made->low, made->high, &made->mean,
                          &made->variance);
    } else if (kind->takes == AP_TAKES_EVENTS) {
        compound_moments(made);
    } else if (made->is_cut && kind->is_count) {
        is_known = count_moments(made);
    } else if (made->is_cut) {
        is_known = integrate_moments(made);
    } else if (kind->takes == AP_TAKES_PARTS) {
        mixture_moments(made);
    } else {
        made->mean = kind->family->mean(made->constants);
        made->variance = kind->family->variance(made->constants);
    }
    if (!is_known || !isfinite(made->mean) || !isfinite(made->variance)) {
        return ap_fail(
            err, AP_BAD_INPUT, where,
            "mean and variance of this %s cannot be computed: its parameters are "
            "too extreme; cut it to [low, high], or measure in a larger unit",
            kind->word);
    }
    return AP_OK;
}
