/** A scenario from its number to its ticks: draw, effects, shortage, recourse, outcome.
 *
 * Every rank has an engine of its own, made alike from the same plan and the same drawing,
 * so that any of them answers any scenario to the last bit as the others would. It first
 * learns from the scenarios with the lowest numbers: the bases of the recourse program
 * (block.h), and how wide the steps of the tally's histograms are to be.
 */
#ifndef APPORTION_RISK_ENGINE_H
#define APPORTION_RISK_ENGINE_H

#include "risk/effects.h"
#include "risk/outcome.h"

/** How many scenarios it learns from, if there are as many. */
enum { AP_ENGINE_LEARNS = 1024 };

typedef struct ap_engine {
    const ap_plan *plan; /**< borrowed */
    ap_drawing drawing;
    ap_drivers *drivers;
    ap_repair repair; /**< of the correlations */
    ap_effects *effects;
    ap_shortage *shortage;
    ap_recourse *recourse;
    ap_outcome_meter *meter;
    const ap_measures *measures; /**< the meter's */
    size_t driver_count;
    int64_t *widths;  /**< ticks of a step of each measure's histogram */
    double *uniforms; /**< of each driver in the scenario at hand, as all below */
    double *values;
    double *own; /**< what each driver by itself does to the pressure, pounds */
    int64_t *effects_in_pence;
    double *cost;   /**< d_s */
    double *income; /**< R_f */
    double to_date[12];
    int64_t *ticks;            /**< of each measure */
    ap_recourse_answer answer; /**< of the recourse program */
} ap_engine;

/** Made and taught. *out is the caller's to free; plan must outlive it. */
ap_status ap_engine_new(const ap_plan *plan, const ap_drawing *drawing, ap_engine **out,
                        ap_error *err);

/** NULL is ignored. */
void ap_engine_free(ap_engine *engine);

/** Work out scenario number w: all that the engine holds is then of it. */
ap_status ap_engine_take(ap_engine *engine, uint64_t scenario, ap_error *err);

/** The same of drivers' values that are given, not drawn. */
ap_status ap_engine_take_values(ap_engine *engine, const double values[], ap_error *err);

/** Work out a scenario and add it to the tally. */
ap_status ap_engine_add(ap_engine *engine, uint64_t scenario, ap_tally *tally,
                        ap_error *err);

/** The shape of the tallies of its scenarios; widths are borrowed. */
ap_tally_shape ap_engine_shape(const ap_engine *engine);

/** A measure of the scenario at hand, in its unit. */
double ap_engine_measure(const ap_engine *engine, ap_measured_what what, ap_measured_of of,
                         size_t at);

#endif
