#include "method/risk_share.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "method/selection.h"

/* A fund's variances on their way to those who bear them. */
typedef struct ap_sharing {
    const ap_fund *fund;
    const ap_case *inputs;
    size_t *order;        /* the lines by key of scheme, then of source */
    size_t *part_of_line; /* of the fund */
    ap_pence *rest;       /* what is left of each line */
    ap_pence *given_up;   /* of each line: cut by a step "uncommitted" already */
    ap_pence *reserve;    /* what each step's reserve has left, by row of risk_share */
    size_t *scope;        /* lines that the step at hand looks at, in order */
    size_t scope_count;
    double *weights;   /* scratch, as many as lines or partners */
    ap_pence *split;   /* scratch, likewise */
    double *caps;      /* of each step of the pool, what its partners may still bear; NaN:
                          not known yet */
    ap_pence *cuts;    /* of each step of the pool, what the others have had of "protect" */
    ap_pence *budgets; /* scratch, of each partner */
    size_t shifted;    /* the partner whose shares are shifted; AP_NONE: none */
    double shift;
    ap_risk_result *result;
    bool is_out_of_memory;
} ap_sharing;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t steps_of(const ap_fund *fund)
{
    return fund->index->steps.start[fund->pool + 1] - fund->index->steps.start[fund->pool];
}

/* Which of the pool's steps it is. */
static size_t place_of(const ap_sharing *sharing, const ap_risk_step *step)
{
    const ap_grouping *steps = &sharing->fund->index->steps;
    const size_t *rows = steps->rows + steps->start[sharing->fund->pool];
    size_t place = 0;
    while (&sharing->inputs->risk_share[rows[place]] != step) {
        place++;
    }
    return place;
}

static void add_entry(ap_sharing *sharing, ap_risk_entry entry)
{
    ap_risk_result *result = sharing->result;
    ap_risk_entry *entries =
        ap_grown(result->entries, result->entry_count, sizeof *entries);
    if (entries == NULL) {
        sharing->is_out_of_memory = true;
        return;
    }
    result->entries = entries;
    entry.stage = result->stage_count - 1;
    result->entries[result->entry_count++] = entry;
    result->stages[entry.stage].taken += entry.borne;
    switch (entry.bearer) {
    case AP_BEARER_RESERVE:
        result->reserve += entry.borne;
        break;
    case AP_BEARER_UNCOMMITTED:
        result->uncommitted += entry.borne;
        break;
    case AP_BEARER_CARRIED:
        result->carried += entry.borne;
        break;
    default:
        result->borne[entry.partner] += entry.borne;
    }
}

static void partner_bears(ap_sharing *sharing, size_t partner, ap_pence base, double share,
                          ap_pence borne)
{
    add_entry(sharing, (ap_risk_entry){.partner = partner,
                                       .scheme = AP_NONE,
                                       .base = base,
                                       .share = share,
                                       .cap = INFINITY,
                                       .borne = borne});
}

static void another_bears(ap_sharing *sharing, ap_bearer bearer, ap_pence base, double most,
                          ap_pence borne)
{
    add_entry(sharing, (ap_risk_entry){.bearer = bearer,
                                       .partner = AP_NONE,
                                       .scheme = AP_NONE,
                                       .base = base,
                                       .share = 1,
                                       .cap = most,
                                       .borne = borne});
}

/* What is left above 0 and below 0 of lines. */
typedef struct ap_sides {
    ap_pence over;
    ap_pence under;
} ap_sides;

static ap_sides sides_of(const ap_sharing *sharing, size_t count, const size_t lines[])
{
    ap_sides sides = {0, 0};
    for (size_t k = 0; k < count; k++) {
        ap_pence rest = sharing->rest[lines[k]];
        sides.over += rest > 0 ? rest : 0;
        sides.under += rest < 0 ? rest : 0;
    }
    return sides;
}

/* Take an amount of one sign off the lines of that sign, each in proportion. */
static void take_off(ap_sharing *sharing, size_t count, const size_t lines[],
                     ap_pence amount)
{
    for (size_t k = 0; k < count; k++) {
        double rest = (double)sharing->rest[lines[k]];
        sharing->weights[k] = fmax(amount < 0 ? -rest : rest, 0);
    }
    ap_split_pence(count, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < count && amount != 0; k++) {
        sharing->rest[lines[k]] -= sharing->split[k];
    }
}

/* Take t of lines whose net is N, t no larger than N: the smaller side goes against the
 * larger first, whole. */
static void take_net(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence t)
{
    ap_sides sides = sides_of(sharing, count, lines);
    bool is_over = sides.over + sides.under > 0;
    if (t == 0) {
        return;
    }
    take_off(sharing, count, lines, is_over ? sides.under : sides.over);
    take_off(sharing, count, lines, is_over ? t - sides.under : t - sides.over);
}

