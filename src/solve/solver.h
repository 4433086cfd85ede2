/** A solver that holds one linear program and re-solves it as it changes.
 *
 * Implemented over GLPK's simplex in solver_glpk.c, the only file that knows GLPK. Every
 * number given and returned is checked to be finite where it must be. Not collective: each
 * rank has its own.
 */
#ifndef APPORTION_SOLVE_SOLVER_H
#define APPORTION_SOLVE_SOLVER_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "solve/lp.h"

/** What the solver found. All four are answers; none is an error. */
typedef enum ap_outcome {
    AP_OPTIMAL,    /**< values and duals can be read */
    AP_INFEASIBLE, /**< no x meets every row and bound */
    AP_UNBOUNDED,  /**< the objective has no least value */
    AP_UNDECIDED,  /**< a limit was reached first; values must not be used */
} ap_outcome;

/** Where a row or column stands in a basis. */
typedef enum ap_standing { AP_BASIC, AP_AT_LOW, AP_AT_HIGH, AP_FREE, AP_FIXED } ap_standing;

/** Which simplex: primal when the basis at hand is primal feasible (a new objective), dual
 * when it is dual feasible (new bounds). Either is right from any basis; only speed
 * differs. */
typedef enum ap_simplex { AP_PRIMAL, AP_DUAL } ap_simplex;

typedef struct ap_solver ap_solver;

/** Load a program (copied). *out is the caller's to free. AP_UNUSABLE when GLPK fails. */
ap_status ap_solver_new(const ap_lp *lp, ap_solver **out, ap_error *err);

/** NULL is ignored. */
void ap_solver_free(ap_solver *solver);

/** Change the program at hand; the basis is kept. */
void ap_solver_set_cost(ap_solver *solver, size_t column, double cost);
void ap_solver_set_column(ap_solver *solver, size_t column, double low, double high);
void ap_solver_set_row(ap_solver *solver, size_t row, double low, double high);

/** Take over all bounds and costs of lp, and those rows' coefficients that differ from the
 * program at hand; lp must have the same rows and columns. The basis is kept. */
ap_status ap_solver_reload(ap_solver *solver, const ap_lp *lp, ap_error *err);

/** The basis: rows standings, then columns standings (rows + columns in all). A solver that
 * was given a program (new, then reload) and a basis answers to the last bit alike,
 * whatever it has solved before. */
void ap_solver_get_basis(const ap_solver *solver, ap_standing basis[]);
void ap_solver_set_basis(ap_solver *solver, const ap_standing basis[]);

/** Forget the basis: the next run starts cold. */
void ap_solver_forget_basis(ap_solver *solver);

/** Solve from the basis at hand. A basis that turns out singular is replaced by the
 * standard one; a run that a limit or numerical trouble ends is tried again cold, and so is
 * one that finds no answer. NaN among what was set, or a row or column that is not there,
 * is AP_INTERNAL. AP_UNUSABLE: GLPK failed inside; this and every other solver of the
 * process start cold at their next run. */
ap_status ap_solver_run(ap_solver *solver, ap_simplex simplex, ap_outcome *outcome,
                        ap_error *err);

/** After AP_OPTIMAL: compute values, reduced costs and multipliers anew from fresh factors
 * of the basis at hand, so that they do not carry the rounding of the way there. */
ap_status ap_solver_refresh(ap_solver *solver, ap_error *err);

/** After AP_OPTIMAL: values of all columns; reduced costs of all columns; multipliers of
 * all rows (the change of the objective per unit of the row's bound). */
void ap_solver_values(const ap_solver *solver, double values[]);
void ap_solver_reduced_costs(const ap_solver *solver, double reduced[]);
void ap_solver_multipliers(const ap_solver *solver, double multipliers[]);

/** What a search for whole values found. */
typedef struct ap_branching {
    ap_outcome outcome; /**< AP_OPTIMAL: proven best; AP_UNDECIDED: the limit came first */
    bool has_values;    /**< there are values, the best found; they may be used */
    double objective;   /**< theirs */
    double bound;       /**< no values have an objective below this */
    size_t nodes;       /**< of the tree of branch and bound */
} ap_branching;

/** Solve with some columns whole, by branch and bound from the basis at hand. is_whole and
 * values have a place a column; whole columns have whole bounds. The search ends after
 * most_nodes nodes and never by the clock, so it answers alike on every machine; only one
 * that hangs is ended after ten minutes, and has no values then. What AP_OPTIMAL proves
 * holds to 1e-7 of the objective. The program and its basis are left as the relaxed run
 * (ap_solver_run) leaves them. */
ap_status ap_solver_run_whole(ap_solver *solver, const bool is_whole[], size_t most_nodes,
                              double values[], ap_branching *search, ap_error *err);

/** Simplex iterations of all runs so far. */
long ap_solver_iterations(const ap_solver *solver);

/** "GLPK 5.0". */
const char *ap_solver_version(void);

#endif
