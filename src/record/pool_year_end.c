#include "record/pool_year_end.h"

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_words.h"

/* The funds and where they are told. */
typedef struct ap_telling {
    size_t count;
    const ap_fund *const *funds;
    const ap_year_end *const *ends;
    ap_report *report;
} ap_telling;

static const ap_report_column source_columns[] = {
    {.header = "Account", .width = 16},
    {.header = "Pool", .width = 28},
    {.header = "Money", .width = 18},
    {.header = "Partner", .width = 24},
    {.header = "Source", .width = 28},
    {.header = "Contribution (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "Budget (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "Spent (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "Variance (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND({Spent (£)}-{Budget (£)},2)"}, /* no netting */
    {.header = "Carried forward (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "Left over (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND(MAX({Contribution (£)}-{Spent (£)}-{Carried forward (£)},0),2)",
     .total = AP_SUM},
    {.header = "Overspent (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND(MAX({Spent (£)}+{Carried forward (£)}-{Contribution (£)},0),2)",
     .total = AP_SUM},
    {.header = "Treatment", .width = 32},
};

/* The pool's key, its money and its partner by their numbers: the two sheets meet in it. */
static void begin_row(ap_pen *pen, const ap_fund *fund, size_t fence, size_t partner)
{
    const ap_pool *pool = &fund->index->inputs->pools[fund->pool];
    ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "%s/%zu/%zu",
                   pool->pool, fence + 1, partner + 1);
    ap_pen_words(pen, pool->name);
    ap_pen_words(pen, fund->fences[fence].name);
    ap_pen_words(pen, fund->partners[partner]);
}

static const char *treatment(const ap_year_end *end, const ap_year_source *source)
{
    if (source->carried > 0) {
        return end->fences[source->fence].is_kept
                   ? "Carried forward: it may be spent on nothing else"
                   : "Carried forward under the agreement";
    }
    return source->over > 0   ? "Overspent: see the accounts for who pays"
           : source->left > 0 ? "Left over: returned, or pays for others"
                              : "Spent in full";
}

static void source_row(ap_pen *pen, const ap_fund *fund, const ap_year_end *end, size_t f)
{
    const ap_year_source *source = &end->sources[f];
    begin_row(pen, fund, source->fence, source->partner);
    ap_pen_words(pen, fund->index->inputs->sources[source->source].name);
    ap_pool_pence(pen, source->contribution);
    ap_pool_pence(pen, source->budget);
    ap_pool_pence(pen, source->outturn);
    ap_pool_pence(pen, source->outturn - source->budget);
    ap_pool_pence(pen, source->carried);
    ap_pool_pence(pen, source->left);
    ap_pool_pence(pen, source->over);
    ap_pen_words(pen, treatment(end, source));
    ap_pen_end_row(pen);
}

static ap_status add_sources(const ap_telling *telling, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Year end",
        .table = "year_end",
        .title = "Year end: what was spent of each source, and what becomes of the rest",
        .line_count = 2,
        .lines =
            {"Contribution equals what was spent, carried forward and left over, less what "
             "was overspent.",
             "Capital and ring-fenced money are carried forward and pay for nothing else."},
        .column_count = sizeof source_columns / sizeof source_columns[0],
        .columns = source_columns,
        .has_total = true,
    };
    for (size_t p = 0; p < telling->count; p++) {
        sheet.row_count += telling->ends[p]->source_count;
    }
    ap_status status = ap_pen_begin(telling->report, sheet, &pen, err);
    for (size_t p = 0; p < telling->count && status == AP_OK; p++) {
        for (size_t f = 0; f < telling->ends[p]->source_count; f++) {
            source_row(&pen, telling->funds[p], telling->ends[p], f);
        }
    }
    if (status == AP_OK) {
        ap_sheet_totals(telling->report, pen.sheet);
    }
    return status;
}

static const ap_report_column account_columns[] = {
    {.header = "Account", .width = 16},
    {.header = "Pool", .width = 28},
    {.header = "Money", .width = 18},
    {.header = "Partner", .width = 26},
    {.header = "Contribution (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "SUMIFS({Year end!Contribution (£)},{Year end!Account},{Account})",
     .total = AP_SUM},
    {.header = "Variance borne (£)", .format = AP_POUNDS, .width = 13}, /* no netting */
    {.header = "Due from the partner (£)",
     .format = AP_POUNDS,
     .width = 13,
     .total = AP_SUM},
    {.header = "Due to the partner (£)", .format = AP_POUNDS, .width = 13, .total = AP_SUM},
    {.header = "From others (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula =
         "ROUND({Expenditure (£)}+{Carried forward (£)}-{Contribution (£)}-{Due from "
         "the partner (£)}+{Due to the partner (£)},2)",
     .total = AP_SUM},
    {.header = "Income (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND({Contribution (£)}+{Due from the partner (£)}-{Due to the partner "
                "(£)}+{From others (£)},2)",
     .total = AP_SUM},
    {.header = "Expenditure (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "SUMIFS({Year end!Spent (£)},{Year end!Account},{Account})",
     .total = AP_SUM},
    {.header = "Balance (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "ROUND({Income (£)}-{Expenditure (£)},2)",
     .total = AP_SUM},
    {.header = "Carried forward (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "SUMIFS({Year end!Carried forward (£)},{Year end!Account},{Account})",
     .total = AP_SUM},
};

/* A partner has no part of money that it neither brings nor bears. */
static bool has_part(const ap_fund *fund, const ap_year_account *account)
{
    bool has_any = account->borne != 0 || account->paid != 0 || account->returned != 0;
    for (size_t f = 0; f < fund->income_count && !has_any; f++) {
        has_any = fund->incomes[f].partner == account->partner &&
                  fund->incomes[f].fence == account->fence;
    }
    return has_any;
}

static void account_row(ap_pen *pen, const ap_fund *fund, const ap_year_account *account)
{
    ap_pence income =
        account->contribution + account->paid - account->returned + account->others;
    begin_row(pen, fund, account->fence, account->partner);
    ap_pool_pence(pen, account->contribution);
    ap_pool_pence(pen, account->borne);
    ap_pool_pence(pen, account->paid);
    ap_pool_pence(pen, account->returned);
    ap_pool_pence(pen, account->others);
    ap_pool_pence(pen, income);
    ap_pool_pence(pen, account->outturn);
    ap_pool_pence(pen, income - account->outturn);
    ap_pool_pence(pen, account->carried);
    ap_pen_end_row(pen);
}

static size_t count_parts(const ap_telling *telling, size_t p)
{
    const ap_year_end *end = telling->ends[p];
    size_t count = 0;
    for (size_t a = 0; a < end->account_count; a++) {
        count += has_part(telling->funds[p], &end->accounts[a]) ? 1 : 0;
    }
    return count;
}

static void account_rows(ap_pen *pen, const ap_fund *fund, const ap_year_end *end)
{
    for (size_t a = 0; a < end->account_count; a++) {
        if (has_part(fund, &end->accounts[a])) {
            account_row(pen, fund, &end->accounts[a]);
        }
    }
}

static ap_status add_accounts(const ap_telling *telling, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Accounts by partner",
        .table = "accounts_by_partner",
        .title = "Accounts: income, expenditure and balance of each partner's part",
        .line_count = 2,
        .lines =
            {"From others is what other partners, the reserve and uncommitted schemes put "
             "in; below zero, what the partner puts in for them.",
             "The balance of a partner is its money that is carried forward."},
        .column_count = sizeof account_columns / sizeof account_columns[0],
        .columns = account_columns,
        .has_total = true,
    };
    for (size_t p = 0; p < telling->count; p++) {
        sheet.row_count += count_parts(telling, p);
    }
    ap_status status = ap_pen_begin(telling->report, sheet, &pen, err);
    for (size_t p = 0; p < telling->count && status == AP_OK; p++) {
        account_rows(&pen, telling->funds[p], telling->ends[p]);
    }
    if (status == AP_OK) {
        ap_sheet_totals(telling->report, pen.sheet);
    }
    return status;
}

ap_status ap_pool_year_end(size_t count, const ap_fund *const funds[],
                           const ap_year_end *const ends[], ap_report *report,
                           ap_error *err)
{
    const ap_telling telling = {count, funds, ends, report};
    ap_status status = add_sources(&telling, err);
    return status == AP_OK ? add_accounts(&telling, err) : status;
}
