#include "sample/compound.h"

#include <math.h>

enum { STRIDE = 1 << 16, ATTEMPTS = AP_INDEX_LIMIT / STRIDE };

static double slack(const ap_ends *ends, double end)
{
    return isfinite(end) ? 1e-9 * (fabs(end) + ends->deviation) : 0;
}

bool ap_ends_hold(const ap_ends *ends, double sum)
{
    return sum >= ends->low - slack(ends, ends->low) &&
           sum <= ends->high + slack(ends, ends->high);
}

/* The sizes of count events, from this address on. */
static double add_up(const ap_event_draws *draws, double count, ap_address event)
{
    double sum = 0;
    for (uint32_t end = event.index + (uint32_t)count; event.index < end; event.index++) {
        sum += draws->size(draws->context, ap_random_uniform(&event));
    }
    return sum;
}

double ap_compound_draw(const ap_event_draws *draws, double count, const ap_ends *ends,
                        const ap_address *at)
{
    ap_address event = *at;
    event.use = AP_USE_EVENT;
    event.index = 0;
    if (ends == NULL) {
        return add_up(draws, fmin(count, AP_INDEX_LIMIT - 1), event);
    }
    double sum = add_up(draws, fmin(count, AP_MOST_CUT_EVENTS), event);
    for (uint32_t attempt = 1; attempt < ATTEMPTS && !ap_ends_hold(ends, sum); attempt++) {
        event.index = attempt * STRIDE;
        count = draws->count(draws->context, ap_random_uniform(&event));
        event.index++;
        sum = add_up(draws, fmin(count, AP_MOST_CUT_EVENTS), event);
    }
    return fmin(fmax(sum, ends->low), ends->high);
}
