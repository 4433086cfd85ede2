#include "record/pool_report.h"

#include <stdlib.h>
#include <string.h>

#include "method/bcf.h"
#include "record/assumptions.h"
#include "record/checks.h"
#include "record/front.h"
#include "record/logs.h"
#include "record/pool_bcf.h"
#include "record/pool_calendar.h"
#include "record/pool_cover.h"
#include "record/pool_metrics.h"
#include "record/pool_position.h"
#include "record/pool_returns.h"
#include "record/pool_risk.h"
#include "record/pool_virements.h"
#include "record/pool_what_if.h"
#include "record/pool_year_end.h"
#include "solve/solver.h"

/* The pools of the case as it is, in the two forms that the sheets ask for. */
typedef struct ap_pack {
    const ap_pool_results *results;
    size_t count;
    ap_outlook **pools;
    const ap_fund **funds;
    ap_bcf_tests *tests;
} ap_pack;

static ap_status make_pack(const ap_pool_results *results, ap_arena *arena, ap_pack *pack,
                           ap_error *err)
{
    const ap_outlooks *all = results->all;
    pack->results = results;
    pack->count = all->pools;
    pack->pools = ap_arena_room(arena, (all->pools + 1) * sizeof(void *));
    pack->funds = ap_arena_room(arena, (all->pools + 1) * sizeof(void *));
    if (pack->pools == NULL || pack->funds == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its pools");
    }
    for (size_t p = 0; p < all->pools; p++) {
        pack->pools[p] = &all->outlooks[p];
        pack->funds[p] = all->outlooks[p].fund;
    }
    return ap_bcf_test_funds(pack->count, pack->funds, &pack->tests, err);
}

static const ap_step steps[] = {
    {"Version", "This pack issued, and what has changed since the one before",
     "Pool manager"},
    {"Quality", "Ledger and forecasts agreed with each partner", "Partners' finance leads"},
    {"Quality", "Risk share read against the signed agreement", "Pool manager"},
    {"Decision", "Position noted, virements and recovery plans decided",
     "Partnership management group"},
};

/* What the ledger says was spent up to the month. */
static double spent_by_ledger(const ap_case *inputs, int month)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < inputs->ledger_count; i++) {
        bool counts = inputs->ledger[i].month <= month;
        sum += counts ? ap_pence_of(inputs->ledger[i].amount) : 0;
    }
    return ap_pounds_of(sum);
}

static double received_by_table(const ap_case *inputs, int month)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < inputs->receipts_count; i++) {
        bool counts = inputs->receipts[i].month <= month;
        sum += counts ? ap_pence_of(inputs->receipts[i].amount) : 0;
    }
    return ap_pounds_of(sum);
}

/* The pools' totals less the changes that come after the month. */
static double total_of_pools(const ap_case *inputs, int month)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < inputs->pools_count; p++) {
        sum += ap_pence_of(inputs->pools[p].total);
    }
    for (size_t c = 0; c < inputs->changes_count; c++) {
        bool is_later = inputs->changes[c].month > month;
        sum -= is_later ? ap_pence_of(inputs->changes[c].amount) : 0;
    }
    return ap_pounds_of(sum);
}

/* Pounds that the last step of a risk share has left, in size, over all fences. */
static double left_over(const ap_pack *pack)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < pack->count; p++) {
        const ap_risk_result *now = pack->pools[p]->now;
        for (size_t t = 0; t < now->stage_count; t++) {
            ap_pence left = now->stages[t].step == AP_NONE ? now->stages[t].left : 0;
            sum += left < 0 ? -left : left;
        }
    }
    return ap_pounds_of(sum);
}

static double borne_by_all(const ap_pack *pack)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < pack->count; p++) {
        const ap_risk_result *now = pack->pools[p]->now;
        for (size_t e = 0; e < now->entry_count; e++) {
            sum += now->entries[e].borne;
        }
    }
    return ap_pounds_of(sum);
}

