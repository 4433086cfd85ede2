#include "method/selection.h"

#include <stddef.h>
#include <string.h>

ap_selection ap_selection_of_rule(const ap_rule *rule)
{
    return (ap_selection){
        .place = rule->place,
        .programme = rule->programme,
        .source = rule->source,
        .pool = rule->pool,
        .scheme_type = rule->scheme_type,
        .area = rule->area,
        .tag = rule->tag,
    };
}

typedef struct ap_selector_name {
    const char *name;
    size_t offset;
} ap_selector_name;

static const ap_selector_name names[] = {
    {"place", offsetof(ap_selection, place)},
    {"programme", offsetof(ap_selection, programme)},
    {"source", offsetof(ap_selection, source)},
    {"pool", offsetof(ap_selection, pool)},
    {"scheme_type", offsetof(ap_selection, scheme_type)},
    {"area", offsetof(ap_selection, area)},
    {"tag", offsetof(ap_selection, tag)},
};

/* The part of length bytes without the spaces around it. */
static char *trimmed(ap_arena *arena, const char *bytes, size_t length)
{
    while (length > 0 && bytes[0] == ' ') {
        bytes++;
        length--;
    }
    while (length > 0 && bytes[length - 1] == ' ') {
        length--;
    }
    return ap_arena_copy(arena, bytes, length);
}

/* Words of a selector into its field, which they must be the first to take: of two lists
 * the reader would expect both, or neither. */
static bool take_words(const char *words, size_t offset, ap_selection *out)
{
    const char *taken = NULL;
    memcpy(&taken, (const char *)out + offset, sizeof taken);
    if (words == NULL || words[0] == '\0' || strchr(words, '=') != NULL ||
        taken[0] != '\0') {
        return false;
    }
    memcpy((char *)out + offset, &words, sizeof words);
    return true;
}

/* "programme=acute|community" into its field. */
static bool take_part(const char *part, size_t length, ap_arena *arena, ap_selection *out)
{
    const char *equals = memchr(part, '=', length);
    if (equals == NULL) {
        return false;
    }
    size_t before = (size_t)(equals - part);
    const char *name = trimmed(arena, part, before);
    const char *words = trimmed(arena, equals + 1, length - before - 1);
    for (size_t i = 0; name != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i].name) == 0) {
            return take_words(words, names[i].offset, out);
        }
    }
    return false;
}

bool ap_selection_parse(const char *of, ap_arena *arena, ap_selection *out)
{
    *out = (ap_selection){"", "", "", "", "", "", ""};
    bool is_good = true;
    const char *part = of;
    while (is_good && *part != '\0') {
        size_t length = strcspn(part, ";");
        bool is_blank = strspn(part, " ") >= length;
        is_good = is_blank || take_part(part, length, arena, out);
        part += length + (part[length] == ';' ? 1 : 0);
    }
    return is_good;
}

bool ap_selection_is_each(const ap_selection *selection)
{
    return strcmp(selection->place, "each") == 0;
}

bool ap_selection_has_place(const ap_case *inputs, const ap_selection *selection,
                            size_t each_at, size_t place)
{
    if (ap_selection_is_each(selection)) {
        return ap_case_is_within(inputs, place, each_at);
    }
    return ap_selector_has_place(inputs, selection->place, place);
}

bool ap_selection_has_scheme_anywhere(const ap_case *inputs, const ap_selection *selection,
                                      size_t scheme_at)
{
    const ap_scheme *scheme = &inputs->schemes[scheme_at];
    const ap_programme *programme = &inputs->programmes[scheme->programme_at];
    return ap_selector_matches(selection->programme, programme->programme) &&
           ap_selector_matches(selection->pool, scheme->pool) &&
           ap_selector_matches(selection->scheme_type, scheme->scheme_type) &&
           ap_selector_matches(selection->area, programme->area) &&
           ap_selector_has_tag(selection->tag, scheme->tags);
}

bool ap_selection_has_scheme(const ap_case *inputs, const ap_selection *selection,
                             size_t each_at, size_t scheme)
{
    return ap_selection_has_scheme_anywhere(inputs, selection, scheme) &&
           ap_selection_has_place(inputs, selection, each_at,
                                  inputs->schemes[scheme].place_at);
}

bool ap_selection_has_source(const ap_case *inputs, const ap_selection *selection,
                             size_t source)
{
    const ap_source *row = &inputs->sources[source];
    if (strcmp(selection->source, "envelope") == 0) {
        return row->is_envelope;
    }
    if (strcmp(selection->source, "!envelope") == 0) {
        return !row->is_envelope;
    }
    return ap_selector_matches(selection->source, row->source);
}
