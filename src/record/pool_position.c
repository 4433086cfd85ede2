#include "record/pool_position.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_words.h"

/* How a part's forecast is made. */
static const char *method_words(ap_forecast_method method)
{
    static const char *const words[] = {
        [AP_FORECAST_GIVEN] = "given by the partner",
        [AP_FORECAST_RUN_RATE] = "as so far (run rate)",
        [AP_FORECAST_BLENDED] = "blended: partly as so far, partly as budgeted",
        [AP_FORECAST_BUDGET] = "spend so far, the rest as budgeted",
    };
    return words[method];
}

static const ap_pool *pool_of(const ap_fund *fund)
{
    return &fund->index->inputs->pools[fund->pool];
}

static double ratio(double part, double whole)
{
    return whole == 0 ? 0 : part / whole;
}

/* Pounds with a total; `how` is the formula, NULL: values. */
#define SUMMED(words, wide, how, name)                                             \
    {                                                                              \
        .header = (words), .format = AP_POUNDS, .width = (wide), .formula = (how), \
        .total = AP_SUM, .twin = (name)                                            \
    }

static const ap_report_column income_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Framework", .width = 18, .twin = "framework"},
    {.header = "Host", .width = 20, .twin = "host"},
    {.header = "Partner", .width = 24, .twin = "partner"},
    {.header = "Source", .width = 28, .twin = "source"},
    {.header = "Stream", .width = 20, .twin = "stream"},
    {.header = "Ring-fence", .width = 16, .twin = "ring_fence"},
    SUMMED("Opening contribution (£)", 12, NULL, "opening"),
    SUMMED("Contribution (£)", 12, NULL, "contribution"),
    SUMMED("Change in the year (£)", 12, "{Contribution (£)}-{Opening contribution (£)}",
           "change"),
    {.header = "Share of the pool (%)",
     .format = AP_PERCENT,
     .width = 9,
     .formula =
         "IFERROR({Contribution (£)}/SUMIFS({Contribution (£)#all},{Pool#all},{Pool}),0)",
     .twin = "share"},
    SUMMED("Due to date (£)", 12, NULL, "due"),
    SUMMED("Received to date (£)", 12, NULL, "received"),
    SUMMED("Outstanding (£)", 12, "{Due to date (£)}-{Received to date (£)}",
           "outstanding"),
};

static void income_row(const ap_fund *fund, const ap_fund_income *income, ap_pence all,
                       ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_source *source =
        &inputs->sources[inputs->contributions[income->row].source_at];
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_words(pen, pool_of(fund)->framework);
    ap_pen_words(pen, pool_of(fund)->host);
    ap_pen_words(pen, fund->partners[income->partner]);
    ap_pen_words(pen, source->name);
    ap_pen_words(pen, source->stream);
    ap_pen_words(pen, fund->fences[income->fence].name);
    ap_pool_pence(pen, income->opening);
    ap_pool_pence(pen, income->amount);
    ap_pool_pence(pen, income->amount - income->opening);
    ap_pen_number(pen, ratio(ap_pounds_of(income->amount), ap_pounds_of(all)));
    ap_pool_pence(pen, income->due);
    ap_pool_pence(pen, income->received);
    ap_pool_pence(pen, income->due - income->received);
    ap_pen_end_row(pen);
}

static size_t income_rows(const ap_fund *fund, ap_pen *pen)
{
    ap_pence all = 0;
    for (size_t i = 0; i < fund->income_count; i++) {
        all += fund->incomes[i].amount;
    }
    for (size_t i = 0; pen != NULL && i < fund->income_count; i++) {
        income_row(fund, &fund->incomes[i], all, pen);
    }
    return fund->income_count;
}

static ap_status add_income(size_t count, const ap_fund *const funds[], ap_report *report,
                            ap_error *err)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Pool summary",
        .table = "pool_summary",
        .twin = "pool-summary",
        .title =
            "Pool summary: what each partner contributes, and what has been received [note 1]",
        .line_count = 1,
        .lines =
            {"Outstanding above zero is an instalment due and not received; in brackets, "
             "paid ahead. The host keeps the fund's accounts."},
        .column_count = sizeof income_columns / sizeof income_columns[0],
        .columns = income_columns,
        .has_total = true,
    };
    return ap_pool_sheet(sheet, income_rows, count, funds, report, err);
}

/* Budget, planned, spent, variance to date, forecast, variance: of lines and parts alike.
 * No total of variances: they are not to be netted across fences. */
