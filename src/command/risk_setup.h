/** What every rank makes before a risk run begins: the plan, the engine, the part of the
 * scenarios that is wanted, and the name of it all.
 */
#ifndef APPORTION_COMMAND_RISK_SETUP_H
#define APPORTION_COMMAND_RISK_SETUP_H

#include "command/output.h"
#include "data/options.h"
#include "record/store.h"
#include "risk/engine.h"
#include "risk/saved.h"
#include "risk/until.h"

typedef struct ap_risk_setup {
    ap_options options; /**< with everything that the case says filled in */
    const ap_case *inputs;
    ap_case *changed; /**< the case with the option; NULL: none is asked for */
    ap_round *round;
    ap_plan *plan;
    ap_engine *engine;
    ap_until until;            /**< of --until; within 0: none */
    unsigned long long shard;  /**< from 1 */
    unsigned long long shards; /**< 1: the whole run */
    ap_part part;
    ap_text arguments; /**< for the record */
    char id[AP_RUN_ID_SIZE];
} ap_risk_setup;

/** Not collective, and the same on every rank. setup is empty ({0}); afterwards
 * ap_risk_setup_clear frees it, also on failure. inputs must outlive it. */
ap_status ap_risk_setup_make(const ap_options *options, const ap_case *inputs,
                             ap_risk_setup *setup, ap_error *err);

void ap_risk_setup_clear(ap_risk_setup *setup);

/** The recorded arguments, "" when there are none. */
const char *ap_risk_arguments(const ap_risk_setup *setup);

#endif
