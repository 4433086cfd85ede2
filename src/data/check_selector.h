/** Selectors of a table and the words that they may name. */
#ifndef APPORTION_DATA_CHECK_SELECTOR_H
#define APPORTION_DATA_CHECK_SELECTOR_H

#include "data/checking.h"
#include "data/finding.h"

/** A column that holds a selector, and where the words are that it may name. */
typedef struct ap_selector_column {
    const char *name;
    size_t offset; /**< of its text in the row struct */
    const char *table;
    const char *column;
} ap_selector_column;

/** The longest word of a selector, and a zero byte. */
enum { AP_SELECTED_SIZE = 128 };

/** The selector of this column in a row. */
const char *ap_selector_in(const ap_selector_column *column, const void *row);

/** Every word of the selector must be one that its table has: of "a|b", both. Blank selects
 * all. */
void ap_check_selector(const ap_checking *checking, ap_spot spot,
                       const ap_selector_column *column, const char *selector);

#endif
