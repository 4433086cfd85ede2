/** One change of a case: the only kind of perturbation there is.
 *
 * Options, "what does dropping this rule change", the frontier and the sensitivities are
 * all lists of edits applied to a copy of the base case.
 */
#ifndef APPORTION_DATA_EDIT_H
#define APPORTION_DATA_EDIT_H

#include "apportion/case.h"

/** Set table/target/column of the case (a copy: ap_case_copy) to value, written as it would
 * stand in the file; for table "settings", target is "section.key" and column "". value is
 * borrowed and must outlive the case. AP_BAD_INPUT with the reason and the nearest name
 * when something is unknown or the value breaks the field's rules. References (keys) cannot
 * be edited. An edit of table "pace" may name a parameter that has no row yet. */
ap_status ap_case_edit(ap_case *inputs, const char *table, const char *target,
                       const char *column, const char *value, ap_error *err);

/** Apply all rows of options.csv that belong to this option. */
ap_status ap_case_apply_option(ap_case *inputs, const char *option, ap_error *err);

#endif
