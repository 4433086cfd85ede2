/** A mapping from text and what it makes of practices. */
#ifndef APPORTION_TESTS_MAPPING_FIXTURE_H
#define APPORTION_TESTS_MAPPING_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/files.h"
#include "import/mapping.h"

typedef struct ap_mapped {
    ap_status status;
    ap_problems *problems;
    ap_mapping *mapping; /**< NULL when it could not be read */
    size_t *place_of;    /**< of each practice */
} ap_mapped;

/** Read the text as a file of this name, in the folder of the test. */
static inline ap_mapped mapped_read(const char *file, const char *text)
{
    ap_mapped mapped = {.problems = ap_problems_new()};
    assert_int_equal(ap_file_write(file, text, strlen(text), NULL), AP_OK);
    mapped.status = ap_mapping_read(file, mapped.problems, &mapped.mapping, NULL);
    assert_int_equal(unlink(file), 0);
    return mapped;
}

/** Make it without a file. */
static inline ap_mapped mapped_made(ap_mapping_kind kind, const ap_practices *practices,
                                    const char *icb)
{
    ap_mapped mapped = {.problems = ap_problems_new()};
    mapped.status =
        ap_mapping_made(kind, practices, icb, mapped.problems, &mapped.mapping, NULL);
    return mapped;
}

/** Apply it, if it could be read. */
static inline void mapped_apply(ap_mapped *mapped, const ap_practices *practices,
                                const char *icb)
{
    mapped->place_of = calloc(practices->count + 1, sizeof *mapped->place_of);
    assert_non_null(mapped->place_of);
    if (mapped->mapping != NULL) {
        mapped->status = ap_mapping_apply(mapped->mapping, practices, icb, mapped->problems,
                                          mapped->place_of, NULL);
    }
}

/** The key of the place of practice p, "-" for none. */
static inline const char *mapped_key(const ap_mapped *mapped, size_t p)
{
    size_t place = mapped->place_of[p];
    return place == AP_NONE ? "-" : mapped->mapping->places[place].key;
}

static inline void mapped_free(ap_mapped *mapped)
{
    ap_mapping_free(mapped->mapping);
    ap_problems_free(mapped->problems);
    free(mapped->place_of);
}

#endif
