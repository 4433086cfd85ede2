#include "method/risk_rules.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* Weights as shares; false where there are none to share by. */
static bool make_even(const ap_sharing *sharing, double weights[])
{
    size_t partners = sharing->fund->partner_count;
    double all = 0;
    for (size_t a = 0; a < partners; a++) {
        all += weights[a];
    }
    for (size_t a = 0; a < partners && all > 0; a++) {
        weights[a] /= all;
    }
    return all > 0;
}

/* The same, with the share of one partner shifted. */
static bool make_shares(const ap_sharing *sharing, double weights[])
{
    size_t partners = sharing->fund->partner_count;
    bool has_any = make_even(sharing, weights);
    if (sharing->shifted == AP_NONE || !has_any) {
        return has_any;
    }
    double before = weights[sharing->shifted];
    double after = fmin(fmax(before + sharing->shift, 0), 1);
    for (size_t a = 0; a < partners; a++) {
        double scale = before < 1 ? (1 - after) / (1 - before) : 0;
        weights[a] = a == sharing->shifted ? after : weights[a] * scale;
    }
    return true;
}

/* What each partner contributes, of the streams that a selector chooses. */
static void weigh_contributions(const ap_sharing *sharing, const ap_risk_step *step,
                                double weights[])
{
    const ap_fund *fund = sharing->fund;
    for (size_t a = 0; a < fund->partner_count; a++) {
        weights[a] = 0;
    }
    for (size_t i = 0; i < fund->income_count; i++) {
        const ap_fund_income *income = &fund->incomes[i];
        size_t source = sharing->inputs->contributions[income->row].source_at;
        bool counts =
            ap_selector_matches(step->stream, sharing->inputs->sources[source].stream);
        ap_pence amount =
            step->weigh == AP_WEIGH_OPENING ? income->opening : income->amount;
        weights[income->partner] += counts && amount > 0 ? (double)amount : 0;
    }
}

static void take_own(ap_sharing *sharing)
{
    const ap_fund *fund = sharing->fund;
    for (size_t a = 0; a < fund->partner_count; a++) {
        ap_pence sum = 0;
        bool has_any = false;
        for (size_t k = 0; k < sharing->scope_count; k++) {
            size_t l = sharing->scope[k];
            bool is_its = fund->lines[l].partner == a;
            sum += is_its ? sharing->rest[l] : 0;
            has_any = has_any || (is_its && sharing->rest[l] != 0);
        }
        if (has_any) {
            ap_partner_bears(sharing, a, sum, 1, sum);
        }
    }
    ap_take_all(sharing, sharing->scope_count, sharing->scope);
}

/* Where nobody contributes there is nobody to bear it, and it stays for the next step. */
static void take_pro_rata(ap_sharing *sharing, const ap_risk_step *step, ap_pence net)
{
    double *shares = sharing->weights;
    size_t partners = sharing->fund->partner_count;
    weigh_contributions(sharing, step, shares);
    if (!make_shares(sharing, shares)) {
        return;
    }
    ap_split_pence(partners, shares, net, sharing->split);
    for (size_t a = 0; a < partners; a++) {
        if (shares[a] > 0) {
            ap_partner_bears(sharing, a, net, shares[a], sharing->split[a]);
        }
    }
    ap_take_all(sharing, sharing->scope_count, sharing->scope);
}

/* What each partner has in the budget of a scheme; false where nobody has anything. */
static bool weigh_scheme(ap_sharing *sharing, size_t count, const size_t lines[])
{
    const ap_fund *fund = sharing->fund;
    double all = 0;
    for (size_t a = 0; a < fund->partner_count; a++) {
        sharing->budgets[a] = 0;
    }
    for (size_t k = 0; k < count; k++) {
        const ap_fund_line *line = &fund->lines[lines[k]];
        sharing->budgets[line->partner] += line->budget > 0 ? line->budget : 0;
    }
    for (size_t a = 0; a < fund->partner_count; a++) {
        sharing->weights[a] = (double)sharing->budgets[a];
        all += sharing->weights[a];
    }
    return all > 0;
}

