#include "record/pool_returns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/pool_words.h"

static const ap_report_column condition_columns[] = {
    {.header = "National condition", .width = 60},
    {.header = "Met (Yes or No)", .width = 10},
    {.header = "Comment", .width = 60},
};

static ap_status add_conditions(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "National conditions",
        .table = "national_conditions",
        .title = "Quarterly return: the national conditions of the Better Care Fund",
        .line_count = 2,
        .lines = {"What to do: confirm each answer with the board and give a reason and an "
                  "action for every No, in conditions.csv; then copy it into the return.",
                  "[x]: a comment is needed and not given. [z]: not applicable."},
        .column_count = sizeof condition_columns / sizeof condition_columns[0],
        .columns = condition_columns,
        .row_count = inputs->conditions_count,
    };
    if (inputs->conditions_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < inputs->conditions_count; c++) {
        const ap_condition *row = &inputs->conditions[c];
        bool is_wanting = !row->is_met && row->comment[0] == '\0';
        ap_pen_words(&pen, row->name);
        ap_pen_words(&pen, row->is_met ? "Yes" : "No");
        ap_pen_words(&pen, is_wanting ? "[x]" : row->comment);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column quarter_columns[] = {
    {.header = "Scheme ID", .format = AP_COUNT, .width = 8},
    {.header = "Pool", .width = 22},
    {.header = "Scheme Name", .width = 26},
    {.header = "Scheme Type", .width = 24},
    {.header = "Planned expenditure $Y (£)",
     .format = AP_POUNDS,
     .width = 12,
     .total = AP_SUM},
    {.header = "Planned to date (£)", .format = AP_POUNDS, .width = 12, .total = AP_SUM},
    {.header = "Actual expenditure to date (£)",
     .format = AP_POUNDS,
     .width = 12,
     .total = AP_SUM},
    {.header = "Variance to date (£)",
     .format = AP_POUNDS,
     .width = 12,
     .formula = "ROUND({Actual expenditure to date (£)}-{Planned to date (£)},2)"},
    {.header = "Spent of the year's plan (%)",
     .format = AP_PERCENT,
     .width = 9,
     .formula = "IFERROR({Actual expenditure to date (£)}/{Planned expenditure $Y "
                "(£)},\"No plan\")",
     .total = AP_FORMULA_TOTAL},
    {.header = "Planned outputs $Y", .format = AP_COUNT, .width = 10},
    {.header = "Outputs delivered to date", .format = AP_COUNT, .width = 10},
    {.header = "Delivered of the year's plan (%)",
     .format = AP_PERCENT,
     .width = 10,
     .formula = "IFERROR({Outputs delivered to date}/{Planned outputs $Y},\"No data\")"},
    {.header = "Units", .width = 13},
    {.header = "Implementation issues (Yes or No)", .width = 15},
    {.header = "Issues described", .width = 36},
};

enum { QUARTER_COLUMNS = sizeof quarter_columns / sizeof quarter_columns[0] };

/* A scheme of a pool: the lines from `first` up to `end`. */
typedef struct ap_scheme_lines {
    const ap_fund *fund;
    size_t first;
    size_t end;
} ap_scheme_lines;

/* The next scheme of the fund; false after the last. */
static bool next_scheme(ap_scheme_lines *lines)
{
    const ap_fund *fund = lines->fund;
    lines->first = lines->end;
    while (lines->end < fund->line_count &&
           fund->lines[lines->end].scheme == fund->lines[lines->first].scheme) {
        lines->end++;
    }
    return lines->end > lines->first;
}

/* A share of a plan, or the words that the formula has where there is none. */
static void write_share(double part, double whole, const char *otherwise, ap_pen *pen)
{
    if (isfinite(part / whole)) {
        ap_pen_number(pen, part / whole);
    } else {
        ap_pen_words(pen, otherwise);
    }
}

static void write_spend(const ap_scheme_lines *lines, ap_pen *pen)
{
    ap_pence budget = 0;
    ap_pence planned = 0;
    ap_pence spent = 0;
    for (size_t l = lines->first; l < lines->end; l++) {
        budget += lines->fund->lines[l].budget;
        planned += lines->fund->lines[l].planned;
        spent += lines->fund->lines[l].spent;
    }
    ap_pool_pence(pen, budget);
    ap_pool_pence(pen, planned);
    ap_pool_pence(pen, spent);
    ap_pool_pence(pen, spent - planned);
    write_share(ap_pounds_of(spent), ap_pounds_of(budget), "No plan", pen);
}

/* "June: two beds closed; October: staff" in the order of the table; "" for none. */
static const char *issues_of(const ap_case *inputs, const ap_grouping *deliveries,
                             size_t scheme, int month, ap_arena *arena)
{
    const char *words = "";
    for (size_t k = deliveries->start[scheme]; k < deliveries->start[scheme + 1]; k++) {
        const ap_delivery *row = &inputs->deliveries[deliveries->rows[k]];
        if (row->month <= month && row->issue[0] != '\0' && words != NULL) {
            words = ap_arena_print(arena, "%s%s%s: %s", words, words[0] == '\0' ? "" : "; ",
                                   ap_pool_month((int)row->month), row->issue);
        }
    }
    return words;
}

/* What was delivered up to the month; NaN where nothing is reported. */
static double delivered_of(const ap_case *inputs, const ap_grouping *deliveries,
                           size_t scheme, int month)
{
    double sum = NAN;
    for (size_t k = deliveries->start[scheme]; k < deliveries->start[scheme + 1]; k++) {
        const ap_delivery *row = &inputs->deliveries[deliveries->rows[k]];
        if (row->month <= month) {
            sum = isnan(sum) ? row->amount : sum + row->amount;
        }
    }
    return sum;
}

static void write_outputs(const ap_fund *fund, const ap_grouping *deliveries,
                          size_t scheme_at, ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_scheme *scheme = &inputs->schemes[scheme_at];
    double delivered = delivered_of(inputs, deliveries, scheme_at, fund->month);
    const char *issues =
        issues_of(inputs, deliveries, scheme_at, fund->month, pen->report->arena);
    bool has_plan = scheme->planned_output != 0;
    ap_pool_number(pen, scheme->planned_output);
    ap_pen_number(pen, delivered);
    write_share(delivered, has_plan ? scheme->planned_output : NAN, "No data", pen);
    ap_pool_known(pen, scheme->output_unit);
    ap_pen_words(pen, issues != NULL && issues[0] != '\0' ? "Yes" : "No");
    ap_pen_words(pen, issues);
}

static size_t write_schemes(const ap_fund *fund, const ap_grouping *deliveries,
                            size_t number, ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    ap_scheme_lines lines = {.fund = fund};
    while (next_scheme(&lines)) {
        size_t scheme = fund->lines[lines.first].scheme;
        ap_pen_number(pen, (double)++number);
        ap_pen_words(pen, inputs->pools[fund->pool].name);
        ap_pen_words(pen, inputs->schemes[scheme].name);
        ap_pool_known(pen, inputs->schemes[scheme].scheme_type);
        write_spend(&lines, pen);
        write_outputs(fund, deliveries, scheme, pen);
        ap_pen_end_row(pen);
    }
    return number;
}

static size_t count_schemes(size_t count, const ap_fund *const funds[])
{
    size_t schemes = 0;
    for (size_t p = 0; p < count; p++) {
        ap_scheme_lines lines = {.fund = funds[p]};
        while (next_scheme(&lines)) {
            schemes++;
        }
    }
    return schemes;
}

/* The total of the spent share: its formula over the totals. */
static void total_quarter(ap_report *report, ap_sheet *sheet)
{
    ap_sheet_totals(report, sheet);
    size_t budget = 4;
    const ap_report_cell *totals = &sheet->cells[sheet->row_count * sheet->column_count];
    double whole = totals[budget].number;
    double part = totals[budget + 2].number;
    ap_pen pen = {report, sheet, sheet->row_count, budget + 4};
    write_share(part, whole, "No plan", &pen);
}

static ap_status fill_quarter(size_t count, const ap_fund *const funds[], ap_sheet sheet,
                              ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = funds[0]->index->inputs;
    ap_grouping deliveries = {0};
    ap_pen pen;
    size_t number = 0;
    AP_TRY(ap_grouping_new(inputs->deliveries, inputs->deliveries_count,
                           sizeof(ap_delivery), offsetof(ap_delivery, scheme_at),
                           inputs->schemes_count, &deliveries, err));
    AP_TRY(ap_pen_begin(report, sheet, &pen, err));
    for (size_t p = 0; p < count; p++) {
        number = write_schemes(funds[p], &deliveries, number, &pen);
    }
    total_quarter(report, pen.sheet);
done:
    ap_grouping_free(&deliveries);
    return status;
}

static ap_status add_quarter(size_t count, const ap_fund *const funds[], ap_report *report,
                             ap_error *err)
{
    const ap_case *inputs = funds[0]->index->inputs;
    const char *month = ap_pool_month(funds[0]->month);
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Quarterly return",
        .table = "quarterly_return",
        .title = ap_arena_print(
            report->arena, "Quarterly return: spend and outputs to the end of %s", month),
        .line_count = 3,
        .lines =
            {"What to do: copy each scheme's spend, outputs and issues into the return, "
             "and explain every scheme whose spend and outputs are far apart.",
             "Scheme IDs are those of the sheet BCF expenditure. A variance above zero is "
             "an overspend. Outputs are added up over the months of deliveries.csv.",
             "[x]: not planned or not reported, to be filled in before the return is sent. "
             "[z]: not applicable."},
        .column_count = QUARTER_COLUMNS,
        .columns =
            ap_pool_columns(inputs, "", QUARTER_COLUMNS, quarter_columns, report->arena),
        .has_total = true,
        .row_count = count_schemes(count, funds),
    };
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    return fill_quarter(count, funds, sheet, report, err);
}

