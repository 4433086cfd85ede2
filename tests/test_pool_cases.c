/* The two cases of pooled funds that ship say what was published, to the pound: paper of 25
 * January 2024 and minutes of October 2023 of the Southampton Health and Care Partnership
 * Board. Southampton's fund is in both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/case.h"
#include "apportion/money.h"
#include "data/edit.h"
#include "data/load.h"
#include "method/fund.h"

static const char icb[] = "NHS Hampshire and Isle of Wight ICB";
static const char council[] = "Southampton City Council";
static const char southampton[] = "southampton_s75";

/* A case that ships, and what goes before its keys of Southampton. */
typedef struct ap_shipped {
    const char *folder;
    const char *before;
    ap_case *inputs;
    ap_fund_index *index;
} ap_shipped;

static ap_shipped shipped[] = {
    {AP_ROOT "/inputs/southampton-bcf-2023-24", "", NULL, NULL},
    {AP_ROOT "/inputs/hiow-pools-2023-24", "southampton-", NULL, NULL},
};

enum { SHIPPED = sizeof shipped / sizeof shipped[0] };

static int load_cases(void **state)
{
    (void)state;
    ap_status status = AP_OK;
    for (size_t i = 0; i < SHIPPED && status == AP_OK; i++) {
        ap_problems *problems = ap_problems_new();
        status = ap_case_load(shipped[i].folder, AP_SCOPE_POOL, problems,
                              &shipped[i].inputs, NULL);
        ap_problems_free(problems);
        if (status == AP_OK) {
            status = ap_fund_index_new(shipped[i].inputs, &shipped[i].index, NULL);
        }
    }
    return status == AP_OK ? 0 : -1;
}

static int free_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHIPPED; i++) {
        ap_fund_index_free(shipped[i].index);
        ap_case_free(shipped[i].inputs);
    }
    return 0;
}

static size_t pool_of(const ap_case *inputs, const char *key)
{
    size_t p = 0;
    while (p < inputs->pools_count && strcmp(inputs->pools[p].pool, key) != 0) {
        p++;
    }
    assert_true(p < inputs->pools_count);
    return p;
}

static ap_fund *fund_at(const ap_fund_index *index, int month)
{
    ap_fund *fund = NULL;
    size_t pool = pool_of(index->inputs, southampton);
    assert_int_equal(ap_fund_new(index, pool, month, &fund, NULL), AP_OK);
    return fund;
}

static void same_pounds(ap_pence found, double pounds, const char *what)
{
    if (found != ap_pence_of(pounds)) {
        fail_msg("%s: £%.2f is not £%.2f", what, ap_pounds_of(found), pounds);
    }
}

/* What the streams that are selected bring to the fund. */
static ap_pence income_of(const ap_fund *fund, const char *partner, const char *streams)
{
    const ap_case *inputs = fund->index->inputs;
    ap_pence sum = 0;
    for (size_t k = 0; k < fund->income_count; k++) {
        const ap_fund_income *income = &fund->incomes[k];
        const ap_contribution *row = &inputs->contributions[income->row];
        bool is_its = ap_selector_matches(partner, row->partner) &&
                      ap_selector_matches(streams, inputs->sources[row->source_at].stream);
        sum += is_its ? income->amount : 0;
    }
    return sum;
}

typedef struct ap_published_income {
    const char *name;
    const char *partner; /* a selector */
    const char *streams; /* a selector */
    double pounds;
} ap_published_income;

/* The paper's table of income. */
static const ap_published_income incomes[] = {
    {"ICB", icb, "Minimum NHS Contribution|Additional NHS Contribution", 99381000},
    {"SCC (including the iBCF allocation)", council, "iBCF|Additional LA Contribution",
     57727000},
    {"BCF Discharge Fund", "", "ICB Discharge Funding|LA Discharge Funding", 3130000},
    {"Disabled Facility Grant inc c/f", council, "DFG", 8084000},
    {"Total", "", "", 168322000},
};

