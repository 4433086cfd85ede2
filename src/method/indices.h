/** Need indices of places and of their system, component by component, as NHS England's ICB
 * Place Based Allocation Tool gives them.
 *
 *     index of a place    (W_i / P_i) / (W / P)        relative to the system (the ICB) = 1
 *     index of the system (W / P) / (W_E / P_E)        relative to England = 1
 *
 * W, P sums over the system's places, W_E, P_E England's (england.csv). The two are not
 * comparable. Published are populations to 1 and indices to 0.001, halves rounded up.
 * Source: the tool's guide and its published results, which these equal.
 */
#ifndef APPORTION_METHOD_INDICES_H
#define APPORTION_METHOD_INDICES_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "apportion/need.h"

/** Components are those of need.csv, in the order of their first row. Row places is the
 * system's; a number stands at [row * components + c]. */
typedef struct ap_indices {
    size_t places;
    size_t components;
    const char **keys; /**< of each component: "general_acute"; borrowed from the case */
    double *people;    /**< places + 1 */
    double *weighted;  /**< people, not rounded */
    double *index;     /**< not rounded; NAN for the system where England is not known */
} ap_indices;

/** Of the places of need (of any level). *out is the caller's to free. */
ap_status ap_indices_of(const ap_case *inputs, const ap_need *need, ap_indices **out,
                        ap_error *err);

/** The number rounded to whole units (1, 0.001), a half upwards. NaN stays. */
double ap_round_half_up(double number, double units_in_one);

/** NULL is ignored. */
void ap_indices_free(ap_indices *indices);

#endif
