/** The round as a linear program: formulas (5) to (11), in the compact form.
 *
 *     X_s = sum_f x_fs = m_s + sum_j p_sj     p_sj in [0, w_sj]                       (5),
 * (7) sum_s x_fs = R_f  or  <= R_f                                                    (6)
 *     low_i <= A_i <= high_i                                                          (8),
 * (10) A_i - o_i + u_i = T_i                                                           (9)
 *     rules of rules.csv, one line each (one a place for "each"), soft ones with slack (11)
 *
 * Everything that a scheme's total costs in any goal is one convex piecewise-linear
 * function of X_s, so a scheme is one row, its pieces p_sj boxed columns. Their ends are
 * the thirds of what is bid above the commitment, and last year's spend. Every column is
 * boxed, so any basis can be made dual feasible by flips.
 *
 * Money is millions of pounds: in pounds the minimax coefficients 1/T_i are of the size of
 * a solver's pivot tolerance, and GLPK then calls answers optimal that are a million wrong.
 *
 * The shape (rows, columns) depends on the places, sources, eligibility, schemes and rules
 * that exist and not on their numbers, so all edits of a case give programs of one shape,
 * and an optimal basis of one starts the next.
 */
#ifndef APPORTION_SOLVE_MODEL_H
#define APPORTION_SOLVE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "apportion/need.h"
#include "apportion/target.h"
#include "solve/lexico.h"
#include "solve/lp.h"

/** Pounds of one unit of the program. */
#define AP_MODEL_UNIT 1e6

enum { AP_MODEL_PIECES = 4 };

/** A source and a scheme that it may fund. Column c of the program is cell c. */
typedef struct ap_cell {
    size_t source;
    size_t scheme;
} ap_cell;

/** A cell that a line of a rule speaks of. */
typedef struct ap_line_term {
    size_t cell;
    double left; /**< what a pound in it adds to what the rule measures */
    bool of;     /**< is it in the other money that a share is of? */
} ap_line_term;

/** One line of a rule: the whole rule, or its part for one place ("each"). */
typedef struct ap_rule_line {
    size_t rule;
    size_t place;    /**< of need, or AP_NONE */
    size_t row;      /**< in the program */
    size_t slack;    /**< column of the shortfall; the next one is of the excess */
    double required; /**< the part of the bound that is data, in pounds (or output) */
    double scale;    /**< pounds for one unit of what is measured: 1, or of output what it
                          costs on average in the schemes of the rule. The row is in
                          millions of pounds: scale * (left - required) */
    size_t first;    /**< its terms in line_terms: count of them from first */
    size_t count;
} ap_rule_line;

/** What a goal of the round is. */
typedef enum ap_goal_kind {
    AP_GOAL_SOFT,     /**< 1: break no soft rule, one goal a rank */
    AP_GOAL_LEXIMIN,  /**< 2: no place further below target than need be */
    AP_GOAL_DISTANCE, /**< 3: least total distance from target */
    AP_GOAL_UNMET,    /**< 4: least need-weighted unmet bid */
    AP_GOAL_MOVEMENT, /**< 5: least movement from last year */
    AP_GOAL_SOURCE,   /**< 6: sources in the stated order of preference */
    AP_GOAL_UNIQUE,   /**< 6: one answer only */
} ap_goal_kind;

typedef struct ap_model {
    const ap_case *inputs;   /**< borrowed */
    const ap_need *need;     /**< borrowed */
    const ap_target *target; /**< borrowed */
    ap_lp *lp;
    size_t cell_count;
    ap_cell *cells;
    size_t
        piece_first; /**< column of the first piece of scheme 0; AP_MODEL_PIECES a scheme */
    size_t over_first;     /**< column of o_0 */
    size_t under_first;    /**< column of u_0 */
    size_t scheme_first;   /**< row of scheme 0; row f is source f */
    size_t limit_first;    /**< row of the limits of place 0 */
    size_t distance_first; /**< row of (9) of place 0 */
    size_t line_count;
    ap_rule_line *lines;
    size_t line_term_count;
    ap_line_term *line_terms;
    size_t goal_count;
    ap_goal *goals;
    ap_goal_kind *goal_kinds;
    double *goal_ranks;    /**< of a soft goal its rank, else 0 */
    bool is_contradictory; /**< some place's least is above its most: no solve is needed */
    ap_term *goal_terms;   /**< all goals' terms, one block */
} ap_model;

/** The least and most that place i may have by one of the limits, in pounds. */
typedef enum ap_limit { AP_PACE_FLOOR, AP_PACE_CAP, AP_BAND_UNDER, AP_BAND_OVER } ap_limit;
double ap_model_limit(const ap_case *inputs, const ap_target *target, ap_limit limit,
                      size_t place);

/** The least and the most that place i may have by all of its limits together, in pounds.
 */
double ap_model_least(const ap_case *inputs, const ap_target *target, size_t place);
double ap_model_most(const ap_case *inputs, const ap_target *target, size_t place);

/** The place whose A_i the cell counts in; AP_NONE for the system's and for money from
 * outside the envelope. */
size_t ap_model_counts(const ap_model *model, size_t cell);

/** The ends of the scheme's pieces in pounds, ascending: AP_MODEL_PIECES + 1 of them. */
void ap_model_ends(const ap_scheme *scheme, double ends[]);

/** The weight of a pound of unmet bid in goal 4 at this level of the scheme's total. */
double ap_model_weight(const ap_model *model, size_t scheme, double level);

/** NULL is ignored. */
void ap_model_free(ap_model *model);

#endif
