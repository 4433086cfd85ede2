#include "risk/recourse_model.h"

#include <math.h>
#include <stdlib.h>

/* What a program is made with: room for the terms of its longest row. */
typedef struct ap_making {
    ap_recourse_model *model;
    const ap_plan *plan;
    ap_term *terms;
    size_t count;
} ap_making;

static double millions(double pounds)
{
    return pounds / AP_MODEL_UNIT;
}

static size_t cells_of(const ap_plan *plan, size_t s)
{
    return plan->first[s + 1] - plan->first[s];
}

/* A scheme that one account alone may pay for is a column of that account's row. */
static bool is_single(const ap_plan *plan, size_t s)
{
    return cells_of(plan, s) == 1;
}

static const char *scheme_name(const ap_plan *plan, size_t s)
{
    return plan->inputs->schemes[s].scheme;
}

static void add(ap_making *making, size_t column, double coefficient)
{
    making->terms[making->count++] = (ap_term){column, coefficient};
}

static ap_status column(ap_making *making, const char *name, double cost, size_t *out,
                        ap_error *err)
{
    ap_lp *lp = making->model->lp;
    double most = millions(making->plan->most);
    ap_status status = ap_lp_add_column(lp, name, 0, most, out, err);
    if (status == AP_OK) {
        lp->cost[*out] = cost;
    }
    return status;
}

/* v, z and g of every scheme. */
static ap_status add_scheme_columns(ap_making *making, size_t s, ap_error *err)
{
    ap_status status = AP_OK;
    ap_recourse_model *model = making->model;
    const ap_plan *plan = making->plan;
    bool takes = plan->may_take[s] && cells_of(plan, s) > 0;
    double saved = 0; /* of a single one, not covering saves the moving */
    for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
        double price = plan->move_price[c];
        model->move[c] = AP_NONE;
        saved += is_single(plan, s) ? price : 0;
        if (takes && !is_single(plan, s)) {
            AP_TRY(column(making, scheme_name(plan, s), price, &model->move[c], err));
        }
    }
    model->over[s] = AP_NONE;
    model->hold[s] = AP_NONE;
    if (takes) {
        AP_TRY(column(making, scheme_name(plan, s), plan->over_price[s] - saved,
                      &model->over[s], err));
    }
    if (ap_plan_may_hold(plan, s)) {
        AP_TRY(column(making, scheme_name(plan, s), plan->hold_price[s], &model->hold[s],
                      err));
    }
done:
    return status;
}

static ap_status add_columns(ap_making *making, ap_error *err)
{
    ap_status status = AP_OK;
    ap_recourse_model *model = making->model;
    const ap_plan *plan = making->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        AP_TRY(add_scheme_columns(making, s, err));
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        const char *name = plan->inputs->sources[plan->accounts[a].source].source;
        AP_TRY(column(making, name, plan->left_price[a], &model->left[a], err));
    }
done:
    return status;
}

/* (12a), of schemes that several accounts may pay for */
static ap_status add_scheme_rows(ap_making *making, ap_error *err)
{
    ap_status status = AP_OK;
    ap_recourse_model *model = making->model;
    const ap_plan *plan = making->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        model->scheme_row[s] = AP_NONE;
        if (model->over[s] == AP_NONE || is_single(plan, s)) {
            continue;
        }
        making->count = 0;
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            add(making, model->move[c], 1);
        }
        add(making, model->over[s], 1);
        AP_TRY(ap_lp_add_row(model->lp, scheme_name(plan, s), 0, 0, making->count,
                             making->terms, &model->scheme_row[s], err));
    }
done:
    return status;
}

/* What g_s takes out of account a. */
static double released(const ap_plan *plan, size_t s, size_t a)
{
    double part = 0;
    for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
        part += plan->account_of[c] == a ? plan->part[c] : 0;
    }
    return part;
}

/* (12b) */
static ap_status add_account_row(ap_making *making, size_t a, ap_error *err)
{
    ap_recourse_model *model = making->model;
    const ap_plan *plan = making->plan;
    const char *name = plan->inputs->sources[plan->accounts[a].source].source;
    making->count = 0;
    add(making, model->left[a], 1);
    for (size_t c = 0; c < plan->cell_count; c++) {
        size_t s = plan->cells[c].scheme;
        if (plan->account_of[c] == a && model->move[c] != AP_NONE) {
            add(making, model->move[c], 1);
        } else if (plan->account_of[c] == a && model->over[s] != AP_NONE) {
            add(making, model->over[s], -1);
        }
    }
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        if (model->hold[s] != AP_NONE) {
            add(making, model->hold[s], -released(plan, s, a)); /* zeros are dropped */
        }
    }
    return ap_lp_add_row(model->lp, name, 0, 0, making->count, making->terms,
                         &model->account_row[a], err);
}

static ap_status add_rows(ap_making *making, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_scheme_rows(making, err));
    for (size_t a = 0; a < making->plan->account_count; a++) {
        AP_TRY(add_account_row(making, a, err));
    }
done:
    return status;
}

