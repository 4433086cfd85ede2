/** What a workbook rests on: the checklist of inputs and the assumptions log. */
#ifndef APPORTION_RECORD_ASSUMPTIONS_H
#define APPORTION_RECORD_ASSUMPTIONS_H

#include "apportion/case.h"
#include "base/text.h"
#include "record/report.h"

/** Inputs checklist and assumptions log: a line a row of the inputs, with its basis. Many
 * rows in a row that say the same stand on one line. */
ap_status ap_assumptions_add(const ap_case *inputs, ap_report *report, ap_error *err);

/** "112 rows of the inputs are published figures, 80 are illustrative; …". */
const char *ap_assumptions_words(const ap_case *inputs, ap_arena *arena);

#endif
