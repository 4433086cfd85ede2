#include "record/checks.h"

#include <math.h>
#include <stdbool.h>

#include "record/pen.h"

double ap_checks_seen(const ap_report *report, const char *name, const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    size_t column = sheet == NULL ? 0 : ap_sheet_column(sheet, header);
    if (sheet != NULL && sheet->has_total && column < sheet->column_count) {
        return sheet->cells[sheet->row_count * sheet->column_count + column].number;
    }
    return NAN;
}

static const ap_report_column check_columns[] = {
    {.header = "Check", .width = 64},
    {.header = "Left side", .format = AP_PLAIN, .width = 18},
    {.header = "Right side", .format = AP_PLAIN, .width = 18},
    {.header = "Difference",
     .format = AP_PLAIN,
     .width = 16,
     .formula = "{Left side}-{Right side}"},
    {.header = "Tolerance", .format = AP_PLAIN, .width = 12},
    {.header = "Result",
     .width = 10,
     .formula = "IF(ABS({Difference})<={Tolerance},\"Pass\",\"Fail\")"},
};

static void side(ap_pen *pen, double number, const char *formula)
{
    ap_report_cell *cell =
        &pen->sheet->cells[pen->row * pen->sheet->column_count + pen->column];
    ap_pen_number(pen, number);
    cell->formula = formula;
}

static bool is_kept(const ap_check *check, const ap_report *report)
{
    return check->needs == NULL || ap_report_find(report, check->needs) != NULL;
}

static size_t count_kept(size_t count, const ap_check checks[], const ap_report *report)
{
    size_t kept = 0;
    for (size_t c = 0; c < count; c++) {
        kept += is_kept(&checks[c], report) ? 1 : 0;
    }
    return kept;
}

ap_status ap_checks_add(size_t count, const ap_check checks[], ap_report *report,
                        size_t *failed, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_CHECKS,
        .name = "Checks",
        .table = "checks",
        .title = "Checks: does it all add up",
        .line_count = 1,
        .lines =
            {"A check passes when the difference is within the tolerance. The master check "
             "on the cover passes when all of these do."},
        .column_count = sizeof check_columns / sizeof check_columns[0],
        .columns = check_columns,
        .row_count = count_kept(count, checks, report),
    };
    *failed = 0;
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < count; c++) {
        if (!is_kept(&checks[c], report)) {
            continue;
        }
        double difference = checks[c].left - checks[c].right;
        bool is_passed = fabs(difference) <= checks[c].tolerance; /* NaN does not pass */
        *failed += is_passed ? 0 : 1;
        ap_pen_words(&pen, checks[c].name);
        side(&pen, checks[c].left, checks[c].left_formula);
        side(&pen, checks[c].right, checks[c].right_formula);
        ap_pen_number(&pen, difference);
        ap_pen_number(&pen, checks[c].tolerance);
        ap_pen_words(&pen, is_passed ? "Pass" : "Fail");
        ap_pen_end_row(&pen);
    }
    return status;
}
