#include "apportion/need.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* M_i W_ic of a row of need.csv where it is of the term's component and of a place that
 * counts here, and 0 elsewhere. */
static double part_of(const ap_case *inputs, const ap_need *need, const ap_blend_row *term,
                      const ap_need_row *row)
{
    if (need->place_of[row->place_at] == AP_NONE ||
        strcmp(row->component, term->component) != 0) {
        return 0;
    }
    double cost = term->is_costed ? ap_case_cost_index(inputs, row->place_at) : 1;
    return row->weighted * cost;
}

/* One term of a blend, added to weighted. factor is 1 + the uplifts of each row of places;
 * NULL: there are none. */
static void add_term(const ap_case *inputs, const ap_need *need, const ap_blend_row *term,
                     const double factor[], double weighted[])
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
            double uplifted = factor == NULL ? part : part * factor[row->place_at];
            weighted[need->place_of[row->place_at]] += term->weight * scale * uplifted;
        }
    }
}

static void measure(const ap_case *inputs, const ap_need *need, const char *name,
                    const double factor[], double weighted[])
{
    memset(weighted, 0, need->places * sizeof *weighted);
    bool is_blend = false;
    for (size_t b = 0; b < inputs->blends_count; b++) {
        if (strcmp(inputs->blends[b].blend, name) == 0) {
            add_term(inputs, need, &inputs->blends[b], factor, weighted);
            is_blend = true;
        }
    }
    if (!is_blend) {
        ap_blend_row alone = {.component = name, .weight = 1};
        add_term(inputs, need, &alone, factor, weighted);
    }
}

void ap_need_measure(const ap_case *inputs, const ap_need *need, const char *name,
                     double weighted[])
{
    measure(inputs, need, name, NULL, weighted);
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

/* Is the row a place that money is shared among at this level? */
static bool is_shared_among(const ap_case *inputs, size_t row, size_t level,
                            const bool is_parent[])
{
    return ap_case_levels(inputs) == 0 ? level == 0 && !is_parent[row]
                                       : ap_case_is_of_level(inputs, row, level);
}

/* Places of the level, then for every row the one it is in; people are those of the rows
 * without children. */
static void take_places(const ap_case *inputs, size_t level, const bool is_parent[],
                        ap_need *need)
{
    for (size_t row = 0; row < inputs->places_count; row++) {
        need->place_of[row] = AP_NONE;
        if (is_shared_among(inputs, row, level, is_parent)) {
            need->place_of[row] = need->places;
            need->place_rows[need->places++] = row;
        }
    }
    for (size_t row = 0; row < inputs->places_count; row++) {
        size_t at = row;
        while (at != AP_NONE && need->place_of[at] == AP_NONE) {
            at = inputs->places[at].parent_at;
        }
        need->place_of[row] = at == AP_NONE ? AP_NONE : need->place_of[at];
        if (!is_parent[row] && at != AP_NONE) {
            need->population[need->place_of[row]] += inputs->places[row].population;
            need->population_all += inputs->places[row].population;
        }
    }
}

/* The people of a place, which are those below it that have no children. */
static double people_of(const ap_case *inputs, size_t place, const bool is_parent[])
{
    double people = 0;
    for (size_t row = 0; row < inputs->places_count; row++) {
        bool is_counted = !is_parent[row] && ap_case_is_within(inputs, row, place);
        people += is_counted ? inputs->places[row].population : 0;
    }
    return people;
}

/* What an uplift adds to the need of a row of places inside its place: r_u of (2a). */
static double uplift_of(const ap_case *inputs, const ap_uplift *uplift, size_t row,
                        double people)
{
    switch (uplift->unit) {
    case AP_UPLIFT_CORE20:
        return uplift->value * ap_case_core20(inputs, row);
    case AP_UPLIFT_PEOPLE:
        return people > 0 ? uplift->value / people : 0;
    case AP_UPLIFT_SHARE:
        break;
    }
    return uplift->value;
}

/* 1 + the sum of r_u for every row of places, of programme k; never below 0. */
static void take_uplifts(const ap_case *inputs, size_t k, const bool is_parent[],
                         double factor[])
{
    for (size_t row = 0; row < inputs->places_count; row++) {
        factor[row] = 1;
    }
    for (size_t u = 0; u < inputs->uplifts_count; u++) {
        const ap_uplift *uplift = &inputs->uplifts[u];
        if (uplift->programme_at != AP_NONE && uplift->programme_at != k) {
            continue;
        }
        double people = people_of(inputs, uplift->place_at, is_parent);
        for (size_t row = 0; row < inputs->places_count; row++) {
            if (ap_case_is_within(inputs, row, uplift->place_at)) {
                factor[row] += uplift_of(inputs, uplift, row, people);
            }
        }
    }
    for (size_t row = 0; row < inputs->places_count; row++) {
        factor[row] = factor[row] > 0 ? factor[row] : 0;
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

/* Room that is needed only while need is taken. */
typedef struct ap_scratch {
    double *weighted;
    double *factor;
    bool *is_parent;
} ap_scratch;

static void take_need(const ap_case *inputs, size_t level, const ap_scratch *scratch,
                      ap_need *need)
{
    ap_case_parents(inputs, scratch->is_parent);
    take_places(inputs, level, scratch->is_parent, need);
    for (size_t k = 0; k < need->programmes; k++) {
        const double *factor = NULL;
        if (inputs->uplifts_count > 0) {
            take_uplifts(inputs, k, scratch->is_parent, scratch->factor);
            factor = scratch->factor;
        }
        memset(scratch->weighted, 0, need->places * sizeof *scratch->weighted);
        if (inputs->programmes[k].need[0] != '\0') {
            measure(inputs, need, inputs->programmes[k].need, factor, scratch->weighted);
        }
        take_programme(need, k, scratch->weighted);
    }
}

ap_status ap_need_of_level(const ap_case *inputs, size_t level, ap_need **out,
                           ap_error *err)
{
    ap_status status = AP_OK;
    size_t rows = inputs->places_count + 1;
    ap_need *need = need_new(inputs);
    const ap_scratch scratch = {calloc(rows, sizeof *scratch.weighted),
                                calloc(rows, sizeof *scratch.factor),
                                calloc(rows, sizeof *scratch.is_parent)};
    if (need == NULL || scratch.weighted == NULL || scratch.factor == NULL ||
        scratch.is_parent == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "need", "no memory for %zu places",
                         inputs->places_count);
        goto done;
    }
    take_need(inputs, level, &scratch, need);
    *out = need;
    need = NULL;
done:
    free(scratch.weighted);
    free(scratch.factor);
    free(scratch.is_parent);
    ap_need_free(need);
    return status;
}

ap_status ap_need_of_case(const ap_case *inputs, ap_need **out, ap_error *err)
{
    return ap_need_of_level(inputs, 0, out, err);
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
