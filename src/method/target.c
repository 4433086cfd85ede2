#include "apportion/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "method/pace.h"

double ap_distance(double allocation, double target)
{
    return target > 0 ? (allocation - target) / target : 0;
}

static bool takes_envelope(const ap_case *inputs, size_t scheme)
{
    for (size_t f = 0; f < inputs->sources_count; f++) {
        if (inputs->sources[f].is_envelope && ap_case_may_fund(inputs, f, scheme)) {
            return true;
        }
    }
    return false;
}

/* Q: the envelope less what schemes of the system as a whole bid for out of it. */
static double quantum_of(const ap_case *inputs, const ap_need *need)
{
    double quantum = 0;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        quantum += inputs->sources[f].is_envelope ? inputs->sources[f].amount : 0;
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        bool is_system = need->place_of[inputs->schemes[s].place_at] == AP_NONE;
        quantum -= is_system && takes_envelope(inputs, s) ? inputs->schemes[s].bid : 0;
    }
    return quantum;
}

static void take_targets(const ap_case *inputs, const ap_need *need, ap_target *target)
{
    for (size_t i = 0; i < need->places; i++) {
        for (size_t k = 0; k < need->programmes; k++) {
            target->target[i] += need->share[i * need->programmes + k] *
                                 inputs->programmes[k].target_share * target->quantum;
        }
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        size_t i = need->place_of[scheme->place_at];
        if (i != AP_NONE) {
            target->baseline[i] += scheme->baseline - scheme->baseline_other;
        }
    }
}

static double sum(size_t count, const double values[])
{
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        total += values[i];
    }
    return total;
}

static void take_pace(const ap_case *inputs, const ap_need *need, ap_target *target)
{
    ap_pace pace = ap_pace_of_case(inputs);
    double targets = sum(target->places, target->target);
    double baselines = sum(target->places, target->baseline);
    for (size_t i = 0; i < target->places; i++) {
        const ap_place *place = &inputs->places[need->place_rows[i]];
        double people = place->population_before > 0
                            ? need->population[i] / place->population_before
                            : 1;
        double scaled = baselines > 0 ? target->baseline[i] * targets / baselines : 0;
        target->opening[i] = ap_distance(scaled, target->target[i]);
        target->floor[i] = ap_pace_floor(&pace, target->opening[i], people);
        target->cap[i] = ap_pace_cap(&pace, target->opening[i]);
        target->converge[i] =
            pace.kappa > 0 ? ap_pace_convergence(&pace, target->opening[i]) : NAN;
    }
}

ap_status ap_target_of_case(const ap_case *inputs, const ap_need *need, ap_target **out,
                            ap_error *err)
{
    enum { ARRAYS = 6 };
    ap_target *target = calloc(1, sizeof *target);
    double *numbers = calloc(ARRAYS * (need->places + 1), sizeof *numbers);
    if (target == NULL || numbers == NULL) {
        free(numbers);
        free(target);
        return ap_fail(err, AP_NO_MEMORY, "target", "no memory for %zu places",
                       need->places);
    }
    double **arrays[ARRAYS] = {&target->target, &target->baseline, &target->opening,
                               &target->floor,  &target->cap,      &target->converge};
    for (size_t a = 0; a < ARRAYS; a++) {
        *arrays[a] = numbers + a * (need->places + 1);
    }
    target->places = need->places;
    target->quantum = quantum_of(inputs, need);
    take_targets(inputs, need, target);
    take_pace(inputs, need, target);
    *out = target;
    return AP_OK;
}

ap_status ap_target_without_uplifts(const ap_case *inputs, double **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *plain = NULL;
    ap_need *need = NULL;
    ap_target *target = NULL;
    *out = NULL;
    if (inputs->uplifts_count == 0) {
        return AP_OK;
    }
    AP_TRY(ap_case_copy(inputs, &plain, err));
    plain->uplifts_count = 0;
    AP_TRY(ap_need_of_case(plain, &need, err));
    AP_TRY(ap_target_of_case(plain, need, &target, err));
    *out = calloc(need->places + 1, sizeof **out);
    if (*out == NULL) {
        AP_TRY(
            ap_fail(err, AP_NO_MEMORY, "target", "no memory for %zu places", need->places));
    }
    memcpy(*out, target->target, need->places * sizeof **out);
done:
    ap_target_free(target);
    ap_need_free(need);
    ap_case_free(plain);
    return status;
}

void ap_target_free(ap_target *target)
{
    if (target != NULL) {
        free(target->target); /* the six arrays are one block, and this is its start */
        free(target);
    }
}
