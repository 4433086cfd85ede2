#include "data/check_rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/check_selector.h"
#include "data/finding.h"

static const ap_selector_column columns[] = {
    {"place", offsetof(ap_rule, place), "places", "place"},
    {"programme", offsetof(ap_rule, programme), "programmes", "programme"},
    {"source", offsetof(ap_rule, source), "sources", "source"},
    {"pool", offsetof(ap_rule, pool), "pools", "pool"},
    {"scheme_type", offsetof(ap_rule, scheme_type), "schemes", "scheme_type"},
    {"area", offsetof(ap_rule, area), "programmes", "area"},
    {"tag", offsetof(ap_rule, tag), "schemes", "tags"},
};

enum { COLUMNS = sizeof columns / sizeof columns[0], WORD_SIZE = AP_SELECTED_SIZE };

/* Words that stand for more than a row, and only as the whole selector. */
static bool is_special(const ap_selector_column *column, const char *selector)
{
    if (strcmp(column->name, "place") == 0) {
        return strcmp(selector, "each") == 0;
    }
    return strcmp(column->name, "source") == 0 &&
           (strcmp(selector, "envelope") == 0 || strcmp(selector, "!envelope") == 0);
}

static void check_selector(const ap_checking *checking, ap_spot spot,
                           const ap_selector_column *column, const char *selector)
{
    if (!is_special(column, selector)) {
        ap_check_selector(checking, spot, column, selector);
    }
}

void ap_check_selectors(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->rules_count; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            const char *selector = ap_selector_in(&columns[c], &inputs->rules[i]);
            check_selector(checking,
                           ap_spot_of(inputs, "rules", i, columns[c].name, selector),
                           &columns[c], selector);
        }
    }
}

/* One part of `of`: "programme=acute|community". seen marks the selectors of the parts
 * before it: of two lists of programmes a reader would expect both. */
static void check_of_part(const ap_checking *checking, ap_spot spot, const char *part,
                          bool seen[COLUMNS])
{
    const char *names[COLUMNS];
    char remedy[AP_REMEDY_SIZE];
    const char *rest = part;
    const char *at = NULL;
    size_t length = 0;
    char name[WORD_SIZE] = "";
    char selector[2 * WORD_SIZE] = "";
    if (ap_word_next(&rest, '=', &at, &length)) {
        (void)snprintf(name, sizeof name, "%.*s", (int)length, at);
    }
    if (ap_word_next(&rest, '=', &at, &length)) {
        (void)snprintf(selector, sizeof selector, "%.*s", (int)length, at);
    }
    bool is_whole = selector[0] != '\0' && !ap_word_next(&rest, '=', &at, &length);
    for (size_t c = 0; c < COLUMNS; c++) {
        names[c] = columns[c].name;
        if (strcmp(name, columns[c].name) != 0 || !is_whole) {
            continue;
        }
        if (seen[c]) {
            ap_find(checking->problems, spot, "divide the words of one selector by \"|\"",
                    "of names each selector once, and \"%s\" twice", name);
        }
        seen[c] = true;
        check_selector(checking, spot, &columns[c], selector);
        return;
    }
    ap_find(checking->problems, spot,
            ap_suggest(name, COLUMNS, names, "write it so", remedy),
            "of is selectors such as \"programme=acute|community; source=envelope\"");
}

void ap_check_of(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->rules_count; i++) {
        const ap_rule *rule = &inputs->rules[i];
        ap_spot spot = ap_spot_of(inputs, "rules", i, "of", rule->of);
        const char *rest = rule->of;
        const char *at = NULL;
        size_t length = 0;
        bool seen[COLUMNS] = {false};
        if (rule->unit == AP_UNIT_SHARE && rule->of[0] == '\0') {
            ap_find(checking->problems, spot,
                    "write for example \"source=envelope\", or \"place=*\" for all money",
                    "a share says of what");
        }
        if (rule->unit != AP_UNIT_SHARE && rule->of[0] != '\0') {
            ap_find(checking->problems, spot, "leave it blank, or make the unit share",
                    "only a share is of other money");
        }
        while (ap_word_next(&rest, ';', &at, &length)) {
            char part[2 * WORD_SIZE];
            (void)snprintf(part, sizeof part, "%.*s", (int)length, at);
            check_of_part(checking, spot, part, seen);
        }
    }
}

void ap_check_soft_rules(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->rules_count; i++) {
        const ap_rule *rule = &inputs->rules[i];
        bool is_rank = rule->rank >= 1 && rule->rank == floor(rule->rank);
        if (rule->strength == AP_SOFT && !is_rank && !isnan(rule->rank)) {
            ap_find(checking->problems, ap_spot_of(inputs, "rules", i, "rank", rule->rule),
                    "write 1 for what is kept first, 2 for what is kept next, …",
                    "a soft rule has a rank, a whole number from 1");
        }
    }
}

/* Last year's spend is known by scheme, and of it only what came from the envelope: growth
 * of any other selection of sources has no baseline. */
