/** Small symmetric matrices: eigenvalues and Cholesky's factor. n x n, row by row. */
#ifndef APPORTION_SAMPLE_SYMMETRIC_H
#define APPORTION_SAMPLE_SYMMETRIC_H

#include <stdbool.h>
#include <stddef.h>

/** Jacobi's rotations (Golub & Van Loan 8.5), until nothing off the diagonal is left in
 * double precision. matrix is used up: its diagonal holds the eigenvalues, in no order.
 * Column k of vectors is the unit eigenvector of number k. */
void ap_symmetric_eigen(size_t n, double matrix[], double vectors[]);

/** The least eigenvalue; work has room for 2 n n numbers. */
double ap_symmetric_least(size_t n, const double matrix[], double work[]);

/** The lower factor L with L L' = matrix; above its diagonal are zeros. False when a pivot
 * is not above 0: the matrix is not positive definite. */
bool ap_symmetric_factor(size_t n, const double matrix[], double lower[]);

#endif
