/** One change of a case: the only kind of perturbation there is.
 *
 * Options, "what does dropping this rule change", the frontier and the sensitivities are
 * all lists of edits applied to a copy of the base case.
 */
#ifndef APPORTION_DATA_EDIT_H
#define APPORTION_DATA_EDIT_H

#include "apportion/case.h"
#include "data/value.h"

/** Set table/target/column of the case (a copy: ap_case_copy) to value, written as it would
 * stand in the file; for table "settings", target is "section.key" and column "". value is
 * borrowed and must outlive the case. AP_BAD_INPUT with the reason and the nearest name
 * when something is unknown or the value breaks the field's rules; the case is then as it
 * was. Keys and references cannot be edited, nor rows of tables without key (eligibility,
 * blends, options). An edit of table "pace" may name a parameter that has no row yet. What
 * binds several cells (committed no more than bid) is not looked at here. */
ap_status ap_case_edit(ap_case *inputs, const char *table, const char *target,
                       const char *column, const char *value, ap_error *err);

/** Apply all rows of options.csv that belong to this option; AP_BAD_SETTING with the
 * nearest name when there is no such option. */
ap_status ap_case_apply_option(ap_case *inputs, const char *option, ap_error *err);

/** Apply one row of options.csv. Returns NULL, or which of its columns ("table", "target",
 * "column", "value") is wrong, with the reason in refusal. */
const char *ap_case_edit_row(ap_case *inputs, const ap_option_row *row,
                             ap_refusal *refusal);

#endif
