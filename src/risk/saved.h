/** A tally on disk: which run it is of, which scenarios are in it, and itself.
 *
 * Checkpoints and finished shards are both of this form: lines of text that `head` shows,
 * then the packed tally (risk/tally.h), then the SHA-256 of all before it.
 *
 *     apportion risk tally 1
 *     run 5f0c…           64 hexadecimal digits
 *     scenarios 1000000   of the whole run
 *     part 0-249999       those that this file is to hold when it is complete
 *     done 0-8191,12288-16383
 *     attempt 3
 *     length 81234
 *
 * A file that was cut short or changed by one bit is not read.
 */
#ifndef APPORTION_RISK_SAVED_H
#define APPORTION_RISK_SAVED_H

#include <stdbool.h>

#include "base/files.h"
#include "risk/ranges.h"
#include "risk/tally.h"

/** A run, or a shard of one. */
typedef struct ap_part {
    char run[AP_SHA256_SIZE]; /**< a hash of all that the answer depends on: inputs,
                                   settings, seed, scenarios, program; not of the shard */
    uint64_t scenarios;       /**< of the whole run, numbered from 0 */
    ap_range range;           /**< this part of them */
} ap_part;

/** Shard k of n (1 to n) of so many scenarios: shards follow one another, and their lengths
 * differ by one at most. */
ap_range ap_shard_of(uint64_t scenarios, uint64_t k, uint64_t n);

typedef struct ap_saved {
    ap_part part;
    uint64_t attempt;
    ap_ranges done;
    ap_text file; /**< the whole of it */
    size_t tally; /**< where the packed tally begins in it, and how long it is */
    size_t tally_length;
} ap_saved;

/** Write the file, whole or not at all (base/files.h); what is in `file` is not looked at.
 */
ap_status ap_saved_write(const char *path, const ap_saved *saved, const ap_tally *tally,
                         ap_error *err);

/** Read it. AP_NO_INPUT when it cannot be opened, AP_BAD_INPUT when it is damaged or
 * nothing of the kind. *saved is the caller's to free, also then. */
ap_status ap_saved_read(const char *path, ap_saved *saved, ap_error *err);

/** Add what it holds to `done` and `tally`. AP_BAD_INPUT when scenarios are in both, or the
 * tally is of another shape. */
ap_status ap_saved_take(const ap_saved *saved, const char *path, ap_ranges *done,
                        ap_tally *tally, ap_error *err);

/** NULL fields are ignored. */
void ap_saved_free(ap_saved *saved);

#endif
