#include "record/book_rules.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/book_chart_rules.h"
#include "record/book_layout.h"
#include "record/book_words.h"

enum { SHEET_NAME_MOST = 31, NAME_MOST = 64, TEXT_MOST = 32767, PROPERTY_MOST = 255 };

/* Letters, digits and single spaces; Excel keeps "History" for itself. */
static bool is_sheet_name(const char *name)
{
    size_t length = name == NULL ? 0 : strlen(name);
    if (length == 0 || length > SHEET_NAME_MOST || ap_text_same(name, "History")) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        bool is_inner_space = name[i] == ' ' && i > 0 && i + 1 < length;
        if (!isalnum((unsigned char)name[i]) && !is_inner_space) {
            return false;
        }
    }
    return true;
}

/* A cell's address, A1 or R1C1, cannot be a name: "BCF2025" is column BCF. */
static bool is_address(const char *name)
{
    size_t letters = 0;
    while (isalpha((unsigned char)name[letters])) {
        letters++;
    }
    size_t digits = strspn(name + letters, "0123456789");
    bool is_a1 = letters <= 3 && digits > 0 && name[letters + digits] == '\0';
    char first = (char)toupper((unsigned char)name[0]);
    bool is_r1c1 = (first == 'R' || first == 'C') &&
                   name[1 + strspn(name + 1, "0123456789rcRC")] == '\0';
    return is_a1 || is_r1c1;
}

/* The same on every system: letters, digits, _ and -. */
static bool is_file_name(const char *name)
{
    size_t length = strlen(name);
    bool is_plain = length > 0 && length <= NAME_MOST;
    for (size_t i = 0; is_plain && i < length; i++) {
        is_plain = isalnum((unsigned char)name[i]) || name[i] == '_' || name[i] == '-';
    }
    return is_plain;
}

static bool is_identifier(const char *name)
{
    size_t length = name == NULL ? 0 : strlen(name);
    if (length == 0 || length > NAME_MOST || isdigit((unsigned char)name[0])) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)name[i]) && name[i] != '_') {
            return false;
        }
    }
    return !is_address(name);
}

static ap_status check_twin(const ap_report *report, size_t index, ap_error *err)
{
    const ap_sheet *sheet = &report->sheets[index];
    const char *twin = ap_sheet_twin(sheet);
    if (!is_file_name(twin)) {
        return ap_fail(err, AP_INTERNAL, sheet->name, "\"%s\" cannot name a CSV twin",
                       twin);
    }
    for (size_t i = 0; i < index; i++) {
        if (ap_text_same(ap_sheet_twin(&report->sheets[i]), twin)) {
            return ap_fail(err, AP_INTERNAL, sheet->name,
                           "another sheet has the CSV twin %s", twin);
        }
    }
    return AP_OK;
}

static ap_status check_sheet_name(const ap_report *report, size_t index, ap_error *err)
{
    const ap_sheet *sheet = &report->sheets[index];
    const char *shown = sheet->name == NULL ? "a sheet" : sheet->name;
    if (!is_sheet_name(sheet->name)) {
        return ap_fail(err, AP_INTERNAL, shown,
                       "a sheet's name has 1 to 31 letters, digits and spaces");
    }
    if (!is_identifier(sheet->table)) {
        return ap_fail(err, AP_INTERNAL, shown, "\"%s\" cannot name a table",
                       sheet->table == NULL ? "" : sheet->table);
    }
    for (size_t i = 0; i < index; i++) {
        if (ap_text_same(report->sheets[i].name, sheet->name) ||
            ap_text_same(report->sheets[i].table, sheet->table)) {
            return ap_fail(err, AP_INTERNAL, shown,
                           "another sheet has this name or table name");
        }
    }
    return AP_OK;
}

static ap_status check_sheet_names(const ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < report->sheet_count; i++) {
        AP_TRY(check_sheet_name(report, i, err));
        AP_TRY(check_twin(report, i, err));
    }
done:
    return status;
}

static bool is_taken(const ap_report *report, size_t index)
{
    const char *name = report->names[index].name;
    for (size_t i = 0; i < report->sheet_count; i++) {
        if (ap_text_same(report->sheets[i].table, name)) {
            return true;
        }
    }
    for (size_t i = 0; i < index; i++) {
        if (ap_text_same(report->names[i].name, name)) {
            return true;
        }
    }
    return false;
}

static ap_status check_defined_names(const ap_report *report, ap_error *err)
{
    for (size_t i = 0; i < report->name_count; i++) {
        const char *name = report->names[i].name;
        if (!is_identifier(name) || is_taken(report, i)) {
            return ap_fail(err, AP_INTERNAL, name == NULL ? "a defined name" : name,
                           "a defined name is letters, digits and underscores, no "
                           "address of a cell, and is not there already");
        }
    }
    return AP_OK;
}