void ap_check_growth_rules(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->rules_count; i++) {
        const ap_rule *rule = &inputs->rules[i];
        bool has_baseline = rule->source[0] == '\0' ||
                            strcmp(rule->source, "envelope") == 0 ||
                            strcmp(rule->source, "!envelope") == 0;
        if (rule->unit == AP_UNIT_GROWTH && !has_baseline) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "rules", i, "source", rule->source),
                    "leave it blank, or write envelope or !envelope",
                    "growth is of all money or of the envelope's: the baseline of other "
                    "sources is not known");
        }
    }
}

static size_t find_pace(const ap_case *inputs, const char *parameter, const char *level)
{
    for (size_t i = 0; i < inputs->pace_count; i++) {
        if (strcmp(inputs->pace[i].parameter, parameter) == 0 &&
            strcmp(inputs->pace[i].level, level) == 0) {
            return i;
        }
    }
    return AP_NONE;
}

/* Two parameters: the first needs the second, and is at most or at least the second. */
typedef struct ap_pace_order {
    const char *one;
    const char *other;
    bool needs_other;
    int sign; /**< 1: one <= other; -1: one >= other; 0: any */
    const char *rule;
} ap_pace_order;

static const ap_pace_order orders[] = {
    {"cash_floor", "cap", false, 1, "a floor lies below the cap"},
    {"waived_floor", "cash_floor", false, 1, "a floor tapers down when it is waived"},
    {"floor_waived_from", "floor_waived_to", true, 1,
     "a floor is waived from one distance "
     "to a greater one"},
    {"floor_waived_to", "floor_waived_from", true, 0, "a taper has two ends"},
    {"cap_opens_from", "cap_opens_to", true, -1,
     "a cap opens from one distance to one "
     "further under target"},
    {"cap_opens_to", "cap_opens_from", true, 0, "a taper has two ends"},
    {"cap_opens_from", "cap", true, 0, "only a cap can open"},
    {"open_cap", "cap", true, -1, "a cap opens upwards"},
    {"convergence_min", "convergence_max", false, 1, "the least lies below the most"},
};

/* Of the row that may hold the first parameter, and the second of its level. */
static void check_order(const ap_checking *checking, const ap_pace_order *order, size_t one)
{
    const ap_case *inputs = checking->inputs;
    const ap_pace_row *row = &inputs->pace[one];
    if (strcmp(row->parameter, order->one) != 0) {
        return;
    }
    size_t other = find_pace(inputs, order->other, row->level);
    ap_spot spot = ap_spot_of(inputs, "pace", one, "value", order->one);
    if (other == AP_NONE && order->needs_other) {
        ap_find(checking->problems, spot, "add its row, or remove this one",
                "%s: %s needs %s", order->rule, order->one, order->other);
    }
    if (other == AP_NONE) {
        return;
    }
    double beyond = order->sign * (inputs->pace[one].value - inputs->pace[other].value);
    if (beyond > 0) {
        ap_find(checking->problems, spot, "correct one of the two",
                "%s: %s is at %s %s, on line %ld", order->rule, order->one,
                order->sign > 0 ? "most" : "least", order->other,
                inputs->pace[other].row.line);
    }
}

void ap_check_pace(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    const ap_schema_table *schema = ap_schema_pace();
    const char *names[32];
    for (size_t f = 0; f < schema->field_count; f++) {
        names[f] = schema->fields[f].name;
    }
    for (size_t i = 0; i < inputs->pace_count; i++) {
        const char *parameter = inputs->pace[i].parameter;
        if (parameter[0] != '\0' && ap_schema_field(schema, parameter) == NULL) {
            char remedy[AP_REMEDY_SIZE];
            ap_find(
                checking->problems, ap_spot_of(inputs, "pace", i, "parameter", parameter),
                ap_suggest(parameter, schema->field_count, names, "remove the row", remedy),
                "pace of change has no such parameter");
        }
    }
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        for (size_t one = 0; one < inputs->pace_count; one++) {
            check_order(checking, &orders[i], one);
        }
    }
}

void ap_check_settings(const ap_checking *checking)
{
    const ap_settings *settings = &checking->inputs->settings;
    ap_problems *problems = checking->problems;
    if (settings->frontier_from > settings->frontier_to) {
        ap_find(problems, ap_spot_of_setting(checking->inputs, "frontier.from"),
                "swap from and to", "the frontier goes from a narrow band to a wide one");
    }
    if (fmod(settings->frontier_points, 1) > 0) {
        ap_find(problems, ap_spot_of_setting(checking->inputs, "frontier.points"),
                "write a whole number", "points are counted");
    }
    if (settings->step_2 > settings->step_1) {
        ap_find(problems, ap_spot_of_setting(checking->inputs, "bids.step_2"),
                "write at most step_1",
                "the second third of a bid weighs no more than the first");
    }
    if (settings->step_3 > settings->step_2) {
        ap_find(problems, ap_spot_of_setting(checking->inputs, "bids.step_3"),
                "write at most step_2",
                "the last third of a bid weighs no more than the second");
    }
}
