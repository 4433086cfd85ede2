#include "sample/correlation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample/symmetric.h"

enum { MOST_STEPS = 2000 };

static const double converged = 1e-9;

static void write_name(char out[], size_t size, const char *const names[], size_t k)
{
    if (names != NULL) {
        (void)snprintf(out, size, "%s", names[k]);
    } else {
        (void)snprintf(out, size, "%zu", k + 1);
    }
}

/* Row i as far as the diagonal, against the column. */
static ap_status check_row(size_t n, const double matrix[], size_t i,
                           const char *const names[], const char *where, ap_error *err)
{
    for (size_t j = 0; j <= i; j++) {
        double at = matrix[i * n + j];
        double other = matrix[j * n + i];
        double least = i == j ? 1 : -1;
        char one[64];
        char two[64];
        if (at >= least && at <= 1 && fabs(at - other) <= 1e-9) {
            continue;
        }
        write_name(one, sizeof one, names, i);
        write_name(two, sizeof two, names, j);
        return ap_fail(err, AP_BAD_INPUT, where,
                       "the correlation of %s with %s is %g, of %s with %s it is %g: both "
                       "must be the same, between -1 and 1, and 1 of a driver with itself",
                       one, two, at, two, one, other);
    }
    return AP_OK;
}

ap_status ap_correlation_check(size_t n, const double matrix[], const char *const names[],
                               const char *where, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < n && status == AP_OK; i++) {
        status = check_row(n, matrix, i, names, where, err);
    }
    return status;
}

/* A projection on its way: n x n matrices in one piece of memory. */
typedef struct ap_projection {
    size_t n;
    double *unit;       /* Y: the diagonal is 1 */
    double *definite;   /* X: eigenvalues are above the limit */
    double *correction; /* Dykstra's S */
    double *eigen;
    double *vectors;
} ap_projection;

static double norm(size_t count, const double elements[])
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) {
        sum += elements[k] * elements[k];
    }
    return sqrt(sum);
}

/* Add by v v' to the matrix, of its eigenvector number k. */
static void add_along(const ap_projection *at, size_t k, double by)
{
    size_t n = at->n;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            at->definite[i * n + j] += by * at->vectors[i * n + k] * at->vectors[j * n + k];
        }
    }
}

/* definite = unit - correction with its eigenvalues lifted to the limit. */
static void lift(const ap_projection *at)
{
    size_t n = at->n;
    for (size_t k = 0; k < n * n; k++) {
        at->definite[k] = at->unit[k] - at->correction[k];
    }
    memcpy(at->eigen, at->definite, n * n * sizeof *at->eigen);
    ap_symmetric_eigen(n, at->eigen, at->vectors);
    for (size_t k = 0; k < n; k++) {
        double short_by = AP_LEAST_EIGENVALUE - at->eigen[k * n + k];
        if (short_by > 0) {
            add_along(at, k, short_by);
        }
    }
}

/* One round of both projections; how much of |Y| it changed, or X and Y are apart. */
static double step(const ap_projection *at)
{
    size_t n = at->n;
    double moved = 0;
    double apart = 0;
    lift(at);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            size_t k = i * n + j;
            double before = at->unit[k];
            at->correction[k] = at->definite[k] - (before - at->correction[k]);
            at->unit[k] = i == j ? 1 : at->definite[k];
            moved += (at->unit[k] - before) * (at->unit[k] - before);
            apart += (at->unit[k] - at->definite[k]) * (at->unit[k] - at->definite[k]);
        }
    }
    return sqrt(fmax(moved, apart)) / norm(n * n, at->unit);
}

/* Exactly symmetric, and no eigenvalue below the limit. */
static void finish(const ap_projection *at, double repaired[])
{
    size_t n = at->n;
    double least = ap_symmetric_least(n, at->unit, at->eigen);
    double t = fmax((AP_LEAST_EIGENVALUE - least) / (1 - least), 0);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double mean = (at->unit[i * n + j] + at->unit[j * n + i]) / 2;
            repaired[i * n + j] = i == j ? 1 : (1 - t) * mean;
        }
    }
}

/* Keep the pair if none so far has changed more. */
static void keep_most(ap_repair *repair, size_t i, size_t j, double before, double after)
{
    if (fabs(after - before) > fabs(repair->after - repair->before)) {
        repair->first = i;
        repair->second = j;
        repair->before = before;
        repair->after = after;
    }
}

static void report(size_t n, const double matrix[], const double repaired[],
                   ap_repair *repair)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double change = repaired[i * n + j] - matrix[i * n + j];
            sum += change * change;
            keep_most(repair, i, j, matrix[i * n + j], repaired[i * n + j]);
        }
    }
    repair->distance = sqrt(sum);
}

ap_status ap_correlation_repair(size_t n, const double matrix[], double repaired[],
                                ap_repair *repair, ap_error *err)
{
    double *memory = calloc(5 * n * n + 1, sizeof *memory);
    if (memory == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "correlations", "%zu x %zu of them", n, n);
    }
    const ap_projection at = {
        .n = n,
        .unit = memory,
        .definite = memory + n * n,
        .correction = memory + 2 * n * n,
        .eigen = memory + 3 * n * n,
        .vectors = memory + 4 * n * n,
    };
    *repair = (ap_repair){.least = ap_symmetric_least(n, matrix, at.eigen)};
    memcpy(repaired, matrix, n * n * sizeof *repaired);
    if (repair->least < AP_LEAST_EIGENVALUE) {
        repair->is_repaired = true;
        memcpy(at.unit, matrix, n * n * sizeof *at.unit);
        double change = 1;
        while (change > converged && repair->steps < MOST_STEPS) {
            change = step(&at);
            repair->steps++;
        }
        finish(&at, repaired);
        report(n, matrix, repaired, repair);
    }
    free(memory);
    return AP_OK;
}
