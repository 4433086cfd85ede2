#include "record/risk_curves.h"

#include <math.h>

#include "record/pool_words.h"
#include "record/risk_figures.h"

static const ap_report_column curve_columns[] = {
    {.header = "Contingency (£)", .format = AP_POUNDS, .width = 18, .twin = "contingency"},
    {.header = "Chance that it is enough (%)",
     .format = AP_PERCENT,
     .width = 16,
     .twin = "enough"},
    {.header = "Chance of needing more (%)",
     .format = AP_PERCENT,
     .width = 16,
     .formula = "1-{Chance that it is enough (%)}",
     .twin = "more"},
};

/* Levels of 0.5% to 99.5%, and that of the planned contingency among them. */
enum { CURVE_STEPS = 200, CURVE_MOST = CURVE_STEPS };

typedef struct ap_curve {
    size_t count;
    double levels[CURVE_MOST];
    double pounds[CURVE_MOST];
    size_t planned; /* its row; CURVE_MOST: it is on no level, or beyond the last */
} ap_curve;

/* The planned contingency at its place among the levels, unless it is beyond them. */
static void put_planned(ap_curve *curve, double level, double pounds)
{
    size_t row = curve->count;
    while (row > 0 && curve->levels[row - 1] > level) {
        row--;
    }
    if (row == 0 || row == curve->count) {
        return;
    }
    for (size_t i = curve->count++; i > row; i--) {
        curve->levels[i] = curve->levels[i - 1];
        curve->pounds[i] = curve->pounds[i - 1];
    }
    curve->levels[row] = level;
    curve->pounds[row] = pounds;
    curve->planned = row;
}

static void curve_of(const ap_risk_results *results, ap_curve *curve)
{
    const ap_findings *findings = results->findings;
    size_t headline = findings->measures->headline;
    double tick = findings->measures->rows[headline].tick;
    *curve = (ap_curve){.planned = CURVE_MOST};
    for (size_t i = 1; i < CURVE_STEPS; i++) {
        double level = (double)i / CURVE_STEPS;
        curve->levels[curve->count] = level;
        curve->pounds[curve->count++] =
            tick * ap_tally_quantile(findings->tally, headline, level);
    }
    if (findings->contingency > 0) {
        put_planned(curve, findings->enough, findings->contingency);
    }
}

double ap_risk_curve_falls(const ap_risk_results *results)
{
    double falls = 0;
    ap_curve curve;
    curve_of(results, &curve);
    for (size_t i = 1; i < curve.count; i++) {
        /* Where the planned contingency is on the curve is known to a step of it. */
        bool is_given = i == curve.planned || i == curve.planned + 1;
        falls += !is_given && curve.pounds[i] < curve.pounds[i - 1] ? 1 : 0;
    }
    return falls;
}

static size_t row_at(const ap_curve *curve, double level)
{
    size_t row = 0;
    while (row + 1 < curve->count && curve->levels[row] < level - 1e-9) {
        row++;
    }
    return row;
}

/* One point of the curve, named in the legend: "P80: £45.2m". */
static ap_chart_block marked(const ap_curve *curve, size_t row, const char *name,
                             const char *values, ap_marker marker, ap_arena *arena)
{
    return (ap_chart_block){
        .name = ap_arena_print(arena, "%s: %s", name,
                               ap_short_words(curve->pounds[row], arena)),
        .values = values,
        .first_row = row,
        .row_count = 1,
        .colour = (size_t)marker,
        .marker = marker,
        .marker_size = 10,
    };
}

static void chart_curve(const ap_curve *curve, const char *values, ap_report_chart chart,
                        ap_sheet *sheet, ap_arena *arena)
{
    bool has_planned = curve->planned < CURVE_MOST;
    chart.kind = AP_CHART_SCATTER;
    chart.axis_x = "Contingency (£)";
    chart.axis_y = values;
    chart.number_format = "0%";
    chart.category = "Contingency (£)";
    chart.across_format = ap_axis_pounds(curve->pounds[curve->count - 1]);
    chart.limits_y = (ap_axis_limits){0, 1};
    chart.width = 760;
    chart.height = 480;
    chart.blocks[0] = (ap_chart_block){.name = "All levels",
                                       .values = values,
                                       .row_count = curve->count,
                                       .is_joined = true};
    chart.blocks[1] =
        marked(curve, row_at(curve, 0.8), "P80", values, AP_MARKER_SQUARE, arena);
    chart.blocks[2] =
        marked(curve, row_at(curve, 0.5), "P50", values, AP_MARKER_DIAMOND, arena);
    chart.blocks[3] = marked(curve, has_planned ? curve->planned : 0, "Planned", values,
                             AP_MARKER_TRIANGLE, arena);
    chart.block_count = has_planned ? 4 : 3;
    sheet->charts[sheet->chart_count++] = chart;
}

static void chart_curves(const ap_curve *curve, ap_sheet *sheet, ap_arena *arena)
{
    const char *p50 = ap_short_words(curve->pounds[row_at(curve, 0.5)], arena);
    const char *p80 = ap_short_words(curve->pounds[row_at(curve, 0.8)], arena);
    chart_curve(
        curve, "Chance that it is enough (%)",
        (ap_report_chart){.title = "S-curve: how likely each contingency is to be enough",
                          .alternative = ap_arena_print(
                              arena,
                              "The curve rises with the contingency: %s is enough in half "
                              "of all years, %s in 80%% of them.",
                              p50, p80)},
        sheet, arena);
    chart_curve(curve, "Chance of needing more (%)",
                (ap_report_chart){
                    .title = "Exceedance: how likely more than each contingency is needed",
                    .alternative = ap_arena_print(
                        arena,
                        "The curve falls as the contingency rises: more than %s is "
                        "needed in half of all years, more than %s in 20%% of them.",
                        p50, p80)},
                sheet, arena);
}

