/** A round of a case solved, and its plan: what tests of risk runs begin with. */
#ifndef APPORTION_TESTS_RISK_CASE_H
#define APPORTION_TESTS_RISK_CASE_H

#include "apportion/round.h"
#include "risk/plan.h"

typedef struct ap_risk_case {
    ap_case *inputs;
    ap_round *round;
    ap_plan *plan;
} ap_risk_case;

/** Of a folder of the project: "tests/cases/risk-two-places". Fails the test when it cannot
 * be read, solved or planned. */
ap_risk_case risk_case_of(const char *folder);

void risk_case_free(ap_risk_case *risk);

/** A standard normal number of its own for each scenario and purpose. */
double risk_normal(unsigned long long scenario, unsigned purpose);

/** Costs and income of a random year: every scheme 0.6% dearer, and a normal of its
 * programme, place and own; now and then a source brings 2% less. */
void risk_random_year(const ap_plan *plan, unsigned long long scenario, double cost[],
                      double income[]);

#endif
