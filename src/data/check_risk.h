/** Rules of exposures.csv, correlations.csv, stresses.csv, actuals.csv and of the settings
 * of a risk run. */
#ifndef APPORTION_DATA_CHECK_RISK_H
#define APPORTION_DATA_CHECK_RISK_H

#include "data/checking.h"

ap_check_rule ap_check_exposure_words; /**< every word of a selector is known */
ap_check_rule ap_check_exposures;      /**< driver, effect and weight go together */
ap_check_rule ap_check_exposed;        /**< an exposure moves something */
ap_check_rule ap_check_correlations;   /**< of two drivers, or of two blocks, once */
ap_check_rule ap_check_stresses;       /**< a percentile or a value, one name a stress */
ap_check_rule ap_check_actuals;        /**< a contingency is not spent as such */
ap_check_rule ap_check_risk_settings;  /**< are whole numbers, options, programmes */

#endif
