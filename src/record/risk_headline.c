#include "record/risk_headline.h"

#include <math.h>

#include "apportion/money.h"
#include "record/risk_figures.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char values_line[] =
    "Results of the modelled years are values; totals, gaps and shares are live formulas. "
    "Above zero is worse; brackets are below zero.";

/* What a reader wants to know first stands first. */
static const ap_measured_what measured[] = {
    AP_WHAT_PRESSURE,  AP_WHAT_LOST,    AP_WHAT_HELD, AP_WHAT_MOVED,
    AP_WHAT_OVERSPEND, AP_WHAT_UNSPENT, AP_WHAT_NEED};
enum { MEASURED = COUNT(measured) };

static size_t count_measured(const ap_risk_results *results)
{
    size_t count = 0;
    for (size_t w = 0; w < MEASURED; w++) {
        count += ap_figures_whole(results, measured[w]) != NULL ? 1 : 0;
    }
    return count;
}

#define AT(level_name)                                                 \
    {                                                                  \
        .header = #level_name " (£)", .format = AP_POUNDS, .width = 14 \
    }

static const ap_report_column headline_columns[] = {
    {.header = "Measure", .width = 26},
    {.header = "Mean (£)", .format = AP_POUNDS, .width = 14},
    {.header = "Standard deviation (£)", .format = AP_POUNDS, .width = 14},
    AT(P5),
    AT(P10),
    AT(P50),
    AT(P80),
    AT(P90),
    AT(P95),
    {.header = "Mean of the worst 5% (£)", .format = AP_POUNDS, .width = 14},
    {.header = "Chance above zero (%)", .format = AP_PERCENT, .width = 12},
};

static void headline_row(const ap_spread *spread, ap_pen *pen)
{
    static const size_t levels[] = {AP_LEVEL_P5,  AP_LEVEL_P10, AP_LEVEL_P50,
                                    AP_LEVEL_P80, AP_LEVEL_P90, AP_LEVEL_P95};
    ap_figures_pounds(pen, spread->mean);
    ap_figures_pounds(pen, spread->sd);
    for (size_t l = 0; l < COUNT(levels); l++) {
        ap_figures_pounds(pen, spread->at[levels[l]]);
    }
    ap_figures_pounds(pen, spread->tail);
    ap_pen_share(pen, spread->chance);
    ap_pen_end_row(pen);
}

static ap_status add_headline(const ap_risk_results *results, ap_report *report,
                              ap_error *err)
{
    ap_pen pen;
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Headline",
        .table = "headline",
        .title = "Headline results of the whole system [note 1] [note 2]",
        .line_count = 3,
        .lines =
            {values_line,
             "Pressure is cost beyond plan before anything is done; an overspend is "
             "what no money covers; contingency needed in brackets is money to spare.",
             "Unspent is what nothing needs, or what may not be moved to where it is short: "
             "so a year can have both an overspend and money unspent."},
        .column_count = COUNT(headline_columns),
        .columns = headline_columns,
        .row_count = count_measured(results),
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t w = 0; status == AP_OK && w < MEASURED; w++) {
        const ap_spread *spread = ap_figures_whole(results, measured[w]);
        if (spread != NULL) {
            ap_pen_words(&pen, ap_measured_words(measured[w]));
            headline_row(spread, &pen);
        }
    }
    return status;
}

/* A row of a sheet that has a measure a column. */
typedef struct ap_across {
    const char *name;
    ap_statistic statistic;
    size_t level;
} ap_across;

static const ap_across level_rows[] = {
    {"Least", AP_STATISTIC_LEAST, 0},          {"P5", AP_STATISTIC_LEVEL, AP_LEVEL_P5},
    {"P10", AP_STATISTIC_LEVEL, AP_LEVEL_P10}, {"P25", AP_STATISTIC_LEVEL, AP_LEVEL_P25},
    {"P50", AP_STATISTIC_LEVEL, AP_LEVEL_P50}, {"P75", AP_STATISTIC_LEVEL, AP_LEVEL_P75},
    {"P80", AP_STATISTIC_LEVEL, AP_LEVEL_P80}, {"P90", AP_STATISTIC_LEVEL, AP_LEVEL_P90},
    {"P95", AP_STATISTIC_LEVEL, AP_LEVEL_P95}, {"P99", AP_STATISTIC_LEVEL, AP_LEVEL_P99},
    {"Greatest", AP_STATISTIC_GREATEST, 0},
};

static const ap_across error_rows[] = {
    {"Mean", AP_STATISTIC_MEAN_ERROR, 0},
    {"P5", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P5},
    {"P10", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P10},
    {"P25", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P25},
    {"P50", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P50},
    {"P75", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P75},
    {"P80", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P80},
    {"P90", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P90},
    {"P95", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P95},
    {"P99", AP_STATISTIC_LEVEL_ERROR, AP_LEVEL_P99},
    {"Mean of the worst 5%", AP_STATISTIC_TAIL_ERROR, 0},
};

