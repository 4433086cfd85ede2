#include "record/pool_risk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_words.h"

/* Who is no partner, in the order of ap_bearer. */
static const char *const other_bearers[] = {"Risk reserve", "Uncommitted schemes",
                                            "Carried forward in the pool"};

enum { OTHER_BEARERS = sizeof other_bearers / sizeof other_bearers[0] };

size_t ap_pool_bearers(const ap_fund *fund)
{
    return fund->partner_count + OTHER_BEARERS;
}

static size_t bearer_of(const ap_fund *fund, const ap_risk_entry *entry)
{
    return entry->bearer == AP_BEARER_PARTNER
               ? entry->partner
               : fund->partner_count + (size_t)(entry->bearer - AP_BEARER_RESERVE);
}

const char *ap_pool_bearer_words(const ap_fund *fund, size_t bearer)
{
    return bearer < fund->partner_count ? fund->partners[bearer]
                                        : other_bearers[bearer - fund->partner_count];
}

ap_pence ap_pool_borne(const ap_fund *fund, const ap_risk_result *result, size_t fence,
                       size_t bearer)
{
    ap_pence sum = 0;
    for (size_t e = 0; e < result->entry_count; e++) {
        const ap_risk_entry *entry = &result->entries[e];
        bool is_its =
            result->stages[entry->stage].fence == fence && bearer_of(fund, entry) == bearer;
        sum += is_its ? entry->borne : 0;
    }
    return sum;
}

static const char *pool_name(const ap_fund *fund)
{
    return fund->index->inputs->pools[fund->pool].name;
}

static const ap_risk_step *step_of(const ap_fund *fund, const ap_risk_stage *stage)
{
    return stage->step == AP_NONE ? NULL : &fund->index->inputs->risk_share[stage->step];
}

/* The number of the step; what no step took comes after the last. */
static double number_of(const ap_fund *fund, const ap_risk_stage *stage)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_grouping *steps = &fund->index->steps;
    double last = 0;
    if (stage->step != AP_NONE) {
        return inputs->risk_share[stage->step].step;
    }
    for (size_t k = steps->start[fund->pool]; k < steps->start[fund->pool + 1]; k++) {
        last = fmax(last, inputs->risk_share[steps->rows[k]].step);
    }
    return last + 1;
}

static const char *clause_of(const ap_fund *fund, const ap_risk_stage *stage)
{
    const ap_risk_step *step = step_of(fund, stage);
    return step == NULL
               ? "No clause covers the rest: it stays with the partner where it fell"
               : step->name;
}

static const char *const rule_words[] = {
    [AP_RISK_OWN] = "Each partner bears its own",
    [AP_RISK_PRO_RATA] = "Pro rata to contributions",
    [AP_RISK_CAPPED] = "Pro rata scheme by scheme, up to a cap",
    [AP_RISK_HOST] = "The host bears it",
    [AP_RISK_SHARES] = "Agreed shares, by bands",
    [AP_RISK_OFFSET] = "Underspends offset overspends",
    [AP_RISK_RESERVE] = "The risk reserve is called on",
    [AP_RISK_UNCOMMITTED] = "Uncommitted schemes release money",
    [AP_RISK_FAULT] = "Whoever caused it bears it",
    [AP_RISK_CARRY] = "An underspend is carried forward",
    [AP_RISK_PROTECT] = "The others have the first part of what is returned",
};

static void add_words(ap_text *text, const char *before, const char *words)
{
    if (words[0] != '\0') {
        ap_text_print(text, "%s%s %s", text->length > 0 ? "; " : "", before, words);
    }
}

/* What the step looks at, in words. */
static const char *scope_words(const ap_risk_step *step, ap_arena *arena)
{
    static const char *const sides[] = {"", "a net overspend", "a net underspend"};
    ap_text text = {0};
    if (step == NULL) {
        return "what is left";
    }
    add_words(&text, "only", sides[step->side]);
    add_words(&text, "schemes", step->scheme);
    add_words(&text, "scheme types", step->scheme_type);
    add_words(&text, "tags", step->tag);
    add_words(&text, "streams", step->stream);
    add_words(&text, "causes", step->cause);
    const char *words = text.length > 0 ? ap_arena_copy(arena, text.bytes, text.length)
                                        : "everything in the fence";
    ap_text_free(&text);
    return words;
}

