#include "made_tally.h"

#include <math.h>
#include <stdlib.h>

#include "sample/random.h"
#include "sample/special.h"

static const int64_t widths[AP_MADE_MEASURES] = {1, 100, 3, 1, 1};

ap_made_scenario ap_made_scenario_of(uint64_t seed, uint64_t number)
{
    ap_made_scenario made = {0};
    double z[AP_MADE_DRIVERS];
    for (uint32_t d = 0; d < AP_MADE_DRIVERS; d++) {
        ap_address at = {seed, number, d, AP_USE_DRAW, 0};
        made.uniforms[d] = ap_random_uniform(&at);
        z[d] = ap_normal_quantile(ap_tails_below(made.uniforms[d]));
        made.effects[d] = llround(1000 * z[d]);
    }
    const double *u = made.uniforms;
    made.ticks[AP_MADE_HEADLINE] = llround(1000 * (4 * z[0] + 2 * z[1] - z[2]));
    made.ticks[AP_MADE_TAIL] = llround(10000 / (1 - u[3]));
    made.ticks[AP_MADE_SELDOM] = u[2] < 0.8 ? 0 : llround(500 * z[0]);
    made.ticks[AP_MADE_LEVEL] = -12345;
    made.ticks[AP_MADE_MANY] = u[1] > 0.5 ? 1 : 0;
    return made;
}

ap_tally *ap_made_tally(void)
{
    ap_tally *tally = NULL;
    const ap_tally_shape shape = {AP_MADE_MEASURES, widths, AP_MADE_HEADLINE,
                                  AP_MADE_DRIVERS};
    if (ap_tally_new(&shape, &tally, NULL) != AP_OK) {
        abort();
    }
    return tally;
}

void ap_made_add(ap_tally *tally, uint64_t seed, uint64_t first, uint64_t end)
{
    for (uint64_t number = first; number < end; number++) {
        ap_made_scenario made = ap_made_scenario_of(seed, number);
        if (ap_tally_add(tally, number, made.ticks, made.uniforms, made.effects, NULL) !=
            AP_OK) {
            abort();
        }
    }
}

ap_tally *ap_tally_of(int64_t width, size_t count, const int64_t ticks[])
{
    ap_tally *tally = NULL;
    const ap_tally_shape shape = {1, &width, 0, 0};
    ap_status status = ap_tally_new(&shape, &tally, NULL);
    for (size_t k = 0; status == AP_OK && k < count; k++) {
        status = ap_tally_add(tally, k, &ticks[k], NULL, NULL, NULL);
    }
    if (status != AP_OK) {
        abort();
    }
    return tally;
}

uint64_t ap_made_word(uint64_t seed, uint64_t number)
{
    ap_address at = {seed, number, 0, AP_USE_DRAW, 0};
    return ap_random_word(&at);
}
