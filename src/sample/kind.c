#include "sample/kind.h"

#include <math.h>

#include "base/text.h"

/* The greatest amount, and the least width. */
#define MOST  1e15
#define LEAST 1e-12

#define ANY -MOST, MOST, NAN

static const ap_distribution_kind kinds[] = {
    {.word = "uniform",
     .help = "Anything between two ends is as likely as anything else.",
     .parameter_count = 2,
     .parameters = {{"low", ANY, "The least."}, {"high", ANY, "The greatest."}},
     .remedy = "low must be below high",
     .family = &ap_family_uniform},
    {.word = "triangular",
     .help = "Likeliest at the mode, falling in straight lines.",
     .parameter_count = 3,
     .parameters = {{"low", ANY, "The least."},
                    {"mode", ANY, "The likeliest."},
                    {"high", ANY, "The greatest."}},
     .remedy = "they must ascend: low, mode, high, with low below high",
     .family = &ap_family_triangular},
    {.word = "pert",
     .help = "As triangular, but rounded, with thinner ends.",
     .parameter_count = 4,
     .parameters = {{"low", ANY, "The least."},
                    {"mode", ANY, "The likeliest."},
                    {"high", ANY, "The greatest."},
                    {"shape", 0, 1000, 4, "How strongly the mode draws; 0 is uniform."}},
     .remedy = "they must ascend: low, mode, high, with low below high",
     .family = &ap_family_pert},
    {.word = "normal",
     .help = "The bell curve.",
     .parameter_count = 2,
     .parameters = {{"mean", ANY, "Mean."},
                    {"sd", LEAST, MOST, NAN, "Standard deviation."}},
     .family = &ap_family_normal},
    {.word = "truncated_normal",
     .help = "The bell curve between two ends.",
     .parameter_count = 4,
     .parameters = {{"mean", ANY, "Mean of the whole bell curve."},
                    {"sd", LEAST, MOST, NAN, "Its standard deviation."},
                    {"low", -MOST, MOST, -INFINITY, "The least; none: no limit."},
                    {"high", -MOST, MOST, INFINITY, "The greatest; none: no limit."}},
     .remedy = "low must be below high",
     .family = &ap_family_truncated_normal,
     .is_cut = true},
    {.word = "lognormal",
     .help = "Above 0 and skewed: its logarithm is normal.",
     .parameter_count = 2,
     .parameters = {{"mean", LEAST, MOST, NAN, "Mean."},
                    {"sd", LEAST, MOST, NAN, "Standard deviation."}},
     .remedy = "sd must be between 0.000001 and 100 times the mean",
     .family = &ap_family_lognormal},
    {.word = "lognormal_p10_p90",
     .help = "The lognormal with these percentiles.",
     .parameter_count = 2,
     .parameters = {{"p10", LEAST, MOST, NAN, "One in ten is below."},
                    {"p90", LEAST, MOST, NAN, "One in ten is above."}},
     .remedy = "p90 must be above p10 and at most 10,000 times as much",
     .family = &ap_family_lognormal_p10_p90},
    {.word = "percentiles",
     .help = "A smooth curve through three percentiles.",
     .parameter_count = 3,
     .parameters = {{"p10", ANY, "One in ten is below."},
                    {"p50", ANY, "As many are below as above."},
                    {"p90", ANY, "One in ten is above."}},
     .remedy =
         "they must ascend, and neither half may be more than 50 times as wide as the "
         "other; for such a shape give cumulative points",
     .family = &ap_family_percentiles},
    {.word = "beta",
     .help = "Between two ends, of almost any shape.",
     .parameter_count = 4,
     .parameters = {{"alpha", 0.05, 1e5, NAN, "Draws up; above 1 for a curve with a hump."},
                    {"beta", 0.05, 1e5, NAN, "Draws down."},
                    {"low", -MOST, MOST, 0, "The least."},
                    {"high", -MOST, MOST, 1, "The greatest."}},
     .remedy = "low must be below high",
     .family = &ap_family_beta},
    {.word = "gamma",
     .help = "Above 0; the time until a number of events.",
     .parameter_count = 2,
     .parameters = {{"shape", 0.05, 1e6, NAN, "The smaller, the more skewed."},
                    {"scale", LEAST, MOST, NAN, "Mean divided by shape."}},
     .family = &ap_family_gamma},
    {.word = "weibull",
     .help = "Above 0; how long something lasts.",
     .parameter_count = 2,
     .parameters = {{"shape", 0.1, 1000, NAN, "Above 1: it wears out; below: it runs in."},
                    {"scale", LEAST, MOST, NAN, "63% are below."}},
     .family = &ap_family_weibull},
    {.word = "student_t",
     .help = "A bell curve with heavy tails.",
     .parameter_count = 3,
     .parameters = {{"degrees", 2.1, 1e6, NAN, "Degrees of freedom; few: heavy tails."},
                    {"centre", -MOST, MOST, 0, "Mean and median."},
                    {"scale", LEAST, MOST, 1, "What the standard t is multiplied by."}},
     .family = &ap_family_student_t},
    {.word = "bernoulli",
     .help = "1 if it happens, 0 if not.",
     .is_count = true,
     .parameter_count = 1,
     .parameters = {{"chance", 0, 1, NAN, "That it happens."}},
     .family = &ap_family_bernoulli},
    {.word = "binomial",
     .help = "How many of a number of trials succeed.",
     .is_count = true,
     .parameter_count = 2,
     .parameters = {{"trials", 1, 1e6, NAN, "How many there are."},
                    {"chance", 0, 1, NAN, "That one succeeds."}},
     .remedy = "trials must be a whole number",
     .family = &ap_family_binomial},
    {.word = "poisson",
     .help = "How many of many rare events happen.",
     .is_count = true,
     .parameter_count = 1,
     .parameters = {{"mean", LEAST, 1e8, NAN, "Mean number of events."}},
     .family = &ap_family_poisson},
    {.word = "negative_binomial",
     .help = "A Poisson count whose mean itself varies.",
     .is_count = true,
     .parameter_count = 2,
     .parameters = {{"mean", 1e-6, 1e6, NAN, "Mean number of events."},
                    {"size", 0.05, 1e5, NAN, "Variance is mean + mean squared / size."}},
     .family = &ap_family_negative_binomial},
    {.word = "discrete",
     .help = "One of some values, by their weights.",
     .takes = AP_TAKES_VALUES},
    {.word = "empirical",
     .help = "One of the values seen, each as likely.",
     .takes = AP_TAKES_VALUES},
    {.word = "cumulative",
     .help = "Straight lines through points of P(X <= x).",
     .takes = AP_TAKES_POINTS},
    {.word = "mixture",
     .help = "One of some distributions, by their weights.",
     .takes = AP_TAKES_PARTS},
    {.word = "compound",
     .help = "The sum of a random number of events of random size.",
     .takes = AP_TAKES_EVENTS},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const ap_distribution_kind *ap_kinds(size_t *count)
{
    *count = KINDS;
    return kinds;
}

ap_status ap_kind_find(const char *word, const char *where,
                       const ap_distribution_kind **out, ap_error *err)
{
    const char *words[KINDS];
    for (size_t k = 0; k < KINDS; k++) {
        words[k] = kinds[k].word;
        if (ap_text_same(word, words[k])) {
            *out = &kinds[k];
            return AP_OK;
        }
    }
    const char *near = ap_text_nearest(word, KINDS, words);
    return near != NULL
               ? ap_fail(err, AP_BAD_INPUT, where,
                         "there is no distribution \"%s\"; is it \"%s\"?", word, near)
               : ap_fail(err, AP_BAD_INPUT, where,
                         "there is no distribution \"%s\"; normal, triangular, lognormal, "
                         "percentiles and mixture are some there are",
                         word);
}

/* A parameter as given, or its fallback, in range. A fallback may lie outside it. */
static ap_status fill(const ap_distribution_kind *kind, size_t k, double given,
                      const char *where, double *filled, ap_error *err)
{
    const ap_parameter *is = &kind->parameters[k];
    if (k >= kind->parameter_count) {
        return isnan(given)
                   ? AP_OK
                   : ap_fail(
                         err, AP_BAD_INPUT, where,
                         "%s takes %zu parameters, but parameter %zu is given: leave it "
                         "blank",
                         kind->word, kind->parameter_count, k + 1);
    }
    if (isnan(given) && isnan(is->fallback)) {
        return ap_fail(err, AP_BAD_INPUT, where, "%s needs %s: %s", kind->word, is->name,
                       is->help);
    }
    if (!isnan(given) && given != is->fallback &&
        !(given >= is->low && given <= is->high)) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "%s of %s must lie between %g and %g, not %g", is->name, kind->word,
                       is->low, is->high, given);
    }
    *filled = isnan(given) ? is->fallback : given;
    return AP_OK;
}

ap_status ap_kind_prepare(const ap_distribution_kind *kind,
                          const double given[AP_PARAMETERS], const char *where,
                          double filled[AP_PARAMETERS], double constants[AP_CONSTANTS],
                          ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t k = 0; k < AP_PARAMETERS; k++) {
        filled[k] = NAN;
        constants[k] = 0;
        AP_TRY(fill(kind, k, given[k], where, &filled[k], err));
    }
    if (kind->family != NULL && !kind->family->prepare(filled, constants)) {
        return ap_fail(err, AP_BAD_INPUT, where, "parameters of %s: %s", kind->word,
                       kind->remedy);
    }
done:
    return status;
}