static const ap_report_column step_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 16, .twin = "ring_fence"},
    {.header = "Step", .format = AP_COUNT, .width = 6, .twin = "step"},
    {.header = "Clause", .width = 32, .twin = "clause"},
    {.header = "Rule", .width = 26, .twin = "rule"},
    {.header = "Looks at", .width = 26, .twin = "looks_at"},
    {.header = "Overspends before the step (£)",
     .format = AP_POUNDS,
     .width = 12,
     .twin = "over"},
    {.header = "Underspends before the step (£)",
     .format = AP_POUNDS,
     .width = 12,
     .twin = "under"},
    {.header = "Net before the step (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula = "{Overspends before the step (£)}+{Underspends before the step (£)}",
     .twin = "net"},
    {.header = "Borne in the step (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula = "SUMIFS({Bearers!Borne (£)},{Bearers!Pool},{Pool},{Bearers!Ring-fence},"
                "{Ring-fence},{Bearers!Step},{Step})",
     .twin = "borne"},
    {.header = "Variance of the fence (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula = "SUMIFS({Fences!Net within the fence (£)},{Fences!Pool},{Pool},"
                "{Fences!Ring-fence},{Ring-fence})",
     .twin = "variance"},
    {.header = "Left after the step (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula = "{Variance of the fence (£)}-SUMIFS({Borne in the step (£)#all},"
                "{Pool#all},{Pool},{Ring-fence#all},{Ring-fence},{Step#all},\"<=\"&{Step})",
     .twin = "left"},
};

static void step_row(const ap_outlook *pool, const ap_risk_stage *stage, ap_pen *pen)
{
    const ap_fund *fund = pool->fund;
    const ap_risk_step *step = step_of(fund, stage);
    const ap_fund_sum all = ap_fund_of_fence(fund, stage->fence);
    ap_pen_words(pen, pool_name(fund));
    ap_pen_words(pen, fund->fences[stage->fence].name);
    ap_pen_number(pen, number_of(fund, stage));
    ap_pen_words(pen, clause_of(fund, stage));
    ap_pen_words(pen, rule_words[step == NULL ? AP_RISK_OWN : step->rule]);
    ap_pen_words(pen, scope_words(step, pen->report->arena));
    ap_pool_pence(pen, stage->over);
    ap_pool_pence(pen, stage->under);
    ap_pool_pence(pen, stage->over + stage->under);
    ap_pool_pence(pen, stage->taken);
    ap_pool_pence(pen, all.over + all.under);
    ap_pool_pence(pen, stage->left);
    ap_pen_end_row(pen);
}

static ap_status add_steps(size_t count, ap_outlook *const pools[], ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Risk share steps",
        .table = "risk_share_steps",
        .twin = "risk-share-steps",
        .title = "Risk share: the agreement, clause by clause [note 5]",
        .line_count = 2,
        .lines =
            {"Read down: each clause takes its part of what the clauses before it have "
             "left, within one ring-fence. After the last nothing is left.",
             "Who bears the part of each clause is on sheet Bearers."},
        .column_count = sizeof step_columns / sizeof step_columns[0],
        .columns = step_columns,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += pools[p]->now->stage_count;
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        for (size_t t = 0; t < pools[p]->now->stage_count; t++) {
            step_row(pools[p], &pools[p]->now->stages[t], &pen);
        }
    }
    return status;
}

static const ap_report_column bears_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 16, .twin = "ring_fence"},
    {.header = "Step", .format = AP_COUNT, .width = 6, .twin = "step"},
    {.header = "Bearer", .width = 26, .twin = "bearer"},
    {.header = "Scheme", .width = 26, .twin = "scheme"},
    {.header = "Band from (£)", .format = AP_POUNDS, .width = 10, .twin = "band_from"},
    {.header = "Amount shared (£)", .format = AP_POUNDS, .width = 12, .twin = "base"},
    {.header = "Share (%)", .format = AP_PERCENT, .width = 9, .twin = "share"},
    {.header = "Most it bears (£)", .format = AP_POUNDS, .width = 12, .twin = "most"},
    {.header = "Rounding (£)", .format = AP_PENCE, .width = 10, .twin = "rounding"},
    {.header = "Borne (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula =
         "ROUND(MIN({Amount shared (£)}*{Share (%)},{Most it bears (£)}),2)+{Rounding (£)}",
     .twin = "borne"},
    {.header = "Clause", .width = 32, .twin = "clause"},
};

/* The penny that a share which is rounded by itself differs by from one that is rounded
 * with the others, so that they add up. */
static double rounding_of(const ap_risk_entry *entry)
{
    double exact = fmin(ap_pounds_of(entry->base) * entry->share, entry->cap);
    return ap_pounds_of(entry->borne - ap_pence_of(exact));
}

