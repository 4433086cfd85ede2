/** A second opinion: COIN-OR's clp, another simplex by other people, on an MPS file.
 *
 * The program `clp` (Debian: coinor-clp) must be there; a test that asks it fails where it
 * is not.
 */
#ifndef APPORTION_TESTS_CLP_H
#define APPORTION_TESTS_CLP_H

#include <stddef.h>

/** The least objective of the program in the file, in full precision. NaN when clp cannot
 * be run or finds no optimum. */
double clp_objective(const char *mps_path);

/** The same, and the values of its first count columns in the order of the file. */
double clp_solution(const char *mps_path, size_t count, double values[]);

/** The same, and the prices of its optimum: rows multipliers, columns values and reduced
 * costs. The file may have no rows without bounds: clp would leave them out. */
double clp_prices(const char *mps_path, size_t rows, double multipliers[], size_t columns,
                  double values[], double reduced[]);

#endif
