#include "risk/blocks.h"

ap_status ap_blocks_begin(ap_blocks *blocks, const ap_ranges *done, uint64_t most,
                          int ranks, ap_error *err)
{
    *blocks =
        (ap_blocks){.most = most == 0 ? AP_BLOCK_MOST : most, .ranks = (uint64_t)ranks};
    ap_status status = AP_OK;
    for (size_t i = 0; i < done->count && status == AP_OK; i++) {
        status = ap_ranges_add(&blocks->given, done->at[i], err);
    }
    return status;
}

void ap_blocks_open(ap_blocks *blocks, ap_range round)
{
    blocks->left = round;
    blocks->count = 0;
    for (ap_range gap = ap_ranges_gap(&blocks->given, round); ap_range_length(gap) > 0;
         gap = ap_ranges_gap(&blocks->given, (ap_range){gap.end, round.end})) {
        blocks->count += ap_range_length(gap);
    }
}

static uint64_t least_of(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

ap_range ap_blocks_next(ap_blocks *blocks)
{
    ap_range block = ap_ranges_gap(&blocks->given, blocks->left);
    uint64_t share = blocks->count / (2 * blocks->ranks);
    share = share < AP_BLOCK_LEAST ? AP_BLOCK_LEAST : share;
    uint64_t length = least_of(ap_range_length(block), least_of(blocks->most, share));
    block.end = block.first + length;
    blocks->left.first = block.end;
    blocks->count -= length;
    return block;
}

void ap_blocks_end(ap_blocks *blocks)
{
    ap_ranges_free(&blocks->given);
}
