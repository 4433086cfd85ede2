/** Rules between rows and tables: what no single cell can break. */
#ifndef APPORTION_DATA_CHECK_H
#define APPORTION_DATA_CHECK_H

#include "apportion/case.h"
#include "data/problems.h"
#include "data/schema.h"

/** Add every problem between the rows of a case that is read and linked, as far as it was
 * read. Called by ap_case_load. The problems that are there already say which columns
 * cannot be relied on: a rule that needs one of those is passed over, so that one slip is
 * one problem. When there is none in the end, each option is applied to a copy, which is
 * checked likewise. */
ap_status ap_case_check(const ap_case *inputs, ap_scope scope, ap_problems *problems,
                        ap_error *err);

#endif
