/** How each format of a report looks in a workbook: one row a format. */
#ifndef APPORTION_RECORD_BOOK_LOOK_H
#define APPORTION_RECORD_BOOK_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "record/report.h"

enum { AP_FORMATS = AP_LINK + 1, AP_SHOWN_SIZE = 400 };

typedef struct ap_look {
    const char *number_format; /**< Excel's, brackets aligned; NULL: the general one */
    bool is_words;             /**< left of its cell, not right */
    double least;              /**< what may be typed over an input: a number, or the */
    double most;               /**< length of text */
    const char *prompt;        /**< says so; ASCII, 255 characters at most */
} ap_look;

/** Never NULL. */
const ap_look *ap_look_of(ap_format format);

/** The number much as its format shows it: at least as wide. Returns out. */
const char *ap_look_shown(ap_format format, double number, char out[AP_SHOWN_SIZE]);

#endif
