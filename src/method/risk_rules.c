#include "method/risk_rules.h"

#include <math.h>
#include <string.h>

static void take_scope(ap_sharing *sharing, const ap_risk_scope *scope)
{
    ap_take_all(sharing, scope->count, scope->lines);
}

static void take_own(ap_sharing *sharing, const ap_risk_scope *scope)
{
    size_t partners = sharing->fund->partner_count;
    memset(sharing->split, 0, partners * sizeof *sharing->split);
    memset(sharing->weights, 0, partners * sizeof *sharing->weights);
    for (size_t k = 0; k < scope->count; k++) {
        size_t l = scope->lines[k];
        size_t a = sharing->agreement->lines[l].partner;
        sharing->split[a] += sharing->rest[l];
        sharing->weights[a] += sharing->rest[l] != 0; /* how many of its lines have any */
        sharing->rest[l] = 0;
    }
    for (size_t a = 0; a < partners; a++) {
        if (sharing->weights[a] > 0) {
            ap_partner_bears(sharing, a, sharing->split[a], 1, sharing->split[a]);
        }
    }
}

/* Every partner that has a share of an amount bears it. */
static void share_out(ap_sharing *sharing, const double shares[], ap_pence amount)
{
    size_t partners = sharing->fund->partner_count;
    ap_split_pence(partners, shares, amount, sharing->split);
    for (size_t a = 0; a < partners; a++) {
        if (shares[a] > 0) {
            ap_partner_bears(sharing, a, amount, shares[a], sharing->split[a]);
        }
    }
}

/* Where nobody contributes there is nobody to bear it, and it stays for the next step. */
static void take_pro_rata(ap_sharing *sharing, const ap_risk_scope *scope, ap_pence net)
{
    if (scope->step->shares != NULL) {
        share_out(sharing, scope->step->shares, net);
        take_scope(sharing, scope);
    }
}

static void take_capped_scheme(ap_sharing *sharing, const ap_capped_scheme *scheme,
                               ap_risk_side side, const size_t lines[])
{
    size_t partners = sharing->fund->partner_count;
    ap_sides sides = ap_sides_of(sharing, scheme->count, lines);
    ap_pence net = sides.over + sides.under;
    bool is_wanted = side == AP_SIDE_BOTH || (side == AP_SIDE_OVER ? net > 0 : net < 0);
    bool has_cap = net > 0;
    ap_pence taken = 0;
    if (scheme->shares == NULL || !is_wanted) {
        return;
    }
    if (net == 0) {
        ap_take_all(sharing, scheme->count, lines); /* whatever the shares, each bears 0 */
        return;
    }
    ap_split_pence(partners, scheme->shares, net, sharing->split);
    for (size_t a = 0; a < partners; a++) {
        ap_pence cap = scheme->caps[a];
        ap_pence borne = has_cap && sharing->split[a] > cap ? cap : sharing->split[a];
        if (scheme->shares[a] > 0) {
            ap_sharing_add(sharing,
                           (ap_risk_entry){.partner = a,
                                           .scheme = scheme->scheme,
                                           .base = net,
                                           .share = scheme->shares[a],
                                           .cap = has_cap ? ap_pounds_of(cap) : INFINITY,
                                           .borne = borne});
            taken += borne;
        }
    }
    ap_take_net(sharing, scheme->count, lines, taken);
}

static void take_capped(ap_sharing *sharing, const ap_risk_scope *scope)
{
    for (size_t s = 0; s < scope->scheme_count; s++) {
        const ap_capped_scheme *scheme = &scope->schemes[s];
        take_capped_scheme(sharing, scheme, scope->step->terms->side,
                           scope->lines + scheme->first);
    }
}

static void take_host(ap_sharing *sharing, const ap_risk_scope *scope, ap_pence net)
{
    size_t host = sharing->agreement->host;
    if (host != AP_NONE) {
        ap_partner_bears(sharing, host, net, 1, net);
        take_scope(sharing, scope);
    }
}

/* A cap as great as this is none. */
#define NO_CAP 1e12

/* The amount, but no more than the cap in pounds. */
static ap_pence within(ap_pence amount, double cap)
{
    return isfinite(cap) && amount > ap_pence_of(cap) ? ap_pence_of(cap) : amount;
}

/* One band: the part of |N| in it. Returns what is borne of it. A partner's cap is that of
 * its first band; a fence before this one may have used some of it. Underspends have none.
 */
