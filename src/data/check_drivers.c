#include "data/check_drivers.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/driver_number.h"
#include "data/finding.h"

/* How deep parts of parts may nest. */
enum { MOST_DEPTH = 8, NAME_SIZE = 64, VALUE_SIZE = 128 };

static ap_spot cell(const ap_checking *checking, size_t driver, const char *column,
                    const char *value)
{
    return ap_spot_of(checking->inputs, "drivers", driver, column, value);
}

bool ap_driver_is_part(const ap_case *inputs, size_t driver)
{
    for (size_t i = 0; i < inputs->driver_points_count; i++) {
        const ap_driver_point *row = &inputs->driver_points[i];
        if (row->part_at == driver && row->driver_at != driver) {
            return true;
        }
    }
    return false;
}

/* The number of a cell to out; false when the cell is blank or holds none, which is found.
 */
static bool take_number(const ap_checking *checking, ap_spot spot, ap_driver_unit unit,
                        double *out)
{
    if (spot.value[0] == '\0') {
        return false;
    }
    bool is_number = ap_driver_number(unit, spot.value, out);
    if (!is_number) {
        ap_find(checking->problems, spot, "correct it, or the driver's unit",
                "this driver's values are written as %s", ap_driver_unit_words(unit));
    }
    return is_number;
}

/* A cell of a driver that may hold a number. */
typedef struct ap_told {
    const char *column;
    const char *words;
    bool is_number;
    double value;
} ap_told;

static ap_told told(const ap_checking *checking, size_t driver, const char *column,
                    const char *words)
{
    ap_told out = {.column = column, .words = words};
    out.is_number = take_number(checking, cell(checking, driver, column, words),
                                checking->inputs->drivers[driver].unit, &out.value);
    return out;
}

static void check_ascent(const ap_checking *checking, size_t driver, const ap_told *low,
                         const ap_told *high, bool may_be_same)
{
    bool is_known = low->is_number && high->is_number;
    if (is_known &&
        (low->value > high->value || (low->value == high->value && !may_be_same))) {
        ap_find(checking->problems, cell(checking, driver, high->column, high->words),
                "correct one of the two", "%s lies above %s", high->column, low->column);
    }
}

/* Numbers of events may have the same P10 and P50. */
static bool is_count(const char *distribution)
{
    return ap_text_same(distribution, "poisson") ||
           ap_text_same(distribution, "binomial") ||
           ap_text_same(distribution, "negative_binomial");
}

static void check_percentiles(const ap_checking *checking, size_t driver)
{
    const ap_driver *row = &checking->inputs->drivers[driver];
    const ap_told p10 = told(checking, driver, "p10", row->p10);
    const ap_told p50 = told(checking, driver, "p50", row->p50);
    const ap_told p90 = told(checking, driver, "p90", row->p90);
    bool may_be_same = is_count(row->distribution);
    if (row->p50[0] == '\0') {
        check_ascent(checking, driver, &p10, &p90, may_be_same);
    } else {
        check_ascent(checking, driver, &p10, &p50, may_be_same);
        check_ascent(checking, driver, &p50, &p90, may_be_same);
    }
    bool is_any = row->p10[0] != '\0' || row->p50[0] != '\0' || row->p90[0] != '\0';
    if (is_any && (row->p10[0] == '\0' || row->p90[0] == '\0')) {
        ap_find(checking->problems,
                cell(checking, driver, row->p10[0] == '\0' ? "p10" : "p90", ""),
                "fill it in", "of percentiles, P10 and P90 are given, and P50 may be");
    }
}

void ap_check_driver_numbers(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const ap_told least = told(checking, i, "least", inputs->drivers[i].least);
        const ap_told most = told(checking, i, "most", inputs->drivers[i].most);
        check_percentiles(checking, i);
        check_ascent(checking, i, &least, &most, false);
    }
}

/* A parameter: "mean=2.5%". */
typedef struct ap_pair {
    char name[NAME_SIZE];
    char value[VALUE_SIZE];
} ap_pair;

/* The next parameter of *rest; false at the end. One that is not of the form name=value has
 * a blank name. */
static bool next_pair(const char **rest, ap_pair *out)
{
    char part[NAME_SIZE + VALUE_SIZE];
    const char *at = NULL;
    size_t length = 0;
    *out = (ap_pair){"", ""};
    if (!ap_word_next(rest, ';', &at, &length)) {
        return false;
    }
    (void)snprintf(part, sizeof part, "%.*s", (int)length, at);
    const char *next = part;
    const char *name = NULL;
    const char *value = NULL;
    size_t name_length = 0;
    size_t value_length = 0;
    bool is_pair = ap_word_next(&next, '=', &name, &name_length) &&
                   ap_word_next(&next, '=', &value, &value_length) && *next == '\0';
    if (is_pair) {
        (void)snprintf(out->name, sizeof out->name, "%.*s", (int)name_length, name);
        (void)snprintf(out->value, sizeof out->value, "%.*s", (int)value_length, value);
    }
    return true;
}

