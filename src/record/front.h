/** The first sheets of every workbook: cover, contents, notes. */
#ifndef APPORTION_RECORD_FRONT_H
#define APPORTION_RECORD_FRONT_H

#include <stddef.h>

#include "apportion/case.h"
#include "base/text.h"
#include "record/report.h"

/** A line of the cover. */
typedef struct ap_fact {
    const char *item;
    const char *value;
    const char *formula; /**< NULL: a value */
} ap_fact;

/** All borrowed until the report is done. */
typedef struct ap_front {
    const char *title;
    const char *line; /**< one sentence below the title */
    size_t fact_count;
    const ap_fact *facts;
    size_t note_count;
    const char *const *notes; /**< note n stands where a sheet's title says "[note n]"; one
                                   that no sheet uses is left out */
} ap_front;

/** Add cover, contents and notes after all other sheets, then bring them to the front. */
ap_status ap_front_add(const ap_front *front, ap_report *report, ap_error *err);

/** The cover's first line: does the master check pass? Its formula reads sheet Checks. */
ap_fact ap_front_master(size_t failed);

/** When the workbook says it was made: SOURCE_DATE_EPOCH where it is set, else the first
 * day of the financial year. Never now: the same inputs give the same bytes. */
const char *ap_front_created(const ap_case *inputs, ap_arena *arena);

#endif
