#include "data/check_risk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/check_drivers.h"
#include "data/check_selector.h"
#include "data/driver_number.h"
#include "data/finding.h"

static const ap_selector_column columns[] = {
    {"place", offsetof(ap_exposure, place), "places", "place"},
    {"programme", offsetof(ap_exposure, programme), "programmes", "programme"},
    {"scheme", offsetof(ap_exposure, scheme), "schemes", "scheme"},
    {"pool", offsetof(ap_exposure, pool), "pools", "pool"},
    {"scheme_type", offsetof(ap_exposure, scheme_type), "schemes", "scheme_type"},
    {"tag", offsetof(ap_exposure, tag), "schemes", "tags"},
    {"source", offsetof(ap_exposure, source), "sources", "source"},
};

enum { COLUMNS = sizeof columns / sizeof columns[0], SOURCE = COLUMNS - 1 };

/* Of each effect: its word, and the units of drivers that it can have. */
static const struct {
    const char *word;
    ap_driver_unit unit;
    ap_driver_unit other;
} effects[] = {
    [AP_EFFECT_PRICE] = {"price", AP_DRIVER_RATE, AP_DRIVER_RATE},
    [AP_EFFECT_DEMAND] = {"demand", AP_DRIVER_RATE, AP_DRIVER_RATE},
    [AP_EFFECT_POUNDS] = {"pounds", AP_DRIVER_POUNDS, AP_DRIVER_POUNDS},
    [AP_EFFECT_DELAY] = {"delay", AP_DRIVER_MONTHS, AP_DRIVER_MONTHS},
    [AP_EFFECT_SAVING] = {"saving", AP_DRIVER_RATE, AP_DRIVER_RATE},
    [AP_EFFECT_INCOME] = {"income", AP_DRIVER_RATE, AP_DRIVER_POUNDS},
};

static ap_spot exposure_cell(const ap_checking *checking, size_t exposure,
                             const char *column, const char *value)
{
    return ap_spot_of(checking->inputs, "exposures", exposure, column, value);
}

void ap_check_exposure_words(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->exposures_count; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            const char *selector = ap_selector_in(&columns[c], &inputs->exposures[i]);
            ap_check_selector(checking,
                              exposure_cell(checking, i, columns[c].name, selector),
                              &columns[c], selector);
        }
    }
}

/* Income is of sources, all else of schemes. */
static void check_sides(const ap_checking *checking, size_t exposure)
{
    const ap_exposure *row = &checking->inputs->exposures[exposure];
    bool is_income = row->effect == AP_EFFECT_INCOME;
    for (size_t c = 0; c < COLUMNS; c++) {
        const char *selector = ap_selector_in(&columns[c], row);
        if (selector[0] != '\0' && (c == SOURCE) != is_income) {
            ap_find(checking->problems,
                    exposure_cell(checking, exposure, columns[c].name, selector),
                    "leave it blank, or change the effect",
                    is_income ? "income is of sources, and selects no schemes"
                              : "only income is of sources: other effects select schemes");
        }
    }
}

static void check_unit(const ap_checking *checking, size_t exposure)
{
    const ap_case *inputs = checking->inputs;
    const ap_exposure *row = &inputs->exposures[exposure];
    ap_driver_unit unit = inputs->drivers[row->driver_at].unit;
    if (unit != effects[row->effect].unit && unit != effects[row->effect].other) {
        bool is_either = effects[row->effect].unit != effects[row->effect].other;
        ap_find(checking->problems,
                exposure_cell(checking, exposure, "effect", effects[row->effect].word),
                "correct the effect, or the driver and its unit",
                "the driver of %s is told as %s%s%s; this one as %s",
                effects[row->effect].word, ap_driver_unit_words(effects[row->effect].unit),
                is_either ? " or " : "",
                is_either ? ap_driver_unit_words(effects[row->effect].other) : "",
                ap_driver_unit_words(unit));
    }
}

static void check_weight(const ap_checking *checking, size_t exposure)
{
    const ap_exposure *row = &checking->inputs->exposures[exposure];
    char words[32];
    (void)snprintf(words, sizeof words, "%.10g", row->weight);
    ap_spot spot = exposure_cell(checking, exposure, "weight", words);
    if (row->weight == 0) {
        ap_find(checking->problems, spot, "write a weight, or take the row out",
                "an exposure of weight 0 moves nothing");
    } else if (row->effect == AP_EFFECT_SAVING && (row->weight < 0 || row->weight > 1)) {
        ap_find(checking->problems, spot, "write a part such as 1.1%",
                "the weight of a saving is the part of the plan that is to be saved");
    }
}

