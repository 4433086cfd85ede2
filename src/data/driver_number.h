/** A number of a driver in words, in the driver's unit. */
#ifndef APPORTION_DATA_DRIVER_NUMBER_H
#define APPORTION_DATA_DRIVER_NUMBER_H

#include <stdbool.h>

#include "apportion/case.h"

/** A rate "2.5%" or "0.025" (a bare "2.5" is none), pounds "£1.2m", "£350k" or "1200000", a
 * plain number or months "-3". False, *out as it was, when the words are no such number. */
bool ap_driver_number(ap_driver_unit unit, const char *words, double *out);

/** A parameter of its distribution: such a number, or a plain one, such as a shape. */
bool ap_driver_parameter(ap_driver_unit unit, const char *words, double *out);

/** How one is written: "a rate such as 2.5%". */
const char *ap_driver_unit_words(ap_driver_unit unit);

#endif
