#include "record/place_report.h"

#include <math.h>
#include <string.h>

#include "apportion/money.h"
#include "record/checks.h"
#include "record/down_sheet.h"
#include "record/front.h"
#include "record/logs.h"

static const char *const notes[] = {
    "The target is what need alone would give: the place's share of the system's need for the "
    "programme times the programme's part of the money, formula (3). The round shares money "
    "among places; what a programme gets follows from bids, rules and last year.",
};

static const ap_report_column programme_columns[] = {
    {.header = "Programme", .width = 40},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Need share of the system (%)", .format = AP_PERCENT, .width = 14},
    {.header = "Target (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Allocation (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
    {.header = "Change (£)",
     .format = AP_POUNDS,
     .width = 18,
     .formula = "{Allocation (£)}-{Last year (£)}",
     .total = AP_SUM},
};

/* Last year's money of the envelope for programme k at the place. */
static double last_year(const ap_round *round, size_t root, size_t k)
{
    double money = 0;
    for (size_t s = 0; s < round->inputs->schemes_count; s++) {
        const ap_scheme *scheme = &round->inputs->schemes[s];
        bool is_it =
            round->need->place_of[scheme->place_at] == root && scheme->programme_at == k;
        money += is_it ? scheme->baseline - scheme->baseline_other : 0;
    }
    return money;
}

static ap_status add_programmes(const ap_round_results *results, size_t root,
                                ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_round *round = results->round;
    const ap_need *need = round->need;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Programmes",
        .table = "programmes",
        .title = "What the round gives this place, programme by programme [note 1]",
        .line_count = 1,
        .lines = {ap_arena_print(
            report->arena,
            "Money of the envelope. Opening distance from target %+.2f%%, closing %+.2f%%.",
            round->target->opening[root] * 100, results->position->distance[root] * 100)},
        .column_count = sizeof programme_columns / sizeof programme_columns[0],
        .columns = programme_columns,
        .has_total = true,
        .row_count = need->programmes,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t k = 0; status == AP_OK && k < need->programmes; k++) {
        size_t at = root * need->programmes + k;
        double before = last_year(round, root, k);
        double money = results->position->programme[at];
        ap_pen_words(&pen, round->inputs->programmes[k].name);
        ap_pen_number(&pen, ap_to_penny(before));
        ap_pen_number(&pen, need->share[at]);
        ap_pen_number(
            &pen, ap_to_penny(need->share[at] * round->inputs->programmes[k].target_share *
                              round->target->quantum));
        ap_pen_number(&pen, money);
        ap_pen_number(&pen, ap_to_penny(money - ap_to_penny(before)));
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static ap_status add_checks(const ap_round_results *results, size_t root, ap_report *report,
                            size_t *failed, ap_error *err)
{
    enum { MOST = 16 };
    ap_check checks[MOST] = {
        {"Programmes add up to the place's allocation in the round",
         ap_checks_seen(report, "Programmes", "Allocation (£)"),
         results->position->place[root], 0.005, "{Programmes!Allocation (£)#total}", NULL,
         NULL},
    };
    size_t count = 1;
    const ap_down *down = results->down;
    for (size_t n = 0; n < down->count && count + AP_DOWN_CHECKS <= MOST; n++) {
        const double *money =
            n == 0 ? results->position->programme : down->levels[n - 1].cells;
        ap_down_checks(down, n, money, root, results->round->need, report, &checks[count]);
        count += AP_DOWN_CHECKS;
    }
    return ap_checks_add(count, checks, report, failed, err);
}

static ap_status add_front(const ap_round_results *results, size_t root, ap_report *report,
                           size_t failed, ap_error *err)
{
    const ap_round *round = results->round;
    ap_arena *arena = report->arena;
    char money[AP_MONEY_SIZE];
    const ap_fact facts[] = {
        ap_front_master(failed),
        {"Place", ap_results_place(results, root), NULL},
        {"Financial year", round->inputs->settings.year, NULL},
        {"Allocation",
         ap_arena_print(arena, "%s", ap_money_words(results->position->place[root], money)),
         NULL},
        {"People", ap_arena_print(arena, "%.0f registered", round->need->population[root]),
         NULL},
        {"Result",
         results->clash == NULL
             ? "Every hard rule of the round is met"
             : "THE HARD RULES OF THE ROUND CANNOT ALL BE MET: this is its least-bad answer",
         NULL},
        {"Sign convention",
         "Spending is positive. Brackets mean below zero: under target, below last year",
         NULL},
        {"Units", "Pounds. Allocations are whole pounds that add up at every level", NULL},
        {"Accuracy", "NHS England warns that need loses accuracy at practice level", NULL},
        {"Shorthand", "[x] not available, [z] not applicable", NULL},
        {"Part of",
         ap_arena_print(arena, "%s; its workbook has rules, options and checks",
                        round->inputs->settings.title),
         NULL},
        {"Run", results->run_id, NULL},
        {"Made with", ap_arena_print(arena, "apportion %s", results->version), NULL},
    };
    const ap_front front = {
        .title = report->title,
        .line = "What a round of allocation gives one place, and how it goes down to those "
                "below it.",
        .fact_count = sizeof facts / sizeof facts[0],
        .facts = facts,
        .note_count = sizeof notes / sizeof notes[0],
        .notes = notes,
    };
    return ap_front_add(&front, report, err);
}

static void describe(const ap_round_results *results, size_t root, ap_report *report)
{
    const ap_case *inputs = results->round->inputs;
    ap_arena *arena = report->arena;
    const char *place = ap_results_place(results, root);
    report->title =
        ap_arena_print(arena, "%s: allocation %s", place, inputs->settings.year);
    report->subject = ap_arena_print(arena, "Allocation round %s", inputs->settings.year);
    report->author = ap_arena_print(arena, "%s", inputs->settings.icb);
    report->company = report->author;
    report->created = ap_front_created(inputs, arena);
    const ap_property properties[] = {
        {"Run", ap_arena_print(arena, "%s", results->run_id)},
        {"Version", ap_arena_print(arena, "%s", results->version)},
        {"Case", ap_arena_print(arena, "%s", inputs->name)},
    };
    report->property_count = sizeof properties / sizeof properties[0];
    memcpy(report->properties, properties, sizeof properties);
}

ap_status ap_place_report(const ap_round_results *results, size_t root, ap_report **out,
                          size_t *failed, ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    const ap_round *round = results->round;
    AP_TRY(ap_report_new(&report, err));
    describe(results, root, report);
    AP_TRY(add_programmes(results, root, report, err));
    for (size_t n = 0; n < results->down->count; n++) {
        AP_TRY(ap_down_sheets_add(round->inputs, round->need, results->down, n, root,
                                  report, err));
    }
    AP_TRY(add_checks(results, root, report, failed, err));
    AP_TRY(ap_log_data(round->inputs, report, err));
    AP_TRY(add_front(results, root, report, *failed, err));
    *out = report;
    report = NULL;
done:
    ap_report_free(report);
    return status;
}
