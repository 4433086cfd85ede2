#include "solve/model.h"

#include <math.h>
#include <stdlib.h>

double ap_model_limit(const ap_case *inputs, const ap_target *target, ap_limit limit,
                      size_t place)
{
    double before = target->baseline[place];
    double aim = target->target[place];
    switch (limit) {
    case AP_PACE_FLOOR:
        return isfinite(target->floor[place]) ? (1 + target->floor[place]) * before
                                              : -INFINITY;
    case AP_PACE_CAP:
        return isfinite(target->cap[place]) ? (1 + target->cap[place]) * before : INFINITY;
    case AP_BAND_UNDER:
        return (1 - inputs->settings.equity_under) * aim;
    case AP_BAND_OVER:
    default:
        return (1 + inputs->settings.equity_over) * aim;
    }
}

double ap_model_least(const ap_case *inputs, const ap_target *target, size_t place)
{
    return fmax(ap_model_limit(inputs, target, AP_PACE_FLOOR, place),
                ap_model_limit(inputs, target, AP_BAND_UNDER, place));
}

double ap_model_most(const ap_case *inputs, const ap_target *target, size_t place)
{
    return fmin(ap_model_limit(inputs, target, AP_PACE_CAP, place),
                ap_model_limit(inputs, target, AP_BAND_OVER, place));
}

size_t ap_model_counts(const ap_model *model, size_t cell)
{
    const ap_case *inputs = model->inputs;
    const ap_cell *at = &model->cells[cell];
    return inputs->sources[at->source].is_envelope
               ? model->need->place_of[inputs->schemes[at->scheme].place_at]
               : AP_NONE;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

void ap_model_ends(const ap_scheme *scheme, double ends[])
{
    double low = scheme->committed;
    double width = scheme->bid - low;
    ends[0] = low;
    ends[1] = low + width / 3;
    ends[2] = low + 2 * width / 3;
    ends[3] = scheme->bid;
    ends[4] = fmin(fmax(scheme->baseline, low), scheme->bid);
    qsort(ends, AP_MODEL_PIECES + 1, sizeof *ends, ascending);
}

double ap_model_weight(const ap_model *model, size_t s, double level)
{
    const ap_case *inputs = model->inputs;
    const ap_scheme *scheme = &inputs->schemes[s];
    const double steps[3] = {inputs->settings.step_1, inputs->settings.step_2,
                             inputs->settings.step_3};
    double width = scheme->bid - scheme->committed;
    double third = width > 0 ? 3 * (level - scheme->committed) / width : 0;
    double step = steps[third < 1 ? 0 : third < 2 ? 1 : 2];
    size_t i = model->need->place_of[scheme->place_at];
    double index =
        i == AP_NONE
            ? 1
            : model->need->index[i * model->need->programmes + scheme->programme_at];
    return index * scheme->priority * step;
}

void ap_model_free(ap_model *model)
{
    if (model == NULL) {
        return;
    }
    free(model->goal_terms);
    free(model->goal_ranks);
    free(model->goal_kinds);
    free(model->goals);
    free(model->line_terms);
    free(model->lines);
    free(model->cells);
    ap_lp_free(model->lp);
    free(model);
}
