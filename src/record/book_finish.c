#include "record/book_finish.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/files.h"
#include "base/text.h"

/* 1 January 1980, the first day that a zip archive can tell. */
enum { FIRST_DOS_DAY = 0x21 };

/* A part of the package in which a text was not found where it should be. */
static ap_status unexpected(const char *part, const char *sought, ap_error *err)
{
    return ap_fail(err, AP_INTERNAL, part, "there is no %s in this part of the workbook",
                   sought);
}

static ap_status read_part(zip_t *zip, const char *part, ap_text *out, ap_error *err)
{
    zip_file_t *file = zip_fopen(zip, part, 0);
    if (file == NULL) {
        return ap_fail(err, AP_INTERNAL, part, "%s", zip_strerror(zip));
    }
    char bytes[4096];
    zip_int64_t length = 0;
    while ((length = zip_fread(file, bytes, sizeof bytes)) > 0) {
        ap_text_add(out, bytes, (size_t)length);
    }
    (void)zip_fclose(file);
    if (length < 0 || out->failed || out->bytes == NULL) {
        return ap_fail(err, AP_IO, part, "this part of the workbook cannot be read");
    }
    return AP_OK;
}

/* The library keeps the bytes until the archive is closed, so they become its own: text is
 * empty afterwards. */
static ap_status replace_part(zip_t *zip, const char *part, ap_text *text, ap_error *err)
{
    zip_int64_t index = zip_name_locate(zip, part, 0);
    if (index < 0 || text->failed) {
        return ap_fail(err, AP_NO_MEMORY, part, "this part of the workbook");
    }
    zip_source_t *source = zip_source_buffer(zip, text->bytes, text->length, 1);
    if (source == NULL) {
        return ap_fail(err, AP_NO_MEMORY, part, "%s", zip_strerror(zip));
    }
    *text = (ap_text){0};
    zip_uint64_t at = (zip_uint64_t)index;
    if (zip_file_replace(zip, at, source, 0) != 0) {
        zip_source_free(source);
        return ap_fail(err, AP_IO, part, "%s", zip_strerror(zip));
    }
    if (zip_file_set_dostime(zip, at, 0, FIRST_DOS_DAY, 0) != 0) {
        return ap_fail(err, AP_IO, part, "%s", zip_strerror(zip));
    }
    return AP_OK;
}

static const char *found_in(const ap_text *text, const char *sought)
{
    return text->bytes == NULL ? NULL : strstr(text->bytes, sought);
}

static ap_status set_language(zip_t *zip, ap_error *err)
{
    static const char part[] = "docProps/core.xml";
    static const char end[] = "</cp:coreProperties>";
    ap_status status = AP_OK;
    ap_text old = {0};
    ap_text new = {0};
    AP_TRY(read_part(zip, part, &old, err));
    const char *at = found_in(&old, end);
    if (at == NULL) {
        status = unexpected(part, end, err);
        goto done;
    }
    ap_text_add(&new, old.bytes, (size_t)(at - old.bytes));
    ap_text_print(&new, "<dc:language>en-GB</dc:language>%s", at);
    AP_TRY(replace_part(zip, part, &new, err));
done:
    ap_text_free(&new);
    ap_text_free(&old);
    return status;
}

/* Which of the cell formats the titles have: the attribute s of the first sheet's A1. */
static ap_status find_title(zip_t *zip, unsigned long *format, ap_error *err)
{
    static const char part[] = "xl/worksheets/sheet1.xml";
    static const char cell[] = "<c r=\"A1\" s=\"";
    ap_status status = AP_OK;
    ap_text sheet = {0};
    AP_TRY(read_part(zip, part, &sheet, err));
    const char *at = found_in(&sheet, cell);
    if (at == NULL) {
        status = unexpected(part, cell, err);
        goto done;
    }
    *format = strtoul(at + strlen(cell), NULL, 10);
done:
    ap_text_free(&sheet);
    return status;
}

/* Copy from *from to the end of `list`, with `item` as its last and one more in its count,
 * `<list count="2">…</list>`, and move *from there. *count is what it was. */
static bool add_to_list(const char **from, const char *list, const char *item,
                        unsigned long *count, ap_text *out)
{
    char start[64];
    char end[64];
    (void)snprintf(start, sizeof start, "<%s count=\"", list);
    (void)snprintf(end, sizeof end, "</%s>", list);
    const char *head = strstr(*from, start);
    const char *foot = head == NULL ? NULL : strstr(head, end);
    if (foot == NULL) {
        return false;
    }
    char *rest = NULL;
    const char *number = head + strlen(start);
    *count = strtoul(number, &rest, 10);
    ap_text_add(out, *from, (size_t)(number - *from));
    ap_text_print(out, "%lu", *count + 1);
    ap_text_add(out, rest, (size_t)(foot - rest));
    ap_text_print(out, "%s", item);
    *from = foot;
    return true;
}

/* The nth "<xf " of the cell formats. */
static const char *find_format(const char *styles, unsigned long format)
{
    const char *at = strstr(styles, "<cellXfs ");
    for (unsigned long i = 0; at != NULL && i <= format; i++) {
        at = strstr(at + 1, "<xf ");
    }
    return at;
}

/* Three places make a named style: a style format, the cell format that points to it, and
 * the name. Style formats come first in the part, names last. */