/* Nothing is left of lines, whoever bears it. */
static void take_all(ap_sharing *sharing, size_t count, const size_t lines[])
{
    for (size_t k = 0; k < count; k++) {
        sharing->rest[lines[k]] = 0;
    }
}

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
            partner_bears(sharing, a, sum, 1, sum);
        }
    }
    take_all(sharing, sharing->scope_count, sharing->scope);
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
            partner_bears(sharing, a, net, shares[a], sharing->split[a]);
        }
    }
    take_all(sharing, sharing->scope_count, sharing->scope);
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
    ap_sides sides = sides_of(sharing, count, lines);
    ap_pence net = sides.over + sides.under;
    bool is_wanted =
        step->side == AP_SIDE_BOTH || (step->side == AP_SIDE_OVER ? net > 0 : net < 0);
    ap_pence taken = 0;
    if (!weigh_scheme(sharing, count, lines) || !is_wanted) {
        return;
    }
    if (net == 0) {
        take_all(sharing, count, lines); /* whatever the shares, each bears 0 */
        return;
    }
    (void)make_shares(sharing, shares);
    ap_split_pence(fund->partner_count, shares, net, sharing->split);
    for (size_t a = 0; a < fund->partner_count; a++) {
        ap_pence cap = ap_pence_of(step->limit * ap_pounds_of(sharing->budgets[a]));
        bool has_cap = net > 0;
        ap_pence borne = has_cap && sharing->split[a] > cap ? cap : sharing->split[a];
        if (shares[a] > 0) {
            add_entry(sharing,
                      (ap_risk_entry){.partner = a,
                                      .scheme = fund->lines[lines[0]].scheme,
                                      .base = net,
                                      .share = shares[a],
                                      .cap = has_cap ? ap_pounds_of(cap) : INFINITY,
                                      .borne = borne});
            taken += borne;
        }
    }
    take_net(sharing, count, lines, taken);
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
        partner_bears(sharing, host, net, 1, net);
        take_all(sharing, sharing->scope_count, sharing->scope);
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
            add_entry(sharing, (ap_risk_entry){.partner = a,
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
    double *caps = sharing->caps + place_of(sharing, step) * sharing->fund->partner_count;
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
        take_all(sharing, sharing->scope_count, sharing->scope);
    } else {
        take_net(sharing, sharing->scope_count, sharing->scope, taken);
    }
}

static ap_pence least(ap_pence a, ap_pence b)
{
    return a < b ? a : b;
}

static void take_offset(ap_sharing *sharing, ap_sides sides)
{
    ap_pence amount = least(sides.over, -sides.under);
    take_off(sharing, sharing->scope_count, sharing->scope, amount);
    take_off(sharing, sharing->scope_count, sharing->scope, -amount);
}

static void take_reserve(ap_sharing *sharing, const ap_risk_step *step, ap_sides sides)
{
    ap_pence *left = &sharing->reserve[step - sharing->inputs->risk_share];
    ap_pence amount = least(sides.over, *left);
    if (sides.over > 0) {
        another_bears(sharing, AP_BEARER_RESERVE, sides.over, ap_pounds_of(*left), amount);
        take_off(sharing, sharing->scope_count, sharing->scope, amount);
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
    ap_pence over = sides_of(sharing, count, all).over;
    ap_pence amount = least(over, available);
    if (over <= 0 || sharing->scope_count == 0) {
        return;
    }
    another_bears(sharing, AP_BEARER_UNCOMMITTED, over, ap_pounds_of(available), amount);
    ap_split_pence(sharing->scope_count, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < sharing->scope_count && amount > 0; k++) {
        sharing->given_up[sharing->scope[k]] += sharing->split[k];
    }
    take_off(sharing, count, all, amount);
}

/* The forecast that says why the line differs from budget; NULL where none does. */
static const ap_forecast_row *forecast_of(const ap_sharing *sharing, size_t l)
{
    size_t row = sharing->fund->parts[sharing->part_of_line[l]].forecast_row;
    return row == AP_NONE ? NULL : &sharing->inputs->forecast[row];
}

/* Whose fault the line's variance is; AP_NONE: nobody's. */
static size_t at_fault(const ap_sharing *sharing, size_t l)
{
    const ap_forecast_row *row = forecast_of(sharing, l);
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
            partner_bears(sharing, a, sum, 1, sum);
        }
    }
}