void ap_check_exposures(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->exposures_count; i++) {
        const ap_exposure *row = &inputs->exposures[i];
        check_sides(checking, i);
        check_weight(checking, i);
        if (row->driver_at == AP_NONE) {
            continue;
        }
        check_unit(checking, i);
        if (ap_driver_is_part(inputs, row->driver_at)) {
            ap_find(checking->problems, exposure_cell(checking, i, "driver", row->driver),
                    "name the driver that it is part of",
                    "a part is drawn for another driver alone and moves nothing itself");
        }
    }
}

static bool moves_something(const ap_case *inputs, size_t exposure)
{
    const ap_exposure *row = &inputs->exposures[exposure];
    bool is_income = row->effect == AP_EFFECT_INCOME;
    for (size_t f = 0; f < inputs->sources_count && is_income; f++) {
        if (ap_selector_matches(row->source, inputs->sources[f].source)) {
            return true;
        }
    }
    for (size_t s = 0; s < inputs->schemes_count && !is_income; s++) {
        if (ap_case_is_exposed(inputs, exposure, s)) {
            return true;
        }
    }
    return false;
}

/* A row that has a problem already may select nothing because of it. */
static bool is_line_in_doubt(const ap_checking *checking, const char *file, long line)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(checking->problems, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity == AP_PROBLEM && all[i].line == line &&
            strcmp(all[i].file, file) == 0) {
            return true;
        }
    }
    return false;
}

void ap_check_exposed(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->exposures_count; i++) {
        const ap_exposure *row = &inputs->exposures[i];
        if (!moves_something(inputs, i) &&
            !is_line_in_doubt(checking, "exposures.csv", row->row.line)) {
            ap_find(checking->problems,
                    exposure_cell(checking, i, "exposure", row->exposure),
                    "correct its selectors, or take the row out",
                    row->effect == AP_EFFECT_INCOME
                        ? "this exposure selects no source"
                        : "this exposure selects no scheme but contingencies");
        }
    }
}

static size_t find_driver(const ap_case *inputs, const char *driver)
{
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        if (strcmp(inputs->drivers[i].driver, driver) == 0) {
            return i;
        }
    }
    return AP_NONE;
}

static bool is_block(const ap_case *inputs, const char *block)
{
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        if (strcmp(inputs->drivers[i].block, block) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_blocks(const ap_case *inputs)
{
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        if (inputs->drivers[i].block[0] != '\0') {
            return true;
        }
    }
    return false;
}

/* One end of a correlation. */
static void check_end(const ap_checking *checking, ap_spot spot)
{
    const ap_case *inputs = checking->inputs;
    size_t driver = find_driver(inputs, spot.value);
    char remedy[AP_REMEDY_SIZE];
    if (has_blocks(inputs) && !is_block(inputs, spot.value)) {
        (void)ap_suggest_of(spot.value, inputs, "drivers", "block", remedy);
        ap_find(checking->problems, spot,
                driver == AP_NONE ? remedy : "write its block, or leave all blocks blank",
                driver == AP_NONE
                    ? "what is correlated is a block of drivers.csv"
                    : "drivers are in blocks, and then blocks are correlated");
    } else if (!has_blocks(inputs) && driver == AP_NONE) {
        (void)ap_suggest_of(spot.value, inputs, "drivers", "driver", remedy);
        ap_find(checking->problems, spot, remedy,
                "what is correlated is a driver of drivers.csv");
    } else if (!has_blocks(inputs) && ap_driver_is_part(inputs, driver)) {
        ap_find(checking->problems, spot, "name the driver that it is part of",
                "a part is drawn for another driver alone and goes with no other");
    }
}

static bool is_same_pair(const ap_correlation_row *one, const ap_correlation_row *other)
{
    return (strcmp(one->first, other->first) == 0 &&
            strcmp(one->second, other->second) == 0) ||
           (strcmp(one->first, other->second) == 0 &&
            strcmp(one->second, other->first) == 0);
}

static void check_pair(const ap_checking *checking, size_t at)
{
    const ap_case *inputs = checking->inputs;
    const ap_correlation_row *row = &inputs->correlations[at];
    ap_spot spot = ap_spot_of(inputs, "correlations", at, "second", row->second);
    size_t before = 0;
    while (!is_same_pair(&inputs->correlations[before], row)) {
        before++;
    }
    if (strcmp(row->first, row->second) == 0) {
        ap_find(checking->problems, spot, "name another, or take the row out",
                "nothing is correlated with itself");
    } else if (before < at) {
        ap_find(checking->problems, spot, "remove one of the two",
                "a correlation is given once, and line %ld has this pair already",
                inputs->correlations[before].row.line);
    }
}

void ap_check_correlations(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->correlations_count; i++) {
        const ap_correlation_row *row = &inputs->correlations[i];
        check_end(checking, ap_spot_of(inputs, "correlations", i, "first", row->first));
        check_end(checking, ap_spot_of(inputs, "correlations", i, "second", row->second));
        check_pair(checking, i);
    }
}

