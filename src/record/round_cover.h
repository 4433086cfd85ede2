/** The first sheets: cover with the master check, contents, notes. */
#ifndef APPORTION_RECORD_ROUND_COVER_H
#define APPORTION_RECORD_ROUND_COVER_H

#include "record/round_results.h"

/** Add cover, contents and notes after all other sheets, then bring them to the front.
 * failed is how many checks do not pass. */
ap_status ap_round_cover(const ap_round_results *results, ap_report *report, size_t failed,
                         ap_error *err);

#endif