#define YEAR_COLUMNS_WITH(carried)                                                  \
    {.header = "Pool", .width = 22}, {.header = "Source of Funding", .width = 18},  \
        {.header = "Source", .width = 24}, {.header = "Contributor", .width = 22},  \
        {.header = "Fence", .width = 14},                                           \
        {.header = "Planned income $Y (£)",                                         \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .total = AP_SUM},                                                          \
        {.header = "Income received to date (£)",                                   \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .total = AP_SUM},                                                          \
        {.header = "Planned expenditure $Y (£)",                                    \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .total = AP_SUM},                                                          \
        {.header = "$O $Y (£)", .format = AP_POUNDS, .width = 12, .total = AP_SUM}, \
        {.header = "Difference from plan (£)",                                      \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .formula = "ROUND({$O $Y (£)}-{Planned expenditure $Y (£)},2)"},           \
        {.header = "Carry-forward (£)",                                             \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .formula = (carried),                                                      \
         .total = AP_SUM},                                                          \
        {.header = "Overspend (£)",                                                 \
         .format = AP_POUNDS,                                                       \
         .width = 12,                                                               \
         .formula = "ROUND(MAX(0,{$O $Y (£)}-{Planned income $Y (£)}),2)",          \
         .total = AP_SUM},                                                          \
        {.header = "Carried forward within",                                        \
         .width = 14,                                                               \
         .formula = "IF({Carry-forward (£)}>0,{Fence},\"Nothing to carry\")"},      \
    {                                                                               \
        .header = "Comment", .width = 48                                            \
    }

