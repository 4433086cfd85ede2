#include "apportion/need.h"

#include <stdlib.h>
#include <string.h>

/* M_i W_ic of a row of need.csv where it is of the term's component and of a place the
 * round allocates to, and 0 elsewhere. */
static double part_of(const ap_case *inputs, const ap_need *need, const ap_blend_row *term,
                      const ap_need_row *row)
{
    if (need->place_of[row->place_at] == AP_NONE ||
        strcmp(row->component, term->component) != 0) {
        return 0;
    }
    return row->weighted * (term->is_costed ? inputs->places[row->place_at].cost_index : 1);
}

/* One term of a blend, added to weighted. */
static void add_term(const ap_case *inputs, const ap_need *need, const ap_blend_row *term,
                     double weighted[])
{
    double total = 0;
    for (size_t r = 0; r < inputs->need_count; r++) {
        total += part_of(inputs, need, term, &inputs->need[r]);
    }
    double scale = term->is_scaled && total > 0 ? 1 / total : 1;
    for (size_t r = 0; r < inputs->need_count; r++) {
        const ap_need_row *row = &inputs->need[r];
        double part = part_of(inputs, need, term, row);
        if (part != 0) {
            weighted[need->place_of[row->place_at]] += term->weight * scale * part;
        }
    }
}

void ap_need_measure(const ap_case *inputs, const ap_need *need, const char *name,
                     double weighted[])
{
    memset(weighted, 0, need->places * sizeof *weighted);
    bool is_blend = false;
    for (size_t b = 0; b < inputs->blends_count; b++) {
        if (strcmp(inputs->blends[b].blend, name) == 0) {
            add_term(inputs, need, &inputs->blends[b], weighted);
            is_blend = true;
        }
    }
    if (!is_blend) {
        ap_blend_row alone = {.component = name, .weight = 1};
        add_term(inputs, need, &alone, weighted);
    }
}

static bool has_memory(const ap_need *need)
{
    return need->place_rows != NULL && need->place_of != NULL && need->population != NULL &&
           need->weighted != NULL && need->share != NULL && need->index != NULL;
}

static ap_need *need_new(const ap_case *inputs)
{
    ap_need *need = calloc(1, sizeof *need);
    if (need == NULL) {
        return NULL;
    }
    size_t rows = inputs->places_count;
    size_t cells = rows * inputs->programmes_count;
    need->programmes = inputs->programmes_count;
    need->place_rows = calloc(rows, sizeof *need->place_rows);
    need->place_of = calloc(rows, sizeof *need->place_of);
    need->population = calloc(rows, sizeof *need->population);
    need->weighted = calloc(cells, sizeof *need->weighted);
    need->share = calloc(cells, sizeof *need->share);
    need->index = calloc(cells, sizeof *need->index);
    if (!has_memory(need)) {
        ap_need_free(need);
        return NULL;
    }
    return need;
}

static void take_places(const ap_case *inputs, ap_need *need)
{
    for (size_t row = 0; row < inputs->places_count; row++) {
        need->place_of[row] = AP_NONE;
        if (ap_case_is_parent(inputs, row)) {
            continue;
        }
        need->place_of[row] = need->places;
        need->place_rows[need->places] = row;
        need->population[need->places] = inputs->places[row].population;
        need->population_all += inputs->places[row].population;
        need->places++;
    }
}

/* Formulas (1) and (2) for programme k from its column of weighted populations. */
static void take_programme(ap_need *need, size_t k, const double weighted[])
{
    double total = 0;
    for (size_t i = 0; i < need->places; i++) {
        total += weighted[i];
    }
    for (size_t i = 0; i < need->places; i++) {
        size_t at = i * need->programmes + k;
        need->weighted[at] = weighted[i];
        need->share[at] = total > 0 ? weighted[i] / total : 0;
        need->index[at] =
            total > 0 && need->population[i] > 0
                ? (weighted[i] / need->population[i]) / (total / need->population_all)
                : 1;
    }
}

ap_status ap_need_of_case(const ap_case *inputs, ap_need **out, ap_error *err)
{
    ap_need *need = need_new(inputs);
    double *weighted = calloc(inputs->places_count + 1, sizeof *weighted);
    if (need == NULL || weighted == NULL) {
        free(weighted);
        ap_need_free(need);
        return ap_fail(err, AP_NO_MEMORY, "need", "no memory for %zu places",
                       inputs->places_count);
    }
    take_places(inputs, need);
    for (size_t k = 0; k < need->programmes; k++) {
        memset(weighted, 0, need->places * sizeof *weighted);
        if (inputs->programmes[k].need[0] != '\0') {
            ap_need_measure(inputs, need, inputs->programmes[k].need, weighted);
        }
        take_programme(need, k, weighted);
    }
    free(weighted);
    *out = need;
    return AP_OK;
}

void ap_need_free(ap_need *need)
{
    if (need == NULL) {
        return;
    }
    free(need->index);
    free(need->share);
    free(need->weighted);
    free(need->population);
    free(need->place_of);
    free(need->place_rows);
    free(need);
}
