#include "record/pool_metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "method/bcf.h"
#include "record/pool_words.h"

enum { QUARTERS = 4, PERIODS = 5, FIRST_PERIOD = 5 };

/* As metric_values.csv and as the sheet has them. */
static const char *const period_keys[PERIODS] = {"q1", "q2", "q3", "q4", "year"};
static const char *const period_words[PERIODS] = {"Q1", "Q2", "Q3", "Q4", "the year"};

/* Text of a missing value makes the difference an error, and the result "No data". */
#define PERIOD(q)                                                                         \
    {.header = "Plan " q, .format = AP_PLAIN, .width = 8},                                \
        {.header = "Actual " q, .format = AP_PLAIN, .width = 8},                          \
    {                                                                                     \
        .header = "On target " q, .width = 9,                                             \
        .formula = "IFERROR(IF((({Better when}=\"lower\")-({Better when}=\"higher\"))*"   \
                   "({Plan " q "}-{Actual " q "})>=0,\"On target\",\"Off target\"),\"No " \
                   "data\")"                                                              \
    }

#define INDEX(q)                                                                     \
    {                                                                                \
        .header = "Index " q, .format = AP_INDEX, .width = 9,                        \
        .formula = "IFERROR(IF({Better when}=\"lower\",{Plan " q "}/{Actual " q "}," \
                   "{Actual " q "}/{Plan " q "}),\"No index\")"                      \
    }

static const ap_report_column columns[] = {
    {.header = "Metric", .width = 24},
    {.header = "Health and wellbeing board", .width = 16},
    {.header = "Unit", .width = 12},
    {.header = "Better when", .width = 8},
    PERIOD("Q1"),
    PERIOD("Q2"),
    PERIOD("Q3"),
    PERIOD("Q4"),
    PERIOD("year"),
    {.header = "Estimated, not reported", .width = 11},
    INDEX("Q1"),
    INDEX("Q2"),
    INDEX("Q3"),
    INDEX("Q4"),
};

enum {
    COLUMNS = sizeof columns / sizeof columns[0],
    FIRST_INDEX = COLUMNS - QUARTERS,
};

static const ap_report_column note_columns[] = {
    {.header = "Metric", .width = 26},
    {.header = "Health and wellbeing board", .width = 18},
    {.header = "Definition", .width = 40},
    {.header = "Data lag", .width = 40},
    {.header = "Narrative", .width = 60},
};

/* The figures of a metric by period; NaN where there is none. */
typedef struct ap_figures {
    double plan[PERIODS];
    double actual[PERIODS];
    bool is_estimate[PERIODS];
} ap_figures;

static size_t period_of(const char *key)
{
    size_t q = 0;
    while (q < PERIODS - 1 && !ap_text_same(key, period_keys[q])) {
        q++;
    }
    return q;
}

static bool has_begun(size_t period, int month)
{
    return period >= QUARTERS || 3 * (int)period < month;
}

/* A reported value goes before an estimate, whichever comes first in the table. */
static void take_value(const ap_metric_value *row, int month, ap_figures *figures)
{
    size_t q = period_of(row->quarter);
    if (row->kind == AP_METRIC_PLAN) {
        figures->plan[q] = row->value;
    } else if (has_begun(q, month) &&
               (row->kind == AP_METRIC_ACTUAL || isnan(figures->actual[q]))) {
        figures->actual[q] = row->value;
        figures->is_estimate[q] = row->kind == AP_METRIC_ESTIMATE;
    }
}

static ap_figures figures_of(const ap_case *inputs, const ap_grouping *values,
                             size_t metric, int month)
{
    ap_figures figures;
    for (size_t q = 0; q < PERIODS; q++) {
        figures.plan[q] = NAN;
        figures.actual[q] = NAN;
        figures.is_estimate[q] = false;
    }
    for (size_t k = values->start[metric]; k < values->start[metric + 1]; k++) {
        take_value(&inputs->metric_values[values->rows[k]], month, &figures);
    }
    return figures;
}

static const char *target_words(const ap_metric *metric, double plan, double actual)
{
    double spare = metric->is_lower_better ? plan - actual : actual - plan;
    return isnan(spare) ? "No data" : spare >= 0 ? "On target" : "Off target";
}

/* Above 1 is better than planned, whichever way the metric counts. */
static double index_of(const ap_metric *metric, double plan, double actual)
{
    double index = metric->is_lower_better ? plan / actual : actual / plan;
    return isfinite(index) ? index : NAN;
}

