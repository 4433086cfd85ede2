/** What `apportion pool` prints: the position in words, or as JSON. */
#ifndef APPORTION_COMMAND_POOL_PRINT_H
#define APPORTION_COMMAND_POOL_PRINT_H

#include "base/text.h"
#include "record/pool_report.h"

/** A table of the fences, one of the bottom lines, and the virements recommended. */
void ap_pool_print(const ap_pool_results *results, ap_text *text);

/** The same as a JSON object with the path of the workbook. */
void ap_pool_json(const ap_pool_results *results, const char *workbook, ap_text *text);

#endif
