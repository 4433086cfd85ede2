#include "command/output.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

static bool may_colour(void)
{
    const char *no = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool is_dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    return (no == NULL || *no == '\0') && !is_dumb;
}

ap_output ap_output_of(const ap_options *options, ap_ranks ranks)
{
    bool is_terminal = isatty(STDERR_FILENO) == 1;
    return (ap_output){
        .is_first = ranks.rank == 0,
        .is_quiet = options->quiet,
        .is_verbose = options->verbose,
        .is_terminal = is_terminal,
        .has_colour = is_terminal && may_colour(),
    };
}

/* Words that cannot be printed have nowhere else to go, so failures here are let be. */
static void print_line(const char *format, va_list arguments)
{
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
}

void ap_output_say(ap_output output, const char *format, ...)
{
    if (output.is_first && !output.is_quiet) {
        va_list arguments;
        va_start(arguments, format);
        print_line(format, arguments);
        va_end(arguments);
    }
}

void ap_output_detail(ap_output output, const char *format, ...)
{
    if (output.is_first && output.is_verbose) {
        va_list arguments;
        va_start(arguments, format);
        print_line(format, arguments);
        va_end(arguments);
    }
}

void ap_output_progress(ap_output output, const char *stage, size_t done, size_t all)
{
    static const char clear[] = "\r\033[K";
    if (!output.is_first || output.is_quiet || !output.is_terminal) {
        return;
    }
    if (stage == NULL) {
        (void)fputs(clear, stderr);
    } else {
        (void)fprintf(stderr, "%s%s %zu of %zu", clear, stage, done, all);
    }
}

void ap_output_error(ap_output output, const ap_error *err)
{
    if (!output.is_first) {
        return;
    }
    const char *what = *err->what == '\0' ? ap_status_words(err->status) : err->what;
    (void)fprintf(stderr, "%sapportion:%s %s%s%s\n", output.has_colour ? "\033[1;31m" : "",
                  output.has_colour ? "\033[0m" : "", err->where,
                  *err->where == '\0' ? "" : ": ", what);
}

void ap_output_problems(ap_output output, ap_problems *problems)
{
    ap_text text = {0};
    bool is_only_notes = ap_problems_count(problems, AP_PROBLEM) == 0;
    if (output.is_first && !(output.is_quiet && is_only_notes)) {
        ap_problems_print(problems, &text);
        (void)fputs(text.bytes == NULL ? "" : text.bytes, stderr);
    }
    ap_text_free(&text);
}

static ap_status unwritten(ap_error *err)
{
    return ap_fail(err, AP_IO, "standard output", "cannot be written: %s", strerror(errno));
}

ap_status ap_output_result(ap_output output, const ap_text *text, ap_error *err)
{
    if (text->failed) {
        return ap_fail(err, AP_NO_MEMORY, "standard output", "what is to be printed");
    }
    if (!output.is_first || text->length == 0) {
        return AP_OK;
    }
    if (fwrite(text->bytes, 1, text->length, stdout) != text->length) {
        return unwritten(err);
    }
    return AP_OK;
}

ap_status ap_output_path(ap_output output, const char *path, ap_error *err)
{
    if (output.is_first && printf("%s\n", path) < 0) {
        return unwritten(err);
    }
    return AP_OK;
}

ap_status ap_output_end(ap_output output, ap_error *err)
{
    if (output.is_first && (fflush(stdout) != 0 || ferror(stdout) != 0)) {
        return unwritten(err);
    }
    return AP_OK;
}

/* How many characters of UTF-8 a terminal shows for these bytes. */
static size_t characters(const char *words, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)words[i] & 0xc0U) == 0x80U ? 0 : 1;
    }
    return count;
}

static size_t column_width(size_t columns, size_t rows, const char *const cells[],
                           size_t column)
{
    size_t width = 0;
    for (size_t row = 0; row < rows; row++) {
        const char *cell = cells[row * columns + column];
        size_t need = characters(cell, strlen(cell));
        width = need > width ? need : width;
    }
    return width;
}

/* The bytes of a cell that stand on one line of at most `room` characters: up to the last
 * space that fits, or all that fits where there is none. */
static size_t piece_length(const char *words, size_t room)
{
    size_t length = 0;
    size_t broken = 0;
    for (size_t shown = 0; words[length] != '\0'; length++) {
        bool begins = ((unsigned char)words[length] & 0xc0U) != 0x80U;
        if (words[length] == ' ') {
            broken = length;
        }
        if (begins && shown++ == room) {
            return broken > 0 ? broken : length;
        }
    }
    return length;
}

/* The next line of a row: of each cell what fits, which is then taken off. */
static void print_row_line(ap_text *text, size_t columns, const char *rest[],
                           const size_t widths[])
{
    size_t pad = 0;
    for (size_t column = 0; column < columns; column++) {
        size_t length = piece_length(rest[column], widths[column]);
        if (length > 0) {
            ap_text_print(text, "%*s%.*s", (int)pad, "", (int)length, rest[column]);
            pad = 0;
        }
        pad += widths[column] - characters(rest[column], length) + 2;
        rest[column] += length;
        rest[column] += strspn(rest[column], " ");
    }
    ap_text_print(text, "\n");
}

static bool is_printed(size_t columns, const char *const rest[])
{
    size_t column = 0;
    while (column < columns && *rest[column] == '\0') {
        column++;
    }
    return column == columns;
}

/* One row, on as many lines as its longest cell needs. */
static void print_row(ap_text *text, size_t columns, const char *const cells[],
                      const size_t widths[])
{
    const char *rest[AP_TABLE_COLUMNS];
    memcpy(rest, cells, columns * sizeof *rest);
    do {
        print_row_line(text, columns, rest, widths);
    } while (!is_printed(columns, rest));
}

static void print_table(ap_text *text, size_t columns, size_t rows,
                        const char *const cells[], const size_t widths[])
{
    for (size_t row = 0; row < rows; row++) {
        print_row(text, columns, cells + row * columns, widths);
    }
}

void ap_table_print(ap_text *text, size_t columns, size_t rows, const char *const cells[])
{
    size_t widths[AP_TABLE_COLUMNS];
    assert(columns <= AP_TABLE_COLUMNS);
    for (size_t column = 0; column < columns; column++) {
        widths[column] = column_width(columns, rows, cells, column);
    }
    print_table(text, columns, rows, cells, widths);
}

/* What narrow columns leave over goes to the others, a character to each in turn. */
static void share_room(size_t columns, const size_t full[], size_t spare, size_t widths[])
{
    size_t satisfied = 0; /* how many in a row */
    for (size_t column = 0; spare > 0 && satisfied < columns;
         column = (column + 1) % columns) {
        bool is_narrow = widths[column] < full[column];
        widths[column] += is_narrow ? 1 : 0;
        spare -= is_narrow ? 1 : 0;
        satisfied = is_narrow ? 0 : satisfied + 1;
    }
}

void ap_table_fit(ap_text *text, size_t columns, size_t rows, const char *const cells[],
                  const size_t limits[], size_t room)
{
    size_t full[AP_TABLE_COLUMNS];
    size_t widths[AP_TABLE_COLUMNS];
    size_t used = 2 * (columns - 1);
    assert(columns <= AP_TABLE_COLUMNS);
    for (size_t column = 0; column < columns; column++) {
        full[column] = column_width(columns, rows, cells, column);
        widths[column] = full[column] < limits[column] ? full[column] : limits[column];
        used += widths[column];
    }
    share_room(columns, full, room - used, widths);
    print_table(text, columns, rows, cells, widths);
}
