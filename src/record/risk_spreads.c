#include "record/risk_spreads.h"

#include <math.h>

#include "apportion/money.h"
#include "record/risk_figures.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char no_adding[] =
    "Means add up to that of the whole; percentiles do not, since not all have a bad year at "
    "once: see sheet Diversification.";

/* What is over in a part, from its mean to its worst years. */
#define OVERSPEND_FIGURES                                                                \
    {"Overspend, mean (£)", AP_STATISTIC_MEAN, 0, AP_WHAT_OVERSPEND, AP_SUM},            \
        {"Overspend, standard deviation (£)", AP_STATISTIC_SD, 0, AP_WHAT_OVERSPEND, 0}, \
        {"Overspend, P50 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P50, AP_WHAT_OVERSPEND, 0},  \
        {"Overspend, P80 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P80, AP_WHAT_OVERSPEND, 0},  \
        {"Overspend, P90 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P90, AP_WHAT_OVERSPEND, 0},  \
        {"Overspend, P95 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P95, AP_WHAT_OVERSPEND, 0},  \
        {"Overspend, mean of the worst 5% (£)", AP_STATISTIC_TAIL, 0, AP_WHAT_OVERSPEND, \
         0},                                                                             \
    {                                                                                    \
        "Chance of an overspend (%)", AP_STATISTIC_CHANCE, 0, AP_WHAT_OVERSPEND, 0       \
    }

