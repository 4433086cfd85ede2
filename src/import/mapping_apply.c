#include <stdio.h>
#include <stdlib.h>

#include "data/finding.h"
#include "import/mapping.h"

/* Looking for the nearest word takes time. A mapping with more rules than these that take
 * nothing has no typing errors: it is of another file. */
enum { MOST_SUGGESTED = 50 };

/* What comes of a rule. */
typedef struct ap_fate {
    bool is_met;   /* it names a practice of the ICB */
    bool is_used;  /* and such a practice is in its place */
    size_t abroad; /* a practice of another ICB that it names, or AP_NONE */
} ap_fate;

/* What applying a mapping takes along. */
typedef struct ap_applying {
    const ap_mapping *mapping;
    const ap_practices *practices;
    const char *icb;
    ap_problems *problems;
    ap_fate *fates;     /* of each rule */
    const char **words; /* room for the codes and names of all practices */
    size_t suggested;   /* how many rules were given the nearest word */
} ap_applying;

/* Rules that name one text: positions in by_value. */
typedef struct ap_range {
    size_t first;
    size_t end;
} ap_range;

/* A rule may name a practice by two texts of each grain. */
enum { CODE, NAME, TEXTS };

/* The rules of a grain that name the practice by its code or by its name. A name that is
 * the code says nothing new. Blanks meet no rule but those by rest, whose value is blank.
 */
static ap_range rules_naming(const ap_mapping *mapping, const ap_practice *practice,
                             ap_grain grain, int by)
{
    const char *code = ap_grain_code(practice, grain);
    const char *name = ap_grain_name(practice, grain);
    size_t start = mapping->grain_first[grain];
    size_t count = mapping->grain_first[grain + 1] - start;
    if (by == NAME && ap_text_same(code, name)) {
        return (ap_range){0, 0};
    }
    const ap_named *list = mapping->by_value + start;
    size_t first = ap_named_first(count, list, by == NAME ? name : code);
    return (ap_range){start + first, start + ap_named_end(count, list, first)};
}

/* The rule that takes the practice: of the most exact grain that has any, the first. */
static size_t winner_of(const ap_mapping *mapping, const ap_practice *practice)
{
    size_t winner = AP_NONE;
    for (ap_grain grain = AP_GRAIN_PRACTICE; grain < AP_GRAINS && winner == AP_NONE;
         grain++) {
        for (int by = CODE; by < TEXTS; by++) {
            ap_range range = rules_naming(mapping, practice, grain, by);
            if (range.first < range.end && mapping->by_value[range.first].item < winner) {
                winner = mapping->by_value[range.first].item;
            }
        }
    }
    return winner;
}

static size_t place_by(const ap_mapping *mapping, size_t rule)
{
    return rule == AP_NONE ? AP_NONE : mapping->rules[rule].place_at;
}

static void report_two_places(const ap_applying *applying, const ap_practice *practice,
                              const ap_mapping_rule *one, const ap_mapping_rule *other)
{
    const ap_mapping *mapping = applying->mapping;
    ap_find(applying->problems,
            (ap_spot){mapping->file, other->row.line, "value", other->value},
            "remove one of the rows, or name the practice in a more exact one",
            "a practice is in one place; row %ld puts %s (%s) in \"%s\", row %ld in \"%s\"",
            one->row.line, practice->code, practice->name,
            mapping->places[one->place_at].name, other->row.line,
            mapping->places[other->place_at].name);
}

/* A rule names a practice that the winner takes. */
static void meet(ap_applying *applying, size_t p, size_t at, size_t winner)
{
    const ap_practice *practice = &applying->practices->rows[p];
    const ap_mapping_rule *rule = &applying->mapping->rules[at];
    const ap_mapping_rule *first = &applying->mapping->rules[winner];
    ap_fate *fate = &applying->fates[at];
    if (!ap_practice_is_of(practice, applying->icb)) {
        fate->abroad = fate->abroad == AP_NONE ? p : fate->abroad;
        return;
    }
    fate->is_met = true;
    if (rule->grain == first->grain) {
        fate->is_used = true;
        if (rule->place_at != first->place_at) {
            report_two_places(applying, practice, first, rule);
        }
    }
}

/* All rules that name the practice. */
static void meet_all(ap_applying *applying, size_t p, size_t winner)
{
    const ap_mapping *mapping = applying->mapping;
    for (ap_grain grain = AP_GRAIN_PRACTICE; grain < AP_GRAINS; grain++) {
        for (int by = CODE; by < TEXTS; by++) {
            ap_range range =
                rules_naming(mapping, &applying->practices->rows[p], grain, by);
            for (size_t k = range.first; k < range.end; k++) {
                meet(applying, p, mapping->by_value[k].item, winner);
            }
        }
    }
}