/* One scheme, whose lines follow one another in the scope. */
static void take_capped_scheme(ap_sharing *sharing, const ap_risk_step *step, size_t count,
                               const size_t lines[])
{
    const ap_fund *fund = sharing->fund;
    double *shares = sharing->weights;
    ap_sides sides = ap_sides_of(sharing, count, lines);
    ap_pence net = sides.over + sides.under;
    bool is_wanted =
        step->side == AP_SIDE_BOTH || (step->side == AP_SIDE_OVER ? net > 0 : net < 0);
    ap_pence taken = 0;
    if (!weigh_scheme(sharing, count, lines) || !is_wanted) {
        return;
    }
    if (net == 0) {
        ap_take_all(sharing, count, lines); /* whatever the shares, each bears 0 */
        return;
    }
    (void)make_shares(sharing, shares);
    ap_split_pence(fund->partner_count, shares, net, sharing->split);
    for (size_t a = 0; a < fund->partner_count; a++) {
        ap_pence cap = ap_pence_of(step->limit * ap_pounds_of(sharing->budgets[a]));
        bool has_cap = net > 0;
        ap_pence borne = has_cap && sharing->split[a] > cap ? cap : sharing->split[a];
        if (shares[a] > 0) {
            ap_sharing_add(sharing,
                           (ap_risk_entry){.partner = a,
                                           .scheme = fund->lines[lines[0]].scheme,
                                           .base = net,
                                           .share = shares[a],
                                           .cap = has_cap ? ap_pounds_of(cap) : INFINITY,
                                           .borne = borne});
            taken += borne;
        }
    }
    ap_take_net(sharing, count, lines, taken);
}

static void take_capped(ap_sharing *sharing, const ap_risk_step *step)
{
    const ap_fund_line *lines = sharing->fund->lines;
    size_t first = 0;
    for (size_t k = 1; k <= sharing->scope_count; k++) {
        if (k == sharing->scope_count ||
            lines[sharing->scope[k]].scheme != lines[sharing->scope[first]].scheme) {
            take_capped_scheme(sharing, step, k - first, sharing->scope + first);
            first = k;
        }
    }
}

static size_t partner_named(const ap_fund *fund, const char *name)
{
    size_t a = 0;
    while (a < fund->partner_count && strcmp(fund->partners[a], name) != 0) {
        a++;
    }
    return a < fund->partner_count ? a : AP_NONE;
}

static size_t host_of(const ap_sharing *sharing)
{
    return partner_named(sharing->fund, sharing->inputs->pools[sharing->fund->pool].host);
}

static void take_host(ap_sharing *sharing, ap_pence net)
{
    size_t host = host_of(sharing);
    if (host != AP_NONE) {
        ap_partner_bears(sharing, host, net, 1, net);
        ap_take_all(sharing, sharing->scope_count, sharing->scope);
    }
}

/* The next band of a step that begins above `from`; INFINITY where none does. */
static double next_band(const ap_sharing *sharing, const ap_risk_step *step, double from)
{
    const ap_grouping *parties = &sharing->fund->index->parties;
    size_t pool = sharing->fund->pool;
    double next = INFINITY;
    for (size_t k = parties->start[pool]; k < parties->start[pool + 1]; k++) {
        const ap_risk_party *party = &sharing->inputs->risk_parties[parties->rows[k]];
        if (party->step == step->step && party->from > from) {
            next = fmin(next, party->from);
        }
    }
    return next;
}

/* Shares of the band that begins at `from`, and what each partner may bear at most, from
 * its first band; a fence before this one may have used some of it. */
static void band_shares(const ap_sharing *sharing, const ap_risk_step *step, double from,
                        double shares[], double caps[])
{
    const ap_fund *fund = sharing->fund;
    const ap_grouping *parties = &fund->index->parties;
    for (size_t a = 0; a < fund->partner_count; a++) {
        shares[a] = 0;
    }
    for (size_t k = parties->start[fund->pool]; k < parties->start[fund->pool + 1]; k++) {
        const ap_risk_party *party = &sharing->inputs->risk_parties[parties->rows[k]];
        size_t a = partner_named(fund, party->partner);
        if (party->step == step->step && party->from == from && a != AP_NONE) {
            shares[a] += party->share;
            caps[a] = isnan(caps[a]) ? party->cap : caps[a];
        }
    }
    (void)make_shares(sharing, shares);
}

/* A cap as great as this is none. */
#define NO_CAP 1e12

/* The amount, but no more than the cap in pounds. */
static ap_pence within(ap_pence amount, double cap)
{
    return isfinite(cap) && amount > ap_pence_of(cap) ? ap_pence_of(cap) : amount;
}

/* One band: the part of |N| in it. Returns what is borne of it. Underspends have no cap. */
static ap_pence take_band(ap_sharing *sharing, ap_pence portion, bool is_over, double from,
                          double caps[])
{
    size_t partners = sharing->fund->partner_count;
    ap_pence taken = 0;
    ap_split_pence(partners, sharing->weights, portion, sharing->split);
    for (size_t a = 0; a < partners; a++) {
        double cap = is_over && caps[a] < NO_CAP ? caps[a] : INFINITY;
        ap_pence size = within(sharing->split[a], cap);
        ap_pence borne = is_over ? size : -size;
        if (sharing->weights[a] > 0) {
            ap_sharing_add(sharing, (ap_risk_entry){.partner = a,
                                                    .scheme = AP_NONE,
                                                    .from = from,
                                                    .base = is_over ? portion : -portion,
                                                    .share = sharing->weights[a],
                                                    .cap = cap,
                                                    .borne = borne});
            caps[a] -= isfinite(cap) ? ap_pounds_of(size) : 0;
            taken += borne;
        }
    }
    return taken;
}

