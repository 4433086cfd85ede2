/** What a finished round has to show, and the sheets it is shown on. */
#ifndef APPORTION_RECORD_ROUND_RESULTS_H
#define APPORTION_RECORD_ROUND_RESULTS_H

#include "apportion/round.h"
#include "record/pen.h"
#include "record/report.h"
#include "solve/clash.h"
#include "solve/down.h"
#include "solve/position.h"
#include "solve/register.h"
#include "solve/study.h"

/** All borrowed. Money of cells and position is published money: whole pounds. */
typedef struct ap_round_results {
    const ap_round *round;
    const double *cells;
    const ap_position *position;
    const ap_position *exact; /**< of the same allocation before it was rounded: what
                                   re-solved rounds, which are not rounded, compare with */
    const ap_register *lines;
    const ap_study *study; /**< NULL on a round whose hard rules clash */
    const ap_clash *clash; /**< NULL on a round whose hard rules can be met */
    const ap_down *down;   /**< NULL where the case names no level below the round */
    bool is_by_place;      /**< each place has a workbook of its own, and the last level
                                stands only there */
    const double *plain;   /**< targets without uplifts; NULL where there are none */
    const char *run_id;
    const char *version;
} ap_round_results;

/** The name of place i of need; i = places is the system as a whole. Borrowed. */
const char *ap_results_place(const ap_round_results *results, size_t i);

/** The sum of the values. */
double ap_results_sum(size_t count, const double values[]);

/** The stages of the answer that is shown: the round's, or the relaxation's. */
const struct ap_lexico_result *ap_results_stages(const ap_round_results *results);

/** The power of ten that no infeasibility or gap of any stage's certificate is above. */
double ap_results_certificate(const ap_round_results *results);

#endif
