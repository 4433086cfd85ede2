/** The references of a case: which row of another table a key stands for. */
#ifndef APPORTION_DATA_LINK_H
#define APPORTION_DATA_LINK_H

#include "apportion/case.h"
#include "data/problems.h"

/** Fill in the row number of every reference of every table (AP_NONE where the cell is
 * blank or its key unknown). Unknown keys, and keys that two rows have, are added to the
 * problems. References to a table that could not be read (its rows are NULL) are passed
 * over. */
ap_status ap_case_link(ap_case *inputs, ap_problems *problems, ap_error *err);

#endif
