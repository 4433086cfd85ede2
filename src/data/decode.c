#include "data/decode.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <iconv.h>

/* Bytes at the beginning of a file that say what it is. */
typedef struct ap_mark {
    const char *bytes;
    size_t length;
    const char *encoding; /* for a person; NULL: it is not text */
    const char *from;     /* for iconv; where it is not text, what it is instead */
} ap_mark;

static const ap_mark marks[] = {
    {"\xef\xbb\xbf", 3, "UTF-8 with byte order mark", "UTF-8"},
    {"\xff\xfe", 2, "UTF-16", "UTF-16LE"},
    {"\xfe\xff", 2, "UTF-16", "UTF-16BE"},
    {"PK\x03\x04", 4, NULL, "an Excel workbook"},
    {"\xd0\xcf\x11\xe0", 4, NULL, "an old Excel workbook"},
    {"%PDF", 4, NULL, "a PDF"},
};

static const ap_mark *mark_of(const char *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const ap_mark *mark = &marks[i];
        if (length >= mark->length && memcmp(bytes, mark->bytes, mark->length) == 0) {
            return mark;
        }
    }
    return NULL;
}

/* Convert into text, begun afresh. *wrong is where the first byte stands that has no
 * meaning, SIZE_MAX when all have one. */
static ap_status convert(const char *from, const char *bytes, size_t length, ap_text *text,
                         size_t *wrong, ap_error *err)
{
    iconv_t converter = iconv_open("UTF-8", from);
    /* iconv's word for failure is an address that is none. */
    if ((intptr_t)converter == -1) {
        return ap_fail(err, AP_IO, from, "this system's iconv cannot read the encoding");
    }
    text->length = 0;
    *wrong = SIZE_MAX;
    char *in = (char *)bytes; /* iconv does not write to it */
    size_t left = length;
    while (left > 0 && *wrong == SIZE_MAX) {
        char room[4096];
        char *out = room;
        size_t free_room = sizeof room;
        size_t done = iconv(converter, &in, &left, &out, &free_room);
        if (done == (size_t)-1 && errno != E2BIG) {
            *wrong = length - left;
        }
        ap_text_add(text, room, sizeof room - free_room);
    }
    (void)iconv_close(converter);
    return text->failed ? ap_fail(err, AP_NO_MEMORY, from, "decoding") : AP_OK;
}

/* The row, as Excel shows it, in which the byte at `end` stands: line ends between
 * quotation marks do not start a row. */
static long row_of(const char *bytes, size_t end)
{
    long row = 1;
    bool is_quoted = false;
    for (size_t i = 0; i < end; i++) {
        bool is_end = bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
        is_quoted = is_quoted != (bytes[i] == '"');
        row += is_end && !is_quoted ? 1 : 0;
    }
    return row;
}

/* CRLF and lone CR become LF. Returns whether there was a lone CR. */
static bool unify_lines(ap_text *text)
{
    bool has_lone = false;
    size_t length = 0;
    for (size_t i = 0; i < text->length; i++) {
        bool is_lone = text->bytes[i] == '\r' && text->bytes[i + 1] != '\n';
        has_lone = has_lone || is_lone;
        if (is_lone) {
            text->bytes[length++] = '\n';
        } else if (text->bytes[i] != '\r') {
            text->bytes[length++] = text->bytes[i];
        }
    }
    if (text->bytes != NULL) {
        text->bytes[length] = '\0';
    }
    text->length = length;
    return has_lone;
}

static void refuse(ap_problems *problems, const char *file, long line, const char *value)
{
    ap_problems_add(
        problems,
        (ap_problem){.severity = AP_PROBLEM,
                     .file = file,
                     .line = line,
                     .value = value,
                     .rule = "a table is a text file, in UTF-8, UTF-16 or Windows-1252",
                     .remedy = "open it in Excel and save the sheet as \"CSV UTF-8\""});
}

static void note(ap_problems *problems, const char *file, const char *rule)
{
    ap_problems_add(problems,
                    (ap_problem){.severity = AP_NOTE, .file = file, .rule = rule});
}

/* Convert bytes that begin after their mark; mark NULL: UTF-8 or else Windows-1252. */
static ap_status decode(const ap_mark *mark, const char *bytes, size_t length,
                        ap_text *text, const char **encoding, size_t *wrong, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(convert(mark == NULL ? "UTF-8" : mark->from, bytes, length, text, wrong, err));
    *encoding = mark == NULL ? "UTF-8" : mark->encoding;
    if (mark == NULL && *wrong != SIZE_MAX) {
        AP_TRY(convert("WINDOWS-1252", bytes, length, text, wrong, err));
        *encoding = "Windows-1252";
    }
done:
    return status;
}

/* Is what was decoded text? If not, that is a problem. */
static bool is_text(const char *file, const char *bytes, size_t wrong, const ap_text *text,
                    ap_problems *problems)
{
    if (wrong != SIZE_MAX) {
        refuse(problems, file, row_of(bytes, wrong), "a byte that is no character");
        return false;
    }
    const char *zero = text->length == 0 ? NULL : memchr(text->bytes, '\0', text->length);
    if (zero != NULL) {
        refuse(problems, file, row_of(text->bytes, (size_t)(zero - text->bytes)),
               "a zero byte");
        return false;
    }
    return true;
}

ap_status ap_decode(const char *file, const char *bytes, size_t length,
                    ap_problems *problems, ap_text *text, const char **encoding,
                    ap_error *err)
{
    ap_status status = AP_OK;
    const ap_mark *mark = mark_of(bytes, length);
    *encoding = NULL;
    if (mark != NULL && mark->encoding == NULL) {
        refuse(problems, file, 0, mark->from);
        return AP_OK;
    }
    const char *body = bytes + (mark == NULL ? 0 : mark->length);
    const char *found = NULL;
    size_t wrong = SIZE_MAX;
    AP_TRY(decode(mark, body, length - (size_t)(body - bytes), text, &found, &wrong, err));
    if (is_text(file, body, wrong, text, problems)) {
        *encoding = found;
        if (strcmp(found, "Windows-1252") == 0) {
            note(problems, file, "read as Windows-1252, for it is not UTF-8");
        }
        if (unify_lines(text)) {
            note(problems, file, "a lone carriage return was read as the end of a line");
        }
    }
done:
    return status;
}
