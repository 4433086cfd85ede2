/* The money tests of the Better Care Fund: by hand, and of random plans summed another way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bcf_case.h"
#include "method/bcf.h"

static ap_bcf_tests *tested(const ap_bcf_case *made)
{
    ap_bcf_tests *tests = NULL;
    assert_int_equal(
        ap_bcf_test_funds(BCF_POOLS, (const ap_fund *const *)made->funds, &tests, NULL),
        AP_OK);
    return tests;
}

/* What a test is to be, in the order of the tests. */
typedef struct ap_wanted {
    const char *board;
    const char *pool;   /* key; "": all of the board */
    const char *source; /* likewise */
    ap_pence required;
    ap_pence planned;
    ap_pence headroom;
    int number;
    bool is_met;
} ap_wanted;

static void assert_test(const ap_case *inputs, const ap_bcf_test *test,
                        const ap_wanted *wanted)
{
    assert_int_equal(test->number, wanted->number);
    assert_string_equal(inputs->places[test->place].place, wanted->board);
    assert_string_equal(test->pool == AP_NONE ? "" : inputs->pools[test->pool].pool,
                        wanted->pool);
    assert_string_equal(test->source == AP_NONE ? "" : inputs->sources[test->source].source,
                        wanted->source);
    assert_int_equal(test->required, wanted->required);
    assert_int_equal(test->planned, wanted->planned);
    assert_int_equal(test->headroom, wanted->headroom);
    assert_int_equal(test->is_met, wanted->is_met);
}

/* Month 8, pounds; the virement of 100,000 is in.
 *
 *     North  T0  in the pool 10,000,000 = 10,000,000;  planned 4,100,000 + 2,500,000.55 +
 *                1,499,999.45 + 1,900,000 = 10,000,000
 *            T1  homecare 4,100,000 >= 3,900,000
 *            T2  all but acute, by commissioner: 60% of 2,500,000.55 = 1,500,000.33, and
 *                nursing 1,900,000, which makes 3,400,000.33: 199,999.67 short of 3,600,000
 *     South  T0  in the pool 5,000,000, planned 4,900,000, and both ought to be 5,100,000
 *            T1  "Social*": 2,900,000 exactly
 *            T2  neither acute nor social care: the team of 2,000,000, but nobody says who
 *                commissions it, so 0 of the 1 required
 *            T3  4,900,000 of min-south planned out of 5,000,000
 */
static void each_test_is_what_it_is_by_hand(void **state)
{
    static const ap_wanted wanted[] = {
        {"north", "", "", 1000000000, 1000000000, 0, 0, true},
        {"north", "", "", 1000000000, 1000000000, 0, 0, true},
        {"north", "", "", 390000000, 410000000, 20000000, 1, true},
        {"north", "", "", 360000000, 340000033, -19999967, 2, false},
        {"north", "north-bcf", "min-north", 1000000000, 1000000000, 0, 3, true},
        {"north", "north-bcf", "ibcf-north", 200000000, 200000000, 0, 3, true},
        {"north", "north-bcf", "ibcf-north", 0, 0, 0, 4, true},
        {"north", "north-bcf", "dfg-north", 100000000, 100000000, 0, 3, true},
        {"north", "north-bcf", "dfg-north", 0, 0, 0, 4, true},
        {"north", "north-bcf", "discharge-north", 50000000, 50000000, 0, 3, true},
        {"north", "north-bcf", "discharge-north", 0, 0, 0, 4, true},
        {"north", "north-bcf", "la-north", 150000000, 150000000, 0, 3, true},
        {"south", "", "", 510000000, 500000000, -10000000, 0, false},
        {"south", "", "", 510000000, 490000000, -20000000, 0, false},
        {"south", "", "", 290000000, 290000000, 0, 1, true},
        {"south", "", "", 100, 0, -100, 2, false},
        {"south", "south-bcf", "min-south", 500000000, 490000000, -10000000, 3, false},
        {"south", "south-bcf", "la-south", 100000000, 100000000, 0, 3, true},
        {"county", "equipment", "icb-more", 30000000, 30000000, 0, 3, true},
    };
    (void)state;
    ap_bcf_case made = bcf_case(8);
    ap_bcf_tests *tests = tested(&made);
    assert_int_equal(tests->count, sizeof wanted / sizeof wanted[0]);
    for (size_t t = 0; t < tests->count; t++) {
        assert_test(made.inputs, &tests->tests[t], &wanted[t]);
    }
    ap_bcf_tests_free(tests);
    bcf_case_free(&made);
}

/* In month 4 the virement is still to come: 4,000,000 to social care, and out of hospital
 * 1,500,000.33 + 2,000,000. */
static void budgets_are_those_of_the_month(void **state)
{
    (void)state;
    ap_bcf_case made = bcf_case(4);
    ap_bcf_tests *tests = tested(&made);
    assert_int_equal(tests->tests[2].planned, 400000000);
    assert_int_equal(tests->tests[3].planned, 350000033);
    ap_bcf_tests_free(tests);
    bcf_case_free(&made);
}

