/** The command line, understood by walking the tables of options.h.
 *
 * GNU style: --name value, --name=value, -o DIR, -oDIR, -qv; options and operands in any
 * order; "--" ends the options. An option that the command does not use, or that is given
 * twice, is an error: nothing is silently ignored.
 */
#ifndef APPORTION_DATA_COMMAND_LINE_H
#define APPORTION_DATA_COMMAND_LINE_H

#include "apportion/status.h"
#include "base/text.h"
#include "data/options.h"

/** Read a command line; arguments[0] is the program's name. out borrows the arguments.
 *
 * --help and --version anywhere turn the command into AP_COMMAND_HELP. AP_USAGE when it is
 * not understood: err says in one sentence what is wrong and, on a line of its own, which
 * help to try; where is the command's word. */
ap_status ap_options_parse(int count, char *const arguments[], ap_options *out,
                           ap_error *err);

/** Set the options that ap_options_record kept, and give those that it did not keep their
 * defaults. Text is copied to the arena. AP_BAD_INPUT when it is not understood. */
ap_status ap_options_recall(const char *arguments, ap_arena *arena, ap_options *options,
                            ap_error *err);

#endif
