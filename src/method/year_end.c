#include "method/year_end.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* A year end on its way. */
typedef struct ap_closing {
    const ap_fund *fund;
    const ap_risk_result *shares;
    ap_year_end *end;
    double *weights; /* as many as lines */
    ap_pence *parts;
} ap_closing;

static ap_pence above(ap_pence amount)
{
    return amount > 0 ? amount : 0;
}

static ap_pence below(ap_pence amount)
{
    return amount < 0 ? -amount : 0;
}

static ap_year_account *account_of(const ap_closing *closing, size_t fence, size_t partner)
{
    return &closing->end->accounts[fence * closing->fund->partner_count + partner];
}

static void take_fences(const ap_closing *closing)
{
    const ap_fund *fund = closing->fund;
    for (size_t g = 0; g < fund->fence_count; g++) {
        closing->end->fences[g].is_kept =
            fund->fences[g].kind == AP_CAPITAL || fund->fences[g].word[0] != '\0';
        for (size_t k = 0; k < fund->partner_count; k++) {
            *account_of(closing, g, k) = (ap_year_account){.fence = g, .partner = k};
        }
    }
}

static void take_sources(const ap_closing *closing)
{
    const ap_fund *fund = closing->fund;
    const ap_case *inputs = fund->index->inputs;
    for (size_t f = 0; f < fund->income_count; f++) {
        const ap_fund_income *income = &fund->incomes[f];
        ap_year_source *source = &closing->end->sources[f];
        *source = (ap_year_source){
            .source = inputs->contributions[income->row].source_at,
            .partner = income->partner,
            .fence = income->fence,
            .contribution = income->amount,
        };
        for (size_t l = 0; l < fund->line_count; l++) {
            bool is_its = fund->lines[l].source == source->source;
            source->budget += is_its ? fund->lines[l].budget : 0;
            source->outturn += is_its ? fund->lines[l].forecast : 0;
        }
        ap_year_account *account = account_of(closing, source->fence, source->partner);
        account->contribution += source->contribution;
        account->budget += source->budget;
        account->outturn += source->outturn;
    }
}

/* What the risk shares keep in a fence, besides whom they give what. */
static ap_pence take_bearers(const ap_closing *closing, size_t fence)
{
    const ap_risk_result *shares = closing->shares;
    ap_year_fence *its = &closing->end->fences[fence];
    ap_pence kept = 0;
    for (size_t e = 0; e < shares->entry_count; e++) {
        const ap_risk_entry *entry = &shares->entries[e];
        if (shares->stages[entry->stage].fence != fence) {
            continue;
        }
        switch (entry->bearer) {
        case AP_BEARER_PARTNER:
            account_of(closing, fence, entry->partner)->borne += entry->borne;
            break;
        case AP_BEARER_RESERVE:
            its->reserve += entry->borne;
            break;
        case AP_BEARER_UNCOMMITTED:
            its->uncommitted += entry->borne;
            break;
        case AP_BEARER_CARRIED:
            kept -= entry->borne;
            break;
        }
    }
    return kept;
}

/* Spread what a fence carries over its underspent lines. */
static void spread(const ap_closing *closing, size_t fence, ap_pence carried)
{
    const ap_fund *fund = closing->fund;
    size_t count = fund->line_count;
    for (size_t l = 0; l < count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        closing->weights[l] =
            line->fence == fence ? (double)below(line->forecast - line->budget) : 0;
    }
    ap_split_pence(count, closing->weights, carried, closing->parts);
    for (size_t l = 0; l < count; l++) {
        closing->end->carried[l] += closing->parts[l];
    }
}

/* Who pays and gets back what in a fence, and what it carries. */
static void settle_fence(const ap_closing *closing, size_t fence)
{
    const ap_fund *fund = closing->fund;
    bool is_kept = closing->end->fences[fence].is_kept;
    ap_pence carried = take_bearers(closing, fence);
    for (size_t k = 0; k < fund->partner_count; k++) {
        ap_year_account *account = account_of(closing, fence, k);
        account->paid += above(account->borne);
        account->returned += is_kept ? 0 : below(account->borne);
        carried += is_kept ? below(account->borne) : 0;
    }
    if (carried != 0) {
        spread(closing, fence, carried);
    }
}

/* Make the lines of a source carry what it does: in proportion to what they would have
 * carried or, where that is nothing, to their budgets. */
