#include "command/need.h"

#include <stdlib.h>

#include "apportion/money.h"
#include "apportion/need.h"
#include "apportion/target.h"
#include "command/output.h"
#include "data/load.h"

/* What the command prints, a line a programme and place. */
typedef struct ap_listing {
    const ap_case *inputs;
    const ap_need *need;
    const ap_target *target;
    ap_text text;
} ap_listing;

static const char *name_of(const ap_listing *list, size_t i)
{
    return list->inputs->places[list->need->place_rows[i]].name;
}

static void add_words(ap_listing *list)
{
    ap_text_print(&list->text, "%-18s %10s %11s %10s %15s %9s\n", "Place", "population",
                  "need share", "need index", "target", "opening");
    for (size_t i = 0; i < list->need->places; i++) {
        char money[AP_MONEY_SIZE];
        double share = list->target->target[i] / list->target->quantum;
        double heads = list->need->population[i] / list->need->population_all;
        ap_text_print(&list->text, "%-18s %10.0f %10.3f%% %10.3f %16s %+8.2f%%\n",
                      name_of(list, i), list->need->population[i], share * 100,
                      share / heads, ap_money_words(list->target->target[i], money),
                      list->target->opening[i] * 100);
    }
    for (size_t i = 0; i < list->need->places; i++) {
        ap_text_print(&list->text, "\n%-48s %10s %10s\n", name_of(list, i), "need share",
                      "need index");
        for (size_t k = 0; k < list->need->programmes; k++) {
            size_t at = i * list->need->programmes + k;
            if (list->inputs->programmes[k].need[0] != '\0') {
                ap_text_print(&list->text, "  %-46s %9.3f%% %10.3f\n",
                              list->inputs->programmes[k].name, list->need->share[at] * 100,
                              list->need->index[at]);
            }
        }
    }
    ap_text_print(
        &list->text,
        "\nNeed indices are relative to the system (1.000), not to England: the two\n"
        "are not comparable.\n");
}

static void add_json(ap_listing *list)
{
    ap_text_print(&list->text, "{\"quantum\": %.2f, \"places\": [", list->target->quantum);
    for (size_t i = 0; i < list->need->places; i++) {
        ap_text_print(&list->text, "%s\n  {\"place\": ", i == 0 ? "" : ",");
        ap_text_json(&list->text, name_of(list, i));
        ap_text_print(&list->text,
                      ", \"population\": %.15g, \"target\": %.2f, \"opening\": %.15g, "
                      "\"programmes\": [",
                      list->need->population[i], list->target->target[i],
                      list->target->opening[i]);
        for (size_t k = 0; k < list->need->programmes; k++) {
            size_t at = i * list->need->programmes + k;
            ap_text_print(&list->text, "%s\n    {\"programme\": ", k == 0 ? "" : ",");
            ap_text_json(&list->text, list->inputs->programmes[k].programme);
            ap_text_print(
                &list->text, ", \"weighted\": %.15g, \"share\": %.15g, \"index\": %.15g}",
                list->need->weighted[at], list->need->share[at], list->need->index[at]);
        }
        ap_text_print(&list->text, "]}");
    }
    ap_text_print(&list->text, "\n]}\n");
}

static ap_status print_need(const ap_options *options, ap_output output,
                            const ap_case *inputs, ap_error *err)
{
    ap_status status = AP_OK;
    ap_need *need = NULL;
    ap_target *target = NULL;
    ap_listing list = {.inputs = inputs};
    AP_TRY(ap_need_of_case(inputs, &need, err));
    AP_TRY(ap_target_of_case(inputs, need, &target, err));
    list.need = need;
    list.target = target;
    if (options->json) {
        add_json(&list);
    } else {
        add_words(&list);
    }
    AP_TRY(ap_output_result(output, &list.text, err));
done:
    ap_text_free(&list.text);
    ap_target_free(target);
    ap_need_free(need);
    return status;
}

ap_status ap_command_need(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_output output = ap_output_of(options, ranks);
    if (!output.is_first) {
        return AP_OK;
    }
    ap_status status = AP_OK;
    ap_case *inputs = NULL;
    ap_problems *problems = ap_problems_new();
    if (problems == NULL) {
        return ap_fail(err, AP_NO_MEMORY, options->operands[0], "the list of problems");
    }
    status = ap_case_load(options->operands[0], AP_SCOPE_ALL, problems, &inputs, err);
    ap_output_problems(output, problems);
    AP_TRY(status);
    AP_TRY(print_need(options, output, inputs, err));
done:
    ap_case_free(inputs);
    ap_problems_free(problems);
    return status;
}
