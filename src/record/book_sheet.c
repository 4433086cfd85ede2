#include "record/book_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/book_chart.h"
#include "record/book_formula.h"

static lxw_format *format_of(const ap_book *book, const ap_sheet *sheet, size_t row,
                             size_t column)
{
    ap_format kind = ap_cell_format(sheet, row, column);
    ap_style style = AP_BODY;
    if (row == sheet->row_count) {
        style = AP_TOTAL;
    } else if (sheet->columns[column].is_input) {
        style = AP_INPUT;
    } else if (sheet->columns[column].format == AP_WORDS && kind != AP_WORDS) {
        style = AP_AMONG_WORDS;
    }
    return book->cells[kind][style];
}

static ap_status write_link(ap_book *book, const ap_tab *tab, lxw_row_t at, size_t column,
                            const char *name)
{
    char target[64];
    (void)snprintf(target, sizeof target, "internal:'%s'!A1", name);
    return ap_told(book, tab,
                   worksheet_write_url_opt(tab->to, at, (lxw_col_t)column, target,
                                           book->cells[AP_LINK][AP_BODY], name, NULL));
}

static ap_status write_value(ap_book *book, const ap_tab *tab, size_t row, size_t column,
                             const char *formula)
{
    const ap_sheet *sheet = tab->sheet;
    const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
    lxw_row_t at = (lxw_row_t)(ap_first_row(sheet) + row);
    lxw_col_t to = (lxw_col_t)column;
    lxw_format *format = format_of(book, sheet, row, column);
    lxw_error error = LXW_NO_ERROR;
    if (formula != NULL && cell->is_number) {
        error = worksheet_write_formula_num(tab->to, at, to, formula, format, cell->number);
    } else if (formula != NULL) {
        error = worksheet_write_formula_str(tab->to, at, to, formula, format, cell->text);
    } else if (cell->is_number) {
        error = worksheet_write_number(tab->to, at, to, cell->number, format);
    } else {
        error = worksheet_write_string(tab->to, at, to, cell->text, format);
    }
    return ap_told(book, tab, error);
}

static ap_status write_cell(ap_book *book, const ap_tab *tab, size_t row, size_t column)
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = tab->sheet;
    const char *text = sheet->cells[row * sheet->column_count + column].text;
    bool is_link = ap_cell_format(sheet, row, column) == AP_LINK && text != NULL &&
                   text[0] != '[' && row < sheet->row_count;
    ap_text formula = {0};
    if (is_link) {
        AP_TRY(write_link(book, tab, (lxw_row_t)(ap_first_row(sheet) + row), column, text));
        goto done;
    }
    ap_text_print(&formula, "=");
    AP_TRY(ap_cell_formula(&book->pages->shown, sheet, row, column, &formula, book->err));
    AP_TRY(write_value(book, tab, row, column, formula.length > 1 ? formula.bytes : NULL));
done:
    ap_text_free(&formula);
    return status;
}

static ap_status write_rows(ap_book *book, const ap_tab *tab)
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = tab->sheet;
    size_t rows = sheet->row_count + (sheet->has_total ? 1 : 0);
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < sheet->column_count; column++) {
            AP_TRY(write_cell(book, tab, row, column));
        }
        AP_TRY(ap_told(book, tab,
                       worksheet_set_row(tab->to, (lxw_row_t)(ap_first_row(sheet) + row),
                                         ap_row_height(sheet, row, tab->widths), NULL)));
    }
done:
    return status;
}

/* The heads of the table; the total row's words are told, since the table part repeats
 * them, and its formulas are cells like any other. */
static ap_status add_heads(ap_book *book, const ap_tab *tab, lxw_table_column *heads,
                           char (*words)[AP_HEADER_SIZE])
{
    const ap_sheet *sheet = tab->sheet;
    lxw_table_column *list[AP_COLUMNS_MOST + 1] = {NULL};
    const ap_report_cell *totals = sheet->cells + sheet->row_count * sheet->column_count;
    for (size_t i = 0; i < sheet->column_count; i++) {
        ap_header_words(&sheet->columns[i], words[i]);
        bool is_words = ap_look_of(sheet->columns[i].format)->is_words;
        heads[i].header = words[i];
        heads[i].header_format = book->header[is_words ? 0 : 1];
        if (sheet->has_total && !totals[i].is_number) {
            heads[i].total_string = (char *)totals[i].text;
        }
        list[i] = &heads[i];
    }
    lxw_table_options options = {
        .name = (char *)sheet->table,
        .no_autofilter = ap_page_is_frozen(book->pages, tab->page) ? LXW_FALSE : LXW_TRUE,
        .no_banded_rows = LXW_TRUE,
        .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
        .style_type_number = 0,
        .total_row = sheet->has_total ? LXW_TRUE : LXW_FALSE,
        .columns = list,
    };
    size_t last = sheet->has_total ? ap_total_row(sheet) : ap_last_row(sheet);
    return ap_told(book, tab,
                   worksheet_add_table(tab->to, (lxw_row_t)ap_header_row(sheet), 0,
                                       (lxw_row_t)last,
                                       (lxw_col_t)(sheet->column_count - 1), &options));
}