/* "P95", "p2.5" */
static bool is_percentile(const char *words)
{
    double percent = 0;
    bool is_number = (words[0] == 'P' || words[0] == 'p') &&
                     ap_driver_number(AP_DRIVER_NUMBER, words + 1, &percent);
    return is_number && percent > 0 && percent < 100;
}

static void check_stress_value(const ap_checking *checking, size_t at)
{
    const ap_case *inputs = checking->inputs;
    const ap_stress_row *row = &inputs->stresses[at];
    ap_driver_unit unit = inputs->drivers[row->driver_at].unit;
    double number = 0;
    if (row->value[0] != '\0' && !is_percentile(row->value) &&
        !ap_driver_number(unit, row->value, &number)) {
        ap_find(checking->problems, ap_spot_of(inputs, "stresses", at, "value", row->value),
                "write it so", "a stress is a percentile such as P95 or %s",
                ap_driver_unit_words(unit));
    }
    if (ap_driver_is_part(inputs, row->driver_at)) {
        ap_find(checking->problems,
                ap_spot_of(inputs, "stresses", at, "driver", row->driver),
                "name the driver that it is part of",
                "a part is drawn for another driver alone and moves nothing itself");
    }
}

void ap_check_stresses(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->stresses_count; i++) {
        const ap_stress_row *row = &inputs->stresses[i];
        size_t first = 0;
        while (strcmp(inputs->stresses[first].stress, row->stress) != 0) {
            first++;
        }
        const ap_stress_row *named = &inputs->stresses[first];
        if (strcmp(row->name, named->name) != 0) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "stresses", i, "name", row->name),
                    "write the same name on every row of the stress",
                    "a stress has one name; line %ld calls it \"%s\"", named->row.line,
                    named->name);
        }
        if (row->driver_at != AP_NONE) {
            check_stress_value(checking, i);
        }
    }
}

void ap_check_actuals(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->actuals_count; i++) {
        const ap_actual_row *row = &inputs->actuals[i];
        if (row->scheme_at != AP_NONE && ap_case_is_contingency(inputs, row->scheme_at)) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "actuals", i, "scheme", row->scheme),
                    "take the row out; what it paid for is in the other schemes",
                    "a contingency has no cost of its own");
        }
    }
}

static void check_whole(const ap_checking *checking, const char *setting, double value)
{
    if (value > floor(value)) {
        ap_find(checking->problems, ap_spot_of_setting(checking->inputs, setting),
                "write a whole number", "%s is a whole number", setting);
    }
}

static bool is_option(const ap_case *inputs, const char *option)
{
    for (size_t i = 0; i < inputs->options_count; i++) {
        if (strcmp(inputs->options[i].option, option) == 0) {
            return true;
        }
    }
    return false;
}

/* The default may select nothing: a case need not have a contingency. */
static void check_contingency(const ap_checking *checking)
{
    static const ap_selector_column programmes = {"programme", 0, "programmes",
                                                  "programme"};
    ap_spot spot = ap_spot_of_setting(checking->inputs, "risk.contingency");
    if (spot.line > 0) {
        ap_check_selector(checking, spot, &programmes,
                          checking->inputs->settings.risk_contingency);
    }
}

void ap_check_risk_settings(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    const ap_settings *settings = &inputs->settings;
    check_whole(checking, "risk.scenarios", settings->risk_scenarios);
    check_whole(checking, "risk.seed", settings->risk_seed);
    if (settings->risk_degrees > 0 && settings->risk_degrees < 1) {
        ap_find(checking->problems, ap_spot_of_setting(inputs, "risk.degrees"),
                "write 0, or a number from 1 on",
                "a t copula has at least 1 degree of freedom");
    }
    if (settings->risk_option[0] != '\0' && !is_option(inputs, settings->risk_option)) {
        char remedy[AP_REMEDY_SIZE];
        (void)ap_suggest_of(settings->risk_option, inputs, "options", "option", remedy);
        ap_find(checking->problems, ap_spot_of_setting(inputs, "risk.option"), remedy,
                "the plan of a risk run is that of an option of options.csv, or of the "
                "case where it is blank");
    }
    check_contingency(checking);
}
