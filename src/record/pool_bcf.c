#include "record/pool_bcf.h"

#include <string.h>

#include "method/bcf.h"
#include "record/pool_words.h"

static const ap_report_column test_columns[] = {
    {.header = "Test", .width = 6},
    {.header = "What is tested", .width = 40},
    {.header = "Health and wellbeing board", .width = 18},
    {.header = "Pool", .width = 26},
    {.header = "Source", .width = 28},
    {.header = "Planned is to be", .width = 10},
    {.header = "Required (£)", .format = AP_POUNDS, .width = 12},
    {.header = "Planned (£)", .format = AP_POUNDS, .width = 12},
    {.header = "Headroom (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula =
         "ROUND(IF({Planned is to be}=\"no more than\",-1,1)*({Planned (£)}-{Required "
         "(£)}),2)"},
    {.header = "Result",
     .width = 9,
     .formula = "IF(AND({Headroom (£)}>=0,OR({Planned is to be}<>\"exactly\",{Headroom "
                "(£)}=0)),\"Met\",\"Not met\")"},
};

static const char *bound_words(ap_bound bound)
{
    static const char *const words[] = {
        [AP_AT_LEAST] = "at least", [AP_NO_MORE] = "no more than", [AP_EQUAL] = "exactly"};
    return words[bound];
}

static void test_row(const ap_case *inputs, const ap_bcf_test *test, ap_pen *pen)
{
    ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "T%d", test->number);
    ap_pen_words(pen, test->name);
    ap_pen_words(pen, ap_bcf_board_name(inputs, test->place));
    ap_pen_words(pen, test->pool == AP_NONE ? "" : inputs->pools[test->pool].name);
    ap_pen_words(pen, test->source == AP_NONE ? "" : inputs->sources[test->source].name);
    ap_pen_words(pen, bound_words(test->bound));
    ap_pool_pence(pen, test->required);
    ap_pool_pence(pen, test->planned);
    ap_pool_pence(pen, test->headroom);
    ap_pen_words(pen, test->is_met ? "Met" : "Not met");
    ap_pen_end_row(pen);
}

static const char *tests_line(const ap_bcf_tests *tests, ap_arena *arena)
{
    size_t met = 0;
    for (size_t t = 0; t < tests->count; t++) {
        met += tests->tests[t].is_met ? 1 : 0;
    }
    return met == tests->count
               ? ap_arena_print(arena,
                                "All %zu money tests are met. What to do: see that the "
                                "conditions in words are met too, sheet National "
                                "conditions.",
                                met)
               : ap_arena_print(arena,
                                "%zu of %zu tests are met. What to do: move or add budget "
                                "until every result says Met, before the plan is signed.",
                                met, tests->count);
}

static ap_status add_tests(const ap_case *inputs, const ap_bcf_tests *tests,
                           ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF tests",
        .table = "bcf_tests",
        .title = "Better Care Fund: the money tests of the national conditions",
        .line_count = 4,
        .lines =
            {tests_line(tests, report->arena),
             "T0 the minimum NHS contribution, T1 adult social care and T2 out of hospital "
             "are for a board; T3 income in full and T4 eligible use are for a source of a "
             "pool.",
             "Headroom above zero is spare and below zero missing; where exactly a sum is "
             "to be planned, either is to be put right. Budgets are those of the month, "
             "virements in them.",
             "[z]: not applicable, the test is for all pools and sources of the board."},
        .column_count = sizeof test_columns / sizeof test_columns[0],
        .columns = test_columns,
        .row_count = tests->count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t t = 0; status == AP_OK && t < tests->count; t++) {
        test_row(inputs, &tests->tests[t], &pen);
    }
    return status;
}

/* What a contributor brings of a stream to a board's pools: a line of the template. */
typedef struct ap_income_line {
    size_t place;
    const char *stream;
    const char *partner;
    ap_pence income;
    ap_pence planned;
    ap_pence board; /* planned by all lines of its board */
} ap_income_line;

/* Income by line, and which line each budget belongs to. */
typedef struct ap_plan {
    const ap_case *inputs;
    size_t count;
    const ap_fund *const *funds;
    size_t rows; /* budget lines of all funds */
    size_t line_count;
    ap_income_line *lines;
    size_t *line_of; /* of the incomes of all funds, one after another */
} ap_plan;