#define POSITION_COLUMNS                                                      \
    SUMMED("Budget (£)", 12, NULL, "budget"),                                 \
        SUMMED("Budget to date (£)", 12, NULL, "budget_to_date"),             \
        SUMMED("Actual to date (£)", 12, NULL, "actual_to_date"),             \
        {.header = "Variance to date (£)",                                    \
         .format = AP_POUNDS,                                                 \
         .width = 12,                                                         \
         .formula = "{Actual to date (£)}-{Budget to date (£)}",              \
         .twin = "variance_to_date"},                                         \
        SUMMED("Forecast (£)", 12, NULL, "forecast"),                         \
    {                                                                         \
        .header = "Forecast variance (£)", .format = AP_POUNDS, .width = 12,  \
        .formula = "{Forecast (£)}-{Budget (£)}", .twin = "forecast_variance" \
    }

static void pen_position(ap_pen *pen, ap_pence budget, ap_pence planned, ap_pence spent,
                         ap_pence forecast)
{
    ap_pool_pence(pen, budget);
    ap_pool_pence(pen, planned);
    ap_pool_pence(pen, spent);
    ap_pool_pence(pen, spent - planned);
    ap_pool_pence(pen, forecast);
    ap_pool_pence(pen, forecast - budget);
}

static const ap_report_column monitor_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Scheme", .width = 28, .twin = "scheme"},
    {.header = "Class", .width = 9, .twin = "class"},
    {.header = "Partner", .width = 24, .twin = "partner"},
    POSITION_COLUMNS,
    {.header = "On plan within (£)", .format = AP_POUNDS, .width = 10, .twin = "tolerance"},
    {.header = "Variation to report",
     .width = 10,
     .formula = "IF(ABS({Forecast variance (£)})>{On plan within (£)},\"Yes\",\"No\")",
     .twin = "variation"},
    {.header = "How it is forecast", .width = 18, .twin = "method"},
    {.header = "Cause", .width = 11, .twin = "cause"},
    {.header = "Driver", .width = 32, .twin = "driver"},
    {.header = "Mitigation", .width = 32, .twin = "mitigation"},
};

static ap_pence tolerance_of(const ap_fund *fund, const ap_fund_part *part)
{
    double budget = ap_pounds_of(part->budget);
    double rate = fund->index->inputs->settings.pool_tolerance;
    return ap_pence_of(rate * (budget < 0 ? -budget : budget));
}

/* Is the forecast further from the budget than settings.pool_tolerance? */
static bool is_variation(const ap_fund *fund, const ap_fund_part *part)
{
    ap_pence by = part->forecast - part->budget;
    return (by < 0 ? -by : by) > tolerance_of(fund, part);
}

static const ap_forecast_row *forecast_row(const ap_fund *fund, const ap_fund_part *part)
{
    return part->forecast_row == AP_NONE
               ? NULL
               : &fund->index->inputs->forecast[part->forecast_row];
}

static void monitor_row(const ap_fund *fund, const ap_fund_part *part, ap_pen *pen)
{
    const ap_pool *pool = pool_of(fund);
    const ap_forecast_row *row = forecast_row(fund, part);
    ap_pen_words(pen, pool->name);
    ap_pen_words(pen, fund->index->inputs->schemes[part->scheme].name);
    ap_pen_words(pen, pool->class);
    ap_pen_words(pen, fund->partners[part->partner]);
    pen_position(pen, part->budget, part->planned, part->spent, part->forecast);
    ap_pool_pence(pen, tolerance_of(fund, part));
    ap_pen_words(pen, is_variation(fund, part) ? "Yes" : "No");
    ap_pen_words(pen, method_words(part->method));
    ap_pen_words(pen, row == NULL ? "" : row->cause);
    ap_pen_words(pen, row == NULL ? "" : row->driver);
    ap_pen_words(pen, row == NULL ? "" : row->mitigation);
    ap_pen_end_row(pen);
}

static size_t monitor_rows(const ap_fund *fund, ap_pen *pen)
{
    for (size_t k = 0; pen != NULL && k < fund->part_count; k++) {
        monitor_row(fund, &fund->parts[k], pen);
    }
    return fund->part_count;
}

static const char no_netting[] =
    "Overspends are positive, underspends in brackets. Variances have no total: capital and "
    "ring-fenced money never pays for anything else (sheet Fences).";

