/** Whole numbers of 128 bits, and whole numbers as bytes that show when they are damaged.
 *
 * As bytes a number has seven bits to a byte, the lowest first; the top bit says that
 * another byte follows; each number has one way of being written. A number that may be
 * below zero is folded first: 0, -1, 1, -2, … become 0, 1, 2, 3, …, so small ones are
 * short.
 */
#ifndef APPORTION_RISK_WIDE_H
#define APPORTION_RISK_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

__extension__ typedef __int128 ap_wide;
__extension__ typedef unsigned __int128 ap_natural; /**< 0 and above */

/** The number's bytes, added to text. */
void ap_natural_put(ap_text *text, ap_natural number);
void ap_wide_put(ap_text *text, ap_wide number);

/** Bytes that are read from the front; borrowed. */
typedef struct ap_bytes {
    const unsigned char *at;
    size_t left;
    bool failed; /**< they ended, or a number was out of its range */
} ap_bytes;

/** The next number, from `least` to `most`. One that is not fails the bytes and is
 * `least`; so is every number after it. */
ap_natural ap_natural_take(ap_bytes *bytes, ap_natural least, ap_natural most);
ap_wide ap_wide_take(ap_bytes *bytes, ap_wide least, ap_wide most);

/** Seal what was added to text from `start` on: a checksum follows. */
void ap_bytes_seal(ap_text *text, size_t start);

/** What was sealed, borrowed; failed when the seal is broken. */
ap_bytes ap_bytes_sealed(const char *bytes, size_t length);

#endif
