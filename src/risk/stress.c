#include "risk/stress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the findings are completed with. */
typedef struct ap_stressing {
    ap_engine *engine;
    ap_findings *findings;
    const ap_case *inputs;
    double *values; /* of each driver */
    bool *is_known; /* schemes that have an actual */
    double *actual; /* schemes */
} ap_stressing;

static double measure(const ap_stressing *stressing, ap_measured_what what)
{
    return ap_engine_measure(stressing->engine, what, AP_OF_WHOLE, 0);
}

double ap_stress_contingency(const ap_engine *engine)
{
    const ap_plan *plan = engine->plan;
    double left = 0;
    for (size_t a = 0; a < plan->account_count; a++) {
        left += plan->is_reserve[a] ? engine->answer.moves.left[a] : 0;
    }
    return plan->contingency - fmin(left, plan->contingency);
}

/* Every driver at its P50. */
static void take_medians(ap_stressing *stressing)
{
    for (size_t i = 0; i < stressing->engine->driver_count; i++) {
        stressing->values[i] = stressing->findings->drivers[i].p50;
    }
}

static ap_status need_at(ap_stressing *stressing, size_t i, double value, double *need,
                         ap_error *err)
{
    stressing->values[i] = value;
    ap_status status = ap_engine_take_values(stressing->engine, stressing->values, err);
    *need = measure(stressing, AP_WHAT_NEED);
    stressing->values[i] = stressing->findings->drivers[i].p50;
    return status;
}

static ap_status one_at_a_time(ap_stressing *stressing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_findings *findings = stressing->findings;
    const ap_drivers *drivers = stressing->engine->drivers;
    for (size_t i = 0; i < findings->driver_count; i++) {
        ap_driver_finding *finding = &findings->drivers[i];
        finding->driver = ap_drivers_row(drivers, i);
        finding->p10 = ap_drivers_quantile(drivers, i, 0.1);
        finding->p50 = ap_drivers_quantile(drivers, i, 0.5);
        finding->p90 = ap_drivers_quantile(drivers, i, 0.9);
    }
    take_medians(stressing);
    AP_TRY(ap_engine_take_values(stressing->engine, stressing->values, err));
    findings->median_need = measure(stressing, AP_WHAT_NEED);
    for (size_t i = 0; i < findings->driver_count; i++) {
        ap_driver_finding *finding = &findings->drivers[i];
        AP_TRY(need_at(stressing, i, finding->p10, &finding->low, err));
        AP_TRY(need_at(stressing, i, finding->p90, &finding->high, err));
    }
done:
    return status;
}

/* The number of a row of drivers among those that are drawn; AP_NONE: part of others. */
static size_t number_of(const ap_stressing *stressing, size_t row)
{
    const ap_drivers *drivers = stressing->engine->drivers;
    for (size_t i = 0; i < ap_drivers_count(drivers); i++) {
        if (ap_drivers_row(drivers, i) == row) {
            return i;
        }
    }
    return AP_NONE;
}

/* "P95" of the driver, or a number in its unit; what data/check_risk let through. */
static double value_of(const ap_stressing *stressing, const ap_stress_row *row, size_t i)
{
    double value = 0;
    const char *words = row->value;
    if (words[0] == 'P' || words[0] == 'p') {
        double level = strtod(words + 1, NULL) / 100;
        return ap_drivers_quantile(stressing->engine->drivers, i, level);
    }
    (void)ap_driver_number(stressing->inputs->drivers[row->driver_at].unit, words, &value);
    return value;
}

static bool is_first_row(const ap_case *inputs, size_t at)
{
    for (size_t k = 0; k < at; k++) {
        if (strcmp(inputs->stresses[k].stress, inputs->stresses[at].stress) == 0) {
            return false;
        }
    }
    return true;
}

static ap_status take_stress(ap_stressing *stressing, size_t first, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = stressing->inputs;
    const ap_stress_row *stress = &inputs->stresses[first];
    ap_findings *findings = stressing->findings;
    take_medians(stressing);
    for (size_t k = first; k < inputs->stresses_count; k++) {
        const ap_stress_row *row = &inputs->stresses[k];
        size_t i = number_of(stressing, row->driver_at);
        if (i != AP_NONE && strcmp(row->stress, stress->stress) == 0) {
            stressing->values[i] = value_of(stressing, row, i);
        }
    }
    AP_TRY(ap_engine_take_values(stressing->engine, stressing->values, err));
    double need = measure(stressing, AP_WHAT_NEED);
    findings->stresses[findings->stress_count++] = (ap_stress_finding){
        .stress = stress->stress,
        .name = stress->name,
        .pressure = measure(stressing, AP_WHAT_PRESSURE),
        .lost = measure(stressing, AP_WHAT_LOST),
        .held = measure(stressing, AP_WHAT_HELD),
        .contingency = ap_stress_contingency(stressing->engine),
        .overspend = measure(stressing, AP_WHAT_OVERSPEND),
        .need = need,
        .chance = ap_findings_above(findings, findings->measures->headline, need),
    };
done:
    return status;
}

