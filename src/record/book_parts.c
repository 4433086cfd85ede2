#include "record/book_parts.h"

/* Words in black on it have a contrast of 18 to 1. */
enum { YELLOW = 0xFFF2CC };

ap_status ap_told(const ap_book *book, const ap_tab *tab, lxw_error error)
{
    if (error == LXW_NO_ERROR) {
        return AP_OK;
    }
    bool is_memory = error == LXW_ERROR_MEMORY_MALLOC_FAILED;
    return ap_fail(book->err, is_memory ? AP_NO_MEMORY : AP_INTERNAL,
                   tab == NULL ? "workbook" : tab->page->name, "%s", lxw_strerror(error));
}

static lxw_format *new_format(ap_book *book, double size, bool is_bold)
{
    lxw_format *format = workbook_add_format(book->book);
    if (format == NULL) {
        return NULL;
    }
    format_set_font_name(format, "Arial");
    format_set_font_size(format, size);
    if (is_bold) {
        format_set_bold(format);
    }
    return format;
}

static lxw_format *cell_format(ap_book *book, ap_format kind, ap_style style)
{
    lxw_format *format = new_format(book, 12, style == AP_TOTAL);
    if (format == NULL) {
        return NULL;
    }
    bool is_left = ap_look_of(kind)->is_words || style == AP_AMONG_WORDS;
    if (ap_look_of(kind)->number_format != NULL) {
        format_set_num_format(format, ap_look_of(kind)->number_format);
    }
    format_set_align(format, is_left ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(format, 1);
    if (kind == AP_WORDS) {
        format_set_text_wrap(format);
    }
    if (kind == AP_LINK) {
        format_set_font_color(format, AP_DARK_BLUE);
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    }
    if (style == AP_INPUT && book->pages->profile == AP_WORKING) {
        format_set_bg_color(format, YELLOW);
        format_set_unlocked(format);
    }
    if (style == AP_TOTAL) {
        format_set_top(format, LXW_BORDER_THIN);
    }
    return format;
}

/* The indent keeps the header of a number off the filter's button. */
static lxw_format *header_format(ap_book *book, bool is_words)
{
    lxw_format *format = new_format(book, 12, true);
    if (format == NULL) {
        return NULL;
    }
    format_set_font_color(format, AP_DARK_BLUE);
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_bottom_color(format, AP_DARK_BLUE);
    format_set_text_wrap(format);
    format_set_align(format, is_words ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
    format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    bool is_filtered = book->pages->profile == AP_WORKING;
    format_set_indent(format, !is_words && is_filtered ? 2 : 1);
    return format;
}

ap_status ap_book_formats(ap_book *book)
{
    /* The first format is that of empty cells and the unit of column widths. */
    format_set_font_name(STAILQ_FIRST(book->book->formats), "Arial");
    format_set_font_size(STAILQ_FIRST(book->book->formats), 12);
    book->title = new_format(book, 16, true);
    book->line = new_format(book, 12, false);
    book->header[0] = header_format(book, true);
    book->header[1] = header_format(book, false);
    bool has_all = book->title != NULL && book->line != NULL && book->header[0] != NULL &&
                   book->header[1] != NULL;
    for (int kind = 0; kind < AP_FORMATS; kind++) {
        for (int style = 0; style < AP_STYLES; style++) {
            lxw_format *format = cell_format(book, (ap_format)kind, (ap_style)style);
            book->cells[kind][style] = format;
            has_all = has_all && format != NULL;
        }
    }
    if (!has_all) {
        return ap_told(book, NULL, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    format_set_font_color(book->title, AP_DARK_BLUE);
    return AP_OK;
}
