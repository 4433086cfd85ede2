/* A small report with all that a workbook can show: four places share £1,000.50, and a map
 * of made-up practices.
 *
 *     place   last year   this year   change
 *     North      400.00      420.25    20.25
 *     South      300.00      290.25    -9.75
 *     East       200.00      210.00    10.00
 *     West         0.00       80.00    80.00
 *     Total      900.00    1,000.50   100.50
 */
#ifndef APPORTION_TESTS_SAMPLE_REPORT_H
#define APPORTION_TESTS_SAMPLE_REPORT_H

#include "record/report.h"
#include "sample_map.h"

static const ap_report_column cover_columns[] = {
    {.header = "Item", .format = AP_WORDS, .width = 28},
    {.header = "Value", .format = AP_WORDS, .width = 60},
};

static const ap_report_column contents_columns[] = {
    {.header = "Sheet", .format = AP_LINK, .width = 20},
    {.header = "What it holds", .format = AP_WORDS, .width = 60},
};

static const ap_report_column notes_columns[] = {
    {.header = "Note number", .format = AP_WORDS, .width = 14},
    {.header = "Note text", .format = AP_WORDS, .width = 70},
    {.header = "Where used", .format = AP_WORDS, .width = 30},
};

static const ap_report_column settings_columns[] = {
    {.header = "Setting", .format = AP_WORDS, .width = 24},
    {.header = "Value (£)", .format = AP_PENCE, .width = 16, .is_input = true},
    {.header = "Meaning", .format = AP_WORDS, .width = 50},
};

static const ap_report_column places_columns[] = {
    {.header = "Place", .format = AP_WORDS, .width = 14},
    {.header = "Last year (£)", .format = AP_PENCE, .width = 12, .total = AP_SUM},
    {.header = "Allocation (£)", .format = AP_PENCE, .width = 12, .total = AP_SUM},
    {.header = "Change (£)",
     .format = AP_PENCE,
     .width = 12,
     .formula = "{Allocation (£)}-{Last year (£)}",
     .total = AP_SUM},
    {.header = "Growth (%) [note 1]",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "IF({Last year (£)}=0,0,{Change (£)}/{Last year (£)})",
     .total = AP_FORMULA_TOTAL},
    {.header = "Share of allocation (%)",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "{Allocation (£)}/{Allocation (£)#total}",
     .total = AP_SUM},
    {.header = "Need index", .format = AP_INDEX, .width = 10, .total = AP_NO_TOTAL},
    {.header = "Why the allocation is what it is",
     .format = AP_WORDS,
     .width = 40,
     .total = AP_NO_TOTAL},
};

static const ap_report_column checks_columns[] = {
    {.header = "Check", .format = AP_WORDS, .width = 30},
    {.header = "Left side (£)", .format = AP_PENCE, .width = 14},
    {.header = "Right side (£)", .format = AP_PENCE, .width = 14},
    {.header = "Difference (£)",
     .format = AP_PENCE,
     .width = 14,
     .formula = "{Left side (£)}-{Right side (£)}"},
    {.header = "Tolerance (£)", .format = AP_PLAIN, .width = 14},
    {.header = "Result",
     .format = AP_WORDS,
     .width = 10,
     .formula = "IF(ABS({Difference (£)})<={Tolerance (£)},\"Pass\",\"Fail\")"},
};

