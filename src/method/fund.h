/** Where a pooled fund stands at a month: budget, spend to date, forecast, by line.
 *
 * s scheme, f source, a partner, m month (1 is April), c_s(m) the part of the year's
 * profile of s that falls in months 1 to m. Money is whole pence.
 *
 *     B_sf(m) = B_sf - changes after m + virements in - virements out            (20)
 *                            (those approved, up to m)
 *     Y_sa(m) = sum of the ledger, months 1 to m;   its plan  c_s(m) B_sa(m)     (21)
 *     F_sa    = the amount given;   Y / c;   Y + (1 - c) B;                      (22)
 *               or  Y + (1 - c) (lambda B + (1 - lambda) Y / c)
 *     V_sf    = F_sf - B_sf         an overspend is positive                     (23)
 *
 * Without a forecast a part goes on as so far; where the ledger has nothing of it yet, as
 * budgeted. At month 12 what was spent stands, but for amounts given at month 12.
 *
 * A partner's part of a scheme is split over its lines, one a source, in proportion to
 * their budgets, to the penny. Money of one fence never makes good a variance of another: a
 * fence is a kind (capital, revenue) and a word of sources.csv.
 */
#ifndef APPORTION_METHOD_FUND_H
#define APPORTION_METHOD_FUND_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "apportion/money.h"
#include "data/grouping.h"

/** The rows of a case by pool and by scheme, made once for all its pools. */
typedef struct ap_fund_index {
    const ap_case *inputs;     /**< borrowed */
    ap_grouping schemes;       /**< by pool */
    ap_grouping contributions; /**< by pool */
    ap_grouping receipts;      /**< by pool */
    ap_grouping approvals;     /**< by pool */
    ap_grouping steps;         /**< risk_share by pool, in the order of the table */
    ap_grouping parties;       /**< risk_parties by pool */
    ap_grouping budgets;       /**< by scheme, as all below */
    ap_grouping changes;
    ap_grouping ledger;
    ap_grouping forecasts;
    ap_grouping virements_from; /**< by the scheme that gives */
    ap_grouping virements_to;   /**< by the scheme that takes */
    ap_grouping permissions;    /**< eligibility by source */
} ap_fund_index;

/** *out is the caller's to free; inputs must outlive it. */
ap_status ap_fund_index_new(const ap_case *inputs, ap_fund_index **out, ap_error *err);

/** NULL is ignored. */
void ap_fund_index_free(ap_fund_index *index);

/** May the source fund the scheme? ap_case_may_fund, by way of the index. */
bool ap_fund_may(const ap_fund_index *index, size_t source, size_t scheme);

typedef struct ap_fence {
    ap_kind kind;
    const char *word; /**< of sources.csv; "" */
    const char *name; /**< "General revenue", "Capital", "Revenue: discharge"; the fund's */
} ap_fence;

/** What a scheme has from a source. */
typedef struct ap_fund_line {
    size_t scheme;     /**< row of schemes.csv */
    size_t source;     /**< row of sources.csv */
    size_t partner;    /**< of the fund */
    size_t fence;      /**< of the fund */
    ap_pence opening;  /**< budget before any change or virement */
    ap_pence budget;   /**< B_sf(m) */
    ap_pence planned;  /**< budget to date */
    ap_pence spent;    /**< spend to date */
    ap_pence forecast; /**< of the year */
} ap_fund_line;

/** A partner's part of a scheme. */
typedef struct ap_fund_part {
    size_t scheme;
    size_t partner;
    size_t first_line; /**< of the fund: its lines follow one another */
    size_t line_count;
    ap_forecast_method method; /**< how its forecast is made */
    size_t forecast_row;       /**< of forecast.csv; AP_NONE: none, so run-rate */
    ap_pence budget;
    ap_pence planned;
    ap_pence spent;
    ap_pence forecast;
} ap_fund_part;

/** A contribution at the month. */
typedef struct ap_fund_income {
    size_t row; /**< of contributions.csv */
    size_t partner;
    size_t fence;
    ap_pence opening; /**< before the changes of the year */
    ap_pence amount;  /**< with those up to the month */
    ap_pence due;     /**< instalments up to the month */
    ap_pence received;
} ap_fund_income;

/** One pool. */
typedef struct ap_fund {
    const ap_fund_index *index; /**< borrowed */
    size_t pool;
    int month;
    size_t partner_count;
    const char **partners; /**< in the order of contributions.csv; borrowed */
    size_t fence_count;
    ap_fence *fences; /**< in the order of contributions.csv */
    size_t income_count;
    ap_fund_income *incomes;
    size_t line_count;
    ap_fund_line
        *lines; /**< by scheme, in the order of schemes.csv; by partner; by source */
    size_t part_count;
    ap_fund_part *parts;
    struct ap_arena *arena; /**< owns all of the above */
} ap_fund;

/** The pool at a month, 1 to 12. *out is the caller's to free; the index must outlive it.
 */
ap_status ap_fund_new(const ap_fund_index *index, size_t pool, int month, ap_fund **out,
                      ap_error *err);

/** NULL is ignored. */
void ap_fund_free(ap_fund *fund);

/** c_s(m) of a scheme: 0 to 1. */
double ap_fund_profile(const ap_fund_index *index, size_t scheme, int month);

/** Sums of lines of a fund. */
typedef struct ap_fund_sum {
    size_t lines;
    ap_pence budget;
    ap_pence planned;
    ap_pence spent;
    ap_pence forecast;
    ap_pence over;  /**< variances above zero, added up */
    ap_pence under; /**< those below zero */
} ap_fund_sum;

/** Which lines of a fund are meant; AP_NONE: all. */
typedef struct ap_fund_of {
    size_t fence;
    size_t partner;
    size_t source;
} ap_fund_of;

ap_fund_sum ap_fund_add_up(const ap_fund *fund, ap_fund_of of);

/** Of a fence. */
ap_fund_sum ap_fund_of_fence(const ap_fund *fund, size_t fence);

/** The variances (23) of the fund's lines: out has line_count of them. */
void ap_fund_variances(const ap_fund *fund, ap_pence out[]);

#endif
