#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "made_pool.h"
#include "method/risk_share.h"

enum { ICB, COUNCIL, LINES_MOST = 12 };

#define PENCE(pounds) ((ap_pence)(pounds)*100)

/* A pool with its variances shared. */
typedef struct ap_shared {
    ap_case *inputs;
    ap_fund_index *index;
    ap_fund *fund;
    ap_pence variances[2 * LINES_MOST];
    ap_risk_result *result;
} ap_shared;

static ap_shared share(size_t count, const ap_made_line lines[], const char *steps,
                       const char *parties)
{
    ap_shared shared = {0};
    shared.inputs =
        ap_made_pool(count, lines, (ap_made_tables){.steps = steps, .parties = parties});
    shared.fund = ap_made_fund(shared.inputs, &shared.index);
    ap_fund_variances(shared.fund, shared.variances);
    assert_int_equal(ap_risk_share(shared.fund, shared.variances, &shared.result, NULL),
                     AP_OK);
    return shared;
}

static void end(ap_shared *shared)
{
    ap_risk_result_free(shared->result);
    ap_fund_free(shared->fund);
    ap_fund_index_free(shared->index);
    ap_case_free(shared->inputs);
}

/* What everybody bears, in whole pounds, is this. */
static void assert_borne(const ap_shared *shared, long icb, long council, long reserve,
                         long uncommitted, long carried)
{
    const ap_risk_result *result = shared->result;
    assert_int_equal(result->borne[ICB], PENCE(icb));
    assert_int_equal(result->borne[COUNCIL], PENCE(council));
    assert_int_equal(result->reserve, PENCE(reserve));
    assert_int_equal(result->uncommitted, PENCE(uncommitted));
    assert_int_equal(result->carried, PENCE(carried));
    assert_int_equal(result->total, PENCE(icb + council + reserve + uncommitted + carried));
}

/* The lines of most examples: the ICB brings 600,000, the council 400,000. Packages are
 * 90,000 over (60,000 on the council's line), home care is 20,000 under. */
static const ap_made_line two_schemes[] = {
    {.scheme = "packages", .source = "icb", .budget = 400000, .forecast = 430000},
    {.scheme = "packages", .source = "council", .budget = 200000, .forecast = 260000},
    {.scheme = "home", .source = "icb", .budget = 200000, .forecast = 180000},
    {.scheme = "home", .source = "council", .budget = 200000, .forecast = 200000},
};

enum { TWO_SCHEMES = 4 };

/* R1. No step: the ICB's lines are 10,000 over in all, the council's 60,000. */
static void own_risk_lies_where_it_fell(void **state)
{
    (void)state;
    ap_shared none = share(TWO_SCHEMES, two_schemes, NULL, NULL);
    assert_borne(&none, 10000, 60000, 0, 0, 0);
    ap_shared own = share(TWO_SCHEMES, two_schemes, "1,Own risk,own,,,,,,,,,", NULL);
    assert_borne(&own, 10000, 60000, 0, 0, 0);
    end(&none);
    end(&own);
}

/* R2. The pool is 70,000 over: 60% of it is 42,000, 40% is 28,000. */
static void pro_rata_is_by_contributions(void **state)
{
    (void)state;
    ap_shared shared =
        share(TWO_SCHEMES, two_schemes, "1,Shared,pro_rata,,,,,over,opening,,,", NULL);
    assert_borne(&shared, 42000, 28000, 0, 0, 0);
    assert_int_equal(shared.result->entries[0].base, PENCE(70000));
    assert_true(fabs(shared.result->entries[0].share - 0.6) < 1e-12);
    end(&shared);
    shared =
        share(TWO_SCHEMES, two_schemes, "1,Shared,pro_rata,,,,,under,opening,,,", NULL);
    assert_borne(&shared, 10000, 60000, 0, 0, 0);
    end(&shared);
}

/* R8. The same on a slice: of the minimum contribution and iBCF, which bring 300,000 and
 * 100,000, the overspend of 40,000 falls 3 to 1; the council's own 10,000 stays its own. */
