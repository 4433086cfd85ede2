#include "data/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/check_drivers.h"
#include "data/check_levels.h"
#include "data/check_money.h"
#include "data/check_need.h"
#include "data/check_pools.h"
#include "data/check_risk.h"
#include "data/check_rules.h"
#include "data/checking.h"
#include "data/edit.h"
#include "data/finding.h"

/* A rule and the columns that it relies on beyond the numbers (which are NaN when they
 * could not be read). "*" is the table as a whole. */
typedef struct ap_check {
    ap_check_rule *run;
    const char *needs;
    unsigned scopes; /* in which it is judged, added up */
} ap_check;

#define ROUND          AP_SCOPE_ALL
#define NEEDED         (AP_SCOPE_ALL | AP_SCOPE_NEED)
#define ROUND_AND_POOL (AP_SCOPE_ALL | AP_SCOPE_POOL)
#define EVERYONE       (AP_SCOPE_ALL | AP_SCOPE_NEED | AP_SCOPE_POOL)

#define PLACES "places.place places.parent"
#define NEED   "need.place need.component blends.component programmes.need"
#define FUNDING                                                                           \
    PLACES " programmes.programme pools.pool sources.source sources.kind sources.place "  \
           "eligibility.source "                                                          \
           "eligibility.programme eligibility.scheme_type eligibility.pool "              \
           "eligibility.place schemes.place schemes.programme schemes.pool schemes.kind " \
           "schemes.scheme_type"

#define EXPOSED                                                                     \
    PLACES " programmes.programme pools.pool sources.source schemes.place "         \
           "schemes.programme schemes.scheme_type schemes.pool schemes.tags "       \
           "exposures.effect exposures.place exposures.programme exposures.scheme " \
           "exposures.source exposures.pool exposures.scheme_type exposures.tag"

static const ap_check checks[] = {
    {ap_check_selectors, "rules.*", ROUND},
    {ap_check_of, "rules.unit", ROUND},
    {ap_check_soft_rules, "rules.strength", ROUND},
    {ap_check_growth_rules, "rules.unit", ROUND},
    {ap_check_system, "places.parent", EVERYONE},
    {ap_check_population, PLACES, NEEDED},
    {ap_check_need, "places.parent", NEEDED},
    {ap_check_blends, "need.component", NEEDED},
    {ap_check_programme_need, "need.component blends.blend", NEEDED},
    {ap_check_need_everywhere, PLACES " " NEED, NEEDED},
    {ap_check_history, "history.year settings.*", NEEDED},
    {ap_check_target_shares, "programmes.*", ROUND},
    {ap_check_amounts, "schemes.*", ROUND},
    {ap_check_scheme_places, PLACES, ROUND},
    {ap_check_scheme_pools, PLACES " pools.place", ROUND_AND_POOL},
    {ap_check_sources_spend, FUNDING, ROUND},
    {ap_check_schemes_funded, FUNDING, ROUND},
    {ap_check_permissions, FUNDING, ROUND_AND_POOL},
    {ap_check_pool_totals, "contributions.pool", ROUND_AND_POOL},
    {ap_check_pool_eligibility, FUNDING, ROUND_AND_POOL},
    {ap_check_levels, PLACES " places.level settings.*", NEEDED},
    {ap_check_place_need, PLACES " need.*", NEEDED},
    {ap_check_pace, "pace.*", ROUND},
    {ap_check_pace_levels, "pace.* settings.*", ROUND},
    {ap_check_settings, "settings.*", ROUND},
    {ap_check_pool_month, "settings.*", ROUND_AND_POOL},
    {ap_check_months, "settings.*", ROUND_AND_POOL},
    {ap_check_pool_partners, "contributions.*", ROUND_AND_POOL},
    {ap_check_pool_names, "pools.* contributions.* sources.name schemes.pool schemes.name",
     ROUND_AND_POOL},
    {ap_check_budget_lines, FUNDING " contributions.* budgets.*", ROUND_AND_POOL},
    {ap_check_budgeted, "schemes.pool budgets.scheme", ROUND_AND_POOL},
    {ap_check_profiles, "profiles.*", ROUND_AND_POOL},
    {ap_check_changes, "budgets.* changes.scheme changes.source", ROUND_AND_POOL},
    {ap_check_spenders, "contributions.* budgets.* schemes.pool", ROUND_AND_POOL},
    {ap_check_receipts, "contributions.*", ROUND_AND_POOL},
    {ap_check_virements, FUNDING " budgets.* changes.* virements.*", ROUND_AND_POOL},
    {ap_check_risk_steps, "contributions.* risk_share.step", ROUND_AND_POOL},
    {ap_check_risk_parties, "contributions.* risk_share.step risk_share.rule",
     ROUND_AND_POOL},
    {ap_check_risk_shares, "risk_parties.*", ROUND_AND_POOL},
    {ap_check_driver_numbers, "drivers.unit", ROUND},
    {ap_check_driver_parameters, "drivers.unit", ROUND},
    {ap_check_driver_ways, "drivers.driver driver_points.driver", ROUND},
    {ap_check_driver_points, "drivers.unit driver_points.driver", ROUND},
    {ap_check_driver_parts, "drivers.unit driver_points.*", ROUND},
    {ap_check_driver_blocks, "drivers.*", ROUND},
    {ap_check_driver_profiles, "profiles.*", ROUND},
    {ap_check_drivers_used, "exposures.driver driver_points.part", ROUND},
    {ap_check_exposure_words, "exposures.*", ROUND},
    {ap_check_exposures, "drivers.unit exposures.effect driver_points.part", ROUND},
    {ap_check_exposed, EXPOSED, ROUND},
    {ap_check_correlations, "drivers.driver drivers.block driver_points.part", ROUND},
    {ap_check_stresses, "drivers.unit driver_points.part", ROUND},
    {ap_check_actuals, "settings.risk.contingency", ROUND},
    {ap_check_risk_settings, "settings.* programmes.programme", ROUND},
};