static const ap_report_column year_columns[] = {
    YEAR_COLUMNS_WITH("ROUND(MAX(0,{Planned income $Y (£)}-{$O $Y (£)}),2)")};

/* The same when the year is closed. */
static const ap_report_column closed_columns[] = {
    YEAR_COLUMNS_WITH("SUMIFS({Year end!Carried forward (£)},{Year end!Pool},{Pool},"
                      "{Year end!Source},{Source})")};

enum { YEAR_COLUMNS = sizeof year_columns / sizeof year_columns[0] };

static bool has_source(const ap_fund *fund, const ap_fund_part *part, size_t source)
{
    for (size_t l = part->first_line; l < part->first_line + part->line_count; l++) {
        if (fund->lines[l].source == source) {
            return true;
        }
    }
    return false;
}

/* What the forecasts give as drivers of schemes that the source pays for, then the note of
 * the contribution. */
static const char *comment_on(const ap_fund *fund, const ap_contribution *row,
                              ap_arena *arena)
{
    const ap_case *inputs = fund->index->inputs;
    const char *words = "";
    for (size_t p = 0; p < fund->part_count && words != NULL; p++) {
        const ap_fund_part *part = &fund->parts[p];
        const char *driver = part->forecast_row == AP_NONE
                                 ? ""
                                 : inputs->forecast[part->forecast_row].driver;
        if (driver[0] != '\0' && has_source(fund, part, row->source_at)) {
            words = ap_arena_print(arena, "%s%s: %s; ", words,
                                   inputs->schemes[part->scheme].name, driver);
        }
    }
    size_t length = words == NULL ? 0 : strlen(words);
    if (length == 0) {
        return row->row.note;
    }
    return row->row.note[0] == '\0' ? ap_arena_copy(arena, words, length - 2)
                                    : ap_arena_print(arena, "%s%s", words, row->row.note);
}