static void a_slice_is_shared_by_what_it_brings(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "nhs_minimum", .budget = 300000, .forecast = 340000},
        {.scheme = "b", .source = "ibcf", .budget = 100000, .forecast = 100000},
        {.scheme = "c", .source = "council", .budget = 900000, .forecast = 910000},
    };
    ap_shared shared =
        share(3, lines, "1,BCF slice,pro_rata,,,Minimum NHS Contribution|iBCF,,,opening,,,",
              NULL);
    assert_borne(&shared, 30000, 20000, 0, 0, 0);
    end(&shared);
}

/* R3. Packages, 300,000 and 100,000, are 500,000 over, 250,000 on each line. By
 * contribution 375,000 and 125,000 would fall, and the caps are 300,000 and 100,000. Of
 * the 100,000 that is left, half lies on each line. */
static void capped_stops_at_the_contribution(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "packages", .source = "icb", .budget = 300000, .forecast = 550000},
        {.scheme = "packages", .source = "council", .budget = 100000, .forecast = 350000},
    };
    ap_shared shared = share(2, lines, "1,Capped,capped,,,,,,,,,", NULL);
    assert_borne(&shared, 350000, 150000, 0, 0, 0);
    assert_int_equal(shared.result->entries[0].borne, PENCE(300000));
    assert_int_equal(shared.result->entries[1].borne, PENCE(100000));
    assert_int_equal(shared.result->stages[0].left, PENCE(100000));
    end(&shared);
    /* With a limit of half the contribution: 150,000 and 50,000, then 150,000 each. */
    shared = share(2, lines, "1,Capped,capped,,,,,,,,50%,", NULL);
    assert_borne(&shared, 300000, 200000, 0, 0, 0);
    end(&shared);
}

/* R4. Fixed lines are the host's, the council's; variable ones are shared 70 to 30. */
static void fixed_lines_are_the_hosts(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 1000, .forecast = 1100, .tags = "fixed"},
        {.scheme = "b",
         .source = "icb",
         .budget = 1000,
         .forecast = 1200,
         .tags = "variable"},
        {.scheme = "c",
         .source = "council",
         .budget = 1000,
         .forecast = 900,
         .tags = "variable"},
    };
    ap_shared shared =
        share(3, lines, "1,Fixed,host,,fixed,,,,,,,\n2,Variable,shares,,variable,,,,,,,",
              "2,ICB,0,70%,\n2,Council,0,30%,");
    assert_borne(&shared, 70, 130, 0, 0, 0);
    end(&shared);
}

/* R5. 400,000 over. The first 200,000 is shared equally; of the next 200,000 the ICB would
 * bear 160,000, but no more than 150,000 in all: 50,000. What is left, 110,000, lies on the
 * ICB's line, where all of it fell. */
static void bands_are_steps_under_a_cap(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 1000000, .forecast = 1400000},
        {.scheme = "b", .source = "council", .budget = 1000000, .forecast = 1000000},
    };
    ap_shared shared = share(2, lines, "1,Bands,shares,,,,,over,,,,",
                             "1,ICB,0,50%,150000\n1,Council,0,50%,\n"
                             "1,ICB,200000,80%,\n1,Council,200000,20%,");
    const ap_risk_entry *entries = shared.result->entries;
    assert_int_equal(entries[0].borne, PENCE(100000));
    assert_int_equal(entries[1].borne, PENCE(100000));
    assert_int_equal(entries[2].borne, PENCE(50000));
    assert_true(entries[2].cap == 50000);
    assert_int_equal(entries[3].borne, PENCE(40000));
    assert_borne(&shared, 260000, 140000, 0, 0, 0);
    end(&shared);
}

/* R6. 90,000 over and 20,000 under. The underspend goes first: 70,000 is left. The reserve
 * has 30,000; the uncommitted scheme is forecast at 100,000, of which 85,000 is committed,
 * so it gives up 15,000; the last 25,000 is paid from outside the pool, 60 to 40. */
static void the_waterfall_is_taken_in_order(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "packages", .source = "icb", .budget = 400000, .forecast = 490000},
        {.scheme = "home", .source = "council", .budget = 200000, .forecast = 180000},
        {.scheme = "new",
         .source = "icb",
         .budget = 100000,
         .forecast = 100000,
         .tags = "uncommitted",
         .committed = 85000,
         .spent = 10000},
    };
    ap_shared shared =
        share(3, lines,
              "1,Other lines,offset,,,,,,,,,\n2,Reserve,reserve,,,,,,,30000,,\n"
              "3,Uncommitted schemes,uncommitted,,uncommitted,,,,,,,\n"
              "4,Outside the pool,shares,,,,,,,,,",
              "4,ICB,0,60%,\n4,Council,0,40%,");
    assert_borne(&shared, 15000, 10000, 30000, 15000, 0);
    assert_int_equal(shared.result->stages[0].left, PENCE(70000));
    assert_int_equal(shared.result->stages[1].left, PENCE(40000));
    assert_int_equal(shared.result->stages[2].left, PENCE(25000));
    assert_int_equal(shared.result->stages[3].left, 0);
    end(&shared);
}

