#include "sample/random.h"

#include <assert.h>
#include <string.h>

#include <Random123/philox.h>

#if defined(__x86_64__) && !defined(AP_PORTABLE)
#include <immintrin.h>
#define AP_HAS_AVX2 1
#endif

void ap_random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    philox4x32_ctr_t in = {{counter[0], counter[1], counter[2], counter[3]}};
    philox4x32_key_t by = {{key[0], key[1]}};
    philox4x32_ctr_t block = philox4x32_R(10, in, by);
    for (int k = 0; k < 4; k++) {
        out[k] = block.v[k];
    }
}

static uint32_t purpose_of(const ap_address *at)
{
    assert(at->index < AP_INDEX_LIMIT);
    return (uint32_t)at->use << 24 | at->index;
}

uint64_t ap_random_word(const ap_address *at)
{
    const uint32_t counter[4] = {
        (uint32_t)at->scenario,
        (uint32_t)(at->scenario >> 32),
        at->driver,
        purpose_of(at),
    };
    const uint32_t key[2] = {(uint32_t)at->seed, (uint32_t)(at->seed >> 32)};
    uint32_t block[4];
    ap_random_block(counter, key, block);
    return (uint64_t)block[1] << 32 | block[0];
}

#ifdef AP_HAS_AVX2

#define AP_AVX2 __attribute__((target("avx2")))

enum { ROUNDS = 10, LANES = 4, AT_ONCE = 8 };

/* Four blocks side by side. Each number is in the lower half of its lane; what is in the
 * upper half is never looked at. */
typedef struct ap_four {
    __m256i c[4];
} ap_four;

AP_AVX2 static inline ap_four four_of(const uint64_t scenarios[LANES],
                                      const uint32_t drivers[LANES], uint32_t purpose)
{
    __m256i scenario = _mm256_loadu_si256((const void *)scenarios);
    __m256i driver = _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)drivers));
    return (ap_four){
        {scenario, _mm256_srli_epi64(scenario, 32), driver, _mm256_set1_epi64x(purpose)}};
}

/* (c0, c1, c2, c3) <- (high(M1 c2) ^ c1 ^ k0, low(M1 c2), high(M0 c0) ^ c3 ^ k1,
 *                      low(M0 c0)) */
AP_AVX2 static inline ap_four next_round(ap_four at, __m256i key_0, __m256i key_1)
{
    __m256i by_0 = _mm256_mul_epu32(at.c[0], _mm256_set1_epi64x(PHILOX_M4x32_0));
    __m256i by_1 = _mm256_mul_epu32(at.c[2], _mm256_set1_epi64x(PHILOX_M4x32_1));
    __m256i left = _mm256_xor_si256(at.c[1], key_0);
    __m256i right = _mm256_xor_si256(at.c[3], key_1);
    return (ap_four){{_mm256_xor_si256(_mm256_srli_epi64(by_1, 32), left), by_1,
                      _mm256_xor_si256(_mm256_srli_epi64(by_0, 32), right), by_0}};
}

AP_AVX2 static inline void put(ap_four at, uint64_t words[LANES])
{
    __m256i above = _mm256_slli_epi64(at.c[1], 32);
    _mm256_storeu_si256((void *)words, _mm256_blend_epi32(at.c[0], above, 0xaa));
}

/* Two fours, so that one is multiplied while the other waits for its products. */
AP_AVX2 static void take_eights(const ap_address *at, size_t count,
                                const uint64_t scenarios[], const uint32_t drivers[],
                                uint64_t words[])
{
    const __m256i step_0 = _mm256_set1_epi64x(PHILOX_W32_0);
    const __m256i step_1 = _mm256_set1_epi64x(PHILOX_W32_1);
    for (size_t k = 0; k < count; k += AT_ONCE) {
        ap_four a = four_of(scenarios + k, drivers + k, purpose_of(at));
        ap_four b = four_of(scenarios + k + LANES, drivers + k + LANES, purpose_of(at));
        __m256i key_0 = _mm256_set1_epi64x((int64_t)at->seed);
        __m256i key_1 = _mm256_set1_epi64x((int64_t)(at->seed >> 32));
        for (int round = 0; round < ROUNDS; round++) {
            a = next_round(a, key_0, key_1);
            b = next_round(b, key_0, key_1);
            key_0 = _mm256_add_epi64(key_0, step_0);
            key_1 = _mm256_add_epi64(key_1, step_1);
        }
        put(a, words + k);
        put(b, words + k + LANES);
    }
}

/* The last ones, fewer than eight. */
static void take_few(const ap_address *at, size_t count, const uint64_t scenarios[],
                     const uint32_t drivers[], uint64_t words[])
{
    uint64_t eight_scenarios[AT_ONCE] = {0};
    uint32_t eight_drivers[AT_ONCE] = {0};
    uint64_t eight[AT_ONCE];
    memcpy(eight_scenarios, scenarios, count * sizeof *scenarios);
    memcpy(eight_drivers, drivers, count * sizeof *drivers);
    take_eights(at, AT_ONCE, eight_scenarios, eight_drivers, eight);
    memcpy(words, eight, count * sizeof *words);
}

/* How many of the words were taken eight at a time: all of them, or, of a single one or
 * where the processor cannot, none. */
static size_t take_side_by_side(const ap_address *at, size_t count,
                                const uint64_t scenarios[], const uint32_t drivers[],
                                uint64_t words[])
{
    if (count < 2 || !__builtin_cpu_supports("avx2")) {
        return 0;
    }
    size_t whole = count / AT_ONCE * AT_ONCE;
    take_eights(at, whole, scenarios, drivers, words);
    if (whole < count) {
        take_few(at, count - whole, scenarios + whole, drivers + whole, words + whole);
    }
    return count;
}

#endif

void ap_random_words(const ap_address *at, size_t count, const uint64_t scenarios[],
                     const uint32_t drivers[], uint64_t words[])
{
    ap_address each = *at;
    size_t done = 0;
#ifdef AP_HAS_AVX2
    done = take_side_by_side(at, count, scenarios, drivers, words);
#endif
    for (size_t k = done; k < count; k++) {
        each.scenario = scenarios[k];
        each.driver = drivers[k];
        words[k] = ap_random_word(&each);
    }
}

double ap_random_fraction(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

double ap_random_uniform(const ap_address *at)
{
    return ap_random_fraction(ap_random_word(at));
}
