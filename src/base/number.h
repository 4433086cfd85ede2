/** What the C library has as calls, where a processor has an instruction or two: for loops
 * over every amount of a scenario. */
#ifndef APPORTION_BASE_NUMBER_H
#define APPORTION_BASE_NUMBER_H

#include <stdint.h>

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
