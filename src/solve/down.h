/** The money of a round carried down its levels: from each place to those below it, and on
 * to the last level, each parent a program of its own (carry.h).
 *
 * The places of the round are given out over the ranks from a shared counter, each with all
 * that lies below it; what a rank works out depends on nothing but the place.
 */
#ifndef APPORTION_SOLVE_DOWN_H
#define APPORTION_SOLVE_DOWN_H

#include "apportion/case.h"
#include "apportion/need.h"
#include "base/ranks.h"
#include "solve/down_level.h"

/** Carry money (whole pounds at [i * K + k] for the places i of the round's need) down.
 * *out is the caller's to free; NULL on other ranks than 0 and for a case that names at
 * most one level. Collective. */
ap_status ap_down_run(const ap_case *inputs, const ap_need *round, const double money[],
                      ap_ranks ranks, ap_down **out, ap_error *err);

#endif
