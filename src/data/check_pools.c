#include "data/check_pools.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/finding.h"
#include "data/schema.h"

static ap_spot cell(const ap_checking *checking, const char *table, size_t row,
                    const char *column, const char *value)
{
    return ap_spot_of(checking->inputs, table, row, column, value);
}

void ap_check_pool_month(const ap_checking *checking)
{
    double month = checking->inputs->settings.pool_month;
    if (checking->inputs->budgets_count > 0 && month != floor(month)) {
        ap_find(checking->problems, (ap_spot){"case.ini", 0, "pool.month", ""},
                "write a whole number from 1, April, to 12, March",
                "the month that the ledger is closed for is a whole number");
    } else if (checking->inputs->budgets_count > 0 && month < 1) {
        ap_find(checking->problems, (ap_spot){"case.ini", 0, "pool.month", ""},
                "add it below [pool]: month = 8 for November",
                "the case says for which month its ledger is closed");
    }
}

/* The months of a table whose rows have one, all of them numbers at the same offset. */
static void check_table_months(const ap_checking *checking, const char *name, double last)
{
    const ap_schema_table *table = ap_schema_find(name);
    const ap_field *field = ap_schema_field(table, "month");
    size_t count = 0;
    const char *rows = ap_schema_rows(table, checking->inputs, &count);
    for (size_t i = 0; i < count; i++) {
        double month = 0;
        char words[32];
        memcpy(&month, rows + i * table->row_size + field->offset, sizeof month);
        (void)snprintf(words, sizeof words, "%.10g", month);
        if (month != floor(month)) {
            ap_find(checking->problems, cell(checking, name, i, "month", words),
                    "write a whole number from 1, April, to 12, March",
                    "a month is a whole number");
        } else if (month > last) {
            ap_find(checking->problems, cell(checking, name, i, "month", words),
                    "take the row out, or close the month in case.ini (pool.month)",
                    "nothing is dated after the month that the ledger is closed for, %.0f",
                    last);
        }
    }
}

void ap_check_months(const ap_checking *checking)
{
    double closed = checking->inputs->settings.pool_month;
    double last = closed >= 1 ? closed : 12;
    check_table_months(checking, "profiles", 12);
    check_table_months(checking, "changes", 12);
    check_table_months(checking, "ledger", last);
    check_table_months(checking, "forecast", last);
    check_table_months(checking, "receipts", last);
    check_table_months(checking, "deliveries", last);
    check_table_months(checking, "virements", 12);
}

static size_t contribution_of(const ap_checking *checking, size_t pool, size_t source)
{
    return ap_contribution_of(checking->inputs, &checking->contributions, pool, source);
}

void ap_check_pool_partners(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t c = 0; c < inputs->contributions_count && inputs->budgets_count > 0; c++) {
        const ap_contribution *row = &inputs->contributions[c];
        size_t first = contribution_of(checking, row->pool_at, row->source_at);
        if (first < c && row->source_at != AP_NONE &&
            strcmp(inputs->contributions[first].partner, row->partner) != 0) {
            ap_find(checking->problems,
                    cell(checking, "contributions", c, "partner", row->partner),
                    "give each partner's money a source of its own in sources.csv",
                    "a source comes to a pool from one partner; line %ld has it from %s",
                    inputs->contributions[first].row.line,
                    inputs->contributions[first].partner);
        }
    }
}

/* One name of two things: the formulas of the workbook would take one for the other. */
static void find_twice(const ap_checking *checking, const char *table, size_t row,
                       const char *column, const char *name, const char *what)
{
    ap_find(checking->problems, cell(checking, table, row, column, name),
            "write it so that it can be told apart by more than capitals",
            "%s has a name of its own; another is called \"%s\"", what, name);
}

static void check_names_of_pools(const ap_checking *checking)
{
    const ap_pool *pools = checking->inputs->pools;
    for (size_t p = 0; p < checking->inputs->pools_count; p++) {
        size_t first = 0;
        while (!ap_text_same(pools[first].name, pools[p].name)) {
            first++;
        }
        if (first < p) {
            find_twice(checking, "pools", p, "name", pools[p].name, "a pool");
        }
    }
}