static ap_status check_column(const ap_sheet *sheet, size_t index, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_report_column *column = &sheet->columns[index];
    const char *header = column->header;
    const char *twin = ap_column_twin(column);
    AP_TRY(ap_words_check(header, AP_HEADER_SIZE / 2, sheet->name, "a header", err));
    AP_TRY(ap_words_check(twin, AP_HEADER_SIZE / 2, sheet->name, "a twin's header", err));
    if (header[strcspn(header, "{}\n")] != '\0') {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the header %s holds a brace or a line end", header);
    }
    for (size_t i = 0; i < index; i++) {
        if (ap_text_same(sheet->columns[i].header, header) ||
            ap_text_same(ap_column_twin(&sheet->columns[i]), twin)) {
            return ap_fail(err, AP_INTERNAL, sheet->name,
                           "the header %s, or %s of the twin, is there twice", header,
                           twin);
        }
    }
done:
    return status;
}

static ap_status check_columns(const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    if (sheet->column_count == 0 || sheet->column_count > AP_COLUMNS_MOST) {
        return ap_fail(err, AP_INTERNAL, sheet->name, "a table has 1 to %d columns",
                       AP_COLUMNS_MOST);
    }
    for (size_t i = 0; i < sheet->column_count; i++) {
        AP_TRY(check_column(sheet, i, err));
    }
done:
    return status;
}

static ap_status check_cell(const ap_report *report, const ap_sheet *sheet, size_t row,
                            size_t column, ap_error *err)
{
    const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
    const ap_report_column *head = &sheet->columns[column];
    char where[256];
    (void)snprintf(where, sizeof where, "%s, row %zu, %s", sheet->name, row + 1,
                   head->header);
    if (cell->is_number) {
        return isfinite(cell->number)
                   ? AP_OK
                   : ap_fail(err, AP_INTERNAL, where, "the number is not finite");
    }
    ap_status status = ap_words_check(cell->text, TEXT_MOST, where, "the text", err);
    if (status == AP_OK && head->format == AP_LINK && cell->text[0] != '[' &&
        row < sheet->row_count && ap_report_find(report, cell->text) == NULL) {
        return ap_fail(err, AP_INTERNAL, where, "there is no sheet \"%s\" to link to",
                       cell->text);
    }
    return status;
}

static ap_status check_cells(const ap_report *report, const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    size_t rows = sheet->row_count + (sheet->has_total ? 1 : 0);
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < sheet->column_count; column++) {
            AP_TRY(check_cell(report, sheet, row, column, err));
        }
    }
done:
    return status;
}

static ap_status check_sheet(const ap_report *report, const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_words_check(sheet->title, 200, sheet->name, "the title", err));
    for (size_t i = 0; i < sheet->line_count; i++) {
        AP_TRY(ap_words_check(sheet->lines[i], 1000, sheet->name, "a line", err));
    }
    AP_TRY(check_columns(sheet, err));
    AP_TRY(check_cells(report, sheet, err));
    for (size_t i = 0; i < sheet->chart_count; i++) {
        AP_TRY(ap_chart_check(sheet, &sheet->charts[i], err));
    }
done:
    return status;
}

static ap_status check_facts(const ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    time_t moment;
    AP_TRY(ap_words_check(report->title, PROPERTY_MOST, "report", "the title", err));
    AP_TRY(ap_words_check(report->subject, PROPERTY_MOST, "report", "the subject", err));
    AP_TRY(ap_words_check(report->author, PROPERTY_MOST, "report", "the author", err));
    AP_TRY(ap_words_check(report->company, PROPERTY_MOST, "report", "the company", err));
    for (size_t i = 0; i < report->property_count; i++) {
        const ap_property *property = &report->properties[i];
        AP_TRY(ap_words_check(property->name, PROPERTY_MOST, "report", "a property", err));
        AP_TRY(
            ap_words_check(property->value, PROPERTY_MOST, "report", property->name, err));
    }
    if (report->created == NULL || !ap_moment_of(report->created, &moment)) {
        return ap_fail(err, AP_INTERNAL, "report",
                       "the time it was created is not like 2026-03-01T09:30:00Z");
    }
done:
    return status;
}

ap_status ap_report_check(const ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    if (report->sheet_count == 0) {
        return ap_fail(err, AP_INTERNAL, "report", "a workbook has at least one sheet");
    }
    AP_TRY(check_facts(report, err));
    AP_TRY(check_sheet_names(report, err));
    AP_TRY(check_defined_names(report, err));
    for (size_t i = 0; i < report->sheet_count; i++) {
        AP_TRY(check_sheet(report, &report->sheets[i], err));
    }
done:
    return status;
}

/* Days from 1 January 1970 in the Gregorian calendar; the year begins in March, so that
 * the leap day is its last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

bool ap_moment_of(const char *words, time_t *out)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    char zone = '\0';
    char more = '\0';
    /* NOLINTNEXTLINE(cert-err34-c): the widths bound every number */
    int count = sscanf(words, "%4d-%2d-%2dT%2d:%2d:%2d%c%c", &year, &month, &day, &hour,
                       &minute, &second, &zone, &more);
    bool is_moment = count == 7 && zone == 'Z' && year >= 1970 && month >= 1 &&
                     month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour <= 23 &&
                     minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    if (is_moment) {
        int64_t minutes = (int64_t)hour * 60 + minute;
        *out = (time_t)(days_of(year, month, day) * 86400 + minutes * 60 + second);
    }
    return is_moment;
}
