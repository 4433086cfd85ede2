/** Random numbers by address: no state, no order, no number of ranks.
 *
 *     word = the first 64 bits of Philox4x32-10(counter, key)
 *     counter = scenario (64 bits), driver (32), use (8) and index (24);   key = seed (64)
 *
 * The same address gives the same bits on every machine; different addresses give numbers
 * that pass as independent (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy
 * as 1, 2, 3, SC 2011). Only random.c knows Random123.
 */
#ifndef APPORTION_SAMPLE_RANDOM_H
#define APPORTION_SAMPLE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/** What a number is for, so that no two purposes ever share one. The values are part of the
 * addresses: a new one goes to the end. */
typedef enum ap_use {
    AP_USE_DRAW,    /**< the uniform of a driver in a scenario */
    AP_USE_EVENT,   /**< numbers of a compound's events; their index: compound.h */
    AP_USE_STRATUM, /**< rounds of the Latin hypercube's permutations */
    AP_USE_WITHIN,  /**< where in its stratum or cell a point lies */
    AP_USE_FLIP,    /**< flips of the Sobol points' digits */
    AP_USE_SHUFFLE, /**< flips of the Sobol points' numbers, beyond the table's dimensions
                     */
    AP_USE_REPLICATION, /**< the seed of a replication, which is the scenario */
} ap_use;

enum { AP_INDEX_LIMIT = 1 << 24 };

typedef struct ap_address {
    uint64_t seed;
    uint64_t scenario;
    uint32_t driver;
    ap_use use;
    uint32_t index; /**< below AP_INDEX_LIMIT */
} ap_address;

/** 64 random bits. */
uint64_t ap_random_word(const ap_address *at);

/** The words of many addresses at once: words[k] is that of `at` with scenarios[k] and
 * drivers[k] in place of its own. Where the processor has AVX2, four at a time: the same
 * bits in a fifth of the time. */
void ap_random_words(const ap_address *at, size_t count, const uint64_t scenarios[],
                     const uint32_t drivers[], uint64_t words[]);

/** The middle of one of 2^52 equal cells of (0, 1), chosen by the upper bits of word: an
 * odd multiple of 2^-53, so never 0 and never 1, and u and 1 - u are both exact. */
double ap_random_fraction(uint64_t word);

/** The fraction of the address's word. */
double ap_random_uniform(const ap_address *at);

/** Philox4x32-10 itself, to be held against its published answers. */
void ap_random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

#endif
