/** A report as an Excel workbook. book.c is the only file that knows libxlsxwriter;
 * book_finish.c edits the package afterwards (libzip) for what the library cannot do.
 *
 * The same report gives the same bytes. The workbook is written under a temporary name,
 * flushed and renamed. NaN and infinity are refused at one point (AP_INTERNAL).
 */
#ifndef APPORTION_RECORD_BOOK_H
#define APPORTION_RECORD_BOOK_H

#include "record/report.h"

/** Write the workbook. Rank 0 only. AP_CANNOT_CREATE or AP_IO: nothing is left behind. */
ap_status ap_book_write(const ap_report *report, ap_profile profile, const char *path,
                        ap_error *err);

/** "libxlsxwriter 1.1.4". */
const char *ap_book_version(void);

#endif