static ap_status add_curve(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_curve curve;
    curve_of(results, &curve);
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "S curve",
        .table = "s_curve",
        .twin = "s-curve",
        .title = "S-curve: the contingency that is enough at each level [note 4]",
        .line_count = 1,
        .lines = {"From 0.5% to 99.5%, and where the planned contingency is on the way. "
                  "Contingency in brackets: money to spare."},
        .column_count = sizeof curve_columns / sizeof curve_columns[0],
        .columns = curve_columns,
        .row_count = curve.count,
    };
    chart_curves(&curve, &sheet, report->arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < curve.count; i++) {
        ap_figures_pounds(&pen, curve.pounds[i]);
        ap_pen_share(&pen, curve.levels[i]);
        ap_pen_share(&pen, 1 - curve.levels[i]);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column month_columns[] = {
    {.header = "Month number", .format = AP_COUNT, .width = 10, .twin = "month"},
    {.header = "Month", .width = 14, .twin = "name"},
    {.header = "P5 (£)", .format = AP_POUNDS, .width = 16, .twin = "p5"},
    {.header = "P25 (£)", .format = AP_POUNDS, .width = 16, .twin = "p25"},
    {.header = "P50 (£)", .format = AP_POUNDS, .width = 16, .twin = "p50"},
    {.header = "P75 (£)", .format = AP_POUNDS, .width = 16, .twin = "p75"},
    {.header = "P95 (£)", .format = AP_POUNDS, .width = 16, .twin = "p95"},
    {.header = "Mean (£)", .format = AP_POUNDS, .width = 16, .twin = "mean"},
    {.header = "Chance above zero (%)",
     .format = AP_PERCENT,
     .width = 12,
     .twin = "chance"},
};

enum { MONTHS = 12, FAN = 5 };

static const size_t fan_levels[FAN] = {AP_LEVEL_P5, AP_LEVEL_P25, AP_LEVEL_P50,
                                       AP_LEVEL_P75, AP_LEVEL_P95};

static const ap_spread *month_spread(const ap_risk_results *results, size_t month)
{
    return ap_figures_spread(results, AP_WHAT_TO_DATE, AP_OF_MONTH, month);
}

/* From the highest line to the lowest, as the legend is read. */
static void chart_fan(const ap_risk_results *results, ap_sheet *sheet, ap_arena *arena)
{
    static const char *const headers[FAN] = {"P95 (£)", "P75 (£)", "P50 (£)", "P25 (£)",
                                             "P5 (£)"};
    static const size_t colours[FAN] = {1, 2, 0, 2, 1};
    const ap_spread *last = month_spread(results, MONTHS);
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    *chart = (ap_report_chart){
        .kind = AP_CHART_SCATTER,
        .title = "Pressure from April to the end of each month",
        .alternative = ap_arena_print(
            arena,
            "The fan opens from April to March, when pressure is between %s and %s "
            "in nine years of ten, %s in the middle.",
            ap_short_words(last->at[AP_LEVEL_P5], arena),
            ap_short_words(last->at[AP_LEVEL_P95], arena),
            ap_short_words(last->at[AP_LEVEL_P50], arena)),
        .axis_x = "Month of the financial year (1 is April)",
        .axis_y = "Pressure to date (£)",
        .number_format = ap_axis_pounds(last->at[AP_LEVEL_P95]),
        .across_format = "0",
        .category = "Month number",
        .limits_x = {0, MONTHS},
        .block_count = FAN,
        .width = 760,
        .height = 480,
    };
    for (size_t b = 0; b < FAN; b++) {
        chart->blocks[b] = (ap_chart_block){.name = ap_level_words(fan_levels[FAN - 1 - b]),
                                            .values = headers[b],
                                            .row_count = MONTHS,
                                            .colour = colours[b],
                                            .is_joined = true};
    }
}

static void month_row(const ap_spread *spread, size_t month, ap_pen *pen)
{
    ap_pen_number(pen, (double)month);
    ap_pen_words(pen, ap_pool_month((int)month));
    for (size_t l = 0; l < FAN; l++) {
        ap_figures_pounds(pen, spread->at[fan_levels[l]]);
    }
    ap_figures_pounds(pen, spread->mean);
    ap_pen_share(pen, spread->chance);
    ap_pen_end_row(pen);
}

static ap_status add_months(const ap_risk_results *results, ap_report *report,
                            ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Fan by month",
        .table = "fan_by_month",
        .twin = "fan-by-month",
        .title = "Fan by month: pressure from April to the end of each month [note 5]",
        .line_count = 1,
        .lines =
            {"A line joins the same level of each month, not one year's months: no year "
             "need follow it."},
        .column_count = sizeof month_columns / sizeof month_columns[0],
        .columns = month_columns,
        .row_count = MONTHS,
    };
    for (size_t m = 1; m <= MONTHS; m++) {
        if (month_spread(results, m) == NULL) {
            return AP_OK;
        }
    }
    chart_fan(results, &sheet, report->arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t m = 1; status == AP_OK && m <= MONTHS; m++) {
        month_row(month_spread(results, m), m, &pen);
    }
    return status;
}

ap_status ap_risk_curves(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_curve(results, report, err));
    AP_TRY(add_months(results, report, err));
done:
    return status;
}
