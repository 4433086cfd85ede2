/** What is measured of a plan, measure by measure, in the order in which outcome.h fills
 * them: the whole, places, programmes, pools, partners, schemes, rules, months.
 */
#ifndef APPORTION_RISK_MEASURE_LIST_H
#define APPORTION_RISK_MEASURE_LIST_H

#include "risk/measure.h"
#include "risk/plan.h"

/** Add all rows to measures, which has its partners and its arena already. Names are the
 * case's or the arena's. */
ap_status ap_measures_list(ap_measures *measures, const ap_plan *plan, ap_error *err);

#endif
