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

/* How many characters of UTF-8 a terminal shows. */
static size_t characters(const char *words)
{
    size_t count = 0;
    for (; *words != '\0'; words++) {
        count += ((unsigned char)*words & 0xc0U) == 0x80U ? 0 : 1;
    }
    return count;
}

static size_t column_width(size_t columns, size_t rows, const char *const cells[],
                           size_t column)
{
    size_t width = 0;
    for (size_t row = 0; row < rows; row++) {
        size_t need = characters(cells[row * columns + column]);
        width = need > width ? need : width;
    }
    return width;
}

void ap_table_print(ap_text *text, size_t columns, size_t rows, const char *const cells[],
                    const bool is_right[])
{
    size_t widths[AP_TABLE_COLUMNS];
    assert(columns <= AP_TABLE_COLUMNS);
    for (size_t column = 0; column < columns; column++) {
        widths[column] = column_width(columns, rows, cells, column);
    }
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            const char *cell = cells[row * columns + column];
            int room = (int)(widths[column] - characters(cell));
            bool is_last = column + 1 == columns;
            bool is_set_right = is_right != NULL && is_right[column];
            ap_text_print(text, "%*s%s%*s%s", is_set_right ? room : 0, "", cell,
                          is_set_right || is_last ? 0 : room, "", is_last ? "\n" : "  ");
        }
    }
}

void ap_json_words(ap_text *text, const char *words)
{
    if (words == NULL) {
        ap_text_print(text, "null");
        return;
    }
    ap_text_add(text, "\"", 1);
    for (const char *at = words; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ') {
            ap_text_print(text, "\\u%04x", (unsigned)(unsigned char)*at);
        } else if (*at == '"' || *at == '\\') {
            ap_text_print(text, "\\%c", *at);
        } else {
            ap_text_add(text, at, 1);
        }
    }
    ap_text_add(text, "\"", 1);
}
