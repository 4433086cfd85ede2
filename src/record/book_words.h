/** Text that a workbook may hold: UTF-8 without what XML forbids. */
#ifndef APPORTION_RECORD_BOOK_WORDS_H
#define APPORTION_RECORD_BOOK_WORDS_H

#include <stddef.h>

#include "apportion/status.h"

/** The characters of text of at most `most` of them; 0 when it is NULL, empty, not clean or
 * longer. */
size_t ap_words_length(const char *words, size_t most);

/** AP_INTERNAL at `where` when the length is 0: the program made the text, not the user. */
ap_status ap_words_check(const char *words, size_t most, const char *where,
                         const char *what, ap_error *err);

#endif