static ap_pence take_band(ap_sharing *sharing, const ap_risk_band *band, ap_pence portion,
                          bool is_over, double caps[])
{
    size_t partners = sharing->fund->partner_count;
    ap_pence taken = 0;
    ap_split_pence(partners, band->shares, portion, sharing->split);
    for (size_t a = 0; a < partners; a++) {
        caps[a] = isnan(caps[a]) ? band->caps[a] : caps[a];
        double cap = is_over && caps[a] < NO_CAP ? caps[a] : INFINITY;
        ap_pence size = within(sharing->split[a], cap);
        ap_pence borne = is_over ? size : -size;
        if (band->shares[a] > 0) {
            ap_sharing_add(sharing, (ap_risk_entry){.partner = a,
                                                    .scheme = AP_NONE,
                                                    .from = band->from,
                                                    .base = is_over ? portion : -portion,
                                                    .share = band->shares[a],
                                                    .cap = cap,
                                                    .borne = borne});
            caps[a] -= isfinite(cap) ? ap_pounds_of(size) : 0;
            taken += borne;
        }
    }
    return taken;
}

static void take_shares(ap_sharing *sharing, const ap_risk_scope *scope, ap_pence net)
{
    const ap_agreed_step *step = scope->step;
    double *caps =
        sharing->caps + ap_sharing_place(sharing, step) * sharing->fund->partner_count;
    bool is_over = net > 0;
    ap_pence size = is_over ? net : -net;
    ap_pence taken = 0;
    for (size_t b = 0; b < step->band_count && step->bands[b].low < size; b++) {
        bool is_last = b + 1 == step->band_count || step->bands[b + 1].low >= size;
        ap_pence high = is_last ? size : step->bands[b + 1].low;
        taken +=
            take_band(sharing, &step->bands[b], high - step->bands[b].low, is_over, caps);
    }
    if (taken == net) {
        take_scope(sharing, scope);
    } else {
        ap_take_net(sharing, scope->count, scope->lines, taken);
    }
}

static ap_pence least(ap_pence a, ap_pence b)
{
    return a < b ? a : b;
}

static void take_offset(ap_sharing *sharing, const ap_risk_scope *scope, ap_sides sides)
{
    ap_pence amount = least(sides.over, -sides.under);
    ap_take_off(sharing, scope->count, scope->lines, amount);
    ap_take_off(sharing, scope->count, scope->lines, -amount);
}

static void take_reserve(ap_sharing *sharing, const ap_risk_scope *scope, ap_sides sides)
{
    ap_pence *left = &sharing->reserve[ap_sharing_place(sharing, scope->step)];
    ap_pence amount = least(sides.over, *left);
    if (sides.over > 0) {
        ap_another_bears(sharing, AP_BEARER_RESERVE, sides.over, ap_pounds_of(*left),
                         amount);
        ap_take_off(sharing, scope->count, scope->lines, amount);
        *left -= amount;
    }
}

static ap_pence forecast_of(const ap_sharing *sharing, size_t l)
{
    const ap_fund_line *line = &sharing->fund->lines[l];
    return sharing->forecasts != NULL ? ap_pence_of(sharing->forecasts[l]) : line->forecast;
}

/* A line's part of what its scheme has not committed (forecast less the larger of committed
 * and spent), by forecast, less what it has given up before. */
static ap_pence uncommitted_line(const ap_sharing *sharing, size_t l)
{
    const ap_agreed_line *line = &sharing->agreement->lines[l];
    ap_pence forecast = 0;
    for (size_t k = line->scheme_first; k < line->scheme_end; k++) {
        forecast += forecast_of(sharing, k);
    }
    ap_pence of_scheme = forecast > line->bound ? forecast - line->bound : 0;
    double part = forecast > 0 ? (double)forecast_of(sharing, l) / (double)forecast : 0;
    ap_pence all = (ap_pence)floor((double)of_scheme * part);
    return all > sharing->given_up[l] ? all - sharing->given_up[l] : 0;
}

