/** Shards of a run: each a part of its scenarios, computed by itself, and put together.
 */
#ifndef APPORTION_RISK_SHARDS_H
#define APPORTION_RISK_SHARDS_H

#include "risk/saved.h"

/** Write the tally of all scenarios of a part, in the form of risk/saved.h. */
ap_status ap_shard_write(const char *path, const ap_part *part, const ap_tally *tally,
                         ap_error *err);

/** Add the shards of the whole run to an empty tally. AP_BAD_INPUT when one is damaged, of
 * another run or not finished, when two hold the same scenario, or when some are missing.
 */
ap_status ap_shards_merge(size_t count, const char *const paths[], const ap_part *whole,
                          ap_tally *tally, ap_error *err);

#endif
