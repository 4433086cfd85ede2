#include "solve/lp.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

ap_status ap_lp_new(ap_lp **out, ap_error *err)
{
    ap_lp *lp = calloc(1, sizeof *lp);
    size_t *row_start = ap_grown(NULL, 0, sizeof *row_start);
    if (lp == NULL || row_start == NULL) {
        free(lp);
        free(row_start);
        (void)ap_fail(err, AP_NO_MEMORY, "linear programme", "no memory to begin one");
        return AP_NO_MEMORY;
    }
    row_start[0] = 0;
    lp->row_start = row_start;
    *out = lp;
    return AP_OK;
}

/* NaN fails every comparison, so it is refused here too. */
static bool are_bounds(double low, double high)
{
    return low < INFINITY && high > -INFINITY;
}

/* Make room for one more number; false on no memory. */
static bool has_room(double **array, size_t count)
{
    double *grown = ap_grown(*array, count, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    *array = grown;
    return true;
}

/* Make room for one more name and put a copy of it there; false on no memory. */
static bool takes_name(char ***names, size_t count, const char *name)
{
    char **grown = ap_grown(*names, count, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    *names = grown;
    size_t size = strlen(name) + 1;
    grown[count] = malloc(size);
    if (grown[count] == NULL) {
        return false;
    }
    memcpy(grown[count], name, size);
    return true;
}

ap_status ap_lp_add_column(ap_lp *lp, const char *name, double low, double high,
                           size_t *column, ap_error *err)
{
    size_t at = lp->columns;
    if (!are_bounds(low, high)) {
        (void)ap_fail(err, AP_INTERNAL, name, "a column cannot have bounds %g and %g", low,
                      high);
        return AP_INTERNAL;
    }
    if (!has_room(&lp->low, at) || !has_room(&lp->high, at) || !has_room(&lp->cost, at) ||
        !takes_name(&lp->column_names, at, name)) {
        (void)ap_fail(err, AP_NO_MEMORY, name, "no memory for column %zu", at);
        return AP_NO_MEMORY;
    }
    lp->low[at] = low;
    lp->high[at] = high;
    lp->cost[at] = 0;
    lp->columns++;
    if (column != NULL) {
        *column = at;
    }
    return AP_OK;
}

static ap_status check_terms(const ap_lp *lp, const char *name, size_t count,
                             const ap_term terms[], ap_error *err)
{
    for (size_t k = 0; k < count; k++) {
        if (terms[k].column >= lp->columns) {
            return ap_fail(err, AP_INTERNAL, name, "column %zu of %zu is not there",
                           terms[k].column, lp->columns);
        }
        if (!isfinite(terms[k].coefficient)) {
            return ap_fail(err, AP_INTERNAL, name,
                           "the coefficient of \"%s\" is %g, not a number to compute with",
                           lp->column_names[terms[k].column], terms[k].coefficient);
        }
    }
    return AP_OK;
}

/* Put the terms behind those of the rows before; *end is where they end. Until the row is
 * counted they belong to nobody, so a failure leaves the programme as it was. */
static ap_status put_terms(ap_lp *lp, size_t count, const ap_term terms[], size_t *end,
                           ap_error *err)
{
    size_t at = lp->row_start[lp->rows];
    for (size_t k = 0; k < count; k++) {
        if (terms[k].coefficient == 0) {
            continue;
        }
        ap_term *grown = ap_grown(lp->terms, at, sizeof *grown);
        if (grown == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "linear programme", "no memory for terms");
        }
        lp->terms = grown;
        lp->terms[at] = terms[k];
        at++;
    }
    *end = at;
    return AP_OK;
}

ap_status ap_lp_add_row(ap_lp *lp, const char *name, double low, double high, size_t count,
                        const ap_term terms[], size_t *row, ap_error *err)
{
    ap_status status = AP_OK;
    size_t at = lp->rows;
    size_t end = 0;
    if (!are_bounds(low, high)) {
        return ap_fail(err, AP_INTERNAL, name, "a row cannot have bounds %g and %g", low,
                       high);
    }
    AP_TRY(check_terms(lp, name, count, terms, err));
    AP_TRY(put_terms(lp, count, terms, &end, err));
    size_t *row_start = ap_grown(lp->row_start, at + 1, sizeof *row_start);
    lp->row_start = row_start == NULL ? lp->row_start : row_start;
    if (row_start == NULL || !has_room(&lp->row_low, at) || !has_room(&lp->row_high, at) ||
        !takes_name(&lp->row_names, at, name)) {
        return ap_fail(err, AP_NO_MEMORY, name, "no memory for row %zu", at);
    }
    lp->row_low[at] = low;
    lp->row_high[at] = high;
    lp->row_start[at + 1] = end;
    lp->rows++;
    if (row != NULL) {
        *row = at;
    }
done:
    return status;
}

/* Row by row rather than array by array: only so do the arrays keep the room that adding
 * to the copy counts on. */
ap_status ap_lp_copy(const ap_lp *lp, ap_lp **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lp *copy = NULL;
    AP_TRY(ap_lp_new(&copy, err));
    for (size_t j = 0; j < lp->columns; j++) {
        AP_TRY(ap_lp_add_column(copy, lp->column_names[j], lp->low[j], lp->high[j], NULL,
                                err));
        copy->cost[j] = lp->cost[j];
    }
    for (size_t i = 0; i < lp->rows; i++) {
        size_t first = lp->row_start[i];
        AP_TRY(ap_lp_add_row(copy, lp->row_names[i], lp->row_low[i], lp->row_high[i],
                             lp->row_start[i + 1] - first, lp->terms + first, NULL, err));
    }
    *out = copy;
    copy = NULL;
done:
    ap_lp_free(copy);
    return status;
}

static double *put(double *to, size_t count, const double from[])
{
    if (count > 0) {
        memcpy(to, from, count * sizeof *to);
    }
    return to + count;
}

/* The five arrays are one block, which begins with `low`. */
ap_status ap_lp_view(const ap_lp *lp, ap_lp *view, ap_error *err)
{
    double *block = malloc((3 * lp->columns + 2 * lp->rows + 1) * sizeof *block);
    if (block == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "linear programme", "no memory for a view");
    }
    *view = *lp;
    view->low = block;
    view->high = put(view->low, lp->columns, lp->low);
    view->cost = put(view->high, lp->columns, lp->high);
    view->row_low = put(view->cost, lp->columns, lp->cost);
    view->row_high = put(view->row_low, lp->rows, lp->row_low);
    (void)put(view->row_high, lp->rows, lp->row_high);
    return AP_OK;
}

