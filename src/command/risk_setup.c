#include "command/risk_setup.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "command/loading.h"
#include "solve/batch.h"

static const char *const ways[] = {"plain", "latin", "sobol"};

/* What the command line leaves open the case says. */
static void fill_in(ap_risk_setup *setup)
{
    ap_options *options = &setup->options;
    const ap_settings *settings = &setup->inputs->settings;
    options->scenarios =
        options->scenarios == 0 ? (long)settings->risk_scenarios : options->scenarios;
    options->seed = options->seed == 0 ? (long)settings->risk_seed : options->seed;
    options->sampling =
        options->sampling == NULL ? ways[settings->risk_sampling] : options->sampling;
    if (options->option == NULL && settings->risk_option[0] != '\0') {
        options->option = settings->risk_option;
    }
}

static ap_sampling_way way_of(const char *word)
{
    size_t way = AP_SAMPLING_PLAIN;
    while (way < AP_SAMPLING_SOBOL && strcmp(ways[way], word) != 0) {
        way++;
    }
    return (ap_sampling_way)way;
}

static ap_status take_until(ap_risk_setup *setup, ap_error *err)
{
    const ap_options *options = &setup->options;
    if (options->until == NULL) {
        return AP_OK;
    }
    if (strcmp(options->sampling, "latin") == 0) {
        return ap_fail(err, AP_USAGE, "--until",
                       "a Latin hypercube is complete only with all its scenarios, so it "
                       "cannot be stopped before; sample with sobol or plain");
    }
    return ap_until_parse(options->until, &setup->until, err);
}

/* A count, 1 or more, of digits alone, and what it ends with. */
static bool take_count(const char **words, char end, unsigned long long *count)
{
    size_t digits = strspn(*words, "0123456789");
    char *rest = NULL;
    *count = strtoull(*words, &rest, 10);
    bool is_count = digits > 0 && digits < 10 && *rest == end && *count > 0;
    *words = rest + (*rest == '\0' ? 0 : 1);
    return is_count;
}

static ap_status take_shard(ap_risk_setup *setup, ap_error *err)
{
    const char *words = setup->options.shard;
    setup->shard = 1;
    setup->shards = 1;
    if (words == NULL) {
        return AP_OK;
    }
    const char *rest = words;
    bool is_part = take_count(&rest, '/', &setup->shard) &&
                   take_count(&rest, '\0', &setup->shards) &&
                   setup->shard <= setup->shards &&
                   setup->shards <= (unsigned long long)setup->options.scenarios;
    if (!is_part) {
        return ap_fail(err, AP_USAGE, "--shard",
                       "\"%s\" is no part of the scenarios; write K/N, such as 3/8", words);
    }
    if (setup->options.draws != NULL) {
        return ap_fail(err, AP_USAGE, "--draws",
                       "a shard is a part of a run; draws are of a whole one");
    }
    if (setup->options.until != NULL) {
        return ap_fail(err, AP_USAGE, "--until",
                       "a shard does not see the others' scenarios, so it cannot tell when "
                       "all of them are enough");
    }
    return AP_OK;
}

/* One scenario is shown and not counted: what is asked of a whole run is no use to it. */
static ap_status check_scenario(const ap_options *options, ap_error *err)
{
    static const char *const others[] = {"until", "shard", "draws", "block", "patience"};
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        if (ap_options_has(options, "scenario") && ap_options_has(options, others[k])) {
            return ap_fail(err, AP_USAGE, "--scenario",
                           "one scenario has no use for --%s; leave one of the two out",
                           others[k]);
        }
    }
    return AP_OK;
}

/* A hash of all that the scenarios depend on; how the workbook is dressed is not among it.
 */
static ap_status hash(ap_risk_setup *setup, ap_error *err)
{
    ap_text text = {0};
    ap_options plain = setup->options;
    plain.profile = "working";
    ap_text_print(&text, "risk %s\n", AP_VERSION);
    ap_options_record(&plain, &text);
    for (size_t f = 0; f < setup->inputs->files_count; f++) {
        ap_text_print(&text, "\n%s %s", setup->inputs->files[f].name,
                      setup->inputs->files[f].sha256);
    }
    ap_status status =
        text.failed ? ap_fail(err, AP_NO_MEMORY, "risk", "the name of the run") : AP_OK;
    if (status == AP_OK) {
        ap_sha256(text.bytes, text.length, setup->part.run);
    }
    ap_text_free(&text);
    return status;
}

static ap_status name(ap_risk_setup *setup, ap_error *err)
{
    ap_options_record(&setup->options, &setup->arguments);
    if (setup->arguments.failed) {
        return ap_fail(err, AP_NO_MEMORY, "risk", "the name of the run");
    }
    ap_run_id("risk", ap_risk_arguments(setup), setup->inputs, setup->id);
    setup->part.scenarios = setup->engine->drawing.scenarios;
    setup->part.range = ap_shard_of(setup->part.scenarios, setup->shard, setup->shards);
    return hash(setup, err);
}

/* The plan: the published allocation of the round, of the case or of an option of it. */
static ap_status take_plan(ap_risk_setup *setup, ap_error *err)
{
    ap_status status = AP_OK;
    const char *option = setup->options.option;
    if (option != NULL) {
        AP_TRY(ap_origin_has_option(setup->inputs, option, err));
        const ap_trial trial = {.option = option};
        AP_TRY(ap_trial_case(setup->inputs, &trial, &setup->changed, err));
    }
    AP_TRY(ap_round_prepare(setup->changed == NULL ? setup->inputs : setup->changed,
                            &setup->round, err));
    AP_TRY(ap_round_solve(setup->round, AP_ALL_GOALS, NULL, NULL, err));
    if (!ap_round_is_solved(setup->round)) {
        AP_TRY(ap_fail(err, AP_BAD_INPUT, setup->inputs->folder,
                       "its rules cannot all be met, so there is no agreed plan to try; "
                       "apportion round says which clash and by how much"));
    }
    AP_TRY(ap_plan_new(setup->round, &setup->plan, err));
done:
    return status;
}

ap_status ap_risk_setup_make(const ap_options *options, const ap_case *inputs,
                             ap_risk_setup *setup, ap_error *err)
{
    ap_status status = AP_OK;
    setup->options = *options;
    setup->inputs = inputs;
    AP_TRY(check_scenario(options, err));
    fill_in(setup);
    AP_TRY(take_until(setup, err));
    AP_TRY(take_shard(setup, err));
    if (inputs->drivers_count == 0 || inputs->exposures_count == 0) {
        AP_TRY(ap_fail(err, AP_NO_INPUT, inputs->folder,
                       "has no drivers.csv and exposures.csv that say what is uncertain; "
                       "apportion check --schema tells what is in them"));
    }
    AP_TRY(take_plan(setup, err));
    const ap_drawing drawing = {
        .way = way_of(setup->options.sampling),
        .seed = (uint64_t)setup->options.seed,
        .scenarios = (uint64_t)setup->options.scenarios,
        .degrees = inputs->settings.risk_degrees,
    };
    AP_TRY(ap_engine_new(setup->plan, &drawing, &setup->engine, err));
    AP_TRY(name(setup, err));
done:
    return status;
}

void ap_risk_setup_clear(ap_risk_setup *setup)
{
    ap_engine_free(setup->engine);
    ap_plan_free(setup->plan);
    ap_round_free(setup->round);
    ap_case_free(setup->changed);
    ap_text_free(&setup->arguments);
}

const char *ap_risk_arguments(const ap_risk_setup *setup)
{
    return setup->arguments.bytes == NULL ? "" : setup->arguments.bytes;
}
