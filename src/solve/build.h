/** The model of a round, from the case to the last goal. */
#ifndef APPORTION_SOLVE_BUILD_H
#define APPORTION_SOLVE_BUILD_H

#include "solve/model.h"

/** Build the program and its goals. *out is the caller's to free (ap_model_free); inputs,
 * need and target must outlive it. */
ap_status ap_model_build(const ap_case *inputs, const ap_need *need,
                         const ap_target *target, ap_model **out, ap_error *err);

#endif
