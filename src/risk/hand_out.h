/** Which scenarios a rank is given next: rank 0's part of sharing out the work.
 *
 * A round of scenarios is given out in rising order, leaving out what is done already, in
 * blocks of at most `most` scenarios. Towards the end of the round blocks grow smaller,
 * each a half of the rank's even share of what is left, so that the ranks end together
 * although some are slower. Nothing that is reported depends on how blocks are cut.
 */
#ifndef APPORTION_RISK_HAND_OUT_H
#define APPORTION_RISK_HAND_OUT_H

#include <stdbool.h>

#include "risk/ranges.h"

enum { AP_HAND_OUT_MOST = 4096, AP_HAND_OUT_LEAST = 16 };

typedef struct ap_hand_out {
    ap_ranges given; /**< what was done before */
    ap_range left;   /**< of the round: where to go on, and its end */
    uint64_t count;  /**< scenarios of the round that were not given yet */
    uint64_t most;
    uint64_t ranks;
} ap_hand_out;

/** Nothing is open yet. `done` is copied. */
ap_status ap_hand_out_begin(ap_hand_out *handing, const ap_ranges *done, uint64_t most,
                            int ranks, ap_error *err);

/** Open a round, which begins where the last one ended. */
void ap_hand_out_open(ap_hand_out *handing, ap_range round);

/** The next block; empty when the round is given out. */
ap_range ap_hand_out_next(ap_hand_out *handing);

/** Frees what it holds. */
void ap_hand_out_end(ap_hand_out *handing);

#endif
