/** The lines of the rules, (11): which cells with which coefficients, and what bound.
 *
 *     pounds, per head, growth, share of target:   sum of the money selected   >=, <=, =
 * bound share of other money:   sum selected - value * sum of the other money    >=, <=, =
 * 0 a scheme's output:      sum of money * output / last year's spend        >=, <=, =
 * bound
 */
#ifndef APPORTION_SOLVE_MODEL_LINES_H
#define APPORTION_SOLVE_MODEL_LINES_H

#include "solve/model.h"

/** Add every line of every rule, with its two slack columns, to the model's program. Called
 * by ap_model_new after the cells are there. */
ap_status ap_model_add_lines(ap_model *model, ap_error *err);

#endif
