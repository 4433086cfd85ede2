#include <math.h>
#include <string.h>

#include "base/text.h"
#include "record/assumptions.h"
#include "record/checks.h"
#include "record/front.h"
#include "record/logs.h"
#include "record/need_results.h"
#include "record/pen.h"
#include "record/uplifts.h"

static const char *const notes[] = {
    "Need index of a place: (weighted population / population) of the place, divided by that of "
    "the system. Of the system itself: the same, divided by that of England.",
    "Need share: a place's part of the system's weighted population, formula (1). Uplifts of "
    "uplifts.csv are in it, formula (2a).",
    "NHS England warns that its weighted populations lose accuracy at practice level: read a "
    "practice's index beside the size of its list.",
    "Formula (14) of README: ordinary change of lists, change of need a head, practices that "
    "merged, opened or closed, and practices that the published data moved between places.",
};

static const ap_step steps[] = {
    {"Version", "This workbook issued, and what has changed since the one before",
     "Finance business partner"},
    {"Quality", "Places agreed with those who know the practices", "Place directors"},
    {"Quality", "Practices that changed read, mergers explained", "Primary care lead"},
    {"Decision", "Need figures accepted as the base of the round", "Chief finance officer"},
};

static size_t component_at(const ap_indices *indices, const char *key)
{
    size_t c = 0;
    while (c < indices->components && strcmp(indices->keys[c], key) != 0) {
        c++;
    }
    return c;
}

static double system_of(const ap_indices *indices, size_t component)
{
    return indices->weighted[indices->places * indices->components + component];
}

/* The people of all rows of places.csv that have no rows below them. */
static double people_of_inputs(const ap_case *inputs)
{
    double people = 0;
    for (size_t i = 0; i < inputs->places_count; i++) {
        people += ap_case_is_parent(inputs, i) ? 0 : inputs->places[i].population;
    }
    return people;
}

/* The system as shown less the rows of need.csv, of the component where it is worst. */
static double worst_sum(const ap_case *inputs, const ap_indices *indices)
{
    double worst = 0;
    for (size_t c = 0; c < indices->components; c++) {
        double sum = 0;
        for (size_t r = 0; r < inputs->need_count; r++) {
            bool is_it = strcmp(inputs->need[r].component, indices->keys[c]) == 0;
            sum += is_it ? inputs->need[r].weighted : 0;
        }
        worst = fmax(worst, fabs(sum - system_of(indices, c)));
    }
    return worst;
}

/* How many components England has less of than the system. */
static double above_england(const ap_case *inputs, const ap_indices *indices)
{
    double count = 0;
    for (size_t e = 0; e < inputs->england_count; e++) {
        size_t c = component_at(indices, inputs->england[e].component);
        bool is_above = c < indices->components &&
                        system_of(indices, c) > inputs->england[e].weighted * (1 + 1e-9);
        count += is_above ? 1 : 0;
    }
    return count;
}

/* Published components each add up to England's people: the worst ratio, less 1. */
static double off_england(const ap_case *inputs)
{
    double people = 0;
    double worst = 0;
    for (size_t e = 0; e < inputs->england_count; e++) {
        bool is_people = strcmp(inputs->england[e].component, "population") == 0;
        people = is_people ? inputs->england[e].weighted : people;
    }
    for (size_t e = 0; e < inputs->england_count && people > 0; e++) {
        worst = fmax(worst, fabs(inputs->england[e].weighted / people - 1));
    }
    return worst;
}

/* A cell for which no memory was left says nothing; the book refuses it later. */
static bool is_said(const ap_report_cell *cell, const char *words)
{
    return cell->text != NULL && strcmp(cell->text, words) == 0;
}

/* What the sheet of changes ends at: core need of all places in the case's own year. Not a
 * number where it does not come so far, for want of core need in that year or the one
 * before. */
static double end_of_change(const ap_report *report, const char *year)
{
    enum { TO = 1, MEASURE = 3, AFTER = 9 };
    const ap_sheet *sheet = ap_report_find(report, "Change in need");
    double sum = 0;
    bool is_there = false;
    for (size_t r = 0; sheet != NULL && r < sheet->row_count; r++) {
        const ap_report_cell *row = sheet->cells + r * sheet->column_count;
        bool is_it =
            is_said(&row[TO], year) && is_said(&row[MEASURE], "Core weighted population");
        sum += is_it ? row[AFTER].number : 0;
        is_there = is_there || is_it;
    }
    return is_there ? sum : NAN;
}

/* Need a head of the system from the indices of its places, weighed by people: 1. */
static double worst_mean(const ap_indices *indices)
{
    double worst = 0;
    for (size_t c = 0; c < indices->components; c++) {
        double mean = 0;
        for (size_t i = 0; i < indices->places; i++) {
            double index = indices->index[i * indices->components + c];
            mean += isfinite(index) ? index * indices->people[i] : 0;
        }
        worst = fmax(worst, fabs(mean / indices->people[indices->places] - 1));
    }
    return worst;
}

/* Shares of each programme that is measured, over all places: their sum less 1, the worst.
 */
static double worst_share(const ap_need_results *results)
{
    const ap_need *need = results->need;
    double worst = 0;
    for (size_t k = 0; k < need->programmes; k++) {
        double sum = 0;
        for (size_t i = 0; i < need->places; i++) {
            sum += need->share[i * need->programmes + k];
        }
        bool is_measured = results->inputs->programmes[k].need[0] != '\0';
        worst = is_measured ? fmax(worst, fabs(sum - 1)) : worst;
    }
    return worst;
}

