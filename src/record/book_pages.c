#include "record/book_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/book_layout.h"

static void name_chart(const ap_sheet *sheet, size_t index, char out[AP_PAGE_NAME_SIZE])
{
    char ending[AP_PAGE_NAME_SIZE] = " chart";
    if (index > 0) {
        (void)snprintf(ending, sizeof ending, " chart %zu", index + 1);
    }
    size_t room = AP_PAGE_NAME_SIZE - 1 - strlen(ending);
    size_t length = strnlen(sheet->name, room);
    while (length > 1 && sheet->name[length - 1] == ' ') {
        length--;
    }
    memcpy(out, sheet->name, length);
    memcpy(out + length, ending, strlen(ending) + 1);
}

static size_t rows_of(const ap_sheet *sheet)
{
    return sheet->row_count + (sheet->has_total ? 1 : 0);
}

/* Every page of the sheet takes a row, except that the first has its row already. */
static size_t pages_of(const ap_sheet *sheet, ap_profile profile)
{
    return 1 + (profile == AP_PUBLISH ? sheet->chart_count : 0);
}

/* Charts are listed after their sheet, with their title in the first column of words. */
static void list_chart(const ap_sheet *contents, const ap_sheet *sheet, size_t index,
                       ap_report *shown, ap_report_cell *cells)
{
    bool is_told = false;
    for (size_t column = 0; column < contents->column_count; column++) {
        ap_format format = contents->columns[column].format;
        cells[column] = (ap_report_cell){.text = "[z]"};
        if (format == AP_LINK) {
            char name[AP_PAGE_NAME_SIZE];
            name_chart(sheet, index, name);
            cells[column].text = ap_arena_copy(shown->arena, name, strlen(name));
        } else if (format == AP_WORDS && !is_told) {
            cells[column].text = sheet->charts[index].title;
            is_told = true;
        }
    }
}

static const ap_sheet *listed_in(const ap_report *report, const ap_sheet *contents,
                                 size_t row)
{
    for (size_t column = 0; column < contents->column_count; column++) {
        const char *text = contents->cells[row * contents->column_count + column].text;
        if (contents->columns[column].format == AP_LINK && text != NULL) {
            return ap_report_find(report, text);
        }
    }
    return NULL;
}

static size_t charts_listed(const ap_report *report, const ap_sheet *contents, size_t row)
{
    const ap_sheet *sheet = listed_in(report, contents, row);
    return sheet == NULL ? 0 : sheet->chart_count;
}

static ap_status list_charts(const ap_report *report, ap_report *shown, ap_sheet *contents,
                             ap_error *err)
{
    size_t width = contents->column_count;
    size_t most = rows_of(contents);
    for (size_t row = 0; row < contents->row_count; row++) {
        most += charts_listed(report, contents, row);
    }
    ap_report_cell *cells = calloc(most * width, sizeof *cells);
    if (cells == NULL) {
        return ap_fail(err, AP_NO_MEMORY, contents->name, "its rows");
    }
    size_t rows = 0;
    size_t charts = 0;
    for (size_t row = 0; row < rows_of(contents); row++) {
        memcpy(cells + rows++ * width, contents->cells + row * width,
               width * sizeof *cells);
        size_t more = row < contents->row_count ? charts_listed(report, contents, row) : 0;
        for (size_t i = 0; i < more; i++) {
            list_chart(contents, listed_in(report, contents, row), i, shown,
                       cells + rows++ * width);
        }
        charts += more;
    }
    contents->cells = cells;
    contents->row_count += charts;
    return AP_OK;
}

static ap_status fill_empty(ap_sheet *sheet, ap_error *err)
{
    size_t width = sheet->column_count;
    ap_report_cell *cells = calloc(2 * width, sizeof *cells);
    if (cells == NULL) {
        return ap_fail(err, AP_NO_MEMORY, sheet->name, "its rows");
    }
    for (size_t column = 0; column < width; column++) {
        cells[column].text = "[z]";
        if (sheet->has_total) {
            cells[width + column] = sheet->cells[column];
        }
    }
    sheet->cells = cells;
    sheet->row_count = 1;
    return AP_OK;
}

/* The sheets as the profile shows them: a sheet whose cells differ owns them. */
static ap_status show_sheets(const ap_report *report, ap_pages *pages, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < report->sheet_count; i++) {
        ap_sheet *sheet = &pages->shown.sheets[i];
        if (sheet->row_count == 0) {
            AP_TRY(fill_empty(sheet, err));
        } else if (pages->profile == AP_PUBLISH && strcmp(sheet->name, "Contents") == 0) {
            AP_TRY(list_charts(report, &pages->shown, sheet, err));
        }
    }
done:
    return status;
}

static ap_status add_page(ap_pages *pages, ap_page page, ap_error *err)
{
    for (size_t i = 0; i < pages->shown.sheet_count && page.chart != NULL; i++) {
        if (ap_text_same(pages->shown.sheets[i].name, page.name)) {
            return ap_fail(err, AP_INTERNAL, page.name,
                           "a sheet has the name of the page of a chart");
        }
    }
    for (size_t i = 0; i < pages->count; i++) {
        if (ap_text_same(pages->pages[i].name, page.name)) {
            return ap_fail(err, AP_INTERNAL, page.name, "two pages would have this name");
        }
    }
    pages->pages[pages->count++] = page;
    return AP_OK;
}

