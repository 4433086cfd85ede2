#include "method/plan_fund.h"

#include <stdlib.h>

/* What a source pays for the schemes of a pool. */
typedef struct ap_plan_income {
    bool is_missing; /* it pays, and no contribution brings it */
    ap_pence paid;
} ap_plan_income;

static const ap_row of_plan = {.key = "", .basis = "derived: the plan", .note = ""};

static ap_status no_memory(const ap_case *inputs, ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, inputs->folder, "no memory for the pools of a plan");
}

/* The cells of pools in the place of the budgets. */
static ap_status put_budgets(ap_case *inputs, size_t count, const ap_plan_cell cells[],
                             ap_error *err)
{
    ap_budget *budgets = calloc(count + 1, sizeof *budgets);
    if (budgets == NULL) {
        return no_memory(inputs, err);
    }
    free(inputs->budgets);
    inputs->budgets = budgets;
    inputs->budgets_count = 0;
    for (size_t c = 0; c < count; c++) {
        const ap_scheme *scheme = &inputs->schemes[cells[c].scheme];
        if (scheme->pool_at != AP_NONE) {
            budgets[inputs->budgets_count++] =
                (ap_budget){.row = of_plan,
                            .scheme = scheme->scheme,
                            .scheme_at = cells[c].scheme,
                            .source = inputs->sources[cells[c].source].source,
                            .source_at = cells[c].source,
                            .amount = ap_pounds_of(cells[c].amount)};
        }
    }
    return AP_OK;
}

/* What each source pays in each pool, by pool and source; returns how many are missing. */
static size_t add_up(const ap_case *inputs, ap_plan_income paid[])
{
    size_t missing = 0;
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        const ap_budget *budget = &inputs->budgets[b];
        size_t pool = inputs->schemes[budget->scheme_at].pool_at;
        ap_plan_income *income = &paid[pool * inputs->sources_count + budget->source_at];
        income->is_missing = true;
        income->paid += ap_pence_of(budget->amount);
    }
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        const ap_contribution *row = &inputs->contributions[c];
        paid[row->pool_at * inputs->sources_count + row->source_at].is_missing = false;
    }
    for (size_t n = 0; n < inputs->pools_count * inputs->sources_count; n++) {
        missing += paid[n].is_missing ? 1 : 0;
    }
    return missing;
}

/* The sources that pay without a contribution, after those that have one. */
static void add_missing(ap_case *inputs, const ap_plan_income paid[])
{
    for (size_t n = 0; n < inputs->pools_count * inputs->sources_count; n++) {
        size_t pool = n / inputs->sources_count;
        size_t source = n % inputs->sources_count;
        if (paid[n].is_missing) {
            inputs->contributions[inputs->contributions_count++] =
                (ap_contribution){.row = of_plan,
                                  .pool = inputs->pools[pool].pool,
                                  .pool_at = pool,
                                  .partner = inputs->sources[source].owner,
                                  .source = inputs->sources[source].source,
                                  .source_at = source,
                                  .amount = ap_pounds_of(paid[n].paid)};
        }
    }
}

static ap_status add_contributions(ap_case *inputs, ap_error *err)
{
    ap_status status = AP_OK;
    ap_contribution *rows = NULL;
    ap_plan_income *paid =
        calloc(inputs->pools_count * inputs->sources_count + 1, sizeof *paid);
    AP_TRY(paid == NULL ? no_memory(inputs, err) : AP_OK);
    size_t count = inputs->contributions_count + add_up(inputs, paid);
    rows = realloc(inputs->contributions, (count + 1) * sizeof *rows);
    AP_TRY(rows == NULL ? no_memory(inputs, err) : AP_OK);
    inputs->contributions = rows;
    add_missing(inputs, paid);
done:
    free(paid);
    return status;
}

/* The case with the plan in the place of all that is of the year itself. */
static ap_status case_of_plan(const ap_case *inputs, size_t count,
                              const ap_plan_cell cells[], ap_case **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *planned = NULL;
    AP_TRY(ap_case_copy(inputs, &planned, err));
    AP_TRY(put_budgets(planned, count, cells, err));
    AP_TRY(add_contributions(planned, err));
    planned->changes_count = 0;
    planned->ledger_count = 0;
    planned->forecast_count = 0;
    planned->receipts_count = 0;
    planned->virements_count = 0;
    *out = planned;
    planned = NULL;
done:
    ap_case_free(planned);
    return status;
}

/* At month 1, when nothing is spent, a line is forecast as budgeted (22). */
static ap_status make_funds(ap_plan_funds *funds, ap_error *err)
{
    ap_status status = AP_OK;
    size_t pools = funds->inputs->pools_count;
    funds->funds = calloc(pools + 1, sizeof(ap_fund *));
    if (funds->funds == NULL) {
        return no_memory(funds->inputs, err);
    }
    funds->count = pools;
    for (size_t p = 0; p < pools && status == AP_OK; p++) {
        status = ap_fund_new(funds->index, p, 1, &funds->funds[p], err);
    }
    return status;
}

ap_status ap_plan_funds_new(const ap_case *inputs, size_t count, const ap_plan_cell cells[],
                            ap_plan_funds **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_plan_funds *funds = calloc(1, sizeof *funds);
    if (funds == NULL) {
        return no_memory(inputs, err);
    }
    AP_TRY(case_of_plan(inputs, count, cells, &funds->inputs, err));
    AP_TRY(ap_fund_index_new(funds->inputs, &funds->index, err));
    AP_TRY(make_funds(funds, err));
    *out = funds;
    funds = NULL;
done:
    ap_plan_funds_free(funds);
    return status;
}

void ap_plan_funds_free(ap_plan_funds *funds)
{
    if (funds == NULL) {
        return;
    }
    for (size_t p = 0; p < funds->count; p++) {
        ap_fund_free(funds->funds[p]);
    }
    free(funds->funds);
    ap_fund_index_free(funds->index);
    ap_case_free(funds->inputs);
    free(funds);
}
