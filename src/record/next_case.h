/** Next year's case as a folder that can be filled in. */
#ifndef APPORTION_RECORD_NEXT_CASE_H
#define APPORTION_RECORD_NEXT_CASE_H

#include "method/year_end.h"

/** Write the case of next year (method/next_year.h) to a new folder: case.ini and every
 * table of a pooled fund, those that are empty with their header alone. It is read back as
 * a case first, so that what is written has no problem. All or nothing: AP_CANNOT_CREATE
 * when the folder is there and not empty. funds and ends are of all pools of one case. */
ap_status ap_next_case_write(size_t count, const ap_fund *const funds[],
                             const ap_year_end *const ends[], const char *path,
                             ap_error *err);

#endif
