#include "solve/clash.h"

#include <stdlib.h>
#include <string.h>

#include "apportion/money.h"
#include "solve/lexico.h"
#include "solve/solver.h"

/* Millions of pounds below which nothing was given. */
static const double nothing = 1e-7;

/* The search for the clash: a solver on the elastic program, and which claims are rigid. */
typedef struct ap_search {
    const ap_round *round;
    const ap_elastic *elastic;
    ap_solver *solver;
    bool *rigid;    /* the claims that the filters have made rigid */
    bool *smallest; /* the smallest irreducible set so far */
    size_t least;
    double *values;
} ap_search;

static void set_rigid(ap_search *search, size_t q, bool is_rigid)
{
    const ap_claim *claim = &search->elastic->claims[q];
    search->rigid[q] = is_rigid;
    ap_solver_set_column(search->solver, claim->column, 0,
                         is_rigid ? 0 : search->elastic->lp->high[claim->column]);
}

static ap_status is_feasible(ap_search *search, bool *feasible, ap_error *err)
{
    ap_outcome outcome = AP_UNDECIDED;
    ap_status status = ap_solver_run(search->solver, AP_DUAL, &outcome, err);
    *feasible = outcome == AP_OPTIMAL;
    if (status == AP_OK && outcome == AP_UNDECIDED) {
        return ap_fail(err, AP_UNUSABLE, "clash",
                       "the solver could not decide which rules clash");
    }
    if (*feasible) {
        ap_solver_values(search->solver, search->values);
    }
    return status;
}

/* Make rigid whatever gives, until the rest cannot give enough. */
static ap_status elastic_filter(ap_search *search, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t q = 0; q < search->elastic->count; q++) {
        ap_solver_set_cost(search->solver, search->elastic->claims[q].column, 1);
        set_rigid(search, q, false);
    }
    bool feasible = true;
    AP_TRY(is_feasible(search, &feasible, err));
    while (feasible) {
        bool gave = false;
        for (size_t q = 0; q < search->elastic->count; q++) {
            if (search->values[search->elastic->claims[q].column] > nothing) {
                set_rigid(search, q, true);
                gave = true;
            }
        }
        if (!gave) {
            break;
        }
        AP_TRY(is_feasible(search, &feasible, err));
    }
done:
    return status;
}

/* Free each rigid claim that the clash can do without; from the first or the last. */
static ap_status deletion_filter(ap_search *search, bool is_backwards, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = search->elastic->count;
    size_t size = 0;
    for (size_t k = 0; k < count; k++) {
        size_t q = is_backwards ? count - 1 - k : k;
        if (!search->rigid[q]) {
            continue;
        }
        bool feasible = false;
        set_rigid(search, q, false);
        AP_TRY(is_feasible(search, &feasible, err));
        if (feasible) {
            set_rigid(search, q, true);
            size++;
        }
    }
    if (size < search->least) {
        search->least = size;
        memcpy(search->smallest, search->rigid, count * sizeof *search->rigid);
    }
done:
    return status;
}

static ap_status find_smallest(ap_search *search, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = search->elastic->count;
    bool *filtered = calloc(count + 1, sizeof *filtered);
    if (filtered == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "clash", "no memory for %zu claims", count);
    }
    search->least = SIZE_MAX;
    AP_TRY(elastic_filter(search, err));
    memcpy(filtered, search->rigid, count * sizeof *filtered);
    AP_TRY(deletion_filter(search, false, err));
    for (size_t q = 0; q < count; q++) {
        set_rigid(search, q, filtered[q]);
    }
    AP_TRY(deletion_filter(search, true, err));
done:
    free(filtered);
    return status;
}

/* Millions in pounds to the penny: what is less is the solver's. */
static double to_the_penny(double millions)
{
    return ap_to_penny(millions * AP_MODEL_UNIT);
}

/* What each claim of the clash would have to give alone, the others of it standing. */
static ap_status give_alone(ap_search *search, double alone[], ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = search->elastic->count;
    for (size_t q = 0; q < count; q++) {
        ap_solver_set_cost(search->solver, search->elastic->claims[q].column, 0);
        set_rigid(search, q, search->smallest[q]);
    }
    for (size_t q = 0; q < count; q++) {
        if (!search->smallest[q]) {
            continue;
        }
        size_t column = search->elastic->claims[q].column;
        bool feasible = false;
        set_rigid(search, q, false);
        ap_solver_set_cost(search->solver, column, 1);
        AP_TRY(is_feasible(search, &feasible, err));
        alone[q] = feasible ? to_the_penny(search->values[column]) : 0;
        ap_solver_set_cost(search->solver, column, 0);
        set_rigid(search, q, true);
    }
done:
    return status;
}

