/** The distribution of a row of drivers.csv: its kind, its parameters in words or its
 * percentiles or its rows of driver_points.csv, and where it is cut.
 *
 * What data/check lets through can still be no distribution: there is no such kind, or it
 * has no such parameter, or a number is out of its range. That is said here, with the line.
 */
#ifndef APPORTION_RISK_DRIVER_ROW_H
#define APPORTION_RISK_DRIVER_ROW_H

#include "apportion/case.h"
#include "data/problems.h"
#include "sample/distribution.h"

/** "drivers.csv:7, pay": what to open. */
enum { AP_DRIVER_WHERE_SIZE = 192 };
void ap_driver_where(const ap_driver *driver, char where[AP_DRIVER_WHERE_SIZE]);

/** The distributions of all rows, in their order. AP_BAD_INPUT says which row breaks which
 * rule and what to do. *out is the caller's to free with ap_driver_rows_free. */
ap_status ap_driver_rows_make(const ap_case *inputs, ap_distribution ***out, ap_error *err);

/** All rows that are no distributions, added to the list, each once: what is made of one is
 * not named for it. AP_NO_MEMORY is the only failure. */
ap_status ap_driver_rows_check(const ap_case *inputs, ap_problems *problems, ap_error *err);

/** NULL is ignored. */
void ap_driver_rows_free(const ap_case *inputs, ap_distribution **distributions);

#endif