/* "Q3" or "Q3, the year". */
static const char *estimated_words(const ap_figures *figures, ap_arena *arena)
{
    const char *words = "";
    for (size_t q = 0; words != NULL && q < PERIODS; q++) {
        if (figures->is_estimate[q]) {
            words = ap_arena_print(arena, "%s%s%s", words, words[0] == '\0' ? "" : ", ",
                                   period_words[q]);
        }
    }
    return words;
}

static const char *board_of(const ap_case *inputs, const ap_metric *metric)
{
    size_t place = metric->place_at;
    return ap_bcf_board_name(inputs, place == AP_NONE ? ap_case_system(inputs) : place);
}

/* The metric's name, with its board where another board has one of the same name. */
static const char *name_of(const ap_case *inputs, size_t metric, ap_arena *arena)
{
    const ap_metric *row = &inputs->metrics[metric];
    for (size_t m = 0; m < inputs->metrics_count; m++) {
        if (m != metric && ap_text_same(inputs->metrics[m].name, row->name)) {
            return ap_arena_print(arena, "%s, %s", row->name, board_of(inputs, row));
        }
    }
    return row->name;
}

static void write_row(const ap_case *inputs, size_t metric, const ap_figures *figures,
                      ap_pen *pen)
{
    const ap_metric *row = &inputs->metrics[metric];
    ap_pen_words(pen, name_of(inputs, metric, pen->report->arena));
    ap_pen_words(pen, board_of(inputs, row));
    ap_pool_known(pen, row->unit);
    ap_pen_words(pen, row->is_lower_better ? "lower" : "higher");
    for (size_t q = 0; q < PERIODS; q++) {
        ap_pen_number(pen, figures->plan[q]);
        ap_pen_number(pen, figures->actual[q]);
        ap_pen_words(pen, target_words(row, figures->plan[q], figures->actual[q]));
    }
    ap_pen_words(pen, estimated_words(figures, pen->report->arena));
    for (size_t q = 0; q < QUARTERS; q++) {
        double index = index_of(row, figures->plan[q], figures->actual[q]);
        if (isnan(index)) {
            ap_pen_words(pen, "No index");
        } else {
            ap_pen_number(pen, index);
        }
    }
    ap_pen_end_row(pen);
}

/* What a sentence says of all figures together. */
typedef struct ap_summary {
    size_t on_target;
    size_t off_target;
    size_t missing; /* planned, in a period that has begun, not reported */
    double highest; /* index */
    double lowest;  /* likewise; INFINITY: there is none */
    size_t metric;  /* that has the lowest, */
    size_t quarter; /* in this quarter */
    bool has_index[QUARTERS];
} ap_summary;

static void take_index(size_t metric, size_t quarter, double index, ap_summary *summary)
{
    summary->has_index[quarter] = true;
    summary->highest = fmax(summary->highest, index);
    if (index < summary->lowest) {
        summary->lowest = index;
        summary->metric = metric;
        summary->quarter = quarter;
    }
}

static void sum_up(const ap_metric *row, size_t metric, const ap_figures *figures,
                   int month, ap_summary *summary)
{
    for (size_t q = 0; q < PERIODS; q++) {
        double plan = figures->plan[q];
        double actual = figures->actual[q];
        double index = index_of(row, plan, actual);
        const char *words = target_words(row, plan, actual);
        bool is_late = q < QUARTERS && has_begun(q, month);
        summary->on_target += strcmp(words, "On target") == 0 ? 1 : 0;
        summary->off_target += strcmp(words, "Off target") == 0 ? 1 : 0;
        summary->missing += is_late && !isnan(plan) && isnan(actual) ? 1 : 0;
        if (q < QUARTERS && !isnan(index)) {
            take_index(metric, q, index, summary);
        }
    }
}

/* As many rows as bars can be read of. */
enum { MOST_CHARTED = 24 };

