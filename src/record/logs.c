#include "record/logs.h"

#include <string.h>

#include "record/pen.h"

static const ap_report_column data_columns[] = {
    {.header = "File", .width = 24},
    {.header = "Bytes", .format = AP_COUNT, .width = 12},
    {.header = "Encoding", .width = 26},
    {.header = "SHA-256", .width = 70},
};

/* What the case says of the data of its year, such as a year that is missing; "": nothing.
 */
static const char *note_on_year(const ap_case *inputs)
{
    const char *note = "";
    for (size_t s = 0; s < inputs->setting_rows_count; s++) {
        const ap_setting_row *setting = &inputs->setting_rows[s];
        note = strcmp(setting->setting, "case.year") == 0 ? setting->row.note : note;
    }
    return note;
}

ap_status ap_log_data(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const char *note = note_on_year(inputs);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Data log",
        .table = "data_log",
        .title = "Data log: the input files of this workbook",
        .line_count = note[0] == '\0' ? 1 : 2,
        .lines = {"The same files, settings and version give this workbook again, byte for "
                  "byte.",
                  note},
        .column_count = sizeof data_columns / sizeof data_columns[0],
        .columns = data_columns,
        .row_count = inputs->files_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->files_count; f++) {
        ap_pen_words(&pen, inputs->files[f].name);
        ap_pen_number(&pen, (double)inputs->files[f].length);
        ap_pen_words(&pen, inputs->files[f].encoding);
        ap_pen_words(&pen, inputs->files[f].sha256);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column sign_columns[] = {
    {.header = "Log", .width = 12},
    {.header = "Step", .width = 56},
    {.header = "Role", .width = 30},
    {.header = "Name [input]", .width = 26, .is_input = true},
    {.header = "Date [input]", .width = 16, .is_input = true},
    {.header = "Decision or comment [input]", .width = 46, .is_input = true},
};

ap_status ap_log_sign_off(size_t count, const ap_step steps[], ap_report *report,
                          ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Sign off",
        .table = "sign_off",
        .title = "Sign off: version, quality and decision log",
        .line_count = 1,
        .lines = {"Cells marked [input] are for you to fill; [c] means not filled yet."},
        .column_count = sizeof sign_columns / sizeof sign_columns[0],
        .columns = sign_columns,
        .row_count = count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        ap_pen_words(&pen, steps[r].log);
        ap_pen_words(&pen, steps[r].step);
        ap_pen_words(&pen, steps[r].role);
        for (size_t k = 0; k < 3; k++) {
            ap_pen_words(&pen, "[c]");
        }
        ap_pen_end_row(&pen);
    }
    return status;
}
