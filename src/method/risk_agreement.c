#include "method/risk_agreement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "method/selection.h"

/* An agreement on its way. */
typedef struct ap_agreeing {
    const ap_fund *fund;
    const ap_case *inputs;
    ap_agreement *agreement;
    size_t *order; /* the lines by key of scheme, then of source */
    size_t shifted;
    double shift;
    bool is_out_of_memory;
} ap_agreeing;

/* Room for so many items, and one more. NULL on no memory, which the agreement notes. */
static void *room(ap_agreeing *agreeing, size_t count, size_t size)
{
    void *items = ap_arena_room(agreeing->agreement->arena, (count + 1) * size);
    agreeing->is_out_of_memory = agreeing->is_out_of_memory || items == NULL;
    return items;
}

static size_t partner_named(const ap_fund *fund, const char *name)
{
    size_t a = 0;
    while (a < fund->partner_count && strcmp(fund->partners[a], name) != 0) {
        a++;
    }
    return a < fund->partner_count ? a : AP_NONE;
}

/* Weights as shares; false where there are none to share by. */
static bool make_even(const ap_agreeing *agreeing, double weights[])
{
    size_t partners = agreeing->fund->partner_count;
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
static bool make_shares(const ap_agreeing *agreeing, double weights[])
{
    size_t partners = agreeing->fund->partner_count;
    bool has_any = make_even(agreeing, weights);
    if (agreeing->shifted == AP_NONE || !has_any) {
        return has_any;
    }
    double before = weights[agreeing->shifted];
    double after = fmin(fmax(before + agreeing->shift, 0), 1);
    for (size_t a = 0; a < partners; a++) {
        double scale = before < 1 ? (1 - after) / (1 - before) : 0;
        weights[a] = a == agreeing->shifted ? after : weights[a] * scale;
    }
    return true;
}

/* What each partner contributes, of the streams that a selector chooses. */
static void weigh_contributions(const ap_agreeing *agreeing, const ap_risk_step *terms,
                                double weights[])
{
    const ap_fund *fund = agreeing->fund;
    for (size_t i = 0; i < fund->income_count; i++) {
        const ap_fund_income *income = &fund->incomes[i];
        size_t source = agreeing->inputs->contributions[income->row].source_at;
        bool counts =
            ap_selector_matches(terms->stream, agreeing->inputs->sources[source].stream);
        ap_pence amount =
            terms->weigh == AP_WEIGH_OPENING ? income->opening : income->amount;
        weights[income->partner] += counts && amount > 0 ? (double)amount : 0;
    }
}

static void agree_pro_rata(ap_agreeing *agreeing, ap_agreed_step *step)
{
    double *shares = room(agreeing, agreeing->fund->partner_count, sizeof *shares);
    if (shares != NULL) {
        weigh_contributions(agreeing, step->terms, shares);
        step->shares = make_shares(agreeing, shares) ? shares : NULL;
    }
}

/* The first part of an underspend is for the partners who are not protected. */
static void agree_protect(ap_agreeing *agreeing, ap_agreed_step *step)
{
    const ap_fund *fund = agreeing->fund;
    size_t protected = partner_named(fund, step->terms->partner);
    double *shares = room(agreeing, fund->partner_count, sizeof *shares);
    double others = 0;
    if (shares == NULL) {
        return;
    }
    weigh_contributions(agreeing, step->terms, shares);
    for (size_t a = 0; a < fund->partner_count; a++) {
        shares[a] = a == protected ? 0 : shares[a];
        others += shares[a];
    }
    step->amount = (ap_pence)floor(step->terms->limit * others);
    step->shares = make_even(agreeing, shares) ? shares : NULL;
}

/* The next band of a step that begins above `from`; INFINITY where none does. */
static double next_band(const ap_agreeing *agreeing, const ap_risk_step *terms, double from)
{
    const ap_grouping *parties = &agreeing->fund->index->parties;
    size_t pool = agreeing->fund->pool;
    double next = INFINITY;
    for (size_t k = parties->start[pool]; k < parties->start[pool + 1]; k++) {
        const ap_risk_party *party = &agreeing->inputs->risk_parties[parties->rows[k]];
        if (party->step == terms->step && party->from > from) {
            next = fmin(next, party->from);
        }
    }
    return next;
}

/* Fills in the band's shares and caps; of a partner's caps the first counts. */
static void fill_band(const ap_agreeing *agreeing, const ap_risk_step *terms,
                      ap_risk_band *band)
{
    const ap_fund *fund = agreeing->fund;
    const ap_grouping *parties = &fund->index->parties;
    for (size_t a = 0; a < fund->partner_count; a++) {
        band->caps[a] = NAN;
    }
    for (size_t k = parties->start[fund->pool]; k < parties->start[fund->pool + 1]; k++) {
        const ap_risk_party *party = &agreeing->inputs->risk_parties[parties->rows[k]];
        size_t a = partner_named(fund, party->partner);
        if (party->step == terms->step && party->from == band->from && a != AP_NONE) {
            band->shares[a] += party->share;
            band->caps[a] = isnan(band->caps[a]) ? party->cap : band->caps[a];
        }
    }
    (void)make_shares(agreeing, band->shares);
}

static void agree_bands(ap_agreeing *agreeing, ap_agreed_step *step)
{
    const ap_fund *fund = agreeing->fund;
    const ap_grouping *parties = &fund->index->parties;
    size_t most = parties->start[fund->pool + 1] - parties->start[fund->pool];
    step->bands = room(agreeing, most, sizeof *step->bands);
    double from = next_band(agreeing, step->terms, -1);
    while (from < INFINITY && !agreeing->is_out_of_memory) {
        ap_risk_band *band = &step->bands[step->band_count];
        *band = (ap_risk_band){
            .from = from,
            .low = ap_pence_of(from),
            .shares = room(agreeing, fund->partner_count, sizeof *band->shares),
            .caps = room(agreeing, fund->partner_count, sizeof *band->caps),
        };
        if (!agreeing->is_out_of_memory) {
            fill_band(agreeing, step->terms, band);
            step->band_count++;
        }
        from = next_band(agreeing, step->terms, from);
    }
}

static void agree_step(ap_agreeing *agreeing, ap_agreed_step *step)
{
    switch (step->terms->rule) {
    case AP_RISK_PRO_RATA:
        agree_pro_rata(agreeing, step);
        break;
    case AP_RISK_SHARES:
        agree_bands(agreeing, step);
        break;
    case AP_RISK_RESERVE:
        step->amount = ap_pence_of(step->terms->amount);
        break;
    case AP_RISK_PROTECT:
        agree_protect(agreeing, step);
        break;
    default:
        break;
    }
}

/* The row of the pool's next step above a number; AP_NONE where there is none. */
static size_t next_step(const ap_agreeing *agreeing, double above)
{
    const ap_grouping *steps = &agreeing->fund->index->steps;
    const ap_risk_step *rows = agreeing->inputs->risk_share;
    size_t pool = agreeing->fund->pool;
    size_t next = AP_NONE;
    for (size_t k = steps->start[pool]; k < steps->start[pool + 1]; k++) {
        size_t at = steps->rows[k];
        if (rows[at].step > above && (next == AP_NONE || rows[at].step < rows[next].step)) {
            next = at;
        }
    }
    return next;
}

static void agree_steps(ap_agreeing *agreeing)
{
    ap_agreement *agreement = agreeing->agreement;
    const ap_grouping *steps = &agreeing->fund->index->steps;
    size_t pool = agreeing->fund->pool;
    agreement->steps = room(agreeing, steps->start[pool + 1] - steps->start[pool],
                            sizeof *agreement->steps);
    size_t row = next_step(agreeing, 0);
    while (row != AP_NONE && !agreeing->is_out_of_memory) {
        const ap_risk_step *terms = &agreeing->inputs->risk_share[row];
        ap_agreed_step *step = &agreement->steps[agreement->step_count++];
        *step = (ap_agreed_step){.row = row, .terms = terms};
        agree_step(agreeing, step);
        row = next_step(agreeing, terms->step);
    }
}

static int compare_lines(const ap_agreeing *agreeing, size_t a, size_t b)
{
    const ap_fund_line *lines = agreeing->fund->lines;
    int by_scheme = strcmp(agreeing->inputs->schemes[lines[a].scheme].scheme,
                           agreeing->inputs->schemes[lines[b].scheme].scheme);
    return by_scheme != 0 ? by_scheme
                          : strcmp(agreeing->inputs->sources[lines[a].source].source,
                                   agreeing->inputs->sources[lines[b].source].source);
}

/* By insertion: lines are few, and nearly in order. */
static void put_in_order(ap_agreeing *agreeing)
{
    size_t *order = agreeing->order;
    for (size_t l = 0; l < agreeing->fund->line_count; l++) {
        size_t at = l;
        while (at > 0 && compare_lines(agreeing, order[at - 1], l) > 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = l;
    }
}

/* The forecast that says why the part differs from budget; NULL where none does. */
static const ap_forecast_row *forecast_of(const ap_agreeing *agreeing,
                                          const ap_fund_part *part)
{
    return part->forecast_row == AP_NONE ? NULL
                                         : &agreeing->inputs->forecast[part->forecast_row];
}

static size_t at_fault(const ap_agreeing *agreeing, const ap_forecast_row *row)
{
    if (row != NULL && ap_text_same(row->cause, "maladministration")) {
        return agreeing->agreement->host;
    }
    if (row != NULL && ap_text_same(row->cause, "failure")) {
        return partner_named(agreeing->fund, row->caused_by);
    }
    return AP_NONE;
}

/* The lines of a scheme, which follow one another in the fund. */
static void agree_scheme(ap_agreeing *agreeing, size_t first, size_t end)
{
    const ap_fund *fund = agreeing->fund;
    ap_pence bound =
        ap_pence_of(agreeing->inputs->schemes[fund->lines[first].scheme].committed);
    ap_pence spent = 0;
    for (size_t l = first; l < end; l++) {
        spent += fund->lines[l].spent;
    }
    for (size_t l = first; l < end; l++) {
        agreeing->agreement->lines[l] = (ap_agreed_line){
            .partner = fund->lines[l].partner,
            .fault = AP_NONE,
            .scheme_first = first,
            .scheme_end = end,
            .bound = bound > spent ? bound : spent,
        };
    }
}

static void agree_lines(ap_agreeing *agreeing)
{
    const ap_fund *fund = agreeing->fund;
    ap_agreed_line *lines = room(agreeing, fund->line_count, sizeof *lines);
    agreeing->agreement->lines = lines;
    size_t first = 0;
    for (size_t l = 1; l <= fund->line_count && lines != NULL; l++) {
        if (l == fund->line_count || fund->lines[l].scheme != fund->lines[first].scheme) {
            agree_scheme(agreeing, first, l);
            first = l;
        }
    }
    for (size_t p = 0; p < fund->part_count && lines != NULL; p++) {
        const ap_fund_part *part = &fund->parts[p];
        for (size_t l = 0; l < part->line_count; l++) {
            lines[part->first_line + l].fault =
                at_fault(agreeing, forecast_of(agreeing, part));
        }
    }
}

static bool is_in_scope(const ap_agreeing *agreeing, const ap_risk_step *terms,
                        const ap_fund_part *part, const ap_fund_line *line)
{
    const ap_scheme *scheme = &agreeing->inputs->schemes[line->scheme];
    const ap_source *source = &agreeing->inputs->sources[line->source];
    const ap_selection selection = {.place = "",
                                    .programme = "",
                                    .source = "",
                                    .pool = "",
                                    .scheme_type = terms->scheme_type,
                                    .area = "",
                                    .tag = terms->tag};
    const ap_forecast_row *forecast = forecast_of(agreeing, part);
    return ap_selector_matches(terms->scheme, scheme->scheme) &&
           ap_selector_matches(terms->stream, source->stream) &&
           ap_selector_matches(terms->cause, forecast == NULL ? "" : forecast->cause) &&
           ap_selection_has_scheme_anywhere(agreeing->inputs, &selection, line->scheme);
}

/* Which lines of the fund a step looks at, in whatever fence. */
static void choose_lines(const ap_agreeing *agreeing, const ap_risk_step *terms,
                         bool is_chosen[])
{
    const ap_fund *fund = agreeing->fund;
    for (size_t p = 0; p < fund->part_count; p++) {
        const ap_fund_part *part = &fund->parts[p];
        for (size_t l = part->first_line; l < part->first_line + part->line_count; l++) {
            is_chosen[l] = is_in_scope(agreeing, terms, part, &fund->lines[l]);
        }
    }
}

/* What each partner has in the budget of a capped scheme; of those lines alone that the
 * step looks at. */
static void agree_capped_scheme(ap_agreeing *agreeing, const ap_risk_scope *scope,
                                ap_capped_scheme *capped)
{
    const ap_fund *fund = agreeing->fund;
    ap_pence *budgets = room(agreeing, fund->partner_count, sizeof *budgets);
    double *shares = room(agreeing, fund->partner_count, sizeof *shares);
    if (budgets == NULL || shares == NULL) {
        return;
    }
    for (size_t k = capped->first; k < capped->first + capped->count; k++) {
        const ap_fund_line *line = &fund->lines[scope->lines[k]];
        budgets[line->partner] += line->budget > 0 ? line->budget : 0;
    }
    for (size_t a = 0; a < fund->partner_count; a++) {
        shares[a] = (double)budgets[a];
        budgets[a] = ap_pence_of(scope->step->terms->limit * ap_pounds_of(budgets[a]));
    }
    capped->shares = make_shares(agreeing, shares) ? shares : NULL;
    capped->caps = budgets;
}

static void agree_capped(ap_agreeing *agreeing, ap_risk_scope *scope)
{
    const ap_fund_line *lines = agreeing->fund->lines;
    size_t first = 0;
    scope->schemes = room(agreeing, scope->count, sizeof *scope->schemes);
    for (size_t k = 1; k <= scope->count && !agreeing->is_out_of_memory; k++) {
        if (k == scope->count ||
            lines[scope->lines[k]].scheme != lines[scope->lines[first]].scheme) {
            ap_capped_scheme *capped = &scope->schemes[scope->scheme_count++];
            *capped = (ap_capped_scheme){.scheme = lines[scope->lines[first]].scheme,
                                         .first = first,
                                         .count = k - first};
            agree_capped_scheme(agreeing, scope, capped);
            first = k;
        }
    }
}

/* The lines of a fence that are chosen, in order. */
static void agree_scope(ap_agreeing *agreeing, const bool is_chosen[], ap_risk_scope *scope)
{
    const ap_fund *fund = agreeing->fund;
    scope->lines = room(agreeing, fund->line_count, sizeof *scope->lines);
    for (size_t k = 0; k < fund->line_count && scope->lines != NULL; k++) {
        size_t l = agreeing->order[k];
        if (is_chosen[l] && fund->lines[l].fence == scope->fence) {
            scope->lines[scope->count++] = l;
        }
    }
    if (scope->step != NULL && scope->step->terms->rule == AP_RISK_CAPPED) {
        agree_capped(agreeing, scope);
    }
}

static void agree_scopes(ap_agreeing *agreeing)
{
    ap_agreement *agreement = agreeing->agreement;
    const ap_fund *fund = agreeing->fund;
    size_t scopes = agreement->step_count + 1;
    bool *is_chosen = room(agreeing, fund->line_count, sizeof *is_chosen);
    agreement->scopes =
        room(agreeing, fund->fence_count * scopes, sizeof *agreement->scopes);
    for (size_t n = 0; n < scopes && !agreeing->is_out_of_memory; n++) {
        const ap_agreed_step *step =
            n < agreement->step_count ? &agreement->steps[n] : NULL;
        memset(is_chosen, true, fund->line_count * sizeof *is_chosen);
        if (step != NULL) {
            choose_lines(agreeing, step->terms, is_chosen);
        }
        for (size_t g = 0; g < fund->fence_count; g++) {
            ap_risk_scope *scope = &agreement->scopes[g * scopes + n];
            *scope = (ap_risk_scope){.step = step, .fence = g};
            agree_scope(agreeing, is_chosen, scope);
        }
    }
}

/* An agreement without anything in it; NULL on no memory. */
static ap_agreement *begin(const ap_fund *fund)
{
    ap_arena *arena = ap_arena_new();
    ap_agreement *agreement =
        arena == NULL ? NULL : ap_arena_room(arena, sizeof *agreement);
    if (agreement == NULL) {
        ap_arena_free(arena);
        return NULL;
    }
    *agreement = (ap_agreement){.fund = fund, .arena = arena};
    return agreement;
}

ap_status ap_agreement_new(const ap_fund *fund, size_t shifted, double shift,
                           ap_agreement **out, ap_error *err)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_pool *pool = &inputs->pools[fund->pool];
    ap_agreeing agreeing = {.fund = fund,
                            .inputs = inputs,
                            .agreement = begin(fund),
                            .shifted = shifted,
                            .shift = shift};
    agreeing.is_out_of_memory = agreeing.agreement == NULL;
    if (!agreeing.is_out_of_memory) {
        agreeing.agreement->host = partner_named(fund, pool->host);
        agreeing.order = room(&agreeing, fund->line_count, sizeof *agreeing.order);
    }
    if (!agreeing.is_out_of_memory) {
        put_in_order(&agreeing);
        agree_lines(&agreeing);
        agree_steps(&agreeing);
        agree_scopes(&agreeing);
    }
    if (agreeing.is_out_of_memory) {
        ap_agreement_free(agreeing.agreement);
        return ap_fail(err, AP_NO_MEMORY, pool->pool, "no memory for its risk share");
    }
    *out = agreeing.agreement;
    return AP_OK;
}

void ap_agreement_free(ap_agreement *agreement)
{
    if (agreement != NULL) {
        ap_arena_free(agreement->arena);
    }
}

const ap_risk_scope *ap_agreement_scopes(const ap_agreement *agreement, size_t fence)
{
    return &agreement->scopes[fence * (agreement->step_count + 1)];
}
