/** Sheets of the year end of pooled funds: what becomes of each source's money, and the
 * accounts of each partner's part under the agreement. */
#ifndef APPORTION_RECORD_POOL_YEAR_END_H
#define APPORTION_RECORD_POOL_YEAR_END_H

#include "method/year_end.h"
#include "record/report.h"

/** Add "Year end" and "Accounts by partner": formulas (29) and (31), a row a source of a
 * pool and a row a partner's part of a pool's money. ends are those of the funds. */
ap_status ap_pool_year_end(size_t count, const ap_fund *const funds[],
                           const ap_year_end *const ends[], ap_report *report,
                           ap_error *err);

#endif
