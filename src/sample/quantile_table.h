/** Quantiles of a distribution, tabulated, by normal scores: what a copula has at hand.
 *
 *     x = Q(Phi(z))
 *
 * Continuous kinds are curves in z from -5 to 5 (curve.h): within 1e-9 of the spread from
 * P1 to P99 or, farther out, of the distance from P50; beyond, once in two million draws,
 * the quantile itself. Counts, lists and mixtures of them are lists of values with the z up
 * to which each goes, and come out exactly; those of more than 16,384 values are computed
 * each time. Of a compound, the number of events and their size are tables.
 *
 * Making one takes a few hundred quantiles, and a table is up to 90 KB. It depends on the
 * distribution alone, so every rank has the same.
 */
#ifndef APPORTION_SAMPLE_QUANTILE_TABLE_H
#define APPORTION_SAMPLE_QUANTILE_TABLE_H

#include "sample/distribution.h"

typedef struct ap_quantile_table ap_quantile_table;

/** where goes into the message when memory runs out. The distribution must outlive *out,
 * which is the caller's to free. */
ap_status ap_quantile_table_new(const ap_distribution *distribution, const char *where,
                                ap_quantile_table **out, ap_error *err);

/** NULL is ignored. */
void ap_quantile_table_free(ap_quantile_table *table);

/** A draw, by a finite normal score between -38 and 38. A compound takes sizes from
 * addresses as ap_distribution_draw does; of others `at` may be NULL. */
double ap_quantile_table_draw(const ap_quantile_table *table, double z,
                              const ap_address *at);

#endif
