/** The sheets of where the pools of a case stand: income, lines, variations, by fence, by
 * partner, by source. */
#ifndef APPORTION_RECORD_POOL_POSITION_H
#define APPORTION_RECORD_POOL_POSITION_H

#include "base/text.h"
#include "method/fund.h"
#include "record/report.h"

/** Add the sheets of `count` funds, all of one case at one month. */
ap_status ap_pool_position(size_t count, const ap_fund *const funds[], ap_report *report,
                           ap_error *err);

/** A part that differs from plan, with its fund. */
typedef struct ap_variation {
    const ap_fund *fund;
    const ap_fund_part *part;
} ap_variation;

/** The parts that differ from plan, the largest variance first; *found is how many. In the
 * arena; NULL on no memory. */
ap_variation *ap_pool_variations(size_t count, const ap_fund *const funds[],
                                 ap_arena *arena, size_t *found);

#endif
