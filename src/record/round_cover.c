#include "record/round_cover.h"

#include <string.h>

#include "apportion/money.h"
#include "record/assumptions.h"
#include "record/front.h"
#include "solve/solver.h"

static double envelope_of(const ap_case *inputs)
{
    double total = 0;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        total += inputs->sources[f].is_envelope ? inputs->sources[f].amount : 0;
    }
    return total;
}

enum { FACTS = 17 };

static void list_facts(const ap_round_results *results, const ap_report *report,
                       size_t failed, ap_fact facts[FACTS])
{
    const ap_case *inputs = results->round->inputs;
    ap_arena *arena = report->arena;
    char money[AP_MONEY_SIZE];
    const ap_fact list[FACTS] = {
        ap_front_master(failed),
        {"Result",
         results->clash == NULL
             ? "Every hard rule is met; the goals are met in their order"
             : "THE HARD RULES CANNOT ALL BE MET. This is the least-bad allocation; see sheet "
               "Clashes",
         NULL},
        {"Organisation", inputs->settings.icb, NULL},
        {"Financial year", inputs->settings.year, NULL},
        {"Envelope",
         ap_arena_print(arena, "%s", ap_money_words(envelope_of(inputs), money)), NULL},
        {"Places", ap_arena_print(arena, "%zu", results->round->need->places), NULL},
        {"Schemes", ap_arena_print(arena, "%zu", inputs->schemes_count), NULL},
        {"Rules", ap_arena_print(arena, "%zu", inputs->rules_count), NULL},
        {"Sign convention",
         "Spending and income are positive. Brackets mean below zero: under target, below last "
         "year, less than required",
         NULL},
        {"Units",
         "Pounds. Allocations are whole pounds that add up; totals, shares, variances "
         "and checks are live formulas",
         NULL},
        {"Shorthand",
         "[x] not available, [z] not applicable, [c] not filled in yet, [input] a "
         "figure typed by hand",
         NULL},
        {"Published or illustrative", ap_assumptions_words(inputs, arena), NULL},
        {"Assurance",
         "Formulas are live and checked (Checks); every figure has a basis (Assumptions log); "
         "who has read and decided what is on Sign off",
         NULL},
        {"Certificates",
         ap_arena_print(arena,
                        "Each of %zu stages is proved optimal from its own program: "
                        "infeasibility and gap at most %.0e (Run log)",
                        ap_results_stages(results)->stage_count,
                        ap_results_certificate(results)),
         NULL},
        {"Case", inputs->name, NULL},
        {"Run", results->run_id, NULL},
        {"Made with",
         ap_arena_print(arena, "apportion %s, %s", results->version, ap_solver_version()),
         NULL},
    };
    memcpy(facts, list, sizeof list);
}

static const char *const notes[] = {
    "Distance from target is (allocation - target) / target, formula (4) of README: below zero is "
    "under target.",
    "Opening distance compares a place's part of last year's money with its part of this year's "
    "target, so that growth of the whole envelope does not count as distance.",
    "Need index is weighted population per head relative to the system's (1.000), formula (2). An "
    "index relative to England is another number; the two are not comparable.",
    "Amounts are rounded together (controlled rounding): each is within a pound of the exact one "
    "and all rows and columns still add up.",
    "T0 and T3: each source is planned in full and no further. T1: social care from the NHS "
    "minimum contribution. T2: NHS-commissioned out-of-hospital services. Amounts that are not "
    "published are illustrative.",
    "The price is that of the first goal, in order, that the line holds back. It is true near this "
    "allocation and with targets held where they are; what dropping a rule altogether does is solved again on sheet What each rule "
    "costs.",
    "Found by making every claim able to give and taking away what the clash does not need "
    "(elastic and deletion filters). There may be other clashes; the least relaxation settles "
    "all of them.",
    "Order of goals: soft rules by rank; the place furthest below target, then the next; total "
    "distance; need-weighted unmet bids, the first part of a bid counting more; movement from "
    "last year; one answer only.",
    "Need-weighted unmet bids weigh each pound missing by the need index of place and programme, "
    "the scheme's priority and the step of the bid.",
};

ap_status ap_round_cover(const ap_round_results *results, ap_report *report, size_t failed,
                         ap_error *err)
{
    ap_fact facts[FACTS];
    list_facts(results, report, failed, facts);
    const ap_front front = {
        .title = results->round->inputs->settings.title,
        .line =
            "An allocation round: money shared among places and schemes by need, under the "
            "year's rules.",
        .fact_count = FACTS,
        .facts = facts,
        .note_count = sizeof notes / sizeof notes[0],
        .notes = notes,
    };
    return ap_front_add(&front, report, err);
}
