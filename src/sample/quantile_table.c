#include "sample/quantile_table.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "sample/curve.h"

/* Curves reach so far. */
#define REACH 5.0

/* No uniform's score is farther out. */
#define FARTHEST 8.5

enum { MOST_VALUES = 16384, GUIDES = 256 };

/* Values in ascending order, each from the score of the one before up to its own. */
typedef struct ap_ladder {
    size_t count;
    double *x;
    double *up_to;
    size_t guide[GUIDES + 1]; /* of each part of (-REACH, REACH) the first value in it */
} ap_ladder;

struct ap_quantile_table {
    const ap_distribution *distribution;
    ap_curve *curve;   /* of continuous kinds; NULL for others */
    ap_ladder *ladder; /* of discrete kinds; NULL for others */
    ap_quantile_table *events;
    ap_quantile_table *size;
};

static double exact(const void *context, double z)
{
    return ap_distribution_quantile_of(context, ap_normal_tails(z));
}

static ap_status make_curve(ap_quantile_table *table, const char *where, ap_error *err)
{
    const ap_distribution *of = table->distribution;
    const ap_curve_spec spec = {
        .where = where,
        .f = exact,
        .context = of,
        .from = -REACH,
        .to = REACH,
        .centre = ap_distribution_quantile(of, 0.5),
        .spread = ap_distribution_quantile(of, 0.99) - ap_distribution_quantile(of, 0.01),
    };
    return ap_curve_new(&spec, &table->curve, err);
}

static void ladder_free(ap_ladder *ladder)
{
    if (ladder != NULL) {
        free(ladder->x);
        free(ladder->up_to);
    }
    free(ladder);
}

static bool add_rung(ap_ladder *ladder, double x, double up_to)
{
    double *xs = ap_grown(ladder->x, ladder->count, sizeof *xs);
    ladder->x = xs == NULL ? ladder->x : xs;
    double *ends = ap_grown(ladder->up_to, ladder->count, sizeof *ends);
    ladder->up_to = ends == NULL ? ladder->up_to : ends;
    if (xs != NULL && ends != NULL) {
        ladder->x[ladder->count] = x;
        ladder->up_to[ladder->count++] = up_to;
    }
    return xs != NULL && ends != NULL;
}

/* A little more of the distribution than `at`: a part `by` of the smaller tail. */
static ap_tails past(ap_tails at, double by)
{
    return at.below <= at.above ? ap_tails_below(at.below * (1 + by))
                                : ap_tails_above(at.above * (1 - by));
}

/* The least value above x, of which `at` are the tails; x itself where there is none. */
static double next_value(const ap_distribution *of, double x, ap_tails at)
{
    double next = x;
    double by = 2 * DBL_EPSILON;
    while (by < 0.5 && next <= x) {
        next = ap_distribution_quantile_of(of, past(at, by));
        by *= 4;
    }
    return next;
}

/* Where along the guides a score is. */
static double place_of(double z)
{
    return (z + REACH) * (GUIDES / (2 * REACH));
}

static void make_guide(ap_ladder *ladder)
{
    size_t k = 0;
    for (size_t g = 0; g <= GUIDES; g++) {
        while (place_of(ladder->up_to[k]) < (double)g) {
            k++;
        }
        ladder->guide[g] = k;
    }
}

/* Too many values leave the ladder out. */
static ap_status make_ladder(ap_quantile_table *table, const char *where, ap_error *err)
{
    const ap_distribution *of = table->distribution;
    ap_ladder *ladder = calloc(1, sizeof *ladder);
    bool has_room = ladder != NULL;
    bool is_last = false;
    double x = exact(of, -FARTHEST);
    while (has_room && !is_last && ladder->count < MOST_VALUES) {
        ap_tails at = ap_distribution_tails(of, x);
        double up_to = at.above > 0 ? ap_normal_quantile(at) : INFINITY;
        double next = up_to < FARTHEST ? next_value(of, x, at) : x;
        is_last = next <= x;
        has_room = add_rung(ladder, x, is_last ? INFINITY : up_to);
        x = next;
    }
    if (!has_room || !is_last) {
        ladder_free(ladder);
        return has_room ? AP_OK
                        : ap_fail(err, AP_NO_MEMORY, where, "values of a distribution");
    }
    make_guide(ladder);
    table->ladder = ladder;
    return AP_OK;
}

static ap_status make_parts(ap_quantile_table *table, const char *where, ap_error *err)
{
    const ap_distribution *of = table->distribution;
    ap_status status =
        ap_quantile_table_new(ap_distribution_part(of, 0), where, &table->events, err);
    return status == AP_OK ? ap_quantile_table_new(ap_distribution_part(of, 1), where,
                                                   &table->size, err)
                           : status;
}

ap_status ap_quantile_table_new(const ap_distribution *distribution, const char *where,
                                ap_quantile_table **out, ap_error *err)
{
    ap_quantile_table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "a table of quantiles");
    }
    table->distribution = distribution;
    ap_status status =
        ap_distribution_is_compound(distribution)   ? make_parts(table, where, err)
        : ap_distribution_is_discrete(distribution) ? make_ladder(table, where, err)
                                                    : make_curve(table, where, err);
    if (status == AP_OK) {
        *out = table;
    } else {
        ap_quantile_table_free(table);
    }
    return status;
}

void ap_quantile_table_free(ap_quantile_table *table)
{
    if (table != NULL) {
        ap_curve_free(table->curve);
        ladder_free(table->ladder);
        ap_quantile_table_free(table->events);
        ap_quantile_table_free(table->size);
    }
    free(table);
}

/* The first value that goes up to z or beyond. */
static double climb(const ap_ladder *ladder, double z)
{
    double place = place_of(z);
    bool is_near = place >= 0 && place < GUIDES;
    size_t low = is_near ? ladder->guide[(size_t)place] : 0;
    size_t high = is_near ? ladder->guide[(size_t)place + 1] : ladder->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ladder->up_to[middle] >= z) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return ladder->x[low];
}

static double by_uniform(const ap_quantile_table *table, double u)
{
    return ap_quantile_table_draw(table, ap_normal_quantile(ap_tails_below(u)), NULL);
}

static double count_of(const void *context, double u)
{
    const ap_quantile_table *table = context;
    return by_uniform(table->events, u);
}

static double size_of(const void *context, double u)
{
    const ap_quantile_table *table = context;
    return by_uniform(table->size, u);
}

static double add_events(const ap_quantile_table *table, double z, const ap_address *at)
{
    const ap_event_draws draws = {table, count_of, size_of};
    double count = ap_quantile_table_draw(table->events, z, NULL);
    return ap_distribution_add_events(table->distribution, &draws, count, at);
}

double ap_quantile_table_draw(const ap_quantile_table *table, double z,
                              const ap_address *at)
{
    if (table->curve != NULL) {
        return ap_curve_at(table->curve, z);
    }
    if (table->ladder != NULL) {
        return climb(table->ladder, z);
    }
    return table->events != NULL ? add_events(table, z, at) : exact(table->distribution, z);
}
