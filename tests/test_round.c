/* Rounds small enough to solve by hand. Money in millions; where nothing is said of need,
 * North has 60 and South 40 of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "made_case.h"
#include "solve/lexico.h"
#include "solve/model.h"
#include "solve/position.h"

#define WIDE "[equity]\nunder = 90%\nover = 90%\n"

typedef struct ap_expected {
    const char *scheme;
    double millions;
} ap_expected;

static ap_made county(const char *settings)
{
    ap_made made = ap_made_new(settings);
    ap_made_place(&made, "north", 60, 60000);
    ap_made_place(&made, "south", 40, 40000);
    ap_made_programme(&made, "acute");
    ap_made_programme(&made, "mental");
    return made;
}

static void add_source(ap_made *made, const char *key, double amount)
{
    ap_made_source_add(made, (ap_made_source){.key = key, .amount = amount});
}

static void add_scheme(ap_made *made, const char *key, const char *place,
                       const char *programme, const double amounts[3])
{
    ap_made_scheme_add(made, (ap_made_scheme){.key = key,
                                              .place = place,
                                              .programme = programme,
                                              .baseline = amounts[0],
                                              .committed = amounts[1],
                                              .bid = amounts[2]});
}

/* Acute care of both places, which may have anything from 0 to 100. */
static void add_acute(ap_made *made)
{
    add_scheme(made, "north-acute", "north", "acute", (const double[]){55, 0, 100});
    add_scheme(made, "south-acute", "south", "acute", (const double[]){45, 0, 100});
}

static double total_of(const ap_round *round, const char *scheme)
{
    double total = 0;
    for (size_t c = 0; c < round->model->cell_count; c++) {
        size_t s = round->model->cells[c].scheme;
        total +=
            strcmp(round->inputs->schemes[s].scheme, scheme) == 0 ? round->cells[c] : 0;
    }
    return total;
}

static void assert_totals(const ap_round *round, size_t count, const ap_expected expected[])
{
    for (size_t e = 0; e < count; e++) {
        double total = total_of(round, expected[e].scheme);
        if (!(fabs(total - expected[e].millions * 1e6) < 0.005)) {
            fail_msg("%s has %.2f, not %.0f", expected[e].scheme, total,
                     expected[e].millions * 1e6);
        }
    }
}

