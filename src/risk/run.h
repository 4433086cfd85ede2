/** A Monte Carlo run, carried out by all ranks: what is done is the caller's.
 *
 * Scenarios are cut into blocks, which rank 0 hands out by letter (base/ranks.h) between
 * scenarios of its own; a rank asks for its next block when it begins the one before, so
 * nobody waits. What comes of them travels to rank 0 as a tally twice a second, without
 * anybody waiting either; it is merged and saved. Only whole numbers are merged, so the
 * answer is the same to the bit for any number of ranks, any blocks and any order, stopped
 * or not. Memory does not depend on the number of scenarios.
 *
 * SIGTERM, SIGINT and SIGUSR1 on any rank stop all: each ends its scenario, hands in what
 * it has, rank 0 saves, and ap_run_carry_out is AP_STOPPED; called again, it goes on from
 * there. A process that is killed loses no more than what was in hand: half a second of its
 * ranks' work, and what was not yet saved, for which rank 0 spends no more than a tenth of
 * its time (but at least one save every half second when that is less).
 */
#ifndef APPORTION_RISK_RUN_H
#define APPORTION_RISK_RUN_H

#include "base/ranks.h"
#include "risk/keeping.h"
#include "risk/work.h"

/** Carry it out. `keeping` on rank 0 may be NULL: then nothing is saved; on the others it
 * is NULL. On rank 0 *out is the tally of all scenarios (of the rounds until it was
 * enough), the caller's to free, and *cost what it took; on the others *out is NULL.
 * AP_STOPPED says how many are done. Signals are watched from here on (base/signals.h).
 * Collective. */
ap_status ap_run_carry_out(const ap_work *work, const ap_run_options *options,
                           ap_ranks ranks, ap_keeping *keeping, ap_tally **out,
                           ap_run_cost *cost, ap_error *err);

#endif
