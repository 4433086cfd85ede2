/* A hand case with drivers and what they move, for tests of drawing and of effects. What a
 * row function is not told is blank, as it is after loading. */
#ifndef APPORTION_TESTS_DRIVEN_CASE_H
#define APPORTION_TESTS_DRIVEN_CASE_H

#include <stdio.h>

#include "hand_case.h"

enum { DRIVEN_ROWS = 256, DRIVEN_WORD = 16 };

/* hand.inputs points into the rest, so a driven case stays where it was made. */
typedef struct ap_driven_case {
    ap_hand_case hand;
    ap_driver drivers[DRIVEN_ROWS];
    ap_driver_point points[DRIVEN_ROWS];
    ap_exposure exposures[DRIVEN_ROWS];
    ap_correlation_row correlations[4 * DRIVEN_ROWS];
    ap_profile_row profiles[DRIVEN_ROWS];
    char scheme_words[HAND_ROWS][DRIVEN_WORD];
} ap_driven_case;

/* An empty case, without contingency. */
static inline ap_case *driven_begin(ap_driven_case *driven)
{
    ap_case *inputs = &driven->hand.inputs;
    hand_begin(&driven->hand);
    inputs->settings.risk_contingency = "";
    inputs->drivers = driven->drivers;
    inputs->driver_points = driven->points;
    inputs->exposures = driven->exposures;
    inputs->correlations = driven->correlations;
    inputs->profiles = driven->profiles;
    return inputs;
}

/* Adds a driver by its parameters in words. Its line is as in a file. Returns its row. */
static inline size_t driven_driver(ap_driven_case *driven, const char *driver,
                                   ap_driver_unit unit, const char *distribution,
                                   const char *parameters)
{
    size_t at = driven->hand.inputs.drivers_count++;
    driven->drivers[at] = (ap_driver){
        .row = {.line = (long)at + 2},
        .driver = driver,
        .name = driver,
        .theme = "",
        .unit = unit,
        .distribution = distribution,
        .parameters = parameters,
        .p10 = "",
        .p50 = "",
        .p90 = "",
        .least = "",
        .most = "",
        .block = "",
        .profile = "",
    };
    return at;
}

/* Adds a value, or (value is "") a part, of a driver. */
static inline void driven_point(ap_driven_case *driven, size_t driver_at, const char *value,
                                double weight, size_t part_at)
{
    size_t at = driven->hand.inputs.driver_points_count++;
    driven->points[at] = (ap_driver_point){
        .row = {.line = (long)at + 2},
        .driver = driven->drivers[driver_at].driver,
        .driver_at = driver_at,
        .value = value,
        .weight = weight,
        .part = part_at == AP_NONE ? "" : driven->drivers[part_at].driver,
        .part_at = part_at,
    };
}

static inline void driven_correlation(ap_driven_case *driven, const char *first,
                                      const char *second, double correlation)
{
    size_t at = driven->hand.inputs.correlations_count++;
    driven->correlations[at] = (ap_correlation_row){
        .row = {.line = (long)at + 2},
        .first = first,
        .second = second,
        .correlation = correlation,
    };
}

/* Adds an exposure that selects everything. Returns it, to be narrowed. */
static inline ap_exposure *driven_exposure(ap_driven_case *driven, size_t driver_at,
                                           ap_effect effect, double weight)
{
    size_t at = driven->hand.inputs.exposures_count++;
    driven->exposures[at] = (ap_exposure){
        .row = {.line = (long)at + 2},
        .exposure = "exposure",
        .driver = driven->drivers[driver_at].driver,
        .driver_at = driver_at,
        .effect = effect,
        .place = "",
        .programme = "",
        .scheme = "",
        .source = "",
        .pool = "",
        .scheme_type = "",
        .tag = "",
        .weight = weight,
    };
    return &driven->exposures[at];
}

/* Adds a scheme whose word is s0, s1, … Returns its row. */
static inline size_t driven_scheme(ap_driven_case *driven, size_t place_at,
                                   size_t programme_at, double baseline)
{
    size_t at = hand_scheme(&driven->hand, place_at, programme_at, baseline, baseline);
    (void)snprintf(driven->scheme_words[at], DRIVEN_WORD, "s%zu", at);
    driven->hand.schemes[at].scheme = driven->scheme_words[at];
    return at;
}

static inline void driven_profile(ap_driven_case *driven, const char *profile, int month,
                                  double weight)
{
    driven->profiles[driven->hand.inputs.profiles_count++] =
        (ap_profile_row){.profile = profile, .month = month, .weight = weight};
}

#endif
