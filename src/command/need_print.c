#include "command/need_print.h"

#include <math.h>
#include <string.h>

#include "apportion/money.h"
#include "import/practices.h"

static const char *name_of(const ap_need_results *results, size_t i)
{
    return results->inputs->places[results->need->place_rows[i]].name;
}

/* What the table of indices calls the components, in 6 characters. */
static const char *const short_names[AP_COMPONENTS] = {
    "G&A", "Comm", "MH", "Mat", "Presc", "HI", "Core", "PMneed", "PM"};

static void add_index(const ap_need_results *results, ap_text *text, const char *name,
                      size_t row)
{
    const ap_indices *indices = results->indices;
    ap_text_print(text, "%-16.16s %9.0f", name, ap_round_half_up(indices->people[row], 1));
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        size_t at = 0;
        while (at < indices->components &&
               strcmp(indices->keys[at], ap_component_key((ap_component)c)) != 0) {
            at++;
        }
        double index =
            at < indices->components ? indices->index[row * indices->components + at] : NAN;
        ap_text_print(text, isfinite(index) ? " %5.3f" : "     -",
                      ap_round_half_up(index, 1000));
    }
    ap_text_print(text, "\n");
}

/* The nine indices of NHS England's tool: the system's relative to England, then each
 * place's relative to the system. */
static void add_indices(const ap_need_results *results, ap_text *text)
{
    size_t system = results->need->places;
    ap_text_print(text, "%-16s %9s", "Need index", "people");
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        ap_text_print(text, " %5.5s", short_names[c]);
    }
    ap_text_print(text, "\n");
    add_index(results, text, results->inputs->places[ap_case_system(results->inputs)].name,
              system);
    for (size_t i = 0; i < results->need->places; i++) {
        add_index(results, text, name_of(results, i), i);
    }
    ap_text_print(
        text, "The first line is relative to England, the others to the first: an index "
              "of\nthe one kind is not comparable with one of the other.\n\n");
}

static void add_targets(const ap_need_results *results, ap_text *text)
{
    ap_text_print(text, "%-18s %10s %11s %10s %15s %9s\n", "Place", "population",
                  "need share", "need index", "target", "opening");
    for (size_t i = 0; i < results->need->places; i++) {
        char money[AP_MONEY_SIZE];
        double share = results->target->target[i] / results->target->quantum;
        double heads = results->need->population[i] / results->need->population_all;
        ap_text_print(text, "%-18s %10.0f %10.3f%% %10.3f %16s %+8.2f%%\n",
                      name_of(results, i), results->need->population[i], share * 100,
                      share / heads, ap_money_words(results->target->target[i], money),
                      results->target->opening[i] * 100);
    }
}

/* Programme by programme, while that still fits a screen or two. */
static void add_programmes(const ap_need_results *results, ap_text *text)
{
    enum { MOST_PLACES = 12 };
    for (size_t i = 0; i < results->need->places && results->need->places <= MOST_PLACES;
         i++) {
        ap_text_print(text, "\n%-48s %10s %10s\n", name_of(results, i), "need share",
                      "need index");
        for (size_t k = 0; k < results->need->programmes; k++) {
            size_t at = i * results->need->programmes + k;
            if (results->inputs->programmes[k].need[0] != '\0') {
                ap_text_print(text, "  %-46s %9.3f%% %10.3f\n",
                              results->inputs->programmes[k].name,
                              results->need->share[at] * 100, results->need->index[at]);
            }
        }
    }
    ap_text_print(
        text,
        "\nNeed indices of places are relative to the system (1.000), not to England:\n"
        "the two are not comparable.\n");
}

void ap_need_print(const ap_need_results *results, ap_text *text)
{
    add_indices(results, text);
    if (results->target != NULL) {
        add_targets(results, text);
    }
    add_programmes(results, text);
}

static void add_json_indices(const ap_need_results *results, ap_text *text, size_t row)
{
    const ap_indices *indices = results->indices;
    ap_text_print(text, "{");
    for (size_t c = 0; c < indices->components; c++) {
        double index = indices->index[row * indices->components + c];
        ap_text_print(text, c == 0 ? "" : ", ");
        ap_text_json(text, indices->keys[c]);
        ap_text_print(text, ": {\"weighted\": %.15g, \"index\": ",
                      indices->weighted[row * indices->components + c]);
        ap_text_print(text, isfinite(index) ? "%.15g}" : "null}", index);
    }
    ap_text_print(text, "}");
}

void ap_need_json(const ap_need_results *results, ap_text *text)
{
    const ap_target *target = results->target;
    ap_text_print(text, "{\"system\": ");
    ap_text_json(text, results->inputs->places[ap_case_system(results->inputs)].name);
    ap_text_print(text, ", \"population\": %.15g, \"components\": ",
                  results->indices->people[results->need->places]);
    add_json_indices(results, text, results->need->places);
    if (target != NULL) {
        ap_text_print(text, ", \"quantum\": %.2f", target->quantum);
    }
    ap_text_print(text, ", \"places\": [");
    for (size_t i = 0; i < results->need->places; i++) {
        ap_text_print(text, "%s\n  {\"place\": ", i == 0 ? "" : ",");
        ap_text_json(text, name_of(results, i));
        ap_text_print(text, ", \"population\": %.15g", results->need->population[i]);
        if (target != NULL) {
            ap_text_print(text, ", \"target\": %.2f, \"opening\": %.15g", target->target[i],
                          target->opening[i]);
        }
        ap_text_print(text, ", \"components\": ");
        add_json_indices(results, text, i);
        ap_text_print(text, ", \"programmes\": [");
        for (size_t k = 0; k < results->need->programmes; k++) {
            size_t at = i * results->need->programmes + k;
            ap_text_print(text, "%s\n    {\"programme\": ", k == 0 ? "" : ",");
            ap_text_json(text, results->inputs->programmes[k].programme);
            ap_text_print(text,
                          ", \"weighted\": %.15g, \"share\": %.15g, \"index\": %.15g}",
                          results->need->weighted[at], results->need->share[at],
                          results->need->index[at]);
        }
        ap_text_print(text, "]}");
    }
    ap_text_print(text, "\n]}");
}