static ap_status add_checks(const ap_need_results *results, ap_report *report,
                            size_t *failed, ap_error *err)
{
    const ap_case *inputs = results->inputs;
    const ap_indices *indices = results->indices;
    size_t core = component_at(indices, "core");
    bool has_england = inputs->england_count > 0;
    double end = end_of_change(report, inputs->settings.year);
    const char *change = isnan(end) ? "Core need" : "Change in need";
    const ap_check checks[] = {
        {"People: the system as shown against the rows of places.csv",
         indices->people[indices->places], people_of_inputs(inputs), 0.01, NULL, NULL,
         NULL},
        {"People: practices against the system",
         ap_checks_seen(report, "Practices", "Population (people)"),
         indices->people[indices->places], 0.01, "{Practices!Population (people)#total}",
         NULL, "Practices"},
        {"Weighted people: the system as shown against the rows of need.csv, the worst "
         "component",
         ap_results_power(worst_sum(inputs, indices)), 0, 0.01, NULL, NULL, NULL},
        {"Indices of places, weighed by people, less 1: the worst component",
         ap_results_power(worst_mean(indices)), 0, 1e-9, NULL, NULL, NULL},
        {"Need shares of a programme over all places, less 1: the worst programme",
         ap_results_power(worst_share(results)), 0, 1e-9, NULL, NULL, NULL},
        {"Components of which the system has more than England",
         above_england(inputs, indices), 0, 0, NULL, NULL,
         has_england ? NULL : "No totals of England"},
        {"England's components against its people, less 1: the worst, published ones are equal",
         off_england(inputs), 0, 0.001, NULL, NULL,
         has_england ? NULL : "No totals of England"},
        {"Core need: where the sheet of changes ends against need now", end,
         core < indices->components ? system_of(indices, core) : 0, 0.01, NULL, NULL,
         change},
    };
    return ap_checks_add(sizeof checks / sizeof checks[0], checks, report, failed, err);
}

static ap_status add_front(const ap_need_results *results, ap_report *report, size_t failed,
                           ap_error *err)
{
    const ap_case *inputs = results->inputs;
    const ap_indices *indices = results->indices;
    ap_arena *arena = report->arena;
    const ap_fact facts[] = {
        ap_front_master(failed),
        {"Organisation", inputs->settings.icb, NULL},
        {"Financial year", inputs->settings.year, NULL},
        {"Places", ap_arena_print(arena, "%zu", indices->places), NULL},
        {"People",
         ap_arena_print(arena, "%.0f registered", indices->people[indices->places]), NULL},
        {"Need index",
         "Relative to the system (1.000) for places, relative to England for the system: the "
         "two are not comparable",
         NULL},
        {"Money",
         results->target == NULL
             ? "Not filled in yet: this workbook shows need alone"
             : "Targets follow from need; the allocation round is another workbook",
         NULL},
        {"Sign convention",
         "Brackets mean below zero: fewer people, less need or a lower target than before",
         NULL},
        {"Shorthand", "[x] not available, [z] not applicable, [c] not filled in yet", NULL},
        {"Published or illustrative", ap_assumptions_words(inputs, arena), NULL},
        {"Case", inputs->name, NULL},
        {"Run", results->run_id, NULL},
        {"Made with", ap_arena_print(arena, "apportion %s", results->version), NULL},
    };
    const ap_front front = {
        .title = ap_arena_print(arena, "Need: %s", inputs->settings.title),
        .line =
            "Populations, weighted populations and need indices of places, from published "
            "practice data.",
        .fact_count = sizeof facts / sizeof facts[0],
        .facts = facts,
        .note_count = sizeof notes / sizeof notes[0],
        .notes = notes,
    };
    return ap_front_add(&front, report, err);
}

static void describe(const ap_need_results *results, ap_report *report, size_t failed)
{
    const ap_case *inputs = results->inputs;
    ap_arena *arena = report->arena;
    report->title = ap_arena_print(arena, "Need: %s", inputs->settings.title);
    report->subject = ap_arena_print(arena, "Need %s", inputs->settings.year);
    report->author = ap_arena_print(arena, "%s", inputs->settings.icb);
    report->company = report->author;
    report->created = ap_front_created(inputs, arena);
    const ap_property properties[] = {
        {"Run", ap_arena_print(arena, "%s", results->run_id)},
        {"Version", ap_arena_print(arena, "%s", results->version)},
        {"Case", ap_arena_print(arena, "%s", inputs->name)},
        {"Checks failed", ap_arena_print(arena, "%zu", failed)},
    };
    report->property_count = sizeof properties / sizeof properties[0];
    memcpy(report->properties, properties, sizeof properties);
}

ap_status ap_need_report(const ap_need_results *results, ap_report **out, size_t *failed,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    const double *with = results->target == NULL ? NULL : results->target->target;
    AP_TRY(ap_report_new(&report, err));
    AP_TRY(ap_need_places(results, report, err));
    AP_TRY(ap_need_practices(results, report, err));
    AP_TRY(ap_need_change(results, report, err));
    AP_TRY(
        ap_uplifts_add(results->inputs, results->need, results->plain, with, report, err));
    AP_TRY(add_checks(results, report, failed, err));
    AP_TRY(ap_assumptions_add(results->inputs, report, err));
    AP_TRY(ap_log_data(results->inputs, report, err));
    AP_TRY(ap_log_sign_off(sizeof steps / sizeof steps[0], steps, report, err));
    AP_TRY(add_front(results, report, *failed, err));
    describe(results, report, *failed);
    *out = report;
    report = NULL;
done:
    ap_report_free(report);
    return status;
}
