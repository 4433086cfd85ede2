/** What a scenario comes to, in whole ticks of every measure (measure.h).
 *
 * Of a cell c = (f, s) with its account a, pounds:
 *
 *     left_c   what is left unspent of it: of what it released (spare and held back), the
 *              part of the account that is left; of a scheme that may not give, its spare.
 *              What the source has allotted to nobody is used first, and what is left of
 *              that is its owner's, in no pool's variance
 *     over_c   part_c (z_s + z0_s)
 *     lost_c   x_c - x'_c, the income that does not come
 *     V_c      over_c - left_c - lost_c         variance against the budget as moved (37)
 *
 * In a pool the risk-share rules say who bears the V_c of its lines (method/risk_share.h).
 * A step that asks what schemes have not committed asks it of their outturns, so that what
 * has been held back and moved away is not given up once more. Income that does not come is
 * borne by its owner besides. Outside pools a partner bears V_c + lost_c of its sources
 * itself. Two that are no partners bear the rest: the pools themselves (reserves, schemes
 * that give up what they have not committed, what is carried forward), and those who gave
 * capital or ring-fenced money, to whom goes back what is left of it outside pools. So,
 * over all who bear,
 *
 *     sum of what they bear = overspend - what is left unspent                      (39)
 *
 *     need = planned contingency + what the partner that holds it bears
 *            + what of its money outside pools is held back for others                (38)
 *            so that a contingency of the need would have left nobody's service waiting;
 *            where nobody holds one, what is overspent or held back outside pools for
 *            others
 *     distance_i = (A_i / sum_j A_j) / (T_i / sum_j T_j) - 1,  A_i the outturn of the
 *              envelope in place i: where places stand beside each other, as the opening
 *              distance is taken (target.h)
 */
#ifndef APPORTION_RISK_OUTCOME_H
#define APPORTION_RISK_OUTCOME_H

#include "risk/outcome_meter.h"
#include "risk/recourse.h"

/** A scenario: its shortage, its moves, and the pressure to date of months 1 to 12 in
 * pounds. ticks has as many numbers as there are measures. */
void ap_outcome_take(ap_outcome_meter *meter, const ap_shortage *shortage,
                     ap_recourse_moves moves, const double to_date[], int64_t ticks[]);

#endif
