#include "method/pace.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

typedef struct ap_parameter {
    const char *name;
    size_t offset;
    double absent;
} ap_parameter;

#define PARAMETER(name, field, absent)         \
    {                                          \
        name, offsetof(ap_pace, field), absent \
    }

/* The rows of pace.csv and what a parameter without a row means. */
static const ap_parameter parameters[] = {
    PARAMETER("base_growth", base_growth, 0),
    PARAMETER("cash_floor", cash_floor, -INFINITY),
    PARAMETER("head_floor", head_floor, -INFINITY),
    PARAMETER("floor_waived_from", waived_from, INFINITY),
    PARAMETER("floor_waived_to", waived_to, INFINITY),
    PARAMETER("waived_floor", waived_floor, -1),
    PARAMETER("cap", cap, INFINITY),
    PARAMETER("cap_opens_from", opens_from, -INFINITY),
    PARAMETER("cap_opens_to", opens_to, -INFINITY),
    PARAMETER("open_cap", open_cap, INFINITY),
    PARAMETER("convergence", kappa, 0),
    PARAMETER("dead_band", dead_band, 0),
    PARAMETER("convergence_min", converge_min, -INFINITY),
    PARAMETER("convergence_max", converge_max, INFINITY),
    PARAMETER("convergence_tolerance", tolerance, 0),
    PARAMETER("speed", speed, 1),
    PARAMETER("smoothing", smoothing, 0),
};

static bool is_for_level(const ap_pace_row *row, const char *level, size_t length)
{
    const char *own = row->level == NULL ? "" : row->level;
    return strlen(own) == length && strncmp(own, level, length) == 0;
}

ap_pace ap_pace_of_level(const ap_case *inputs, size_t level)
{
    ap_pace pace;
    const char *word = "";
    size_t length = 0;
    if (level > 0 && !ap_case_level(inputs, level, &word, &length)) {
        word = "";
        length = 0;
    }
    for (size_t p = 0; p < sizeof parameters / sizeof parameters[0]; p++) {
        double value = parameters[p].absent;
        for (size_t i = 0; i < inputs->pace_count; i++) {
            const ap_pace_row *row = &inputs->pace[i];
            if (is_for_level(row, word, length) &&
                strcmp(row->parameter, parameters[p].name) == 0) {
                value = row->value;
            }
        }
        memcpy((char *)&pace + parameters[p].offset, &value, sizeof value);
    }
    return pace;
}

ap_pace ap_pace_of_case(const ap_case *inputs)
{
    return ap_pace_of_level(inputs, 0);
}

static double clip(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* How much of the way from one rate to another the distance has gone: none until it is
 * `beyond` zero, all of it after `width`. Both infinite or equal ends are fine: a taper
 * that never begins, a step. */
static double way(double beyond, double width)
{
    if (!(beyond > 0)) {
        return 0;
    }
    return beyond >= width ? 1 : beyond / width;
}

double ap_pace_convergence(const ap_pace *pace, double opening)
{
    double beyond = fmax(fabs(opening) - pace->dead_band, 0);
    double sign = opening > 0 ? 1 : -1;
    double change = -pace->speed * pace->kappa * beyond * sign;
    return pace->base_growth + clip(change, pace->converge_min, pace->converge_max);
}

double ap_pace_floor(const ap_pace *pace, double opening, double people)
{
    double head =
        isfinite(pace->head_floor) ? (1 + pace->head_floor) * people - 1 : -INFINITY;
    double full = fmax(pace->cash_floor, head);
    if (isfinite(full)) {
        double waived =
            way(opening - pace->waived_from, pace->waived_to - pace->waived_from);
        full += waived * (fmin(full, pace->waived_floor) - full);
    }
    if (pace->kappa > 0) {
        full = fmax(full, ap_pace_convergence(pace, opening) - pace->tolerance);
    }
    return full;
}

double ap_pace_cap(const ap_pace *pace, double opening)
{
    double cap = pace->cap;
    if (isfinite(cap)) {
        double opened = way(pace->opens_from - opening, pace->opens_from - pace->opens_to);
        cap = opened > 0 ? cap + opened * (fmax(cap, pace->open_cap) - cap) : cap;
    }
    if (pace->kappa > 0) {
        cap = fmin(cap, ap_pace_convergence(pace, opening) + pace->tolerance);
    }
    return cap;
}
