#include "risk/effects.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "risk/term_sets.h"

enum { MONTHS = 12, WHERE_SIZE = 192 };

/* What an exposure's term is added to. */
typedef enum ap_sum {
    SUM_PRICE,
    SUM_DEMAND,
    SUM_SHARE, /* of the plan: pounds and savings */
    SUM_DELAY,
    SUM_OF_SCHEMES, /* so many a scheme has */
    SUM_INCOME = SUM_OF_SCHEMES,
} ap_sum;

/* An exposure, and its term of a scenario: from + by D, of a delay within 0 and 1. */
typedef struct ap_term {
    ap_sum sum;
    size_t driver;
    double from;
    double by;
    double pounds; /* what all schemes cost more when the term is 1 */
} ap_term;

typedef struct ap_scheme_effects {
    double plan;    /* X_s, of a contingency 0 */
    double started; /* N_s */
    size_t sets[SUM_OF_SCHEMES];
} ap_scheme_effects;

typedef struct ap_source_effects {
    double plan;
    size_t set;
} ap_source_effects;

typedef struct ap_driver_effects {
    double crossed;   /* sum of X_s times its weights of price and of demand */
    bool is_profiled; /* not spread evenly */
    double to_date[MONTHS];
} ap_driver_effects;

struct ap_effects {
    const ap_case *inputs;
    size_t driver_count;
    ap_driver_effects *drivers;
    ap_term *terms;    /* of each exposure */
    ap_term_sets sets; /* of exposures that schemes or sources are under */
    ap_scheme_effects *schemes;
    ap_source_effects *sources;
    double *values; /* scratch: of each term; */
    double *sums;   /* of each set; */
    double *own;    /* of each driver */
};

static ap_sum sum_of(ap_effect effect)
{
    static const ap_sum sums[] = {
        [AP_EFFECT_PRICE] = SUM_PRICE,  [AP_EFFECT_DEMAND] = SUM_DEMAND,
        [AP_EFFECT_POUNDS] = SUM_SHARE, [AP_EFFECT_DELAY] = SUM_DELAY,
        [AP_EFFECT_SAVING] = SUM_SHARE, [AP_EFFECT_INCOME] = SUM_INCOME,
    };
    return sums[effect];
}

static bool is_for_source(const ap_case *inputs, size_t exposure, size_t source)
{
    return inputs->exposures[exposure].effect == AP_EFFECT_INCOME &&
           ap_selector_matches(inputs->exposures[exposure].source,
                               inputs->sources[source].source);
}

/* X(e) or R(e). */
static double plan_of_exposure(const ap_effects *effects, size_t exposure)
{
    const ap_case *inputs = effects->inputs;
    double sum = 0;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        sum += ap_case_is_exposed(inputs, exposure, s) ? effects->schemes[s].plan : 0;
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        sum += is_for_source(inputs, exposure, f) ? effects->sources[f].plan : 0;
    }
    return sum;
}

static double started_of_exposure(const ap_effects *effects, size_t exposure)
{
    double sum = 0;
    for (size_t s = 0; s < effects->inputs->schemes_count; s++) {
        sum += ap_case_is_exposed(effects->inputs, exposure, s)
                   ? effects->schemes[s].started
                   : 0;
    }
    return sum;
}

/* A term that is shared out as the plans are. */
static ap_status share_out(const ap_exposure *row, double plan, ap_term *term,
                           ap_error *err)
{
    if (!(plan > 0)) {
        char where[WHERE_SIZE];
        (void)snprintf(where, sizeof where, "exposures.csv:%ld, %s", row->row.line,
                       row->exposure);
        return ap_fail(err, AP_BAD_INPUT, where,
                       "pounds are shared as plans are, and what this exposure selects has "
                       "none in the plan: select schemes or sources that have money");
    }
    term->by = row->weight / plan;
    return AP_OK;
}

static ap_status make_term(const ap_effects *effects, size_t exposure, ap_term *term,
                           ap_error *err)
{
    const ap_exposure *row = &effects->inputs->exposures[exposure];
    bool is_in_pounds = effects->inputs->drivers[row->driver_at].unit == AP_DRIVER_POUNDS;
    double plan = plan_of_exposure(effects, exposure);
    term->sum = sum_of(row->effect);
    term->by = row->weight;
    term->pounds = plan;
    switch (row->effect) {
    case AP_EFFECT_POUNDS:
        return share_out(row, plan, term, err);
    case AP_EFFECT_INCOME:
        term->pounds = 0;
        return is_in_pounds ? share_out(row, plan, term, err) : AP_OK;
    case AP_EFFECT_SAVING:
        term->from = row->weight;
        term->by = -row->weight;
        return AP_OK;
    case AP_EFFECT_DELAY:
        term->by = row->weight / MONTHS;
        term->pounds = -started_of_exposure(effects, exposure);
        return AP_OK;
    default:
        return AP_OK;
    }
}

/* The driver's number of a row of drivers.csv. */
static size_t driver_at(const ap_drivers *drivers, size_t row)
{
    size_t i = 0;
    while (i < ap_drivers_count(drivers) && ap_drivers_row(drivers, i) != row) {
        i++;
    }
    return i;
}

