#include "import/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "data/finding.h"

/* The grains, in order: their word, and where a practice has what they go by. */
static const struct {
    const char *word;
    size_t code;
    size_t name;
} grains[] = {
    {"practice", offsetof(ap_practice, code), offsetof(ap_practice, name)},
    {"pcn", offsetof(ap_practice, pcn), offsetof(ap_practice, pcn_name)},
    {"district", offsetof(ap_practice, district), offsetof(ap_practice, district_name)},
    {"rest", 0, 0},
};

const char *ap_grain_word(ap_grain grain)
{
    return grains[grain].word;
}

static const char *text_at(const ap_practice *practice, ap_grain grain, size_t offset)
{
    const char *text = NULL;
    if (grain == AP_GRAIN_REST) {
        return "";
    }
    memcpy(&text, (const char *)practice + offset, sizeof text);
    return text;
}

const char *ap_grain_code(const ap_practice *practice, ap_grain grain)
{
    return text_at(practice, grain, grains[grain].code);
}

const char *ap_grain_name(const ap_practice *practice, ap_grain grain)
{
    return text_at(practice, grain, grains[grain].name);
}

bool ap_practice_is_of(const ap_practice *practice, const char *icb)
{
    return icb[0] == '\0' || ap_text_same(practice->icb, icb);
}

ap_mapping_kind ap_mapping_kind_of(const char *word)
{
    return strcmp(word, "district") == 0   ? AP_BY_DISTRICT
           : strcmp(word, "pcn") == 0      ? AP_BY_PCN
           : strcmp(word, "practice") == 0 ? AP_BY_PRACTICE
                                           : AP_BY_FILE;
}

ap_status ap_mapping_new(const char *file, ap_mapping **out, ap_error *err)
{
    ap_mapping *mapping = calloc(1, sizeof *mapping);
    if (mapping != NULL && (mapping->arena = ap_arena_new()) != NULL) {
        mapping->file = ap_arena_print(mapping->arena, "%s", file);
    }
    if (mapping == NULL || mapping->file == NULL) {
        ap_mapping_free(mapping);
        return ap_fail(err, AP_NO_MEMORY, file, "no memory for the mapping");
    }
    *out = mapping;
    return AP_OK;
}

static ap_spot spot_of(const ap_mapping *mapping, const ap_mapping_rule *rule,
                       const char *column, const char *value)
{
    return (ap_spot){mapping->file, rule->row.line, column, value};
}

static ap_grain grain_of(const char *word)
{
    ap_grain grain = AP_GRAIN_PRACTICE;
    while (grain < AP_GRAINS && !ap_text_same(word, grains[grain].word)) {
        grain++;
    }
    return grain;
}

/* A `by` that could not be read is a problem already, and its value means nothing. */
static void set_grain(const ap_mapping *mapping, ap_mapping_rule *rule,
                      ap_problems *problems)
{
    rule->grain = grain_of(rule->by);
    bool is_blank = rule->value[0] == '\0';
    if (rule->grain == AP_GRAIN_REST && !is_blank) {
        ap_find(problems, spot_of(mapping, rule, "value", rule->value),
                "leave it blank, or write what it is in the column by",
                "a rule by rest takes all that the others leave, and has no value");
    } else if (rule->grain < AP_GRAIN_REST && is_blank) {
        ap_find(problems, spot_of(mapping, rule, "value", ""), "fill it in",
                "a rule by %s has the code or the name of one", rule->by);
    }
}

static size_t add_place(ap_mapping *mapping, const ap_mapping_rule *rule,
                        ap_problems *problems)
{
    if (rule->name[0] == '\0') {
        ap_find(problems, spot_of(mapping, rule, "name", ""), "fill it in",
                "a place has its name on its first row");
    }
    mapping->places[mapping->place_count] = (ap_mapped_place){
        .key = rule->place,
        .name = rule->name,
        .basis = rule->row.basis,
        .line = rule->row.line,
    };
    return mapping->place_count++;
}

