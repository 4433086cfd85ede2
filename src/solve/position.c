#include "solve/position.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCALARS = 6 };

/* Numbers in the arrays of a position: one block, whose start is `scheme`. */
static size_t block_of(size_t schemes, size_t sources, size_t places, size_t programmes)
{
    return 2 * schemes + sources + (places + 1) * (2 + programmes);
}

static double *next(double **at, size_t count)
{
    double *array = *at;
    *at += count;
    return array;
}

static ap_position *position_new(const ap_model *model)
{
    size_t schemes = model->inputs->schemes_count;
    size_t sources = model->inputs->sources_count;
    size_t places = model->need->places;
    size_t programmes = model->inputs->programmes_count;
    ap_position *position = calloc(1, sizeof *position);
    double *numbers =
        calloc(block_of(schemes, sources, places, programmes), sizeof *numbers);
    if (position == NULL || numbers == NULL) {
        free(numbers);
        free(position);
        return NULL;
    }
    position->schemes = schemes;
    position->sources = sources;
    position->places = places;
    position->programmes = programmes;
    position->scheme = next(&numbers, schemes);
    position->scheme_envelope = next(&numbers, schemes);
    position->source = next(&numbers, sources);
    position->place = next(&numbers, places + 1);
    position->distance = next(&numbers, places + 1);
    position->programme = next(&numbers, (places + 1) * programmes);
    return position;
}

static void add_cells(const ap_model *model, const double cells[], ap_position *position)
{
    for (size_t c = 0; c < model->cell_count; c++) {
        size_t s = model->cells[c].scheme;
        size_t f = model->cells[c].source;
        const ap_scheme *scheme = &model->inputs->schemes[s];
        size_t i = model->need->place_of[scheme->place_at];
        i = i == AP_NONE ? position->places : i;
        position->scheme[s] += cells[c];
        position->source[f] += cells[c];
        if (model->inputs->sources[f].is_envelope) {
            position->scheme_envelope[s] += cells[c];
            position->place[i] += cells[c];
            position->programme[i * position->programmes + scheme->programme_at] +=
                cells[c];
        }
    }
}

/* Goal 4's measure: what is missing of each piece, with the piece's weight. */
static double unmet_of(const ap_model *model, size_t s, double total)
{
    double ends[AP_MODEL_PIECES + 1];
    ap_model_ends(&model->inputs->schemes[s], ends);
    double unmet = 0;
    for (size_t j = 0; j < AP_MODEL_PIECES; j++) {
        double missing = ends[j + 1] - fmin(fmax(total, ends[j]), ends[j + 1]);
        unmet += missing * ap_model_weight(model, s, (ends[j] + ends[j + 1]) / 2);
    }
    return unmet;
}

static void measure_goals(const ap_model *model, const double cells[],
                          ap_position *position)
{
    for (size_t i = 0; i < position->places; i++) {
        double aim = model->target->target[i];
        position->distance[i] = ap_distance(position->place[i], aim);
        position->worst = fmax(position->worst, -position->distance[i]);
        position->total_distance += fabs(position->place[i] - aim);
    }
    for (size_t s = 0; s < position->schemes; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        position->unmet += unmet_of(model, s, position->scheme[s]);
        position->unmet_plain += scheme->bid - position->scheme[s];
        position->movement += fabs(position->scheme[s] - scheme->baseline);
    }
    for (size_t l = 0; l < model->line_count; l++) {
        const ap_rule *rule = &model->inputs->rules[model->lines[l].rule];
        if (rule->strength == AP_SOFT) {
            ap_measured measured = ap_line_measure(model, &model->lines[l], cells);
            position->broken +=
                model->lines[l].scale * ap_measured_short(rule->bound, measured);
        }
    }
}

ap_status ap_position_of(const ap_model *model, const double cells[], ap_position **out,
                         ap_error *err)
{
    ap_position *position = position_new(model);
    if (position == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "position", "no memory for the totals");
    }
    add_cells(model, cells, position);
    measure_goals(model, cells, position);
    *out = position;
    return AP_OK;
}

size_t ap_position_size(const ap_model *model)
{
    return SCALARS + block_of(model->inputs->schemes_count, model->inputs->sources_count,
                              model->need->places, model->inputs->programmes_count);
}

static size_t block_size(const ap_position *position)
{
    return sizeof(double) * block_of(position->schemes, position->sources, position->places,
                                     position->programmes);
}

void ap_position_pack(const ap_position *position, double numbers[])
{
    const double scalars[SCALARS] = {
        position->worst,       position->total_distance, position->unmet,
        position->unmet_plain, position->movement,       position->broken,
    };
    memcpy(numbers, scalars, sizeof scalars);
    memcpy(numbers + SCALARS, position->scheme, block_size(position));
}

ap_status ap_position_unpack(const ap_model *model, const double numbers[],
                             ap_position **out, ap_error *err)
{
    ap_position *position = position_new(model);
    if (position == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "position", "no memory for the totals");
    }
    double *const scalars[SCALARS] = {
        &position->worst,       &position->total_distance, &position->unmet,
        &position->unmet_plain, &position->movement,       &position->broken,
    };
    for (size_t k = 0; k < SCALARS; k++) {
        *scalars[k] = numbers[k];
    }
    memcpy(position->scheme, numbers + SCALARS, block_size(position));
    *out = position;
    return AP_OK;
}

void ap_position_free(ap_position *position)
{
    if (position != NULL) {
        free(position->scheme); /* the arrays are one block, and this is its start */
        free(position);
    }
}

ap_measured ap_line_measure(const ap_model *model, const ap_rule_line *line,
                            const double cells[])
{
    ap_measured measured = {0, line->required};
    const ap_rule *rule = &model->inputs->rules[line->rule];
    for (size_t t = line->first; t < line->first + line->count; t++) {
        const ap_line_term *term = &model->line_terms[t];
        measured.left += term->left * cells[term->cell];
        measured.right += term->of ? rule->value * cells[term->cell] : 0;
    }
    return measured;
}

double ap_measured_short(ap_bound bound, ap_measured measured)
{
    double missing = measured.right - measured.left;
    switch (bound) {
    case AP_AT_LEAST:
        return fmax(missing, 0);
    case AP_NO_MORE:
        return fmax(-missing, 0);
    case AP_EQUAL:
    default:
        return fabs(missing);
    }
}
