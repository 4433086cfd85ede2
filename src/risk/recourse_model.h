/** The recourse program of a scenario, (12): how money is moved where it hurts least.
 *
 *     minimise    sum_s p_s (z_s + z0_s) + sum_s c_s (g_s + h0_s)
 *                 + sum_a q_a e_a + sum_fs r_fs v_fs                             (12)
 *     subject to  sum_f v_fs + z_s = K_s                      each scheme        (12a)
 *                 sum_s v_fs + e_a - sum_s part_fs g_s = P_a  each account       (12b)
 *                 0 <= v_fs, z_s <= K_s,  0 <= g_s <= G_s,  0 <= e_a
 *
 *     v_fs   money moved into scheme s from its account of source f
 *     z_s    overspend: what is not covered; z0_s what cannot be (shortage.h)
 *     g_s    held back, released by each cell as it was to pay; h0_s for itself
 *     e_a    left unspent in the account
 * Rules bind what may be held back, (36). Other moves pay for what is spent anyway and stay
 * within their account, so they break no rule on pounds, growth or money a head; a rule on
 * a share of other money may see its share change when more of that is spent, as it does
 * by the scenario itself.
 *
 * The prices (settings of [risk]): p_s 1 to 2 by need-weighted priority; c_s a part of it;
 * q_a of money that must be spent in full; r_fs more for sources that are used later. Cost
 * and matrix are the same in all scenarios: a scenario sets right sides and widths alone.
 *
 * Two forms have the same least value. The plain one is written as an analyst would, from
 * the whole of what is spent: a row a scheme, a cell, an account. The compact one
 * is (12) with every scheme that one account alone may pay for put into that account's row
 * (v = K - z), so that it is one boxed column, and its rows are equations whose slacks are
 * columns. Millions of pounds.
 */
#ifndef APPORTION_RISK_RECOURSE_MODEL_H
#define APPORTION_RISK_RECOURSE_MODEL_H

#include "risk/shortage.h"
#include "solve/lp.h"

/** Where the columns and rows of the compact form are; AP_NONE: it has none. */
typedef struct ap_recourse_model {
    const ap_plan *plan; /**< borrowed */
    ap_lp *lp;           /**< the compact form */
    size_t *move;        /**< column v of each cell; AP_NONE: in the account's row */
    size_t *over;        /**< column z of each scheme */
    size_t *hold;        /**< column g of each scheme */
    size_t *left;        /**< column e of each account */
    size_t *scheme_row;
    size_t *account_row;
} ap_recourse_model;

/** *out is the caller's to free; plan must outlive it. */
ap_status ap_recourse_model_new(const ap_plan *plan, ap_recourse_model **out,
                                ap_error *err);

/** NULL is ignored. */
void ap_recourse_model_free(ap_recourse_model *model);

/** Right sides and widths of a scenario, into the model's program. */
void ap_recourse_model_fill(ap_recourse_model *model, const ap_shortage *shortage);

/** What (12) has beside the compact program's c'x: a number of the scenario, £m. */
double ap_recourse_model_constant(const ap_recourse_model *model,
                                  const ap_shortage *shortage);

/** What is decided: pounds. Arrays are the caller's. */
typedef struct ap_recourse_moves {
    double *moved; /**< v_fs of each cell */
    double *over;  /**< z_s, without z0_s */
    double *held;  /**< g_s, without h0_s */
    double *left;  /**< e_a */
    double
        *outturn; /**< of each cell: paid_fs + v_fs + part_fs (z_s + z0_s - g_s); an
                       overspend is the sources' in the parts in which they were to pay */
} ap_recourse_moves;

/** Read a solution of the compact program. */
void ap_recourse_model_read(const ap_recourse_model *model, const ap_shortage *shortage,
                            const double values[], ap_recourse_moves moves);

/** The outturn of every cell, once the rest is decided. */
void ap_recourse_add_up(const ap_shortage *shortage, ap_recourse_moves moves);

/** How far the outturn keeps rule l of the plan's watched ones; below 0 it is broken. In
 * pounds, see ap_watched. */
double ap_recourse_headroom(const ap_plan *plan, const double outturn[], size_t l);

/** The plain form of a scenario. *out is the caller's to free. */
ap_status ap_recourse_plain(const ap_plan *plan, const ap_shortage *shortage, ap_lp **out,
                            ap_error *err);

/** The scenario as (12) has it beside the plain program's c'x, £m. */
double ap_recourse_plain_constant(const ap_plan *plan, const ap_shortage *shortage);

#endif
