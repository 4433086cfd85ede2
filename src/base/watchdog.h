/** A watch over one rank: it ends the job when nothing has moved for too long.
 *
 * A computation that does not end, a peer that a broken network swallowed, a disk that
 * never answers: MPI itself waits for minutes or for ever, and a cluster's node with it.
 * The watchdog is a thread of its own, which only looks at what the rank last noted.
 */
#ifndef APPORTION_BASE_WATCHDOG_H
#define APPORTION_BASE_WATCHDOG_H

#include <stdint.h>

#include "base/ranks.h"

typedef enum ap_doing {
    AP_DOING_WAIT,     /**< waits for another rank, which is given half as long again */
    AP_DOING_SCENARIO, /**< computes the scenario noted */
    AP_DOING_KEEP,     /**< merges and saves */
} ap_doing;

/** Told of the failure just before the job ends, from the watchdog's thread. */
typedef void ap_complain(void *context, const ap_error *err);

typedef struct ap_watchdog ap_watchdog;

/** Watch the calling rank with `patience` seconds; 0 watches nothing. *out is the caller's
 * to free. complain may be NULL. */
ap_status ap_watchdog_new(ap_ranks ranks, double patience, ap_complain *complain,
                          void *context, ap_watchdog **out, ap_error *err);

/** Something moved; this is done next. A few nanoseconds. */
void ap_watchdog_note(ap_watchdog *watchdog, ap_doing doing, uint64_t scenario);

/** Ends the watch; NULL is ignored. */
void ap_watchdog_free(ap_watchdog *watchdog);

#endif
