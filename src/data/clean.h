/** One cell's text as its author meant it, and the name of a column.
 *
 * What is cleaned is what cannot be seen: spaces around the text and no-break spaces,
 * characters without width, non-breaking hyphens, and the wrappings that keep Excel from
 * reading a code as a number. Text here is UTF-8.
 */
#ifndef APPORTION_DATA_CLEAN_H
#define APPORTION_DATA_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/** What ap_clean_cell did that a person should hear of; they add up. */
typedef enum ap_cleaned {
    AP_CLEANED_INVISIBLE = 1,  /**< took out characters that cannot be seen */
    AP_CLEANED_WRAPPER = 2,    /**< unwrapped ="00123" */
    AP_CLEANED_APOSTROPHE = 4, /**< took off a leading apostrophe */
} ap_cleaned;

/** Make `to` (begun afresh) the clean text of a cell. Returns what was done, 0 for nothing
 * worth saying. An apostrophe that has a partner is a quotation and stays. */
unsigned ap_clean_cell(const char *bytes, size_t length, ap_text *to);

enum { AP_NAME_SIZE = 128 };

/** A column's name to compare by: small letters, "_" for spaces, hyphens and line ends,
 * without the unit at the end: "Weighted  Population" is "weighted_population", "Amount
 * (£000)" and "amount £" are "amount". Cut to AP_NAME_SIZE - 1 bytes. Returns out. */
const char *ap_clean_name(const char *header, char out[AP_NAME_SIZE]);

/** Do both name the same column? */
bool ap_clean_same_name(const char *a, const char *b);

/** Does the text begin with one of the words, in any capitals and with or without an "s"?
 * The word ends there: "total_mobility" is a key and does not begin with "total". */
bool ap_clean_begins_with(const char *text, size_t count, const char *const words[]);

/** Does the text say that figures are in thousands or millions: "£000s", "£'000", "£k",
 * "£ m", "(000s)", "(thousands)"? "£6.2m" says it of one figure only: no. */
bool ap_clean_is_scaled(const char *text);

#endif
