/* The only file that knows GLPK. GLPK counts from 1, and ends the process on a bad argument
 * or when memory runs out. So every number is checked before GLPK sees it, and whatever may
 * still fail inside GLPK runs under `survives`, which makes a status of it. */
#include "solve/solver.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <glpk.h>

typedef int ap_routine(glp_prob *, const glp_smcp *);
typedef void ap_put(glp_prob *, int number, int kind, double low, double high);
typedef void ap_work(ap_solver *solver);

struct ap_solver {
    glp_prob *problem;
    ap_lp *held;          /* what GLPK was told, in our numbering */
    int *indices;         /* scratch: columns + 1 */
    double *coefficients; /* scratch: columns + 1 */
    const ap_lp *source;  /* of put_changes */
    ap_routine *routine;  /* of call_routine: which, how, and what it returned */
    glp_smcp control;
    int code;
    const bool *is_whole; /* of call_search: which, how far, and what it saw */
    size_t most_nodes;
    ap_branching *search;
    long iterations;     /* of all runs so far */
    unsigned long epoch; /* of GLPK's environment that the problem belongs to */
    bool is_misused;     /* a row or column that is not there was named */
};

/* After a failure inside GLPK its environment is renewed; every problem went with it. */
static unsigned long epoch = 1;

static bool is_stale(const ap_solver *solver)
{
    return solver->epoch != epoch;
}

/* GLPK's number for row or column i. */
static int one(size_t i)
{
    return (int)i + 1;
}

/* GLPK's last words are not for the terminal. */
static int hush(void *nobody, const char *words)
{
    (void)nobody;
    return words != NULL;
}

static void land(void *place)
{
    longjmp(*(jmp_buf *)place, 1);
}

/* Do the work; when GLPK would have ended the process, say so instead. */
static ap_status survives(ap_solver *solver, ap_work *work, ap_error *err)
{
    jmp_buf place;
    if (setjmp(place) != 0) {
        (void)glp_free_env();
        epoch++;
        return ap_fail(err, AP_UNUSABLE, "GLPK",
                       "it failed inside, for want of memory perhaps; run fewer processes");
    }
    (void)glp_term_out(GLP_OFF);
    glp_term_hook(hush, NULL);
    glp_error_hook(land, &place);
    work(solver);
    glp_error_hook(NULL, NULL);
    return AP_OK;
}

/* Bounds that cross by no more than rounding are equal. */
static int kind_of(double low, double high)
{
    if (low == -INFINITY) {
        return high == INFINITY ? GLP_FR : GLP_UP;
    }
    if (high == INFINITY) {
        return GLP_LO;
    }
    return low < high ? GLP_DB : GLP_FX;
}

/* NaN stays here: the next run finds it among what is held and refuses. */
static void put_bounds(ap_solver *solver, ap_put *put, size_t number, double low,
                       double high)
{
    if (!is_stale(solver) && !isnan(low) && !isnan(high)) {
        put(solver->problem, one(number), kind_of(low, high),
            low > high ? low + (high - low) / 2 : low, high);
    }
}

static void put_cost(ap_solver *solver, size_t column, double cost)
{
    if (!is_stale(solver) && isfinite(cost)) {
        glp_set_obj_coef(solver->problem, one(column), cost);
    }
}

static void put_terms(ap_solver *solver, const ap_lp *lp, size_t row)
{
    int length = 0;
    for (size_t k = lp->row_start[row]; k < lp->row_start[row + 1]; k++) {
        length++;
        solver->indices[length] = one(lp->terms[k].column);
        solver->coefficients[length] = lp->terms[k].coefficient;
    }
    glp_set_mat_row(solver->problem, one(row), length, solver->indices,
                    solver->coefficients);
}

/* Give GLPK the rows of the source that differ from what it holds. Sorted entries do not
 * tell when they were put: without that, the last bits of an answer would. */
static void put_changes(ap_solver *solver)
{
    for (size_t i = 0; i < solver->held->rows; i++) {
        if (!ap_lp_has_same_row(solver->held, solver->source, i)) {
            put_terms(solver, solver->source, i);
        }
    }
    glp_sort_matrix(solver->problem);
}

