/* How long drawing a scenario takes: a draw of every kind of distribution, the uniforms of
 * every way of sampling, and whole scenarios of 30 drivers, correlated by a matrix, on 111
 * schemes.
 *
 *     bench_draw [scenarios]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../driven_case.h"
#include "clock.h"
#include "risk/driver_row.h"
#include "risk/effects.h"
#include "sample/quantile_table.h"

enum { DRIVERS = 30, SCHEMES = 111, SOURCES = 12, SCORES = 4096 };

static ap_driven_case made;

/* A kind, and its parameters as drivers.csv has them; "": points. */
typedef struct ap_sort {
    const char *distribution;
    const char *parameters;
} ap_sort;

static const ap_sort sorts[] = {
    {"uniform", "low=-1; high=3"},
    {"triangular", "low=-1; mode=1; high=4"},
    {"pert", "low=-1; mode=1; high=4"},
    {"normal", "mean=1; sd=1"},
    {"truncated_normal", "mean=1; sd=1; low=0; high=3"},
    {"lognormal", "mean=1; sd=1"},
    {"lognormal_p10_p90", "p10=1; p90=9"},
    {"percentiles", "p10=1; p50=2; p90=4"},
    {"beta", "alpha=2; beta=3"},
    {"gamma", "shape=2; scale=1"},
    {"weibull", "shape=2; scale=1"},
    {"student_t", "degrees=4"},
    {"bernoulli", "chance=0.3"},
    {"binomial", "trials=20; chance=0.3"},
    {"poisson", "mean=4"},
    {"negative_binomial", "mean=6; size=2"},
    {"discrete", ""},
    {"empirical", ""},
    {"cumulative", ""},
    {"mixture", ""},
    {"compound", ""},
};

enum { SORTS = sizeof sorts / sizeof sorts[0] };

static void add_points(size_t driver, const char *distribution, size_t count, size_t size)
{
    static const char *const values[] = {"0", "1", "2", "5", "9"};
    static const double below[] = {0, 0.3, 0.5, 0.9, 1};
    char kind = distribution[0];
    if (kind == 'm' || (kind == 'c' && distribution[1] == 'o')) {
        driven_point(&made, driver, "", 1, count);
        driven_point(&made, driver, "", 1, size);
    } else if (kind == 'c') {
        for (size_t k = 0; k < 5; k++) {
            driven_point(&made, driver, values[k], below[k], AP_NONE);
        }
    } else {
        for (size_t k = 0; k < 5; k++) {
            driven_point(&made, driver, values[k], 1, AP_NONE);
        }
    }
}

/* Drivers of every kind in turn, and after them the parts of some. */
static void add_drivers(size_t count)
{
    static char words[DRIVEN_ROWS][DRIVEN_WORD];
    for (size_t i = 0; i < count; i++) {
        const ap_sort *sort = &sorts[i % SORTS];
        (void)snprintf(words[i], sizeof words[i], "d%zu", i);
        (void)driven_driver(&made, words[i], AP_DRIVER_NUMBER, sort->distribution,
                            sort->parameters);
    }
    size_t events = driven_driver(&made, "events", AP_DRIVER_NUMBER, "poisson", "mean=2");
    size_t size =
        driven_driver(&made, "size", AP_DRIVER_NUMBER, "gamma", "shape=2; scale=1");
    for (size_t i = 0; i < count; i++) {
        if (made.drivers[i].parameters[0] == '\0') {
            add_points(i, made.drivers[i].distribution, events, size);
        }
    }
}

/* The time to make a table, to draw from it, and of the quantile itself. */
static void measure_kind(const ap_distribution *distribution, const char *kind,
                         const double scores[])
{
    enum { TURNS = 100, EXACT = 1000 };
    ap_quantile_table *table = NULL;
    ap_address at = {1, 0, 0, AP_USE_DRAW, 0};
    ap_error err = {0};
    double sum = 0;
    double start = ap_cpu_seconds();
    ap_must(ap_quantile_table_new(distribution, kind, &table, &err), &err);
    double made_in = ap_cpu_seconds() - start;
    start = ap_cpu_seconds();
    for (size_t turn = 0; turn < TURNS; turn++) {
        for (at.scenario = 0; at.scenario < SCORES; at.scenario++) {
            sum += ap_quantile_table_draw(table, scores[at.scenario], &at);
        }
    }
    double drawn_in = ap_cpu_seconds() - start;
    start = ap_cpu_seconds();
    for (at.scenario = 0; at.scenario < EXACT; at.scenario++) {
        double u = ap_normal_below(scores[at.scenario]);
        sum += ap_distribution_draw(distribution, u, &at);
    }
    double exact_in = ap_cpu_seconds() - start;
    (void)printf("  %-18s %6.1f ns a draw; by its quantile %7.0f ns; table in %.2f ms%s\n",
                 kind, 1e9 * drawn_in / (TURNS * SCORES), 1e9 * exact_in / EXACT,
                 1e3 * made_in, isfinite(sum) ? "" : " (not finite)");
    ap_quantile_table_free(table);
}

static void measure_kinds(void)
{
    static double scores[SCORES];
    ap_distribution **distributions = NULL;
    ap_error err = {0};
    for (size_t k = 0; k < SCORES; k++) {
        const ap_address at = {2, k, 0, AP_USE_DRAW, 0};
        scores[k] = ap_normal_quantile(ap_tails_below(ap_random_uniform(&at)));
    }
    (void)driven_begin(&made);
    add_drivers(SORTS);
    ap_must(ap_driver_rows_make(&made.hand.inputs, &distributions, &err), &err);
    for (size_t k = 0; k < SORTS; k++) {
        measure_kind(distributions[k], sorts[k].distribution, scores);
    }
    ap_driver_rows_free(&made.hand.inputs, distributions);
}

