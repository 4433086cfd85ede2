#include "command/risk_scenario.h"

#include <stdio.h>
#include <stdlib.h>

#include "apportion/money.h"
#include "base/files.h"
#include "command/deliver.h"
#include "command/risk_scenario_json.h"
#include "solve/lp_write.h"

enum { COLUMNS = 7, ROOM = 110 };

/* Pounds below which nothing is said. */
static const double penny = 0.01;

/* What is being shown: a table at a time; words are the arena's. */
typedef struct ap_showing {
    const ap_engine *engine;
    const ap_case *inputs;
    ap_arena *arena;
    ap_text *text;
    size_t columns;
    size_t rows;
    const char **cells;
} ap_showing;

static const char *words(ap_showing *showing, const char *copy)
{
    showing->text->failed = showing->text->failed || copy == NULL;
    return copy == NULL ? "" : copy;
}

static const char *money(ap_showing *showing, double pounds)
{
    char out[AP_MONEY_SIZE];
    return words(showing,
                 ap_arena_print(showing->arena, "%s", ap_money_words(pounds, out)));
}

static void begin(ap_showing *showing, const char *title, size_t columns,
                  const char *const headers[])
{
    ap_text_print(showing->text, "%s\n", title);
    showing->columns = columns;
    showing->rows = 1;
    for (size_t c = 0; c < columns; c++) {
        showing->cells[c] = headers[c];
    }
}

static const char **next_row(ap_showing *showing)
{
    return showing->cells + showing->rows++ * showing->columns;
}

static void end(ap_showing *showing, const size_t limits[])
{
    ap_table_fit(showing->text, showing->columns, showing->rows, showing->cells, limits,
                 ROOM);
    ap_text_print(showing->text, "\n");
}

static const char *value_words(ap_showing *showing, const ap_driver *driver, double value)
{
    const char *copy = driver->unit == AP_DRIVER_RATE
                           ? ap_arena_print(showing->arena, "%.4f%%", 100 * value)
                       : driver->unit == AP_DRIVER_POUNDS
                           ? money(showing, value)
                           : ap_arena_print(showing->arena, "%.6g", value);
    return words(showing, copy);
}

static void show_draws(ap_showing *showing)
{
    static const char *const headers[] = {"Driver", "Uniform", "Value", "Alone does"};
    static const size_t limits[] = {50, 12, 16, 18};
    const ap_engine *engine = showing->engine;
    begin(showing, "Draws (32), (33)", 4, headers);
    for (size_t i = 0; i < engine->driver_count; i++) {
        const ap_driver *driver =
            &showing->inputs->drivers[ap_drivers_row(engine->drivers, i)];
        const char **cells = next_row(showing);
        cells[0] = driver->name;
        cells[1] =
            words(showing, ap_arena_print(showing->arena, "%.9f", engine->uniforms[i]));
        cells[2] = value_words(showing, driver, engine->values[i]);
        cells[3] = money(showing, engine->own[i]);
    }
    end(showing, limits);
}

static double moved_into(const ap_engine *engine, size_t s)
{
    double sum = 0;
    for (size_t c = engine->plan->first[s]; c < engine->plan->first[s + 1]; c++) {
        sum += engine->answer.moves.moved[c];
    }
    return sum;
}

static void show_schemes(ap_showing *showing)
{
    static const char *const headers[] = {"Scheme", "Plan",      "Cost",     "Open",
                                          "Moved",  "Held back", "Overspent"};
    static const size_t limits[] = {34, 14, 14, 12, 12, 12, 12};
    const ap_engine *engine = showing->engine;
    const ap_shortage *shortage = engine->shortage;
    begin(showing, "Schemes (35), (12a)", COLUMNS, headers);
    for (size_t s = 0; s < showing->inputs->schemes_count; s++) {
        double held = engine->answer.moves.held[s] + shortage->held[s];
        double over = engine->answer.moves.over[s] + shortage->beyond[s];
        const char **cells = next_row(showing);
        cells[0] = showing->inputs->schemes[s].name;
        cells[1] = money(showing, engine->plan->scheme[s]);
        cells[2] = money(showing, engine->cost[s]);
        cells[3] = money(showing, shortage->open[s]);
        cells[4] = money(showing, moved_into(engine, s));
        cells[5] = money(showing, held);
        cells[6] = money(showing, over);
    }
    end(showing, limits);
}

static void show_accounts(ap_showing *showing)
{
    static const char *const headers[] = {"Account of", "in", "Released, unallotted",
                                          "Left"};
    static const size_t limits[] = {46, 30, 18, 16};
    const ap_engine *engine = showing->engine;
    const ap_plan *plan = engine->plan;
    begin(showing, "Accounts (12b)", 4, headers);
    for (size_t a = 0; a < plan->account_count; a++) {
        size_t pool = plan->accounts[a].pool;
        const char **cells = next_row(showing);
        cells[0] = showing->inputs->sources[plan->accounts[a].source].name;
        cells[1] = pool == AP_NONE ? "outside pools" : showing->inputs->pools[pool].name;
        cells[2] = money(showing, engine->shortage->pot[a]);
        cells[3] = money(showing, engine->answer.moves.left[a]);
    }
    end(showing, limits);
}

