#include "sample/distribution.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample/listed.h"

/* The most events that a compound may have on average, so that no draw takes long. */
#define MOST_EVENTS 10000.0

/* The most values of a count that are added up for its moments. */
#define MOST_TERMS 2000000

/* Less than this left between the ends, and nothing can be said of it. */
#define LEAST_MASS 1e-250

struct ap_distribution {
    const ap_distribution_kind *kind;
    double constants[AP_CONSTANTS]; /* AP_TAKES_NUMBERS */
    ap_listed listed;               /* AP_TAKES_VALUES, AP_TAKES_POINTS */
    size_t part_count;              /* AP_TAKES_PARTS, AP_TAKES_EVENTS */
    const ap_distribution **parts;
    double *weights; /* of parts; they add up to 1 */

    bool is_cut;
    double low;
    double high;
    ap_tails before_low; /* P(X < low) */
    ap_tails to_high;    /* P(X <= high) */
    double mass;         /* P(low <= X <= high) */

    double mean;
    double variance;
};

static ap_tails cut_tails(const ap_distribution *cut, double x, bool is_strict);
static double cut_quantile(const ap_distribution *cut, ap_tails p);

/* P(X <= x), of is_strict P(X < x), of the whole distribution. */
static ap_tails whole_tails(const ap_distribution *whole, double x, bool is_strict)
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
            ap_tails part = cut_tails(whole->parts[k], x, is_strict);
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
    return whole_tails(context, x, false);
}

/* The mixture's quantile lies between those of its parts. */
static double mixture_quantile(const ap_distribution *mixture, ap_tails p)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t k = 0; k < mixture->part_count; k++) {
        double x = cut_quantile(mixture->parts[k], p);
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

/* P(a < X <= b), by the tail in which both are small. */
static double between(ap_tails a, ap_tails b)
{
    return fmax(a.above <= 0.5 ? a.above - b.above : b.below - a.below, 0);
}

static ap_tails cut_tails(const ap_distribution *cut, double x, bool is_strict)
{
    ap_tails at = whole_tails(cut, x, is_strict);
    if (!cut->is_cut) {
        return at;
    }
    if (x < cut->low || x > cut->high) {
        return ap_tails_below(x < cut->low ? 0 : 1);
    }
    return (ap_tails){fmin(between(cut->before_low, at) / cut->mass, 1),
                      fmin(between(at, cut->to_high) / cut->mass, 1)};
}

static double cut_quantile(const ap_distribution *cut, ap_tails p)
{
    if (!cut->is_cut) {
        return whole_quantile(cut, p);
    }
    /* Not 0, of which an unlimited quantile is infinite. */
    ap_tails rescaled = {fmax(cut->before_low.below + p.below * cut->mass, DBL_MIN),
                         fmax(cut->to_high.above + p.above * cut->mass, DBL_MIN)};
    return fmin(fmax(whole_quantile(cut, rescaled), cut->low), cut->high);
}

static double in_mean(const void *context, ap_tails p)
{
    return cut_quantile(context, p);
}

static double in_variance(const void *context, ap_tails p)
{
    const ap_distribution *cut = context;
    double away = cut_quantile(cut, p) - cut->mean;
    return away * away;
}

/* E X = low + sum of P(X > k), E (X - low)^2 = sum of (2 (k - low) + 1) P(X > k), k from
 * low on; low is where all but 1e-18 lies above. */
static bool count_moments(ap_distribution *cut)
{
    double low = cut_quantile(cut, ap_tails_below(1e-18));
    double sum = 0;
    double squares = 0;
    double above = 1;
    for (size_t term = 0; above > 1e-18 && term < MOST_TERMS; term++) {
        double past = (double)term;
        above = cut_tails(cut, low + past, false).above;
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
    double low = cut_quantile(cut, ap_tails_below(0.1));
    double high = cut_quantile(cut, ap_tails_above(0.1));
    double width = fmax(high - low, 1e-9 * fmax(fabs(low), fabs(high)));
    double scale = fmax(fmax(fabs(low), fabs(high)), 1e-200);
    return ap_integrate(in_mean, cut, scale, &cut->mean) &&
           ap_integrate(in_variance, cut, fmax(width * width, 1e-300), &cut->variance);
}

static ap_status find_moments(ap_distribution *made, const char *where, ap_error *err)
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

/* The ends of a distribution of single values are moved to values, so that a draw at an end
 * is one too. */
static void snap(ap_distribution *made)
{
    const ap_listed *listed = &made->listed;
    if (made->kind->is_count) {
        made->low = ceil(made->low);
        made->high = floor(made->high);
    } else if (made->kind->takes == AP_TAKES_VALUES) {
        size_t from = 0;
        size_t to = listed->count;
        while (from < to && listed->x[from] < made->low) {
            from++;
        }
        while (to > from && listed->x[to - 1] > made->high) {
            to--;
        }
        made->low = from < to ? listed->x[from] : made->low;
        made->high = from < to ? listed->x[to - 1] : made->high;
    }
}

static ap_status cut(ap_distribution *made, const char *where, ap_error *err)
{
    if (made->low == -INFINITY && made->high == INFINITY) {
        return AP_OK;
    }
    if (made->kind->takes == AP_TAKES_EVENTS) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "a compound cannot be cut to [low, high]: cut the size of its "
                       "events, or their number");
    }
    if (!(made->low <= made->high)) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "low, %g, must not be above high, %g: exchange them", made->low,
                       made->high);
    }
    double low = made->low;
    double high = made->high;
    snap(made);
    made->before_low = whole_tails(made, made->low, true);
    made->to_high = whole_tails(made, made->high, false);
    made->mass = between(made->before_low, made->to_high);
    if (!(made->mass > LEAST_MASS)) {
        return ap_fail(
            err, AP_BAD_INPUT, where,
            "nothing of this %s lies between %g and %g: widen them or change its "
            "parameters",
            made->kind->word, low, high);
    }
    made->is_cut = true;
    return AP_OK;
}

