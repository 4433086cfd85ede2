#include "data/keys.h"

#include <stdlib.h>
#include <string.h>

typedef struct ap_keyed {
    const char *key;
    size_t row;
} ap_keyed;

struct ap_keys {
    size_t count;
    ap_keyed rows[]; /**< by key, then by row */
};

static int compare(const void *a, const void *b)
{
    const ap_keyed *one = a;
    const ap_keyed *other = b;
    int order = strcmp(one->key, other->key);
    if (order != 0) {
        return order;
    }
    return (one->row > other->row) - (one->row < other->row);
}

ap_status ap_keys_new(const ap_schema_table *table, const ap_case *inputs, ap_keys **out,
                      ap_error *err)
{
    size_t count = 0;
    void *rows = ap_schema_rows(table, inputs, &count);
    ap_keys *keys = malloc(sizeof *keys + count * sizeof keys->rows[0]);
    if (keys == NULL) {
        return ap_fail(err, AP_NO_MEMORY, table->file, "no memory for %zu keys", count);
    }
    keys->count = count;
    for (size_t i = 0; i < count; i++) {
        keys->rows[i] = (ap_keyed){ap_schema_row(table, rows, i)->key, i};
    }
    qsort(keys->rows, count, sizeof keys->rows[0], compare);
    *out = keys;
    return AP_OK;
}

size_t ap_keys_find(const ap_keys *keys, const char *key)
{
    size_t low = 0;
    size_t high = keys->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(keys->rows[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_found = low < keys->count && strcmp(keys->rows[low].key, key) == 0;
    return is_found ? keys->rows[low].row : AP_NONE;
}

void ap_keys_free(ap_keys *keys)
{
    free(keys);
}
