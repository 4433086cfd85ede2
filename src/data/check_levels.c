#include "data/check_levels.h"

#include <stdio.h>
#include <string.h>

#include "data/finding.h"

enum { WORD_SIZE = 64 };

/* The word of level n as text of its own. Returns out. */
static const char *level_words(const ap_case *inputs, size_t n, char out[WORD_SIZE])
{
    const char *word = "";
    size_t length = 0;
    out[0] = '\0';
    if (ap_case_level(inputs, n, &word, &length)) {
        (void)snprintf(out, WORD_SIZE, "%.*s", (int)length, word);
    }
    return out;
}

static ap_spot setting_spot(const ap_case *inputs, const char *value)
{
    ap_spot spot = {"case.ini", 0, "round.levels", value};
    for (size_t i = 0; i < inputs->setting_rows_count; i++) {
        if (strcmp(inputs->setting_rows[i].setting, spot.column) == 0) {
            spot.line = inputs->setting_rows[i].row.line;
        }
    }
    return spot;
}

/* The level that the word names, of `levels`, or as many as there are. */
static size_t level_named(const ap_case *inputs, size_t levels, const char *name)
{
    char word[WORD_SIZE];
    size_t n = 0;
    while (n < levels && strcmp(level_words(inputs, n, word), name) != 0) {
        n++;
    }
    return n;
}

/* A level is named once and has places. */
static bool check_level(const ap_checking *checking, size_t n)
{
    const ap_case *inputs = checking->inputs;
    char word[WORD_SIZE];
    (void)level_words(inputs, n, word);
    if (level_named(inputs, n, word) < n) {
        ap_find(checking->problems, setting_spot(inputs, word), "remove one of the two",
                "a level is named once");
        return false;
    }
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (ap_case_is_of_level(inputs, i, n)) {
            return true;
        }
    }
    char remedy[AP_REMEDY_SIZE];
    ap_find(checking->problems, setting_spot(inputs, word),
            ap_suggest_of(word, inputs, "places", "level", remedy),
            "a level is the level of some places in places.csv");
    return false;
}

/* How many places of level n the place is below or is itself. */
static size_t count_above(const ap_case *inputs, size_t place, size_t n)
{
    size_t count = 0;
    for (size_t at = place; at != AP_NONE; at = inputs->places[at].parent_at) {
        count += ap_case_is_of_level(inputs, at, n) ? 1 : 0;
    }
    return count;
}

/* Every place without children is in one place of each level, and these nest: what is of a
 * level has one place of each level before it above itself, and of its own only itself. */
static void check_place(const ap_checking *checking, size_t place, size_t levels)
{
    const ap_case *inputs = checking->inputs;
    size_t own = level_named(inputs, levels, inputs->places[place].level);
    size_t deepest = checking->is_parent[place] ? own : levels - 1;
    for (size_t n = 0; n <= deepest && deepest < levels; n++) {
        if (count_above(inputs, place, n) != 1) {
            char word[WORD_SIZE];
            ap_find(
                checking->problems,
                ap_spot_of(inputs, "places", place, "level", inputs->places[place].place),
                "correct its level, its parent or round.levels",
                "a place lies in one place of level %s, and this one in %zu",
                level_words(inputs, n, word), count_above(inputs, place, n));
            return;
        }
    }
}

void ap_check_levels(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    size_t levels = ap_case_levels(inputs);
    bool is_good = levels > 0;
    for (size_t n = 0; n < levels; n++) {
        is_good = check_level(checking, n) && is_good;
    }
    for (size_t i = 0; i < inputs->places_count && is_good; i++) {
        check_place(checking, i, levels);
    }
}

void ap_check_pace_levels(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    size_t levels = ap_case_levels(inputs);
    for (size_t i = 0; i < inputs->pace_count; i++) {
        const ap_pace_row *row = &inputs->pace[i];
        bool is_smoothing = strcmp(row->parameter, "smoothing") == 0;
        size_t n = level_named(inputs, levels, row->level);
        if (row->level[0] != '\0' && (n == 0 || n == levels)) {
            ap_find(checking->problems, ap_spot_of(inputs, "pace", i, "level", row->level),
                    "leave it blank for the places of the round",
                    "a level is one of round.levels in case.ini below the first");
        }
        if (row->level[0] == '\0' && is_smoothing) {
            ap_find(checking->problems, ap_spot_of(inputs, "pace", i, "level", ""),
                    "say of which level, or remove the row",
                    "smoothing is for a level below the round");
        }
    }
}

/* Need of a place is that of the rows of need.csv below it: some of it is above 0, or there
 * is no target to compare the place with. */
void ap_check_place_need(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    bool has_levels = ap_case_levels(inputs) > 0;
    for (size_t i = 0; i < inputs->places_count; i++) {
        checking->marks[i] = false;
    }
    for (size_t r = 0; r < inputs->need_count; r++) {
        const ap_need_row *row = &inputs->need[r];
        size_t at = row->weighted > 0 ? row->place_at : AP_NONE;
        for (; at != AP_NONE && !checking->marks[at]; at = inputs->places[at].parent_at) {
            checking->marks[at] = true;
        }
    }
    for (size_t i = 0; i < inputs->places_count; i++) {
        bool is_of_round =
            has_levels ? ap_case_is_of_level(inputs, i, 0) : !checking->is_parent[i];
        if (is_of_round && !checking->marks[i]) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "places", i, "place", inputs->places[i].place),
                    "correct need.csv, or take the place out of the round",
                    "a place that money is shared among has need for something");
        }
    }
}
