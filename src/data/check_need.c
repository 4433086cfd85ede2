#include "data/check_need.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/calendar.h"
#include "data/finding.h"

/* "south, hampshire, south": the way from a place up to itself. */
static void print_circle(const ap_case *inputs, size_t start, ap_text *way)
{
    size_t place = start;
    do {
        ap_text_print(way, "%s, ", inputs->places[place].place);
        place = inputs->places[place].parent_at;
    } while (place != start);
    ap_text_print(way, "%s", inputs->places[start].place);
}

/* Is the place in a circle, and the first of the file that is? */
static bool starts_circle(const ap_case *inputs, size_t start)
{
    size_t place = inputs->places[start].parent_at;
    size_t steps = 0;
    while (place != AP_NONE && place > start && steps < inputs->places_count) {
        place = inputs->places[place].parent_at;
        steps++;
    }
    return place == start;
}

void ap_check_circles(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (!starts_circle(inputs, i)) {
            continue;
        }
        ap_text way = {0};
        print_circle(inputs, i, &way);
        ap_find(checking->problems,
                ap_spot_of(inputs, "places", i, "parent", inputs->places[i].parent),
                "correct one of these parents", "no place is part of itself: %.300s",
                way.bytes == NULL ? "" : way.bytes);
        ap_text_free(&way);
    }
}

/* A case whose places all have a parent has a circle, which is reported as such. */
void ap_check_system(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    size_t system = AP_NONE;
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (inputs->places[i].parent[0] != '\0') {
            continue;
        }
        if (system != AP_NONE) {
            ap_find(
                checking->problems,
                ap_spot_of(inputs, "places", i, "parent", inputs->places[i].place),
                "fill in the place that it is part of",
                "one place has no parent, the system; \"%s\" on line %ld has none either",
                inputs->places[system].place, inputs->places[system].row.line);
        } else {
            system = i;
        }
    }
    if (inputs->places_count == 0) {
        ap_find(checking->problems, (ap_spot){"places.csv", 0, "place", ""},
                "add the system and its places", "a case has at least one place");
    }
}

static double people_below(const ap_checking *checking, size_t place)
{
    const ap_case *inputs = checking->inputs;
    double sum = 0;
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (!checking->is_parent[i] && ap_case_is_within(inputs, i, place)) {
            sum += inputs->places[i].population;
        }
    }
    return sum;
}

void ap_check_population(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->places_count; i++) {
        const ap_place *place = &inputs->places[i];
        ap_spot spot = ap_spot_of(inputs, "places", i, "population", place->place);
        if (!checking->is_parent[i] && place->population <= 0) {
            ap_find(checking->problems, spot, "fill in the people registered",
                    "a place without children has people");
        }
        if (!checking->is_parent[i] || !(place->population > 0)) {
            continue;
        }
        double sum = people_below(checking, i);
        if (fabs(place->population - sum) > 0.5) {
            ap_find(
                checking->problems, spot, "leave it blank, or correct one of them",
                "the people of a place with children are its children's, %.10g, not %.10g",
                sum, place->population);
        }
    }
}

void ap_check_need(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->need_count; i++) {
        const ap_need_row *row = &inputs->need[i];
        if (row->place_at != AP_NONE && checking->is_parent[row->place_at]) {
            ap_find(checking->problems, ap_spot_of(inputs, "need", i, "place", row->place),
                    "remove the row; the need of its children is summed",
                    "need is given for places without children");
        }
    }
}

