#include "record/pool_what_if.h"

#include <string.h>

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_risk.h"

static const ap_report_column columns[] = {
    {.header = "What if", .width = 44, .twin = "what_if"},
    {.header = "Pool", .width = 34, .twin = "pool"},
    {.header = "Ring-fence", .width = 22, .twin = "ring_fence"},
    {.header = "Measure", .width = 48, .twin = "measure"},
    {.header = "As it is (£)", .format = AP_POUNDS, .width = 16, .twin = "as_it_is"},
    {.header = "In the what-if (£)",
     .format = AP_POUNDS,
     .width = 16,
     .twin = "in_what_if"},
    {.header = "Difference (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{In the what-if (£)}-{As it is (£)}",
     .twin = "difference"},
};

/* A measure of a pool in a fence. */
typedef enum ap_measured {
    CONTRIBUTIONS,
    BUDGETS,
    UNFUNDED,
    OVERSPENDS,
    UNDERSPENDS,
    UNCOVERED,
    MEASURES, /* and then the bearers */
} ap_measured;

static const char *const measure_words[] = {
    [CONTRIBUTIONS] = "Contributions",
    [BUDGETS] = "Budgets",
    [UNFUNDED] = "Budgets that no contribution pays for",
    [OVERSPENDS] = "Overspends",
    [UNDERSPENDS] = "Underspends",
    [UNCOVERED] = "Left uncovered after the virements recommended",
};

/* The fund's fence of this kind and word; AP_NONE: it has none. A what-if may make capital
 * of revenue, so that fences of two cases are not numbered alike. */
static size_t fence_like(const ap_fund *fund, const ap_fence *fence)
{
    size_t g = 0;
    while (g < fund->fence_count && (fund->fences[g].kind != fence->kind ||
                                     strcmp(fund->fences[g].word, fence->word) != 0)) {
        g++;
    }
    return g < fund->fence_count ? g : AP_NONE;
}

static ap_pence income_of(const ap_fund *fund, size_t fence)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < fund->income_count; i++) {
        sum += fund->incomes[i].fence == fence ? fund->incomes[i].amount : 0;
    }
    return sum;
}

/* Source by source: money of one that is over does not pay for another. */
static ap_pence unfunded(const ap_fund *fund, size_t fence)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < fund->income_count; i++) {
        const ap_fund_income *income = &fund->incomes[i];
        size_t source = fund->index->inputs->contributions[income->row].source_at;
        ap_pence missing = -income->amount;
        for (size_t l = 0; l < fund->line_count; l++) {
            missing += fund->lines[l].source == source ? fund->lines[l].budget : 0;
        }
        sum += income->fence == fence && missing > 0 ? missing : 0;
    }
    return sum;
}

static ap_pence of_lines(const ap_outlook *pool, size_t fence, ap_measured measure)
{
    ap_pence sum = 0;
    for (size_t l = 0; l < pool->fund->line_count; l++) {
        const ap_fund_line *line = &pool->fund->lines[l];
        ap_pence by = pool->variances[l];
        if (line->fence == fence) {
            sum += measure == BUDGETS ? line->budget : 0;
            sum += measure == OVERSPENDS && by > 0 ? by : 0;
            sum += measure == UNDERSPENDS && by < 0 ? by : 0;
        }
    }
    return sum;
}

static ap_pence measured(const ap_outlook *pool, const ap_fence *of, size_t measure)
{
    size_t partners = pool->fund->partner_count;
    size_t fence = fence_like(pool->fund, of);
    if (fence == AP_NONE) {
        return 0;
    }
    if (measure == CONTRIBUTIONS) {
        return income_of(pool->fund, fence);
    }
    if (measure == UNFUNDED) {
        return unfunded(pool->fund, fence);
    }
    if (measure < UNCOVERED) {
        return of_lines(pool, fence, (ap_measured)measure);
    }
    if (measure == UNCOVERED) {
        return pool->virements->fences[fence].uncovered;
    }
    size_t b = measure - MEASURES;
    ap_bearer bearer =
        b < partners ? AP_BEARER_PARTNER : (ap_bearer)(AP_BEARER_RESERVE + b - partners);
    return ap_pool_borne(pool->now, fence, bearer, b);
}

static const char *words_of(const ap_fund *fund, size_t measure, ap_arena *arena)
{
    if (measure < MEASURES) {
        return measure_words[measure];
    }
    size_t b = measure - MEASURES;
    ap_bearer bearer = b < fund->partner_count
                           ? AP_BEARER_PARTNER
                           : (ap_bearer)(AP_BEARER_RESERVE + b - fund->partner_count);
    return ap_arena_print(arena, "Bottom line: %s", ap_pool_bearer_words(fund, bearer, b));
}

/* Rows of one what-if, pool and fence: what it changes; pen NULL: only counted. */
static size_t fence_rows(const ap_outlooks *all, size_t w, size_t p, const ap_fence *fence,
                         ap_pen *pen)
{
    size_t rows = 0;
    const ap_outlook *base = ap_outlook_of(all, 0, p);
    const ap_outlook *other = ap_outlook_of(all, w, p);
    const ap_fund *fund = base->fund;
    for (size_t m = 0; m < MEASURES + fund->partner_count + AP_BEARER_CARRIED; m++) {
        ap_pence before = measured(base, fence, m);
        ap_pence after = measured(other, fence, m);
        if (before == after) {
            continue;
        }
        rows++;
        if (pen != NULL) {
            ap_pen_words(pen, all->names[w]);
            ap_pen_words(pen, fund->index->inputs->pools[fund->pool].name);
            ap_pen_words(pen, fence->name);
            ap_pen_words(pen, words_of(fund, m, pen->report->arena));
            ap_pen_number(pen, ap_pounds_of(before));
            ap_pen_number(pen, ap_pounds_of(after));
            ap_pen_number(pen, ap_pounds_of(after - before));
            ap_pen_end_row(pen);
        }
    }
    return rows;
}

/* Fences of the case as it is, then those that there are in the what-if alone. */
static size_t pool_rows(const ap_outlooks *all, size_t w, size_t p, ap_pen *pen)
{
    size_t rows = 0;
    const ap_fund *base = ap_outlook_of(all, 0, p)->fund;
    const ap_fund *other = ap_outlook_of(all, w, p)->fund;
    for (size_t g = 0; g < base->fence_count; g++) {
        rows += fence_rows(all, w, p, &base->fences[g], pen);
    }
    for (size_t g = 0; g < other->fence_count; g++) {
        if (fence_like(base, &other->fences[g]) == AP_NONE) {
            rows += fence_rows(all, w, p, &other->fences[g], pen);
        }
    }
    return rows;
}

ap_status ap_pool_what_if(const ap_outlooks *all, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "What if",
        .table = "what_if",
        .twin = "what-if",
        .title = "What if: each what-if of the case beside the case as it is",
        .line_count = 1,
        .lines = {"Only what differs is listed. Everything is worked out again: position, "
                  "virements, risk share."},
        .column_count = sizeof columns / sizeof columns[0],
        .columns = columns,
    };
    for (size_t w = 1; w <= all->what_ifs; w++) {
        for (size_t p = 0; p < all->pools; p++) {
            sheet.row_count += pool_rows(all, w, p, NULL);
        }
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t w = 1; status == AP_OK && w <= all->what_ifs; w++) {
        for (size_t p = 0; p < all->pools; p++) {
            (void)pool_rows(all, w, p, &pen);
        }
    }
    return status;
}
