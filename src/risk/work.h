/** What a Monte Carlo run computes, as risk/run.h sees it: functions of the caller; what
 * may be chosen; what is told of it.
 */
#ifndef APPORTION_RISK_WORK_H
#define APPORTION_RISK_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ranks.h"
#include "base/watchdog.h"
#include "risk/saved.h"

/** How far the run is. */
typedef struct ap_run_progress {
    uint64_t done;         /**< scenarios merged on rank 0, those of earlier attempts too */
    uint64_t restored;     /**< of them: of earlier attempts */
    uint64_t round_end;    /**< at how many the next decision falls */
    uint64_t all;          /**< the most there will be */
    double seconds;        /**< of this attempt */
    const ap_tally *tally; /**< borrowed for the call */
} ap_run_progress;

/** What is to be done. All is borrowed. */
typedef struct ap_work {
    void *context;
    const ap_tally_shape *shape;

    /** Compute a scenario and add it to the tally (ap_tally_add, ap_tally_solved). Called
     * on every rank. A failure ends the run on all; a scenario that cannot be solved is
     * none, for that is counted. */
    ap_status (*scenario)(void *context, uint64_t scenario, ap_tally *tally, ap_error *err);

    /** On rank 0, at the end of a round: is that enough? NULL: there is one round. */
    bool (*is_enough)(void *context, const ap_tally *tally);

    /** On rank 0, at most once a second. May be NULL. */
    void (*progress)(void *context, const ap_run_progress *progress);

    /** On a rank that the watchdog ends, in a thread of its own. May be NULL. */
    ap_complain *complain;
} ap_work;

typedef struct ap_run_options {
    ap_part part;
    uint64_t block;  /**< scenarios handed out at a time, at most; 0: AP_HAND_OUT_MOST */
    double patience; /**< seconds without progress that end the run; 0: any */
    size_t round_count;
    const uint64_t *rounds; /**< scenarios, rising, after which is_enough is asked; NULL:
                                 16,384 times powers of two. All are asked at the end. */
} ap_run_options;

/** What it took. */
typedef struct ap_run_cost {
    double seconds;
    uint64_t restored; /**< scenarios of earlier attempts */
    uint64_t blocks;   /**< handed out by this one */
    uint64_t saves;
    ap_mail_count mail; /**< letters of rank 0 */
} ap_run_cost;

#endif
