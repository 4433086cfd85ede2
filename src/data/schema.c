#include "data/schema.h"

#include <string.h>

/* The most money that a cell may hold, and the most people or units. */
#define MOST_POUNDS 1e12
#define MOST_PEOPLE 1e9

#define IS(kind, row, member) \
    .name = #member, .type = AP_TYPE_##kind, .offset = offsetof(row, member)
#define KEY(row, member) IS(KEY, row, member), .is_required = true
#define REF(row, member, table) \
    IS(REF, row, member), .at_offset = offsetof(row, member##_at), .refers = (table)
#define MONEY(row, member) IS(MONEY, row, member), .high = MOST_POUNDS, .unit = "£"
#define FLAG(row, word) \
    .name = #word, .type = AP_TYPE_FLAG, .offset = offsetof(row, is_##word)
#define REQUIRED .is_required = true

#define BASIS_AND_NOTE(row_type)                                                      \
    {.name = "basis",                                                                 \
     .type = AP_TYPE_BASIS,                                                           \
     .offset = offsetof(row_type, row.basis),                                         \
     .choices = "published|illustrative|derived",                                     \
     .is_required = true,                                                             \
     .help = "Where the figures come from; begins with published, illustrative or "   \
             "derived."},                                                             \
    {                                                                                 \
        .name = "note", .type = AP_TYPE_TEXT, .offset = offsetof(row_type, row.note), \
        .help = "Anything a reader should know."                                      \
    }

static const ap_field places[] = {
    {KEY(ap_place, place), .help = "Key of the place."},
    {IS(TEXT, ap_place, name), REQUIRED, .help = "Name of the place, as it is printed."},
    {REF(ap_place, parent, "places"),
     .help = "The place that this one is part of; blank for the system."},
    {IS(NUMBER, ap_place, population), .high = MOST_PEOPLE, .unit = "people",
     .help = "People registered; blank for a place with children, which are summed."},
    {IS(NUMBER, ap_place, population_before), .high = MOST_PEOPLE, .unit = "people",
     .help = "People registered last year, for a floor per head; blank: as many as now."},
    {IS(RATE, ap_place, core20), .high = 1, .unit = "share",
     .help = "Share of its people who live in the most deprived fifth of England."},
    {IS(TEXT, ap_place, hwb), .help = "Health and wellbeing board."},
    {IS(NUMBER, ap_place, cost_index), .high = 10, .unit = "index",
     .help = "Unavoidable cost relative to England (market forces factor); blank: that of "
             "the place it is part of, of the system 1."},
    {IS(KEY, ap_place, level),
     .help = "Which of the levels of case.ini it is of: place, pcn, practice, …"},
    {IS(TEXT, ap_place, code),
     .help = "Official code: ODS of a practice, ONS of a district."},
    {MONEY(ap_place, baseline),
     .help = "Below the round: last year's money, for floors and caps; blank: not known."},
    {IS(NUMBER, ap_place, latitude), .low = -90, .high = 90, .unit = "degrees",
     .help = "Where it is, for the map."},
    {IS(NUMBER, ap_place, longitude), .low = -180, .high = 180, .unit = "degrees",
     .help = "Where it is, for the map."},
    BASIS_AND_NOTE(ap_place),
};

static const ap_field need[] = {
    {REF(ap_need_row, place, "places"), REQUIRED, .help = "A place without children."},
    {KEY(ap_need_row, component), .help = "Component of need, such as general_acute."},
    {.name = "weighted_population",
     .type = AP_TYPE_NUMBER,
     .offset = offsetof(ap_need_row, weighted),
     REQUIRED,
     .high = MOST_PEOPLE,
     .unit = "people",
     .help = "Weighted population of the place for the component."},
    BASIS_AND_NOTE(ap_need_row),
};

static const ap_field england[] = {
    {KEY(ap_england_row, component),
     .help = "Component of need, as in need.csv, or population: the people registered."},
    {.name = "weighted_population",
     .type = AP_TYPE_NUMBER,
     .offset = offsetof(ap_england_row, weighted),
     REQUIRED,
     .low = 1,
     .high = MOST_PEOPLE,
     .unit = "people",
     .help = "England's total of it."},
    BASIS_AND_NOTE(ap_england_row),
};

static const ap_field uplifts[] = {
    {KEY(ap_uplift, uplift), .help = "Key of the uplift."},
    {IS(TEXT, ap_uplift, name), REQUIRED, .help = "What it is for, as it is printed."},
    {REF(ap_uplift, place, "places"), REQUIRED,
     .help = "The place whose need is more than published; those below it share it."},
    {REF(ap_uplift, programme, "programmes"),
     .help = "The programme whose need it is; blank: of all."},
    {IS(CHOICE, ap_uplift, unit), .choices = "share|core20|people", REQUIRED,
     .help = "A share of the place's need, a share of the need of its people in Core20, or "
             "as many people more (say a new housing development), with the place's own "
             "need a head."},
    {IS(AMOUNT, ap_uplift, value), REQUIRED, .unit = "as `unit` says",
     .help = "A rate such as 2.5%, or a number of people; below zero: less need."},
    BASIS_AND_NOTE(ap_uplift),
};

#define COMPONENT(at, word)                                                   \
    {                                                                         \
        .name = (word), .type = AP_TYPE_NUMBER,                               \
        .offset = offsetof(ap_history_row, weighted) + (at) * sizeof(double), \
        .high = MOST_PEOPLE, .unit = "people",                                \
        .help = "Weighted population of that year; blank: not published."     \
    }

static const ap_field history[] = {
    {IS(YEAR, ap_history_row, year), REQUIRED,
     .help = "A financial year before the case's: 2024/25."},
    {KEY(ap_history_row, practice), .help = "Code of the practice, in small letters."},
    {IS(TEXT, ap_history_row, name), .help = "Its name in that year."},
    {REF(ap_history_row, place, "places"),
     .help = "The place of the round that it counts to in every year; blank: none."},
    {REF(ap_history_row, published, "places"),
     .help = "The place that its district of that year gives; blank: none."},
    {IS(NUMBER, ap_history_row, population), REQUIRED, .high = MOST_PEOPLE,
     .unit = "people", .help = "People registered in that year."},
    COMPONENT(0, "general_acute"),
    COMPONENT(1, "community"),
    COMPONENT(2, "mental_health"),
    COMPONENT(3, "maternity"),
    COMPONENT(4, "prescribing"),
    COMPONENT(5, "health_inequalities"),
    COMPONENT(6, "core"),
    COMPONENT(7, "primary_medical_need"),
    COMPONENT(8, "primary_medical"),
    BASIS_AND_NOTE(ap_history_row),
};

static const ap_field blends[] = {
    {KEY(ap_blend_row, blend), .help = "Key of the blend; a row is one of its terms."},
    {KEY(ap_blend_row, component), .help = "Component of need that is weighed."},
    {IS(NUMBER, ap_blend_row, weight), REQUIRED, .unit = "weight",
     .help = "Weight of the component in the blend."},
    {FLAG(ap_blend_row, costed), .fallback = "no",
     .help = "Is the component multiplied by the cost index of the place?"},
    {FLAG(ap_blend_row, scaled), .fallback = "no",
     .help = "Is it divided by the system's total first, so that weights are shares?"},
    BASIS_AND_NOTE(ap_blend_row),
};

static const ap_field programmes[] = {
    {KEY(ap_programme, programme), .help = "Key of the programme."},
    {IS(TEXT, ap_programme, name), REQUIRED, .help = "Name, as it is printed."},
    {IS(TEXT, ap_programme, need),
     .help =
         "Component or blend that measures its need; blank where need does not drive it."},
    {IS(RATE, ap_programme, target_share), .fallback = "0", .high = 1, .unit = "share",
     .help = "Its part of the money shared by need; all programmes add up to 100%."},
    {IS(TEXT, ap_programme, area),
     .help = "BCF area of spend: Acute, Mental Health, Community Health, Social Care, …"},
    BASIS_AND_NOTE(ap_programme),
};

static const ap_field pools[] = {
    {KEY(ap_pool, pool), .help = "Key of the Section 75 fund."},
    {IS(TEXT, ap_pool, name), REQUIRED, .help = "Name, as it is printed."},
    {REF(ap_pool, place, "places"), .help = "The place that it serves; blank for all."},
    {IS(TEXT, ap_pool, class), REQUIRED, .choices = "pooled|aligned|non-pooled",
     .help = "Class of the fund."},
    {IS(TEXT, ap_pool, host), .help = "The partner that keeps the fund's accounts."},
    {MONEY(ap_pool, total), REQUIRED, .help = "Its size; its contributions add up to it."},
    BASIS_AND_NOTE(ap_pool),
};

static const ap_field sources[] = {
    {KEY(ap_source, source), .help = "Key of the source."},
    {IS(TEXT, ap_source, name), REQUIRED, .help = "Name, as it is printed."},
    {IS(TEXT, ap_source, owner), REQUIRED, .help = "Whose money it is."},
    {IS(TEXT, ap_source, stream), REQUIRED,
     .help = "Stream, as the BCF template names it, or ICB core, Primary medical, …"},
    {IS(CHOICE, ap_source, kind), .choices = "revenue|capital", .fallback = "revenue",
     .help = "Revenue and capital never mix."},
    {REF(ap_source, place, "places"),
     .help = "Where it must be spent; blank: anywhere in the system."},
    {FLAG(ap_source, envelope), REQUIRED,
     .help = "Is it part of the ICB's envelope, and so of what places are compared by?"},
    {MONEY(ap_source, amount), REQUIRED, .help = "How much there is of it."},
    {IS(CHOICE, ap_source, spend), .choices = "in_full|at_most", REQUIRED,
     .help = "Must it be spent in full, or may some be left?"},
    {IS(NUMBER, ap_source, preference), .fallback = "1", .high = 1000, .unit = "rank",
     .help = "1 is used first where several sources may pay for the same."},
    BASIS_AND_NOTE(ap_source),
};

static const ap_field contributions[] = {
    {REF(ap_contribution, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(TEXT, ap_contribution, partner), REQUIRED, .help = "Who brings the money."},
    {REF(ap_contribution, source, "sources"), REQUIRED, .help = "Out of which source."},
    {MONEY(ap_contribution, amount), REQUIRED, .help = "How much."},
    BASIS_AND_NOTE(ap_contribution),
};

static const ap_field eligibility[] = {
    {REF(ap_eligibility, source, "sources"), REQUIRED, .help = "The source that may pay …"},
    {REF(ap_eligibility, programme, "programmes"),
     .help = "… for schemes of this programme; blank: of all."},
    {IS(TEXT, ap_eligibility, scheme_type),
     .help = "… of these scheme types: a selector, see rules.csv; blank: of all."},
    {REF(ap_eligibility, pool, "pools"),
     .help = "… of this pool; blank: in and out of pools."},
    {REF(ap_eligibility, place, "places"),
     .help = "… in this place or below it; blank: anywhere."},
    BASIS_AND_NOTE(ap_eligibility),
};

static const ap_field schemes[] = {
    {KEY(ap_scheme, scheme), .help = "Key of the scheme."},
    {IS(TEXT, ap_scheme, name), REQUIRED, .help = "Name, as it is printed."},
    {REF(ap_scheme, place, "places"), REQUIRED,
     .help = "A place without children, or the system."},
    {REF(ap_scheme, programme, "programmes"), REQUIRED, .help = "What the money is for."},
    {REF(ap_scheme, pool, "pools"), .help = "The pool it is paid through; blank: none."},
    {IS(TEXT, ap_scheme, scheme_type), .fallback = "Core service",
     .help = "BCF scheme type, such as Home Care or Domiciliary Care."},
    {IS(CHOICE, ap_scheme, kind), .choices = "revenue|capital", .fallback = "revenue",
     .help = "Only sources of the same kind may fund it."},
    {MONEY(ap_scheme, baseline), REQUIRED, .help = "Last year's spend, from all sources."},
    {MONEY(ap_scheme, baseline_other), .fallback = "0",
     .help = "The part of the baseline that came from outside the envelope."},
    {MONEY(ap_scheme, committed), .fallback = "0", .help = "The least that it can have."},
    {MONEY(ap_scheme, bid), REQUIRED, .help = "The most that it asks for."},
    {IS(NUMBER, ap_scheme, priority), .fallback = "1", .high = 1000, .unit = "weight",
     .help = "Weight of its unmet bid beside need."},
    {IS(NUMBER, ap_scheme, output), .fallback = "0", .high = MOST_PEOPLE, .unit = "units",
     .help = "What the baseline buys, in output_unit; 0: not known."},
    {IS(TEXT, ap_scheme, output_unit), .help = "Beds, packages, visits, staff, …"},
    {IS(TEXT, ap_scheme, tags), .help = "Words that rules may ask for, divided by \"|\"."},
    BASIS_AND_NOTE(ap_scheme),
};

static const ap_field rules[] = {
    {KEY(ap_rule, rule), .help = "Key of the rule."},
    {IS(TEXT, ap_rule, name), REQUIRED, .help = "The rule in words, as it is printed."},
    {IS(TEXT, ap_rule, place),
     .help = "Selector of places; a place stands for those below it too; each: one "
             "constraint a place."},
    {IS(TEXT, ap_rule, programme), .help = "Selector of programmes."},
    {IS(TEXT, ap_rule, source),
     .help = "Selector of sources; envelope or !envelope: all that are part of it or not."},
    {IS(TEXT, ap_rule, pool), .help = "Selector of pools."},
    {IS(TEXT, ap_rule, scheme_type), .help = "Selector of scheme types."},
    {IS(TEXT, ap_rule, area), .help = "Selector of BCF areas of spend (programmes.csv)."},
    {IS(TEXT, ap_rule, tag), .help = "Selector of tags."},
    {IS(CHOICE, ap_rule, measure), .choices = "pounds|output", .fallback = "pounds",
     .help = "What is measured of the money that is selected."},
    {IS(CHOICE, ap_rule, bound), .choices = "at_least|no_more|equal", REQUIRED,
     .help = "Is the value a floor, a ceiling or both?"},
    {IS(AMOUNT, ap_rule, value), REQUIRED, .unit = "as `unit` says",
     .help = "Money for pounds and per_head, else a rate such as 5.66%."},
    {IS(CHOICE, ap_rule, unit), .choices = "pounds|share|growth|per_head|target", REQUIRED,
     .help =
         "Pounds, a share of the money that `of` selects, growth on the baseline of the "
         "same schemes, pounds a head, or a share of the target of the places."},
    {IS(TEXT, ap_rule, of),
     .help = "For a share, of what: \"programme=acute|community; source=envelope\"; of all "
             "money: \"place=*\"."},
    {IS(CHOICE, ap_rule, strength), .choices = "hard|soft|off", .fallback = "hard",
     .help =
         "A hard rule is kept, a soft one as far as can be, an off one is not looked at."},
    {IS(NUMBER, ap_rule, rank), .high = 1000, .unit = "rank",
     .help = "Of a soft rule: 1 is kept first."},
    {IS(TEXT, ap_rule, policy), .help = "The policy that it comes from."},
    BASIS_AND_NOTE(ap_rule),
};

static const ap_field options[] = {
    {KEY(ap_option_row, option), .help = "Key of the option; a row is one of its changes."},
    {IS(TEXT, ap_option_row, name), REQUIRED, .help = "Name of the option, on every row."},
    {IS(TEXT, ap_option_row, table), REQUIRED,
     .help = "The table that changes: rules, schemes, pace, … or settings."},
    {IS(TEXT, ap_option_row, target), REQUIRED,
     .help = "Key of the row that changes; for settings, section.key."},
    {IS(TEXT, ap_option_row, column), .help = "The column; blank for settings."},
    {IS(TEXT, ap_option_row, value), .help = "The value, as it would stand in the file."},
    BASIS_AND_NOTE(ap_option_row),
};

static const ap_field pace[] = {
    {KEY(ap_pace_row, parameter), .help = "A parameter of the list below."},
    {IS(KEY, ap_pace_row, level),
     .help = "The level below the round whose places it is for; blank: the round's."},
    {IS(AMOUNT, ap_pace_row, value), REQUIRED, .unit = "as listed",
     .help = "Its value; a parameter without a row is off."},
    BASIS_AND_NOTE(ap_pace_row),
};

#define TABLE(row, table, key_fields, required, words) \
    TABLE_OF(AP_SCOPE_ALL, row, table, key_fields, required, words)
#define NEED(row, table, key_fields, required, words) \
    TABLE_OF(AP_SCOPE_NEED, row, table, key_fields, required, words)
#define TABLE_OF(reach, row, table, key_fields, required, words)                           \
    {                                                                                      \
        .name = #table, .file = #table ".csv", .help = (words), .is_required = (required), \
        .scope = (reach), .key = (key_fields), .row_size = sizeof(row),                    \
        .count_offset = offsetof(ap_case, table##_count),                                  \
        .rows_offset = offsetof(ap_case, table),                                           \
        .field_count = sizeof(table) / sizeof(table)[0], .fields = (table)                 \
    }

static const ap_schema_table tables[] = {
    NEED(ap_place, places, "place", true,
         "A row is an area that money is shared among. Places nest; the one without parent "
         "is the system."),
    NEED(ap_need_row, need, "place/component", true,
         "A row is the weighted population of a place for one component of need."),
    NEED(ap_england_row, england, "component", false,
         "A row is England's total for one component; the system's own index is relative "
         "to it."),
    NEED(
        ap_blend_row, blends, "", false,
        "A row is one term of a blend: a weighted sum of components that measures the need "
        "of a programme."),
    NEED(ap_programme, programmes, "programme", true, "A row is what money is for."),
    NEED(ap_uplift, uplifts, "uplift", false,
         "A row is need that the published figures do not have: formula (2a)."),
    NEED(ap_history_row, history, "year/practice", false,
         "A row is a practice in an earlier year: formula (14)."),
    TABLE(ap_pool, pools, "pool", false, "A row is a Section 75 fund."),
    TABLE(ap_source, sources, "source", true,
          "A row is one stream of money with one owner and its own rules."),
    TABLE(ap_contribution, contributions, "pool/partner/source", false,
          "A row is what a partner brings to a pool."),
    TABLE(ap_eligibility, eligibility, "", true,
          "A row is a permission: the source may fund the schemes that match every column "
          "that is not blank. Kind and place of the source bind besides."),
    TABLE(ap_scheme, schemes, "scheme", true,
          "A row is the smallest thing that is funded. A core service line of a place is a "
          "scheme too."),
    TABLE(
        ap_rule, rules, "rule", true,
        "A row is one policy constraint. A selector is blank (all) or words divided by "
        "\"|\", with \"*\" and \"?\" as in file names; \"!\" before the whole turns it round."),
    TABLE(ap_option_row, options, "", false,
          "A row is one change that makes an option: in this table, the row of this key, "
          "this column has this value."),
    TABLE(ap_pace_row, pace, "parameter/level", false,
          "A row is one parameter of the pace of change, formula (8)."),
};

enum { TABLES = sizeof tables / sizeof tables[0] };

const ap_schema_table *ap_schema_tables(size_t *count)
{
    *count = TABLES;
    return tables;
}

const ap_schema_table *ap_schema_find(const char *name)
{
    if (strcmp(name, "settings") == 0) {
        return ap_schema_settings();
    }
    for (size_t i = 0; i < TABLES; i++) {
        if (strcmp(tables[i].name, name) == 0) {
            return &tables[i];
        }
    }
    return NULL;
}

const ap_field *ap_schema_field(const ap_schema_table *table, const char *name)
{
    for (size_t i = 0; i < table->field_count; i++) {
        if (strcmp(table->fields[i].name, name) == 0) {
            return &table->fields[i];
        }
    }
    return NULL;
}

void *ap_schema_rows(const ap_schema_table *table, const ap_case *inputs, size_t *count)
{
    void *rows = NULL;
    memcpy(count, (const char *)inputs + table->count_offset, sizeof *count);
    memcpy(&rows, (const char *)inputs + table->rows_offset, sizeof rows);
    return rows;
}

void *ap_schema_place(const ap_field *field, void *row)
{
    return (char *)row + field->offset;
}

const char *ap_schema_text(const ap_field *field, const void *row)
{
    const char *text = NULL;
    memcpy(&text, (const char *)row + field->offset, sizeof text);
    return text;
}

/* Every row struct begins with its ap_row. */
ap_row *ap_schema_row(const ap_schema_table *table, void *rows, size_t at)
{
    return (ap_row *)(void *)((char *)rows + at * table->row_size);
}

/* A value of rules.csv, by its unit. */
static const ap_field amounts[] = {
    [AP_UNIT_POUNDS] = {MONEY(ap_rule, value)},
    [AP_UNIT_SHARE] = {IS(RATE, ap_rule, value), .high = 1},
    [AP_UNIT_GROWTH] = {IS(RATE, ap_rule, value), .low = -1, .high = 10},
    [AP_UNIT_PER_HEAD] = {MONEY(ap_rule, value)},
    [AP_UNIT_TARGET] = {IS(RATE, ap_rule, value), .high = 10},
};

static const ap_field uplift_amounts[] = {
    [AP_UPLIFT_SHARE] = {.name = "value",
                         .type = AP_TYPE_RATE,
                         .low = -1,
                         .high = 10,
                         .offset = offsetof(ap_uplift, value)},
    [AP_UPLIFT_CORE20] = {.name = "value",
                          .type = AP_TYPE_RATE,
                          .low = -1,
                          .high = 10,
                          .offset = offsetof(ap_uplift, value)},
    [AP_UPLIFT_PEOPLE] = {.name = "value",
                          .type = AP_TYPE_NUMBER,
                          .low = -MOST_PEOPLE,
                          .high = MOST_PEOPLE,
                          .offset = offsetof(ap_uplift, value)},
};

const ap_field *ap_schema_amount(const ap_schema_table *table, const void *row)
{
    if (strcmp(table->name, "rules") == 0) {
        return &amounts[((const ap_rule *)row)->unit];
    }
    if (strcmp(table->name, "uplifts") == 0) {
        return &uplift_amounts[((const ap_uplift *)row)->unit];
    }
    return ap_schema_field(ap_schema_pace(), ((const ap_pace_row *)row)->parameter);
}
