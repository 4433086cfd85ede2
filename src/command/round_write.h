/** What a finished round leaves behind: workbook, CSV twins, record, words for a person. */
#ifndef APPORTION_COMMAND_ROUND_WRITE_H
#define APPORTION_COMMAND_ROUND_WRITE_H

#include "apportion/round.h"
#include "base/ranks.h"
#include "command/deliver.h"
#include "command/output.h"
#include "data/options.h"
#include "record/store.h"
#include "solve/clash.h"
#include "solve/down.h"
#include "solve/position.h"
#include "solve/study.h"

enum { AP_ROUND_STAGES = 12 };

/** A round on its way: what has been done, and how long each stage took. All borrowed. */
typedef struct ap_round_job {
    const ap_options *options;
    ap_ranks ranks;
    ap_output output;
    const ap_case *inputs;
    ap_round *round;
    ap_study *study;       /**< NULL where there is none */
    ap_clash *clash;       /**< NULL unless the hard rules clash */
    double *cells;         /**< what is published, see ap_job_publish; NULL before */
    ap_position *position; /**< of the same */
    ap_down *down;         /**< NULL where the case names no level below the round */
    char started[AP_MOMENT_SIZE];
    double clock; /**< when the stage at hand began, in seconds */
    size_t timing_count;
    ap_timing timings[AP_ROUND_STAGES];
} ap_round_job;

/** The stage that has been going on is over: note its time under this name. */
void ap_job_lap(ap_round_job *job, const char *stage);

/** The published allocation: the answer (of a clash, the relaxation's) in whole pounds. Not
 * collective; of an answer every rank comes to the same. */
ap_status ap_job_publish(ap_round_job *job, ap_error *err);

/** Write everything, print the workbook's path last. AP_CHECK_FAILED when a check fails or
 * the hard rules cannot be met (all is written all the same). Rank 0 only. */
ap_status ap_round_write(ap_round_job *job, ap_error *err);

#endif
