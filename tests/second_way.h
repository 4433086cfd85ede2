/** Two other ways to a lexicographic optimum, to hold the first one against.
 *
 * Cuts: nested programs on the project's own solver, a row added for each goal that is to
 * be kept. Theirs: clp solves every stage and clp's own prices say what to fix. A way that
 * finds no optimum fails the test.
 */
#ifndef APPORTION_TESTS_SECOND_WAY_H
#define APPORTION_TESTS_SECOND_WAY_H

#include "solve/lexico.h"
#include "solve/lp.h"

/** The least of the terms' sum over the program, whose costs are overwritten. */
double ap_cuts_least(ap_lp *lp, size_t count, const ap_term terms[]);

/** Add the row that keeps the goal at its best. */
void ap_cuts_keep(ap_lp *lp, const ap_goal *goal, double best);

/** A leximin on a program that has no levels yet; measures has goal->count answers. The
 * worst of the measures that are left is made least; of those, each that cannot go below
 * it while all others stay within it is stuck, for good. */
void ap_cuts_leximin(ap_lp *lp, const ap_goal *goal, double measures[]);

/** A lexicographic solve of clp's own: the program, which has its levels and is narrowed
 * goal by goal, and room for clp's answers. */
typedef struct ap_theirs {
    ap_lp *lp;
    double *multipliers;
    double *values;
    double *reduced;
} ap_theirs;

/** The least of the terms' sum by clp, which sees the largest coefficient as 1. */
double ap_theirs_least(ap_theirs *theirs, size_t count, const ap_term terms[]);

/** Fix what has a price of clp's; levels is the leximin goal, whose level column and rows
 * come last in the program and are left alone. */
void ap_theirs_keep(ap_theirs *theirs, const ap_goal *levels);

/** clp's leximin. Every measure must settle where it did in ours, the values of all
 * columns. */
void ap_theirs_leximin(ap_theirs *theirs, const ap_goal *goal, const double ours[]);

#endif
