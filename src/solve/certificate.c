#include "solve/certificate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* DESIGN's tolerance of the scaled problem. */
static const double tolerance = 1e-7;

struct ap_prover {
    const ap_lp *lp;
    size_t *start;    /* columns + 1: the entries of each column */
    ap_term *entries; /* .column is the row */
    size_t *order;    /* columns by how many entries they have: loops of one length follow
                         one another, which a processor foresees */
    double objective;
};

/* What is found on the way through the programme. */
typedef struct ap_proof {
    long double primal;
    long double dual;
    long double objective;
    long double bound; /* the dual objective */
    long double mark;  /* the sum of all that is found: finite only if all is */
} ap_proof;

static void keep_worst(long double *worst, long double amount)
{
    if (amount > *worst) {
        *worst = amount;
    }
}

/* How far a value lies outside its bounds, relative to 1 + the bound's size. */
static void judge_value(ap_proof *proof, long double value, double low, double high)
{
    if (value < low) {
        keep_worst(&proof->primal, (low - value) / (1 + fabsl(low)));
    }
    if (value > high) {
        keep_worst(&proof->primal, (value - high) / (1 + fabsl(high)));
    }
}

/* A positive price is paid at the low bound, a negative one at the high bound. Where that
 * bound is missing the price has the wrong sign. */
static void judge_price(ap_proof *proof, long double price, double low, double high)
{
    const double bounds[2] = {high, low};
    double bound = bounds[price > 0]; /* no branch: signs come in no order */
    if (isfinite(bound)) {
        proof->bound += price * bound;
    } else {
        keep_worst(&proof->dual, fabsl(price));
    }
}

/* Its activity and multiplier. */
static void judge_row(ap_proof *proof, const ap_lp *lp, size_t i, const double values[],
                      const double multipliers[])
{
    long double activity = 0;
    for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
        ap_term term = lp->terms[k];
        activity += (long double)term.coefficient * values[term.column];
    }
    proof->mark += activity + multipliers[i];
    judge_value(proof, activity, lp->row_low[i], lp->row_high[i]);
    judge_price(proof, multipliers[i], lp->row_low[i], lp->row_high[i]);
}

/* Its value and reduced cost, d = c - A'y. */
static void judge_column(ap_proof *proof, const ap_prover *prover, size_t j, double value,
                         const double multipliers[])
{
    const ap_lp *lp = prover->lp;
    long double reduced = lp->cost[j];
    for (size_t k = prover->start[j]; k < prover->start[j + 1]; k++) {
        ap_term entry = prover->entries[k];
        reduced -= (long double)entry.coefficient * multipliers[entry.column];
    }
    proof->mark += reduced;
    if (value < lp->low[j] || value > lp->high[j]) {
        judge_value(proof, value, lp->low[j], lp->high[j]);
    }
    judge_price(proof, reduced, lp->low[j], lp->high[j]);
}

/* NaN never holds: it is how a proof that cannot be made is told. */
static ap_certificate none(void)
{
    return (ap_certificate){.primal = NAN, .dual = NAN, .gap = NAN};
}

ap_certificate ap_prover_certify(ap_prover *prover, const double values[],
                                 const double multipliers[])
{
    const ap_lp *lp = prover->lp;
    ap_proof proof = {0};
    for (size_t i = 0; i < lp->rows; i++) {
        judge_row(&proof, lp, i, values, multipliers);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        proof.objective += (long double)lp->cost[j] * values[j];
    }
    for (size_t n = 0; n < lp->columns; n++) {
        size_t j = prover->order[n];
        judge_column(&proof, prover, j, values[j], multipliers);
    }
    prover->objective = (double)proof.objective;
    if (!isfinite(proof.mark + proof.objective) || !isfinite(proof.bound)) {
        return none();
    }
    long double gap = fabsl(proof.objective - proof.bound) / (1 + fabsl(proof.objective));
    return (ap_certificate){
        .primal = (double)proof.primal, .dual = (double)proof.dual, .gap = (double)gap};
}

double ap_prover_objective(const ap_prover *prover)
{
    return prover->objective;
}

/* The matrix column by column. */
static void take_columns(ap_prover *prover)
{
    const ap_lp *lp = prover->lp;
    for (size_t k = 0; k < lp->row_start[lp->rows]; k++) {
        prover->start[lp->terms[k].column + 2]++;
    }
    for (size_t j = 2; j <= lp->columns; j++) {
        prover->start[j] += prover->start[j - 1];
    }
    for (size_t i = 0; i < lp->rows; i++) {
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            size_t to = prover->start[lp->terms[k].column + 1]++;
            prover->entries[to] = (ap_term){i, lp->terms[k].coefficient};
        }
    }
}