static ap_status add_monitor(size_t count, const ap_fund *const funds[], ap_report *report,
                             ap_error *err)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Scheme monitor",
        .table = "scheme_monitor",
        .twin = "scheme-monitor",
        .title = ap_arena_print(report->arena,
                                "Scheme monitor: each partner's part of each scheme, month "
                                "%d (%s) [note 2]",
                                funds[0]->month, ap_pool_month(funds[0]->month)),
        .line_count = 1,
        .lines = {no_netting},
        .column_count = sizeof monitor_columns / sizeof monitor_columns[0],
        .columns = monitor_columns,
        .has_total = true,
    };
    return ap_pool_sheet(sheet, monitor_rows, count, funds, report, err);
}

static const ap_report_column variation_columns[] = {
    {.header = "Scheme and partner", .width = 36, .twin = "scheme_partner"},
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Forecast variance (£)",
     .format = AP_POUNDS,
     .width = 12,
     .twin = "forecast_variance"},
    {.header = "Variance (% of budget)",
     .format = AP_PERCENT,
     .width = 12,
     .twin = "variance_share"},
    {.header = "How it is forecast", .width = 18, .twin = "method"},
    {.header = "Driver", .width = 52, .twin = "driver"},
    {.header = "Mitigation", .width = 52, .twin = "mitigation"},
};

static ap_pence size_of(const ap_variation *variation)
{
    ap_pence by = variation->part->forecast - variation->part->budget;
    return by < 0 ? -by : by;
}

/* The largest first; equal ones as they stand. */
static int by_size(const void *a, const void *b)
{
    const ap_variation *first = a;
    const ap_variation *second = b;
    ap_pence one = size_of(first);
    ap_pence other = size_of(second);
    if (one != other) {
        return one < other ? 1 : -1;
    }
    size_t places[] = {first->fund->pool, second->fund->pool};
    return places[0] != places[1]
               ? (places[0] > places[1]) - (places[0] < places[1])
               : (first->part > second->part) - (first->part < second->part);
}

static void add_variations_of(const ap_fund *fund, ap_variation list[], size_t *found)
{
    for (size_t k = 0; k < fund->part_count; k++) {
        if (is_variation(fund, &fund->parts[k])) {
            list[(*found)++] = (ap_variation){fund, &fund->parts[k]};
        }
    }
}

ap_variation *ap_pool_variations(size_t count, const ap_fund *const funds[],
                                 ap_arena *arena, size_t *found)
{
    size_t all = 0;
    for (size_t p = 0; p < count; p++) {
        all += funds[p]->part_count;
    }
    ap_variation *list = ap_arena_room(arena, (all + 1) * sizeof *list);
    *found = 0;
    if (list == NULL) {
        return NULL;
    }
    for (size_t p = 0; p < count; p++) {
        add_variations_of(funds[p], list, found);
    }
    qsort(list, *found, sizeof *list, by_size);
    return list;
}

/* As many rows as a chart's bars can be read of. */
enum { MOST_BARS = 30 };

static void chart_variations(const ap_variation *largest, size_t found, ap_sheet *sheet,
                             ap_arena *arena)
{
    char money[AP_MONEY_SIZE];
    double by = ap_pounds_of(largest->part->forecast - largest->part->budget);
    sheet->charts[sheet->chart_count++] = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = "Forecast variance by scheme and partner (overspends to the right)",
        .alternative = ap_arena_print(
            arena, "Forecast variances of %zu schemes by partner, the largest first: %s.",
            found, ap_money_short(by, money)),
        .axis_x = "Scheme and partner",
        .axis_y = "Forecast variance (£)",
        .number_format = "#,##0,\"k\"",
        .category = "Scheme and partner",
        .series_count = 1,
        .series = {"Forecast variance (£)"},
        .width = 900,
        .height = 160 + 34 * found,
    };
}

static void variation_row(const ap_variation *variation, ap_pen *pen, ap_arena *arena)
{
    const ap_fund *fund = variation->fund;
    const ap_fund_part *part = variation->part;
    const ap_forecast_row *row = forecast_row(fund, part);
    double by = ap_pounds_of(part->forecast - part->budget);
    ap_pen_words(pen, ap_arena_print(arena, "%s, %s",
                                     fund->index->inputs->schemes[part->scheme].name,
                                     fund->partners[part->partner]));
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_number(pen, by);
    ap_pen_share(pen, ratio(by, ap_pounds_of(part->budget)));
    ap_pen_words(pen, method_words(part->method));
    ap_pen_words(pen, row == NULL ? "" : row->driver);
    ap_pen_words(pen, row == NULL ? "" : row->mitigation);
    ap_pen_end_row(pen);
}