static void check_names_of_schemes(const ap_checking *checking, size_t pool)
{
    const ap_scheme *schemes = checking->inputs->schemes;
    const size_t *rows = checking->schemes.rows;
    size_t first = checking->schemes.start[pool];
    for (size_t k = first; k < checking->schemes.start[pool + 1]; k++) {
        size_t same = first;
        while (!ap_text_same(schemes[rows[same]].name, schemes[rows[k]].name)) {
            same++;
        }
        if (same < k) {
            find_twice(checking, "schemes", rows[k], "name", schemes[rows[k]].name,
                       "a scheme of a pool");
        }
    }
}

/* Two contributions to a pool. */
static void check_names_of_two(const ap_checking *checking, size_t before, size_t at)
{
    const ap_case *inputs = checking->inputs;
    const ap_contribution *one = &inputs->contributions[before];
    const ap_contribution *other = &inputs->contributions[at];
    if (one->source_at == AP_NONE || other->source_at == AP_NONE) {
        return;
    }
    const char *source = inputs->sources[other->source_at].name;
    if (one->source_at != other->source_at &&
        ap_text_same(inputs->sources[one->source_at].name, source)) {
        find_twice(checking, "sources", other->source_at, "name", source,
                   "a source of a pool");
    }
    if (strcmp(one->partner, other->partner) != 0 &&
        ap_text_same(one->partner, other->partner)) {
        find_twice(checking, "contributions", at, "partner", other->partner,
                   "a partner of a pool");
    }
}

static void check_names_of_sources(const ap_checking *checking, size_t pool)
{
    const ap_grouping *of = &checking->contributions;
    for (size_t k = of->start[pool]; k < of->start[pool + 1]; k++) {
        for (size_t j = of->start[pool]; j < k; j++) {
            check_names_of_two(checking, of->rows[j], of->rows[k]);
        }
    }
}

/* Formulas of the sheets look names up, where such marks are patterns and comparisons. */
static void check_marks(const ap_checking *checking, const char *table, size_t row,
                        const char *column, const char *name)
{
    if (strpbrk(name, "*?~") != NULL ||
        (name[0] != '\0' && strchr("=<>", name[0]) != NULL)) {
        ap_find(checking->problems, cell(checking, table, row, column, name),
                "write the name in words",
                "a name that sheets look up has no *, ? or ~ and does not begin with =, < "
                "or >");
    }
}

static void check_all_marks(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t p = 0; p < inputs->pools_count; p++) {
        check_marks(checking, "pools", p, "name", inputs->pools[p].name);
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        check_marks(checking, "sources", f, "name", inputs->sources[f].name);
    }
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        check_marks(checking, "contributions", c, "partner",
                    inputs->contributions[c].partner);
    }
}

void ap_check_pool_names(const ap_checking *checking)
{
    if (checking->inputs->budgets_count == 0) {
        return;
    }
    check_all_marks(checking);
    check_names_of_pools(checking);
    for (size_t p = 0; p < checking->inputs->pools_count; p++) {
        check_names_of_schemes(checking, p);
        check_names_of_sources(checking, p);
    }
}

void ap_check_budget_lines(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        const ap_budget *row = &inputs->budgets[b];
        if (row->scheme_at == AP_NONE || row->source_at == AP_NONE) {
            continue;
        }
        size_t pool = inputs->schemes[row->scheme_at].pool_at;
        if (pool == AP_NONE) {
            ap_find(checking->problems, cell(checking, "budgets", b, "scheme", row->scheme),
                    "give the scheme its pool in schemes.csv, or take the row out",
                    "a line of a pool's budget is of a scheme of a pool");
        } else if (contribution_of(checking, pool, row->source_at) == AP_NONE) {
            ap_find(checking->problems, cell(checking, "budgets", b, "source", row->source),
                    "correct the source, or add the contribution",
                    "a source that pays in a pool is among its contributions");
        }
        if (!ap_case_may_fund(inputs, row->source_at, row->scheme_at)) {
            ap_find(checking->problems, cell(checking, "budgets", b, "source", row->source),
                    "choose a source that may, or add a row to eligibility.csv",
                    "a source pays only for what it is eligible for, and capital never for "
                    "revenue");
        }
    }
}

