/** A run's folder: its checkpoints, and the attempt that may write them.
 *
 * A checkpoint is a new file (risk/saved.h) named by attempt and number, so no attempt ever
 * writes over another's; the two newest are kept. Whoever goes on with the run takes the
 * newest that is whole. Rank 0 alone uses this.
 */
#ifndef APPORTION_RISK_KEEPING_H
#define APPORTION_RISK_KEEPING_H

#include "risk/saved.h"

typedef struct ap_keeping ap_keeping;

/** Make the folder if need be, and claim the next attempt at the part. *out is the caller's
 * to free. */
ap_status ap_keeping_open(const char *folder, const ap_part *part, ap_keeping **out,
                          ap_error *err);

/** From 1. */
uint64_t ap_keeping_attempt(const ap_keeping *keeping);

/** Add what was saved to `done` and `tally`; nothing when there is no checkpoint. A damaged
 * one is passed over for the one before it, see ap_keeping_notes. AP_BAD_INPUT when there
 * are only damaged ones, or they are of another run. */
ap_status ap_keeping_load(ap_keeping *keeping, ap_ranges *done, ap_tally *tally,
                          ap_error *err);

/** What the person should know of the load, a line each; "" is nothing. Borrowed. */
const char *ap_keeping_notes(const ap_keeping *keeping);

/** Write a checkpoint. AP_CANNOT_CREATE when a later attempt has begun. */
ap_status ap_keeping_save(ap_keeping *keeping, const ap_ranges *done, const ap_tally *tally,
                          ap_error *err);

/** Before anything else is written of the run: AP_CANNOT_CREATE when a later attempt has
 * begun. */
ap_status ap_keeping_confirm(const ap_keeping *keeping, ap_error *err);

/** All that the run was to make is made: remove checkpoints, claims, and the folder if that
 * is all that was in it. */
void ap_keeping_clear(ap_keeping *keeping);

/** Nothing is removed; NULL is ignored. */
void ap_keeping_free(ap_keeping *keeping);

#endif
