#include "sample/fit_count.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { P10, P50, P90, PERCENTILES };

static const double chances[PERCENTILES] = {0.1, 0.5, 0.9};

/* Which parameter moves a count, and which one spreads it: by s, more the greater s is. */
typedef struct ap_counted {
    const char *word;
    size_t mover;
    size_t spreader; /* AP_PARAMETERS: none */
    double (*spreader_of)(double s);
    double (*s_of)(double spreader);
} ap_counted;

static double trials_of(double s)
{
    return floor(-1 / s + 0.5);
}

static double s_of_trials(double trials)
{
    return -1 / trials;
}

static double size_of(double s)
{
    return 1 / s - 1;
}

static double s_of_size(double size)
{
    return 1 / (1 + size);
}

static const ap_counted counted[] = {
    {"poisson", 0, AP_PARAMETERS, NULL, NULL},
    {"binomial", 1, 0, trials_of, s_of_trials},
    {"negative_binomial", 0, 1, size_of, s_of_size},
};

enum { COUNTED = sizeof counted / sizeof counted[0] };

/* Its row; COUNTED when there is none. */
static size_t row_of(const ap_distribution_kind *kind)
{
    size_t k = 0;
    while (k < COUNTED && strcmp(counted[k].word, kind->word) != 0) {
        k++;
    }
    return k;
}

bool ap_fit_has_count(const ap_distribution_kind *kind)
{
    return row_of(kind) < COUNTED;
}

/* A fit on its way, and where the mover has to be for each percentile: above one number, up
 * to another. */
typedef struct ap_count_fit {
    const ap_distribution_kind *kind;
    const ap_counted *counted;
    double parameters[AP_PARAMETERS];
    double given[PERCENTILES]; /* P50 may be NaN */
    double k;                  /* of the edge that is looked for */
    double above[PERCENTILES];
    double up_to[PERCENTILES];
} ap_count_fit;

/* P(N > k) rises with the mover, as a distribution function does. */
static ap_tails beyond(const void *context, double mover)
{
    const ap_count_fit *fit = context;
    double parameters[AP_PARAMETERS];
    double constants[AP_CONSTANTS] = {0};
    memcpy(parameters, fit->parameters, sizeof parameters);
    parameters[fit->counted->mover] = mover;
    (void)fit->kind->family->prepare(parameters, constants);
    ap_tails tails = fit->kind->family->tails(constants, fit->k);
    return (ap_tails){tails.above, tails.below};
}

/* Where P(N <= k) is p. */
static double edge(ap_count_fit *fit, double k, double p)
{
    const ap_parameter *mover = &fit->kind->parameters[fit->counted->mover];
    fit->k = k;
    return ap_invert(beyond, fit, (ap_tails){1 - p, p}, mover->low, mover->high);
}

static void find_edges(ap_count_fit *fit)
{
    const ap_parameter *mover = &fit->kind->parameters[fit->counted->mover];
    for (int i = P10; i <= P90; i++) {
        bool is_given = !isnan(fit->given[i]);
        fit->above[i] = is_given ? edge(fit, fit->given[i] - 1, chances[i]) : mover->low;
        fit->up_to[i] = is_given ? edge(fit, fit->given[i], chances[i]) : mover->high;
    }
}

static void spread(ap_count_fit *fit, double s)
{
    fit->parameters[fit->counted->spreader] = fit->counted->spreader_of(s);
    find_edges(fit);
}

/* Does a higher percentile ask for more than a lower one allows? */
static bool is_narrow(ap_count_fit *fit, double s)
{
    spread(fit, s);
    return fit->above[P90] >= fit->up_to[P10] || fit->above[P90] >= fit->up_to[P50] ||
           fit->above[P50] >= fit->up_to[P10];
}

static bool is_wide(ap_count_fit *fit, double s)
{
    spread(fit, s);
    return fit->above[P10] >= fit->up_to[P90] || fit->above[P50] >= fit->up_to[P90] ||
           fit->above[P10] >= fit->up_to[P50];
}

/* Where what is so at `from` is no longer so on the way to `to`; from itself if it is not.
 */