static bool has_line(const ap_checking *checking, size_t scheme)
{
    return checking->lines.start[scheme + 1] > checking->lines.start[scheme];
}

void ap_check_budgeted(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t s = 0; s < inputs->schemes_count && inputs->budgets_count > 0; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        if (scheme->pool_at != AP_NONE && !has_line(checking, s)) {
            ap_find(checking->problems,
                    cell(checking, "schemes", s, "scheme", scheme->scheme),
                    "add its line to budgets.csv, if only of £0",
                    "every scheme of a pool has a budget");
        }
    }
}

void ap_check_profiles(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        if (scheme->profile[0] != '\0' &&
            ap_case_profile_weight(inputs, scheme->profile) <= 0) {
            char remedy[AP_REMEDY_SIZE];
            (void)ap_suggest_of(scheme->profile, inputs, "profiles", "profile", remedy);
            ap_find(checking->problems,
                    cell(checking, "schemes", s, "profile", scheme->profile), remedy,
                    "a profile has months in profiles.csv whose weights are not all 0");
        }
    }
}

static bool is_budgeted(const ap_checking *checking, size_t scheme, size_t source)
{
    const ap_grouping *lines = &checking->lines;
    for (size_t k = lines->start[scheme]; k < lines->start[scheme + 1]; k++) {
        if (checking->inputs->budgets[lines->rows[k]].source_at == source) {
            return true;
        }
    }
    return false;
}

void ap_check_changes(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->changes_count; i++) {
        const ap_change_row *row = &inputs->changes[i];
        if (row->scheme_at != AP_NONE && row->source_at != AP_NONE &&
            !is_budgeted(checking, row->scheme_at, row->source_at)) {
            ap_find(checking->problems, cell(checking, "changes", i, "source", row->source),
                    "correct scheme or source, or add the line to budgets.csv",
                    "a change is in a line of the budget");
        }
    }
}

static bool has_part(const ap_checking *checking, size_t scheme, const char *partner)
{
    const ap_case *inputs = checking->inputs;
    const ap_grouping *lines = &checking->lines;
    size_t pool = inputs->schemes[scheme].pool_at;
    for (size_t k = lines->start[scheme]; k < lines->start[scheme + 1]; k++) {
        const ap_budget *row = &inputs->budgets[lines->rows[k]];
        size_t at = contribution_of(checking, pool, row->source_at);
        if (at != AP_NONE && strcmp(inputs->contributions[at].partner, partner) == 0) {
            return true;
        }
    }
    return false;
}

static void check_part(const ap_checking *checking, const char *table, size_t row,
                       size_t scheme, const char *partner)
{
    if (scheme != AP_NONE && has_line(checking, scheme) &&
        !has_part(checking, scheme, partner)) {
        char remedy[AP_REMEDY_SIZE];
        (void)ap_suggest_of(partner, checking->inputs, "contributions", "partner", remedy);
        ap_find(checking->problems, cell(checking, table, row, "partner", partner), remedy,
                "a partner of a scheme has a line of its budget, if only of £0");
    } else if (scheme != AP_NONE && !has_line(checking, scheme)) {
        ap_find(
            checking->problems,
            cell(checking, table, row, "scheme", checking->inputs->schemes[scheme].scheme),
            "add its line to budgets.csv, or correct the scheme",
            "spend is of a scheme that has a budget");
    }
}

