#include "sample/moments.h"

#include <math.h>

#include "sample/lattice.h"

/* The most values of a count that are added up for its moments. */
#define MOST_TERMS 2000000

/* What of the number and of the size of events is too rare to matter for moments. */
#define RARE_COUNT 1e-12
#define RARE_SIZE  1e-9

/* So much of a compound a cut must leave, as it is drawn by attempts: a tenth, to within
 * what a lattice may be off. */
#define LEAST_CHANCE 0.09999

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

static ap_tails tails_of(const void *context, double x)
{
    return ap_cut_tails(context, x, false);
}

/* The greatest common divisor of two sizes, to within rounding. */
static double divisor(double a, double b)
{
    double least = 1e-9 * fmax(a, b);
    while (b > least) {
        double rest = fabs(remainder(a, b));
        a = b;
        b = rest;
    }
    return a;
}

static double step_of(const ap_distribution *size);

/* Parts that are always 0 are multiples of anything. */
static double step_of_parts(const ap_distribution *mixture)
{
    double step = 0;
    for (size_t k = 0; k < mixture->part_count; k++) {
        const ap_distribution *part = mixture->parts[k];
        double of_part = step_of(part);
        if (of_part == 0 && (part->mean != 0 || part->variance != 0)) {
            return 0;
        }
        step = divisor(step, of_part);
    }
    return step;
}

/* What all values are a multiple of; 0: there is no such step, as of continuous kinds. */
static double step_of(const ap_distribution *size)
{
    double step = 0;
    if (size->kind->takes == AP_TAKES_VALUES) {
        for (size_t k = 0; k < size->listed.count; k++) {
            step = divisor(step, fabs(size->listed.x[k]));
        }
    } else if (size->kind->takes == AP_TAKES_PARTS) {
        step = step_of_parts(size);
    } else if (size->kind->is_count) {
        step = 1;
    }
    return step;
}

/* Of what is left of a compound between its ends. */
static ap_status cut_compound_moments(ap_distribution *compound, const char *where,
                                      ap_error *err)
{
    const ap_distribution *events = compound->parts[0];
    const ap_distribution *size = compound->parts[1];
    const ap_sum sum = {
        .count = tails_of,
        .of_count = events,
        .fewest = ap_cut_quantile(events, ap_tails_below(RARE_COUNT)),
        .most =
            fmin(ap_cut_quantile(events, ap_tails_above(RARE_COUNT)), AP_MOST_CUT_EVENTS),
        .size = tails_of,
        .of_size = size,
        .least = ap_cut_quantile(size, ap_tails_below(RARE_SIZE)),
        .greatest = ap_cut_quantile(size, ap_tails_above(RARE_SIZE)),
        .step = step_of(size),
        .mean = compound->mean,
        .variance = compound->variance,
    };
    const ap_ends ends = {compound->low, compound->high, sqrt(compound->variance)};
    ap_sum_part part = {0, 0, 0};
    ap_status status = ap_sum_between(&sum, &ends, where, &part, err);
    if (status == AP_OK && part.chance < LEAST_CHANCE) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "%.3g%% of this compound lies between %g and %g, and at least 10%% "
                       "are needed: widen them, or cut the size of its events or their "
                       "number",
                       100 * part.chance, compound->low, compound->high);
    }
    compound->ends = ends;
    compound->mass = part.chance;
    compound->mean = part.mean;
    compound->variance = part.variance;
    return status;
}

/* Wald: E S = E N E X,  Var S = E N Var X + Var N (E X)^2. */
static ap_status compound_moments(ap_distribution *compound, const char *where,
                                  ap_error *err)
{
    const ap_distribution *events = compound->parts[0];
    const ap_distribution *size = compound->parts[1];
    compound->mean = events->mean * size->mean;
    compound->variance =
        events->mean * size->variance + events->variance * size->mean * size->mean;
    return compound->is_cut ? cut_compound_moments(compound, where, err) : AP_OK;
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
    ap_status status = AP_OK;
    const ap_distribution_kind *kind = made->kind;
    bool is_known = true;
    if (kind->takes == AP_TAKES_VALUES || kind->takes == AP_TAKES_POINTS) {
        ap_listed_moments(&made->listed, made->low, made->high, &made->mean,
                          &made->variance);
    } else if (kind->takes == AP_TAKES_EVENTS) {
        AP_TRY(compound_moments(made, where, err));
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
done:
    return status;
}