static ap_status take_stresses(ap_stressing *stressing, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = stressing->inputs;
    ap_findings *findings = stressing->findings;
    findings->stresses = calloc(inputs->stresses_count + 1, sizeof *findings->stresses);
    if (findings->stresses == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "stresses.csv", "no memory for the stresses");
    }
    for (size_t k = 0; k < inputs->stresses_count; k++) {
        if (is_first_row(inputs, k)) {
            AP_TRY(take_stress(stressing, k, err));
        }
    }
done:
    return status;
}

/* Does the measure speak of the scheme? */
static bool is_of(const ap_stressing *stressing, const ap_measure_row *row, size_t s)
{
    const ap_scheme *scheme = &stressing->inputs->schemes[s];
    switch (row->of) {
    case AP_OF_WHOLE:
        return true;
    case AP_OF_PLACE:
        return scheme->place_at == row->at;
    case AP_OF_PROGRAMME:
        return scheme->programme_at == row->at;
    case AP_OF_POOL:
        return scheme->pool_at == row->at;
    default:
        return row->of == AP_OF_SCHEME && row->at == s;
    }
}

/* What a measure of pressure came to; false where a scheme of it has no actual. */
static bool outturn_of(const ap_stressing *stressing, const ap_measure_row *row,
                       double *outturn)
{
    const ap_plan *plan = stressing->engine->plan;
    *outturn = 0;
    for (size_t s = 0; s < stressing->inputs->schemes_count; s++) {
        if (plan->is_contingency[s] || !is_of(stressing, row, s)) {
            continue;
        }
        if (!stressing->is_known[s]) {
            return false;
        }
        *outturn += stressing->actual[s] - plan->scheme[s];
    }
    return true;
}

static ap_status take_actuals(ap_stressing *stressing, ap_error *err)
{
    const ap_case *inputs = stressing->inputs;
    ap_findings *findings = stressing->findings;
    const ap_measures *measures = findings->measures;
    findings->backs = calloc(measures->count + 1, sizeof *findings->backs);
    if (findings->backs == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "actuals.csv", "no memory for the back test");
    }
    for (size_t k = 0; k < inputs->actuals_count; k++) {
        stressing->is_known[inputs->actuals[k].scheme_at] = true;
        stressing->actual[inputs->actuals[k].scheme_at] = inputs->actuals[k].amount;
    }
    for (size_t m = 0; m < measures->count && inputs->actuals_count > 0; m++) {
        double outturn = 0;
        const ap_measure_row *row = &measures->rows[m];
        if (row->what == AP_WHAT_PRESSURE && outturn_of(stressing, row, &outturn)) {
            findings->backs[findings->back_count++] = (ap_back_finding){
                .measure = m,
                .actual = outturn,
                .below = 1 - ap_findings_above(findings, m, outturn),
            };
        }
    }
    return AP_OK;
}

/* Whether the partner that holds the contingency breaks even, after what is held back. */
static void take_verdict(ap_findings *findings, const ap_engine *engine)
{
    const ap_measures *measures = findings->measures;
    size_t holder = engine->meter->holder;
    size_t m = ap_measures_find(measures, AP_WHAT_BORNE, AP_OF_PARTNER, holder);
    double count = (double)ap_tally_scenarios(findings->tally);
    findings->contingency = engine->plan->contingency;
    findings->enough =
        1 - ap_findings_above(findings, measures->headline, findings->contingency);
    findings->holder = m;
    if (m != AP_NONE) {
        double chance = 1 - findings->spreads[m].chance;
        findings->breaks_even = chance;
        findings->breaks_even_error = sqrt(chance * (1 - chance) / count);
    }
}

ap_status ap_findings_solve(ap_findings *findings, ap_engine *engine, ap_error *err)
{
    ap_status status = AP_OK;
    size_t schemes = engine->plan->inputs->schemes_count + 1;
    ap_stressing stressing = {
        .engine = engine,
        .findings = findings,
        .inputs = engine->plan->inputs,
        .values = calloc(engine->driver_count + 1, sizeof *stressing.values),
        .is_known = calloc(schemes, sizeof *stressing.is_known),
        .actual = calloc(schemes, sizeof *stressing.actual),
    };
    if (stressing.values == NULL || stressing.is_known == NULL ||
        stressing.actual == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "risk", "no memory for the stresses"));
    }
    take_verdict(findings, engine);
    AP_TRY(one_at_a_time(&stressing, err));
    AP_TRY(take_stresses(&stressing, err));
    AP_TRY(take_actuals(&stressing, err));
done:
    free(stressing.values);
    free(stressing.is_known);
    free(stressing.actual);
    return status;
}