/* What-ifs: home first is no longer a scheme for discharge, and the grant for adaptations
 * pays for revenue. Both sums are then ineligible, to the penny. */
static void ineligible_money_is_counted(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    inputs->schemes[5].scheme_type = "Carers Services";
    inputs->schemes[4].kind = AP_REVENUE;
    ap_bcf_case made = bcf_case_of(inputs, 8);
    ap_bcf_tests *tests = tested(&made);
    const ap_wanted grant = {"north",   "north-bcf", "dfg-north", 0,
                             100000000, -100000000,  4,           false};
    const ap_wanted discharge = {
        "north", "north-bcf", "discharge-north", 0, 50000000, -50000000, 4, false};
    assert_test(inputs, &tests->tests[8], &grant);
    assert_test(inputs, &tests->tests[10], &discharge);
    ap_bcf_tests_free(tests);
    bcf_case_free(&made);
}

/* Without a row of the minimum, what is planned is tested against the contribution; without
 * any row there are only the tests of the pool's sources. */
static void a_board_may_have_fewer_conditions(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    inputs->bcf = &inputs->bcf[5]; /* social care of South */
    inputs->bcf_count = 1;
    ap_bcf_case made = bcf_case_of(inputs, 8);
    ap_bcf_tests *tests = tested(&made);
    const ap_wanted planned = {"south", "", "", 500000000, 490000000, -10000000, 0, false};
    assert_int_equal(tests->count, 2 + 2 + 8 + 1);
    assert_test(inputs, &tests->tests[0], &planned);
    assert_int_equal(tests->tests[1].number, 1);
    assert_string_equal(inputs->places[tests->tests[4].place].place, "north");
    ap_bcf_tests_free(tests);
    inputs->bcf -= 5;
    bcf_case_free(&made);
}

/* A pool belongs to the nearest board above it. */
static void a_board_has_the_pools_below_it(void **state)
{
    (void)state;
    ap_case *inputs = bcf_inputs();
    for (size_t r = 0; r < inputs->bcf_count; r++) {
        inputs->bcf[r].place_at =
            0; /* the county's: South's rows are repeated, and unread */
    }
    ap_bcf_case made = bcf_case_of(inputs, 8);
    ap_bcf_tests *tests = tested(&made);
    assert_int_equal(ap_bcf_board(inputs, 0), 0);
    assert_int_equal(ap_bcf_board(inputs, 2), 0);
    assert_string_equal(ap_bcf_board_name(inputs, 0), "The county");
    assert_int_equal(tests->tests[0].planned, 1500000000); /* of North and South */
    assert_int_equal(tests->tests[2].planned, 410000000 + 290000000);
    ap_bcf_tests_free(tests);
    bcf_case_free(&made);
}

static void the_nhs_commissions_what_its_commissioner_says(void **state)
{
    (void)state;
    static const struct {
        const char *commissioner;
        double share;
    } wanted[] = {{"NHS", 1}, {"nhs", 1}, {"LA", 0}, {"Joint", 0.6}, {"other", 0}, {"", 0}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const ap_scheme scheme = {.commissioner = wanted[i].commissioner, .nhs_share = 0.6};
        assert_true(ap_bcf_nhs_share(&scheme) == wanted[i].share);
    }
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

/* Another plan of the same shape: any amounts, programmes, commissioners and types. */
static void shuffle(ap_case *inputs, uint64_t *seed)
{
    static const char *const commissioners[] = {"NHS", "la", "Joint", "", "other"};
    static const char *const types[] = {"DFG Related Schemes", "High Impact", "Other"};
    bool keeps_budgets = next_random(seed) % 2 == 0; /* so that some are in balance */
    for (size_t b = 0; b < inputs->budgets_count && !keeps_budgets; b++) {
        inputs->budgets[b].amount = (double)(next_random(seed) % 300000000) / 100;
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        inputs->schemes[s].programme_at = next_random(seed) % inputs->programmes_count;
        inputs->schemes[s].commissioner = commissioners[next_random(seed) % 5];
        inputs->schemes[s].nhs_share = (double)(next_random(seed) % 101) / 100;
        inputs->schemes[s].scheme_type = types[next_random(seed) % 3];
        inputs->schemes[s].kind = next_random(seed) % 4 == 0 ? AP_CAPITAL : AP_REVENUE;
    }
    for (size_t v = 0; v < inputs->virements_count; v++) {
        inputs->virements[v].amount = (double)(next_random(seed) % 50000000) / 100;
        inputs->virements[v].month = (double)(1 + next_random(seed) % 12);
        inputs->virements[v].decision = (ap_decision)(next_random(seed) % 3);
    }
    for (size_t r = 0; r < inputs->bcf_count; r++) {
        inputs->bcf[r].amount = (double)(next_random(seed) % 500000000) / 100;
    }
}

/* What counts of a scheme from the minimum, another way: straight from the tables, pennies
 * of a whole line at a time. kind 0: all; 1: social care; 2: NHS-commissioned, not acute
 * (of South not social care either). */
static ap_pence part_of(const ap_case *inputs, size_t s, int kind, ap_pence line)
{
    const ap_scheme *scheme = &inputs->schemes[s];
    const char *area = inputs->programmes[scheme->programme_at].area;
    bool is_social = strcmp(area, "Social Care") == 0;
    bool is_south = strcmp(scheme->pool, "south-bcf") == 0;
    if (kind == 0) {
        return line;
    }
    if (kind == 1) {
        return is_social ? line : 0;
    }
    if (strcmp(area, "Acute") == 0 || (is_south && is_social)) {
        return 0;
    }
    switch (scheme->commissioner[0]) {
    case 'N':
        return line;
    case 'J':
        return ap_pence_of(scheme->nhs_share * ap_pounds_of(line));
    default:
        return 0;
    }
}

/* A line of the budget at the month: its row with the virements of both directions. */
static ap_pence line_at(const ap_case *inputs, const ap_budget *row, int month)
{
    ap_pence amount = ap_pence_of(row->amount);
    for (size_t v = 0; v < inputs->virements_count; v++) {
        const ap_virement *virement = &inputs->virements[v];
        bool counts = virement->decision == AP_APPROVED && virement->month <= month &&
                      virement->source_at == row->source_at;
        ap_pence moved = counts ? ap_pence_of(virement->amount) : 0;
        amount += virement->to_at == row->scheme_at ? moved : 0;
        amount -= virement->from_at == row->scheme_at ? moved : 0;
    }
    return amount;
}

static ap_pence sum_of(const ap_case *inputs, const char *source, int kind, int month)
{
    ap_pence sum = 0;
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        const ap_budget *row = &inputs->budgets[b];
        if (strcmp(row->source, source) == 0) {
            sum += part_of(inputs, row->scheme_at, kind, line_at(inputs, row, month));
        }
    }
    return sum;
}

