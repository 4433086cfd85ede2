/** What a finished round leaves behind: workbook, CSV twins, record, words for a person. */
#ifndef APPORTION_COMMAND_ROUND_WRITE_H
#define APPORTION_COMMAND_ROUND_WRITE_H

#include "apportion/round.h"
#include "base/ranks.h"
#include "command/output.h"
#include "data/options.h"
#include "record/store.h"
#include "solve/clash.h"
#include "solve/study.h"

enum { AP_ROUND_STAGES = 8 };

/** A round on its way: what has been done, and how long each stage took. All borrowed. */
typedef struct ap_round_job {
    const ap_options *options;
    ap_ranks ranks;
    ap_output output;
    const ap_case *inputs;
    ap_round *round;
    ap_study *study; /**< NULL where there is none */
    ap_clash *clash; /**< NULL unless the hard rules clash */
    char started[32];
    double clock; /**< when the stage at hand began, in seconds */
    size_t timing_count;
    ap_timing timings[AP_ROUND_STAGES];
} ap_round_job;

/** The stage that has been going on is over: note its time under this name. */
void ap_job_lap(ap_round_job *job, const char *stage);

/** Write everything, print the workbook's path last. AP_CHECK_FAILED when a check fails or
 * the hard rules cannot be met (all is written all the same). Rank 0 only. */
ap_status ap_round_write(ap_round_job *job, ap_error *err);

#endif
