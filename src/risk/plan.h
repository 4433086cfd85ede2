/** The agreed plan that a risk run tries: who pays how much for what, and what may be moved
 * in the year.
 *
 * The plan is the published allocation of a solved round. Money lies in accounts: an
 * account is what a source pays into one pool, or what it pays outside pools. Section 75
 * money is moved within its pool and other money outside pools, so a partner's contribution
 * stays what was agreed; what a pool lacks comes to its partners by the risk-share rules.
 *
 * Rules that compare (at least, no more) are watched in the year. Those that say "equal"
 * are agreements on who pays into what, which moves within accounts cannot break; those
 * that are off, or measure nothing but contingency, which is there to be used, are not.
 */
#ifndef APPORTION_RISK_PLAN_H
#define APPORTION_RISK_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/round.h"
#include "solve/model.h"

typedef struct ap_account {
    size_t source;
    size_t pool; /**< AP_NONE: outside pools */
} ap_account;

/** A rule line that is watched: sum of coefficient x outturn of cells >= or <= required.
 * What is measured in other units (beds, staff) counts in pounds, as in the round: a unit
 * is what it costs on average, see ap_rule_line. */
typedef struct ap_watched {
    size_t line;     /**< of the model */
    bool is_at_most; /**< else at least */
    double required; /**< pounds */
    size_t first;    /**< its terms */
    size_t count;
    size_t first_harm; /**< its harms */
    size_t harm_count;
} ap_watched;

/** What a pound held back in a scheme takes from a rule: above 0. */
typedef struct ap_harm {
    size_t scheme;
    double harm;
} ap_harm;

typedef struct ap_watched_term {
    size_t cell;
    double coefficient;
} ap_watched_term;

/** Pounds throughout. */
typedef struct ap_plan {
    const ap_round *round; /**< borrowed, as is all that it borrows */
    const ap_case *inputs;
    size_t cell_count;
    const ap_cell *cells;
    double *cell;     /**< x_fs, whole pounds */
    double *part;     /**< of the scheme's plan that the cell pays: x_fs / X_s; of a
                           scheme without a plan equal parts of those that may pay */
    double *scheme;   /**< X_s */
    size_t *first;    /**< cells of scheme s: first[s] up to first[s + 1] */
    double *source;   /**< what the source has, R_f */
    double *allotted; /**< what of it is allotted to schemes */
    size_t account_count;
    ap_account *accounts;
    size_t *account_of; /**< of each cell */
    size_t *purse_of;   /**< of each cell: where money goes that it does not need: its
                             account or, where its scheme may not give, as many further as
                             there are accounts: it is kept there */
    bool *may_take;     /**< schemes that money may be moved into in the year, or */
    bool *may_give;     /**< out of, as their virement says; out of a contingency always,
                             into it never */
    double *cover_most; /**< move X_s of (12): the most that may be covered; 0 of schemes
                             that may not take */
    double *hold_most;  /**< hold (X_s - m_s)+ of (12): the most that may be held back */
    size_t limit_count;
    size_t *limits;       /**< cells that limit what their schemes may hold back */
    bool *is_contingency; /**< schemes that settings.risk_contingency selects */
    double contingency;   /**< X_s of those together */
    bool *is_reserve;     /**< accounts that its money lies in */
    bool *is_first;       /**< accounts that have what their source allots to nobody: the
                               one outside pools, or else the first of the source */
    double *over_price;   /**< p_s of (12), of each scheme */
    double *hold_price;   /**< c_s, of each scheme */
    double *move_price;   /**< r_fs, of each cell */
    double *left_price;   /**< q_a, of each account */
    double most;          /**< more than any amount of (12) can be, pounds */
    size_t watched_count;
    ap_watched *watched;
    size_t watched_term_count;
    ap_watched_term *watched_terms;
    size_t harm_count;
    ap_harm *harms; /**< of each watched rule those of schemes that may hold back */
} ap_plan;

/** Of a round that is solved. *out is the caller's to free; round must outlive it. */
ap_status ap_plan_new(const ap_round *round, ap_plan **out, ap_error *err);

/** NULL is ignored. */
void ap_plan_free(ap_plan *plan);

/** May anything of the scheme ever be held back for others? */
bool ap_plan_may_hold(const ap_plan *plan, size_t scheme);

#endif
