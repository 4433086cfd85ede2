/** The first page of the pack: where the pools stand, what has changed, what is to be
 * decided, in sentences. */
#ifndef APPORTION_RECORD_POOL_COVER_H
#define APPORTION_RECORD_POOL_COVER_H

#include "method/bcf.h"
#include "record/pool_results.h"
#include "record/pool_since.h"

/** What the group is told, in the order of the page. */
typedef struct ap_pool_sentences {
    size_t position_count;
    const char **position;
    ap_since since;
    size_t decision_count;
    const char **decisions; /**< at least one: that there is nothing to decide */
} ap_pool_sentences;

/** Make the sentences, in the arena. */
ap_status ap_pool_tell(const ap_pool_results *results, const ap_bcf_tests *tests,
                       ap_arena *arena, ap_pool_sentences *out, ap_error *err);

/** Add cover, contents and notes after all other sheets. */
ap_status ap_pool_cover(const ap_pool_results *results, const ap_pool_sentences *words,
                        size_t failed, ap_report *report, ap_error *err);

#endif