static void assert_answer(ap_made *made, size_t count, const ap_expected expected[])
{
    ap_case *inputs = ap_made_load(made);
    ap_round *round = ap_made_solved(inputs);
    for (size_t s = 0; s < round->result->stage_count; s++) {
        assert_true(ap_certificate_holds(round->result->stages[s].certificate));
    }
    assert_true(round->result->stages[round->result->stage_count - 1].is_unique);
    assert_totals(round, count, expected);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* North has 60% of need, so 60 of 100; nothing stands in the way. */
static void places_reach_their_targets(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    add_source(&made, "core", 100);
    add_acute(&made);
    const ap_expected expected[] = {{"north-acute", 60}, {"south-acute", 40}};
    assert_answer(&made, 2, expected);
}

/* 10 must be spent, 6 may be; the bids are 8 and 6, so 2 of the 6 are left. */
static void a_source_is_spent_in_full_or_at_most(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    add_source(&made, "core", 10);
    ap_made_source_add(
        &made, (ap_made_source){
                   .key = "spare", .amount = 6, .is_outside = true, .is_at_most = true});
    add_scheme(&made, "north-acute", "north", "acute", (const double[]){8, 0, 8});
    add_scheme(&made, "south-acute", "south", "acute", (const double[]){6, 0, 6});
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = ap_made_solved(inputs);
    ap_position *position = NULL;
    assert_int_equal(ap_position_of(round->model, round->cells, &position, NULL), AP_OK);
    assert_true(fabs(position->source[0] - 10e6) < 0.005);
    assert_true(fabs(position->source[1] - 4e6) < 0.005);
    assert_true(position->unmet_plain < 0.01);
    ap_position_free(position);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* South is committed to 45 although its target is 40; in the second round it bids for 35.
 */
static void commitments_and_bids_come_before_targets(void **state)
{
    (void)state;
    const struct {
        double committed;
        double bid;
        ap_expected expected[2];
    } cases[] = {
        {45, 100, {{"north-acute", 55}, {"south-acute", 45}}},
        {0, 35, {{"north-acute", 65}, {"south-acute", 35}}},
    };
    for (size_t c = 0; c < 2; c++) {
        ap_made made = county(WIDE);
        add_source(&made, "core", 100);
        add_scheme(&made, "north-acute", "north", "acute", (const double[]){60, 0, 100});
        add_scheme(&made, "south-acute", "south", "acute",
                   (const double[]){40, cases[c].committed, cases[c].bid});
        assert_answer(&made, 2, cases[c].expected);
    }
}

/* Last year 52 and 48. A floor of 0% keeps South at 48; a floor of -10% lets it go down to
 * 43.2, but a cap of 5% holds North at 54.6. */
static void pace_of_change_holds_both_ends(void **state)
{
    (void)state;
    const struct {
        const char *floor;
        const char *cap;
        ap_expected expected[2];
    } cases[] = {
        {"0%", "20%", {{"north-acute", 52}, {"south-acute", 48}}},
        {"-10%", "5%", {{"north-acute", 54.6}, {"south-acute", 45.4}}},
    };
    for (size_t c = 0; c < 2; c++) {
        ap_made made = county(WIDE);
        add_source(&made, "core", 100);
        add_scheme(&made, "north-acute", "north", "acute", (const double[]){52, 0, 100});
        add_scheme(&made, "south-acute", "south", "acute", (const double[]){48, 0, 100});
        ap_made_pace(&made, "cash_floor", cases[c].floor);
        ap_made_pace(&made, "cap", cases[c].cap);
        assert_answer(&made, 2, cases[c].expected);
    }
}

/* Bids first, and South's count ten times as much: it takes what the band of 5% gives,
 * 1.05 x 40 = 42. */
static void the_equity_band_holds_when_bids_come_first(void **state)
{
    (void)state;
    ap_made made = county("[equity]\nunder = 5%\nover = 5%\n");
    add_source(&made, "core", 100);
    add_scheme(&made, "north-acute", "north", "acute", (const double[]){60, 0, 100});
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "south-acute",
                                               .place = "south",
                                               .programme = "acute",
                                               .baseline = 40,
                                               .bid = 100,
                                               .priority = 10});
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = NULL;
    assert_int_equal(ap_round_prepare(inputs, &round, NULL), AP_OK);
    assert_int_equal(ap_round_solve(round, AP_BIDS_FIRST, NULL, NULL, NULL), AP_OK);
    assert_true(ap_round_is_solved(round));
    const ap_expected expected[] = {{"north-acute", 58}, {"south-acute", 42}};
    assert_totals(round, 2, expected);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* Growth by so much, and the target, North's third of as much more money, are the same
 * number to the reader; worked out in two ways they may be a hair apart, the floor above.
 */
static void limits_that_meet_are_no_contradiction(void **state)
{
    (void)state;
    for (int step = 1; step < 60; step++) {
        char floor[16];
        double share = step / 1e5;
        ap_made made = ap_made_new("[equity]\nunder = 0%\nover = 0%\n");
        ap_made_place(&made, "north", 1, 1000);
        ap_made_place(&made, "south", 2, 1000);
        ap_made_programme(&made, "acute");
        add_source(&made, "core", 300 * (1 + share));
        add_scheme(&made, "north-acute", "north", "acute", (const double[]){100, 0, 120});
        add_scheme(&made, "south-acute", "south", "acute", (const double[]){200, 0, 240});
        (void)snprintf(floor, sizeof floor, "%.3f%%", step / 1e3);
        ap_made_pace(&made, "cash_floor", floor);
        const ap_expected expected[] = {{"north-acute", 100 * (1 + share)},
                                        {"south-acute", 200 * (1 + share)}};
        assert_answer(&made, 2, expected);
    }
}

/* Mental health of both places had 20 and is to grow by 10%: 22, although its bids hardly
 * count. Acute care takes the rest of 100. */
static void a_growth_rule_is_kept(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    add_source(&made, "core", 100);
    add_acute(&made);
    for (int i = 0; i < 2; i++) {
        ap_made_scheme_add(&made, (ap_made_scheme){.key = i == 0 ? "north-mh" : "south-mh",
                                                   .place = i == 0 ? "north" : "south",
                                                   .programme = "mental",
                                                   .baseline = i == 0 ? 12 : 8,
                                                   .committed = i == 0 ? 10 : 8,
                                                   .bid = i == 0 ? 10 : 20,
                                                   .priority = 0.01});
    }
    ap_made_rule_add(&made, (ap_made_rule){.key = "mhis",
                                           .programme = "mental",
                                           .bound = "at_least",
                                           .value = "10%",
                                           .unit = "growth"});
    const ap_expected expected[] = {{"north-mh", 10},    /* its bid */
                                    {"south-mh", 12},    /* 22 - 10 */
                                    {"north-acute", 50}, /* 60 - 10 */
                                    {"south-acute", 28}};
    assert_answer(&made, 4, expected);
}

typedef struct ap_by_rule {
    ap_made_rule rule;
    double mental; /* what North's mental health gets; it has no bid that counts */
} ap_by_rule;

/* North has two schemes and 60 between them; the rule alone moves money from one to the
 * other. 10 of mental health last year bought 100 units. */
static void every_unit_of_a_rule_is_understood(void **state)
{
    (void)state;
    const ap_by_rule cases[] = {
        {{.bound = "at_least", .value = "12500000", .unit = "pounds"}, 12.5},
        {{.bound = "at_least", .value = "15%", .unit = "share", .of = "source=envelope"},
         15}, /* of 100 */
        {{.bound = "at_least", .value = "15%", .unit = "share", .of = "place=north"},
         9},                                                            /* of 60 */
        {{.bound = "at_least", .value = "150", .unit = "per_head"}, 9}, /* x 60,000 */
        {{.bound = "at_least", .value = "20%", .unit = "target"}, 12},  /* of 60 */
        {{.bound = "equal", .value = "-20%", .unit = "growth"}, 8},
        {{.bound = "at_least", .value = "110", .unit = "pounds", .is_output = true}, 11},
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        ap_made made = county(WIDE);
        add_source(&made, "core", 100);
        add_acute(&made);
        ap_made_scheme_add(&made, (ap_made_scheme){.key = "north-mh",
                                                   .place = "north",
                                                   .programme = "mental",
                                                   .baseline = 10,
                                                   .committed = 5,
                                                   .bid = 40,
                                                   .priority = 0.001,
                                                   .output = 100});
        ap_made_rule rule = cases[c].rule;
        rule.key = "rule";
        rule.place = "north";
        rule.programme = "mental";
        ap_made_rule_add(&made, rule);
        const ap_expected expected[] = {{"north-mh", cases[c].mental},
                                        {"north-acute", 60 - cases[c].mental},
                                        {"south-acute", 40}};
        assert_answer(&made, 3, expected);
    }
}

/* 10 bought 100 units, so a ceiling of 120 units is one of 12, although the bids would take
 * 30. */
static void a_ceiling_of_output_is_kept(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    add_source(&made, "core", 100);
    add_acute(&made);
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "north-mh",
                                               .place = "north",
                                               .programme = "mental",
                                               .baseline = 10,
                                               .bid = 30,
                                               .priority = 100,
                                               .output = 100});
    ap_made_rule_add(&made, (ap_made_rule){.key = "staff",
                                           .bound = "no_more",
                                           .value = "120",
                                           .unit = "pounds",
                                           .is_output = true});
    const ap_expected expected[] = {{"north-mh", 12}, {"north-acute", 48}};
    assert_answer(&made, 2, expected);
}