static void take_carry(ap_sharing *sharing, ap_sides sides)
{
    if (sides.under < 0) {
        another_bears(sharing, AP_BEARER_CARRIED, sides.under, INFINITY, sides.under);
        take_off(sharing, sharing->scope_count, sharing->scope, sides.under);
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
    ap_pence *had = &sharing->cuts[place_of(sharing, step)];
    ap_pence first = least(-net, (ap_pence)floor(step->limit * others) - *had);
    (void)make_even(sharing, shares);
    ap_split_pence(fund->partner_count, shares, -first, sharing->split);
    for (size_t a = 0; a < fund->partner_count && others > 0; a++) {
        if (shares[a] > 0) {
            partner_bears(sharing, a, -first, shares[a], sharing->split[a]);
        }
    }
    take_net(sharing, sharing->scope_count, sharing->scope, others > 0 ? -first : 0);
    *had += others > 0 ? first : 0;
}

static bool is_in_scope(const ap_sharing *sharing, const ap_risk_step *step, size_t l)
{
    const ap_fund_line *line = &sharing->fund->lines[l];
    const ap_scheme *scheme = &sharing->inputs->schemes[line->scheme];
    const ap_source *source = &sharing->inputs->sources[line->source];
    const ap_selection selection = {.place = "",
                                    .programme = "",
                                    .source = "",
                                    .pool = "",
                                    .scheme_type = step->scheme_type,
                                    .area = "",
                                    .tag = step->tag};
    const ap_forecast_row *forecast = forecast_of(sharing, l);
    return ap_selector_matches(step->scheme, scheme->scheme) &&
           ap_selector_matches(step->stream, source->stream) &&
           ap_selector_matches(step->cause, forecast == NULL ? "" : forecast->cause) &&
           ap_selection_has_scheme_anywhere(sharing->inputs, &selection, line->scheme);
}

/* The lines of the fence that a step looks at; step NULL: all of them. */
static void choose_scope(ap_sharing *sharing, const ap_risk_step *step, size_t fence)
{
    sharing->scope_count = 0;
    for (size_t k = 0; k < sharing->fund->line_count; k++) {
        size_t l = sharing->order[k];
        if (sharing->fund->lines[l].fence == fence &&
            (step == NULL || is_in_scope(sharing, step, l))) {
            sharing->scope[sharing->scope_count++] = l;
        }
    }
}

static void apply(ap_sharing *sharing, const ap_risk_step *step, size_t fence)
{
    ap_sides sides = sides_of(sharing, sharing->scope_count, sharing->scope);
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

static ap_pence left_of_fence(const ap_sharing *sharing, size_t fence)
{
    ap_pence left = 0;
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        left += sharing->fund->lines[l].fence == fence ? sharing->rest[l] : 0;
    }
    return left;
}

/* Take a step in a fence; row AP_NONE: what is left lies where it fell. */
static void take_step(ap_sharing *sharing, size_t row, size_t fence)
{
    const ap_risk_step *step = row == AP_NONE ? NULL : &sharing->inputs->risk_share[row];
    ap_risk_result *result = sharing->result;
    ap_risk_stage *stages = ap_grown(result->stages, result->stage_count, sizeof *stages);
    if (stages == NULL) {
        sharing->is_out_of_memory = true;
        return;
    }
    result->stages = stages;
    choose_scope(sharing, step, fence);
    ap_sides sides = sides_of(sharing, sharing->scope_count, sharing->scope);
    size_t stage = result->stage_count++;
    result->stages[stage] = (ap_risk_stage){
        .step = row, .fence = fence, .over = sides.over, .under = sides.under};
    if (step == NULL) {
        take_own(sharing);
    } else {
        apply(sharing, step, fence);
    }
    result->stages[stage].left = left_of_fence(sharing, fence);
}

/* The row of the pool's next step above a number; AP_NONE where there is none. */
static size_t next_step(const ap_sharing *sharing, double above)
{
    const ap_grouping *steps = &sharing->fund->index->steps;
    const ap_risk_step *rows = sharing->inputs->risk_share;
    size_t pool = sharing->fund->pool;
    size_t next = AP_NONE;
    for (size_t k = steps->start[pool]; k < steps->start[pool + 1]; k++) {
        size_t at = steps->rows[k];
        if (rows[at].step > above && (next == AP_NONE || rows[at].step < rows[next].step)) {
            next = at;
        }
    }
    return next;
}

static bool has_variance(const ap_sharing *sharing, size_t fence)
{
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        if (sharing->fund->lines[l].fence == fence && sharing->rest[l] != 0) {
            return true;
        }
    }
    return false;
}

static void share_fence(ap_sharing *sharing, size_t fence)
{
    if (!has_variance(sharing, fence)) {
        return;
    }
    double number = 0;
    size_t row = next_step(sharing, number);
    while (row != AP_NONE && !sharing->is_out_of_memory) {
        take_step(sharing, row, fence);
        number = sharing->inputs->risk_share[row].step;
        row = next_step(sharing, number);
    }
    take_step(sharing, AP_NONE, fence);
}

