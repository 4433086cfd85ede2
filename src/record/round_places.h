/** Sheets by place: board summary, place results, bridge, need, place by programme. */
#ifndef APPORTION_RECORD_ROUND_PLACES_H
#define APPORTION_RECORD_ROUND_PLACES_H

#include "record/round_results.h"

ap_status ap_round_places(const ap_round_results *results, ap_report *report,
                          ap_error *err);

#endif
