/** The goals in order by a second method, which shares nothing with lexico.c but the
 * program: no face is fixed. Each goal that has been reached is kept by a row of its own,
 * "no worse than this", and a place counts as stuck when a program of its own says that it
 * cannot be nearer its target while no other place is further away.
 */
#ifndef APPORTION_TESTS_GOAL_CHAIN_H
#define APPORTION_TESTS_GOAL_CHAIN_H

#include <stddef.h>

#include "apportion/round.h"
#include "solve/lp.h"

/** Solve lp: its least objective and the values of its columns. NaN where there is none. */
typedef double ap_judge(const ap_lp *lp, double values[]);

/** GLPK, cold. */
double ap_judge_by_glpk(const ap_lp *lp, double values[]);

/** COIN-OR's clp, through a file. */
double ap_judge_by_clp(const ap_lp *lp, double values[]);

/** What the second method found, and how far the first is from it. */
typedef struct ap_chain {
    double worst;    /**< largest difference of a goal, relative to 1 + its size */
    size_t at;       /**< goal of the model where it is */
    double cells;    /**< largest difference of a cell at the end, pounds */
    size_t programs; /**< that were solved */
} ap_chain;

/** Of a solved round. worst is NaN when a program had no optimum. */
ap_chain ap_chain_of(const ap_round *round, ap_judge *judge);

#endif
