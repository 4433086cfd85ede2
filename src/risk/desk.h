/** What rank 0 does between scenarios of its own: hand out blocks, merge what comes in,
 * save it, decide at the end of each round, and bring the run to its end.
 */
#ifndef APPORTION_RISK_DESK_H
#define APPORTION_RISK_DESK_H

#include "risk/hand_out.h"
#include "risk/keeping.h"
#include "risk/letter.h"
#include "risk/stint.h"

/** Another rank, as rank 0 knows it. */
typedef struct ap_peer {
    double heard;    /**< when its last letter came */
    double told;     /**< when it was last sent one */
    bool asks;       /**< for a block, and has none yet */
    bool is_waiting; /**< and was told so */
    bool has_ended;  /**< its last letter is here */
    ap_range block;  /**< what it was given last */
} ap_peer;

typedef struct ap_desk {
    const ap_work *work; /**< borrowed, as all of these */
    const ap_run_options *options;
    ap_ranks ranks;
    ap_mail *mail;
    ap_watchdog *watchdog;
    ap_keeping *keeping;
    char (*hosts)[AP_HOST_SIZE];
    ap_stint *stint; /**< rank 0's own; its tally is the whole one */

    ap_peer *peers; /**< one a rank; owned */
    ap_hand_out handing;
    size_t round;
    ap_range opened;   /**< scenarios of the rounds that are open: the first, the end */
    bool is_enough;    /**< no further round is wanted */
    bool is_halting;   /**< all ranks are told to hand in */
    bool is_over;      /**< all have, and all is saved */
    ap_status outcome; /**< why, when not because all is done */
    ap_error why;

    double begun;
    double reported;
    double saved;      /**< when */
    double save_cost;  /**< seconds of the last save */
    uint64_t kept;     /**< scenarios in the last checkpoint */
    ap_run_cost *cost; /**< borrowed */
} ap_desk;

/** Begin with what was restored: the stint holds it. */
ap_status ap_desk_begin(ap_desk *desk, ap_error *err);

/** Look in. A failure is one of MPI, for which all ranks have to be ended; what ends the
 * run in good order is in `outcome` once it is over. */
ap_status ap_desk_look(ap_desk *desk, ap_error *err);

/** Tell all ranks to end, for this reason; the gravest counts. */
ap_status ap_desk_halt(ap_desk *desk, ap_status outcome, const ap_error *why,
                       ap_error *err);

void ap_desk_end(ap_desk *desk);

#endif