/* Give GLPK everything that is held, scaled, with the standard basis. */
static void load(ap_solver *solver)
{
    const ap_lp *held = solver->held;
    solver->problem = glp_create_prob();
    solver->epoch = epoch;
    if (held->rows > 0) {
        (void)glp_add_rows(solver->problem, (int)held->rows);
    }
    if (held->columns > 0) {
        (void)glp_add_cols(solver->problem, (int)held->columns);
    }
    for (size_t j = 0; j < held->columns; j++) {
        put_bounds(solver, glp_set_col_bnds, j, held->low[j], held->high[j]);
        put_cost(solver, j, held->cost[j]);
    }
    for (size_t i = 0; i < held->rows; i++) {
        put_bounds(solver, glp_set_row_bnds, i, held->row_low[i], held->row_high[i]);
        put_terms(solver, held, i);
    }
    glp_sort_matrix(solver->problem);
    if (held->row_start[held->rows] > 0) {
        glp_scale_prob(solver->problem, GLP_SF_AUTO);
    }
    glp_std_basis(solver->problem);
}

ap_status ap_solver_new(const ap_lp *lp, ap_solver **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_solver *solver = calloc(1, sizeof *solver);
    if (solver == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "GLPK", "no memory for a solver");
    }
    AP_TRY(ap_lp_check(lp, err));
    AP_TRY(ap_lp_copy(lp, &solver->held, err));
    solver->indices = malloc((lp->columns + 1) * sizeof *solver->indices);
    solver->coefficients = malloc((lp->columns + 1) * sizeof *solver->coefficients);
    if (solver->indices == NULL || solver->coefficients == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "GLPK", "no memory for a solver"));
    }
    AP_TRY(survives(solver, load, err));
    *out = solver;
    solver = NULL;
done:
    ap_solver_free(solver);
    return status;
}

void ap_solver_free(ap_solver *solver)
{
    if (solver == NULL) {
        return;
    }
    if (!is_stale(solver)) {
        glp_delete_prob(solver->problem);
    }
    ap_lp_free(solver->held);
    free(solver->indices);
    free(solver->coefficients);
    free(solver);
}

static bool is_there(ap_solver *solver, size_t number, size_t count)
{
    solver->is_misused = solver->is_misused || number >= count;
    return number < count;
}

void ap_solver_set_cost(ap_solver *solver, size_t column, double cost)
{
    ap_lp *held = solver->held;
    if (is_there(solver, column, held->columns) && held->cost[column] != cost) {
        held->cost[column] = cost;
        put_cost(solver, column, cost);
    }
}

void ap_solver_set_column(ap_solver *solver, size_t column, double low, double high)
{
    ap_lp *held = solver->held;
    if (is_there(solver, column, held->columns) &&
        (held->low[column] != low || held->high[column] != high)) {
        held->low[column] = low;
        held->high[column] = high;
        put_bounds(solver, glp_set_col_bnds, column, low, high);
    }
}

void ap_solver_set_row(ap_solver *solver, size_t row, double low, double high)
{
    ap_lp *held = solver->held;
    if (is_there(solver, row, held->rows) &&
        (held->row_low[row] != low || held->row_high[row] != high)) {
        held->row_low[row] = low;
        held->row_high[row] = high;
        put_bounds(solver, glp_set_row_bnds, row, low, high);
    }
}

static ap_status reload_matrix(ap_solver *solver, const ap_lp *lp, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_same = true;
    for (size_t i = 0; i < lp->rows && is_same; i++) {
        is_same = ap_lp_has_same_row(solver->held, lp, i);
    }
    if (!is_same) {
        solver->source = lp;
        AP_TRY(ap_lp_check(lp, err));
        AP_TRY(is_stale(solver) ? AP_OK : survives(solver, put_changes, err));
        AP_TRY(ap_lp_take_terms(solver->held, lp, err));
    }
done:
    return status;
}

