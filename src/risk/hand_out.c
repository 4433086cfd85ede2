#include "risk/hand_out.h"

ap_status ap_hand_out_begin(ap_hand_out *handing, const ap_ranges *done, uint64_t most,
                            int ranks, ap_error *err)
{
    *handing = (ap_hand_out){.most = most == 0 ? AP_HAND_OUT_MOST : most,
                             .ranks = (uint64_t)ranks};
    ap_status status = AP_OK;
    for (size_t i = 0; i < done->count && status == AP_OK; i++) {
        status = ap_ranges_add(&handing->given, done->at[i], err);
    }
    return status;
}

void ap_hand_out_open(ap_hand_out *handing, ap_range round)
{
    handing->left = round;
    handing->count = 0;
    for (ap_range gap = ap_ranges_gap(&handing->given, round); ap_range_length(gap) > 0;
         gap = ap_ranges_gap(&handing->given, (ap_range){gap.end, round.end})) {
        handing->count += ap_range_length(gap);
    }
}

static uint64_t least_of(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

ap_range ap_hand_out_next(ap_hand_out *handing)
{
    ap_range block = ap_ranges_gap(&handing->given, handing->left);
    uint64_t share = handing->count / (2 * handing->ranks);
    share = share < AP_HAND_OUT_LEAST ? AP_HAND_OUT_LEAST : share;
    uint64_t length = least_of(ap_range_length(block), least_of(handing->most, share));
    block.end = block.first + length;
    handing->left.first = block.end;
    handing->count -= length;
    return block;
}

void ap_hand_out_end(ap_hand_out *handing)
{
    ap_ranges_free(&handing->given);
}