static ap_status add_variations(size_t count, const ap_fund *const funds[],
                                ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t found = 0;
    ap_variation *list = ap_pool_variations(count, funds, report->arena, &found);
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Variations",
        .table = "variations",
        .title = "Variations from plan: the schemes to talk about, the largest first",
        .line_count = 1,
        .lines = {ap_arena_print(
            report->arena,
            "A partner's part of a scheme is listed when its forecast differs from its "
            "budget by more than %g%%. Overspends are positive, underspends in brackets.",
            100 * funds[0]->index->inputs->settings.pool_tolerance)},
        .column_count = sizeof variation_columns / sizeof variation_columns[0],
        .columns = variation_columns,
        .row_count = found,
    };
    if (list == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the variations");
    }
    if (found == 0) {
        return AP_OK;
    }
    if (found <= MOST_BARS) {
        chart_variations(&list[0], found, &sheet, report->arena);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < found; i++) {
        variation_row(&list[i], &pen, report->arena);
    }
    return status;
}

static const ap_report_column line_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Partner", .width = 24, .twin = "partner"},
    {.header = "Ring-fence", .width = 16, .twin = "ring_fence"},
    {.header = "Source", .width = 26, .twin = "source"},
    {.header = "Scheme", .width = 28, .twin = "scheme"},
    {.header = "Source may pay for it", .width = 8, .twin = "eligible"},
    POSITION_COLUMNS,
};

static void line_row(const ap_fund *fund, const ap_fund_line *line, ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_words(pen, fund->partners[line->partner]);
    ap_pen_words(pen, fund->fences[line->fence].name);
    ap_pen_words(pen, inputs->sources[line->source].name);
    ap_pen_words(pen, inputs->schemes[line->scheme].name);
    ap_pen_words(pen, ap_fund_may(fund->index, line->source, line->scheme) ? "Yes" : "No");
    pen_position(pen, line->budget, line->planned, line->spent, line->forecast);
    ap_pen_end_row(pen);
}

static size_t line_rows(const ap_fund *fund, ap_pen *pen)
{
    for (size_t l = 0; pen != NULL && l < fund->line_count; l++) {
        line_row(fund, &fund->lines[l], pen);
    }
    return fund->line_count;
}

static ap_status add_lines(size_t count, const ap_fund *const funds[], ap_report *report,
                           ap_error *err)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Lines",
        .table = "lines",
        .twin = "lines",
        .title = "Budget lines: each scheme's money from each source, spent and forecast "
                 "[note 3]",
        .line_count = 1,
        .lines = {no_netting},
        .column_count = sizeof line_columns / sizeof line_columns[0],
        .columns = line_columns,
        .has_total = true,
    };
    return ap_pool_sheet(sheet, line_rows, count, funds, report, err);
}

#define OF_FENCE(column) \
    "SUMIFS({Lines!" column "},{Lines!Pool},{Pool},{Lines!Ring-fence},{Ring-fence})"
#define OF_SIGN(sign)                                                               \
    "SUMIFS({Lines!Forecast variance (£)},{Lines!Pool},{Pool},{Lines!Ring-fence}," \
    "{Ring-fence},{Lines!Forecast variance (£)},\"" sign "0\")"

static const ap_report_column fence_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 20, .twin = "ring_fence"},
    SUMMED("Budget (£)", 13, OF_FENCE("Budget (£)"), "budget"),
    SUMMED("Actual to date (£)", 13, OF_FENCE("Actual to date (£)"), "actual_to_date"),
    SUMMED("Forecast (£)", 13, OF_FENCE("Forecast (£)"), "forecast"),
    SUMMED("Overspends (£)", 13, OF_SIGN(">"), "overspends"),
    SUMMED("Underspends (£)", 13, OF_SIGN("<"), "underspends"),
    {.header = "Net within the fence (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "{Overspends (£)}+{Underspends (£)}",
     .twin = "net"},
    {.header = "Label in the chart", .width = 24, .twin = "label"},
};

