/* A case made by hand, row by row and without a file, for tests of the arithmetic. What a
 * row function is not told is blank, as it is after loading. */
#ifndef APPORTION_TESTS_HAND_CASE_H
#define APPORTION_TESTS_HAND_CASE_H

#include "apportion/case.h"

enum { HAND_ROWS = 256 };

/* inputs points into the rest, so a hand case stays where it was made. */
typedef struct ap_hand_case {
    ap_case inputs;
    ap_place places[HAND_ROWS];
    ap_need_row need[HAND_ROWS];
    ap_blend_row blends[HAND_ROWS];
    ap_programme programmes[HAND_ROWS];
    ap_source sources[HAND_ROWS];
    ap_eligibility eligibility[HAND_ROWS];
    ap_scheme schemes[HAND_ROWS];
    ap_pace_row pace[HAND_ROWS];
} ap_hand_case;

/* An empty case. */
static inline void hand_begin(ap_hand_case *hand)
{
    hand->inputs = (ap_case){
        .folder = "hand",
        .name = "hand",
        .places = hand->places,
        .need = hand->need,
        .blends = hand->blends,
        .programmes = hand->programmes,
        .sources = hand->sources,
        .eligibility = hand->eligibility,
        .schemes = hand->schemes,
        .pace = hand->pace,
    };
}

/* Adds a place that is part of the row parent_at (AP_NONE: it is the system). Returns its
 * row. */
static inline size_t hand_place(ap_hand_case *hand, const char *place, size_t parent_at,
                                double population)
{
    size_t at = hand->inputs.places_count++;
    hand->places[at] = (ap_place){
        .place = place,
        .name = place,
        .parent = parent_at == AP_NONE ? "" : hand->places[parent_at].place,
        .parent_at = parent_at,
        .population = population,
        .hwb = "",
        .cost_index = 1,
    };
    return at;
}

static inline void hand_need(ap_hand_case *hand, size_t place_at, const char *component,
                             double weighted)
{
    hand->need[hand->inputs.need_count++] = (ap_need_row){
        .place = hand->places[place_at].place,
        .place_at = place_at,
        .component = component,
        .weighted = weighted,
    };
}

static inline void hand_blend(ap_hand_case *hand, ap_blend_row row)
{
    hand->blends[hand->inputs.blends_count++] = row;
}

/* Adds a programme whose need is a component or blend. Returns its row. */
static inline size_t hand_programme(ap_hand_case *hand, const char *programme,
                                    const char *need, double target_share)
{
    size_t at = hand->inputs.programmes_count++;
    hand->programmes[at] = (ap_programme){
        .programme = programme,
        .name = programme,
        .need = need,
        .target_share = target_share,
        .area = "",
    };
    return at;
}

/* Adds a revenue source that may fund everything. Returns its row. */
static inline size_t hand_source(ap_hand_case *hand, const char *source, double amount,
                                 bool is_envelope)
{
    size_t at = hand->inputs.sources_count++;
    hand->sources[at] = (ap_source){
        .source = source,
        .name = source,
        .place = "",
        .place_at = AP_NONE,
        .is_envelope = is_envelope,
        .amount = amount,
    };
    hand->eligibility[hand->inputs.eligibility_count++] = (ap_eligibility){
        .source = source,
        .source_at = at,
        .programme_at = AP_NONE,
        .scheme_type = "",
        .pool_at = AP_NONE,
        .place_at = AP_NONE,
    };
    return at;
}

/* Adds a revenue scheme of no pool. Returns its row. */
static inline size_t hand_scheme(ap_hand_case *hand, size_t place_at, size_t programme_at,
                                 double baseline, double bid)
{
    size_t at = hand->inputs.schemes_count++;
    hand->schemes[at] = (ap_scheme){
        .scheme = "",
        .name = "",
        .place = hand->places[place_at].place,
        .place_at = place_at,
        .programme = hand->programmes[programme_at].programme,
        .programme_at = programme_at,
        .pool = "",
        .pool_at = AP_NONE,
        .scheme_type = "Core service",
        .baseline = baseline,
        .bid = bid,
        .tags = "",
    };
    return at;
}

static inline void hand_pace(ap_hand_case *hand, const char *parameter, double value)
{
    hand->pace[hand->inputs.pace_count++] =
        (ap_pace_row){.parameter = parameter, .value = value};
}

/* Knuth's 64-bit congruential generator; the upper bits only, so the same everywhere. */
static inline double hand_draw(uint64_t *seed, double low, double high)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return low + (high - low) * (double)(*seed >> 32) / 4294967296.0;
}

#endif
