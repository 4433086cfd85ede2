/** Pools by chance, with every rule of risk shares, for tests of those who bear variances.
 */
#ifndef APPORTION_TESTS_CHANCE_POOL_H
#define APPORTION_TESTS_CHANCE_POOL_H

#include <stdint.h>

#include "base/text.h"
#include "made_pool.h"

enum { AP_CHANCE_LINES = 64 };

/** Up to 11 schemes in an order that is not that of their keys, each of some of the
 * sources; the first has revenue. Returns how many lines there are. */
size_t ap_chance_lines(uint32_t *seed, ap_made_line lines[AP_CHANCE_LINES]);

/** Up to 7 steps of every rule, with many scopes, in an order that is not that of the rows.
 * Both texts, for ap_made_tables, are the caller's to free. */
void ap_chance_steps(uint32_t *seed, ap_text *steps, ap_text *parties);

/** Of every kind that a scenario may bring: none, small, large, the same everywhere. */
void ap_chance_variances(uint32_t *seed, size_t count, ap_pence variances[]);

#endif
