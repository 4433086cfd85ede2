/** The sheets of where the pools of a case stand: income, lines, variations, by fence, by
 * partner, by source. */
#ifndef APPORTION_RECORD_POOL_POSITION_H
#define APPORTION_RECORD_POOL_POSITION_H

#include "base/text.h"
#include "method/fund.h"
#include "record/report.h"

/** Add the sheets of `count` funds, all of one case at one month. */
ap_status ap_pool_position(size_t count, ap_fund *const funds[], ap_report *report,
                           ap_error *err);

/** "given by the partner", "as so far (run rate)", …: how a part's forecast is made. */
const char *ap_pool_method_words(ap_forecast_method method);

/** A part that differs from plan, with its fund. */
typedef struct ap_variation {
    const ap_fund *fund;
    const ap_fund_part *part;
} ap_variation;

/** The parts that differ from plan, the largest variance first; *found is how many. In the
 * arena; NULL on no memory. */
ap_variation *ap_pool_variations(size_t count, ap_fund *const funds[], ap_arena *arena,
                                 size_t *found);

/** Is the part's forecast further from its budget than settings.pool_tolerance? */
bool ap_pool_is_variation(const ap_fund *fund, const ap_fund_part *part);

#endif