/* The least relaxation, then the round's goals in order: the least-bad allocation. */
static ap_status relax(const ap_round *round, const ap_elastic *elastic, ap_clash *clash,
                       ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = round->model;
    ap_goal *goals = calloc(model->goal_count + 1, sizeof *goals);
    ap_term *terms = calloc(elastic->count + 1, sizeof *terms);
    clash->cells = calloc(model->cell_count + 1, sizeof *clash->cells);
    if (goals == NULL || terms == NULL || clash->cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "clash", "no memory for the relaxation"));
    }
    for (size_t q = 0; q < elastic->count; q++) {
        terms[q] = (ap_term){elastic->claims[q].column, elastic->claims[q].weight};
    }
    goals[0] =
        (ap_goal){.name = "least relaxation", .count = elastic->count, .terms = terms};
    memcpy(goals + 1, model->goals, model->goal_count * sizeof *goals);
    AP_TRY(ap_lexico_solve(elastic->lp, model->goal_count + 1, goals, NULL, &clash->result,
                           err));
    if (clash->result->outcome != AP_OPTIMAL) {
        AP_TRY(ap_fail(err, AP_UNUSABLE, "clash", "the solver found no relaxation"));
    }
    for (size_t c = 0; c < model->cell_count; c++) {
        clash->cells[c] = clash->result->values[c] * AP_MODEL_UNIT;
    }
done:
    free(terms);
    free(goals);
    return status;
}

static ap_status collect(const ap_search *search, const double alone[], ap_clash *clash,
                         ap_error *err)
{
    size_t count = search->elastic->count;
    clash->claims = calloc(count + 1, sizeof *clash->claims);
    if (clash->claims == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "clash", "no memory for %zu claims", count);
    }
    for (size_t q = 0; q < count; q++) {
        const ap_claim *claim = &search->elastic->claims[q];
        double given = clash->result->values[claim->column];
        bool gives = given > nothing;
        if (!search->smallest[q] && !gives) {
            continue;
        }
        clash->relaxed += gives ? to_the_penny(given) : 0;
        clash->claims[clash->count++] = (ap_clashing){
            .claim = *claim,
            .is_in_clash = search->smallest[q],
            .alone = alone[q],
            .relaxation = gives ? to_the_penny(given) : 0,
        };
    }
    return AP_OK;
}

ap_status ap_clash_find(const ap_round *round, ap_clash **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_elastic *elastic = NULL;
    ap_search search = {.round = round};
    double *alone = NULL;
    ap_clash *clash = calloc(1, sizeof *clash);
    if (clash == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "clash", "no memory for the explanation");
    }
    AP_TRY(ap_elastic_new(round, &elastic, err));
    search.elastic = elastic;
    search.rigid = calloc(elastic->count + 1, sizeof *search.rigid);
    search.smallest = calloc(elastic->count + 1, sizeof *search.smallest);
    search.values = calloc(elastic->lp->columns + 1, sizeof *search.values);
    alone = calloc(elastic->count + 1, sizeof *alone);
    if (search.rigid == NULL || search.smallest == NULL || search.values == NULL ||
        alone == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "clash", "no memory for %zu claims",
                       elastic->count));
    }
    AP_TRY(ap_solver_new(elastic->lp, &search.solver, err));
    AP_TRY(find_smallest(&search, err));
    AP_TRY(give_alone(&search, alone, err));
    AP_TRY(relax(round, elastic, clash, err));
    AP_TRY(collect(&search, alone, clash, err));
    *out = clash;
    clash = NULL;
done:
    ap_clash_free(clash);
    free(alone);
    ap_solver_free(search.solver);
    free(search.values);
    free(search.smallest);
    free(search.rigid);
    ap_elastic_free(elastic);
    return status;
}

void ap_clash_free(ap_clash *clash)
{
    if (clash != NULL) {
        ap_lexico_result_free(clash->result);
        free(clash->cells);
        free(clash->claims);
        free(clash);
    }
}
