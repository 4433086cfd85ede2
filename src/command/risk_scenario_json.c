#include "command/risk_scenario_json.h"

/* A member of an object: its name, and what stands before it in its object or list. */
static void add_number(ap_text *text, const char *name, double value)
{
    ap_text_print(text, ", \"%s\": %.17g", name, value);
}

static void add_words(ap_text *text, const char *before, const char *name,
                      const char *words)
{
    ap_text_print(text, "%s\"%s\": ", before, name);
    ap_text_json(text, words);
}

static void begin_row(ap_text *text, size_t i)
{
    ap_text_print(text, "%s\n  {", i == 0 ? "" : ",");
}

static void add_drivers(const ap_engine *engine, ap_text *text)
{
    const ap_case *inputs = engine->plan->inputs;
    ap_text_print(text, ",\n \"drivers\": [");
    for (size_t i = 0; i < engine->driver_count; i++) {
        begin_row(text, i);
        add_words(text, "", "driver",
                  inputs->drivers[ap_drivers_row(engine->drivers, i)].driver);
        add_number(text, "uniform", engine->uniforms[i]);
        add_number(text, "value", engine->values[i]);
        add_number(text, "alone", engine->own[i]);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "]");
}

static void add_sources(const ap_engine *engine, ap_text *text)
{
    const ap_plan *plan = engine->plan;
    ap_text_print(text, ",\n \"sources\": [");
    for (size_t f = 0; f < plan->inputs->sources_count; f++) {
        begin_row(text, f);
        add_words(text, "", "source", plan->inputs->sources[f].source);
        add_number(text, "plan", plan->source[f]);
        add_number(text, "allotted", plan->allotted[f]);
        add_number(text, "income", engine->income[f]);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "]");
}

static void add_schemes(const ap_engine *engine, ap_text *text)
{
    const ap_plan *plan = engine->plan;
    const ap_shortage *shortage = engine->shortage;
    ap_text_print(text, ",\n \"schemes\": [");
    for (size_t s = 0; s < plan->inputs->schemes_count; s++) {
        begin_row(text, s);
        add_words(text, "", "scheme", plan->inputs->schemes[s].scheme);
        add_number(text, "plan", plan->scheme[s]);
        add_number(text, "cost", engine->cost[s]);
        add_number(text, "over_price", plan->over_price[s]);
        add_number(text, "hold_price", plan->hold_price[s]);
        add_number(text, "open", shortage->open[s]);
        add_number(text, "over", engine->answer.moves.over[s] + shortage->beyond[s]);
        add_number(text, "held", engine->answer.moves.held[s] + shortage->held[s]);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "]");
}

static void add_cells(const ap_engine *engine, ap_text *text)
{
    const ap_plan *plan = engine->plan;
    ap_text_print(text, ",\n \"cells\": [");
    for (size_t c = 0; c < plan->cell_count; c++) {
        begin_row(text, c);
        add_words(text, "", "scheme", plan->inputs->schemes[plan->cells[c].scheme].scheme);
        add_words(text, ", ", "source",
                  plan->inputs->sources[plan->cells[c].source].source);
        add_number(text, "plan", plan->cell[c]);
        add_number(text, "part", plan->part[c]);
        add_number(text, "move_price", plan->move_price[c]);
        add_number(text, "moved", engine->answer.moves.moved[c]);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "]");
}

static void add_accounts(const ap_engine *engine, ap_text *text)
{
    const ap_plan *plan = engine->plan;
    ap_text_print(text, ",\n \"accounts\": [");
    for (size_t a = 0; a < plan->account_count; a++) {
        size_t pool = plan->accounts[a].pool;
        begin_row(text, a);
        add_words(text, "", "source",
                  plan->inputs->sources[plan->accounts[a].source].source);
        add_words(text, ", ", "pool",
                  pool == AP_NONE ? NULL : plan->inputs->pools[pool].pool);
        add_number(text, "left_price", plan->left_price[a]);
        add_number(text, "pot", engine->shortage->pot[a]);
        add_number(text, "left", engine->answer.moves.left[a]);
        ap_text_print(text, "}");
    }
    ap_text_print(text, "]");
}

static void add_recourse(const ap_engine *engine, ap_text *text)
{
    static const char *const ways[] = {"certified", "warm", "cold", "failed"};
    const ap_recourse_answer *answer = &engine->answer;
    const ap_lp *lp = ap_recourse_model_of(engine->recourse)->lp;
    ap_text_print(text,
                  ",\n \"recourse\": {\"rows\": %zu, \"columns\": %zu, \"least\": %.17g, "
                  "\"how\": \"%s\", \"steps\": %ld",
                  lp->rows, lp->columns, answer->objective, ways[answer->how],
                  answer->steps);
    add_number(text, "primal", answer->certificate.primal);
    add_number(text, "dual", answer->certificate.dual);
    add_number(text, "gap", answer->certificate.gap);
    ap_text_print(text, "}");
}

/* Keys, since names need not differ. */
static const char *key_of(const ap_case *inputs, const ap_measure_row *row)
{
    switch (row->of) {
    case AP_OF_PLACE:
        return inputs->places[row->at].place;
    case AP_OF_PROGRAMME:
        return inputs->programmes[row->at].programme;
    case AP_OF_POOL:
        return inputs->pools[row->at].pool;
    case AP_OF_SCHEME:
        return inputs->schemes[row->at].scheme;
    case AP_OF_WHOLE:
    case AP_OF_PARTNER:
    case AP_OF_RULE:
    case AP_OF_MONTH:
    default:
        return row->name;
    }
}

static void add_measures(const ap_engine *engine, ap_text *text)
{
    static const char *const of[] = {
        [AP_OF_WHOLE] = "whole",         [AP_OF_PLACE] = "place",
        [AP_OF_PROGRAMME] = "programme", [AP_OF_POOL] = "pool",
        [AP_OF_PARTNER] = "partner",     [AP_OF_SCHEME] = "scheme",
        [AP_OF_RULE] = "rule",           [AP_OF_MONTH] = "month",
    };
    ap_text_print(text, ",\n \"measures\": [");
    for (size_t m = 0; m < engine->measures->count; m++) {
        const ap_measure_row *row = &engine->measures->rows[m];
        begin_row(text, m);
        add_words(text, "", "what", ap_measured_words(row->what));
        add_words(text, ", ", "of", of[row->of]);
        add_words(text, ", ", "at", key_of(engine->plan->inputs, row));
        ap_text_print(text, ", \"ticks\": %lld, \"tick\": %g}", (long long)engine->ticks[m],
                      row->tick);
    }
    ap_text_print(text, "]");
}

void ap_risk_scenario_json(const ap_risk_setup *setup, const char *program, ap_text *text)
{
    const ap_engine *engine = setup->engine;
    ap_text_print(text, "{\"scenario\": %ld, \"of\": %llu, \"seed\": %llu, \"program\": ",
                  setup->options.scenario, (unsigned long long)engine->drawing.scenarios,
                  (unsigned long long)engine->drawing.seed);
    ap_text_json(text, program);
    add_drivers(engine, text);
    add_sources(engine, text);
    add_schemes(engine, text);
    add_cells(engine, text);
    add_accounts(engine, text);
    add_recourse(engine, text);
    add_measures(engine, text);
    ap_text_print(text, "}\n");
}