static const ap_report_column empty_columns[] = {
    {.header = "Virement", .format = AP_WORDS, .width = 20},
    {.header = "Amount (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
};

#define SAMPLE_COLUMNS(list) \
    .column_count = sizeof(list) / sizeof *(list), .columns = (list)

static void sample_cover(ap_report *report)
{
    ap_sheet *sheet = ap_report_add(
        report,
        (ap_sheet){.kind = AP_SHEET_COVER,
                   .name = "Cover",
                   .table = "cover",
                   .title = "Allocation round 2026 to 2027",
                   .line_count = 1,
                   .lines = {"Amounts are pounds; negative amounts are in brackets."},
                   SAMPLE_COLUMNS(cover_columns),
                   .row_count = 3});
    ap_sheet_words(report, sheet, 0, 0, "Shared out");
    ap_sheet_number(report, sheet, 0, 1, 1000.50);
    sheet->cells[1].formula = "{Places!Allocation (£)#total}";
    sheet->cells[1].format = AP_PENCE;
    ap_sheet_words(report, sheet, 1, 0, "Checks");
    ap_sheet_words(report, sheet, 1, 1, "All checks pass");
    sheet->cells[3].formula =
        "IF(COUNTIF({Checks!Result},\"Fail\")=0,\"All checks pass\",\"A check fails\")";
    ap_sheet_words(report, sheet, 2, 0, "Prepared by");
    ap_sheet_words(report, sheet, 2, 1,
                   "The finance team of a care board, for the partnership management "
                   "group, which signs the allocation each March");
}

static void sample_contents(ap_report *report)
{
    static const char *const names[] = {"Cover",  "Notes",     "Settings", "Places",
                                        "Checks", "Virements", "Practices"};
    enum { COUNT = sizeof names / sizeof *names };
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_COVER,
                                                       .name = "Contents",
                                                       .table = "contents",
                                                       .title = "Contents",
                                                       SAMPLE_COLUMNS(contents_columns),
                                                       .row_count = COUNT});
    for (size_t i = 0; i < COUNT; i++) {
        ap_sheet_words(report, sheet, i, 0, "%s", names[i]);
        ap_sheet_words(report, sheet, i, 1, "The sheet named %s", names[i]);
    }
}

static void sample_notes(ap_report *report)
{
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_COVER,
                                                       .name = "Notes",
                                                       .table = "notes",
                                                       .title = "Notes",
                                                       SAMPLE_COLUMNS(notes_columns),
                                                       .row_count = 1});
    ap_sheet_words(report, sheet, 0, 0, "[note 1]");
    ap_sheet_words(report, sheet, 0, 1,
                   "Growth is the change as a share of last year. A place with nothing "
                   "last year has no growth and shows zero.");
    ap_sheet_words(report, sheet, 0, 2, "Places, Growth (%%)");
}

static void sample_settings(ap_report *report)
{
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_INPUTS,
                                                       .name = "Settings",
                                                       .table = "settings",
                                                       .title = "Settings of the round",
                                                       SAMPLE_COLUMNS(settings_columns),
                                                       .row_count = 2});
    ap_sheet_words(report, sheet, 0, 0, "Envelope");
    ap_sheet_number(report, sheet, 0, 1, 1000.50);
    ap_sheet_words(report, sheet, 0, 2, "What is shared out among the four places");
    ap_sheet_words(report, sheet, 1, 0, "Tolerance");
    ap_sheet_number(report, sheet, 1, 1, 0.01);
    ap_sheet_words(report, sheet, 1, 2, "How far a check may be out");
}

static const ap_report_chart allocation_chart = {
    .kind = AP_CHART_COLUMN,
    .title = "Allocation by place, this year and last",
    .alternative = "Columns for four places: North has most, £420.25, up from £400.00.",
    .axis_x = "Place",
    .axis_y = "Pounds",
    .number_format = "#,##0",
    .category = "Place",
    .series_count = 2,
    .series = {"Last year (£)", "Allocation (£)"},
};

static const ap_report_chart change_chart = {
    .kind = AP_CHART_BAR,
    .title = "Change on last year by place",
    .alternative = "Bars for four places: West gains £80.00, South loses £9.75.",
    .axis_x = "Place",
    .axis_y = "Pounds",
    .number_format = "#,##0",
    .category = "Place",
    .series_count = 1,
    .series = {"Change (£)"},
};

