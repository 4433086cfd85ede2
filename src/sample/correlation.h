/** Tables of correlations, and the repair of one that no variables can have.
 *
 * People write down correlations pair by pair, and not every such table is possible: if a
 * goes with b and b with c, a cannot go against c. The nearest one that is possible is
 * found,
 * |.| being the root of the sum of squares of all elements (Frobenius):
 *
 *     minimise |X - A|   subject to   X_ii = 1,  all eigenvalues of X >= 0.000001
 *
 * by alternating projections with Dykstra's correction (Higham, Computing the nearest
 * correlation matrix, IMA J. Numer. Anal. 22, 2002), which converges to it; stopped when a
 * step changes less than 1e-9 of |X|, or after 2,000. Then, where an eigenvalue is still
 * below its limit, X is drawn towards no correlation, (1 - t) X + t I, as little as is
 * enough (after convergence t is about 1e-9): what comes out can always be factored.
 */
#ifndef APPORTION_SAMPLE_CORRELATION_H
#define APPORTION_SAMPLE_CORRELATION_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"

#define AP_LEAST_EIGENVALUE 1e-6

/** What a repair did. */
typedef struct ap_repair {
    bool is_repaired;
    double least;    /**< the least eigenvalue before */
    double distance; /**< |X - A| */
    size_t steps;    /**< projections taken */
    size_t first;    /**< the pair whose element changed most (of equals the first), and
                          from what to what */
    size_t second;
    double before;
    double after;
} ap_repair;

/** Refuse what is no table of correlations: AP_BAD_INPUT unless it is symmetric (to 1e-9),
 * its diagonal is 1 and all else is between -1 and 1. names (of rows, or NULL) and where go
 * into the message. */
ap_status ap_correlation_check(size_t n, const double matrix[], const char *const names[],
                               const char *where, ap_error *err);

/** The nearest correlation matrix of a checked one; the same where that is one already. */
ap_status ap_correlation_repair(size_t n, const double matrix[], double repaired[],
                                ap_repair *repair, ap_error *err);

#endif
