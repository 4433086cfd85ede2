#include "statistics.h"

#include <math.h>
#include <stdlib.h>

ap_sample_moments ap_moments_of(size_t n, const double x[], double centre)
{
    ap_sample_moments sum = {0, 0, 0};
    for (size_t k = 0; k < n; k++) {
        double square = (x[k] - centre) * (x[k] - centre);
        sum.mean += x[k] - centre;
        sum.square += square;
        sum.fourth += square * square;
    }
    double count = (double)n;
    return (ap_sample_moments){centre + sum.mean / count, sum.square / count,
                               sum.fourth / count};
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

double ap_distance_from_uniform(size_t n, double u[])
{
    double count = (double)n;
    double most = 0;
    qsort(u, n, sizeof *u, ascending);
    for (size_t k = 0; k < n; k++) {
        most = fmax(most, fmax((double)(k + 1) / count - u[k], u[k] - (double)k / count));
    }
    return most * sqrt(count);
}

typedef struct ap_ranked {
    double value;
    size_t at;
} ap_ranked;

static int by_value(const void *a, const void *b)
{
    const ap_ranked *x = a;
    const ap_ranked *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

static void rank(size_t n, const double x[], double ranks[])
{
    ap_ranked *sorted = calloc(n, sizeof *sorted);
    if (sorted == NULL) {
        abort();
    }
    for (size_t k = 0; k < n; k++) {
        sorted[k] = (ap_ranked){x[k], k};
    }
    qsort(sorted, n, sizeof *sorted, by_value);
    for (size_t k = 0; k < n; k++) {
        ranks[sorted[k].at] = (double)k;
    }
    free(sorted);
}

double ap_rank_correlation(size_t n, const double x[], const double y[])
{
    double *ranks = calloc(2 * n, sizeof *ranks);
    if (ranks == NULL) {
        abort();
    }
    double count = (double)n;
    double sum = 0;
    rank(n, x, ranks);
    rank(n, y, ranks + n);
    for (size_t k = 0; k < n; k++) {
        sum += (ranks[k] - ranks[n + k]) * (ranks[k] - ranks[n + k]);
    }
    free(ranks);
    return 1 - 6 * sum / (count * (count * count - 1));
}