static void scale_lines(const ap_closing *closing, const ap_year_source *source,
                        ap_pence before)
{
    const ap_fund *fund = closing->fund;
    bool has_line = false;
    if (before == source->carried) {
        return;
    }
    for (size_t l = 0; l < fund->line_count; l++) {
        bool is_its = fund->lines[l].source == source->source;
        ap_pence weight =
            before > 0 ? closing->end->carried[l] : above(fund->lines[l].budget);
        closing->weights[l] = is_its ? (double)weight : 0;
        has_line = has_line || closing->weights[l] > 0;
    }
    ap_split_pence(fund->line_count, closing->weights, has_line ? source->carried : 0,
                   closing->parts);
    for (size_t l = 0; l < fund->line_count; l++) {
        if (fund->lines[l].source == source->source) {
            closing->end->carried[l] = closing->parts[l];
        }
    }
}

/* A contribution is more or less than the budgets that it was to pay for. */
static void settle_source(const ap_closing *closing, ap_year_source *source)
{
    const ap_fund *fund = closing->fund;
    ap_year_account *account = account_of(closing, source->fence, source->partner);
    bool is_kept = closing->end->fences[source->fence].is_kept;
    ap_pence spare = source->contribution - source->budget;
    ap_pence carried = 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        bool is_its = fund->lines[l].source == source->source;
        carried += is_its ? closing->end->carried[l] : 0;
    }
    ap_pence net = carried + (is_kept || spare < 0 ? spare : 0);
    source->carried = above(net);
    account->paid += below(net);
    account->returned += is_kept ? 0 : above(spare);
    account->carried += source->carried;
    scale_lines(closing, source, carried);
    ap_pence rest = source->contribution - source->outturn - source->carried;
    source->left = above(rest);
    source->over = below(rest);
}

static void settle(const ap_closing *closing)
{
    ap_year_end *end = closing->end;
    take_fences(closing);
    take_sources(closing);
    for (size_t g = 0; g < end->fence_count; g++) {
        settle_fence(closing, g);
    }
    for (size_t f = 0; f < end->source_count; f++) {
        settle_source(closing, &end->sources[f]);
    }
    for (size_t a = 0; a < end->account_count; a++) {
        ap_year_account *account = &end->accounts[a];
        account->others = account->outturn + account->carried - account->contribution -
                          account->paid + account->returned;
    }
}

/* One item more than is needed, so that none is without room. */
static ap_year_end *make_room(const ap_fund *fund)
{
    ap_arena *arena = ap_arena_new();
    ap_year_end *end = ap_arena_room(arena, sizeof *end);
    if (end == NULL) {
        ap_arena_free(arena);
        return NULL;
    }
    end->arena = arena;
    end->source_count = fund->income_count;
    end->account_count = fund->fence_count * fund->partner_count;
    end->fence_count = fund->fence_count;
    end->line_count = fund->line_count;
    end->sources = ap_arena_room(arena, (end->source_count + 1) * sizeof *end->sources);
    end->accounts = ap_arena_room(arena, (end->account_count + 1) * sizeof *end->accounts);
    end->fences = ap_arena_room(arena, (end->fence_count + 1) * sizeof *end->fences);
    end->carried = ap_arena_room(arena, (end->line_count + 1) * sizeof *end->carried);
    if (end->sources == NULL || end->accounts == NULL || end->fences == NULL ||
        end->carried == NULL) {
        ap_year_end_free(end);
        return NULL;
    }
    return end;
}

ap_status ap_year_end_new(const ap_fund *fund, const ap_risk_result *shares,
                          ap_year_end **out, ap_error *err)
{
    ap_status status = AP_OK;
    const char *folder = fund->index->inputs->folder;
    ap_closing closing = {
        .fund = fund,
        .shares = shares,
        .end = make_room(fund),
        .weights = malloc((fund->line_count + 1) * sizeof(double)),
        .parts = malloc((fund->line_count + 1) * sizeof(ap_pence)),
    };
    if (closing.end == NULL || closing.weights == NULL || closing.parts == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, folder, "no memory for the year end");
        goto done;
    }
    if (fund->month != 12) {
        status =
            ap_fail(err, AP_BAD_INPUT, folder,
                    "a year is closed at month 12, March; this is month %d", fund->month);
        goto done;
    }
    settle(&closing);
    *out = closing.end;
    closing.end = NULL;
done:
    free(closing.weights);
    free(closing.parts);
    ap_year_end_free(closing.end);
    return status;
}

void ap_year_end_free(ap_year_end *end)
{
    if (end != NULL) {
        ap_arena_free(end->arena);
    }
}
