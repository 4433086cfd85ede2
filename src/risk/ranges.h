/** Sets of scenarios, as ranges: which are done. */
#ifndef APPORTION_RISK_RANGES_H
#define APPORTION_RISK_RANGES_H

#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"
#include "base/text.h"

/** The scenarios first, first + 1, … end - 1; none when end is not above first. */
typedef struct ap_range {
    uint64_t first;
    uint64_t end;
} ap_range;

/** Ranges in rising order that do not touch. Start it as {0}. */
typedef struct ap_ranges {
    size_t count;
    ap_range *at;
} ap_ranges;

uint64_t ap_range_length(ap_range range);

/** Add scenarios, none of which may be there already: AP_INTERNAL. On AP_NO_MEMORY, too,
 * the set is as it was. An empty range is ignored. */
ap_status ap_ranges_add(ap_ranges *ranges, ap_range range, ap_error *err);

/** How many scenarios there are. */
uint64_t ap_ranges_total(const ap_ranges *ranges);

/** The first scenarios of `within` that are not there, up to the next that is; empty when
 * all are. */
ap_range ap_ranges_gap(const ap_ranges *ranges, ap_range within);

/** "0-4095,8192-8192", both ends included, added to text; "none". */
void ap_ranges_print(const ap_ranges *ranges, ap_text *text);

/** What ap_ranges_print made, added to the set; AP_BAD_INPUT when it is nothing of the
 * kind, and the set then holds a part of it. */
ap_status ap_ranges_parse(const char *words, ap_ranges *ranges, ap_error *err);

/** Back to {0}. */
void ap_ranges_free(ap_ranges *ranges);

#endif