static bool add_heading(const char *styles, unsigned long format, ap_text *out)
{
    static const char font_key[] = "fontId=\"";
    static const char style_key[] = "xfId=\"";
    const char *title = find_format(styles, format);
    const char *font = title == NULL ? NULL : strstr(title, font_key);
    const char *style = title == NULL ? NULL : strstr(title, style_key);
    if (font == NULL || style == NULL) {
        return false;
    }
    char item[160];
    (void)snprintf(item, sizeof item,
                   "<xf numFmtId=\"0\" fontId=\"%lu\" fillId=\"0\" borderId=\"0\"/>",
                   strtoul(font + strlen(font_key), NULL, 10));
    unsigned long index = 0;
    unsigned long names = 0;
    const char *from = styles;
    bool is_added = add_to_list(&from, "cellStyleXfs", item, &index, out);
    const char *number = style + strlen(style_key);
    if (!is_added || number < from) {
        return false;
    }
    ap_text_add(out, from, (size_t)(number - from));
    ap_text_print(out, "%lu", index);
    from = number + strspn(number, "0123456789");
    (void)snprintf(item, sizeof item,
                   "<cellStyle name=\"Heading 1\" xfId=\"%lu\" builtinId=\"16\"/>", index);
    is_added = add_to_list(&from, "cellStyles", item, &names, out);
    ap_text_add(out, from, strlen(from));
    return is_added;
}

static ap_status set_heading(zip_t *zip, ap_error *err)
{
    static const char part[] = "xl/styles.xml";
    ap_status status = AP_OK;
    unsigned long format = 0;
    ap_text old = {0};
    ap_text new = {0};
    AP_TRY(find_title(zip, &format, err));
    AP_TRY(read_part(zip, part, &old, err));
    if (old.bytes == NULL || !add_heading(old.bytes, format, &new)) {
        status =
            unexpected(part, "list of styles as the spreadsheet library writes it", err);
        goto done;
    }
    AP_TRY(replace_part(zip, part, &new, err));
done:
    ap_text_free(&new);
    ap_text_free(&old);
    return status;
}

/* Where the tag ends that begins here: at its ">"; NULL when it does not. */
static const char *tag_end(const char *tag)
{
    const char *end = tag + 1 + strcspn(tag + 1, "<>");
    return *end == '>' ? end : NULL;
}

static bool is_same_name(const char *a, const char *b)
{
    static const char ends[] = " />\r\n";
    size_t length = strcspn(a, ends);
    return length == strcspn(b, ends) && strncmp(a, b, length) == 0;
}

/* Does every element that begins end, and nothing follow the last? */
static bool is_whole(const char *xml)
{
    enum { DEEPEST = 64 };
    const char *open[DEEPEST];
    size_t depth = 0;
    const char *end = NULL;
    for (const char *tag = strchr(xml, '<'); tag != NULL; tag = strchr(end, '<')) {
        end = tag_end(tag);
        if (end == NULL || depth == DEEPEST) {
            return false;
        }
        bool is_closing = tag[1] == '/';
        bool is_alone = end[-1] == '/' || tag[1] == '?';
        if (is_closing && (depth == 0 || !is_same_name(open[--depth], tag + 2))) {
            return false;
        }
        if (!is_closing && !is_alone) {
            open[depth++] = tag + 1;
        }
    }
    return end != NULL && depth == 0 && end[1 + strspn(end + 1, " \r\n")] == '\0';
}

/* The spreadsheet library writes each part to a temporary file first and does not ask
 * whether all of it arrived there. */
static ap_status check_parts(zip_t *zip, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text part = {0};
    zip_int64_t count = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        ap_text_free(&part);
        AP_TRY(read_part(zip, name, &part, err));
        if (strlen(part.bytes) != part.length || !is_whole(part.bytes)) {
            AP_TRY(ap_fail(err, AP_IO, name,
                           "this part of the workbook is cut short: the folder of "
                           "temporary files (TMPDIR, else /tmp) is full; make room there "
                           "and run again"));
        }
    }
done:
    ap_text_free(&part);
    return status;
}

/* Edit the archive held by the source; the source holds the new one afterwards. */
static ap_status edit(zip_source_t *source, const char *path, ap_error *err)
{
    ap_status status = AP_OK;
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, 0, NULL);
    if (zip == NULL) {
        zip_source_free(source);
        return ap_fail(err, AP_IO, path, "the workbook cannot be opened to finish it");
    }
    AP_TRY(check_parts(zip, err));
    AP_TRY(set_language(zip, err));
    AP_TRY(set_heading(zip, err));
    if (zip_close(zip) != 0) {
        status = ap_fail(err, AP_IO, path, "%s", zip_strerror(zip));
        goto done;
    }
    zip = NULL;
done:
    if (zip != NULL) {
        zip_discard(zip);
    }
    return status;
}

static ap_status save(zip_source_t *source, const char *path, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text package = {0};
    char bytes[4096];
    zip_int64_t length = -1;
    if (zip_source_open(source) == 0) {
        while ((length = zip_source_read(source, bytes, sizeof bytes)) > 0) {
            ap_text_add(&package, bytes, (size_t)length);
        }
        (void)zip_source_close(source);
    }
    if (length < 0 || package.failed) {
        status = ap_fail(err, AP_IO, path, "the finished workbook cannot be read back");
        goto done;
    }
    AP_TRY(ap_file_write(path, package.bytes, package.length, err));
done:
    ap_text_free(&package);
    return status;
}

ap_status ap_book_finish(const char *temporary, const char *path, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text package = {0};
    zip_source_t *source = NULL;
    AP_TRY(ap_file_read(temporary, &package, err));
    source = zip_source_buffer_create(package.bytes, package.length, 1, NULL);
    if (source == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, path, "the workbook to finish");
        goto done;
    }
    package = (ap_text){0}; /* the source's from here on: it frees what it replaces */
    AP_TRY(edit(source, path, err));
    AP_TRY(save(source, path, err));
done:
    zip_source_free(source);
    ap_text_free(&package);
    return status;
}
