#include "record/risk_report.h"

#include <inttypes.h>
#include <string.h>

#include "record/assumptions.h"
#include "record/front.h"
#include "record/logs.h"
#include "record/risk_causes.h"
#include "record/risk_checks.h"
#include "record/risk_cover.h"
#include "record/risk_curves.h"
#include "record/risk_drivers.h"
#include "record/risk_exceedance.h"
#include "record/risk_headline.h"
#include "record/risk_solving.h"
#include "record/risk_spreads.h"
#include "record/risk_stresses.h"
#include "solve/solver.h"

static const ap_step steps[] = {
    {"Version", "This workbook issued, and what has changed since the one before",
     "Finance business partner"},
    {"Quality", "Drivers, distributions and correlations agreed with those who know them",
     "Service and finance leads"},
    {"Quality", "Back test and stresses read by somebody who did not make the model",
     "Head of financial planning"},
    {"Quality", "Checks read; every check that fails explained",
     "Head of financial planning"},
    {"Decision", "Level of contingency chosen, and who holds it", "Chief finance officer"},
    {"Decision", "Risk noted, and what is to be done about the largest drivers",
     "Finance committee"},
};

static void describe(const ap_risk_results *results, ap_report *report, size_t failed)
{
    const ap_case *inputs = results->inputs;
    ap_arena *arena = report->arena;
    const ap_tally *tally = results->findings->tally;
    report->title = ap_arena_print(arena, "Risk: %s", inputs->settings.title);
    report->subject = ap_arena_print(arena, "Risk %s", inputs->settings.year);
    report->author = ap_arena_print(arena, "%s", inputs->settings.icb);
    report->company = report->author;
    report->created = ap_front_created(inputs, arena);
    const ap_property properties[] = {
        {"Run", ap_arena_print(arena, "%s", results->run_id)},
        {"Version", ap_arena_print(arena, "%s", results->version)},
        {"Case", ap_arena_print(arena, "%s", inputs->name)},
        {"Seed", ap_arena_print(arena, "%" PRIu64, results->seed)},
        {"Scenarios", ap_arena_print(arena, "%" PRIu64, ap_tally_scenarios(tally))},
        {"Scenarios not solved",
         ap_arena_print(arena, "%" PRId64, ap_tally_counted(tally, AP_COUNTED_FAILED))},
        {"Solver", ap_solver_version()},
        {"Certificates", ap_arena_print(arena, "infeasibility and gap at most %.0e",
                                        ap_risk_certificate(results))},
        {"Checks failed", ap_arena_print(arena, "%zu", failed)},
    };
    report->property_count = sizeof properties / sizeof properties[0];
    memcpy(report->properties, properties, sizeof properties);
}

static ap_status add_sheets(const ap_risk_results *results, ap_report *report,
                            ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_risk_headline(results, report, err));
    AP_TRY(ap_risk_curves(results, report, err));
    AP_TRY(ap_risk_causes(results, report, err));
    AP_TRY(ap_risk_spreads(results, report, err));
    AP_TRY(ap_risk_exceedance(results, report, err));
    AP_TRY(ap_risk_stresses(results, report, err));
    AP_TRY(ap_risk_drivers(results, report, err));
    AP_TRY(ap_risk_solving(results, report, err));
done:
    return status;
}

ap_status ap_risk_report(const ap_risk_results *results, ap_report **out, size_t *failed,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_report *report = NULL;
    AP_TRY(ap_report_new(&report, err));
    AP_TRY(add_sheets(results, report, err));
    AP_TRY(ap_risk_checks(results, report, failed, err));
    AP_TRY(ap_assumptions_add(results->inputs, report, err));
    AP_TRY(ap_log_data(results->inputs, report, err));
    AP_TRY(ap_log_sign_off(sizeof steps / sizeof steps[0], steps, report, err));
    AP_TRY(ap_risk_cover(results, report, *failed, err));
    describe(results, report, *failed);
    *out = report;
    report = NULL;
done:
    ap_report_free(report);
    return status;
}