/* Acute care is to have 70 and mental health 40 of the 100 that there are. */
static void soft_rules_are_kept_by_rank(void **state)
{
    (void)state;
    for (int acute_rank = 1; acute_rank <= 2; acute_rank++) {
        ap_made made = county(WIDE);
        add_source(&made, "core", 100);
        add_acute(&made);
        add_scheme(&made, "north-mh", "north", "mental", (const double[]){10, 0, 100});
        add_scheme(&made, "south-mh", "south", "mental", (const double[]){10, 0, 100});
        ap_made_rule_add(&made, (ap_made_rule){.key = "acute",
                                               .programme = "acute",
                                               .bound = "at_least",
                                               .value = "70000000",
                                               .unit = "pounds",
                                               .rank = acute_rank});
        ap_made_rule_add(&made, (ap_made_rule){.key = "mental",
                                               .programme = "mental",
                                               .bound = "at_least",
                                               .value = "40000000",
                                               .unit = "pounds",
                                               .rank = 3 - acute_rank});
        ap_case *inputs = ap_made_load(&made);
        ap_round *round = ap_made_solved(inputs);
        double acute = total_of(round, "north-acute") + total_of(round, "south-acute");
        assert_true(fabs(acute - (acute_rank == 1 ? 70e6 : 60e6)) < 0.005);
        ap_position *position = NULL;
        assert_int_equal(ap_position_of(round->model, round->cells, &position, NULL),
                         AP_OK);
        assert_true(fabs(position->broken - 10e6) < 0.01);
        ap_position_free(position);
        ap_round_free(round);
        ap_case_free(inputs);
    }
}

