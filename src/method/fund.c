#include "method/fund.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How one grouping of the index is made. */
typedef struct ap_group_rule {
    size_t grouping; /* where it is in the index */
    size_t count;    /* where these are in the case */
    size_t rows;
    size_t row_size;
    size_t at;
    size_t groups;
} ap_group_rule;

#define GROUP(member, row_type, table, reference, of)                                  \
    {                                                                                  \
        offsetof(ap_fund_index, member), offsetof(ap_case, table##_count),             \
            offsetof(ap_case, table), sizeof(row_type), offsetof(row_type, reference), \
            offsetof(ap_case, of##_count)                                              \
    }

static const ap_group_rule group_rules[] = {
    GROUP(schemes, ap_scheme, schemes, pool_at, pools),
    GROUP(contributions, ap_contribution, contributions, pool_at, pools),
    GROUP(receipts, ap_receipt, receipts, pool_at, pools),
    GROUP(approvals, ap_approval, approvals, pool_at, pools),
    GROUP(steps, ap_risk_step, risk_share, pool_at, pools),
    GROUP(parties, ap_risk_party, risk_parties, pool_at, pools),
    GROUP(budgets, ap_budget, budgets, scheme_at, schemes),
    GROUP(changes, ap_change_row, changes, scheme_at, schemes),
    GROUP(ledger, ap_ledger_row, ledger, scheme_at, schemes),
    GROUP(forecasts, ap_forecast_row, forecast, scheme_at, schemes),
    GROUP(virements_from, ap_virement, virements, from_at, schemes),
    GROUP(virements_to, ap_virement, virements, to_at, schemes),
    GROUP(permissions, ap_eligibility, eligibility, source_at, sources),
};

enum { GROUPS = sizeof group_rules / sizeof group_rules[0] };

static size_t count_at(const ap_case *inputs, size_t offset)
{
    size_t count = 0;
    memcpy(&count, (const char *)inputs + offset, sizeof count);
    return count;
}

static ap_status make_group(const ap_case *inputs, const ap_group_rule *rule,
                            ap_fund_index *index, ap_error *err)
{
    const void *rows = NULL;
    memcpy(&rows, (const char *)inputs + rule->rows, sizeof rows);
    return ap_grouping_new(rows, count_at(inputs, rule->count), rule->row_size, rule->at,
                           count_at(inputs, rule->groups),
                           (void *)((char *)index + rule->grouping), err);
}

ap_status ap_fund_index_new(const ap_case *inputs, ap_fund_index **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_fund_index *index = calloc(1, sizeof *index);
    if (index == NULL) {
        return ap_fail(err, AP_NO_MEMORY, inputs->folder, "no memory for its pools");
    }
    index->inputs = inputs;
    for (size_t g = 0; g < GROUPS; g++) {
        AP_TRY(make_group(inputs, &group_rules[g], index, err));
    }
    *out = index;
    index = NULL;
done:
    ap_fund_index_free(index);
    return status;
}

void ap_fund_index_free(ap_fund_index *index)
{
    for (size_t g = 0; index != NULL && g < GROUPS; g++) {
        ap_grouping_free((void *)((char *)index + group_rules[g].grouping));
    }
    free(index);
}

bool ap_fund_may(const ap_fund_index *index, size_t source, size_t scheme)
{
    const ap_grouping *rows = &index->permissions;
    if (!ap_case_is_for(index->inputs, source, scheme)) {
        return false;
    }
    for (size_t k = rows->start[source]; k < rows->start[source + 1]; k++) {
        if (ap_case_permits(index->inputs, rows->rows[k], scheme)) {
            return true;
        }
    }
    return false;
}

double ap_fund_profile(const ap_fund_index *index, size_t scheme, int month)
{
    const ap_case *inputs = index->inputs;
    const char *profile = inputs->schemes[scheme].profile;
    double to_date = 0;
    double all = 0;
    if (profile[0] == '\0') {
        return month / 12.0;
    }
    for (size_t r = 0; r < inputs->profiles_count; r++) {
        const ap_profile_row *row = &inputs->profiles[r];
        bool is_its = strcmp(row->profile, profile) == 0;
        all += is_its ? row->weight : 0;
        to_date += is_its && row->month <= month ? row->weight : 0;
    }
    return to_date / all;
}

/* A fund on its way. */
typedef struct ap_founding {
    const ap_fund_index *index;
    const ap_case *inputs;
    ap_fund *fund;
} ap_founding;

static size_t partner_of(ap_fund *fund, const char *name)
{
    size_t a = 0;
    while (a < fund->partner_count && strcmp(fund->partners[a], name) != 0) {
        a++;
    }
    if (a == fund->partner_count) {
        fund->partners[fund->partner_count++] = name;
    }
    return a;
}

static const char *fence_name(const ap_source *source, ap_arena *arena)
{
    const char *kind = source->kind == AP_CAPITAL ? "Capital" : "Revenue";
    return source->ring_fence[0] != '\0'
               ? ap_arena_print(arena, "%s: %s", kind, source->ring_fence)
               : ap_arena_print(arena, "General %s",
                                source->kind == AP_CAPITAL ? "capital" : "revenue");
}

static size_t fence_of(ap_fund *fund, const ap_source *source)
{
    size_t g = 0;
    while (g < fund->fence_count &&
           (fund->fences[g].kind != source->kind ||
            strcmp(fund->fences[g].word, source->ring_fence) != 0)) {
        g++;
    }
    if (g == fund->fence_count) {
        fund->fences[fund->fence_count++] =
            (ap_fence){source->kind, source->ring_fence, fence_name(source, fund->arena)};
    }
    return g;
}

/* Of n equal instalments the first falls due in month 1. */
static ap_pence due_of(ap_pence amount, double instalments, int month)
{
    double fallen = instalments < 1 ? 0 : floor((month - 1) * instalments / 12) + 1;
    return instalments < 1 ? 0 : ap_pence_of(ap_pounds_of(amount) * fallen / instalments);
}

static ap_pence received_of(const ap_founding *founding, const ap_contribution *row)
{
    const ap_case *inputs = founding->inputs;
    const ap_grouping *receipts = &founding->index->receipts;
    ap_pence received = 0;
    for (size_t k = receipts->start[row->pool_at]; k < receipts->start[row->pool_at + 1];
         k++) {
        const ap_receipt *receipt = &inputs->receipts[receipts->rows[k]];
        bool is_its =
            receipt->source_at == row->source_at && receipt->month <= founding->fund->month;
        received += is_its ? ap_pence_of(receipt->amount) : 0;
    }
    return received;
}

/* The changes of a line of the scheme that come after a month. */
static ap_pence changes_after(const ap_founding *founding, size_t scheme, size_t source,
                              int month)
{
    const ap_grouping *changes = &founding->index->changes;
    ap_pence sum = 0;
    for (size_t k = changes->start[scheme]; k < changes->start[scheme + 1]; k++) {
        const ap_change_row *row = &founding->inputs->changes[changes->rows[k]];
        bool is_its = row->source_at == source && row->month > month;
        sum += is_its ? ap_pence_of(row->amount) : 0;
    }
    return sum;
}

/* The same of a source in the whole pool. */
static ap_pence pool_changes_after(const ap_founding *founding, size_t source, int month)
{
    const ap_grouping *schemes = &founding->index->schemes;
    size_t pool = founding->fund->pool;
    ap_pence sum = 0;
    for (size_t k = schemes->start[pool]; k < schemes->start[pool + 1]; k++) {
        sum += changes_after(founding, schemes->rows[k], source, month);
    }
    return sum;
}

static void take_incomes(const ap_founding *founding)
{
    ap_fund *fund = founding->fund;
    const ap_grouping *rows = &founding->index->contributions;
    for (size_t k = rows->start[fund->pool]; k < rows->start[fund->pool + 1]; k++) {
        const ap_contribution *row = &founding->inputs->contributions[rows->rows[k]];
        ap_pence amount = ap_pence_of(row->amount);
        ap_pence now = amount - pool_changes_after(founding, row->source_at, fund->month);
        fund->incomes[fund->income_count++] = (ap_fund_income){
            .row = rows->rows[k],
            .partner = partner_of(fund, row->partner),
            .fence = fence_of(fund, &founding->inputs->sources[row->source_at]),
            .opening = amount - pool_changes_after(founding, row->source_at, 0),
            .amount = now,
            .due = due_of(now, row->instalments, fund->month),
            .received = received_of(founding, row),
        };
    }
}

/* Virements of a source into the scheme less those out of it, approved and up to now. */
static ap_pence vired(const ap_founding *founding, size_t scheme, size_t source)
{
    const ap_grouping *ways[] = {&founding->index->virements_to,
                                 &founding->index->virements_from};
    ap_pence sum = 0;
    for (int way = 0; way < 2; way++) {
        for (size_t k = ways[way]->start[scheme]; k < ways[way]->start[scheme + 1]; k++) {
            const ap_virement *row = &founding->inputs->virements[ways[way]->rows[k]];
            bool counts = row->source_at == source && row->decision == AP_APPROVED &&
                          row->month <= founding->fund->month;
            ap_pence amount = counts ? ap_pence_of(row->amount) : 0;
            sum += way == 0 ? amount : -amount;
        }
    }
    return sum;
}

static size_t income_of(const ap_founding *founding, size_t source)
{
    const ap_fund *fund = founding->fund;
    size_t k = 0;
    while (founding->inputs->contributions[fund->incomes[k].row].source_at != source) {
        k++;
    }
    return k;
}

/* Add a line of the scheme from a source, which the checks have found in the pool. A line
 * goes before those of later partners. */
static void add_line(const ap_founding *founding, size_t scheme, size_t source,
                     ap_pence amount, size_t first)
{
    ap_fund *fund = founding->fund;
    const ap_fund_income *income = &fund->incomes[income_of(founding, source)];
    size_t at = fund->line_count++;
    while (at > first && fund->lines[at - 1].partner > income->partner) {
        fund->lines[at] = fund->lines[at - 1];
        at--;
    }
    fund->lines[at] = (ap_fund_line){
        .scheme = scheme,
        .source = source,
        .partner = income->partner,
        .fence = income->fence,
        .opening = amount - changes_after(founding, scheme, source, 0),
        .budget = amount - changes_after(founding, scheme, source, fund->month) +
                  vired(founding, scheme, source),
    };
}

static bool has_line(const ap_fund *fund, size_t first, size_t source)
{
    for (size_t l = first; l < fund->line_count; l++) {
        if (fund->lines[l].source == source) {
            return true;
        }
    }
    return false;
}

/* The budget's lines, and those that a virement has opened. */
static void take_lines(const ap_founding *founding, size_t scheme)
{
    ap_fund *fund = founding->fund;
    const ap_case *inputs = founding->inputs;
    const ap_grouping *budgets = &founding->index->budgets;
    const ap_grouping *into = &founding->index->virements_to;
    size_t first = fund->line_count;
    for (size_t k = budgets->start[scheme]; k < budgets->start[scheme + 1]; k++) {
        const ap_budget *row = &inputs->budgets[budgets->rows[k]];
        add_line(founding, scheme, row->source_at, ap_pence_of(row->amount), first);
    }
    for (size_t k = into->start[scheme]; k < into->start[scheme + 1]; k++) {
        const ap_virement *row = &inputs->virements[into->rows[k]];
        if (row->decision == AP_APPROVED && row->month <= fund->month &&
            !has_line(fund, first, row->source_at)) {
            add_line(founding, scheme, row->source_at, 0, first);
        }
    }
}

/* What the ledger has of the part; *is_there: is there anything, if only of £0? */
static ap_pence spent_of(const ap_founding *founding, const ap_fund_part *part,
                         bool *is_there)
{
    const ap_fund *fund = founding->fund;
    const ap_grouping *ledger = &founding->index->ledger;
    ap_pence sum = 0;
    for (size_t k = ledger->start[part->scheme]; k < ledger->start[part->scheme + 1]; k++) {
        const ap_ledger_row *row = &founding->inputs->ledger[ledger->rows[k]];
        bool is_its = row->month <= fund->month &&
                      strcmp(row->partner, fund->partners[part->partner]) == 0;
        sum += is_its ? ap_pence_of(row->amount) : 0;
        *is_there = *is_there || is_its;
    }
    return sum;
}

/* The latest forecast of the part that was made up to now. */
static size_t forecast_of(const ap_founding *founding, const ap_fund_part *part)
{
    const ap_fund *fund = founding->fund;
    const ap_forecast_row *rows = founding->inputs->forecast;
    const ap_grouping *forecasts = &founding->index->forecasts;
    size_t latest = AP_NONE;
    for (size_t k = forecasts->start[part->scheme]; k < forecasts->start[part->scheme + 1];
         k++) {
        size_t at = forecasts->rows[k];
        if (rows[at].month <= fund->month &&
            strcmp(rows[at].partner, fund->partners[part->partner]) == 0 &&
            (latest == AP_NONE || rows[at].month > rows[latest].month)) {
            latest = at;
        }
    }
    return latest;
}

/* How the part is forecast. Without a forecast it goes on as so far, unless the ledger has
 * nothing of it yet. When the year is over, what was spent stands, but for amounts that are
 * given then: they are accruals. */
static ap_forecast_method method_of(const ap_founding *founding, const ap_fund_part *part,
                                    bool has_spend)
{
    const ap_forecast_row *rows = founding->inputs->forecast;
    if (part->forecast_row == AP_NONE) {
        return has_spend ? AP_FORECAST_RUN_RATE : AP_FORECAST_BUDGET;
    }
    bool is_over = founding->fund->month == 12 && rows[part->forecast_row].month < 12;
    return is_over ? AP_FORECAST_BUDGET : rows[part->forecast_row].method;
}

/* (22). Where nothing of the year's profile has passed, there is no rate to go by, and the
 * part is as budgeted, or as spent where that is more already. */
static double forecast_pounds(const ap_case *inputs, const ap_fund_part *part, double c)
{
    double budget = ap_pounds_of(part->budget);
    double spent = ap_pounds_of(part->spent);
    double rate = c > 0 ? spent / c : budget;
    double lambda = inputs->settings.pool_blend;
    switch (part->method) {
    case AP_FORECAST_GIVEN:
        return inputs->forecast[part->forecast_row].amount;
    case AP_FORECAST_BLENDED:
        return spent + (1 - c) * (lambda * budget + (1 - lambda) * rate);
    case AP_FORECAST_BUDGET:
        return spent + (1 - c) * budget;
    default:
        return c > 0 ? rate : fmax(budget, spent);
    }
}

/* Give the part's amounts to its lines. */
static void split_part(const ap_fund *fund, const ap_fund_part *part, double weights[],
                       ap_pence shares[])
{
    ap_fund_line *lines = fund->lines + part->first_line;
    for (size_t l = 0; l < part->line_count; l++) {
        weights[l] = (double)(lines[l].budget > 0 ? lines[l].budget : 0);
    }
    ap_split_pence(part->line_count, weights, part->planned, shares);
    for (size_t l = 0; l < part->line_count; l++) {
        lines[l].planned = shares[l];
    }
    ap_split_pence(part->line_count, weights, part->spent, shares);
    for (size_t l = 0; l < part->line_count; l++) {
        lines[l].spent = shares[l];
    }
    ap_split_pence(part->line_count, weights, part->forecast, shares);
    for (size_t l = 0; l < part->line_count; l++) {
        lines[l].forecast = shares[l];
    }
}

static void take_part(const ap_founding *founding, size_t first, size_t count,
                      double weights[], ap_pence shares[])
{
    ap_fund *fund = founding->fund;
    ap_fund_part part = {
        .scheme = fund->lines[first].scheme,
        .partner = fund->lines[first].partner,
        .first_line = first,
        .line_count = count,
    };
    bool has_spend = false;
    for (size_t l = first; l < first + count; l++) {
        part.budget += fund->lines[l].budget;
    }
    double c = ap_fund_profile(founding->index, part.scheme, fund->month);
    part.planned = ap_pence_of(c * ap_pounds_of(part.budget));
    part.spent = spent_of(founding, &part, &has_spend);
    part.forecast_row = forecast_of(founding, &part);
    part.method = method_of(founding, &part, has_spend);
    bool has_begun = has_spend || part.forecast_row != AP_NONE || fund->month == 12;
    part.forecast =
        ap_pence_of(forecast_pounds(founding->inputs, &part, has_begun ? c : 0));
    split_part(fund, &part, weights, shares);
    fund->parts[fund->part_count++] = part;
}

static void take_parts(const ap_founding *founding, double weights[], ap_pence shares[])
{
    const ap_fund *fund = founding->fund;
    size_t first = 0;
    for (size_t l = 1; l <= fund->line_count; l++) {
        bool is_end = l == fund->line_count ||
                      fund->lines[l].scheme != fund->lines[first].scheme ||
                      fund->lines[l].partner != fund->lines[first].partner;
        if (is_end) {
            take_part(founding, first, l - first, weights, shares);
            first = l;
        }
    }
}

/* As many lines as the pool can have. */
static size_t most_lines(const ap_fund_index *index, size_t pool)
{
    const ap_grouping *schemes = &index->schemes;
    size_t count = 0;
    for (size_t k = schemes->start[pool]; k < schemes->start[pool + 1]; k++) {
        size_t s = schemes->rows[k];
        count += index->budgets.start[s + 1] - index->budgets.start[s];
        count += index->virements_to.start[s + 1] - index->virements_to.start[s];
    }
    return count;
}

ap_status ap_fund_new(const ap_fund_index *index, size_t pool, int month, ap_fund **out,
                      ap_error *err)
{
    ap_arena *arena = ap_arena_new();
    ap_fund *fund = arena == NULL ? NULL : ap_arena_room(arena, sizeof *fund);
    size_t lines = most_lines(index, pool) + 1;
    size_t incomes =
        index->contributions.start[pool + 1] - index->contributions.start[pool] + 1;
    double *weights = malloc(lines * sizeof *weights);
    ap_pence *shares = malloc(lines * sizeof *shares);
    if (fund != NULL) {
        *fund = (ap_fund){
            .index = index,
            .pool = pool,
            .month = month,
            .partners = ap_arena_room(arena, incomes * sizeof *fund->partners),
            .fences = ap_arena_room(arena, incomes * sizeof *fund->fences),
            .incomes = ap_arena_room(arena, incomes * sizeof *fund->incomes),
            .lines = ap_arena_room(arena, lines * sizeof *fund->lines),
            .parts = ap_arena_room(arena, lines * sizeof *fund->parts),
            .arena = arena,
        };
    }
    bool has_memory = fund != NULL && fund->partners != NULL && fund->fences != NULL &&
                      fund->incomes != NULL && fund->lines != NULL && fund->parts != NULL &&
                      weights != NULL && shares != NULL;
    if (has_memory) {
        const ap_founding founding = {index, index->inputs, fund};
        take_incomes(&founding);
        for (size_t k = index->schemes.start[pool]; k < index->schemes.start[pool + 1];
             k++) {
            take_lines(&founding, index->schemes.rows[k]);
        }
        take_parts(&founding, weights, shares);
        *out = fund;
    } else {
        ap_arena_free(arena);
    }
    free(weights);
    free(shares);
    return has_memory ? AP_OK
                      : ap_fail(err, AP_NO_MEMORY, index->inputs->pools[pool].pool,
                                "no memory for the pool");
}

void ap_fund_free(ap_fund *fund)
{
    if (fund != NULL) {
        ap_arena_free(fund->arena);
    }
}

void ap_fund_variances(const ap_fund *fund, ap_pence out[])
{
    for (size_t l = 0; l < fund->line_count; l++) {
        out[l] = fund->lines[l].forecast - fund->lines[l].budget;
    }
}

static bool is_among(const ap_fund_line *line, ap_fund_of of)
{
    return (of.fence == AP_NONE || line->fence == of.fence) &&
           (of.partner == AP_NONE || line->partner == of.partner) &&
           (of.source == AP_NONE || line->source == of.source);
}

ap_fund_sum ap_fund_add_up(const ap_fund *fund, ap_fund_of of)
{
    ap_fund_sum sum = {0};
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        if (is_among(line, of)) {
            ap_pence by = line->forecast - line->budget;
            sum.lines++;
            sum.budget += line->budget;
            sum.planned += line->planned;
            sum.spent += line->spent;
            sum.forecast += line->forecast;
            sum.over += by > 0 ? by : 0;
            sum.under += by < 0 ? by : 0;
        }
    }
    return sum;
}

ap_fund_sum ap_fund_of_fence(const ap_fund *fund, size_t fence)
{
    return ap_fund_add_up(fund, (ap_fund_of){fence, AP_NONE, AP_NONE});
}