static void bears_row(const ap_fund *fund, const ap_risk_result *result,
                      const ap_risk_entry *entry, ap_pen *pen)
{
    const ap_risk_stage *stage = &result->stages[entry->stage];
    ap_pen_words(pen, pool_name(fund));
    ap_pen_words(pen, fund->fences[stage->fence].name);
    ap_pen_number(pen, number_of(fund, stage));
    ap_pen_words(pen, ap_pool_bearer_words(fund, bearer_of(fund, entry)));
    ap_pen_words(pen, entry->scheme == AP_NONE
                          ? ""
                          : fund->index->inputs->schemes[entry->scheme].name);
    ap_pen_number(pen, entry->from);
    ap_pool_pence(pen, entry->base);
    ap_pen_number(pen, entry->share);
    if (isfinite(entry->cap)) {
        ap_pen_number(pen, ap_to_penny(entry->cap));
    } else {
        ap_pen_words(pen, "");
    }
    ap_pen_number(pen, rounding_of(entry));
    ap_pool_pence(pen, entry->borne);
    ap_pen_words(pen, clause_of(fund, stage));
    ap_pen_end_row(pen);
}

static ap_status add_bears(size_t count, ap_outlook *const pools[], ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Bearers",
        .table = "bears",
        .twin = "bears",
        .title = "Bearers: who bears how much under each clause, and how it is worked out",
        .line_count = 1,
        .lines =
            {"Borne is the amount shared times the share, to the penny, and no more than "
             "the most it bears. [z]: no limit, or not of one scheme."},
        .column_count = sizeof bears_columns / sizeof bears_columns[0],
        .columns = bears_columns,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += pools[p]->now->entry_count;
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        for (size_t e = 0; e < pools[p]->now->entry_count; e++) {
            bears_row(pools[p]->fund, pools[p]->now, &pools[p]->now->entries[e], &pen);
        }
    }
    return status;
}

static const ap_report_column bottom_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 18, .twin = "ring_fence"},
    {.header = "Bearer", .width = 30, .twin = "bearer"},
    {.header = "Where it fell (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "SUMIFS({Partners!Forecast variance (£)},{Partners!Pool},{Pool},"
                "{Partners!Ring-fence},{Ring-fence},{Partners!Partner},{Bearer})",
     .twin = "fell"},
    {.header = "Bottom line (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "SUMIFS({Bearers!Borne (£)},{Bearers!Pool},{Pool},{Bearers!Ring-fence},"
                "{Ring-fence},{Bearers!Bearer},{Bearer})",
     .twin = "bottom_line"},
    {.header = "Moved by the agreement (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "{Bottom line (£)}-{Where it fell (£)}",
     .twin = "moved"},
    {.header = "Bottom line with the virements recommended (£)",
     .format = AP_POUNDS,
     .width = 22,
     .twin = "bottom_line_after"},
};

/* The variances of a bearer's own lines: none where it is no partner. */
static ap_fund_sum fell_on(const ap_fund *fund, size_t fence, size_t bearer)
{
    return bearer < fund->partner_count
               ? ap_fund_add_up(fund, (ap_fund_of){fence, bearer, AP_NONE})
               : (ap_fund_sum){0};
}

/* Does a bearer bear anything in a fence, now or then? A partner whose lines vary does. */
static bool is_bearing(const ap_outlook *pool, size_t fence, size_t bearer)
{
    ap_fund_sum own = fell_on(pool->fund, fence, bearer);
    return own.over != 0 || own.under != 0 ||
           ap_pool_borne(pool->fund, pool->now, fence, bearer) != 0 ||
           ap_pool_borne(pool->fund, pool->then, fence, bearer) != 0;
}

static void bottom_row(const ap_outlook *pool, size_t fence, size_t bearer, ap_pen *pen)
{
    ap_fund_sum own = fell_on(pool->fund, fence, bearer);
    ap_pence fell = own.over + own.under;
    ap_pence borne = ap_pool_borne(pool->fund, pool->now, fence, bearer);
    ap_pen_words(pen, pool_name(pool->fund));
    ap_pen_words(pen, pool->fund->fences[fence].name);
    ap_pen_words(pen, ap_pool_bearer_words(pool->fund, bearer));
    ap_pool_pence(pen, fell);
    ap_pool_pence(pen, borne);
    ap_pool_pence(pen, borne - fell);
    ap_pool_pence(pen, ap_pool_borne(pool->fund, pool->then, fence, bearer));
    ap_pen_end_row(pen);
}

/* The bearers of a fence in their order; pen NULL: only counted. */
static size_t fence_rows(const ap_outlook *pool, size_t fence, ap_pen *pen)
{
    size_t rows = 0;
    for (size_t b = 0; b < ap_pool_bearers(pool->fund); b++) {
        bool is_shown = is_bearing(pool, fence, b);
        rows += is_shown ? 1 : 0;
        if (is_shown && pen != NULL) {
            bottom_row(pool, fence, b, pen);
        }
    }
    return rows;
}

static size_t bottom_rows(const ap_outlook *pool, ap_pen *pen)
{
    size_t rows = 0;
    for (size_t g = 0; g < pool->fund->fence_count; g++) {
        rows += fence_rows(pool, g, pen);
    }
    return rows;
}

static ap_status add_bottom(size_t count, ap_outlook *const pools[], ap_report *report,
                            ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Bottom line",
        .table = "bottom_line",
        .twin = "bottom-line",
        .title = "Bottom line: what each partner bears of the forecast variance [note 5]",
        .line_count = 1,
        .lines = {"An overspend that is borne is positive, a saving in brackets. Rows of "
                  "different fences are not to be added."},
        .column_count = sizeof bottom_columns / sizeof bottom_columns[0],
        .columns = bottom_columns,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += bottom_rows(pools[p], NULL);
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        (void)bottom_rows(pools[p], &pen);
    }
    return status;
}

