#include "record/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "record/book_finish.h"
#include "record/book_formula.h"
#include "record/book_pages.h"
#include "record/book_parts.h"
#include "record/book_rules.h"
#include "record/book_sheet.h"

static ap_status set_properties(ap_book *book)
{
    ap_status status = AP_OK;
    const ap_report *report = &book->pages->shown;
    lxw_doc_properties properties = {
        .title = (char *)report->title,
        .subject = (char *)report->subject,
        .author = (char *)report->author,
        .company = (char *)report->company,
    };
    if (!ap_moment_of(report->created, &properties.created)) {
        return ap_told(book, NULL, LXW_ERROR_PARAMETER_VALIDATION);
    }
    AP_TRY(ap_told(book, NULL, workbook_set_properties(book->book, &properties)));
    for (size_t i = 0; i < report->property_count; i++) {
        AP_TRY(ap_told(book, NULL,
                       workbook_set_custom_property_string(book->book,
                                                           report->properties[i].name,
                                                           report->properties[i].value)));
    }
done:
    return status;
}

static ap_status define_names(ap_book *book)
{
    ap_status status = AP_OK;
    const ap_report *report = &book->pages->shown;
    ap_text formula = {0};
    for (size_t i = 0; i < report->name_count; i++) {
        ap_text_free(&formula);
        ap_text_print(&formula, "=");
        AP_TRY(ap_formula_expand(report, NULL, 0, report->names[i].value, &formula,
                                 book->err));
        AP_TRY(ap_told(
            book, NULL,
            workbook_define_name(book->book, report->names[i].name, formula.bytes)));
    }
done:
    ap_text_free(&formula);
    return status;
}

static ap_status write_pages(ap_book *book)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < book->pages->count; i++) {
        const ap_page *page = &book->pages->pages[i];
        lxw_worksheet *to = workbook_add_worksheet(book->book, page->name);
        if (to == NULL) {
            return ap_fail(book->err, AP_INTERNAL, page->name, "the sheet was refused");
        }
        AP_TRY(ap_page_write(book, page, to));
    }
done:
    return status;
}

/* The spreadsheet library also prints what its answer says, and a failure is to be one
 * sentence: meanwhile standard error leads nowhere. */
static lxw_error close_quietly(lxw_workbook *book)
{
    (void)fflush(stderr);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0) {
        (void)dup2(nowhere, STDERR_FILENO);
    }
    lxw_error error = workbook_close(book);
    (void)fflush(stderr);
    if (kept >= 0) {
        (void)dup2(kept, STDERR_FILENO);
        (void)close(kept);
    }
    if (nowhere >= 0) {
        (void)close(nowhere);
    }
    return error;
}

/* Closing writes the file and frees the workbook, whatever it answers. */
static ap_status close_book(ap_book *book, const char *path)
{
    lxw_error error = close_quietly(book->book);
    book->book = NULL;
    if (error == LXW_NO_ERROR) {
        return AP_OK;
    }
    ap_status status = error == LXW_ERROR_CREATING_XLSX_FILE ? AP_CANNOT_CREATE : AP_IO;
    return ap_fail(book->err, status, path,
                   "the workbook cannot be written, most likely because the disk is full; "
                   "make room and run again (%s)",
                   lxw_strerror(error));
}

/* path is where the workbook will be, for messages. */
static ap_status fill(const ap_pages *pages, const char *temporary, const char *path,
                      ap_error *err)
{
    ap_status status = AP_OK;
    ap_book book = {.pages = pages, .err = err};
    book.book = workbook_new(temporary);
    if (book.book == NULL) {
        return ap_told(&book, NULL, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    AP_TRY(ap_book_formats(&book));
    AP_TRY(set_properties(&book));
    AP_TRY(write_pages(&book));
    AP_TRY(define_names(&book));
    AP_TRY(close_book(&book, path));
done:
    lxw_workbook_free(book.book);
    return status;
}

ap_status ap_book_write(const ap_report *report, ap_profile profile, const char *path,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_pages pages = {0};
    char *temporary = NULL;
    AP_TRY(ap_report_check(report, err));
    AP_TRY(ap_pages_of(report, profile, &pages, err));
    AP_TRY(ap_file_begin(path, &temporary, err));
    AP_TRY(fill(&pages, temporary, path, err));
    AP_TRY(ap_book_finish(temporary, path, err));
done:
    if (temporary != NULL) {
        ap_file_discard(temporary);
    }
    free(temporary);
    ap_pages_release(&pages);
    return status;
}

const char *ap_book_version(void)
{
    static char version[64];
    (void)snprintf(version, sizeof version, "libxlsxwriter %s", lxw_version());
    return version;
}
