/* Pools at the end of a year: one worked by hand, and any number of random ones. Their risk
 * shares are made up here, so that the year end is tested by itself. */
#ifndef APPORTION_TESTS_CLOSING_CASE_H
#define APPORTION_TESTS_CLOSING_CASE_H

#include "method/risk_share.h"

enum { CLOSING_POOLS = 2 };

/* A case with its funds at month 12, and what their variances lead to. */
typedef struct ap_closing_case {
    ap_case *inputs;
    ap_fund_index *index;
    size_t count;
    ap_fund *funds[CLOSING_POOLS];
    ap_risk_result *shares[CLOSING_POOLS];
} ap_closing_case;

/* Who bears what, as the tests say. */
typedef enum ap_closing_rule {
    CLOSING_OWN,    /* each partner its own */
    CLOSING_CARRY,  /* an underspend is kept in the pool, an overspend own */
    CLOSING_RANDOM, /* random parts for partners, reserve, uncommitted and carrying */
    CLOSING_RULES,
} ap_closing_rule;

/* tests/cases/pool-close, its shares those that its rules lead to. */
void ap_closing_by_hand(ap_closing_case *out);

/* A random case of two pools, the same for the same seed. */
void ap_closing_made(uint64_t seed, ap_closing_rule rule, ap_closing_case *out);

/* The shares of a fund by a rule that is not random; freed by ap_closing_free. */
ap_risk_result *ap_closing_shares(const ap_fund *fund, ap_closing_rule rule);

void ap_closing_free(ap_closing_case *closing);

#endif