/* R7. The host bears the maladministration, 500, the ICB its failure, 300; the rest, 100
 * over on the ICB's line, is shared half and half. */
static void a_fault_is_its_makers(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a",
         .source = "icb",
         .budget = 1000,
         .forecast = 1500,
         .cause = "maladministration"},
        {.scheme = "b",
         .source = "council",
         .budget = 1000,
         .forecast = 1300,
         .cause = "failure",
         .caused_by = "Council"},
        {.scheme = "c",
         .source = "icb",
         .budget = 1000,
         .forecast = 1100,
         .cause = "demand"},
    };
    ap_shared shared = share(3, lines, "1,Fault,fault,,,,,,,,,\n2,Rest,shares,,,,,,,,,",
                             "2,ICB,0,50%,\n2,Council,0,50%,");
    assert_borne(&shared, 50, 850, 0, 0, 0);
    end(&shared);
}

/* R9. Underspends pay for overspends in the pool, what is left of them is kept: 20,000 goes
 * against the 5,000 over, and 15,000 is carried forward. */
static void an_underspend_is_kept_in_the_pool(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 100000, .forecast = 105000},
        {.scheme = "b", .source = "council", .budget = 100000, .forecast = 80000},
    };
    ap_shared shared =
        share(2, lines, "1,Kept,offset,,,,,,,,,\n2,Carried,carry,,,,,,,,,", NULL);
    assert_borne(&shared, 0, 0, 0, 0, -15000);
    end(&shared);
}

/* R10. Of 30,000 under, 10,000 by management is carried forward; the windfall of 20,000
 * goes back by contributions, 3 to 1. */
static void a_windfall_is_returned(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a",
         .source = "icb",
         .budget = 150000,
         .forecast = 140000,
         .cause = "management"},
        {.scheme = "b",
         .source = "council",
         .budget = 50000,
         .forecast = 30000,
         .cause = "windfall"},
    };
    ap_shared shared = share(2, lines,
                             "1,Managed,carry,,,,management,,,,,\n"
                             "2,Windfall,pro_rata,,,,windfall,under,opening,,,",
                             NULL);
    assert_borne(&shared, -15000, -5000, 0, 0, -10000);
    end(&shared);
}

/* R11. The ICB brings 800,000, the council, protected, 200,000. Of 100,000 under, the ICB
 * has the first 10% of its contribution, 80,000; of the other 20,000, 4 to 1. */
static void a_protected_contributor_is_last(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 800000, .forecast = 720000},
        {.scheme = "b", .source = "council", .budget = 200000, .forecast = 180000},
    };
    ap_shared shared = share(2, lines,
                             "1,Protected,protect,,,,,under,opening,,10%,Council\n"
                             "2,All,pro_rata,,,,,under,opening,,,",
                             NULL);
    assert_borne(&shared, -96000, -4000, 0, 0, 0);
    end(&shared);
}

/* Southampton: an underspend of the DFG, capital, pays for no revenue, nor does discharge
 * money for anything else, whatever the steps say. */
static void fences_are_never_crossed(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "ld", .source = "icb", .budget = 9000000, .forecast = 9526000},
        {.scheme = "ld2", .source = "council", .budget = 9000000, .forecast = 9729000},
        {.scheme = "dfg", .source = "dfg", .budget = 8084000, .forecast = 4837000},
        {.scheme = "home", .source = "discharge", .budget = 100000, .forecast = 60000},
    };
    ap_shared shared =
        share(4, lines, "1,Offset,offset,,,,,,,,,\n2,Carry,carry,,,,,,,,,", NULL);
    assert_borne(&shared, 526000, 729000, 0, 0, -3247000 - 40000);
    end(&shared);
}

