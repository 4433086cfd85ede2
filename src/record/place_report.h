/** The workbook of one place of a round whose money was carried down: its programmes and
 * everything below it. */
#ifndef APPORTION_RECORD_PLACE_REPORT_H
#define APPORTION_RECORD_PLACE_REPORT_H

#include "record/round_results.h"

/** The report of place `root` of the round's need; *failed is how many of its checks do not
 * pass. *out is the caller's to free. */
ap_status ap_place_report(const ap_round_results *results, size_t root, ap_report **out,
                          size_t *failed, ap_error *err);

#endif