/* Schemes whose profile is not whole at the end of the year. */
static double partial_profiles(const ap_pack *pack)
{
    double count = 0;
    const ap_fund_index *index = pack->funds[0]->index;
    for (size_t s = 0; s < index->inputs->schemes_count; s++) {
        bool is_pooled = index->inputs->schemes[s].pool_at != AP_NONE;
        double whole = is_pooled ? ap_fund_profile(index, s, 12) : 1;
        count += whole > 1 - 1e-9 && whole < 1 + 1e-9 ? 0 : 1;
    }
    return count;
}

static double moved_by_virements(const ap_pack *pack)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < pack->count; p++) {
        for (size_t m = 0; m < pack->pools[p]->virements->move_count; m++) {
            sum += pack->pools[p]->virements->moves[m].amount;
        }
    }
    return ap_pounds_of(sum);
}

static double not_met(const ap_pack *pack)
{
    double count = 0;
    for (size_t t = 0; t < pack->tests->count; t++) {
        count += pack->tests->tests[t].is_met ? 0 : 1;
    }
    return count;
}

static double undecided(const ap_pack *pack)
{
    double count = 0;
    for (size_t p = 0; p < pack->count; p++) {
        count += pack->pools[p]->virements->outcome == AP_OPTIMAL ? 0 : 1;
    }
    return count;
}

static double seen(const ap_report *report, const char *sheet, const char *header)
{
    return ap_checks_seen(report, sheet, header);
}

static ap_status add_checks(const ap_pack *pack, ap_report *report, size_t *failed,
                            ap_error *err)
{
    const ap_case *inputs = pack->results->all->inputs;
    int month = pack->results->month;
    double budget = seen(report, "Lines", "Budget (£)");
    double spent = seen(report, "Lines", "Actual to date (£)");
    double forecast = seen(report, "Lines", "Forecast (£)");
    const ap_check checks[] = {
        {"Budgets: the scheme monitor against the lines",
         seen(report, "Scheme monitor", "Budget (£)"), budget, 0.005,
         "{Scheme monitor!Budget (£)#total}", "{Lines!Budget (£)#total}", NULL},
        {"Budgets: the fences against the lines", seen(report, "Fences", "Budget (£)"),
         budget, 0.005, "{Fences!Budget (£)#total}", "{Lines!Budget (£)#total}", NULL},
        {"Budgets: the partners against the lines", seen(report, "Partners", "Budget (£)"),
         budget, 0.005, "{Partners!Budget (£)#total}", "{Lines!Budget (£)#total}", NULL},
        {"Forecasts: the partners against the lines",
         seen(report, "Partners", "Forecast (£)"), forecast, 0.005,
         "{Partners!Forecast (£)#total}", "{Lines!Forecast (£)#total}", NULL},
        {"Forecasts: the sources against the lines",
         seen(report, "Sources", "Forecast (£)"), forecast, 0.005,
         "{Sources!Forecast (£)#total}", "{Lines!Forecast (£)#total}", NULL},
        {"Uses: all that the partners bring is budgeted, and no more",
         seen(report, "Sources", "Contribution (£)"), budget, 0.005,
         "{Sources!Contribution (£)#total}", "{Lines!Budget (£)#total}", NULL},
        {"Contributions: the pool summary against the pools' totals at the month",
         seen(report, "Pool summary", "Contribution (£)"), total_of_pools(inputs, month),
         0.005, "{Pool summary!Contribution (£)#total}", NULL, NULL},
        {"Receipts: the pool summary against receipts.csv",
         seen(report, "Pool summary", "Received to date (£)"),
         received_by_table(inputs, month), 0.005,
         "{Pool summary!Received to date (£)#total}", NULL, NULL},
        {"Spend to date: the lines against ledger.csv", spent,
         spent_by_ledger(inputs, month), 0.005, "{Lines!Actual to date (£)#total}", NULL,
         NULL},
        {"Schemes whose profile does not add up to the year", partial_profiles(pack), 0, 0,
         NULL, NULL, NULL},
        {"Risk share: variance of the lines that nobody bears, or that is borne twice",
         ap_to_penny(borne_by_all(pack) - (forecast - budget)), 0, 0.005,
         "ROUND(SUM({Bearers!Borne (£)})-{Lines!Forecast (£)#total}+{Lines!Budget "
         "(£)#total},2)",
         NULL, "Bearers"},
        {"Risk share: what the last clause leaves", left_over(pack), 0, 0.005, NULL, NULL,
         NULL},
        {"Virements: those recommended against what is covered", moved_by_virements(pack),
         seen(report, "What virements cover", "Covered by virements (£)"), 0.005,
         "{Virements recommended!Amount (£)#total}",
         "{What virements cover!Covered by virements (£)#total}", "Virements recommended"},
        {"Pools whose virements could not be decided", undecided(pack), 0, 0, NULL, NULL,
         NULL},
        {"Better Care Fund: tests that are not met", not_met(pack), 0, 0,
         "COUNTIF({BCF tests!Result},\"Not met\")", NULL, "BCF tests"},
    };
    return ap_checks_add(sizeof checks / sizeof checks[0], checks, report, failed, err);
}