static void income_by_partner_is_as_published(void **state)
{
    const ap_shipped *one = *state;
    ap_fund *fund = fund_at(one->index, 8);
    for (size_t k = 0; k < sizeof incomes / sizeof incomes[0]; k++) {
        same_pounds(income_of(fund, incomes[k].partner, incomes[k].streams),
                    incomes[k].pounds, incomes[k].name);
    }
    ap_fund_free(fund);
}

/* Published: £168.322m planned, £167.4m at month 5, and the market sustainability grant of
 * £1.687m added at month 4. So before it 167.400 - 1.687 = 165.713. */
static void the_fund_grows_through_the_year_as_published(void **state)
{
    static const double totals[] = {165713000, 165713000, 165713000, 167400000,
                                    167400000, 168322000, 168322000, 168322000};
    const ap_shipped *one = *state;
    for (int month = 1; month <= 8; month++) {
        ap_fund *fund = fund_at(one->index, month);
        ap_pence budget = 0;
        for (size_t l = 0; l < fund->line_count; l++) {
            budget += fund->lines[l].budget;
        }
        same_pounds(income_of(fund, "", ""), totals[month - 1], "income");
        same_pounds(budget, totals[month - 1], "budgets");
        ap_fund_free(fund);
    }
}

typedef struct ap_published_variance {
    const char *scheme;
    const char *partner;
    double pounds;
} ap_published_variance;

/* The three areas of the paper where there is a variation from plan at month 6. */
static const ap_published_variance variances[] = {
    {"ld_packages", icb, 526000},
    {"ld_packages", council, 729000},
    {"equipment", icb, 227000},
    {"equipment", council, 230000},
    {"dfg_adaptations", council, -3247000},
};

static double published_variance(const char *scheme, const char *partner)
{
    for (size_t k = 0; k < sizeof variances / sizeof variances[0]; k++) {
        if (strcmp(variances[k].scheme, scheme) == 0 &&
            strcmp(variances[k].partner, partner) == 0) {
            return variances[k].pounds;
        }
    }
    return 0;
}

static void variances_are_those_published_and_no_others(void **state)
{
    const ap_shipped *one = *state;
    const ap_case *inputs = one->inputs;
    for (int month = 6; month <= 8; month++) {
        ap_fund *fund = fund_at(one->index, month);
        for (size_t k = 0; k < fund->part_count; k++) {
            const ap_fund_part *part = &fund->parts[k];
            const char *key = inputs->schemes[part->scheme].scheme;
            key += strlen(one->before);
            same_pounds(part->forecast - part->budget,
                        published_variance(key, fund->partners[part->partner]), key);
        }
        ap_fund_free(fund);
    }
}

/* 526 + 729 + 227 + 230 = 1,712 thousand over, and capital 3,247 thousand under beside it.
 */
static void capital_is_not_netted_with_revenue(void **state)
{
    const ap_shipped *one = *state;
    ap_fund *fund = fund_at(one->index, 8);
    ap_pence net[2] = {0, 0};
    ap_pence fenced = 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        const ap_fence *fence = &fund->fences[line->fence];
        net[fence->kind] += line->forecast - line->budget;
        fenced += fence->word[0] != '\0' ? line->forecast - line->budget : 0;
    }
    same_pounds(net[AP_REVENUE], 1712000, "revenue");
    same_pounds(net[AP_CAPITAL], -3247000, "capital");
    same_pounds(fenced, 0, "discharge funding");
    ap_fund_free(fund);
}

typedef struct ap_published_metric {
    const char *metric;
    const char *quarter;
    ap_metric_kind kind;
    double value;
} ap_published_metric;