static ap_status add_table(ap_book *book, const ap_tab *tab)
{
    ap_status status = AP_OK;
    size_t count = tab->sheet->column_count;
    lxw_table_column *heads = calloc(count + 1, sizeof *heads);
    char(*words)[AP_HEADER_SIZE] = calloc(count + 1, sizeof *words);
    if (heads == NULL || words == NULL) {
        status = ap_told(book, tab, LXW_ERROR_MEMORY_MALLOC_FAILED);
        goto done;
    }
    AP_TRY(add_heads(book, tab, heads, words));
    AP_TRY(ap_told(book, tab,
                   worksheet_set_row(tab->to, (lxw_row_t)ap_header_row(tab->sheet),
                                     ap_header_height(tab->sheet, tab->widths), NULL)));
done:
    free(words);
    free(heads);
    return status;
}

static ap_status add_limits(ap_book *book, const ap_tab *tab, size_t column)
{
    const ap_sheet *sheet = tab->sheet;
    const ap_look *look = ap_look_of(sheet->columns[column].format);
    lxw_data_validation limits = {
        .validate =
            look->is_words ? LXW_VALIDATION_TYPE_LENGTH : LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_number = look->least,
        .maximum_number = look->most,
        .input_title = "Input",
        .input_message = (char *)look->prompt,
        .error_title = "Not allowed here",
        .error_message = (char *)look->prompt,
    };
    return ap_told(book, tab,
                   worksheet_data_validation_range(
                       tab->to, (lxw_row_t)ap_first_row(sheet), (lxw_col_t)column,
                       (lxw_row_t)ap_last_row(sheet), (lxw_col_t)column, &limits));
}

static ap_status protect(ap_book *book, const ap_tab *tab)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < tab->sheet->column_count; i++) {
        if (tab->sheet->columns[i].is_input) {
            AP_TRY(add_limits(book, tab, i));
        }
    }
    lxw_protection allowed = {
        .format_columns = 1, .format_rows = 1, .sort = 1, .autofilter = 1};
    worksheet_protect(tab->to, NULL, &allowed);
done:
    return status;
}

/* The title, the line about the sheet and the lines of the sheet run on over the cells to
 * their right. */
static ap_status write_lines(ap_book *book, const ap_tab *tab, size_t count,
                             const char *const lines[])
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < count; i++) {
        lxw_row_t at = (lxw_row_t)i;
        lxw_format *format = i == 0 ? book->title : book->line;
        AP_TRY(
            ap_told(book, tab, worksheet_write_string(tab->to, at, 0, lines[i], format)));
        AP_TRY(ap_told(book, tab, worksheet_set_row(tab->to, at, i == 0 ? 24 : 17, NULL)));
    }
done:
    return status;
}

static ap_status set_widths(ap_book *book, const ap_tab *tab, size_t columns)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < columns; i++) {
        double width = i < tab->sheet->column_count && tab->page->chart == NULL
                           ? tab->widths[i]
                           : AP_BLANK_WIDTH;
        lxw_col_t at = (lxw_col_t)i;
        AP_TRY(ap_told(book, tab, worksheet_set_column(tab->to, at, at, width, NULL)));
    }
done:
    return status;
}

/* A4 landscape, one page wide, the header row on every page; no header or footer. A chart
 * is on one page, however high it is. */
static ap_status set_print(ap_book *book, const ap_tab *tab, size_t rows, size_t columns)
{
    ap_status status = AP_OK;
    worksheet_set_paper(tab->to, 9);
    worksheet_set_landscape(tab->to);
    worksheet_fit_to_pages(tab->to, 1, tab->page->chart == NULL ? 0 : 1);
    worksheet_set_margins(tab->to, 0.5, 0.5, 0.5, 0.5);
    AP_TRY(ap_told(book, tab,
                   worksheet_print_area(tab->to, 0, 0, (lxw_row_t)(rows - 1),
                                        (lxw_col_t)(columns - 1))));
    if (tab->page->chart == NULL) {
        lxw_row_t header = (lxw_row_t)ap_header_row(tab->sheet);
        AP_TRY(ap_told(book, tab, worksheet_repeat_rows(tab->to, header, header)));
    }
done:
    return status;
}

