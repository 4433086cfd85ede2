#include "solve/down_level.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "method/pace.h"

/* Formula (19) for all places of a level. */
static void smooth(const ap_case *inputs, ap_down_level *level, size_t n, size_t parents,
                   double sums[])
{
    double m = ap_pace_of_level(inputs, n + 1).smoothing;
    size_t programmes = level->need->programmes;
    memset(sums, 0, parents * (programmes + 1) * sizeof *sums);
    for (size_t c = 0; c < level->need->places; c++) {
        double *sum = sums + level->parent[c] * (programmes + 1);
        sum[programmes] += level->need->population[c];
        for (size_t k = 0; k < programmes; k++) {
            sum[k] += level->need->weighted[c * programmes + k];
        }
    }
    for (size_t c = 0; c < level->need->places; c++) {
        const double *sum = sums + level->parent[c] * (programmes + 1);
        double people = level->need->population[c];
        double share = m > 0 ? m / (m + people) : 0;
        for (size_t k = 0; k < programmes; k++) {
            double mean = sum[programmes] > 0 ? people * sum[k] / sum[programmes] : 0;
            level->smoothed[c * programmes + k] =
                (1 - share) * level->need->weighted[c * programmes + k] + share * mean;
        }
    }
}

/* Does a row above this one, up to `top`, say its own baseline, which this one's is in? */
static bool is_counted_above(const ap_case *inputs, size_t row, size_t top)
{
    while (row != top) {
        row = inputs->places[row].parent_at;
        if (inputs->places[row].baseline > 0) {
            return true;
        }
    }
    return false;
}

/* b_c: a place's own, or the sum of those nearest below it that have one. */
static void take_baselines(const ap_case *inputs, ap_down_level *level)
{
    for (size_t row = 0; row < inputs->places_count; row++) {
        size_t c = level->need->place_of[row];
        if (c == AP_NONE) {
            continue;
        }
        if (!is_counted_above(inputs, row, level->need->place_rows[c])) {
            level->baseline[c] += inputs->places[row].baseline;
        }
    }
}

static ap_status level_new(const ap_case *inputs, size_t n, ap_down *down, ap_error *err)
{
    enum { ARRAYS = 6 };
    ap_status status = AP_OK;
    ap_down_level *level = &down->levels[n];
    const char *word = "";
    size_t length = 0;
    (void)ap_case_level(inputs, n + 1, &word, &length);
    level->word = ap_arena_copy(down->arena, word, length);
    AP_TRY(ap_need_of_level(inputs, n + 1, &level->need, err));
    size_t places = level->need->places + 1;
    size_t cells = places * down->programmes + 1;
    double *singles = calloc(ARRAYS * places + 3 * cells, sizeof *singles);
    level->baseline = singles;
    level->parent = calloc(places, sizeof *level->parent);
    level->root = calloc(places, sizeof *level->root);
    if (level->word == NULL || singles == NULL || level->parent == NULL ||
        level->root == NULL) {
        AP_TRY(
            ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for %zu places", places));
    }
    double **arrays[] = {&level->opening, &level->floor, &level->cap, &level->target,
                         &level->broken};
    for (size_t a = 0; a + 1 < ARRAYS; a++) {
        *arrays[a] = singles + (a + 1) * places;
    }
    level->smoothed = singles + ARRAYS * places;
    level->wanted = level->smoothed + cells;
    level->cells = level->wanted + cells;
    take_baselines(inputs, level);
done:
    return status;
}

/* The levels, with all that does not depend on money. */
static ap_status prepare(const ap_case *inputs, const ap_need *round, ap_down *down,
                         ap_error *err)
{
    ap_status status = AP_OK;
    double *sums =
        calloc((inputs->places_count + 1) * (down->programmes + 1), sizeof *sums);
    if (sums == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for its sums");
    }
    for (size_t n = 0; n < down->count; n++) {
        AP_TRY(level_new(inputs, n, down, err));
        ap_down_level *level = &down->levels[n];
        const ap_need *above = n == 0 ? round : down->levels[n - 1].need;
        for (size_t c = 0; c < level->need->places; c++) {
            level->parent[c] = above->place_of[level->need->place_rows[c]];
            level->root[c] = round->place_of[level->need->place_rows[c]];
        }
        smooth(inputs, level, n, above->places, sums);
    }
done:
    free(sums);
    return status;
}

ap_status ap_down_new(const ap_case *inputs, const ap_need *round, ap_down **out,
                      ap_error *err)
{
    ap_status status = AP_OK;
    ap_down *down = calloc(1, sizeof *down);
    if (down == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for its levels");
    }
    down->count = ap_case_levels(inputs) - 1;
    down->programmes = round->programmes;
    down->levels = calloc(down->count, sizeof *down->levels);
    down->arena = ap_arena_new();
    if (down->levels == NULL || down->arena == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for its levels"));
    }
    AP_TRY(prepare(inputs, round, down, err));
    *out = down;
    down = NULL;
done:
    ap_down_free(down);
    return status;
}

double ap_down_allocation(const ap_down *down, const ap_down_level *level, size_t c)
{
    double sum = 0;
    for (size_t k = 0; k < down->programmes; k++) {
        sum += level->cells[c * down->programmes + k];
    }
    return sum;
}

void ap_down_free(ap_down *down)
{
    if (down == NULL) {
        return;
    }
    for (size_t n = 0; n < down->count && down->levels != NULL; n++) {
        ap_need_free(down->levels[n].need);
        free(down->levels[n].parent);
        free(down->levels[n].root);
        free(down->levels[n].baseline);
    }
    free(down->levels);
    ap_arena_free(down->arena);
    free(down);
}