static bool is_given_before(const char *parameters, const char *until, const char *name)
{
    ap_pair pair;
    while (parameters < until && next_pair(&parameters, &pair)) {
        if (strcmp(pair.name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_parameter(const ap_checking *checking, size_t driver, const char *before,
                            const ap_pair *pair)
{
    const ap_driver *row = &checking->inputs->drivers[driver];
    ap_spot spot = cell(checking, driver, "parameters", row->parameters);
    double number = 0;
    if (pair->name[0] == '\0') {
        ap_find(checking->problems, spot, "write them so, divided by \";\"",
                "parameters are written \"mean=2.5%%; sd=1%%\"");
        return;
    }
    if (!ap_driver_parameter(row->unit, pair->value, &number)) {
        ap_find(checking->problems, spot, "correct it, or the driver's unit",
                "the parameter %s is %s, or a plain number, and not \"%s\"", pair->name,
                ap_driver_unit_words(row->unit), pair->value);
    }
    if (is_given_before(row->parameters, before, pair->name)) {
        ap_find(checking->problems, spot, "remove one of the two",
                "a parameter is given once, and %s twice", pair->name);
    }
}

void ap_check_driver_parameters(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const char *rest = inputs->drivers[i].parameters;
        const char *before = rest;
        ap_pair pair;
        while (next_pair(&rest, &pair)) {
            check_parameter(checking, i, before, &pair);
            before = rest;
        }
    }
}

static bool has_points(const ap_case *inputs, size_t driver)
{
    for (size_t i = 0; i < inputs->driver_points_count; i++) {
        if (inputs->driver_points[i].driver_at == driver) {
            return true;
        }
    }
    return false;
}

/* Percentiles say where a distribution lies and how wide it is; what is left to be given
 * besides is its shape, of a count how it is spread, and where a bell curve is cut. */
static bool is_shape(const char *distribution, const char *name)
{
    static const char *const shapes[] = {"shape", "degrees", "alpha",
                                         "beta",  "trials",  "size"};
    if (ap_text_same(distribution, "truncated_normal")) {
        return strcmp(name, "low") == 0 || strcmp(name, "high") == 0;
    }
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (strcmp(name, shapes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Are there parameters that say what percentiles or points say? */
static bool has_place(const ap_driver *row)
{
    const char *rest = row->parameters;
    ap_pair pair;
    while (next_pair(&rest, &pair)) {
        if (!is_shape(row->distribution, pair.name)) {
            return true;
        }
    }
    return false;
}

void ap_check_driver_ways(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const ap_driver *row = &inputs->drivers[i];
        bool has_percentiles =
            row->p10[0] != '\0' || row->p50[0] != '\0' || row->p90[0] != '\0';
        bool has_parameters = row->parameters[0] != '\0';
        bool is_of_points = has_points(inputs, i);
        ap_spot spot = cell(checking, i, "parameters", row->parameters);
        if (!has_percentiles && !has_parameters && !is_of_points) {
            ap_find(checking->problems, spot,
                    "fill in parameters or p10, p50 and p90, or add rows to "
                    "driver_points.csv",
                    "a driver says how its values are distributed");
        } else if (has_percentiles && has_place(row)) {
            ap_find(checking->problems, spot,
                    "leave one of the two blank; beside percentiles only shape, degrees, "
                    "alpha, beta, trials, size or the ends of truncated_normal may stand",
                    "a driver is given by parameters or by percentiles, not by both");
        } else if (is_of_points && (has_percentiles || has_parameters)) {
            ap_find(checking->problems,
                    has_parameters ? spot : cell(checking, i, "p10", row->p10),
                    "leave it blank, or take its rows out of driver_points.csv",
                    "a driver of points has neither parameters nor percentiles");
        }
    }
}

/* The first row of points of the same driver. */
static size_t first_point(const ap_case *inputs, size_t point)
{
    size_t first = 0;
    while (inputs->driver_points[first].driver_at !=
           inputs->driver_points[point].driver_at) {
        first++;
    }
    return first;
}

static void check_point(const ap_checking *checking, size_t point)
{
    const ap_case *inputs = checking->inputs;
    const ap_driver_point *row = &inputs->driver_points[point];
    const ap_driver_point *first = &inputs->driver_points[first_point(inputs, point)];
    ap_spot spot = ap_spot_of(inputs, "driver_points", point, "value", row->value);
    double number = 0;
    bool is_value = row->value[0] != '\0';
    bool is_part = row->part[0] != '\0';
    if (is_value == is_part) {
        ap_find(checking->problems, spot, "fill in one of the two",
                "a point is a value or a part");
        return;
    }
    if (is_part != (first->part[0] != '\0')) {
        ap_find(checking->problems, spot, "correct one of the two rows",
                "a driver is made of values or of parts, and on line %ld it is %s",
                first->row.line, is_part ? "of values" : "of parts");
    }
    (void)take_number(checking, spot, inputs->drivers[row->driver_at].unit, &number);
}

void ap_check_driver_points(const ap_checking *checking)
{
    for (size_t i = 0; i < checking->inputs->driver_points_count; i++) {
        if (checking->inputs->driver_points[i].driver_at != AP_NONE) {
            check_point(checking, i);
        }
    }
}

/* Do parts of parts of the driver go on beyond this depth? Those of a circle do. */
static bool nests_deeper(const ap_case *inputs, size_t driver, int depth)
{
    for (size_t i = 0; i < inputs->driver_points_count; i++) {
        const ap_driver_point *row = &inputs->driver_points[i];
        bool is_its = row->driver_at == driver && row->part_at != AP_NONE;
        if (is_its && (depth == 0 || nests_deeper(inputs, row->part_at, depth - 1))) {
            return true;
        }
    }
    return false;
}

static void check_part(const ap_checking *checking, size_t point)
{
    const ap_case *inputs = checking->inputs;
    const ap_driver_point *row = &inputs->driver_points[point];
    const ap_driver *whole = &inputs->drivers[row->driver_at];
    const ap_driver *part = &inputs->drivers[row->part_at];
    ap_spot spot = ap_spot_of(inputs, "driver_points", point, "part", row->part);
    if (row->part_at == row->driver_at) {
        ap_find(checking->problems, spot, "name another driver",
                "a driver is no part of itself");
    } else if (nests_deeper(inputs, row->part_at, MOST_DEPTH)) {
        ap_find(checking->problems, spot, "take one of the parts out",
                "a driver is no part of its parts, and parts nest at most %d deep",
                MOST_DEPTH);
    } else if (part->unit != whole->unit && part->unit != AP_DRIVER_NUMBER) {
        ap_find(checking->problems, spot, "correct the unit of one of the two",
                "a part has the unit of what it is part of, or counts its events, and this "
                "one is %s",
                ap_driver_unit_words(part->unit));
    }
    if (part->block[0] != '\0') {
        ap_find(checking->problems, cell(checking, row->part_at, "block", part->block),
                "leave it blank", "a part is drawn by itself and is in no block");
    }
}

void ap_check_driver_parts(const ap_checking *checking)
{
    for (size_t i = 0; i < checking->inputs->driver_points_count; i++) {
        const ap_driver_point *row = &checking->inputs->driver_points[i];
        if (row->driver_at != AP_NONE && row->part_at != AP_NONE) {
            check_part(checking, i);
        }
    }
}

void ap_check_driver_blocks(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const ap_driver *row = &inputs->drivers[i];
        if (row->block[0] != '\0' && row->loading == 0) {
            ap_find(checking->problems, cell(checking, i, "loading", row->block),
                    "write a loading such as 0.6, or leave the block blank",
                    "a driver of a block has a loading");
        } else if (row->block[0] == '\0' && row->loading != 0) {
            ap_find(checking->problems, cell(checking, i, "block", ""),
                    "name the block, or leave the loading blank",
                    "a loading is on the factor of a block");
        }
    }
}

void ap_check_driver_profiles(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const char *profile = inputs->drivers[i].profile;
        if (profile[0] != '\0' && ap_case_profile_weight(inputs, profile) <= 0) {
            char remedy[AP_REMEDY_SIZE];
            (void)ap_suggest_of(profile, inputs, "profiles", "profile", remedy);
            ap_find(checking->problems, cell(checking, i, "profile", profile), remedy,
                    "a profile has months in profiles.csv whose weights are not all 0");
        }
    }
}

static bool is_exposed(const ap_case *inputs, size_t driver)
{
    for (size_t i = 0; i < inputs->exposures_count; i++) {
        if (inputs->exposures[i].driver_at == driver) {
            return true;
        }
    }
    return false;
}

void ap_check_drivers_used(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        const ap_driver *row = &inputs->drivers[i];
        if (!is_exposed(inputs, i) && !ap_driver_is_part(inputs, i)) {
            ap_problems_add(
                checking->problems,
                (ap_problem){.severity = AP_NOTE,
                             .file = "drivers.csv",
                             .line = row->row.line,
                             .column = "driver",
                             .value = row->driver,
                             .rule = "this driver moves nothing: it has no exposure and is "
                                     "part of no other",
                             .remedy = "add a row to exposures.csv if it should"});
        }
    }
}
