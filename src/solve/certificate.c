#include "solve/certificate.h"

#include <math.h>
#include <stdlib.h>

/* DESIGN's tolerance of the scaled problem. */
static const double tolerance = 1e-7;

/* What is found on the way through the programme. */
typedef struct ap_found {
    long double primal;
    long double dual;
    long double objective;
    long double bound; /* the dual objective */
    long double mark;  /* the sum of all that is found: finite only if all is */
} ap_found;

static void keep_worst(long double *worst, long double amount)
{
    if (amount > *worst) {
        *worst = amount;
    }
}

/* How far a value lies outside its bounds, relative to 1 + the bound's size. */
static void judge_value(ap_found *found, long double value, double low, double high)
{
    if (value < low) {
        keep_worst(&found->primal, (low - value) / (1 + fabsl(low)));
    }
    if (value > high) {
        keep_worst(&found->primal, (value - high) / (1 + fabsl(high)));
    }
}

/* A positive price is paid at the low bound, a negative one at the high bound. Where that
 * bound is missing the price has the wrong sign. */
static void judge_price(ap_found *found, long double price, double low, double high)
{
    double bound = price > 0 ? low : high;
    if (isfinite(bound)) {
        found->bound += price * bound;
    } else {
        keep_worst(&found->dual, fabsl(price));
    }
}

/* Its activity and multiplier, and what it takes off the reduced costs. */
static void judge_row(ap_found *found, const ap_lp *lp, size_t i, const double values[],
                      double multiplier, long double reduced[])
{
    long double activity = 0;
    for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
        ap_term term = lp->terms[k];
        activity += (long double)term.coefficient * values[term.column];
        reduced[term.column] -= (long double)term.coefficient * multiplier;
    }
    found->mark += activity + multiplier;
    judge_value(found, activity, lp->row_low[i], lp->row_high[i]);
    judge_price(found, multiplier, lp->row_low[i], lp->row_high[i]);
}

/* Its value and reduced cost, d = c - A'y. */
static void judge_column(ap_found *found, const ap_lp *lp, size_t j, double value,
                         long double reduced)
{
    found->mark += reduced;
    found->objective += (long double)lp->cost[j] * value;
    judge_value(found, value, lp->low[j], lp->high[j]);
    judge_price(found, reduced, lp->low[j], lp->high[j]);
}

/* NaN never holds: it is how a proof that cannot be made is told. */
static ap_certificate none(void)
{
    return (ap_certificate){.primal = NAN, .dual = NAN, .gap = NAN};
}

ap_certificate ap_certify(const ap_lp *lp, const double values[],
                          const double multipliers[])
{
    ap_found found = {0};
    long double *reduced = calloc(lp->columns + 1, sizeof *reduced);
    if (reduced == NULL) {
        return none();
    }
    for (size_t j = 0; j < lp->columns; j++) {
        reduced[j] = lp->cost[j];
    }
    for (size_t i = 0; i < lp->rows; i++) {
        judge_row(&found, lp, i, values, multipliers[i], reduced);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        judge_column(&found, lp, j, values[j], reduced[j]);
    }
    free(reduced);
    if (!isfinite(found.mark + found.objective) || !isfinite(found.bound)) {
        return none();
    }
    long double gap = fabsl(found.objective - found.bound) / (1 + fabsl(found.objective));
    return (ap_certificate){
        .primal = (double)found.primal, .dual = (double)found.dual, .gap = (double)gap};
}

double ap_infeasibility(const ap_lp *lp, const double values[])
{
    ap_found found = {0};
    for (size_t i = 0; i < lp->rows; i++) {
        long double activity = 0;
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            activity += (long double)lp->terms[k].coefficient * values[lp->terms[k].column];
        }
        judge_value(&found, activity, lp->row_low[i], lp->row_high[i]);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        found.mark += values[j];
        judge_value(&found, values[j], lp->low[j], lp->high[j]);
    }
    return isfinite(found.mark) ? (double)found.primal : NAN;
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
