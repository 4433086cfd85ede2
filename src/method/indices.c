#include "method/indices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double ap_round_half_up(double number, double units_in_one)
{
    return floor(number * units_in_one + 0.5) / units_in_one;
}

static size_t find_key(const ap_indices *indices, const char *key)
{
    size_t c = 0;
    while (c < indices->components && strcmp(indices->keys[c], key) != 0) {
        c++;
    }
    return c;
}

/* The components of need.csv; rows of one place stand together, so most are found at once.
 */
static void take_keys(const ap_case *inputs, ap_indices *indices, size_t room)
{
    for (size_t r = 0; r < inputs->need_count; r++) {
        const char *key = inputs->need[r].component;
        if (find_key(indices, key) == indices->components && indices->components < room) {
            indices->keys[indices->components++] = key;
        }
    }
}

/* More components than NHS England has ever published; those after them are left out. */
enum { MOST_COMPONENTS = 64 };

static ap_indices *indices_new(size_t places)
{
    ap_indices *indices = calloc(1, sizeof *indices);
    size_t cells = (places + 1) * MOST_COMPONENTS;
    if (indices == NULL) {
        return NULL;
    }
    indices->places = places;
    indices->keys = calloc(MOST_COMPONENTS, sizeof *indices->keys);
    indices->people = calloc(places + 1, sizeof *indices->people);
    indices->weighted = calloc(cells, sizeof *indices->weighted);
    indices->index = calloc(cells, sizeof *indices->index);
    if (indices->keys == NULL || indices->people == NULL || indices->weighted == NULL ||
        indices->index == NULL) {
        ap_indices_free(indices);
        return NULL;
    }
    return indices;
}

static void take_weighted(const ap_case *inputs, const ap_need *need, ap_indices *indices)
{
    size_t width = indices->components;
    for (size_t i = 0; i < need->places; i++) {
        indices->people[i] = need->population[i];
        indices->people[need->places] += need->population[i];
    }
    for (size_t r = 0; r < inputs->need_count; r++) {
        const ap_need_row *row = &inputs->need[r];
        size_t i = need->place_of[row->place_at];
        size_t c = find_key(indices, row->component);
        if (i != AP_NONE && c < width) {
            indices->weighted[i * width + c] += row->weighted;
            indices->weighted[need->places * width + c] += row->weighted;
        }
    }
}

/* England's total of a component, or of people for "population"; 0: not known. */
static double england_of(const ap_case *inputs, const char *component)
{
    for (size_t e = 0; e < inputs->england_count; e++) {
        if (strcmp(inputs->england[e].component, component) == 0) {
            return inputs->england[e].weighted;
        }
    }
    return 0;
}

/* (a / b) / (c / d), NaN where one of them is missing. */
static double ratio(double a, double b, double c, double d)
{
    return b > 0 && c > 0 && d > 0 ? (a / b) / (c / d) : NAN;
}

static void take_index(const ap_case *inputs, ap_indices *indices)
{
    size_t width = indices->components;
    double people = england_of(inputs, "population");
    for (size_t c = 0; c < width; c++) {
        double system = indices->weighted[indices->places * width + c];
        for (size_t i = 0; i < indices->places; i++) {
            indices->index[i * width + c] =
                ratio(indices->weighted[i * width + c], indices->people[i], system,
                      indices->people[indices->places]);
        }
        indices->index[indices->places * width + c] =
            ratio(system, indices->people[indices->places],
                  england_of(inputs, indices->keys[c]), people);
    }
}

ap_status ap_indices_of(const ap_case *inputs, const ap_need *need, ap_indices **out,
                        ap_error *err)
{
    ap_indices *indices = indices_new(need->places);
    if (indices == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "need", "no memory for %zu places", need->places);
    }
    take_keys(inputs, indices, MOST_COMPONENTS);
    take_weighted(inputs, need, indices);
    take_index(inputs, indices);
    *out = indices;
    return AP_OK;
}

void ap_indices_free(ap_indices *indices)
{
    if (indices == NULL) {
        return;
    }
    free(indices->keys);
    free(indices->people);
    free(indices->weighted);
    free(indices->index);
    free(indices);
}
