/** What one rank computes: the block in hand, the one after it, and what came of them.
 */
#ifndef APPORTION_RISK_STINT_H
#define APPORTION_RISK_STINT_H

#include "risk/ranges.h"
#include "risk/work.h"

typedef struct ap_stint {
    const ap_work *work;   /**< borrowed */
    ap_watchdog *watchdog; /**< borrowed */
    ap_tally *tally;       /**< of `done`, and of the block's scenarios so far */
    ap_ranges done; /**< scenarios not handed in yet; on rank 0 all that are merged */
    uint64_t begun; /**< the block's first scenario that is not in `done` */
    ap_range block; /**< what is left of the block in hand */
    ap_range next;  /**< the block after it */
    bool is_spoilt; /**< a scenario failed, so the tally is of no use */
} ap_stint;

/** Take a block; there must be room (ap_stint_has_room). */
void ap_stint_give(ap_stint *stint, ap_range block);

/** Whether a next block can be taken. */
bool ap_stint_has_room(const ap_stint *stint);

/** Whether a block is in hand. */
bool ap_stint_has_work(const ap_stint *stint);

/** Compute one scenario of the block in hand. A failure spoils the stint. */
ap_status ap_stint_step(ap_stint *stint, ap_error *err);

/** Note what has been computed in `done`. */
ap_status ap_stint_settle(ap_stint *stint, ap_error *err);

/** Give up what is left of the blocks. */
ap_status ap_stint_cut(ap_stint *stint, ap_error *err);

/** After handing in: nothing is done. */
void ap_stint_clear(ap_stint *stint);

/** Frees tally and ranges. */
void ap_stint_free(ap_stint *stint);

#endif