/* Two soft rules of one rank: a bed costs 100,000 last year, so 10 beds short are 1 million
 * short, and a rule that is 2 million short gives way to it no more than to 2 million of
 * money. There are 10 millions for 150 beds (15) or 6 of mental health elsewhere: the beds
 * are as dear as the money, so that the shortfall is 15 + 6 - 10 = 11 either way. */
static void output_that_is_missing_counts_as_money(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    add_source(&made, "core", 10);
    ap_made_scheme_add(&made, (ap_made_scheme){.key = "beds",
                                               .place = "north",
                                               .programme = "acute",
                                               .baseline = 10,
                                               .bid = 20,
                                               .output = 100});
    add_scheme(&made, "mh", "south", "mental", (const double[]){5, 0, 10});
    ap_made_rule_add(&made, (ap_made_rule){.key = "beds",
                                           .bound = "at_least",
                                           .value = "150",
                                           .unit = "pounds",
                                           .is_output = true,
                                           .rank = 1});
    ap_made_rule_add(&made, (ap_made_rule){.key = "mental",
                                           .programme = "mental",
                                           .bound = "at_least",
                                           .value = "6000000",
                                           .unit = "pounds",
                                           .rank = 1});
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = ap_made_solved(inputs);
    ap_position *position = NULL;
    assert_int_equal(ap_position_of(round->model, round->cells, &position, NULL), AP_OK);
    assert_true(fabs(position->broken - 11e6) < 0.01);
    assert_true(fabs(round->result->stages[0].best - 11) < 1e-8);
    /* Both ways being equal, the targets of 6 and 4 decide. */
    const ap_expected expected[] = {{"beds", 6}, {"mh", 4}};
    assert_totals(round, 2, expected);
    ap_position_free(position);
    ap_round_free(round);
    ap_case_free(inputs);
}

/* Four places with a target of 25. A bids for 20 and stays 20% below; D is committed to 35.
 * Of the other 45, B and C get 22.5 each, 10% below, although B's bid counts far more. */