static ap_status make_terms(ap_effects *effects, const ap_drivers *drivers, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = effects->inputs;
    for (size_t e = 0; e < inputs->exposures_count && status == AP_OK; e++) {
        ap_term *term = &effects->terms[e];
        term->driver = driver_at(drivers, inputs->exposures[e].driver_at);
        assert(term->driver < effects->driver_count);
        status = make_term(effects, e, term, err);
    }
    return status;
}

/* Is it one of the exposures that a scheme or source is under? */
typedef bool ap_is_for(const ap_case *inputs, size_t exposure, size_t at);

static ap_status find_set(ap_effects *effects, ap_sum sum, ap_is_for *is_for, size_t at,
                          size_t *set, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = effects->inputs->exposures_count;
    for (size_t e = 0; e < count && status == AP_OK; e++) {
        if (effects->terms[e].sum == sum && is_for(effects->inputs, e, at)) {
            status = ap_term_sets_put(&effects->sets, e, err);
        }
    }
    return status == AP_OK ? ap_term_sets_close(&effects->sets, set, err) : status;
}

static ap_status find_scheme_sets(ap_effects *effects, size_t scheme, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *sets = effects->schemes[scheme].sets;
    for (ap_sum sum = 0; sum < SUM_OF_SCHEMES && status == AP_OK; sum++) {
        status = find_set(effects, sum, ap_case_is_exposed, scheme, &sets[sum], err);
    }
    return status;
}

static ap_status find_sets(ap_effects *effects, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = effects->inputs;
    for (size_t s = 0; s < inputs->schemes_count && status == AP_OK; s++) {
        status = find_scheme_sets(effects, s, err);
    }
    for (size_t f = 0; f < inputs->sources_count && status == AP_OK; f++) {
        status =
            find_set(effects, SUM_INCOME, is_for_source, f, &effects->sources[f].set, err);
    }
    return status;
}

static void take_plans(ap_effects *effects, const double scheme_plan[],
                       const double source_plan[])
{
    const ap_case *inputs = effects->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        double plan = ap_case_is_contingency(inputs, s) ? 0 : scheme_plan[s];
        double started = plan - inputs->schemes[s].baseline;
        effects->schemes[s].plan = plan;
        effects->schemes[s].started = started > 0 ? started : 0;
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        effects->sources[f].plan = source_plan[f];
    }
}

/* A driver's weights on the scheme's price or demand. */
static double weight_of(const ap_effects *effects, size_t scheme, ap_sum sum, size_t driver)
{
    double weight = 0;
    size_t set = effects->schemes[scheme].sets[sum];
    for (size_t k = ap_term_sets_start(&effects->sets, set); k < effects->sets.ends[set];
         k++) {
        const ap_term *term = &effects->terms[effects->sets.items[k]];
        weight += term->driver == driver ? term->by : 0;
    }
    return weight;
}

static void take_profile(const ap_case *inputs, const char *profile, ap_driver_effects *out)
{
    double all = ap_case_profile_weight(inputs, profile);
    out->is_profiled = profile[0] != '\0' && all > 0;
    for (size_t r = 0; out->is_profiled && r < inputs->profiles_count; r++) {
        const ap_profile_row *row = &inputs->profiles[r];
        bool is_its = strcmp(row->profile, profile) == 0;
        for (int month = 1; is_its && month <= MONTHS; month++) {
            out->to_date[month - 1] += row->month <= month ? row->weight / all : 0;
        }
    }
}

static void take_drivers(ap_effects *effects, const ap_drivers *drivers)
{
    const ap_case *inputs = effects->inputs;
    for (size_t d = 0; d < effects->driver_count; d++) {
        const ap_driver *row = &inputs->drivers[ap_drivers_row(drivers, d)];
        for (size_t s = 0; s < inputs->schemes_count; s++) {
            effects->drivers[d].crossed += effects->schemes[s].plan *
                                           weight_of(effects, s, SUM_PRICE, d) *
                                           weight_of(effects, s, SUM_DEMAND, d);
        }
        take_profile(inputs, row->profile, &effects->drivers[d]);
    }
}

static ap_status make_room(ap_effects *effects, ap_error *err)
{
    const ap_case *inputs = effects->inputs;
    size_t drivers = effects->driver_count + 1;
    effects->drivers = calloc(drivers, sizeof *effects->drivers);
    effects->own = calloc(drivers, sizeof *effects->own);
    effects->terms = calloc(inputs->exposures_count + 1, sizeof *effects->terms);
    effects->values = calloc(inputs->exposures_count + 1, sizeof *effects->values);
    effects->schemes = calloc(inputs->schemes_count + 1, sizeof *effects->schemes);
    effects->sources = calloc(inputs->sources_count + 1, sizeof *effects->sources);
    return effects->drivers != NULL && effects->own != NULL && effects->terms != NULL &&
                   effects->values != NULL && effects->schemes != NULL &&
                   effects->sources != NULL
               ? AP_OK
               : ap_fail(err, AP_NO_MEMORY, "exposures.csv", "%zu effects",
                         inputs->exposures_count);
}

