/** From the totals of a place's children to their cells: (18) of carry.h, its certificate,
 * and whole pounds.
 */
#ifndef APPORTION_SOLVE_CARRY_CELLS_H
#define APPORTION_SOLVE_CARRY_CELLS_H

#include <stddef.h>

#include "apportion/status.h"
#include "solve/carry_model.h"
#include "solve/certificate.h"

/** Pounds; all arrays borrowed, those of cells with cell (c, k) at [c * programmes + k]. */
typedef struct ap_carry_cells {
    const char *name; /**< of the parent, for messages */
    size_t children;
    size_t programmes;
    const double *money;         /**< A_k */
    const ap_carry_child *child; /**< T_c and the bounds of (17) */
    const double *change;        /**< o_c - u_c */
    const double *broken;        /**< v_c */
    const double *wanted;        /**< t_ck */
    double *exact;               /**< x_ck, written by ap_carry_fill */
    double *whole;               /**< x_ck in whole pounds, written by ap_carry_round */
} ap_carry_cells;

/** Formula (18). */
void ap_carry_fill(const ap_carry_cells *cells);

/** The exact cells' own certificate: is each programme given out whole, each total within
 * its floor and cap but for v_c, no cell below nothing; and is goal 4 at the least that
 * cells with these totals can have, sum_c |X_c - T_c|? That bound is its dual. Relative to
 * the mean child's money and the size of the bound. */
ap_certificate ap_carry_certify(const ap_carry_cells *cells);

/** Controlled rounding (rounding.h) that keeps as many floors and caps as can be kept of
 * those that the exact cells keep. */
ap_status ap_carry_round(const ap_carry_cells *cells, ap_error *err);

#endif
