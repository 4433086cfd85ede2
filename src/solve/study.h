/** What the round would be otherwise: options, each rule dropped, the frontier of equity
 * against bids, one change at a time. All are trials of the batch engine.
 */
#ifndef APPORTION_SOLVE_STUDY_H
#define APPORTION_SOLVE_STUDY_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/round.h"
#include "base/ranks.h"
#include "base/text.h"
#include "solve/trials.h"

typedef struct ap_study {
    size_t count;
    ap_finding *findings; /**< options first, then drops, frontier, sensitivities */
    long iterations;      /**< of all trials */
    size_t failed;        /**< trials that came to no decision */
    ap_arena *arena;
} ap_study;

/** Which studies to make. */
typedef struct ap_study_plan {
    bool options;
    bool rest;        /**< drops, frontier, sensitivities */
    const char *only; /**< NULL, or the one option to make */
} ap_study_plan;

/** Run the study on a solved base. Collective; *out (on rank 0, NULL elsewhere) is the
 * caller's to free. */
ap_status ap_study_run(const ap_round *base, ap_study_plan plan, ap_ranks ranks,
                       ap_study **out, ap_error *err);

/** How many findings of that kind it has. */
size_t ap_study_count(const ap_study *study, ap_finding_kind kind);

/** NULL is ignored. */
void ap_study_free(ap_study *study);

#endif
