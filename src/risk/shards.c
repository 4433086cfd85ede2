#include "risk/shards.h"

#include <inttypes.h>
#include <string.h>

ap_status ap_shard_write(const char *path, const ap_part *part, const ap_tally *tally,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_saved saved = {.part = *part};
    AP_TRY(ap_ranges_add(&saved.done, part->range, err));
    AP_TRY(ap_saved_write(path, &saved, tally, err));
done:
    ap_saved_free(&saved);
    return status;
}

static ap_status check(const ap_saved *shard, const char *path, const ap_part *whole,
                       ap_error *err)
{
    if (strcmp(shard->part.run, whole->run) != 0 ||
        shard->part.scenarios != whole->scenarios) {
        return ap_fail(err, AP_BAD_INPUT, path,
                       "is a shard of another run (of other inputs, options, settings or "
                       "program): it holds run %.12s… of %" PRIu64
                       " scenarios, and this is run %.12s… of %" PRIu64,
                       shard->part.run, shard->part.scenarios, whole->run,
                       whole->scenarios);
    }
    uint64_t all = ap_range_length(shard->part.range);
    uint64_t done = ap_ranges_total(&shard->done);
    if (done != all) {
        return ap_fail(err, AP_BAD_INPUT, path,
                       "is not finished: %" PRIu64 " of its %" PRIu64
                       " scenarios are done; run its command again",
                       done, all);
    }
    return AP_OK;
}

static ap_status take(const char *path, const ap_part *whole, ap_ranges *done,
                      ap_tally *tally, ap_error *err)
{
    ap_status status = AP_OK;
    ap_saved shard = {0};
    AP_TRY(ap_saved_read(path, &shard, err));
    AP_TRY(check(&shard, path, whole, err));
    AP_TRY(ap_saved_take(&shard, path, done, tally, err));
done:
    ap_saved_free(&shard);
    return status;
}

ap_status ap_shards_merge(size_t count, const char *const paths[], const ap_part *whole,
                          ap_tally *tally, ap_error *err)
{
    ap_status status = AP_OK;
    ap_ranges done = {0};
    for (size_t i = 0; i < count; i++) {
        AP_TRY(take(paths[i], whole, &done, tally, err));
    }
    ap_range gap = ap_ranges_gap(&done, whole->range);
    if (ap_range_length(gap) > 0) {
        AP_TRY(ap_fail(err, AP_BAD_INPUT, "",
                       "scenarios %" PRIu64 " to %" PRIu64
                       " are in none of the %zu shards given",
                       gap.first, gap.end - 1, count));
    }
done:
    ap_ranges_free(&done);
    return status;
}