static ap_status add_pages(ap_pages *pages, const ap_sheet *sheet, ap_error *err)
{
    ap_status status = AP_OK;
    ap_page page = {.sheet = sheet};
    (void)snprintf(page.name, sizeof page.name, "%s", sheet->name);
    AP_TRY(add_page(pages, page, err));
    for (size_t i = 0; i + 1 < pages_of(sheet, pages->profile); i++) {
        page.chart = &sheet->charts[i];
        name_chart(sheet, i, page.name);
        AP_TRY(add_page(pages, page, err));
    }
done:
    return status;
}

static size_t count_pages(const ap_report *report, ap_profile profile)
{
    size_t count = 0;
    for (size_t i = 0; i < report->sheet_count; i++) {
        count += pages_of(&report->sheets[i], profile);
    }
    return count;
}

ap_status ap_pages_of(const ap_report *report, ap_profile profile, ap_pages *out,
                      ap_error *err)
{
    ap_status status = AP_OK;
    *out = (ap_pages){.profile = profile, .report = report, .shown = *report};
    out->shown.arena = ap_arena_new();
    out->shown.sheets = calloc(report->sheet_count + 1, sizeof *out->shown.sheets);
    out->pages = calloc(count_pages(report, profile) + 1, sizeof *out->pages);
    if (out->shown.arena == NULL || out->shown.sheets == NULL || out->pages == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "its pages");
    }
    memcpy(out->shown.sheets, report->sheets, report->sheet_count * sizeof *report->sheets);
    AP_TRY(show_sheets(report, out, err));
    for (size_t i = 0; i < report->sheet_count; i++) {
        AP_TRY(add_pages(out, &out->shown.sheets[i], err));
    }
done:
    return status;
}

void ap_pages_release(ap_pages *pages)
{
    for (size_t i = 0; pages->shown.sheets != NULL && i < pages->shown.sheet_count; i++) {
        if (pages->shown.sheets[i].cells != pages->report->sheets[i].cells) {
            free(pages->shown.sheets[i].cells);
        }
    }
    free(pages->shown.sheets);
    ap_arena_free(pages->shown.arena);
    free(pages->pages);
    *pages = (ap_pages){0};
}

bool ap_page_is_frozen(const ap_pages *pages, const ap_page *page)
{
    return pages->profile == AP_WORKING && page->sheet->kind != AP_SHEET_COVER;
}

static const char note[] = "[note ";

static bool has_notes(const ap_sheet *sheet)
{
    bool found = strstr(sheet->title, note) != NULL;
    for (size_t i = 0; i < sheet->column_count; i++) {
        found = found || strstr(sheet->columns[i].header, note) != NULL;
    }
    return found;
}

static bool has_inputs(const ap_sheet *sheet)
{
    bool found = false;
    for (size_t i = 0; i < sheet->column_count; i++) {
        found = found || sheet->columns[i].is_input;
    }
    return found;
}

/* The sentences are short: a line wider than its table makes the print smaller. */
static void add_working_line(const ap_pages *pages, const ap_page *page, ap_text *out)
{
    const ap_sheet *sheet = page->sheet;
    if (has_inputs(sheet)) {
        ap_text_print(out, " Yellow: [input], typed by hand.");
    }
    if (ap_page_is_frozen(pages, page)) {
        ap_text_print(out, " Frozen down to the header, with filters.");
    }
    if (sheet->chart_count > 0) {
        ap_text_print(out, " %zu %s at the right, not printed.", sheet->chart_count,
                      ap_text_plural(sheet->chart_count, "chart", "charts"));
    }
}

static bool is_explained(const ap_sheet *sheet, const char *shorthand)
{
    bool found = false;
    for (size_t i = 0; i < sheet->line_count; i++) {
        found = found || strstr(sheet->lines[i], shorthand) != NULL;
    }
    return found;
}

static bool is_used(const ap_sheet *sheet, const char *shorthand)
{
    size_t count = rows_of(sheet) * sheet->column_count;
    for (size_t i = 0; i < count; i++) {
        if (!sheet->cells[i].is_number && strcmp(sheet->cells[i].text, shorthand) == 0) {
            return true;
        }
    }
    return false;
}

/* A missing value is explained above its table, by a line of the sheet or else here. */
static void add_shorthand(const ap_sheet *sheet, ap_text *out)
{
    static const char *const known[][2] = {{"[x]", "is not known"},
                                           {"[z]", "does not apply"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (is_used(sheet, known[i][0]) && !is_explained(sheet, known[i][0])) {
            ap_text_print(out, " %s %s.", known[i][0], known[i][1]);
        }
    }
}

void ap_page_line(const ap_pages *pages, const ap_page *page, ap_text *out)
{
    const ap_sheet *sheet = page->sheet;
    if (page->chart != NULL) {
        ap_text_print(out, "One chart, of the table on the sheet %s. No notes.",
                      sheet->name);
        return;
    }
    ap_text_print(out, "One table%s.", sheet->has_total ? " with a total row" : "");
    ap_text_print(out, has_notes(sheet) ? " Notes are on the sheet Notes." : " No notes.");
    add_shorthand(sheet, out);
    if (pages->profile == AP_WORKING) {
        add_working_line(pages, page, out);
    }
}
