/** Rules of the places that a round allocates to, and of the levels that it goes down. */
#ifndef APPORTION_DATA_CHECK_LEVELS_H
#define APPORTION_DATA_CHECK_LEVELS_H

#include "data/checking.h"

ap_check_rule ap_check_levels;      /**< each level has places, which nest in its order */
ap_check_rule ap_check_place_need;  /**< a place of the round has need */
ap_check_rule ap_check_pace_levels; /**< pace.csv speaks of levels below the round */

#endif
