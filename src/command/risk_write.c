#include "command/risk_write.h"

#include <stdio.h>

#include "base/files.h"
#include "command/risk_print.h"
#include "record/risk_report.h"
#include "risk/stress.h"
#include "solve/lp_write.h"

/* More programs that could not be solved are counted and named, but not written. */
enum { DUMPS_MOST = 20 };

/* What rank 0 makes of a tally. */
typedef struct ap_risk_writing {
    const ap_risk_delivery *delivery;
    ap_findings *findings;
    ap_report *report;
    size_t failed; /* checks */
    ap_text folder;
    ap_text workbook;
    ap_text dumps; /* folder; empty: none */
    const char *repaired[2];
    ap_risk_results results;
} ap_risk_writing;

static ap_status find(ap_risk_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_engine *engine = writing->delivery->setup->engine;
    AP_TRY(ap_findings_of(engine->measures, writing->delivery->tally, &writing->findings,
                          err));
    AP_TRY(ap_findings_solve(writing->findings, engine, err));
done:
    return status;
}

static ap_status dump(ap_risk_writing *writing, uint64_t scenario, ap_error *err)
{
    ap_status status = AP_OK;
    ap_engine *engine = writing->delivery->setup->engine;
    ap_lp *plain = NULL;
    ap_text path = {0};
    ap_text text = {0};
    char name[48];
    (void)snprintf(name, sizeof name, "scenario-%llu", (unsigned long long)scenario);
    AP_TRY(ap_engine_take(engine, scenario, err));
    AP_TRY(ap_recourse_plain(engine->plan, engine->shortage, &plain, err));
    ap_lp_write_mps(plain, name, &text);
    ap_text_print(&path, "%s/%s.mps", writing->dumps.bytes, name);
    if (path.failed || text.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, name, "no memory to write its program"));
    }
    AP_TRY(ap_file_write(path.bytes, text.bytes, text.length, err));
done:
    ap_lp_free(plain);
    ap_text_free(&path);
    ap_text_free(&text);
    return status;
}

/* Programs that could not be solved, for whoever looks into it. */
static ap_status dump_all(ap_risk_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    const uint64_t *scenarios = NULL;
    size_t count = ap_tally_failed(writing->delivery->tally, &scenarios);
    if (count == 0) {
        return AP_OK;
    }
    ap_text_print(&writing->dumps, "%s/unsolved", writing->folder.bytes);
    if (writing->dumps.failed) {
        return ap_fail(err, AP_NO_MEMORY, "unsolved", "no memory for a path");
    }
    AP_TRY(ap_folder_make(writing->dumps.bytes, err));
    for (size_t k = 0; k < count && k < DUMPS_MOST; k++) {
        AP_TRY(dump(writing, scenarios[k], err));
    }
done:
    return status;
}

static void take_results(ap_risk_writing *writing)
{
    const ap_risk_setup *setup = writing->delivery->setup;
    const ap_engine *engine = setup->engine;
    const ap_repair *repair = &engine->repair;
    const ap_lp *lp = ap_recourse_model_of(engine->recourse)->lp;
    if (repair->is_repaired) {
        writing->repaired[0] = ap_drivers_correlated(engine->drivers, repair->first);
        writing->repaired[1] = ap_drivers_correlated(engine->drivers, repair->second);
    }
    uint64_t counted = ap_tally_scenarios(writing->delivery->tally);
    writing->results = (ap_risk_results){
        .inputs = setup->inputs,
        .findings = writing->findings,
        .scheme_plan = setup->plan->scheme,
        .source_plan = setup->plan->source,
        .is_contingency = setup->plan->is_contingency,
        .way = engine->drawing.way,
        .seed = engine->drawing.seed,
        .degrees = engine->drawing.degrees,
        .asked = engine->drawing.scenarios,
        .scenarios = setup->options.until == NULL ? engine->drawing.scenarios : counted,
        .until = setup->options.until,
        .is_reached = setup->options.until != NULL &&
                      ap_until_is_reached(&setup->until, writing->delivery->tally),
        .repair = repair,
        .repaired = {writing->repaired[0], writing->repaired[1]},
        .lp_rows = lp->rows,
        .lp_columns = lp->columns,
        .dumps = writing->dumps.length > 0 ? "unsolved" : NULL,
        .run_id = setup->id,
        .version = AP_VERSION,
    };
}

static ap_status write_all(ap_risk_writing *writing, int exit_code, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_risk_delivery *delivery = writing->delivery;
    const ap_risk_setup *setup = delivery->setup;
    ap_text_print(&writing->workbook, "%s/risk-report.xlsx", writing->folder.bytes);
    if (writing->workbook.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, writing->folder.bytes, "no memory for a path"));
    }
    const ap_run run = {
        .id = setup->id,
        .command = "risk",
        .case_name = setup->inputs->name,
        .started = delivery->started,
        .version = AP_VERSION,
        .outcome = writing->failed == 0 ? "all checks pass" : "a check fails",
        .exit_code = exit_code,
        .ranks = delivery->ranks.size,
        .arguments = ap_risk_arguments(setup),
        .inputs = setup->inputs,
        .report = writing->report,
        .timing_count = delivery->timing_count,
        .timings = delivery->timings,
    };
    AP_TRY(ap_deliver_all(&setup->options, writing->folder.bytes, writing->workbook.bytes,
                          &run, err));
done:
    return status;
}

static ap_status print(const ap_risk_writing *writing, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    ap_output output = writing->delivery->output;
    if (writing->delivery->setup->options.json) {
        ap_risk_json(&writing->results, writing->workbook.bytes, &text);
        AP_TRY(ap_output_result(output, &text, err));
    } else {
        ap_risk_text(&writing->results, &text);
        AP_TRY(ap_output_result(output, &text, err));
        AP_TRY(ap_output_path(output, writing->workbook.bytes, err));
    }
done:
    ap_text_free(&text);
    return status;
}

ap_status ap_risk_deliver(const ap_risk_delivery *delivery, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_risk_setup *setup = delivery->setup;
    ap_risk_writing writing = {.delivery = delivery};
    AP_TRY(ap_deliver_folder(&setup->options, setup->inputs->name, setup->id,
                             &writing.folder, err));
    AP_TRY(find(&writing, err));
    AP_TRY(dump_all(&writing, err));
    take_results(&writing);
    AP_TRY(ap_risk_report(&writing.results, &writing.report, &writing.failed, err));
    ap_status verdict = writing.failed > 0 ? AP_CHECK_FAILED : AP_OK;
    AP_TRY(write_all(&writing, ap_status_exit_code(verdict), err));
    AP_TRY(print(&writing, err));
    if (verdict != AP_OK) {
        AP_TRY(ap_fail(err, verdict, setup->inputs->folder,
                       "a check of the workbook fails; see its sheet Checks"));
    }
done:
    ap_findings_free(writing.findings);
    ap_report_free(writing.report);
    ap_text_free(&writing.folder);
    ap_text_free(&writing.workbook);
    ap_text_free(&writing.dumps);
    return status;
}
