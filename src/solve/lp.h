/** A linear program, without a solver's habits.
 *
 *     minimise    c'x
 *     subject to  row_low <= A x <= row_high
 *                 low     <=   x <= high
 *
 * Money is millions of pounds (see model.h for why). Rows and columns are numbered from 0
 * in the order they are added; entries are kept row by row. A bound that is not there is
 * -INFINITY or INFINITY; every column of a round has two finite bounds. Names are copied;
 * they turn up in messages and in exported files, so they should be words:
 * "Southampton / community". Only solver_glpk.c knows which solver is used.
 */
#ifndef APPORTION_SOLVE_LP_H
#define APPORTION_SOLVE_LP_H

#include <stddef.h>

#include "apportion/status.h"

/** One entry of a row: a coefficient times a column. */
typedef struct ap_term {
    size_t column;
    double coefficient;
} ap_term;

typedef struct ap_lp {
    size_t rows;
    size_t columns;
    double *row_low;
    double *row_high;
    double *low;
    double *high;
    double *cost;
    char **row_names;
    char **column_names;
    size_t *row_start; /**< rows + 1 of them: the entries of row i are row_start[i] up to
                            row_start[i + 1] */
    ap_term *terms;
} ap_lp;

/** An empty program. *out is the caller's to free. */
ap_status ap_lp_new(ap_lp **out, ap_error *err);

/** Add a column; *column (may be NULL) is its number. The name is copied. */
ap_status ap_lp_add_column(ap_lp *lp, const char *name, double low, double high,
                           size_t *column, ap_error *err);

/** Add a row of count terms (copied; each column at most once; zero coefficients are
 * dropped); *row (may be NULL) is its number. A coefficient or bound that is NaN, or a
 * coefficient that is infinite, is AP_INTERNAL. */
ap_status ap_lp_add_row(ap_lp *lp, const char *name, double low, double high, size_t count,
                        const ap_term terms[], size_t *row, ap_error *err);

/** A copy. *out is the caller's to free. */
ap_status ap_lp_copy(const ap_lp *lp, ap_lp **out, ap_error *err);

/** NULL is ignored. */
void ap_lp_free(ap_lp *lp);

#endif
