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

#include <stdbool.h>
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

/** A view of lp: bounds and costs are its own and may be changed, all else is lp's, which
 * must outlive it. */
ap_status ap_lp_view(const ap_lp *lp, ap_lp *view, ap_error *err);

/** A view that was never taken, {0}, is ignored. */
void ap_lp_view_free(ap_lp *view);

/** Are all bounds and costs numbers to compute with? AP_INTERNAL when not. */
ap_status ap_lp_check_numbers(const ap_lp *lp, ap_error *err);

/** The same, and of the coefficients, and that no column is twice in a row. */
ap_status ap_lp_check(const ap_lp *lp, ap_error *err);

/** Is some low bound above its high bound, by more than rounding (1e-9 of 1 + its size)?
 * Then nothing can meet both. */
bool ap_lp_is_crossed(const ap_lp *lp);

/** Has the row the same terms, in the same order, in both programmes? */
bool ap_lp_has_same_row(const ap_lp *a, const ap_lp *b, size_t row);

/** The sum of count terms at these values; *sizes (may be NULL) is the sum of their sizes.
 * Both are gathered in extended precision. */
double ap_lp_sum(size_t count, const ap_term terms[], const double values[], double *sizes);

/** Take over the terms of all rows of `from`, which has as many rows and columns. */
ap_status ap_lp_take_terms(ap_lp *lp, const ap_lp *from, ap_error *err);

/** NULL is ignored. */
void ap_lp_free(ap_lp *lp);

#endif