static void take_shares(ap_sharing *sharing, const ap_risk_step *step, ap_pence net)
{
    double *caps =
        sharing->caps + ap_sharing_place(sharing, step) * sharing->fund->partner_count;
    bool is_over = net > 0;
    ap_pence size = is_over ? net : -net;
    ap_pence taken = 0;
    double from = next_band(sharing, step, -1);
    while (from < INFINITY && ap_pence_of(from) < size) {
        double to = next_band(sharing, step, from);
        ap_pence low = ap_pence_of(from);
        ap_pence high = to < INFINITY && ap_pence_of(to) < size ? ap_pence_of(to) : size;
        band_shares(sharing, step, from, sharing->weights, caps);
        taken += take_band(sharing, high - low, is_over, from, caps);
        from = to;
    }
    if (taken == net) {
        ap_take_all(sharing, sharing->scope_count, sharing->scope);
    } else {
        ap_take_net(sharing, sharing->scope_count, sharing->scope, taken);
    }
}

static ap_pence least(ap_pence a, ap_pence b)
{
    return a < b ? a : b;
}

static void take_offset(ap_sharing *sharing, ap_sides sides)
{
    ap_pence amount = least(sides.over, -sides.under);
    ap_take_off(sharing, sharing->scope_count, sharing->scope, amount);
    ap_take_off(sharing, sharing->scope_count, sharing->scope, -amount);
}

static void take_reserve(ap_sharing *sharing, const ap_risk_step *step, ap_sides sides)
{
    ap_pence *left = &sharing->reserve[step - sharing->inputs->risk_share];
    ap_pence amount = least(sides.over, *left);
    if (sides.over > 0) {
        ap_another_bears(sharing, AP_BEARER_RESERVE, sides.over, ap_pounds_of(*left),
                         amount);
        ap_take_off(sharing, sharing->scope_count, sharing->scope, amount);
        *left -= amount;
    }
}

/* What a scheme has not committed: forecast less the larger of committed and spent. */
static ap_pence uncommitted_of(const ap_fund *fund, size_t scheme)
{
    ap_pence forecast = 0;
    ap_pence spent = 0;
    for (size_t p = 0; p < fund->part_count; p++) {
        forecast += fund->parts[p].scheme == scheme ? fund->parts[p].forecast : 0;
        spent += fund->parts[p].scheme == scheme ? fund->parts[p].spent : 0;
    }
    ap_pence committed = ap_pence_of(fund->index->inputs->schemes[scheme].committed);
    ap_pence bound = committed > spent ? committed : spent;
    return forecast > bound ? forecast - bound : 0;
}

/* A line's part of what its scheme has not committed, by forecast, less what it has given
 * up before. */
static ap_pence uncommitted_line(const ap_sharing *sharing, size_t l)
{
    const ap_fund *fund = sharing->fund;
    const ap_fund_line *line = &fund->lines[l];
    double forecast = 0;
    for (size_t p = 0; p < fund->part_count; p++) {
        forecast +=
            fund->parts[p].scheme == line->scheme ? (double)fund->parts[p].forecast : 0;
    }
    double part = forecast > 0 ? (double)line->forecast / forecast : 0;
    ap_pence all = (ap_pence)floor((double)uncommitted_of(fund, line->scheme) * part);
    return all > sharing->given_up[l] ? all - sharing->given_up[l] : 0;
}

/* The schemes of the scope give up; the overspends of the whole fence are made good. */
static void take_uncommitted(ap_sharing *sharing, size_t fence)
{
    const ap_fund *fund = sharing->fund;
    size_t *all = sharing->scope + fund->line_count;
    size_t count = 0;
    ap_pence available = 0;
    for (size_t k = 0; k < sharing->scope_count; k++) {
        sharing->weights[k] = (double)uncommitted_line(sharing, sharing->scope[k]);
        available += uncommitted_line(sharing, sharing->scope[k]);
    }
    for (size_t k = 0; k < fund->line_count; k++) {
        if (fund->lines[sharing->order[k]].fence == fence) {
            all[count++] = sharing->order[k];
        }
    }
    ap_pence over = ap_sides_of(sharing, count, all).over;
    ap_pence amount = least(over, available);
    if (over <= 0 || sharing->scope_count == 0) {
        return;
    }
    ap_another_bears(sharing, AP_BEARER_UNCOMMITTED, over, ap_pounds_of(available), amount);
    ap_split_pence(sharing->scope_count, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < sharing->scope_count && amount > 0; k++) {
        sharing->given_up[sharing->scope[k]] += sharing->split[k];
    }
    ap_take_off(sharing, count, all, amount);
}

