#include "risk/drivers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/check_drivers.h"
#include "risk/driver_row.h"
#include "risk/tally.h"
#include "sample/copula.h"
#include "sample/quantile_table.h"

struct ap_drivers {
    const ap_case *inputs;
    ap_drawing drawing;
    size_t count;
    size_t *rows;                    /* of drivers.csv */
    ap_distribution **distributions; /* of each row of drivers.csv */
    ap_quantile_table **tables;      /* of each driver */
    size_t block_count;
    const char **blocks; /* in the order of their first drivers */
    ap_copula *copula;
    ap_sampling *samplings[AP_REPLICATIONS];
    double *scores; /* scratch: what the copula takes */
};

static const ap_driver *driver_of(const ap_drivers *drivers, size_t i)
{
    return &drivers->inputs->drivers[drivers->rows[i]];
}

static ap_status find_rows(ap_drivers *drivers, ap_error *err)
{
    size_t most = drivers->inputs->drivers_count;
    drivers->rows = calloc(most + 1, sizeof *drivers->rows);
    drivers->tables = calloc(most + 1, sizeof(ap_quantile_table *));
    drivers->blocks = calloc(most + 1, sizeof(const char *));
    if (drivers->rows == NULL || drivers->tables == NULL || drivers->blocks == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "drivers.csv", "%zu drivers", most);
    }
    for (size_t row = 0; row < most; row++) {
        if (!ap_driver_is_part(drivers->inputs, row)) {
            drivers->rows[drivers->count++] = row;
        }
    }
    return AP_OK;
}

static ap_status make_tables(ap_drivers *drivers, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < drivers->count && status == AP_OK; i++) {
        char where[AP_DRIVER_WHERE_SIZE];
        ap_driver_where(driver_of(drivers, i), where);
        status = ap_quantile_table_new(drivers->distributions[drivers->rows[i]], where,
                                       &drivers->tables[i], err);
    }
    return status;
}

/* The number of a block, or how many there are so far. */
static size_t block_of(const ap_drivers *drivers, const char *block)
{
    size_t b = 0;
    while (b < drivers->block_count && strcmp(drivers->blocks[b], block) != 0) {
        b++;
    }
    return b;
}

static void find_blocks(ap_drivers *drivers)
{
    for (size_t i = 0; i < drivers->count; i++) {
        const char *block = driver_of(drivers, i)->block;
        if (block[0] != '\0' && block_of(drivers, block) == drivers->block_count) {
            drivers->blocks[drivers->block_count++] = block;
        }
    }
}

/* What has a row in the table of correlations: blocks or, where there are none, drivers. */
static size_t order_of(const ap_drivers *drivers)
{
    return drivers->block_count > 0 ? drivers->block_count : drivers->count;
}

const char *ap_drivers_correlated(const ap_drivers *drivers, size_t k)
{
    return drivers->block_count > 0 ? drivers->blocks[k] : driver_of(drivers, k)->driver;
}

/* The number of what has this word; order_of when nothing has. */
static size_t correlated_of(const ap_drivers *drivers, const char *word)
{
    size_t k = 0;
    while (k < order_of(drivers) && strcmp(ap_drivers_correlated(drivers, k), word) != 0) {
        k++;
    }
    return k;
}

/* What a copula is specified by, on its way. */
typedef struct ap_joining {
    size_t *block_of;
    double *loading;
    double *ranks;
    const char **names;
} ap_joining;

static void joining_free(ap_joining *joining)
{
    free(joining->block_of);
    free(joining->loading);
    free(joining->ranks);
    free(joining->names);
}

static ap_status joining_new(const ap_drivers *drivers, ap_joining *joining, ap_error *err)
{
    size_t n = order_of(drivers);
    *joining = (ap_joining){
        .block_of = calloc(drivers->count + 1, sizeof *joining->block_of),
        .loading = calloc(drivers->count + 1, sizeof *joining->loading),
        .ranks = calloc(n * n + 1, sizeof *joining->ranks),
        .names = calloc(n + 1, sizeof(const char *)),
    };
    return joining->block_of != NULL && joining->loading != NULL &&
                   joining->ranks != NULL && joining->names != NULL
               ? AP_OK
               : ap_fail(err, AP_NO_MEMORY, "correlations.csv", "%zu x %zu", n, n);
}

static ap_status take_correlations(const ap_drivers *drivers, ap_joining *joining,
                                   ap_error *err)
{
    const ap_case *inputs = drivers->inputs;
    size_t n = order_of(drivers);
    for (size_t k = 0; k < n; k++) {
        joining->ranks[k * n + k] = 1;
        joining->names[k] = ap_drivers_correlated(drivers, k);
    }
    for (size_t c = 0; c < inputs->correlations_count; c++) {
        const ap_correlation_row *row = &inputs->correlations[c];
        size_t first = correlated_of(drivers, row->first);
        size_t second = correlated_of(drivers, row->second);
        if (first == n || second == n || first == second) {
            return ap_fail(err, AP_BAD_INPUT, "correlations.csv",
                           "line %ld is of %s and %s: name two %s", row->row.line,
                           row->first, row->second,
                           drivers->block_count > 0 ? "blocks" : "drivers");
        }
        joining->ranks[first * n + second] = row->correlation;
        joining->ranks[second * n + first] = row->correlation;
    }
    return AP_OK;
}

/* A driver without a block goes its own way: its loading is 0 on whichever. */
static void take_loadings(const ap_drivers *drivers, ap_joining *joining)
{
    for (size_t i = 0; i < drivers->count; i++) {
        const ap_driver *row = driver_of(drivers, i);
        bool is_joined = row->block[0] != '\0';
        joining->block_of[i] = is_joined ? block_of(drivers, row->block) : 0;
        joining->loading[i] = is_joined ? row->loading : 0;
    }
}