static ap_pence ineligible(const ap_case *inputs, size_t source, int month)
{
    ap_pence sum = 0;
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        const ap_budget *row = &inputs->budgets[b];
        ap_pence amount = line_at(inputs, row, month);
        bool is_wrong = row->source_at == source && amount > 0 &&
                        !ap_case_may_fund(inputs, source, row->scheme_at);
        sum += is_wrong ? amount : 0;
    }
    return sum;
}

static ap_pence planned_another_way(const ap_case *inputs, const ap_bcf_test *test,
                                    size_t order, int month)
{
    bool is_north = strcmp(inputs->places[test->place].place, "north") == 0;
    if (test->number == 4) {
        return ineligible(inputs, test->source, month);
    }
    if (test->number == 3) {
        return sum_of(inputs, inputs->sources[test->source].source, 0, month);
    }
    if (test->number == 0 && order == 0) { /* the contribution itself */
        return is_north ? 1000000000 : 500000000;
    }
    return sum_of(inputs, is_north ? "min-north" : "min-south", test->number, month);
}

static void assert_verdict(const ap_bcf_test *test)
{
    ap_pence over = test->planned - test->required;
    bool is_met = test->number == 4                        ? over <= 0
                  : test->number == 1 || test->number == 2 ? over >= 0
                                                           : over == 0;
    assert_int_equal(test->headroom, test->number == 4 ? -over : over);
    assert_int_equal(test->is_met, is_met);
}

static void random_plans_are_summed_alike(void **state)
{
    (void)state;
    uint64_t seed = 20240617;
    size_t met = 0;
    size_t all = 0;
    ap_case *original = bcf_inputs();
    for (int run = 0; run < 2000; run++) {
        ap_case *inputs = NULL;
        assert_int_equal(ap_case_copy(original, &inputs, NULL), AP_OK);
        shuffle(inputs, &seed);
        int month = 1 + (int)(next_random(&seed) % 12);
        ap_bcf_case made = bcf_case_of(inputs, month);
        ap_bcf_tests *tests = tested(&made);
        assert_int_equal(tests->count, 19);
        for (size_t t = 0; t < tests->count; t++) {
            const ap_bcf_test *test = &tests->tests[t];
            size_t order = t == 0 || tests->tests[t - 1].number != 0 ? 0 : 1;
            assert_int_equal(test->planned,
                             planned_another_way(inputs, test, order, month));
            assert_verdict(test);
            met += test->is_met ? 1 : 0;
        }
        all += tests->count;
        ap_bcf_tests_free(tests);
        bcf_case_free(&made);
    }
    ap_case_free(original);
    assert_in_range(met, all / 10, all - all / 10); /* both verdicts are tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_test_is_what_it_is_by_hand),
        cmocka_unit_test(budgets_are_those_of_the_month),
        cmocka_unit_test(ineligible_money_is_counted),
        cmocka_unit_test(a_board_may_have_fewer_conditions),
        cmocka_unit_test(a_board_has_the_pools_below_it),
        cmocka_unit_test(the_nhs_commissions_what_its_commissioner_says),
        cmocka_unit_test(random_plans_are_summed_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
