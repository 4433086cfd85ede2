/** Need of places, by component, blend and programme: formulas (1) and (2).
 *
 *     n_ik   = W_ik / sum_j W_jk                          need share               (1)
 *     idx_ik = (W_ik / P_i) / (sum_j W_jk / sum_j P_j)    need index, system = 1   (2)
 *
 * Local uplifts (uplifts.csv) raise what a blend or component gives:
 *
 *     W_ik = sum over the rows of need.csv in i of their W x (1 + sum_u r_u)        (2a)
 *     r_u  = v_u, v_u x core20, or v_u people / the people of u's place
 *
 * over the uplifts u of the programme whose place the row lies in. Places here are those
 * that the round allocates to, or those of a level below it, in the order of the file. An
 * index is relative to the system (the ICB), never to England.
 */
#ifndef APPORTION_NEED_H
#define APPORTION_NEED_H

#include <stddef.h>

#include "apportion/case.h"
#include "apportion/status.h"

typedef struct ap_need {
    size_t places;      /**< how many places there are at this level */
    size_t *place_rows; /**< of each: its row in the case's places */
    size_t *place_of;   /**< of each row of the case's places: the place here that it is or
                             lies in, or AP_NONE */
    size_t programmes;  /**< as many as the case has */
    double *population; /**< P_i, people */
    double population_all;
    double *weighted; /**< W_ik at [i * programmes + k]; 0 where need does not drive k */
    double *share;    /**< n_ik, likewise */
    double *index;    /**< idx_ik, likewise; 1 where need does not drive k */
} ap_need;

/** Need of all places that the round allocates to, for all programmes. *out is the caller's
 * to free. */
ap_status ap_need_of_case(const ap_case *inputs, ap_need **out, ap_error *err);

/** The same of the places of a level of the case (ap_case_levels); 0 is the round's. */
ap_status ap_need_of_level(const ap_case *inputs, size_t level, ap_need **out,
                           ap_error *err);

/** The weighted populations of all places for one component or blend, by formula
 *
 *     W_i = sum_c w_c M_i^costed W_ic / (sum_j M_j^costed W_jc)^scaled
 *
 * over the rows c of the blend: M_i the cost index, where the row is costed; divided by the
 * system's total, where it is scaled. A component alone is itself. No uplift is in it. A
 * term that is added in the formula's own unit, such as remoteness, is a component like
 * another, of weight 1 and neither costed nor scaled. weighted has need->places numbers.
 * Not scaled, the rows give NHS England's own target formulas. */
void ap_need_measure(const ap_case *inputs, const ap_need *need, const char *name,
                     double weighted[]);

/** NULL is ignored. */
void ap_need_free(ap_need *need);

#endif
