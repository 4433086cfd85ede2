/** The problems of a case's inputs: all of them, not the first.
 *
 * A problem says what to open (file, line as Excel shows it, column), which value, which
 * rule it breaks and how to mend it. A note (a warning) is a problem that does not stop a
 * run: "read as Windows-1252", "a lone dash was read as zero".
 */
#ifndef APPORTION_DATA_PROBLEMS_H
#define APPORTION_DATA_PROBLEMS_H

#include <stddef.h>

#include "base/text.h"

typedef enum ap_severity { AP_NOTE, AP_PROBLEM } ap_severity;

typedef struct ap_problem {
    ap_severity severity;
    const char *file;   /**< "schemes.csv"; all text here is owned by the list */
    long line;          /**< as Excel numbers rows, from 1; 0: the whole file */
    const char *column; /**< "" when it is not about one column */
    const char *value;  /**< the value as it stands in the file, "" when there is none */
    const char *rule;   /**< what must hold: "a rate is written 5.66% or 0.0566" */
    const char *remedy; /**< what to do: "write 5.66% if 5.66 per cent is meant" */
} ap_problem;

typedef struct ap_problems ap_problems;

/** NULL on no memory. The caller's to free. */
ap_problems *ap_problems_new(void);

/** Add a problem; all text is copied, NULL text counts as "". One that finds no memory is
 * still counted, so that a case with problems is never taken for a good one. */
void ap_problems_add(ap_problems *problems, ap_problem problem);

/** How many of this severity there are. */
size_t ap_problems_count(const ap_problems *problems, ap_severity severity);

/** All of them in order of file, line and arrival; *count is how many. Borrowed until the
 * next ap_problems_add. */
const ap_problem *ap_problems_all(ap_problems *problems, size_t *count);

/** One paragraph a problem, for a person. */
void ap_problems_print(ap_problems *problems, ap_text *text);

/** The same as CSV with a header row: severity,file,line,column,value,rule,remedy. Text
 * that Excel would compute (it begins with "=", "+", "-" or "@") gets an apostrophe before
 * it, for a value comes from somebody else's file. */
void ap_problems_csv(ap_problems *problems, ap_text *text);

/** NULL is ignored. */
void ap_problems_free(ap_problems *problems);

#endif