ap_status ap_solver_reload(ap_solver *solver, const ap_lp *lp, ap_error *err)
{
    if (lp->rows != solver->held->rows || lp->columns != solver->held->columns) {
        return ap_fail(err, AP_INTERNAL, "GLPK",
                       "%zu rows, %zu columns: not the programme's", lp->rows, lp->columns);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        ap_solver_set_column(solver, j, lp->low[j], lp->high[j]);
        ap_solver_set_cost(solver, j, lp->cost[j]);
    }
    for (size_t i = 0; i < lp->rows; i++) {
        ap_solver_set_row(solver, i, lp->row_low[i], lp->row_high[i]);
    }
    return reload_matrix(solver, lp, err);
}

/* The standings are in GLPK's order. */
static ap_standing standing_of(int state)
{
    static_assert(GLP_NS - GLP_BS == AP_FIXED && GLP_NF - GLP_BS == AP_FREE, "GLPK 5");
    return (ap_standing)(state - GLP_BS);
}

/* GLPK's state for a standing, as the bounds of the moment allow. */
static int state_for(ap_standing standing, double low, double high)
{
    static const int only[] = {
        [GLP_FR] = GLP_NF, [GLP_LO] = GLP_NL, [GLP_UP] = GLP_NU, [GLP_FX] = GLP_NS};
    if (standing == AP_BASIC) {
        return GLP_BS;
    }
    int kind = kind_of(low, high);
    if (kind != GLP_DB) {
        return only[kind];
    }
    bool is_low =
        standing == AP_AT_LOW || (standing != AP_AT_HIGH && fabs(low) <= fabs(high));
    return is_low ? GLP_NL : GLP_NU;
}

/* A problem that is gone starts from the standard basis when it is next loaded. */
void ap_solver_get_basis(const ap_solver *solver, ap_standing basis[])
{
    size_t rows = solver->held->rows;
    bool is_lost = is_stale(solver);
    for (size_t i = 0; i < rows; i++) {
        int state = is_lost ? GLP_BS : glp_get_row_stat(solver->problem, one(i));
        basis[i] = standing_of(state);
    }
    for (size_t j = 0; j < solver->held->columns; j++) {
        int state = is_lost ? GLP_NL : glp_get_col_stat(solver->problem, one(j));
        basis[rows + j] = standing_of(state);
    }
}

void ap_solver_set_basis(ap_solver *solver, const ap_standing basis[])
{
    const ap_lp *held = solver->held;
    ap_solver_forget_basis(solver);
    for (size_t i = 0; i < held->rows && !is_stale(solver); i++) {
        glp_set_row_stat(solver->problem, one(i),
                         state_for(basis[i], held->row_low[i], held->row_high[i]));
    }
    for (size_t j = 0; j < held->columns && !is_stale(solver); j++) {
        glp_set_col_stat(solver->problem, one(j),
                         state_for(basis[held->rows + j], held->low[j], held->high[j]));
    }
}

/* GLPK keeps its factors for as long as no row or column enters or leaves the basis; let
 * one leave, so that new factors do not remember the way. */
void ap_solver_forget_basis(ap_solver *solver)
{
    if (!is_stale(solver)) {
        if (solver->held->rows > 0) {
            glp_set_row_stat(solver->problem, 1, GLP_NL);
        }
        glp_std_basis(solver->problem);
    }
}

static void call_routine(ap_solver *solver)
{
    int before = glp_get_it_cnt(solver->problem);
    solver->code = solver->routine(solver->problem, &solver->control);
    solver->iterations += glp_get_it_cnt(solver->problem) - before;
}

/* The fresh factors make what is read next as exact as the basis allows. */
static void call_factorize(ap_solver *solver)
{
    solver->code = glp_factorize(solver->problem);
    if (solver->code == 0) {
        solver->code = glp_warm_up(solver->problem);
    }
}

/* One way to solve. The tolerance is for the scaled problem. */
typedef struct ap_attempt {
    ap_routine *routine;
    bool is_cold;
    int method;
    int ratio_test;
    double tolerance;
} ap_attempt;