enum { CHECKS = sizeof checks / sizeof checks[0] };

/* Can one of the columns that a rule relies on not be relied on? */
static bool is_hampered(ap_problems *problems, const char *needs)
{
    const char *word = NULL;
    size_t length = 0;
    while (ap_word_next(&needs, ' ', &word, &length)) {
        char table[64];
        (void)snprintf(table, sizeof table, "%.*s", (int)length, word);
        char *dot = strchr(table, '.');
        *dot = '\0';
        if (ap_is_in_doubt(problems, ap_schema_find(table)->file, dot + 1)) {
            return true;
        }
    }
    return false;
}

/* Circles come first, since nothing can be said of places that are in one. Then what is in
 * doubt is settled before any rule runs, so that what one finds does not silence another.
 */
static ap_status run_checks(const ap_case *inputs, unsigned scope, ap_problems *problems,
                            ap_error *err)
{
    ap_status status = AP_OK;
    bool is_to_run[CHECKS];
    size_t places = inputs->places_count;
    bool *is_parent = calloc(2 * places + 1, sizeof *is_parent);
    if (is_parent == NULL) {
        return ap_fail(err, AP_NO_MEMORY, inputs->folder, "no memory for the check");
    }
    ap_case_parents(inputs, is_parent);
    ap_checking checking = {inputs, problems, is_parent, is_parent + places, {0}, {0}, {0}};
    AP_TRY(ap_lines_of_schemes(inputs, &checking.lines, err));
    AP_TRY(ap_contributions_of_pools(inputs, &checking.contributions, err));
    AP_TRY(ap_schemes_of_pools(inputs, &checking.schemes, err));
    ap_check_circles(&checking);
    for (size_t i = 0; i < CHECKS; i++) {
        is_to_run[i] =
            (checks[i].scopes & scope) != 0 && !is_hampered(problems, checks[i].needs);
    }
    for (size_t i = 0; i < CHECKS; i++) {
        if (is_to_run[i]) {
            checks[i].run(&checking);
        }
    }
done:
    ap_grouping_free(&checking.lines);
    ap_grouping_free(&checking.contributions);
    ap_grouping_free(&checking.schemes);
    free(is_parent);
    return status;
}