static const char *const places[] = {"p0", "p1", "p2", "p3"};
static const char *const programmes[] = {"acute",       "community",  "mental", "primary",
                                         "prescribing", "continuing", "social"};

/* Exposures of all effects, on a programme or one place of it, and of prices besides. */
static void expose(size_t driver)
{
    ap_effect effect = (ap_effect)(driver % (AP_EFFECT_INCOME + 1));
    ap_exposure *row = driven_exposure(&made, driver, effect, 0.01);
    if (effect == AP_EFFECT_INCOME) {
        row->source = places[driver % 4];
    } else {
        row->programme = programmes[driver % 7];
        row->place = driver % 3 == 0 ? places[driver % 4] : "";
        row = driven_exposure(&made, driver, AP_EFFECT_PRICE, 0.1);
        row->programme = programmes[(driver + 1) % 7];
    }
}

/* As a case of an ICB has them. */
static void add_schemes(void)
{
    size_t system = hand_place(&made.hand, "system", AP_NONE, 0);
    for (size_t k = 0; k < 4; k++) {
        (void)hand_place(&made.hand, places[k], system, 1);
    }
    for (size_t k = 0; k < 7; k++) {
        (void)hand_programme(&made.hand, programmes[k], "", 0.1);
    }
    for (size_t s = 0; s < SCHEMES; s++) {
        (void)driven_scheme(&made, 1 + s % 4, s / 4 % 7, 1e6 * (double)s);
    }
    for (size_t f = 0; f < SOURCES; f++) {
        (void)hand_source(&made.hand, places[f % 4], 1e8, true);
    }
    for (size_t i = 0; i < DRIVERS; i++) {
        expose(i);
        made.drivers[i].profile = i % 5 == 0 ? "winter" : "";
    }
    driven_profile(&made, "winter", 9, 1);
    driven_profile(&made, "winter", 11, 2);
}

static void measure_way(const char *words, ap_sampling_way way, double degrees,
                        uint64_t scenarios)
{
    const ap_drawing drawing = {way, 1, scenarios, degrees};
    ap_drivers *drivers = NULL;
    ap_repair repair;
    ap_error err = {0};
    double uniforms[DRIVERS];
    double values[DRIVERS];
    double sum = 0;
    ap_must(ap_drivers_new(&made.hand.inputs, &drawing, &drivers, &repair, &err), &err);
    double start = ap_cpu_seconds();
    for (uint64_t s = 0; s < scenarios; s++) {
        ap_drivers_draw(drivers, s, uniforms, values);
        sum += values[DRIVERS - 1];
    }
    (void)printf("  %-26s %5.2f us a scenario of %zu drivers%s\n", words,
                 1e6 * (ap_cpu_seconds() - start) / (double)scenarios,
                 ap_drivers_count(drivers), isfinite(sum) ? "" : " (not finite)");
    ap_drivers_free(drivers);
}

static void measure_effects(uint64_t scenarios)
{
    enum { KEPT = 64 };
    static double plans[SCHEMES];
    static double incomes[SOURCES];
    static double cost[SCHEMES];
    static double income[SOURCES];
    static double values[KEPT][DRIVERS];
    double uniforms[DRIVERS];
    double own[DRIVERS];
    double to_date[12];
    const ap_drawing drawing = {AP_SAMPLING_SOBOL, 1, KEPT, 0};
    ap_drivers *drivers = NULL;
    ap_effects *effects = NULL;
    ap_repair repair;
    ap_error err = {0};
    for (size_t s = 0; s < SCHEMES; s++) {
        plans[s] = 1e6 + 1.05e6 * (double)s;
    }
    for (size_t f = 0; f < SOURCES; f++) {
        incomes[f] = 1e8;
    }
    ap_must(ap_drivers_new(&made.hand.inputs, &drawing, &drivers, &repair, &err), &err);
    ap_must(ap_effects_new(&made.hand.inputs, drivers, plans, incomes, &effects, &err),
            &err);
    for (uint64_t s = 0; s < KEPT; s++) {
        ap_drivers_draw(drivers, s, uniforms, values[s]);
    }
    double start = ap_cpu_seconds();
    for (uint64_t s = 0; s < scenarios; s++) {
        ap_effects_apply(effects, values[s % KEPT],
                         (ap_scenario_money){cost, income, to_date, own});
    }
    (void)printf("  %-26s %5.2f us a scenario of %d schemes\n", "effects",
                 1e6 * (ap_cpu_seconds() - start) / (double)scenarios, SCHEMES);
    ap_effects_free(effects);
    ap_drivers_free(drivers);
}

/* Every pair correlated, as all having a factor in common would be. */
static void correlate(void)
{
    for (size_t i = 0; i < DRIVERS; i++) {
        for (size_t j = 0; j < i; j++) {
            made.correlations[made.hand.inputs.correlations_count++] = (ap_correlation_row){
                .first = made.drivers[i].driver,
                .second = made.drivers[j].driver,
                .correlation = 0.2,
            };
        }
    }
}

int main(int argc, char *argv[])
{
    uint64_t scenarios = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
    measure_kinds();
    (void)driven_begin(&made);
    add_drivers(DRIVERS);
    add_schemes();
    measure_way("Sobol, independent", AP_SAMPLING_SOBOL, 0, scenarios);
    correlate();
    measure_way("plain, correlated", AP_SAMPLING_PLAIN, 0, scenarios);
    measure_way("Latin, correlated", AP_SAMPLING_LATIN, 0, scenarios);
    measure_way("Sobol, correlated", AP_SAMPLING_SOBOL, 0, scenarios);
    measure_way("Sobol, t copula", AP_SAMPLING_SOBOL, 4, scenarios);
    measure_effects(scenarios);
    return 0;
}