static void one_stuck_place_leaves_the_others_their_best(void **state)
{
    (void)state;
    ap_made made = ap_made_new(WIDE);
    static const char *const keys[] = {"a", "b", "c", "d"};
    static const double amounts[4][3] = {
        {20, 0, 20}, {20, 0, 100}, {20, 0, 100}, {35, 35, 100}};
    for (int i = 0; i < 4; i++) {
        ap_made_place(&made, keys[i], 25, 1000);
    }
    ap_made_programme(&made, "acute");
    add_source(&made, "core", 100);
    for (int i = 0; i < 4; i++) {
        ap_made_scheme_add(&made, (ap_made_scheme){.key = keys[i],
                                                   .place = keys[i],
                                                   .programme = "acute",
                                                   .baseline = amounts[i][0],
                                                   .committed = amounts[i][1],
                                                   .bid = amounts[i][2],
                                                   .priority = i == 1 ? 50 : 1});
    }
    const ap_expected expected[] = {{"a", 20}, {"b", 22.5}, {"c", 22.5}, {"d", 35}};
    assert_answer(&made, 4, expected);
}

/* The county's own scheme bids for 10, so the targets are 54 and 36 of the 90 left. North
 * bids for 50 only. South's bid would take the 4 left over, but the distance from target
 * comes first, and the money need not be spent. */
static void distance_from_target_comes_before_bids(void **state)
{
    (void)state;
    ap_made made = county(WIDE);
    ap_made_source_add(&made,
                       (ap_made_source){.key = "core", .amount = 100, .is_at_most = true});
    add_scheme(&made, "county", "county", "acute", (const double[]){10, 0, 10});
    add_scheme(&made, "north-acute", "north", "acute", (const double[]){50, 0, 50});
    add_scheme(&made, "south-acute", "south", "acute", (const double[]){40, 0, 100});
    const ap_expected expected[] = {
        {"county", 10}, {"north-acute", 50}, {"south-acute", 36}};
    assert_answer(&made, 3, expected);
}

/* Two schemes of one place bid for 9 each, one of them with priority 1.8: its thirds of 3
 * count 5.4, 3.6 and 1.8, the other's 3, 2 and 1. So money goes to 5.4, 3.6, 3, 2, 1.8, 1
 * in this order. South has what it bids for. */
static void bids_are_met_in_diminishing_thirds(void **state)
{
    (void)state;
    const struct {
        double money;
        double high;
        double low;
    } cases[] = {{2, 2, 0},      {5, 5, 0},  {7, 6, 1}, {9, 6, 3},
                 {10.5, 6, 4.5}, {13, 7, 6}, {16, 9, 7}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        ap_made made = county("[equity]\nunder = 100%\nover = 900%\n[bids]\nstep_1 = 3\n"
                              "step_2 = 2\nstep_3 = 1\n");
        add_source(&made, "core", cases[c].money + 1);
        ap_made_scheme_add(&made, (ap_made_scheme){.key = "high",
                                                   .place = "north",
                                                   .programme = "acute",
                                                   .bid = 9,
                                                   .priority = 1.8});
        add_scheme(&made, "low", "north", "acute", (const double[]){0, 0, 9});
        add_scheme(&made, "south", "south", "acute", (const double[]){1, 1, 1});
        const ap_expected expected[] = {{"high", cases[c].high}, {"low", cases[c].low}};
        assert_answer(&made, 2, expected);
    }
}

/* Bids that count alike at every level: last year's 7 and 3 decide. */
static void ties_of_bids_go_to_least_movement(void **state)
{
    (void)state;
    ap_made made = county("[equity]\nunder = 100%\nover = 900%\n[bids]\nstep_1 = 1\n"
                          "step_2 = 1\nstep_3 = 1\n");
    add_source(&made, "core", 11);
    add_scheme(&made, "a", "north", "acute", (const double[]){7, 0, 10});
    add_scheme(&made, "b", "north", "acute", (const double[]){3, 0, 10});
    add_scheme(&made, "south", "south", "acute", (const double[]){1, 1, 1});
    const ap_expected expected[] = {{"a", 7}, {"b", 3}};
    assert_answer(&made, 2, expected);
}

/* A bid of 10 may be paid by either of two sources of 6 and 8 that need not be spent: the
 * preferred one pays all it has. */