void ap_check_spenders(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->ledger_count; i++) {
        check_part(checking, "ledger", i, inputs->ledger[i].scheme_at,
                   inputs->ledger[i].partner);
    }
    for (size_t i = 0; i < inputs->forecast_count; i++) {
        const ap_forecast_row *row = &inputs->forecast[i];
        check_part(checking, "forecast", i, row->scheme_at, row->partner);
        if (ap_text_same(row->cause, "failure") && row->scheme_at != AP_NONE &&
            !has_part(checking, row->scheme_at, row->caused_by)) {
            ap_find(checking->problems,
                    cell(checking, "forecast", i, "caused_by", row->caused_by),
                    "write one of the scheme's partners",
                    "a failure is that of a partner of the scheme");
        }
    }
}

void ap_check_receipts(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->receipts_count; i++) {
        const ap_receipt *row = &inputs->receipts[i];
        size_t at = contribution_of(checking, row->pool_at, row->source_at);
        if (row->pool_at != AP_NONE && row->source_at != AP_NONE &&
            (at == AP_NONE ||
             strcmp(inputs->contributions[at].partner, row->partner) != 0)) {
            ap_find(checking->problems,
                    cell(checking, "receipts", i, "partner", row->partner),
                    "correct pool, partner or source, or add the contribution",
                    "what a partner pays in is one of its contributions to the pool");
        }
    }
}

/* What the line has left at the virement's month, with it and all others that are approved,
 * pounds. */
static double left_after(const ap_checking *checking, const ap_virement *of)
{
    const ap_case *inputs = checking->inputs;
    const ap_grouping *lines = &checking->lines;
    double left = 0;
    for (size_t k = lines->start[of->from_at]; k < lines->start[of->from_at + 1]; k++) {
        const ap_budget *row = &inputs->budgets[lines->rows[k]];
        left += row->source_at == of->source_at ? row->amount : 0;
    }
    for (size_t i = 0; i < inputs->changes_count; i++) {
        const ap_change_row *row = &inputs->changes[i];
        bool is_later = row->scheme_at == of->from_at && row->source_at == of->source_at &&
                        row->month > of->month;
        left -= is_later ? row->amount : 0;
    }
    for (size_t i = 0; i < inputs->virements_count; i++) {
        const ap_virement *row = &inputs->virements[i];
        bool counts = row->decision == AP_APPROVED && row->source_at == of->source_at &&
                      row->month <= of->month;
        left += counts && row->to_at == of->from_at ? row->amount : 0;
        left -= counts && row->from_at == of->from_at ? row->amount : 0;
    }
    return left;
}

void ap_check_virements(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->virements_count; i++) {
        const ap_virement *row = &inputs->virements[i];
        if (row->from_at == AP_NONE || row->to_at == AP_NONE || row->source_at == AP_NONE) {
            continue;
        }
        size_t pool = inputs->schemes[row->from_at].pool_at;
        if (row->from_at == row->to_at || pool == AP_NONE ||
            pool != inputs->schemes[row->to_at].pool_at) {
            ap_find(checking->problems, cell(checking, "virements", i, "to", row->to),
                    "correct one of the two schemes",
                    "a virement is between two schemes of one pool");
        } else if (!is_budgeted(checking, row->from_at, row->source_at) ||
                   !ap_case_may_fund(inputs, row->source_at, row->to_at)) {
            ap_find(checking->problems,
                    cell(checking, "virements", i, "source", row->source),
                    "choose a source that the scheme has, and that may pay for the other",
                    "what is vired is a budget of the one scheme and eligible for the "
                    "other");
        } else if (row->decision == AP_APPROVED && left_after(checking, row) < -0.005) {
            char words[32];
            (void)snprintf(words, sizeof words, "%.2f", row->amount);
            ap_find(checking->problems, cell(checking, "virements", i, "amount", words),
                    "correct the amount or the month, or what else was vired",
                    "a scheme vires no more than it has from the source in that month");
        }
    }
}

