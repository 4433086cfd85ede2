/** The one engine: many perturbations of one base round, given out over the ranks.
 *
 * A trial is a list of edits of the case and a pursuit. Every rank prepares and solves the
 * base, then draws trial numbers from a shared counter (no rank is kept back to serve the
 * others). A trial's program has the base's shape, so it starts from the base's optimal
 * basis, never from another trial's: closer on average, and the answer cannot depend on
 * order or ranks. Every optimum carries its certificate; one that does not hold is solved
 * again cold by the lexicographic solver; a trial that still fails is counted and shown.
 */
#ifndef APPORTION_SOLVE_BATCH_H
#define APPORTION_SOLVE_BATCH_H

#include <stddef.h>

#include "apportion/round.h"
#include "base/ranks.h"
#include "solve/lexico.h"
#include "solve/position.h"

/** One edit, see ap_case_edit. Text is borrowed. */
typedef struct ap_edit {
    const char *table;
    const char *target;
    const char *column;
    const char *value;
} ap_edit;

typedef struct ap_trial {
    size_t edit_count;
    const ap_edit *edits;
    const char *option; /**< apply this option's rows first; NULL or "" none */
    ap_pursuit pursuit;
    bool is_published; /**< its position is that of whole pounds, see publish.h */
} ap_trial;

/** What came of a trial. */
typedef struct ap_trial_result {
    ap_outcome outcome;
    long iterations; /**< simplex iterations of all stages */
    size_t stages;
    ap_certificate worst;  /**< of all stages */
    const double *cells;   /**< pounds; borrowed from the batch */
    const double *target;  /**< T_i in the trial's case, likewise */
    ap_position *position; /**< of the cells, with the ruler of the trial's case; NULL
                                unless optimal; the batch's, or whoever puts NULL here */
} ap_trial_result;

typedef struct ap_batch {
    size_t count;
    ap_trial_result *results; /**< in order of the trials */
    void *records;            /**< owns the cells */
} ap_batch;

/** A copy of the case with the trial's edits. *out is the caller's to free. */
ap_status ap_trial_case(const ap_case *inputs, const ap_trial *trial, ap_case **out,
                        ap_error *err);

/** Solve all trials of a solved base round. *out is the caller's to free, NULL on other
 * ranks than 0. Collective. */
ap_status ap_batch_run(const ap_round *base, size_t count, const ap_trial trials[],
                       ap_ranks ranks, ap_batch **out, ap_error *err);

/** NULL is ignored. */
void ap_batch_free(ap_batch *batch);

#endif
