#include "record/round_results.h"

const char *ap_results_place(const ap_round_results *results, size_t i)
{
    const ap_need *need = results->round->need;
    const ap_case *inputs = results->round->inputs;
    size_t row = i < need->places ? need->place_rows[i] : ap_case_system(inputs);
    return inputs->places[row].name;
}

void ap_pen_number(ap_pen *pen, double number)
{
    ap_sheet_number(pen->report, pen->sheet, pen->row, pen->column++, number);
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