/* The fence, with its pool where there are several. */
static const char *fence_label(const ap_fund *fund, size_t fence, ap_arena *arena)
{
    const char *name = fund->fences[fence].name;
    return fund->index->inputs->pools_count == 1
               ? name
               : ap_arena_print(arena, "%s: %s", pool_of(fund)->name, name);
}

static void fence_row(const ap_fund *fund, size_t fence, ap_pen *pen)
{
    ap_fund_sum sum = ap_fund_of_fence(fund, fence);
    const char *label = fence_label(fund, fence, pen->report->arena);
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_words(pen, fund->fences[fence].name);
    ap_pool_pence(pen, sum.budget);
    ap_pool_pence(pen, sum.spent);
    ap_pool_pence(pen, sum.forecast);
    ap_pool_pence(pen, sum.over);
    ap_pool_pence(pen, sum.under);
    ap_pool_pence(pen, sum.over + sum.under);
    ap_pen_words(pen, label == NULL ? "" : label);
    ap_pen_end_row(pen);
}

static size_t fence_rows(const ap_fund *fund, ap_pen *pen)
{
    for (size_t g = 0; pen != NULL && g < fund->fence_count; g++) {
        fence_row(fund, g, pen);
    }
    return fund->fence_count;
}

/* Of as many fences as there are rows, whose budgets come to `all`. */
static void chart_fences(ap_pence all, size_t rows, ap_sheet *sheet, ap_arena *arena)
{
    char money[AP_MONEY_SIZE];
    sheet->charts[sheet->chart_count++] = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = "Budget, spend to date and forecast by ring-fence",
        .alternative = ap_arena_print(arena,
                                      "Budget, spend to date and forecast of the year of "
                                      "%zu ring-fences, whose budgets come to %s.",
                                      rows, ap_money_short(ap_pounds_of(all), money)),
        .axis_x = "Ring-fence",
        .axis_y = "Pounds (millions)",
        .number_format = "#,##0,,\"m\"",
        .category = "Label in the chart",
        .series_count = 3,
        .series = {"Budget (£)", "Actual to date (£)", "Forecast (£)"},
        .width = 900,
        .height = 200 + 58 * rows,
    };
}

static ap_status add_fences(size_t count, const ap_fund *const funds[], ap_report *report,
                            ap_error *err)
{
    ap_pence all = 0;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Fences",
        .table = "by_fence",
        .twin = "by-fence",
        .title = "Position by ring-fence: what may be netted with what [note 4]",
        .line_count = 1,
        .lines = {"Each row stands alone: an underspend in one fence does not pay for an "
                  "overspend in another, so the net has no total."},
        .column_count = sizeof fence_columns / sizeof fence_columns[0],
        .columns = fence_columns,
        .has_total = true,
    };
    size_t rows = 0;
    for (size_t p = 0; p < count; p++) {
        rows += funds[p]->fence_count;
        all += ap_fund_add_up(funds[p], (ap_fund_of){AP_NONE, AP_NONE, AP_NONE}).budget;
    }
    if (rows <= MOST_BARS) {
        chart_fences(all, rows, &sheet, report->arena);
    }
    return ap_pool_sheet(sheet, fence_rows, count, funds, report, err);
}

#define OF_PARTNER(column)                                                     \
    "SUMIFS({Lines!" column "},{Lines!Pool},{Pool},{Lines!Partner},{Partner}," \
    "{Lines!Ring-fence},{Ring-fence})"

static const ap_report_column partner_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Partner", .width = 30, .twin = "partner"},
    {.header = "Ring-fence", .width = 18, .twin = "ring_fence"},
    SUMMED("Budget (£)", 13, OF_PARTNER("Budget (£)"), "budget"),
    SUMMED("Budget to date (£)", 13, OF_PARTNER("Budget to date (£)"), "budget_to_date"),
    SUMMED("Actual to date (£)", 13, OF_PARTNER("Actual to date (£)"), "actual_to_date"),
    SUMMED("Forecast (£)", 13, OF_PARTNER("Forecast (£)"), "forecast"),
    {.header = "Forecast variance (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "{Forecast (£)}-{Budget (£)}",
     .twin = "forecast_variance"},
};

static void partner_row(const ap_fund *fund, size_t partner, size_t fence,
                        const ap_fund_sum *sum, ap_pen *pen)
{
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_words(pen, fund->partners[partner]);
    ap_pen_words(pen, fund->fences[fence].name);
    ap_pool_pence(pen, sum->budget);
    ap_pool_pence(pen, sum->planned);
    ap_pool_pence(pen, sum->spent);
    ap_pool_pence(pen, sum->forecast);
    ap_pool_pence(pen, sum->forecast - sum->budget);
    ap_pen_end_row(pen);
}