/* Metrics have units of their own, so the bars are of performance, which has none. */
static void add_chart(const ap_case *inputs, const ap_summary *summary, ap_sheet *sheet,
                      ap_arena *arena)
{
    if (isinf(summary->lowest) || sheet->row_count > MOST_CHARTED) {
        return;
    }
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    *chart = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = "Metrics against plan by quarter (plan = 1.00)",
        .alternative = ap_arena_print(
            arena,
            "Index of %zu metrics against plan (1 = as planned) by quarter; lowest in "
            "%s: %.*s, %.3f.",
            sheet->row_count, period_words[summary->quarter], 120,
            inputs->metrics[summary->metric].name, summary->lowest),
        .axis_x = "Metric",
        .axis_y = "Index (above 1 is better than planned)",
        .number_format = "0.00",
        .category = "Metric",
        .limits_y = {0, ceil(2 * fmax(summary->highest, 1)) / 2},
        .width = 720,
        .height = 180 + 72 * sheet->row_count,
    };
    for (size_t q = 0; q < QUARTERS; q++) {
        if (summary->has_index[q]) {
            chart->series[chart->series_count++] = columns[FIRST_INDEX + q].header;
        }
    }
}

static const char *summary_line(const ap_summary *summary, int month, ap_arena *arena)
{
    return ap_arena_print(
        arena,
        "At the end of %s: %zu figures on target, %zu off target, %zu planned of quarters "
        "that have begun and not there yet. What to do: for each that is off target, say the "
        "cause and the action in the narrative (sheet BCF metric notes).",
        ap_pool_month(month), summary->on_target, summary->off_target, summary->missing);
}

static ap_sheet sheet_of(const ap_case *inputs, const ap_summary *summary, int month,
                         ap_arena *arena)
{
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF metrics",
        .table = "bcf_metrics",
        .title = "Better Care Fund: metrics, plan and actual by quarter",
        .line_count = 4,
        .lines =
            {summary_line(summary, month, arena),
             "Quarters whose actual is estimated from part of the period are named in the "
             "column Estimated; replace them when the data is published.",
             "The index is actual over plan or, where lower is better, plan over actual: "
             "one scale for all units, above 1.000 better than planned. It is what the "
             "chart shows; without a figure above 0 there is no index and no bar.",
             "[x]: not available, or not given. [z]: not applicable."},
        .column_count = COLUMNS,
        .columns = columns,
        .row_count = inputs->metrics_count,
    };
    add_chart(inputs, summary, &sheet, arena);
    return sheet;
}

static ap_status add_metrics(const ap_case *inputs, const ap_grouping *values, int month,
                             ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_summary summary = {.lowest = INFINITY};
    for (size_t m = 0; m < inputs->metrics_count; m++) {
        const ap_figures figures = figures_of(inputs, values, m, month);
        sum_up(&inputs->metrics[m], m, &figures, month, &summary);
    }
    const ap_sheet sheet = sheet_of(inputs, &summary, month, report->arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t m = 0; status == AP_OK && m < inputs->metrics_count; m++) {
        const ap_figures figures = figures_of(inputs, values, m, month);
        write_row(inputs, m, &figures, &pen);
    }
    return status;
}

/* The words stand apart from the figures, so that both can be read in print. */
static ap_status add_notes(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF metric notes",
        .table = "bcf_metric_notes",
        .title =
            "Better Care Fund: what each metric measures, how late its data is, and why",
        .line_count = 2,
        .lines =
            {"What to do: copy the narrative into the quarterly return; complete it in "
             "metrics.csv where the sheet BCF metrics says Off target.",
             "[x]: not given."},
        .column_count = sizeof note_columns / sizeof note_columns[0],
        .columns = note_columns,
        .row_count = inputs->metrics_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t m = 0; status == AP_OK && m < inputs->metrics_count; m++) {
        const ap_metric *row = &inputs->metrics[m];
        ap_pen_words(&pen, name_of(inputs, m, report->arena));
        ap_pen_words(&pen, board_of(inputs, row));
        ap_pool_known(&pen, row->definition);
        ap_pool_known(&pen, row->lag);
        ap_pool_known(&pen, row->narrative);
        ap_pen_end_row(&pen);
    }
    return status;
}

ap_status ap_pool_metrics(size_t count, const ap_fund *const funds[], ap_report *report,
                          ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = funds[0]->index->inputs;
    ap_grouping values = {0};
    (void)count;
    if (inputs->metrics_count == 0) {
        return AP_OK;
    }
    AP_TRY(ap_grouping_new(inputs->metric_values, inputs->metric_values_count,
                           sizeof(ap_metric_value), offsetof(ap_metric_value, metric_at),
                           inputs->metrics_count, &values, err));
    AP_TRY(add_metrics(inputs, &values, funds[0]->month, report, err));
    AP_TRY(add_notes(inputs, report, err));
done:
    ap_grouping_free(&values);
    return status;
}
