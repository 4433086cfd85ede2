/** The levels below a round: their places, need and baselines, before any money goes down.
 *
 * Money of the envelope goes down; what the system as a whole spends and what comes from
 * outside does not. A child's need is smoothed, since published need loses accuracy on
 * small lists: with n_c people, W_ck weighted people and sums over all children d of its
 * parent,
 *
 *     W~_ck = (1 - s_c) W_ck + s_c n_c sum_d W_dk / sum_d n_d,   s_c = m / (m + n_c) (19)
 *
 * m is the level's smoothing of pace.csv, 0 for none. Floors and caps are those that
 * pace.csv gives the level, on the place's baseline of places.csv (or the sum of those
 * below it), by its opening distance within its parent.
 */
#ifndef APPORTION_SOLVE_DOWN_LEVEL_H
#define APPORTION_SOLVE_DOWN_LEVEL_H

#include <stddef.h>

#include "apportion/case.h"
#include "apportion/need.h"
#include "base/text.h"
#include "solve/certificate.h"

/** One level below the round. Arrays have a number a place of need, or, where [c * K + k]
 * is said, one a place and programme. Pounds. */
typedef struct ap_down_level {
    const char *word; /**< "practice" */
    ap_need *need;    /**< of its places, not smoothed */
    size_t *parent;   /**< of each place: the place of the level above (of the round for the
                           first) that it lies in */
    size_t *root;     /**< and the place of the round */
    double *smoothed; /**< W~_ck at [c * K + k] */
    double *baseline; /**< b_c; 0: not known */
    double *opening;  /**< distance of last year's money from this year's target, both as
                           shares of the parent; NAN where no baseline is known */
    double *floor;    /**< phi_c; -INFINITY: none */
    double *cap;      /**< gamma_c; INFINITY: none */
    double *target;   /**< T_c: what need alone would give */
    double *broken;   /**< pounds by which its floor or cap is broken */
    double *wanted;   /**< t_ck at [c * K + k] */
    double *cells;    /**< x_ck likewise, whole pounds */
} ap_down_level;

typedef struct ap_down {
    size_t count; /**< levels below the round */
    ap_down_level *levels;
    size_t programmes; /**< K */
    size_t programs;   /**< parents that were solved */
    size_t simplex;    /**< of them by simplex: a floor or a cap was in the way */
    size_t undecided;  /**< parents without an answer: what is below them is all 0 */
    long iterations;
    ap_certificate worst; /**< of all stages of all of them */
    ap_arena *arena;
} ap_down;

/** The levels of a case that names at least two, with all that does not depend on money;
 * the rest is 0. *out is the caller's to free. */
ap_status ap_down_new(const ap_case *inputs, const ap_need *round, ap_down **out,
                      ap_error *err);

/** A_c: the sum of the cells of place c. */
double ap_down_allocation(const ap_down *down, const ap_down_level *level, size_t c);

/** NULL is ignored. */
void ap_down_free(ap_down *down);

#endif
