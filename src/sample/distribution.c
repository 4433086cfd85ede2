#include "sample/distribution.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample/cut.h"
#include "sample/moments.h"

/* The most events that a compound may have on average, so that no draw takes long. */
#define MOST_EVENTS 10000.0

/* A compound may have more events than there are numbers for so often. */
#define RAREST 1e-9

/* Less than this left between the ends, and nothing can be said of it. */
#define LEAST_MASS 1e-250

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

static ap_status cut_to_mass(ap_distribution *made, const char *where, ap_error *err)
{
    double low = made->low;
    double high = made->high;
    snap(made);
    made->before_low = ap_whole_tails(made, made->low, true);
    made->to_high = ap_whole_tails(made, made->high, false);
    made->mass = ap_tails_between(made->before_low, made->to_high);
    return made->mass > LEAST_MASS
               ? AP_OK
               : ap_fail(err, AP_BAD_INPUT, where,
                         "nothing of this %s lies between %g and %g: widen them or change "
                         "its parameters",
                         made->kind->word, low, high);
}

/* Attempts at a draw have numbers for so many events. */
static ap_status cut_compound(const ap_distribution *made, const char *where, ap_error *err)
{
    const ap_distribution *events = made->parts[0];
    return ap_cut_tails(events, AP_MOST_CUT_EVENTS, false).above <= RAREST
               ? AP_OK
               : ap_fail(err, AP_BAD_INPUT, where,
                         "a compound that is cut to [low, high] may have %.0f events, and "
                         "this one can have more: cut the number of its events too",
                         AP_MOST_CUT_EVENTS);
}

static ap_status cut(ap_distribution *made, const char *where, ap_error *err)
{
    if (made->low == -INFINITY && made->high == INFINITY) {
        return AP_OK;
    }
    if (!(made->low <= made->high)) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "low, %g, must not be above high, %g: exchange them", made->low,
                       made->high);
    }
    made->is_cut = true;
    return made->kind->takes == AP_TAKES_EVENTS ? cut_compound(made, where, err)
                                                : cut_to_mass(made, where, err);
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
    AP_TRY(ap_moments_find(made, spec->where, err));
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
    return ap_cut_tails(distribution, x, false);
}

double ap_distribution_quantile_of(const ap_distribution *distribution, ap_tails p)
{
    assert(!ap_distribution_is_compound(distribution) && p.below > 0 && p.above > 0);
    return ap_cut_quantile(distribution, p);
}

double ap_distribution_quantile(const ap_distribution *distribution, double u)
{
    assert(!ap_distribution_is_compound(distribution) && u > 0 && u < 1);
    return ap_cut_quantile(distribution, ap_tails_below(u));
}

double ap_distribution_add_events(const ap_distribution *compound,
                                  const ap_event_draws *draws, double count,
                                  const ap_address *at)
{
    return ap_compound_draw(draws, count, compound->is_cut ? &compound->ends : NULL, at);
}

static double count_of(const void *context, double u)
{
    return ap_distribution_quantile(ap_distribution_part(context, 0), u);
}

static double size_of(const void *context, double u)
{
    return ap_distribution_quantile(ap_distribution_part(context, 1), u);
}

double ap_distribution_draw(const ap_distribution *distribution, double u,
                            const ap_address *at)
{
    if (!ap_distribution_is_compound(distribution)) {
        return ap_distribution_quantile(distribution, u);
    }
    const ap_event_draws draws = {distribution, count_of, size_of};
    return ap_distribution_add_events(distribution, &draws, count_of(distribution, u), at);
}

double ap_distribution_mean(const ap_distribution *distribution)
{
    return distribution->mean;
}

double ap_distribution_variance(const ap_distribution *distribution)
{
    return distribution->variance;
}
