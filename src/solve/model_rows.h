/** The frame of the program: what money there is, where it may go, how far a place may
 * move. Formulas (5) to (10) of model.h. */
#ifndef APPORTION_SOLVE_MODEL_ROWS_H
#define APPORTION_SOLVE_MODEL_ROWS_H

#include "solve/model.h"

/** Add cells, pieces, distances, and the rows of sources, schemes and places to the model,
 * whose program is empty. */
ap_status ap_model_add_rows(ap_model *model, ap_error *err);

#endif
