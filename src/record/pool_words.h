/** Words that the sheets of a pool's pack share: years and months, what is missing. */
#ifndef APPORTION_RECORD_POOL_WORDS_H
#define APPORTION_RECORD_POOL_WORDS_H

#include <stddef.h>

#include "apportion/case.h"
#include "apportion/money.h"
#include "base/text.h"
#include "record/pen.h"

/** The financial year of the case, or one `later` years after it: "2023/24". In the arena;
 * NULL on no memory. */
const char *ap_pool_year(const ap_case *inputs, int later, ap_arena *arena);

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

#endif
