#include "record/round_report.h"

#include "record/front.h"
#include "record/round_bridge.h"
#include "record/round_cover.h"
#include "record/round_levels.h"
#include "record/round_logs.h"
#include "record/round_money.h"
#include "record/round_places.h"
#include "record/round_pools.h"
#include "record/round_rules.h"
#include "record/round_study.h"

static void add_property(ap_report *report, const char *name, const char *value)
{
    report->properties[report->property_count++] = (ap_property){name, value};
}

static void describe(const ap_round_results *results, ap_report *report, size_t failed)
{
    const ap_case *inputs = results->round->inputs;
    ap_arena *arena = report->arena;
    report->title = ap_arena_print(arena, "%s", inputs->settings.title);
    report->subject = ap_arena_print(arena, "Allocation round %s", inputs->settings.year);
    report->author = ap_arena_print(arena, "%s", inputs->settings.icb);
    report->company = report->author;
    report->created = ap_front_created(inputs, arena);
    add_property(report, "Run", ap_arena_print(arena, "%s", results->run_id));
    add_property(report, "Version", ap_arena_print(arena, "%s", results->version));
    add_property(report, "Case", ap_arena_print(arena, "%s", inputs->name));
    add_property(report, "Solver", ap_solver_version());
    add_property(report, "Outcome",
                 results->clash == NULL ? "optimal" : "infeasible: least relaxation");
    add_property(report, "Certificates",
                 ap_arena_print(arena, "infeasibility and gap at most %.0e",
                                ap_results_certificate(results)));
    add_property(report, "Checks failed", ap_arena_print(arena, "%zu", failed));
}

ap_status ap_round_report(const ap_round_results *results, ap_report **out, size_t *failed,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    AP_TRY(ap_report_new(&report, err));
    AP_TRY(ap_round_places(results, report, err));
    AP_TRY(ap_round_bridge(results, report, err));
    AP_TRY(ap_round_levels(results, report, err));
    AP_TRY(ap_round_money(results, report, err));
    AP_TRY(ap_round_pools(results, report, err));
    AP_TRY(ap_round_rules(results, report, err));
    AP_TRY(ap_round_study(results, report, err));
    AP_TRY(ap_round_sources(results, report, err));
    AP_TRY(ap_round_checks(results, report, failed, err));
    AP_TRY(ap_round_logs(results, report, err));
    AP_TRY(ap_round_cover(results, report, *failed, err));
    describe(results, report, *failed);
    *out = report;
    report = NULL;
done:
    ap_report_free(report);
    return status;
}
