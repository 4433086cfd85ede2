#include "sample/fit.h"

#include <math.h>
#include <string.h>

#include "sample/fit_count.h"
#include "sample/fit_cut.h"

/* What a parameter does when the variable is moved and stretched. */
typedef enum ap_role {
    ROLE_FIXED, /* nothing: a shape */
    ROLE_PLACE, /* is moved and stretched */
    ROLE_WIDTH, /* is stretched */
} ap_role;

/* How a kind is fitted: its standard form, and which parameter is looked for. */
typedef struct ap_recipe {
    const char *word;
    ap_role roles[AP_PARAMETERS];
    double standard[AP_PARAMETERS]; /* NaN: as given */
    bool is_searched;
    bool is_positive; /* from 0 on: stretched only, and searched by ratios */
    size_t searched;
    double from;
    double to;
} ap_recipe;

static const ap_recipe recipes[] = {
    {.word = "uniform", .roles = {ROLE_PLACE, ROLE_PLACE}, .standard = {0, 1, NAN, NAN}},
    {.word = "normal", .roles = {ROLE_PLACE, ROLE_WIDTH}, .standard = {0, 1, NAN, NAN}},
    {.word = "student_t",
     .roles = {ROLE_FIXED, ROLE_PLACE, ROLE_WIDTH},
     .standard = {NAN, 0, 1, NAN}},
    {.word = "beta",
     .roles = {ROLE_FIXED, ROLE_FIXED, ROLE_PLACE, ROLE_PLACE},
     .standard = {NAN, NAN, 0, 1}},
    {.word = "triangular",
     .roles = {ROLE_PLACE, ROLE_PLACE, ROLE_PLACE},
     .standard = {0, 0, 1, NAN},
     .is_searched = true,
     .searched = 1,
     .from = 0,
     .to = 1},
    {.word = "pert",
     .roles = {ROLE_PLACE, ROLE_PLACE, ROLE_PLACE},
     .standard = {0, 0, 1, NAN},
     .is_searched = true,
     .searched = 1,
     .from = 0,
     .to = 1},
    {.word = "lognormal",
     .roles = {ROLE_WIDTH, ROLE_WIDTH},
     .standard = {1, 1, NAN, NAN},
     .is_searched = true,
     .is_positive = true,
     .searched = 1,
     .from = 1e-5,
     .to = 100},
    {.word = "lognormal_p10_p90",
     .roles = {ROLE_WIDTH, ROLE_WIDTH},
     .standard = {1, 2, NAN, NAN},
     .is_searched = true,
     .is_positive = true,
     .searched = 1,
     .from = 1 + 2e-6,
     .to = 1e4},
    {.word = "gamma",
     .roles = {ROLE_FIXED, ROLE_WIDTH},
     .standard = {1, 1, NAN, NAN},
     .is_searched = true,
     .is_positive = true,
     .searched = 0,
     .from = 0.05,
     .to = 1e6},
    {.word = "weibull",
     .roles = {ROLE_FIXED, ROLE_WIDTH},
     .standard = {1, 1, NAN, NAN},
     .is_searched = true,
     .is_positive = true,
     .searched = 0,
     .from = 0.1,
     .to = 1000},
};

/* A fit on its way. */
typedef struct ap_fitting {
    const ap_distribution_kind *kind;
    const ap_recipe *recipe;
    double parameters[AP_PARAMETERS]; /* of the standard form */
    ap_percentiles at;                /* its percentiles */
} ap_fitting;

static const ap_recipe *recipe_of(const ap_distribution_kind *kind)
{
    for (size_t k = 0; k < sizeof recipes / sizeof recipes[0]; k++) {
        if (strcmp(recipes[k].word, kind->word) == 0) {
            return &recipes[k];
        }
    }
    return NULL;
}

static void find_percentiles(ap_fitting *fit)
{
    double constants[AP_CONSTANTS] = {0};
    (void)fit->kind->family->prepare(fit->parameters, constants);
    fit->at.p10 = fit->kind->family->quantile(constants, ap_tails_below(0.1));
    fit->at.p50 = fit->kind->family->quantile(constants, ap_tails_below(0.5));
    fit->at.p90 = fit->kind->family->quantile(constants, ap_tails_above(0.1));
}

/* What moving and stretching does not change. */
static double skew_of(const ap_recipe *recipe, const ap_percentiles *at)
{
    return recipe->is_positive ? log(at->p90 / at->p10)
                               : (at->p90 - at->p50) / (at->p50 - at->p10);
}

static double skew_with(ap_fitting *fit, double shape)
{
    fit->parameters[fit->recipe->searched] = shape;
    find_percentiles(fit);
    return skew_of(fit->recipe, &fit->at);
}

