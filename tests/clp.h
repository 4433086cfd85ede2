/** A second opinion: COIN-OR's clp, another simplex by other people, on an MPS file.
 *
 * The program `clp` (Debian: coinor-clp) must be there; a test that asks it fails where it
 * is not.
 */
#ifndef APPORTION_TESTS_CLP_H
#define APPORTION_TESTS_CLP_H

#include <stddef.h>

#include "solve/lp.h"

// NOLINTBEGIN(readability-identifier-naming): clp_ is the prefix of what is clp's.

/** The least objective of the program in the file, in full precision. NaN when clp cannot
 * be run or finds no optimum. */
double clp_objective(const char *mps_path);

/** The same, and the values of its first count columns in the order of the file. */
double clp_solution(const char *mps_path, size_t count, double values[]);

/** The least objective and the values of a program, by way of a file in the working
 * directory. NaN as above. */
double clp_program(const ap_lp *lp, double values[]);

/** The same, and the multipliers and reduced costs. No row of the program may be without
 * any bound: clp would leave it out. */
double clp_prices(const ap_lp *lp, double multipliers[], double values[], double reduced[]);

// NOLINTEND(readability-identifier-naming)
#endif