static bool is_component(const ap_case *inputs, const char *name)
{
    for (size_t i = 0; i < inputs->need_count; i++) {
        if (strcmp(inputs->need[i].component, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_blend(const ap_case *inputs, const char *name)
{
    for (size_t i = 0; i < inputs->blends_count; i++) {
        if (strcmp(inputs->blends[i].blend, name) == 0) {
            return true;
        }
    }
    return false;
}

void ap_check_blends(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->blends_count; i++) {
        const char *component = inputs->blends[i].component;
        if (component[0] != '\0' && !is_component(inputs, component)) {
            char remedy[AP_REMEDY_SIZE];
            ap_find(checking->problems,
                    ap_spot_of(inputs, "blends", i, "component", component),
                    ap_suggest_of(component, inputs, "need", "component", remedy),
                    "a blend weighs components that need.csv has");
        }
    }
}

void ap_check_programme_need(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->programmes_count; i++) {
        const ap_programme *row = &inputs->programmes[i];
        ap_spot spot = ap_spot_of(inputs, "programmes", i, "need", row->need);
        if (row->need[0] == '\0' && row->target_share > 0) {
            ap_find(checking->problems, spot, "fill it in, or make target_share 0",
                    "a programme with a target share has a need that it is shared by");
        }
        if (row->need[0] != '\0' && !is_component(inputs, row->need) &&
            !is_blend(inputs, row->need)) {
            char remedy[AP_REMEDY_SIZE];
            (void)ap_suggest_of(row->need, inputs, "need", "component", remedy);
            if (strncmp(remedy, "did", 3) != 0) {
                (void)ap_suggest_of(row->need, inputs, "blends", "blend", remedy);
            }
            ap_find(checking->problems, spot, remedy,
                    "need is a component of need.csv or a blend of blends.csv");
        }
    }
}

/* Whoever uses the component, as words for a message; "" when nobody does. */
static const char *user_of(const ap_case *inputs, const char *component,
                           char out[AP_REMEDY_SIZE])
{
    out[0] = '\0';
    for (size_t i = 0; i < inputs->blends_count && out[0] == '\0'; i++) {
        if (strcmp(inputs->blends[i].component, component) == 0) {
            (void)snprintf(out, AP_REMEDY_SIZE, "blend %s", inputs->blends[i].blend);
        }
    }
    for (size_t i = 0; i < inputs->programmes_count && out[0] == '\0'; i++) {
        if (strcmp(inputs->programmes[i].need, component) == 0) {
            (void)snprintf(out, AP_REMEDY_SIZE, "programme %s",
                           inputs->programmes[i].programme);
        }
    }
    return out;
}

/* Blank for a practice or two is fine; of no place at all there is nothing to share by. */
static void report_none(const ap_checking *checking, size_t first)
{
    const ap_case *inputs = checking->inputs;
    const char *component = inputs->need[first].component;
    double total = 0;
    for (size_t i = first; i < inputs->need_count; i++) {
        bool is_same = strcmp(inputs->need[i].component, component) == 0;
        total += is_same ? inputs->need[i].weighted : 0;
    }
    if (total <= 0) {
        ap_find(checking->problems,
                ap_spot_of(inputs, "need", first, "weighted_population", component),
                "correct it, or leave the component out everywhere",
                "some place has need for a component");
    }
}

static bool is_first_of_component(const ap_case *inputs, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (strcmp(inputs->need[i].component, inputs->need[row].component) == 0) {
            return false;
        }
    }
    return true;
}

static void report_lacking(const ap_checking *checking, const char *component,
                           const char *user)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->places_count; i++) {
        checking->marks[i] = false;
    }
    for (size_t i = 0; i < inputs->need_count; i++) {
        const ap_need_row *row = &inputs->need[i];
        if (row->place_at != AP_NONE && strcmp(row->component, component) == 0) {
            checking->marks[row->place_at] = true;
        }
    }
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (!checking->is_parent[i] && !checking->marks[i]) {
            const char *place = inputs->places[i].place;
            ap_find(checking->problems, (ap_spot){"need.csv", 0, "component", component},
                    "add the row", "%s uses this component, and %s has no row of it", user,
                    place);
        }
    }
}

void ap_check_need_everywhere(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->need_count; i++) {
        const char *component = inputs->need[i].component;
        char user[AP_REMEDY_SIZE];
        if (!is_first_of_component(inputs, i)) {
            continue;
        }
        report_none(checking, i);
        if (user_of(inputs, component, user)[0] != '\0') {
            report_lacking(checking, component, user);
        }
    }
}

/* The first of several rows of one year is told of, for there are thousands. */
void ap_check_history(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    const char *told = "";
    int own = 0;
    int first = 0;
    int second = 0;
    if (!ap_calendar_years(inputs->settings.year, &own, &second)) {
        return;
    }
    for (size_t i = 0; i < inputs->history_count; i++) {
        const char *year = inputs->history[i].year;
        if (strcmp(year, told) != 0 && ap_calendar_years(year, &first, &second) &&
            first >= own) {
            told = year;
            ap_find(checking->problems, ap_spot_of(inputs, "history", i, "year", year),
                    "correct the year, or remove its rows",
                    "history is of a year before the case's, %s", inputs->settings.year);
        }
    }
}

void ap_check_target_shares(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    double sum = 0;
    for (size_t i = 0; i < inputs->programmes_count; i++) {
        sum += inputs->programmes[i].target_share;
    }
    if (fabs(sum - 1) > 1e-6) {
        char value[32];
        (void)snprintf(value, sizeof value, "%.6g%%", 100 * sum);
        ap_find(checking->problems, (ap_spot){"programmes.csv", 0, "target_share", value},
                "correct a share, or scale them all", "target shares add up to 100%%");
    }
}