/* The shape that gives the percentiles' skew, by halving; false when none does. */
static bool search(ap_fitting *fit, double skew)
{
    enum { HALVINGS = 100 };
    const ap_recipe *recipe = fit->recipe;
    double low = recipe->from;
    double high = recipe->to;
    double at_low = skew_with(fit, low) - skew;
    double at_high = skew_with(fit, high) - skew;
    if (!(at_low * at_high <= 0)) {
        return false;
    }
    for (int k = 0; k < HALVINGS; k++) {
        double middle = recipe->is_positive ? sqrt(low * high) : (low + high) / 2;
        if ((skew_with(fit, middle) - skew) * at_low > 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (void)skew_with(fit, high);
    return true;
}

/* Move and stretch the standard form to P10 and P90, and see where P50 comes to lie. */
static void place(const ap_fitting *fit, const ap_percentiles *given, double parameters[],
                  double *p50)
{
    const ap_percentiles *at = &fit->at;
    bool is_positive = fit->recipe->is_positive;
    double width = is_positive ? given->p10 / at->p10
                               : (given->p90 - given->p10) / (at->p90 - at->p10);
    double from = is_positive ? 0 : given->p10 - width * at->p10;
    for (size_t k = 0; k < AP_PARAMETERS; k++) {
        ap_role role = fit->recipe->roles[k];
        double by = role == ROLE_FIXED ? 1 : width;
        parameters[k] = fit->parameters[k] * by + (role == ROLE_PLACE ? from : 0);
    }
    *p50 = from + width * at->p50;
}

static ap_status check(const ap_distribution_kind *kind, const ap_recipe *recipe,
                       const ap_percentiles *given, const char *where, ap_error *err)
{
    bool is_p50_needed = recipe->is_searched && !recipe->is_positive;
    if (!(given->p10 < given->p90 && isfinite(given->p90 - given->p10)) ||
        (isnan(given->p50) ? is_p50_needed
                           : !(given->p10 < given->p50 && given->p50 < given->p90))) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "P10, P50 and P90 of %s are %g, %g and %g: they must ascend",
                       kind->word, given->p10, given->p50, given->p90);
    }
    return recipe->is_positive && !(given->p10 > 0)
               ? ap_fail(err, AP_BAD_INPUT, where,
                         "P10 of %s must be above 0, not %g; percentiles takes any",
                         kind->word, given->p10)
               : AP_OK;
}

/* The standard form, with the parameters that are given besides and the kind's fallbacks.
 */
static ap_status begin(ap_fitting *fit, const double given[], const char *where,
                       ap_error *err)
{
    double filled[AP_PARAMETERS];
    double constants[AP_CONSTANTS];
    for (size_t k = 0; k < AP_PARAMETERS; k++) {
        bool is_free = isnan(fit->recipe->standard[k]);
        fit->parameters[k] = is_free ? given[k] : fit->recipe->standard[k];
        if (!is_free && !isnan(given[k])) {
            return ap_fail(err, AP_BAD_INPUT, where,
                           "%s has percentiles and %s too: leave one of them blank",
                           fit->kind->word, fit->kind->parameters[k].name);
        }
    }
    ap_status status =
        ap_kind_prepare(fit->kind, fit->parameters, where, filled, constants, err);
    memcpy(fit->parameters, filled, sizeof filled);
    return status;
}

static ap_status take_percentiles(const ap_percentiles *given, double parameters[])
{
    parameters[0] = given->p10;
    parameters[1] = given->p50;
    parameters[2] = given->p90;
    return AP_OK;
}

static ap_status fit_by_recipe(ap_fitting *fit, const ap_percentiles *given,
                               const char *where, double parameters[], double *p50,
                               ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check(fit->kind, fit->recipe, given, where, err));
    AP_TRY(begin(fit, parameters, where, err));
    if (fit->recipe->is_searched && !search(fit, skew_of(fit->recipe, given))) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "no %s has P10 %g, P50 %g and P90 %g, they are too skewed or too "
                       "wide for it: use percentiles",
                       fit->kind->word, given->p10, given->p50, given->p90);
    }
    find_percentiles(fit);
    place(fit, given, parameters, p50);
done:
    return status;
}

/* P50 as it comes out, where P10 and P90 are as given. */
static ap_status check_p50(const ap_distribution_kind *kind, const ap_percentiles *given,
                           double p50, const char *where, ap_error *err)
{
    if (fabs(given->p50 - p50) > 0.02 * (given->p90 - given->p10)) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "the %s with P10 %g and P90 %g has P50 %g, not %g: leave P50 blank, "
                       "or use percentiles",
                       kind->word, given->p10, given->p90, p50, given->p50);
    }
    return AP_OK;
}

ap_status ap_fit(const ap_distribution_kind *kind, const ap_percentiles *given,
                 const char *where, double parameters[AP_PARAMETERS], ap_error *err)
{
    ap_status status = AP_OK;
    double p50 = given->p50;
    ap_fitting fit = {.kind = kind, .recipe = recipe_of(kind)};
    if (strcmp(kind->word, "percentiles") == 0) {
        return take_percentiles(given, parameters);
    }
    if (ap_fit_has_count(kind)) {
        return ap_fit_count(kind, given, where, parameters, err);
    }
    if (kind->is_cut) {
        AP_TRY(ap_fit_cut(kind, given, where, parameters, &p50, err));
    } else if (fit.recipe != NULL) {
        AP_TRY(fit_by_recipe(&fit, given, where, parameters, &p50, err));
    } else {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "%s is not given by percentiles: give %s, or use the distribution "
                       "\"percentiles\"",
                       kind->word,
                       kind->parameter_count > 0 ? "its parameters" : "its points");
    }
    AP_TRY(check_p50(kind, given, p50, where, err));
done:
    return status;
}