/* What the year end carries forward of the source; before it, what will be left. */
static ap_pence carried_of(const ap_year_end *end, size_t income, ap_pence left)
{
    return end != NULL ? end->sources[income].carried : left > 0 ? left : 0;
}

static void year_row(const ap_fund *fund, const ap_year_end *end, size_t at, ap_pen *pen)
{
    const ap_fund_income *income = &fund->incomes[at];
    const ap_case *inputs = fund->index->inputs;
    const ap_contribution *row = &inputs->contributions[income->row];
    const ap_source *source = &inputs->sources[row->source_at];
    const ap_fund_sum use =
        ap_fund_add_up(fund, (ap_fund_of){AP_NONE, AP_NONE, row->source_at});
    ap_pence left = income->amount - use.forecast;
    ap_pence carried = carried_of(end, at, left);
    const char *fence = fund->fences[income->fence].name;
    ap_pen_words(pen, inputs->pools[fund->pool].name);
    ap_pen_words(pen, source->stream);
    ap_pen_words(pen, source->name);
    ap_pen_words(pen, row->partner);
    ap_pen_words(pen, fence);
    ap_pool_pence(pen, income->amount);
    if (row->instalments < 1) {
        ap_pen_words(pen, "");
    } else {
        ap_pool_pence(pen, income->received);
    }
    ap_pool_pence(pen, use.budget);
    ap_pool_pence(pen, use.forecast);
    ap_pool_pence(pen, use.forecast - use.budget);
    ap_pool_pence(pen, carried);
    ap_pool_pence(pen, left < 0 ? -left : 0);
    ap_pen_words(pen, carried > 0 ? fence : "Nothing to carry");
    const char *comment = comment_on(fund, row, pen->report->arena);
    ap_pool_known(pen, comment == NULL ? "" : comment);
    ap_pen_end_row(pen);
}

static const char *year_title(const ap_fund *fund, ap_arena *arena)
{
    return fund->month == 12
               ? "Year end return: outturn by source"
               : ap_arena_print(
                     arena,
                     "Year end return by source: forecast outturn, as seen at the "
                     "end of %s",
                     ap_pool_month(fund->month));
}

static ap_status add_year(size_t count, const ap_fund *const funds[],
                          const ap_year_end *const ends[], ap_report *report, ap_error *err)
{
    ap_pen pen;
    bool is_done = funds[0]->month == 12;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Year end return",
        .table = "year_end_return",
        .title = year_title(funds[0], report->arena),
        .line_count = 4,
        .lines =
            {is_done
                 ? "What to do: agree these figures with the partners and copy them into "
                   "the year end return; complete the comments."
                 : "These are forecasts, not for the return yet. What to do: see now what "
                   "will be left or lacking of each source, and complete the comments.",
             ends != NULL
                 ? "What is carried forward is that of the sheet Year end, after the risk "
                   "share: what went back to partners or made good an overspend of the "
                   "same fence is not there to carry."
                 : "What is left of a source is carried forward within its fence. It never "
                   "makes good the overspend of another source here; what partners share "
                   "of an overspend, their risk share says.",
             ends != NULL
                 ? "Overspend is expenditure less planned income. Income received counts "
                   "payments into the pool up to the month."
                 : "Carry-forward and overspend are planned income less expenditure. "
                   "Income received counts payments into the pool up to the month.",
             "[x]: a comment is not given. [z]: not applicable; of income received, the "
             "partner keeps the money and pays for itself."},
        .column_count = YEAR_COLUMNS,
        .columns = ap_pool_columns(
            funds[0]->index->inputs, is_done ? "Outturn" : "Forecast outturn", YEAR_COLUMNS,
            ends != NULL ? closed_columns : year_columns, report->arena),
        .has_total = true,
    };
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += funds[p]->income_count;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        for (size_t i = 0; i < funds[p]->income_count; i++) {
            year_row(funds[p], ends == NULL ? NULL : ends[p], i, &pen);
        }
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

ap_status ap_pool_returns(size_t count, const ap_fund *const funds[],
                          const ap_year_end *const ends[], ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_conditions(funds[0]->index->inputs, report, err));
    AP_TRY(add_quarter(count, funds, report, err));
    AP_TRY(add_year(count, funds, ends, report, err));
done:
    return status;
}