static const ap_report_column shift_columns[] = {
    {.header = "Pool", .width = 30, .twin = "pool"},
    {.header = "Partner", .width = 32, .twin = "partner"},
    {.header = "Change in its share (% points)",
     .format = AP_PERCENT,
     .width = 16,
     .twin = "shift"},
    {.header = "Change in what it bears (£)",
     .format = AP_POUNDS,
     .width = 16,
     .twin = "change"},
};

static const double shifts[] = {-0.10, -0.05, -0.01, 0.01, 0.05, 0.10};

enum { SHIFTS = sizeof shifts / sizeof shifts[0] };

/* Is there a step in the pool whose shares can be argued about? */
static bool has_shares(const ap_outlook *pool)
{
    const ap_case *inputs = pool->fund->index->inputs;
    const ap_grouping *steps = &pool->fund->index->steps;
    for (size_t k = steps->start[pool->fund->pool]; k < steps->start[pool->fund->pool + 1];
         k++) {
        ap_risk_rule rule = inputs->risk_share[steps->rows[k]].rule;
        if (rule == AP_RISK_PRO_RATA || rule == AP_RISK_CAPPED || rule == AP_RISK_SHARES) {
            return true;
        }
    }
    return false;
}

static ap_status shift_row(const ap_outlook *pool, size_t partner, double shift,
                           ap_pen *pen, ap_error *err)
{
    const ap_fund *fund = pool->fund;
    ap_risk_result *other = NULL;
    ap_status status =
        ap_risk_share_shifted(fund, pool->variances, partner, shift, &other, err);
    if (status == AP_OK) {
        ap_pen_words(pen, pool_name(fund));
        ap_pen_words(pen, fund->partners[partner]);
        ap_pen_number(pen, shift);
        ap_pool_pence(pen, other->borne[partner] - pool->now->borne[partner]);
        ap_pen_end_row(pen);
    }
    ap_risk_result_free(other);
    return status;
}

static ap_status shift_rows(const ap_outlook *pool, ap_pen *pen, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t k = 0; k < pool->fund->partner_count * SHIFTS && status == AP_OK; k++) {
        status = shift_row(pool, k / SHIFTS, shifts[k % SHIFTS], pen, err);
    }
    return status;
}

static ap_status add_shifts(size_t count, ap_outlook *const pools[], ap_report *report,
                            ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "If the shares differed",
        .table = "other_shares",
        .twin = "other-shares",
        .title =
            "If the shares differed: what a partner would bear with a higher or lower share",
        .line_count = 1,
        .lines =
            {"In every clause with shares the partner's own is moved by so many percentage "
             "points, and the others' are scaled to make up the whole. It shows how much "
             "hangs on the shares agreed."},
        .column_count = sizeof shift_columns / sizeof shift_columns[0],
        .columns = shift_columns,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count +=
            has_shares(pools[p]) ? SHIFTS * pools[p]->fund->partner_count : 0;
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        status = has_shares(pools[p]) ? shift_rows(pools[p], &pen, err) : AP_OK;
    }
    return status;
}

ap_status ap_pool_risk(size_t count, ap_outlook *const pools[], ap_report *report,
                       ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_bottom(count, pools, report, err));
    AP_TRY(add_steps(count, pools, report, err));
    AP_TRY(add_bears(count, pools, report, err));
    AP_TRY(add_shifts(count, pools, report, err));
done:
    return status;
}
