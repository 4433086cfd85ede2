/** A function of one variable that never falls, tabulated: what takes microseconds to
 * compute is read in nanoseconds.
 *
 * Between `from` and `to` it is a polynomial of degree 7 in each of 16 equal pieces,
 * through its values at eight points of the piece (Chebyshev's, with both ends). A piece is
 * accepted when the polynomial is right at the seven points between those, where it is
 * furthest off,
 *
 *     |polynomial - f|  <=  1e-9 (spread + |f - centre|)   and 4 units in the last place of
 * f
 *
 * and rises; else it is halved, up to ten times. Where that is not enough, at a jump or a
 * kink, and outside [from, to], the function itself is asked. What is read is never beyond
 * the values at the ends of its piece, so pieces follow each other as the function does,
 * and within a piece it falls nowhere by more than a thousandth of the error allowed.
 */
#ifndef APPORTION_SAMPLE_CURVE_H
#define APPORTION_SAMPLE_CURVE_H

#include "apportion/status.h"

#define AP_CURVE_ERROR 1e-9

typedef double ap_curve_function(const void *context, double x);

typedef struct ap_curve_spec {
    const char *where;    /**< for the message when memory runs out */
    ap_curve_function *f; /**< finite between from and to */
    const void *context;  /**< of f; borrowed for as long as the curve lives */
    double from;
    double to;
    double centre; /**< a value in the middle of those that matter */
    double spread; /**< how far they are apart */
} ap_curve_spec;

typedef struct ap_curve ap_curve;

/** *out is the caller's to free. */
ap_status ap_curve_new(const ap_curve_spec *spec, ap_curve **out, ap_error *err);

/** NULL is ignored. */
void ap_curve_free(ap_curve *curve);

/** f(x), nearly. */
double ap_curve_at(const ap_curve *curve, double x);

/** The part of [from, to] in which the function itself is asked. */
double ap_curve_exact_part(const ap_curve *curve);

#endif