static const ap_figure part_figures[] = {
    {"Pressure, mean (£)", AP_STATISTIC_MEAN, 0, AP_WHAT_PRESSURE, AP_SUM},
    {"Pressure, P50 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P50, AP_WHAT_PRESSURE, 0},
    {"Pressure, P90 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P90, AP_WHAT_PRESSURE, 0},
    OVERSPEND_FIGURES,
};

static const ap_figure scheme_figures[] = {OVERSPEND_FIGURES};

static const ap_figure partner_figures[] = {
    {"Loss borne, mean (£)", AP_STATISTIC_MEAN, 0, AP_WHAT_BORNE, AP_SUM},
    {"Loss borne, standard deviation (£)", AP_STATISTIC_SD, 0, AP_WHAT_BORNE, 0},
    {"Loss borne, P5 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P5, AP_WHAT_BORNE, 0},
    {"Loss borne, P50 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P50, AP_WHAT_BORNE, 0},
    {"Loss borne, P80 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P80, AP_WHAT_BORNE, 0},
    {"Loss borne, P90 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P90, AP_WHAT_BORNE, 0},
    {"Loss borne, P95 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P95, AP_WHAT_BORNE, 0},
    {"Loss borne, mean of the worst 5% (£)", AP_STATISTIC_TAIL, 0, AP_WHAT_BORNE, 0},
    {"Chance of a loss (%)", AP_STATISTIC_CHANCE, 0, AP_WHAT_BORNE, 0},
    {"Income lost, mean (£)", AP_STATISTIC_MEAN, 0, AP_WHAT_LOST, AP_SUM},
    {"Income lost, P90 (£)", AP_STATISTIC_LEVEL, AP_LEVEL_P90, AP_WHAT_LOST, 0},
};

static const ap_figure distance_figures[] = {
    {"Closing DfT, mean (%)", AP_STATISTIC_MEAN, 0, AP_WHAT_DISTANCE, 0},
    {"Closing DfT, P5 (%)", AP_STATISTIC_LEVEL, AP_LEVEL_P5, AP_WHAT_DISTANCE, 0},
    {"Closing DfT, P25 (%)", AP_STATISTIC_LEVEL, AP_LEVEL_P25, AP_WHAT_DISTANCE, 0},
    {"Closing DfT, P50 (%)", AP_STATISTIC_LEVEL, AP_LEVEL_P50, AP_WHAT_DISTANCE, 0},
    {"Closing DfT, P75 (%)", AP_STATISTIC_LEVEL, AP_LEVEL_P75, AP_WHAT_DISTANCE, 0},
    {"Closing DfT, P95 (%)", AP_STATISTIC_LEVEL, AP_LEVEL_P95, AP_WHAT_DISTANCE, 0},
};

static const ap_figure_table tables[] = {
    {{.kind = AP_SHEET_RESULTS,
      .name = "Places",
      .table = "places",
      .title = "Places: pressure and overspend [note 2]",
      .line_count = 1,
      .lines = {no_adding}},
     "Place",
     AP_OF_PLACE,
     COUNT(part_figures),
     part_figures},
    {{.kind = AP_SHEET_RESULTS,
      .name = "Closing distance",
      .table = "closing_distance",
      .twin = "closing-distance",
      .title = "Closing distance from target (DfT) by place [note 6]",
      .line_count = 1,
      .lines = {"Nine years of ten end between P5 and P95. Below zero is under target."}},
     "Place",
     AP_OF_PLACE,
     COUNT(distance_figures),
     distance_figures},
    {{.kind = AP_SHEET_RESULTS,
      .name = "Pools",
      .table = "pools",
      .title = "Pools: pressure and overspend before the risk share [note 2]",
      .line_count = 1,
      .lines =
          {"Only schemes in a pooled fund are here. Percentiles of pools do not add up."}},
     "Pool",
     AP_OF_POOL,
     COUNT(part_figures),
     part_figures},
    {{.kind = AP_SHEET_RESULTS,
      .name = "Partners",
      .table = "partners",
      .title = "Partners: what each bears after the risk-share rules [note 2] [note 7]",
      .line_count = 2,
      .lines = {"Above zero is a loss; in brackets is money that comes back. The last two "
                "rows are no partners.",
                "Means add up to the overspend less what is unspent; percentiles do not."}},
     "Partner",
     AP_OF_PARTNER,
     COUNT(partner_figures),
     partner_figures},
    {{.kind = AP_SHEET_RESULTS,
      .name = "Programmes",
      .table = "programmes",
      .title = "Programmes: pressure and overspend [note 2]",
      .line_count = 1,
      .lines = {no_adding}},
     "Programme",
     AP_OF_PROGRAMME,
     COUNT(part_figures),
     part_figures},
    {{.kind = AP_SHEET_RESULTS,
      .name = "Scheme overspends",
      .table = "scheme_overspends",
      .twin = "scheme-overspends",
      .title = "Scheme overspends: what no money covers, scheme by scheme [note 2]",
      .line_count = 1,
      .lines = {no_adding}},
     "Scheme",
     AP_OF_SCHEME,
     COUNT(scheme_figures),
     scheme_figures},
};

static const ap_report_column scheme_columns[] = {
    {.header = "Scheme", .width = 34, .twin = "scheme"},
    {.header = "Place", .width = 16, .twin = "place"},
    {.header = "Programme", .width = 20, .twin = "programme"},
    {.header = "Pool", .width = 20, .twin = "pool"},
    {.header = "Contingency", .width = 12, .twin = "contingency"},
    {.header = "Plan (£)",
     .format = AP_POUNDS,
     .width = 15,
     .total = AP_SUM,
     .twin = "plan"},
    {.header = "Forecast, P10 (£)", .format = AP_POUNDS, .width = 15, .twin = "p10"},
    {.header = "Forecast, P50 (£)", .format = AP_POUNDS, .width = 15, .twin = "p50"},
    {.header = "Forecast, P90 (£)", .format = AP_POUNDS, .width = 15, .twin = "p90"},
    {.header = "P90 above plan (£)",
     .format = AP_POUNDS,
     .width = 14,
     .formula = "{Forecast, P90 (£)}-{Plan (£)}",
     .twin = "p90_above_plan"},
    {.header = "Pressure, mean (£)",
     .format = AP_POUNDS,
     .width = 14,
     .total = AP_SUM,
     .twin = "pressure"},
};

static void scheme_forecasts(double plan, const ap_spread *pressure, ap_pen *pen)
{
    static const size_t levels[] = {AP_LEVEL_P10, AP_LEVEL_P50, AP_LEVEL_P90};
    if (pressure == NULL) {
        while (pen->column < pen->sheet->column_count) {
            ap_pen_words(pen, "[z]");
        }
        return;
    }
    for (size_t l = 0; l < COUNT(levels); l++) {
        ap_figures_pounds(pen, plan + pressure->at[levels[l]]);
    }
    ap_figures_pounds(pen, ap_to_penny(plan + pressure->at[AP_LEVEL_P90]) - plan);
    ap_figures_pounds(pen, pressure->mean);
}

static void scheme_row(const ap_risk_results *results, size_t s, ap_pen *pen)
{
    const ap_case *inputs = results->inputs;
    const ap_scheme *scheme = &inputs->schemes[s];
    size_t pool = scheme->pool_at;
    double plan = ap_to_penny(results->scheme_plan[s]);
    ap_pen_words(pen, scheme->name);
    ap_pen_words(pen, inputs->places[scheme->place_at].name);
    ap_pen_words(pen, inputs->programmes[scheme->programme_at].name);
    ap_pen_words(pen, pool == AP_NONE ? "[z]" : inputs->pools[pool].name);
    ap_pen_words(pen, results->is_contingency[s] ? "Yes" : "No");
    ap_figures_pounds(pen, plan);
    scheme_forecasts(plan, ap_figures_spread(results, AP_WHAT_PRESSURE, AP_OF_SCHEME, s),
                     pen);
    ap_pen_end_row(pen);
}

static ap_status add_schemes(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Schemes",
        .table = "schemes",
        .title = "Schemes: the plan, and the range of what each will cost [note 2]",
        .line_count = 1,
        .lines =
            {"Forecast is plan and pressure, before money is moved. A contingency costs "
             "nothing itself, so it has no forecast [z]."},
        .column_count = COUNT(scheme_columns),
        .columns = scheme_columns,
        .has_total = true,
        .row_count = results->inputs->schemes_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t s = 0; status == AP_OK && s < sheet.row_count; s++) {
        scheme_row(results, s, &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column source_columns[] = {
    {.header = "Source", .width = 36, .twin = "source"},
    {.header = "Owner", .width = 36, .twin = "owner"},
    {.header = "Stream", .width = 26, .twin = "stream"},
    {.header = "Kind", .width = 10, .twin = "kind"},
    {.header = "Place", .width = 18, .twin = "place"},
    {.header = "Plan (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .twin = "plan"},
};

static ap_status add_sources(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Sources",
        .table = "sources",
        .title = "Sources: what the plan counts on",
        .column_count = COUNT(source_columns),
        .columns = source_columns,
        .has_total = true,
        .row_count = inputs->sources_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        size_t place = source->place_at;
        ap_pen_words(&pen, source->name);
        ap_pen_words(&pen, source->owner);
        ap_pen_words(&pen, source->stream);
        ap_pen_words(&pen, source->kind == AP_CAPITAL ? "capital" : "revenue");
        ap_pen_words(&pen, place == AP_NONE ? "[z]" : inputs->places[place].name);
        ap_figures_pounds(&pen, results->source_plan[f]);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column diversification_columns[] = {
    {.header = "Level", .width = 10, .twin = "level"},
    {.header = "Sum of the places' own (£)",
     .format = AP_POUNDS,
     .width = 20,
     .twin = "sum_of_places"},
    {.header = "The whole (£)", .format = AP_POUNDS, .width = 20, .twin = "whole"},
    {.header = "Diversification (£)",
     .format = AP_POUNDS,
     .width = 20,
     .formula = "{Sum of the places' own (£)}-{The whole (£)}",
     .twin = "diversification"},
};

static ap_status add_diversification(const ap_risk_results *results, ap_report *report,
                                     ap_error *err)
{
    ap_pen pen;
    const ap_findings *findings = results->findings;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Diversification",
        .table = "diversification",
        .title = "Diversification: percentiles of overspend do not add up [note 2]",
        .line_count = 2,
        .lines =
            {"If each place held enough for its own level, together they would hold the "
             "sum; a reserve shared by all needs only what the whole needs.",
             "Diversification is what sharing saves: not all places have a bad year at "
             "once. In brackets the whole needs more than the sum of the places' own."},
        .column_count = COUNT(diversification_columns),
        .columns = diversification_columns,
        .row_count = AP_LEVELS,
    };
    if (!isfinite(findings->place_sum[0]) || !isfinite(findings->whole_at[0])) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t l = 0; status == AP_OK && l < AP_LEVELS; l++) {
        double sum = ap_to_penny(findings->place_sum[l]);
        double whole = ap_to_penny(findings->whole_at[l]);
        ap_pen_words(&pen, ap_level_words(l));
        ap_figures_pounds(&pen, sum);
        ap_figures_pounds(&pen, whole);
        ap_figures_pounds(&pen, sum - whole);
        ap_pen_end_row(&pen);
    }
    return status;
}

ap_status ap_risk_spreads(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t t = 0; t < COUNT(tables); t++) {
        AP_TRY(ap_figures_add(results, &tables[t], report, err));
    }
    AP_TRY(add_schemes(results, report, err));
    AP_TRY(add_diversification(results, report, err));
    AP_TRY(add_sources(results, report, err));
done:
    return status;
}