void ap_lp_view_free(ap_lp *view)
{
    free(view->low);
    *view = (ap_lp){0};
}

static ap_status check_bounds(size_t count, char *const names[], const double low[],
                              const double high[], ap_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!are_bounds(low[i], high[i])) {
            return ap_fail(err, AP_INTERNAL, names[i], "bounds %g and %g cannot be met",
                           low[i], high[i]);
        }
    }
    return AP_OK;
}

ap_status ap_lp_check_numbers(const ap_lp *lp, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_bounds(lp->rows, lp->row_names, lp->row_low, lp->row_high, err));
    AP_TRY(check_bounds(lp->columns, lp->column_names, lp->low, lp->high, err));
    for (size_t j = 0; j < lp->columns; j++) {
        if (!isfinite(lp->cost[j])) {
            AP_TRY(ap_fail(err, AP_INTERNAL, lp->column_names[j],
                           "a cost of %g is not a number to compute with", lp->cost[j]));
        }
    }
done:
    return status;
}

/* No column twice: last_row[j] is one more than the row that named column j last. */
static ap_status check_once(const ap_lp *lp, size_t last_row[], ap_error *err)
{
    for (size_t i = 0; i < lp->rows; i++) {
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            size_t column = lp->terms[k].column;
            if (last_row[column] == i + 1) {
                return ap_fail(err, AP_INTERNAL, lp->row_names[i],
                               "column \"%s\" is twice in this row",
                               lp->column_names[column]);
            }
            last_row[column] = i + 1;
        }
    }
    return AP_OK;
}

ap_status ap_lp_check(const ap_lp *lp, ap_error *err)
{
    ap_status status = AP_OK;
    size_t *last_row = calloc(lp->columns + 1, sizeof *last_row);
    if (last_row == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "linear programme", "no memory to check it");
    }
    AP_TRY(ap_lp_check_numbers(lp, err));
    for (size_t i = 0; i < lp->rows; i++) {
        size_t first = lp->row_start[i];
        AP_TRY(check_terms(lp, lp->row_names[i], lp->row_start[i + 1] - first,
                           lp->terms + first, err));
    }
    AP_TRY(check_once(lp, last_row, err));
done:
    free(last_row);
    return status;
}

static bool cross(size_t count, const double low[], const double high[])
{
    static const double rounding = 1e-9;
    for (size_t i = 0; i < count; i++) {
        if (low[i] > high[i] && low[i] - high[i] > rounding * (1 + fabs(low[i]))) {
            return true;
        }
    }
    return false;
}

bool ap_lp_is_crossed(const ap_lp *lp)
{
    return cross(lp->rows, lp->row_low, lp->row_high) ||
           cross(lp->columns, lp->low, lp->high);
}

bool ap_lp_has_same_row(const ap_lp *a, const ap_lp *b, size_t row)
{
    size_t length = a->row_start[row + 1] - a->row_start[row];
    if (length != b->row_start[row + 1] - b->row_start[row]) {
        return false;
    }
    const ap_term *left = a->terms + a->row_start[row];
    const ap_term *right = b->terms + b->row_start[row];
    for (size_t k = 0; k < length; k++) {
        if (left[k].column != right[k].column ||
            left[k].coefficient != right[k].coefficient) {
            return false;
        }
    }
    return true;
}

double ap_lp_sum(size_t count, const ap_term terms[], const double values[], double *sizes)
{
    long double sum = 0;
    long double size = 0;
    for (size_t k = 0; k < count; k++) {
        long double part = (long double)terms[k].coefficient * values[terms[k].column];
        sum += part;
        size += fabsl(part);
    }
    if (sizes != NULL) {
        *sizes = (double)size;
    }
    return (double)sum;
}

/* The room of the array follows the rule of ap_grown, for rows may yet be added. */
ap_status ap_lp_take_terms(ap_lp *lp, const ap_lp *from, ap_error *err)
{
    size_t entries = from->row_start[from->rows];
    size_t room = 8;
    while (room < entries) {
        room *= 2;
    }
    ap_term *terms = malloc(room * sizeof *terms);
    if (terms == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "linear programme", "no memory for %zu terms",
                       entries);
    }
    if (entries > 0) {
        memcpy(terms, from->terms, entries * sizeof *terms);
    }
    free(lp->terms);
    lp->terms = terms;
    memcpy(lp->row_start, from->row_start, (from->rows + 1) * sizeof *lp->row_start);
    return AP_OK;
}

static void free_names(size_t count, char **names)
{
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

void ap_lp_free(ap_lp *lp)
{
    if (lp == NULL) {
        return;
    }
    free_names(lp->rows, lp->row_names);
    free_names(lp->columns, lp->column_names);
    free(lp->row_low);
    free(lp->row_high);
    free(lp->low);
    free(lp->high);
    free(lp->cost);
    free(lp->row_start);
    free(lp->terms);
    free(lp);
}