static void the_preferred_source_pays_first(void **state)
{
    (void)state;
    for (int preferred = 0; preferred < 2; preferred++) {
        ap_made made = county(WIDE);
        add_source(&made, "core", 1);
        ap_made_source_add(&made, (ap_made_source){.key = "six",
                                                   .amount = 6,
                                                   .preference = preferred == 0 ? 1 : 2,
                                                   .funds = "mental",
                                                   .is_outside = true,
                                                   .is_at_most = true});
        ap_made_source_add(&made, (ap_made_source){.key = "eight",
                                                   .amount = 8,
                                                   .preference = preferred == 1 ? 1 : 2,
                                                   .funds = "mental",
                                                   .is_outside = true,
                                                   .is_at_most = true});
        add_acute(&made);
        add_scheme(&made, "mh", "south", "mental", (const double[]){10, 10, 10});
        ap_case *inputs = ap_made_load(&made);
        ap_round *round = ap_made_solved(inputs);
        double six = ap_made_cell(round, round->cells, "six", "mh");
        double core = ap_made_cell(round, round->cells, "core", "mh");
        assert_true(fabs(six + core - (preferred == 0 ? 6e6 : 2e6)) < 0.005);
        assert_true(core < 0.005);
        ap_round_free(round);
        ap_case_free(inputs);
    }
}

/* Four schemes alike in everything and two sources alike in everything: still one answer
 * only, from a cold start and from any other basis, and it says so. */
static void there_is_one_answer_only(void **state)
{
    (void)state;
    ap_made made = county("[equity]\nunder = 100%\nover = 900%\n");
    static const char *const keys[] = {"a", "b", "c", "d"};
    add_source(&made, "one", 10);
    add_source(&made, "two", 10);
    for (int k = 0; k < 4; k++) {
        add_scheme(&made, keys[k], k < 2 ? "north" : "south", "acute",
                   (const double[]){5, 0, 15});
    }
    ap_case *inputs = ap_made_load(&made);
    ap_round *round = ap_made_solved(inputs);
    ap_round *again = ap_made_solved(inputs);
    assert_true(round->result->stages[round->result->stage_count - 1].is_unique);
    const ap_lp *lp = round->model->lp;
    for (size_t turn = 0; turn < lp->columns; turn++) {
        /* Some other basis: one of its columns out, the slack of a row in. */
        ap_standing basis[512];
        memcpy(basis, round->result->basis, (lp->rows + lp->columns) * sizeof *basis);
        size_t row = turn % lp->rows;
        if (basis[lp->rows + turn] == AP_BASIC && basis[row] != AP_BASIC) {
            basis[lp->rows + turn] = AP_AT_LOW;
            basis[row] = AP_BASIC;
        }
        assert_int_equal(ap_round_solve(again, AP_ALL_GOALS, NULL, basis, NULL), AP_OK);
        assert_true(ap_round_is_solved(again));
        for (size_t c = 0; c < round->model->cell_count; c++) {
            assert_true(fabs(again->cells[c] - round->cells[c]) < 0.005);
        }
    }
    ap_round_free(again);
    ap_round_free(round);
    ap_case_free(inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_reach_their_targets),
        cmocka_unit_test(a_source_is_spent_in_full_or_at_most),
        cmocka_unit_test(commitments_and_bids_come_before_targets),
        cmocka_unit_test(pace_of_change_holds_both_ends),
        cmocka_unit_test(the_equity_band_holds_when_bids_come_first),
        cmocka_unit_test(limits_that_meet_are_no_contradiction),
        cmocka_unit_test(a_growth_rule_is_kept),
        cmocka_unit_test(every_unit_of_a_rule_is_understood),
        cmocka_unit_test(a_ceiling_of_output_is_kept),
        cmocka_unit_test(soft_rules_are_kept_by_rank),
        cmocka_unit_test(output_that_is_missing_counts_as_money),
        cmocka_unit_test(one_stuck_place_leaves_the_others_their_best),
        cmocka_unit_test(distance_from_target_comes_before_bids),
        cmocka_unit_test(bids_are_met_in_diminishing_thirds),
        cmocka_unit_test(ties_of_bids_go_to_least_movement),
        cmocka_unit_test(the_preferred_source_pays_first),
        cmocka_unit_test(there_is_one_answer_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
