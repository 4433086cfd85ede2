/** Rules of places, need, blends and programmes. */
#ifndef APPORTION_DATA_CHECK_NEED_H
#define APPORTION_DATA_CHECK_NEED_H

#include "data/checking.h"

ap_check_rule ap_check_circles;         /**< no place is part of itself */
ap_check_rule ap_check_system;          /**< one place has no parent */
ap_check_rule ap_check_population;      /**< positive; a parent's is its children's */
ap_check_rule ap_check_need;            /**< of places without children */
ap_check_rule ap_check_blends;          /**< their components are in need.csv */
ap_check_rule ap_check_programme_need;  /**< what measures it is there */
ap_check_rule ap_check_need_everywhere; /**< no place lacks a component that is used, and
                                            no component is 0 everywhere */
ap_check_rule ap_check_history;         /**< of years before the case's */
ap_check_rule ap_check_target_shares;   /**< add up to 100% */

#endif
