#include "import/layout.h"

#include <ctype.h>
#include <stdint.h>

#include "base/text.h"
#include "data/clean.h"

static bool goes_by(const ap_known_column *known, const char *name)
{
    for (size_t n = 0; n < AP_COLUMN_NAMES && known->names[n] != NULL; n++) {
        /* Cleaning names takes longer than reading a hundred rows. */
        bool may_be =
            tolower((unsigned char)name[0]) == tolower((unsigned char)known->names[n][0]);
        if (may_be && ap_clean_same_name(known->names[n], name)) {
            return true;
        }
    }
    return false;
}

static void add_problem(const ap_header *header, ap_problem problem, ap_problems *problems)
{
    problem.severity = AP_PROBLEM;
    problem.file = header->file;
    problem.line = header->line;
    ap_problems_add(problems, problem);
}

/* The column of the header, or SIZE_MAX. Two of them are a problem. */
static size_t find(const ap_header *header, const ap_known_column *known,
                   ap_problems *problems, bool *is_good)
{
    size_t found = SIZE_MAX;
    for (size_t j = 0; j < header->count; j++) {
        if (!goes_by(known, header->names[j])) {
            continue;
        }
        if (found != SIZE_MAX) {
            add_problem(header,
                        (ap_problem){.column = header->names[j],
                                     .value = header->names[found],
                                     .rule = "a column stands in the file once, under one "
                                             "of its names",
                                     .remedy = "take out one of the two columns"},
                        problems);
            *is_good = false;
        }
        found = j;
    }
    return found;
}

/* "ICS22 (or ICB), G&A WP": the names that are looked for. */
static void list_missing(size_t count, const ap_known_column known[], const size_t at[],
                         ap_text *list)
{
    for (size_t k = 0; k < count; k++) {
        if (at[k] != SIZE_MAX || !known[k].is_required) {
            continue;
        }
        ap_text_print(list, "%s%s", list->length == 0 ? "" : ", ", known[k].names[0]);
        for (size_t n = 1; n < AP_COLUMN_NAMES && known[k].names[n] != NULL; n++) {
            ap_text_print(list, " (or %s)", known[k].names[n]);
        }
    }
}

static void add_missing(const ap_header *header, const ap_text *missing,
                        ap_problems *problems)
{
    ap_text rule = {0};
    ap_text found = {0};
    for (size_t j = 0; j < header->count; j++) {
        ap_text_print(&found, "%s%s", j == 0 ? "" : ", ", header->names[j]);
    }
    ap_text_print(
        &rule,
        "the header row names every required column; this one lacks %s. Its columns "
        "are %s",
        missing->bytes, found.bytes == NULL ? "none" : found.bytes);
    add_problem(header,
                (ap_problem){.rule = rule.bytes,
                             .remedy = "use the file as it was published, or give its "
                                       "columns these names"},
                problems);
    ap_text_free(&rule);
    ap_text_free(&found);
}

bool ap_layout_find(const ap_header *header, size_t count, const ap_known_column known[],
                    ap_problems *problems, size_t at[])
{
    bool is_good = true;
    ap_text missing = {0};
    for (size_t k = 0; k < count; k++) {
        at[k] = find(header, &known[k], problems, &is_good);
    }
    list_missing(count, known, at, &missing);
    if (missing.length > 0) {
        add_missing(header, &missing, problems);
        is_good = false;
    }
    ap_text_free(&missing);
    return is_good;
}
