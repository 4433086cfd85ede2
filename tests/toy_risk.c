#include "toy_risk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sample/random.h"

enum { MEASURES = 3, DRIVERS = 2 };

static const int64_t widths[MEASURES] = {100, 1, 10000};
static const ap_tally_shape shape = {
    .measures = MEASURES, .widths = widths, .headline = 0, .drivers = DRIVERS};

/* A sum of uniforms, one of them squared, in pence up to a million pounds; a count from 0
 * to 9; a number of either sign. */
static ap_status add(ap_tally *tally, uint64_t seed, uint64_t scenario, ap_error *err)
{
    double uniforms[DRIVERS];
    for (uint32_t driver = 0; driver < DRIVERS; driver++) {
        uniforms[driver] = ap_random_uniform(
            &(ap_address){.seed = seed, .scenario = scenario, .driver = driver});
    }
    const int64_t effects[DRIVERS] = {(int64_t)(5e7 * uniforms[0]),
                                      (int64_t)(5e7 * uniforms[1] * uniforms[1])};
    const int64_t ticks[MEASURES] = {effects[0] + effects[1], (int64_t)(10 * uniforms[0]),
                                     effects[0] - effects[1]};
    const double certificate[3] = {uniforms[0] * 1e-12, uniforms[1] * 1e-12, 0};
    ap_status status = ap_tally_add(tally, scenario, ticks, uniforms, effects, err);
    ap_counted how = ticks[1] < 8 ? AP_COUNTED_CERTIFIED : AP_COUNTED_WARM;
    ap_tally_solved(tally, scenario, how, ticks[1], certificate);
    return status;
}

static ap_status scenario_of_toy(void *context, uint64_t scenario, ap_tally *tally,
                                 ap_error *err)
{
    ap_toy_risk *toy = context;
    while ((int64_t)scenario == toy->hangs_at) {
        ap_clock_nap(1);
    }
    if ((int64_t)scenario == toy->fails_at) {
        return ap_fail(err, AP_IO, "toy", "scenario %" PRIu64 " fails", scenario);
    }
    if (toy->seconds > 0) {
        ap_clock_nap(toy->seconds);
    }
    toy->computed++;
    return add(tally, toy->seed, scenario, err);
}

static bool is_enough(void *context, const ap_tally *tally)
{
    ap_toy_risk *toy = context;
    toy->asked++;
    return ap_tally_scenarios(tally) >= toy->enough;
}

static void report(void *context, const ap_run_progress *progress)
{
    ap_toy_risk *toy = context;
    ap_text_print(&toy->reports, "%" PRIu64 " of %" PRIu64 "\n", progress->done,
                  progress->all);
}

ap_work ap_toy_risk_work(ap_toy_risk *toy)
{
    return (ap_work){.context = toy,
                     .shape = &shape,
                     .scenario = scenario_of_toy,
                     .is_enough = toy->enough > 0 ? is_enough : NULL,
                     .progress = report};
}

ap_tally *ap_toy_risk_tally(uint64_t seed, uint64_t first, uint64_t end)
{
    ap_tally *tally = NULL;
    ap_status status = ap_tally_new(&shape, &tally, NULL);
    for (uint64_t scenario = first; scenario < end && status == AP_OK; scenario++) {
        status = add(tally, seed, scenario, NULL);
    }
    if (status != AP_OK) {
        abort();
    }
    return tally;
}