static int compare_lines(const ap_sharing *sharing, size_t a, size_t b)
{
    const ap_fund_line *lines = sharing->fund->lines;
    int by_scheme = strcmp(sharing->inputs->schemes[lines[a].scheme].scheme,
                           sharing->inputs->schemes[lines[b].scheme].scheme);
    return by_scheme != 0 ? by_scheme
                          : strcmp(sharing->inputs->sources[lines[a].source].source,
                                   sharing->inputs->sources[lines[b].source].source);
}

/* By insertion: lines are few, and nearly in order. */
static void set_out(ap_sharing *sharing, const ap_pence variances[])
{
    const ap_fund *fund = sharing->fund;
    for (size_t l = 0; l < fund->line_count; l++) {
        size_t at = l;
        while (at > 0 && compare_lines(sharing, sharing->order[at - 1], l) > 0) {
            sharing->order[at] = sharing->order[at - 1];
            at--;
        }
        sharing->order[at] = l;
        sharing->rest[l] = variances[l];
        sharing->result->incurred[fund->lines[l].partner] += variances[l];
        sharing->result->total += variances[l];
    }
    for (size_t p = 0; p < fund->part_count; p++) {
        for (size_t k = 0; k < fund->parts[p].line_count; k++) {
            sharing->part_of_line[fund->parts[p].first_line + k] = p;
        }
    }
    for (size_t c = 0; c < steps_of(fund) * fund->partner_count; c++) {
        sharing->caps[c] = NAN;
    }
    for (size_t r = 0; r < sharing->inputs->risk_share_count; r++) {
        sharing->reserve[r] = ap_pence_of(sharing->inputs->risk_share[r].amount);
    }
}

static void free_sharing(ap_sharing *sharing)
{
    free(sharing->order);
    free(sharing->part_of_line);
    free(sharing->rest);
    free(sharing->given_up);
    free(sharing->reserve);
    free(sharing->scope);
    free(sharing->weights);
    free(sharing->split);
    free(sharing->caps);
    free(sharing->cuts);
    free(sharing->budgets);
}

ap_status ap_risk_share_shifted(const ap_fund *fund, const ap_pence variances[], size_t a,
                                double shift, ap_risk_result **out, ap_error *err)
{
    size_t lines = fund->line_count + 1;
    size_t most = larger(lines, fund->partner_count);
    ap_risk_result *result = calloc(1, sizeof *result);
    ap_sharing sharing = {
        .fund = fund,
        .inputs = fund->index->inputs,
        .order = calloc(lines, sizeof *sharing.order),
        .part_of_line = calloc(lines, sizeof *sharing.part_of_line),
        .rest = calloc(lines, sizeof *sharing.rest),
        .given_up = calloc(lines, sizeof *sharing.given_up),
        .reserve =
            calloc(fund->index->inputs->risk_share_count + 1, sizeof *sharing.reserve),
        .scope = calloc(2 * lines, sizeof *sharing.scope),
        .weights = calloc(most, sizeof *sharing.weights),
        .split = calloc(most, sizeof *sharing.split),
        .caps = calloc(steps_of(fund) * fund->partner_count + 1, sizeof *sharing.caps),
        .cuts = calloc(steps_of(fund) + 1, sizeof *sharing.cuts),
        .budgets = calloc(most, sizeof *sharing.budgets),
        .shifted = a,
        .shift = shift,
        .result = result,
    };
    if (result != NULL) {
        result->incurred = calloc(fund->partner_count + 1, sizeof *result->incurred);
        result->borne = calloc(fund->partner_count + 1, sizeof *result->borne);
    }
    sharing.is_out_of_memory =
        result == NULL || result->incurred == NULL || result->borne == NULL ||
        sharing.order == NULL || sharing.part_of_line == NULL || sharing.rest == NULL ||
        sharing.given_up == NULL || sharing.reserve == NULL || sharing.scope == NULL ||
        sharing.weights == NULL || sharing.split == NULL || sharing.caps == NULL ||
        sharing.cuts == NULL || sharing.budgets == NULL;
    if (!sharing.is_out_of_memory) {
        set_out(&sharing, variances);
        for (size_t g = 0; g < fund->fence_count; g++) {
            share_fence(&sharing, g);
        }
    }
    free_sharing(&sharing);
    if (sharing.is_out_of_memory) {
        ap_risk_result_free(result);
        return ap_fail(err, AP_NO_MEMORY, sharing.inputs->pools[fund->pool].pool,
                       "no memory for its risk share");
    }
    *out = result;
    return AP_OK;
}

ap_status ap_risk_share(const ap_fund *fund, const ap_pence variances[],
                        ap_risk_result **out, ap_error *err)
{
    return ap_risk_share_shifted(fund, variances, AP_NONE, 0, out, err);
}

void ap_risk_result_free(ap_risk_result *result)
{
    if (result == NULL) {
        return;
    }
    free(result->stages);
    free(result->entries);
    free(result->incurred);
    free(result->borne);
    free(result);
}
