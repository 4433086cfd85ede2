/** What the sheets of a pool's pack share: years and months in words, what is missing, and
 * how rows are written pool after pool. */
#ifndef APPORTION_RECORD_POOL_WORDS_H
#define APPORTION_RECORD_POOL_WORDS_H

#include <stddef.h>

#include "apportion/case.h"
#include "apportion/money.h"
#include "base/text.h"
#include "method/fund.h"
#include "record/pen.h"

/** "November" of 8: months count from April. */
const char *ap_pool_month(int month);

/** Copies of columns in whose headers and formulas "$Y" is this year, "$N" the next and
 * "$O" the words given. All in the arena; NULL on no memory. */
const ap_report_column *ap_pool_columns(const ap_case *inputs, const char *words,
                                        size_t count, const ap_report_column columns[],
                                        ap_arena *arena);

/** Words that somebody should have given: "[x]" where there are none. */
void ap_pool_known(ap_pen *pen, const char *words);

/** The same of a number: "[x]" for 0. */
void ap_pool_number(ap_pen *pen, double number);

void ap_pool_pence(ap_pen *pen, ap_pence pence);

/** The rows of a fund on a sheet: how many there are, which are written too unless pen is
 * NULL. */
typedef size_t ap_pool_rows(const ap_fund *fund, ap_pen *pen);

/** Add a sheet with the rows of each fund, one after another, and its totals if it has a
 * total row. */
ap_status ap_pool_sheet(ap_sheet sheet, ap_pool_rows *rows, size_t count,
                        const ap_fund *const funds[], ap_report *report, ap_error *err);

#endif
