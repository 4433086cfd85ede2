/** Rules of rules.csv, pace.csv and case.ini. */
#ifndef APPORTION_DATA_CHECK_RULES_H
#define APPORTION_DATA_CHECK_RULES_H

#include "data/checking.h"

ap_check_rule ap_check_selectors;    /**< every word of a selector is known */
ap_check_rule ap_check_of;           /**< a share says of what */
ap_check_rule ap_check_soft_rules;   /**< a soft rule has a rank */
ap_check_rule ap_check_growth_rules; /**< growth is of all money or of the envelope's */
ap_check_rule ap_check_pace;         /**< parameters are known and in order */
ap_check_rule ap_check_settings;     /**< settings are in order */

#endif