/* The parameters as they are given, or by the percentiles that are. */
static ap_status parameters_of(const ap_distribution_kind *kind,
                               const ap_distribution_spec *spec, double parameters[],
                               ap_error *err)
{
    const ap_percentiles *given = &spec->percentiles;
    memcpy(parameters, spec->parameters, sizeof spec->parameters);
    return isnan(given->p10) && isnan(given->p50) && isnan(given->p90)
               ? AP_OK
               : ap_fit(kind, given, spec->where, parameters, err);
}

/* Of kinds that take none, see to it that none are given. */
static ap_status take_numbers(ap_distribution *made, const ap_distribution_spec *spec,
                              ap_error *err)
{
    double given[AP_PARAMETERS];
    double filled[AP_PARAMETERS];
    ap_status status = parameters_of(made->kind, spec, given, err);
    if (status == AP_OK) {
        status =
            ap_kind_prepare(made->kind, given, spec->where, filled, made->constants, err);
    }
    if (status == AP_OK && made->kind->is_cut) {
        made->low = fmax(made->low, filled[made->kind->parameter_count - 2]);
        made->high = fmin(made->high, filled[made->kind->parameter_count - 1]);
    }
    return status;
}

/* Room for parts and weights; the weights are made to add up to 1. */
static ap_status take_parts(ap_distribution *made, const ap_distribution_spec *spec,
                            ap_error *err)
{
    double total = 0;
    made->parts = calloc(spec->count + 1, sizeof(const ap_distribution *));
    made->weights = calloc(spec->count + 1, sizeof *made->weights);
    if (made->parts == NULL || made->weights == NULL) {
        return ap_fail(err, AP_NO_MEMORY, spec->where, "%zu parts", spec->count);
    }
    for (size_t k = 0; k < spec->count; k++) {
        double weight = spec->weights == NULL ? 1 : spec->weights[k];
        if (!(weight >= 0 && weight <= 1e100)) {
            return ap_fail(err, AP_BAD_INPUT, spec->where,
                           "weight %zu is %g: weights must be 0 or more", k + 1, weight);
        }
        if (ap_distribution_is_compound(spec->parts[k])) {
            return ap_fail(err, AP_BAD_INPUT, spec->where,
                           "part %zu of a %s is a compound: make the compound a driver of "
                           "its own",
                           k + 1, made->kind->word);
        }
        if (weight > 0) {
            made->weights[made->part_count] = weight;
            made->parts[made->part_count++] = spec->parts[k];
        }
        total += weight;
    }
    for (size_t k = 0; k < made->part_count; k++) {
        made->weights[k] /= total;
    }
    return made->part_count > 0
               ? AP_OK
               : ap_fail(err, AP_BAD_INPUT, spec->where,
                         "a %s needs parts with a weight above 0", made->kind->word);
}

static bool are_counts(const ap_distribution *events)
{
    bool are_whole = events->kind->is_count;
    if (events->kind->takes == AP_TAKES_VALUES) {
        are_whole = true;
        for (size_t k = 0; k < events->listed.count; k++) {
            double x = events->listed.x[k];
            are_whole = are_whole && x >= 0 && x == floor(x) && x < AP_INDEX_LIMIT;
        }
    }
    return are_whole;
}

