#include "risk/measure_list.h"

/* Places by the billionth, money by the penny. */
static const double distance_tick = 1e-9;
static const double money_tick = 0.01;

enum { MONTHS = 12 };

/* The next measure. */
static ap_status list(ap_measures *measures, ap_measured_what what, ap_measured_of of,
                      size_t at, const char *name, ap_error *err)
{
    ap_measure_row *rows = ap_grown(measures->rows, measures->count, sizeof *rows);
    if (rows == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "measures", "no memory for what is measured");
    }
    measures->rows = rows;
    rows[measures->count++] = (ap_measure_row){
        .what = what,
        .of = of,
        .at = at,
        .name = name,
        .tick = what == AP_WHAT_DISTANCE ? distance_tick : money_tick,
    };
    return AP_OK;
}

static ap_status list_whole(ap_measures *measures, ap_error *err)
{
    static const ap_measured_what whole[] = {
        AP_WHAT_PRESSURE, AP_WHAT_LOST,      AP_WHAT_HELD, AP_WHAT_MOVED,
        AP_WHAT_UNSPENT,  AP_WHAT_OVERSPEND, AP_WHAT_NEED,
    };
    ap_status status = AP_OK;
    for (size_t k = 0; k < sizeof whole / sizeof whole[0]; k++) {
        if (whole[k] == AP_WHAT_NEED) {
            measures->headline = measures->count;
        }
        AP_TRY(list(measures, whole[k], AP_OF_WHOLE, 0, "The whole plan", err));
    }
done:
    return status;
}

/* Pressure and overspend of something. */
static ap_status list_costs(ap_measures *measures, ap_measured_of of, size_t at,
                            const char *name, ap_error *err)
{
    ap_status status = list(measures, AP_WHAT_PRESSURE, of, at, name, err);
    return status == AP_OK ? list(measures, AP_WHAT_OVERSPEND, of, at, name, err) : status;
}

/* Is there a scheme to measure in this place, programme or pool? */
static bool has_scheme(const ap_plan *plan, ap_measured_of of, size_t at)
{
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        const ap_scheme *scheme = &plan->inputs->schemes[s];
        size_t is = of == AP_OF_PLACE       ? scheme->place_at
                    : of == AP_OF_PROGRAMME ? scheme->programme_at
                                            : scheme->pool_at;
        if (is == at && !plan->is_contingency[s]) {
            return true;
        }
    }
    return false;
}

static ap_status list_groups(const ap_plan *plan, ap_measures *measures, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = plan->inputs;
    const ap_need *need = plan->round->need;
    for (size_t p = 0; p < inputs->places_count; p++) {
        if (has_scheme(plan, AP_OF_PLACE, p)) {
            AP_TRY(list_costs(measures, AP_OF_PLACE, p, inputs->places[p].name, err));
        }
    }
    for (size_t i = 0; i < need->places; i++) {
        size_t row = need->place_rows[i];
        AP_TRY(list(measures, AP_WHAT_DISTANCE, AP_OF_PLACE, row, inputs->places[row].name,
                    err));
    }
    for (size_t k = 0; k < inputs->programmes_count; k++) {
        if (has_scheme(plan, AP_OF_PROGRAMME, k)) {
            AP_TRY(
                list_costs(measures, AP_OF_PROGRAMME, k, inputs->programmes[k].name, err));
        }
    }
    for (size_t p = 0; p < inputs->pools_count; p++) {
        if (has_scheme(plan, AP_OF_POOL, p)) {
            AP_TRY(list_costs(measures, AP_OF_POOL, p, inputs->pools[p].name, err));
        }
    }
    for (size_t a = 0; a < measures->partner_count; a++) {
        AP_TRY(list(measures, AP_WHAT_BORNE, AP_OF_PARTNER, a, measures->partners[a], err));
    }
done:
    return status;
}

/* "Prescribing growth, Southampton" */
static const char *rule_name(const ap_plan *plan, ap_measures *measures,
                             const ap_rule_line *line)
{
    const char *name = plan->inputs->rules[line->rule].name;
    if (line->place == AP_NONE) {
        return name;
    }
    size_t row = plan->round->need->place_rows[line->place];
    const char *kept =
        ap_arena_print(measures->arena, "%s, %s", name, plan->inputs->places[row].name);
    return kept == NULL ? name : kept;
}

static ap_status list_rest(const ap_plan *plan, ap_measures *measures, ap_error *err)
{
    static const char *const months[] = {"April",    "May",       "June",     "July",
                                         "August",   "September", "October",  "November",
                                         "December", "January",   "February", "March"};
    ap_status status = AP_OK;
    const ap_case *inputs = plan->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        if (!plan->is_contingency[s]) {
            AP_TRY(list_costs(measures, AP_OF_SCHEME, s, inputs->schemes[s].name, err));
        }
    }
    for (size_t l = 0; l < plan->watched_count; l++) {
        const ap_rule_line *line = &plan->round->model->lines[plan->watched[l].line];
        AP_TRY(list(measures, AP_WHAT_HEADROOM, AP_OF_RULE, l,
                    rule_name(plan, measures, line), err));
    }
    for (size_t m = 0; m < MONTHS; m++) {
        AP_TRY(list(measures, AP_WHAT_TO_DATE, AP_OF_MONTH, m + 1, months[m], err));
    }
done:
    return status;
}

ap_status ap_measures_list(ap_measures *measures, const ap_plan *plan, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(list_whole(measures, err));
    AP_TRY(list_groups(plan, measures, err));
    AP_TRY(list_rest(plan, measures, err));
done:
    return status;
}
