/** The recourse program (12) solved, scenario after scenario, each with its proof.
 *
 * It falls into blocks (block.h), most of which are answered without a simplex step or by
 * a few. Their answers together are an optimum if the certificate, made from the whole
 * program's own numbers, says so. Else GLPK goes on from their bases, and if that has no
 * proof either, starts again cold. A scenario that has no proof in the end is counted as
 * failed, and its answer is that nothing is moved: what schemes are short of is their
 * overspend.
 *
 * An answer depends on the scenario alone, to the last bit: see block.h and solver.h.
 */
#ifndef APPORTION_RISK_RECOURSE_H
#define APPORTION_RISK_RECOURSE_H

#include "risk/proof.h"
#include "risk/recourse_model.h"
#include "risk/tally.h"

typedef struct ap_recourse ap_recourse;

/** What came of a scenario. moves is the recourse's own, until the next. */
typedef struct ap_recourse_answer {
    ap_counted how; /**< certified, warm, cold or failed */
    long steps;     /**< simplex iterations */
    ap_certificate certificate;
    double objective; /**< (12), £m */
    ap_recourse_moves moves;
} ap_recourse_answer;

/** *out is the caller's to free; plan must outlive it. */
ap_status ap_recourse_new(const ap_plan *plan, ap_recourse **out, ap_error *err);

/** NULL is ignored. */
void ap_recourse_free(ap_recourse *recourse);

/** While it learns, bases are kept; see block.h. */
void ap_recourse_learn(ap_recourse *recourse, bool is_learning);

ap_status ap_recourse_solve(ap_recourse *recourse, const ap_shortage *shortage,
                            ap_recourse_answer *answer, ap_error *err);

/** The compact program as the last scenario left it, and its blocks. */
const ap_recourse_model *ap_recourse_model_of(const ap_recourse *recourse);
const ap_blocks *ap_recourse_blocks(const ap_recourse *recourse);

#endif
