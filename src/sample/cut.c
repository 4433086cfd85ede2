#include "sample/cut.h"

#include <float.h>
#include <math.h>

ap_tails ap_whole_tails(const ap_distribution *whole, double x, bool is_strict)
{
    ap_tails sum = {0, 0};
    if (isinf(x)) {
        return ap_tails_below(x < 0 ? 0 : 1);
    }
    switch (whole->kind->takes) {
    case AP_TAKES_VALUES:
    case AP_TAKES_POINTS:
        return ap_listed_tails(&whole->listed, x, is_strict);
    case AP_TAKES_PARTS:
        for (size_t k = 0; k < whole->part_count; k++) {
            ap_tails part = ap_cut_tails(whole->parts[k], x, is_strict);
            sum.below += whole->weights[k] * part.below;
            sum.above += whole->weights[k] * part.above;
        }
        return sum;
    default:
        if (whole->kind->is_count) {
            x = is_strict ? ceil(x) - 1 : floor(x);
        }
        return whole->kind->family->tails(whole->constants, x);
    }
}

static ap_tails mixture_tails(const void *context, double x)
{
    return ap_whole_tails(context, x, false);
}

/* The mixture's quantile lies between those of its parts. */
static double mixture_quantile(const ap_distribution *mixture, ap_tails p)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t k = 0; k < mixture->part_count; k++) {
        double x = ap_cut_quantile(mixture->parts[k], p);
        low = fmin(low, x);
        high = fmax(high, x);
    }
    return isfinite(low) && isfinite(high) ? ap_invert(mixture_tails, mixture, p, low, high)
                                           : (p.below <= p.above ? low : high);
}

static double whole_quantile(const ap_distribution *whole, ap_tails p)
{
    switch (whole->kind->takes) {
    case AP_TAKES_VALUES:
    case AP_TAKES_POINTS:
        return ap_listed_quantile(&whole->listed, p);
    case AP_TAKES_PARTS:
        return mixture_quantile(whole, p);
    default:
        return whole->kind->family->quantile(whole->constants, p);
    }
}

ap_tails ap_cut_tails(const ap_distribution *cut, double x, bool is_strict)
{
    ap_tails at = ap_whole_tails(cut, x, is_strict);
    if (!cut->is_cut) {
        return at;
    }
    if (x < cut->low || x > cut->high) {
        return ap_tails_below(x < cut->low ? 0 : 1);
    }
    return (ap_tails){fmin(ap_tails_between(cut->before_low, at) / cut->mass, 1),
                      fmin(ap_tails_between(at, cut->to_high) / cut->mass, 1)};
}

double ap_cut_quantile(const ap_distribution *cut, ap_tails p)
{
    if (!cut->is_cut) {
        return whole_quantile(cut, p);
    }
    /* Not 0, of which an unlimited quantile is infinite. */
    ap_tails rescaled = {fmax(cut->before_low.below + p.below * cut->mass, DBL_MIN),
                         fmax(cut->to_high.above + p.above * cut->mass, DBL_MIN)};
    return fmin(fmax(whole_quantile(cut, rescaled), cut->low), cut->high);
}