/* Limits are far beyond what a sound run takes: they end runs that cycle. */
static void prepare(ap_solver *solver, ap_attempt attempt)
{
    size_t size = solver->held->rows + solver->held->columns;
    int limit = size < INT_MAX / 20 - 1000 ? (int)(10000 + 10 * size) : INT_MAX / 2;
    solver->routine = attempt.routine;
    glp_init_smcp(&solver->control);
    solver->control.msg_lev = GLP_MSG_OFF;
    solver->control.meth = attempt.method;
    solver->control.r_test = attempt.ratio_test;
    solver->control.tol_bnd = attempt.tolerance;
    solver->control.tol_dj = attempt.tolerance;
    solver->control.it_lim = 2 * limit;
    solver->control.tm_lim = limit; /* milliseconds */
}

/* Nothing times infinity is not a number. */
static bool is_answer_finite(const ap_solver *solver)
{
    double sum = glp_get_obj_val(solver->problem);
    for (size_t i = 0; i < solver->held->rows; i++) {
        sum += 0 * glp_get_row_dual(solver->problem, one(i));
    }
    for (size_t j = 0; j < solver->held->columns; j++) {
        sum += 0 * (glp_get_col_prim(solver->problem, one(j)) +
                    glp_get_col_dual(solver->problem, one(j)));
    }
    return isfinite(sum);
}

static ap_outcome outcome_of(const ap_solver *solver)
{
    int state = solver->code == 0 ? glp_get_status(solver->problem) : GLP_UNDEF;
    if (state == GLP_OPT) {
        return is_answer_finite(solver) ? AP_OPTIMAL : AP_UNDECIDED;
    }
    if (state == GLP_NOFEAS) {
        return AP_INFEASIBLE;
    }
    return state == GLP_UNBND ? AP_UNBOUNDED : AP_UNDECIDED;
}

static ap_status try_once(ap_solver *solver, ap_attempt attempt, ap_outcome *outcome,
                          ap_error *err)
{
    if (attempt.is_cold) {
        ap_solver_forget_basis(solver);
    }
    prepare(solver, attempt);
    ap_status status = survives(solver, call_routine, err);
    *outcome = status == AP_OK ? outcome_of(solver) : AP_UNDECIDED;
    return status;
}

static ap_status make_ready(ap_solver *solver, ap_error *err)
{
    if (solver->is_misused) {
        return ap_fail(err, AP_INTERNAL, "GLPK",
                       "a row or column that the programme does not have was changed");
    }
    ap_status status = ap_lp_check_numbers(solver->held, err);
    return status == AP_OK && is_stale(solver) ? survives(solver, load, err) : status;
}

/* That there is no answer is believed when a cold run says so too: from a basis at hand
 * rounding alone can make it seem so. GLPK fails inside on some singular bases, so that is
 * no reason to give up before the last attempt. */
ap_status ap_solver_run(ap_solver *solver, ap_simplex simplex, ap_outcome *outcome,
                        ap_error *err)
{
    ap_status status = make_ready(solver, err);
    int asked = simplex == AP_DUAL ? GLP_DUALP : GLP_PRIMAL;
    const ap_attempt attempts[] = {
        {glp_simplex, false, asked, GLP_RT_FLIP, 1e-9},
        {glp_simplex, true, GLP_PRIMAL, GLP_RT_HAR, 1e-9},
        {glp_simplex, true, GLP_DUALP, GLP_RT_STD, 1e-7},
    };
    enum { LAST = 2 };
    *outcome = ap_lp_is_crossed(solver->held) ? AP_INFEASIBLE : AP_UNDECIDED;
    bool is_settled = *outcome == AP_INFEASIBLE;
    for (size_t k = 0; k <= LAST && status == AP_OK && !is_settled; k++) {
        status = try_once(solver, attempts[k], outcome, k == LAST ? err : NULL);
        if (status == AP_UNUSABLE && k < LAST) {
            status = make_ready(solver, err);
        }
        is_settled = *outcome == AP_OPTIMAL || (k > 0 && *outcome != AP_UNDECIDED);
    }
    return status;
}

