/** One CSV file of a case into the rows of its table. */
#ifndef APPORTION_DATA_ROWS_H
#define APPORTION_DATA_ROWS_H

#include "apportion/case.h"
#include "data/csv.h"
#include "data/problems.h"
#include "data/schema.h"

/** Read a grid into the table's array, by the schema. Every cell that breaks a rule, every
 * column that is unknown or missing and a total row that does not add up are added to the
 * problems. Such a cell is unset (see ap_value_unset); a key stands as it should have been
 * written. Text is copied to the case's arena. ap_case_link then links the references. */
ap_status ap_rows_read(const ap_schema_table *table, const ap_grid *grid, ap_case *inputs,
                       ap_problems *problems, ap_error *err);

#endif
