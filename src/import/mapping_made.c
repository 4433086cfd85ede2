#include <stdlib.h>
#include <string.h>

#include "data/finding.h"
#include "import/mapping.h"
#include "import/slug.h"

/* A district, PCN or practice that becomes a place. */
typedef struct ap_part {
    const char *code; /* its name where it has no code */
    const char *name;
    bool is_one_name; /* do all its practices give it the same name? */
    bool is_shared;   /* has another the same name? */
} ap_part;

/* What making a mapping takes along; lists have room for every practice. */
typedef struct ap_making {
    ap_mapping *mapping;
    const ap_practices *practices;
    ap_grain grain;
    size_t part_count;
    ap_part *parts; /* in the order of their code */
    ap_named *list; /* of practices by code, then of parts by name */
} ap_making;

static const char *code_of(const ap_making *making, size_t at)
{
    const ap_practice *practice = &making->practices->rows[at];
    const char *code = ap_grain_code(practice, making->grain);
    return code[0] == '\0' ? ap_grain_name(practice, making->grain) : code;
}

static const char *name_of(const ap_making *making, size_t at)
{
    const char *name = ap_grain_name(&making->practices->rows[at], making->grain);
    return name[0] == '\0' ? code_of(making, at) : name;
}

/* List the practices of the ICB by the code of their part; returns how many. */
static size_t list_practices(ap_making *making, const char *icb, ap_problems *problems)
{
    size_t count = 0;
    bool has_icb = false;
    for (size_t p = 0; p < making->practices->count; p++) {
        const ap_practice *practice = &making->practices->rows[p];
        const char *code = code_of(making, p);
        bool is_here = ap_practice_is_of(practice, icb);
        has_icb = has_icb || is_here;
        if (is_here && code[0] == '\0') {
            ap_find(problems,
                    (ap_spot){making->practices->file, practice->line, "", practice->code},
                    "define the places by district or in a mapping file",
                    "for places by %s every practice has one; %s (%s) has none",
                    ap_grain_word(making->grain), practice->code, practice->name);
        } else if (is_here) {
            making->list[count++] = (ap_named){code, p};
        }
    }
    if (!has_icb) {
        ap_find(problems, (ap_spot){making->practices->file, 0, "", icb},
                "write the ICB's code as this file has it",
                "the ICB has practices in the file");
    }
    return count;
}

/* One part for each code. */
static void take_parts(ap_making *making, size_t count)
{
    ap_named_sort(count, making->list);
    size_t end = 0;
    for (size_t first = 0; first < count; first = end) {
        end = ap_named_end(count, making->list, first);
        ap_part part = {.code = making->list[first].name,
                        .name = name_of(making, making->list[first].item),
                        .is_one_name = true};
        for (size_t k = first + 1; k < end; k++) {
            const char *name = name_of(making, making->list[k].item);
            part.is_one_name = part.is_one_name && ap_text_same(name, part.name);
        }
        making->parts[making->part_count++] = part;
    }
}

/* List the parts by name. */
static void list_parts(ap_making *making)
{
    size_t count = making->part_count;
    for (size_t i = 0; i < count; i++) {
        making->list[i] = (ap_named){making->parts[i].name, i};
    }
    ap_named_sort(count, making->list);
    size_t end = 0;
    for (size_t first = 0; first < count; first = end) {
        end = ap_named_end(count, making->list, first);
        for (size_t k = first; k < end; k++) {
            making->parts[making->list[k].item].is_shared = end - first > 1;
        }
    }
}

/* A name reads better than a code, and codes of districts and PCNs change between years
 * while the name stays. Of practices the code stays. */
static bool goes_by_code(const ap_making *making, const ap_part *part)
{
    return making->grain == AP_GRAIN_PRACTICE || part->is_shared || !part->is_one_name;
}

/* The rule of one part; false when there is no memory. Its key is still to come. */
static bool make_rule(const ap_making *making, const ap_part *part, ap_mapping_rule *rule)
{
    ap_arena *arena = making->mapping->arena;
    const char *by = ap_grain_word(making->grain);
    *rule = (ap_mapping_rule){
        .row = {.basis = ap_arena_print(arena, "derived: one place for each %s of %s", by,
                                        making->practices->file),
                .note = ""},
        .name = part->is_shared ? ap_arena_print(arena, "%s (%s)", part->name, part->code)
                                : ap_arena_print(arena, "%s", part->name),
        .by = by,
        .value = ap_arena_print(arena, "%s",
                                goes_by_code(making, part) ? part->code : part->name),
    };
    return rule->row.basis != NULL && rule->name != NULL && rule->value != NULL;
}

static ap_status make_rules(ap_making *making, ap_error *err)
{
    ap_status status = AP_OK;
    ap_mapping *mapping = making->mapping;
    size_t count = making->part_count;
    const char **words = calloc(count + 1, sizeof *words);
    const char **keys = calloc(count + 1, sizeof *keys);
    mapping->rules = calloc(count + 1, sizeof *mapping->rules);
    bool is_made = words != NULL && keys != NULL && mapping->rules != NULL;
    for (size_t k = 0; k < count && is_made; k++) {
        const ap_part *part = &making->parts[making->list[k].item];
        is_made = make_rule(making, part, &mapping->rules[k]);
        words[k] = making->grain == AP_GRAIN_PRACTICE ? part->code : mapping->rules[k].name;
    }
    if (!is_made) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, mapping->file, "no memory for the rules"));
    }
    AP_TRY(ap_slugs(count, words, mapping->arena, keys, err));
    for (size_t k = 0; k < count; k++) {
        mapping->rules[k].place = keys[k];
    }
    mapping->rule_count = count;
done:
    free(words);
    free(keys);
    return status;
}

ap_status ap_mapping_made(ap_mapping_kind kind, const ap_practices *practices,
                          const char *icb, ap_problems *problems, ap_mapping **out,
                          ap_error *err)
{
    ap_status status = AP_OK;
    size_t room = practices->count + 1;
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    ap_making making = {
        .practices = practices,
        .grain = kind == AP_BY_DISTRICT ? AP_GRAIN_DISTRICT
                 : kind == AP_BY_PCN    ? AP_GRAIN_PCN
                                        : AP_GRAIN_PRACTICE,
        .parts = calloc(room, sizeof *making.parts),
        .list = calloc(room, sizeof *making.list),
    };
    if (making.parts == NULL || making.list == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, practices->file, "no memory for the places"));
    }
    AP_TRY(ap_mapping_new(ap_grain_word(making.grain), &making.mapping, err));
    take_parts(&making, list_practices(&making, icb, problems));
    list_parts(&making);
    AP_TRY(make_rules(&making, err));
    AP_TRY(ap_mapping_settle(making.mapping, before, problems, err));
    *out = making.mapping;
    making.mapping = NULL;
done:
    free(making.parts);
    free(making.list);
    ap_mapping_free(making.mapping);
    return status;
}