static void sample_places(ap_report *report)
{
    static const char *const names[] = {"North", "South", "East", "West"};
    static const double last[] = {400, 300, 200, 0};
    static const double now[] = {420.25, 290.25, 210, 80};
    static const char *const why[] = {
        "The floor of last year and five per cent more, because need grew fastest here",
        "At its ceiling", "Meets its target", "New this year; the index is not known"};
    ap_sheet *sheet = ap_report_add(
        report, (ap_sheet){.kind = AP_SHEET_RESULTS,
                           .name = "Places",
                           .table = "place_results",
                           .title = "Allocation of each place",
                           .line_count = 2,
                           .lines = {"Allocations are results of the solver; the rest is "
                                     "computed from them.",
                                     "[x] is not known, [z] does not apply."},
                           SAMPLE_COLUMNS(places_columns),
                           .has_total = true,
                           .row_count = 4,
                           .chart_count = 2,
                           .charts = {allocation_chart, change_chart}});
    for (size_t i = 0; i < 4; i++) {
        double change = now[i] - last[i];
        ap_sheet_words(report, sheet, i, 0, "%s", names[i]);
        ap_sheet_number(report, sheet, i, 1, last[i]);
        ap_sheet_number(report, sheet, i, 2, now[i]);
        ap_sheet_number(report, sheet, i, 3, change);
        ap_sheet_number(report, sheet, i, 4, last[i] > 0 ? change / last[i] : 0);
        ap_sheet_number(report, sheet, i, 5, now[i] / 1000.50);
        ap_sheet_number(report, sheet, i, 6, i < 3 ? 1.1 - 0.1 * (double)i : 0.0 / 0.0);
        ap_sheet_words(report, sheet, i, 7, "%s", why[i]);
    }
    ap_sheet_totals(report, sheet);
    ap_sheet_number(report, sheet, 4, 4, 100.50 / 900);
}

static void sample_checks(ap_report *report)
{
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_CHECKS,
                                                       .name = "Checks",
                                                       .table = "checks",
                                                       .title = "Checks",
                                                       SAMPLE_COLUMNS(checks_columns),
                                                       .row_count = 2});
    for (size_t row = 0; row < 2; row++) {
        ap_sheet_number(report, sheet, row, 1, 1000.50);
        ap_sheet_number(report, sheet, row, 2, 1000.50);
        ap_sheet_number(report, sheet, row, 3, 0);
        ap_sheet_number(report, sheet, row, 4, 0.01);
        sheet->cells[row * 6 + 4].formula = "{Settings!Value (£)#2}";
        ap_sheet_words(report, sheet, row, 5, "Pass");
    }
    ap_sheet_words(report, sheet, 0, 0, "Places sum to the envelope");
    sheet->cells[1].formula = "SUM({Places!Allocation (£)})";
    sheet->cells[2].formula = "envelope";
    ap_sheet_words(report, sheet, 1, 0, "The total row is the sum of its rows");
    sheet->cells[7].formula = "{Places!Allocation (£)#total}";
    sheet->cells[8].formula = "SUM({Places!Last year (£)})+SUM({Places!Change (£)})";
}

/* Facts, sheets and a defined name; free it with ap_report_free. */
static ap_report *sample_report(void)
{
    ap_report *report = NULL;
    if (ap_report_new(&report, NULL) != AP_OK) {
        return NULL;
    }
    report->title = "Allocation round 2026 to 2027";
    report->subject = "Shares of four places";
    report->author = "apportion";
    report->company = "A care board";
    report->created = "2026-03-01T09:30:00Z";
    report->property_count = 2;
    report->properties[0] = (ap_property){"Run", "r0123456789ab"};
    report->properties[1] = (ap_property){"Solver", "optimal"};
    report->name_count = 1;
    report->names[0] = (ap_property){"envelope", "{Settings!Value (£)#1}"};
    sample_cover(report);
    sample_contents(report);
    sample_notes(report);
    sample_settings(report);
    sample_places(report);
    sample_checks(report);
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_LOGS,
                                                       .name = "Virements",
                                                       .table = "virements",
                                                       .title = "Virements of the year",
                                                       SAMPLE_COLUMNS(empty_columns),
                                                       .has_total = true});
    ap_sheet_totals(report, sheet);
    sample_map(report);
    return report;
}

#endif