/* The schemes of the scope give up; the overspends of the whole fence are made good. */
static void take_uncommitted(ap_sharing *sharing, const ap_risk_scope *scope)
{
    const ap_agreement *agreement = sharing->agreement;
    const ap_risk_scope *fence =
        &ap_agreement_scopes(agreement, scope->fence)[agreement->step_count];
    ap_pence over = ap_sides_of(sharing, fence->count, fence->lines).over;
    ap_pence available = 0;
    if (over <= 0 || scope->count == 0) {
        return;
    }
    for (size_t k = 0; k < scope->count; k++) {
        ap_pence spare = uncommitted_line(sharing, scope->lines[k]);
        sharing->weights[k] = (double)spare;
        available += spare;
    }
    ap_pence amount = least(over, available);
    ap_another_bears(sharing, AP_BEARER_UNCOMMITTED, over, ap_pounds_of(available), amount);
    ap_split_pence(scope->count, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < scope->count; k++) {
        sharing->given_up[scope->lines[k]] += sharing->split[k];
    }
    ap_take_off(sharing, fence->count, fence->lines, amount);
}

/* Takes what is left of the lines of which the partner is at fault. */
static ap_pence take_faults_of(ap_sharing *sharing, const ap_risk_scope *scope,
                               size_t partner)
{
    ap_pence sum = 0;
    for (size_t k = 0; k < scope->count; k++) {
        size_t l = scope->lines[k];
        if (sharing->agreement->lines[l].fault == partner) {
            sum += sharing->rest[l];
            sharing->rest[l] = 0;
        }
    }
    return sum;
}

static void take_fault(ap_sharing *sharing, const ap_risk_scope *scope)
{
    for (size_t a = 0; a < sharing->fund->partner_count; a++) {
        ap_pence sum = take_faults_of(sharing, scope, a);
        if (sum != 0) {
            ap_partner_bears(sharing, a, sum, 1, sum);
        }
    }
}

static void take_carry(ap_sharing *sharing, const ap_risk_scope *scope, ap_sides sides)
{
    if (sides.under < 0) {
        ap_another_bears(sharing, AP_BEARER_CARRIED, sides.under, INFINITY, sides.under);
        ap_take_off(sharing, scope->count, scope->lines, sides.under);
    }
}

/* Of an underspend that is returned the others have the first part. */
static void take_protect(ap_sharing *sharing, const ap_risk_scope *scope, ap_pence net)
{
    const ap_agreed_step *step = scope->step;
    ap_pence *had = &sharing->cuts[ap_sharing_place(sharing, step)];
    ap_pence first = least(-net, step->amount - *had);
    if (net < 0 && step->shares != NULL) {
        share_out(sharing, step->shares, -first);
        ap_take_net(sharing, scope->count, scope->lines, -first);
        *had += first;
    }
}

/* Of a step NULL, the end of a fence, whatever is left. */
static bool is_wanted(const ap_agreed_step *step, ap_sides sides)
{
    ap_pence net = sides.over + sides.under;
    bool has_any = sides.over > 0 || sides.under < 0;
    if (step == NULL) {
        return has_any;
    }
    const ap_risk_step *terms = step->terms;
    switch (terms->rule) {
    case AP_RISK_UNCOMMITTED: /* looks at the whole fence */
        return true;
    case AP_RISK_CAPPED: /* looks at the side of each scheme */
        return has_any;
    default:
        return has_any && (terms->side == AP_SIDE_BOTH ||
                           (terms->side == AP_SIDE_OVER ? net > 0 : net < 0));
    }
}

void ap_risk_apply(ap_sharing *sharing, const ap_risk_scope *scope, ap_sides sides)
{
    ap_pence net = sides.over + sides.under;
    if (!is_wanted(scope->step, sides)) {
        return;
    }
    if (scope->step == NULL) {
        take_own(sharing, scope);
        return;
    }
    switch (scope->step->terms->rule) {
    case AP_RISK_OWN:
        take_own(sharing, scope);
        break;
    case AP_RISK_PRO_RATA:
        take_pro_rata(sharing, scope, net);
        break;
    case AP_RISK_CAPPED:
        take_capped(sharing, scope);
        break;
    case AP_RISK_HOST:
        take_host(sharing, scope, net);
        break;
    case AP_RISK_SHARES:
        take_shares(sharing, scope, net);
        break;
    case AP_RISK_OFFSET:
        take_offset(sharing, scope, sides);
        break;
    case AP_RISK_RESERVE:
        take_reserve(sharing, scope, sides);
        break;
    case AP_RISK_UNCOMMITTED:
        take_uncommitted(sharing, scope);
        break;
    case AP_RISK_FAULT:
        take_fault(sharing, scope);
        break;
    case AP_RISK_CARRY:
        take_carry(sharing, scope, sides);
        break;
    case AP_RISK_PROTECT:
        take_protect(sharing, scope, net);
        break;
    }
}