/* Five points more for the ICB of 70,000 shared 60 to 40. */
static void a_share_can_be_shifted(void **state)
{
    (void)state;
    ap_shared shared = share(TWO_SCHEMES, two_schemes, "1,Shared,pro_rata,,,,,,,,,", NULL);
    ap_risk_result *shifted = NULL;
    assert_int_equal(
        ap_risk_share_shifted(shared.fund, shared.variances, ICB, 0.05, &shifted, NULL),
        AP_OK);
    assert_int_equal(shifted->borne[ICB], PENCE(45500));
    assert_int_equal(shifted->borne[COUNCIL], PENCE(24500));
    ap_risk_result_free(shifted);
    end(&shared);
}

/* A cap is of the partner, not of each kind of money: of 100,000 over in general revenue
 * and 100,000 behind the fence of discharge the council bears half of the first and then
 * nothing more; the rest lies on the ICB's lines, where it fell. */
static void a_cap_is_of_the_whole_pool(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 1000000, .forecast = 1100000},
        {.scheme = "d", .source = "discharge", .budget = 1000000, .forecast = 1100000},
        {.scheme = "b", .source = "council", .budget = 1000000, .forecast = 1000000},
    };
    ap_shared shared = share(3, lines, "1,Shared,shares,,,,,over,,,,",
                             "1,ICB,0,50%,\n1,Council,0,50%,50000");
    assert_borne(&shared, 150000, 50000, 0, 0, 0);
    end(&shared);
}

/* Likewise the first part of what is returned: 10% of the ICB's 2,000,000 is 200,000, of
 * which one fence returns 150,000; of the other's 150,000 it has 50,000 more, and 100,000
 * goes by contributions, 20 to 10. */
static void the_first_part_is_of_the_whole_pool(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 1000000, .forecast = 850000},
        {.scheme = "b", .source = "council", .budget = 1000000, .forecast = 1000000},
        {.scheme = "d", .source = "discharge", .budget = 1000000, .forecast = 850000},
    };
    ap_shared shared = share(3, lines,
                             "1,Protected,protect,,,,,under,opening,,10%,Council\n"
                             "2,All,pro_rata,,,,,under,opening,,,",
                             NULL);
    assert_int_equal(shared.result->borne[ICB], -20000000 - 6666667);
    assert_int_equal(shared.result->borne[COUNCIL], -3333333);
    end(&shared);
}

/* Nobody brings money of the stream, or any: there is no share, so nothing is taken, and
 * what no step takes lies where it fell. It never disappears. */
static void without_contributions_nothing_is_taken(void **state)
{
    (void)state;
    ap_shared shared =
        share(TWO_SCHEMES, two_schemes, "1,Slice,pro_rata,,,!*,,,opening,,,", NULL);
    assert_borne(&shared, 10000, 60000, 0, 0, 0);
    end(&shared);
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 0, .forecast = 5000},
        {.scheme = "a", .source = "council", .budget = 0, .forecast = 2000},
    };
    shared = share(2, lines, "1,Shared,pro_rata,,,,,,opening,,,", NULL);
    assert_borne(&shared, 5000, 2000, 0, 0, 0);
    end(&shared);
}

/* R3. A scheme on its budget as a whole: V = 0, so everybody bears 0, as a penny more would
 * be borne by contribution. */
static void capped_nets_a_scheme_on_its_budget(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "packages", .source = "icb", .budget = 100000, .forecast = 110000},
        {.scheme = "packages", .source = "council", .budget = 100000, .forecast = 90000},
    };
    ap_shared shared = share(2, lines, "1,Capped,capped,,,,,,,,,", NULL);
    assert_borne(&shared, 0, 0, 0, 0, 0);
    end(&shared);
    shared = share(2, lines, "1,Capped,capped,,,,,over,,,,", NULL);
    assert_borne(&shared, 10000, -10000, 0, 0, 0);
    end(&shared);
}

