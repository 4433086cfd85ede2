/** A linear program as a file that any other solver reads. */
#ifndef APPORTION_SOLVE_LP_WRITE_H
#define APPORTION_SOLVE_LP_WRITE_H

#include "base/text.h"
#include "solve/lp.h"

/** Free MPS. Names are made safe (R1, C1, … with the words in comments); numbers have 17
 * significant digits. NaN or infinity never appear: a missing bound is MI or PL. */
void ap_lp_write_mps(const ap_lp *lp, const char *name, ap_text *text);

/** CPLEX LP format, with the words in comments. */
void ap_lp_write_lp(const ap_lp *lp, const char *name, ap_text *text);

#endif
