#include "sample/random.h"

#include <assert.h>

#include <Random123/philox.h>

void ap_random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    philox4x32_ctr_t in = {{counter[0], counter[1], counter[2], counter[3]}};
    philox4x32_key_t by = {{key[0], key[1]}};
    philox4x32_ctr_t block = philox4x32_R(10, in, by);
    for (int k = 0; k < 4; k++) {
        out[k] = block.v[k];
    }
}

uint64_t ap_random_word(const ap_address *at)
{
    assert(at->index < AP_INDEX_LIMIT);
    const uint32_t counter[4] = {
        (uint32_t)at->scenario,
        (uint32_t)(at->scenario >> 32),
        at->driver,
        (uint32_t)at->use << 24 | at->index,
    };
    const uint32_t key[2] = {(uint32_t)at->seed, (uint32_t)(at->seed >> 32)};
    uint32_t block[4];
    ap_random_block(counter, key, block);
    return (uint64_t)block[1] << 32 | block[0];
}

double ap_random_fraction(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

double ap_random_uniform(const ap_address *at)
{
    return ap_random_fraction(ap_random_word(at));
}
