/** Adding to the problems of a case's tables, in one statement. */
#ifndef APPORTION_DATA_FINDING_H
#define APPORTION_DATA_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "data/problems.h"
#include "data/schema.h"

/** Where a problem is: a cell, a row or a file. */
typedef struct ap_spot {
    const char *file;
    long line;          /**< 0: the whole file */
    const char *column; /**< "" when it is not about one column */
    const char *value;
} ap_spot;

/** The cell in this column of row `at` of the named table. */
ap_spot ap_spot_of(const ap_case *inputs, const char *table, size_t at, const char *column,
                   const char *value);

/** The setting where it stands in case.ini; line 0 where it is not given. */
ap_spot ap_spot_of_setting(const ap_case *inputs, const char *setting);

/** Add a problem; the rule is printed. */
void ap_find(ap_problems *problems, ap_spot spot, const char *remedy, const char *rule, ...)
    __attribute__((format(printf, 4, 5)));

enum { AP_REMEDY_SIZE = 256 };

/** AP_BAD_INPUT, with how many in the error, when problems were found since there were
 * `before` of them; else AP_OK. `where` is the file. */
ap_status ap_find_verdict(const ap_problems *problems, size_t before, const char *where,
                          ap_error *err);

/** 'did you mean "acute"?' where one of count words is near to the word, else `otherwise`.
 * Written to out, AP_REMEDY_SIZE bytes; returns out. */
const char *ap_suggest(const char *word, size_t count, const char *const words[],
                       const char *otherwise, char out[]);

/** The same among what the column of a table holds, each "|" dividing two words. */
const char *ap_suggest_of(const char *word, const ap_case *inputs, const char *table,
                          const char *column, char out[]);

/** Is there a problem with this column of the file or with the file as a whole, so that
 * what is wrong may only follow from it? */
bool ap_is_in_doubt(ap_problems *problems, const char *file, const char *column);

#endif
