/** The round as an analyst would write it for GLPK, to measure against: nothing merged,
 * each formula its own rows.
 *
 *     columns  money from source to scheme, three segments of benefit, unmet bid, more and
 *              less than last year, place total, over and under target, the worst
 *              shortfall, slack of soft rules
 *     rows     source, scheme's least and most, benefit link, unmet bid, movement, place
 *              total, floor, cap, band below, band above, target, worst shortfall, rules
 *
 * Goals are solved one after another, each from scratch, after a row that says what the
 * goal before it reached. Of the leximin only the first level is asked: less than what it
 * is compared with does. Money is millions, which spares GLPK the trouble with pounds.
 */
#ifndef APPORTION_BENCH_PLAIN_LP_H
#define APPORTION_BENCH_PLAIN_LP_H

#include <stdbool.h>
#include <stddef.h>

#include "solve/model.h"

/** How GLPK is asked. */
typedef enum ap_plain_way {
    AP_PLAIN_DEFAULT, /**< glp_simplex(problem, NULL), nothing before it */
    AP_PLAIN_TUNED,   /**< scaled, advanced basis, dual simplex: the best of what GLPK has
                           to offer for one solve */
} ap_plain_way;

enum { AP_PLAIN_GOALS = 64 };

typedef struct ap_plain_answer {
    bool is_solved;
    double seconds; /**< CPU, in glp_simplex and what is asked before it; not in building */
    long iterations;
    size_t count;
    double best[AP_PLAIN_GOALS]; /**< of the goals in order */
} ap_plain_answer;

ap_plain_answer ap_plain_solve(const ap_model *model, ap_plain_way way);

#endif
