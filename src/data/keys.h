/** Finding the row of a key. */
#ifndef APPORTION_DATA_KEYS_H
#define APPORTION_DATA_KEYS_H

#include <stddef.h>

#include "apportion/status.h"
#include "data/schema.h"

typedef struct ap_keys ap_keys;

/** An index of the keys of a table's rows, borrowed from them. *out is the caller's to
 * free. */
ap_status ap_keys_new(const ap_schema_table *table, const ap_case *inputs, ap_keys **out,
                      ap_error *err);

/** The first row, in the order of the file, that has this key, or AP_NONE. */
size_t ap_keys_find(const ap_keys *keys, const char *key);

/** NULL is ignored. */
void ap_keys_free(ap_keys *keys);

#endif
