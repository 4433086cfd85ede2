#include "risk/engine.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"

/* A standard deviation is this many steps of a histogram. */
static const double steps_of_sd = 128;
static const double steps_of_headline = 4096;

static bool has_room(ap_engine *engine)
{
    size_t drivers = engine->driver_count + 1;
    size_t measures = engine->measures->count + 1;
    engine->widths = calloc(measures, sizeof *engine->widths);
    engine->ticks = calloc(measures, sizeof *engine->ticks);
    engine->uniforms = calloc(drivers, sizeof *engine->uniforms);
    engine->values = calloc(drivers, sizeof *engine->values);
    engine->own = calloc(drivers, sizeof *engine->own);
    engine->effects_in_pence = calloc(drivers, sizeof *engine->effects_in_pence);
    engine->cost = calloc(engine->plan->inputs->schemes_count + 1, sizeof *engine->cost);
    engine->income =
        calloc(engine->plan->inputs->sources_count + 1, sizeof *engine->income);
    return engine->widths != NULL && engine->ticks != NULL && engine->uniforms != NULL &&
           engine->values != NULL && engine->own != NULL &&
           engine->effects_in_pence != NULL && engine->cost != NULL &&
           engine->income != NULL;
}

/* The largest of 1, 2, 5, 10, 20, … that is not above x; 1 at least. */
static int64_t round_down(double x)
{
    double power = x >= 1 ? pow(10, floor(log10(x))) : 1;
    double times = x / power;
    double width = times >= 5 ? 5 * power : times >= 2 ? 2 * power : power;
    return width < 1 ? 1 : (int64_t)llround(width);
}

/* Bases and widths from the first scenarios. */
static ap_status learn(ap_engine *engine, ap_error *err)
{
    ap_status status = AP_OK;
    uint64_t count = engine->drawing.scenarios < AP_ENGINE_LEARNS
                         ? engine->drawing.scenarios
                         : AP_ENGINE_LEARNS;
    size_t measures = engine->measures->count;
    double *sums = calloc(2 * measures + 1, sizeof *sums);
    if (sums == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "risk", "no memory to learn from scenarios");
    }
    ap_recourse_learn(engine->recourse, true);
    for (uint64_t w = 0; w < count; w++) {
        AP_TRY(ap_engine_take(engine, w, err));
        for (size_t m = 0; m < measures; m++) {
            double value = (double)engine->ticks[m];
            double before = value - sums[m]; /* Welford's running mean and squares */
            sums[m] += before / (double)(w + 1);
            sums[measures + m] += before * (value - sums[m]);
        }
    }
    ap_recourse_learn(engine->recourse, false);
    for (size_t m = 0; m < measures; m++) {
        double sd = count > 1 ? sqrt(sums[measures + m] / (double)(count - 1)) : 0;
        bool is_headline = m == engine->measures->headline;
        engine->widths[m] =
            round_down(sd / (is_headline ? steps_of_headline : steps_of_sd));
    }
done:
    free(sums);
    return status;
}

ap_status ap_engine_new(const ap_plan *plan, const ap_drawing *drawing, ap_engine **out,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "risk", "no memory for scenarios");
    }
    engine->plan = plan;
    engine->drawing = *drawing;
    AP_TRY(ap_drivers_new(plan->inputs, drawing, &engine->drivers, &engine->repair, err));
    engine->driver_count = ap_drivers_count(engine->drivers);
    AP_TRY(ap_effects_new(plan->inputs, engine->drivers, plan->scheme, plan->source,
                          &engine->effects, err));
    AP_TRY(ap_shortage_new(plan, &engine->shortage, err));
    AP_TRY(ap_recourse_new(plan, &engine->recourse, err));
    AP_TRY(ap_outcome_meter_new(plan, &engine->meter, err));
    engine->measures = engine->meter->measures;
    if (!has_room(engine)) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "risk", "no memory for scenarios"));
    }
    AP_TRY(learn(engine, err));
    *out = engine;
    engine = NULL;
done:
    ap_engine_free(engine);
    return status;
}

void ap_engine_free(ap_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    ap_outcome_meter_free(engine->meter);
    ap_recourse_free(engine->recourse);
    ap_shortage_free(engine->shortage);
    ap_effects_free(engine->effects);
    ap_drivers_free(engine->drivers);
    free(engine->widths);
    free(engine->ticks);
    free(engine->uniforms);
    free(engine->values);
    free(engine->own);
    free(engine->effects_in_pence);
    free(engine->cost);
    free(engine->income);
    free(engine);
}

ap_status ap_engine_take_values(ap_engine *engine, const double values[], ap_error *err)
{
    ap_status status = AP_OK;
    const ap_scenario_money money = {engine->cost, engine->income, engine->to_date,
                                     engine->own};
    ap_effects_apply(engine->effects, values, money);
    ap_shortage_take(engine->shortage, engine->cost, engine->income);
    AP_TRY(ap_recourse_solve(engine->recourse, engine->shortage, &engine->answer, err));
    ap_outcome_take(engine->meter, engine->shortage, engine->answer.moves, engine->to_date,
                    engine->ticks);
done:
    return status;
}

ap_status ap_engine_take(ap_engine *engine, uint64_t scenario, ap_error *err)
{
    ap_drivers_draw(engine->drivers, scenario, engine->uniforms, engine->values);
    return ap_engine_take_values(engine, engine->values, err);
}

ap_status ap_engine_add(ap_engine *engine, uint64_t scenario, ap_tally *tally,
                        ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_engine_take(engine, scenario, err));
    const ap_recourse_answer *answer = &engine->answer;
    const double certificate[3] = {answer->certificate.primal, answer->certificate.dual,
                                   answer->certificate.gap};
    for (size_t d = 0; d < engine->driver_count; d++) {
        engine->effects_in_pence[d] = ap_nearest(100 * engine->own[d]);
    }
    AP_TRY(ap_tally_add(tally, scenario, engine->ticks, engine->uniforms,
                        engine->effects_in_pence, err));
    ap_tally_solved(tally, scenario, answer->how, answer->steps, certificate);
done:
    return status;
}

ap_tally_shape ap_engine_shape(const ap_engine *engine)
{
    return (ap_tally_shape){
        .measures = engine->measures->count,
        .widths = engine->widths,
        .headline = engine->measures->headline,
        .drivers = engine->driver_count,
    };
}

double ap_engine_measure(const ap_engine *engine, ap_measured_what what, ap_measured_of of,
                         size_t at)
{
    size_t m = ap_measures_find(engine->measures, what, of, at);
    return m == AP_NONE ? 0 : (double)engine->ticks[m] * engine->measures->rows[m].tick;
}