/* A protected contributor stays protected when shares are argued about. */
static void a_shift_leaves_who_is_protected(void **state)
{
    (void)state;
    static const ap_made_line lines[] = {
        {.scheme = "a", .source = "icb", .budget = 800000, .forecast = 770000},
        {.scheme = "b", .source = "council", .budget = 200000, .forecast = 180000},
    };
    ap_risk_result *shifted = NULL;
    ap_shared shared =
        share(2, lines, "1,Protected,protect,,,,,under,opening,,10%,Council", NULL);
    assert_borne(&shared, -50000, 0, 0, 0, 0);
    assert_int_equal(
        ap_risk_share_shifted(shared.fund, shared.variances, COUNCIL, 0.1, &shifted, NULL),
        AP_OK);
    assert_int_equal(shifted->borne[COUNCIL], 0);
    ap_risk_result_free(shifted);
    end(&shared);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static const char *const scheme_names[] = {"a", "b", "c", "d", "e", "f"};
static const char *const source_names[] = {"nhs_minimum", "icb", "council", "ibcf"};

/* Up to 12 lines of up to 6 schemes, to the penny. A scheme has one sum committed, a
 * partner's part of it one cause. */
static size_t random_lines(uint32_t *seed, ap_made_line lines[LINES_MOST])
{
    static const char *const causes[] = {"demand", "windfall", "management",
                                         "maladministration"};
    size_t count = 0;
    for (size_t s = 0; s < 6; s++) {
        const char *cause_of[] = {causes[next(seed) % 4], causes[next(seed) % 4]};
        double committed = next(seed) % 100000;
        for (size_t f = 0; f < 4 && count < LINES_MOST; f++) {
            if (next(seed) % 2 == 0) {
                continue;
            }
            double budget = 1 + next(seed) % 100000 + (next(seed) % 100) / 100.0;
            double by = (next(seed) % 4001 - 2000.0) / 100 * (next(seed) % 200);
            lines[count++] = (ap_made_line){
                .scheme = scheme_names[s],
                .source = source_names[f],
                .budget = budget,
                .forecast = fmax(budget + by, 0),
                .tags = s % 2 == 0 ? "odd" : "",
                .cause = cause_of[f / 2],
                .committed = committed,
            };
        }
    }
    return count;
}

/* Every rule, in many orders and with many scopes. */
static void random_steps(uint32_t *seed, ap_text *steps, ap_text *parties)
{
    static const char *const rules[] = {"own",    "pro_rata", "capped",  "host",
                                        "shares", "offset",   "reserve", "uncommitted",
                                        "fault",  "carry",    "protect"};
    static const char *const sides[] = {"", "both", "over", "under"};
    unsigned count = next(seed) % 5;
    for (unsigned n = 1; n <= count; n++) {
        const char *rule = rules[next(seed) % 11];
        ap_text_print(steps, "%u,Step,%s,%s,%s,,%s,%s,%s,%u,%u%%,%s\n", n, rule,
                      next(seed) % 3 == 0 ? "a|b|c" : "", next(seed) % 3 == 0 ? "odd" : "",
                      next(seed) % 4 == 0 ? "windfall" : "", sides[next(seed) % 4],
                      next(seed) % 2 == 0 ? "opening" : "current", next(seed) % 1000,
                      next(seed) % 120, strcmp(rule, "protect") == 0 ? "Council" : "");
        if (strcmp(rule, "shares") == 0) {
            unsigned share = next(seed) % 101;
            ap_text_print(parties, "%u,ICB,0,%u%%,%u\n%u,Council,0,%u%%,\n", n, share,
                          next(seed) % 2000, n, 100 - share);
            ap_text_print(parties, "%u,ICB,700,%u%%,\n%u,Council,700,%u%%,\n", n,
                          100 - share, n, share);
        }
    }
}

static ap_pence borne_by_all(const ap_risk_result *result)
{
    return result->borne[ICB] + result->borne[COUNCIL] + result->reserve +
           result->uncommitted + result->carried;
}

/* Bearers bear the variances to the penny, a cap is never exceeded, and what each step
 * takes is what is missing after it. */
static void check_sums(const ap_shared *shared)
{
    const ap_risk_result *result = shared->result;
    ap_pence all = 0;
    for (size_t l = 0; l < shared->fund->line_count; l++) {
        all += shared->variances[l];
    }
    assert_int_equal(result->total, all);
    assert_int_equal(borne_by_all(result), all);
    for (size_t e = 0; e < result->entry_count; e++) {
        const ap_risk_entry *entry = &result->entries[e];
        assert_true(ap_pounds_of(entry->borne) <= entry->cap + 1e-9);
        double exact = fmin(entry->share * ap_pounds_of(entry->base), entry->cap);
        assert_true(fabs(exact - ap_pounds_of(entry->borne)) < 0.0101);
    }
    for (size_t t = 1; t < result->stage_count; t++) {
        if (result->stages[t].fence == result->stages[t - 1].fence) {
            assert_int_equal(result->stages[t].left,
                             result->stages[t - 1].left - result->stages[t].taken);
        }
    }
    for (size_t t = 0; t < result->stage_count; t++) {
        assert_true(result->stages[t].step != AP_NONE || result->stages[t].left == 0);
    }
}

/* The same lines the other way round. */
static void check_order(size_t count, const ap_made_line lines[], const char *steps,
                        const char *parties, const ap_shared *shared)
{
    ap_made_line turned[LINES_MOST];
    for (size_t l = 0; l < count; l++) {
        turned[l] = lines[count - 1 - l];
    }
    ap_shared other = share(count, turned, steps, parties);
    for (size_t a = 0; a < 2; a++) {
        assert_int_equal(other.result->borne[a], shared->result->borne[a]);
    }
    assert_int_equal(other.result->carried, shared->result->carried);
    assert_int_equal(other.result->reserve, shared->result->reserve);
    assert_int_equal(other.result->uncommitted, shared->result->uncommitted);
    end(&other);
}

static void shares_add_up_in_any_order_of_schemes(void **state)
{
    (void)state;
    uint32_t seed = 20231;
    for (int round = 0; round < 300; round++) {
        ap_made_line lines[LINES_MOST];
        ap_text steps = {0};
        ap_text parties = {0};
        size_t count = random_lines(&seed, lines);
        random_steps(&seed, &steps, &parties);
        if (count > 0) {
            ap_shared shared = share(count, lines, steps.bytes, parties.bytes);
            check_sums(&shared);
            check_order(count, lines, steps.bytes, parties.bytes, &shared);
            end(&shared);
        }
        ap_text_free(&steps);
        ap_text_free(&parties);
    }
}

/* Pro rata is free of scale: ten times the variances, ten times the shares, to a penny for
 * each fence and partner. */
static void pro_rata_has_no_scale(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 100; round++) {
        ap_made_line lines[LINES_MOST];
        size_t count = random_lines(&seed, lines);
        if (count == 0) {
            continue;
        }
        ap_shared shared = share(count, lines, "1,Shared,pro_rata,,,,,,,,,", NULL);
        ap_pence tenfold[2 * LINES_MOST];
        ap_risk_result *other = NULL;
        for (size_t l = 0; l < shared.fund->line_count; l++) {
            tenfold[l] = 10 * shared.variances[l];
        }
        assert_int_equal(ap_risk_share(shared.fund, tenfold, &other, NULL), AP_OK);
        for (size_t a = 0; a < shared.fund->partner_count; a++) {
            ap_pence by = other->borne[a] - 10 * shared.result->borne[a];
            assert_true(by <= 10 && by >= -10);
        }
        ap_risk_result_free(other);
        end(&shared);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_risk_lies_where_it_fell),
        cmocka_unit_test(pro_rata_is_by_contributions),
        cmocka_unit_test(a_slice_is_shared_by_what_it_brings),
        cmocka_unit_test(capped_stops_at_the_contribution),
        cmocka_unit_test(fixed_lines_are_the_hosts),
        cmocka_unit_test(bands_are_steps_under_a_cap),
        cmocka_unit_test(the_waterfall_is_taken_in_order),
        cmocka_unit_test(a_fault_is_its_makers),
        cmocka_unit_test(an_underspend_is_kept_in_the_pool),
        cmocka_unit_test(a_windfall_is_returned),
        cmocka_unit_test(a_protected_contributor_is_last),
        cmocka_unit_test(fences_are_never_crossed),
        cmocka_unit_test(a_share_can_be_shifted),
        cmocka_unit_test(a_cap_is_of_the_whole_pool),
        cmocka_unit_test(the_first_part_is_of_the_whole_pool),
        cmocka_unit_test(without_contributions_nothing_is_taken),
        cmocka_unit_test(capped_nets_a_scheme_on_its_budget),
        cmocka_unit_test(a_shift_leaves_who_is_protected),
        cmocka_unit_test(shares_add_up_in_any_order_of_schemes),
        cmocka_unit_test(pro_rata_has_no_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
