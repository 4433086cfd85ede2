/** What libxlsxwriter cannot do, added to the finished package with libzip: the document's
 * language (dc:language) and the real cell style "Heading 1" on every A1. Byte-stable. */
#ifndef APPORTION_RECORD_BOOK_FINISH_H
#define APPORTION_RECORD_BOOK_FINISH_H

#include "apportion/status.h"

/** Edit the package that stands under its temporary name, and put the whole of it at path.
 * AP_IO when a part of it is cut short: libxlsxwriter does not notice a full disk. */
ap_status ap_book_finish(const char *temporary, const char *path, ap_error *err);

#endif