static ap_report_column *across_columns(const ap_risk_results *results, ap_arena *arena)
{
    size_t count = 1;
    ap_report_column *columns = ap_arena_room(arena, (MEASURED + 1) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    columns[0] = (ap_report_column){.header = "Of the modelled years", .width = 24};
    for (size_t w = 0; w < MEASURED; w++) {
        if (ap_figures_whole(results, measured[w]) != NULL) {
            columns[count++] = (ap_report_column){
                .header = ap_arena_print(arena, "%s (£)", ap_measured_words(measured[w])),
                .format = AP_POUNDS,
                .width = 16,
            };
        }
    }
    return columns;
}

static void across_row(const ap_risk_results *results, const ap_across *row, ap_pen *pen)
{
    ap_pen_words(pen, row->name);
    for (size_t w = 0; w < MEASURED; w++) {
        const ap_spread *spread = ap_figures_whole(results, measured[w]);
        if (spread != NULL) {
            ap_figures_pen(pen, spread, row->statistic, row->level, AP_POUNDS);
        }
    }
    ap_pen_end_row(pen);
}

static ap_status add_across(const ap_risk_results *results, ap_sheet sheet,
                            const ap_across rows[], ap_report *report, ap_error *err)
{
    ap_pen pen;
    sheet.column_count = 1 + count_measured(results);
    sheet.columns = across_columns(results, report->arena);
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        across_row(results, &rows[r], &pen);
    }
    return status;
}

static ap_status add_levels(const ap_risk_results *results, ap_report *report,
                            ap_error *err)
{
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Levels",
        .table = "levels",
        .title =
            "Levels: every measure of the whole system, from least to greatest [note 2]",
        .line_count = 1,
        .lines =
            {"The least and greatest are those of the years that were drawn; more years "
             "would find some further out."},
        .row_count = COUNT(level_rows),
    };
    return add_across(results, sheet, level_rows, report, err);
}

static ap_status add_errors(const ap_risk_results *results, ap_report *report,
                            ap_error *err)
{
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Standard errors",
        .table = "standard_errors",
        .twin = "standard-errors",
        .title = "Standard errors of the results of the whole system [note 3]",
        .line_count = 1,
        .lines =
            {"How far each result may be out because years were sampled: two times in three "
             "by no more than this, nineteen in twenty by no more than twice this."},
        .row_count = COUNT(error_rows),
    };
    return add_across(results, sheet, error_rows, report, err);
}

static const ap_report_column contingency_columns[] = {
    {.header = "Level", .width = 10, .twin = "level"},
    {.header = "Chance that it is enough (%)",
     .format = AP_PERCENT,
     .width = 14,
     .twin = "chance"},
    {.header = "Contingency needed (£)",
     .format = AP_POUNDS,
     .width = 16,
     .twin = "needed"},
    {.header = "Standard error (£)", .format = AP_POUNDS, .width = 14, .twin = "error"},
    {.header = "Contingency planned (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "SUMIFS({Schemes!Plan (£)},{Schemes!Contingency},\"Yes\")",
     .twin = "planned"},
    {.header = "Gap (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{Contingency needed (£)}-{Contingency planned (£)}",
     .twin = "gap"},
    {.header = "Planned contingency",
     .width = 16,
     .formula = "IF({Gap (£)}>0,\"is short\",\"is enough\")",
     .twin = "result"},
};

static double planned(const ap_risk_results *results)
{
    double sum = 0;
    for (size_t s = 0; s < results->inputs->schemes_count; s++) {
        sum += results->is_contingency[s] ? ap_to_penny(results->scheme_plan[s]) : 0;
    }
    return ap_to_penny(sum);
}

static void contingency_row(const ap_risk_results *results, size_t level, ap_pen *pen)
{
    const ap_spread *need =
        &results->findings->spreads[results->findings->measures->headline];
    double needed = need->at[level];
    double gap = ap_to_penny(needed) - planned(results);
    ap_pen_words(pen, ap_level_words(level));
    ap_pen_number(pen, ap_levels[level]);
    ap_figures_pounds(pen, needed);
    ap_figures_pounds(pen, need->error[level]);
    ap_figures_pounds(pen, planned(results));
    ap_figures_pounds(pen, gap);
    ap_pen_words(pen, gap > 0 ? "is short" : "is enough");
    ap_pen_end_row(pen);
}

static void chart_contingency(const ap_risk_results *results, ap_sheet *sheet,
                              ap_arena *arena)
{
    const ap_spread *need =
        &results->findings->spreads[results->findings->measures->headline];
    sheet->charts[sheet->chart_count++] = (ap_report_chart){
        .kind = AP_CHART_COLUMN,
        .title = "Contingency needed at each level, and what is planned",
        .alternative = ap_arena_print(
            arena,
            "Contingency needed rises from %s at P50 to %s at P80 and %s at P90; %s "
            "is planned.",
            ap_short_words(need->at[AP_LEVEL_P50], arena),
            ap_short_words(need->at[AP_LEVEL_P80], arena),
            ap_short_words(need->at[AP_LEVEL_P90], arena),
            ap_short_words(planned(results), arena)),
        .axis_x = "Level",
        .axis_y = "Contingency (£)",
        .number_format = ap_axis_pounds(need->at[AP_LEVEL_P99]),
        .category = "Level",
        .series_count = 2,
        .series = {"Contingency needed (£)", "Contingency planned (£)"},
    };
}

static ap_status add_contingency(const ap_risk_results *results, ap_report *report,
                                 ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Contingency",
        .table = "contingency",
        .title = "Contingency: what would be enough, against what is planned [note 4]",
        .line_count = 1,
        .lines = {"A gap above zero is short of the level; in brackets, there is more than "
                  "the level needs. Levels and errors are results of the modelled years."},
        .column_count = COUNT(contingency_columns),
        .columns = contingency_columns,
        .row_count = AP_LEVELS - AP_LEVEL_P50,
    };
    chart_contingency(results, &sheet, report->arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t l = AP_LEVEL_P50; status == AP_OK && l < AP_LEVELS; l++) {
        contingency_row(results, l, &pen);
    }
    return status;
}

ap_status ap_risk_headline(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_headline(results, report, err));
    AP_TRY(add_contingency(results, report, err));
    AP_TRY(add_levels(results, report, err));
    AP_TRY(add_errors(results, report, err));
done:
    return status;
}
