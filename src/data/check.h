/** Rules between rows and tables: what no single cell can break. */
#ifndef APPORTION_DATA_CHECK_H
#define APPORTION_DATA_CHECK_H

#include "apportion/case.h"
#include "data/problems.h"

/** Add every problem of a case whose cells were all read. Called by ap_case_load. */
void ap_case_check(const ap_case *inputs, ap_problems *problems);

#endif
