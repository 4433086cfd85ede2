#include "record/round_cover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/money.h"
#include "solve/solver.h"

static const ap_report_column cover_columns[] = {
    {.header = "Item", .width = 34},
    {.header = "Value", .width = 90},
};

typedef struct ap_fact {
    const char *item;
    const char *value;
    const char *formula;
} ap_fact;

static double envelope_of(const ap_case *inputs)
{
    double total = 0;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        total += inputs->sources[f].is_envelope ? inputs->sources[f].amount : 0;
    }
    return total;
}

static const char *count_of_basis(const ap_report *report, ap_arena *arena)
{
    const ap_sheet *log = ap_report_find(report, "Assumptions log");
    size_t published = 0;
    size_t illustrative = 0;
    for (size_t r = 0; log != NULL && r < log->row_count; r++) {
        const char *word = log->cells[r * log->column_count + 4].text;
        published += strcmp(word, "published") == 0 ? 1 : 0;
        illustrative += strcmp(word, "illustrative") == 0 ? 1 : 0;
    }
    return ap_arena_print(
        arena,
        "%zu rows of the inputs are published figures, %zu are illustrative; "
        "see sheet Assumptions log",
        published, illustrative);
}

enum { FACTS = 17 };

static void list_facts(const ap_round_results *results, const ap_report *report,
                       size_t failed, ap_fact facts[FACTS])
{
    const ap_case *inputs = results->round->inputs;
    ap_arena *arena = report->arena;
    char money[AP_MONEY_SIZE];
    const ap_fact list[FACTS] = {
        {"Master check",
         failed == 0 ? "All checks pass" : "A check fails: see sheet Checks",
         "IF(COUNTIF({Checks!Result},\"Fail\")=0,\"All checks pass\",\"A check fails: see sheet "
         "Checks\")"},
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
        {"Published or illustrative", count_of_basis(report, arena), NULL},
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

static ap_status add_cover(const ap_round_results *results, ap_report *report,
                           size_t failed, ap_error *err)
{
    ap_pen pen;
    ap_fact facts[FACTS];
    list_facts(results, report, failed, facts);
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Cover",
        .table = "cover",
        .title = results->round->inputs->settings.title,
        .line_count = 1,
        .lines =
            {"An allocation round: money shared among places and schemes by need, under the "
             "year's rules."},
        .column_count = sizeof cover_columns / sizeof cover_columns[0],
        .columns = cover_columns,
        .row_count = FACTS,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < FACTS; r++) {
        ap_pen_words(&pen, facts[r].item);
        pen.sheet->cells[pen.row * pen.sheet->column_count + 1].formula = facts[r].formula;
        ap_pen_words(&pen, facts[r].value);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column contents_columns[] = {
    {.header = "Sheet", .format = AP_LINK, .width = 28},
    {.header = "What it shows", .width = 80},
};

/* Every sheet but the contents themselves, in their final order. */
static ap_status add_contents(ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t before = report->sheet_count;
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Contents",
        .table = "contents",
        .title = "Contents",
        .column_count = sizeof contents_columns / sizeof contents_columns[0],
        .columns = contents_columns,
        .row_count = before,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t back = 0; back < before; back++) {
        /* cover and notes are the last two so far and come first in the workbook */
        size_t s = back < 2 ? before - 2 + back : back - 2;
        ap_pen_words(&pen, report->sheets[s].name);
        ap_pen_words(&pen, report->sheets[s].title);
        ap_pen_end_row(&pen);
    }
    return AP_OK;
}

static const ap_report_column notes_columns[] = {
    {.header = "Note", .width = 10},
    {.header = "Text", .width = 100},
    {.header = "Where used", .width = 36},
};

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

static const char *user_of(const ap_report *report, size_t number, ap_arena *arena)
{
    char marker[16];
    (void)snprintf(marker, sizeof marker, "[note %zu]", number);
    ap_text users = {0};
    for (size_t s = 0; s < report->sheet_count; s++) {
        if (strstr(report->sheets[s].title, marker) != NULL) {
            ap_text_print(&users, "%s%s", users.length > 0 ? ", " : "",
                          report->sheets[s].name);
        }
    }
    const char *words =
        users.length > 0 ? ap_arena_copy(arena, users.bytes, users.length) : NULL;
    ap_text_free(&users);
    return words;
}

static ap_status add_notes(ap_report *report, ap_error *err)
{
    enum { NOTES = sizeof notes / sizeof notes[0] };
    ap_pen pen;
    const char *users[NOTES];
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Notes",
        .table = "notes",
        .title = "Notes",
        .column_count = sizeof notes_columns / sizeof notes_columns[0],
        .columns = notes_columns,
    };
    for (size_t n = 0; n < NOTES; n++) {
        users[n] = user_of(report, n + 1, report->arena);
        sheet.row_count += users[n] != NULL ? 1 : 0;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t n = 0; status == AP_OK && n < NOTES; n++) {
        if (users[n] != NULL) {
            ap_sheet_words(report, pen.sheet, pen.row, pen.column++, "note %zu", n + 1);
            ap_pen_words(&pen, notes[n]);
            ap_pen_words(&pen, users[n]);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

/* The last three sheets (cover, notes, contents) to the front as cover, contents, notes. */
static ap_status bring_forward(ap_report *report, ap_error *err)
{
    size_t count = report->sheet_count;
    ap_sheet *ordered = calloc(count, sizeof *ordered);
    if (ordered == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for %zu sheets", count);
    }
    ordered[0] = report->sheets[count - 3];
    ordered[1] = report->sheets[count - 1];
    ordered[2] = report->sheets[count - 2];
    memcpy(ordered + 3, report->sheets, (count - 3) * sizeof *ordered);
    memcpy(report->sheets, ordered, count * sizeof *ordered);
    free(ordered);
    return AP_OK;
}

ap_status ap_round_cover(const ap_round_results *results, ap_report *report, size_t failed,
                         ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_cover(results, report, failed, err));
    AP_TRY(add_notes(report, err));
    AP_TRY(add_contents(report, err));
    AP_TRY(bring_forward(report, err));
done:
    return status;
}
