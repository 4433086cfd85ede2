#include "record/book_layout.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/book_look.h"

size_t ap_header_row(const ap_sheet *sheet)
{
    return 2 + sheet->line_count;
}

size_t ap_first_row(const ap_sheet *sheet)
{
    return ap_header_row(sheet) + 1;
}

size_t ap_last_row(const ap_sheet *sheet)
{
    return ap_header_row(sheet) + sheet->row_count;
}

size_t ap_total_row(const ap_sheet *sheet)
{
    return ap_last_row(sheet) + 1;
}

void ap_column_letters(size_t column, char out[AP_LETTERS_SIZE])
{
    size_t length = column < 26 ? 1 : column < 26 + 26 * 26 ? 2 : 3;
    out[length] = '\0';
    for (size_t left = column + 1; length > 0; left = (left - 1) / 26) {
        out[--length] = (char)('A' + (left - 1) % 26);
    }
}

ap_format ap_cell_format(const ap_sheet *sheet, size_t row, size_t column)
{
    ap_format own = sheet->cells[row * sheet->column_count + column].format;
    return own == AP_WORDS ? sheet->columns[column].format : own;
}

void ap_header_words(const ap_report_column *column, char out[AP_HEADER_SIZE])
{
    bool says_so = strstr(column->header, "[input]") != NULL;
    (void)snprintf(out, AP_HEADER_SIZE, "%s%s", column->header,
                   column->is_input && !says_so ? " [input]" : "");
}

void ap_sheet_prefix(const char *name, ap_text *out)
{
    bool is_plain = true;
    for (const char *c = name; *c != '\0'; c++) {
        is_plain = is_plain && isalpha((unsigned char)*c);
    }
    ap_text_print(out, is_plain && strlen(name) > 3 ? "%s!" : "'%s'!", name);
}

/* Widths of Arial's letters from space to tilde, in thousandths of its size. */
static const unsigned short letter_widths[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};

/* The unit of column widths is a digit; letters beyond ASCII are taken for wide ones. */
static const double digit_width = 556;
static const double other_width = 722;

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static double width_of(const char *words, size_t length, bool is_bold)
{
    double width = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)words[i];
        if (c >= ' ' && c <= '~') {
            width += letter_widths[c - ' '];
        } else if (!is_continuation(words[i])) {
            width += other_width;
        }
    }
    return width / digit_width * (is_bold ? 1.08 : 1.0);
}

double ap_words_width(const char *words, bool is_bold)
{
    return width_of(words, strlen(words), is_bold);
}

/* Lines of one paragraph: words go on a line while they fit; one that is wider than the
 * line is broken. */
static size_t paragraph_lines(const char *words, size_t length, double room, bool is_bold)
{
    size_t lines = 1;
    double used = 0;
    for (size_t at = 0; at < length;) {
        size_t end = at + strcspn(words + at, " \n");
        end = end > length ? length : end;
        double width = width_of(words + at, end - at, is_bold);
        if (used > 0 && used + width > room) {
            lines++;
            used = 0;
        }
        if (width > room) {
            lines += (size_t)(width / room);
            width = fmod(width, room);
        }
        used += width + width_of(" ", 1, is_bold);
        at = end + 1;
    }
    return lines;
}

size_t ap_words_lines(const char *words, double room, bool is_bold)
{
    size_t lines = 0;
    const char *at = words;
    for (;;) {
        size_t length = strcspn(at, "\n");
        lines += paragraph_lines(at, length, room, is_bold);
        if (at[length] == '\0') {
            return lines;
        }
        at += length + 1;
    }
}

static double cell_width(const ap_sheet *sheet, size_t row, size_t column)
{
    const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
    ap_format format = ap_cell_format(sheet, row, column);
    if (cell->is_number) {
        char shown[AP_SHOWN_SIZE];
        return ap_words_width(ap_look_shown(format, cell->number, shown), true);
    }
    return format == AP_LINK && cell->text != NULL
               ? ap_words_width(cell->text, false) + AP_INDENT
               : 0;
}

/* No word of a header is broken. */
static double longest_word(const char *words)
{
    double longest = 0;
    for (size_t at = 0; words[at] != '\0';) {
        size_t length = strcspn(words + at, " ");
        double width = width_of(words + at, length, true);
        longest = width > longest ? width : longest;
        at += length + (words[at + length] == ' ' ? 1 : 0);
    }
    return longest;
}

double ap_column_width(const ap_sheet *sheet, size_t column)
{
    char header[AP_HEADER_SIZE];
    ap_header_words(&sheet->columns[column], header);
    double width = sheet->columns[column].width;
    double least = longest_word(header) + AP_HEADER_MARGIN;
    size_t rows = sheet->row_count + (sheet->has_total ? 1 : 0);
    for (size_t row = 0; row < rows; row++) {
        double cell = cell_width(sheet, row, column) + 2;
        least = cell > least ? cell : least;
    }
    width = width > least ? width : least;
    return width < AP_WIDTH_MOST ? ceil(width) : AP_WIDTH_MOST;
}

static double height_of(size_t lines)
{
    double height = AP_LINE_HEIGHT * (double)lines + 2;
    return height < AP_HEIGHT_MOST ? height : AP_HEIGHT_MOST;
}

double ap_row_height(const ap_sheet *sheet, size_t row, const double widths[])
{
    size_t most = 1;
    for (size_t column = 0; column < sheet->column_count; column++) {
        const ap_report_cell *cell = &sheet->cells[row * sheet->column_count + column];
        if (cell->is_number || cell->text == NULL) {
            continue;
        }
        bool is_bold = row == sheet->row_count;
        size_t lines =
            ap_words_lines(cell->text, widths[column] * 0.97 - AP_INDENT, is_bold);
        most = lines > most ? lines : most;
    }
    return height_of(most);
}

double ap_header_height(const ap_sheet *sheet, const double widths[])
{
    size_t most = 1;
    for (size_t column = 0; column < sheet->column_count; column++) {
        char header[AP_HEADER_SIZE];
        ap_header_words(&sheet->columns[column], header);
        size_t lines = ap_words_lines(header, widths[column] - AP_HEADER_MARGIN, true);
        most = lines > most ? lines : most;
    }
    return height_of(most);
}

size_t ap_print_columns(const ap_sheet *sheet, const double widths[], double widest)
{
    double width = 0;
    size_t columns = 0;
    while (columns < sheet->column_count || width < widest) {
        width += columns < sheet->column_count ? widths[columns] : AP_BLANK_WIDTH;
        columns++;
    }
    return columns;
}
