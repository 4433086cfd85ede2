#include "data/check_money.h"

#include <math.h>
#include <stdio.h>

#include "apportion/money.h"
#include "data/finding.h"

/* The first of two cells of a row is at most the second. */
static void report_more(const ap_checking *checking, size_t scheme, const char *column,
                        double value, const char *rule)
{
    char words[AP_MONEY_SIZE];
    ap_find(checking->problems,
            ap_spot_of(checking->inputs, "schemes", scheme, column,
                       ap_money_words(value, words)),
            "correct one of the two", "%s", rule);
}

void ap_check_amounts(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        const ap_scheme *scheme = &inputs->schemes[i];
        if (scheme->committed > scheme->bid) {
            report_more(checking, i, "committed", scheme->committed,
                        "what is committed is part of the bid, so no more than it");
        }
        if (scheme->baseline_other > scheme->baseline) {
            report_more(checking, i, "baseline_other", scheme->baseline_other,
                        "money from outside the envelope is part of the baseline");
        }
    }
}

void ap_check_scheme_places(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    bool has_levels = ap_case_levels(inputs) > 0;
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        const ap_scheme *scheme = &inputs->schemes[i];
        size_t place = scheme->place_at;
        if (place == AP_NONE || inputs->places[place].parent[0] == '\0') {
            continue;
        }
        bool is_of_round = has_levels ? ap_case_is_of_level(inputs, place, 0)
                                      : !checking->is_parent[place];
        if (!is_of_round) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "schemes", i, "place", scheme->place),
                    "give it to one of the places that the round allocates to, or split it",
                    has_levels
                        ? "a scheme belongs to a place of the first level or to the system"
                        : "a scheme belongs to a place without children or to the system");
        }
    }
}

void ap_check_scheme_pools(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        const ap_scheme *scheme = &inputs->schemes[i];
        if (scheme->pool_at == AP_NONE || scheme->place_at == AP_NONE) {
            continue;
        }
        const ap_pool *pool = &inputs->pools[scheme->pool_at];
        if (!ap_case_is_within(inputs, scheme->place_at, pool->place_at)) {
            ap_find(
                checking->problems, ap_spot_of(inputs, "schemes", i, "pool", scheme->pool),
                "correct the pool or the place",
                "a scheme of a pool lies in the pool's place, %s, and this one is in %s",
                pool->place, scheme->place);
        }
    }
}

static bool may_fund_any(const ap_case *inputs, size_t source)
{
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        if (ap_case_may_fund(inputs, source, i)) {
            return true;
        }
    }
    return false;
}

static bool may_fund_in(const ap_checking *checking, size_t source, size_t pool)
{
    const ap_grouping *schemes = &checking->schemes;
    for (size_t k = schemes->start[pool]; k < schemes->start[pool + 1]; k++) {
        if (ap_case_may_fund(checking->inputs, source, schemes->rows[k])) {
            return true;
        }
    }
    return false;
}

void ap_check_sources_spend(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->sources_count; i++) {
        const ap_source *source = &inputs->sources[i];
        if (source->amount > 0 && !may_fund_any(inputs, i)) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "sources", i, "source", source->source),
                    "add a row to eligibility.csv, or correct its kind or place",
                    "every source has a scheme that it may fund");
        }
    }
}

static bool has_source(const ap_case *inputs, size_t scheme)
{
    for (size_t i = 0; i < inputs->sources_count; i++) {
        if (ap_case_may_fund(inputs, i, scheme)) {
            return true;
        }
    }
    return false;
}

void ap_check_schemes_funded(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        const ap_scheme *scheme = &inputs->schemes[i];
        if (scheme->committed > 0 && !has_source(inputs, i)) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "schemes", i, "scheme", scheme->scheme),
                    "add a row to eligibility.csv, or correct its kind, place or programme",
                    "a scheme with committed money has a source that may fund it");
        }
    }
}

static bool permits_any(const ap_case *inputs, size_t eligibility)
{
    for (size_t i = 0; i < inputs->schemes_count; i++) {
        if (ap_case_permits(inputs, eligibility, i)) {
            return true;
        }
    }
    return false;
}

void ap_check_permissions(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->eligibility_count; i++) {
        const ap_eligibility *row = &inputs->eligibility[i];
        if (!permits_any(inputs, i)) {
            ap_problems_add(checking->problems,
                            (ap_problem){.severity = AP_NOTE,
                                         .file = "eligibility.csv",
                                         .line = row->row.line,
                                         .column = "source",
                                         .value = row->source,
                                         .rule = "no scheme matches this permission",
                                         .remedy = "correct it if it was meant for some"});
        }
    }
}

static double sum_of_contributions(const ap_case *inputs, size_t pool)
{
    double sum = 0;
    for (size_t i = 0; i < inputs->contributions_count; i++) {
        const ap_contribution *row = &inputs->contributions[i];
        sum += row->pool_at == pool ? row->amount : 0;
    }
    return sum;
}

void ap_check_pool_totals(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->pools_count; i++) {
        const ap_pool *pool = &inputs->pools[i];
        double sum = sum_of_contributions(inputs, i);
        if (!isfinite(sum) || !isfinite(pool->total) ||
            ap_pence_of(sum) == ap_pence_of(pool->total)) {
            continue;
        }
        char value[AP_MONEY_SIZE];
        (void)snprintf(value, sizeof value, "%.2f", pool->total);
        ap_find(checking->problems, ap_spot_of(inputs, "pools", i, "total", value),
                "correct the total or a row of contributions.csv",
                "contributions add up to the pool's total to the penny; they are %.2f, "
                "%.2f %s",
                sum, fabs(sum - pool->total),
                sum > pool->total ? "too much" : "too little");
    }
}

void ap_check_pool_eligibility(const ap_checking *checking)
{
    const ap_case *inputs = checking->inputs;
    for (size_t i = 0; i < inputs->contributions_count; i++) {
        const ap_contribution *row = &inputs->contributions[i];
        if (row->pool_at != AP_NONE && row->source_at != AP_NONE &&
            !may_fund_in(checking, row->source_at, row->pool_at)) {
            ap_find(checking->problems,
                    ap_spot_of(inputs, "contributions", i, "source", row->source),
                    "correct it, or add a row to eligibility.csv",
                    "a source in a pool may fund at least one scheme of the pool");
        }
    }
}
