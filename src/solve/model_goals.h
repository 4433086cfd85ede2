/** The goals of the round in their order (DESIGN 4.4), as costs of the program's columns.
 *
 *     1  for each rank of soft rules:   sum of their slacks
 *     2  leximin of                     u_i / T_i
 *     3  sum                            o_i + u_i
 *     4  sum over schemes and pieces    - idx_ik priority_s step_j p_sj
 *     5  sum over schemes and pieces    |X_s - b_s|: -1 a pound below b_s, +1 above
 *     6  sum over cells                 preference_f x_fs, then hashed weights h_fs x_fs
 *
 * The weights of the last goal are 1 + hash / 2^64 of the source's and the scheme's keys:
 * fixed, distinct, in no sequence (a regular sequence leaves exact ties), and the same in
 * whatever order the inputs come.
 */
#ifndef APPORTION_SOLVE_MODEL_GOALS_H
#define APPORTION_SOLVE_MODEL_GOALS_H

#include "solve/model.h"

/** Add the goals, and the level rows of the leximin goal, to the model. Called last. */
ap_status ap_model_add_goals(ap_model *model, ap_error *err);

#endif