/* first: rows + 2 zeros, to become the first place of columns with so many entries. */
static void put_in_order(ap_prover *prover, size_t first[])
{
    const ap_lp *lp = prover->lp;
    for (size_t j = 0; j < lp->columns; j++) {
        first[prover->start[j + 1] - prover->start[j] + 1]++;
    }
    for (size_t entries = 1; entries <= lp->rows; entries++) {
        first[entries] += first[entries - 1];
    }
    for (size_t j = 0; j < lp->columns; j++) {
        prover->order[first[prover->start[j + 1] - prover->start[j]]++] = j;
    }
}

ap_status ap_prover_new(const ap_lp *lp, ap_prover **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *first = calloc(lp->rows + 2, sizeof *first);
    ap_prover *prover = calloc(1, sizeof *prover);
    if (prover == NULL || first == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "certificate", "no memory for the program"));
    }
    prover->lp = lp;
    prover->start = calloc(lp->columns + 2, sizeof *prover->start);
    prover->entries = calloc(lp->row_start[lp->rows] + 1, sizeof *prover->entries);
    prover->order = calloc(lp->columns + 1, sizeof *prover->order);
    if (prover->start == NULL || prover->entries == NULL || prover->order == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "certificate", "no memory for the program"));
    }
    take_columns(prover);
    put_in_order(prover, first);
    *out = prover;
    prover = NULL;
done:
    free(first);
    ap_prover_free(prover);
    return status;
}

void ap_prover_free(ap_prover *prover)
{
    if (prover != NULL) {
        free(prover->start);
        free(prover->entries);
        free(prover->order);
        free(prover);
    }
}

ap_certificate ap_certify(const ap_lp *lp, const double values[],
                          const double multipliers[])
{
    ap_prover *prover = NULL;
    if (ap_prover_new(lp, &prover, NULL) != AP_OK) {
        return none();
    }
    ap_certificate certificate = ap_prover_certify(prover, values, multipliers);
    ap_prover_free(prover);
    return certificate;
}

double ap_infeasibility(const ap_lp *lp, const double values[])
{
    ap_proof proof = {0};
    for (size_t i = 0; i < lp->rows; i++) {
        long double activity = 0;
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            activity += (long double)lp->terms[k].coefficient * values[lp->terms[k].column];
        }
        judge_value(&proof, activity, lp->row_low[i], lp->row_high[i]);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        proof.mark += values[j];
        judge_value(&proof, values[j], lp->low[j], lp->high[j]);
    }
    return isfinite(proof.mark) ? (double)proof.primal : NAN;
}

bool ap_certificate_holds(ap_certificate certificate)
{
    return certificate.primal <= tolerance && certificate.dual <= tolerance &&
           certificate.gap <= tolerance;
}

/* The one bound that a row or column must keep, NaN when there is none: a positive price is
 * paid at the low bound, a negative one at the high bound. A price beside the bound where
 * it stands is the solver's tolerance and says nothing. */
static double bound_to_keep(ap_standing standing, double price, double nonzero, double low,
                            double high)
{
    if (standing == AP_AT_LOW && price > nonzero) {
        return low;
    }
    return standing == AP_AT_HIGH && price < -nonzero ? high : NAN;
}

void ap_face_fix(ap_lp *face, ap_solver *solver, const ap_standing basis[],
                 const bool is_spared[], ap_prices prices, double nonzero)
{
    for (size_t i = 0; i < face->rows; i++) {
        double bound = bound_to_keep(basis[i], prices.multipliers[i], nonzero,
                                     face->row_low[i], face->row_high[i]);
        if (!isnan(bound) && !is_spared[i]) {
            face->row_low[i] = bound;
            face->row_high[i] = bound;
            ap_solver_set_row(solver, i, bound, bound);
        }
    }
    for (size_t j = 0; j < face->columns; j++) {
        double bound = bound_to_keep(basis[face->rows + j], prices.reduced[j], nonzero,
                                     face->low[j], face->high[j]);
        if (!isnan(bound) && !is_spared[face->rows + j]) {
            face->low[j] = bound;
            face->high[j] = bound;
            ap_solver_set_column(solver, j, bound, bound);
        }
    }
}

bool ap_face_has_ties(const ap_lp *face, const ap_standing basis[], const bool is_spared[])
{
    for (size_t k = 0; k < face->rows + face->columns; k++) {
        bool is_row = k < face->rows;
        double low = is_row ? face->row_low[k] : face->low[k - face->rows];
        double high = is_row ? face->row_high[k] : face->high[k - face->rows];
        if (basis[k] != AP_BASIC && low < high && !is_spared[k]) {
            return true;
        }
    }
    return false;
}
