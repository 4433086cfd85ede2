/** Sheet Bridge: how each place comes from last year's money to this year's allocation.
 *
 *     last year        b_i
 *     growth           b_i (sum T / sum b) - b_i
 *     population       sum T P_i / P - the level before
 *     need             T_i - the level before
 *     pace of change   T_i clipped to the least and most that the place may have - T_i
 *     rules            A_i - the level before
 *
 * Levels are rounded to whole pounds that add up over the places, so the steps do as well.
 */
#ifndef APPORTION_RECORD_ROUND_BRIDGE_H
#define APPORTION_RECORD_ROUND_BRIDGE_H

#include "record/round_results.h"

ap_status ap_round_bridge(const ap_round_results *results, ap_report *report,
                          ap_error *err);

#endif
