/** The sheet of what-ifs: each beside the case as it is. */
#ifndef APPORTION_RECORD_POOL_WHAT_IF_H
#define APPORTION_RECORD_POOL_WHAT_IF_H

#include "record/report.h"
#include "solve/outlook.h"

/** Add the sheet; nothing for a case without what-ifs. */
ap_status ap_pool_what_if(const ap_outlooks *all, ap_report *report, ap_error *err);

#endif