static void report_unplaced(const ap_applying *applying, const ap_practice *practice)
{
    char remedy[AP_REMEDY_SIZE];
    (void)snprintf(remedy, sizeof remedy,
                   "add a rule for it, for its PCN (%.60s), for its district (%.60s) or by "
                   "rest",
                   practice->pcn_name[0] == '\0' ? "none" : practice->pcn_name,
                   practice->district_name);
    ap_find(applying->problems,
            (ap_spot){applying->practices->file, practice->line, "", practice->code},
            remedy, "every practice of the ICB is in a place; no rule of %s takes %s (%s)",
            applying->mapping->file, practice->code, practice->name);
}

static void add_word(ap_applying *applying, size_t *count, const char *word)
{
    if (word[0] != '\0') {
        applying->words[(*count)++] = word;
    }
}

/* The nearest of the codes and names that a rule of this grain could have. */
static const char *suggest(ap_applying *applying, const ap_mapping_rule *rule, char out[])
{
    size_t count = 0;
    if (applying->suggested++ < MOST_SUGGESTED) {
        for (size_t p = 0; p < applying->practices->count; p++) {
            const ap_practice *practice = &applying->practices->rows[p];
            if (ap_practice_is_of(practice, applying->icb)) {
                add_word(applying, &count, ap_grain_code(practice, rule->grain));
                add_word(applying, &count, ap_grain_name(practice, rule->grain));
            }
        }
    }
    return ap_suggest(rule->value, count, applying->words, "correct it, or take it out",
                      out);
}

/* A rule that takes nothing is a typing error, or it has become void. */
static void report_unused(ap_applying *applying, size_t at)
{
    const ap_mapping_rule *rule = &applying->mapping->rules[at];
    const ap_fate *fate = &applying->fates[at];
    const char *word = ap_grain_word(rule->grain);
    char remedy[AP_REMEDY_SIZE];
    ap_spot spot = {applying->mapping->file, rule->row.line, "value", rule->value};
    if (fate->is_met || rule->grain == AP_GRAIN_REST) {
        ap_find(applying->problems, spot, "take it out",
                "a rule takes a practice; more exact rules take all that this one names");
    } else if (fate->abroad != AP_NONE) {
        const ap_practice *practice = &applying->practices->rows[fate->abroad];
        ap_find(applying->problems, spot, "take it out, or choose the other ICB",
                "a mapping is of one ICB; this %s is of %s (%s), not of %s", word,
                practice->icb, practice->icb_name, applying->icb);
    } else {
        ap_find(applying->problems, spot, suggest(applying, rule, remedy),
                "a rule takes a practice; %s has no %s of this code or name%s",
                applying->practices->file, word,
                rule->grain == AP_GRAIN_PRACTICE ? " (it may have closed)" : "");
    }
}

static void apply(ap_applying *applying, size_t place_of[])
{
    const ap_mapping *mapping = applying->mapping;
    ap_mapping_apply_loosely(mapping, applying->practices, applying->icb, place_of);
    for (size_t p = 0; p < applying->practices->count; p++) {
        const ap_practice *practice = &applying->practices->rows[p];
        size_t winner = winner_of(mapping, practice);
        if (winner != AP_NONE) {
            meet_all(applying, p, winner);
        } else if (ap_practice_is_of(practice, applying->icb)) {
            report_unplaced(applying, practice);
        }
    }
    for (size_t i = 0; i < mapping->rule_count; i++) {
        if (!applying->fates[i].is_used) {
            report_unused(applying, i);
        }
    }
}

ap_status ap_mapping_apply(const ap_mapping *mapping, const ap_practices *practices,
                           const char *icb, ap_problems *problems, size_t place_of[],
                           ap_error *err)
{
    ap_status status = AP_OK;
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    ap_applying applying = {
        .mapping = mapping,
        .practices = practices,
        .icb = icb,
        .problems = problems,
        .fates = calloc(mapping->rule_count + 1, sizeof *applying.fates),
        .words = calloc(TEXTS * practices->count + 1, sizeof *applying.words),
    };
    if (applying.fates == NULL || applying.words == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, mapping->file, "no memory to apply it"));
    }
    for (size_t i = 0; i < mapping->rule_count; i++) {
        applying.fates[i].abroad = AP_NONE;
    }
    apply(&applying, place_of);
    AP_TRY(ap_find_verdict(problems, before, mapping->file, err));
done:
    free(applying.fates);
    free(applying.words);
    return status;
}

void ap_mapping_apply_loosely(const ap_mapping *mapping, const ap_practices *practices,
                              const char *icb, size_t place_of[])
{
    for (size_t p = 0; p < practices->count; p++) {
        const ap_practice *practice = &practices->rows[p];
        place_of[p] = ap_practice_is_of(practice, icb)
                          ? place_by(mapping, winner_of(mapping, practice))
                          : AP_NONE;
    }
}