static ap_status take_events(ap_distribution *made, const ap_distribution_spec *spec,
                             ap_error *err)
{
    if (spec->count != 2 || spec->weights != NULL) {
        return ap_fail(err, AP_BAD_INPUT, spec->where,
                       "a compound needs two distributions: how many events there are, and "
                       "how large one is");
    }
    ap_status status = take_parts(made, spec, err);
    if (status != AP_OK) {
        return status;
    }
    const ap_distribution *events = made->parts[0];
    if (!are_counts(events) || events->mean > MOST_EVENTS) {
        return ap_fail(err, AP_BAD_INPUT, spec->where,
                       "the number of events of a compound must be a count (poisson, "
                       "negative_binomial, binomial, bernoulli, or discrete with whole "
                       "values) of at most %g on average: for more, use a normal or gamma "
                       "total",
                       MOST_EVENTS);
    }
    return AP_OK;
}

static ap_status take_lists(ap_distribution *made, const ap_distribution_spec *spec,
                            ap_error *err)
{
    switch (made->kind->takes) {
    case AP_TAKES_VALUES:
        return ap_listed_values(spec->count, spec->values, spec->weights, spec->where,
                                &made->listed, err);
    case AP_TAKES_POINTS:
        return ap_listed_points(spec->count, spec->values, spec->weights, spec->where,
                                &made->listed, err);
    case AP_TAKES_PARTS:
        return take_parts(made, spec, err);
    case AP_TAKES_EVENTS:
        return take_events(made, spec, err);
    default:
        return AP_OK;
    }
}

ap_status ap_distribution_new(const ap_distribution_spec *spec, ap_distribution **out,
                              ap_error *err)
{
    ap_status status = AP_OK;
    ap_distribution *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ap_fail(err, AP_NO_MEMORY, spec->where, "a distribution");
    }
    made->low = spec->low;
    made->high = spec->high;
    AP_TRY(ap_kind_find(spec->kind, spec->where, &made->kind, err));
    AP_TRY(take_numbers(made, spec, err));
    AP_TRY(take_lists(made, spec, err));
    AP_TRY(cut(made, spec->where, err));
    AP_TRY(find_moments(made, spec->where, err));
    *out = made;
    made = NULL;
done:
    ap_distribution_free(made);
    return status;
}

void ap_distribution_free(ap_distribution *distribution)
{
    if (distribution != NULL) {
        ap_listed_free(&distribution->listed);
        free(distribution->parts);
        free(distribution->weights);
    }
    free(distribution);
}

bool ap_distribution_is_compound(const ap_distribution *distribution)
{
    return distribution->kind->takes == AP_TAKES_EVENTS;
}

bool ap_distribution_is_discrete(const ap_distribution *distribution)
{
    bool are_discrete = distribution->kind->takes == AP_TAKES_PARTS;
    for (size_t k = 0; k < distribution->part_count && are_discrete; k++) {
        are_discrete = ap_distribution_is_discrete(distribution->parts[k]);
    }
    return distribution->kind->is_count || distribution->kind->takes == AP_TAKES_VALUES ||
           are_discrete;
}

const ap_distribution *ap_distribution_part(const ap_distribution *compound, size_t k)
{
    assert(ap_distribution_is_compound(compound) && k < compound->part_count);
    return compound->parts[k];
}

ap_tails ap_distribution_tails(const ap_distribution *distribution, double x)
{
    assert(!ap_distribution_is_compound(distribution));
    return cut_tails(distribution, x, false);
}

double ap_distribution_quantile_of(const ap_distribution *distribution, ap_tails p)
{
    assert(!ap_distribution_is_compound(distribution) && p.below > 0 && p.above > 0);
    return cut_quantile(distribution, p);
}

double ap_distribution_quantile(const ap_distribution *distribution, double u)
{
    assert(!ap_distribution_is_compound(distribution) && u > 0 && u < 1);
    return cut_quantile(distribution, ap_tails_below(u));
}

double ap_distribution_draw(const ap_distribution *distribution, double u,
                            const ap_address *at)
{
    if (!ap_distribution_is_compound(distribution)) {
        return ap_distribution_quantile(distribution, u);
    }
    double events = ap_distribution_quantile(distribution->parts[0], u);
    double sum = 0;
    ap_address event = *at;
    event.use = AP_USE_EVENT;
    for (event.index = 0; event.index < events && event.index < AP_INDEX_LIMIT - 1;
         event.index++) {
        sum += ap_distribution_quantile(distribution->parts[1], ap_random_uniform(&event));
    }
    return sum;
}

double ap_distribution_mean(const ap_distribution *distribution)
{
    return distribution->mean;
}

double ap_distribution_variance(const ap_distribution *distribution)
{
    return distribution->variance;
}