static ap_status join(ap_drivers *drivers, ap_repair *repair, ap_error *err)
{
    ap_status status = AP_OK;
    ap_joining joining = {0};
    find_blocks(drivers);
    AP_TRY(joining_new(drivers, &joining, err));
    AP_TRY(take_correlations(drivers, &joining, err));
    take_loadings(drivers, &joining);
    const ap_copula_spec spec = {
        .where = "correlations.csv",
        .drivers = drivers->count,
        .degrees = drivers->drawing.degrees,
        .blocks = drivers->block_count,
        .block_of = joining.block_of,
        .loading = joining.loading,
        .ranks = drivers->inputs->correlations_count > 0 ? joining.ranks : NULL,
        .names = joining.names,
    };
    AP_TRY(ap_copula_new(&spec, &drivers->copula, repair, err));
done:
    joining_free(&joining);
    return status;
}

/* Every replication by a seed of its own, of as many scenarios as the longest has. */
static ap_status sample(ap_drivers *drivers, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_drawing *drawing = &drivers->drawing;
    uint64_t scenarios = drawing->scenarios / AP_REPLICATIONS +
                         (drawing->scenarios % AP_REPLICATIONS > 0 ? 1 : 0);
    for (uint64_t r = 0; r < AP_REPLICATIONS && status == AP_OK; r++) {
        const ap_address at = {drawing->seed, r, 0, AP_USE_REPLICATION, 0};
        status = ap_sampling_new(drawing->way, ap_random_word(&at), scenarios,
                                 &drivers->samplings[r], err);
    }
    return status;
}

static ap_status make_room(ap_drivers *drivers, ap_error *err)
{
    size_t scores = ap_copula_uniforms(drivers->copula);
    drivers->scores = calloc(scores + 1, sizeof *drivers->scores);
    return drivers->scores != NULL
               ? AP_OK
               : ap_fail(err, AP_NO_MEMORY, "drivers.csv", "%zu scores", scores);
}

ap_status ap_drivers_new(const ap_case *inputs, const ap_drawing *drawing, ap_drivers **out,
                         ap_repair *repair, ap_error *err)
{
    ap_status status = AP_OK;
    ap_drivers *drivers = calloc(1, sizeof *drivers);
    if (drivers == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "drivers.csv", "drivers");
    }
    drivers->inputs = inputs;
    drivers->drawing = *drawing;
    AP_TRY(find_rows(drivers, err));
    AP_TRY(ap_driver_rows_make(inputs, &drivers->distributions, err));
    AP_TRY(make_tables(drivers, err));
    AP_TRY(join(drivers, repair, err));
    AP_TRY(sample(drivers, err));
    AP_TRY(make_room(drivers, err));
    *out = drivers;
    drivers = NULL;
done:
    ap_drivers_free(drivers);
    return status;
}

void ap_drivers_free(ap_drivers *drivers)
{
    if (drivers == NULL) {
        return;
    }
    for (size_t i = 0; i < drivers->count; i++) {
        ap_quantile_table_free(drivers->tables[i]);
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_sampling_free(drivers->samplings[r]);
    }
    ap_copula_free(drivers->copula);
    ap_driver_rows_free(drivers->inputs, drivers->distributions);
    free(drivers->rows);
    free(drivers->tables);
    free(drivers->blocks);
    free(drivers->scores);
    free(drivers);
}

size_t ap_drivers_count(const ap_drivers *drivers)
{
    return drivers->count;
}

size_t ap_drivers_row(const ap_drivers *drivers, size_t i)
{
    return drivers->rows[i];
}

void ap_drivers_draw(ap_drivers *drivers, uint64_t scenario, double uniforms[],
                     double values[])
{
    double *scores = drivers->scores;
    ap_address at = {.seed = drivers->drawing.seed, .scenario = scenario};
    ap_sampling_point(drivers->samplings[scenario % AP_REPLICATIONS],
                      scenario / AP_REPLICATIONS,
                      (uint32_t)ap_copula_uniforms(drivers->copula), scores);
    ap_copula_scores(drivers->copula, scores);
    for (size_t i = 0; i < drivers->count; i++) {
        at.driver = (uint32_t)i;
        uniforms[i] = ap_copula_uniform(scores[i]);
        values[i] = ap_quantile_table_draw(drivers->tables[i], scores[i], &at);
    }
}

static int ascending(const void *a, const void *b)
{
    double one = *(const double *)a;
    double other = *(const double *)b;
    return (one > other) - (one < other);
}

/* Of draws whose numbers of events are each as likely as the others. */
static double drawn_quantile(const ap_drivers *drivers, size_t i, double p)
{
    enum { DRAWS = 4096 };
    double draws[DRAWS];
    ap_address at = {.driver = (uint32_t)i};
    for (at.scenario = 0; at.scenario < DRAWS; at.scenario++) {
        ap_tails u = ap_tails_below(((double)at.scenario + 0.5) / DRAWS);
        draws[at.scenario] =
            ap_quantile_table_draw(drivers->tables[i], ap_normal_quantile(u), &at);
    }
    qsort(draws, DRAWS, sizeof *draws, ascending);
    double first = ceil(p * DRAWS) - 1;
    return draws[(size_t)fmin(fmax(first, 0), DRAWS - 1)];
}

double ap_drivers_quantile(const ap_drivers *drivers, size_t i, double p)
{
    const ap_distribution *distribution = drivers->distributions[drivers->rows[i]];
    if (!ap_distribution_is_compound(distribution)) {
        return ap_distribution_quantile(distribution, p);
    }
    return p == 0.5 ? ap_distribution_mean(distribution) : drawn_quantile(drivers, i, p);
}
