/** For loops over every amount of a scenario: what the C library has as calls, where a
 * processor has an instruction or two, and functions that use what later processors have.
 */
#ifndef APPORTION_BASE_NUMBER_H
#define APPORTION_BASE_NUMBER_H

#include <stdint.h>

/** A function that is compiled for several generations of a processor: which of them runs
 * is seen when the program starts. Its loops take more numbers at once on a later one, and
 * each number comes out the same to the last bit. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__OPTIMIZE__) && \
    !defined(AP_PORTABLE)
#define AP_SIDE_BY_SIDE __attribute__((target_clones("avx2", "default")))
#else
#define AP_SIDE_BY_SIDE
#endif

/** fmin and fmax of numbers that are not NaN. */
static inline double ap_lesser(double a, double b)
{
    return a < b ? a : b;
}

static inline double ap_greater(double a, double b)
{
    return a > b ? a : b;
}

/** llround: the nearest whole number, halves away from zero. What is cut off is exact. */
static inline int64_t ap_nearest(double x)
{
    int64_t whole = (int64_t)x;
    double cut = x - (double)whole;
    return whole + (cut >= 0.5) - (cut <= -0.5);
}

#endif
