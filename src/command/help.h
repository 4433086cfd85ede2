/** `apportion help`, --help and --version: how the program is used, from the tables of
 * options.h and the list of statuses. No line is over 80 columns. */
#ifndef APPORTION_COMMAND_HELP_H
#define APPORTION_COMMAND_HELP_H

#include "apportion/status.h"
#include "base/ranks.h"
#include "base/text.h"
#include "data/options.h"

/** The help of a command, AP_NO_COMMAND: of the program, added to text. */
void ap_help_print(ap_command_id topic, ap_text *text);

/** The versions of the program and of the libraries that it runs with, one a line. */
void ap_version_print(ap_text *text);

/** Help about options->topic, or with --version the versions, on standard output. Called by
 * every rank; rank 0 alone works. */
ap_status ap_command_help(const ap_options *options, ap_ranks ranks, ap_error *err);

#endif
