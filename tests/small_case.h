/* A small case in memory, so that a test can change one cell of it: tests/cases/two-places,
 * or risk-two-places, which has drivers besides. */
#ifndef APPORTION_TESTS_SMALL_CASE_H
#define APPORTION_TESTS_SMALL_CASE_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "data/load.h"

enum { SMALL_FILES = 24 };

typedef struct ap_small_case {
    size_t count;
    const char *names[SMALL_FILES];
    ap_text texts[SMALL_FILES];
} ap_small_case;

static inline ap_small_case small_case_of(const char *name, size_t count,
                                          const char *const names[])
{
    ap_small_case small = {.count = count};
    for (size_t i = 0; i < count; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/tests/cases/%s/%s", AP_ROOT, name, names[i]);
        small.names[i] = names[i];
        assert_int_equal(ap_file_read(path, &small.texts[i], NULL), AP_OK);
    }
    return small;
}

static inline ap_small_case small_case(void)
{
    static const char *const names[] = {
        "case.ini",        "places.csv",  "need.csv",    "blends.csv",
        "programmes.csv",  "pools.csv",   "sources.csv", "contributions.csv",
        "eligibility.csv", "schemes.csv", "rules.csv",   "options.csv",
        "pace.csv",
    };
    return small_case_of("two-places", sizeof names / sizeof names[0], names);
}

static inline ap_small_case small_risk_case(void)
{
    static const char *const names[] = {
        "case.ini",    "places.csv",        "need.csv",          "programmes.csv",
        "pools.csv",   "sources.csv",       "contributions.csv", "eligibility.csv",
        "schemes.csv", "rules.csv",         "risk_share.csv",    "profiles.csv",
        "drivers.csv", "driver_points.csv", "exposures.csv",     "stresses.csv",
        "actuals.csv",
    };
    return small_case_of("risk-two-places", sizeof names / sizeof names[0], names);
}

static inline ap_text *small_file(ap_small_case *small, const char *name)
{
    for (size_t i = 0; i < small->count; i++) {
        if (strcmp(small->names[i], name) == 0) {
            return &small->texts[i];
        }
    }
    fail_msg("the small case has no %s", name);
    return NULL;
}

/* Put `to` in place of `from`, which must be in the file exactly once. */
static inline void small_change(ap_small_case *small, const char *name, const char *from,
                                const char *to)
{
    ap_text *text = small_file(small, name);
    const char *at = strstr(text->bytes, from);
    if (at == NULL || strstr(at + 1, from) != NULL) {
        fail_msg("%s does not have \"%s\" exactly once", name, from);
        return;
    }
    ap_text changed = {0};
    ap_text_add(&changed, text->bytes, (size_t)(at - text->bytes));
    ap_text_print(&changed, "%s%s", to, at + strlen(from));
    ap_text_free(text);
    *text = changed;
}

/* The whole file is this. */
static inline void small_put(ap_small_case *small, const char *name, const char *words)
{
    ap_text *text = small_file(small, name);
    ap_text_free(text);
    *text = (ap_text){0};
    ap_text_print(text, "%s", words);
}

static inline void small_append(ap_small_case *small, const char *name, const char *line)
{
    ap_text_print(small_file(small, name), "%s\n", line);
}

/* The file is called otherwise from here on; NULL: it is gone. */
static inline void small_rename(ap_small_case *small, const char *name, const char *other)
{
    size_t at = (size_t)(small_file(small, name) - small->texts);
    small->names[at] = other;
    if (other == NULL) {
        small->count--;
        ap_text_free(&small->texts[at]);
        small->names[at] = small->names[small->count];
        small->texts[at] = small->texts[small->count];
    }
}

static inline ap_status small_load_as(const ap_small_case *small, ap_scope scope,
                                      ap_problems *problems, ap_case **out, ap_error *err)
{
    ap_case_file files[SMALL_FILES];
    for (size_t i = 0; i < small->count; i++) {
        files[i] = (ap_case_file){.name = small->names[i],
                                  .bytes = small->texts[i].bytes,
                                  .length = small->texts[i].length};
    }
    return ap_case_load_files("two-places", scope, small->count, files, problems, out, err);
}

static inline ap_status small_load(const ap_small_case *small, ap_problems *problems,
                                   ap_case **out, ap_error *err)
{
    return small_load_as(small, AP_SCOPE_ALL, problems, out, err);
}

static inline void small_free(ap_small_case *small)
{
    for (size_t i = 0; i < small->count; i++) {
        ap_text_free(&small->texts[i]);
    }
}

/* The small case as it is; the caller's to free. */
static inline ap_case *small_loaded(void)
{
    ap_small_case small = small_case();
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    if (small_load(&small, problems, &inputs, &err) != AP_OK) {
        ap_text text = {0};
        ap_problems_print(problems, &text);
        fail_msg("%s: %s\n%s", err.where, err.what, text.bytes);
    }
    ap_problems_free(problems);
    small_free(&small);
    return inputs;
}

#endif
