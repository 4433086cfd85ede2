/** The dates of a pooled fund's year, sheet "Calendar".
 *
 * Dates that agreements have in common are counted from the financial year; those that NHS
 * England sets anew each year are given for the years that they are known for, and are
 * missing for others. None is a rule: the basis of each says where it was read.
 */
#ifndef APPORTION_RECORD_POOL_CALENDAR_H
#define APPORTION_RECORD_POOL_CALENDAR_H

#include "apportion/case.h"
#include "record/report.h"

/** Add the sheet, as it looks at the end of the month (1 to 12, 1 is April). */
ap_status ap_pool_calendar(const ap_case *inputs, int month, ap_report *report,
                           ap_error *err);

/** The dates that come next, in a sentence; "" where none is left. In the arena; NULL on no
 * memory. */
const char *ap_pool_next_dates(const ap_case *inputs, int month, struct ap_arena *arena);

#endif
