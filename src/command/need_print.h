/** What `apportion need` prints. */
#ifndef APPORTION_COMMAND_NEED_PRINT_H
#define APPORTION_COMMAND_NEED_PRINT_H

#include "base/text.h"
#include "record/need_results.h"

/** Indices, targets and programmes of the places in lines of 80 columns, added to text. */
void ap_need_print(const ap_need_results *results, ap_text *text);

/** The same as one JSON object, not rounded. */
void ap_need_json(const ap_need_results *results, ap_text *text);

#endif
