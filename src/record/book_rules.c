#include "record/book_rules.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/book_layout.h"

enum { SHEET_NAME_MOST = 31, NAME_MOST = 64, TEXT_MOST = 32767, PROPERTY_MOST = 255 };

/* Which second bytes may follow which first ones in UTF-8: no overlong forms, no halves of
 * UTF-16, nothing past the last plane. */
static const struct {
    unsigned char first, last, length, low, high;
} leads[] = {{0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
             {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F},
             {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
             {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F}};

/* Whether `length` bytes at words make one character, the first byte told apart. */
static bool goes_on(const unsigned char *words, size_t length)
{
    for (size_t i = 2; i < length; i++) {
        if ((words[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    bool is_no_character = words[0] == 0xEF && words[1] == 0xBF && words[2] > 0xBD;
    return !is_no_character;
}

/* The bytes of the character at words, or 0 when there is none that XML may hold. */
static size_t character_at(const unsigned char *words)
{
    if (words[0] < 0x80) {
        return words[0] >= ' ' || words[0] == '\n' || words[0] == '\t' ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (words[0] >= leads[i].first && words[0] <= leads[i].last &&
            words[1] >= leads[i].low && words[1] <= leads[i].high) {
            return goes_on(words, leads[i].length) ? leads[i].length : 0;
        }
    }
    return 0;
}

/* The characters of text of at most `most` of them; 0 when it is not clean or too long. */
static size_t clean_length(const char *words, size_t most)
{
    size_t count = 0;
    for (size_t at = 0; words != NULL && words[at] != '\0'; count++) {
        size_t length = character_at((const unsigned char *)words + at);
        if (length == 0 || count == most) {
            return 0;
        }
        at += length;
    }
    return count;
}

static ap_status check_words(const char *words, size_t most, const char *where,
                             const char *what, ap_error *err)
{
    if (clean_length(words, most) == 0) {
        return ap_fail(err, AP_INTERNAL, where,
                       "%s is empty, longer than %zu characters or not UTF-8", what, most);
    }
    return AP_OK;
}

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

static ap_status check_columns(const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    if (sheet->column_count == 0 || sheet->column_count > AP_COLUMNS_MOST) {
        return ap_fail(err, AP_INTERNAL, sheet->name, "a table has 1 to %d columns",
                       AP_COLUMNS_MOST);
    }
    for (size_t i = 0; i < sheet->column_count; i++) {
        const char *header = sheet->columns[i].header;
        AP_TRY(check_words(header, AP_HEADER_SIZE / 2, sheet->name, "a header", err));
        if (header[strcspn(header, "{}\n")] != '\0') {
            return ap_fail(err, AP_INTERNAL, sheet->name,
                           "the header %s holds a brace or a line end", header);
        }
        for (size_t j = 0; j < i; j++) {
            if (ap_text_same(sheet->columns[j].header, header)) {
                return ap_fail(err, AP_INTERNAL, sheet->name,
                               "the header %s is there twice", header);
            }
        }
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
    ap_status status = check_words(cell->text, TEXT_MOST, where, "the text", err);
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

static bool has_column(const ap_sheet *sheet, const char *header)
{
    for (size_t i = 0; header != NULL && i < sheet->column_count; i++) {
        if (strcmp(sheet->columns[i].header, header) == 0) {
            return true;
        }
    }
    return false;
}

static ap_status check_chart(const ap_sheet *sheet, const ap_report_chart *chart,
                             ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_words(chart->title, 120, sheet->name, "a chart's title", err));
    AP_TRY(check_words(chart->axis_x, 80, sheet->name, "a chart's axis title", err));
    AP_TRY(check_words(chart->axis_y, 80, sheet->name, "a chart's axis title", err));
    AP_TRY(check_words(chart->alternative, 250, sheet->name, "alternative text", err));
    if (clean_length(chart->alternative, 250) < 20 ||
        strpbrk(chart->alternative, "0123456789") == NULL) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "alternative text has 20 to 250 characters and a number");
    }
    bool is_whole = chart->series_count >= 1 && chart->series_count <= 4 &&
                    has_column(sheet, chart->category);
    for (size_t i = 0; is_whole && i < chart->series_count; i++) {
        is_whole = has_column(sheet, chart->series[i]);
    }
    if (!is_whole) {
        return ap_fail(err, AP_INTERNAL, sheet->name,
                       "the chart %s needs 1 to 4 series, columns of this table",
                       chart->title);
    }
done:
    return status;
}

static ap_status check_sheet(const ap_report *report, const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_words(sheet->title, 200, sheet->name, "the title", err));
    for (size_t i = 0; i < sheet->line_count; i++) {
        AP_TRY(check_words(sheet->lines[i], 1000, sheet->name, "a line", err));
    }
    AP_TRY(check_columns(sheet, err));
    AP_TRY(check_cells(report, sheet, err));
    for (size_t i = 0; i < sheet->chart_count; i++) {
        AP_TRY(check_chart(sheet, &sheet->charts[i], err));
    }
done:
    return status;
}

static ap_status check_facts(const ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    time_t moment;
    AP_TRY(check_words(report->title, PROPERTY_MOST, "report", "the title", err));
    AP_TRY(check_words(report->subject, PROPERTY_MOST, "report", "the subject", err));
    AP_TRY(check_words(report->author, PROPERTY_MOST, "report", "the author", err));
    AP_TRY(check_words(report->company, PROPERTY_MOST, "report", "the company", err));
    for (size_t i = 0; i < report->property_count; i++) {
        const ap_property *property = &report->properties[i];
        AP_TRY(check_words(property->name, PROPERTY_MOST, "report", "a property", err));
        AP_TRY(check_words(property->value, PROPERTY_MOST, "report", property->name, err));
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
