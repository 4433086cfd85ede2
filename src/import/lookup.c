#include "import/lookup.h"

#include <stdlib.h>

#include <strings.h>

static int compare(const void *a, const void *b)
{
    const ap_named *one = a;
    const ap_named *other = b;
    int order = strcasecmp(one->name, other->name);
    if (order != 0) {
        return order;
    }
    return (one->item > other->item) - (one->item < other->item);
}

void ap_named_sort(size_t count, ap_named list[])
{
    qsort(list, count, sizeof list[0], compare);
}

size_t ap_named_first(size_t count, const ap_named list[], const char *name)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcasecmp(list[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && strcasecmp(list[low].name, name) == 0 ? low : count;
}

size_t ap_named_end(size_t count, const ap_named list[], size_t first)
{
    size_t end = first;
    while (end < count && strcasecmp(list[end].name, list[first].name) == 0) {
        end++;
    }
    return end;
}
