/** The list of trials of a study: which edits, under which name, and what came of each.
 *
 * Options are those of options.csv. Drops switch one rule (or pace of change, or the equity
 * band) off. The frontier tightens the equity band and lets bids decide inside it.
 * Sensitivities make one input a little less and a little more: money and people by the
 * case's step, rates by half of it in percentage points.
 */
#ifndef APPORTION_SOLVE_TRIALS_H
#define APPORTION_SOLVE_TRIALS_H

#include "apportion/case.h"
#include "base/text.h"
#include "solve/batch.h"
#include "solve/position.h"

typedef enum ap_finding_kind {
    AP_FINDING_OPTION,      /**< a named option of options.csv */
    AP_FINDING_DROP,        /**< one rule dropped */
    AP_FINDING_FRONTIER,    /**< an equity band, bids first inside it */
    AP_FINDING_SENSITIVITY, /**< one input a little less or more */
} ap_finding_kind;

typedef struct ap_finding {
    ap_finding_kind kind;
    const char *key;  /**< option, rule, or what was changed */
    const char *name; /**< in words: "BCF minimum, Southampton" */
    double change;    /**< frontier: the band; sensitivity: signed change, as `unit` says */
    const char *unit; /**< sensitivity: "1%", "0.5 percentage points" */
    ap_outcome outcome;
    long iterations;
    ap_certificate worst;
    ap_position *position; /**< NULL unless optimal; options are rounded as published */
    double *target;        /**< options: T_i in that option; else NULL */
} ap_finding;

/** A list that grows; text and edits live in the arena. */
typedef struct ap_trials {
    size_t count;
    ap_trial *trials;
    ap_finding *findings; /**< kind, key, name, change and unit of each; the rest is zero */
    ap_arena *arena;
    bool failed; /**< memory ran out */
} ap_trials;

void ap_trials_add_options(const ap_case *inputs, const char *only, ap_trials *trials);
void ap_trials_add_drops(const ap_case *inputs, ap_trials *trials);
void ap_trials_add_frontier(const ap_case *inputs, ap_trials *trials);
void ap_trials_add_sensitivities(const ap_case *inputs, ap_trials *trials);

#endif
