/** The sheets of virements: those recommended, and the log of those decided. */
#ifndef APPORTION_RECORD_POOL_VIREMENTS_H
#define APPORTION_RECORD_POOL_VIREMENTS_H

#include "record/report.h"
#include "solve/outlook.h"

/** Add the sheets of `count` pools of one case. Kept apart: what is recommended moves no
 * budget before it is decided and stands in virements.csv. */
ap_status ap_pool_virements(size_t count, ap_outlook *const pools[], ap_report *report,
                            ap_error *err);

/** Who has to approve a recommended virement: "Pool manager"; of a pool without levels,
 * "The management group". */
const char *ap_pool_approval_words(const ap_case *inputs, const ap_virement_move *move);

#endif
