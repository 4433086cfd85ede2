#include "solve/certificate.h"

#include <math.h>
#include <stdlib.h>

/* DESIGN's tolerance of the scaled problem. */
static const double tolerance = 1e-7;

/* What is found on the way through the programme. `is_finite` is false as soon as one
 * number is not. */
typedef struct ap_proof {
    long double primal;
    long double dual;
    long double objective;
    long double bound; /* the dual objective */
    bool is_finite;
} ap_proof;

static bool all_finite(size_t count, const double numbers[])
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(numbers[i])) {
            return false;
        }
    }
    return true;
}

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
    if (price == 0) {
        return;
    }
    double bound = price > 0 ? low : high;
    if (isfinite(bound)) {
        proof->bound += price * bound;
    } else {
        keep_worst(&proof->dual, fabsl(price));
    }
}

/* Rows: activities and multipliers; what is left of the costs gathers in `reduced`:
 *
 *     d = c - A'y
 */
static void judge_rows(ap_proof *proof, const ap_lp *lp, const double values[],
                       const double multipliers[], long double reduced[])
{
    for (size_t i = 0; i < lp->rows; i++) {
        long double activity = 0;
        long double y = multipliers[i];
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            ap_term term = lp->terms[k];
            activity += (long double)term.coefficient * values[term.column];
        }
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1] && y != 0; k++) {
            reduced[lp->terms[k].column] -= lp->terms[k].coefficient * y;
        }
        proof->is_finite = proof->is_finite && isfinite(activity);
        judge_value(proof, activity, lp->row_low[i], lp->row_high[i]);
        judge_price(proof, y, lp->row_low[i], lp->row_high[i]);
    }
}

static void judge_columns(ap_proof *proof, const ap_lp *lp, const double values[],
                          const long double reduced[])
{
    for (size_t j = 0; j < lp->columns; j++) {
        proof->objective += (long double)lp->cost[j] * values[j];
        proof->is_finite = proof->is_finite && isfinite(reduced[j]);
        judge_value(proof, values[j], lp->low[j], lp->high[j]);
        judge_price(proof, reduced[j], lp->low[j], lp->high[j]);
    }
}

/* NaN never holds: it is how a proof that cannot be made is told. */
static ap_certificate none(void)
{
    return (ap_certificate){.primal = NAN, .dual = NAN, .gap = NAN};
}

ap_certificate ap_certify(const ap_lp *lp, const double values[],
                          const double multipliers[])
{
    long double *reduced = malloc((lp->columns + 1) * sizeof *reduced);
    ap_proof proof = {.is_finite = all_finite(lp->columns, values) &&
                                   all_finite(lp->rows, multipliers) &&
                                   all_finite(lp->columns, lp->cost)};
    if (reduced == NULL || !proof.is_finite) {
        free(reduced);
        return none();
    }
    for (size_t j = 0; j < lp->columns; j++) {
        reduced[j] = lp->cost[j];
    }
    judge_rows(&proof, lp, values, multipliers, reduced);
    judge_columns(&proof, lp, values, reduced);
    free(reduced);
    if (!proof.is_finite || !isfinite(proof.bound)) {
        return none();
    }
    long double gap = fabsl(proof.objective - proof.bound) / (1 + fabsl(proof.objective));
    return (ap_certificate){
        .primal = (double)proof.primal, .dual = (double)proof.dual, .gap = (double)gap};
}

double ap_infeasibility(const ap_lp *lp, const double values[])
{
    ap_proof proof = {.is_finite = all_finite(lp->columns, values)};
    for (size_t i = 0; i < lp->rows; i++) {
        long double activity = 0;
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            activity += (long double)lp->terms[k].coefficient * values[lp->terms[k].column];
        }
        judge_value(&proof, activity, lp->row_low[i], lp->row_high[i]);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        judge_value(&proof, values[j], lp->low[j], lp->high[j]);
    }
    return proof.is_finite ? (double)proof.primal : NAN;
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
