#include "import/slug.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/clean.h"
#include "import/lookup.h"

enum { LONGEST = 80 };

/* The key of a name by itself. An apostrophe divides no words: "King's Lynn" is
 * "kings_lynn". */
static char *slug_of(const char *name, ap_arena *arena)
{
    static const char *const totals[] = {"total", "subtotal"};
    char slug[LONGEST + 1];
    size_t length = 0;
    for (; *name != '\0' && length + 1 < LONGEST; name++) {
        if (isalnum((unsigned char)*name)) {
            slug[length++] = (char)tolower((unsigned char)*name);
        } else if (*name != '\'' && length > 0 && slug[length - 1] != '_') {
            slug[length++] = '_';
        }
    }
    length -= length > 0 && slug[length - 1] == '_' ? 1 : 0;
    slug[length] = '\0';
    if (length == 0) {
        return ap_arena_copy(arena, "place", strlen("place"));
    }
    bool is_total = ap_clean_begins_with(slug, 2, totals);
    return ap_arena_print(arena, "%s%s", is_total ? "place_" : "", slug);
}

/* The keys of names after the first that come to the same slug; a number that would make
 * the key of another name is passed over. */
static ap_status number_rest(size_t count, const ap_named slugs[], size_t first,
                             ap_arena *arena, const char *keys[])
{
    size_t number = 1;
    size_t end = ap_named_end(count, slugs, first);
    for (size_t k = first + 1; k < end; k++) {
        const char *key = NULL;
        do {
            number++;
            key = ap_arena_print(arena, "%s_%zu", slugs[first].name, number);
        } while (key != NULL && ap_named_first(count, slugs, key) < count);
        if (key == NULL) {
            return AP_NO_MEMORY;
        }
        keys[slugs[k].item] = key;
    }
    return AP_OK;
}

ap_status ap_slugs(size_t count, const char *const names[], ap_arena *arena,
                   const char *keys[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_named *slugs = calloc(count + 1, sizeof *slugs);
    for (size_t i = 0; i < count && slugs != NULL && status == AP_OK; i++) {
        keys[i] = slug_of(names[i], arena);
        slugs[i] = (ap_named){keys[i], i};
        status = keys[i] == NULL ? AP_NO_MEMORY : AP_OK;
    }
    if (slugs != NULL && status == AP_OK) {
        ap_named_sort(count, slugs);
        for (size_t k = 0; k < count && status == AP_OK;
             k = ap_named_end(count, slugs, k)) {
            status = number_rest(count, slugs, k, arena, keys);
        }
    }
    if (slugs == NULL || status != AP_OK) {
        status = ap_fail(err, AP_NO_MEMORY, "keys", "no memory for %zu of them", count);
    }
    free(slugs);
    return status;
}
