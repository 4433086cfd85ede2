/** Finding items by name, capitals aside, in a list that is sorted once. */
#ifndef APPORTION_IMPORT_LOOKUP_H
#define APPORTION_IMPORT_LOOKUP_H

#include <stddef.h>

typedef struct ap_named {
    const char *name; /**< borrowed */
    size_t item;
} ap_named;

/** Sort by name, capitals of A to Z aside; items of one name by their number. */
void ap_named_sort(size_t count, ap_named list[]);

/** The first of a sorted list that has this name, or count. */
size_t ap_named_first(size_t count, const ap_named list[], const char *name);

/** Where those end that have the same name as the one at `first`; count when first is. */
size_t ap_named_end(size_t count, const ap_named list[], size_t first);

#endif
