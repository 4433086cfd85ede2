/** The allocation as it is published: whole pounds that add up.
 *
 * Money of the envelope is rounded as one table (sources by schemes, schemes gathered into
 * programmes of places, those into places), money from outside it as another, so that every
 * total that is published is the sum of what is published and within a pound of exact.
 */
#ifndef APPORTION_SOLVE_PUBLISH_H
#define APPORTION_SOLVE_PUBLISH_H

#include "apportion/status.h"
#include "solve/model.h"

/** Round cells (pounds, of the model's shape) to whole pounds. rounded may be cells itself.
 */
ap_status ap_publish_cells(const ap_model *model, const double cells[], double rounded[],
                           ap_error *err);

#endif
