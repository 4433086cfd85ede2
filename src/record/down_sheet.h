/** Sheets of money carried down the levels of a round: two a level, with a row a place. */
#ifndef APPORTION_RECORD_DOWN_SHEET_H
#define APPORTION_RECORD_DOWN_SHEET_H

#include "apportion/case.h"
#include "apportion/need.h"
#include "record/checks.h"
#include "record/report.h"
#include "solve/down.h"

/** The name of the sheet of a level, "Down to practice", in the arena. */
const char *ap_down_sheet_name(const ap_down_level *level, ap_arena *arena);

/** Add the sheets of level n, places and their programmes: all its places, or those below
 * place `root` of the round (AP_NONE: all). Money is whole pounds; the allocation of a row
 * is the sum of its programmes. */
ap_status ap_down_sheets_add(const ap_case *inputs, const ap_need *round,
                             const ap_down *down, size_t n, size_t root, ap_report *report,
                             ap_error *err);

enum { AP_DOWN_CHECKS = 2 };

/** The checks of level n, written to checks: the sheet's total is the money of the parents,
 * and no parent's children are off its money for any programme. parent_money is [p * K + k]
 * of the level above (of the round for the first); root as above. */
void ap_down_checks(const ap_down *down, size_t n, const double parent_money[], size_t root,
                    const ap_need *round, ap_report *report, ap_check checks[]);

#endif