static size_t line_of_income(ap_plan *plan, const ap_income_line *wanted)
{
    size_t at = 0;
    while (at < plan->line_count &&
           (plan->lines[at].place != wanted->place ||
            !ap_text_same(plan->lines[at].stream, wanted->stream) ||
            !ap_text_same(plan->lines[at].partner, wanted->partner))) {
        at++;
    }
    if (at == plan->line_count) {
        plan->lines[plan->line_count++] = *wanted;
    }
    return at;
}

static void take_incomes(ap_plan *plan, const ap_fund *fund, size_t line_of[])
{
    for (size_t i = 0; i < fund->income_count; i++) {
        const ap_contribution *row = &plan->inputs->contributions[fund->incomes[i].row];
        const ap_income_line wanted = {
            .place = ap_bcf_board(plan->inputs, fund->pool),
            .stream = plan->inputs->sources[row->source_at].stream,
            .partner = row->partner,
        };
        line_of[i] = line_of_income(plan, &wanted);
        plan->lines[line_of[i]].income += fund->incomes[i].amount;
    }
}

/* The income line that pays for a line of the fund, whose incomes have these lines. */
static size_t payer(const ap_plan *plan, const ap_fund *fund, const size_t line_of[],
                    const ap_fund_line *line)
{
    size_t i = 0;
    while (plan->inputs->contributions[fund->incomes[i].row].source_at != line->source) {
        i++;
    }
    return line_of[i];
}

/* What the board's schemes spend together. Boards are told apart by name, as the sheet's
 * formula does: places may share one. */
static ap_pence spend_of_board(const ap_plan *plan, const char *board)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < plan->line_count; i++) {
        const char *name = ap_bcf_board_name(plan->inputs, plan->lines[i].place);
        sum += ap_text_same(name, board) ? plan->lines[i].planned : 0;
    }
    return sum;
}

static ap_status plan_new(size_t count, const ap_fund *const funds[], ap_arena *arena,
                          ap_plan *plan, ap_error *err)
{
    size_t incomes = 0;
    *plan = (ap_plan){.inputs = funds[0]->index->inputs, .count = count, .funds = funds};
    for (size_t p = 0; p < count; p++) {
        incomes += funds[p]->income_count;
        plan->rows += funds[p]->line_count;
    }
    plan->lines = ap_arena_room(arena, (incomes + 1) * sizeof *plan->lines);
    plan->line_of = ap_arena_room(arena, (incomes + 1) * sizeof *plan->line_of);
    if (plan->lines == NULL || plan->line_of == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its income");
    }
    size_t *line_of = plan->line_of;
    for (size_t p = 0; p < count; p++) {
        take_incomes(plan, funds[p], line_of);
        for (size_t l = 0; l < funds[p]->line_count; l++) {
            const ap_fund_line *line = &funds[p]->lines[l];
            plan->lines[payer(plan, funds[p], line_of, line)].planned += line->budget;
        }
        line_of += funds[p]->income_count;
    }
    for (size_t i = 0; i < plan->line_count; i++) {
        const char *board = ap_bcf_board_name(plan->inputs, plan->lines[i].place);
        plan->lines[i].board = spend_of_board(plan, board);
    }
    return AP_OK;
}