/* Whose fault the line's variance is; AP_NONE: nobody's. */
static size_t at_fault(const ap_sharing *sharing, size_t l)
{
    const ap_forecast_row *row = ap_sharing_forecast(sharing, l);
    if (row != NULL && ap_text_same(row->cause, "maladministration")) {
        return host_of(sharing);
    }
    if (row != NULL && ap_text_same(row->cause, "failure")) {
        return partner_named(sharing->fund, row->caused_by);
    }
    return AP_NONE;
}

/* Takes what is left of the lines of which the partner is at fault. */
static ap_pence take_faults_of(ap_sharing *sharing, size_t partner)
{
    ap_pence sum = 0;
    for (size_t k = 0; k < sharing->scope_count; k++) {
        size_t l = sharing->scope[k];
        if (at_fault(sharing, l) == partner) {
            sum += sharing->rest[l];
            sharing->rest[l] = 0;
        }
    }
    return sum;
}

static void take_fault(ap_sharing *sharing)
{
    for (size_t a = 0; a < sharing->fund->partner_count; a++) {
        ap_pence sum = take_faults_of(sharing, a);
        if (sum != 0) {
            ap_partner_bears(sharing, a, sum, 1, sum);
        }
    }
}

static void take_carry(ap_sharing *sharing, ap_sides sides)
{
    if (sides.under < 0) {
        ap_another_bears(sharing, AP_BEARER_CARRIED, sides.under, INFINITY, sides.under);
        ap_take_off(sharing, sharing->scope_count, sharing->scope, sides.under);
    }
}

/* Of an underspend that is returned the others have the first part. */
static void take_protect(ap_sharing *sharing, const ap_risk_step *step, ap_pence net)
{
    double *shares = sharing->weights;
    const ap_fund *fund = sharing->fund;
    size_t protected = partner_named(fund, step->partner);
    double others = 0;
    if (net >= 0) {
        return;
    }
    weigh_contributions(sharing, step, shares);
    for (size_t a = 0; a < fund->partner_count; a++) {
        shares[a] = a == protected ? 0 : shares[a];
        others += shares[a];
    }
    ap_pence *had = &sharing->cuts[ap_sharing_place(sharing, step)];
    ap_pence first = least(-net, (ap_pence)floor(step->limit * others) - *had);
    (void)make_even(sharing, shares);
    ap_split_pence(fund->partner_count, shares, -first, sharing->split);
    for (size_t a = 0; a < fund->partner_count && others > 0; a++) {
        if (shares[a] > 0) {
            ap_partner_bears(sharing, a, -first, shares[a], sharing->split[a]);
        }
    }
    ap_take_net(sharing, sharing->scope_count, sharing->scope, others > 0 ? -first : 0);
    *had += others > 0 ? first : 0;
}

void ap_risk_apply(ap_sharing *sharing, const ap_risk_step *step, size_t fence)
{
    if (step == NULL) {
        take_own(sharing);
        return;
    }
    ap_sides sides = ap_sides_of(sharing, sharing->scope_count, sharing->scope);
    ap_pence net = sides.over + sides.under;
    bool has_any = sides.over > 0 || sides.under < 0;
    bool is_wanted = step->side == AP_SIDE_BOTH || step->rule == AP_RISK_UNCOMMITTED ||
                     step->rule == AP_RISK_CAPPED ||
                     (step->side == AP_SIDE_OVER ? net > 0 : net < 0);
    if (!is_wanted || (!has_any && step->rule != AP_RISK_UNCOMMITTED)) {
        return;
    }
    switch (step->rule) {
    case AP_RISK_OWN:
        take_own(sharing);
        break;
    case AP_RISK_PRO_RATA:
        take_pro_rata(sharing, step, net);
        break;
    case AP_RISK_CAPPED:
        take_capped(sharing, step);
        break;
    case AP_RISK_HOST:
        take_host(sharing, net);
        break;
    case AP_RISK_SHARES:
        take_shares(sharing, step, net);
        break;
    case AP_RISK_OFFSET:
        take_offset(sharing, sides);
        break;
    case AP_RISK_RESERVE:
        take_reserve(sharing, step, sides);
        break;
    case AP_RISK_UNCOMMITTED:
        take_uncommitted(sharing, fence);
        break;
    case AP_RISK_FAULT:
        take_fault(sharing);
        break;
    case AP_RISK_CARRY:
        take_carry(sharing, sides);
        break;
    case AP_RISK_PROTECT:
        take_protect(sharing, step, net);
        break;
    }
}