static bool has_room(ap_recourse_model *model)
{
    const ap_plan *plan = model->plan;
    size_t schemes = plan->inputs->schemes_count + 1;
    size_t accounts = plan->account_count + 1;
    model->move = calloc(plan->cell_count + 1, sizeof *model->move);
    model->over = calloc(schemes, sizeof *model->over);
    model->hold = calloc(schemes, sizeof *model->hold);
    model->scheme_row = calloc(schemes, sizeof *model->scheme_row);
    model->left = calloc(accounts, sizeof *model->left);
    model->account_row = calloc(accounts, sizeof *model->account_row);
    return model->move != NULL && model->over != NULL && model->hold != NULL &&
           model->scheme_row != NULL && model->left != NULL && model->account_row != NULL;
}

ap_status ap_recourse_model_new(const ap_plan *plan, ap_recourse_model **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_making making = {.plan = plan};
    size_t most = plan->cell_count + 2 * plan->inputs->schemes_count + plan->account_count +
                  plan->watched_count;
    making.terms = calloc(most + 1, sizeof *making.terms);
    making.model = calloc(1, sizeof *making.model);
    if (making.terms == NULL || making.model == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the program"));
    }
    making.model->plan = plan;
    if (!has_room(making.model)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "recourse", "no memory for the program"));
    }
    AP_TRY(ap_lp_new(&making.model->lp, err));
    AP_TRY(add_columns(&making, err));
    AP_TRY(add_rows(&making, err));
    *out = making.model;
    making.model = NULL;
done:
    ap_recourse_model_free(making.model);
    free(making.terms);
    return status;
}

void ap_recourse_model_free(ap_recourse_model *model)
{
    if (model == NULL) {
        return;
    }
    ap_lp_free(model->lp);
    free(model->move);
    free(model->over);
    free(model->hold);
    free(model->scheme_row);
    free(model->left);
    free(model->account_row);
    free(model);
}

static void set_row(ap_lp *lp, size_t row, double right)
{
    lp->row_low[row] = right;
    lp->row_high[row] = right;
}

void ap_recourse_model_fill(ap_recourse_model *model, const ap_shortage *shortage)
{
    const ap_plan *plan = model->plan;
    ap_lp *lp = model->lp;
    for (size_t a = 0; a < plan->account_count; a++) {
        set_row(lp, model->account_row[a], millions(shortage->pot[a]));
    }
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        double open = millions(shortage->open[s]);
        if (model->hold[s] != AP_NONE) {
            lp->high[model->hold[s]] = millions(shortage->hold[s]);
        }
        if (model->over[s] == AP_NONE) {
            continue;
        }
        lp->high[model->over[s]] = open;
        if (model->scheme_row[s] == AP_NONE) {
            size_t row = model->account_row[plan->account_of[plan->first[s]]];
            set_row(lp, row, lp->row_low[row] - open);
            continue;
        }
        set_row(lp, model->scheme_row[s], open);
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            lp->high[model->move[c]] = open;
        }
    }
}

double ap_recourse_model_constant(const ap_recourse_model *model,
                                  const ap_shortage *shortage)
{
    const ap_plan *plan = model->plan;
    double sum = ap_recourse_plain_constant(plan, shortage);
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        if (is_single(plan, s)) {
            sum += plan->move_price[plan->first[s]] * millions(shortage->open[s]);
        }
    }
    return sum;
}

void ap_recourse_model_read(const ap_recourse_model *model, const ap_shortage *shortage,
                            const double values[], ap_recourse_moves moves)
{
    const ap_plan *plan = model->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        size_t over = model->over[s];
        size_t hold = model->hold[s];
        moves.over[s] = over == AP_NONE ? 0 : values[over] * AP_MODEL_UNIT;
        moves.held[s] = hold == AP_NONE ? 0 : values[hold] * AP_MODEL_UNIT;
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            size_t move = model->move[c];
            bool is_in_row = move == AP_NONE && over != AP_NONE;
            moves.moved[c] = move != AP_NONE ? values[move] * AP_MODEL_UNIT
                             : is_in_row     ? shortage->open[s] - moves.over[s]
                                             : 0;
        }
    }
    for (size_t a = 0; a < plan->account_count; a++) {
        moves.left[a] = values[model->left[a]] * AP_MODEL_UNIT;
    }
    ap_recourse_add_up(shortage, moves);
}

void ap_recourse_add_up(const ap_shortage *shortage, ap_recourse_moves moves)
{
    const ap_plan *plan = shortage->plan;
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        double uncovered = moves.over[s] - moves.held[s];
        for (size_t c = plan->first[s]; c < plan->first[s + 1]; c++) {
            moves.outturn[c] =
                shortage->sure[c] + moves.moved[c] + plan->part[c] * uncovered;
        }
    }
}

double ap_recourse_headroom(const ap_plan *plan, const double outturn[], size_t l)
{
    const ap_watched *watched = &plan->watched[l];
    const ap_watched_term *terms = plan->watched_terms + watched->first;
    double sum = -watched->required;
    for (size_t k = 0; k < watched->count; k++) {
        sum += terms[k].coefficient * outturn[terms[k].cell];
    }
    return watched->is_at_most ? -sum : sum;
}
