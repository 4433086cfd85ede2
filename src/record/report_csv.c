#include "record/report_csv.h"

#include <string.h>

#include "base/files.h"

static const ap_report_cell *cell_at(const ap_sheet *sheet, size_t row, size_t column)
{
    return &sheet->cells[row * sheet->column_count + column];
}

static const char *words_of(const ap_report_cell *cell)
{
    return cell->text == NULL ? "" : cell->text;
}

/* Adding 0 takes the sign off a negative zero. */
static void add_number(ap_text *text, double number)
{
    ap_text_print(text, "%.15g", number + 0.0);
}

static void end_field(const ap_sheet *sheet, size_t column, ap_text *text)
{
    ap_text_add(text, column + 1 < sheet->column_count ? "," : "\n", 1);
}

void ap_sheet_csv(const ap_sheet *sheet, ap_text *text)
{
    for (size_t column = 0; column < sheet->column_count; column++) {
        ap_text_csv(text, ap_column_twin(&sheet->columns[column]));
        end_field(sheet, column, text);
    }
    for (size_t row = 0; row < sheet->row_count; row++) {
        for (size_t column = 0; column < sheet->column_count; column++) {
            const ap_report_cell *cell = cell_at(sheet, row, column);
            if (cell->is_number) {
                add_number(text, cell->number);
            } else {
                ap_text_csv(text, words_of(cell));
            }
            end_field(sheet, column, text);
        }
    }
}

static void add_json_row(ap_text *text, const ap_sheet *sheet, size_t row)
{
    for (size_t column = 0; column < sheet->column_count; column++) {
        const ap_report_cell *cell = cell_at(sheet, row, column);
        ap_text_print(text, "%s", column == 0 ? "{" : ", ");
        ap_text_json(text, ap_column_twin(&sheet->columns[column]));
        ap_text_print(text, ": ");
        if (cell->is_number) {
            add_number(text, cell->number);
        } else {
            ap_text_json(text, words_of(cell));
        }
    }
    ap_text_print(text, "}");
}

static void add_json_table(ap_text *text, const ap_sheet *sheet)
{
    ap_text_print(text, "    ");
    ap_text_json(text, ap_sheet_twin(sheet));
    ap_text_print(text, ": [");
    for (size_t row = 0; row < sheet->row_count; row++) {
        ap_text_print(text, "%s\n      ", row == 0 ? "" : ",");
        add_json_row(text, sheet, row);
    }
    ap_text_print(text, "%s]", sheet->row_count == 0 ? "" : "\n    ");
}

void ap_report_json(const ap_report *report, ap_text *text)
{
    ap_text_print(text, "{\n  \"title\": ");
    ap_text_json(text, report->title == NULL ? "" : report->title);
    ap_text_print(text, ",\n  \"tables\": {");
    for (size_t i = 0; i < report->sheet_count; i++) {
        ap_text_print(text, "%s\n", i == 0 ? "" : ",");
        add_json_table(text, &report->sheets[i]);
    }
    ap_text_print(text, "%s}\n}\n", report->sheet_count == 0 ? "" : "\n  ");
}

static ap_status write_table(const ap_sheet *sheet, const char *folder, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text path = {0};
    ap_text csv = {0};
    ap_text_print(&path, "%s/%s.csv", folder, ap_sheet_twin(sheet));
    ap_sheet_csv(sheet, &csv);
    if (path.failed || csv.failed) {
        status = ap_fail(err, AP_NO_MEMORY, ap_sheet_twin(sheet), "the table as CSV");
        goto done;
    }
    AP_TRY(ap_file_write(path.bytes, csv.bytes, csv.length, err));
done:
    ap_text_free(&csv);
    ap_text_free(&path);
    return status;
}

ap_status ap_report_write_csv(const ap_report *report, const char *folder, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < report->sheet_count; i++) {
        AP_TRY(write_table(&report->sheets[i], folder, err));
    }
done:
    return status;
}
