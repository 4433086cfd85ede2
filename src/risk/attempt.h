/** Attempts at one run: of two processes that take themselves for it, the later one is.
 *
 * A scheduler starts a job anew when it has lost sight of a machine, and the job's first
 * life may still be computing there. So every start claims the next attempt number, with a
 * file in the run's folder, and before it writes anything looks whether a later claim is
 * there. Claims are never written over.
 */
#ifndef APPORTION_RISK_ATTEMPT_H
#define APPORTION_RISK_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "apportion/status.h"
#include "base/text.h"

typedef struct ap_attempt {
    char *folder;
    uint64_t number; /**< from 1 */
    ap_text claim;   /**< what its file says: number, machine, process, time */
} ap_attempt;

/** Claim the next number in a folder that is there. *out is the caller's to free, also on
 * failure. */
ap_status ap_attempt_claim(const char *folder, ap_attempt *out, ap_error *err);

/** AP_CANNOT_CREATE when a later attempt is there, or this one's claim is not: it must not
 * write any more. */
ap_status ap_attempt_check(const ap_attempt *attempt, ap_error *err);

/** Remove the claims of attempts before this one, or of this one as well. */
void ap_attempt_clear(const ap_attempt *attempt, bool is_over);

void ap_attempt_free(ap_attempt *attempt);

#endif
