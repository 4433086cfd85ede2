/** The returns of the Better Care Fund: sheets "National conditions", "Quarterly return"
 * and "Year end return". */
#ifndef APPORTION_RECORD_POOL_RETURNS_H
#define APPORTION_RECORD_POOL_RETURNS_H

#include "method/year_end.h"
#include "record/report.h"

/** Add the sheets of `count` pools of one case at one month (at least one), in the order of
 * pools.csv. A case without conditions has no sheet of them. Before month 12 the year-end
 * return is of the forecast and says so; at 12 it is of the outturn, and what is carried
 * forward is that of `ends`, the pools' year ends, beside whose sheet it stands. ends NULL:
 * carried is what is left of each source. */
ap_status ap_pool_returns(size_t count, const ap_fund *const funds[],
                          const ap_year_end *const ends[], ap_report *report,
                          ap_error *err);

#endif
