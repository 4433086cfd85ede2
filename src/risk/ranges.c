#include "risk/ranges.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uint64_t ap_range_length(ap_range range)
{
    return range.end > range.first ? range.end - range.first : 0;
}

/* The first range that ends at `scenario` or later. */
static size_t place_of(const ap_ranges *ranges, uint64_t scenario)
{
    size_t low = 0;
    size_t high = ranges->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges->at[middle].end < scenario) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void remove_at(ap_ranges *ranges, size_t place)
{
    ranges->count--;
    memmove(ranges->at + place, ranges->at + place + 1,
            (ranges->count - place) * sizeof *ranges->at);
}

static ap_status insert_at(ap_ranges *ranges, size_t place, ap_range range, ap_error *err)
{
    ap_range *at = ap_grown(ranges->at, ranges->count, sizeof *at);
    if (at == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for what is done");
    }
    ranges->at = at;
    memmove(at + place + 1, at + place, (ranges->count - place) * sizeof *at);
    at[place] = range;
    ranges->count++;
    return AP_OK;
}

static bool is_end_of(const ap_ranges *ranges, size_t place, uint64_t scenario)
{
    return place < ranges->count && ranges->at[place].end == scenario;
}

ap_status ap_ranges_add(ap_ranges *ranges, ap_range range, ap_error *err)
{
    if (ap_range_length(range) == 0) {
        return AP_OK;
    }
    size_t place = place_of(ranges, range.first);
    bool has_left = is_end_of(ranges, place, range.first);
    size_t next = has_left ? place + 1 : place;
    if (next < ranges->count && ranges->at[next].first < range.end) {
        return ap_fail(err, AP_INTERNAL, "", "scenario %" PRIu64 " was computed twice",
                       range.first > ranges->at[next].first ? range.first
                                                            : ranges->at[next].first);
    }
    bool has_right = next < ranges->count && ranges->at[next].first == range.end;
    if (has_left && has_right) {
        ranges->at[place].end = ranges->at[next].end;
        remove_at(ranges, next);
    } else if (has_left) {
        ranges->at[place].end = range.end;
    } else if (has_right) {
        ranges->at[next].first = range.first;
    } else {
        return insert_at(ranges, place, range, err);
    }
    return AP_OK;
}

uint64_t ap_ranges_total(const ap_ranges *ranges)
{
    uint64_t total = 0;
    for (size_t i = 0; i < ranges->count; i++) {
        total += ap_range_length(ranges->at[i]);
    }
    return total;
}

ap_range ap_ranges_gap(const ap_ranges *ranges, ap_range within)
{
    ap_range gap = within;
    size_t place = place_of(ranges, gap.first);
    if (is_end_of(ranges, place, gap.first)) {
        place++;
    }
    if (place < ranges->count && ranges->at[place].first <= gap.first) {
        gap.first = ranges->at[place].end;
        place++;
    }
    if (place < ranges->count && ranges->at[place].first < gap.end) {
        gap.end = ranges->at[place].first;
    }
    return gap;
}

void ap_ranges_print(const ap_ranges *ranges, ap_text *text)
{
    if (ranges->count == 0) {
        ap_text_print(text, "none");
    }
    for (size_t i = 0; i < ranges->count; i++) {
        ap_text_print(text, "%s%" PRIu64 "-%" PRIu64, i == 0 ? "" : ",",
                      ranges->at[i].first, ranges->at[i].end - 1);
    }
}

/* A whole number of digits alone, which ends before `after`; *words moves past both. */
static bool takes_number(const char **words, char after, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(*words, &end, 10);
    bool is_number = (*words)[0] >= '0' && (*words)[0] <= '9' && errno == 0 &&
                     *number < UINT64_MAX && *end == after;
    *words = *end == '\0' ? end : end + 1;
    return is_number;
}

ap_status ap_ranges_parse(const char *words, ap_ranges *ranges, ap_error *err)
{
    if (strcmp(words, "none") == 0) {
        return AP_OK;
    }
    ap_status status = AP_OK;
    bool has_more = true;
    while (has_more && status == AP_OK) {
        const char *comma = strchr(words, ',');
        uint64_t first = 0;
        uint64_t last = 0;
        has_more = comma != NULL;
        if (!takes_number(&words, '-', &first) ||
            !takes_number(&words, has_more ? ',' : '\0', &last) || last < first) {
            return ap_fail(err, AP_BAD_INPUT, "", "is no list of scenarios");
        }
        status = ap_ranges_add(ranges, (ap_range){first, last + 1}, NULL);
    }
    return status == AP_OK ? AP_OK
                           : ap_fail(err, status == AP_INTERNAL ? AP_BAD_INPUT : status, "",
                                     "is no list of scenarios");
}

void ap_ranges_free(ap_ranges *ranges)
{
    free(ranges->at);
    *ranges = (ap_ranges){0};
}
