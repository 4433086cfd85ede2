/** Local uplifts of need, and what they do to targets. */
#ifndef APPORTION_RECORD_UPLIFTS_H
#define APPORTION_RECORD_UPLIFTS_H

#include "apportion/case.h"
#include "apportion/need.h"
#include "record/report.h"

/** Sheets of a case that has uplifts: what they are, and the target of each place of need
 * without and with them (pounds; NULL while the money is not known). */
ap_status ap_uplifts_add(const ap_case *inputs, const ap_need *need, const double without[],
                         const double with[], ap_report *report, ap_error *err);

#endif
