/** The totals of a place's children as a linear program: (15) and (17) of carry.h.
 *
 * Programmes are not in it: goals 1 to 3 see totals alone, and any totals of 0 or more that
 * add up to the money can be filled from the programmes, by (18) with the least distance.
 * So a parent of 60 children and 8 programmes has 180 columns and not 1,600.
 *
 *     sum_c (s_c / unit) (o_c - u_c) = 0                       the money is given out whole
 *     o_c - u_c + v_c >= (least_c - T_c) / s_c                 floor
 *     o_c - u_c - v_c <= (most_c - T_c) / s_c                  cap
 *     0 <= u_c <= 1,  o_c and v_c boxed beyond all that can be
 *
 * Here o_c, u_c and v_c are multiples of s_c: the child's own target or, where it has none,
 * unit, the mean child's money. So the measures of both leximins are columns as they
 * stand, and a parent of £100k, one of £10bn and a child of a thousandth of its
 * neighbours are all scaled alike.
 */
#ifndef APPORTION_SOLVE_CARRY_MODEL_H
#define APPORTION_SOLVE_CARRY_MODEL_H

#include <stddef.h>

#include "apportion/status.h"
#include "solve/lexico.h"
#include "solve/lp.h"

enum { AP_CARRY_GOALS = 5 };

/** What is asked of a child's total. Pounds. */
typedef struct ap_carry_child {
    double target;   /**< T_c, 0 or more */
    double least;    /**< its floor; -INFINITY: none */
    double most;     /**< its cap; INFINITY: none */
    const char *key; /**< borrowed for the build */
} ap_carry_child;

typedef struct ap_carry_model {
    size_t children;
    ap_lp *lp;           /**< columns o_c, then u_c, then v_c, then the levels */
    double *scale;       /**< s_c, pounds */
    ap_term *goal_terms; /**< all goals' terms, one block */
    size_t goal_count;   /**< those that have a term */
    ap_goal goals[AP_CARRY_GOALS];
} ap_carry_model;

/** name is the parent's, for messages. *out is the caller's to free. */
ap_status ap_carry_model_build(const char *name, size_t children,
                               const ap_carry_child child[], ap_carry_model **out,
                               ap_error *err);

/** What the values of the program say, in pounds: how far each child is above its target
 * (below zero: under it), and by how much its floor or cap is broken. */
void ap_carry_model_read(const ap_carry_model *model, const double values[],
                         double change[], double broken[]);

/** NULL is ignored. */
void ap_carry_model_free(ap_carry_model *model);

#endif