static ap_status make_sums(ap_effects *effects, ap_error *err)
{
    effects->sums = calloc(effects->sets.count + 1, sizeof *effects->sums);
    return effects->sums != NULL ? AP_OK
                                 : ap_fail(err, AP_NO_MEMORY, "exposures.csv", "%zu sums",
                                           effects->sets.count);
}

ap_status ap_effects_new(const ap_case *inputs, const ap_drivers *drivers,
                         const double scheme_plan[], const double source_plan[],
                         ap_effects **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_effects *effects = calloc(1, sizeof *effects);
    if (effects == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "exposures.csv", "effects");
    }
    effects->inputs = inputs;
    effects->driver_count = ap_drivers_count(drivers);
    AP_TRY(make_room(effects, err));
    take_plans(effects, scheme_plan, source_plan);
    AP_TRY(make_terms(effects, drivers, err));
    AP_TRY(find_sets(effects, err));
    AP_TRY(make_sums(effects, err));
    take_drivers(effects, drivers);
    *out = effects;
    effects = NULL;
done:
    ap_effects_free(effects);
    return status;
}

void ap_effects_free(ap_effects *effects)
{
    if (effects != NULL) {
        free(effects->drivers);
        free(effects->terms);
        ap_term_sets_free(&effects->sets);
        free(effects->schemes);
        free(effects->sources);
        free(effects->values);
        free(effects->sums);
        free(effects->own);
    }
    free(effects);
}

/* The terms of a scenario, and of every set their sum. */
static void add_up(ap_effects *effects, const double drivers[])
{
    for (size_t e = 0; e < effects->inputs->exposures_count; e++) {
        const ap_term *term = &effects->terms[e];
        double value = term->from + term->by * drivers[term->driver];
        if (term->sum == SUM_DELAY) {
            value = value < 0 ? 0 : value > 1 ? 1 : value;
        }
        effects->values[e] = value;
    }
    ap_term_sets_sum(&effects->sets, effects->values, effects->sums);
}

/* (32), and how much all schemes together cost beyond their plans. */
static double apply_costs(const ap_effects *effects, double cost[])
{
    const double *sums = effects->sums;
    double pressure = 0;
    for (size_t s = 0; s < effects->inputs->schemes_count; s++) {
        const ap_scheme_effects *scheme = &effects->schemes[s];
        double price = 1 + sums[scheme->sets[SUM_PRICE]];
        double demand = 1 + sums[scheme->sets[SUM_DEMAND]];
        double d = scheme->plan * (price * demand + sums[scheme->sets[SUM_SHARE]]) -
                   scheme->started * sums[scheme->sets[SUM_DELAY]];
        d = d > 0 ? d : 0;
        pressure += d - scheme->plan;
        if (cost != NULL) {
            cost[s] = d;
        }
    }
    return pressure;
}

/* (33) */
static void apply_income(const ap_effects *effects, double income[])
{
    for (size_t f = 0; f < effects->inputs->sources_count; f++) {
        const ap_source_effects *source = &effects->sources[f];
        double r = source->plan * (1 + effects->sums[source->set]);
        income[f] = r > 0 ? r : 0;
    }
}

/* own_d: its terms, and the one of price times demand. */
static void find_own(const ap_effects *effects, const double drivers[], double own[])
{
    for (size_t d = 0; d < effects->driver_count; d++) {
        own[d] = effects->drivers[d].crossed * drivers[d] * drivers[d];
    }
    for (size_t e = 0; e < effects->inputs->exposures_count; e++) {
        own[effects->terms[e].driver] += effects->values[e] * effects->terms[e].pounds;
    }
}

/* (34). What is not of a driver with a profile falls evenly. */
static void spread(const ap_effects *effects, const double own[], double pressure,
                   double to_date[])
{
    double even = pressure;
    for (size_t d = 0; d < effects->driver_count; d++) {
        even -= effects->drivers[d].is_profiled ? own[d] : 0;
    }
    for (int month = 0; month < MONTHS; month++) {
        to_date[month] = even * (month + 1) / MONTHS;
    }
    for (size_t d = 0; d < effects->driver_count; d++) {
        const ap_driver_effects *driver = &effects->drivers[d];
        for (int month = 0; driver->is_profiled && month < MONTHS; month++) {
            to_date[month] += own[d] * driver->to_date[month];
        }
    }
    to_date[MONTHS - 1] = pressure; /* to the last bit */
}

void ap_effects_apply(ap_effects *effects, const double values[], ap_scenario_money out)
{
    double *own = out.own != NULL ? out.own : effects->own;
    add_up(effects, values);
    double pressure = apply_costs(effects, out.cost);
    if (out.income != NULL) {
        apply_income(effects, out.income);
    }
    if (out.own != NULL || out.to_date != NULL) {
        find_own(effects, values, own);
    }
    if (out.to_date != NULL) {
        spread(effects, own, pressure, out.to_date);
    }
}