const char *ap_pool_subject(const ap_case *inputs, int month, ap_arena *arena)
{
    return ap_arena_print(arena, "Pooled funds %s, month %d", inputs->settings.year, month);
}

static void describe(const ap_pool_results *results, ap_report *report, size_t failed)
{
    const ap_case *inputs = results->all->inputs;
    ap_arena *arena = report->arena;
    report->title = ap_arena_print(arena, "%s", inputs->settings.title);
    report->subject = ap_pool_subject(inputs, results->month, arena);
    report->author = ap_arena_print(arena, "%s", inputs->settings.icb);
    report->company = report->author;
    report->created = ap_front_created(inputs, arena);
    const ap_property properties[] = {
        {"Run", ap_arena_print(arena, "%s", results->run_id)},
        {"Version", ap_arena_print(arena, "%s", results->version)},
        {"Case", ap_arena_print(arena, "%s", inputs->name)},
        {"Month", ap_arena_print(arena, "%d", results->month)},
        {"Solver", ap_solver_version()},
        {"Checks failed", ap_arena_print(arena, "%zu", failed)},
    };
    report->property_count = sizeof properties / sizeof properties[0];
    memcpy(report->properties, properties, sizeof properties);
}

static ap_status add_sheets(const ap_pack *pack, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_pool_position(pack->count, pack->funds, report, err));
    AP_TRY(ap_pool_risk(pack->count, pack->pools, report, err));
    AP_TRY(ap_pool_virements(pack->count, pack->pools, report, err));
    AP_TRY(ap_pool_what_if(pack->results->all, report, err));
    AP_TRY(ap_pool_bcf(pack->count, pack->funds, report, err));
    AP_TRY(ap_pool_metrics(pack->count, pack->funds, report, err));
    AP_TRY(ap_pool_returns(pack->count, pack->funds,
                           (const ap_year_end *const *)pack->results->ends, report, err));
    if (pack->results->ends != NULL) {
        AP_TRY(ap_pool_year_end(pack->count, pack->funds,
                                (const ap_year_end *const *)pack->results->ends, report,
                                err));
    }
    AP_TRY(ap_pool_calendar(pack->results->all->inputs, pack->results->month, report, err));
done:
    return status;
}

ap_status ap_pool_report(const ap_pool_results *results, ap_report **out, size_t *failed,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    ap_pack pack = {0};
    ap_pool_sentences words = {0};
    AP_TRY(ap_report_new(&report, err));
    AP_TRY(make_pack(results, report->arena, &pack, err));
    AP_TRY(add_sheets(&pack, report, err));
    AP_TRY(add_checks(&pack, report, failed, err));
    AP_TRY(ap_assumptions_add(results->all->inputs, report, err));
    AP_TRY(ap_log_data(results->all->inputs, report, err));
    AP_TRY(ap_log_sign_off(sizeof steps / sizeof steps[0], steps, report, err));
    AP_TRY(ap_pool_tell(results, pack.tests, report->arena, &words, err));
    AP_TRY(ap_pool_cover(results, &words, *failed, report, err));
    describe(results, report, *failed);
    *out = report;
    report = NULL;
done:
    ap_bcf_tests_free(pack.tests);
    ap_report_free(report);
    return status;
}