static size_t first_row(const ap_case *inputs, const char *option)
{
    size_t i = 0;
    while (strcmp(inputs->options[i].option, option) != 0) {
        i++;
    }
    return i;
}

/* A target in a table that could not be read is not the option's fault. */
static bool is_target_in_doubt(ap_problems *problems, const ap_option_row *row)
{
    const ap_schema_table *table = ap_schema_find(row->table);
    return table != NULL &&
           ap_is_in_doubt(problems, table->file,
                          table->key[0] == '\0' ? row->target : table->key);
}

static void apply_row(const ap_case *inputs, size_t at, ap_case *copy,
                      ap_problems *problems)
{
    const ap_option_row *row = &inputs->options[at];
    ap_refusal refusal;
    bool is_in_doubt = is_target_in_doubt(problems, row);
    const char *wrong = is_in_doubt ? NULL : ap_case_edit_row(copy, row, &refusal);
    if (wrong != NULL) {
        const ap_field *field = ap_schema_field(ap_schema_find("options"), wrong);
        ap_find(problems,
                ap_spot_of(inputs, "options", at, wrong, ap_schema_text(field, row)),
                refusal.remedy, "%s", refusal.rule);
    }
    const ap_option_row *first = &inputs->options[first_row(inputs, row->option)];
    if (strcmp(row->name, first->name) != 0) {
        ap_find(problems, ap_spot_of(inputs, "options", at, "name", row->name),
                "write the same name on every row of the option",
                "an option has one name; line %ld calls it \"%s\"", first->row.line,
                first->name);
    }
}

/* What the rules find in the case as the option makes it, shown where the option begins. */
static ap_status check_copy(const ap_case *inputs, size_t first, const ap_case *copy,
                            ap_problems *problems, ap_error *err)
{
    ap_problems *found = ap_problems_new();
    if (found == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "options.csv", "no memory for the check");
    }
    ap_status status = run_checks(copy, inputs->scope, found, err);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(found, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity == AP_PROBLEM) {
            const char *option = inputs->options[first].option;
            ap_find(problems, ap_spot_of(inputs, "options", first, "option", option),
                    all[i].remedy, "with this option, %s line %ld, column %s: %s",
                    all[i].file, all[i].line, all[i].column, all[i].rule);
        }
    }
    ap_problems_free(found);
    return status;
}

static ap_status check_option(const ap_case *inputs, size_t first, bool is_base_good,
                              ap_problems *problems, ap_error *err)
{
    ap_case *copy = NULL;
    ap_status status = ap_case_copy(inputs, &copy, err);
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    for (size_t i = first; i < inputs->options_count && status == AP_OK; i++) {
        if (strcmp(inputs->options[i].option, inputs->options[first].option) == 0) {
            apply_row(inputs, i, copy, problems);
        }
    }
    bool is_good = is_base_good && ap_problems_count(problems, AP_PROBLEM) == before;
    if (status == AP_OK && is_good) {
        status = check_copy(inputs, first, copy, problems, err);
    }
    ap_case_free(copy);
    return status;
}

ap_status ap_case_check(const ap_case *inputs, ap_scope scope, ap_problems *problems,
                        ap_error *err)
{
    ap_status status = run_checks(inputs, scope, problems, err);
    bool is_base_good = ap_problems_count(problems, AP_PROBLEM) == 0;
    for (size_t i = 0; i < inputs->options_count && status == AP_OK; i++) {
        if (first_row(inputs, inputs->options[i].option) == i) {
            status = check_option(inputs, i, is_base_good, problems, err);
        }
    }
    return status;
}
