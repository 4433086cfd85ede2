/** One allocation round: a case, its need, targets and program, and the answer.
 *
 * The method in order: ap_need_of_case, ap_target_of_case, ap_model_build, ap_lexico_solve.
 */
#ifndef APPORTION_ROUND_H
#define APPORTION_ROUND_H

#include <stdbool.h>

#include "apportion/case.h"
#include "apportion/need.h"
#include "apportion/status.h"
#include "apportion/target.h"

struct ap_model;
struct ap_lexico_result;
struct ap_solver;

/** Which goals a round pursues. */
typedef enum ap_pursuit {
    AP_ALL_GOALS,
    AP_BIDS_FIRST, /**< without goals 2 and 3: what bids alone would choose inside the
                      equity band; the frontier is made of these */
} ap_pursuit;

typedef struct ap_round {
    const ap_case *inputs; /**< borrowed */
    ap_need *need;
    ap_target *target;
    struct ap_model *model;
    struct ap_lexico_result *result; /**< NULL until solved */
    double *cells;                   /**< pounds of each cell of the model; all 0 unless the
                                          outcome is AP_OPTIMAL */
} ap_round;

/** Need, targets and program of a case. *out is the caller's to free; inputs must outlive
 * it. */
ap_status ap_round_prepare(const ap_case *inputs, ap_round **out, ap_error *err);

/** Solve it, goal after goal. solver and start may be NULL (cold); a solver must hold a
 * program of this shape, a start be a basis of one. result->outcome says what was found. */
ap_status ap_round_solve(ap_round *round, ap_pursuit pursuit, struct ap_solver *solver,
                         const void *start, ap_error *err);

/** Was an optimum found? */
bool ap_round_is_solved(const ap_round *round);

/** NULL is ignored. */
void ap_round_free(ap_round *round);

#endif