static bool is_partner(const ap_case *inputs, size_t pool, const char *partner)
{
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        if (inputs->contributions[c].pool_at == pool &&
            strcmp(inputs->contributions[c].partner, partner) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_parties(const ap_case *inputs, const ap_risk_step *step)
{
    for (size_t i = 0; i < inputs->risk_parties_count; i++) {
        if (inputs->risk_parties[i].pool_at == step->pool_at &&
            inputs->risk_parties[i].step == step->step) {
            return true;
        }
    }
    return false;
}

void ap_check_risk_steps(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->risk_share_count; i++) {
        const ap_risk_step *step = &inputs->risk_share[i];
        if (step->pool_at == AP_NONE) {
            continue;
        }
        if (step->rule == AP_RISK_SHARES && !has_parties(inputs, step)) {
            ap_find(checking->problems, cell(checking, "risk_share", i, "rule", "shares"),
                    "add the partners' shares to risk_parties.csv",
                    "a step of shares says who bears how much");
        }
        if (step->rule == AP_RISK_PROTECT &&
            !is_partner(inputs, step->pool_at, step->partner)) {
            ap_find(checking->problems,
                    cell(checking, "risk_share", i, "partner", step->partner),
                    "write one of the pool's partners",
                    "the protected contributor is a partner of the pool");
        }
        bool is_of_host = step->rule == AP_RISK_HOST || step->rule == AP_RISK_FAULT;
        if (is_of_host &&
            !is_partner(inputs, step->pool_at, inputs->pools[step->pool_at].host)) {
            ap_find(checking->problems,
                    cell(checking, "risk_share", i, "rule",
                         step->rule == AP_RISK_HOST ? "host" : "fault"),
                    "let the pool's host in pools.csv be one of its partners",
                    "the host that bears a variance is a partner of the pool");
        }
    }
}

static bool is_step_of_shares(const ap_case *inputs, const ap_risk_party *party)
{
    for (size_t i = 0; i < inputs->risk_share_count; i++) {
        const ap_risk_step *step = &inputs->risk_share[i];
        if (step->pool_at == party->pool_at && step->step == party->step) {
            return step->rule == AP_RISK_SHARES;
        }
    }
    return false;
}

void ap_check_risk_parties(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->risk_parties_count; i++) {
        const ap_risk_party *party = &inputs->risk_parties[i];
        if (party->pool_at == AP_NONE) {
            continue;
        }
        if (!is_step_of_shares(inputs, party)) {
            char words[32];
            (void)snprintf(words, sizeof words, "%.10g", party->step);
            ap_find(checking->problems, cell(checking, "risk_parties", i, "step", words),
                    "correct the number of the step, or its rule in risk_share.csv",
                    "shares belong to a step of rule shares");
        }
        if (!is_partner(inputs, party->pool_at, party->partner)) {
            char remedy[AP_REMEDY_SIZE];
            (void)ap_suggest_of(party->partner, inputs, "contributions", "partner", remedy);
            ap_find(checking->problems,
                    cell(checking, "risk_parties", i, "partner", party->partner), remedy,
                    "who shares a risk is a partner of the pool");
        }
    }
}

/* Are the two of one band? */
static bool is_same_band(const ap_risk_party *one, const ap_risk_party *other)
{
    return one->pool_at == other->pool_at && one->step == other->step &&
           one->from == other->from;
}

void ap_check_risk_shares(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    const ap_risk_party *parties = inputs->risk_parties;
    for (size_t i = 0; i < inputs->risk_parties_count; i++) {
        double sum = 0;
        bool is_first = true;
        for (size_t j = 0; j < inputs->risk_parties_count; j++) {
            bool is_its = is_same_band(&parties[i], &parties[j]);
            sum += is_its ? parties[j].share : 0;
            is_first = is_first && !(is_its && j < i);
        }
        if (is_first && fabs(sum - 1) > 1e-9) {
            char words[32];
            (void)snprintf(words, sizeof words, "%.10g%%", 100 * parties[i].share);
            ap_find(checking->problems, cell(checking, "risk_parties", i, "share", words),
                    "correct the shares of this pool, step and band",
                    "the shares of a band add up to 100%%; these are %.10g%%", 100 * sum);
        }
    }
}
