#include "second_way.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clp.h"

enum { MOST = 128 };

/* A cut row gives this much, so that rounding does not empty the face. */
static const double give = 1e-8;

static void add_cut(ap_lp *lp, double high, size_t count, const ap_term terms[])
{
    assert_int_equal(ap_lp_add_row(lp, "cut", -INFINITY, high, count, terms, NULL, NULL),
                     AP_OK);
}

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + fabs(a)))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

double ap_cuts_least(ap_lp *lp, size_t count, const ap_term terms[])
{
    ap_solver *solver = NULL;
    ap_outcome outcome = AP_UNDECIDED;
    double values[MOST];
    memset(lp->cost, 0, lp->columns * sizeof *lp->cost);
    for (size_t k = 0; k < count; k++) {
        lp->cost[terms[k].column] += terms[k].coefficient;
    }
    assert_true(lp->columns <= MOST);
    assert_int_equal(ap_solver_new(lp, &solver, NULL), AP_OK);
    assert_int_equal(ap_solver_run(solver, AP_DUAL, &outcome, NULL), AP_OK);
    assert_int_equal(outcome, AP_OPTIMAL);
    ap_solver_values(solver, values);
    ap_solver_free(solver);
    return ap_lp_sum(count, terms, values, NULL);
}

void ap_cuts_keep(ap_lp *lp, const ap_goal *goal, double best)
{
    add_cut(lp, best + give, goal->count, goal->terms);
}

void ap_cuts_leximin(ap_lp *lp, const ap_goal *goal, double measures[])
{
    bool is_stuck[MOST] = {false};
    size_t left = goal->count;
    while (left > 0) {
        size_t level = 0;
        assert_int_equal(ap_lp_add_column(lp, "level", 0, 100, &level, NULL), AP_OK);
        for (size_t k = 0; k < goal->count; k++) {
            if (!is_stuck[k]) {
                add_cut(lp, 0, 2, (const ap_term[]){goal->terms[k], {level, -1}});
            }
        }
        double worst = ap_cuts_least(lp, 1, (const ap_term[]){{level, 1}});
        lp->high[level] = worst + give;
        bool stick[MOST] = {false};
        for (size_t k = 0; k < goal->count; k++) {
            stick[k] = !is_stuck[k] && ap_cuts_least(lp, 1, &goal->terms[k]) > worst - 1e-6;
        }
        for (size_t k = 0; k < goal->count; k++) {
            if (stick[k]) {
                is_stuck[k] = true;
                measures[k] = worst;
                left--;
            }
        }
    }
}

double ap_theirs_least(ap_theirs *theirs, size_t count, const ap_term terms[])
{
    ap_lp *lp = theirs->lp;
    double largest = 0;
    for (size_t k = 0; k < count; k++) {
        largest = fmax(largest, fabs(terms[k].coefficient));
    }
    memset(lp->cost, 0, lp->columns * sizeof *lp->cost);
    for (size_t k = 0; k < count; k++) {
        lp->cost[terms[k].column] += terms[k].coefficient / largest;
    }
    return largest * clp_prices(lp, theirs->multipliers, theirs->values, theirs->reduced);
}

static void fix_at_nearer(double value, double *low, double *high)
{
    if (fabs(value - *low) < fabs(value - *high)) {
        *high = *low;
    } else {
        *low = *high;
    }
}

void ap_theirs_keep(ap_theirs *theirs, const ap_goal *levels)
{
    ap_lp *lp = theirs->lp;
    for (size_t j = 0; j < levels->level; j++) {
        if (fabs(theirs->reduced[j]) > 1e-9) {
            fix_at_nearer(theirs->values[j], &lp->low[j], &lp->high[j]);
        }
    }
    for (size_t i = 0; i < levels->first_row; i++) {
        size_t first = lp->row_start[i];
        if (fabs(theirs->multipliers[i]) > 1e-9) {
            fix_at_nearer(ap_lp_sum(lp->row_start[i + 1] - first, lp->terms + first,
                                    theirs->values, NULL),
                          &lp->row_low[i], &lp->row_high[i]);
        }
    }
}

void ap_theirs_leximin(ap_theirs *theirs, const ap_goal *goal, const double ours[])
{
    bool is_settled[MOST] = {false};
    size_t left = goal->count;
    while (left > 0) {
        size_t before = left;
        double level = ap_theirs_least(theirs, 1, (const ap_term[]){{goal->level, 1}});
        ap_theirs_keep(theirs, goal);
        for (size_t k = 0; k < goal->count; k++) {
            ap_term measure = goal->terms[k];
            size_t row = goal->first_row + k;
            bool is_stuck = level < 1e-12 || fabs(theirs->multipliers[row]) > 1e-9;
            if (!is_settled[k] && is_stuck) {
                assert_near(level, measure.coefficient * ours[measure.column]);
                theirs->lp->low[measure.column] = level / measure.coefficient;
                theirs->lp->high[measure.column] = level / measure.coefficient;
                theirs->lp->row_high[row] = 1000; /* without any bound clp leaves it out */
                is_settled[k] = true;
                left--;
            }
        }
        assert_true(left < before);
    }
}