static double last(ap_count_fit *fit, bool (*is_so)(ap_count_fit *, double), double from,
                   double to)
{
    enum { HALVINGS = 50 };
    if (!is_so(fit, from)) {
        return from;
    }
    for (int k = 0; k < HALVINGS; k++) {
        double middle = from + (to - from) / 2;
        if (is_so(fit, middle)) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return to;
}

/* The middle of the spreads. There are at least as many trials as succeed. */
static void find_spread(ap_count_fit *fit)
{
    const ap_parameter *spreader = &fit->kind->parameters[fit->counted->spreader];
    bool is_of_trials = fit->counted->spreader_of == trials_of;
    double low = is_of_trials ? fmax(spreader->low, fit->given[P90]) : spreader->low;
    double one = fit->counted->s_of(fmin(low, spreader->high));
    double other = fit->counted->s_of(spreader->high);
    double least = fmin(one, other);
    double most = fmax(one, other);
    double from = last(fit, is_narrow, least, most);
    double to = last(fit, is_wide, most, least);
    spread(fit, from + (to - from) / 2);
}

static double middle_of_movers(const ap_count_fit *fit)
{
    double above = fmax(fmax(fit->above[P10], fit->above[P50]), fit->above[P90]);
    double up_to = fmin(fmin(fit->up_to[P10], fit->up_to[P50]), fit->up_to[P90]);
    return above + (up_to - above) / 2;
}

/* "mean 4.2", "trials 12 and chance 0.35" */
static void print_parameters(const ap_count_fit *fit, size_t size, char words[])
{
    size_t length = 0;
    for (size_t k = 0; k < fit->kind->parameter_count && length < size; k++) {
        int more = snprintf(words + length, size - length, "%s%s %g", k == 0 ? "" : " and ",
                            fit->kind->parameters[k].name, fit->parameters[k]);
        length += more > 0 ? (size_t)more : 0;
    }
}

/* "P10 2, P50 4 and P90 7" */
static void print_percentiles(const double at[PERCENTILES], size_t size, char words[])
{
    if (isnan(at[P50])) {
        (void)snprintf(words, size, "P10 %g and P90 %g", at[P10], at[P90]);
    } else {
        (void)snprintf(words, size, "P10 %g, P50 %g and P90 %g", at[P10], at[P50], at[P90]);
    }
}

/* The parameters found must have the percentiles given. */
static ap_status confirm(const ap_count_fit *fit, const char *where, ap_error *err)
{
    enum { WORDS = 96 };
    double constants[AP_CONSTANTS] = {0};
    double found[PERCENTILES];
    bool is_right = true;
    (void)fit->kind->family->prepare(fit->parameters, constants);
    for (int i = P10; i <= P90; i++) {
        found[i] = fit->kind->family->quantile(constants, ap_tails_below(chances[i]));
        is_right = is_right && (isnan(fit->given[i]) || found[i] == fit->given[i]);
    }
    if (is_right) {
        return AP_OK;
    }
    char given[WORDS];
    char nearly[WORDS];
    char parameters[WORDS];
    print_percentiles(fit->given, sizeof given, given);
    print_percentiles(found, sizeof nearly, nearly);
    print_parameters(fit, sizeof parameters, parameters);
    return ap_fail(err, AP_BAD_INPUT, where,
                   "counts jump, and no %s has %s; near is %s, with %s: give those, or use "
                   "percentiles",
                   fit->kind->word, given, parameters, nearly);
}

static ap_status check(const ap_count_fit *fit, const char *where, ap_error *err)
{
    double before = 0;
    for (int i = P10; i <= P90; i++) {
        double k = fit->given[i];
        bool is_left_out = i == P50 && isnan(k);
        if (!is_left_out && !(isfinite(k) && k == floor(k) && k >= before)) {
            return ap_fail(err, AP_BAD_INPUT, where,
                           "P10, P50 and P90 of %s are %g, %g and %g: they must be whole "
                           "numbers from 0 on, none below the one before",
                           fit->kind->word, fit->given[P10], fit->given[P50],
                           fit->given[P90]);
        }
        before = is_left_out ? before : k;
    }
    return AP_OK;
}

/* The spreader may be given, the mover may not. */
static ap_status begin(ap_count_fit *fit, const double parameters[], const char *where,
                       ap_error *err)
{
    size_t mover = fit->counted->mover;
    size_t spreader = fit->counted->spreader;
    double probe[AP_PARAMETERS];
    double filled[AP_PARAMETERS];
    double constants[AP_CONSTANTS];
    if (!isnan(parameters[mover])) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "%s has percentiles and %s too: leave one of them blank",
                       fit->kind->word, fit->kind->parameters[mover].name);
    }
    memcpy(probe, parameters, sizeof probe);
    probe[mover] = fit->kind->parameters[mover].high;
    if (spreader < AP_PARAMETERS && isnan(probe[spreader])) {
        probe[spreader] = fit->kind->parameters[spreader].high;
    }
    memcpy(fit->parameters, probe, sizeof probe);
    return ap_kind_prepare(fit->kind, probe, where, filled, constants, err);
}

ap_status ap_fit_count(const ap_distribution_kind *kind, const ap_percentiles *given,
                       const char *where, double parameters[AP_PARAMETERS], ap_error *err)
{
    ap_status status = AP_OK;
    assert(ap_fit_has_count(kind));
    ap_count_fit fit = {.kind = kind,
                        .counted = &counted[row_of(kind)],
                        .given = {given->p10, given->p50, given->p90}};
    size_t spreader = fit.counted->spreader;
    AP_TRY(check(&fit, where, err));
    AP_TRY(begin(&fit, parameters, where, err));
    if (spreader < AP_PARAMETERS && isnan(parameters[spreader])) {
        find_spread(&fit);
    } else {
        find_edges(&fit);
    }
    fit.parameters[fit.counted->mover] = middle_of_movers(&fit);
    AP_TRY(confirm(&fit, where, err));
    memcpy(parameters, fit.parameters, sizeof fit.parameters);
done:
    return status;
}