static const ap_report_column income_columns[] = {
    {.header = "Income line (number)", .format = AP_COUNT, .width = 9},
    {.header = "Health and wellbeing board", .width = 22},
    {.header = "Source of Funding", .width = 26},
    {.header = "Contributor", .width = 30},
    {.header = "Planned income $Y (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "Planned expenditure $Y (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND(SUMIFS({BCF expenditure!Expenditure $Y (£)},{BCF expenditure!Income "
                "line (number)},{Income line (number)}),2)",
     .total = AP_SUM},
    {.header = "Not yet planned (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND({Planned income $Y (£)}-{Planned expenditure $Y (£)},2)",
     .total = AP_SUM},
    {.header = "Result",
     .width = 13,
     .formula = "IF({Not yet planned (£)}=0,\"In balance\",\"Not in balance\")"},
};

enum { INCOME_COLUMNS = sizeof income_columns / sizeof income_columns[0] };

static void income_row(const ap_plan *plan, size_t number, ap_pen *pen)
{
    const ap_income_line *line = &plan->lines[number];
    ap_pence left = line->income - line->planned;
    ap_pen_number(pen, (double)number + 1);
    ap_pen_words(pen, ap_bcf_board_name(plan->inputs, line->place));
    ap_pen_words(pen, line->stream);
    ap_pen_words(pen, line->partner);
    ap_pool_pence(pen, line->income);
    ap_pool_pence(pen, line->planned);
    ap_pool_pence(pen, left);
    ap_pen_words(pen, left == 0 ? "In balance" : "Not in balance");
    ap_pen_end_row(pen);
}

static ap_status add_income(const ap_plan *plan, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF income",
        .table = "bcf_income",
        .title = "Better Care Fund: income by source of funding and contributor",
        .line_count = 3,
        .lines =
            {"What to do: paste each board's income into the income sheet of the planning "
             "template, line by line.",
             "A line that is not in balance has income without a scheme or, below zero, "
             "schemes without income: put it right in budgets.csv or contributions.csv.",
             "[z]: not applicable."},
        .column_count = INCOME_COLUMNS,
        .columns = ap_pool_columns(plan->inputs, "", INCOME_COLUMNS, income_columns,
                                   report->arena),
        .has_total = true,
        .row_count = plan->line_count,
    };
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < plan->line_count; i++) {
        income_row(plan, i, &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

/* The first twenty are those of the template, in its words and order. */
static const ap_report_column expenditure_columns[] = {
    {.header = "Scheme ID", .format = AP_COUNT, .width = 7},
    {.header = "Scheme Name", .width = 20},
    {.header = "Brief Description of Scheme", .width = 26},
    {.header = "Scheme Type", .width = 18},
    {.header = "Sub Types", .width = 18},
    {.header = "Please specify if 'Scheme Type' is 'Other'", .width = 12},
    {.header = "Expected Outputs $Y", .format = AP_COUNT, .width = 10},
    {.header = "Expected Outputs $N", .format = AP_COUNT, .width = 10},
    {.header = "Units", .width = 12},
    {.header = "Area of Spend", .width = 12},
    {.header = "Please specify if 'Area of Spend' is 'other'", .width = 12},
    {.header = "Commissioner", .width = 13},
    {.header = "% NHS (if Joint Commissioner)", .format = AP_PERCENT, .width = 12},
    {.header = "% LA (if Joint Commissioner)",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "1-{% NHS (if Joint Commissioner)}"},
    {.header = "Provider", .width = 13},
    {.header = "Source of Funding", .width = 16},
    {.header = "New/Existing Scheme", .width = 10},
    {.header = "Expenditure $Y (£)", .format = AP_POUNDS, .width = 12, .total = AP_SUM},
    {.header = "Expenditure $N (£)", .format = AP_POUNDS, .width = 12, .total = AP_SUM},
    {.header = "% of Overall Spend",
     .format = AP_PERCENT,
     .width = 9,
     .formula = "IFERROR({Expenditure $Y (£)}/SUMIFS({BCF income!Planned expenditure $Y "
                "(£)},{BCF income!Health and wellbeing board},{Health and wellbeing "
                "board}),0)"},
    {.header = "Health and wellbeing board", .width = 14},
    {.header = "Pool", .width = 18},
    {.header = "Income line (number)", .format = AP_COUNT, .width = 9},
};

enum { EXPENDITURE_COLUMNS = sizeof expenditure_columns / sizeof expenditure_columns[0] };

static const char *commissioner_words(const ap_scheme *scheme)
{
    static const char *const words[] = {"NHS", "LA", "Joint", "Other"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ap_text_same(words[i], scheme->commissioner)) {
            return words[i];
        }
    }
    return "";
}

static void write_what(const ap_scheme *scheme, ap_pen *pen)
{
    ap_pool_known(pen, scheme->name);
    ap_pool_known(pen, scheme->description);
    ap_pool_known(pen, scheme->scheme_type);
    ap_pen_words(pen, scheme->sub_type);
    if (ap_text_same(scheme->scheme_type, "other")) {
        ap_pool_known(pen, scheme->description);
    } else {
        ap_pen_words(pen, "");
    }
}

/* Outputs are of the whole scheme, so its first row alone has them. */
static void write_outputs(const ap_scheme *scheme, bool is_first, ap_pen *pen)
{
    if (is_first) {
        ap_pool_number(pen, scheme->planned_output);
        ap_pool_number(pen, scheme->next_output);
    } else {
        ap_pen_words(pen, "");
        ap_pen_words(pen, "");
    }
    ap_pool_known(pen, scheme->output_unit);
}

static void write_commissioner(const ap_scheme *scheme, ap_pen *pen)
{
    ap_pool_known(pen, commissioner_words(scheme));
    if (ap_text_same(scheme->commissioner, "joint")) {
        ap_pen_number(pen, scheme->nhs_share);
        ap_pen_number(pen, 1 - scheme->nhs_share);
    } else {
        ap_pen_words(pen, "");
        ap_pen_words(pen, "");
    }
}

static void write_who(const ap_case *inputs, const ap_scheme *scheme, ap_pen *pen)
{
    const ap_programme *programme = &inputs->programmes[scheme->programme_at];
    bool is_other = ap_text_same(programme->area, "other");
    ap_pool_known(pen, programme->area);
    ap_pen_words(pen, is_other ? programme->name : "");
    write_commissioner(scheme, pen);
    ap_pool_known(pen, scheme->provider);
}

/* As planned already, pounds; 0 where a virement opened the line. */
static double next_year(const ap_fund_index *index, const ap_fund_line *line)
{
    const ap_grouping *budgets = &index->budgets;
    for (size_t k = budgets->start[line->scheme]; k < budgets->start[line->scheme + 1];
         k++) {
        const ap_budget *row = &index->inputs->budgets[budgets->rows[k]];
        if (row->source_at == line->source) {
            return ap_to_penny(row->next_year);
        }
    }
    return 0;
}

static void write_money(const ap_plan *plan, const ap_fund_line *line, size_t income,
                        ap_pen *pen)
{
    const ap_scheme *scheme = &plan->inputs->schemes[line->scheme];
    double all = ap_pounds_of(plan->lines[income].board);
    double spend = ap_pounds_of(line->budget);
    ap_pen_words(pen, plan->inputs->sources[line->source].stream);
    ap_pen_words(pen, ap_text_same(scheme->status, "new") ? "New" : "Existing");
    ap_pen_number(pen, spend);
    ap_pool_number(pen, next_year(plan->funds[0]->index, line));
    ap_pen_number(pen, all == 0 ? 0 : spend / all);
}

/* The rows of a pool; the number of its last scheme is returned. */
static size_t write_fund(const ap_plan *plan, const ap_fund *fund, const size_t line_of[],
                         size_t number, ap_pen *pen)
{
    const ap_case *inputs = plan->inputs;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        const ap_scheme *scheme = &inputs->schemes[line->scheme];
        size_t income = payer(plan, fund, line_of, line);
        bool is_first = l == 0 || fund->lines[l - 1].scheme != line->scheme;
        number += is_first ? 1 : 0;
        ap_pen_number(pen, (double)number);
        write_what(scheme, pen);
        write_outputs(scheme, is_first, pen);
        write_who(inputs, scheme, pen);
        write_money(plan, line, income, pen);
        ap_pen_words(pen, ap_bcf_board_name(inputs, plan->lines[income].place));
        ap_pen_words(pen, inputs->pools[fund->pool].name);
        ap_pen_number(pen, (double)income + 1);
        ap_pen_end_row(pen);
    }
    return number;
}

static ap_status add_expenditure(const ap_plan *plan, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "BCF expenditure",
        .table = "bcf_expenditure",
        .title = "Better Care Fund: expenditure by scheme and source, as in the template",
        .line_count = 4,
        .lines =
            {"What to do: filter by board and paste the first 20 columns, without the "
             "total, into the expenditure sheet of the planning template; the last three "
             "are not of the template.",
             "A scheme with several sources has a row for each under one ID. Its outputs "
             "are on the first of them, so that they are not counted twice.",
             "% of Overall Spend is of the board's. The income line is that of the sheet "
             "BCF income which pays. Expenditure is the budget at the month, virements in "
             "it.",
             "[x]: not given or not yet planned, to be filled in before the plan is sent. "
             "[z]: not applicable."},
        .column_count = EXPENDITURE_COLUMNS,
        .columns = ap_pool_columns(plan->inputs, "", EXPENDITURE_COLUMNS,
                                   expenditure_columns, report->arena),
        .has_total = true,
        .row_count = plan->rows,
    };
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    const size_t *line_of = plan->line_of;
    size_t number = 0;
    for (size_t p = 0; status == AP_OK && p < plan->count; p++) {
        number = write_fund(plan, plan->funds[p], line_of, number, &pen);
        line_of += plan->funds[p]->income_count;
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

ap_status ap_pool_bcf(size_t count, const ap_fund *const funds[], ap_report *report,
                      ap_error *err)
{
    ap_status status = AP_OK;
    ap_bcf_tests *tests = NULL;
    ap_plan plan;
    AP_TRY(ap_bcf_test_funds(count, funds, &tests, err));
    AP_TRY(plan_new(count, funds, report->arena, &plan, err));
    AP_TRY(add_tests(plan.inputs, tests, report, err));
    AP_TRY(add_income(&plan, report, err));
    AP_TRY(add_expenditure(&plan, report, err));
done:
    ap_bcf_tests_free(tests);
    return status;
}
