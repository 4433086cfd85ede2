/** Where words go: results to standard output, words to standard error.
 *
 * Only rank 0 prints. Progress is shown only on a terminal; colour only there and only
 * where NO_COLOR does not forbid it. The last line of a command that writes a workbook is
 * its path, alone, on standard output; with --json standard output is one JSON object, in
 * which the path is a member.
 */
#ifndef APPORTION_COMMAND_OUTPUT_H
#define APPORTION_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/ranks.h"
#include "base/text.h"
#include "data/options.h"
#include "data/problems.h"

typedef struct ap_output {
    bool is_first;    /**< rank 0: the others print nothing */
    bool is_quiet;    /**< no words but errors */
    bool is_verbose;  /**< more words */
    bool is_terminal; /**< standard error is one: progress is shown */
    bool has_colour;
} ap_output;

ap_output ap_output_of(const ap_options *options, ap_ranks ranks);

/** A line of words on standard error, unless quiet. */
void ap_output_say(ap_output output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** A line of words on standard error, only with --verbose. */
void ap_output_detail(ap_output output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** How far a stage has come, on a line of the terminal that the next call replaces; NULL as
 * stage clears the line. Before anything else is printed the line must be cleared. */
void ap_output_progress(ap_output output, const char *stage, size_t done, size_t all);

/** "apportion: WHERE: WHAT" on standard error, also when quiet. */
void ap_output_error(ap_output output, const ap_error *err);

/** The problems of a case, in words on standard error; notes are left out when quiet and
 * nothing is a problem. */
void ap_output_problems(ap_output output, ap_problems *problems);

/** A result, on standard output. AP_IO when it cannot be written; when text has failed,
 * AP_NO_MEMORY. */
ap_status ap_output_result(ap_output output, const ap_text *text, ap_error *err);

/** A path, alone on a line of standard output. */
ap_status ap_output_path(ap_output output, const char *path, ap_error *err);

/** See to it that all results have left; AP_IO when they could not. */
ap_status ap_output_end(ap_output output, ap_error *err);

enum { AP_TABLE_COLUMNS = 16 };

/** Cells in columns that line up, added to text: `rows` rows of `columns` cells each, at
 * most AP_TABLE_COLUMNS. */
void ap_table_print(ap_text *text, size_t columns, size_t rows, const char *const cells[]);

/** The same in lines of at most `room` characters: a column is no wider than its longest
 * cell and, where not all find room, than its limit, and what does not fit into a cell goes
 * on below. Limits and two spaces between columns are at most `room` together. */
void ap_table_fit(ap_text *text, size_t columns, size_t rows, const char *const cells[],
                  const size_t limits[], size_t room);

#endif
