/** A bell curve between two ends by its P10 and P90: of what is left of the curve,
 *
 *     (Phi((x - mean) / sd) - Phi((low - mean) / sd)) / mass  =  0.1 at P10, 0.9 at P90
 *
 * For each sd there is one mean with the first, and of those sds one with the second: both
 * by closing in. The wider the percentiles, the flatter the curve, up to where it is the
 * middle of none: an exponential from end to end, beyond which nothing fits.
 */
#ifndef APPORTION_SAMPLE_FIT_CUT_H
#define APPORTION_SAMPLE_FIT_CUT_H

#include "sample/kind.h"

/** parameters: those of truncated_normal, its ends given (NaN: none), and afterwards all.
 * *p50 is what P50 comes out as. AP_BAD_INPUT says what would fit. */
ap_status ap_fit_cut(const ap_distribution_kind *kind, const ap_percentiles *given,
                     const char *where, double parameters[AP_PARAMETERS], double *p50,
                     ap_error *err);

#endif
