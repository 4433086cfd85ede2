/** A made-up case of any size, as the files of a folder would hold it: for speed alone.
 *
 * Places in regions of ten, each with the same number of schemes over up to ten programmes.
 * Three sources serve all places; the Better Care Fund and the council's grant of each
 * place only that place, so there are twice as many sources as places and three more. Five
 * rules bind every place for itself, four bind all together; hard and soft. Last year's
 * money lies up to 8% below or above target and no place may grow by less than 3.5% or more
 * than 7.5%, so that about a third of all places end at distances of their own.
 */
#ifndef APPORTION_BENCH_LARGE_CASE_H
#define APPORTION_BENCH_LARGE_CASE_H

#include <stddef.h>

#include "apportion/case.h"

/** Ends the program with a message when the case cannot be made; free with ap_case_free. */
ap_case *ap_large_case(size_t places, size_t schemes_a_place);

#endif