/* The paper's table of metrics. Falls of quarter 3 and reablement are not available. */
static const ap_published_metric metrics[] = {
    {"avoidable_admissions", "q1", AP_METRIC_PLAN, 218.41},
    {"avoidable_admissions", "q1", AP_METRIC_ACTUAL, 272.00},
    {"avoidable_admissions", "q2", AP_METRIC_PLAN, 200.45},
    {"avoidable_admissions", "q2", AP_METRIC_ACTUAL, 225.40},
    {"avoidable_admissions", "q3", AP_METRIC_PLAN, 249.19},
    {"avoidable_admissions", "q3", AP_METRIC_ESTIMATE, 213.00},
    {"falls", "q1", AP_METRIC_PLAN, 752.64},
    {"falls", "q1", AP_METRIC_ACTUAL, 743.60},
    {"falls", "q2", AP_METRIC_PLAN, 752.64},
    {"falls", "q2", AP_METRIC_ACTUAL, 762.70},
    {"falls", "q3", AP_METRIC_PLAN, 752.64},
    {"discharge_home", "q1", AP_METRIC_PLAN, 95.00},
    {"discharge_home", "q1", AP_METRIC_ACTUAL, 95.31},
    {"discharge_home", "q2", AP_METRIC_PLAN, 95.00},
    {"discharge_home", "q2", AP_METRIC_ACTUAL, 94.72},
    {"discharge_home", "q3", AP_METRIC_PLAN, 95.00},
    {"discharge_home", "q3", AP_METRIC_ESTIMATE, 95.45},
    {"residential_admissions", "q1", AP_METRIC_PLAN, 140.47},
    {"residential_admissions", "q1", AP_METRIC_ACTUAL, 202.28},
    {"residential_admissions", "q2", AP_METRIC_PLAN, 140.47},
    {"residential_admissions", "q2", AP_METRIC_ACTUAL, 179.81},
    {"residential_admissions", "q3", AP_METRIC_PLAN, 140.47},
    {"residential_admissions", "q3", AP_METRIC_ESTIMATE, 196.66},
    {"reablement", "year", AP_METRIC_PLAN, 75.00},
};

static void metrics_are_as_published(void **state)
{
    const ap_shipped *one = *state;
    const ap_case *inputs = one->inputs;
    size_t found = 0;
    for (size_t r = 0; r < inputs->metric_values_count; r++) {
        const ap_metric_value *row = &inputs->metric_values[r];
        if (strcmp(inputs->metrics[row->metric_at].place, "southampton") != 0) {
            continue;
        }
        const ap_published_metric *published = &metrics[found++];
        assert_true(found <= sizeof metrics / sizeof metrics[0]);
        assert_string_equal(row->metric + strlen(one->before), published->metric);
        assert_string_equal(row->quarter, published->quarter);
        assert_int_equal(row->kind, published->kind);
        assert_true(row->value == published->value);
    }
    assert_int_equal(found, sizeof metrics / sizeof metrics[0]);
}

static void budgets_add_up_to_what_each_source_brings(void **state)
{
    const ap_shipped *one = *state;
    const ap_case *inputs = one->inputs;
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        const ap_contribution *row = &inputs->contributions[c];
        ap_pence sum = 0;
        for (size_t b = 0; b < inputs->budgets_count; b++) {
            const ap_budget *line = &inputs->budgets[b];
            bool is_its = line->source_at == row->source_at &&
                          inputs->schemes[line->scheme_at].pool_at == row->pool_at;
            sum += is_its ? ap_pence_of(line->amount) : 0;
        }
        same_pounds(sum, row->amount, row->row.key);
    }
}

static void sources_are_brought_in_full(void **state)
{
    const ap_shipped *one = *state;
    const ap_case *inputs = one->inputs;
    for (size_t s = 0; s < inputs->sources_count; s++) {
        ap_pence sum = 0;
        for (size_t c = 0; c < inputs->contributions_count; c++) {
            const ap_contribution *row = &inputs->contributions[c];
            sum += row->source_at == s ? ap_pence_of(row->amount) : 0;
        }
        same_pounds(sum, inputs->sources[s].amount, inputs->sources[s].source);
    }
}

/* The published framework of Portsmouth: five schedules, here with three classes. */
static void portsmouth_has_one_framework_and_five_schedules(void **state)
{
    (void)state;
    const ap_case *inputs = shipped[1].inputs;
    size_t schedules = 0;
    size_t classes[3] = {0, 0, 0};
    double total = 0;
    for (size_t p = 0; p < inputs->pools_count; p++) {
        const ap_pool *pool = &inputs->pools[p];
        if (strcmp(pool->framework, "Health and Care Portsmouth Section 75 framework") ==
            0) {
            schedules++;
            total += pool->total;
            classes[0] += strcmp(pool->class, "pooled") == 0;
            classes[1] += strcmp(pool->class, "aligned") == 0;
            classes[2] += strcmp(pool->class, "non-pooled") == 0;
        }
    }
    assert_int_equal(schedules, 5);
    assert_true(total == 74580000);
    assert_int_equal(classes[0], 3);
    assert_int_equal(classes[1], 1);
    assert_int_equal(classes[2], 1);
}

