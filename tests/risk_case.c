#include "risk_case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "data/load.h"
#include "data/schema.h"
#include "sample/random.h"
#include "sample/special.h"

ap_risk_case risk_case_of(const char *folder)
{
    char path[512];
    ap_error err = {0};
    ap_risk_case risk = {0};
    ap_problems *problems = ap_problems_new();
    (void)snprintf(path, sizeof path, "%s/%s", AP_ROOT, folder);
    assert_int_equal(ap_case_load(path, AP_SCOPE_ALL, problems, &risk.inputs, &err), AP_OK);
    ap_problems_free(problems);
    assert_int_equal(ap_round_prepare(risk.inputs, &risk.round, &err), AP_OK);
    assert_int_equal(ap_round_solve(risk.round, AP_ALL_GOALS, NULL, NULL, &err), AP_OK);
    assert_true(ap_round_is_solved(risk.round));
    assert_int_equal(ap_plan_new(risk.round, &risk.plan, &err), AP_OK);
    return risk;
}

void risk_case_free(ap_risk_case *risk)
{
    ap_plan_free(risk->plan);
    ap_round_free(risk->round);
    ap_case_free(risk->inputs);
}

double risk_normal(unsigned long long scenario, unsigned purpose)
{
    ap_address at = {.seed = 11, .scenario = scenario, .driver = purpose};
    return ap_normal_quantile(ap_tails_below(ap_random_uniform(&at)));
}

void risk_random_year(const ap_plan *plan, unsigned long long w, double cost[],
                      double income[])
{
    const ap_case *inputs = plan->inputs;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        double rate = 0.006 + 0.006 * risk_normal(w, 0) +
                      0.01 * risk_normal(w, 10 + (unsigned)scheme->programme_at) +
                      0.007 * risk_normal(w, 100 + (unsigned)scheme->place_at) +
                      0.012 * risk_normal(w, 1000 + (unsigned)s);
        cost[s] = plan->is_contingency[s] ? 0 : fmax(plan->scheme[s] * (1 + rate), 0);
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        bool is_late = risk_normal(w, 100000 + (unsigned)f) > 1.5;
        income[f] = plan->source[f] * (is_late ? 0.98 : 1);
    }
}
