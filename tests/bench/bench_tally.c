/* What the tally of a risk run costs: time to add a scenario of 220 measures and 34
 * drivers, to pack, to unpack and to read; bytes of a block; memory.
 *
 *     bench_tally SCENARIOS
 *
 * Of ten measures four move always, three in a third of scenarios, three never.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "risk/tally.h"
#include "sample/random.h"
#include "sample/special.h"

enum { MEASURES = 220, DRIVERS = 34, BLOCK = 4096, SEED = 1 };

typedef struct ap_scenario {
    int64_t ticks[MEASURES];
    double uniforms[DRIVERS];
    int64_t effects[DRIVERS];
} ap_scenario;

/* Drivers move up to £10m; the headline is their sum, the measures parts of it and of each
 * other. */
static void draw(uint64_t number, ap_scenario *scenario)
{
    double z[DRIVERS];
    double sum = 0;
    for (uint32_t d = 0; d < DRIVERS; d++) {
        ap_address at = {SEED, number, d, AP_USE_DRAW, 0};
        scenario->uniforms[d] = ap_random_uniform(&at);
        z[d] = ap_normal_quantile(ap_tails_below(scenario->uniforms[d]));
        scenario->effects[d] = llround(1e8 * z[d] / (1 + d));
        sum += (double)scenario->effects[d];
    }
    for (size_t m = 0; m < MEASURES; m++) {
        double part = 1e6 * (z[m % DRIVERS] + z[m / DRIVERS]);
        bool is_zero = m % 10 >= 7 || (m % 10 >= 4 && z[(m + 5) % DRIVERS] < 0.43);
        scenario->ticks[m] = is_zero ? 0 : llround(part);
    }
    scenario->ticks[0] = llround(sum);
}

static void add_all(ap_tally *tally, uint64_t count, const ap_scenario drawn[])
{
    for (uint64_t k = 0; k < count; k++) {
        const ap_scenario *scenario = &drawn[k % BLOCK];
        ap_must(ap_tally_add(tally, k, scenario->ticks, scenario->uniforms,
                             scenario->effects, NULL),
                NULL);
    }
}

/* All that findings read of a tally, but for its errors. */
static double read_all(const ap_tally *tally)
{
    double sum = 0;
    for (size_t m = 0; m < MEASURES; m++) {
        for (int k = 1; k < 10; k++) {
            sum += ap_tally_quantile(tally, m, k / 10.0);
        }
        sum += ap_tally_tail_mean(tally, m, 0.05);
    }
    for (size_t d = 0; d < DRIVERS; d++) {
        sum += ap_tally_rank_correlation(tally, d) + ap_tally_sobol(tally, d);
    }
    return sum;
}

int main(int count, char *words[])
{
    static int64_t widths[MEASURES];
    uint64_t scenarios = count > 1 ? strtoull(words[1], NULL, 10) : 1000000;
    ap_error err = {0};
    ap_tally *tally = NULL;
    ap_tally *whole = NULL;
    ap_text text = {0};
    for (size_t m = 0; m < MEASURES; m++) {
        widths[m] = m == 0 ? 31000 : 11000;
    }
    const ap_tally_shape shape = {MEASURES, widths, 0, DRIVERS};
    ap_scenario *drawn = calloc(BLOCK, sizeof *drawn);
    if (drawn == NULL) {
        return 1;
    }
    for (uint64_t k = 0; k < BLOCK; k++) {
        draw(k, &drawn[k]);
    }
    ap_must(ap_tally_new(&shape, &tally, &err), &err);
    ap_must(ap_tally_new(&shape, &whole, &err), &err);
    double before = ap_peak_megabytes();
    double began = ap_cpu_seconds();
    add_all(tally, BLOCK, drawn);
    (void)printf("  first block %.3f us a scenario\n",
                 (ap_cpu_seconds() - began) * 1e6 / BLOCK);
    ap_lap_start();
    ap_tally_pack(tally, &text);
    ap_lap("pack a block");
    (void)printf("  a block of %d scenarios: %zu bytes\n", BLOCK, text.length);
    ap_must(ap_tally_unpack(text.bytes, text.length, whole, &err), &err);
    ap_lap("unpack it");
    began = ap_cpu_seconds();
    add_all(whole, scenarios, drawn);
    (void)printf("  after that %.3f us a scenario\n",
                 (ap_cpu_seconds() - began) * 1e6 / (double)scenarios);
    (void)printf("  two tallies: %.1f MB\n", ap_peak_megabytes() - before);
    ap_lap_start();
    double sum = read_all(whole);
    ap_lap("read all");
    (void)printf("  (%g)\n", sum);
    ap_text_free(&text);
    ap_tally_free(tally);
    ap_tally_free(whole);
    free(drawn);
    return 0;
}
