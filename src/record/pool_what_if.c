#include "record/pool_what_if.h"

#include <string.h>

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_risk.h"
#include "record/pool_words.h"

static const ap_report_column columns[] = {
    {.header = "What if", .width = 38, .twin = "what_if"},
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 18, .twin = "ring_fence"},
    {.header = "Measure", .width = 36, .twin = "measure"},
    {.header = "As it is (£)", .format = AP_POUNDS, .width = 13, .twin = "as_it_is"},
    {.header = "In the what-if (£)",
     .format = AP_POUNDS,
     .width = 13,
     .twin = "in_what_if"},
    {.header = "Difference (£)",
     .format = AP_POUNDS,
     .width = 13,
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
        ap_fund_sum use = ap_fund_add_up(fund, (ap_fund_of){AP_NONE, AP_NONE, source});
        ap_pence missing = use.budget - income->amount;
        sum += income->fence == fence && missing > 0 ? missing : 0;
    }
    return sum;
}

static ap_pence measured(const ap_outlook *pool, const ap_fence *of, size_t measure)
{
    size_t fence = fence_like(pool->fund, of);
    if (fence == AP_NONE) {
        return 0;
    }
    switch (measure) {
    case CONTRIBUTIONS:
        return income_of(pool->fund, fence);
    case BUDGETS:
        return ap_fund_of_fence(pool->fund, fence).budget;
    case UNFUNDED:
        return unfunded(pool->fund, fence);
    case OVERSPENDS:
        return ap_fund_of_fence(pool->fund, fence).over;
    case UNDERSPENDS:
        return ap_fund_of_fence(pool->fund, fence).under;
    case UNCOVERED:
        return pool->virements->fences[fence].uncovered;
    default:
        return ap_pool_borne(pool->fund, pool->now, fence, measure - MEASURES);
    }
}

static const char *words_of(const ap_fund *fund, size_t measure, ap_arena *arena)
{
    if (measure < MEASURES) {
        return measure_words[measure];
    }
    return ap_arena_print(arena, "Bottom line: %s",
                          ap_pool_bearer_words(fund, measure - MEASURES));
}

/* A what-if of a pool, beside the pool as it is. */
typedef struct ap_beside {
    const char *name;
    const ap_outlook *base;
    const ap_outlook *other;
} ap_beside;

static void write_row(const ap_beside *beside, const ap_fence *fence, size_t measure,
                      ap_pen *pen)
{
    const ap_fund *fund = beside->base->fund;
    ap_pence before = measured(beside->base, fence, measure);
    ap_pence after = measured(beside->other, fence, measure);
    ap_pen_words(pen, beside->name);
    ap_pen_words(pen, fund->index->inputs->pools[fund->pool].name);
    ap_pen_words(pen, fence->name);
    ap_pen_words(pen, words_of(fund, measure, pen->report->arena));
    ap_pool_pence(pen, before);
    ap_pool_pence(pen, after);
    ap_pool_pence(pen, after - before);
    ap_pen_end_row(pen);
}

/* What the what-if changes in a fence; pen NULL: only counted. */
static size_t fence_rows(const ap_beside *beside, const ap_fence *fence, ap_pen *pen)
{
    size_t rows = 0;
    for (size_t m = 0; m < MEASURES + ap_pool_bearers(beside->base->fund); m++) {
        bool differs =
            measured(beside->base, fence, m) != measured(beside->other, fence, m);
        rows += differs ? 1 : 0;
        if (differs && pen != NULL) {
            write_row(beside, fence, m, pen);
        }
    }
    return rows;
}

/* Fences of the case as it is, then those that there are in the what-if alone. */
static size_t pool_rows(const ap_outlooks *all, size_t w, size_t p, ap_pen *pen)
{
    size_t rows = 0;
    const ap_beside beside = {all->names[w], ap_outlook_of(all, 0, p),
                              ap_outlook_of(all, w, p)};
    const ap_fund *base = beside.base->fund;
    const ap_fund *other = beside.other->fund;
    for (size_t g = 0; g < base->fence_count; g++) {
        rows += fence_rows(&beside, &base->fences[g], pen);
    }
    for (size_t g = 0; g < other->fence_count; g++) {
        if (fence_like(base, &other->fences[g]) == AP_NONE) {
            rows += fence_rows(&beside, &other->fences[g], pen);
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
        .title = "What if: how the position would change, question by question",
        .line_count = 1,
        .lines =
            {"Only what would differ is listed. Position, virements and risk share are all "
             "worked out again for each."},
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
