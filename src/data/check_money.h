/** Rules of sources, permissions, schemes, pools and contributions. */
#ifndef APPORTION_DATA_CHECK_MONEY_H
#define APPORTION_DATA_CHECK_MONEY_H

#include "data/checking.h"

ap_check_rule ap_check_amounts;          /**< committed <= bid, other <= baseline */
ap_check_rule ap_check_scheme_places;    /**< no place with children but the system */
ap_check_rule ap_check_scheme_pools;     /**< a scheme lies where its pool does */
ap_check_rule ap_check_sources_spend;    /**< every source may fund something */
ap_check_rule ap_check_schemes_funded;   /**< what is committed may be funded */
ap_check_rule ap_check_permissions;      /**< a permission is of use (a note) */
ap_check_rule ap_check_pool_totals;      /**< contributions add up */
ap_check_rule ap_check_pool_eligibility; /**< a contribution may be spent in its pool */

#endif