/* Charts stand right of all that is printed, one below the other: beside them, on a page's
 * width, the table would be too small to read. */
static ap_status write_charts(ap_book *book, const ap_tab *tab, size_t column)
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = tab->sheet;
    size_t above = 0;
    for (size_t i = 0; i < sheet->chart_count; i++) {
        AP_TRY(ap_chart_add(book, tab, &sheet->charts[i], above,
                            (lxw_row_t)ap_header_row(sheet), (lxw_col_t)column));
        above += ap_chart_depth(&sheet->charts[i]);
    }
done:
    return status;
}

static double widest_of(size_t count, const char *const lines[])
{
    double widest = 0;
    for (size_t i = 0; i < count; i++) {
        double width = ap_words_width(lines[i], false) * (i == 0 ? 1.5 : 1.0);
        widest = width > widest ? width : widest;
    }
    return widest + 1;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The columns of the sheet's widest chart; as many as one of no size of its own takes where
 * there is none. */
static size_t columns_of_charts(const ap_sheet *sheet)
{
    size_t columns = ap_chart_columns(&(ap_report_chart){0});
    for (size_t i = 0; i < sheet->chart_count; i++) {
        columns = larger(columns, ap_chart_columns(&sheet->charts[i]));
    }
    return columns;
}

static ap_status write_table_page(ap_book *book, ap_tab *tab, size_t count,
                                  const char *const lines[])
{
    ap_status status = AP_OK;
    const ap_sheet *sheet = tab->sheet;
    bool is_working = book->pages->profile == AP_WORKING;
    for (size_t i = 0; i < sheet->column_count; i++) {
        tab->widths[i] = ap_column_width(sheet, i);
    }
    size_t rows = ap_total_row(sheet) + (sheet->has_total ? 1 : 0);
    size_t columns = ap_print_columns(sheet, tab->widths, widest_of(count, lines));
    size_t beside = columns + 1;
    AP_TRY(set_widths(book, tab, beside + columns_of_charts(sheet)));
    AP_TRY(add_table(book, tab));
    AP_TRY(write_rows(book, tab));
    AP_TRY(set_print(book, tab, rows, columns));
    if (is_working) {
        AP_TRY(write_charts(book, tab, beside));
        AP_TRY(protect(book, tab));
    }
    if (ap_page_is_frozen(book->pages, tab->page)) {
        worksheet_freeze_panes(tab->to, (lxw_row_t)ap_first_row(sheet), 0);
    }
done:
    return status;
}

/* The alternative text is there for everyone to read, above the chart. */
static ap_status write_chart_page(ap_book *book, ap_tab *tab, size_t count,
                                  const char *const lines[])
{
    ap_status status = AP_OK;
    size_t across = (size_t)(widest_of(count, lines) / AP_BLANK_WIDTH) + 1;
    const ap_report_chart *chart = tab->page->chart;
    size_t columns = larger(across, ap_chart_columns(chart));
    AP_TRY(set_widths(book, tab, columns));
    AP_TRY(ap_chart_add(book, tab, chart, 0, (lxw_row_t)count + 1, 0));
    AP_TRY(set_print(book, tab, count + 1 + ap_chart_rows(chart), columns));
done:
    return status;
}

enum { LINES_MOST = 2 + sizeof((ap_sheet *)NULL)->lines / sizeof(char *) };

ap_status ap_page_write(ap_book *book, const ap_page *page, lxw_worksheet *to)
{
    ap_status status = AP_OK;
    ap_tab tab = {.to = to, .page = page, .sheet = page->sheet};
    const ap_sheet *sheet = page->sheet;
    ap_text about = {0};
    ap_page_line(book->pages, page, &about);
    if (about.failed) {
        status = ap_told(book, &tab, LXW_ERROR_MEMORY_MALLOC_FAILED);
        goto done;
    }
    const char *lines[LINES_MOST] = {sheet->title, about.bytes};
    size_t count = 2;
    if (page->chart != NULL) {
        lines[0] = page->chart->title;
        lines[count++] = page->chart->alternative;
        AP_TRY(write_chart_page(book, &tab, count, lines));
    } else {
        for (size_t i = 0; i < sheet->line_count; i++) {
            lines[count++] = sheet->lines[i];
        }
        AP_TRY(write_table_page(book, &tab, count, lines));
    }
    AP_TRY(write_lines(book, &tab, count, lines));
done:
    ap_text_free(&about);
    return status;
}