/* The partners' parts of the fences that they have lines in; pen NULL: only counted. */
static size_t partner_rows(const ap_fund *fund, ap_pen *pen)
{
    size_t rows = 0;
    for (size_t k = 0; k < fund->partner_count * fund->fence_count; k++) {
        const ap_fund_of of = {k % fund->fence_count, k / fund->fence_count, AP_NONE};
        const ap_fund_sum sum = ap_fund_add_up(fund, of);
        rows += sum.lines > 0 ? 1 : 0;
        if (sum.lines > 0 && pen != NULL) {
            partner_row(fund, of.partner, of.fence, &sum, pen);
        }
    }
    return rows;
}

static ap_status add_partners(size_t count, const ap_fund *const funds[], ap_report *report,
                              ap_error *err)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Partners",
        .table = "by_partner",
        .twin = "by-partner",
        .title = "Position by partner, before any risk share",
        .line_count = 1,
        .lines = {no_netting},
        .column_count = sizeof partner_columns / sizeof partner_columns[0],
        .columns = partner_columns,
        .has_total = true,
    };
    return ap_pool_sheet(sheet, partner_rows, count, funds, report, err);
}

#define OF_SOURCE(column) \
    "SUMIFS({Lines!" column "},{Lines!Pool},{Pool},{Lines!Source},{Source})"

static const ap_report_column source_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Source", .width = 36, .twin = "source"},
    {.header = "Ring-fence", .width = 18, .twin = "ring_fence"},
    SUMMED("Contribution (£)", 13, NULL, "contribution"),
    SUMMED("Budget (£)", 13, OF_SOURCE("Budget (£)"), "budget"),
    SUMMED("Not budgeted (£)", 13, "{Contribution (£)}-{Budget (£)}", "not_budgeted"),
    SUMMED("Actual to date (£)", 13, OF_SOURCE("Actual to date (£)"), "actual_to_date"),
    SUMMED("Forecast (£)", 13, OF_SOURCE("Forecast (£)"), "forecast"),
    {.header = "Forecast variance (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "{Forecast (£)}-{Budget (£)}",
     .twin = "forecast_variance"},
};

static void source_row(const ap_fund *fund, const ap_fund_income *income, ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    size_t source = inputs->contributions[income->row].source_at;
    ap_fund_sum sum = ap_fund_add_up(fund, (ap_fund_of){AP_NONE, AP_NONE, source});
    ap_pen_words(pen, pool_of(fund)->name);
    ap_pen_words(pen, inputs->sources[source].name);
    ap_pen_words(pen, fund->fences[income->fence].name);
    ap_pool_pence(pen, income->amount);
    ap_pool_pence(pen, sum.budget);
    ap_pool_pence(pen, income->amount - sum.budget);
    ap_pool_pence(pen, sum.spent);
    ap_pool_pence(pen, sum.forecast);
    ap_pool_pence(pen, sum.forecast - sum.budget);
    ap_pen_end_row(pen);
}

static size_t source_rows(const ap_fund *fund, ap_pen *pen)
{
    for (size_t i = 0; pen != NULL && i < fund->income_count; i++) {
        source_row(fund, &fund->incomes[i], pen);
    }
    return fund->income_count;
}

static ap_status add_sources(size_t count, const ap_fund *const funds[], ap_report *report,
                             ap_error *err)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Sources",
        .table = "by_source",
        .twin = "by-source",
        .title = "Position by source: contribution, budget, spend and forecast",
        .line_count = 1,
        .lines = {no_netting},
        .column_count = sizeof source_columns / sizeof source_columns[0],
        .columns = source_columns,
        .has_total = true,
    };
    return ap_pool_sheet(sheet, source_rows, count, funds, report, err);
}

ap_status ap_pool_position(size_t count, const ap_fund *const funds[], ap_report *report,
                           ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_variations(count, funds, report, err));
    AP_TRY(add_fences(count, funds, report, err));
    AP_TRY(add_monitor(count, funds, report, err));
    AP_TRY(add_partners(count, funds, report, err));
    AP_TRY(add_sources(count, funds, report, err));
    AP_TRY(add_income(count, funds, report, err));
    AP_TRY(add_lines(count, funds, report, err));
done:
    return status;
}
