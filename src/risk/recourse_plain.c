/* The recourse program as an analyst would write it: everything that is spent, a row for
 * everything that has to hold. Beside the letters of (12):
 *
 *     y_fs  what source f pays for scheme s,   kept_a of shortage.h
 *
 *     sum_f y_fs + z_s + g_s = d_s - h0_s - z0_s              each scheme
 *     y_fs - v_fs + part_fs g_s = paid_fs                     each cell
 *     sum_s y_fs + e_a = income_a - kept_a                    each account
 */
#include <stdlib.h>

#include "risk/recourse_model.h"

typedef struct ap_plain {
    const ap_plan *plan;
    const ap_shortage *shortage;
    ap_lp *lp;
    size_t spent; /* column of y of cell 0; the others follow, as below */
    size_t moved;
    size_t over; /* of scheme 0 */
    size_t held;
    size_t left; /* of account 0 */
    ap_term *terms;
    size_t count;
} ap_plain;

static void add(ap_plain *plain, size_t column, double coefficient)
{
    plain->terms[plain->count++] = (ap_term){column, coefficient};
}

static ap_status column(ap_plain *plain, const char *name, double most, double cost,
                        ap_error *err)
{
    size_t at = 0;
    ap_status status = ap_lp_add_column(plain->lp, name, 0, most / AP_MODEL_UNIT, &at, err);
    if (status == AP_OK) {
        plain->lp->cost[at] = cost;
    }
    return status;
}

static ap_status row(ap_plain *plain, const char *name, double low, double high,
                     ap_error *err)
{
    return ap_lp_add_row(plain->lp, name, low / AP_MODEL_UNIT, high / AP_MODEL_UNIT,
                         plain->count, plain->terms, NULL, err);
}

static const char *scheme_name(const ap_plain *plain, size_t s)
{
    return plain->plan->inputs->schemes[s].scheme;
}

static ap_status add_columns(ap_plain *plain, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_plan *plan = plain->plan;
    const ap_shortage *shortage = plain->shortage;
    size_t schemes = plan->inputs->schemes_count;
    double most = plan->most;
    for (size_t c = 0; c < plan->cell_count; c++) {
        AP_TRY(column(plain, scheme_name(plain, plan->cells[c].scheme), most, 0, err));
    }
    plain->moved = plain->lp->columns;
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        AP_TRY(column(plain, scheme_name(plain, s), shortage->open[s], plan->move_price[c],
                      err));
    }
    plain->over = plain->lp->columns;
    for (size_t s = 0; s < schemes; s++) {
        AP_TRY(column(plain, scheme_name(plain, s), shortage->open[s], plan->over_price[s],
                      err));
    }
    plain->held = plain->lp->columns;
    for (size_t s = 0; s < schemes; s++) {
        AP_TRY(column(plain, scheme_name(plain, s), shortage->hold[s], plan->hold_price[s],
                      err));
    }
    plain->left = plain->lp->columns;
    for (size_t a = 0; a < plan->account_count; a++) {
        const char *name = plan->inputs->sources[plan->accounts[a].source].source;
        AP_TRY(column(plain, name, most, plan->left_price[a], err));
    }
done:
    return status;
}

static ap_status add_schemes(ap_plain *plain, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_plan *plan = plain->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        double right = plain->shortage->open[s];
        plain->count = 0;
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            add(plain, plain->spent + c, 1);
            right += plain->shortage->paid[c];
        }
        add(plain, plain->over + s, 1);
        add(plain, plain->held + s, 1);
        AP_TRY(row(plain, scheme_name(plain, s), right, right, err));
    }
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        plain->count = 0;
        add(plain, plain->spent + c, 1);
        add(plain, plain->moved + c, -1);
        add(plain, plain->held + s, plan->part[c]);
        AP_TRY(row(plain, scheme_name(plain, s), plain->shortage->paid[c],
                   plain->shortage->paid[c], err));
    }
done:
    return status;
}

static ap_status add_accounts(ap_plain *plain, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_plan *plan = plain->plan;
    for (size_t a = 0; a < plan->account_count; a++) {
        const char *name = plan->inputs->sources[plan->accounts[a].source].source;
        double right = plain->shortage->pot[a];
        plain->count = 0;
        for (size_t c = 0; c < plan->cell_count; c++) {
            if (plan->account_of[c] == a) {
                add(plain, plain->spent + c, 1);
                right += plain->shortage->paid[c];
            }
        }
        add(plain, plain->left + a, 1);
        AP_TRY(row(plain, name, right, right, err));
    }
done:
    return status;
}

ap_status ap_recourse_plain(const ap_plan *plan, const ap_shortage *shortage, ap_lp **out,
                            ap_error *err)
{
    ap_status status = AP_OK;
    ap_plain plain = {.plan = plan, .shortage = shortage};
    size_t most = 2 * plan->cell_count + 2 * plan->inputs->schemes_count + 2;
    plain.terms = calloc(most, sizeof *plain.terms);
    if (plain.terms == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the program"));
    }
    AP_TRY(ap_lp_new(&plain.lp, err));
    AP_TRY(add_columns(&plain, err));
    AP_TRY(add_schemes(&plain, err));
    AP_TRY(add_accounts(&plain, err));
    *out = plain.lp;
    plain.lp = NULL;
done:
    ap_lp_free(plain.lp);
    free(plain.terms);
    return status;
}

double ap_recourse_plain_constant(const ap_plan *plan, const ap_shortage *shortage)
{
    double beyond = 0;
    double held = 0;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        beyond += plan->over_price[s] * shortage->beyond[s];
        held += plan->hold_price[s] * shortage->held[s];
    }
    return (beyond + held) / AP_MODEL_UNIT;
}
