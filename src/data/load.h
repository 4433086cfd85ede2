/** A folder of inputs, read into a case: all of it, or a list of what is wrong. */
#ifndef APPORTION_DATA_LOAD_H
#define APPORTION_DATA_LOAD_H

#include "apportion/case.h"
#include "data/problems.h"
#include "data/schema.h"

/** What the case in a folder can be read for as a whole: AP_SCOPE_POOL where it has budgets
 * of pools and no need, AP_SCOPE_ALL otherwise. */
ap_scope ap_case_scope(const char *folder);

/** Read and check a case folder for a scope: tables that it does not read are empty and not
 * looked at.
 *
 * Every problem of every file is added to problems, and AP_BAD_INPUT (or AP_BAD_SETTING
 * when only case.ini is wrong) is returned with *out NULL; err then says how many there
 * are. AP_NO_INPUT when the folder or a required file is missing. *out is the caller's to
 * free. Not collective: each rank reads for itself. */
ap_status ap_case_load(const char *folder, ap_scope scope, ap_problems *problems,
                       ap_case **out, ap_error *err);

/** The same from files in memory (a run's record): count of files, each with name, bytes
 * and length; folder is only for messages. */
ap_status ap_case_load_files(const char *folder, ap_scope scope, size_t count,
                             const ap_case_file files[], ap_problems *problems,
                             ap_case **out, ap_error *err);

#endif
