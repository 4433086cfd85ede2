/** Rules of drivers.csv and driver_points.csv: what can be said without knowing the kinds
 * of distributions, whose words, parameters and ranges are judged when drivers are made. */
#ifndef APPORTION_DATA_CHECK_DRIVERS_H
#define APPORTION_DATA_CHECK_DRIVERS_H

#include "data/checking.h"

ap_check_rule ap_check_driver_numbers;    /**< are numbers of the driver's unit, in order */
ap_check_rule ap_check_driver_parameters; /**< "name=value; name=value" */
ap_check_rule ap_check_driver_ways;     /**< given in one way: parameters, … or points */
ap_check_rule ap_check_driver_points;   /**< a value or a part, all of a driver alike */
ap_check_rule ap_check_driver_parts;    /**< nothing is part of itself */
ap_check_rule ap_check_driver_blocks;   /**< a block and a loading go together */
ap_check_rule ap_check_driver_profiles; /**< are in profiles.csv */
ap_check_rule ap_check_drivers_used;    /**< one that moves nothing is a note */

/** Is the driver a part of another, and so never drawn by itself? */
bool ap_driver_is_part(const ap_case *inputs, size_t driver);

#endif
