/** Sobol points and their scrambling.
 *
 * The digits of point i in a dimension are the sum modulo 2 of the dimension's direction
 * numbers v_k over the digits k of i that are 1. Of any 2^m points in a row whose first
 * number is a multiple of 2^m, one lies in each of the 2^m equal parts of a dimension.
 *
 * Primitive polynomials and first direction numbers: S. Joe and F. Y. Kuo, Constructing
 * Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30 (2008)
 * 2635-2654, file new-joe-kuo-6.21201, of which these are the first dimensions; the licence
 * is beside them.
 */
#ifndef APPORTION_SAMPLE_SOBOL_H
#define APPORTION_SAMPLE_SOBOL_H

#include <stdint.h>

#include "sample/random.h"

enum { AP_SOBOL_DIMENSIONS = 128, AP_SOBOL_DIGITS = 32 };

/** The direction numbers of a dimension, below AP_SOBOL_DIMENSIONS, as fractions of 2^32.
 */
void ap_sobol_directions(uint32_t dimension, uint32_t directions[AP_SOBOL_DIGITS]);

/** The digits of a point, as a fraction of 2^32. */
uint32_t ap_sobol_point(const uint32_t directions[AP_SOBOL_DIGITS], uint32_t number);

/** Owen's nested scrambling (1995): each binary digit is flipped or not as a random bit
 * says that belongs to the digits before it, so that every scrambled point is uniform, and
 * equal parts stay equal parts. The bits are addressed by seed, driver and use of `tree`:
 * six levels of flips are the 63 bits of one word. */
uint32_t ap_sobol_scramble(uint32_t digits, const ap_address *tree);

/** The same of up to AP_SOBOL_AT_ONCE points at once, in place, each by the tree of its own
 * driver. */
enum { AP_SOBOL_AT_ONCE = 32 };
void ap_sobol_scramble_many(size_t count, uint32_t digits[], const ap_address *tree,
                            const uint32_t drivers[]);

#endif
