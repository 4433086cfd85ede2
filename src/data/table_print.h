/** A case as the text of its files: what the reader makes of it is the case again.
 *
 * Cells are written by the schema: money in pounds, with pence where there are some; a rate
 * in per cent; a number in as few digits as give it back; flags yes and no; choices as
 * their words. A number that is what a blank means is left blank unless the table demands
 * it. Words of people are quoted so that Excel computes none of them.
 */
#ifndef APPORTION_DATA_TABLE_PRINT_H
#define APPORTION_DATA_TABLE_PRINT_H

#include "data/schema.h"

/** One table, added to text: a header, then a line a row. The columns are those of the
 * schema in its order; one whose cells could all be blank is left out, unless the scope of
 * the case demands it or the table has no rows, which leaves all columns to be filled in.
 */
void ap_case_table_print(const ap_case *inputs, const ap_schema_table *table,
                         ap_text *text);

/** case.ini, added to text: the settings that were given, with their basis and note. */
void ap_case_settings_print(const ap_case *inputs, ap_text *text);

#endif
