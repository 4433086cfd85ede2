#include "record/uplifts.h"

#include <math.h>

#include "apportion/money.h"
#include "data/schema.h"
#include "record/pen.h"

static const ap_report_column uplift_columns[] = {
    {.header = "Uplift", .width = 30},
    {.header = "Place", .width = 26},
    {.header = "Programme", .width = 30},
    {.header = "What it adds", .width = 44},
    {.header = "Value", .format = AP_PLAIN, .width = 14, .is_input = true},
    {.header = "Basis", .width = 60},
    {.header = "Note", .width = 40},
};

static const char *unit_words(ap_uplift_unit unit)
{
    switch (unit) {
    case AP_UPLIFT_SHARE:
        return "a share of the place's need";
    case AP_UPLIFT_CORE20:
        return "a share of the need of its people in Core20";
    case AP_UPLIFT_PEOPLE:
        break;
    }
    return "people, with the place's own need a head";
}

static ap_status add_list(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_INPUTS,
        .name = "Local uplifts",
        .table = "local_uplifts",
        .title = "Local uplifts: need that the published figures do not have",
        .line_count = 1,
        .lines =
            {"Rows of uplifts.csv, each with where it comes from; formula (2a) of README."},
        .column_count = sizeof uplift_columns / sizeof uplift_columns[0],
        .columns = uplift_columns,
        .row_count = inputs->uplifts_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t u = 0; status == AP_OK && u < inputs->uplifts_count; u++) {
        const ap_uplift *uplift = &inputs->uplifts[u];
        ap_pen_words(&pen, uplift->name);
        ap_pen_words(&pen, inputs->places[uplift->place_at].name);
        ap_pen_words(&pen, uplift->programme_at == AP_NONE
                               ? "All"
                               : inputs->programmes[uplift->programme_at].name);
        ap_pen_words(&pen, unit_words(uplift->unit));
        ap_pen_number(&pen, uplift->value);
        ap_pen_words(&pen, uplift->row.basis);
        ap_pen_words(&pen, uplift->row.note);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column target_columns[] = {
    {.header = "Place", .width = 26},
    {.header = "Target without uplifts (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Target with uplifts (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM},
    {.header = "Change (£)",
     .format = AP_POUNDS,
     .width = 18,
     .formula = "{Target with uplifts (£)}-{Target without uplifts (£)}",
     .total = AP_SUM},
    {.header = "Change (%)",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "{Target with uplifts (£)}/{Target without uplifts (£)}-1",
     .total = AP_FORMULA_TOTAL},
};

/* Targets to the penny, so that the sheet adds up. */
static ap_status add_targets(const ap_case *inputs, const ap_need *need,
                             const double without[], const double with[], ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    double before = 0;
    double after = 0;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Target with uplifts",
        .table = "target_with_uplifts",
        .title = "Target of each place without and with local uplifts",
        .line_count = 1,
        .lines =
            {"Uplifts move targets between places: the money to be shared is the same. "
             "Each uplift is on sheet Local uplifts."},
        .column_count = sizeof target_columns / sizeof target_columns[0],
        .columns = target_columns,
        .has_total = true,
        .row_count = need->places,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < need->places; i++) {
        double one = ap_to_penny(without[i]);
        double other = ap_to_penny(with[i]);
        ap_pen_words(&pen, inputs->places[need->place_rows[i]].name);
        ap_pen_number(&pen, one);
        ap_pen_number(&pen, other);
        ap_pen_number(&pen, ap_to_penny(other - one));
        ap_pen_number(&pen, one > 0 ? other / one - 1 : NAN);
        ap_pen_end_row(&pen);
        before += one;
        after += other;
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
        ap_sheet_number(report, pen.sheet, need->places, 4,
                        before > 0 ? after / before - 1 : NAN);
    }
    return status;
}

ap_status ap_uplifts_add(const ap_case *inputs, const ap_need *need, const double without[],
                         const double with[], ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    if (inputs->uplifts_count == 0) {
        return AP_OK;
    }
    AP_TRY(add_list(inputs, report, err));
    if (without != NULL && with != NULL) {
        AP_TRY(add_targets(inputs, need, without, with, report, err));
    }
done:
    return status;
}
