#include "record/pen.h"

#include <math.h>

#include "apportion/money.h"

void ap_pen_number(ap_pen *pen, double number)
{
    ap_sheet_number(pen->report, pen->sheet, pen->row, pen->column++, number);
}

void ap_pen_pounds(ap_pen *pen, double pounds)
{
    ap_pen_number(pen, ap_to_penny(pounds));
}

void ap_pen_share(ap_pen *pen, double share)
{
    ap_pen_number(pen, isfinite(share) ? (double)llround(share * 1e7) / 1e7 : share);
}

void ap_pen_words(ap_pen *pen, const char *words)
{
    const char *shown = words == NULL || words[0] == '\0' ? "[z]" : words;
    ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "%s", shown);
}

void ap_pen_end_row(ap_pen *pen)
{
    pen->row++;
    pen->column = 0;
}

ap_status ap_pen_begin(ap_report *report, ap_sheet sheet, ap_pen *pen, ap_error *err)
{
    ap_sheet *added = ap_report_add(report, sheet);
    if (added == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    *pen = (ap_pen){.report = report, .sheet = added};
    return AP_OK;
}

double ap_results_power(double number)
{
    static const double powers[] = {1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9,
                                    1e-8,  1e-7,  1e-6,  1e-5,  1e-4,  1e-3,  1e-2,  1e-1};
    for (size_t p = 0; number > 0 && p < sizeof powers / sizeof powers[0]; p++) {
        if (number <= powers[p]) {
            return powers[p];
        }
    }
    return number;
}
