#include "risk/recourse_prices.h"

#include <math.h>

double ap_recourse_move_price(const ap_plan *plan, size_t cell)
{
    const ap_case *inputs = plan->inputs;
    const ap_source *source = &inputs->sources[plan->cells[cell].source];
    const char *scheme = inputs->schemes[plan->cells[cell].scheme].scheme;
    double most = 1;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        most = fmax(most, inputs->sources[f].preference);
    }
    double price = inputs->settings.risk_move_price * (1 + source->preference / most);
    return ap_plan_hashed(price, source->source, scheme);
}

double ap_recourse_hold_price(const ap_plan *plan, size_t s)
{
    return ap_plan_hashed(plan->inputs->settings.risk_hold_price * plan->weight[s],
                          plan->inputs->schemes[s].scheme, "hold");
}

double ap_recourse_return_price(const ap_plan *plan, size_t a)
{
    const ap_source *source = &plan->inputs->sources[plan->accounts[a].source];
    return source->spend == AP_IN_FULL ? plan->inputs->settings.risk_return_price : 0;
}

bool ap_recourse_may_hold(const ap_plan *plan, size_t s)
{
    return !plan->is_contingency[s] && ap_plan_may_give(plan, s) &&
           plan->inputs->settings.risk_hold > 0 &&
           plan->scheme[s] > plan->inputs->schemes[s].committed;
}

double ap_recourse_most(const ap_plan *plan)
{
    double sum = 1;
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        sum += plan->source[f];
    }
    return 100 * sum;
}
