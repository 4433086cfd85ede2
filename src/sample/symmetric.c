#include "sample/symmetric.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Rows and columns p and q of the matrix, and columns p and q of the vectors, turned so
 * that the element (p, q) becomes zero. */
static void rotate(size_t n, double matrix[], double vectors[], size_t p, size_t q)
{
    double at = matrix[p * n + q];
    double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * at);
    double t = copysign(1 / (fabs(theta) + hypot(theta, 1)), theta);
    double c = 1 / hypot(t, 1);
    double s = t * c;
    for (size_t k = 0; k < n; k++) {
        double kp = matrix[k * n + p];
        double kq = matrix[k * n + q];
        matrix[k * n + p] = c * kp - s * kq;
        matrix[k * n + q] = s * kp + c * kq;
    }
    for (size_t k = 0; k < n; k++) {
        double pk = matrix[p * n + k];
        double qk = matrix[q * n + k];
        matrix[p * n + k] = c * pk - s * qk;
        matrix[q * n + k] = s * pk + c * qk;
    }
    for (size_t k = 0; k < n; k++) {
        double kp = vectors[k * n + p];
        double kq = vectors[k * n + q];
        vectors[k * n + p] = c * kp - s * kq;
        vectors[k * n + q] = s * kp + c * kq;
    }
}

/* One sweep over all pairs; false when there was nothing left to turn. */
static bool sweep(size_t n, double matrix[], double vectors[], double negligible)
{
    bool is_turned = false;
    for (size_t p = 0; p < n; p++) {
        for (size_t q = p + 1; q < n; q++) {
            bool is_left = fabs(matrix[p * n + q]) > negligible;
            is_turned = is_turned || is_left;
            if (is_left) {
                rotate(n, matrix, vectors, p, q);
            }
        }
    }
    return is_turned;
}

void ap_symmetric_eigen(size_t n, double matrix[], double vectors[])
{
    enum { MOST_SWEEPS = 60 };
    double greatest = 0;
    memset(vectors, 0, n * n * sizeof *vectors);
    for (size_t k = 0; k < n * n; k++) {
        greatest = fmax(greatest, fabs(matrix[k]));
    }
    for (size_t k = 0; k < n; k++) {
        vectors[k * n + k] = 1;
    }
    int sweeps = 0;
    while (sweep(n, matrix, vectors, DBL_EPSILON / 4 * greatest) && sweeps < MOST_SWEEPS) {
        sweeps++;
    }
}

double ap_symmetric_least(size_t n, const double matrix[], double work[])
{
    double least = INFINITY;
    memcpy(work, matrix, n * n * sizeof *work);
    ap_symmetric_eigen(n, work, work + n * n);
    for (size_t k = 0; k < n; k++) {
        least = fmin(least, work[k * n + k]);
    }
    return least;
}

static double product(size_t count, const double a[], const double b[])
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

bool ap_symmetric_factor(size_t n, const double matrix[], double lower[])
{
    memset(lower, 0, n * n * sizeof *lower);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double left = matrix[i * n + j] - product(j, &lower[i * n], &lower[j * n]);
            lower[i * n + j] = i == j ? sqrt(left) : left / lower[j * n + j];
        }
        if (!(lower[i * n + i] > 0)) {
            return false;
        }
    }
    return true;
}
