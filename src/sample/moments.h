/** Mean and variance of a distribution, whole or cut (distribution.h says how exact).
 */
#ifndef APPORTION_SAMPLE_MOMENTS_H
#define APPORTION_SAMPLE_MOMENTS_H

#include "sample/cut.h"

/** Fills in mean and variance of one that is otherwise made. AP_BAD_INPUT when they are
 * beyond computing. */
ap_status ap_moments_find(ap_distribution *made, const char *where, ap_error *err);

#endif