static void check_name(const ap_mapping *mapping, const ap_mapping_rule *rule,
                       ap_problems *problems)
{
    const ap_mapped_place *place = &mapping->places[rule->place_at];
    bool is_told = place->key[0] != '\0' && place->name[0] != '\0';
    if (is_told && rule->name[0] != '\0' && strcmp(rule->name, place->name) != 0) {
        ap_find(problems, spot_of(mapping, rule, "name", rule->name),
                "write the same name on every row of the place, or leave it blank after "
                "the first",
                "a place has one name; row %ld calls \"%s\" \"%s\"", place->line,
                place->key, place->name);
    }
}

/* The places in the order of their first rule: that of each key leads the others. */
static void take_places(ap_mapping *mapping, ap_named keys[], ap_problems *problems)
{
    size_t count = mapping->rule_count;
    for (size_t i = 0; i < count; i++) {
        keys[i] = (ap_named){mapping->rules[i].place, i};
    }
    ap_named_sort(count, keys);
    size_t leader = 0;
    for (size_t k = 0; k < count; k++) {
        bool is_same = k > 0 && ap_text_same(keys[k].name, keys[k - 1].name);
        leader = is_same ? leader : keys[k].item;
        mapping->rules[keys[k].item].place_at = leader;
    }
    for (size_t i = 0; i < count; i++) {
        ap_mapping_rule *rule = &mapping->rules[i];
        if (rule->place_at == i) {
            rule->place_at = add_place(mapping, rule, problems);
        } else {
            rule->place_at = mapping->rules[rule->place_at].place_at;
            check_name(mapping, rule, problems);
        }
    }
}

/* Readers know a place by its name. */
static void check_names(const ap_mapping *mapping, ap_named names[], ap_problems *problems)
{
    for (size_t i = 0; i < mapping->place_count; i++) {
        names[i] = (ap_named){mapping->places[i].name, i};
    }
    ap_named_sort(mapping->place_count, names);
    for (size_t k = 1; k < mapping->place_count; k++) {
        const ap_mapped_place *one = &mapping->places[names[k - 1].item];
        const ap_mapped_place *other = &mapping->places[names[k].item];
        if (one->name[0] != '\0' && ap_text_same(one->name, other->name)) {
            ap_find(problems, (ap_spot){mapping->file, other->line, "name", other->name},
                    "give one of them another name, or both the same key",
                    "two places have two names; \"%s\" has this one too", one->key);
        }
    }
}

static void sort_rules(ap_mapping *mapping)
{
    size_t count = 0;
    for (ap_grain grain = AP_GRAIN_PRACTICE; grain < AP_GRAINS; grain++) {
        size_t first = count;
        for (size_t i = 0; i < mapping->rule_count; i++) {
            if (mapping->rules[i].grain == grain) {
                mapping->by_value[count++] = (ap_named){mapping->rules[i].value, i};
            }
        }
        ap_named_sort(count - first, mapping->by_value + first);
        mapping->grain_first[grain + 1] = count;
    }
}

ap_status ap_mapping_settle(ap_mapping *mapping, size_t before, ap_problems *problems,
                            ap_error *err)
{
    size_t count = mapping->rule_count;
    mapping->places = ap_arena_room(mapping->arena, count * sizeof *mapping->places);
    mapping->by_value = ap_arena_room(mapping->arena, count * sizeof *mapping->by_value);
    if (mapping->places == NULL || mapping->by_value == NULL) {
        return ap_fail(err, AP_NO_MEMORY, mapping->file, "no memory for the places");
    }
    for (size_t i = 0; i < count; i++) {
        set_grain(mapping, &mapping->rules[i], problems);
    }
    /* by_value is not in use yet and has the room that both need. */
    take_places(mapping, mapping->by_value, problems);
    check_names(mapping, mapping->by_value, problems);
    sort_rules(mapping);
    return ap_find_verdict(problems, before, mapping->file, err);
}

void ap_mapping_free(ap_mapping *mapping)
{
    if (mapping == NULL) {
        return;
    }
    free(mapping->rules);
    ap_arena_free(mapping->arena);
    free(mapping);
}
