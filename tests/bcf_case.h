/* The pools of tests/cases/two-boards at a month.
 *
 *     North Better Care      min-north  ibcf-north  dfg-north  discharge-north  la-north
 *     homecare    LA, social  4,000,000   2,000,000
 *     reablement  60% NHS     2,500,000.55                                     1,500,000
 *     urgent      NHS, acute  1,499,999.45
 *     nursing     NHS         2,000,000
 *     adaptations LA                                 1,000,000
 *     home-first  LA                                            500,000
 *                            10,000,000   2,000,000  1,000,000  500,000        1,500,000
 *
 *     South Better Care      min-south   la-south
 *     south-care  LA, social  2,900,000   1,000,000
 *     south-team  not known   2,000,000
 *     contributed             5,000,000   1,000,000
 *
 * From month 5 on, 100,000 of min-north is vired from nursing to homecare. The equipment
 * pool serves the whole county, which is no board of bcf.csv.
 */
#ifndef APPORTION_TESTS_BCF_CASE_H
#define APPORTION_TESTS_BCF_CASE_H

#include "data/load.h"
#include "method/fund.h"

enum { BCF_POOLS = 3 };

/** A case and its pools at a month. */
typedef struct ap_bcf_case {
    ap_case *inputs;
    ap_fund_index *index;
    ap_fund *funds[BCF_POOLS];
} ap_bcf_case;

static inline ap_case *bcf_inputs(void)
{
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    if (ap_case_load(AP_ROOT "/tests/cases/two-boards", AP_SCOPE_POOL, problems, &inputs,
                     &err) != AP_OK) {
        fail_msg("%s: %s", err.where, err.what);
    }
    ap_problems_free(problems);
    return inputs;
}

/* The pools of these inputs, which it takes over. */
static inline ap_bcf_case bcf_case_of(ap_case *inputs, int month)
{
    ap_bcf_case made = {.inputs = inputs};
    assert_int_equal(inputs->pools_count, BCF_POOLS);
    assert_int_equal(ap_fund_index_new(inputs, &made.index, NULL), AP_OK);
    for (size_t p = 0; p < BCF_POOLS; p++) {
        assert_int_equal(ap_fund_new(made.index, p, month, &made.funds[p], NULL), AP_OK);
    }
    return made;
}

static inline ap_bcf_case bcf_case(int month)
{
    return bcf_case_of(bcf_inputs(), month);
}

static inline void bcf_case_free(ap_bcf_case *made)
{
    for (size_t p = 0; p < BCF_POOLS; p++) {
        ap_fund_free(made->funds[p]);
    }
    ap_fund_index_free(made->index);
    ap_case_free(made->inputs);
}

#endif
