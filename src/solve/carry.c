#include "solve/carry.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "solve/carry_cells.h"
#include "solve/carry_model.h"
#include "solve/lexico.h"

/* A floor (cap) that is this part of itself above (below) the target is the target, worked
 * out in two ways. */
static const double hair = 1e-12;

/* A child and where the plan has it. */
typedef struct ap_keyed {
    const char *key;
    size_t at;
} ap_keyed;

/* The solve on its way: everything in order of the children's keys. */
typedef struct ap_carrying {
    const ap_carry_plan *plan;
    size_t children;
    size_t programmes;
    ap_keyed *order;
    ap_carry_child *child;
    double *change;  /* o_c - u_c, pounds */
    double *scratch; /* a number a cell or a child */
    ap_carry *carry;
} ap_carrying;

void ap_carry_free(ap_carry *carry)
{
    if (carry == NULL) {
        return;
    }
    free(carry->target);
    free(carry->wanted);
    free(carry->cells);
    free(carry->exact);
    free(carry->broken);
    free(carry);
}

static void close_work(ap_carrying *work)
{
    free(work->order);
    free(work->child);
    free(work->change);
    free(work->scratch);
    ap_carry_free(work->carry);
}

static int by_key(const void *a, const void *b)
{
    const ap_keyed *x = a;
    const ap_keyed *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static ap_status open_work(ap_carrying *work, ap_error *err)
{
    const ap_carry_plan *plan = work->plan;
    size_t children = work->children = plan->children;
    size_t cells = children * (plan->programmes + 1);
    ap_carry *carry = work->carry = calloc(1, sizeof *carry);
    work->programmes = plan->programmes;
    work->order = calloc(children, sizeof *work->order);
    work->child = calloc(children, sizeof *work->child);
    work->change = calloc(children, sizeof *work->change);
    work->scratch = calloc(cells, sizeof *work->scratch);
    bool has_room = carry != NULL && work->order != NULL && work->child != NULL &&
                    work->change != NULL && work->scratch != NULL;
    if (has_room) {
        carry->target = calloc(children, sizeof *carry->target);
        carry->wanted = calloc(cells, sizeof *carry->wanted);
        carry->cells = calloc(cells, sizeof *carry->cells);
        carry->exact = calloc(cells, sizeof *carry->exact);
        carry->broken = calloc(children, sizeof *carry->broken);
    }
    if (!has_room || carry->target == NULL || carry->wanted == NULL ||
        carry->cells == NULL || carry->exact == NULL || carry->broken == NULL) {
        return ap_fail(err, AP_NO_MEMORY, plan->name, "no memory for %zu children",
                       children);
    }
    for (size_t c = 0; c < children; c++) {
        work->order[c] = (ap_keyed){plan->keys[c], c};
    }
    qsort(work->order, children, sizeof *work->order, by_key);
    return AP_OK;
}

/* What a programme is shared by: the first of these that any child has. */
typedef enum ap_claim_on { BY_NEED, BY_PEOPLE, EQUALLY } ap_claim_on;

static double claim(const ap_carrying *work, size_t c, size_t k, ap_claim_on kind)
{
    size_t at = work->order[c].at;
    switch (kind) {
    case BY_NEED:
        return work->plan->need[at * work->programmes + k];
    case BY_PEOPLE:
        return work->plan->people[at];
    case EQUALLY:
    default:
        return 1;
    }
}

/* (16), for one programme. In extended precision, so that the children's cells add up to
 * whole pounds as nearly as doubles can say. */
static void share_programme(const ap_carrying *work, size_t k)
{
    static const ap_claim_on kinds[] = {BY_NEED, BY_PEOPLE, EQUALLY};
    ap_claim_on kind = BY_NEED;
    long double all = 0;
    for (size_t i = 0; i < 3 && all == 0; i++) {
        kind = kinds[i];
        for (size_t c = 0; c < work->children; c++) {
            all += claim(work, c, k, kind);
        }
    }
    for (size_t c = 0; c < work->children; c++) {
        work->carry->wanted[c * work->programmes + k] =
            (double)((long double)work->plan->money[k] * claim(work, c, k, kind) / all);
    }
}

/* (16) and the bounds of (17). */
static void take_children(const ap_carrying *work)
{
    const ap_carry_plan *plan = work->plan;
    for (size_t k = 0; k < work->programmes; k++) {
        share_programme(work, k);
    }
    for (size_t c = 0; c < work->children; c++) {
        size_t at = work->order[c].at;
        double before = plan->baseline[at];
        long double target = 0;
        for (size_t k = 0; k < work->programmes; k++) {
            target += work->carry->wanted[c * work->programmes + k];
        }
        work->carry->target[c] = (double)target;
        work->child[c] = (ap_carry_child){
            .target = (double)target,
            .least = before > 0 ? (1 + plan->floor[at]) * before : -INFINITY,
            .most = before > 0 ? (1 + plan->cap[at]) * before : INFINITY,
            .key = plan->keys[at],
        };
    }
}

/* At target goals 1 to 4 are all at 0, the least they can be, when no floor and no cap is
 * broken there. */
static bool is_target_kept(const ap_carrying *work)
{
    for (size_t c = 0; c < work->children; c++) {
        const ap_carry_child *child = &work->child[c];
        double room = hair * child->target;
        if (child->least > child->target + room || child->most < child->target - room) {
            return false;
        }
    }
    return true;
}

/* The larger one, and of NaN and a number NaN. */
static double worse(double a, double b)
{
    return isnan(a) || a > b ? a : b;
}

static void keep_worst(ap_certificate *worst, ap_certificate other)
{
    worst->primal = worse(worst->primal, other.primal);
    worst->dual = worse(worst->dual, other.dual);
    worst->gap = worse(worst->gap, other.gap);
}

/* Goals 1 to 3. */
static ap_status solve_totals(ap_carrying *work, ap_error *err)
{
    ap_status status = AP_OK;
    ap_carry *carry = work->carry;
    ap_carry_model *model = NULL;
    ap_lexico_result *result = NULL;
    AP_TRY(
        ap_carry_model_build(work->plan->name, work->children, work->child, &model, err));
    AP_TRY(ap_lexico_solve(model->lp, model->goal_count, model->goals, NULL, &result, err));
    carry->outcome = result->outcome == AP_OPTIMAL ? AP_OPTIMAL : AP_UNDECIDED;
    carry->stages = result->stage_count;
    for (size_t s = 0; s < result->stage_count; s++) {
        keep_worst(&carry->worst, result->stages[s].certificate);
        carry->iterations += result->stages[s].iterations;
    }
    if (carry->outcome == AP_OPTIMAL) {
        ap_carry_model_read(model, result->values, work->change, carry->broken);
    }
done:
    ap_lexico_result_free(result);
    ap_carry_model_free(model);
    return status;
}

/* From the order of keys to the plan's; a child has so many numbers. */
static void put_back(ap_carrying *work, double numbers[], size_t count)
{
    size_t size = count * sizeof *numbers;
    double *scratch = work->scratch;
    for (size_t c = 0; c < work->children && count > 0; c++) {
        memcpy(scratch + work->order[c].at * count, numbers + c * count, size);
    }
    memcpy(numbers, scratch, work->children * size);
}

static void put_all_back(ap_carrying *work)
{
    put_back(work, work->carry->target, 1);
    put_back(work, work->carry->broken, 1);
    put_back(work, work->carry->wanted, work->programmes);
    put_back(work, work->carry->exact, work->programmes);
    put_back(work, work->carry->cells, work->programmes);
}

/* Goal 4, and whole pounds. */
static ap_status take_cells(ap_carrying *work, ap_error *err)
{
    const ap_carry_cells cells = {
        .name = work->plan->name,
        .children = work->children,
        .programmes = work->programmes,
        .money = work->plan->money,
        .child = work->child,
        .change = work->change,
        .broken = work->carry->broken,
        .wanted = work->carry->wanted,
        .exact = work->carry->exact,
        .whole = work->carry->cells,
    };
    ap_carry_fill(&cells);
    keep_worst(&work->carry->worst, ap_carry_certify(&cells));
    return ap_carry_round(&cells, err);
}

ap_status ap_carry_solve(const ap_carry_plan *plan, ap_carry **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_carrying work = {.plan = plan};
    AP_TRY(open_work(&work, err));
    take_children(&work);
    AP_TRY(is_target_kept(&work) ? AP_OK : solve_totals(&work, err));
    if (work.carry->outcome == AP_OPTIMAL) {
        AP_TRY(take_cells(&work, err));
        put_all_back(&work);
    }
    if (!ap_certificate_holds(work.carry->worst)) {
        work.carry->outcome = AP_UNDECIDED;
    }
    *out = work.carry;
    work.carry = NULL;
done:
    close_work(&work);
    return status;
}