ap_status ap_solver_refresh(ap_solver *solver, ap_error *err)
{
    return is_stale(solver) ? AP_OK : survives(solver, call_factorize, err);
}

/* Problems that went with GLPK's environment have no numbers any more. */
static void read_all(const ap_solver *solver, double (*read)(glp_prob *, int), size_t count,
                     double numbers[])
{
    for (size_t k = 0; k < count; k++) {
        numbers[k] = is_stale(solver) ? NAN : read(solver->problem, one(k));
    }
}

/* GLPK calls this again and again while its tree lives. */
static void watch(glp_tree *tree, void *place)
{
    const ap_solver *solver = place;
    int nodes = 0;
    int best = glp_ios_best_node(tree);
    glp_ios_tree_size(tree, NULL, NULL, &nodes);
    solver->search->nodes = (size_t)nodes;
    if (best != 0) {
        solver->search->bound = glp_ios_node_bound(tree, best);
    }
    if (solver->search->nodes > solver->most_nodes) {
        glp_ios_terminate(tree);
    }
}

/* A whole column that is not quite whole lets amounts through that it should bar: as little
 * of that as can be. */
static void call_search(ap_solver *solver)
{
    glp_iocp how;
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.tol_int = 1e-9;
    how.cb_func = watch;
    how.cb_info = solver;
    how.tm_lim = 600000; /* milliseconds */
    for (size_t j = 0; j < solver->held->columns; j++) {
        glp_set_col_kind(solver->problem, one(j), solver->is_whole[j] ? GLP_IV : GLP_CV);
    }
    solver->code = glp_intopt(solver->problem, &how);
    for (size_t j = 0; j < solver->held->columns; j++) {
        glp_set_col_kind(solver->problem, one(j), GLP_CV);
    }
}

static void read_search(const ap_solver *solver, double values[])
{
    ap_branching *search = solver->search;
    int state = glp_mip_status(solver->problem);
    search->has_values =
        solver->code != GLP_ETMLIM && (state == GLP_OPT || state == GLP_FEAS);
    if (search->has_values) {
        search->objective = glp_mip_obj_val(solver->problem);
        read_all(solver, glp_mip_col_val, solver->held->columns, values);
    }
    if (solver->code == 0 && state == GLP_OPT) {
        search->outcome = AP_OPTIMAL;
        search->bound = search->objective;
    } else if (solver->code == 0 && state == GLP_NOFEAS) {
        search->outcome = AP_INFEASIBLE;
    }
}

ap_status ap_solver_run_whole(ap_solver *solver, const bool is_whole[], size_t most_nodes,
                              double values[], ap_branching *search, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outcome relaxed = AP_UNDECIDED;
    *search = (ap_branching){.outcome = AP_UNDECIDED, .bound = -INFINITY};
    AP_TRY(ap_solver_run(solver, AP_PRIMAL, &relaxed, err));
    search->outcome = relaxed == AP_OPTIMAL ? AP_UNDECIDED : relaxed;
    if (relaxed == AP_OPTIMAL) {
        solver->is_whole = is_whole;
        solver->most_nodes = most_nodes;
        solver->search = search;
        AP_TRY(survives(solver, call_search, err));
        read_search(solver, values);
    }
done:
    return status;
}

void ap_solver_values(const ap_solver *solver, double values[])
{
    read_all(solver, glp_get_col_prim, solver->held->columns, values);
}

void ap_solver_reduced_costs(const ap_solver *solver, double reduced[])
{
    read_all(solver, glp_get_col_dual, solver->held->columns, reduced);
}

void ap_solver_multipliers(const ap_solver *solver, double multipliers[])
{
    read_all(solver, glp_get_row_dual, solver->held->rows, multipliers);
}

long ap_solver_iterations(const ap_solver *solver)
{
    return solver->iterations;
}

const char *ap_solver_version(void)
{
    static char text[32];
    (void)snprintf(text, sizeof text, "GLPK %s", glp_version());
    return text;
}