static void every_rule_of_risk_shares_is_used(void **state)
{
    (void)state;
    bool is_used[AP_RISK_PROTECT + 1] = {false};
    for (size_t i = 0; i < SHIPPED; i++) {
        const ap_case *inputs = shipped[i].inputs;
        for (size_t s = 0; s < inputs->risk_share_count; s++) {
            is_used[inputs->risk_share[s].rule] = true;
        }
    }
    for (int rule = AP_RISK_OWN; rule <= AP_RISK_PROTECT; rule++) {
        assert_true(is_used[rule]);
    }
}

/* Spend by month was never published, nor was a budget but that of the new grant. */
static void what_is_assumed_does_not_look_published(void **state)
{
    const ap_shipped *one = *state;
    const ap_case *inputs = one->inputs;
    for (size_t r = 0; r < inputs->ledger_count; r++) {
        assert_memory_equal(inputs->ledger[r].row.basis, "illustrative", 12);
    }
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        bool is_published = strncmp(inputs->budgets[b].row.basis, "published", 9) == 0;
        bool is_grant = strcmp(inputs->budgets[b].source, "market_sustainability") == 0;
        assert_int_equal(is_published, is_grant);
    }
}

/* The fund at month 8 as an option of the case makes it. */
static ap_pence net_with(const char *option, ap_pence *income)
{
    ap_case *copy = NULL;
    ap_fund_index *index = NULL;
    assert_int_equal(ap_case_copy(shipped[0].inputs, &copy, NULL), AP_OK);
    assert_int_equal(ap_case_apply_option(copy, option, NULL), AP_OK);
    assert_int_equal(ap_fund_index_new(copy, &index, NULL), AP_OK);
    ap_fund *fund = fund_at(index, 8);
    ap_pence net = 0;
    *income = income_of(fund, "", "");
    for (size_t l = 0; l < fund->line_count; l++) {
        net += fund->lines[l].forecast - fund->lines[l].budget;
    }
    ap_fund_free(fund);
    ap_fund_index_free(index);
    ap_case_free(copy);
    return net;
}

/* In thousands, on 1,712 - 3,247 = -1,535: one more package of 400 makes it -1,135; no
 * underspend of adaptations, 1,712; a contribution that is 5% of 45,140 lower leaves
 * variances as they are, and 168,322 - 2,257 = 166,065 of income. */
static void what_ifs_change_what_they_say(void **state)
{
    (void)state;
    ap_pence income = 0;
    same_pounds(net_with("ld_package", &income), -1135000, "a package more");
    same_pounds(income, 168322000, "its income");
    same_pounds(net_with("dfg_backlog", &income), 1712000, "backlog cleared");
    same_pounds(net_with("council_less", &income), -1535000, "a lower contribution");
    same_pounds(income, 166065000, "its income");
}

/* Once for each case. */
#define OF_BOTH(test)                               \
    cmocka_unit_test_prestate((test), &shipped[0]), \
        cmocka_unit_test_prestate((test), &shipped[1])

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_BOTH(income_by_partner_is_as_published),
        OF_BOTH(the_fund_grows_through_the_year_as_published),
        OF_BOTH(variances_are_those_published_and_no_others),
        OF_BOTH(capital_is_not_netted_with_revenue),
        OF_BOTH(metrics_are_as_published),
        OF_BOTH(budgets_add_up_to_what_each_source_brings),
        OF_BOTH(sources_are_brought_in_full),
        cmocka_unit_test(portsmouth_has_one_framework_and_five_schedules),
        cmocka_unit_test(every_rule_of_risk_shares_is_used),
        OF_BOTH(what_is_assumed_does_not_look_published),
        cmocka_unit_test(what_ifs_change_what_they_say),
    };
    return cmocka_run_group_tests_name("pool_cases", tests, load_cases, free_cases);
}