static void show_moves(ap_showing *showing)
{
    static const char *const headers[] = {"Moved into", "from", "Pounds"};
    static const size_t limits[] = {46, 46, 14};
    const ap_plan *plan = showing->engine->plan;
    begin(showing, "Moves", 3, headers);
    for (size_t c = 0; c < plan->cell_count; c++) {
        double moved = showing->engine->answer.moves.moved[c];
        if (moved >= penny) {
            const char **cells = next_row(showing);
            cells[0] = showing->inputs->schemes[plan->cells[c].scheme].name;
            cells[1] = showing->inputs->sources[plan->cells[c].source].name;
            cells[2] = money(showing, moved);
        }
    }
    end(showing, limits);
}

static void show_measures(ap_showing *showing)
{
    static const char *const headers[] = {"Measure", "of", "Value"};
    static const size_t limits[] = {30, 56, 18};
    const ap_engine *engine = showing->engine;
    begin(showing, "What it comes to (37), (38)", 3, headers);
    for (size_t m = 0; m < engine->measures->count; m++) {
        const ap_measure_row *row = &engine->measures->rows[m];
        double value = (double)engine->ticks[m] * row->tick;
        bool is_share = row->what == AP_WHAT_DISTANCE;
        if (row->of == AP_OF_SCHEME || row->of == AP_OF_MONTH) {
            continue;
        }
        const char **cells = next_row(showing);
        cells[0] = ap_measured_words(row->what);
        cells[1] = row->name;
        cells[2] =
            is_share ? words(showing, ap_arena_print(showing->arena, "%.4f%%", 100 * value))
                     : money(showing, value);
    }
    end(showing, limits);
}

static void show_proof(ap_showing *showing)
{
    static const char *const ways[] = {"known basis, no simplex step", "re-solved warm",
                                       "re-solved cold", "NOT SOLVED: nothing is moved"};
    const ap_recourse_answer *answer = &showing->engine->answer;
    const ap_lp *lp = ap_recourse_model_of(showing->engine->recourse)->lp;
    ap_text_print(showing->text,
                  "Recourse program (12): %zu rows, %zu columns; least cost £%.9gm\n"
                  "%s, %ld steps; primal infeasibility %.2g, dual %.2g, gap %.2g\n\n",
                  lp->rows, lp->columns, answer->objective, ways[answer->how],
                  answer->steps, answer->certificate.primal, answer->certificate.dual,
                  answer->certificate.gap);
}

static ap_status write_program(const ap_risk_setup *setup, ap_text *path, ap_error *err)
{
    ap_status status = AP_OK;
    ap_lp *plain = NULL;
    ap_text text = {0};
    char name[48];
    (void)snprintf(name, sizeof name, "scenario-%ld", setup->options.scenario);
    AP_TRY(ap_deliver_folder(&setup->options, setup->inputs->name, setup->id, path, err));
    AP_TRY(ap_recourse_plain(setup->plan, setup->engine->shortage, &plain, err));
    ap_lp_write_mps(plain, name, &text);
    ap_text_print(path, "/%s.mps", name);
    if (path->failed || text.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, name, "no memory to write its program"));
    }
    AP_TRY(ap_file_write(path->bytes, text.bytes, text.length, err));
done:
    ap_lp_free(plain);
    ap_text_free(&text);
    return status;
}

static void show(ap_showing *showing, uint64_t scenario)
{
    ap_text_print(showing->text, "Scenario %llu of %llu, seed %llu\n\n",
                  (unsigned long long)scenario,
                  (unsigned long long)showing->engine->drawing.scenarios,
                  (unsigned long long)showing->engine->drawing.seed);
    show_draws(showing);
    show_schemes(showing);
    show_accounts(showing);
    show_proof(showing);
    show_moves(showing);
    show_measures(showing);
}

/* Rows of the longest table, with its headers. */
static size_t rows_most(const ap_engine *engine)
{
    const size_t counts[] = {engine->driver_count, engine->plan->inputs->schemes_count,
                             engine->plan->account_count, engine->plan->cell_count,
                             engine->measures->count};
    size_t most = 0;
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        most = counts[k] > most ? counts[k] : most;
    }
    return most + 1;
}

ap_status ap_risk_scenario(ap_risk_setup *setup, ap_output output, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text text = {0};
    ap_text path = {0};
    uint64_t scenario = (uint64_t)setup->options.scenario;
    ap_showing showing = {
        .engine = setup->engine,
        .inputs = setup->inputs,
        .arena = ap_arena_new(),
        .text = &text,
        .cells = calloc(rows_most(setup->engine) * COLUMNS, sizeof *showing.cells),
    };
    if (scenario >= setup->part.scenarios) {
        AP_TRY(ap_fail(
            err, AP_USAGE, "--scenario", "the run has scenarios 0 to %llu, not %llu",
            (unsigned long long)setup->part.scenarios - 1, (unsigned long long)scenario));
    }
    if (showing.arena == NULL || showing.cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "--scenario", "no memory to show it"));
    }
    AP_TRY(ap_engine_take(setup->engine, scenario, err));
    AP_TRY(write_program(setup, &path, err));
    if (setup->options.json) {
        ap_risk_scenario_json(setup, path.bytes, &text);
        AP_TRY(ap_output_result(output, &text, err));
        goto done;
    }
    show(&showing, scenario);
    AP_TRY(ap_output_result(output, &text, err));
    AP_TRY(ap_output_path(output, path.bytes, err));
done:
    ap_arena_free(showing.arena);
    free(showing.cells);
    ap_text_free(&text);
    ap_text_free(&path);
    return status;
}
